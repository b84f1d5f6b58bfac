//! The charts of a figure in one picture.

use super::*;

fn picture(quantities: &[Quantity], curves: &[Curve], title: &str) -> String {
    let row = ChartRow {
        title,
        caption: "As it learns",
        quantities,
        curves,
        chart: (480.0, 300.0),
        held_out: "test",
        theme: Theme::LIGHT,
        ratio: 1.0,
    };
    crate::charts::svg(row.size(), title, |backend, ratio| {
        ChartRow { ratio, ..row }.draw(backend)
    })
}

#[test]
fn accuracy_and_loss_stand_side_by_side_with_their_axes_named_and_all_runs_in_each() {
    let (one, other) = (history(&[0.5, 0.9]), history(&[0.4, 0.8]));
    let curves = [curve("Run 1", 0, &one), curve("Run 2", 1, &other)];
    let both = picture(&[Quantity::Accuracy, Quantity::Loss], &curves, "Two runs");
    assert!(both.contains("<title>Two runs</title>"));
    for text in [
        "Two runs",
        "As it learns",
        "Run 1",
        "Run 2",
        "test",
        "training",
        "accuracy",
        "loss",
        "0 %",
        "100 %",
    ] {
        assert!(both.contains(&format!(">{text}</text>")), "{text}: {both}");
    }
    assert_eq!(both.matches(">epoch</text>").count(), 2);
    let color = |run: usize| Theme::LIGHT.run(run).css();
    for run in [0, 1] {
        assert!(both.contains(&color(run)), "{run}: each has its colour");
    }
    let one = picture(&[Quantity::Loss], &curves, "");
    assert_eq!(one.matches(">epoch</text>").count(), 1);
    assert_every_number_is_finite(&both);
}

#[test]
fn a_legend_has_its_runs_dashes() {
    let none = History::default();
    // Runs take colours in turn, and then dashes.
    let again = Theme::LIGHT.runs.len();
    assert_eq!(Theme::LIGHT.run(again), Theme::LIGHT.run(0));
    let samples = |color: usize| {
        let curves = [curve("Run", color, &none)];
        let picture = picture(&[Quantity::Accuracy], &curves, "");
        let stroke = format!("stroke=\"{}\"", Theme::LIGHT.run(color).css());
        picture.matches(&stroke).count()
    };
    assert_eq!(samples(0), 1);
    assert!(samples(again) > 1, "{}", samples(again));
}

#[test]
fn words_alone_leave_the_place_of_a_chart_free() {
    let row = ChartRow {
        title: "A heat map",
        caption: "Of two hyperparameters",
        quantities: &[],
        curves: &[],
        chart: (720.0, 400.0),
        held_out: "test",
        theme: Theme::LIGHT,
        ratio: 2.0,
    };
    let (wide, high) = row.size();
    let place = row.place();
    assert_eq!((place.width(), place.height()), (1440.0, 800.0));
    assert!(place.top > 0.0 && place.bottom < 2.0 * f64::from(high));
    assert!(place.left > 0.0 && place.right < 2.0 * f64::from(wide));
    let picture = crate::charts::svg(row.size(), "", |backend, ratio| {
        ChartRow { ratio, ..row }.draw(backend)
    });
    for text in ["A heat map", "Of two hyperparameters"] {
        assert!(picture.contains(&format!(">{text}</text>")), "{picture}");
    }
    assert_eq!(picture.matches("</text>").count(), 2, "{picture}");
}

#[test]
fn penalties_are_named_where_they_are_drawn() {
    let plain = history(&[0.5, 0.9]);
    let mut penalized = plain.clone();
    penalized.epochs[1].penalty = Some(0.1);
    let is_named = |quantity, history: &History| {
        picture(&[quantity], &[curve("Run 1", 0, history)], "").contains(">penalty</text>")
    };
    assert!(is_named(Quantity::Loss, &penalized));
    assert!(!is_named(Quantity::Loss, &plain) && !is_named(Quantity::Accuracy, &penalized));
}
