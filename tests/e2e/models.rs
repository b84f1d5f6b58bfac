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

/// Gives the page a file, as somebody who picks or drops it.
const BRING: &str = "const bytes = Uint8Array.from(atob(arguments[1]), (it) => it.charCodeAt(0)); \
    const files = new DataTransfer(); files.items.add(new File([bytes], arguments[0]));";
const PICK: &str = "const input = document.querySelector('.runs-panel input[accept]'); \
    input.files = files.files; input.dispatchEvent(new Event('change', { bubbles: true }))";
const DROP: &str = "document.body.dispatchEvent(new DragEvent('drop', \
    { bubbles: true, cancelable: true, dataTransfer: files }))";

impl Playground {
    async fn bring_model(&self, how: &str, name: &str, bytes: &[u8]) {
        let bytes = BASE64_STANDARD.encode(bytes);
        let script = format!("{BRING} {how}");
        self.run(&script, &[json!(name), json!(bytes)]).await;
    }

    /// A cell of a run.
    async fn cell(&self, run: u32, name: &str) -> String {
        let css = format!("#runs tr[data-run='{run}'] [data-cell='{name}']");
        self.text(&css).await
    }
}

#[tokio::test]
async fn a_model_is_loaded_in_every_format_judged_the_same_and_looked_into() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train_and_look(1).await;
        let (last, lead) = (
            page.cell(1, "final").await,
            page.text("#inside .inside-lead").await,
        );
        let mut files = Vec::new();
        for format in Format::ALL {
            files.push(page.save_model(format).await);
        }
        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_phase("idle").await;
        for ((name, bytes), how) in files.iter().zip([PICK, DROP, PICK]) {
            page.bring_model(how, name, bytes).await;
        }
        // They come as they are read.
        page.see("#runs tr[data-run='4'] [data-cell='outcome']", "loaded")
            .await;
        for run in 2..=4 {
            assert_eq!(page.cell(run, "final").await, last);
            page.see(
                &format!("#runs tr[data-run='{run}'] .marks"),
                "from the file",
            )
            .await;
            page.click(&format!(
                "#runs tr[data-run='{run}'] [data-action='inside']"
            ))
            .await;
            page.see("#inside h2", "Inside Loaded: tuneground-16-adam")
                .await;
            page.see("#inside .inside-lead", "images are right").await;
            assert_eq!(page.text("#inside .inside-lead").await, lead);
        }
        // The run's own weights are gone; it can be trained again, and a model cannot.
        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_phase("idle").await;
        page.click("#runs tr[data-run='3'] [data-action='inside']")
            .await;
        page.see("#inside", "load its model’s file again").await;
    })
    .await;
}

#[tokio::test]
async fn a_loaded_model_is_trained_on_from_where_it_was() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train_and_look(1).await;
        let (name, bytes) = page.save_model(Format::Keras).await;
        page.bring_model(DROP, &name, &bytes).await;
        page.see("#runs tr[data-run='2'] [data-cell='outcome']", "loaded")
            .await;
        page.click("#runs tr[data-run='2'] [data-action='inside']")
            .await;
        page.see("#inside h2", "Loaded").await;
        page.click("#inside-train-on").await;
        page.see("#runs tr[data-run='3'] [data-cell='outcome']", "completed")
            .await;
        page.see(
            "#runs tr[data-run='3'] .marks",
            "began with the weights of Loaded",
        )
        .await;
        let percent = |cell: String| cell.split(' ').next().unwrap().parse::<f64>().unwrap();
        let (before, after) = (page.cell(1, "final").await, page.cell(3, "final").await);
        assert!(
            percent(after) > percent(before),
            "three more epochs of a net that still learns"
        );
        page.set("n_nodes", "32").await;
        page.click("#inside-train-on").await;
        page.see("#notices", "press Restore in its row").await;
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_model_is_answered_with_a_sentence() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.wait_for_phase("idle").await;
        for name in ["bad.keras", "bad.onnx", "bad.safetensors"] {
            page.bring_model(PICK, name, b"no model at all").await;
            page.see(
                "#notices",
                &format!("The model {name} could not be loaded:"),
            )
            .await;
        }
        let rows = page.run(
            "return document.querySelectorAll('#runs tr[data-run]').length",
            &[],
        );
        assert_eq!(rows.await, json!(0));
    })
    .await;
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
            let written = write(&model, format);
            // But for the order of Keras' config, which follows a feature that the tests' own crates switch on.
            let is_same = format == Format::Keras || written == bytes;
            assert!(is_same && written.len() == bytes.len(), "{name}");
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
