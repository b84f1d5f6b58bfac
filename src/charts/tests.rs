//! Charts as SVG text. Helpers and the chart of runs here, the charts of a study in files of their own.

mod figures;
mod heat_maps;
mod panels;
mod parallels;
mod slices;

use plotters::prelude::SVGBackend;

use super::*;
use crate::metrics::{BandPoint, EpochMetrics, History, SampleStats, StepMetrics};

fn history(val_accuracies: &[f64]) -> History {
    let epochs = (1..).zip(val_accuracies);
    History {
        epochs: epochs
            .map(|(epoch, val_accuracy)| EpochMetrics {
                epoch,
                loss: 1.0 - val_accuracy,
                accuracy: val_accuracy - 0.01,
                val_loss: 1.1 - val_accuracy,
                val_accuracy: *val_accuracy,
                elapsed_ms: 1.0,
                learning_rate: None,
            })
            .collect(),
        first_epoch_steps: Vec::new(),
    }
}

fn with_steps(mut history: History, steps: usize) -> History {
    history.first_epoch_steps = (1..=steps)
        .map(|step| StepMetrics {
            epoch: step as f64 / steps as f64,
            images: 10,
            loss: 2.3 / step as f64,
            accuracy: 0.5,
        })
        .collect();
    history
}

fn curve<'a>(name: &'a str, color: usize, history: &'a History) -> Curve<'a> {
    Curve {
        name,
        color,
        history,
        epochs: history.epochs.len().max(10),
        is_pale: false,
    }
}

/// Holds a drawing of odd values to what any viewer needs: every coordinate and label is a number.
fn assert_every_number_is_finite(svg: &str) {
    for odd in ["NaN", "inf"] {
        assert!(!svg.contains(odd), "{odd} in {svg}");
    }
}

fn chart<'a>(quantity: Quantity, curves: &'a [Curve<'a>]) -> Chart<'a> {
    Chart {
        quantity,
        curves,
        zoom: false,
        log: false,
        theme: Theme::LIGHT,
        ratio: 1.0,
    }
}

fn svg(chart: &Chart) -> (String, PlotArea) {
    svg_of_size(chart, (640, 320))
}

fn svg_of_size(chart: &Chart, size: (u32, u32)) -> (String, PlotArea) {
    let mut text = String::new();
    let area = chart
        .draw(SVGBackend::with_string(&mut text, size))
        .unwrap();
    (text, area)
}

/// One setting's means by epoch, under `n` seeds.
fn spread(means: &[f64], sd: f64, n: usize) -> Vec<BandPoint> {
    let points = (1..).zip(means).map(|(epoch, mean)| BandPoint {
        epoch: f64::from(epoch),
        value: SampleStats { mean: *mean, sd, n },
    });
    points.collect()
}

/// The lines that hold all of these.
fn lines<'a>(svg: &'a str, parts: &[&str]) -> Vec<&'a str> {
    svg.lines()
        .filter(|line| parts.iter().all(|part| line.contains(part)))
        .collect()
}

/// The numbers of an attribute: `x="4"`, or of a list of points.
fn numbers(line: &str, attribute: &str) -> Vec<f64> {
    let start = format!(" {attribute}=\"");
    let (_, rest) = line.split_once(&start).unwrap();
    let (list, _) = rest.split_once('"').unwrap();
    let numbers = list.split([' ', ',']).filter(|number| !number.is_empty());
    numbers.map(|number| number.parse().unwrap()).collect()
}

/// The curves of a colour, as lists of points.
fn polylines(svg: &str, color: Color) -> Vec<String> {
    let stroke = format!("stroke=\"{}\"", color.css().to_uppercase());
    svg.lines()
        .filter(|line| line.contains("<polyline") && line.contains(&stroke))
        .map(ToOwned::to_owned)
        .collect()
}

fn texts(svg: &str) -> Vec<&str> {
    let lines: Vec<&str> = svg.lines().collect();
    lines
        .windows(2)
        .filter(|pair| pair[0].starts_with("<text"))
        .map(|pair| pair[1])
        .collect()
}

/// What is written over a plot, where curves may be.
fn texts_within<'a>(svg: &'a str, area: &PlotArea) -> Vec<&'a str> {
    let lines: Vec<&str> = svg.lines().collect();
    let written = lines.windows(2).filter(|pair| pair[0].starts_with("<text"));
    let is_within = |line: &str| {
        let (x, y) = (numbers(line, "x")[0], numbers(line, "y")[0]);
        (area.x.from_px..area.x.to_px).contains(&x) && (area.y.to_px..area.y.from_px).contains(&y)
    };
    let within = written.filter(|pair| is_within(pair[0]));
    within.map(|pair| pair[1]).collect()
}

