//! A slice with those who watch it. Reading is always of the newest state, so answers of the
//! worker that arrive long after a view was drawn never act on an old one.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A part of what the page knows, changed only by its reducer.
pub trait Slice: PartialEq + Default + 'static {
    /// What can happen to it.
    type Action;

    /// The state after an action. Pure.
    fn reduce(&self, action: Self::Action) -> Self;
}

type Listener = Rc<dyn Fn()>;

struct Inner<S> {
    state: RefCell<Rc<S>>,
    listeners: RefCell<BTreeMap<u64, Listener>>,
    next: Cell<u64>,
}

/// Holds one slice and tells its watchers of every change.
pub struct Store<S>(Rc<Inner<S>>);

impl<S> Clone for Store<S> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<S> PartialEq for Store<S> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<S: Slice> Default for Store<S> {
    fn default() -> Self {
        Self::new(S::default())
    }
}

impl<S: Slice> Store<S> {
    /// A store that begins with a state.
    pub fn new(state: S) -> Self {
        Self(Rc::new(Inner {
            state: RefCell::new(Rc::new(state)),
            listeners: RefCell::default(),
            next: Cell::new(0),
        }))
    }

    /// The newest state.
    pub fn get(&self) -> Rc<S> {
        Rc::clone(&self.0.state.borrow())
    }

    /// Applies an action; the watchers hear of it only if something changed.
    pub fn dispatch(&self, action: S::Action) {
        let old = self.get();
        let new = old.reduce(action);
        if *old == new {
            return;
        }
        *self.0.state.borrow_mut() = Rc::new(new);
        let listeners: Vec<Listener> = self.0.listeners.borrow().values().cloned().collect();
        listeners.iter().for_each(|listener| listener());
    }

    /// Watches; returns what ends the watch when it is called.
    pub fn watch(&self, listener: impl Fn() + 'static) -> Box<dyn FnOnce()> {
        let id = self.0.next.get();
        self.0.next.set(id + 1);
        self.0.listeners.borrow_mut().insert(id, Rc::new(listener));
        let inner = Rc::clone(&self.0);
        Box::new(move || {
            inner.listeners.borrow_mut().remove(&id);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(PartialEq, Default)]
    struct Sum(i64);

    impl Slice for Sum {
        type Action = i64;
        fn reduce(&self, action: i64) -> Self {
            Self(self.0 + action)
        }
    }

    #[test]
    fn watchers_hear_of_changes_until_they_stop() {
        let store = Store::<Sum>::default();
        let heard = Rc::new(Cell::new(0));
        let stop = store.watch({
            let heard = Rc::clone(&heard);
            move || heard.set(heard.get() + 1)
        });
        store.dispatch(2);
        store.dispatch(0);
        assert_eq!((store.get().0, heard.get()), (2, 1));
        stop();
        store.dispatch(1);
        assert_eq!((store.get().0, heard.get()), (3, 1));
    }
}
