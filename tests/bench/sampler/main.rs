//! How long the samplers take to draw a setting: `cargo run --release --example sampler`.

use std::time::Instant;

use tuneground::analysis::answer;
use tuneground::protocol::{Axis, DrawQuestion, Learner, Question, Rounds};

/// Settings that are drawn to be measured, as one round.
const COUNT: usize = 4;

/// As many settings of a study of five hyperparameters.
fn question(learner: Learner, settings: usize, count: usize) -> Question {
    let range = |low: f64, high: f64, log, whole| Axis::Range {
        low,
        high,
        log,
        whole,
    };
    let axes = vec![
        range(1e-5, 1.0, true, false),
        range(8.0, 512.0, true, true),
        range(1.0, 8.0, false, true),
        range(0.0, 0.9, false, false),
        Axis::Choice { choices: 4 },
    ];
    let none = DrawQuestion {
        learner: Learner::Tpe,
        seed: 1,
        axes,
        points: Vec::new(),
        ranking: Vec::new(),
        scores: Vec::new(),
        count: settings,
        rounds: Some(Rounds {
            startup: 10,
            size: COUNT,
        }),
        spare: 0,
    };
    let draw = |draw| Question {
        draw: Some(draw),
        ..Question::default()
    };
    let points = answer(&draw(none.clone())).points;
    let points = points
        .into_iter()
        .map(|it| it.into_iter().map(Some).collect());
    let points: Vec<Vec<Option<f64>>> = points.collect();
    // A slope with ripples: what it is matters little for the time.
    let score = |at: &usize| {
        let point = points[*at].iter().flatten();
        let score: f64 = point.map(|it| (3.0 * (it.abs() + 1.0).ln()).sin()).sum();
        score
    };
    let mut ranking: Vec<usize> = (0..settings).collect();
    ranking.sort_by(|one, other| score(other).total_cmp(&score(one)));
    draw(DrawQuestion {
        learner,
        scores: ranking.iter().map(score).collect(),
        ranking,
        points,
        count,
        ..none
    })
}

fn main() {
    for learner in Learner::ALL {
        for settings in [10, 100, 200, 1000] {
            let question = question(learner, settings, COUNT);
            let begun = Instant::now();
            let drawn = answer(&question).points.len();
            let ms = begun.elapsed().as_secs_f64() * 1e3 / drawn.max(1) as f64;
            let name = learner.name();
            println!("{name}, after {settings} settings: {ms:.2} ms a setting");
        }
    }
}
