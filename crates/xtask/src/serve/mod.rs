//! `cargo xtask serve`: build the studio and serve dist/ on this machine.
//!
//! The server knows static files and nothing else, as any host that the studio may end up on. It
//! sends the page's content security policy as a header too, so that the worker runs under it.

mod http;
mod site;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use anyhow::{Result, bail};
use clap::Args;

use crate::build;
use crate::program::say;
use crate::workspace::Workspace;
use site::Site;

#[derive(Args)]
pub struct Options {
    /// The port to listen on; the next free one is taken if it is in use
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// How many ports are tried, the one asked for included.
const TRIES: u16 = 20;

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    build::run(workspace)?;
    let site = Site::open(&workspace.dist())?;
    let (listener, port) = listen(options.port)?;
    if port != options.port {
        say(&format!("port {} is in use, taking {port}", options.port));
    }
    println!("Glasshouse is at http://127.0.0.1:{port}/ (Ctrl-C ends it)");
    answer_all(&listener, site);
    Ok(())
}

/// Serves dist/ until this program ends; gives the port.
pub fn in_background(workspace: &Workspace) -> Result<u16> {
    let site = Site::open(&workspace.dist())?;
    let (listener, port) = listen(8080)?;
    thread::spawn(move || answer_all(&listener, site));
    Ok(port)
}

fn listen(wanted: u16) -> Result<(TcpListener, u16)> {
    for port in wanted..=wanted.saturating_add(TRIES - 1) {
        if let Ok(listener) = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))) {
            return Ok((listener, port));
        }
    }
    bail!("the ports from {wanted} on are all in use: choose another with --port")
}

/// One thread a connection: a browser opens several at once, and none may wait for another.
fn answer_all(listener: &TcpListener, site: Site) {
    let site = Arc::new(site);
    for visitor in listener.incoming().flatten() {
        let site = site.clone();
        thread::spawn(move || {
            if let Err(fault) = http::converse(visitor, |request| site.answer(request)) {
                say(&format!("a visitor left before the answer ended ({fault})"));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::write;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    fn ask(port: u16, request: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn files_are_served_while_idle_connections_wait() {
        let folder = std::env::temp_dir().join(format!("glasshouse-host-{}", std::process::id()));
        write(&folder.join("index.html"), b"<p>hello</p>").unwrap();
        let (listener, port) = listen(18_180).unwrap();
        let site = Site::open(&folder).unwrap();
        thread::spawn(move || answer_all(&listener, site));
        let _idle: Vec<TcpStream> =
            (0..20).map(|_| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap()).collect();
        let answer = ask(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n<p>hello</p>"), "{answer}");
        let head = ask(port, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(head.contains("Content-Length: 12\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(ask(port, "GET /none HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
        assert!(ask(port, "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi").starts_with("HTTP/1.1 405 "));
        assert!(ask(port, "nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_taken_port_leads_to_the_next() {
        let (first, port) = listen(18_080).unwrap();
        let (_second, next) = listen(port).unwrap();
        assert!(next > port);
        drop(first);
    }
}
