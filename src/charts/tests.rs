//! Charts as SVG text. What the tests share is here, and each kind of chart has a file of its own.

mod chart_rows;
mod curves;
mod figures;
mod heat_maps;
mod panels;
mod parallels;
mod pointing;
mod slices;

use plotters::prelude::SVGBackend;

use super::*;
use crate::metrics::{Along, BandPoint, EpochMetrics, History, SampleStats, StepMetrics};

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
                penalty: None,
                val_penalty: None,
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
        along: Along::Epochs,
        reach: 1.0,
        marks: EpochMarks::default(),
        is_pale: false,
        is_rounded: false,
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
        planned: 10,
        zoom: false,
        log: false,
        log_x: false,
        smoothing: 0.0,
        window: None,
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
