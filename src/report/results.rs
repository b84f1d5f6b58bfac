//! The table of an experiment's settings: what each came to, and how far it is behind the best.

use super::block::{Row, Table, code, text};
use super::words::{percent, percents};
use crate::analysis::{Finding, judge, mean_interval, p, points};
use crate::metrics::SampleStats;
use crate::protocol::LeadQuestion;
use crate::study::{Comparison, LeadTable, Study};

/// All settings in the plan's order.
///
/// - chosen: the one that stands out
/// - reported: the post's numbers, in the same order, where they were trained as long on as much
pub fn table(study: &Study, chosen: Option<usize>, reported: Option<&[f64]>) -> Table {
    let mut table = Table::new(&[
        "Setting",
        "#Mean",
        "#SD",
        "#n",
        "#95 % interval of the mean",
    ]);
    let more = Table::new(&["#Behind the best", "#95 % interval", "#p", "#p, Holm"]).columns;
    table.columns.extend(more);
    if reported.is_some() {
        table.columns.extend(Table::new(&["#The post"]).columns);
    }
    table.columns.extend(Table::new(&["Runs"]).columns);
    let lead = study.lead_table();
    for summary in study.summaries() {
        let setting = summary.setting;
        let label = study.plan().settings()[setting].label();
        let mut cells = vec![code(label)];
        cells.extend(spread(summary.final_val_accuracy.as_ref()).map(text));
        cells.extend(behind(study, lead.as_ref(), setting).map(text));
        cells.extend(
            reported.map(|all| text(all.get(setting).map_or_else(none, |it| percent(*it)))),
        );
        cells.push(text(summary.outcome()));
        table.rows.push(Row {
            cells,
            is_marked: chosen == Some(setting),
        });
    }
    table
}

fn none() -> String {
    "–".to_owned()
}

/// Mean, deviation, number and interval of a setting's runs.
fn spread(of: Option<&SampleStats>) -> [String; 4] {
    let Some(stats) = of else {
        return [none(), none(), "0".to_owned(), none()];
    };
    let sd = (stats.n > 1).then(|| percent(stats.sd));
    [
        percent(stats.mean),
        sd.unwrap_or_else(none),
        stats.n.to_string(),
        mean_interval(stats).map_or_else(none, percents),
    ]
}

/// How far a setting is behind the best, in percentage points, with its interval and p.
fn behind(study: &Study, lead: Option<&LeadTable>, setting: usize) -> [String; 4] {
    let nothing = || [none(), none(), none(), none()];
    let Some(difference) = difference(study, setting) else {
        return nothing();
    };
    let mut said = nothing();
    said[0] = points(difference);
    let test = lead.and_then(|lead| finding(lead, setting)?.test);
    if let Some(test) = test {
        let [low, high] = test.interval.map(points);
        said[1] = format!("{low} to {high}");
        said[2] = p(test.p).trim_start_matches("= ").to_owned();
        said[3] = p(test.p_holm).trim_start_matches("= ").to_owned();
    }
    said
}

/// Of what is compared alone; nothing of the best itself.
fn difference(study: &Study, setting: usize) -> Option<f64> {
    let (best, mean) = match study.comparison()? {
        Comparison::Winner(winner) => (vec![winner.setting], winner.val_accuracy.mean),
        Comparison::Tie(tie) => (tie.settings, tie.val_accuracy.mean),
    };
    let is_compared = study.is_compared(setting) && !best.contains(&setting);
    let summary = study.summaries().into_iter().nth(setting)?;
    let own = summary.final_val_accuracy.filter(|_| is_compared)?;
    Some(mean - own.mean)
}

/// The best setting's lead over this one, as the page works it out for the second best.
pub fn finding(lead: &LeadTable, over: usize) -> Option<Finding> {
    let runner_up = lead.settings.iter().position(|it| *it == over)?;
    judge(&LeadQuestion {
        settings: lead.results.clone(),
        winner: lead.winner,
        runner_up,
        looks: lead.looks,
    })
    .filter(|_| runner_up != lead.winner)
}
