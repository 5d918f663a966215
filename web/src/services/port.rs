//! The line to the worker. Every request gets a number; what the worker says under that number
//! goes to whoever asked. A worker that falls is replaced, and everybody who waited is told.

use super::json::{ReadError, read};
use super::{alive, pieces};
use glasshouse_spec::{Envelope, Event, Fault, PROTOCOL_VERSION, Request};
use js_sys::{Array, ArrayBuffer, Object, Reflect};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent, Worker, WorkerOptions, WorkerType};

/// An answer: the event and the bytes beside it.
pub type Answer = (Event, Vec<ArrayBuffer>);

type Reply = Rc<dyn Fn(Answer)>;

type Listener = Rc<dyn Fn(Health)>;

/// Falls without an answer in between, after which the worker is not started again.
const MOST_FALLS: u32 = 3;

/// What became of the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It answered.
    Answers,
    /// It fell; a new one was started and knows nothing yet.
    Restarted,
    /// It fell too often and is not started again.
    Lost,
}

/// The line to the worker.
pub struct Port {
    worker: RefCell<Option<Running>>,
    next: Cell<u64>,
    waiting: RefCell<BTreeMap<u64, Reply>>,
    falls: Cell<u32>,
    on_health: RefCell<Option<Listener>>,
}

struct Running {
    worker: Worker,
    /// Name of the lock that it holds while it lives.
    lock: String,
    watched: Cell<bool>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Port {
    /// A line without a worker yet.
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            worker: RefCell::default(),
            next: Cell::new(1),
            waiting: RefCell::default(),
            falls: Cell::new(0),
            on_health: RefCell::default(),
        })
    }

    /// Starts the worker; `on_health` hears what becomes of it.
    pub fn start(self: &Rc<Self>, on_health: impl Fn(Health) + 'static) {
        *self.on_health.borrow_mut() = Some(Rc::new(on_health));
        self.spawn();
    }

    /// Number that the next request will get.
    pub fn next_number(&self) -> u64 {
        self.next.get()
    }

    /// Sends a request; `reply` hears every event about it, the last one included. The worker reads
    /// the files. Returns the number of the request.
    pub fn send(self: &Rc<Self>, request: Request, files: &[Blob], reply: impl Fn(Answer) + 'static) -> u64 {
        let id = self.next.get();
        self.next.set(id + 1);
        self.waiting.borrow_mut().insert(id, Rc::new(reply));
        if let Err(fault) = self.post(id, request, files) {
            self.hear(id, (Event::Failed { faults: vec![*fault] }, Vec::new()));
        }
        id
    }

    fn post(&self, id: u64, request: Request, files: &[Blob]) -> Result<(), Box<Fault>> {
        let unsent =
            |why: String| Box::new(Fault::new("studio.unsent", say!("fault-unsent")).with_cause(why));
        let envelope = Envelope { v: PROTOCOL_VERSION, id, body: request };
        let text = serde_json::to_string(&envelope).map_err(|e| unsent(e.to_string()))?;
        let list: Array = files.iter().collect();
        let message = Object::new();
        let place = |key: &str, value: &JsValue| Reflect::set(&message, &key.into(), value).map(drop);
        let sent =
            place("envelope", &text.into()).and_then(|()| place("files", &list)).and_then(|()| match &*self
                .worker
                .borrow()
            {
                Some(running) => running.worker.post_message(&message),
                None => Err(say!("fault-no-worker").into()),
            });
        sent.map_err(|e| unsent(e.as_string().unwrap_or_else(|| format!("{e:?}"))))
    }

    fn spawn(self: &Rc<Self>) {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let lock = alive::new_name();
        options.set_name(&lock);
        let Ok(worker) = Worker::new_with_options("./worker.js", &options) else {
            return self.give_up(&say!("fault-no-worker"));
        };
        let port = Rc::clone(self);
        let on_message = Closure::new(move |event: MessageEvent| port.receive(&event.data()));
        let port = Rc::clone(self);
        let on_error = Closure::new(move |event: web_sys::Event| {
            event.prevent_default();
            let error = event.dyn_into::<web_sys::ErrorEvent>().map(|e| e.message()).unwrap_or_default();
            port.fall(&error);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let watched = Cell::new(false);
        let running = Running { worker, lock, watched, _on_message: on_message, _on_error: on_error };
        *self.worker.borrow_mut() = Some(running);
    }

    fn receive(self: &Rc<Self>, data: &JsValue) {
        let field = |key: &str| Reflect::get(data, &key.into()).unwrap_or_default();
        if let Some(panic) = field("panic").as_string() {
            return self.fall(&panic);
        }
        let Some(text) = field("envelope").as_string() else { return };
        let buffers = Array::from(&field("buffers")).iter().filter_map(|b| b.dyn_into().ok()).collect();
        self.watch();
        match read::<Envelope<Event>>(&text) {
            Ok(envelope) => {
                self.falls.set(0);
                self.tell(Health::Answers);
                let columns = Array::from(&field("columns"));
                self.assemble(text, envelope, columns, buffers);
            }
            Err(error) => self.misunderstood(&text, &error),
        }
    }

    /// Hands an event on, after the portraits of columns that travelled beside it were read.
    fn assemble(
        self: &Rc<Self>,
        text: String,
        mut envelope: Envelope<Event>,
        columns: Array,
        buffers: Vec<ArrayBuffer>,
    ) {
        if columns.length() == 0 {
            return self.hear(envelope.id, (envelope.body, buffers));
        }
        let port = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            match pieces::portraits(&columns).await {
                Ok(columns) => {
                    pieces::put(&mut envelope.body, columns);
                    port.hear(envelope.id, (envelope.body, buffers));
                }
                Err(error) => port.misunderstood(&text, &error),
            }
        });
    }

    /// Listens for the end of the worker that answers now, once it holds its lock.
    fn watch(self: &Rc<Self>) {
        let lock = match &*self.worker.borrow() {
            Some(running) if !running.watched.replace(true) => running.lock.clone(),
            _ => return,
        };
        let (port, own) = (Rc::clone(self), lock.clone());
        alive::when_over(&lock, move || {
            let same = port.worker.borrow().as_ref().is_some_and(|running| running.lock == own);
            if same {
                port.fall(&say!("fault-worker-ended"));
            }
        });
    }

    /// An event that cannot be read still ends its request.
    fn misunderstood(&self, text: &str, error: &ReadError) {
        #[derive(serde::Deserialize)]
        struct Numbered {
            id: u64,
        }
        let Ok(Numbered { id }) = read(text) else { return };
        let fault = Fault::new("studio.protocol", say!("fault-protocol")).with_cause(error.to_string());
        self.hear(
            id,
            (Event::Failed { faults: vec![fault.with_remedy(say!("fault-protocol.remedy"))] }, Vec::new()),
        );
    }

    fn hear(&self, id: u64, answer: Answer) {
        let reply = match answer.0.ends() {
            true => self.waiting.borrow_mut().remove(&id),
            false => self.waiting.borrow().get(&id).cloned(),
        };
        if let Some(reply) = reply {
            reply(answer);
        }
    }

    fn tell(&self, health: Health) {
        let listener = self.on_health.borrow().clone();
        if let Some(listener) = listener {
            listener(health);
        }
    }

    fn fall(self: &Rc<Self>, why: &str) {
        let old = self.worker.borrow_mut().take();
        let Some(old) = old else { return };
        old.worker.terminate();
        old.worker.set_onmessage(None);
        old.worker.set_onerror(None);
        // The closure that runs now is inside `old`: it may only be freed after it has returned.
        gloo::timers::callback::Timeout::new(0, move || drop(old)).forget();
        let falls = self.falls.get() + 1;
        self.falls.set(falls);
        if falls > MOST_FALLS {
            return self.give_up(why);
        }
        self.spawn();
        let fault =
            Fault::new("studio.worker", say!("fault-worker")).with_remedy(say!("fault-worker.remedy"));
        self.fail_all(&if why.is_empty() { fault } else { fault.with_cause(why) });
        self.tell(Health::Restarted);
    }

    fn give_up(&self, why: &str) {
        let fault = Fault::new("studio.worker_lost", say!("fault-worker-lost"))
            .with_remedy(say!("fault-worker-lost.remedy"))
            .with_cause(why);
        self.fail_all(&fault);
        self.tell(Health::Lost);
    }

    fn fail_all(&self, fault: &Fault) {
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        for reply in waiting.into_values() {
            reply((Event::Failed { faults: vec![fault.clone()] }, Vec::new()));
        }
    }
}
