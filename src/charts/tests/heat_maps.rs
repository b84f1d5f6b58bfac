use super::*;

fn values(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

fn cell(mean: f64) -> Option<SampleStats> {
    let (sd, n) = (0.0012, 3);
    Some(SampleStats { mean, sd, n })
}

fn heat_map<'a>(
    x: &'a [String],
    y: &'a [String],
    cells: &'a [Option<SampleStats>],
) -> HeatMapChart<'a> {
    HeatMapChart {
        x: AxisValues {
            name: "n_nodes",
            values: x,
        },
        y: AxisValues {
            name: "n_layers",
            values: y,
        },
        cells,
        quantity: Quantity::Accuracy,
        theme: Theme::LIGHT,
        ratio: 1.0,
    }
}

fn drawn(map: &HeatMapChart, size: (u32, u32)) -> (String, HeatMapArea) {
    let mut text = String::new();
    let area = map.draw(SVGBackend::with_string(&mut text, size)).unwrap();
    (text, area)
}

/// Fills of the rectangles with this corner.
fn fills(svg: &str, region: Region) -> Vec<&str> {
    let corner = format!(
        "x=\"{}\" y=\"{}\"",
        region.left.round() + 1.0,
        region.top.round() + 1.0
    );
    lines(svg, &["<rect", &corner])
}

#[test]
fn each_pair_of_values_has_its_cell_with_mean_and_deviation() {
    let (x, y) = (values(&["128", "512"]), values(&["1", "2"]));
    let cells = [cell(0.93), cell(0.9477), cell(0.95), cell(0.9773)];
    let (svg, area) = drawn(&heat_map(&x, &y, &cells), (480, 320));
    let found = texts(&svg);
    for text in [
        "n_nodes", "n_layers", "128", "512", "1", "2", "93.00", "94.77", "97.73", "±0.12",
    ] {
        assert!(found.contains(&text), "{text}: {found:?}");
    }
    let ramp = Theme::LIGHT.ramp;
    for ((column, row), share) in [((0, 0), 0.0), ((1, 1), 1.0)] {
        let fill = ramp.at(share).css().to_uppercase();
        let cell = fills(&svg, area.cell(column, row));
        assert!(cell[0].contains(&fill), "{cell:?} {fill}");
    }
}

#[test]
fn a_pixel_leads_to_its_cell_and_back() {
    let (x, y) = (values(&["a", "b", "c"]), values(&["1", "2"]));
    let (_, area) = drawn(&heat_map(&x, &y, &[]), (480, 320));
    for (column, row) in [(0, 0), (2, 0), (1, 1), (2, 1)] {
        let (x, y) = area.cell(column, row).middle();
        assert_eq!(area.cell_at(x, y), Some((column, row)));
    }
    for (x, y) in [(0.0, 0.0), (f64::NAN, 100.0), (1e9, 100.0)] {
        assert_eq!(area.cell_at(x, y), None);
    }
}

#[test]
fn a_missing_cell_is_hatched_and_one_of_diverged_runs_has_a_cross() {
    let (x, y) = (values(&["a", "b", "c"]), values(&["1"]));
    let none = SampleStats::of([]);
    let of = |cells: &[Option<SampleStats>]| {
        let (svg, _) = drawn(&heat_map(&x, &y, cells), (480, 320));
        let count = |color: Color| polylines(&svg, color).len();
        (count(Theme::LIGHT.axis), count(Theme::LIGHT.ink))
    };
    let full = of(&[cell(0.9), cell(0.91), cell(0.92)]);
    assert_eq!(full, (0, 0));
    let (hatching, crosses) = of(&[cell(0.9), cell(0.91), None]);
    assert!(hatching > 5 && crosses == 0);
    assert_eq!(of(&[cell(0.9), cell(0.91)]), (hatching, crosses));
    assert_eq!(of(&[cell(0.9), cell(0.91), Some(none)]), (hatching, 2));
}

