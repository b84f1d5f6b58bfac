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

/// A question after points that came to these values, of which the least is the best.
fn question(axes: &[Axis], points: &[(&[Option<f64>], f64)], count: usize) -> DrawQuestion {
    let mut ranking: Vec<usize> = (0..points.len()).collect();
    ranking.sort_by(|one, other| points[*one].1.total_cmp(&points[*other].1));
    DrawQuestion {
        learner: Learner::Tpe,
        seed: 7,
        axes: axes.to_vec(),
        points: points.iter().map(|(point, _)| point.to_vec()).collect(),
        ranking,
        scores: Vec::new(),
        rounds: None,
        count,
        spare: 0,
    }
}

/// Twenty points of a bowl around 0.3, evenly spread.
fn bowl(count: usize) -> DrawQuestion {
    let points: Vec<([Option<f64>; 1], f64)> = (0..20)
        .map(|at| f64::from(at) / 19.0)
        .map(|x| ([Some(x)], (x - 0.3) * (x - 0.3)))
        .collect();
    let points: Vec<(&[Option<f64>], f64)> = points
        .iter()
        .map(|(point, value)| (&point[..], *value))
        .collect();
    question(&[line(0.0, 1.0)], &points, count)
}

#[test]
fn points_are_drawn_where_the_good_ones_lie() {
    let near = |point: &Point| (point[0] - 0.3).abs() < 0.2;
    let drawn = draw(&bowl(8));
    assert!(
        drawn.iter().filter(|point| near(point)).count() >= 7,
        "{drawn:?}"
    );
}

#[test]
fn the_same_question_has_the_same_answer_and_the_first_of_many_are_those_of_few() {
    let many = draw(&bowl(9));
    assert_eq!(many, draw(&bowl(9)));
    assert_eq!(many[..4], draw(&bowl(4)));
    let other = DrawQuestion { seed: 8, ..bowl(9) };
    assert_ne!(many, draw(&other));
}

#[test]
fn a_choice_that_came_to_more_is_drawn_more_often() {
    let axes = [choices(3), line(0.0, 1.0)];
    let points: Vec<([Option<f64>; 2], f64)> = (0..30)
        .map(|at| {
            let choice = f64::from(at % 3);
            (
                [Some(choice), Some(f64::from(at) / 29.0)],
                (choice - 1.0).abs(),
            )
        })
        .collect();
    let points: Vec<(&[Option<f64>], f64)> = points
        .iter()
        .map(|(point, value)| (&point[..], *value))
        .collect();
    let drawn = draw(&question(&axes, &points, 12));
    assert!(
        drawn.iter().filter(|point| point[0] == 1.0).count() >= 8,
        "{drawn:?}"
    );
}

/// The second axis means something where the first is 0.
#[test]
fn an_axis_of_some_settings_alone_is_learnt_from_these() {
    let axes = [choices(2), line(0.0, 1.0)];
    let points: Vec<([Option<f64>; 2], f64)> = (0..40)
        .map(|at| match at % 2 {
            0 => {
                let x = f64::from(at) / 39.0;
                ([Some(0.0), Some(x)], (x - 0.8).abs())
            }
            _ => ([Some(1.0), None], 10.0 + f64::from(at)),
        })
        .collect();
    let points: Vec<(&[Option<f64>], f64)> = points
        .iter()
        .map(|(point, value)| (&point[..], *value))
        .collect();
    let drawn = draw(&question(&axes, &points, 8));
    let near = |point: &&Point| (point[1] - 0.8).abs() < 0.25;
    assert!(drawn.iter().filter(near).count() >= 6, "{drawn:?}");
}

#[test]
fn nothing_is_drawn_twice_and_a_space_that_has_been_tried_ends_it() {
    let axes = [choices(2), choices(3)];
    let tried: [(&[Option<f64>], f64); 2] = [
        (&[Some(0.0), Some(0.0)], 0.5),
        // Of this choice the second axis tells nothing.
        (&[Some(1.0), None], 0.4),
    ];
    let mut drawn = draw(&question(&axes, &tried, 5));
    drawn.sort_by(|one, other| one[1].total_cmp(&other[1]));
    assert_eq!(drawn, [[0.0, 1.0], [0.0, 2.0]]);
    let all: [(&[Option<f64>], f64); 2] = [(&[Some(0.0), None], 0.5), (&[Some(1.0), None], 0.4)];
    assert_eq!(draw(&question(&axes, &all, 5)), Vec::<Point>::new());
}

#[test]
fn without_any_result_points_are_drawn_from_all_of_the_space() {
    let skipped = DrawQuestion {
        ranking: Vec::new(),
        ..bowl(40)
    };
    let drawn = draw(&skipped);
    for quarter in 0..4 {
        let is_there = |point: &Point| (point[0] * 4.0) as usize == quarter;
        assert!(drawn.iter().any(is_there), "{quarter}: {drawn:?}");
    }
}

/// As garbage may come over a port.
#[test]
fn a_question_that_contradicts_itself_is_answered_too() {
    let wrong = DrawQuestion {
        points: vec![vec![], vec![Some(f64::NAN)]],
        ranking: vec![5, 1, 0],
        ..bowl(2)
    };
    assert!(draw(&wrong).len() <= 2);
}
