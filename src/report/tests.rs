//! Reports of programmes under way and at their end: their numbers against the studies', and their markup.

use super::*;
use crate::analysis::{judge, points};
use crate::protocol::LeadQuestion;
use crate::study::programme::Size;
use crate::study::testing::{apply, diverged_trial, whole_trial};

const PROGRAMME: Programme = Programme {
    size: Size::Short,
    seeds: 2,
};

/// So many experiments, each of whose runs has come to what its number says; of the last one so many runs are trained.
fn studies(count: usize, last: usize) -> Vec<Option<Study>> {
    let mut studies: Vec<Option<Study>> = Vec::new();
    for at in 0..count {
        let known: Vec<Option<&Study>> = studies.iter().map(Option::as_ref).collect();
        let definition = PROGRAMME.course(&known).next().unwrap();
        let mut study = Study::new(definition.check().unwrap());
        let runs = study.trials().len();
        for trial in 0..if at + 1 == count {
            last.min(runs)
        } else {
            runs
        } {
            let setting = trial % study.plan().settings().len();
            let seed = 0.0004 * ((trial * 7) % 5) as f64;
            let accuracy = 0.9 + 0.01 * at as f64 + 0.002 * setting as f64 + seed;
            apply(&mut study, &whole_trial(trial, &[0.5, accuracy]));
        }
        studies.push(Some(study));
    }
    studies
}

fn material(studies: &[Option<Study>]) -> Material<'_> {
    Material {
        programme: PROGRAMME,
        studies,
        device: "CPU",
        release: "0.1.0",
        day: "2026-11-27",
        links: Links::Page("https://a.b/index.html"),
    }
}

/// What is between the tags of a document; panics where these are not closed in their order.
fn texts(html: &str) -> String {
    const VOID: [&str; 2] = ["meta", "!DOCTYPE"];
    let (mut open, mut texts) = (Vec::new(), String::new());
    let mut pieces = html.split('<');
    texts += pieces.next().unwrap();
    for piece in pieces {
        let (tag, text) = piece.split_once('>').unwrap();
        let name = tag
            .split([' ', '\n', '/'])
            .find(|it| !it.is_empty())
            .unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "…{tag}>{text:.80}");
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
        texts += text;
    }
    assert!(open.is_empty(), "{open:?}");
    texts
}

#[test]
fn a_report_is_well_formed_and_fetches_nothing() {
    for (count, last) in [(0, 0), (1, 3), (3, 99), (7, 99)] {
        let studies = studies(count, last);
        let html = html(&material(&studies));
        assert!(texts(&html).contains("How it was chosen"));
        for (at, _) in html.match_indices("http") {
            let known = [
                "https://a.b/index.html#",
                "https://github.com/pw598/",
                "http://www.w3.org/2000/svg",
            ];
            assert!(
                known.iter().any(|it| html[at..].starts_with(it)),
                "{:.60}",
                &html[at..]
            );
        }
        for fetched in ["<script", "<link", "<img", "src=", "@import", "url("] {
            assert!(!html.contains(fetched), "{fetched}");
        }
    }
}

#[test]
fn the_numbers_are_the_studys_own() {
    let studies = studies(2, 99);
    let said = texts(&html(&material(&studies)));
    let markdown = markdown(&material(&studies));
    for study in studies.iter().flatten() {
        let lead = study.lead_table().unwrap();
        for summary in study.summaries() {
            let stats = summary.final_val_accuracy.unwrap();
            for number in [words::percent(stats.mean), words::percent(stats.sd)] {
                assert!(
                    said.contains(&number) && markdown.contains(&number),
                    "{number}"
                );
            }
        }
        let found = judge(&LeadQuestion {
            settings: lead.results.clone(),
            winner: lead.winner,
            runner_up: lead.runner_up,
            looks: lead.looks,
        });
        let found = found.unwrap();
        let sentence = format!("{} percentage points ahead of", points(found.difference));
        assert!(said.contains(&sentence), "{sentence}");
        let verdict = crate::analysis::verdict(&found);
        assert!(said.contains(&verdict.replace('<', "&lt;")), "{verdict}");
    }
}

