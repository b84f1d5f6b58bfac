//! Health in the panel.

use std::fmt::Write;

use super::histogram::figure;
use super::{FLAT, Health, LayerHealth, OFTEN, Quiet};
use crate::inside::html::{count, percent, short};

/// Weights spread wider than this make sums so large that an activation is at its end and a softmax is certain.
const WIDE: f64 = 1.0;
/// More units than this share that pass nothing on are worth a look.
pub const MANY: f64 = 0.25;
/// Gradients of one layer that are so many times another one's.
pub const UNEVEN: f64 = 1000.0;
/// An update of a layer by more than this share of its weights.
const TEAR: f64 = 0.1;
/// So many times the least is a variance that shows inputs of another kind.
const STRETCHED: f64 = 1e6;

/// The view of it.
///
/// - ratios: how far an update moves each layer's weights, as a share of them, where that is known
pub fn view(health: &Health, ratios: &[Option<f64>]) -> String {
    let mut html = format!(
        r#"<p class="help">Measured on {} of the images that it was validated on, always the same ones, as in an evaluation: dropout and noise are off, and batch normalization is by its moving statistics. Gradients are those of the mean loss, without penalties.</p>"#,
        count(health.images)
    );
    let hidden = health.layers.len() - 1;
    for (at, layer) in health.layers.iter().enumerate() {
        // Writing to a text cannot fail.
        let _ = write!(
            html,
            r#"<section class="inside-layer"><h3>{}</h3><div class="inside-spreads">{}{}{}</div></section>"#,
            title(at, hidden, layer),
            figure("Weights", &layer.weights, false),
            figure("Outputs", &layer.outputs, false),
            figure("Gradients, by size", &layer.gradients, true),
        );
    }
    html + &table(health, ratios) + &sentences(health)
}

/// "Layer 1: 32 units, relu".
fn title(at: usize, hidden: usize, layer: &LayerHealth) -> String {
    let units = match layer.units.len() {
        1 => "1 unit".to_owned(),
        units => format!("{} units", count(units)),
    };
    format!("{}: {units}, {}", name(at, hidden), layer.activation.name())
}

/// What a layer is called; the output layer comes after so many hidden ones.
pub fn name(at: usize, hidden: usize) -> String {
    match at == hidden {
        true => "Output layer".to_owned(),
        false => format!("Layer {}", at + 1),
    }
}

/// A number, marked where it is worth a look.
fn cell(number: &str, is_odd: bool) -> String {
    match is_odd {
        true => format!(
            r#"<td class="odd">{number} <span aria-hidden="true">!</span><span class="visually-hidden"> (worth a look)</span></td>"#
        ),
        false => format!("<td>{number}</td>"),
    }
}

fn table(health: &Health, ratios: &[Option<f64>]) -> String {
    let has_ratios = ratios.iter().any(Option::is_some);
    let has_norm = health.layers.iter().any(|layer| layer.norm.is_some());
    let norm = match has_norm {
        true => {
            r#"<th scope="col">Moving variance</th><th scope="col">Most / least</th><th scope="col">Below ε</th>"#
        }
        false => "",
    };
    let update = match has_ratios {
        true => r#"<th scope="col">Update / weight</th>"#,
        false => "",
    };
    let mut html = format!(
        r#"<div class="inside-scroll" tabindex="0" role="region" aria-label="Health by layer"><table class="health"><thead><tr><th scope="col">Layer</th><th scope="col">Weights: mean</th><th scope="col">spread</th><th scope="col">norm</th><th scope="col">Outputs: mean</th><th scope="col">spread</th><th scope="col">Gradient norm</th><th scope="col">Gradient / weight</th>{update}<th scope="col">Dead or saturated</th>{norm}</tr></thead><tbody>"#
    );
    let hidden = health.layers.len() - 1;
    let steepest = steepest(health);
    for (at, layer) in health.layers.iter().enumerate() {
        let is_faint = layer.gradient_norm * UNEVEN < steepest;
        let _ = write!(
            html,
            r#"<tr><th scope="row">{}</th><td>{}</td>{}<td>{}</td><td>{}</td><td>{}</td>{}<td>{}</td>"#,
            name(at, hidden),
            short(layer.weights.mean),
            cell(&short(layer.weights.deviation), is_spread_oddly(layer)),
            short(layer.weights.norm),
            short(layer.outputs.mean),
            short(layer.outputs.deviation),
            cell(&short(layer.gradient_norm), is_faint),
            short(layer.gradients.norm / layer.weights.norm),
        );
        if has_ratios {
            let ratio = ratios.get(at).copied().flatten().unwrap_or(f64::NAN);
            html += &cell(&short(ratio), ratio > TEAR);
        }
        html += &quiet(layer);
        if has_norm {
            html += &statistics(layer);
        }
        html += "</tr>";
    }
    html + "</tbody></table></div>"
}

