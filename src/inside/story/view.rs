//! Health over epochs or steps in the panel.

use std::fmt::Write;

use super::bins::Bins;
use super::chart::{Scale, heat, line, rows};
use super::{Along, Measured};
use crate::inside::film::Frame;
use crate::inside::health::{Health, MANY, UNEVEN, name};
use crate::inside::html::{count, percent, short};

/// Weights whose norm has grown so many times are driven apart.
const GROWN: f64 = 10.0;
/// Weights at the ends that a heat map leaves out.
const LEFT_OUT: f64 = 0.01;

type Drawn<'a> = (&'a Frame, &'a [Measured]);

/// The view of it.
///
/// - health: of the epoch that is looked at
/// - frames: how many the film has
pub fn view(
    drawn: &[Drawn],
    health: &Health,
    along: Along,
    shown: Option<usize>,
    frames: usize,
) -> String {
    let many = along.many();
    if drawn.len() < 2 {
        return format!(
            r#"<p class="help">Health over the {many} is drawn once there are two of them.</p>"#
        );
    }
    let of_all = |of: &dyn Fn(&Drawn, usize) -> Option<f64>| -> Vec<f64> {
        let layers = 0..health.layers.len();
        let numbers = layers.flat_map(|at| drawn.iter().filter_map(move |it| of(it, at)));
        numbers.collect()
    };
    let scales = [
        Scale::from_zero(of_all(&quiet).into_iter(), 2.0 * MANY),
        Scale::logarithmic(of_all(&gradient).into_iter()),
        Scale::logarithmic(of_all(&ratio).into_iter()),
    ];
    let mut html = format!(
        "<h3>Over the {many}</h3><p class=\"help\">{} of the {} {many} that are kept, each on {} of the same images; all layers by the same scales but for norms and weights; those of gradients and updates are logarithmic.</p>",
        count(drawn.len()),
        count(frames),
        super::IMAGES,
    );
    let hidden = health.layers.len() - 1;
    for at in 0..health.layers.len() {
        html += &layer(drawn, at, &name(at, hidden), along, scales, shown);
    }
    html + &sentences(drawn, along, hidden)
}

