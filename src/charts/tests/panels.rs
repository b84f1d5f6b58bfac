//! A panel of the small multiples.

mod texts;

use super::*;

const TITLE: &str = "n_layers=2 n_nodes=128 val_acc=0.9773";
const AXES: SharedAxes = SharedAxes {
    quantity: Quantity::Accuracy,
    epochs: 10,
    from: 0.0,
    to: 1.0,
    log: false,
};

fn panel<'a>(train: &'a [BandPoint], test: &'a [BandPoint]) -> Panel<'a> {
    Panel {
        title: TITLE,
        titles: Titles::default(),
        place: 0,
        axes: AXES,
        train,
        held_out: "test",
        test,
        marks: &[],
        ghosts: &[],
        emphasis: Emphasis::Normal,
        color: 0,
        theme: Theme::LIGHT,
        ratio: 1.0,
    }
}

fn drawn_of_size(panel: &Panel, size: (u32, u32)) -> (String, PlotArea) {
    let mut text = String::new();
    let area = panel
        .draw(SVGBackend::with_string(&mut text, size))
        .unwrap();
    (text, area)
}

fn drawn(panel: &Panel) -> (String, PlotArea) {
    drawn_of_size(panel, (220, 160))
}

#[test]
fn one_run_is_two_lines_and_no_band() {
    let (train, test) = (spread(&[0.5, 0.9], 0.0, 1), spread(&[0.4, 0.8], 0.0, 1));
    let (svg, area) = drawn(&panel(&train, &test));
    let drawn = polylines(&svg, Theme::LIGHT.run(0));
    assert_eq!(drawn.len(), 2, "{svg}");
    assert!(drawn[0].contains("stroke-width=\"1\""), "training");
    assert!(drawn[1].contains("stroke-width=\"2\""), "test");
    assert_eq!(svg.matches("<polygon").count(), 0);
    assert!(!svg.contains("n=1"));
    assert_eq!(area.points, 4);
}

#[test]
fn several_seeds_have_a_band_and_are_counted() {
    let test = spread(&[0.4, 0.8, 0.9], 0.1, 3);
    let (svg, area) = drawn(&panel(&[], &test));
    let polygons = lines(&svg, &["<polygon"]);
    assert_eq!(polygons.len(), 1, "{svg}");
    let rows: Vec<f64> = numbers(polygons[0], "points")
        .chunks(2)
        .map(|p| p[1])
        .collect();
    let expected = [0.3, 0.7, 0.8, 1.0, 0.9, 0.5].map(|v| f64::from(area.y.pixel(v).unwrap()));
    assert_eq!(rows, expected);
    assert!(texts(&svg).contains(&"n=3"), "{svg}");
}

#[test]
fn the_band_ends_where_a_single_run_is_left() {
    let mut test = spread(&[0.4, 0.5, 0.6, 0.7], 0.1, 3);
    test[2].value = SampleStats::of([0.6]);
    test[3].value = SampleStats::of([0.7]);
    let (svg, area) = drawn(&panel(&[], &test));
    let polygon = lines(&svg, &["<polygon"])[0];
    let columns = numbers(polygon, "points")
        .chunks(2)
        .map(|p| p[0])
        .fold(0.0, f64::max);
    assert_eq!(columns, f64::from(area.x.pixel(2.0).unwrap()));
}

#[test]
fn an_epoch_without_a_number_is_a_gap_and_what_is_alone_a_dot() {
    let test = spread(&[0.4, f64::NAN, 0.6, 0.7], 0.0, 1);
    let (svg, area) = drawn(&panel(&[], &test));
    assert_eq!(polylines(&svg, Theme::LIGHT.run(0)).len(), 1, "{svg}");
    assert_eq!(svg.matches("<circle").count(), 1, "{svg}");
    assert_eq!(area.points, 3);
}

#[test]
fn each_kind_of_end_has_a_shape_of_its_own() {
    let test = spread(&[0.4, 0.8], 0.0, 1);
    let shapes = MarkKind::ALL.map(|kind| {
        let (epoch, value) = (2.0, 0.8);
        let marks = [Mark { kind, epoch, value }];
        let marked = Panel {
            marks: &marks,
            ..panel(&[], &test)
        };
        let (svg, _) = drawn(&marked);
        let ink = Theme::LIGHT.ink.css().to_uppercase();
        let shape = |line: &&str| line.starts_with("<poly") && line.contains(&ink);
        let drawn: Vec<String> = svg.lines().filter(shape).map(str::to_owned).collect();
        assert!(!drawn.is_empty(), "{kind:?}: {svg}");
        drawn
    });
    for (at, shape) in shapes.iter().enumerate() {
        assert!(!shapes[..at].contains(shape), "{shape:?}");
    }
}

