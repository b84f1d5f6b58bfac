//! From what was said to what can be trained: every error at once, by the catalogue's ranges and by what
//! rows mean to each other.

use super::catalog::*;
use super::checked::training_share;
use super::text;
use super::{CheckedHyperParams, HyperParams, InvalidParam};

/// Finds what is wrong between rows that are in range each for itself.
type CrossCheck = fn(&HyperParams) -> Option<InvalidParam>;

const CROSS_CHECKS: [CrossCheck; 10] = [
    lion_needs_a_beta_1,
    one_clipping_at_most,
    an_average_needs_a_memory,
    values_fit_their_boundaries,
    warmup_fits_the_run,
    both_shares_of_a_split_hold_images,
    norms_have_room,
    corrections_are_sizes,
    corrections_have_room,
    relu_has_room,
];

impl HyperParams {
    /// Checks every row that applies.
    ///
    /// # Errors
    /// Everything that is wrong, in the catalogue's order; contradictions between rows, once each row is in
    /// its range.
    pub fn check(&self) -> Result<CheckedHyperParams, Vec<InvalidParam>> {
        let errors = self.errors();
        if errors.is_empty() {
            Ok(self.checked())
        } else {
            Err(errors)
        }
    }

    /// Everything that is wrong, as [`check`](Self::check) tells it.
    pub fn errors(&self) -> Vec<InvalidParam> {
        let errors: Vec<InvalidParam> = self
            .set_rows()
            .filter(|(row, _)| (row.applies)(self))
            .filter_map(|(row, value)| row.check(value).err())
            .collect();
        if errors.is_empty() {
            self.contradictions()
        } else {
            errors
        }
    }

    /// What is wrong between rows, each of which may be in its range.
    pub fn contradictions(&self) -> Vec<InvalidParam> {
        let checks = CROSS_CHECKS.into_iter();
        checks.filter_map(|check| check(self)).collect()
    }

    fn checked(&self) -> CheckedHyperParams {
        CheckedHyperParams {
            hidden_layers: self.hidden_layers(),
            output_activation: self.activation(&self.name(&OUTPUT_ACTIVATION)),
            kernel_initializer: self.kernel_initializer(),
            use_bias: self.is_on(&USE_BIAS),
            bias_initializer: self.bias_initializer(),
            batch_norm: self.batch_norm(),
            loss: self.loss(),
            reduction: self.reduction(),
            optimizer: self.optimizer(),
            learning_rate: self.real(&LEARNING_RATE),
            schedule: self.schedule(),
            epochs: self.whole(&EPOCHS),
            batch_size: self.whole(&BATCH_SIZE),
            train_images: self.whole(&TRAIN_IMAGES),
            validation_split: self.real(&VALIDATION_SPLIT),
            shuffle: self.is_on(&SHUFFLE),
            seed: self.whole(&SEED) as u64,
            penalties: self.penalties(),
            dropout: self.dropout(&DROPOUT, &DROPOUT_NOISE_SHAPE),
            input_dropout: self.dropout(&INPUT_DROPOUT, &INPUT_DROPOUT_NOISE_SHAPE),
            gaussian_noise: self.real(&GAUSSIAN_NOISE),
            early_stopping: self.early_stopping(),
        }
    }

    /// The row's value, or its default where the row does not apply and so may hold anything.
    fn meant(&self, row: &ParamSpec) -> super::Value {
        if (row.applies)(self) {
            self.get(row)
        } else {
            row.default_in(self).value()
        }
    }

    pub(super) fn real(&self, row: &ParamSpec) -> f64 {
        let number = if (row.applies)(self) {
            self.number(row)
        } else {
            row.default_in(self).number()
        };
        number.unwrap_or_default()
    }

    pub(super) fn whole(&self, row: &ParamSpec) -> usize {
        self.real(row) as usize
    }

    pub(super) fn is_on(&self, row: &ParamSpec) -> bool {
        let switch = if (row.applies)(self) {
            self.switch(row)
        } else {
            row.default_in(self).switch()
        };
        switch.unwrap_or_default()
    }

    pub(super) fn name(&self, row: &ParamSpec) -> String {
        self.meant(row).to_string()
    }

    pub(super) fn optional(&self, row: &ParamSpec) -> Option<f64> {
        text::optional_number(&self.name(row)).flatten()
    }

