//! What the chart of runs tells at a place.

use super::*;

#[test]
fn pointing_finds_the_nearest_place() {
    let history = history(&[0.5; 10]);
    let curves = [curve("Run 1", 0, &history)];
    let (_, area) = svg(&chart(Quantity::Accuracy, &curves));
    let at = |epoch: f64| f64::from(area.x.pixel(epoch).unwrap());
    for (pixel, epoch) in [
        (at(3.2), 3),
        (at(3.8), 4),
        (0.0, 1),
        (9999.0, 10),
        (f64::NAN, 1),
    ] {
        assert_eq!(area.nearest_place(pixel), epoch);
    }
}

#[test]
fn the_read_out_has_every_run_in_order_and_marks_the_nearest() {
    let (short, low, high) = (history(&[0.9]), history(&[0.1, 0.2]), history(&[0.9, 0.95]));
    let curves = [
        curve("short", 0, &short),
        curve("low", 1, &low),
        curve("high", 2, &high),
    ];
    let read = |pointed_at| -> Vec<(String, Option<f64>, bool)> {
        let readings = read_out(&curves, Quantity::Accuracy, pointed_at).into_iter();
        readings
            .map(|reading| (reading.name, reading.test, reading.is_nearest))
            .collect()
    };
    let expected = |second: [Option<f64>; 3], nearest: usize| -> Vec<_> {
        let names = ["short", "low", "high"].into_iter().zip(second).enumerate();
        names
            .map(|(at, (name, test))| (name.to_owned(), test, at == nearest))
            .collect()
    };
    let at_two = [None, Some(0.2), Some(0.95)];
    assert_eq!(read(Some((2.0, Some(1.0)))), expected(at_two, 2));
    assert_eq!(read(Some((2.0, Some(0.0)))), expected(at_two, 1));
    // Somebody points at the chart beside it.
    assert_eq!(read(Some((2.0, None))), expected(at_two, 9));
    // Nobody points: each run's last epoch.
    assert_eq!(read(None), expected([Some(0.9), Some(0.2), Some(0.95)], 9));
    let nobody = read_out(&curves[..1], Quantity::Accuracy, Some((2.0, Some(0.5))));
    assert_eq!(nobody[0].test, None);
}

#[test]
fn rates_are_told_once_a_run_was_trained() {
    let mut history = history(&[0.9]);
    let tells = |history: &History, is_rounded: bool| {
        let curve = Curve {
            is_rounded,
            ..curve("", 0, history)
        };
        read_out(&[curve], Quantity::Accuracy, None)[0].tells_rate()
    };
    assert!(!tells(&history, false));
    history.epochs[0].learning_rate = Some(0.1);
    assert!(tells(&history, false) && !tells(&history, true));
}

#[test]
fn of_more_runs_than_are_seen_at_once_the_nearest_come_first() {
    let histories: Vec<History> = (0..20).map(|at| history(&[f64::from(at) / 20.0])).collect();
    let curves: Vec<Curve> = (0..)
        .zip(&histories)
        .map(|(at, it)| curve("", at, it))
        .collect();
    let colors = |pointed_at| -> Vec<usize> {
        let readings = read_out(&curves, Quantity::Accuracy, pointed_at);
        readings.into_iter().map(|reading| reading.color).collect()
    };
    assert_eq!(colors(Some((1.0, Some(0.5))))[..3], [10, 9, 11]);
    assert_eq!(colors(None), Vec::from_iter(0..20));
}

#[test]
fn a_pointer_is_at_the_nearest_place_whatever_the_screens_sharpness() {
    let history = history(&[0.5; 10]);
    let curves = [curve("Run 1", 0, &history)];
    let (_, area) = svg(&chart(Quantity::Accuracy, &curves));
    let column = f64::from(area.x.pixel(3.0).unwrap());
    let row = f64::from(area.y.pixel(0.5).unwrap());
    for ratio in [1.0, 2.0] {
        let pointed_at = ((column + 1.0) / ratio, row / ratio);
        let hover = Hover::at(&area, pointed_at, ratio).unwrap();
        assert_eq!((hover.place, hover.left), (3, column / ratio));
        assert!((hover.value - 0.5).abs() < 0.01, "{hover:?}");
    }
}

