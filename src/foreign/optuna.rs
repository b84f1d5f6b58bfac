//! What Optuna's `study.trials_dataframe().to_csv()` writes.

use super::Choices;
use super::axis::Param;
use super::doubts::settled_direction;
use super::found::Study;
use super::metric::is_to_be_small;
use super::text::{Sheet, base, is_missing, listed, quoted, stem};
use super::trials::{Trial, Trials};

const PARAMS: &str = "params_";
/// Names that are listed at most.
const MOST_NAMED: usize = 8;

/// Whether a table is a data frame of Optuna's.
pub fn is_it(sheet: &Sheet) -> bool {
    let begins = |with: &str| sheet.heads.iter().any(|head| head.starts_with(with));
    let is_plain = sheet.heads.iter().any(|head| head == "params");
    sheet.column("number").is_some()
        && sheet.column("state").is_some()
        && (begins("value") || begins(PARAMS) || is_plain)
}

/// # Errors
/// What is wrong with it, as a clause.
pub fn study(name: &str, text: &str, sheet: &Sheet, choices: &Choices) -> Result<Study, String> {
    if sheet.heads.iter().any(|head| head == "params") {
        return Err("it is Optuna’s data frame with two lines of names: write it with trials_dataframe(multi_index=False)".to_owned());
    }
    let Some(value) = sheet.column("value") else {
        return Err(match sheet.heads.iter().any(|head| head.starts_with("values_")) {
            true => "it is an Optuna study of several objectives, which has no best trial: keep one of its columns values_0, values_1, … under the name value".to_owned(),
            false => "it is Optuna’s data frame without the column value: write it with all its attributes".to_owned(),
        });
    };
    let numbers = sheet.numbers(value);
    let is_small = is_to_be_small("value", &numbers);
    let (is_lower_better, doubt) = settled_direction(choices, "value", is_small);
    let named = |head: &str| sheet.column(head);
    let [number, state] = ["number", "state"].map(|head| named(head).unwrap_or_default());
    let [began, ended] = ["datetime_start", "datetime_complete"].map(named);
    let time = |column: Option<usize>, at: usize| millis(&sheet.rows[at][column?]);
    let trial = |at: usize| {
        let state = state_of(&sheet.rows[at][state]);
        Trial {
            name: format!("Trial {}", sheet.rows[at][number]),
            state,
            // Of a trial that was pruned this would be what it had come to by then.
            score: if state == "completed" {
                numbers[at]
            } else {
                f64::NAN
            },
            span: time(began, at)
                .zip(time(ended, at))
                .filter(|(from, to)| from <= to),
        }
    };
    let heads = sheet.heads.iter().enumerate();
    let params = heads.filter_map(|(at, head)| {
        Some(Param {
            name: head.strip_prefix(PARAMS)?.to_owned(),
            cells: sheet.cells(at).map(cell).collect(),
            is_log: None,
        })
    });
    let rest: Vec<String> = sheet
        .heads
        .iter()
        .filter(|head| is_rest(head))
        .cloned()
        .collect();
    let trials = Trials {
        name: stem(name),
        source: format!("{}, Optuna’s data frame", quoted(base(name))),
        score: "value".to_owned(),
        is_lower_better,
        params: params.collect(),
        trials: (0..sheet.rows.len()).map(trial).collect(),
        notes: match rest.is_empty() {
            true => Vec::new(),
            false => vec![format!("Not shown: {}.", listed(&rest, MOST_NAMED))],
        },
    };
    Ok(trials.study(vec![doubt], text))
}

fn cell(cell: &str) -> String {
    if is_missing(cell) { "" } else { cell }.to_owned()
}

fn is_rest(head: &str) -> bool {
    let known = [
        "number",
        "value",
        "datetime_start",
        "datetime_complete",
        "duration",
        "state",
        "",
    ];
    !known.contains(&head) && !head.starts_with(PARAMS)
}

fn state_of(state: &str) -> &'static str {
    match state.rsplit('.').next().unwrap_or_default() {
        "COMPLETE" => "completed",
        "PRUNED" => "pruned",
        "RUNNING" => "running",
        "WAITING" => "waiting",
        _ => "failed",
    }
}

/// "2026-11-27 13:12:04.486823" in milliseconds since 1970; the same clock for all, whichever it is.
fn millis(text: &str) -> Option<f64> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let mut date = date.splitn(3, '-').map(|it| it.parse::<u32>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut time = time.splitn(3, ':').map(super::text::number);
    let (hours, minutes, seconds) = (time.next()??, time.next()??, time.next()??);
    let is_date = year < 10_000 && (1..=12).contains(&month) && (1..=31).contains(&day);
    // Years that begin in March, so that a leap day is the last of one.
    let (years, months) = match month {
        1 | 2 => (f64::from(year) - 1.0, month + 9),
        _ => (f64::from(year), month - 3),
    };
    let leaps = (years / 4.0).floor() - (years / 100.0).floor() + (years / 400.0).floor();
    let days = years * 365.0 + leaps + f64::from((153 * months + 2) / 5 + day) - 719_469.0;
    let ms = ((days * 24.0 + hours) * 60.0 + minutes) * 60_000.0 + seconds * 1e3;
    Some(ms).filter(|ms| is_date && ms.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_python_writes_them() {
        for (text, expected) in [
            ("1970-01-01 00:00:00", Some(0.0)),
            ("2000-02-29T12:00:00.5", Some(951_825_600_500.0)),
            ("2026-11-27 13:12:04.25", Some(1_795_785_124_250.0)),
            ("2026-13-27 13:12:04", None),
            ("2026-11-27", None),
            ("", None),
        ] {
            assert_eq!(millis(text), expected, "{text}");
        }
    }
}