#[test]
fn the_best_cell_is_outlined_the_highest_accuracy_or_the_lowest_loss() {
    let (x, y) = (values(&["a", "b"]), values(&["1"]));
    let cells = [cell(0.1), cell(0.2)];
    for (quantity, best) in [(Quantity::Accuracy, 1), (Quantity::Loss, 0)] {
        let map = HeatMapChart {
            quantity,
            ..heat_map(&x, &y, &cells)
        };
        let (svg, area) = drawn(&map, (480, 320));
        let ink = Theme::LIGHT.ink.css().to_uppercase();
        let outlined = |column| {
            let bars = fills(&svg, area.cell(column, 0)).into_iter();
            bars.filter(|line| line.contains(&ink)).count() > 0
        };
        assert_eq!([outlined(0), outlined(1)], [best == 0, best == 1], "{svg}");
    }
}

#[test]
fn numbers_lose_decimals_and_then_vanish_as_cells_shrink() {
    let x: Vec<String> = (0..6).map(|at| at.to_string()).collect();
    let y = values(&["1", "2", "3"]);
    let cells = [cell(0.9773); 18];
    let shows = |size, number: &str| {
        let (svg, _) = drawn(&heat_map(&x, &y, &cells), size);
        texts(&svg).iter().filter(|text| **text == number).count()
    };
    assert_eq!(shows((600, 300), "97.73"), 18);
    assert_eq!(shows((600, 300), "±0.12"), 18);
    assert_eq!(shows((360, 300), "97.7"), 18);
    assert_eq!(shows((300, 300), "98"), 18);
    assert_eq!(shows((300, 60), "98"), 0);
}

#[test]
fn the_colour_bar_tells_its_ends() {
    let (x, y) = (values(&["a", "b"]), values(&["1"]));
    let (svg, _) = drawn(&heat_map(&x, &y, &[cell(0.9), cell(0.98)]), (480, 320));
    for text in ["90.0 %", "98.0 %", "accuracy"] {
        assert!(texts(&svg).contains(&text), "{text}: {svg}");
    }
    let (svg, _) = drawn(&heat_map(&x, &y, &[cell(0.9771), cell(0.9773)]), (480, 320));
    assert!(texts(&svg).contains(&"97.71 %"), "{svg}");
    let (svg, _) = drawn(&heat_map(&x, &y, &[]), (480, 320));
    assert!(!svg.contains('%'), "{svg}");
}

#[test]
fn long_names_of_values_stay_within_the_chart() {
    let long = "variance_scaling_truncated_normal_fan_average";
    let (x, y) = (values(&[long, long]), values(&[long]));
    let (svg, area) = drawn(&heat_map(&x, &y, &[cell(0.9), cell(0.98)]), (400, 300));
    assert!(area.plot.width() > 100.0, "{area:?}");
    assert!(!texts(&svg).contains(&long));
    assert!(
        texts(&svg)
            .iter()
            .any(|text| text.starts_with("variance") && text.ends_with('…'))
    );
}

#[test]
fn of_nothing_and_of_hundreds_of_cells_only_what_is_a_number_is_drawn() {
    let many: Vec<String> = (0..300).map(|at| format!("value {at}")).collect();
    let cells = vec![cell(0.5); 90_000];
    let odd = [
        cell(f64::NAN),
        cell(f64::INFINITY),
        cell(-f64::MAX),
        cell(f64::MAX),
    ];
    let pair = values(&["a", "b"]);
    for size in [(0, 0), (1, 1), (300, 200)] {
        for quantity in [Quantity::Accuracy, Quantity::Loss] {
            for map in [
                heat_map(&[], &[], &[]),
                heat_map(&[], &many, &odd),
                heat_map(&pair, &pair, &odd),
                heat_map(&many, &[], &[]),
            ] {
                let (svg, area) = drawn(&HeatMapChart { quantity, ..map }, size);
                assert_every_number_is_finite(&svg);
                let pointed = area.cell_at(60.0, 50.0);
                assert!(pointed.is_none_or(
                    |(column, row)| column < map.x.values.len() && row < map.y.values.len()
                ));
            }
        }
    }
    let (svg, _) = drawn(&heat_map(&many, &many, &cells), (300, 200));
    assert_every_number_is_finite(&svg);
}
