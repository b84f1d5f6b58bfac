use super::*;
use crate::protocol::{Axis, Learner};

fn line(low: f64, high: f64) -> Axis {
    Axis::Range {
        low,
        high,
        log: false,
        whole: false,
    }
}

fn choices(choices: usize) -> Axis {
    Axis::Choice { choices }
}

/// A question after points of which each came to something, or failed.
fn question(
    axes: &[Axis],
    tried: &[(Vec<Option<f64>>, Option<f64>)],
    count: usize,
) -> DrawQuestion {
    let score = |at: &usize| tried[*at].1;
    let mut ranking: Vec<usize> = (0..tried.len()).collect();
    ranking.sort_by(|one, other| score(other).partial_cmp(&score(one)).unwrap());
    DrawQuestion {
        learner: Learner::Gp,
        seed: 7,
        axes: axes.to_vec(),
        points: tried.iter().map(|(point, _)| point.clone()).collect(),
        scores: ranking.iter().filter_map(score).collect(),
        ranking,
        rounds: None,
        count,
        spare: 0,
    }
}

/// A hill with its top at 0.31, after eight points.
fn hill(count: usize) -> DrawQuestion {
    let tried = (0..8).map(|at| f64::from(at) / 7.0);
    let tried: Vec<_> = tried
        .map(|x| (vec![Some(x)], Some(-(x - 0.31) * (x - 0.31))))
        .collect();
    question(&[line(0.0, 1.0)], &tried, count)
}

#[test]
fn the_top_of_a_hill_is_drawn_as_soon_as_its_sides_are_known() {
    let drawn = draw(&hill(1));
    assert!((drawn[0][0] - 0.31).abs() < 0.03, "{drawn:?}");
}

#[test]
fn the_same_question_has_the_same_answer_and_the_first_of_many_are_those_of_few() {
    let many = draw(&hill(6));
    assert_eq!(many, draw(&hill(6)));
    assert_eq!(many[..3], draw(&hill(3)));
    assert_eq!(many.len(), 6);
    let spare = DrawQuestion {
        spare: 5,
        ..hill(3)
    };
    let with_spare = draw(&spare);
    assert_eq!(with_spare[..3], many[..3]);
    assert_eq!(with_spare.len(), 8);
    let other = DrawQuestion { seed: 8, ..hill(6) };
    assert_ne!(many, draw(&other));
}

/// Between hills of nearly the same height.
#[test]
fn what_is_drawn_together_is_not_all_on_one_hill() {
    let tried = [
        (0.1, 0.5),
        (0.25, -0.5),
        (0.4, 0.55),
        (0.6, -0.6),
        (0.8, 0.5),
        (0.95, -0.4),
    ];
    let tried = tried.map(|(x, score)| (vec![Some(x)], Some(score)));
    let drawn = draw(&question(&[line(0.0, 1.0)], &tried, 4));
    let is_left = |point: &&Point| point[0] < 0.25;
    let left = drawn.iter().filter(is_left).count();
    assert!((1..4).contains(&left), "{drawn:?}");
}

#[test]
fn a_better_choice_and_a_better_number_are_drawn_together() {
    let axes = [
        choices(3),
        Axis::Range {
            low: 1.0,
            high: 9.0,
            log: false,
            whole: true,
        },
    ];
    let tried: Vec<_> = [
        (0.0, 1.0),
        (0.0, 8.0),
        (1.0, 2.0),
        (1.0, 9.0),
        (2.0, 4.0),
        (2.0, 9.0),
        (1.0, 4.0),
    ]
    .into_iter()
    .map(|(choice, number): (f64, f64)| {
        let score = -(choice - 1.0).abs() - (number - 6.0).abs() / 8.0;
        (vec![Some(choice), Some(number)], Some(score))
    })
    .collect();
    let drawn = draw(&question(&axes, &tried, 2));
    let is_near = |point: &Point| point[0] == 1.0 && (5.0..=7.0).contains(&point[1]);
    assert!(drawn.iter().all(is_near), "{drawn:?}");
}

#[test]
fn where_runs_fail_no_more_are_tried() {
    let tried: Vec<_> = (0..10)
        .map(|at| f64::from(at) / 9.0)
        .map(|x| (vec![Some(x)], Some(x).filter(|x| *x < 0.6)))
        .collect();
    let drawn = draw(&question(&[line(0.0, 1.0)], &tried, 3));
    assert!(drawn.iter().all(|point| point[0] < 0.67), "{drawn:?}");
}

