//! The optimizer: which rule, and what all rules share.
//!
//! A file for each rule holds what is the rule's own.

mod accumulation;
mod adadelta;
mod adafactor;
mod adagrad;
mod adam;
mod clipping;
mod ema;
mod ftrl;
mod lamb;
mod lion;
mod loss_scale;
mod muon;
mod rmsprop;
mod sgd;

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::concept::{Concept, ParamWarning};
use super::keras::Keras;
use super::kind::{DefaultValue, Kind};
use super::lr_schedule::{LARGEST_RATE, is_piecewise};
use super::python::Code;
use super::{Group, HyperParams, ParamSpec, Scale};

pub use accumulation::*;
pub use adafactor::*;
pub use adagrad::*;
pub use adam::*;
pub use clipping::*;
pub use ema::*;
pub use ftrl::*;
pub use loss_scale::LOSS_SCALE_FACTOR;
pub use muon::*;
pub use rmsprop::*;
pub use sgd::*;

pub(super) const CONCEPT: Concept = Concept {
    rows: &[
        &[&OPTIMIZER, &LEARNING_RATE],
        sgd::ROWS,
        rmsprop::ROWS,
        adagrad::ROWS,
        adam::ROWS,
        adafactor::ROWS,
        ftrl::ROWS,
        muon::ROWS,
        &[&WEIGHT_DECAY],
        clipping::ROWS,
        ema::ROWS,
        accumulation::ROWS,
        loss_scale::ROWS,
    ],
    checks: &[
        lion::needs_a_beta_1,
        clipping::one_at_most,
        ema::needs_a_memory,
    ],
    doubts: &[
        adadelta::at_a_crawl,
        adam::adamw_without_decay,
        ema::is_not_what_is_evaluated,
    ],
    ..Concept::EMPTY
};

choices! {
    /// The name of an optimizer.
    pub enum Optimizer, default Adam {
        Sgd => "sgd", "SGD";
        RmsProp => "rmsprop", "RMSprop";
        Adagrad => "adagrad", "Adagrad";
        Adadelta => "adadelta", "Adadelta";
        Adam => "adam", "Adam";
        AdamW => "adamw", "AdamW";
        Nadam => "nadam", "Nadam";
        Adamax => "adamax", "Adamax";
        Lion => "lion", "Lion";
        Adafactor => "adafactor", "Adafactor";
        Ftrl => "ftrl", "FTRL";
        Lamb => "lamb", "LAMB";
        Muon => "muon", "Muon";
    }
}

pub static OPTIMIZER: ParamSpec = ParamSpec::choice::<Optimizer>("optimizer", "Optimizer")
    .group(Group::Optimizer)
    .aliases(&["solver"])
    .help("The rule that turns gradients into steps; adaptive optimizers scale the step of each weight.")
    .docs("https://keras.io/api/optimizers/");

pub static LEARNING_RATE: ParamSpec = ParamSpec::real(
    "learning_rate",
    "Learning rate",
    (1e-6, LARGEST_RATE),
    Scale::Log,
    0.001,
)
.group(Group::Optimizer)
.aliases(&["lr", "step size", "eta"])
.applies(|params| !is_piecewise(params))
.help("Larger steps learn faster, until they overshoot and the loss fluctuates or diverges.")
.docs("https://keras.io/api/optimizers/#learning-rate-schedules--decay");

pub static WEIGHT_DECAY: ParamSpec = ParamSpec::real(
    "weight_decay",
    "Weight decay",
    (0.0, 1.0),
    Scale::ZeroThenLog { from: -7 },
    0.0,
)
.group(Group::Optimizer)
.none(0.0)
.aliases(&["wd"])
.varying(|params| own_default(params, &WEIGHT_DECAY))
.help("Shrinks all weights and biases a little in every step, whatever the gradients say.")
.docs("https://keras.io/api/optimizers/adamw/");

/// What tells an optimizer from the others.
struct Rule {
    /// Keras' class.
    class: &'static str,
    /// The arguments that not every optimizer has.
    fields: &'static [&'static ParamSpec],
    /// Keras' defaults where other optimizers have others; a switch is on at 1.
    defaults: &'static [(&'static ParamSpec, f64)],
    read: fn(&HyperParams) -> UpdateRule,
}