#[test]
fn a_run_is_drawn_in_its_colour_training_thinner_than_test() {
    let history = history(&[0.9, 0.95, 0.96]);
    let curves = [curve("Run 1", 0, &history)];
    let (svg, area) = svg(&chart(Quantity::Accuracy, &curves));
    let lines = polylines(&svg, Theme::LIGHT.run(0));
    assert_eq!(lines.len(), 2, "{svg}");
    assert!(lines[0].contains("stroke-width=\"1\""), "training");
    assert!(lines[1].contains("stroke-width=\"2\""), "test");
    assert_eq!(area.points, 6);
}

#[test]
fn the_steps_of_the_first_epoch_are_drawn_before_any_epoch_has_ended() {
    let history = with_steps(History::default(), 20);
    let curves = [curve("Run 1", 0, &history)];
    let (svg, area) = svg(&chart(Quantity::Loss, &curves));
    assert_eq!(polylines(&svg, Theme::LIGHT.run(0)).len(), 1);
    assert_eq!(area.points, 20);
}

#[test]
fn no_runs_leave_axes_with_labels() {
    for quantity in [Quantity::Accuracy, Quantity::Loss] {
        let (svg, area) = svg(&chart(quantity, &[]));
        assert!(texts(&svg).contains(&"epoch"), "{svg}");
        assert_eq!(area.points, 0);
    }
}

#[test]
fn the_accuracy_axis_goes_from_nothing_to_everything_in_percent() {
    let history = history(&[0.97, 0.98]);
    let curves = [curve("Run 1", 0, &history)];
    let (svg, area) = svg(&chart(Quantity::Accuracy, &curves));
    assert_eq!((area.y.from, area.y.to), (0.0, 1.0));
    for label in ["0 %", "100 %", "accuracy"] {
        assert!(texts(&svg).contains(&label), "{label}: {svg}");
    }
}

#[test]
fn zoomed_to_fit_the_accuracy_axis_holds_the_curves_closely() {
    let history = history(&[0.97, 0.98]);
    let curves = [curve("Run 1", 0, &history)];
    let zoomed = Chart {
        zoom: true,
        ..chart(Quantity::Accuracy, &curves)
    };
    let (_, area) = svg(&zoomed);
    assert!(area.y.from > 0.95 && area.y.from < 0.96, "{area:?}");
    assert!(area.y.to > 0.98 && area.y.to < 0.99, "{area:?}");
}

#[test]
fn a_logarithmic_loss_axis_has_no_place_for_zero() {
    let mut history = history(&[0.5, 0.9]);
    history.epochs[1].loss = 0.0;
    let curves = [curve("Run 1", 0, &history)];
    let log = Chart {
        log: true,
        ..chart(Quantity::Loss, &curves)
    };
    let (_, area) = svg(&log);
    assert!(area.y.log && area.y.from > 0.0);
    assert_eq!(area.points, 3);
}

#[test]
fn what_a_logarithmic_axis_has_no_place_for_is_counted_on_the_chart() {
    let mut history = history(&[0.5, 0.6, 0.7]);
    let drawn = |history: &History, log: bool| {
        let curves = [curve("Run 1", 0, history)];
        let chart = Chart {
            log,
            ..chart(Quantity::Loss, &curves)
        };
        svg(&chart).0
    };
    assert!(!drawn(&history, true).contains("log axis"));
    history.epochs[0].val_loss = -1e-5;
    assert!(drawn(&history, true).contains("1 point ≤ 0 is not on a log axis"));
    history.epochs[1].loss = 0.0;
    history.epochs[2].loss = f64::NAN;
    assert!(drawn(&history, true).contains("2 points ≤ 0 are not on a log axis"));
    assert!(!drawn(&history, false).contains("log axis"));
}

#[test]
fn a_value_that_is_no_number_leaves_a_gap() {
    let mut history = history(&[0.5, 0.6, 0.7, 0.8, 0.9]);
    history.epochs[2].val_accuracy = f64::NAN;
    let curves = [curve("Run 1", 0, &history)];
    let (svg, area) = svg(&chart(Quantity::Accuracy, &curves));
    assert_eq!(polylines(&svg, Theme::LIGHT.run(0)).len(), 3, "{svg}");
    assert_eq!(area.points, 9);
}

#[test]
fn a_loss_beyond_all_bounds_is_left_out_and_the_others_are_drawn() {
    let mut history = history(&[0.5, 0.6, 0.7]);
    history.epochs[1].loss = f64::MAX;
    history.epochs[2].loss = f64::INFINITY;
    let curves = [curve("Run 1", 0, &history)];
    for log in [false, true] {
        let chart = Chart {
            log,
            ..chart(Quantity::Loss, &curves)
        };
        let (svg, area) = svg(&chart);
        assert_eq!(area.points, 5);
        assert_every_number_is_finite(&svg);
    }
}

