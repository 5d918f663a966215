//! Interned text: every different text once, numbered in order of first appearance.
//!
//! The hash only finds; numbers depend on the order of insertion alone, so the result is the
//! same on every host. The table is an array of places in which a text stands at its hash or behind
//! (linear probing). What a lookup of many different texts waits for is memory, the place and then the
//! text; [`Dictionary::insert_all`] asks for several of each at once. With a table of
//! hashbrown's, which asks for one after another, reading the benchmark's table took 5 to 7 % longer.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// Different texts, numbered from 0. Takes the bytes of each text once, and 30 to 55 more.
/// Texts beyond 4 GiB in all are not told apart any more; see [`Dictionary::text_bytes`].
#[derive(Debug, Default, Clone)]
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// None or a power of two; at most five eighths are taken.
    places: Vec<Place>,
    beyond: u64,
}

/// A text that is known: all that is needed to tell it from another without a detour, and to make the
/// table larger without a look at the texts.
#[derive(Debug, Clone, Copy)]
struct Place {
    hash: u32,
    key: u32,
    start: u32,
    length: u32,
}

/// Nothing stands here. No text has so high a number: each takes a byte, or is the blank one.
const FREE: Place = Place { hash: 0, key: u32::MAX, start: 0, length: u32::MAX };
/// Places of the first table.
const FIRST: usize = 16;
/// Texts that are looked up at once.
const BLOCK: usize = 16;

/// Hash of some bytes, equal on every run.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0x6c61_7373).hash_one(bytes)
}

/// Whether texts of one length are equal. Most are short, and a call to compare them would take longer
/// than the comparison.
#[inline]
fn alike(a: &[u8], b: &[u8]) -> bool {
    let word = |text: &[u8], at: usize| text[at..].first_chunk::<8>().map(|word| u64::from_le_bytes(*word));
    match a.len() {
        0..8 => a.iter().zip(b).all(|(a, b)| a == b),
        // The words overlap where the text is shorter than all four.
        length @ 8..=32 => [0, 8.min(length - 8), length.saturating_sub(16), length - 8]
            .iter()
            .fold(true, |same, at| same & (word(a, *at) == word(b, *at))),
        _ => a == b,
    }
}

impl Dictionary {
    /// The number of a text, which is added if it is new.
    pub fn insert(&mut self, text: &[u8]) -> u32 {
        self.insert_hashed(text, hash(text) as u32)
    }

    /// Adds the numbers of texts in turn to `keys`, -1 where there is none; those that are new are added.
    pub fn insert_all<'a>(&mut self, mut texts: impl Iterator<Item = Option<&'a [u8]>>, keys: &mut Vec<i32>) {
        let mut block: [(Option<&[u8]>, u32); BLOCK] = [(None, 0); BLOCK];
        loop {
            let mut filled = 0;
            while filled < BLOCK
                && let Some(text) = texts.next()
            {
                block[filled] = (text, text.map_or(0, |text| hash(text) as u32));
                filled += 1;
            }
            let block = &block[..filled];
            let mut homes = [FREE; BLOCK];
            for (home, (_, hash)) in homes.iter_mut().zip(block) {
                *home = self.places.get(self.home(*hash)).copied().unwrap_or(FREE);
            }
            let mut numbers = [-1; BLOCK];
            for ((number, home), (text, hash)) in numbers.iter_mut().zip(&homes).zip(block) {
                if text.is_some_and(|text| self.is_at(home, text, *hash)) {
                    *number = home.key as i32;
                }
            }
            for (number, (text, hash)) in numbers.iter_mut().zip(block) {
                if let Some(text) = text
                    && *number < 0
                {
                    *number = self.insert_hashed(text, *hash) as i32;
                }
            }
            keys.extend_from_slice(&numbers[..filled]);
            if filled < BLOCK {
                return;
            }
        }
    }

    fn insert_hashed(&mut self, text: &[u8], hash: u32) -> u32 {
        let free = match self.find(text, hash) {
            Ok(key) => return key,
            Err(free) => free,
        };
        let (start, Ok(end)) = (self.bytes.len() as u32, u32::try_from(self.bytes.len() + text.len())) else {
            self.beyond += text.len() as u64;
            return 0;
        };
        let place = Place { hash, key: self.ends.len() as u32, start, length: end - start };
        self.bytes.extend_from_slice(text);
        self.ends.push(end);
        if self.ends.len() * 8 > self.places.len() * 5 {
            self.grow();
            self.settle(place);
        } else {
            self.places[free] = place;
        }
        place.key
    }

    /// Where a text with this hash stands if nothing else is there.
    fn home(&self, hash: u32) -> usize {
        hash as usize & self.places.len().wrapping_sub(1)
    }

    /// Whether a text is the one of a place.
    #[inline]
    fn is_at(&self, place: &Place, text: &[u8], hash: u32) -> bool {
        place.hash == hash
            && place.length as usize == text.len()
            && alike(&self.bytes[place.start as usize..][..text.len()], text)
    }

    /// The number of a text, or the place that is free for it.
    fn find(&self, text: &[u8], hash: u32) -> Result<u32, usize> {
        let mut at = self.home(hash);
        while let Some(place) = self.places.get(at).filter(|place| place.key != FREE.key) {
            if self.is_at(place, text, hash) {
                return Ok(place.key);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
        Err(at)
    }

    /// Puts a place that is not in the table into it.
    fn settle(&mut self, place: Place) {
        let mut at = self.home(place.hash);
        while self.places[at].key != FREE.key {
            at = (at + 1) & (self.places.len() - 1);
        }
        self.places[at] = place;
    }

    fn grow(&mut self) {
        let larger = vec![FREE; (self.places.len() * 2).max(FIRST)];
        let places = std::mem::replace(&mut self.places, larger);
        places.into_iter().filter(|place| place.key != FREE.key).for_each(|place| self.settle(place));
    }

    /// Whether a text was inserted.
    pub fn has(&self, text: &[u8]) -> bool {
        self.find(text, hash(text) as u32).is_ok()
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
