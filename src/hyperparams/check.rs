//! From what was said to what can be trained: every error at once, by the catalogue's ranges.

use super::catalog::*;
use super::{
    Activation, CheckedHyperParams, HyperParams, InvalidParam, Momentum, OptimizerConfig,
    Regularizer,
};

impl HyperParams {
    /// Checks every row that applies.
    ///
    /// # Errors
    /// Everything that is wrong, in the catalogue's order.
    pub fn check(&self) -> Result<CheckedHyperParams, Vec<InvalidParam>> {
        let errors: Vec<InvalidParam> = self
            .applicable()
            .filter_map(|row| row.check(&self.get(row)).err())
            .collect();
        if errors.is_empty() {
            Ok(self.checked())
        } else {
            Err(errors)
        }
    }

    fn checked(&self) -> CheckedHyperParams {
        let n_nodes = self.whole(&N_NODES);
        CheckedHyperParams {
            hidden_units: vec![n_nodes; self.whole(&N_LAYERS)],
            activation: self.activation(),
            optimizer: self.optimizer(),
            learning_rate: self.real(&LEARNING_RATE),
            epochs: self.whole(&EPOCHS),
            batch_size: self.whole(&BATCH_SIZE),
            train_images: self.whole(&TRAIN_IMAGES),
            shuffle: self.is_on(&SHUFFLE),
            seed: self.whole(&SEED) as u64,
            kernel_regularizer: Regularizer {
                l1: self.real(&L1),
                l2: self.real(&L2),
            },
            dropout: self.real(&DROPOUT),
        }
    }

    fn activation(&self) -> Activation {
        match self.name(&ACTIVATION).as_str() {
            "sigmoid" => Activation::Sigmoid,
            "tanh" => Activation::Tanh,
            "linear" => Activation::Linear,
            _ => Activation::Relu,
        }
    }

    fn optimizer(&self) -> OptimizerConfig {
        let epsilon = self.real(&EPSILON);
        match self.name(&OPTIMIZER).as_str() {
            "sgd" => OptimizerConfig::Sgd(Momentum {
                momentum: self.real(&MOMENTUM),
                nesterov: self.is_on(&NESTEROV),
            }),
            "rmsprop" => OptimizerConfig::RmsProp {
                rho: self.real(&RHO),
                momentum: self.real(&MOMENTUM),
                epsilon,
                centered: self.is_on(&CENTERED),
            },
            "adagrad" => OptimizerConfig::Adagrad {
                initial_accumulator_value: self.real(&INITIAL_ACCUMULATOR_VALUE),
                epsilon,
            },
            _ => OptimizerConfig::Adam {
                beta_1: self.real(&BETA_1),
                beta_2: self.real(&BETA_2),
                epsilon,
                amsgrad: self.is_on(&AMSGRAD),
            },
        }
    }

    /// The row's number; a row that does not apply, and so was not checked, gives its default if it
    /// holds none.
    fn real(&self, row: &Row) -> f64 {
        let default = || row.default.value().number().unwrap_or_default();
        self.get(row).number().unwrap_or_else(default)
    }

    fn whole(&self, row: &Row) -> usize {
        self.real(row) as usize
    }

    fn is_on(&self, row: &Row) -> bool {
        self.get(row).switch().unwrap_or_default()
    }