#[test]
fn a_single_epoch_is_a_dot() {
    let history = history(&[0.9]);
    let curves = [curve("Run 1", 2, &history)];
    let (svg, area) = svg(&chart(Quantity::Accuracy, &curves));
    assert_eq!(svg.matches("<circle").count(), 2, "{svg}");
    assert_eq!(area.points, 2);
}

#[test]
fn a_run_beyond_the_palette_is_dashed() {
    let history = history(&[0.1, 0.9]);
    let curves = [curve("Run 8", 7, &history)];
    let (svg, _) = svg(&chart(Quantity::Accuracy, &curves));
    assert!(polylines(&svg, Theme::LIGHT.run(7)).len() > 10, "{svg}");
}

#[test]
fn nothing_is_written_among_the_curves_however_many_and_long_the_names() {
    let history = history(&[0.9, 0.91]);
    let long = "a name of eighty letters, which somebody gave this run to find it again";
    let curves: Vec<Curve> = (0..20).map(|color| curve(long, color, &history)).collect();
    for quantity in [Quantity::Accuracy, Quantity::Loss] {
        let (svg, area) = svg(&chart(quantity, &curves));
        assert_eq!(texts_within(&svg, &area), [""; 0]);
    }
}

#[test]
fn a_pale_curve_lies_behind_the_others_without_dots() {
    let (one, other) = (history(&[0.2, 0.4]), history(&[0.6, 0.8]));
    let draw = |is_pale: bool| {
        let first = curve("Run 1", 0, &one);
        let curves = [Curve { is_pale, ..first }, curve("Run 2", 1, &other)];
        svg(&chart(Quantity::Accuracy, &curves)).0
    };
    let (pale, strong) = (draw(true), draw(false));
    let dots = |svg: &str| svg.matches("<circle").count();
    assert_eq!(dots(&strong), 2 * dots(&pale));
    let faint = |svg: &str| svg.matches("opacity=\"0.4\"").count();
    assert_eq!((faint(&strong), faint(&pale)), (0, 1));
}

#[test]
fn epochs_are_whole_however_few_there_are() {
    let history = history(&[0.9]);
    for epochs in 1..=40 {
        let planned = Curve {
            epochs,
            ..curve("Run 1", 0, &history)
        };
        let (svg, _) = svg(&chart(Quantity::Accuracy, &[planned]));
        let below = texts(&svg).into_iter();
        let below = below.filter(|text| !text.contains('%') && text.parse::<f64>().is_ok());
        let labels: Vec<&str> = below.collect();
        assert!(
            labels.len() >= 2 && labels.iter().all(|label| !label.contains('.')),
            "{labels:?}"
        );
    }
}

#[test]
fn the_axis_stands_still_while_planned_epochs_come() {
    let history = history(&[0.9]);
    let curves = [curve("Run 1", 0, &history)];
    let (_, area) = svg(&chart(Quantity::Accuracy, &curves));
    assert_eq!((area.x.from, area.x.to), (0.0, 10.0));
}

#[test]
fn twice_the_pixels_give_the_same_picture_twice_as_fine() {
    let history = history(&[0.5, 0.9]);
    let curves = [curve("Run 1", 0, &history)];
    let coarse = chart(Quantity::Accuracy, &curves);
    let fine = Chart {
        ratio: 2.0,
        ..coarse
    };
    let (coarse, fine) = (svg(&coarse).1, svg_of_size(&fine, (1280, 640)).1);
    assert_eq!(fine.x.to_px, coarse.x.to_px * 2.0);
    assert_eq!(fine.y.from_px, coarse.y.from_px * 2.0);
}

#[test]
fn a_chart_too_small_for_its_labels_still_has_its_curves() {
    let history = history(&[0.5, 0.9]);
    let curves = [curve("Run 1", 0, &history)];
    let (svg, area) = svg_of_size(&chart(Quantity::Accuracy, &curves), (1, 1));
    assert_eq!(area.points, 4);
    assert_every_number_is_finite(&svg);
}

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

#[test]
fn hundreds_of_epochs_of_thirty_runs_are_all_drawn() {
    let long = history(&[0.5; 500]);
    let curves: Vec<Curve> = (0..30).map(|color| curve("Run", color, &long)).collect();
    let (_, area) = svg(&chart(Quantity::Accuracy, &curves));
    assert_eq!(area.points, 30 * 500 * 2);
}

#[test]
fn a_partial_last_batch_is_not_drawn_as_a_whole_one() {
    let mut history = with_steps(history(&[0.5, 0.9]), 20);
    let last = history.first_epoch_steps.last_mut().unwrap();
    (last.images, last.loss) = (1, 11.0);
    let curves = [curve("Run 1", 0, &history)];
    let (_, area) = svg(&chart(Quantity::Loss, &curves));
    assert!(area.y.to < 3.0, "{area:?}");
}
