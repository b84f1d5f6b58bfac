//! The worker's loop: commands in, ticks of the trainer, events out.

use std::rc::Rc;
use std::sync::Arc;

use burn::tensor::Device;
use loading::Fetched;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessagePort;
use web_time::Instant;

use super::assistant::Assistant;
use super::borrower::Borrower;
use super::filming::Taken;
use super::keeper::Keeper;
use super::leader::{Asked, Leader};
use super::lender::{Ask, lend};
use super::loaded::Loaded;
use super::loader::Transfer;
use super::port::{Incoming, Mailbox};
use super::range_answer::answer;
use super::scope::{post, post_bytes};
use super::session::{Position, Session, SessionEffect};
use super::waiting::{WaitingRun, has_images};
use crate::dataset::Dataset;
use crate::hyperparams::{CheckedHyperParams, DataId};
use crate::model;
use crate::protocol::{DeviceInfo, DeviceKind, Keeping, PeerRole, RunId, TrainerEvent};
use crate::training::{RangeTest, Reads, Trainer, warm_up};

/// What a worker computes on.
pub struct Backend {
    pub device: Device,
    pub info: DeviceInfo,
    pub reads: Reads,
}

/// What the worker's own tasks tell it.
enum Own {
    Fetched(Fetched),
    /// Own images, or why they are not here.
    Read(DataId, Result<Dataset, String>),
    /// Another worker wants images.
    Asked(Ask),
    /// Another worker wants parts of a batch worked out.
    Ordered(Asked),
    /// What was written down of a run.
    Found(RunId, Option<Vec<u8>>),
}

/// Serves the page until its worker is terminated.
///
/// # Errors
/// If the browser lacks what a worker needs; `open` has said itself if there is no device.
pub async fn serve(open: impl AsyncFnOnce() -> Result<Backend, String>) -> Result<(), JsValue> {
    report_panics();
    let mailbox = Mailbox::open()?;
    match open().await {
        Ok(backend) => {
            post(&TrainerEvent::Ready {
                device: backend.info.clone(),
            });
            Server::new(backend, mailbox).run().await;
        }
        Err(reason) => post(&TrainerEvent::Unavailable { reason }),
    }
    Ok(())
}

/// A panic ends the worker; the page hears of it first, because an error inside a task may never reach it.
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        let message = format!("the trainer crashed: {panic}");
        post(&TrainerEvent::Failed {
            run_id: None,
            message,
        });
    }));
}

struct Server {
    backend: Backend,
    mailbox: Mailbox<Own>,
    session: Session,
    /// A run that waits for its images.
    waiting: Option<WaitingRun>,
    /// The weights that a run has kept, for the next one to begin with.
    given: Option<(RunId, Vec<u8>)>,
    trainer: Option<Trainer>,
    /// A range test that waits for its images.
    waiting_test: Option<Box<CheckedHyperParams>>,
    range_test: Option<RangeTest>,
    /// Those who help with the run at hand.
    leader: Leader,
    /// What is done for another worker's run.
    assistant: Assistant,
    images: Loaded,
    /// Own images that are being read.
    reading: Option<DataId>,
    /// Nothing on a GPU, where runs do not repeat.
    keeper: Option<Keeper>,
    /// Who may have images already.
    lender: Option<Borrower>,
    shards_wanted: usize,
    is_loading: bool,
    transfer: Rc<Transfer>,
    started: Instant,
}

impl Server {
    fn new(backend: Backend, mailbox: Mailbox<Own>) -> Self {
        let keeper = (backend.info.kind == DeviceKind::Cpu).then(Keeper::open);
        Self {
            backend,
            mailbox,
            session: Session::default(),
            waiting: None,
            given: None,
            trainer: None,
            waiting_test: None,
            range_test: None,
            leader: Leader::default(),
            assistant: Assistant::default(),
            images: Loaded::default(),
            reading: None,
            keeper,
            lender: None,
            shards_wanted: 0,
            is_loading: false,
            transfer: Rc::default(),
            started: Instant::now(),
        }
    }

    async fn run(mut self) {
        loop {
            while let Some(incoming) = self.mailbox.try_next() {
                self.take(incoming);
            }
            self.film().await;
            if self.session.is_running() && self.trainer.is_some() {
                self.tick().await;
                self.write_down().await;
                self.mailbox.yield_to_event_loop().await;
            } else if self.range_test.is_some() {
                self.test_rate().await;
                self.mailbox.yield_to_event_loop().await;
            } else if self.assistant.has_work() {
                self.assistant.work().await;
                // What comes next may be of another step already.
                self.mailbox.turn().await;
            } else if let Some(incoming) = self.mailbox.next().await {
                self.take(incoming);
            }
        }
    }

