//! Adafactor; <https://keras.io/api/optimizers/adafactor/>.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&BETA_2_DECAY, &CLIP_THRESHOLD, &EPSILON_1, &EPSILON_2];

/// Keras' `relative_step` is not among the fields: its rate is bounded by 1/√t in either case.
pub(super) static ADAFACTOR: Rule = Rule {
    class: "Adafactor",
    fields: ROWS,
    defaults: &[],
    read: |params| {
        UpdateRule::Adafactor(Adafactor {
            beta_2_decay: params.real(&BETA_2_DECAY),
            epsilon_1: params.real(&EPSILON_1),
            epsilon_2: params.real(&EPSILON_2),
            clip_threshold: params.real(&CLIP_THRESHOLD),
        })
    },
};

pub static BETA_2_DECAY: ParamSpec = ParamSpec::real(
    "beta_2_decay",
    "Decay of beta 2",
    (-2.0, 0.0),
    Scale::Linear,
    -0.8,
)
.group(Group::Optimizer)
.applies(|params| has_field(params, &BETA_2_DECAY))
.help("Nearer to zero it forgets past squared gradients sooner: quicker to adapt, less steady.")
.docs("https://keras.io/api/optimizers/adafactor/");

pub static CLIP_THRESHOLD: ParamSpec = ParamSpec::real(
    "clip_threshold",
    "Clip threshold",
    (1e-3, 100.0),
    Scale::Log,
    1.0,
)
.group(Group::Optimizer)
.applies(|params| has_field(params, &CLIP_THRESHOLD))
.help("The root mean square above which a step is shortened: lower is more careful.")
.docs("https://keras.io/api/optimizers/adafactor/");

pub static EPSILON_1: ParamSpec =
    ParamSpec::real("epsilon_1", "Epsilon 1", (1e-37, 1.0), Scale::Log, 1e-30)
        .group(Group::Optimizer)
        .advanced()
        .applies(|params| has_field(params, &EPSILON_1))
        .help("Added to squared gradients: a larger value tames the steps where they are tiny.")
        .docs("https://keras.io/api/optimizers/adafactor/");

pub static EPSILON_2: ParamSpec = ParamSpec::real(
    "epsilon_2",
    "Epsilon 2",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -6 },
    1e-3,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &EPSILON_2))
.help(
    "Steps are relative to the size of the weights; weights smaller than this count as this large.",
)
.docs("https://keras.io/api/optimizers/adafactor/");

/// Adafactor's own.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adafactor {
    /// The memory of squared gradients is 1 − t to this power.
    pub beta_2_decay: f64,
    /// Added to squared gradients.
    pub epsilon_1: f64,
    /// The least root mean square that weights count with.
    pub epsilon_2: f64,
    /// The largest root mean square of a step before its rate.
    pub clip_threshold: f64,
}
