//! The post's experiments one after the other, unattended, over a reload, and their report.

use crate::without_webgpu;

#[tokio::test]
async fn all_seven_run_unattended_over_a_reload_and_their_report_opens_offline() {
    without_webgpu(async |page| {
        page.open("").await;
        page.click("#view-study").await;
        let choose = "const select = document.querySelector('#programme-size'); select.value = 'glance 1'; \
                      select.dispatchEvent(new Event('change', { bubbles: true }))";
        page.find("#programme-size").await;
        page.run(choose, &[]).await;
        page.click("#programme-start").await;
        page.see("#programme-said", "2 of 7: Optimizer").await;
        page.open("").await;
        // It has gone on, whichever view is open.
        page.click("#view-study").await;
        page.see("#programme-said", " of 7: ").await;
        page.click("#programme-toggle").await;
        let unfinished = page.export("#programme-html", ".html").await;
        assert!(unfinished.contains("This report is not finished. "), "{unfinished:.2000}");
        page.click("#programme-toggle").await;
        page.see("#programme-said", "All seven have ended.").await;

        let html = page.export("#programme-html", ".html").await;
        assert!(html.starts_with("<!DOCTYPE html>") && !html.contains("is not finished"));
        let markdown = page.export("#programme-markdown", ".md").await;
        assert_eq!(markdown.matches("(data:image/svg+xml;base64,").count(), 7);
        // A picture for each experiment, and nothing that is fetched.
        assert_eq!(html.matches("<figure").count(), 7);
        for fetching in ["<script", "<link", "<img", "<iframe", " src=", "@import", "url("] {
            assert!(!html.contains(fetching), "{fetching}");
        }
    })
    .await;
}
