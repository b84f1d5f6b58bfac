//! Training a case and comparing it with Keras, step by step.

use std::sync::Arc;

use burn::tensor::Device;
use tuneground::dataset::{Dataset, Images};
use tuneground::hyperparams::Penalties;
use tuneground::hyperparams::error::sentence;
use tuneground::metrics::Outcome;
use tuneground::training::{NamedTensor, Reads, Tick, Trainer};

use super::case::{Case, Tolerance};

/// The first training and test images, which all that the cases are trained and judged on.
pub fn first_images(dataset: &Dataset, train: usize, test: usize) -> Dataset {
    Dataset {
        train: vec![Arc::new(first(&dataset.train[0], train))],
        test: Arc::new(first(&dataset.test, test)),
    }
}

fn first(images: &Images, count: usize) -> Images {
    Images {
        pixels: images.pixels[..count * tuneground::dataset::IMAGE_PIXELS].to_vec(),
        labels: images.labels[..count].to_vec(),
    }
}

/// What a run came to.
#[derive(Default)]
struct Run {
    step_losses: Vec<f64>,
    learning_rates: Vec<f64>,
    history: Vec<[f64; 4]>,
    /// What of the last `val_loss` are penalties.
    val_penalty: Option<f64>,
    final_evaluation: [f64; 2],
    stopped_epoch: Option<usize>,
    best_epoch: Option<usize>,
    weights: Vec<NamedTensor>,
}

/// Trains a case and says where it first leaves Keras, and by how much.
pub async fn compare(
    case: &Case,
    [mut initial, last]: [Vec<NamedTensor>; 2],
    dataset: Arc<Dataset>,
    tolerance: &Tolerance,
    device: &Device,
) -> Result<(), String> {
    let samples = [dataset.train_len(), dataset.test.len()];
    // The file may hold more variables than the run has: a gamma for a normalization without one.
    initial.retain(|tensor| last.iter().any(|last| last.name == tensor.name));
    let run = train(case, initial.clone(), dataset, device).await?;
    let judge = Judge { tolerance, samples };
    judge.steps(&run, case)?;
    judge.epochs(&run, case)?;
    judge.ending(&run, case)?;
    judge.penalty(&run, case, &last)?;
    judge.weights(&run.weights, &initial, &last)
}

async fn train(
    case: &Case,
    initial: Vec<NamedTensor>,
    dataset: Arc<Dataset>,
    device: &Device,
) -> Result<Run, String> {
    let params = case.hyperparams.check();
    let params = params.map_err(|errors| sentence(&errors))?;
    let mut trainer = Trainer::new(params, dataset, device, Reads::Every(1));
    trainer.set_weights(initial).map_err(said)?;
    let mut run = Run::default();
    let outcome = run.follow(&mut trainer).await?;
    if let Outcome::EarlyStopped { epoch, .. } = outcome {
        run.stopped_epoch = Some(epoch - 1);
    }
    run.best_epoch = trainer.best_epoch().map(|epoch| epoch - 1);
    run.final_evaluation = trainer.evaluate().await.map_err(said)?.into();
    run.weights = trainer.model().named_tensors().await.map_err(said)?;
    Ok(run)
}

fn said(error: impl std::error::Error) -> String {
    error.to_string()
}

impl Run {
    /// Takes down what the trainer comes to, up to its end.
    async fn follow(&mut self, trainer: &mut Trainer) -> Result<Outcome, String> {
        loop {
            let rate = trainer.learning_rate();
            match trainer.tick().await.map_err(said)? {
                Tick::Trained(steps) | Tick::Evaluating(steps) => {
                    self.learning_rates.extend(steps.iter().map(|_| rate));
                    self.step_losses.extend(steps.iter().map(|step| step.loss));
                }
                Tick::EpochEnd { metrics, outcome } => {
                    let it = metrics;
                    self.history
                        .push([it.loss, it.accuracy, it.val_loss, it.val_accuracy]);
                    self.val_penalty = it.val_penalty;
                    if let Some(outcome) = outcome {
                        return Ok(outcome);
                    }
                }
                Tick::Diverged { epoch, step, .. } => {
                    return Err(format!("diverged at epoch {epoch}, step {step}"));
                }
            }
        }
    }
}

struct Judge<'a> {
    tolerance: &'a Tolerance,
    /// Training and validation images.
    samples: [usize; 2],
}