#[test]
fn a_row_has_mean_spread_and_how_far_it_is_behind() {
    let studies = studies(2, 99);
    let study = studies[1].as_ref().unwrap();
    let table = results::table(study, Some(0), None);
    let names: Vec<&str> = table.columns.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names[..4], ["Setting", "Mean", "SD", "n"]);
    assert!(table.rows.iter().all(|row| row.cells.len() == names.len()));
    let best = study.winner().unwrap().setting;
    let dash = block::text("–");
    for (at, row) in table.rows.iter().enumerate() {
        assert_eq!(row.is_marked, at == 0);
        assert_eq!(row.cells[5] == dash, at == best, "{at}");
    }
}

#[test]
fn an_unfinished_report_says_what_is_missing() {
    let studies = studies(2, 3);
    let said = texts(&html(&material(&studies)));
    assert!(said.contains("This report is not finished. Missing are: Optimizer, Batch size,"));
    assert!(said.contains("the first of them is under way"));
    assert!(said.contains("It is not finished. 3 of 8 runs have ended."));
    let none = texts(&html(&material(&[])));
    assert!(
        none.contains("Missing are: Layers × nodes,") && none.contains("none of them has begun")
    );
}

#[test]
fn what_is_not_compared_and_what_is_gone_is_told() {
    let mut studies = studies(1, 99);
    let known: Vec<Option<&Study>> = studies.iter().map(Option::as_ref).collect();
    let definition = PROGRAMME.course(&known).next().unwrap();
    let mut study = Study::new(definition.check().unwrap());
    for trial in 0..study.trials().len() {
        match trial % 2 {
            0 => apply(&mut study, &diverged_trial(trial)),
            _ => apply(&mut study, &whole_trial(trial, &[0.1135])),
        }
    }
    studies.push(Some(study));
    studies[0] = None;
    let said = texts(&html(&material(&studies)));
    assert!(
        said.contains("The study of this experiment has been deleted."),
        "{said}"
    );
    assert!(
        said.contains(
            "Not compared: 2 settings seem to predict one digit; 2 settings have diverged."
        )
    );
    assert!(said.contains("Nothing goes on: what there was before goes on, since no setting"));
}

#[test]
fn a_single_seed_decides_nothing() {
    let programme = Programme {
        size: Size::Glance,
        seeds: 1,
    };
    let definition = programme.course(&[]).next().unwrap();
    let mut study = Study::new(definition.check().unwrap());
    for trial in 0..9 {
        apply(
            &mut study,
            &whole_trial(trial, &[0.9 + trial as f64 / 1000.0]),
        );
    }
    let studies = [Some(study)];
    let said = texts(&html(&Material {
        programme,
        ..material(&studies)
    }));
    assert!(said.contains("One seed says nothing about chance"));
    assert!(said.contains("Goes on: n_layers=4 n_nodes=256, which has the highest mean."));
}

#[test]
fn a_study_of_any_name_is_markup_nowhere() {
    let mut studies = studies(1, 2);
    let name = "</title><script>alert(1)</script>".to_owned();
    studies[0]
        .as_mut()
        .unwrap()
        .describe(name, "<b>\"&".to_owned());
    let html = html(&material(&studies));
    assert!(!html.contains("<script") && html.contains("Note: &lt;b&gt;&quot;&amp;"));
    texts(&html);
}

#[test]
fn the_page_is_answered_in_either_form() {
    let studies = studies(2, 3);
    let file = |study: &Study| StudyFile::new(study.plan().clone(), Vec::new()).to_json();
    let files = studies.iter().flatten().map(file);
    let mut request = ReportRequest {
        programme: "short 2".to_owned(),
        studies: files.chain([String::new()]).collect(),
        address: "https://a.b/".to_owned(),
        ..ReportRequest::default()
    };
    assert!(answer(&request).unwrap().starts_with("<!DOCTYPE html>"));
    request.is_markdown = true;
    assert!(answer(&request).unwrap().starts_with("# Seven experiments"));
    request.studies[0] = "{".to_owned();
    assert!(answer(&request).unwrap_err().contains("not a study"));
    request.programme = "long".to_owned();
    assert!(
        answer(&request)
            .unwrap_err()
            .contains("glance, short or post")
    );
}
