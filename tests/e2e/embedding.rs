//! Share → Embed: from what a visitor has trained to a figure in somebody's post.

use serde_json::json;

use crate::browser::{Host, Playground};
use crate::{SMALL, studies, without_webgpu};

impl Playground {
    /// Opens the dialog, and waits until there is something to copy.
    async fn share(&self) {
        self.click("#share").await;
        let script = "return document.querySelector('#share-dialog[open] #embed-code')?.value";
        self.wait_for("code for a post", script, &[]).await;
    }

    /// What a button of the dialog copies, once the code is as it was last asked for.
    async fn copied_by(&self, button: &str) -> String {
        let script = "window.__copied = null; await new Promise(done => setTimeout(done, 600))";
        self.run_async(script, &[]).await;
        self.click(button).await;
        let copied = self.wait_for("something copied", "return __copied", &[]);
        copied.await.as_str().unwrap_or_default().to_owned()
    }

    /// Goes into the first frame of a post that has this code in it.
    async fn enter_post(&self, host: &Host) {
        self.open_host(host).await;
        self.enter_frame(0).await;
        self.wait_for_phase("idle").await;
    }
}

/// A post with this code in it.
fn post(code: &str) -> Host {
    Host::serve(format!(
        "<!doctype html><meta charset=\"utf-8\"><title>A post</title><p>As one sees:</p>{code}"
    ))
}

#[tokio::test]
async fn a_finished_run_is_a_figure_in_a_post_that_a_reader_reproduces_exactly() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train().await;
        page.wait_for_end().await;
        page.share().await;
        page.type_into("#embed-title", "Sixteen \"units\" & more")
            .await;
        page.choose("#embed-control", "momentum").await;
        let code = page.copied_by("#copy-code").await;
        assert!(code.starts_with("<iframe src="), "{code}");

        let host = post(&code);
        let before = page.site.requests_for("mnist/train-0.bin.gz");
        page.enter_post(&host).await;
        page.see("h1", "Sixteen \"units\" & more").await;
        page.see("#made", "Recorded on").await;
        assert!(page.points().await > 0);
        assert_eq!(page.site.requests_for("mnist/train-0.bin.gz"), before);
        page.click("#train").await;
        page.see("#verdict", "Reproduced exactly").await;
        page.leave_frames().await;
        let title = "return document.querySelector('iframe').title";
        assert_eq!(page.run(title, &[]).await, "Sixteen \"units\" & more");
    })
    .await;
}

#[tokio::test]
async fn a_finished_study_is_a_figure_whose_runs_are_reproduced_and_which_opens_the_study() {
    without_webgpu(async |page| {
        page.open(studies::SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.share().await;
        let code = page.copied_by("#copy-code").await;
        let offers_svg = "return !document.querySelector('#share-svg').hidden";
        assert_eq!(page.run(offers_svg, &[]).await, true);
        page.choose("#embed-show", "heat-map").await;
        assert_eq!(
            page.run(offers_svg, &[]).await,
            false,
            "a heat map has none"
        );
        page.click("#share-png").await;
        // The map itself is 720 × 400 pixels; around it there is room, and above it a title.
        let shape = "const name = Object.keys(__files).find(name => name.endsWith('figure.png')); \
                     const picture = name && await createImageBitmap(__files[name]); \
                     return picture && picture.width * 468 === picture.height * 752";
        page.wait_for("a picture of the heat map", shape, &[]).await;

        let host = post(&code);
        page.enter_post(&host).await;
        page.see("h1", "Small").await;
        page.click(".numbers summary").await;
        let runs = "return document.querySelectorAll('.numbers th[scope=col]').length === 1 + 4";
        page.wait_for("a table of four runs", runs, &[]).await;
        page.click("#train").await;
        page.see("#verdict", "Reproduced exactly").await;
        let href = page.run("return document.querySelector('#open').href", &[]);
        let href = href.await.as_str().unwrap_or_default().to_owned();
        page.leave_frames().await;
        page.go_to(&href).await;
        page.see("#study-estimate", "4 runs").await;
    })
    .await;
}

#[tokio::test]
async fn the_page_takes_the_runs_that_a_link_has_recorded_into_its_table() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train().await;
        page.wait_for_end().await;
        let accuracy = page.column("final").await;
        page.share().await;
        let link = page.copied_by("#copy-figure-link").await;
        let hash = link.split_once('#').map(|(_, hash)| hash);
        let hash = hash.unwrap_or_default();

        page.open(&format!("#{hash}")).await;
        assert_eq!(page.column("final").await, accuracy);
        page.see("#runs .marks", "has come with the link").await;
        let damaged = hash.replace("recording=", "recording=A");
        page.open(&format!("#{damaged}")).await;
        page.see("#notices", "recording could not be read").await;
        assert!(page.column("final").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_dialog_goes_by_keys_and_previews_what_grows_with_its_content() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.share().await;
        page.see("#share-dialog", "No curves are recorded").await;
        page.choose("#embed-frame", "content").await;
        let grown = "const frame = document.querySelector('#embed-preview'); \
                     return frame.contentDocument?.querySelector('#train') \
                     && frame.style.height !== arguments[0] && frame.style.height";
        let what = "a preview as high as what is in it";
        page.wait_for(what, grown, &[json!("480px")]).await;
        page.see(".share-script", "embed.js").await;
        let code = page.copied_by("#copy-code").await;
        assert!(
            code.contains("data-tuneground") && code.contains("embed.js"),
            "{code}"
        );

        page.choose("#embed-control", "momentum").await;
        page.type_into("#embed-control-momentum", "0, 7").await;
        page.see("#embed-control-momentum-about", "got 7").await;

        let field = page.find("#embed-title").await;
        field.send_keys(thirtyfour::Key::Escape + "").await.unwrap();
        let closed = "return !document.querySelector('#share-dialog').open \
                      && document.activeElement.id === 'share'";
        page.wait_for("the dialog to be gone", closed, &[]).await;
    })
    .await;
}
