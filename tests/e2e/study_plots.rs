//! The plots of a study's results: opened, pointed at, lit in each other, and there again after a reload.

use serde_json::json;

use super::studies::SMALL;
use crate::browser::{PLOTS, Playground};
use crate::without_webgpu;

impl Playground {
    /// Waits until these settings stand back in the table, and their marks in a plot, and no others.
    async fn see_left_out(&self, plot: &str, settings: &[usize]) {
        let script = "const ids = selector => [...document.querySelectorAll(selector)]; \
                      const rows = ids('#study-results tr.out').map(row => Number(row.dataset.setting)); \
                      const faint = ids(`#plot-${arguments[0]} .m`) \
                      .filter(mark => mark.innerHTML.includes('opacity=\"0.120\"')) \
                      .map(mark => Number([...mark.classList].find(it => it[0] === 's').slice(1))); \
                      return [rows, faint].every(found => \
                      String([...new Set(found)].sort()) === String(arguments[1]))";
        self.wait_for("what stands back", script, &[json!(plot), json!(settings)])
            .await;
    }

    /// Presses a key on a plot.
    async fn key_on(&self, plot: &str, key: &str) {
        let script = "const event = new KeyboardEvent('keydown', { key: arguments[1], bubbles: true }); \
                      document.querySelector(`#plot-${arguments[0]}`).dispatchEvent(event)";
        self.run(script, &[json!(plot), json!(key)]).await;
    }

    /// Waits until all these plots have a mark of this class lit, and no other setting's.
    async fn see_lit(&self, plots: &[&str], class: &str) {
        let script = "return arguments[0].every(plot => { \
                      const lit = [...document.querySelectorAll(`#plot-${plot} [data-lit]`)]; \
                      return lit.length > 0 && lit.every(mark => mark.classList.contains(arguments[1])); })";
        self.wait_for(
            &format!("{class} lit"),
            script,
            &[json!(plots), json!(class)],
        )
        .await;
    }
}

#[tokio::test]
async fn what_is_pointed_at_in_one_plot_is_lit_in_all_and_in_the_table() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        // One while it is trained: it is drawn anew as runs end.
        page.open_plot("history").await;
        page.wait_for_study("Finished").await;
        for plot in &PLOTS[1..] {
            page.open_plot(plot).await;
        }
        page.see("#plot-history-text", "of 4 runs").await;
        page.point_at("history", ".s2").await;
        page.see_lit(&PLOTS, "s2").await;
        page.see("#plot-history-text", "Run 3, learning_rate=0.001 n_nodes=8, seed ").await;
        let row = "return document.querySelector('#study-results tr[data-setting=\"2\"]').matches('.lit')";
        page.wait_for("a lit row", row, &[]).await;

        // By keys, from another plot; and back to nothing.
        page.key_on("timeline", "ArrowRight").await;
        page.see("#plot-timeline-text", "worker 1, from 0.0 s").await;
        page.see_lit(&PLOTS, "s0").await;
        page.see(".visually-hidden[role=status]", "worker 1, from 0.0 s").await;
        page.key_on("timeline", "Escape").await;
        let none = "return document.querySelector('.plot-picture [data-lit]') === null";
        page.wait_for("nothing lit", none, &[]).await;

        // From the table.
        let enter = "document.querySelector('#study-results tr[data-setting=\"1\"]') \
                     .dispatchEvent(new PointerEvent('pointerenter'))";
        page.run(enter, &[]).await;
        page.see_lit(&PLOTS, "s1").await;
    })
    .await;
}

#[tokio::test]
async fn plots_can_be_read_saved_and_are_there_again_after_a_reload() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.open_plot("edf").await;
        page.open_plot("contour").await;
        page.click("#open-edf").await;
        page.see("#plot-contour-text", "over learning_rate and n_nodes")
            .await;
        page.choose("[data-plot=contour] select[data-choice='0']", "1")
            .await;
        page.see("#plot-contour-text", "over n_nodes and learning_rate")
            .await;

        page.click("[data-plot=contour] summary").await;
        let rows = "return document.querySelectorAll('[data-plot=contour] tbody tr').length === 4";
        page.wait_for("four rows", rows, &[]).await;
        let svg = page
            .export("[data-plot=contour] [data-save=svg]", ".svg")
            .await;
        assert!(svg.starts_with("<svg") && svg.contains("n_nodes"), "{svg}");

        page.run("location.reload()", &[]).await;
        page.wait_for_marks("contour").await;
        page.see("#plot-contour-text", "over n_nodes and learning_rate")
            .await;
        let open = "return document.querySelectorAll('.plot-figure').length === 1";
        page.wait_for("one plot", open, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_box_in_a_plot_selects_settings_in_all_of_them_and_in_the_table() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.open_plot("timeline").await;
        page.open_plot("rank").await;
        page.drag_around("rank", ".s2", 12).await;
        page.see_left_out("timeline", &[0, 1, 3]).await;
        page.see(".visually-hidden[role=status]", "1 setting selected.")
            .await;
        // That stands in sight of wherever one is among the results, with the way back.
        page.see(".selected", "1 of 4 settings selected").await;
        page.click(".selected button").await;
        page.see_left_out("timeline", &[]).await;
        page.drag_around("rank", ".s2", 12).await;
        page.see_left_out("timeline", &[0, 1, 3]).await;
        // A press in one place takes the selection away.
        page.drag_around("timeline", ".s0", 0).await;
        page.see_left_out("timeline", &[]).await;
        // The same by keys, from there on.
        page.key_on("timeline", "ArrowRight").await;
        page.see_lit(&["timeline"], "s1").await;
        page.key_on("timeline", "Enter").await;
        page.see_left_out("timeline", &[0, 2, 3]).await;
        page.key_on("timeline", "Escape").await;
        page.see_left_out("timeline", &[]).await;
    })
    .await;
}

#[tokio::test]
async fn distributions_are_told_apart_by_a_hyperparameter_and_saved_as_a_bitmap() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.open_plot("edf").await;
        page.choose("[data-plot=edf] select[data-choice=split]", "1")
            .await;
        page.see("#plot-edf-text", "n_nodes: 8, ").await;
        // It is remembered.
        page.run("location.reload()", &[]).await;
        page.wait_for_marks("edf").await;
        page.see("#plot-edf-text", "n_nodes: 8, ").await;
        let png = page.export("[data-plot=edf] [data-save=png]", ".png").await;
        assert!(png.contains("PNG"), "{}", &png[..png.len().min(40)]);
    })
    .await;
}
