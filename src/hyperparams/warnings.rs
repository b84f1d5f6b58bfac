//! What can be trained with and yet is hardly meant.

use super::HyperParams;
use super::catalog::*;

/// Something worth knowing about a value that is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamWarning {
    /// The catalogue key.
    pub key: &'static str,
    /// A sentence.
    pub message: String,
}

type Doubt = fn(&HyperParams) -> Option<ParamWarning>;

const DOUBTS: [Doubt; 7] = [
    |params| {
        outlasts_the_run(
            params,
            &EARLY_STOPPING_PATIENCE,
            "the run never stops early",
        )
    },
    |params| {
        outlasts_the_run(
            params,
            &EARLY_STOPPING_START_FROM_EPOCH,
            "nothing is watched",
        )
    },
    |params| outlasts_the_run(params, &REDUCE_LR_PATIENCE, "the rate is never reduced"),
    softmax_taken_twice,
    no_probabilities,
    adamw_without_decay,
    zeros_with_hidden_layers,
];

impl HyperParams {
    /// What is allowed and yet hardly meant; nothing where the [check](Self::check) fails.
    pub fn warnings(&self) -> Vec<ParamWarning> {
        if !self.errors().is_empty() {
            return Vec::new();
        }
        DOUBTS.iter().filter_map(|doubt| doubt(self)).collect()
    }
}

fn warning(row: &Row, message: impl Into<String>) -> Option<ParamWarning> {
    Some(ParamWarning {
        key: row.key,
        message: message.into(),
    })
}

fn outlasts_the_run(params: &HyperParams, row: &Row, then: &str) -> Option<ParamWarning> {
    let epochs = params.whole(&EPOCHS);
    if !(row.applies)(params) || params.whole(row) < epochs {
        return None;
    }
    warning(row, format!("The run has {epochs} epochs, so {then}."))
}

fn softmax_taken_twice(params: &HyperParams) -> Option<ParamWarning> {
    if !params.is_on(&FROM_LOGITS) || params.name(&OUTPUT_ACTIVATION) != "softmax" {
        return None;
    }
    let message = "The output activation is softmax already; logits come from a linear one.";
    warning(&FROM_LOGITS, message)
}

fn no_probabilities(params: &HyperParams) -> Option<ParamWarning> {
    let wants_probabilities = match params.name(&LOSS).as_str() {
        "categorical_crossentropy" => !params.is_on(&FROM_LOGITS),
        "kl_divergence" => true,
        _ => false,
    };
    let output = params.name(&OUTPUT_ACTIVATION);
    if !wants_probabilities || ["softmax", "sigmoid", "softplus"].contains(&output.as_str()) {
        return None;
    }
    let message = format!("This loss wants probabilities, which {output} does not give.");
    warning(&OUTPUT_ACTIVATION, message)
}

fn adamw_without_decay(params: &HyperParams) -> Option<ParamWarning> {
    if params.name(&OPTIMIZER) != "adamw" || params.real(&WEIGHT_DECAY) > 0.0 {
        return None;
    }
    warning(&WEIGHT_DECAY, "AdamW without weight decay is Adam.")
}

fn zeros_with_hidden_layers(params: &HyperParams) -> Option<ParamWarning> {
    if params.name(&KERNEL_INITIALIZER) != "zeros" || params.hidden_layers().is_empty() {
        return None;
    }
    let message = "With hidden layers all nodes stay alike: a network of zeros hardly learns.";
    warning(&KERNEL_INITIALIZER, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warned(params: HyperParams) -> Vec<&'static str> {
        params
            .warnings()
            .iter()
            .map(|warning| warning.key)
            .collect()
    }

    #[test]
    fn the_defaults_raise_no_doubt() {
        assert_eq!(HyperParams::default().warnings(), []);
    }

    #[test]
    fn patience_beyond_the_epochs_is_a_warning() {
        let params = HyperParams::default()
            .with(&EARLY_STOPPING, true)
            .with(&EARLY_STOPPING_PATIENCE, 10.0);
        assert_eq!(warned(params.clone()), ["early_stopping_patience"]);
        assert!(params.check().is_ok());
        assert_eq!(warned(params.with(&EPOCHS, 11.0)), [""; 0]);
    }

    #[test]
    fn patience_of_a_plateau_beyond_the_epochs_is_a_warning() {
        let params = HyperParams::default().with(&LR_SCHEDULE, "reduce_lr_on_plateau");
        assert_eq!(warned(params), ["reduce_lr_patience"]);
    }

    #[test]
    fn watching_that_begins_after_the_run_is_a_warning() {
        let params = HyperParams::default()
            .with(&EARLY_STOPPING, true)
            .with(&EARLY_STOPPING_START_FROM_EPOCH, 10.0);
        assert_eq!(warned(params), ["early_stopping_start_from_epoch"]);
    }

    #[test]
    fn a_softmax_taken_twice_is_a_warning() {
        let params = HyperParams::default().with(&FROM_LOGITS, true);
        assert_eq!(warned(params.clone()), ["from_logits"]);
        assert_eq!(warned(params.with(&OUTPUT_ACTIVATION, "linear")), [""; 0]);
    }

    #[test]
    fn outputs_that_are_no_probabilities_are_a_warning() {
        let params = HyperParams::default().with(&OUTPUT_ACTIVATION, "tanh");
        assert_eq!(warned(params.clone()), ["output_activation"]);
        assert_eq!(warned(params.with(&LOSS, "mean_squared_error")), [""; 0]);
    }

    #[test]
    fn adamw_without_decay_is_a_warning() {
        let params = HyperParams::default().with(&OPTIMIZER, "adamw");
        assert_eq!(warned(params.clone()), [""; 0]);
        assert_eq!(warned(params.with(&WEIGHT_DECAY, 0.0)), ["weight_decay"]);
    }

    #[test]
    fn hidden_layers_of_zeros_are_a_warning() {
        let params = HyperParams::default().with(&KERNEL_INITIALIZER, "zeros");
        assert_eq!(warned(params.clone()), ["kernel_initializer"]);
        assert_eq!(warned(params.with(&N_LAYERS, 0.0)), [""; 0]);
    }
}
