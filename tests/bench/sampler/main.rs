//! How long the sampler takes to draw a setting: `cargo run --release --example sampler`.

use std::time::Instant;

use tuneground::analysis::answer;
use tuneground::protocol::{Axis, DrawQuestion, Question};

/// Settings that are drawn to be measured.
const COUNT: usize = 20;

/// As many settings of a study of five hyperparameters.
fn question(settings: usize, count: usize) -> Question {
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
        seed: 1,
        axes,
        points: Vec::new(),
        ranking: Vec::new(),
        count: settings,
    };
    let draw = |draw| Question {
        draw: Some(draw),
        ..Question::default()
    };
    let points = answer(&draw(none.clone())).points;
    let points = points
        .into_iter()
        .map(|it| it.into_iter().map(Some).collect());
    draw(DrawQuestion {
        points: points.collect(),
        // Any order takes as long.
        ranking: (0..settings).rev().collect(),
        count,
        ..none
    })
}

fn main() {
    for settings in [10, 100, 1000] {
        let question = question(settings, COUNT);
        let begun = Instant::now();
        let drawn = answer(&question).points.len();
        let ms = begun.elapsed().as_secs_f64() * 1e3 / drawn.max(1) as f64;
        println!("after {settings} settings: {ms:.2} ms a setting");
    }
}
