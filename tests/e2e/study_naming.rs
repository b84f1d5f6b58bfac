//! What studies are called, copies of them, and what is typed of a pruner.

use crate::studies::SMALL;
use crate::without_webgpu;

/// A study whose runs take a moment.
const QUICK: &str =
    "#n_layers=1&n_nodes=8&train_images=1000&batch_size=500&epochs=2&study.vary=l2:0, 0.1";

#[tokio::test]
async fn a_study_has_the_name_and_note_that_it_is_given_over_a_reload_and_a_copy_has_them_too() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.see("#study-progress", "L2 penalty: 2 of 2 runs").await;
        page.type_into("#study-name", "Mine").await;
        page.see(".results-panel h2", "Results of Mine").await;
        page.see("#study-progress", "Mine: 2 of 2 runs").await;
        // Left in the same moment, before the browser's database can have it.
        let leave = "const note = document.querySelector('#study-note'); note.value = 'too strong'; \
                     note.dispatchEvent(new Event('change')); location.reload()";
        page.run(leave, &[]).await;
        page.see("#study-progress", "Mine: 2 of 2 runs").await;
        let note = "return document.querySelector('#study-note')?.value === 'too strong'";
        page.wait_for("the note", note, &[]).await;

        let csv = page.csv().await;
        page.click("#study-duplicate").await;
        page.see("#study-progress", "Mine 2: 2 of 2 runs").await;
        assert_eq!(page.csv().await, csv);
        page.see("#saved-studies", "Mine").await;
        page.see("#saved-studies", "too strong").await;
        page.see("#saved-studies", "2 of 2 runs, finished").await;
        let file = page.export("#export-json", ".json").await;
        assert!(file.contains("\"note\": \"too strong\""), "{file}");
    })
    .await;
}

#[tokio::test]
async fn a_settings_runs_are_seen_among_the_single_ones() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.click("#study-results [data-action='open-runs']").await;
        page.click("#view-run").await;
        page.see("#runs", "completed").await;
        let names = page.column("name").await;
        assert_eq!(names.len(), 1, "{names:?}");
        assert!(names[0].starts_with("l2="), "{names:?}");
    })
    .await;
}

#[tokio::test]
async fn a_study_that_is_changed_and_reloaded_at_once_is_the_changed_one() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.type_into(".dimension input", "0.1, 0.01, 0").await;
        page.see("#study-other", "keeps 2 runs of it and trains 1 more")
            .await;
        let leave = "document.querySelector('#study-revise').click(); location.reload()";
        page.run(leave, &[]).await;
        page.wait_for_study("Finished").await;
        page.see("#study-progress", "3 of 3 runs").await;
    })
    .await;
}

#[tokio::test]
async fn a_pruners_number_is_typed_refused_in_words_and_in_the_link() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.choose("#study-pruner", "threshold").await;
        let [share, whole] = ["[data-pruner-number='0']", "[data-pruner-number='1']"];
        page.type_into(whole, "1.5").await;
        page.see("#notices", "must be a whole number from 0 to 1000")
            .await;
        page.type_into(whole, "1").await;
        page.type_into(share, "2").await;
        page.see("#study-estimate", "must be a number from 0 to 1, got 2")
            .await;
        page.type_into(share, "0.25").await;
        let in_link = "const link = new URLSearchParams(location.hash.slice(1));             return link.get('study.pruner') === 'threshold 0.25 1'";
        page.wait_for("the numbers in the link", in_link, &[]).await;
        let is_quiet = "return document.querySelector('#notices').innerText.trim() === ''";
        page.wait_for("no word of what was wrong", is_quiet, &[]).await;
        page.open(&format!("{SMALL}&study.pruner=threshold 2 0")).await;
        page.see("#notices", "study.pruner must have").await;
    })
    .await;
}
