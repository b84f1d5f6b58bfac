//! Results of other tools: dropped on the page, asked about, plotted, and compared with a study that was trained here.

use serde_json::json;

use crate::browser::Playground;
use crate::without_webgpu;

const HISTORY: &str = include_str!("../foreign/history.json");
const OPTUNA: &str = include_str!("../foreign/optuna.csv");
const WANDB: &str = include_str!("../foreign/wandb.csv");
/// A study whose runs take a moment.
const QUICK: &str =
    "#n_layers=1&n_nodes=8&train_images=1000&batch_size=500&epochs=2&study.vary=l2:0, 0.1";

impl Playground {
    /// Drops files on the page, each with its name.
    async fn drop_files(&self, files: &[(&str, &str)]) {
        let script = "const data = new DataTransfer(); \
                      for (const [name, text] of arguments[0]) data.items.add(new File([text], name)); \
                      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, \
                      bubbles: true, cancelable: true }))";
        self.run(script, &[json!(files)]).await;
    }

    /// Chooses the option with this text of a select, as a visitor does.
    async fn answer(&self, select: &str, option: &str) {
        let script = "const select = document.querySelector(arguments[0]); \
                      const wanted = [...select.options].find(it => it.text === arguments[1]); \
                      if (!wanted) return false; wanted.selected = true; \
                      select.dispatchEvent(new Event('change', { bubbles: true })); return true";
        let what = format!("{option} in {select}");
        self.wait_for(&what, script, &[json!(select), json!(option)])
            .await;
    }
}

#[tokio::test]
async fn a_keras_history_that_is_dropped_is_a_run_and_stays_over_a_reload() {
    without_webgpu(async |page| {
        page.open("#n_layers=1&n_nodes=8&train_images=1000&batch_size=500&epochs=2")
            .await;
        page.drop_files(&[("mine.json", HISTORY), ("broken.json", "{\"loss\": 3}")])
            .await;
        page.see("#runs", "trained elsewhere").await;
        page.see("#runs", "read from “mine.json”, a Keras history")
            .await;
        page.see("#notices", "“broken.json” was not taken").await;
        page.chromium.driver.refresh().await.unwrap();
        page.see("#runs", "trained elsewhere").await;
        assert_eq!(page.column("name").await, ["mine"]);
        assert_eq!(page.column("final").await, ["75.00 %"]);
    })
    .await;
}

#[tokio::test]
async fn a_table_of_another_tool_is_asked_about_plotted_and_deleted() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        page.click("#view-study").await;
        page.drop_files(&[("sweep.csv", WANDB)]).await;
        page.see(".foreign", "8 trials, 6 completed").await;
        page.see(".foreign", "The best val_acc").await;
        page.answer("[data-doubt='The result is']", "val_loss")
            .await;
        page.see(".foreign", "The best val_loss").await;
        let plotted = "const plots = [...document.querySelectorAll('[aria-label=Plots]')].at(-1); \
                       const button = plots.querySelector('button'); \
                       if (button.ariaPressed !== 'true') button.click(); \
                       return plots.querySelectorAll('svg .m').length >= 4";
        page.wait_for("its history", plotted, &[]).await;
        page.click(".foreign [data-forget]").await;
        let is_gone = "return !document.querySelector('.foreign')";
        page.wait_for("nothing of it", is_gone, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_study_is_compared_with_one_of_another_tool_in_the_same_plots() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.drop_files(&[("theirs.csv", OPTUNA)]).await;
        page.see(".foreign", "24 trials, 20 completed").await;
        // That opens what can show two studies.
        page.answer("[data-compare]", "theirs").await;
        let both = "const text = document.querySelector('#plot-edf')?.textContent ?? ''; \
                    return text.includes('L2 penalty') && text.includes('theirs')";
        page.wait_for("both in the plot", both, &[]).await;
        let words = "The best setting of “theirs” is";
        let told = "return document.body.innerText.includes(arguments[0])";
        page.wait_for(words, told, &[json!(words)]).await;
    })
    .await;
}