    fn name(&self, row: &Row) -> String {
        self.get(row).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::Value;

    /// Sets one value and expects it to be refused by name.
    fn refuses(row: &Row, value: impl Into<Value>) {
        let errors = HyperParams::default().with(row, value).check().unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].key, row.key);
        assert_eq!(errors[0].allowed, row.allowed());
    }

    macro_rules! refused {
        ($($sentence:ident: $row:ident = $value:expr;)*) => {
            $(#[test] fn $sentence() { refuses(&$row, $value); })*
        };
    }

    refused! {
        learning_rate_cannot_be_zero: LEARNING_RATE = 0.0;
        learning_rate_cannot_be_negative: LEARNING_RATE = -0.1;
        learning_rate_cannot_be_nan: LEARNING_RATE = f64::NAN;
        learning_rate_cannot_be_infinite: LEARNING_RATE = f64::INFINITY;
        learning_rate_cannot_be_a_word: LEARNING_RATE = "fast";
        learning_rate_cannot_be_the_text_nan: LEARNING_RATE = "NaN";
        learning_rate_cannot_be_empty: LEARNING_RATE = "";
        learning_rate_cannot_be_a_switch: LEARNING_RATE = true;
        layers_cannot_be_a_fraction: N_LAYERS = 1.5;
        layers_cannot_be_more_than_eight: N_LAYERS = 9.0;
        layers_cannot_be_negative: N_LAYERS = -1.0;
        nodes_cannot_be_none: N_NODES = 0.0;
        nodes_cannot_be_more_than_1024: N_NODES = 1025.0;
        activation_cannot_be_unknown: ACTIVATION = "swoosh";
        optimizer_cannot_be_unknown: OPTIMIZER = "adamant";
        optimizer_cannot_be_a_number: OPTIMIZER = 3.0;
        epochs_cannot_be_none: EPOCHS = 0.0;
        epochs_cannot_be_more_than_1000: EPOCHS = 1001.0;
        batch_size_cannot_be_none: BATCH_SIZE = 0.0;
        batch_size_cannot_be_more_than_all_images: BATCH_SIZE = 60_001.0;
        training_images_cannot_be_fewer_than_100: TRAIN_IMAGES = 99.0;
        training_images_cannot_be_more_than_there_are: TRAIN_IMAGES = 60_001.0;
        shuffle_cannot_be_a_number: SHUFFLE = 1.0;
        seed_cannot_be_negative: SEED = -1.0;
        seed_cannot_be_a_fraction: SEED = 0.5;
        seed_cannot_exceed_32_bits: SEED = 4294967296.0;
        l1_cannot_be_negative: L1 = -1e-9;
        l2_cannot_be_above_one: L2 = 1.1;
        dropout_cannot_be_one: DROPOUT = 1.0;
        dropout_cannot_be_negative: DROPOUT = -0.1;
        beta_1_cannot_be_one: BETA_1 = 1.0;
        beta_2_cannot_be_one: BETA_2 = 1.0;
        epsilon_cannot_be_zero: EPSILON = 0.0;
        amsgrad_cannot_be_a_word: AMSGRAD = "maybe";
    }

    #[test]
    fn fields_of_the_other_optimizers_are_refused_where_they_apply() {
        for (optimizer, row, value) in [
            ("sgd", &MOMENTUM, Value::Number(1.1)),
            ("rmsprop", &RHO, Value::Number(1.0)),
            ("rmsprop", &CENTERED, Value::Number(1.0)),
            ("adagrad", &INITIAL_ACCUMULATOR_VALUE, Value::Number(-0.1)),
        ] {
            let params = HyperParams::default().with(&OPTIMIZER, optimizer);
            let errors = params.with(row, value).check().unwrap_err();
            assert_eq!(errors[0].key, row.key);
        }
    }

    #[test]
    fn a_bad_value_in_a_row_that_does_not_apply_stops_nobody() {
        let params = HyperParams::default().with(&MOMENTUM, 7.0);
        assert!(params.check().is_ok(), "Adam has no momentum");
    }

    #[test]
    fn every_error_is_told_at_once() {
        let params = HyperParams::default()
            .with(&LEARNING_RATE, "x")
            .with(&EPOCHS, 0.0)
            .with(&N_LAYERS, 99.0);
        let keys: Vec<String> = params
            .check()
            .unwrap_err()
            .into_iter()
            .map(|e| e.key)
            .collect();
        assert_eq!(keys, ["n_layers", "learning_rate", "epochs"]);
    }

    #[test]
    fn every_choice_becomes_a_configuration_of_its_own() {
        for row in [&OPTIMIZER, &ACTIVATION] {
            let Kind::Choice(choices) = row.kind else {
                panic!("{} is a choice", row.key)
            };
            let checked: Vec<_> = choices
                .iter()
                .map(|choice| {
                    HyperParams::default()
                        .with(row, choice.value)
                        .check()
                        .unwrap()
                })
                .collect();
            for (at, one) in checked.iter().enumerate() {
                assert!(!checked[..at].contains(one), "{} of {}", at, row.key);
            }
        }
    }

    #[test]
    fn the_last_batch_of_an_epoch_may_be_smaller() {
        let params = HyperParams::default()
            .with(&TRAIN_IMAGES, 1000.0)
            .with(&BATCH_SIZE, 300.0);
        assert_eq!(params.check().unwrap().steps_per_epoch(), 4);
    }
}
