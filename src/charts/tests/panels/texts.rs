//! What is written in and around a panel.

use super::*;

/// Texts with their place from the left and their font's size.
fn placed_texts(svg: &str) -> Vec<(f64, f64, &str)> {
    let lines: Vec<&str> = svg.lines().collect();
    let pairs = lines.windows(2).filter(|pair| pair[0].starts_with("<text"));
    pairs
        .map(|pair| {
            let (x, size) = (numbers(pair[0], "x")[0], numbers(pair[0], "font-size")[0]);
            (x, size * 1.24, pair[1])
        })
        .collect()
}

#[test]
fn a_panel_counts_what_a_logarithmic_axis_has_no_place_for() {
    let (train, test) = (spread(&[0.5, 0.1], 0.0, 1), spread(&[0.4, -0.1], 0.0, 1));
    let bands = || [train.as_slice(), test.as_slice()];
    for (stretched, is_told) in [(true, true), (false, false)] {
        let axes = SharedAxes::of(Quantity::Loss, stretched, 10, bands());
        let panel = Panel {
            axes,
            ..panel(&train, &test)
        };
        let (svg, _) = drawn_of_size(&panel, (480, 320));
        let told = svg.contains("1 point ≤ 0 is not on a log axis");
        assert_eq!(told, is_told, "{svg}");
    }
}

#[test]
fn the_title_is_broken_into_rows_that_stay_within_the_panel() {
    let (svg, _) = drawn(&panel(&[], &[]));
    assert!(texts(&svg).contains(&"n_layers=2 n_nodes=128"), "{svg}");
    assert!(texts(&svg).contains(&"val_acc=0.9773"), "{svg}");
    let long =
        "kernel_initializer=variance_scaling bias_initializer=truncated_normal val_acc=0.9773";
    let long = Panel {
        title: long,
        ..panel(&[], &[])
    };
    for size in [(160, 120), (220, 160), (640, 400)] {
        let (svg, _) = drawn_of_size(&long, size);
        for (left, font_size, text) in placed_texts(&svg) {
            let end = left + text_metrics::width(text, font_size);
            let row = text.contains('=') || text.contains('…');
            assert!(!row || end <= f64::from(size.0), "{text} ends at {end}");
        }
        assert!(svg.contains("val_acc=0.9773"), "{svg}");
    }
}

#[test]
fn room_kept_for_a_neighbours_title_aligns_the_plots() {
    let short = Panel {
        title: "val_acc=0.9773",
        ..panel(&[], &[])
    };
    let titles = [short.title, TITLE];
    let titles = Titles::of(&titles, (220.0, 160.0));
    assert_eq!(titles.rows, 2);
    let aligned = Panel { titles, ..short };
    let top = |panel: &Panel| drawn(panel).1.y.to_px;
    assert_eq!(top(&aligned), top(&panel(&[], &[])));
    assert!(top(&short) < top(&aligned));
}

#[test]
fn enlarged_a_panel_has_captions_and_a_legend() {
    let test = spread(&[0.4, 0.8], 0.1, 3);
    let marks = [Mark {
        kind: MarkKind::Pruned,
        epoch: 2.0,
        value: 0.8,
    }];
    let marked = Panel {
        marks: &marks,
        ..panel(&[], &test)
    };
    let (small, large) = (drawn(&marked).0, drawn_of_size(&marked, (640, 400)).0);
    for text in [
        "epoch",
        "accuracy",
        "test",
        "training",
        "mean ± sd, n=3",
        "pruned",
    ] {
        assert!(!texts(&small).contains(&text), "{text}");
        assert!(texts(&large).contains(&text), "{text}: {large}");
    }
    let font_size = |svg: &str| {
        let sizes = placed_texts(svg).into_iter().map(|(_, size, _)| size);
        sizes.fold(f64::INFINITY, f64::min)
    };
    assert!(font_size(&small) < font_size(&large));
}

#[test]
fn the_legend_calls_the_held_out_images_by_their_name() {
    let test = spread(&[0.4, 0.8], 0.1, 3);
    let validated = Panel {
        held_out: "validation",
        ..panel(&[], &test)
    };
    let (svg, _) = drawn_of_size(&validated, (640, 400));
    assert!(
        texts(&svg).contains(&"validation") && !texts(&svg).contains(&"test"),
        "{svg}"
    );
}

#[test]
fn nothing_is_written_among_the_curves_of_a_panel() {
    let test = spread(&[0.4, 0.8], 0.1, 3);
    let marks = MarkKind::ALL.map(|kind| Mark {
        kind,
        epoch: 2.0,
        value: 0.8,
    });
    for quantity in [Quantity::Accuracy, Quantity::Loss] {
        for size in [(170, 170), (220, 160), (330, 360), (640, 400)] {
            let (svg, area) = drawn_of_size(
                &Panel {
                    marks: &marks,
                    axes: SharedAxes { quantity, ..AXES },
                    ..panel(&[], &test)
                },
                size,
            );
            let expected = if size.1 < 240 { "n=3" } else { "early stopped" };
            assert!(texts(&svg).contains(&expected), "{svg}");
            assert_eq!(texts_within(&svg, &area), [""; 0]);
            assert!(area.y.from_px - area.y.to_px > 70.0, "{area:?}");
        }
    }
}

#[test]
fn labels_of_a_small_panel_do_not_overlap() {
    for quantity in [Quantity::Accuracy, Quantity::Loss] {
        for (from, to, epochs) in [(0.0, 1.0, 40), (0.9123, 0.98, 1000), (0.0, 123_456.0, 3)] {
            let axes = SharedAxes {
                quantity,
                epochs,
                from,
                to,
                log: false,
            };
            let (svg, area) = drawn(&Panel {
                axes,
                ..panel(&[], &[])
            });
            let below = placed_texts(&svg)
                .into_iter()
                .filter(|(x, ..)| *x >= area.x.from_px);
            let ends: Vec<(f64, f64)> = below
                .map(|(x, size, text)| {
                    let half = text_metrics::width(text, size) / 2.0;
                    (x - half, x + half)
                })
                .collect();
            assert!(ends.len() >= 2, "{svg}");
            assert!(
                ends.windows(2).all(|pair| pair[0].1 < pair[1].0),
                "{ends:?}"
            );
            assert!(area.x.from_px < 110.0, "{area:?}");
        }
    }
}

#[test]
fn what_lies_beyond_the_axes_is_not_drawn_over_the_title() {
    let test = spread(&[0.2, 0.9, 0.3, 0.95], 0.02, 3);
    let axes = SharedAxes {
        from: 0.85,
        to: 0.92,
        ..AXES
    };
    let (svg, area) = drawn(&Panel {
        axes,
        ..panel(&[], &test)
    });
    let shapes = svg.lines().filter(|line| line.starts_with("<poly"));
    for points in shapes.map(|line| numbers(line, "points")) {
        for row in points.chunks(2).map(|point| point[1]) {
            assert!(
                row >= area.y.to_px - 2.0 && row <= area.y.from_px + 2.0,
                "{svg}"
            );
        }
    }
}
