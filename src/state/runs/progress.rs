//! How far a run, or the loading of its images, has come: in words.

use super::images_of;
use super::turn::WAITS;
use crate::state::{Data, Run, RunPhase, State, text};

/// The texts beside the progress bar; empty where there is nothing to say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProgressText {
    /// "Epoch 3 of 10".
    pub place: String,
    /// "12,300 images/s".
    pub speed: String,
    /// "4.2 s to go".
    pub to_go: String,
    /// Of the bar, 0 to 1.
    pub share: f64,
}

impl State {
    /// What the progress bar says now.
    pub fn run_progress(&self) -> ProgressText {
        match (self.current_run(), &self.images.data) {
            (_, Data::Loading { loaded, total }) => loading(*loaded, *total),
            (Some(_), _) if self.runs.turn.is_late() => said(WAITS),
            (Some(run), _) => of_run(run),
            (None, Data::Unasked) => ProgressText::default(),
            (None, Data::Waiting) if self.devices.is_broken => ProgressText::default(),
            (None, Data::Waiting) => said("Loading the trainer …"),
            (None, Data::Loaded { train_images }) => {
                // More than a run needs may be there.
                let images =
                    images_of(&self.form).map_or(*train_images, |it| it.min(*train_images));
                let images = text::count(images);
                said(&format!("Ready, with {images} training images"))
            }
            (None, Data::Failed { .. }) => said("Images are missing"),
        }
    }
}

fn said(place: &str) -> ProgressText {
    ProgressText {
        place: place.to_owned(),
        ..ProgressText::default()
    }
}

fn loading(loaded: f64, total: f64) -> ProgressText {
    let place = if total > 0.0 {
        format!(
            "Loading images: {} of {}",
            text::megabytes(loaded),
            text::megabytes(total)
        )
    } else {
        format!("Loading images: {}", text::megabytes(loaded))
    };
    let share = if total > 0.0 { loaded / total } else { 0.0 };
    ProgressText {
        share: share.min(1.0),
        ..said(&place)
    }
}

fn of_run(run: &Run) -> ProgressText {
    let progress = &run.progress;
    let done = run.history.epochs.len();
    let place = match run.phase {
        RunPhase::Waiting => format!("{} waits for the trainer", run.name),
        RunPhase::Running => format!("Epoch {} of {}", progress.epoch, progress.epochs),
        RunPhase::Paused => format!("Paused after epoch {done} of {}", progress.epochs),
        RunPhase::Ended(_) => format!(
            "{} {} after {}",
            run.name,
            run.short_state(),
            text::plural(done, "epoch")
        ),
    };
    let speed = progress.images_per_second;
    let speed = (speed > 0.0).then(|| format!("{} images/s", text::count(speed as usize)));
    let is_running = run.phase == RunPhase::Running;
    let to_go = run.remaining_ms().filter(|_| is_running);
    ProgressText {
        place,
        speed: speed.unwrap_or_default(),
        to_go: to_go
            .map(|ms| format!("{} to go", text::duration(ms)))
            .unwrap_or_default(),
        share: progress.fraction(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::TRAIN_IMAGES;
    use crate::state::{DeviceChoice, Runs};

    fn run(phase: RunPhase) -> Run {
        let mut runs = Runs::default();
        let id = runs.start(HyperParams::default());
        let mut run = runs.get(id).unwrap().clone();
        run.phase = phase;
        run.progress.epoch = 3;
        run.progress.steps_per_epoch = 79;
        run.progress.images_per_second = 12_345.6;
        run
    }

    #[test]
    fn a_run_tells_its_epoch_its_speed_and_its_time_to_go() {
        let text = of_run(&run(RunPhase::Running));
        assert_eq!(text.place, "Epoch 3 of 10");
        assert_eq!(text.speed, "12,345 images/s");
        assert_eq!(text.to_go, "6.5 s to go");
        assert_eq!(text.share, 0.2);
    }

    #[test]
    fn a_paused_run_has_no_time_to_go() {
        let text = of_run(&run(RunPhase::Paused));
        assert_eq!(text.place, "Paused after epoch 0 of 10");
        assert_eq!(text.to_go, "");
    }

    #[test]
    fn the_page_is_ready_with_as_many_images_as_the_form_asks_for() {
        for (images, said) in [(3000.0, "3,000"), (10_000.0, "10,000")] {
            let form = HyperParams::default().with(&TRAIN_IMAGES, images);
            let mut state = State::new(DeviceChoice::Auto, form, 2);
            let train_images = 10_000;
            state.images.data = Data::Loaded { train_images };
            let place = state.run_progress().place;
            assert_eq!(place, format!("Ready, with {said} training images"));
        }
    }

    #[test]
    fn images_on_their_way_are_told_in_megabytes() {
        let text = loading(1.6e6, 3.2e6);
        assert_eq!(text.place, "Loading images: 1.6 MB of 3.2 MB");
        assert_eq!(text.share, 0.5);
        assert_eq!(loading(1.6e6, 0.0).place, "Loading images: 1.6 MB");
    }
}
