//! The chart of runs.

use super::*;

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
        let (planned, curves) = (3, &[]);
        let short = Chart {
            planned,
            ..chart(quantity, curves)
        };
        assert_eq!(self::svg(&short).1.x.to, 3.0, "of the run to come");
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

#[test]
fn curves_are_drawn_along_updates_images_or_seconds() {
    let mut history = with_steps(history(&[0.5, 0.6, 0.7]), 20);
    for (epoch, seconds) in history.epochs.iter_mut().zip([2.0, 3.0, 4.5]) {
        epoch.elapsed_ms = seconds * 1e3;
    }
    let drawn = |along: Along, reach: f64| {
        let planned = Curve {
            along,
            reach,
            epochs: 4,
            ..curve("Run 1", 0, &history)
        };
        let (svg, area) = svg(&chart(Quantity::Accuracy, &[planned]));
        assert_eq!(area.points, 26, "{along:?}");
        (svg, area)
    };
    let (updates, area) = drawn(Along::Updates, 20.0);
    assert_eq!((area.x.to, area.step), (80.0, 20.0));
    assert!(texts(&updates).contains(&"updates"));
    assert_eq!(drawn(Along::Images, 200.0).1.x.to, 800.0);
    let (seconds, area) = drawn(Along::Seconds, 99.0);
    assert_eq!((area.x.to, area.step), (4.5, 1.5), "as far as it is");
    assert!(texts(&seconds).contains(&"seconds of training"));
}

#[test]
fn a_run_without_times_has_no_place_among_seconds() {
    let mut history = history(&[0.5, 0.6]);
    history.epochs.iter_mut().for_each(|it| it.elapsed_ms = 0.0);
    let recorded = Curve {
        along: Along::Seconds,
        reach: f64::INFINITY,
        ..curve("Run 1", 0, &history)
    };
    let (svg, area) = svg(&chart(Quantity::Accuracy, &[recorded]));
    assert_eq!(area.points, 0);
    assert!(svg.contains("1 run without times is not shown"), "{svg}");
    assert_every_number_is_finite(&svg);
}

#[test]
fn a_logarithmic_horizontal_axis_begins_at_the_first_batch() {
    let history = with_steps(history(&[0.5, 0.6, 0.7]), 20);
    let curves = [curve("Run 1", 0, &history)];
    let log = Chart {
        log_x: true,
        ..chart(Quantity::Loss, &curves)
    };
    let (svg, area) = svg(&log);
    assert!(area.x.log);
    assert_eq!((area.x.from, area.x.to), (0.05, 10.0));
    assert_eq!(area.points, 26);
    assert!(texts(&svg).contains(&"0.1"), "{svg}");
    let none = Chart {
        log_x: true,
        ..chart(Quantity::Loss, &[])
    };
    assert_every_number_is_finite(&self::svg(&none).0);
}

#[test]
fn an_error_rate_is_on_a_logarithmic_axis_where_perfection_has_no_place() {
    let history = history(&[0.9, 0.99, 1.0]);
    let curves = [curve("Run 1", 0, &history)];
    let (svg, area) = svg(&chart(Quantity::ErrorRate, &curves));
    assert!(
        area.y.log && area.y.from < 0.01 && area.y.to > 0.1,
        "{area:?}"
    );
    for label in ["error rate", "1 %", "10 %"] {
        assert!(texts(&svg).contains(&label), "{label}: {svg}");
    }
    assert!(svg.contains("1 point ≤ 0 is not on a log axis"));
}

#[test]
fn a_smoothed_line_lies_over_the_pale_one_as_it_was() {
    let history = history(&[0.5, 0.9, 0.5, 0.9]);
    let curves = [curve("Run 1", 0, &history)];
    let smooth = Chart {
        smoothing: 0.6,
        ..chart(Quantity::Accuracy, &curves)
    };
    let (svg, _) = svg(&smooth);
    let lines = polylines(&svg, Theme::LIGHT.run(0));
    assert_eq!(lines.len(), 4);
    let rows = |line: &str| numbers(line, "points").into_iter().skip(1).step_by(2);
    let spread = |line: &str| {
        let (least, most) = rows(line).fold((f64::MAX, 0.0), |(a, b): (f64, f64), it| {
            (a.min(it), b.max(it))
        });
        most - least
    };
    assert!(lines[2].contains("opacity=\"0.3\""), "{lines:?}");
    assert!(spread(&lines[3]) < spread(&lines[2]) * 0.8);
    assert_eq!(
        rows(&lines[3]).next(),
        rows(&lines[2]).next(),
        "it begins where they do"
    );
    assert_eq!(svg.matches("<circle").count(), 1, "the best epoch's ring");
}