fn layer(
    drawn: &[Drawn],
    at: usize,
    name: &str,
    along: Along,
    scales: [Scale; 3],
    shown: Option<usize>,
) -> String {
    let points = |of: &dyn Fn(&Drawn, usize) -> Option<f64>| -> Vec<(usize, Option<f64>)> {
        drawn.iter().map(|it| (it.0.epoch, of(it, at))).collect()
    };
    let draw = |title: &str, of: &dyn Fn(&Drawn, usize) -> Option<f64>, scale, marked| {
        let points = points(of);
        // An activation that always passes something on has no units that are dead.
        match points.iter().any(|(_, number)| number.is_some()) {
            true => line(title, &points, along, scale, (marked, shown)),
            false => String::new(),
        }
    };
    let [of_quiet, of_gradient, of_ratio] = scales;
    // Layers differ in how many weights they have.
    let norms = drawn.iter().filter_map(|it| norm(it, at));
    let of_norm = Scale::from_zero(norms, 0.0);
    let mut html =
        format!(r#"<section class="inside-layer"><h4>{name}</h4><div class="inside-spreads">"#);
    html += &draw("Dead or saturated, share", &quiet, of_quiet, Some(MANY));
    html += &draw("Gradient norm", &gradient, of_gradient, None);
    html += &draw(
        &format!("Update / weight per {}", along.one()),
        &ratio,
        of_ratio,
        Some(along.still()),
    );
    html += &draw("Norm of the weights", &norm, of_norm, None);
    let weights: Vec<(usize, &Bins)> = drawn
        .iter()
        .filter_map(|(frame, layers)| Some((frame.epoch, &layers.get(at)?.weights)))
        .collect();
    let end = weights.iter().map(|(_, bins)| bins.range(LEFT_OUT));
    let end = end.fold(0.0, f64::max);
    let columns = weights
        .iter()
        .map(|(epoch, bins)| (*epoch, bins.shares(end, rows())));
    html += &heat("Weights by size", &columns.collect::<Vec<_>>(), along, end);
    html + "</div></section>"
}

fn quiet((_, layers): &Drawn, at: usize) -> Option<f64> {
    layers.get(at)?.quiet
}

fn gradient((_, layers): &Drawn, at: usize) -> Option<f64> {
    Some(layers.get(at)?.gradient)
}

fn norm((frame, _): &Drawn, at: usize) -> Option<f64> {
    Some(frame.moves.get(at)?.norm)
}

/// How far an epoch or a step has moved the weights, as a share of them.
fn ratio((frame, _): &Drawn, at: usize) -> Option<f64> {
    let moved = frame.moves.get(at)?;
    Some(moved.way? / moved.norm).filter(|it| it.is_finite())
}

/// What can be seen, and what to look for.
fn sentences(drawn: &[Drawn], along: Along, hidden: usize) -> String {
    let many = along.many();
    let mut said: Vec<String> = (0..=hidden)
        .flat_map(|at| seen(drawn, along, at, hidden))
        .collect();
    let of_layers = said.len();
    said.push(format!("<b>Dead or saturated</b> units that become more with the {many} are lost one after the other: a lower rate, or another initializer or activation, keeps them. More than {} of a layer (dashed) are worth a look.", percent(MANY, 0)));
    said.push(format!("<b>Gradient norms</b> fall while a run learns and stay within a few powers of ten of each other. A layer whose gradients are {} times smaller than another’s does not learn.", count(UNEVEN as usize)));
    said.push(along.about_updates());
    said.push(format!("<b>Norms</b> that grow without end, or {} times, come of too high a rate or too little regularization; norms that shrink to 0 of too much of it.", short(GROWN)));
    said.push("<b>Weights by size</b> are the stronger coloured the more of them there are; they widen from where the initializer has put them, and stay one hump. Two humps, or a line at the edge, point to units that run away or to a constraint.".to_owned());
    let items: String = said
        .iter()
        .enumerate()
        .map(|(at, it)| match at < of_layers {
            true => format!(r#"<li class="odd">{it}</li>"#),
            false => format!("<li>{it}</li>"),
        })
        .collect();
    let mut html = String::new();
    // Writing to a text cannot fail.
    let _ = write!(
        html,
        r#"<h4>What to look for over the {many}</h4><ul class="inside-hints">{items}</ul>"#
    );
    html
}

/// What is worth a look in a layer.
fn seen(drawn: &[Drawn], along: Along, at: usize, hidden: usize) -> Vec<String> {
    let one = along.one();
    let name = name(at, hidden);
    let mut said = Vec::new();
    let (Some(first), Some(last)) = (drawn.first(), drawn.last()) else {
        return said;
    };
    if let Some(share) = quiet(last, at).filter(|share| *share > MANY) {
        let since = drawn
            .iter()
            .rev()
            .take_while(|it| quiet(it, at).is_some_and(|it| it > MANY));
        let since = since.last().map_or(last.0.epoch, |it| it.0.epoch);
        said.push(format!("{name}: {} of its units are dead or saturated, and more than {} have been since {one} {since}.", percent(share, 0), percent(MANY, 0)));
    }
    let steepest = (0..=hidden)
        .filter_map(|at| gradient(last, at))
        .fold(0.0, f64::max);
    if gradient(last, at).is_some_and(|it| it * UNEVEN < steepest) {
        said.push(format!(
            "{name}: its gradients are less than a {}th of the largest ones.",
            count(UNEVEN as usize)
        ));
    }
    let latest = drawn
        .iter()
        .rev()
        .find_map(|it| Some((it.0.epoch, ratio(it, at)?)));
    if let Some((epoch, ratio)) = latest.filter(|(_, it)| *it < along.still() || *it > along.torn())
    {
        let what = match (ratio < along.still(), along) {
            (true, _) => "it stands still",
            (false, Along::Epochs) => "it was replaced",
            (false, Along::Steps) => "it was torn away",
        };
        said.push(format!(
            "{name}: in {one} {epoch} its weights have come by {} of their norm: {what}.",
            short(ratio)
        ));
    }
    if let (Some(then), Some(now)) = (norm(first, at), norm(last, at))
        && now > GROWN * then
        && then > 0.0
    {
        said.push(format!(
            "{name}: the norm of its weights has grown from {} to {}.",
            short(then),
            short(now)
        ));
    }
    said
}
