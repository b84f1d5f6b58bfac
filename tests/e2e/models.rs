//! Models as files.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use tuneground::model::files::{Format, read, write};

use crate::browser::Playground;
use crate::{SMALL, without_webgpu};

impl Playground {
    /// The model that is looked into, as a file: its name and its bytes.
    async fn save_model(&self, format: Format) -> (String, Vec<u8>) {
        let end = format.extension();
        self.run("window.__files = {}", &[]).await;
        self.click(&format!("#inside-save-{end}")).await;
        let there = "return Object.keys(__files).length > 0";
        self.wait_for(&format!("a file .{end}"), there, &[]).await;
        let read = "const [name] = Object.keys(__files); \
                    const bytes = new Uint8Array(await __files[name].arrayBuffer()); \
                    return [name, btoa(Array.from(bytes, (it) => String.fromCharCode(it)).join(''))]";
        let file = self.run_async(read, &[]).await;
        let text = |at: usize| file[at].as_str().unwrap_or_default().to_owned();
        (text(0), BASE64_STANDARD.decode(text(1)).unwrap())
    }

    /// Trains what the form says, and looks into the run.
    async fn train_and_look(&self, run: u32) {
        self.train().await;
        self.wait_for_end().await;
        let inside = format!("#runs tr[data-run='{run}'] [data-action='inside']");
        self.click(&inside).await;
        self.see("#inside .inside-lead", "images are right").await;
    }
}

#[tokio::test]
async fn a_trained_model_is_saved_in_every_format() {
    without_webgpu(async |page| {
        page.open(&format!("{SMALL}&seed=7")).await;
        page.train_and_look(1).await;
        let mut models = Vec::new();
        for format in Format::ALL {
            let (name, bytes) = page.save_model(format).await;
            let expected = format!("tuneground-16-adam-seed-7.{}", format.extension());
            assert_eq!(name, expected);
            let model = read(&name, &bytes).unwrap();
            // What writes for the page writes for `fit --save`, whose files are held to Keras and ONNX Runtime.
            assert_eq!(write(&model, format), bytes, "{name}");
            models.push(model);
        }
        assert_eq!(models[0].setting.epochs, 3);
        assert!(models.iter().all(|model| *model == models[0]));
        let said = page.run(
            "return document.querySelector('#notices').children.length",
            &[],
        );
        assert_eq!(said.await, json!(0), "nothing went wrong");
    })
    .await;
}
