//! Runs as W&B exports them, and any other table with a run in each line. Which of its columns are settings and which are
//! results no such table says: it is proposed, and asked.

use super::Choices;
use super::axis::Param;
use super::doubts::{settled, settled_direction};
use super::found::Study;
use super::metric::{is_to_be_small, sounds_like_result};
use super::text::{Sheet, base, is_missing, listed, quoted, stem};
use super::trials::{Trial, Trials};

/// Columns that W&B adds to what a run has logged.
const OF_WANDB: [&str; 24] = [
    "name",
    "state",
    "notes",
    "user",
    "tags",
    "created",
    "runtime",
    "sweep",
    "id",
    "group",
    "job type",
    "agent",
    "hostname",
    "end time",
    "updated",
    "last updated",
    "run id",
    "commit",
    "github",
    "host",
    "gpu count",
    "gpu type",
    "start time",
    "duration",
];
/// Columns that tell how far a run has come: neither settings nor results.
const COUNTS: [&str; 4] = ["epoch", "step", "global_step", "iteration"];
/// Columns that are asked about at most: more nobody would go through.
const MOST_ASKED: usize = 30;
/// Names that are listed at most.
const MOST_NAMED: usize = 8;
const IS_SETTING: &str = "a hyperparameter";
const IS_LEFT_OUT: &str = "left out";

/// # Errors
/// What is wrong with it, as a clause.
pub fn study(name: &str, text: &str, sheet: &Sheet, choices: &Choices) -> Result<Study, String> {
    let is_wandb = ["name", "state"]
        .iter()
        .all(|head| sheet.column(head).is_some());
    let is_own = |at: &usize| {
        let head = sheet.heads[*at].to_ascii_lowercase();
        head.is_empty() || head.starts_with('_') || OF_WANDB.contains(&head.as_str())
    };
    let columns: Vec<usize> = (0..sheet.heads.len()).filter(|at| !is_own(at)).collect();
    let numeric = columns.iter().copied().filter(|at| sheet.is_numbers(*at));
    let numeric: Vec<usize> = numeric.filter(|at| varies(sheet, *at)).collect();
    let options: Vec<String> = numeric.iter().map(|at| sheet.heads[*at].clone()).collect();
    // Of as good ones the first.
    let proposed = options
        .iter()
        .rev()
        .max_by_key(|head| sounds_like_result(head));
    let Some(proposed) = proposed else {
        return Err(format!(
            "it is a table with a run in each line, but none of its columns holds numbers that differ; {}",
            super::KNOWN
        ));
    };
    let (score, asked) = settled(choices, "The result is", &options, proposed);
    let result = sheet.column(&score).unwrap_or_default();
    let numbers = sheet.numbers(result);
    let small = is_to_be_small(&score, &numbers);
    let (is_lower_better, direction) = settled_direction(choices, &score, small);
    let mut doubts = vec![asked, direction];
    let mut left_out = Vec::new();
    let mut params = Vec::new();
    for at in columns.into_iter().filter(|at| *at != result) {
        let head = &sheet.heads[at];
        if varies(sheet, at) && doubts.len() < MOST_ASKED {
            let answers = [IS_SETTING, IS_LEFT_OUT].map(str::to_owned);
            let is_result = sounds_like_result(head) > 0 || COUNTS.contains(&head.as_str());
            let question = format!("“{head}” is");
            let (is, doubt) = settled(
                choices,
                &question,
                &answers,
                &answers[usize::from(is_result)],
            );
            doubts.push(doubt);
            if is == IS_LEFT_OUT {
                left_out.push(head.clone());
                continue;
            }
        }
        params.push(param(sheet, at));
    }
    let trials = Trials {
        name: stem(name),
        source: format!(
            "{}, {}",
            quoted(base(name)),
            if is_wandb {
                "runs as W&B exports them"
            } else {
                "a table with a run in each line"
            }
        ),
        score,
        is_lower_better,
        params,
        trials: (0..sheet.rows.len())
            .map(|at| trial(sheet, at, numbers[at]))
            .collect(),
        notes: match left_out.is_empty() {
            true => Vec::new(),
            false => vec![format!("Left out: {}.", listed(&left_out, MOST_NAMED))],
        },
    };
    Ok(trials.study(doubts, text))
}

fn varies(sheet: &Sheet, column: usize) -> bool {
    let mut filled = sheet.cells(column).filter(|cell| !is_missing(cell));
    let first = filled.next();
    filled.any(|cell| Some(cell) != first)
}

fn param(sheet: &Sheet, column: usize) -> Param {
    let cell = |cell: &str| if is_missing(cell) { "" } else { cell }.to_owned();
    Param {
        name: sheet.heads[column].clone(),
        cells: sheet.cells(column).map(cell).collect(),
        is_log: None,
    }
}

fn trial(sheet: &Sheet, at: usize, score: f64) -> Trial {
    let cell = |head: &str| {
        sheet
            .column(head)
            .map(|column| sheet.rows[at][column].as_str())
    };
    let state = match cell("state") {
        None | Some("finished" | "completed" | "COMPLETE" | "") => "completed",
        Some("running" | "pending") => "running",
        Some(_) => "failed",
    };
    let name = cell("name").filter(|name| !name.is_empty());
    Trial {
        name: name.map_or_else(|| format!("Line {}", at + 2), |name| format!("Run {name}")),
        state,
        // What a run had logged when it crashed is not what it would have come to.
        score: if state == "completed" {
            score
        } else {
            f64::NAN
        },
        span: None,
    }
}
