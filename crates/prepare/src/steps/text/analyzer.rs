//! What a text is taken apart into: words, or runs of characters, and several of them in a row.

use serde::{Deserialize, Serialize};

/// Words or characters in a row at most.
pub(super) const MOST_UNITS: u32 = 10;

/// What terms are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Words of at least two letters, digits or underscores.
    Word,
    /// Characters of the whole text, each run of blanks as one.
    Char,
    /// Characters within words that are between blanks, with a blank on either side.
    CharWithinWords,
}

/// How a text is taken apart into terms, as scikit-learn's vectorizers do. Letters and digits are those of
/// Unicode; marks that belong to letters count as letters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analyzer {
    /// What terms are made of.
    pub unit: Unit,
    /// Whether capitals count as small letters.
    pub lowercase: bool,
    /// The fewest and the most units of a term.
    pub ngrams: (u32, u32),
    /// Words that are passed over, sorted.
    pub stop_words: Vec<String>,
}

impl Analyzer {
    /// Whether its terms have units, and no more than may be asked for.
    pub(super) fn is_sound(&self) -> bool {
        let (fewest, most) = self.ngrams;
        (1..=MOST_UNITS).contains(&fewest) && (fewest..=MOST_UNITS).contains(&most)
    }

    /// Tells of every term of a text, once for each time that it occurs.
    pub(super) fn each(&self, text: &str, mut tell: impl FnMut(&str)) {
        let lower;
        let text = match self.lowercase {
            true => {
                lower = text.to_lowercase();
                &lower
            }
            false => text,
        };
        match self.unit {
            Unit::Word => self.words(text, &mut tell),
            Unit::Char => {
                let even = even(text);
                for n in self.ngrams.0..=self.ngrams.1 {
                    runs(&even, n as usize, &mut tell);
                }
            }
            Unit::CharWithinWords => self.within_words(text, &mut tell),
        }
    }

    fn words(&self, text: &str, tell: &mut impl FnMut(&str)) {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let words = text.split(|c| !is_word(c)).filter(|word| word.chars().nth(1).is_some());
        let known = |word: &&str| self.stop_words.binary_search_by(|stop| stop.as_str().cmp(word)).is_err();
        let words: Vec<&str> = words.filter(known).collect();
        let mut joined = String::new();
        for n in self.ngrams.0..=self.ngrams.1 {
            match n {
                1 => words.iter().for_each(|word| tell(word)),
                n => words.windows(n as usize).for_each(|some| {
                    joined.clear();
                    for (at, word) in some.iter().enumerate() {
                        joined.push_str(if at == 0 { "" } else { " " });
                        joined.push_str(word);
                    }
                    tell(&joined);
                }),
            }
        }
    }

    fn within_words(&self, text: &str, tell: &mut impl FnMut(&str)) {
        for word in text.split_whitespace() {
            let padded = format!(" {word} ");
            let length = padded.chars().count();
            for n in self.ngrams.0..=self.ngrams.1 {
                match (n as usize).cmp(&length) {
                    std::cmp::Ordering::Less => runs(&padded, n as usize, tell),
                    // A word that is too short counts once.
                    _ => {
                        tell(&padded);
                        break;
                    }
                }
            }
        }
    }
}

/// The text with each run of at least two blanks as one.
fn even(text: &str) -> String {
    let mut even = String::with_capacity(text.len());
    let mut blanks: Option<(char, bool)> = None;
    for c in text.chars() {
        match (c.is_whitespace(), blanks) {
            (true, None) => blanks = Some((c, false)),
            (true, Some((first, _))) => blanks = Some((first, true)),
            (false, run) => {
                even.extend(run.map(|(first, several)| if several { ' ' } else { first }));
                even.push(c);
                blanks = None;
            }
        }
    }
    even.extend(blanks.map(|(first, several)| if several { ' ' } else { first }));
    even
}

/// Tells of every run of so many characters.
fn runs(text: &str, n: usize, tell: &mut impl FnMut(&str)) {
    let starts = || text.char_indices().map(|(at, _)| at);
    let ends = starts().skip(n).chain([text.len()]);
    if text.chars().count() >= n {
        starts().zip(ends).for_each(|(from, to)| tell(&text[from..to]));
    }
}
