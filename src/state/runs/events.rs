//! What the worker of single runs tells.

use super::control::to_worker;
use super::run_of;
use crate::protocol::{DeviceKind, RunId, TrainerCommand, TrainerEvent, WorkerId};
use crate::state::{Data, Effect, Ending, NoticeAction, PageEvent, Run, RunPhase, State};

impl State {
    /// Takes in an event; those of unknown runs, and of runs that have ended, are dropped.
    pub fn hear_of_runs(&mut self, event: TrainerEvent) -> Vec<Effect> {
        use TrainerEvent as E;
        if let Some(id) = run_of(&event) {
            return self.hear_of_run(id, &event);
        }
        match event {
            E::Ready { device } => {
                if let Some(worker) = self.workers.get_mut(WorkerId::MAIN) {
                    worker.info = Some(device.clone());
                }
                self.notices.dismiss_all(NoticeAction::Retry);
                return vec![Effect::Publish(PageEvent::ready(device))];
            }
            E::Unavailable { reason } => return self.lose_worker(&reason),
            E::Failed { message, .. } => return self.lose_worker(&message),
            E::Loading {
                loaded_bytes,
                total_bytes,
            } => {
                self.images.data = Data::Loading {
                    loaded: loaded_bytes,
                    total: total_bytes,
                };
            }
            E::Loaded { train_images } => {
                self.images.loaded = train_images;
                self.images.data = Data::Loaded { train_images };
                self.notices.dismiss_all(NoticeAction::Retry);
            }
            E::LoadFailed { message } => return self.miss_images_of_run(message),
            E::Warning { message } => self.notices.show(message, None),
            _ => {}
        }
        Vec::new()
    }

    /// The images did not come: a run that waits for them has failed; Retry asks again.
    fn miss_images_of_run(&mut self, message: String) -> Vec<Effect> {
        self.notices
            .show(message.clone(), Some(NoticeAction::Retry));
        let waiting = |run: &&Run| run.phase == RunPhase::Waiting;
        let run_id = self.runs.active().filter(waiting).map(|run| run.id);
        let effects = match run_id {
            // Its end tells programs of the error.
            Some(run_id) => {
                let message = message.clone();
                let mut effects = vec![to_worker(TrainerCommand::Stop { run_id })];
                effects.extend(self.end_run(run_id, Ending::Failed { message }));
                effects
            }
            None => vec![Effect::Publish(PageEvent::error(message.clone()))],
        };
        if !self.images.of.is_mnist() {
            // What was heard of others before says nothing of these.
            self.images.loaded = 0;
        }
        self.images.data = Data::Failed { message };
        effects
    }

    fn hear_of_run(&mut self, id: RunId, event: &TrainerEvent) -> Vec<Effect> {
        use TrainerEvent as E;
        let has_ended = matches!(event, E::TrainEnd { .. } | E::Failed { .. });
        if has_ended && self.runs.stopping == Some(id) {
            self.runs.stopping = None;
        }
        let is_known = self.runs.get(id).is_some_and(Run::is_active);
        if let (true, E::Failed { message, .. }) = (is_known && self.is_gpus_fault(), event) {
            return self.lose_worker(message);
        }
        let mut effects = if is_known {
            self.pass_on(id, event, has_ended)
        } else {
            Vec::new()
        };
        if has_ended && self.runs.active().is_none() {
            effects.extend(self.settle_device());
        }
        effects
    }

    /// A run that has its images and fails on a GPU has lost the device.
    fn is_gpus_fault(&self) -> bool {
        self.runs_device() == Some(DeviceKind::WebGpu) && self.images.loaded >= self.images.wanted
    }

    fn pass_on(&mut self, id: RunId, event: &TrainerEvent, has_ended: bool) -> Vec<Effect> {
        self.runs.apply(event);
        if has_ended {
            return self.run_ended(id);
        }
        let mut effects = Vec::new();
        if matches!(event, TrainerEvent::TrainBegin { .. }) {
            effects = self.begin_help(id);
            // A run that another device takes over begins once for those who listen.
            if self.runs.begun.replace(id) == Some(id) {
                return effects;
            }
        }
        let run = self.runs.get(id);
        if let (Some(run), TrainerEvent::WentOn { epochs, .. }) = (run, event) {
            let told = format!(
                "{} goes on after epoch {epochs}, where it had come to before the page was left.",
                run.name
            );
            self.notices.show(told, None);
        }
        effects.extend(run.into_iter().flat_map(|run| told(run, event)));
        effects
    }
}

/// What is told of a run that goes on.
fn told(run: &Run, event: &TrainerEvent) -> Vec<Effect> {
    use TrainerEvent as E;
    match event {
        E::TrainBegin {
            epochs,
            steps_per_epoch,
            ..
        } => vec![
            Effect::Publish(PageEvent::TrainBegin {
                run: run.id,
                hyperparameters: run.hyperparams.clone(),
                device: run.device,
                epochs: *epochs,
                steps_per_epoch: *steps_per_epoch,
            }),
            Effect::Announce(format!("{} started.", run.name)),
        ],
        E::EpochEnd { metrics, .. } => {
            vec![Effect::Publish(PageEvent::epoch_end(run.id, metrics))]
        }
        E::Paused { .. } => vec![Effect::Announce(run.announcement())],
        _ => Vec::new(),
    }
}
