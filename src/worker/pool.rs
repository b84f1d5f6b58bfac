//! The page's training workers, and what they share.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Object, Promise};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::MessageChannel;

use super::client::{TrainerClient, failed};
use super::event_queue::EventQueue;
use super::module;
use super::peer::Peer;
use super::shelf::Shelf;
use crate::protocol::{DeviceKind, PeerRole, TrainerCommand, TrainerEvent, WorkerId};

/// Several training workers, each by its id. The CPU workers share their compiled wasm; every fresh worker
/// borrows the images that another one has. A clone is the same pool; with the last one the workers end.
///
/// Everything may be called at any time, from inside the callback too.
#[derive(Clone)]
pub struct TrainerPool(Rc<Pool>);

struct Pool {
    script: String,
    /// Where the workers' other files are: an address with a slash at its end, or nothing.
    folder: String,
    /// A dozen at most.
    workers: RefCell<Vec<Member>>,
    /// How many workers were ever started.
    starts: Cell<u64>,
    /// The CPU worker's wasm, once one was started.
    module: RefCell<Option<Promise>>,
    /// Whether the wasm that came last was not what it should be.
    distrusts_cache: Cell<bool>,
    /// What runs have kept.
    shelf: Rc<Shelf>,
    events: EventQueue<WorkerEvent>,
}

/// A worker at its place.
struct Member {
    id: WorkerId,
    /// Which start this is: tells it from those before it at the same place.
    start: u64,
    /// Nothing where the browser started none.
    client: Option<TrainerClient>,
    peer: Peer,
}

/// An event, and which worker it is of.
struct WorkerEvent {
    id: WorkerId,
    start: u64,
    event: TrainerEvent,
}

impl TrainerPool {
    /// A pool without workers, whose files lie in this folder: an address with a slash at its end, or nothing.
    /// `on_event` hears everything that the workers say, and [`TrainerEvent::Failed`] without a run of one that dies
    /// or cannot be started or understood; nothing more of one that was ended or replaced.
    pub fn new(folder: &str, on_event: impl FnMut(WorkerId, TrainerEvent) + 'static) -> Self {
        Self::with_script(&format!("{folder}worker.js"), folder, on_event)
    }

    /// The same with another script in place of `worker.js`, for tests.
    pub fn with_script(
        script: &str,
        folder: &str,
        mut on_event: impl FnMut(WorkerId, TrainerEvent) + 'static,
    ) -> Self {
        Self(Rc::new_cyclic(|pool: &Weak<Pool>| {
            let pool = pool.clone();
            let on_worker_event = move |heard: WorkerEvent| {
                // It may have been replaced while this waited.
                if pool
                    .upgrade()
                    .is_some_and(|pool| pool.is_there(heard.id, heard.start))
                {
                    on_event(heard.id, heard.event);
                }
            };
            Pool {
                script: script.to_owned(),
                folder: folder.to_owned(),
                workers: RefCell::default(),
                starts: Cell::default(),
                module: RefCell::default(),
                distrusts_cache: Cell::default(),
                shelf: Rc::default(),
                events: EventQueue::new(on_worker_event),
            }
        }))
    }

    /// Starts a worker of this kind, in place of the one that has the id.
    pub fn start(&self, id: WorkerId, kind: DeviceKind) {
        if self.0.is_on_its_way(id) {
            // What it waits for may never come; whoever starts it again wants it fetched again.
            self.0.module.take();
        }
        self.end(id);
        let start = self.0.starts.get() + 1;
        self.0.starts.set(start);
        let pool = Rc::downgrade(&self.0);
        let hear = move |event| hear(&pool, id, start, event);
        let shelf = self.0.shelf.clone();
        let (client, error) = match TrainerClient::start(self.0.files(kind), shelf, hear.clone()) {
            Ok(client) => (Some(client), None),
            Err(error) => (None, Some(error)),
        };
        let member = Member {
            id,
            start,
            client,
            peer: Peer::default(),
        };
        self.0.workers.borrow_mut().push(member);
        match error {
            // Not at once: the caller has not heard yet that there is a worker.
            Some(error) => spawn_local(async move { hear(failed(error)) }),
            None => self.equip(id, start, kind),
        }
    }

    /// Tells a worker, as soon as it listens; nobody where there is none. A run that begins with another one's weights gets
    /// them first, where they are still here.
    pub fn send(&self, id: WorkerId, command: TrainerCommand) {
        self.0.with_client(id, |client| {
            if let TrainerCommand::Start { begins_with, .. } = &command
                && let Some(run) = *begins_with
                && let Some(weights) = self.shelf().get(run)
            {
                client.give_weights(run, &weights);
            }
            client.send(command);
        });
    }

    /// Ends a worker at once; nothing is heard of it any more.
    pub fn end(&self, id: WorkerId) {
        let ended = {
            let mut workers = self.0.workers.borrow_mut();
            workers.extract_if(.., |it| it.id == id).next()
        };
        if let Some(client) = ended.and_then(|it| it.client) {
            client.terminate();
            // This may be one of its own calls, which it has to outlive.
            spawn_local(async move { drop(client) });
        }
    }