#[test]
fn a_sign_without_a_value_stands_at_the_bad_end_of_the_axis() {
    let marks = [Mark {
        kind: MarkKind::Failed,
        epoch: 2.0,
        value: f64::NAN,
    }];
    for (quantity, high) in [(Quantity::Accuracy, false), (Quantity::Loss, true)] {
        let axes = SharedAxes { quantity, ..AXES };
        let marked = Panel {
            marks: &marks,
            axes,
            ..panel(&[], &[])
        };
        let (svg, area) = drawn(&marked);
        let points = numbers(lines(&svg, &["<polygon"])[1], "points");
        let end = if high { area.y.to_px } else { area.y.from_px };
        assert!((points[1] - end).abs() < 6.0, "{points:?} {end}");
    }
}

#[test]
fn other_panels_lines_are_drawn_beneath_in_no_runs_colour() {
    let (other, test) = (spread(&[0.2, 0.3], 0.0, 1), spread(&[0.4, 0.8], 0.0, 1));
    let ghosts = [other.as_slice()];
    let with_ghost = Panel {
        ghosts: &ghosts,
        ..panel(&[], &test)
    };
    let (svg, _) = drawn(&with_ghost);
    let ghost = svg.find(&polylines(&svg, Theme::LIGHT.text)[0]).unwrap();
    let own = svg.find(&polylines(&svg, Theme::LIGHT.run(0))[0]).unwrap();
    assert!(ghost < own);
}

#[test]
fn a_highlighted_panel_has_a_frame_and_a_dimmed_one_faint_lines() {
    let test = spread(&[0.4, 0.8], 0.0, 1);
    let of = |emphasis| {
        drawn(&Panel {
            emphasis,
            ..panel(&[], &test)
        })
        .0
    };
    let color = Theme::LIGHT.run(0).css().to_uppercase();
    let frame = |svg: &str| lines(svg, &["<rect", &color]).len();
    assert_eq!(frame(&of(Emphasis::Highlighted)), 4);
    assert_eq!(frame(&of(Emphasis::Normal)), 0);
    let opacity = |svg: &str| numbers(&polylines(svg, Theme::LIGHT.run(0))[0], "opacity")[0];
    assert!(opacity(&of(Emphasis::Dimmed)) < 0.5);
    assert_eq!(opacity(&of(Emphasis::Normal)), 1.0);
    assert!(of(Emphasis::Highlighted).contains("font-weight=\"bold\""));
}

#[test]
fn the_read_out_of_a_band_tells_mean_and_deviation() {
    let test = spread(&[0.4, 0.8], 0.1, 3);
    let read = |quantity, epoch| read_band(&test, quantity, epoch);
    assert_eq!(
        read(Quantity::Accuracy, 2).as_deref(),
        Some("80.00 % ± 10.00")
    );
    assert_eq!(read(Quantity::Loss, 1).as_deref(), Some("0.400 ± 0.100"));
    assert_eq!(read(Quantity::Accuracy, 3), None);
    let single = spread(&[0.4], 0.0, 1);
    assert_eq!(
        read_band(&single, Quantity::Accuracy, 1).as_deref(),
        Some("40.00 %")
    );
}

#[test]
fn of_nothing_and_of_nonsense_only_what_is_a_number_is_drawn() {
    let odd = spread(&[f64::NAN, f64::INFINITY, f64::MAX, -1.0, 0.0], f64::MAX, 2);
    let marks = MarkKind::ALL.map(|kind| Mark {
        kind,
        epoch: f64::NAN,
        value: f64::INFINITY,
    });
    for (from, to) in [
        (0.0, 1.0),
        (f64::NAN, f64::NAN),
        (1.0, 1.0),
        (0.0, f64::INFINITY),
        (1.0, -1.0),
    ] {
        for log in [false, true] {
            let axes = SharedAxes {
                epochs: 0,
                from,
                to,
                log,
                ..AXES
            };
            for size in [(0, 0), (1, 1), (30, 400), (220, 160), (700, 500)] {
                let strange = Panel {
                    axes,
                    marks: &marks,
                    ghosts: &[&odd],
                    ..panel(&odd, &odd)
                };
                let empty = Panel {
                    title: "",
                    ..panel(&[], &[])
                };
                for panel in [strange, empty] {
                    let (svg, area) = drawn_of_size(&panel, size);
                    assert_every_number_is_finite(&svg);
                    assert!(area.nearest_place(3.0) >= 1);
                }
            }
        }
    }
}
