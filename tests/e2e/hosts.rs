//! Hosts of all kinds: what they frame the site with, and what they send.

use serde_json::json;

use crate::browser::{Damage, Host, Playground};
use crate::{SMALL, invented, without_webgpu};

/// Two runs of less than a second.
const STUDY: &str = "&study.name=Rates&study.vary=learning_rate:0.01, 0.001&study.seeds=1";

/// Opens somebody else's page with a frame that has these attributes.
async fn open_in_frame(page: &Playground, attributes: &str, file: &str) -> Host {
    let src = page.site.url(file);
    let frame = format!("<iframe {attributes} src='{src}' width=900 height=700></iframe>");
    let host = Host::serve(format!("<!doctype html><title>A post</title>{frame}"));
    page.open_host(&host).await;
    host
}

#[tokio::test]
async fn a_figure_that_is_out_of_sight_says_no_longer_that_it_is_loading() {
    without_webgpu(async |page| {
        let src = page.site.url(&format!("figure.html{SMALL}"));
        let host = Host::serve(format!(
            "<!doctype html><title>A post</title><p style='height: 9000px'>Long.</p>\
             <iframe src='{src}' width=900 height=700></iframe>"
        ));
        page.open_host(&host).await;
        page.enter_frame(0).await;
        let mounted = "return document.querySelector('#train')?.isConnected";
        page.wait_for("the figure", mounted, &[]).await;
        // Two of the ticks in which js/start.js says how far it has come.
        let later = "await new Promise(done => setTimeout(done, 2100)); return document.querySelector('#start') === null";
        assert_eq!(page.run_async(later, &[]).await, json!(true));
        page.leave_frames().await;
    })
    .await;
}

#[tokio::test]
async fn in_a_sandboxed_frame_a_figure_runs_in_full() {
    without_webgpu(async |page| {
        page.site.behave(|host| host.allows_everybody = true);
        let _host = open_in_frame(
            page,
            "sandbox=allow-scripts",
            &format!("figure.html{SMALL}"),
        )
        .await;
        page.enter_frame(0).await;
        assert_eq!(page.run("return origin", &[]).await, json!("null"));
        page.wait_for_phase("idle").await;
        page.click("#train").await;
        page.leave_frames().await;
        let ending = page.host_hears("train-end", 1).await;
        assert_eq!(ending["outcome"], json!("completed"));
        assert_eq!(ending["history"].as_array().map(Vec::len), Some(3));
        page.enter_frame(0).await;
        assert!(page.points().await > 0);
        page.leave_frames().await;
    })
    .await;
}

#[tokio::test]
async fn in_a_sandboxed_frame_the_playground_trains_studies_and_says_that_it_keeps_none() {
    without_webgpu(async |page| {
        page.site.behave(|host| host.allows_everybody = true);
        let _host = open_in_frame(page, "sandbox=allow-scripts", &format!("{SMALL}{STUDY}")).await;
        page.host_hears("ready", 1).await;
        page.tell_frame(0, json!({ "tuneground": "start-study" }))
            .await;
        let ending = page.host_hears("study-end", 1).await;
        assert_eq!(ending["finished"], json!(true));
        page.enter_frame(0).await;
        let notices = page.see("#notices", "cannot save studies").await;
        assert_eq!(
            notices.matches("cannot save studies").count(),
            1,
            "{notices}"
        );
        page.leave_frames().await;
    })
    .await;
}

#[tokio::test]
async fn a_sandboxed_frame_that_may_not_read_the_site_is_told_what_is_missing() {
    without_webgpu(async |page| {
        for file in ["figure.html", "index.html"] {
            let _host = open_in_frame(page, "sandbox=allow-scripts", file).await;
            page.enter_frame(0).await;
            let said = page.see("#start[role=alert]", "sandboxed").await;
            for remedy in ["Access-Control-Allow-Origin: *", "allow-same-origin"] {
                assert!(said.contains(remedy), "{said}");
            }
            page.leave_frames().await;
            page.expect_console_errors().await;
        }
        let attributes = "sandbox='allow-scripts allow-same-origin'";
        let _host = open_in_frame(page, attributes, &format!("figure.html{SMALL}")).await;
        page.enter_frame(0).await;
        page.wait_for_phase("idle").await;
        page.leave_frames().await;
    })
    .await;
}

#[tokio::test]
async fn where_the_program_cannot_come_the_recorded_curves_are_drawn_as_far_as_they_are_whole() {
    without_webgpu(async |page| {
        let hash = invented::two_runs();
        let text = hash.split("recording=").nth(1).unwrap_or_default();
        let altered = format!("{}{}{}", &text[..70], "AAAA", &text[74..]);
        let first = "momentum=0: 87.34 % after 3 epochs";
        let second = "momentum=0.5: 92.34 % after 3 epochs";
        for (recording, seen) in [
            (text.to_owned(), vec![first, second]),
            (text[..text.len() - 8].to_owned(), vec![first]),
            (altered, vec![second]),
            ("nothing".to_owned(), vec![]),
        ] {
            let address = format!("figure.html#{}", hash.replace(text, &recording));
            let _host = open_in_frame(page, "sandbox=allow-scripts", &address).await;
            page.enter_frame(0).await;
            page.see("#start[role=alert]", "sandboxed").await;
            if seen.is_empty() {
                let pause = "await new Promise(done => setTimeout(done, 500))";
                page.run_async(pause, &[]).await;
            } else {
                page.see("#recorded h1", "Two runs").await;
                page.see("#recorded", "Recorded on 2026-11-26 (CPU").await;
                page.see("#recorded", "A & B").await;
            }
            let script =
                "return [...document.querySelectorAll('#recorded li')].map(it => it.innerText)";
            assert_eq!(page.run(script, &[]).await, json!(seen));
            let script = "return document.querySelectorAll('#recorded polyline').length";
            assert_eq!(page.run(script, &[]).await, json!(2 * seen.len()));
            page.leave_frames().await;
            page.expect_console_errors().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_host_that_does_not_know_wasm_is_no_trouble() {
    without_webgpu(async |page| {
        page.site.behave(|host| host.sends_wasm_as_octets = true);
        for file in ["figure.html", "index.html"] {
            page.go_to(&page.site.url(&format!("{file}{SMALL}"))).await;
            page.wait_for_phase("idle").await;
            page.train().await;
            let ending = page.wait_for_end().await;
            assert!(ending.outcome().contains("completed"), "{ending:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_host_that_answers_with_a_page_for_what_it_does_not_have_is_said_so() {
    without_webgpu(async |page| {
        for (status, words) in [
            ("404 Not Found", "answered 404"),
            ("200 OK", "sent a web page in place of"),
        ] {
            page.site
                .behave(|host| host.page_for_missing = Some(status));
            page.site.damage("figure_bg.wasm", Damage::Missing);
            page.go_to(&page.site.url("figure.html")).await;
            page.see("#start[role=alert]", words).await;
            page.site.heal("figure_bg.wasm");

            page.site.damage("trainer_cpu.js", Damage::Missing);
            page.go(SMALL).await;
            let said = page.see("#notices", words).await;
            assert!(said.contains("trainer_cpu.js"), "{said}");
            page.site.heal("trainer_cpu.js");
            page.expect_console_errors().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_at_an_address_without_its_slash_says_what_it_needs() {
    without_webgpu(async |page| {
        for status in [None, Some("200 OK")] {
            page.site.behave(|host| host.page_for_missing = status);
            page.go_to(&page.site.url_without_slash()).await;
            page.see("#start", "ends in a slash").await;
            page.expect_console_errors().await;
        }
    })
    .await;
}
