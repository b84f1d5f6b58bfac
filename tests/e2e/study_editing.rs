//! The study's editor: what stands in it is what will be trained.

use serde_json::json;

use crate::browser::Playground;
use crate::without_webgpu;

impl Playground {
    /// The cards of the editor: what each sweeps, and whether it has something to edit.
    async fn cards(&self) -> serde_json::Value {
        let script = "return [...document.querySelectorAll('.dimensions .dimension')].map(card => \
                      [card.dataset.key, card.querySelector('strong').innerText, !!card.querySelector('input')])";
        self.run(script, &[]).await
    }
}

#[tokio::test]
async fn the_cards_are_those_of_what_is_swept() {
    without_webgpu(async |page| {
        page.open("").await;
        page.click("#view-study").await;
        page.see("#study-outlook", "add a hyperparameter").await;
        let errors = "return document.querySelectorAll('#study-outlook .error').length";
        assert_eq!(
            page.run(errors, &[]).await,
            json!(0),
            "nothing was done yet"
        );
        page.see(".experiments a", "neural networks iii").await;
        page.choose("#experiment", "optimizer").await;
        page.see("#study-outlook", "4 × 1 seed = 4 runs").await;
        assert_eq!(
            page.cards().await,
            json!([["optimizer", "Optimizer", true]])
        );
        page.choose("#experiment", "batch-size").await;
        page.see(
            ".dimension [data-reading]",
            "4 values: 333, 833, 1667 and 5000",
        )
        .await;
        assert_eq!(
            page.cards().await,
            json!([["batch_size", "Batch size", true]])
        );
        page.go("#study.vary=l2:0,1").await;
        page.see(
            ".dimension .error",
            "write 0.1 for one value, or 0, 1 for two",
        )
        .await;
        assert_eq!(page.cards().await, json!([["l2", "L2 penalty", true]]));
        page.type_into(".dimension input", "0, 0,01").await;
        page.see(".dimension [data-reading]", "2 values: 0 and 0.01")
            .await;
    })
    .await;
}
