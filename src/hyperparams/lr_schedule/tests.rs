use super::*;
use crate::hyperparams::Kind;

fn rates(schedule: &LrSchedule, learning_rate: f64, steps: &[u64]) -> Vec<f64> {
    let steps = steps.iter();
    steps
        .map(|&step| schedule.rate(step, learning_rate))
        .collect()
}

#[track_caller]
fn runs(schedule: LrSchedule, learning_rate: f64, steps: &[u64], expected: &[f64]) {
    let found = rates(&schedule, learning_rate, steps);
    for ((found, expected), step) in found.iter().zip(expected).zip(steps) {
        assert!(
            (found - expected).abs() < 1e-9,
            "step {step}: {found} is not {expected}"
        );
    }
    assert_eq!(found.len(), expected.len());
}

fn decay(rate: f64, staircase: bool) -> Decay {
    let steps = 4.0;
    Decay {
        steps,
        rate,
        staircase,
    }
}

#[test]
fn a_constant_rate_stays() {
    runs(LrSchedule::Constant, 0.3, &[0, 1, 1000], &[0.3; 3]);
}

#[test]
fn exponential_decay_multiplies_by_its_rate_every_decay_steps() {
    let halves = LrSchedule::Exponential(decay(0.5, false));
    runs(
        halves,
        0.8,
        &[0, 2, 4, 8],
        &[0.8, 0.8 * 0.5_f64.sqrt(), 0.4, 0.2],
    );
    let stairs = LrSchedule::Exponential(decay(0.5, true));
    runs(stairs, 0.8, &[0, 3, 4, 7, 8], &[0.8, 0.8, 0.4, 0.4, 0.2]);
}

#[test]
fn inverse_time_decay_divides_by_the_time() {
    let smooth = LrSchedule::InverseTime(decay(0.5, false));
    runs(smooth, 0.6, &[0, 4, 8], &[0.6, 0.4, 0.3]);
    let stairs = LrSchedule::InverseTime(decay(0.5, true));
    runs(stairs, 0.6, &[3, 4, 7, 8], &[0.6, 0.4, 0.4, 0.3]);
}

#[test]
fn a_boundary_still_has_the_earlier_value() {
    let boundaries = vec![4, 11];
    let values = vec![0.2, 0.05, 0.01];
    let piecewise = LrSchedule::Piecewise { boundaries, values };
    runs(
        piecewise,
        9.0,
        &[0, 4, 5, 11, 12, 99],
        &[0.2, 0.2, 0.05, 0.05, 0.01, 0.01],
    );
}

fn polynomial(power: f64, cycle: bool) -> LrSchedule {
    LrSchedule::Polynomial {
        decay_steps: 10.0,
        end_learning_rate: 0.1,
        power,
        cycle,
    }
}

#[test]
fn polynomial_decay_ends_at_its_end_and_stays() {
    runs(
        polynomial(1.0, false),
        0.5,
        &[0, 5, 10, 11],
        &[0.5, 0.3, 0.1, 0.1],
    );
    runs(polynomial(2.0, false), 0.5, &[0, 5, 10], &[0.5, 0.2, 0.1]);
}

#[test]
fn a_cycle_begins_again_over_a_longer_stretch() {
    // After step 10 the stretch is 20 steps, after 20 it is 30.
    runs(
        polynomial(1.0, true),
        0.5,
        &[0, 10, 11, 15, 20, 21],
        &[0.5, 0.1, 0.28, 0.2, 0.1, 0.22],
    );
}

fn cosine_decay(alpha: f64, warmup: Option<Warmup>) -> LrSchedule {
    LrSchedule::Cosine {
        decay_steps: 12.0,
        alpha,
        warmup,
    }
}

#[test]
fn a_cosine_falls_to_its_share_of_the_rate() {
    runs(
        cosine_decay(0.0, None),
        0.2,
        &[0, 4, 6, 12, 50],
        &[0.2, 0.15, 0.1, 0.0, 0.0],
    );
    runs(
        cosine_decay(0.1, None),
        0.2,
        &[0, 6, 12],
        &[0.2, 0.11, 0.02],
    );
}

#[test]
fn a_warm_up_rises_to_the_rate_and_the_cosine_begins_after_it() {
    let warmup = Some(Warmup {
        steps: 4,
        from: 0.0,
    });
    runs(
        cosine_decay(0.0, warmup),
        0.2,
        &[0, 1, 3, 4, 10, 16],
        &[0.0, 0.05, 0.15, 0.2, 0.1, 0.0],
    );
    let warmup = Some(Warmup {
        steps: 4,
        from: 0.1,
    });
    runs(cosine_decay(0.0, warmup), 0.2, &[0, 2], &[0.1, 0.15]);
}

fn restarts(t_mul: f64, m_mul: f64, alpha: f64) -> LrSchedule {
    LrSchedule::CosineRestarts {
        first_decay_steps: 4.0,
        t_mul,
        m_mul,
        alpha,
    }
}

#[test]
fn restarts_begin_again_at_the_full_rate() {
    runs(
        restarts(1.0, 1.0, 0.0),
        0.2,
        &[0, 2, 4, 6, 8],
        &[0.2, 0.1, 0.2, 0.1, 0.2],
    );
}

#[test]
fn periods_grow_and_restarts_shrink_by_their_factors() {
    // Periods begin at 0, 4, 12 and are 4, 8, 16 steps long.
    runs(
        restarts(2.0, 0.5, 0.0),
        0.2,
        &[0, 2, 4, 8, 12, 20],
        &[0.2, 0.1, 0.1, 0.05, 0.05, 0.025],
    );
    runs(restarts(2.0, 1.0, 0.1), 0.2, &[0, 2, 8], &[0.2, 0.11, 0.11]);
}

#[test]
fn every_schedule_starts_at_the_learning_rate() {
    let row = &LR_SCHEDULE;
    let Kind::Choice(choices) = row.kind else {
        panic!("a choice")
    };
    for choice in choices {
        let params = HyperParams::default().with(row, choice.value);
        let checked = params.check().unwrap();
        assert_eq!(checked.learning_rate_at(0), 0.001, "{}", choice.value);
    }
}