    /// What runs have kept: nothing before it is opened.
    pub fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// Gives a fresh worker what the others have already.
    fn equip(&self, id: WorkerId, start: u64, kind: DeviceKind) {
        if kind == DeviceKind::Cpu {
            let (pool, module) = (Rc::downgrade(&self.0), self.0.module());
            spawn_local(async move { give_module(&pool, id, start, module).await });
        }
        if let Some(lender) = self.0.best_lender(id) {
            self.0
                .connect([(lender, PeerRole::Lend), (id, PeerRole::Borrow)]);
        }
        for helper in self.0.helpers_for(id) {
            let leader = WorkerId::MAIN;
            self.0
                .connect([(leader, PeerRole::Lead), (helper, PeerRole::Help)]);
        }
    }
}

impl Pool {
    /// The addresses of what a worker loads: its script first.
    fn files(&self, kind: DeviceKind) -> Vec<String> {
        let Self { script, folder, .. } = self;
        let bin = match kind {
            DeviceKind::Cpu => "trainer_cpu",
            DeviceKind::WebGpu => "trainer_webgpu",
        };
        let js = format!("{folder}{bin}.js");
        let script = format!("{script}?bin={bin}");
        match kind {
            DeviceKind::Cpu => vec![format!("{script}&module=posted"), js],
            DeviceKind::WebGpu => vec![script, js, format!("{folder}{bin}_bg.wasm")],
        }
    }

    /// Whether a worker was started and has not come up.
    fn is_on_its_way(&self, id: WorkerId) -> bool {
        self.with(id, |it| !it.peer.is_up()) == Some(true)
    }

    /// The CPU worker's wasm, compiled now if it was not before.
    fn module(&self) -> Promise {
        let url = || format!("{}trainer_cpu_bg.wasm", self.folder);
        let compile = || match self.distrusts_cache.take() {
            true => module::compile_anew(url()),
            false => module::compile(url()),
        };
        let mut module = self.module.borrow_mut();
        module.get_or_insert_with(compile).clone()
    }

    /// Forgets wasm that did not compile, so that the next worker may have more luck.
    fn forget_module(&self, failed: &Promise) {
        let mut module = self.module.borrow_mut();
        module.take_if(|module| Object::is(module, failed));
        self.distrusts_cache.set(true);
    }

    /// Whom to borrow images from, for the worker with this id.
    fn best_lender(&self, borrower: WorkerId) -> Option<WorkerId> {
        let workers = self.workers.borrow();
        let others = workers.iter().filter(|it| it.id != borrower);
        let worth = others.filter_map(|it| Some((it.peer.worth_as_lender()?, it.id)));
        worth.max().map(|(_, id)| id)
    }

    /// Who is to help whom, now that the worker with this id was started: it another one, or others it.
    fn helpers_for(&self, id: WorkerId) -> Vec<WorkerId> {
        let workers = self.workers.borrow();
        let ids = || workers.iter().map(|it| it.id);
        let is_led = ids().any(|it| it == WorkerId::MAIN);
        let is_meant =
            |it: &WorkerId| it.is_helper() && (id == WorkerId::MAIN || is_led && *it == id);
        ids().filter(is_meant).collect()
    }

    /// Gives two workers the ends of a channel.
    fn connect(&self, ends: [(WorkerId, PeerRole); 2]) {
        // Where a browser has no channels, workers do without one another.
        let Ok(channel) = MessageChannel::new() else {
            return;
        };
        for ((id, role), port) in ends.into_iter().zip([channel.port1(), channel.port2()]) {
            self.with_client(id, |client| client.give_port(role, &port));
        }
    }

    /// Whether the worker with this id is still the one of this start.
    fn is_there(&self, id: WorkerId, start: u64) -> bool {
        self.with(id, |it| it.start == start) == Some(true)
    }

    /// Does something with a worker's client that calls nobody back.
    fn with_client(&self, id: WorkerId, act: impl FnOnce(&TrainerClient)) {
        self.with(id, |it| it.client.as_ref().map(act));
    }

    fn note(&self, id: WorkerId, event: &TrainerEvent) {
        self.with(id, |it| it.peer.apply(event));
    }

    /// Does something with a worker that calls nobody back; nothing where there is none.
    fn with<T>(&self, id: WorkerId, act: impl FnOnce(&mut Member) -> T) -> Option<T> {
        let mut workers = self.workers.borrow_mut();
        workers.iter_mut().find(|it| it.id == id).map(act)
    }
}

/// Takes in what the worker of this start says, if it is still there.
fn hear(pool: &Weak<Pool>, id: WorkerId, start: u64, event: TrainerEvent) {
    if let Some(pool) = pool.upgrade().filter(|pool| pool.is_there(id, start)) {
        pool.note(id, &event);
        pool.events.push(WorkerEvent { id, start, event });
    }
}

async fn give_module(pool: &Weak<Pool>, id: WorkerId, start: u64, module: Promise) {
    let compiled = JsFuture::from(module.clone()).await;
    let Some(pool) = pool.upgrade() else {
        return;
    };
    match compiled {
        Ok(module) if pool.is_there(id, start) => {
            pool.with_client(id, |client| client.give_module(&module));
        }
        Ok(_) => {}
        Err(error) => {
            pool.forget_module(&module);
            let message = format!("the trainer could not be loaded: {}", module::said(&error));
            hear(&Rc::downgrade(&pool), id, start, failed(message));
        }
    }
}
