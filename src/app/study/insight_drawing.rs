//! From a study's results to charts.

use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::super::canvas::{Size, fit};
use crate::charts::{self, AxisScale, HeatMapArea, ParallelArea, Quantity, SliceArea, Theme};
use crate::state::Brushes;
use crate::state::studies::{HeatMap, Parallel, Slice, Spacing};

/// One hyperparameter: a line with error bars. `None` where there is nothing to draw on.
pub fn draw_slice(
    canvas: &HtmlCanvasElement,
    size: Size,
    slice: &Slice,
    colors: Theme,
) -> Option<SliceArea> {
    let ratio = fit(canvas, size, colors);
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    let area = with_slice(slice, colors, ratio, |chart| chart.draw(backend).ok())?;
    let points = area.points.iter().flatten().count();
    // A plain attribute's name is always taken.
    let _ = canvas.set_attribute("data-points", &points.to_string());
    Some(area)
}

/// A slice as it is to be drawn.
pub fn with_slice<T>(
    slice: &Slice,
    colors: Theme,
    ratio: f64,
    act: impl FnOnce(&charts::SliceChart) -> T,
) -> T {
    let swept = &slice.swept;
    let values = swept.labels.iter().zip(&swept.values).zip(&slice.points);
    let points: Vec<charts::SliceChartPoint> = values
        .map(|((label, value), point)| charts::SliceChartPoint {
            label,
            value: *value,
            spread: point.spread,
            seeds: &point.runs,
        })
        .collect();
    act(&charts::SliceChart {
        name: swept.row.key,
        scale: scale(swept.spacing),
        points: &points,
        quantity: Quantity::Accuracy,
        stretched: true,
        theme: colors,
        ratio,
    })
}

/// Two hyperparameters: a cell for each pair of values. `None` where there is nothing to draw on.
pub fn draw_heat_map(
    canvas: &HtmlCanvasElement,
    size: Size,
    map: &HeatMap,
    colors: Theme,
) -> Option<HeatMapArea> {
    let ratio = fit(canvas, size, colors);
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    // A canvas that cannot be drawn on shows nothing.
    with_heat_map(map, colors, ratio, |chart| chart.draw(backend).ok())
}

/// A heat map as it is to be drawn.
pub fn with_heat_map<T>(
    map: &HeatMap,
    colors: Theme,
    ratio: f64,
    act: impl FnOnce(&charts::HeatMapChart) -> T,
) -> T {
    act(&charts::HeatMapChart {
        x: charts::AxisValues {
            name: map.columns.row.key,
            values: &map.columns.labels,
        },
        y: charts::AxisValues {
            name: map.rows.row.key,
            values: &map.rows.labels,
        },
        cells: &map.cells,
        quantity: Quantity::Accuracy,
        theme: colors,
        ratio,
    })
}

/// Any number of hyperparameters: a line a setting, and the test accuracy as the last axis.
///
/// - lit: the setting whose line stands out
pub fn draw_parallel(
    canvas: &HtmlCanvasElement,
    size: Size,
    parallel: &Parallel,
    (brushes, lit): &(Brushes, Option<usize>),
    colors: Theme,
) -> Option<ParallelArea> {
    let ratio = fit(canvas, size, colors);
    let brush = |at: usize| brushes.range(at);
    let mut axes: Vec<charts::ParallelAxis> = Vec::new();
    for (at, swept) in parallel.axes.iter().enumerate() {
        axes.push(charts::ParallelAxis {
            name: swept.row.key,
            scale: scale(swept.spacing),
            categories: &swept.labels,
            brush: brush(at),
        });
    }
    axes.push(charts::ParallelAxis {
        name: "val_accuracy",
        scale: AxisScale::Linear,
        categories: &[],
        brush: brush(parallel.axes.len()),
    });
    let lines: Vec<Vec<f64>> = parallel
        .lines
        .iter()
        .map(|line| [line.values.as_slice(), &[line.val_accuracy]].concat())
        .collect();
    let lines: Vec<&[f64]> = lines.iter().map(Vec::as_slice).collect();
    let is_out = |at: &usize| !brushes.boxes(parallel.lines[*at].setting);
    let out: Vec<usize> = (0..lines.len()).filter(is_out).collect();
    let chart = charts::ParallelChart {
        axes: &axes,
        lines: &lines,
        out: &out,
        highlighted: lit.and_then(|lit| parallel.lines.iter().position(|it| it.setting == lit)),
        quantity: Quantity::Accuracy,
        theme: colors,
        ratio,
    };
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    chart.draw(backend).ok()
}

fn scale(spacing: Spacing) -> AxisScale {
    match spacing {
        Spacing::Linear => AxisScale::Linear,
        Spacing::Log => AxisScale::Log,
        Spacing::Names => AxisScale::Categories,
    }
}
