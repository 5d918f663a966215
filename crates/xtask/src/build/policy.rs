//! The page's content security policy.
//!
//! index.html states it in a meta tag, with a placeholder where the hashes of inline scripts
//! belong: the build writes such a script to start the app, and nothing inline runs without its hash.

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const PLACEHOLDER: &str = "{{inline-script-hashes}}";
const META: &str = "http-equiv=\"Content-Security-Policy\"";

/// Replaces the placeholder by the hashes of the inline scripts.
pub fn allow_inline_scripts(html: &str) -> Result<String> {
    let policy = html.find(PLACEHOLDER);
    let policy = policy.with_context(|| format!("index.html's policy lacks {PLACEHOLDER}"))?;
    if html.find("<script").is_some_and(|script| script < policy) {
        bail!("a script stands before the content security policy, and so escapes it");
    }
    let hashes: Vec<String> = inline_scripts(html).map(source_expression).collect();
    Ok(html.replace(PLACEHOLDER, &hashes.join(" ")))
}

/// The policy that a page states in its meta tag.
pub fn policy_in(html: &str) -> Option<&str> {
    let tag = &html[html.find(META)?..];
    let content = tag.split_once("content=\"")?.1;
    Some(content.split_once('"')?.0)
}

/// The text of each script element without a `src`; the text of a script cannot hold its end tag.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, body) = rest.split_once('>')?;
        let (text, _) = body.split_once("</script>")?;
        let outside = attributes.split_whitespace().any(|word| word.starts_with("src="));
        (!outside && !text.is_empty()).then_some(text)
    })
}

fn source_expression(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><meta http-equiv=\"Content-Security-Policy\" \
        content=\"script-src 'self' {{inline-script-hashes}}\"></head>\
        <script src=\"a.js\"></script><script type=\"module\">alert(1)</script>";

    #[test]
    fn only_inline_scripts_are_hashed() {
        assert_eq!(inline_scripts(PAGE).collect::<Vec<_>>(), ["alert(1)"]);
        let html = allow_inline_scripts(PAGE).unwrap();
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let hash = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        assert_eq!(policy_in(&html), Some(format!("script-src 'self' {hash}").as_str()));
    }

    #[test]
    fn a_page_without_the_policy_or_with_a_script_before_it_is_refused() {
        assert!(allow_inline_scripts("<script>alert(1)</script>").is_err());
        assert!(allow_inline_scripts(&format!("<script>alert(1)</script>{PAGE}")).is_err());
    }
}
