//! The charts of a figure in one picture.

use super::*;

fn picture(quantities: &[Quantity], curves: &[Curve], title: &str) -> String {
    let row = ChartRow {
        title,
        caption: "As it learns",
        quantities,
        curves,
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
