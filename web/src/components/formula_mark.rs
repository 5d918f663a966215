//! Where a formula is wrong: the formula beneath its field with the part marked, and the place in words.

use yew::prelude::*;

/// A part of the text of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Path of the parameter in the recipe.
    pub path: String,
    /// The first character, counted from 0, and how many.
    pub span: (u32, u32),
}

/// A text in three: before a part, the part, and after it; `None` where the part lies outside.
fn parts(text: &str, (offset, length): (u32, u32)) -> Option<[String; 3]> {
    let letters: Vec<char> = text.chars().collect();
    let begin = offset as usize;
    let end = begin.checked_add(length as usize)?;
    let of = |range: std::ops::Range<usize>| Some(letters.get(range)?.iter().collect::<String>());
    Some([of(0..begin)?, of(begin..end)?, of(end..letters.len())?])
}

/// The formula with a part marked, for eyes; where that is, for ears.
pub fn formula_mark(id: &str, text: &str, span: (u32, u32)) -> Html {
    let Some([before, part, after]) = parts(text, span) else { return Html::default() };
    let at = span.0 + 1;
    let words = match part.is_empty() {
        true => say!("formula-wrong-at", at = at),
        false => say!("formula-wrong-part", at = at, part = part.as_str()),
    };
    // Nothing to underline is shown as a gap: something is lacking there.
    let shown = if part.is_empty() { "\u{a0}".to_owned() } else { part };
    html! {
        <div class="formula-mark" data-testid="formula-mark" data-at={at.to_string()}>
            <code aria-hidden="true">{ before }<mark>{ shown }</mark>{ after }</code>
            <p id={id.to_owned()} class="sr-only">{ words }</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_part_is_counted_in_characters_and_must_lie_inside() {
        let of = |text: &str, span| parts(text, span).map(|parts| parts.join("|"));
        assert_eq!(of("größe > 3", (6, 1)).as_deref(), Some("größe |>| 3"));
        assert_eq!(of("a +", (3, 0)).as_deref(), Some("a +||"));
        assert_eq!(of("a", (1, 2)), None);
        assert_eq!(of("a", (u32::MAX, u32::MAX)), None);
    }
}
