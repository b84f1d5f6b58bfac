//! Whether a network is right as often as it says to be sure: the reliability diagram and the expected calibration error of
//! Guo et al., "On Calibration of Modern Neural Networks" (2017).

use std::fmt::Write;

use super::html::{count, percent};
use super::judged::Judged;
use super::mistakes::Looked;
use super::network::Network;

/// Even bins from 0 to 1, as in the paper's figures.
const BINS: usize = 10;

/// Images of which the network is about as sure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bin {
    images: usize,
    right: usize,
    /// The sum of how sure it is of each.
    sure: f64,
}

impl Bin {
    fn mean(self) -> f64 {
        self.sure / self.images.max(1) as f64
    }

    fn accuracy(self) -> f64 {
        self.right as f64 / self.images.max(1) as f64
    }
}

/// - images: how sure the network is of each, 0 to 1, and whether it is right
fn bins(images: impl Iterator<Item = (f32, bool)>) -> [Bin; BINS] {
    let mut bins = [Bin::default(); BINS];
    for (sure, is_right) in images {
        // The highest bin holds 1, too; a cast of a float stops at the ends of the range.
        let bin = &mut bins[((sure * BINS as f32) as usize).min(BINS - 1)];
        bin.images += 1;
        bin.right += usize::from(is_right);
        bin.sure += f64::from(sure);
    }
    bins
}

/// The mean distance between how sure the network is and how often it is right, over all images.
fn expected_error(bins: &[Bin; BINS]) -> f64 {
    let all: usize = bins.iter().map(|bin| bin.images).sum();
    let gap = |bin: &Bin| bin.images as f64 * (bin.accuracy() - bin.mean()).abs();
    bins.iter().map(gap).sum::<f64>() / all.max(1) as f64
}

/// The bins of all images; nothing where a network's outputs are no probabilities.
fn of_all(network: &Network, judged: &Judged) -> Option<[Bin; BINS]> {
    network.probabilities(judged.said.first()?)?;
    let sure = judged.sure.iter().enumerate();
    Some(bins(sure.map(|(at, sure)| (*sure, judged.is_right(at)))))
}

/// The expected calibration error, 0 to 1, over ten bins; nothing where a network's outputs are no probabilities.
pub fn calibration_error(network: &Network, judged: &Judged) -> Option<f64> {
    of_all(network, judged).map(|bins| expected_error(&bins))
}

/// The view of it.
pub fn view(run: &Looked) -> String {
    let judged = &run.judged;
    let Some(bins) = of_all(&run.network, judged) else {
        return r#"<p class="help">The outputs of this network are no probabilities, so it does not say how sure it is: that needs softmax as output activation, or a cross-entropy from logits.</p>"#
            .to_owned();
    };
    let total: f64 = bins.iter().map(|bin| bin.sure).sum();
    let (mean, accuracy) = (total / judged.sure.len().max(1) as f64, judged.accuracy());
    let error = expected_error(&bins);
    format!(
        r#"<p class="inside-lead">Sure by {} on average and right in {}: {}. Expected calibration error {}.</p><div class="inside-calibration"><div class="inside-reliability">{}</div>{}</div><p class="help">On the dashed line a network is right as often as it says to be sure; bars below it mean too sure of itself, bars above it too hesitant. Label smoothing, dropout and weight decay make it less sure; training on after the loss has stopped falling makes it surer.</p>"#,
        percent(mean, 2),
        percent(accuracy, 2),
        verdict(mean - accuracy),
        percent(error, 2),
        diagram(&bins),
        table(&bins)
    )
}

/// A point of a percent is less than what a few hundred images tell.
fn verdict(excess: f64) -> &'static str {
    match excess {
        _ if excess > 0.01 => "too sure of itself",
        _ if excess < -0.01 => "too hesitant",
        _ => "about as sure as it should be",
    }
}

/// The box of the diagram, 200 by 200 from this corner.
const LEFT: f64 = 40.0;
const TOP: f64 = 8.0;
const SIZE: f64 = 200.0;

fn diagram(bins: &[Bin; BINS]) -> String {
    let mut svg = r#"<svg viewBox="0 0 260 250" role="img" aria-label="How often the network is right, over how sure it is; the numbers are in the table">"#.to_owned();
    let width = SIZE / BINS as f64;
    for (at, bin) in bins.iter().enumerate().filter(|(_, bin)| bin.images > 0) {
        let height = bin.accuracy() * SIZE;
        // Writing to a text cannot fail.
        let _ = write!(
            svg,
            r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{height:.1}"/>"#,
            LEFT + at as f64 * width + 1.0,
            TOP + SIZE - height,
            width - 2.0
        );
    }
    let (right, bottom) = (LEFT + SIZE, TOP + SIZE);
    let _ = write!(
        svg,
        r#"<path class="axis" d="M{LEFT} {TOP}V{bottom}H{right}"/><path class="even" d="M{LEFT} {bottom}L{right} {TOP}"/>"#
    );
    for (share, label) in [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")] {
        let (x, y) = (LEFT + share * SIZE, bottom - share * SIZE + 4.0);
        let _ = write!(
            svg,
            r#"<text x="{x}" y="{}" text-anchor="middle">{label}</text><text x="{}" y="{y}" text-anchor="end">{label}</text>"#,
            bottom + 16.0,
            LEFT - 5.0
        );
    }
    let _ = write!(
        svg,
        r#"<text x="{}" y="{}" text-anchor="middle">how sure it is</text>"#,
        LEFT + SIZE / 2.0,
        bottom + 34.0
    );
    svg + "</svg>"
}

fn table(bins: &[Bin; BINS]) -> String {
    let mut html = r#"<table class="reliability"><thead><tr><th scope="col">Sure</th><th scope="col">Images</th><th scope="col">Right</th></tr></thead><tbody>"#.to_owned();
    for (at, bin) in bins.iter().enumerate().filter(|(_, bin)| bin.images > 0) {
        let _ = write!(
            html,
            r#"<tr><th scope="row">{} to {} %</th><td>{}</td><td>{}</td></tr>"#,
            at * BINS,
            (at + 1) * BINS,
            count(bin.images),
            percent(bin.accuracy(), 1)
        );
    }
    html + "</tbody></table>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_mean_distance_of_the_bins_from_the_line() {
        // Four of which it is sure by 0.9 and three right; two by 0.25, none right; one by 1, which is right.
        let images = [
            (0.9, true),
            (0.9, true),
            (0.9, true),
            (0.9, false),
            (0.25, false),
            (0.25, false),
            (1.0, true),
        ];
        let bins = bins(images.into_iter());
        assert_eq!(bins[9].images, 5, "1 is in the last bin");
        assert_eq!(bins[2].images, 2);
        // |4/5 − 0.92| · 5/7 + |0 − 0.25| · 2/7
        let expected = (0.12 * 5.0 + 0.25 * 2.0) / 7.0;
        assert!((expected_error(&bins) - expected).abs() < 1e-6);
    }

    #[test]
    fn a_percent_more_or_less_is_no_verdict() {
        assert_eq!(verdict(0.02), "too sure of itself");
        assert_eq!(verdict(-0.02), "too hesitant");
        assert_eq!(verdict(0.005), "about as sure as it should be");
    }
}
