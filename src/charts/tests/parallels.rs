use super::*;

const NUMBERS: ParallelAxis = ParallelAxis {
    name: "dropout",
    scale: AxisScale::Linear,
    categories: &[],
    brush: None,
};
const RATES: ParallelAxis = ParallelAxis {
    name: "learning_rate",
    scale: AxisScale::Log,
    ..NUMBERS
};
const OBJECTIVE: ParallelAxis = ParallelAxis {
    name: "val_accuracy",
    ..NUMBERS
};
const GOOD: &[f64] = &[0.2, 0.01, 0.98];
const BAD: &[f64] = &[0.5, 0.1, 0.4];
const FAIR: &[f64] = &[0.0, 0.001, 0.9];

fn parallel<'a>(axes: &'a [ParallelAxis<'a>], lines: &'a [&'a [f64]]) -> ParallelChart<'a> {
    ParallelChart {
        axes,
        lines,
        out: &[],
        highlighted: None,
        quantity: Quantity::Accuracy,
        theme: Theme::LIGHT,
        ratio: 1.0,
    }
}

fn drawn(parallel: &ParallelChart) -> (String, ParallelArea) {
    drawn_of_size(parallel, (600, 300))
}

fn drawn_of_size(parallel: &ParallelChart, size: (u32, u32)) -> (String, ParallelArea) {
    let mut text = String::new();
    let area = parallel
        .draw(SVGBackend::with_string(&mut text, size))
        .unwrap();
    (text, area)
}

/// Where the line of this colour stands in the drawing.
fn order(svg: &str, color: Color) -> usize {
    svg.find(&polylines(svg, color)[0]).unwrap()
}

#[test]
fn lines_have_the_colour_of_their_objective_and_the_best_lies_on_top() {
    let axes = [NUMBERS, RATES, OBJECTIVE];
    let ramp = Theme::LIGHT.ramp;
    let (svg, _) = drawn(&parallel(&axes, &[GOOD, BAD, FAIR]));
    assert!(order(&svg, ramp.at(0.0)) < order(&svg, ramp.at(1.0)));
    let loss = ParallelChart {
        quantity: Quantity::Loss,
        ..parallel(&axes, &[GOOD, BAD, FAIR])
    };
    let (svg, _) = drawn(&loss);
    let best = polylines(&svg, ramp.at(1.0));
    let row = |line: &str| *numbers(line, "points").last().unwrap();
    assert!(
        row(&best[0]) > row(&polylines(&svg, ramp.at(0.0))[0]),
        "the lowest is best"
    );
}

#[test]
fn lines_outside_of_a_brush_are_faint_and_beneath() {
    let brushed = ParallelAxis {
        brush: Some((0.3, 0.1)),
        ..NUMBERS
    };
    let axes = [brushed, RATES, OBJECTIVE];
    assert!(is_brushed_in(&axes, GOOD));
    assert!(!is_brushed_in(&axes, BAD) && !is_brushed_in(&axes, FAIR));
    assert!(!is_brushed_in(&axes, &[f64::NAN, 0.1, 0.9]) && !is_brushed_in(&axes, &[]));
    let (svg, _) = drawn(&parallel(&axes, &[GOOD, BAD, FAIR]));
    let faint = polylines(&svg, Theme::LIGHT.axis);
    assert_eq!(faint.len(), 2, "{svg}");
    assert!(faint.iter().all(|line| numbers(line, "opacity")[0] < 0.5));
    assert!(order(&svg, Theme::LIGHT.axis) < order(&svg, Theme::LIGHT.ramp.at(1.0)));
}

#[test]
fn lines_that_are_left_out_elsewhere_stand_back_as_those_outside_of_a_brush() {
    let axes = [NUMBERS, RATES, OBJECTIVE];
    let left_out = ParallelChart {
        out: &[0],
        ..parallel(&axes, &[GOOD, BAD, FAIR])
    };
    let (svg, _) = drawn(&left_out);
    let faint = polylines(&svg, Theme::LIGHT.axis);
    assert_eq!(faint.len(), 1, "{svg}");
    assert!(order(&svg, Theme::LIGHT.axis) < order(&svg, Theme::LIGHT.ramp.at(0.0)));
    assert!(
        polylines(&svg, Theme::LIGHT.ramp.at(1.0)).is_empty(),
        "the best is left out"
    );
}

#[test]
fn a_brush_is_drawn_over_its_values() {
    let brushed = ParallelAxis {
        brush: Some((0.1, 0.3)),
        ..NUMBERS
    };
    let axes = [brushed, RATES, OBJECTIVE];
    let (svg, area) = drawn(&parallel(&axes, &[GOOD, BAD, FAIR]));
    let brush = lines(&svg, &["<rect", "opacity=\"0.16\""]);
    let (top, high) = (numbers(brush[0], "y")[0], numbers(brush[0], "height")[0]);
    let row = |value| f64::from(area.axes[0].values.pixel(value).unwrap());
    assert!((top - row(0.3)).abs() <= 2.0, "{brush:?}");
    assert!((top + high - row(0.1)).abs() <= 2.0, "{brush:?}");
}

#[test]
fn a_highlighted_line_is_drawn_last_in_ink() {
    let axes = [NUMBERS, RATES, OBJECTIVE];
    let highlighted = ParallelChart {
        highlighted: Some(1),
        ..parallel(&axes, &[GOOD, BAD, FAIR])
    };
    let (svg, _) = drawn(&highlighted);
    assert!(order(&svg, Theme::LIGHT.ink) > order(&svg, Theme::LIGHT.ramp.at(1.0)));
}

#[test]
fn a_value_that_is_missing_leaves_a_gap_and_a_diverged_line_is_grey() {
    let axes = [NUMBERS, RATES, NUMBERS, OBJECTIVE];
    let line: &[f64] = &[0.2, 0.01, 0.1, f64::NAN];
    let (svg, _) = drawn(&parallel(&axes, &[line]));
    let grey = polylines(&svg, Theme::LIGHT.axis);
    assert_eq!(numbers(&grey[0], "points").len(), 6, "{svg}");
    let short: &[f64] = &[0.2, f64::NAN, 0.5];
    drawn(&parallel(&axes, &[short]));
}

#[test]
fn pointing_gives_an_axis_and_its_value() {
    let axes = [NUMBERS, RATES, OBJECTIVE];
    let (_, area) = drawn(&parallel(&axes, &[GOOD, BAD, FAIR]));
    for (axis, value) in [(0, 0.2), (1, 0.01), (2, 0.9)] {
        let placed = area.axes[axis];
        let y = f64::from(placed.values.pixel(value).unwrap());
        let (found, there) = area.at(placed.x + 5.0, y).unwrap();
        assert_eq!(found, axis);
        assert!((there / value - 1.0).abs() < 0.1, "{there} {value}");
    }
    let between = f64::midpoint(area.axes[0].x, area.axes[1].x);
    assert_eq!(area.at(between, 100.0), None);
    let above = area.value(1, -1e6).unwrap();
    assert_eq!(above, area.axes[1].values.to);
    assert_eq!(area.value(7, 0.0), None);
}

#[test]
fn pointing_finds_the_line_at_hand() {
    let axes = [NUMBERS, RATES, OBJECTIVE];
    let all = [GOOD, BAD, FAIR];
    let (_, area) = drawn(&parallel(&axes, &all));
    for (at, line) in all.iter().enumerate() {
        let [one, other] = [0, 1].map(|axis| {
            let row = area.axes[axis].values.pixel(line[axis]).unwrap();
            (area.axes[axis].x, f64::from(row))
        });
        let (x, y) = (f64::midpoint(one.0, other.0), f64::midpoint(one.1, other.1));
        assert_eq!(area.nearest(&all, x, y), Some(at));
    }
    assert_eq!(area.nearest(&all, -5.0, 100.0), None);
    assert_eq!(area.nearest(&all, 300.0, 5000.0), None);
}

#[test]
fn axes_are_named_and_labelled_with_their_values_or_categories() {
    let names = ["sgd".to_owned(), "adam".to_owned()];
    let optimizer = ParallelAxis {
        name: "optimizer",
        scale: AxisScale::Categories,
        categories: &names,
        brush: None,
    };
    let axes = [optimizer, RATES, OBJECTIVE];
    let (one, other): (&[f64], &[f64]) = (&[0.0, 0.001, 0.9], &[1.0, 0.03, 0.95]);
    let (svg, area) = drawn(&parallel(&axes, &[one, other]));
    let found = texts(&svg);
    for text in [
        "optimizer",
        "learning_rate",
        "val_accuracy",
        "sgd",
        "adam",
        "0.001",
        "0.03",
        "92 %",
    ] {
        assert!(found.contains(&text), "{text}: {found:?}");
    }
    let row = |value| area.axes[0].values.pixel(value).unwrap();
    assert!(row(0.0) > row(1.0), "categories from bottom to top");
}

#[test]
fn a_logarithmic_axis_with_a_zero_is_linear() {
    let axes = [RATES, OBJECTIVE];
    let (one, other): (&[f64], &[f64]) = (&[0.0, 0.9], &[0.1, 0.95]);
    let (_, area) = drawn(&parallel(&axes, &[one, other]));
    assert!(!area.axes[0].values.log);
    assert!(drawn(&parallel(&axes, &[other])).1.axes[0].values.log);
}

#[test]
fn labels_between_axes_are_no_wider_than_their_room() {
    let names = ["variance_scaling_truncated_normal".to_owned()];
    let axis = ParallelAxis {
        name: "kernel_initializer",
        scale: AxisScale::Categories,
        categories: &names,
        brush: None,
    };
    let axes = [axis, axis, axis, OBJECTIVE];
    let line: &[f64] = &[0.0, 0.0, 0.0, 0.9];
    let (svg, area) = drawn_of_size(&parallel(&axes, &[line]), (420, 300));
    let apart = area.axes[1].x - area.axes[0].x;
    let labels = texts(&svg)
        .into_iter()
        .filter(|text| text.starts_with("var"));
    let widths: Vec<f64> = labels
        .map(|label| text_metrics::width(label, 12.0))
        .collect();
    assert_eq!(widths.len(), 3, "{svg}");
    let within = widths[0] < area.axes[0].x && widths[1..].iter().all(|width| *width < apart);
    assert!(within, "{widths:?} {area:?}");
}

#[test]
fn axes_and_categories_that_begin_alike_stay_apart() {
    let categories = [
        "truncated_normal_of_the_layer",
        "truncated_normal_of_the_bias",
    ];
    let categories = categories.map(str::to_owned);
    let names = [
        "kernel_initializer",
        "kernel_regularizer",
        "kernel_constraint",
        "kernel_size",
    ];
    let axis = |name| ParallelAxis {
        name,
        scale: AxisScale::Categories,
        categories: &categories,
        brush: None,
    };
    let axes = names.map(axis);
    let (one, other): (&[f64], &[f64]) = (&[0.0; 4], &[1.0; 4]);
    let (svg, _) = drawn_of_size(&parallel(&axes, &[one, other]), (340, 300));
    let found = texts(&svg);
    assert!(found.iter().any(|text| text.contains('…')), "{found:?}");
    let unlike: std::collections::BTreeSet<&&str> = found[8..].iter().collect();
    assert_eq!(unlike.len(), 4, "{found:?}");
    for pair in found[..8].chunks(2) {
        assert_ne!(pair[0], pair[1], "{found:?}");
    }
}

#[test]
fn of_nothing_and_of_nonsense_only_what_is_a_number_is_drawn_or_pointed_at() {
    let odd: &[f64] = &[f64::NAN, f64::INFINITY, -f64::MAX, f64::MAX, 0.0];
    let names: Vec<String> = (0..400).map(|at| format!("category {at}")).collect();
    let axis = |scale| ParallelAxis {
        scale,
        categories: &names,
        brush: Some((f64::NAN, f64::INFINITY)),
        ..NUMBERS
    };
    let all = [
        AxisScale::Log,
        AxisScale::Linear,
        AxisScale::Categories,
        AxisScale::Log,
        AxisScale::Linear,
    ]
    .map(axis);
    let many = vec![GOOD; 500];
    for axes in [&[][..], &all[..1], &all[2..3], &all[..2], &all] {
        for lines in [&[][..], &[odd], &[&[][..]], &many] {
            for size in [(0, 0), (1, 1), (600, 300)] {
                let parallel = ParallelChart {
                    out: &[1, 9],
                    highlighted: Some(3),
                    ..parallel(axes, lines)
                };
                let (svg, area) = drawn_of_size(&parallel, size);
                assert_every_number_is_finite(&svg);
                for pixel in [0.0, 100.0, f64::NAN] {
                    let pointed = area.at(pixel, pixel);
                    assert!(
                        pointed.is_none_or(|(axis, value)| axis < axes.len() && value.is_finite())
                    );
                    let nearest = area.nearest(lines, pixel, pixel);
                    assert!(nearest.is_none_or(|line| line < lines.len()));
                }
            }
        }
    }
}
