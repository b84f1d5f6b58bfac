//! Looking into a run while it trains: its epochs come one by one, are scrubbed and played, and nobody is told of them once the panel
//! is closed.

use serde_json::json;

use crate::browser::Playground;
use crate::curves::{point, press};
use crate::{LONG, SMALL, without_webgpu};

/// Counts what training workers hand out between epochs, from now on.
const COUNT: &str = "window.frames_seen = 0; const post = Worker.prototype.postMessage; \
    const known = new WeakSet(); \
    Worker.prototype.postMessage = function (...args) { \
      if (!known.has(this)) { \
        known.add(this); \
        this.addEventListener('message', ({ data }) => { \
          if (Array.isArray(data) && data.length === 3 && data[1] instanceof ArrayBuffer) window.frames_seen += 1; }); \
      } \
      return post.apply(this, args); }";

impl Playground {
    async fn look_into_first(&self) {
        self.click("#runs tr[data-run='1'] [data-action='inside']")
            .await;
    }

    /// Moves the film's slider, as a visitor does.
    async fn scrub(&self, epoch: u32) {
        let script = "const slider = document.querySelector('#inside-epoch'); slider.focus(); slider.value = arguments[0]; \
            slider.dispatchEvent(new Event('input', { bubbles: true }))";
        self.run(script, &[json!(epoch.to_string())]).await;
    }

    async fn frames(&self) -> i64 {
        self.run("return window.frames_seen", &[])
            .await
            .as_i64()
            .unwrap()
    }

    async fn slider(&self) -> String {
        let value = self
            .run("return document.querySelector('#inside-epoch').value", &[])
            .await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Trains one more epoch.
    async fn step_on(&self) {
        self.step().await;
        self.wait_for_phase("paused").await;
    }
}

#[tokio::test]
async fn a_run_under_way_is_looked_into_epoch_by_epoch() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.run(COUNT, &[]).await;
        page.step_on().await;
        assert_eq!(page.frames().await, 0, "nobody looks");
        page.look_into_first().await;
        page.see("#inside-at", "1 of 1000, the latest").await;
        page.click("#inside-network").await;
        page.see("#inside-view", "Next digit").await;
        let picture = "return document.querySelector('#inside-net').innerHTML";
        let first = page.run(picture, &[]).await;
        for epoch in 2..5 {
            page.step_on().await;
            page.see("#inside-at", &format!("{epoch} of 1000, the latest"))
                .await;
            assert_eq!(page.slider().await, epoch.to_string());
        }
        assert_ne!(page.run(picture, &[]).await, first, "it has learned");
        page.scrub(1).await;
        page.see("#inside-at", "1 of 1000").await;
        page.wait_for(
            "the first picture",
            &format!("{picture} === arguments[0]"),
            &[first],
        )
        .await;
        let focused = page.run("return document.activeElement.id", &[]).await;
        assert_eq!(
            focused,
            json!("inside-epoch"),
            "arrow keys go on from there"
        );
        page.click("#inside-on").await;
        page.see("#inside-at", "2 of 1000").await;
        page.click("#inside-play").await;
        page.see("#inside-at", "4 of 1000, the latest").await;
        let frames = page.frames().await;
        page.click_labelled("#inside button", "Close").await;
        page.step_on().await;
        assert_eq!(page.frames().await, frames, "nobody looks any more");
        page.look_into_first().await;
        page.see("#inside-at", "5 of 1000, the latest").await;
        page.click("#stop").await;
        page.see("#inside-play", "Play").await;
        page.see("#inside .inside-lead", "images are right").await;
    })
    .await;
}

#[tokio::test]
async fn steps_are_seen_one_by_one_where_somebody_asks_for_them() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.step_on().await;
        page.look_into_first().await;
        page.click("#inside-health").await;
        page.click("#inside-step-by-step").await;
        page.see("#inside-steps", "are on their way").await;
        // Sixty steps, and what there was before. While it trains they are measured without haste, and then at once.
        page.click("#train").await;
        page.see("#inside-steps", "of the 61 steps").await;
        page.click("#stop").await;
        page.wait_for_end().await;
        page.see("#inside-steps", "61 of the 61 steps").await;
        page.see("#inside-steps", "Update / weight per step").await;
        page.see("#inside-steps", "Train again, and show its first 60 steps")
            .await;
        page.click("#inside-step-by-step").await;
        page.see("#inside h2", "Inside Run 2").await;
        page.click("#inside-health").await;
        page.see("#inside-steps", "of the 61 steps").await;
        page.click("#stop").await;
        page.wait_for_end().await;
        page.see("#inside-steps", "61 of the 61 steps").await;
        let first =
            "return document.querySelector('#inside-steps figure svg').getAttribute('aria-label')";
        let first = page.run(first, &[]).await;
        assert!(
            first.as_str().unwrap().ends_with("steps 0 to 60"),
            "{first}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_run_that_has_ended_is_trained_again_to_be_seen_epoch_by_epoch() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train().await;
        page.wait_for_end().await;
        page.look_into_first().await;
        let lead = page.see("#inside .inside-lead", "images are right").await;
        page.click("#inside [data-action='train-again']").await;
        page.see("#inside h2", "Inside Run 2").await;
        page.see("#inside-at", "3, as the run has kept it").await;
        assert_eq!(
            page.text("#inside .inside-lead").await,
            lead,
            "the same bits"
        );
        page.scrub(0).await;
        page.see("#inside-at", "before the first epoch").await;
        page.click("#inside-play").await;
        page.see("#inside-play", "Pause").await;
        page.see("#inside-at", "3, as the run has kept it").await;
        page.see("#inside-play", "Play").await;
        // By a key, by a click, and by nothing that is neither: a drag enlarges.
        press(page, "#chart-loss", "ArrowRight").await;
        page.see("#legend-loss", "epoch 1").await;
        press(page, "#chart-loss", "Enter").await;
        page.see("#inside-at", "1 of 3").await;
        assert_eq!(page.slider().await, "1");
        point(page, "#chart-accuracy", &[("pointermove", 0.6, "mouse")]).await;
        page.see("#legend-accuracy", "epoch 2").await;
        let click = ["pointerdown", "pointerup"].map(|event| (event, 0.6, "mouse"));
        point(page, "#chart-accuracy", &click).await;
        page.see("#inside-at", "2 of 3").await;
        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_phase("idle").await;
        page.look_into_first().await;
        page.see("#inside", "The weights of this run are not here")
            .await;
    })
    .await;
}
