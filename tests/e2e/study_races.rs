//! Studies that race, prune and learn, while workers die, tabs are closed and pages are loaded anew.

use tuneground::study::StudyFile;

use crate::browser::Playground;
use crate::studies::natively;
use crate::without_webgpu;

/// 12 settings, of which a third goes on from rung to rung; each takes long enough to be broken off in the middle.
const RACE: &str = "#n_layers=1&n_nodes=16&train_images=10000&batch_size=10&epochs=18&study.name=Race\
                    &study.vary=learning_rate:0.1, 0.03, 0.01, 0.003, 0.001, 0.0003&study.vary=n_nodes:8, 16\
                    &study.seeds=1";

impl Playground {
    /// The study on the page as it is trained natively from its start.
    async fn natively(&self) -> String {
        let file = self.export("#export-json", ".json").await;
        natively(StudyFile::from_json(&file).unwrap())
    }

    async fn begin_with_two_workers(&self, link: &str) {
        self.open(link).await;
        self.set_study_workers(2).await;
        self.start_study().await;
    }
}

#[tokio::test]
async fn a_race_comes_to_the_same_though_a_worker_dies_and_its_tab_is_closed() {
    for pruner in ["asha 2 3", "hyperband 2 18 3"] {
        without_webgpu(async |page| {
            let link = format!("{RACE}&study.pruner={pruner}");
            page.begin_with_two_workers(&link).await;
            page.wait_for_ended(1).await;
            page.kill_worker("trainer_cpu").await;
            page.see("#notices", "tried once more").await;
            page.wait_for_ended(3).await;
            page.open(&link).await;
            page.wait_for_study("Finished").await;
            let csv = page.csv().await;
            assert!(csv.contains(",pruned"), "{pruner} stops runs");
            assert_eq!(csv, page.natively().await, "{pruner}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_study_that_learns_from_several_seeds_and_prunes_comes_to_the_same_over_a_reload() {
    for sampler in ["gp 12 2", "tpe 14 2"] {
        without_webgpu(async |page| {
            let link = format!(
                "#n_layers=1&n_nodes=16&train_images=10000&batch_size=10&epochs=6&study.seeds=2\
                 &study.vary=learning_rate:0.00001..1 log&study.vary=l2:0.000001..0.1 log\
                 &study.sampler={sampler}&study.pruner=median 3 1"
            );
            page.begin_with_two_workers(&link).await;
            // Random settings come first; after these one has been drawn by results.
            page.wait_for_ended(21).await;
            page.open(&link).await;
            page.wait_for_study("Finished").await;
            assert_eq!(page.csv().await, page.natively().await, "{sampler}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_page_that_is_left_while_its_study_is_changed_leaves_a_whole_one() {
    without_webgpu(async |page| {
        page.begin_with_two_workers(RACE).await;
        page.wait_for_ended(1).await;
        page.click_labelled("#study-pause", "Pause").await;
        page.wait_for_study("Paused").await;
        page.type_into(
            "[data-key='learning_rate'] input",
            "0.03, 0.01, 0.02, 0.001, 0.0003",
        )
        .await;
        page.see("#study-other", "of it and trains").await;
        // In one task: nothing has been written yet.
        let change_and_leave =
            "document.querySelector('#study-revise').click(); location.href = 'about:blank'";
        page.run(change_and_leave, &[]).await;
        page.open("").await;
        page.click("#view-study").await;
        page.click_labelled("#saved-studies button", "Open").await;
        page.see("#study-progress", "runs").await;
        let file = page.export("#export-json", ".json").await;
        let settings = StudyFile::from_json(&file).unwrap().plan.settings().len();
        assert!(
            [10, 12].contains(&settings),
            "as before or as changed, not {settings}"
        );
        page.click_labelled("#study-pause", "Resume").await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await, page.natively().await);
    })
    .await;
}