/// The second axis means something where the first is 0.
#[test]
fn an_axis_of_some_settings_alone_is_learnt_from_these() {
    let axes = [choices(2), line(0.0, 1.0)];
    let tried: Vec<_> = (0..12)
        .map(|at| match at % 2 {
            0 => {
                let x = f64::from(at) / 11.0;
                (vec![Some(0.0), Some(x)], Some(-(x - 0.8).abs()))
            }
            _ => (vec![Some(1.0), None], Some(-2.0)),
        })
        .collect();
    let drawn = draw(&question(&axes, &tried, 3));
    let is_near = |point: &Point| point[0] == 0.0 && (point[1] - 0.8).abs() < 0.15;
    assert!(drawn.iter().all(is_near), "{drawn:?}");
}

#[test]
fn nothing_is_drawn_twice_and_a_space_that_has_been_tried_ends_it() {
    let axes = [choices(2), choices(3)];
    let tried = [
        (vec![Some(0.0), Some(0.0)], Some(0.5)),
        // Of this choice the second axis tells nothing.
        (vec![Some(1.0), None], Some(0.6)),
    ];
    let mut drawn = draw(&question(&axes, &tried, 5));
    drawn.sort_by(|one, other| one[1].total_cmp(&other[1]));
    assert_eq!(drawn, [[0.0, 1.0], [0.0, 2.0]]);
    let all = [
        (vec![Some(0.0), None], Some(0.5)),
        (vec![Some(1.0), None], Some(0.6)),
    ];
    assert_eq!(draw(&question(&axes, &all, 5)), Vec::<Point>::new());
}

#[test]
fn without_any_result_points_are_drawn_from_all_of_the_space() {
    let drawn = draw(&DrawQuestion {
        ranking: Vec::new(),
        scores: Vec::new(),
        points: Vec::new(),
        ..hill(8)
    });
    for quarter in 0..4 {
        let is_there = |point: &Point| (point[0] * 4.0).min(3.0) as usize == quarter;
        assert!(drawn.iter().any(is_there), "{quarter}: {drawn:?}");
    }
}

#[test]
fn of_many_results_the_best_and_the_latest_are_learnt_from() {
    let tried: Vec<_> = (0..300)
        .map(|at| f64::from(at) / 300.0)
        .map(|x| (vec![Some(x)], Some(-(x - 0.9).abs())))
        .collect();
    let asked = question(&[line(0.0, 1.0)], &tried, 1);
    let space = Space::new(&asked.axes, &asked.points);
    let (places, scores) = results(&asked, &space);
    assert_eq!((places.len(), scores.len()), (MOST_RESULTS, MOST_RESULTS));
    let has = |x: f64| places.iter().any(|place| (place[0] - x).abs() < 1e-9);
    assert!(has(0.9) && has(299.0 / 300.0) && has(200.0 / 300.0) && !has(0.1));
}

/// As garbage may come over a port.
#[test]
fn a_question_that_contradicts_itself_is_answered_too() {
    let wrong = DrawQuestion {
        points: vec![
            vec![],
            vec![Some(f64::NAN)],
            vec![Some(0.5)],
            vec![Some(9.0)],
        ],
        ranking: vec![5, 1, 2, 0, 3],
        scores: vec![f64::NAN, 0.1, f64::INFINITY],
        ..hill(2)
    };
    assert!(draw(&wrong).len() <= 2);
    let empty = DrawQuestion {
        axes: Vec::new(),
        points: Vec::new(),
        ranking: vec![0],
        scores: vec![1.0],
        ..hill(2)
    };
    assert!(draw(&empty).len() <= 2);
}

/// By native code and by wasm alike, whatever either was optimised for.
#[test]
fn what_is_drawn_is_the_same_to_the_last_bit_everywhere() {
    let bits: Vec<u64> = draw(&hill(4))
        .iter()
        .map(|point| point[0].to_bits())
        .collect();
    assert_eq!(bits, BITS);
}

const BITS: [u64; 4] = [
    0x3fd3_ee3f_19fd_9fd5,
    0x3fd3_defc_5ce1_2594,
    0x3fd3_cb45_867c_1dd7,
    0x3fd3_bfcc_4aed_8418,
];
