//! What is said of a hyperparameter, and the small study that shows it.

use serde_json::json;
use thirtyfour::Key;

use crate::browser::{Damage, Playground};
use crate::{SMALL, without_webgpu};

const MORE: &str = "[data-explain='momentum']";
/// The row of momentum is there for SGD alone.
const SGD: &str = "&optimizer=sgd&learning_rate=0.03&theme=dark";

impl Playground {
    async fn open_sgd(&self) {
        self.open(&format!("{SMALL}{SGD}")).await;
    }

    async fn explained(&self) -> serde_json::Value {
        let script = "return [...document.querySelectorAll('[data-explain][aria-expanded=true]')] \
                      .map(one => one.dataset.explain)";
        let told = self.run(script, &[]).await;
        let count = "return document.querySelectorAll('.explained').length";
        let count = self.run(count, &[]).await.as_u64().unwrap() as usize;
        assert_eq!(told.as_array().map(Vec::len), Some(count));
        told
    }

    async fn wait_for_field(&self, key: &str, value: &str) {
        let script = "return document.getElementById(arguments[0])?.value === arguments[1]";
        let id = json!(format!("hp-{key}"));
        self.wait_for(&format!("{key}={value}"), script, &[id, json!(value)])
            .await;
    }

    /// The study of momentum trains, and is seen.
    async fn see_momentum_shown(&self) {
        self.wait_for_study("Finished").await;
        assert_eq!(self.ended().await, 3);
        assert_eq!(self.panels().await, 3);
        self.wait_for_field("n_nodes", "64").await;
    }
}

#[tokio::test]
async fn more_on_a_row_is_its_formula_and_goes_again() {
    without_webgpu(async |page| {
        page.open_sgd().await;
        assert_eq!(page.explained().await, json!([]));
        page.click(MORE).await;
        page.see(".explained", "When to reach for it").await;
        page.see(".explained", "in Patrick White’s Neural Networks III")
            .await;
        let is_drawn = "const math = document.querySelector('.explained math'); \
            const { width, height } = math.getBoundingClientRect(); \
            return math.namespaceURI.endsWith('MathML') && width > 20 && height > 10";
        assert_eq!(page.run(is_drawn, &[]).await, true);
        page.click("[data-explain='batch_size']").await;
        page.wait_for(
            "the other row's",
            "return document.querySelectorAll('.explained').length === 2",
            &[],
        )
        .await;
        let both = page.explained().await;
        assert!(
            both.as_array().unwrap().contains(&json!("momentum")),
            "{both}"
        );
        page.click(MORE).await;
        assert_eq!(page.explained().await, json!(["batch_size"]));
        assert_eq!(page.site.requests_for("explained.xml"), 1, "it is kept");
    })
    .await;
}

#[tokio::test]
async fn what_is_shown_trains_at_once_and_back_leads_to_the_form_as_it_was() {
    without_webgpu(async |page| {
        page.open_sgd().await;
        page.click(MORE).await;
        page.click(".explained [data-show]").await;
        page.see("#study-progress", "of 3 runs").await;
        // Under way it is not begun again, and has no second place in the history.
        page.click(".explained [data-show]").await;
        page.see_momentum_shown().await;
        assert!(!page.text("#notices").await.contains("was paused"));
        let theme = "return document.documentElement.dataset.theme";
        assert_eq!(page.run(theme, &[]).await, "dark", "it stays the visitor's");
        let is_in_sight = "const { top } = document.querySelector('#panels').getBoundingClientRect(); \
                           return top > 0 && top < innerHeight / 2";
        assert_eq!(page.run(is_in_sight, &[]).await, true);
        let is_in_address = "return location.hash.includes('study.vary=momentum')";
        page.wait_for("the study's address", is_in_address, &[])
            .await;
        page.run("history.back()", &[]).await;
        page.wait_for_field("n_nodes", "16").await;
        page.wait_for_field("learning_rate", "0.03").await;
        let is_run = "return document.querySelector('#view-run').ariaPressed === 'true'";
        page.wait_for("single runs", is_run, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn by_keys_alone_it_is_opened_and_shown() {
    without_webgpu(async |page| {
        page.open_sgd().await;
        let focus = "document.querySelector(arguments[0]).focus()";
        page.run(focus, &[json!(MORE)]).await;
        let press = async |key: Key| {
            let focused = page.chromium.driver.active_element().await.unwrap();
            focused.send_keys(key + "").await.unwrap();
        };
        press(Key::Enter).await;
        page.see(".explained", "When to reach for it").await;
        let is_there = "return document.activeElement.hasAttribute('data-show')";
        for _ in 0..6 {
            if page.run(is_there, &[]).await == true {
                break;
            }
            press(Key::Tab).await;
        }
        assert_eq!(page.run(is_there, &[]).await, true, "few tabs lead to it");
        press(Key::Enter).await;
        page.see_momentum_shown().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_fetched_is_said_and_asked_for_again() {
    without_webgpu(async |page| {
        let html = Damage::Replaced("<!doctype html><p>Not found".into());
        for damage in [Damage::Missing, html] {
            page.open_sgd().await;
            page.site.damage("explained.xml", damage);
            page.click(MORE).await;
            page.see("#notices", "More on this could not be fetched")
                .await;
            assert_eq!(page.explained().await, json!([]));
        }
        page.site.heal("explained.xml");
        page.click(MORE).await;
        page.see(".explained", "When to reach for it").await;
    })
    .await;
}