    fn take(&mut self, incoming: Incoming<Own>) {
        match incoming {
            Incoming::Command(command) => {
                let effects = self.session.command(command);
                self.carry_out(effects);
            }
            Incoming::Unreadable(reason) => post(&TrainerEvent::Warning {
                message: format!("a message to the trainer could not be read: {reason}"),
            }),
            Incoming::Peer(role, port) => self.connect(role, port),
            Incoming::Weights(run_id, bytes) => self.given = Some((run_id, bytes)),
            Incoming::Own(Own::Fetched(fetched)) => self.fetched(fetched),
            Incoming::Own(Own::Read(data, found)) => self.read(data, found),
            Incoming::Own(Own::Asked(ask)) => {
                let images = self.images.mnist.shard(ask.file());
                ask.answer(images);
            }
            Incoming::Own(Own::Ordered(asked)) => self.assistant.take(asked),
            Incoming::Own(Own::Found(run_id, checkpoint)) => self.found(run_id, checkpoint),
        }
    }

    fn connect(&mut self, role: PeerRole, port: MessagePort) {
        // The mailbox lives as long as the worker.
        let sender = self.mailbox.sender();
        match role {
            PeerRole::Borrow => self.lender = Some(Borrower::new(port)),
            PeerRole::Lend => lend(port, move |ask| {
                let _ = sender.unbounded_send(Incoming::Own(Own::Asked(ask)));
            }),
            PeerRole::Lead => self.leader.connect(port),
            PeerRole::Help => self.assistant.connect(port, move |asked| {
                let _ = sender.unbounded_send(Incoming::Own(Own::Ordered(asked)));
            }),
        }
    }

    fn carry_out(&mut self, effects: Vec<SessionEffect>) {
        for effect in effects {
            match effect {
                SessionEffect::Emit(event) => post(&event),
                SessionEffect::Load { train_images, data } => match data.is_mnist() {
                    true => self.load(train_images),
                    false => self.load_own(data),
                },
                SessionEffect::Begin {
                    hyperparams,
                    keeping,
                    begins_with,
                } => {
                    self.warm_up(&hyperparams);
                    let keeps = keeping != Keeping::Nothing;
                    let may_go_on = keeps && self.look_for_checkpoint(&hyperparams);
                    let mut waiting = WaitingRun::new(hyperparams, may_go_on);
                    let given = self.given.take();
                    if let Some(run_id) = begins_with {
                        let given = given.filter(|(from, _)| *from == run_id);
                        waiting.begin_with(given.map(|(_, bytes)| bytes).unwrap_or_default());
                    }
                    self.waiting = Some(waiting);
                    self.begin_if_loaded();
                }
                SessionEffect::Help(run_id, params) => {
                    self.assistant.help(run_id, params);
                    self.begin_if_loaded();
                }
                SessionEffect::TestRates(params) => {
                    self.waiting_test = Some(params);
                    self.begin_if_loaded();
                }
                SessionEffect::SetLearningRate(learning_rate) => {
                    self.set_learning_rate(learning_rate);
                }
                SessionEffect::Forget => self.forget(),
                SessionEffect::End => {
                    self.trainer = None;
                    self.waiting = None;
                }
            }
        }
    }

    async fn tick(&mut self) {
        let Some(trainer) = &mut self.trainer else {
            return;
        };
        let images_per_second = position(trainer).images_per_second;
        if let Some(effects) = self.session.tell_epoch(images_per_second) {
            return self.carry_out(effects);
        }
        let effects = match trainer.tick_with(&mut self.leader).await {
            Ok(tick) => {
                if let Some(run_id) = self.session.hands_out(&tick) {
                    hand_out(run_id, trainer, Taken::Kept).await;
                }
                let position = position(trainer);
                let now_ms = self.now_ms();
                self.session.ticked(tick, position, now_ms)
            }
            Err(error) => self.session.failed(error.to_string()),
        };
        self.carry_out(effects);
    }

    /// Hands out the weights of a run that is looked into.
    async fn film(&mut self) {
        let Some(trainer) = &self.trainer else {
            return;
        };
        let (epoch, step) = trainer.position();
        let due = self.session.films(epoch - 1, step, trainer.steps_done());
        for (run_id, taken) in due {
            hand_out(run_id, trainer, taken).await;
        }
    }

    /// Goes on with a range test, by an update.
    async fn test_rate(&mut self) {
        let Some(test) = &mut self.range_test else {
            return;
        };
        let event = match test.step().await {
            Ok(false) => return,
            Ok(true) => TrainerEvent::RatesTested {
                answer: Box::new(answer(test.curve(), test.explanation())),
            },
            Err(error) => TrainerEvent::Failed {
                run_id: None,
                message: error.to_string(),
            },
        };
        self.range_test = None;
        post(&event);
    }