    /// Optimizer updates of the whole run.
    pub(super) fn total_steps(&self) -> usize {
        let images = training_share(self.whole(&TRAIN_IMAGES), self.real(&VALIDATION_SPLIT));
        self.whole(&EPOCHS) * images.div_ceil(self.whole(&BATCH_SIZE).max(1))
    }

    fn contradiction(&self, row: &ParamSpec, allowed: impl Into<String>) -> Option<InvalidParam> {
        Some(InvalidParam::new(row.key, &self.get(row), allowed))
    }
}

fn lion_needs_a_beta_1(params: &HyperParams) -> Option<InvalidParam> {
    if params.name(&OPTIMIZER) != "lion" || params.real(&BETA_1) > 0.0 {
        return None;
    }
    params.contradiction(&BETA_1, "Lion needs more than 0")
}

fn one_clipping_at_most(params: &HyperParams) -> Option<InvalidParam> {
    let rows = [&CLIPNORM, &CLIPVALUE, &GLOBAL_CLIPNORM];
    let mut on = rows.into_iter().filter(|row| params.real(row) > 0.0);
    let (first, second) = (on.next()?, on.next()?);
    let allowed = format!(
        "only one kind of clipping is allowed, and {} is on",
        first.key
    );
    params.contradiction(second, allowed)
}

fn an_average_needs_a_memory(params: &HyperParams) -> Option<InvalidParam> {
    if !params.is_on(&USE_EMA) || params.real(&EMA_MOMENTUM) > 0.0 {
        return None;
    }
    let allowed = "an average without momentum is the weights themselves: needed is more than 0";
    params.contradiction(&EMA_MOMENTUM, allowed)
}

fn values_fit_their_boundaries(params: &HyperParams) -> Option<InvalidParam> {
    if params.name(&LR_SCHEDULE) != "piecewise_constant_decay" {
        return None;
    }
    let boundaries = text::steps(&params.name(&BOUNDARIES))?.len();
    let values = text::rates(&params.name(&VALUES))?.len();
    if values == boundaries + 1 {
        return None;
    }
    let allowed = format!(
        "needed is one value more than boundaries: {}",
        boundaries + 1
    );
    params.contradiction(&VALUES, allowed)
}

fn warmup_fits_the_run(params: &HyperParams) -> Option<InvalidParam> {
    let (warmup, run) = (params.whole(&WARMUP_STEPS), params.total_steps());
    if warmup <= run {
        return None;
    }
    let allowed = format!("the run is over after {run} steps: allowed are at most as many");
    params.contradiction(&WARMUP_STEPS, allowed)
}

fn both_shares_of_a_split_hold_images(params: &HyperParams) -> Option<InvalidParam> {
    let (images, split) = (params.whole(&TRAIN_IMAGES), params.real(&VALIDATION_SPLIT));
    let training = training_share(images, split);
    if split == 0.0 || (1..images).contains(&training) {
        return None;
    }
    let allowed = format!("of {images} images this leaves none for training or for validation");
    params.contradiction(&VALIDATION_SPLIT, allowed)
}

fn norms_have_room(params: &HyperParams) -> Option<InvalidParam> {
    let (row, max) = params.norm_without_room()?;
    let allowed = format!("allowed is at most the largest norm, {max}");
    params.contradiction(row, allowed)
}

fn corrections_have_room(params: &HyperParams) -> Option<InvalidParam> {
    let least = params.optional(&BATCH_NORM_RENORM_RMIN)?;
    let most = params.optional(&BATCH_NORM_RENORM_RMAX)?;
    if least <= most {
        return None;
    }
    let allowed = format!("allowed is at most the largest correction, {most}");
    params.contradiction(&BATCH_NORM_RENORM_RMIN, allowed)
}

fn corrections_are_sizes(params: &HyperParams) -> Option<InvalidParam> {
    let rows = [
        &BATCH_NORM_RENORM_RMIN,
        &BATCH_NORM_RENORM_RMAX,
        &BATCH_NORM_RENORM_DMAX,
    ];
    let is_negative = |row: &&ParamSpec| params.optional(row).is_some_and(|size| size < 0.0);
    let row = rows.into_iter().find(is_negative)?;
    params.contradiction(row, "allowed is a number from 0 on, or nothing")
}

fn relu_has_room(params: &HyperParams) -> Option<InvalidParam> {
    let max = params.optional(&RELU_MAX_VALUE)?;
    if max >= 0.0 {
        return None;
    }
    params.contradiction(&RELU_MAX_VALUE, "allowed is a number from 0 on, or nothing")
}

#[cfg(test)]
mod tests;
