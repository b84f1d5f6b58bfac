//! What a worker says of a range test: rates as texts, and the loss over the rate as an SVG, whose colours are the page's.

use std::fmt::Write;

use crate::hyperparams::Value;
use crate::protocol::RangeAnswer;
use crate::training::{Proposal, RangeCurve};

/// The whole picture, and the box of its curve in it. On a phone it is about as wide as the page is.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 170.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 312.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 130.0;

/// The powers of ten of the first and the last rate.
const DECADES: (i32, i32) = (-6, 1);

/// What is drawn above the beginning, as a share of the fall: of a loss that explodes the beginning of that.
const ABOVE: f64 = 0.3;
const BELOW: f64 = 0.1;

/// - explanation: what came of it and why
pub fn answer(curve: &RangeCurve, explanation: String) -> RangeAnswer {
    let proposal = curve.proposal();
    RangeAnswer {
        proposed: proposal.map_or_else(Vec::new, |it| [it.rate, it.low, it.high].map(said).into()),
        svg: svg(curve, proposal),
        explanation,
    }
}

fn said(rate: f64) -> String {
    Value::Number(rate).to_string()
}

fn svg(curve: &RangeCurve, proposal: Option<Proposal>) -> String {
    let losses = Losses::of(curve);
    let label = match proposal {
        Some(it) => format!(
            "The loss over the learning rate: it begins to fall at {}, is lowest at {}; {} is proposed",
            said(it.low),
            said(it.high),
            said(it.rate)
        ),
        None => "The loss over the learning rate: no rate is proposed".to_owned(),
    };
    let mut svg =
        format!(r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">"#);
    svg += &axes(&losses);
    svg += &proposal.map(proposed).unwrap_or_default();
    svg += &losses.dots(curve.losses());
    svg += &losses.line(curve.smoothed());
    svg + "</svg>"
}

/// The losses that the picture has room for.
struct Losses {
    low: f64,
    high: f64,
}

impl Losses {
    fn of(curve: &RangeCurve) -> Self {
        let smoothed = curve.smoothed();
        let bounds = |losses: &[f64]| {
            let start = (f64::INFINITY, f64::NEG_INFINITY);
            let wider = |(low, high): (f64, f64), loss: &f64| (low.min(*loss), high.max(*loss));
            losses.iter().fold(start, wider)
        };
        let Some(&first) = smoothed.first() else {
            return Self {
                low: 0.0,
                high: 1.0,
            };
        };
        let (low, high) = bounds(smoothed);
        let fall = first - low;
        // Of one that never falls all is drawn; a flat one lies in the middle.
        let span = if fall > 0.0 {
            fall
        } else {
            (high - low).max(1e-3)
        };
        Self {
            low: low - BELOW * span,
            high: if fall > 0.0 {
                first + ABOVE * span
            } else {
                high + BELOW * span
            },
        }
    }

    fn y(&self, loss: f64) -> f64 {
        let share = (loss - self.low) / (self.high - self.low);
        BOTTOM - share.min(1.0) * (BOTTOM - TOP)
    }

    fn line(&self, smoothed: &[f64]) -> String {
        let mut points = String::new();
        for (update, loss) in smoothed.iter().enumerate() {
            let (x, y) = (x(RangeCurve::rate(update)), self.y(*loss));
            // Writing to a text cannot fail.
            let _ = write!(points, "{x:.1},{y:.1} ");
        }
        format!(r#"<polyline points="{}"/>"#, points.trim_end())
    }

    /// A dot for each loss that there is room for.
    fn dots(&self, losses: &[f64]) -> String {
        let mut path = String::new();
        for (update, loss) in losses.iter().enumerate() {
            if (self.low..=self.high).contains(loss) {
                let (x, y) = (x(RangeCurve::rate(update)), self.y(*loss));
                // Writing to a text cannot fail.
                let _ = write!(path, "M{x:.1} {y:.1}h0");
            }
        }
        format!(r#"<path class="dots" d="{path}"/>"#)
    }
}

fn x(rate: f64) -> f64 {
    let (first, last) = (f64::from(DECADES.0), f64::from(DECADES.1));
    LEFT + (rate.log10() - first) / (last - first) * (RIGHT - LEFT)
}

/// The frame, the rates below it and two losses beside it.
fn axes(losses: &Losses) -> String {
    let mut axes = format!(r#"<path class="axes" d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}"#);
    let decades = || (DECADES.0..=DECADES.1).map(|decade| 10_f64.powi(decade));
    for rate in decades() {
        // Writing to a text cannot fail.
        let _ = write!(axes, "M{:.1} {BOTTOM}v4", x(rate));
    }
    axes += r#""/>"#;
    for rate in decades().step_by(2) {
        axes += &text(x(rate), BOTTOM + 16.0, "middle", &said(rate));
    }
    axes += &text(
        (LEFT + RIGHT) / 2.0,
        BOTTOM + 34.0,
        "middle",
        "learning rate",
    );
    let span = losses.high - losses.low;
    for share in [0.1, 0.9] {
        let loss = losses.low + share * span;
        axes += &text(LEFT - 4.0, losses.y(loss) + 4.0, "end", &short(loss));
    }
    axes + &text(LEFT - 4.0, TOP - 6.0, "end", "loss")
}

/// A loss in as few letters as there is room for.
fn short(loss: f64) -> String {
    match loss.abs() {
        10_000.0.. => format!("{loss:.0e}"),
        100.0.. => format!("{loss:.0}"),
        10.0.. => format!("{loss:.1}"),
        _ => format!("{loss:.2}"),
    }
}

/// The range, and the proposed rate in it.
fn proposed(Proposal { rate, low, high }: Proposal) -> String {
    let (from, to, at) = (x(low), x(high), x(rate));
    let band = format!(
        r#"<rect class="band" x="{from:.1}" y="{TOP}" width="{:.1}" height="{}"/>"#,
        to - from,
        BOTTOM - TOP
    );
    let line = format!(r#"<path class="rate" d="M{at:.1} {TOP}V{BOTTOM}"/>"#);
    band + &line + &text(at, TOP - 6.0, "middle", &said(rate))
}

fn text(x: f64, y: f64, anchor: &str, words: &str) -> String {
    format!(r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{words}</text>"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(loss: impl Fn(usize) -> f64) -> RangeCurve {
        let mut curve = RangeCurve::default();
        (0..75).for_each(|update| curve.add(loss(update)));
        curve
    }

    #[test]
    fn what_is_proposed_is_said_and_drawn() {
        let falling = curve(|update| if update < 37 { 2.0 } else { 1.0 });
        let answer = answer(&falling, "So.".to_owned());
        assert_eq!(answer.proposed, ["1", "0.003", "10"]);
        assert_eq!(answer.explanation, "So.");
        let svg = &answer.svg;
        assert!(
            svg.contains("1 is proposed") && svg.contains(r#"class="rate" d="M272.3 "#),
            "{svg}"
        );
        let points = svg.split("points=\"").nth(1).unwrap();
        let points = points.split('"').next().unwrap();
        assert_eq!(points.split(' ').count(), 75, "a point an update: {points}");
    }

    #[test]
    fn where_nothing_is_proposed_the_curve_is_there_all_the_same() {
        for flat in [
            curve(|_| 2.0),
            curve(|_| 0.0),
            curve(|update| update as f64 / 1e3),
        ] {
            let answer = answer(&flat, String::new());
            assert!(answer.proposed.is_empty());
            assert!(answer.svg.contains("<polyline") && !answer.svg.contains("band"));
            assert!(!answer.svg.contains("NaN"), "{}", answer.svg);
        }
        let none = answer(&RangeCurve::default(), String::new()).svg;
        assert!(!none.contains("NaN") && !none.contains("inf"), "{none}");
    }

    #[test]
    fn an_exploding_loss_leaves_the_fall_its_room() {
        let valley = curve(|update| {
            if update < 37 {
                2.0
            } else if update < 60 {
                1.0
            } else {
                1e6
            }
        });
        let svg = answer(&valley, String::new()).svg;
        let points = svg.split("points=\"").nth(1).unwrap();
        let heights: Vec<f64> = points
            .split('"')
            .next()
            .unwrap()
            .split(' ')
            .map(|point| point.split_once(',').unwrap().1.parse().unwrap())
            .collect();
        assert!(heights[59] > 110.0, "{heights:?}");
        assert_eq!(*heights.last().unwrap(), TOP);
    }
}