impl Judge<'_> {
    fn steps(&self, run: &Run, case: &Case) -> Result<(), String> {
        let (losses, rates) = (&case.expected.step_losses, &case.expected.learning_rates);
        let largest = rates.iter().copied().fold(0.0, f64::max);
        let allowed = self.tolerance.learning_rate_rtol_of_max * largest;
        let found = run.step_losses.iter().zip(&run.learning_rates);
        for (step, ((found, rate), (loss, wanted))) in
            found.zip(losses.iter().zip(rates)).enumerate()
        {
            near(
                &format!("learning rate of step {step}"),
                *rate,
                *wanted,
                allowed,
            )?;
            self.loss(&format!("loss of step {step}"), *found, *loss)?;
        }
        same("steps", run.step_losses.len(), losses.len())?;
        same("learning rates", rates.len(), losses.len())
    }

    fn epochs(&self, run: &Run, case: &Case) -> Result<(), String> {
        for (epoch, (found, wanted)) in run.history.iter().zip(&case.expected.history).enumerate() {
            let what = |column: &str| format!("{column} of epoch {epoch}");
            self.loss(&what("loss"), found[0], wanted[0])?;
            self.accuracy(&what("accuracy"), 0, found[1], wanted[1])?;
            self.loss(&what("val_loss"), found[2], wanted[2])?;
            self.accuracy(&what("val_accuracy"), 1, found[3], wanted[3])?;
        }
        same("epochs", run.history.len(), case.expected.epochs_run)?;
        same(
            "epochs of the history",
            case.expected.history.len(),
            run.history.len(),
        )
    }

    fn ending(&self, run: &Run, case: &Case) -> Result<(), String> {
        if let Some((stopped, best)) = case.expected.stopping {
            same("stopped epoch", run.stopped_epoch, stopped)?;
            same("best epoch", run.best_epoch, Some(best))?;
        }
        let (found, wanted) = (run.final_evaluation, case.expected.final_evaluation);
        self.loss("final val_loss", found[0], wanted[0])?;
        self.accuracy("final val_accuracy", 1, found[1], wanted[1])
    }

    /// What the penalties come to by hand, of the weights with which Keras has ended.
    fn penalty(&self, run: &Run, case: &Case, last: &[NamedTensor]) -> Result<(), String> {
        let params = case.hyperparams.check();
        let params = params.map_err(|errors| sentence(&errors))?;
        let Penalties {
            layers,
            kernel,
            bias,
            activity,
            ..
        } = params.penalties;
        let has_other_weights = params.early_stopping.is_some() || params.optimizer.ema.is_some();
        if has_other_weights || params.batch_norm.is_some() || !activity.is_off() {
            return Ok(());
        }
        let output = params.hidden_layers.len();
        let mut by_hand = None;
        for (at, name) in (0..=output).flat_map(|at| [(at, "kernel"), (at, "bias")]) {
            let regularizer = if name == "kernel" { kernel } else { bias };
            let is_penalized = match at == output {
                true => layers.has_output(),
                false => layers.has_hidden(at),
            };
            let full = format!("dense_{at}.{name}");
            let found = last.iter().find(|it| it.name == full);
            if let (Some(weights), true, false) = (found, is_penalized, regularizer.is_off()) {
                let values = weights.values.iter().map(|it| f64::from(*it));
                let terms = values.map(|it| regularizer.l1 * it.abs() + regularizer.l2 * it * it);
                *by_hand.get_or_insert(0.0) += terms.sum::<f64>();
            }
        }
        same("penalties", run.val_penalty.is_some(), by_hand.is_some())?;
        match run.val_penalty.zip(by_hand) {
            Some((found, wanted)) => self.loss("val_penalty", found, wanted),
            None => Ok(()),
        }
    }

    /// Each tensor relative to how far it has moved: a trainer that hardly moves would pass relative to the
    /// weights themselves.
    fn weights(
        &self,
        found: &[NamedTensor],
        initial: &[NamedTensor],
        wanted: &[NamedTensor],
    ) -> Result<(), String> {
        same("variables", found.len(), wanted.len())?;
        for wanted in wanted {
            let of = |tensors: &'_ [NamedTensor]| -> Result<Vec<f32>, String> {
                let tensor = tensors.iter().find(|it| it.name == wanted.name);
                let tensor = tensor.filter(|it| it.shape == wanted.shape);
                let values = tensor.map(|it| it.values.clone());
                values.ok_or_else(|| format!("{} is missing or misshapen", wanted.name))
            };
            let moved = farthest(&wanted.values, &of(initial)?);
            let off = farthest(&wanted.values, &of(found)?);
            let allowed =
                self.tolerance.weights_atol + self.tolerance.weights_rtol_of_change * moved;
            near(&format!("final {}", wanted.name), off, 0.0, allowed)?;
        }
        Ok(())
    }

    fn loss(&self, what: &str, found: f64, wanted: f64) -> Result<(), String> {
        let allowed = self.tolerance.loss_atol + self.tolerance.loss_rtol * wanted.abs();
        near(what, found, wanted, allowed)
    }

    fn accuracy(&self, what: &str, split: usize, found: f64, wanted: f64) -> Result<(), String> {
        // A hair more than the samples, for the rounding of the fraction.
        let allowed = (self.tolerance.accuracy_samples + 0.01) / self.samples[split] as f64;
        near(what, found, wanted, allowed)
    }
}

fn farthest(a: &[f32], b: &[f32]) -> f64 {
    let pairs = a.iter().zip(b);
    let far = pairs.map(|(a, b)| f64::from((a - b).abs()));
    // A difference that is no number must not be lost.
    far.fold(
        0.0,
        |far, one| if one > far || one.is_nan() { one } else { far },
    )
}

fn near(what: &str, found: f64, wanted: f64, allowed: f64) -> Result<(), String> {
    let off = (found - wanted).abs();
    if off <= allowed {
        return Ok(());
    }
    Err(format!(
        "{what}: {found}, Keras {wanted}: off by {off:.3e}, allowed {allowed:.3e}"
    ))
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: T, wanted: T) -> Result<(), String> {
    if found == wanted {
        Ok(())
    } else {
        Err(format!("{what}: {found:?}, Keras {wanted:?}"))
    }
}
