//! Looking into a run: what it gets wrong, beside another one, and a digit that somebody draws.

use serde_json::json;

use crate::browser::Playground;
use crate::{SMALL, without_webgpu};

impl Playground {
    /// Trains what the form says, and looks into it.
    async fn look_into(&self, run: u32) {
        self.train().await;
        self.wait_for_end().await;
        self.click(&format!(
            "#runs tr[data-run='{run}'] [data-action='inside']"
        ))
        .await;
        self.see("#inside .inside-lead", "images are right").await;
    }

    async fn count(&self, css: &str) -> i64 {
        let script = "return document.querySelectorAll(arguments[0]).length";
        self.run(script, &[json!(css)]).await.as_i64().unwrap()
    }

    /// Draws a line on the pad with a pointer of this kind, by shares of its sides.
    async fn draw(&self, kind: &str, points: &[[f64; 2]]) {
        let script = "const pad = document.querySelector('#inside-pad'); \
            const box = pad.getBoundingClientRect(); \
            const send = (name, [x, y], buttons) => pad.dispatchEvent(new PointerEvent(name, { \
              bubbles: true, pointerId: 1, pointerType: arguments[0], buttons, \
              clientX: box.left + x * box.width, clientY: box.top + y * box.height })); \
            const [first, ...rest] = arguments[1]; \
            send('pointerdown', first, 1); rest.forEach((at) => send('pointermove', at, 1)); \
            send('pointerup', arguments[1].at(-1), 0);";
        self.run(script, &[json!(kind), json!(points)]).await;
    }
}

#[tokio::test]
async fn what_a_run_gets_wrong_is_counted_and_seen() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.look_into(1).await;
        // What the table of runs says of its last epoch, it says of the network.
        let last = page.column("final").await[0].clone();
        let lead = page.text("#inside .inside-lead").await;
        assert!(lead.contains("of the 10,000 test images"), "{lead}");
        let told = lead.split(' ').next().unwrap_or_default().to_owned();
        assert!(last.starts_with(&told), "{last} is not {told}");
        assert_eq!(page.count("#inside .confusion tbody tr").await, 10);
        assert_eq!(page.count("#inside-digits .digits li").await, 24);
        page.click("#inside-more").await;
        page.wait_for(
            "more",
            "return document.querySelectorAll('#inside-digits li').length > 24",
            &[],
        )
        .await;
        page.click("#inside-cell-0-0").await;
        page.see("#inside-digits h3", "0 said to be 0").await;
        page.click("#inside-row").await;
        page.see("#inside-cell-0-0", "%").await;
        let focused = page.run("return document.activeElement.id", &[]).await;
        assert_eq!(focused, json!("inside-row"), "it keeps the focus");
        page.click("#inside-calibration").await;
        page.see("#inside-view", "Expected calibration error").await;
        page.click_labelled("#inside button", "Close").await;
        assert_eq!(page.count("#inside").await, 0);
    })
    .await;
}

#[tokio::test]
async fn two_runs_are_told_apart_by_the_digits_that_only_one_gets_right() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train().await;
        page.wait_for_end().await;
        page.set("n_nodes", "32").await;
        page.look_into(2).await;
        // A visitor's choice is an `input`, too; the driver tells of it by `change` alone.
        let choose = "const field = document.querySelector('#inside-with'); field.value = '1'; \
            field.dispatchEvent(new Event('input', { bubbles: true }))";
        page.run(choose, &[]).await;
        page.see("#inside-first", "Right by Run 2 alone").await;
        page.click("#inside-first").await;
        page.see("#inside-digits h3", "Right by Run 2 alone").await;
        page.see("#inside-digits li", "Run 1 said").await;
    })
    .await;
}

#[tokio::test]
async fn after_a_reload_a_run_is_trained_again_to_be_looked_into() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.look_into(1).await;
        let lead = page.text("#inside .inside-lead").await;
        page.chromium.driver.refresh().await.unwrap();
        page.see("#runs tr[data-run='1'] [data-cell='outcome']", "completed")
            .await;
        page.wait_for_phase("idle").await;
        page.click("#runs tr[data-run='1'] [data-action='inside']")
            .await;
        page.see("#inside", "The weights of this run are not here")
            .await;
        page.click("#inside [data-action='train-again']").await;
        // Before its last epoch the film is at an earlier one.
        page.see("#inside .inside-lead", &lead).await;
    })
    .await;
}

