//! The figure before a reader acts: how soon its recorded curves are there, whether they push anything around, and how
//! much ten of them load in one post.

use std::fs;

use crate::browser::site::{dist, released};
use crate::browser::{Adapter, Chromium, Host, Playground, Site};
use crate::median;
use crate::table::Table;

const VISITS: usize = 9;
const MANY: usize = 10;

/// Notes when recorded curves were on the screen, and how far anything has been pushed.
const WATCH: &str = "
  window.__shift = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) __shift += shift.value;
  }).observe({ type: 'layout-shift', buffered: true });
  addEventListener('tuneground', ({ detail }) => {
    if (detail.tuneground === 'drawn') window.__drawn = performance.now();
  });
";

pub async fn measure(table: &mut Table) {
    let figures = figures();
    let page = Playground::new(Site::serve(), Chromium::start(Adapter::None).await);
    page.chromium.inject(WATCH).await;
    let (mut drawn, mut shift) = (Vec::new(), 0.0_f64);
    for visit in 0..VISITS {
        let figure = &figures[visit % figures.len()];
        page.go_to(&page.site.url(figure)).await;
        let at = page.wait_for("drawn curves", "return window.__drawn", &[]);
        drawn.push(at.await.as_f64().expect("a time"));
        let rest = "await new Promise(done => setTimeout(done, 500)); return __shift";
        let moved = page.run_async(rest, &[]).await.as_f64();
        shift = shift.max(moved.expect("a layout shift"));
    }
    page.close().await;
    table.add(
        "navigation to a figure's recorded curves".to_owned(),
        format!("{:.0} ms; layout shift {shift:.3}", median(drawn)),
        "≤ 300 ms; 0",
    );
    let (one, ten) = (loaded(&figures, 1).await, loaded(&figures, MANY).await);
    table.add(
        format!("{MANY} figures in one post"),
        format!("{:.2} times one figure's bytes", ten / one),
        "≤ 1.3 times",
    );
}

/// The addresses of the sample posts' figures.
fn figures() -> Vec<String> {
    let posts = ["sample", "neural-networks-iii"].map(|post| {
        fs::read_to_string(dist().join(format!("posts/{post}.html"))).expect("the site has posts")
    });
    let text = posts.concat().replace("&amp;", "&");
    let addresses = text.split("src=\"../figure.html").skip(1);
    let hash = |rest: &str| {
        rest.split('"')
            .next()
            .map(|hash| format!("figure.html{hash}"))
    };
    addresses.filter_map(hash).collect()
}

/// Bytes that a post with so many figures loads from the site, in a browser that has visited nothing.
async fn loaded(figures: &[String], count: usize) -> f64 {
    let site = Site::serve();
    site.let_browsers_cache();
    let page = Playground::new(site, Chromium::start(Adapter::None).await);
    let addresses = figures.iter().cycle().take(count);
    let host = Host::framing(addresses.map(|figure| page.site.url(figure)));
    page.open_host(&host).await;
    page.host_hears("drawn", count).await;
    let requests = page.site.requests();
    page.close().await;
    let size = |path: &String| {
        let file = [released(path), dist().join(path)];
        let found = file.iter().find_map(|file| fs::metadata(file).ok());
        found.map_or(0, |file| file.len())
    };
    requests.iter().map(size).sum::<u64>() as f64
}
