//! The post's experiments one after the other, unattended, over a reload, and their report.

use serde_json::json;

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
        page.see("#programme-said", " of 7: ").await;
        page.see("#programme-said", "4 of 7: Learning rate").await;
        let unfinished = page.export("#programme-html", ".html").await;
        assert!(unfinished.contains("This report is not finished. "), "{unfinished:.2000}");
        page.see("#programme-said", "All seven have ended.").await;

        let html = page.export("#programme-html", ".html").await;
        assert!(html.starts_with("<!DOCTYPE html>") && !html.contains("is not finished"));
        let markdown = page.export("#programme-markdown", ".md").await;
        assert_eq!(markdown.matches("(data:image/svg+xml;base64,").count(), 7);
        // A browser reads it as it was meant, and fetches nothing for it.
        let read = "const report = new DOMParser().parseFromString(arguments[0], 'text/html'); \
                    const fetched = report.querySelectorAll('script, link, img, iframe, [src]').length; \
                    return [report.querySelectorAll('h2').length, report.querySelectorAll('figure svg').length, fetched]";
        let found = page.run(read, &[json!(html)]).await;
        assert_eq!(found, json!([10, 7, 0]));
    })
    .await;
}
