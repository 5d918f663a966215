//! As much of HTTP as serving files on one's own machine takes: one request a connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// The longest head of a request that is read.
const LONGEST_HEAD: u64 = 64 * 1024;
/// How much of a body that nobody asked for is read away, so that the answer still arrives.
const LONGEST_BODY: u64 = 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Request {
    pub method: String,
    pub url: String,
}

pub struct Answer {
    pub status: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn words(status: &'static str, words: &str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned())];
        Self { status, headers, body: words.as_bytes().to_vec() }
    }
}

/// Reads one request, answers it and closes. A connection that is opened and never used, as
/// browsers do, ends quietly.
pub fn converse(mut stream: TcpStream, answer: impl Fn(&Request) -> Answer) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Ok(Some(head)) = read_head(&stream) else { return Ok(()) };
    let request = parse(&head);
    let reply = match &request {
        Some(request) => answer(request),
        None => Answer::words("400 Bad Request", "this is no request"),
    };
    let with_body = request.is_none_or(|request| request.method != "HEAD");
    send(&mut stream, &reply, with_body)?;
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    // Whatever still comes is of no interest, nor is how it ends.
    io::copy(&mut stream.take(LONGEST_BODY), &mut io::sink()).ok();
    Ok(())
}

/// The lines up to the empty one; none if the connection ended before it.
fn read_head(stream: &TcpStream) -> io::Result<Option<String>> {
    let mut lines = BufReader::new(stream.take(LONGEST_HEAD));
    let mut head = String::new();
    loop {
        let start = head.len();
        if lines.read_line(&mut head)? == 0 {
            return Ok(None);
        }
        if head[start..].trim_end().is_empty() {
            return Ok(Some(head));
        }
    }
}

fn parse(head: &str) -> Option<Request> {
    let mut words = head.lines().next()?.split(' ');
    let (method, url, version) = (words.next()?, words.next()?, words.next()?);
    let request = Request { method: method.to_owned(), url: url.to_owned() };
    (version.starts_with("HTTP/1.") && words.next().is_none()).then_some(request)
}

fn send(stream: &mut TcpStream, answer: &Answer, with_body: bool) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {}\r\nConnection: close\r\n", answer.status);
    head += &format!("Content-Length: {}\r\n", answer.body.len());
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    stream.write_all(head.as_bytes())?;
    if with_body {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}
