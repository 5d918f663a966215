//! Rows that are nearly equal.
//!
//! Two rows are as similar as the letters of their compared cells that agree: 1 − edits ÷ letters,
//! both summed over the columns, where the edits of two cells are their Levenshtein distance and
//! the letters those of the longer one. Text is compared normalised: without case, accents and
//! punctuation, white space squeezed. Numbers, dates and truths agree wholly or not at all.
//!
//! Not every pair is compared. Rows that normalise to the same text are one; the others are compared
//! where they share one of their rarest letter groups (q-grams), which no pair above the threshold
//! can avoid: `k` edits change at most `q·k` of them (Xiao, Wang & Lin, *Ed-Join*, 2008). So nothing is
//! missed, and the work grows with how alike the rows are: about linearly for names and addresses
//! at 0.8 and above, with the square of the rows at the worst, which [`MOST_COMPARISONS`] bounds.

use super::DuplicateError;
use super::normal::{self, Normal};
use hashbrown::HashMap;

/// Most pairs of rows that are compared.
pub const MOST_COMPARISONS: u64 = 400_000_000;
/// Pairs that one chunk looks at, about 30 ms.
const CHUNK: u64 = 100_000;
/// Rows whose letter groups one chunk prepares.
const PREPARED: usize = 5_000;
/// Similarity from which groups of three letters tell enough.
const LONG_GRAMS: f64 = 0.85;

/// Pairs of different texts that are similar enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub a: u32,
    pub b: u32,
    pub similarity: f64,
}

/// Finds similar pairs among different normalised rows, in chunks.
pub(super) struct PairFinder {
    texts: Vec<Normal>,
    similarity: f64,
    grams: Vec<Vec<u32>>,
    /// Texts that have each letter group.
    counts: HashMap<u32, u32, foldhash::fast::FixedState>,
    /// Texts in order of their length, shortest first: candidates of a text come before it.
    order: Vec<u32>,
    /// For each letter group, the texts that have it among their rarest, in that order.
    index: HashMap<u32, Vec<u32>, foldhash::fast::FixedState>,
    /// Texts too short for their letter groups to tell anything.
    short: Vec<u32>,
    seen: Vec<u32>,
    stage: Stage,
    at: usize,
    compared: u64,
    pub pairs: Vec<Pair>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Grams,
    Ranks,
    Pairs,
    Over,
}

impl PairFinder {
    pub fn new(texts: Vec<Normal>, similarity: f64) -> Self {
        let count = texts.len();
        let mut order: Vec<(u32, u32)> = texts.iter().map(|text| text.letters as u32).zip(0..).collect();
        order.sort_unstable();
        Self {
            similarity,
            grams: Vec::with_capacity(count),
            counts: HashMap::default(),
            order: order.into_iter().map(|(_, text)| text).collect(),
            index: HashMap::default(),
            short: Vec::new(),
            seen: vec![u32::MAX; count],
            stage: Stage::Grams,
            at: 0,
            compared: 0,
            pairs: Vec::new(),
            texts,
        }
    }

    /// Does one bounded chunk; whether it is done.
    pub fn advance(&mut self) -> Result<bool, DuplicateError> {
        match self.stage {
            Stage::Grams => self.prepare(),
            Stage::Ranks => self.rank(),
            Stage::Pairs => self.compare()?,
            Stage::Over => {}
        }
        Ok(self.stage == Stage::Over)
    }

    /// Share done, 0 to 1.
    pub fn done(&self) -> f64 {
        let share = self.at as f64 / self.texts.len().max(1) as f64;
        match self.stage {
            Stage::Grams => 0.1 * share,
            Stage::Ranks => 0.1 + 0.1 * share,
            Stage::Pairs | Stage::Over => 0.2 + 0.8 * share,
        }
    }

    fn q(&self) -> usize {
        if self.similarity >= LONG_GRAMS { 3 } else { 2 }
    }

    /// Most edits between a text and one that is no longer: of their letters, at most the length of
    /// the shorter and the edits themselves, a share of `1 − similarity` may differ.
    fn most_edits(&self, text: u32) -> usize {
        let length = self.texts[text as usize].letters as f64;
        // A hair more, so that rounding never loses a pair that stands on the threshold.
        ((1.0 - self.similarity) / self.similarity * length + 1e-9) as usize
    }

    fn prepare(&mut self) {
        let end = self.texts.len().min(self.at + PREPARED);
        let q = self.q();
        for text in &self.texts[self.at..end] {
            let grams = normal::grams(&text.whole, q);
            grams.iter().for_each(|gram| *self.counts.entry(*gram).or_default() += 1);
            self.grams.push(grams);
        }
        self.goes_on(end, if self.texts.is_empty() { Stage::Over } else { Stage::Ranks });
    }

    /// Sorts the letter groups of some texts, rarest first.
    fn rank(&mut self) {
        let end = self.texts.len().min(self.at + PREPARED);
        for grams in &mut self.grams[self.at..end] {
            grams.sort_unstable_by_key(|gram| (self.counts[gram], *gram));
        }
        self.goes_on(end, Stage::Pairs);
    }

    /// Goes on from a text; to the next stage where it is past the last.
    fn goes_on(&mut self, text: usize, next: Stage) {
        self.at = text;
        if text == self.texts.len() {
            self.at = 0;
            self.stage = next;
        }
    }

    /// Compares texts with those that come before them in the order, and adds them to the index.
    fn compare(&mut self) -> Result<(), DuplicateError> {
        let until = self.compared + CHUNK;
        while self.compared < until {
            let Some(&text) = self.order.get(self.at) else {
                self.stage = Stage::Over;
                return Ok(());
            };
            self.one(text);
            self.at += 1;
            if self.compared > MOST_COMPARISONS {
                let (rows, done) = (self.texts.len() as u64, self.at as u64);
                let limit = MOST_COMPARISONS;
                return Err(DuplicateError::TooMany { rows, done, similarity: self.similarity, limit });
            }
        }
        Ok(())
    }

    fn one(&mut self, text: u32) {
        let edits = self.most_edits(text);
        let prefix = self.q() * edits + 1;
        let tells = prefix <= self.grams[text as usize].len();
        let mut candidates = std::mem::take(&mut self.short);
        let short = candidates.len();
        if tells {
            for gram in &self.grams[text as usize][..prefix] {
                let Some(found) = self.index.get(gram) else { continue };
                candidates.extend_from_slice(found);
            }
        } else {
            // What is too short to be found by its letter groups is compared with all before it.
            candidates.extend_from_slice(&self.order[..self.at]);
        }
        for &candidate in &candidates {
            if std::mem::replace(&mut self.seen[candidate as usize], text) != text {
                self.compared += 1;
                self.pair(candidate, text, edits);
            }
        }
        candidates.truncate(short);
        self.short = candidates;
        if tells {
            for gram in &self.grams[text as usize][..prefix] {
                self.index.entry(*gram).or_default().push(text);
            }
        } else {
            self.short.push(text);
        }
    }

    fn pair(&mut self, a: u32, b: u32, edits: usize) {
        let (left, right) = (&self.texts[a as usize], &self.texts[b as usize]);
        // Edits of whole rows are no more than those of their cells, and quickly told.
        if right.letters - left.letters > edits || !normal::within(&left.whole, &right.whole, edits) {
            return;
        }
        let similarity = left.similarity(right);
        if similarity >= self.similarity {
            self.pairs.push(Pair { a, b, similarity });
        }
    }
}
