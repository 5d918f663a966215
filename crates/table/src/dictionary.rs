//! Interned text: every different text once, numbered in order of first appearance.
//!
//! The hash only finds; numbers depend on the order of insertion alone, so the result is the
//! same on every host.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Different texts, numbered from 0. Takes the bytes of each text once, and about 13 bytes more.
#[derive(Debug, Default, Clone)]
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<u64>,
    table: HashTable<u32>,
}

/// Hash of some bytes, equal on every run.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0x6c61_7373).hash_one(bytes)
}

fn slice<'a>(bytes: &'a [u8], ends: &[u64], key: u32) -> &'a [u8] {
    let key = key as usize;
    let start = if key == 0 { 0 } else { ends[key - 1] as usize };
    &bytes[start..ends[key] as usize]
}

impl Dictionary {
    /// The number of a text, which is added if it is new.
    pub fn insert(&mut self, text: &[u8]) -> u32 {
        let hashed = hash(text);
        let (bytes, ends) = (&mut self.bytes, &mut self.ends);
        if let Some(&key) = self.table.find(hashed, |&key| slice(bytes, ends, key) == text) {
            return key;
        }
        let key = ends.len() as u32;
        bytes.extend_from_slice(text);
        ends.push(bytes.len() as u64);
        self.table.insert_unique(hashed, key, |&key| hash(slice(bytes, ends, key)));
        key
    }

    /// Number of different texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all the different texts together.
    pub fn text_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The text of a number.
    pub fn get(&self, key: u32) -> &str {
        std::str::from_utf8(slice(&self.bytes, &self.ends, key)).unwrap_or("\u{fffd}")
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