    /// Has a GPU compile what a run needs while its images are on their way.
    fn warm_up(&self, params: &CheckedHyperParams) {
        if self.is_loading && self.backend.info.kind == DeviceKind::WebGpu {
            let (params, device) = (params.clone(), self.backend.device.clone());
            spawn_local(async move {
                // A device that hands nothing over says so when it is needed.
                let _ = warm_up(&params, &device).await;
            });
        }
    }

    /// Begins what waits for images once they are there.
    fn begin_if_loaded(&mut self) {
        let images = &self.images;
        self.assistant.begin_if_loaded(images, &self.backend.device);
        let test = self
            .waiting_test
            .take_if(|params| has_images(images.of(&params.data), params));
        if let Some(params) = test {
            let dataset = Arc::new(images.of(&params.data).clone());
            self.range_test = Some(RangeTest::new(*params, dataset, &self.backend.device));
        }
        let ready = self
            .waiting
            .take_if(|waiting| waiting.can_begin(images.of(waiting.data())));
        if let Some(waiting) = ready {
            let Backend { device, reads, .. } = &self.backend;
            let dataset = Arc::new(images.of(waiting.data()).clone());
            let trainer = match waiting.begin(dataset, device, *reads) {
                Ok(trainer) => trainer,
                Err(error) => {
                    let effects = self.session.failed(error);
                    return self.carry_out(effects);
                }
            };
            self.session.wrote_checkpoint(self.now_ms(), 0.0);
            let went_on = self.session.goes_on_after(trainer.epochs());
            self.trainer = Some(trainer);
            self.leader.lead(self.session.run_id());
            self.carry_out(went_on.into_iter().collect());
        }
    }

    /// Looks for what was written down of the run at hand; false where nothing can be.
    fn look_for_checkpoint(&self, params: &CheckedHyperParams) -> bool {
        let (Some(keeper), Some(run_id)) = (&self.keeper, self.session.run_id()) else {
            return false;
        };
        let (found, sender) = (keeper.find(params), self.mailbox.sender());
        spawn_local(async move {
            // The mailbox lives as long as the worker.
            let _ = sender.unbounded_send(Incoming::Own(Own::Found(run_id, found.await)));
        });
        true
    }

    fn found(&mut self, run_id: RunId, checkpoint: Option<Vec<u8>>) {
        let is_awaited = self.session.run_id() == Some(run_id);
        if let Some(waiting) = self.waiting.as_mut().filter(|_| is_awaited) {
            waiting.found(checkpoint);
            self.begin_if_loaded();
        }
    }

    /// Writes the run down, where it is time to and an epoch has come to its end.
    async fn write_down(&mut self) {
        let began_ms = self.now_ms();
        let (Some(trainer), Some(keeper)) = (&self.trainer, &self.keeper) else {
            return;
        };
        if !self.session.is_checkpoint_due(began_ms) {
            return;
        }
        // What the device does not hand over ends the run with its next step.
        if let Ok(Some(checkpoint)) = trainer.checkpoint().await {
            keeper.write(trainer.params(), checkpoint);
            let now_ms = self.now_ms();
            self.session.wrote_checkpoint(now_ms, now_ms - began_ms);
        }
    }

    /// Removes what was written down of the run at hand.
    fn forget(&self) {
        if let (Some(trainer), Some(keeper)) = (&self.trainer, &self.keeper) {
            keeper.remove(trainer.params());
        }
    }

    fn now_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1e3
    }

    /// Takes effect with the next step, or with the first one of a run that waits for its images.
    fn set_learning_rate(&mut self, learning_rate: f64) {
        if let Some(trainer) = &mut self.trainer {
            trainer.set_learning_rate(learning_rate);
        } else if let Some(waiting) = &mut self.waiting {
            waiting.set_learning_rate(learning_rate);
        }
    }
}

/// Hands out the weights that a run has kept, or has as it stands. What a device does not hand over cannot be looked
/// into; the run goes its way all the same.
async fn hand_out(run_id: RunId, trainer: &Trainer, taken: Taken) {
    if let Ok(variables) = trainer.variables().await {
        post_bytes(run_id, &model::to_bytes(&variables), taken);
    }
}

fn position(trainer: &Trainer) -> Position {
    let (epoch, step) = trainer.position();
    let seconds = trainer.elapsed().as_secs_f64();
    Position {
        epoch,
        step,
        images_per_second: trainer.images_seen() as f64 / seconds.max(1e-9),
    }
}

mod loading;
