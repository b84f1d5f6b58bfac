//! What the chart of runs tells at a place.

use super::*;

#[test]
fn pointing_finds_the_nearest_epoch() {
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
        assert_eq!(area.nearest_epoch(pixel), epoch);
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
    assert_eq!(read(Some((2, 1.0))), expected(at_two, 2));
    assert_eq!(read(Some((2, 0.0))), expected(at_two, 1));
    // Nobody points: each run's last epoch.
    assert_eq!(read(None), expected([Some(0.9), Some(0.2), Some(0.95)], 9));
    let nobody = read_out(&curves[..1], Quantity::Accuracy, Some((2, 0.5)));
    assert_eq!(nobody[0].test, None);
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
    assert_eq!(colors(Some((1, 0.5)))[..3], [10, 9, 11]);
    assert_eq!(colors(None), Vec::from_iter(0..20));
}
