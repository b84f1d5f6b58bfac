//! Rows that are in range each for itself.

use super::*;

/// Expects a contradiction to be named at a row.
fn contradicts(params: HyperParams, row: &ParamSpec) {
    let errors = params.check().unwrap_err();
    let keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, [row.key]);
}

#[test]
fn lion_cannot_do_without_beta_1() {
    let params = HyperParams::default().with(&BETA_1, 0.0);
    assert!(params.check().is_ok());
    contradicts(params.with(&OPTIMIZER, "lion"), &BETA_1);
}

#[test]
fn two_kinds_of_clipping_contradict_each_other() {
    let params = HyperParams::default()
        .with(&CLIPNORM, 1.0)
        .with(&GLOBAL_CLIPNORM, 1.0);
    contradicts(params, &GLOBAL_CLIPNORM);
}

#[test]
fn an_average_cannot_do_without_momentum() {
    let params = HyperParams::default().with(&EMA_MOMENTUM, 0.0);
    assert!(params.check().is_ok(), "nothing is averaged");
    contradicts(params.with(&USE_EMA, true), &EMA_MOMENTUM);
}

#[test]
fn values_are_one_more_than_boundaries() {
    let params = stage(&VALUES).with(&BOUNDARIES, "400");
    contradicts(params.clone(), &VALUES);
    assert!(params.with(&VALUES, "0.1, 0.01").check().is_ok());
}

#[test]
fn a_warm_up_cannot_be_longer_than_the_run() {
    let params = stage(&COSINE_ALPHA)
        .with(&TRAIN_IMAGES, 1000.0)
        .with(&BATCH_SIZE, 100.0)
        .with(&EPOCHS, 2.0);
    assert!(params.clone().with(&WARMUP_STEPS, 20.0).check().is_ok());
    contradicts(params.with(&WARMUP_STEPS, 21.0), &WARMUP_STEPS);
}

#[test]
fn a_split_cannot_leave_nothing_for_validation() {
    contradicts(
        HyperParams::default().with(&VALIDATION_SPLIT, 1e-20),
        &VALIDATION_SPLIT,
    );
}

#[test]
fn the_smallest_norm_cannot_exceed_the_largest() {
    let params = stage(&CONSTRAINT_RATE).with(&CONSTRAINT_MIN_VALUE, 1.5);
    contradicts(params.clone(), &CONSTRAINT_MIN_VALUE);
    assert!(params.with(&CONSTRAINT_MAX_VALUE, 1.5).check().is_ok());
}

#[test]
fn relu_cannot_saturate_below_zero() {
    contradicts(
        HyperParams::default().with(&RELU_MAX_VALUE, -1.0),
        &RELU_MAX_VALUE,
    );
}

#[test]
fn no_variables_smallest_norm_can_exceed_its_largest() {
    for (min, max) in [
        (&BIAS_CONSTRAINT_MIN_VALUE, &BIAS_CONSTRAINT_MAX_VALUE),
        (
            &BATCH_NORM_GAMMA_CONSTRAINT_MIN_VALUE,
            &BATCH_NORM_GAMMA_CONSTRAINT_MAX_VALUE,
        ),
        (
            &BATCH_NORM_BETA_CONSTRAINT_MIN_VALUE,
            &BATCH_NORM_BETA_CONSTRAINT_MAX_VALUE,
        ),
    ] {
        let params = stage(min).with(min, 1.5);
        assert!(params.clone().with(max, 1.5).check().is_ok());
        contradicts(params.with(max, 1.4), min);
    }
}

#[test]
fn renorms_smallest_correction_cannot_exceed_the_largest() {
    let params = stage(&BATCH_NORM_RENORM_RMIN).with(&BATCH_NORM_RENORM_RMIN, "2");
    assert!(params.check().is_ok());
    assert!(
        params
            .clone()
            .with(&BATCH_NORM_RENORM_RMAX, "2")
            .check()
            .is_ok()
    );
    contradicts(
        params.with(&BATCH_NORM_RENORM_RMAX, "1.5"),
        &BATCH_NORM_RENORM_RMIN,
    );
}

#[test]
fn renorms_corrections_cannot_be_negative() {
    let rows = [
        &BATCH_NORM_RENORM_RMIN,
        &BATCH_NORM_RENORM_RMAX,
        &BATCH_NORM_RENORM_DMAX,
    ];
    for row in rows {
        contradicts(stage(row).with(row, "-0.5"), row);
    }
}

#[test]
fn no_more_own_images_are_trained_on_than_there_are() {
    let id = DataId::new(240, 60, &"ab".repeat(32));
    let params = HyperParams::default().with(&DATA, id.name());
    let errors = params.check().unwrap_err();
    assert_eq!(errors[0].key, "train_images");
    assert!(errors[0].requirement.contains("at most 240"));
    let params = params.with(&TRAIN_IMAGES, 240.0);
    assert_eq!(params.check().unwrap().data, id);
    let link = params.to_permalink();
    assert!(link.contains(&format!("data={}", id.name())), "{link}");
}
