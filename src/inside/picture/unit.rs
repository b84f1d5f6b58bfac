//! One unit, enlarged.

use std::fmt::Write;

use super::net::{column_of, pass};
use super::{Picture, Scene, weights};
use crate::inside::health::UnitHealth;
use crate::inside::html::{count, digit, short};

/// Connections that are named.
const NAMED: usize = 5;

pub fn enlarged(picture: &Picture, scene: &Scene<'_>) -> String {
    let layers = scene.run.network.layers();
    let found = scene.health.layers.get(picture.layer);
    let found = found.and_then(|layer| layer.units.get(picture.unit));
    let (Some(unit), Some(layer)) = (found, layers.get(picture.layer)) else {
        return String::new();
    };
    let Some((pass, label)) = pass(picture, scene) else {
        return String::new();
    };
    let is_last = picture.layer + 1 == layers.len();
    let title = match is_last {
        true => format!("Output for the digit {}", picture.unit),
        false => format!("Layer {}, unit {}", picture.layer + 1, picture.unit + 1),
    };
    let weights = column_of(layer, picture.unit);
    let output = pass.layers[picture.layer].outputs[picture.unit];
    let looks = match picture.layer {
        0 => format!(
            r#"<figure><svg class="digit" viewBox="0 0 28 28" role="img" aria-label="The weights of its pixels">{}</svg><figcaption class="help">what it looks for: weights up to ±{}</figcaption></figure>"#,
            weights::image(&weights),
            short(
                weights
                    .iter()
                    .fold(0.0, |most, it| f64::max(most, f64::from(it.abs())))
            )
        ),
        _ => inputs(&weights, &pass.layers[picture.layer - 1].outputs),
    };
    format!(
        r#"<h3>{title}</h3><div class="inside-enlarged"><div>{looks}</div><ul class="inside-hints"><li>On this {label} it gives <b>{}</b>; on average over {} images {}.</li><li>The gradient of the loss by its weights has the norm <b>{}</b>.</li><li>{}</li></ul></div>{}"#,
        short(output),
        count(scene.health.images),
        short(unit.mean),
        short(unit.gradient),
        quiet(unit),
        excited(unit, scene)
    )
}

fn quiet(unit: &UnitHealth) -> &'static str {
    match unit.is_quiet {
        true => "It is <b>dead</b> or saturated: hardly any gradient passes it at any of them.",
        false => "It is alive: at some of them a gradient passes it.",
    }
}

/// The connections that count most on this digit.
fn inputs(weights: &[f32], sources: &[f64]) -> String {
    let strengths = weights.iter().zip(sources).enumerate();
    let mut strengths: Vec<(usize, f64, f64)> = strengths
        .map(|(from, (weight, source))| (from, f64::from(*weight), *source))
        .collect();
    let strength = |it: &(usize, f64, f64)| (it.1 * it.2).abs();
    strengths.sort_by(|one, other| strength(other).total_cmp(&strength(one)));
    let mut html = r#"<p>Its strongest connections on this digit, weight × activity:</p><ul class="inside-hints">"#.to_owned();
    for (from, weight, source) in strengths.iter().take(NAMED) {
        // Writing to a text cannot fail.
        let _ = write!(
            html,
            "<li>from unit {}: {} × {} = {}</li>",
            from + 1,
            short(*weight),
            short(*source),
            short(weight * source)
        );
    }
    html + "</ul>"
}

/// The images at which it gives most.
fn excited(unit: &UnitHealth, scene: &Scene<'_>) -> String {
    let mut html = format!(
        r#"<h3>What excites it most, of {} images</h3><ul class="digits">"#,
        count(scene.health.images)
    );
    for (at, output) in &unit.excited {
        if let (Some(image), Some(label)) = (scene.images.image(*at), scene.images.labels.get(*at))
        {
            let _ = write!(
                html,
                r#"<li>{}<p>a <b>{label}</b>, number {}<br>{}</p></li>"#,
                digit(image),
                at + 1,
                short(*output)
            );
        }
    }
    html + "</ul>"
}
