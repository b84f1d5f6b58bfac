//! Muon, with Adam for what it does not suit; <https://keras.io/api/optimizers/muon/>.

use super::*;
use crate::hyperparams::choice::choices;

pub(super) const ROWS: &[&ParamSpec] = &[
    &NS_STEPS,
    &RMS_RATE,
    &EXCLUDE_LAYERS,
    &ADAM_LR_RATIO,
    &ADAM_WEIGHT_DECAY,
    &ADAM_BETA_1,
    &ADAM_BETA_2,
    &MUON_A,
    &MUON_B,
    &MUON_C,
];

pub(super) static MUON: Rule = Rule {
    class: "Muon",
    fields: &[
        &MOMENTUM,
        &NESTEROV,
        &NS_STEPS,
        &RMS_RATE,
        &EXCLUDE_LAYERS,
        &ADAM_LR_RATIO,
        &ADAM_WEIGHT_DECAY,
        &ADAM_BETA_1,
        &ADAM_BETA_2,
        &MUON_A,
        &MUON_B,
        &MUON_C,
        &EPSILON,
    ],
    defaults: &[(&MOMENTUM, 0.95), (&NESTEROV, 1.0), (&WEIGHT_DECAY, 0.004)],
    read: |params| UpdateRule::Muon(Muon::read(params)),
};

choices! {
    /// The layers whose kernels Adam updates too.
    pub enum ExcludedLayers, default None {
        None => "none", "No layer", python "None";
        Output => "output", "Output layer", python "[\"output\"]";
    }
}

pub static NS_STEPS: ParamSpec =
    ParamSpec::integer("ns_steps", "Newton-Schulz steps", (0, 20), Scale::Linear, 5)
        .group(Group::Optimizer)
        .advanced()
        .applies(|params| has_field(params, &NS_STEPS))
        .help(
            "More of them bring the directions of a step closer to equal lengths, but take longer.",
        )
        .docs("https://keras.io/api/optimizers/muon/");

pub static RMS_RATE: ParamSpec =
    ParamSpec::real("rms_rate", "RMS rate", (0.0, 10.0), Scale::ZeroThenLog { from: -3 }, 0.2)
.group(Group::Optimizer)
.advanced()
.only_none(0.0)
.applies(|params| has_field(params, &RMS_RATE))
.help("A larger value makes steps of kernels larger; 0 leaves them as they come, whatever a kernel’s size.")
.docs("https://keras.io/api/optimizers/muon/");

pub static EXCLUDE_LAYERS: ParamSpec =
    ParamSpec::choice::<ExcludedLayers>("exclude_layers", "Layers without Muon")
        .group(Group::Optimizer)
        .applies(|params| has_field(params, &EXCLUDE_LAYERS))
        .help("Has Adam update this layer as well as all biases; Muon is not meant for the output.")
        .docs("https://keras.io/api/optimizers/muon/");

pub static ADAM_LR_RATIO: ParamSpec = ParamSpec::real(
    "adam_lr_ratio",
    "Adam’s share of the rate",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -4 },
    1.0,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &ADAM_LR_RATIO))
.help("A larger factor makes Adam’s steps of biases, and of layers without Muon, larger.")
.docs("https://keras.io/api/optimizers/muon/");

pub static ADAM_WEIGHT_DECAY: ParamSpec = ParamSpec::real(
    "adam_weight_decay",
    "Adam’s weight decay",
    (0.0, 1.0),
    Scale::ZeroThenLog { from: -7 },
    0.004,
)
.group(Group::Optimizer)
.advanced()
.none(0.0)
.applies(|params| has_field(params, &ADAM_WEIGHT_DECAY))
.help("Shrinks what Adam updates a little in every step; kernels have a decay of their own.")
.docs("https://keras.io/api/optimizers/muon/");

pub static ADAM_BETA_1: ParamSpec = ParamSpec::real(
    "adam_beta_1",
    "Adam’s beta 1",
    (0.0, 0.9999),
    Scale::Linear,
    0.9,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &ADAM_BETA_1))
.help("A longer memory of past gradients where Adam updates: smoother steps, slower turns.")
.docs("https://keras.io/api/optimizers/muon/");

pub static ADAM_BETA_2: ParamSpec = ParamSpec::real(
    "adam_beta_2",
    "Adam’s beta 2",
    (0.0, 0.99999),
    Scale::Linear,
    0.999,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &ADAM_BETA_2))
.help("A longer memory of past squared gradients where Adam updates: steadier, slower to adapt.")
.docs("https://keras.io/api/optimizers/muon/");

pub static MUON_A: ParamSpec = ParamSpec::real(
    "muon_a",
    "Newton-Schulz a",
    (-10.0, 10.0),
    Scale::Linear,
    3.4445,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &MUON_A))
.help("How much a small singular value of the momentum grows in each Newton-Schulz step.")
.docs("https://keras.io/api/optimizers/muon/");

pub static MUON_B: ParamSpec = ParamSpec::real(
    "muon_b",
    "Newton-Schulz b",
    (-10.0, 10.0),
    Scale::Linear,
    -4.775,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &MUON_B))
.help("How much of the cubic term a Newton-Schulz step takes in; below zero it bends down.")
.docs("https://keras.io/api/optimizers/muon/");

pub static MUON_C: ParamSpec = ParamSpec::real(
    "muon_c",
    "Newton-Schulz c",
    (-10.0, 10.0),
    Scale::Linear,
    2.0315,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &MUON_C))
.help("How much of the quintic term a Newton-Schulz step takes in.")
.docs("https://keras.io/api/optimizers/muon/");

/// Muon's own.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Muon {
    pub momentum: f64,
    pub nesterov: bool,
    /// Iterations of Newton and Schulz.
    pub ns_steps: usize,
    /// Theirs: of a matrix, its cube and its fifth power.
    pub coefficients: [f64; 3],
    /// Steps of kernels are scaled by it and the root of the longer side, where it is given.
    pub rms_rate: Option<f64>,
    /// Whether Adam updates the output layer's kernel too.
    pub excludes_output: bool,
    /// Of all that is no kernel.
    pub adam: Adaptive,
    /// Adam's share of the learning rate.
    pub adam_lr_ratio: f64,
    /// Decay of what Adam updates, by the full learning rate.
    pub adam_weight_decay: f64,
}

impl Muon {
    fn read(params: &HyperParams) -> Self {
        let rms_rate = params.real(&RMS_RATE);
        Self {
            momentum: params.real(&MOMENTUM),
            nesterov: params.is_on(&NESTEROV),
            ns_steps: params.whole(&NS_STEPS),
            coefficients: [&MUON_A, &MUON_B, &MUON_C].map(|row| params.real(row)),
            rms_rate: (rms_rate > 0.0).then_some(rms_rate),
            excludes_output: match params.choice(&EXCLUDE_LAYERS) {
                ExcludedLayers::None => false,
                ExcludedLayers::Output => true,
            },
            adam: Adaptive {
                beta_1: params.real(&ADAM_BETA_1),
                beta_2: params.real(&ADAM_BETA_2),
                epsilon: params.real(&EPSILON),
            },
            adam_lr_ratio: params.real(&ADAM_LR_RATIO),
            adam_weight_decay: params.real(&ADAM_WEIGHT_DECAY),
        }
    }
}