/// The places that keys reach, one after the other.
fn reached(area: &impl Places, steps: &[isize]) -> Vec<Option<usize>> {
    let mut hover = None;
    let steps = steps.iter().map(|step| {
        hover = Hover::beside(hover, *step, area, 1.0);
        hover.map(|hover| hover.place)
    });
    steps.collect()
}

#[test]
fn keys_go_from_epoch_to_epoch_and_stay_at_the_ends() {
    let history = history(&[0.5; 10]);
    let curves = [curve("Run 1", 0, &history)];
    let (_, area) = svg(&chart(Quantity::Accuracy, &curves));
    let places = |steps: &[isize]| reached(&area, steps);
    assert_eq!(places(&[1, 1, -1, -1]), [1, 2, 1, 1].map(Some));
    assert_eq!(places(&[-1, 1, -1]), [10, 10, 9].map(Some));
}

fn axis((from, to): (f64, f64), (from_px, to_px): (f64, f64)) -> Axis {
    Axis {
        from,
        to,
        from_px,
        to_px,
        log: false,
    }
}

#[test]
fn keys_pass_over_points_that_have_no_place_on_the_axis() {
    let mut slice = SliceArea {
        x: axis((0.0, 3.0), (0.0, 30.0)),
        y: axis((0.0, 1.0), (20.0, 0.0)),
        points: vec![None, Some((10, 5)), None, Some((30, 6))],
    };
    assert_eq!(
        reached(&slice, &[1, 1, 1, -1, -1]),
        [1, 3, 3, 1, 1].map(Some)
    );
    slice.points = vec![None; 3];
    assert_eq!(reached(&slice, &[1, -1]), [None, None]);
    slice.points.clear();
    assert_eq!(reached(&slice, &[1, -1]), [None, None]);
}

#[test]
fn beside_the_cursor_the_best_comes_first_and_who_is_not_so_far_last() {
    let (short, low, high) = (history(&[0.9]), history(&[0.1, 0.2]), history(&[0.9, 0.95]));
    let curves = [
        curve("short", 0, &short),
        curve("low", 1, &low),
        curve("high", 2, &high),
    ];
    let names = |quantity: Quantity| -> Vec<String> {
        let readings = ranked(read_out(&curves, quantity, Some((2.0, None))), quantity);
        readings.into_iter().map(|reading| reading.name).collect()
    };
    for quantity in [Quantity::Accuracy, Quantity::Loss, Quantity::ErrorRate] {
        assert_eq!(names(quantity), ["high", "low", "short"], "{quantity:?}");
    }
    let many = vec![curves[0]; 30];
    let readings = read_out(&many, Quantity::Loss, Some((1.0, Some(0.5))));
    assert_eq!(ranked(readings, Quantity::Loss).len(), 8);
}

#[test]
fn runs_whose_epochs_differ_are_read_where_they_are_at_the_same_update() {
    let (wide, narrow) = (history(&[0.5, 0.6, 0.7]), history(&[0.1; 30]));
    let of = |history, reach| Curve {
        along: Along::Updates,
        reach,
        ..curve("", 0, history)
    };
    let curves = [of(&wide, 100.0), of(&narrow, 10.0)];
    assert_eq!(step_along(&curves), 10.0);
    let test = |at: f64| -> Vec<Option<f64>> {
        let readings = read_out(&curves, Quantity::Accuracy, Some((at, None)));
        readings.into_iter().map(|reading| reading.test).collect()
    };
    assert_eq!(test(10.0), [None, Some(0.1)], "the first has no epoch yet");
    assert_eq!(test(190.0), [Some(0.6), Some(0.1)]);
    assert_eq!(test(310.0), [Some(0.7), None]);
    assert_eq!(test(400.0), [None, None]);
}
