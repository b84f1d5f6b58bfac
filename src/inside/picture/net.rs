//! All units of the network at one digit.

use std::fmt::Write;

use super::plan::{DIGIT, Plan};
use super::{Picture, Scene, weights};
use crate::dataset::CLASSES;
use crate::hyperparams::Activation;
use crate::inside::backward::Pass;
use crate::inside::html::{percent, shades, short};
use crate::inside::network::Layer;

/// Connections between two layers that are drawn.
const STRONGEST: usize = 40;
/// The side of a unit's image.
const TILE: f64 = 22.0;

/// Everything as SVG.
pub fn drawn(picture: &Picture, scene: &Scene<'_>) -> String {
    let plan = Plan::of(&scene.health.layers);
    let Some((pass, label)) = pass(picture, scene) else {
        return String::new();
    };
    let layers = scene.run.network.layers();
    let (width, height) = (plan.width(), plan.height());
    let mut svg = format!(
        r#"<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" aria-hidden="true">"#,
    );
    svg += &input(picture, scene, &plan, label);
    for (at, layer) in layers.iter().enumerate().skip(1) {
        svg += &connections(&plan, at, layer, &pass.layers[at - 1].outputs);
    }
    for (at, layer) in layers.iter().enumerate() {
        svg += &column(picture, scene, &plan, at, layer, &pass.layers[at].outputs);
    }
    svg + "</svg>"
}

/// What the layers come to at the digit that is chosen, and which digit that is.
pub fn pass(picture: &Picture, scene: &Scene<'_>) -> Option<(Pass, u8)> {
    let (pixels, labels) = scene.images.at(&[picture.image]);
    let label = *labels.first()?;
    Some((Pass::new(&scene.run.network, &pixels, &labels), label))
}

fn input(picture: &Picture, scene: &Scene<'_>, plan: &Plan, label: u8) -> String {
    let top = (plan.height() - DIGIT) / 2.0;
    let image = scene.images.image(picture.image).unwrap_or_default();
    format!(
        r#"<g class="ink" transform="translate(0 {top}) scale({})">{}</g><rect class="frame" y="{top}" width="{DIGIT}" height="{DIGIT}"/><text x="{}" y="{}" text-anchor="middle">a {label}</text>"#,
        DIGIT / 28.0,
        shades(image),
        DIGIT / 2.0,
        top + DIGIT + 16.0
    )
}

/// The strongest connections into a layer, the strongest last, so that they lie on top.
fn connections(plan: &Plan, at: usize, layer: &Layer<'_>, sources: &[f64]) -> String {
    let mut all = Vec::new();
    for (from, source) in sources.iter().enumerate().take(plan.shown(at - 1)) {
        let weights = layer.dense.kernel.chunks_exact(layer.dense.units).nth(from);
        let weights = weights.unwrap_or_default();
        for (to, weight) in weights.iter().enumerate().take(plan.shown(at)) {
            all.push((f64::from(*weight) * source, from, to));
        }
    }
    all.sort_by(|one, other| one.0.abs().total_cmp(&other.0.abs()));
    let strongest = all.last().map_or(0.0, |it| it.0.abs());
    let mut svg = String::new();
    let from = all.len().saturating_sub(STRONGEST);
    for (strength, from, to) in &all[from..] {
        let share = strength.abs() / strongest;
        if share > 0.0 {
            let ([x1, y1], [x2, y2]) = (plan.place(at - 1, *from), plan.place(at, *to));
            let class = if *strength > 0.0 { "plus" } else { "minus" };
            // Writing to a text cannot fail.
            let _ = write!(
                svg,
                r#"<path class="{class}" opacity="{:.2}" stroke-width="{:.1}" d="M{x1} {y1:.1}L{x2} {y2:.1}"/>"#,
                0.2 + 0.6 * share,
                0.5 + 2.0 * share
            );
        }
    }
    svg
}

fn column(
    picture: &Picture,
    scene: &Scene<'_>,
    plan: &Plan,
    at: usize,
    layer: &Layer<'_>,
    outputs: &[f64],
) -> String {
    let is_last = at + 1 == plan.layers();
    let [x, _] = plan.place(at, 0);
    let name = match is_last {
        true => "output".to_owned(),
        false => format!("layer {}: {}", at + 1, layer.activation.kind().name()),
    };
    let mut svg = format!(r#"<text x="{x}" y="14" text-anchor="middle">{name}</text>"#);
    let most = outputs.iter().copied().map(f64::abs).fold(0.0, f64::max);
    for (unit, output) in outputs.iter().enumerate().take(plan.shown(at)) {
        let [x, y] = plan.place(at, unit);
        let is_chosen = (picture.layer, picture.unit) == (at, unit);
        let is_dead = scene.health.layers[at].units[unit].is_quiet;
        let class = match (is_chosen, is_dead) {
            (true, true) => "unit chosen dead",
            (true, false) => "unit chosen",
            (false, true) => "unit dead",
            (false, false) => "unit",
        };
        let sign = if *output < 0.0 { "minus" } else { "plus" };
        let share = if most > 0.0 { output.abs() / most } else { 0.0 };
        let tile = match at {
            0 => format!(
                r#"<g class="tile" transform="translate({:.1} {:.1}) scale({:.4})">{}<rect class="frame" width="28" height="28"/></g>"#,
                x - 12.0 - TILE,
                y - TILE / 2.0,
                TILE / 28.0,
                weights::image(&column_of(layer, unit))
            ),
            _ => String::new(),
        };
        let _ = write!(
            svg,
            r#"<g class="{class}"><title>{}</title>{tile}<circle class="hole" cx="{x}" cy="{y:.1}" r="7"/><circle class="{sign}" opacity="{share:.2}" cx="{x}" cy="{y:.1}" r="6"/></g>"#,
            told(at, unit, *output, is_last)
        );
        if is_last && unit < CLASSES {
            let _ = write!(
                svg,
                r#"<text class="said" x="{}" y="{:.1}">{unit}<tspan dx="8">{}</tspan></text>"#,
                x + 14.0,
                y + 4.0,
                of_digit(scene, *output)
            );
        }
    }
    svg
}

/// An output of a network as it is meant.
fn of_digit(scene: &Scene<'_>, output: f64) -> String {
    let is_share = scene.run.network.output_activation() == Activation::Softmax;
    if is_share {
        percent(output, 1)
    } else {
        short(output)
    }
}

/// "Layer 1, unit 3: 0.52".
fn told(at: usize, unit: usize, output: f64, is_last: bool) -> String {
    match is_last {
        true => format!("Output for the digit {unit}: {}", short(output)),
        false => format!("Layer {}, unit {}: {}", at + 1, unit + 1, short(output)),
    }
}

/// The weights of a unit, `[inputs]`.
pub fn column_of(layer: &Layer<'_>, unit: usize) -> Vec<f32> {
    let rows = layer.dense.kernel.chunks_exact(layer.dense.units);
    rows.filter_map(|row| row.get(unit)).copied().collect()
}
