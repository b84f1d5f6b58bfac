//! One case as it stands in the file.

use serde_json::Value;
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::TRAIN_IMAGES;

use super::fields::Fields;
use super::vocabulary;

/// The cases of a file, by id.
pub struct CaseSet {
    pub cases: Vec<(String, Value)>,
    /// Training and validation images: the first of each.
    pub counts: [usize; 2],
    pub tolerance: Tolerance,
}

impl CaseSet {
    /// - json: the bytes of `cases.json`
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let mut set: Value = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        let count = |split: &str| {
            let count = set["data"][format!("{split}_count")].as_u64();
            let count = count.map(|count| count as usize);
            count.ok_or_else(|| format!("how many {split} images?"))
        };
        let counts = [count("train")?, count("validation")?];
        let tolerance = Tolerance::read(set["tolerance"].take())?;
        let Value::Array(cases) = set["cases"].take() else {
            return Err("there are no cases".to_owned());
        };
        let named = |case: Value| (case["id"].as_str().unwrap_or("?").to_owned(), case);
        Ok(Self {
            cases: cases.into_iter().map(named).collect(),
            counts,
            tolerance,
        })
    }
}

/// A run that Keras has made.
pub struct Case {
    pub hyperparams: HyperParams,
    /// File of the weights it starts from.
    pub init: String,
    /// File of the weights it ends with.
    pub final_weights: String,
    pub expected: Expected,
}

/// What Keras found. Epochs count from 0, as Keras counts them.
pub struct Expected {
    pub step_losses: Vec<f64>,
    pub learning_rates: Vec<f64>,
    /// `[loss, accuracy, val_loss, val_accuracy]` of each epoch.
    pub history: Vec<[f64; 4]>,
    pub epochs_run: usize,
    pub final_evaluation: [f64; 2],
    /// The epoch that stopped the run, and the best one; nothing without early stopping.
    pub stopping: Option<(Option<usize>, usize)>,
}

/// How far a run may be from Keras'.
pub struct Tolerance {
    pub loss_rtol: f64,
    pub loss_atol: f64,
    pub accuracy_samples: f64,
    pub learning_rate_rtol_of_max: f64,
    pub weights_atol: f64,
    pub weights_rtol_of_change: f64,
}

impl Tolerance {
    pub fn read(value: Value) -> Result<Self, String> {
        let mut fields = Fields::of("tolerance", value)?;
        let tolerance = Self {
            loss_rtol: fields.number("loss_rtol")?,
            loss_atol: fields.number("loss_atol")?,
            accuracy_samples: fields.number("accuracy_atol_samples")?,
            learning_rate_rtol_of_max: fields.number("learning_rate_rtol_of_max")?,
            weights_atol: fields.number("weights_atol")?,
            weights_rtol_of_change: fields.number("weights_rtol_of_change")?,
        };
        fields.finish()?;
        Ok(tolerance)
    }
}

impl Case {
    /// - train_images: how many images the cases were trained on
    pub fn read(value: Value, train_images: usize) -> Result<Self, String> {
        let mut fields = Fields::of("case", value)?;
        for prose in ["id", "what_it_checks"] {
            fields.text(prose)?;
        }
        let hyperparams = vocabulary::hyperparams(fields.take("hyperparameters")?)?;
        let case = Self {
            hyperparams: hyperparams.with(&TRAIN_IMAGES, train_images as f64),
            init: fields.text("init")?,
            final_weights: fields.text("final_weights")?,
            expected: Expected::read(fields.take("expected")?)?,
        };
        fields.finish()?;
        Ok(case)
    }
}

impl Expected {
    fn read(value: Value) -> Result<Self, String> {
        let mut fields = Fields::of("expected", value)?;
        // How near a decision came to going the other way: a property of the case.
        fields.optional("decision_margin");
        let mut last = Fields::of("final_evaluation", fields.take("final_evaluation")?)?;
        let stopped = fields.take("stopped_epoch").ok();
        let best = fields.optional("best_epoch");
        let expected = Self {
            step_losses: fields.numbers("step_losses")?,
            learning_rates: fields.numbers("learning_rates")?,
            history: history(fields.take("history")?)?,
            epochs_run: fields.number("epochs_run")? as usize,
            final_evaluation: [last.number("val_loss")?, last.number("val_accuracy")?],
            stopping: match (stopped, best.and_then(|best| best.as_u64())) {
                (Some(stopped), Some(best)) => {
                    let stopped = stopped.as_u64().map(|epoch| epoch as usize);
                    Some((stopped, best as usize))
                }
                (None, None) => None,
                _ => return Err("stopped_epoch and best_epoch go together".to_owned()),
            },
        };
        last.finish()?;
        fields.finish()?;
        Ok(expected)
    }
}

fn history(value: Value) -> Result<Vec<[f64; 4]>, String> {
    let mut fields = Fields::of("history", value)?;
    let mut column = |key| fields.numbers(key);
    let (loss, accuracy) = (column("loss")?, column("accuracy")?);
    let (val_loss, val_accuracy) = (column("val_loss")?, column("val_accuracy")?);
    fields.finish()?;
    let rows = loss
        .into_iter()
        .zip(accuracy)
        .zip(val_loss)
        .zip(val_accuracy);
    Ok(rows
        .map(|(((loss, accuracy), val_loss), val_accuracy)| {
            [loss, accuracy, val_loss, val_accuracy]
        })
        .collect())
}
