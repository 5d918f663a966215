//! The files of dist/ as answers.

use std::path::{Component, Path, PathBuf};

use anyhow::Result;

use super::http::{Answer, Request};
use crate::build;
use crate::workspace::read;

/// A folder of static files and the policy that its page states.
pub struct Site {
    folder: PathBuf,
    policy: String,
}

impl Site {
    pub fn open(folder: &Path) -> Result<Self> {
        let html = String::from_utf8(read(&folder.join("index.html"))?)?;
        let policy = build::policy_in(&html).unwrap_or_default().to_owned();
        Ok(Self { folder: folder.to_owned(), policy })
    }

    pub fn answer(&self, request: &Request) -> Answer {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return Answer::words("405 Method Not Allowed", "only reading is possible here");
        }
        let found = file_for(&request.url, &self.folder);
        match found.and_then(|file| Some((std::fs::read(&file).ok()?, media_type(&file)))) {
            None => Answer::words("404 Not Found", "there is no such file"),
            Some((body, media_type)) => Answer {
                status: "200 OK",
                headers: vec![
                    ("Content-Type", media_type.to_owned()),
                    ("Content-Security-Policy", self.policy.clone()),
                    ("X-Content-Type-Options", "nosniff".to_owned()),
                    ("Cache-Control", "no-cache".to_owned()),
                ],
                body,
            },
        }
    }
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
    fn modules_and_wasm_have_the_types_that_browsers_insist_on() {
        assert_eq!(media_type(Path::new("a/worker.js")), "text/javascript; charset=utf-8");
        assert_eq!(media_type(Path::new("ort/x.mjs")), "text/javascript; charset=utf-8");
        assert_eq!(media_type(Path::new("x_bg.wasm")), "application/wasm");
    }
}
