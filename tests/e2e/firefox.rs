//! The site in Firefox. `--skip firefox::` leaves these out where there is none.

use crate::browser::firefox::Firefox;
use crate::browser::{Host, Site};
use crate::{ONE_AT_A_TIME, SMALL, invented};

/// Points that the accuracy chart shows.
const POINTS: &str = "return Number(document.querySelector('#chart-accuracy')?.dataset.points) > 0";

#[tokio::test]
async fn a_figure_shows_what_was_recorded_and_trains_a_run() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let (site, firefox) = (Site::serve(), Firefox::start().await);
    let figure = |hash: &str| site.url(&format!("figure.html#{hash}"));
    firefox.open(&figure(&invented::two_runs())).await;
    firefox.see("h1", "Two runs").await;
    firefox.see("#made", "Recorded on 2026-11-26").await;
    firefox.wait_for("recorded curves", POINTS, &[]).await;

    firefox.open(&figure(&SMALL[1..])).await;
    firefox.see("#train", "Train").await;
    firefox.click("#train").await;
    firefox.see("#progress", "after 3 epochs").await;
    firefox.wait_for("curves of its own", POINTS, &[]).await;
    firefox.quit().await;
}

#[tokio::test]
async fn in_a_sandboxed_frame_a_figure_tells_its_height_and_trains() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let (site, firefox) = (Site::serve(), Firefox::start().await);
    site.behave(|host| host.allows_everybody = true);
    let source = site
        .url(&format!("figure.html{SMALL}"))
        .replace('&', "&amp;");
    let host = Host::serve(format!(
        "<!doctype html><iframe data-tuneground sandbox=allow-scripts src=\"{source}\"></iframe>\
         <script>window.told = []; addEventListener('tuneground', ({{ detail }}) => \
         told.push(detail.tuneground))</script><script src=\"{}\"></script>",
        site.url("embed.js"),
    ));
    firefox.open(&host.url("a-post/")).await;
    let grown = "return document.querySelector('iframe').clientHeight > 200";
    firefox.wait_for("the frame to grow", grown, &[]).await;
    let start = "frames[0].postMessage({ tuneground: 'start' }, '*'); return true";
    firefox.wait_for("a message", start, &[]).await;
    let ended = "return told.includes('train-end')";
    firefox.wait_for("the end of a run", ended, &[]).await;
    firefox.quit().await;
}
