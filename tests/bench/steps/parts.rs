//! Taking the time of each part of a step.

use std::sync::Arc;
use std::time::Duration;

use tuneground::dataset::{Dataset, Images};
use tuneground::hyperparams::CheckedHyperParams;
use tuneground::training::device::open_cpu;
use tuneground::training::helpers::Nobody;
use tuneground::training::{Reads, StepPart, Tick, Trainer};
use web_time::Instant;

/// The parts, in the order in which they are told.
#[cfg(not(target_arch = "wasm32"))]
pub const NAMES: [&str; 5] = ["batch", "forward", "backward", "update", "bookkeeping"];

/// Microseconds that each part of a step takes, averaged over the steps of all epochs but the first.
pub fn measure(params: CheckedHyperParams, dataset: Arc<Dataset>) -> [f64; 5] {
    let (mut spent, mut steps, mut epochs) = ([Duration::ZERO; 5], 0, 0);
    let mut trainer = Trainer::new(params, dataset, &open_cpu(), Reads::Every(1));
    loop {
        let mut since = Instant::now();
        let mut done = |part| {
            let now = Instant::now();
            if epochs > 0 {
                spent[place(part)] += now - since;
                steps += usize::from(part == StepPart::Bookkeeping);
            }
            since = now;
        };
        let mut nobody = Nobody;
        let tick = trainer.tick_in_parts(&mut nobody, &mut done);
        // On the CPU nothing ever waits, so this works in a browser too.
        match pollster::block_on(tick).expect("the CPU hands over its results") {
            Tick::Trained(_) | Tick::Evaluating(_) => {}
            Tick::EpochEnd { outcome: None, .. } => epochs += 1,
            Tick::EpochEnd { .. } => break,
            Tick::Diverged { .. } => panic!("a run that diverges tells nothing"),
        }
    }
    spent.map(|spent| spent.as_secs_f64() * 1e6 / steps as f64)
}

/// The same images without a pixel that is 0.
pub fn dense(dataset: &Dataset) -> Dataset {
    let inked = |images: &Arc<Images>| {
        let pixels = images.pixels.iter().map(|&pixel| pixel.max(1)).collect();
        let labels = images.labels.clone();
        Arc::new(Images { pixels, labels })
    };
    Dataset {
        train: dataset.train.iter().map(inked).collect(),
        test: inked(&dataset.test),
    }
}

fn place(part: StepPart) -> usize {
    match part {
        StepPart::Batch => 0,
        StepPart::Forward => 1,
        StepPart::Backward => 2,
        StepPart::Update => 3,
        StepPart::Bookkeeping => 4,
    }
}
