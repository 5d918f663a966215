//! The clipboard, and cells as the text that spreadsheets put there.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Cells as a line: parted by tabs, quoted where they hold a tab, a line end or a quote; a missing
/// one is empty.
pub fn line(cells: impl Iterator<Item = Option<String>>) -> String {
    let quoted = |cell: String| match cell.contains(['\t', '\n', '\r', '"']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    };
    let cells: Vec<String> = cells.map(|cell| quoted(cell.unwrap_or_default())).collect();
    cells.join("\t") + "\n"
}

/// Puts text on the clipboard.
///
/// # Errors
/// The browser's words when it refuses, or has no clipboard (a page that is not served securely).
pub async fn write(text: &str) -> Result<(), String> {
    let navigator = gloo::utils::window().navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).unwrap_or_default();
    let Ok(clipboard) = clipboard.dyn_into::<web_sys::Clipboard>() else {
        return Err(say!("copy-no-clipboard"));
    };
    let words = |error: JsValue| {
        error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |e| e.message().into())
    };
    JsFuture::from(clipboard.write_text(text)).await.map(drop).map_err(words)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn cells_that_would_break_a_line_are_quoted() {
        let cells = ["a", "b\tc", "say \"so\"", ""].map(|cell| Some(cell.to_owned()));
        let cells = cells.into_iter().chain([None]);
        assert_eq!(line(cells), "a\t\"b\tc\"\t\"say \"\"so\"\"\"\t\t\n");
    }
}