impl Optimizer {
    fn rule(self) -> &'static Rule {
        match self {
            Self::Sgd => &sgd::SGD,
            Self::RmsProp => &rmsprop::RMSPROP,
            Self::Adagrad => &adagrad::ADAGRAD,
            Self::Adadelta => &adadelta::ADADELTA,
            Self::Adam => &adam::ADAM,
            Self::AdamW => &adam::ADAMW,
            Self::Nadam => &adam::NADAM,
            Self::Adamax => &adam::ADAMAX,
            Self::Lion => &lion::LION,
            Self::Adafactor => &adafactor::ADAFACTOR,
            Self::Ftrl => &ftrl::FTRL,
            Self::Lamb => &lamb::LAMB,
            Self::Muon => &muon::MUON,
        }
    }
}

fn has_field(params: &HyperParams, field: &ParamSpec) -> bool {
    let optimizer: Option<Optimizer> = params.chosen(&OPTIMIZER);
    optimizer.is_some_and(|optimizer| optimizer.rule().fields.contains(&field))
}

/// Keras' default of a field where it is this optimizer's own.
fn own_default(params: &HyperParams, field: &ParamSpec) -> Option<DefaultValue> {
    let optimizer: Optimizer = params.chosen(&OPTIMIZER)?;
    let mut own = optimizer.rule().defaults.iter();
    let (_, default) = own.find(|(row, _)| *row == field)?;
    Some(match field.kind {
        Kind::Switch => DefaultValue::Switch(*default == 1.0),
        Kind::Integer { .. }
        | Kind::Real { .. }
        | Kind::Choice(_)
        | Kind::OptionalNumber
        | Kind::List(_) => DefaultValue::Number(*default),
    })
}

/// An optimizer with what all of Keras' optimizers share; <https://keras.io/api/optimizers/>.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptimizerConfig {
    pub rule: UpdateRule,
    /// Decoupled: before the update w ← w − w · weight_decay · lr, of every trained variable.
    pub weight_decay: f64,
    pub clipping: Option<Clipping>,
    pub ema: Option<Ema>,
    /// Batches whose gradients make an update, from 1.
    pub gradient_accumulation_steps: usize,
    /// Of the loss that gradients are computed of, before they are divided by it.
    pub loss_scale_factor: Option<f64>,
}

/// How a gradient becomes a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum UpdateRule {
    Sgd(Momentum),
    RmsProp {
        /// Memory of squared gradients.
        rho: f64,
        momentum: f64,
        /// Inside the root.
        epsilon: f64,
        centered: bool,
    },
    Adagrad {
        initial_accumulator_value: f64,
        /// Inside the root.
        epsilon: f64,
    },
    Adadelta {
        /// Memory of squared gradients and of squared steps.
        rho: f64,
        /// Inside both roots.
        epsilon: f64,
    },
    /// Adam, and AdamW, which differs in its default weight decay alone.
    Adam {
        moments: Adaptive,
        amsgrad: bool,
    },
    Nadam(Adaptive),
    Adamax(Adaptive),
    Lion {
        beta_1: f64,
        beta_2: f64,
    },
    Adafactor(Adafactor),
    Ftrl(Ftrl),
    Lamb(Adaptive),
    Muon(Muon),
}

impl OptimizerConfig {
    /// Whether the output layer's kernel has a rule of its own.
    pub fn excludes_output(&self) -> bool {
        matches!(&self.rule, UpdateRule::Muon(muon) if muon.excludes_output)
    }

    pub(super) fn read(params: &HyperParams) -> Self {
        let optimizer: Optimizer = params.choice(&OPTIMIZER);
        Self {
            rule: (optimizer.rule().read)(params),
            weight_decay: params.real(&WEIGHT_DECAY),
            clipping: Clipping::read(params),
            ema: Ema::read(params),
            gradient_accumulation_steps: params.whole(&GRADIENT_ACCUMULATION_STEPS),
            loss_scale_factor: loss_scale::read(params),
        }
    }
}

/// The optimizer with what is not Keras' default; its learning rate is always named.
pub(super) fn spell(keras: &Keras, learning_rate: &Code) -> Option<Code> {
    keras.choose(&OPTIMIZER, |optimizer: Optimizer, keras| {
        let rows = CONCEPT.rows.iter().copied().flatten().copied();
        // What has a place or a callback of its own.
        let elsewhere = [&OPTIMIZER, &LEARNING_RATE, &SWAP_EMA_WEIGHTS];
        let others = rows.filter(|row| !elsewhere.contains(row));
        let class = Code::call(format!("optimizers.{}", optimizer.rule().class));
        let rated = class.with("learning_rate", learning_rate.clone());
        Some(rated.with_all(keras.arguments(others)))
    })
}

/// What an optimizer asks of `fit`.
pub(super) fn spell_callback(keras: &Keras) -> Option<Code> {
    ema::spell_callback(keras)
}
