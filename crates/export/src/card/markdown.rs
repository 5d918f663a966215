//! Markdown in which no text of the data can break a table or become markup.

/// A heading with empty lines around it.
pub fn heading(out: &mut String, level: usize, title: &str) {
    out.push_str(&format!("\n{} {title}\n\n", "#".repeat(level)));
}

/// Text in running words or a cell: one line, markup disarmed.
pub fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Text as it is, in the font of code. Inside a cell a bar must be escaped even so.
pub fn code(text: &str) -> String {
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = one_line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let padded = longest > 0 || one_line.trim().len() != one_line.len() || one_line.is_empty();
    let gap = if padded { " " } else { "" };
    format!("{fence}{gap}{}{gap}{fence}", one_line.replace('|', "\\|"))
}

/// A table of cells that are already Markdown.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|{}\n", header.join(" | "), " --- |".repeat(header.len()));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_break_a_table() {
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("two\nlines"), "`two lines`");
        assert_eq!(cell("<b>|*x*"), "\\<b\\>\\|\\*x\\*");
    }
}
