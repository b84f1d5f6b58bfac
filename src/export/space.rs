//! What is tried: a grid, settings one by one, or draws from distributions.

use super::Tuner;
use crate::hyperparams::Kind;
use crate::hyperparams::keras::literal;
use crate::hyperparams::python::Code;
use crate::study::{Distribution, Plan, Sampler, Setting, Values};

/// How a script comes by its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// The tuner's own grid.
    Grid,
    /// A list in the script, for want of a grid that leaves out what would be trained twice.
    Explicit,
    /// The tuner draws.
    Drawn,
}

impl Search {
    pub fn of(plan: &Plan, tuner: Tuner) -> Self {
        let definition = plan.definition();
        let is_whole = definition.sampler.count(&definition.space) == Some(plan.settings().len());
        match definition.sampler {
            Sampler::Random { .. } | Sampler::QuasiRandom { .. } | Sampler::Adaptive { .. } => {
                Self::Drawn
            }
            Sampler::Listed { .. } => Self::Explicit,
            // Ray keeps a grid's order.
            Sampler::ShuffledGrid if tuner == Tuner::RayTune => Self::Explicit,
            Sampler::Grid | Sampler::ShuffledGrid if is_whole => Self::Grid,
            Sampler::Grid | Sampler::ShuffledGrid => Self::Explicit,
        }
    }
}

/// `SETTINGS = […]`, one a line, each with what applies to it.
pub(super) fn settings(plan: &Plan) -> String {
    let line = |setting: &Setting| format!("    {},\n", written(plan, setting));
    let lines: String = plan.settings().iter().map(line).collect();
    format!("SETTINGS = [\n{lines}]\n")
}

fn written(plan: &Plan, setting: &Setting) -> String {
    let varying = plan.definition().varying().into_iter();
    let items = varying.filter_map(|row| {
        let value = literal(row, &setting.value(row)?);
        Some(format!("\"{}\": {}", row.key, value.write(0, 0)))
    });
    format!("{{{}}}", items.collect::<Vec<_>>().join(", "))
}

/// A dictionary with an entry for each distribution, on lines indented by `indent`.
pub(super) fn dictionary(
    plan: &Plan,
    indent: usize,
    entry: impl Fn(&Distribution) -> Code,
) -> String {
    let margin = " ".repeat(indent);
    let inner = indent + 4;
    let lines = plan.definition().space.iter().map(|one| {
        let start = format!("\"{}\": ", one.row.key);
        let code = entry(one).write(inner + start.len() + 1, inner);
        format!("{margin}    {start}{code},\n")
    });
    format!("{{\n{}{margin}}}", lines.collect::<String>())
}

/// The grid's values.
pub(super) fn values(distribution: &Distribution) -> Code {
    let values = distribution.tidied_grid().into_iter();
    Code::List(
        values
            .map(|value| literal(distribution.row, &value))
            .collect(),
    )
}

/// A range to draw from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub low: f64,
    pub high: f64,
    pub log: bool,
    /// Whether whole numbers are drawn.
    pub is_whole: bool,
}

impl Range {
    /// Nothing for a list.
    pub fn of(distribution: &Distribution) -> Option<Self> {
        let Values::Range { low, high, log, .. } = distribution.values else {
            return None;
        };
        let is_whole = matches!(distribution.row.kind, Kind::Integer { .. });
        Some(Self {
            low,
            high,
            log,
            is_whole,
        })
    }

    /// An end in Python.
    pub fn end(self, number: f64) -> Code {
        if self.is_whole {
            Code::whole(number as u64)
        } else {
            Code::real(number)
        }
    }
}
