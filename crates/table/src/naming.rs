//! What the name of a column says of it.

/// Words that name things.
const NAMING: [&str; 10] = ["id", "ids", "uuid", "guid", "key", "code", "no", "nr", "index", "idx"];

/// Whether a column's name says that it names something: `customer_id`, `orderNo`, `ID`. O(letters).
pub fn names_things(name: &str) -> bool {
    let words = words(name);
    words.last().is_some_and(|last| NAMING.contains(&last.as_str()))
        || words.first().is_some_and(|first| first == "id")
}

/// The words of a name in lower case, parted by signs and by capitals.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let starts = letter.is_uppercase() && before.is_lowercase();
        if starts || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        let naming = ["customer_id", "orderNo", "ID", "Account Nr.", "id_card", "row index"];
        assert!(naming.iter().all(|name| names_things(name)));
        let others = ["humid", "piano", "paid", "code_length", "", "élan", "keyboard"];
        assert!(others.iter().all(|name| !names_things(name)), "{others:?}");
    }
}
