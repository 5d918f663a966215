//! `cargo xtask serve`: build the studio and serve dist/ on this machine.
//!
//! The server knows static files and nothing else, as any host that the studio may end up on. It
//! sends the page's content security policy as a header too, so that the worker runs under it.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use anyhow::{Result, anyhow, bail};
use clap::Args;
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::build;
use crate::program::say;
use crate::workspace::{Workspace, read};

#[derive(Args)]
pub struct Options {
    /// The port to listen on; the next free one is taken if it is in use
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// How many ports are tried, the one asked for included.
const TRIES: u16 = 20;
const THREADS: usize = 4;

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    build::run(workspace)?;
    let (server, port) = listen(options.port)?;
    if port != options.port {
        say(&format!("port {} is in use, taking {port}", options.port));
    }
    println!("Glasshouse is at http://127.0.0.1:{port}/ (Ctrl-C ends it)");
    for thread in start(workspace, server)? {
        thread.join().map_err(|_| anyhow!("the server stopped unexpectedly"))?;
    }
    Ok(())
}

/// Serves dist/ until this program ends; gives the port.
pub fn in_background(workspace: &Workspace) -> Result<u16> {
    let (server, port) = listen(8080)?;
    start(workspace, server)?;
    Ok(port)
}

fn start(workspace: &Workspace, server: Server) -> Result<Vec<JoinHandle<()>>> {
    let dist = workspace.dist();
    let html = String::from_utf8(read(&dist.join("index.html"))?)?;
    let policy = build::policy_in(&html).unwrap_or_default().to_owned();
    let server = Arc::new(server);
    let answering = (0..THREADS).map(|_| {
        let (server, dist, policy) = (server.clone(), dist.clone(), policy.clone());
        thread::spawn(move || answer_all(&server, &dist, &policy))
    });
    Ok(answering.collect())
}

fn listen(wanted: u16) -> Result<(Server, u16)> {
    for port in wanted..=wanted.saturating_add(TRIES - 1) {
        if let Ok(server) = Server::http(SocketAddr::from((Ipv4Addr::LOCALHOST, port))) {
            return Ok((server, port));
        }
    }
    bail!("the ports from {wanted} on are all in use: choose another with --port")
}

fn answer_all(server: &Server, dist: &Path, policy: &str) {
    for request in server.incoming_requests() {
        if let Err(fault) = answer(request, dist, policy) {
            say(&format!("a visitor left before the answer ended ({fault})"));
        }
    }
}

fn answer(request: Request, dist: &Path, policy: &str) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(plain(405, "only reading is possible here"));
    }
    let Some(path) = file_for(request.url(), dist) else {
        return request.respond(plain(404, "there is no such file"));
    };
    let Ok(file) = File::open(&path) else {
        return request.respond(plain(404, "there is no such file"));
    };
    let mut response = Response::from_file(file);
    let described = [
        ("Content-Type", media_type(&path)),
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-cache"),
    ];
    for (name, value) in described {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

fn plain(status: u16, words: &str) -> Response<std::io::Cursor<Vec<u8>>> {
    Response::from_string(words).with_status_code(StatusCode(status))
}

/// The file that a request means, if it stays inside dist/.
fn file_for(url: &str, dist: &Path) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = PathBuf::from(decode(path)?);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = dist.join(path);
    let file = if file.is_dir() { file.join("index.html") } else { file };
    file.is_file().then_some(file)
}

/// Percent-decoding; none if it is malformed or no UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "csv" => "text/csv; charset=utf-8",
        "md" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::write;

    fn dist(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("glasshouse-{name}-{}", std::process::id()));
        write(&folder.join("dist/index.html"), b"<p>").unwrap();
        write(&folder.join("dist/a b/x.wasm"), b"\0asm").unwrap();
        write(&folder.join("secret.txt"), b"no").unwrap();
        folder.join("dist")
    }

    #[test]
    fn requests_stay_inside_the_folder() {
        let dist = dist("serve");
        let found = |url| file_for(url, &dist);
        assert_eq!(found("/"), Some(dist.join("index.html")));
        assert_eq!(found("/index.html?x=1#y"), Some(dist.join("index.html")));
        assert_eq!(found("/a%20b/x.wasm"), Some(dist.join("a b/x.wasm")));
        for outside in ["/../secret.txt", "/%2e%2e/secret.txt", "/a%20b/../../secret.txt", "/%2", "/%zz"] {
            assert_eq!(found(outside), None, "{outside}");
        }
        std::fs::remove_dir_all(dist.parent().unwrap()).unwrap();
    }

    #[test]
    fn a_taken_port_leads_to_the_next() {
        let (first, port) = listen(18_080).unwrap();
        let (_second, next) = listen(port).unwrap();
        assert!(next > port);
        drop(first);
    }

    #[test]
    fn modules_and_wasm_have_the_types_that_browsers_insist_on() {
        assert_eq!(media_type(Path::new("a/worker.js")), "text/javascript; charset=utf-8");
        assert_eq!(media_type(Path::new("ort/x.mjs")), "text/javascript; charset=utf-8");
        assert_eq!(media_type(Path::new("x_bg.wasm")), "application/wasm");
    }
}
