use super::*;
use crate::protocol::Learner;

fn range(low: f64, high: f64, whole: bool) -> Axis {
    Axis::Range {
        low,
        high,
        log: false,
        whole,
    }
}

/// A question after points that came to these values, of which the least is the best: ten random ones, then rounds.
fn question(
    axes: &[Axis],
    tried: &[(Vec<Option<f64>>, f64)],
    round: usize,
    count: usize,
) -> DrawQuestion {
    let mut ranking: Vec<usize> = (0..tried.len()).collect();
    ranking.sort_by(|one, other| tried[*one].1.total_cmp(&tried[*other].1));
    DrawQuestion {
        learner: Learner::CmaEs,
        seed: 7,
        axes: axes.to_vec(),
        points: tried.iter().map(|(point, _)| point.clone()).collect(),
        ranking,
        scores: Vec::new(),
        rounds: Some(Rounds {
            startup: 10,
            size: round,
        }),
        count,
        spare: 0,
    }
}

/// Ten points of a bowl whose least is at (0.7, 3), spread like a Kronecker sequence.
fn bowl(round: usize, count: usize) -> DrawQuestion {
    let tried: Vec<_> = (0..10)
        .map(|at| [(f64::from(at) * 0.618) % 1.0, (f64::from(at) * 7.55) % 10.0])
        .map(|[x, y]| {
            let value = (x - 0.7) * (x - 0.7) + (y - 3.0) * (y - 3.0) / 100.0;
            (vec![Some(x), Some(y)], value)
        })
        .collect();
    question(
        &[range(0.0, 1.0, false), range(0.0, 10.0, false)],
        &tried,
        round,
        count,
    )
}

/// What a function comes to at what is drawn, round after round.
fn followed(mut asked: DrawQuestion, settings: usize, value: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::new();
    let known = |point: &Vec<Option<f64>>| point.iter().map(|it| it.unwrap()).collect::<Point>();
    values.extend(asked.points.iter().map(|point| value(&known(point))));
    while values.len() < settings {
        for point in draw(&asked) {
            values.push(value(&point));
            asked.points.push(point.into_iter().map(Some).collect());
        }
        asked.ranking = (0..values.len()).collect();
        asked
            .ranking
            .sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    }
    values
}

#[test]
fn generations_close_in_on_the_least() {
    let value = |x: &[f64]| (x[0] - 0.7).powi(2) + (x[1] / 10.0 - 0.3).powi(2);
    let values = followed(bowl(6, 6), 100, value);
    let mean = |from: usize, to: usize| values[from..to].iter().sum::<f64>() / (to - from) as f64;
    assert!(mean(88, 100) < 0.05 * mean(0, 10), "{values:?}");
}

#[test]
fn the_same_question_has_the_same_answer_and_the_first_of_many_are_those_of_few() {
    let many = draw(&bowl(4, 9));
    assert_eq!(many, draw(&bowl(4, 9)));
    assert_eq!(many[..4], draw(&bowl(4, 4)));
    let other = DrawQuestion {
        seed: 8,
        ..bowl(4, 9)
    };
    assert_ne!(many, draw(&other));
}

#[test]
fn a_generation_is_of_whole_rounds_and_large_enough() {
    let of = |axes| [1, 4, 6, 100].map(|round| generation(axes, round));
    assert_eq!(of(1), [4, 4, 6, 100]);
    assert_eq!(of(2), [6, 8, 6, 100]);
    assert_eq!(of(10), [10, 12, 12, 100]);
}

/// The first round of a generation changes nothing, the last one does.
#[test]
fn nothing_is_learnt_before_a_generation_is_whole() {
    let with = |more: usize| {
        let mut asked = bowl(4, 4);
        for at in 0..more {
            asked
                .points
                .push(vec![Some(0.05 + at as f64 / 100.0), Some(9.5)]);
            asked.ranking.push(10 + at);
        }
        let space = Space::new(&asked);
        let state = state(&asked, &space).unwrap();
        state.draw(&mut Chance::new(1, 1))
    };
    assert_eq!(with(0), with(4));
    assert_ne!(
        with(0),
        with(8),
        "two axes have generations of eight, where rounds are of four"
    );
}

