//! Interned text: every different text once, numbered in order of first appearance.
//!
//! The hash only finds; numbers depend on the order of insertion alone, so the result is the
//! same on every host.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Different texts, numbered from 0. Takes the bytes of each text once, and about 25 bytes more.
/// Texts beyond 4 GiB in all are not told apart any more; see [`Dictionary::text_bytes`].
#[derive(Debug, Default, Clone)]
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    table: HashTable<Entry>,
    beyond: u64,
}

/// A text that is known: all that is needed to tell it from another without a detour, and to make the
/// table larger without a look at the texts.
#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    key: u32,
    start: u32,
    length: u32,
}

/// Hash of some bytes, equal on every run.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0x6c61_7373).hash_one(bytes)
}

/// From 32 bits of a hash to the 64 that the table wants, whose highest and lowest bits matter.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// Whether texts of one length are equal. Most are short, and a call to compare them would take longer
/// than the comparison.
#[inline]
fn alike(a: &[u8], b: &[u8]) -> bool {
    let word = |text: &[u8], at: usize| text[at..].first_chunk::<8>().map(|word| u64::from_le_bytes(*word));
    match a.len() {
        0..8 => a.iter().zip(b).all(|(a, b)| a == b),
        length @ 8..=16 => word(a, 0) == word(b, 0) && word(a, length - 8) == word(b, length - 8),
        _ => a == b,
    }
}

impl Dictionary {
    /// The number of a text, which is added if it is new.
    pub fn insert(&mut self, text: &[u8]) -> u32 {
        let hash = hash(text) as u32;
        let bytes = &self.bytes;
        let same = |known: &Entry| {
            known.hash == hash
                && known.length as usize == text.len()
                && alike(&bytes[known.start as usize..][..text.len()], text)
        };
        if let Some(known) = self.table.find(spread(hash), same) {
            return known.key;
        }
        let (start, Ok(end)) = (self.bytes.len() as u32, u32::try_from(self.bytes.len() + text.len())) else {
            self.beyond += text.len() as u64;
            return 0;
        };
        let key = self.ends.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(end);
        let entry = Entry { hash, key, start, length: end - start };
        self.table.insert_unique(spread(hash), entry, |known| spread(known.hash));
        key
    }

    /// Whether a text was inserted.
    pub fn has(&self, text: &[u8]) -> bool {
        let hash = hash(text) as u32;
        let same = |known: &Entry| {
            known.hash == hash
                && known.length as usize == text.len()
                && alike(&self.bytes[known.start as usize..][..text.len()], text)
        };
        self.table.find(spread(hash), same).is_some()
    }

    /// Number of different texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all the different texts together, those that found no room included.
    pub fn text_bytes(&self) -> u64 {
        self.bytes.len() as u64 + self.beyond
    }

    /// The text of a number.
    pub fn get(&self, key: u32) -> &str {
        let start = if key == 0 { 0 } else { self.ends[key as usize - 1] };
        let slice = &self.bytes[start as usize..self.ends[key as usize] as usize];
        std::str::from_utf8(slice).unwrap_or("\u{fffd}")
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + '_ {
        (0..self.len() as u32).map(|key| self.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_first_appearance() {
        let mut d = Dictionary::default();
        let keys: Vec<u32> = ["b", "", "a", "b", "", "é"].iter().map(|t| d.insert(t.as_bytes())).collect();
        assert_eq!(keys, [0, 1, 2, 0, 1, 3]);
        assert_eq!(d.iter().collect::<Vec<_>>(), ["b", "", "a", "é"]);
    }

    #[test]
    fn many_texts_are_all_found_again() {
        let mut d = Dictionary::default();
        for round in 0..2 {
            for i in 0..5000_u32 {
                assert_eq!(d.insert(format!("text {i}").as_bytes()), i, "round {round}");
            }
        }
        assert_eq!(d.len(), 5000);
    }
}