#[tokio::test]
async fn a_digit_is_drawn_by_pointer_and_by_keys_and_an_image_is_tried() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.look_into(1).await;
        page.click("#inside-drawing").await;
        page.see("#inside-said", "Nothing is drawn yet").await;
        for kind in ["mouse", "touch"] {
            page.draw(kind, &[[0.5, 0.15], [0.5, 0.5], [0.49, 0.85]]).await;
            page.see("#inside-said", "It says").await;
            page.see("#inside-alike", "images most like it").await;
            page.click("#inside-clear").await;
            page.see("#inside-said", "Nothing is drawn yet").await;
        }
        let press = "const pad = document.querySelector('#inside-pad'); pad.focus(); \
            [' ', 'ArrowDown', 'ArrowDown', 'ArrowDown', ' '].forEach((key) => \
              pad.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))";
        page.run(press, &[]).await;
        page.see("#inside-said", "It says").await;
        assert_eq!(page.count("#inside-ink .stroke").await, 1);
        assert_eq!(page.count("#runs tr[data-run]").await, 1, "space trained nothing");
        let number = "const field = document.querySelector('[data-set=image]'); field.value = '1'; \
            field.dispatchEvent(new Event('input', { bubbles: true }))";
        page.run(number, &[]).await;
        page.see("#inside-said", "(it is 7)").await;
        let turn = "const field = document.querySelector('[data-set=turn]'); field.value = '45'; \
            const before = document.querySelector('#inside-said .digit').innerHTML; \
            field.dispatchEvent(new Event('input', { bubbles: true })); return before";
        let before = page.run(turn, &[]).await;
        let is_other = "return document.querySelector('#inside-said .digit').innerHTML !== arguments[0]";
        page.wait_for("a turned image", is_other, &[before]).await;
        page.click("#inside-mistakes").await;
        page.click("#inside-digits .digits button").await;
        page.see("#inside-said", "(it is").await;
    })
    .await;
}

#[tokio::test]
async fn how_healthy_a_network_is_is_measured_and_a_good_one_gets_no_advice() {
    without_webgpu(async |page| {
        page.open(&format!("{SMALL}&learning_rate=0.01")).await;
        page.look_into(1).await;
        page.click("#inside-health").await;
        page.see("#inside-view", "What to look for").await;
        page.see("#inside-view .inside-symptom", "It has learned")
            .await;
        assert_eq!(page.count("#inside .inside-layer").await, 2);
        assert_eq!(page.count("#inside .inside-spreads svg").await, 6);
        assert_eq!(page.count("#inside .health tbody tr").await, 2);
        assert_eq!(page.count("#inside [data-form]").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_run_that_has_diverged_says_why_and_its_remedy_goes_into_the_form() {
    without_webgpu(async |page| {
        let wild = "optimizer=sgd&learning_rate=100&loss=mean_squared_error";
        page.open(&format!("{SMALL}&{wild}&output_activation=linear"))
            .await;
        page.train().await;
        page.wait_for_end().await;
        page.click("#runs tr[data-run='1'] [data-action='inside']")
            .await;
        page.see("#inside .inside-symptom", "no longer a finite number")
            .await;
        page.see("#inside .finding", "The learning rate is too high")
            .await;
        // Its last weights are none, and those of the epochs before would be seen.
        page.see("#inside-train-again", "to look inside").await;
        page.click("#inside-change-0").await;
        page.see("#inside .finding", "Train tests it").await;
        assert_eq!(page.field("learning_rate").await, "0.1");
        assert_eq!(page.field("n_nodes").await, "16");
        assert_eq!(
            page.count("#runs tr[data-run]").await,
            1,
            "nothing is trained"
        );
    })
    .await;
}

#[tokio::test]
async fn the_network_is_seen_at_a_digit_and_a_unit_is_enlarged() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.look_into(1).await;
        page.click("#inside-network").await;
        page.see("#inside-unit h3", "Layer 1, unit 1").await;
        assert_eq!(page.count("#inside-net .unit").await, 26);
        assert_eq!(page.count("#inside-net .tile").await, 16);
        assert_eq!(page.count("#inside-unit .digits li").await, 8);
        page.see("#inside-unit", "On this 7 it gives").await;
        page.click("#inside-after").await;
        page.see("#inside-unit", "On this 2 it gives").await;
        let press = "const net = document.querySelector('#inside-units'); net.focus(); \
            ['ArrowDown', 'ArrowDown'].forEach((key) => net.dispatchEvent( \
              new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))";
        page.run(press, &[]).await;
        page.see("#inside-unit h3", "Layer 1, unit 3").await;
        let focused = page.run("return document.activeElement.id", &[]).await;
        assert_eq!(focused, json!("inside-units"), "it keeps the focus");
        let point = "const net = document.querySelector('#inside-units'); \
            const unit = document.querySelectorAll('#inside-net .unit')[20]; \
            const box = unit.getBoundingClientRect(); \
            net.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerId: 1, \
              clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }))";
        page.run(point, &[]).await;
        page.see("#inside-unit h3", "Output for the digit 4").await;
    })
    .await;
}