/// The third axis means something where the first is 0.
#[test]
fn choices_and_what_matters_in_some_settings_alone_are_drawn_evenly() {
    let axes = [
        Axis::Choice { choices: 2 },
        range(0.0, 1.0, false),
        range(0.0, 1.0, false),
    ];
    let tried: Vec<_> = (0..10)
        .map(|at| {
            let x = f64::from(at) / 9.0;
            let own = Some(x).filter(|_| at % 2 == 0);
            (vec![Some(f64::from(at % 2)), Some(x), own], (x - 0.5).abs())
        })
        .collect();
    let drawn = draw(&question(&axes, &tried, 40, 40));
    let share = |is: fn(&Point) -> bool| drawn.iter().filter(|point| is(point)).count();
    assert!((12..=28).contains(&share(|point| point[0] == 0.0)));
    assert!((12..=28).contains(&share(|point| point[2] < 0.5)));
    assert!(
        share(|point| (point[1] - 0.5).abs() < 0.35) >= 36,
        "{drawn:?}"
    );
}

#[test]
fn what_is_drawn_is_within_its_range_and_whole_where_that_is() {
    let axes = [range(-3.0, 4.0, true), range(0.0, 1.0, false)];
    let tried: Vec<_> = (0..10)
        .map(|at| f64::from(at) / 9.0)
        .map(|x| (vec![Some((x * 7.0).round() - 3.0), Some(x)], x))
        .collect();
    let drawn = draw(&question(&axes, &tried, 30, 30));
    assert_eq!(drawn.len(), 30);
    for point in &drawn {
        assert!(
            point[0].fract() == 0.0 && (-3.0..=4.0).contains(&point[0]),
            "{point:?}"
        );
        assert!((0.0..=1.0).contains(&point[1]), "{point:?}");
    }
}

#[test]
fn nothing_is_drawn_twice_and_a_space_that_has_been_tried_ends_it() {
    let axes = [range(1.0, 4.0, true), Axis::Choice { choices: 3 }];
    let tried: Vec<_> = (0..10)
        .map(|at| {
            (
                vec![Some(f64::from(at / 3) + 1.0), Some(f64::from(at % 3))],
                f64::from(at),
            )
        })
        .collect();
    let mut drawn = draw(&question(&axes, &tried, 5, 5));
    drawn.sort_by(|one, other| one[1].total_cmp(&other[1]));
    assert_eq!(drawn, [[4.0, 1.0], [4.0, 2.0]]);
}

#[test]
fn without_any_result_or_range_points_are_drawn_from_all_of_the_space() {
    let skipped = DrawQuestion {
        ranking: Vec::new(),
        ..bowl(20, 20)
    };
    let lists = question(
        &[Axis::Choice { choices: 4 }, Axis::Choice { choices: 25 }],
        &[],
        20,
        20,
    );
    for asked in [skipped, lists] {
        let drawn = draw(&asked);
        assert_eq!(drawn.len(), 20);
        assert!(
            drawn.iter().any(|point| point[1] > 5.0) && drawn.iter().any(|point| point[1] < 5.0)
        );
    }
}

/// As garbage may come over a port.
#[test]
fn a_question_that_contradicts_itself_is_answered_too() {
    let wrong = DrawQuestion {
        points: vec![
            vec![],
            vec![Some(f64::NAN), None],
            vec![Some(7.0), Some(7.0)],
        ],
        ranking: vec![5, 1, 2, 0],
        rounds: Some(Rounds {
            startup: 1,
            size: 0,
        }),
        ..bowl(2, 2)
    };
    assert!(draw(&wrong).len() <= 2);
    let silent = DrawQuestion {
        rounds: None,
        ..bowl(2, 2)
    };
    assert_eq!(draw(&silent).len(), 2);
}

/// By native code and by wasm alike, whatever either was optimised for.
#[test]
fn what_is_drawn_is_the_same_to_the_last_bit_everywhere() {
    let mut asked = bowl(6, 6);
    let first = draw(&asked).into_iter();
    asked
        .points
        .extend(first.map(|point| point.into_iter().map(Some).collect()));
    asked.ranking.extend(10..16);
    let bits: Vec<u64> = draw(&asked)[0].iter().map(|it| it.to_bits()).collect();
    assert_eq!(bits, BITS);
}

const BITS: [u64; 2] = [0x3fdb_4a02_f887_1063, 0x4015_869d_e2d2_07c4];