fn steepest(health: &Health) -> f64 {
    let norms = health.layers.iter().map(|layer| layer.gradient_norm);
    norms.fold(0.0, f64::max)
}

fn is_spread_oddly(layer: &LayerHealth) -> bool {
    layer.weights.deviation == 0.0 || layer.weights.deviation > WIDE
}

fn quiet(layer: &LayerHealth) -> String {
    let (units, what) = match layer.quiet {
        Some(Quiet::Dead(units)) => (units, "dead"),
        Some(Quiet::Saturated(units)) => (units, "saturated"),
        None => return "<td>–</td>".to_owned(),
    };
    let share = units as f64 / layer.units.len() as f64;
    let text = format!("{} {what} ({})", count(units), percent(share, 0));
    cell(&text, share > MANY)
}

fn statistics(layer: &LayerHealth) -> String {
    let Some(found) = layer.norm else {
        return "<td>–</td><td>–</td><td>–</td>".to_owned();
    };
    let [least, most] = found.variances;
    format!(
        "<td>{} to {}</td>{}{}",
        short(least),
        short(most),
        cell(&short(most / least), most > STRETCHED * least),
        cell(&count(found.still), found.still > 0)
    )
}

/// What to look for, and by which thresholds.
fn sentences(health: &Health) -> String {
    let has = |is_it: fn(&Quiet) -> bool| {
        let quiet = health
            .layers
            .iter()
            .filter_map(|layer| layer.quiet.as_ref());
        quiet.filter(|it| is_it(it)).count() > 0
    };
    let mut said = vec![
        format!("<b>Weights</b> are one hump around 0. No spread at all means that all units of a layer are the same and stay so; a spread above {WIDE} (marked) drives activations to their ends."),
        "<b>Outputs</b> differ from image to image and from layer to layer by little. Outputs that shrink or grow with each layer point to initial weights that do not suit the activation.".to_owned(),
        format!("<b>Gradients</b> have about the same norm in all layers. One below a {}th of the largest (marked) hardly learns: gradients vanish on their way back.", count(UNEVEN as usize)),
        "<b>Gradient / weight</b>, times the learning rate of SGD (and by 1 − momentum), is update / weight, how far an update moves the weights: about a thousandth is common while a run learns, a ten-thousandth without having learned is a crawl, and more than a tenth (marked) tears up what was learned. Other optimizers scale their steps.".to_owned(),
    ];
    if has(|it| matches!(it, Quiet::Dead(_))) {
        said.push(format!("<b>Dead</b> is a unit of a ReLU that is 0 at each of these images: no gradient reaches its weights. Some are usual; more than {} (marked) are capacity that is lost, mostly to a rate too high.", percent(MANY, 0)));
    }
    if has(|it| matches!(it, Quiet::Saturated(_))) {
        said.push(format!("<b>Saturated</b> is a unit whose activation is flatter than {} of its steepest slope at {} of the images or more: hardly any gradient passes. More than {} of a layer are marked.", percent(FLAT, 0), percent(OFTEN, 0), percent(MANY, 0)));
    }
    if let Some(norm) = health.layers.iter().find_map(|layer| layer.norm) {
        said.push(format!("<b>Moving variance</b> is what an evaluation divides by. A unit below ε ({}) is divided by that instead, and hardly varies (marked); most / least above {} (marked) means units of very different scale.", short(norm.epsilon), short(STRETCHED)));
    }
    let items: String = said.iter().map(|it| format!("<li>{it}</li>")).collect();
    format!(r#"<h3>What to look for</h3><ul class="inside-hints">{items}</ul>"#)
}