#[test]
fn what_is_enlarged_fills_both_axes() {
    let history = history(&[0.1, 0.9, 0.92, 0.94, 0.96, 0.5]);
    let curves = [curve("Run 1", 0, &history)];
    for quantity in [Quantity::Accuracy, Quantity::Loss] {
        let part = Chart {
            window: Some((2.0, 5.0)),
            ..chart(quantity, &curves)
        };
        let (svg, area) = svg(&part);
        assert_eq!((area.x.from, area.x.to), (2.0, 5.0));
        assert_eq!(area.ends(), (2, 5));
        assert!(area.y.to - area.y.from < 0.2, "{area:?}");
        assert_eq!(area.points, 8, "{svg}");
    }
    let beyond = Chart {
        window: Some((20.0, 50.0)),
        ..chart(Quantity::Loss, &curves)
    };
    assert_eq!(svg(&beyond).1.x.to, 10.0, "there is nothing");
}

#[test]
fn a_box_beside_the_cursor_hides_no_line_where_there_is_room() {
    let history = history(&[0.9, 0.91, 0.93, 0.94]);
    let curves = [curve("Run 1", 0, &history)];
    for (quantity, is_below) in [(Quantity::Accuracy, true), (Quantity::Loss, false)] {
        let mut chart = chart(quantity, &curves);
        chart.zoom = false;
        let (_, area) = svg(&chart);
        let column = f64::from(area.x.pixel(2.0).unwrap());
        let (left, top) = chart.beside(&area, column, (200.0, 60.0));
        assert!(left > column);
        let row = |value: f64| f64::from(area.y.pixel(value).unwrap());
        let values = history.epochs.iter().map(|it| quantity.of_epoch(it).1);
        let rows: Vec<f64> = values.map(row).collect();
        match is_below {
            true => assert!(rows.iter().all(|row| *row < top), "{top} {rows:?}"),
            false => assert!(
                rows.iter()
                    .skip(1)
                    .all(|row| *row < top || *row > top + 60.0)
            ),
        }
    }
}

#[test]
fn the_best_epoch_has_a_ring_and_early_stopping_its_patience_and_what_it_restored() {
    let history = history(&[0.5, 0.9, 0.8, 0.7]);
    let circles = |marks: EpochMarks, window| {
        let curves = [Curve {
            marks,
            ..curve("Run 1", 0, &history)
        }];
        let chart = Chart {
            window,
            ..chart(Quantity::Accuracy, &curves)
        };
        let (svg, area) = svg(&chart);
        (
            svg.matches("<circle").count(),
            svg.matches("<polygon").count(),
            area,
        )
    };
    let (plain, none, _) = circles(EpochMarks::default(), None);
    assert_eq!((plain, none), (9, 0), "eight dots and a ring");
    let stopped = EpochMarks {
        patience: Some((2, 4)),
        restored: Some(2),
    };
    let (found, diamonds, _) = circles(stopped, None);
    assert_eq!((found, diamonds), (10, 2), "a sign and its rim");
    let (found, diamonds, area) = circles(stopped, Some((3.0, 4.0)));
    assert_eq!(
        (found, diamonds),
        (4, 0),
        "what is out of sight has no sign: {area:?}"
    );
}

#[test]
fn what_of_the_loss_are_penalties_is_a_dotted_line_where_there_are_any() {
    let plain = history(&[0.6, 0.8, 0.9]);
    let mut penalized = plain.clone();
    for epoch in &mut penalized.epochs {
        epoch.penalty = Some(0.1);
    }
    let drawn = |quantity, history: &History| {
        let curves = [curve("Run 1", 0, history)];
        svg(&chart(quantity, &curves))
    };
    let points = |quantity, history| drawn(quantity, history).1.points;
    assert_eq!(points(Quantity::Loss, &plain), 6);
    assert_eq!(points(Quantity::Loss, &penalized), 9);
    let (with, without) = (
        drawn(Quantity::Loss, &penalized).0,
        drawn(Quantity::Loss, &plain).0,
    );
    let pieces = |svg: &str| polylines(svg, Theme::LIGHT.run(0)).len();
    assert!(pieces(&with) > pieces(&without) + 10, "dots: {with}");
    assert_eq!(
        drawn(Quantity::Accuracy, &penalized).0,
        drawn(Quantity::Accuracy, &plain).0
    );
    let told = |history: &History, quantity| {
        let curves = [curve("Run 1", 0, history)];
        read_out(&curves, quantity, None)[0].penalty
    };
    assert_eq!(told(&penalized, Quantity::Loss), Some(0.1));
    assert_eq!(told(&penalized, Quantity::Accuracy), None);
    assert_eq!(told(&plain, Quantity::Loss), None);
}
