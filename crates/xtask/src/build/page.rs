//! What is around the page's module: index.html and the style sheets, which bear a mark of their content
//! in their names.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::module::PAGE;
use super::{Layout, policy};
use crate::workspace::{Workspace, digest, read, write};

/// Stands in index.html where what the module loads is asked for early.
const EARLY: &str = "<!-- early -->";
/// Stand in index.html for the script that loads the module, and for the module.
const SCRIPT: &str = "{{script}}";
const MODULE: &str = "{{module}}";
/// How index.html names a style sheet.
const SHEET: &str = "<link rel=\"stylesheet\" href=\"";

/// Adds index.html and its style sheets to a layout that has the module already.
pub fn lay(workspace: &Workspace, layout: &mut Layout) -> Result<()> {
    let index = workspace.root().join("index.html");
    let html = String::from_utf8(read(&index)?).context("index.html is no text")?;
    let html = sheets(&html, workspace.root(), layout)?;
    let html = policy::allow_inline_scripts(&started(&html, layout)?)?;
    let made = workspace.wasm_target().join("index.html");
    write(&made, html.as_bytes())?;
    layout.insert("index.html".to_owned(), made);
    Ok(())
}

/// Names each style sheet after its content.
fn sheets(html: &str, root: &Path, layout: &mut Layout) -> Result<String> {
    let mut pieces = html.split(SHEET);
    let mut named = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (path, rest) = piece.split_once('"').context("index.html names a style sheet without an end")?;
        let source = root.join(path);
        let stem = source.file_stem().with_context(|| format!("{path} is no style sheet"))?.to_string_lossy();
        let name = format!("css/{stem}-{}.css", &digest([read(&source)?.as_slice()])[..16]);
        named += &format!("{SHEET}{name}\"{rest}");
        layout.insert(name, source);
    }
    Ok(named)
}

/// Names the module and its script, and asks for what they load at first before they do.
fn started(html: &str, layout: &Layout) -> Result<String> {
    let only = |what: &str, is: &dyn Fn(&str) -> bool| {
        let path = layout.keys().find(|path| is(path));
        path.with_context(|| format!("the page has no {what}"))
    };
    let script = only("script", &|path| PAGE.is_script(path))?;
    let module = only("module", &|path| PAGE.is_first(path))?;
    let scripts = layout.keys().filter(|path| PAGE.owns(path) && path.ends_with(".js"));
    let mut early: Vec<String> =
        scripts.map(|path| format!("<link rel=\"modulepreload\" href=\"./{path}\">")).collect();
    early.push(format!(
        "<link rel=\"preload\" href=\"./{module}\" as=\"fetch\" type=\"application/wasm\" crossorigin>"
    ));
    let mut html = html.to_owned();
    let places =
        [(EARLY, early.join("\n    ")), (SCRIPT, format!("./{script}")), (MODULE, format!("./{module}"))];
    for (place, words) in places {
        if html.matches(place).count() != 1 {
            bail!("index.html must hold {place} once");
        }
        html = html.replace(place, &words);
    }
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn index_html_names_what_is_there() {
        let workspace = Workspace::find().unwrap();
        let files = ["glasshouse_web.js", "glasshouse_web_bg.wasm", "split_explore.wasm"];
        let mut layout: Layout = files.map(|name| (format!("page/0123/{name}"), PathBuf::new())).into();
        let html = String::from_utf8(read(&workspace.root().join("index.html")).unwrap()).unwrap();
        let html = started(&sheets(&html, workspace.root(), &mut layout).unwrap(), &layout).unwrap();
        assert!(html.contains("from \"./page/0123/glasshouse_web.js\""));
        assert!(html.contains("rel=\"modulepreload\" href=\"./page/0123/glasshouse_web.js\""));
        assert!(!html.contains("split_explore") && !html.contains("assets/"));
        let sheets: Vec<_> = layout.keys().filter(|path| path.ends_with(".css")).collect();
        assert!(sheets.len() > 3 && sheets.iter().all(|sheet| html.contains(*sheet)));
    }

    #[test]
    fn a_page_that_starts_nothing_is_refused() {
        let files = ["glasshouse_web.js", "glasshouse_web_bg.wasm"];
        let layout: Layout = files.map(|name| (format!("page/0123/{name}"), PathBuf::new())).into();
        assert!(started("<html></html>", &layout).is_err());
        assert!(started(EARLY, &Layout::new()).is_err());
    }
}
