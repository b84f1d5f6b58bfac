use super::*;

const SEEDS: [f64; 3] = [0.96, 0.97, 0.98];

fn point(label: &str, value: f64, mean: f64) -> SliceChartPoint<'_> {
    let (sd, n) = (0.01, 3);
    SliceChartPoint {
        label,
        value,
        spread: SampleStats { mean, sd, n },
        seeds: &SEEDS,
    }
}

fn slice<'a>(scale: AxisScale, points: &'a [SliceChartPoint<'a>]) -> SliceChart<'a> {
    SliceChart {
        name: "learning_rate",
        scale,
        points,
        quantity: Quantity::Accuracy,
        stretched: false,
        theme: Theme::LIGHT,
        ratio: 1.0,
    }
}

fn drawn(slice: &SliceChart) -> (String, SliceArea) {
    drawn_of_size(slice, (480, 300))
}

fn drawn_of_size(slice: &SliceChart, size: (u32, u32)) -> (String, SliceArea) {
    let mut text = String::new();
    let area = slice
        .draw(SVGBackend::with_string(&mut text, size))
        .unwrap();
    (text, area)
}

fn columns(area: &SliceArea) -> Vec<i32> {
    area.points.iter().map(|point| point.unwrap().0).collect()
}

#[test]
fn a_slice_counts_what_a_logarithmic_axis_has_no_place_for() {
    let points = [0.5, 0.0, -0.5].map(|mean| SliceChartPoint {
        seeds: &[],
        ..point("", mean, mean)
    });
    let (svg, _) = drawn(&SliceChart {
        quantity: Quantity::Loss,
        stretched: true,
        ..slice(AxisScale::Linear, &points)
    });
    assert!(svg.contains("2 points ≤ 0 are not on a log axis"), "{svg}");
}

#[test]
fn equal_factors_are_equal_distances_on_a_logarithmic_scale() {
    let points = [0.001, 0.01, 0.1].map(|value| point("", value, 0.9));
    let at = columns(&drawn(&slice(AxisScale::Log, &points)).1);
    assert!((at[1] - at[0] - (at[2] - at[1])).abs() <= 1, "{at:?}");
    let at = columns(&drawn(&slice(AxisScale::Linear, &points)).1);
    assert!(at[2] - at[1] > 5 * (at[1] - at[0]), "{at:?}");
}

#[test]
fn categories_and_values_without_a_place_stand_evenly_and_are_not_joined() {
    let points = [("0", 0.0), ("0.01", 0.01), ("10", 10.0)];
    let points = points.map(|(label, value)| point(label, value, 0.9));
    for scale in [AxisScale::Categories, AxisScale::Log] {
        let (svg, area) = drawn(&slice(scale, &points));
        let at = columns(&area);
        assert!((at[1] - at[0] - (at[2] - at[1])).abs() <= 1, "{at:?}");
        for label in ["0", "0.01", "10"] {
            assert!(texts(&svg).contains(&label), "{label}: {svg}");
        }
        let joined = |line: &String| numbers(line, "points").len() == 6;
        assert!(!polylines(&svg, Theme::LIGHT.run(0)).iter().any(joined));
    }
}

#[test]
fn a_point_has_its_deviation_and_its_seeds() {
    let points = [point("a", 1.0, 0.9), point("b", 2.0, 0.8)];
    let (svg, area) = drawn(&slice(AxisScale::Linear, &points));
    let bar = format!(
        "{0},{1} {0},{2} ",
        area.points[0].unwrap().0,
        area.y.pixel(0.89).unwrap(),
        area.y.pixel(0.91).unwrap()
    );
    assert_eq!(lines(&svg, &["<polyline", &bar]).len(), 1, "{bar}: {svg}");
    let seeds = lines(&svg, &["<circle", "opacity=\"0.5\""]);
    assert_eq!(seeds.len(), 6, "{svg}");
    assert!(texts(&svg).contains(&"mean ± sd, n=3"), "{svg}");
}

#[test]
fn a_single_run_has_neither_deviation_nor_seeds() {
    let single = SliceChartPoint {
        spread: SampleStats::of([0.9]),
        seeds: &[0.9],
        ..point("a", 1.0, 0.9)
    };
    let (svg, _) = drawn(&slice(AxisScale::Linear, &[single]));
    assert!(polylines(&svg, Theme::LIGHT.run(0)).is_empty(), "{svg}");
    assert_eq!(
        lines(&svg, &["<circle", "stroke=\"none\""]).len(),
        1,
        "{svg}"
    );
    assert!(texts(&svg).contains(&"n=1"), "{svg}");
}

#[test]
fn the_best_is_ringed() {
    let points = [
        point("a", 1.0, 0.9),
        point("b", 2.0, 0.95),
        point("c", 3.0, 0.2),
    ];
    for (quantity, best) in [(Quantity::Accuracy, 1), (Quantity::Loss, 2)] {
        let (svg, area) = drawn(&SliceChart {
            quantity,
            ..slice(AxisScale::Linear, &points)
        });
        let rings = lines(&svg, &["<circle", "fill=\"none\""]);
        assert_eq!(rings.len(), 1, "{svg}");
        assert_eq!(
            numbers(rings[0], "cx")[0] as i32,
            area.points[best].unwrap().0
        );
    }
}

#[test]
fn many_numbers_are_labelled_with_round_ones_instead() {
    let points: Vec<SliceChartPoint> = (0..80)
        .map(|at| point("0.123456", f64::from(at) / 80.0, 0.9))
        .collect();
    let (svg, _) = drawn(&slice(AxisScale::Linear, &points));
    assert!(!texts(&svg).contains(&"0.123456"), "{svg}");
    assert!(texts(&svg).contains(&"0.2"), "{svg}");
    let logarithmic: Vec<SliceChartPoint> = (0..80)
        .map(|at| point("0.123456", 10_f64.powf(f64::from(at) / 16.0 - 7.0), 0.9))
        .collect();
    let (svg, _) = drawn(&slice(AxisScale::Log, &logarithmic));
    for label in ["1e-6", "1e-4", "0.01"] {
        assert!(texts(&svg).contains(&label), "{label}: {svg}");
    }
}

#[test]
fn names_that_have_no_room_side_by_side_are_all_whole() {
    let names = [
        "adam",
        "adamw",
        "adamax",
        "adadelta",
        "adagrad",
        "nadam",
        "adafactor",
        "sgd",
        "rmsprop",
    ];
    let points = names.map(|name| point(name, 0.0, 0.9));
    for width in [340, 480] {
        let (svg, area) = drawn_of_size(&slice(AxisScale::Categories, &points), (width, 260));
        for name in names {
            assert!(texts(&svg).contains(&name), "{name} at {width}: {svg}");
        }
        assert!(area.y.from_px - area.y.to_px > 100.0, "{area:?}");
    }
}

#[test]
fn whole_values_have_whole_ticks() {
    let labels = ["value 1", "value 2", "value 3"];
    for scale in [AxisScale::Linear, AxisScale::Log] {
        let points = [1.0, 2.0, 3.0].map(|value| point(labels[value as usize - 1], value, 0.9));
        let (svg, _) = drawn_of_size(&slice(scale, &points), (160, 260));
        let ticks = texts(&svg).into_iter();
        let ticks: Vec<&str> = ticks.filter(|text| text.parse::<f64>().is_ok()).collect();
        assert!(
            !ticks.is_empty() && ticks.iter().all(|tick| !tick.contains('.')),
            "{ticks:?}"
        );
    }
}

#[test]
fn pointing_finds_the_nearest_point() {
    let points = [
        point("a", 1.0, 0.9),
        point("b", 2.0, f64::NAN),
        point("c", 3.0, 0.2),
    ];
    let (_, area) = drawn(&slice(AxisScale::Linear, &points));
    assert_eq!(area.points[1], None);
    for at in [0, 2] {
        let (x, y) = area.points[at].unwrap();
        let found = area.nearest(f64::from(x) + 5.0, f64::from(y) - 5.0);
        assert_eq!(found, Some(at));
    }
    assert_eq!(drawn(&slice(AxisScale::Log, &[])).1.nearest(0.0, 0.0), None);
}

#[test]
fn of_nothing_and_of_nonsense_only_what_is_a_number_is_drawn() {
    let odd = [
        f64::NAN,
        f64::INFINITY,
        f64::MAX,
        -f64::MAX,
        0.0,
        f64::MIN_POSITIVE,
    ];
    let points: Vec<SliceChartPoint> = odd
        .iter()
        .map(|value| SliceChartPoint {
            seeds: &odd,
            ..point("odd", *value, *value)
        })
        .collect();
    let many = vec![point("a", 1.0, 0.5); 500];
    for scale in [AxisScale::Linear, AxisScale::Log, AxisScale::Categories] {
        for quantity in [Quantity::Accuracy, Quantity::Loss] {
            for points in [&[][..], &points[..1], &points, &points[3..4], &many] {
                for size in [(0, 0), (1, 1), (480, 300)] {
                    let slice = SliceChart {
                        quantity,
                        stretched: true,
                        ..slice(scale, points)
                    };
                    assert_every_number_is_finite(&drawn_of_size(&slice, size).0);
                }
            }
        }
    }
}
