//! FTRL; <https://keras.io/api/optimizers/ftrl/>.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[
    &LEARNING_RATE_POWER,
    &L1_REGULARIZATION_STRENGTH,
    &L2_REGULARIZATION_STRENGTH,
    &L2_SHRINKAGE_REGULARIZATION_STRENGTH,
    &FTRL_BETA,
];

pub(super) static FTRL: Rule = Rule {
    class: "Ftrl",
    fields: &[
        &LEARNING_RATE_POWER,
        &INITIAL_ACCUMULATOR_VALUE,
        &L1_REGULARIZATION_STRENGTH,
        &L2_REGULARIZATION_STRENGTH,
        &L2_SHRINKAGE_REGULARIZATION_STRENGTH,
        &FTRL_BETA,
    ],
    defaults: &[],
    read: |params| {
        UpdateRule::Ftrl(Ftrl {
            learning_rate_power: params.real(&LEARNING_RATE_POWER),
            initial_accumulator_value: params.real(&INITIAL_ACCUMULATOR_VALUE),
            l1_regularization_strength: params.real(&L1_REGULARIZATION_STRENGTH),
            l2_regularization_strength: params.real(&L2_REGULARIZATION_STRENGTH),
            l2_shrinkage_regularization_strength: params
                .real(&L2_SHRINKAGE_REGULARIZATION_STRENGTH),
            beta: params.real(&FTRL_BETA),
        })
    },
};

pub static LEARNING_RATE_POWER: ParamSpec = ParamSpec::real(
    "learning_rate_power",
    "Learning rate power",
    (-2.0, 0.0),
    Scale::Linear,
    -0.5,
)
.group(Group::Optimizer)
.applies(|params| has_field(params, &LEARNING_RATE_POWER))
.help("How fast the rate of a weight falls as its gradients add up; 0 keeps it as it is.")
.docs("https://keras.io/api/optimizers/ftrl/");

pub static L1_REGULARIZATION_STRENGTH: ParamSpec = ParamSpec::real(
    "l1_regularization_strength",
    "L1 strength",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -6 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &L1_REGULARIZATION_STRENGTH))
.help("Keeps more weights at exactly zero, until their gradients are large enough.")
.docs("https://keras.io/api/optimizers/ftrl/");

pub static L2_REGULARIZATION_STRENGTH: ParamSpec = ParamSpec::real(
    "l2_regularization_strength",
    "L2 strength",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -6 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &L2_REGULARIZATION_STRENGTH))
.help("Steadies the weights by holding them nearer to zero.")
.docs("https://keras.io/api/optimizers/ftrl/");

pub static L2_SHRINKAGE_REGULARIZATION_STRENGTH: ParamSpec = ParamSpec::real(
    "l2_shrinkage_regularization_strength",
    "L2 shrinkage",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -6 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &L2_SHRINKAGE_REGULARIZATION_STRENGTH))
.help("Shrinks large weights, as an L2 penalty in the loss does.")
.docs("https://keras.io/api/optimizers/ftrl/");

pub static FTRL_BETA: ParamSpec = ParamSpec::real(
    "beta",
    "Beta",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -6 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.applies(|params| has_field(params, &FTRL_BETA))
.help("Makes the first steps smaller, while few gradients have been seen.")
.docs("https://keras.io/api/optimizers/ftrl/");

/// FTRL's own; names and defaults are Keras'.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ftrl {
    /// From −2 to 0.
    pub learning_rate_power: f64,
    pub initial_accumulator_value: f64,
    pub l1_regularization_strength: f64,
    pub l2_regularization_strength: f64,
    pub l2_shrinkage_regularization_strength: f64,
    pub beta: f64,
}
