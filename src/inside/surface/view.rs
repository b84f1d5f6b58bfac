//! The map of the loss around the weights.

use std::fmt::Write;

use super::{IMAGES, Kind, SIDE, Surface};
use crate::inside::html::{count, percent, short};

/// Bands of loss, each as much higher than the one before as the next is.
const BANDS: usize = 12;
/// Sides of the map.
const WIDTH: f64 = 360.0;
/// Points of a side of the table.
const FEW: usize = 5;

pub fn progress(surface: &Surface) -> String {
    let share = surface.losses.len() as f64 / (SIDE * SIDE) as f64;
    format!(
        r#"<p class="help" role="status">Working out the loss at {} points: {}. Another view or epoch ends it.</p>"#,
        count(SIDE * SIDE),
        percent(share, 0)
    )
}

pub fn map(surface: &Surface) -> String {
    let finite = || surface.losses.iter().copied().filter(|it| it.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(0.0, f64::max);
    // Losses may be 0, and are never below.
    let place = |loss: f64| libm::log((loss + 1e-6) / (low + 1e-6));
    let whole = place(high).max(1e-9);
    let band = |loss: f64| match loss.is_finite() {
        true => ((BANDS as f64 * place(loss) / whole) as usize).min(BANDS - 1),
        false => BANDS,
    };
    let middle = surface.plane.loss_at([0.0; 2]);
    let [across, up] = match &surface.kind {
        Kind::Random(_) => ["first direction", "second direction"],
        Kind::Path { .. } => ["first principal direction", "second principal direction"],
    };
    let said = format!(
        "Loss from {} to {} around the weights, where it is {}",
        short(low),
        short(high),
        short(middle)
    );
    format!(
        r#"<div class="inside-surface"><figure><svg viewBox="-52 -12 {} {}" role="img" aria-label="{said}"><svg class="bands" width="{WIDTH}" height="{WIDTH}" viewBox="0 0 {SIDE} {SIDE}" shape-rendering="crispEdges">{}</svg>{}{}<text x="{}" y="{}" text-anchor="middle">{across}</text><text transform="translate(-38 {}) rotate(-90)" text-anchor="middle">{up}</text></svg><figcaption>{}</figcaption></figure><div>{}{}</div></div>"#,
        WIDTH + 64.0,
        WIDTH + 52.0,
        bands(surface, band),
        axes(surface),
        marks(surface),
        WIDTH / 2.0,
        WIDTH + 34.0,
        WIDTH / 2.0,
        legend(low, whole),
        told(surface, &said),
        table(surface, [across, up]),
    )
}

/// The squares of each band, a row of equal ones as one.
fn bands(surface: &Surface, band: impl Fn(f64) -> usize) -> String {
    let mut paths = vec![String::new(); BANDS + 1];
    for (row, losses) in surface.losses.chunks(SIDE).enumerate() {
        let mut x = 0;
        while x < losses.len() {
            let found = band(losses[x]);
            let same = losses[x..].iter().take_while(|loss| band(**loss) == found);
            let length = same.count();
            // The first row is the lowest.
            let y = SIDE - 1 - row;
            // Writing to a text cannot fail.
            let _ = write!(paths[found], "M{x} {y}h{length}v1h-{length}z");
            x += length;
        }
    }
    let drawn = paths.iter().enumerate();
    let drawn = drawn.map(|(band, path)| format!(r#"<path class="band{band}" d="{path}"/>"#));
    drawn.collect()
}

fn axes(surface: &Surface) -> String {
    let [[left, right], [bottom, top]] = surface.ends.map(|ends| ends.map(short));
    let below = WIDTH + 16.0;
    format!(
        r#"<path class="axis" d="M0 0v{WIDTH}h{WIDTH}"/><text y="{below}">{left}</text><text x="{WIDTH}" y="{below}" text-anchor="end">{right}</text><text x="-6" y="10" text-anchor="end">{top}</text><text x="-6" y="{WIDTH}" text-anchor="end">{bottom}</text>"#
    )
}

/// Where a point of the plane lies on the map: its squares are around the points of the grid.
fn at(surface: &Surface, point: [f64; 2]) -> [f64; 2] {
    let square = WIDTH / SIDE as f64;
    let share = |axis: usize| {
        let [low, high] = surface.ends[axis];
        (point[axis] - low) / (high - low)
    };
    let along = |share: f64| square / 2.0 + share * (WIDTH - square);
    [along(share(0)), WIDTH - along(share(1))]
}

/// The path, and a cross where the weights are.
fn marks(surface: &Surface) -> String {
    let mut svg = String::new();
    if let Kind::Path { epochs, .. } = &surface.kind {
        let points = epochs.iter().map(|(_, point)| at(surface, *point));
        let line: Vec<String> = points.map(|[x, y]| format!("{x:.1} {y:.1}")).collect();
        let _ = write!(
            svg,
            r#"<path class="edge" d="M{0}"/><path class="path" d="M{0}"/>"#,
            line.join("L")
        );
        for (epoch, point) in epochs {
            let [x, y] = at(surface, *point);
            let _ = write!(
                svg,
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="3"><title>epoch {epoch}</title></circle>"#
            );
        }
        for (epoch, point) in epochs.first().into_iter().chain(epochs.last()) {
            let [x, y] = at(surface, *point);
            let (x, anchor) = if x > WIDTH / 2.0 {
                (x - 8.0, "end")
            } else {
                (x + 8.0, "start")
            };
            let _ = write!(
                svg,
                r#"<text class="on" x="{x:.1}" y="{:.1}" text-anchor="{anchor}">{epoch}</text>"#,
                y - 6.0
            );
        }
    }
    let [x, y] = at(surface, [0.0; 2]);
    let cross = format!("M{:.1} {y:.1}h16M{x:.1} {:.1}v16", x - 8.0, y - 8.0);
    let _ = write!(
        svg,
        r#"<path class="edge" d="{cross}"/><path class="cross" d="{cross}"/>"#
    );
    svg
}

/// Which loss a band begins with.
fn legend(low: f64, whole: f64) -> String {
    let from = |band: usize| {
        let share = band as f64 / BANDS as f64;
        ((low + 1e-6) * libm::exp(whole * share) - 1e-6).max(0.0)
    };
    let items = (0..BANDS).map(|band| {
        let said = if band % 3 == 0 { short(from(band)) } else { String::new() };
        format!(r#"<span><svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true"><path class="band{band}" d="M0 0h1v1h-1z"/></svg>{said}</span>"#)
    });
    format!(
        r#"<span class="inside-bands">{}</span> loss, each band as many times higher than the one before"#,
        items.collect::<String>()
    )
}

fn told(surface: &Surface, said: &str) -> String {
    let what = match &surface.kind {
        Kind::Random(seed) => format!(
            "Two random directions (seed {seed}), filter-normalized (Li et al. 2018): the change of each unit’s weights is as long as these are, so that 1 means as much for any network. Biases and normalizations stay. A wide, flat basin is what a run that learns well ends in; a narrow one with steep walls often comes of a rate that is too high, or of too large a batch."
        ),
        Kind::Path { share, .. } => format!(
            "The two directions in which the weights of the run’s epochs are spread most around these; {} of the squares of their distances lie in this plane, and what each epoch lies beside it is not seen. The path is that of the epochs, numbered at its ends. Distances are those of all weights and biases together; normalizations stay.",
            percent(*share, 1)
        ),
    };
    format!(
        r#"<p>{said} (cross).</p><p class="help">{what} The mean loss of {} of the images that it was validated on, always the same ones, without penalties.</p>"#,
        count(surface.plane.labels.len().min(IMAGES))
    )
}

/// Losses at a few points, for those who read numbers.
fn table(surface: &Surface, [across, up]: [&str; 2]) -> String {
    let places: Vec<usize> = (0..FEW).map(|at| at * (SIDE - 1) / (FEW - 1)).collect();
    let mut html = format!(
        r#"<div class="inside-scroll"><table class="health"><caption class="visually-hidden">Loss along the {across} (columns) and the {up} (rows)</caption><thead><tr><td></td>"#
    );
    for at in &places {
        let _ = write!(
            html,
            r#"<th scope="col">{}</th>"#,
            short(surface.place(*at)[0])
        );
    }
    html += "</tr></thead><tbody>";
    for row in places.iter().rev() {
        let up = surface.place(row * SIDE)[1];
        let _ = write!(html, r#"<tr><th scope="row">{}</th>"#, short(up));
        for column in &places {
            let loss = surface.losses.get(row * SIDE + column).copied();
            let _ = write!(html, "<td>{}</td>", short(loss.unwrap_or(f64::NAN)));
        }
        html += "</tr>";
    }
    html + "</tbody></table></div>"
}
