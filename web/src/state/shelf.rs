//! Answers of the worker that are worth keeping as long as the table: pictures, by what was asked.

use super::Slice;
use glasshouse_spec::{Fault, Progress};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How a picture stands.
#[derive(Debug, Clone)]
pub enum Made<T> {
    /// Asked for under this number; how far it is, once it is at it.
    Waiting(u64, Option<Progress>),
    /// There.
    Ready(Rc<T>),
    /// Given up.
    Stopped,
    /// It failed.
    Failed(Rc<Vec<Fault>>),
}

/// Results that are the same are the same ones: a comparison of their points would cost too much.
impl<T> PartialEq for Made<T> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Waiting(a, p), Self::Waiting(b, q)) => a == b && p == q,
            (Self::Ready(a), Self::Ready(b)) => Rc::ptr_eq(a, b),
            (Self::Failed(a), Self::Failed(b)) => a == b,
            (Self::Stopped, Self::Stopped) => true,
            _ => false,
        }
    }
}

/// Results that are kept; those that were asked for longest ago go first.
const KEPT: usize = 60;

/// Answers by what was asked for, of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf<T> {
    revision: u32,
    made: BTreeMap<String, (u64, Made<T>)>,
    clock: u64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { revision: 0, made: BTreeMap::new(), clock: 0 }
    }
}

/// What can happen to a shelf.
#[derive(Debug, Clone)]
pub enum ShelfAction<T> {
    /// Something of a table was asked for.
    Asked(u32, String, u64),
    /// What stands under a number is so far.
    At(String, u64, Progress),
    /// What stands under a number came out.
    Put(String, u64, Made<T>),
    /// Something is to be asked for again.
    Drop(String),
}

impl<T: Clone + 'static> Slice for Shelf<T>
where
    Shelf<T>: PartialEq,
{
    type Action = ShelfAction<T>;

    fn reduce(&self, action: ShelfAction<T>) -> Self {
        let mut next = self.clone();
        match action {
            ShelfAction::Asked(revision, key, id) => next.ask(revision, key, id),
            ShelfAction::At(key, id, progress) => next.put(&key, id, Made::Waiting(id, Some(progress))),
            ShelfAction::Put(key, id, made) => next.put(&key, id, made),
            ShelfAction::Drop(key) => {
                next.made.remove(&key);
            }
        }
        next
    }
}

impl<T> Shelf<T> {
    fn ask(&mut self, revision: u32, key: String, id: u64) {
        if revision != self.revision {
            self.made.clear();
            self.revision = revision;
        }
        self.clock += 1;
        self.made.insert(key, (self.clock, Made::Waiting(id, None)));
        while self.made.len() > KEPT {
            let oldest = self.made.iter().min_by_key(|(_, (at, _))| *at).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { return };
            self.made.remove(&oldest);
        }
    }

    fn put(&mut self, key: &str, id: u64, made: Made<T>) {
        if let Some((_, slot)) = self.made.get_mut(key)
            && matches!(slot, Made::Waiting(asked, _) if *asked == id)
        {
            *slot = made;
        }
    }

    /// What stands under a name, of this table.
    pub fn find(&self, revision: u32, key: &str) -> Option<&Made<T>> {
        self.made.get(key).map(|(_, made)| made).filter(|_| revision == self.revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_holds_what_is_of_its_table_only() {
        let shelf = Shelf::<u8>::default()
            .reduce(ShelfAction::Asked(1, "box".into(), 3))
            .reduce(ShelfAction::Put("box".into(), 3, Made::Ready(Rc::new(9))));
        assert!(matches!(shelf.find(1, "box"), Some(Made::Ready(n)) if **n == 9));
        assert!(shelf.find(2, "box").is_none());
        let other = shelf.reduce(ShelfAction::Asked(2, "bar".into(), 4));
        assert!(other.find(2, "box").is_none());
    }

    #[test]
    fn a_late_answer_does_not_take_the_place_of_a_newer_question() {
        let asked = Shelf::<u8>::default()
            .reduce(ShelfAction::Asked(1, "box".into(), 3))
            .reduce(ShelfAction::Asked(1, "box".into(), 4));
        let late = asked.reduce(ShelfAction::Put("box".into(), 3, Made::Stopped));
        assert!(matches!(late.find(1, "box"), Some(Made::Waiting(4, None))));
    }

    #[test]
    fn few_results_are_kept_and_they_are_the_newest() {
        let mut shelf = Shelf::<u8>::default();
        for id in 0..100 {
            shelf = shelf.reduce(ShelfAction::Asked(1, format!("{id}"), id));
        }
        assert!(shelf.find(1, "0").is_none());
        assert!(shelf.find(1, "99").is_some());
        assert_eq!(shelf.made.len(), KEPT);
    }
}
