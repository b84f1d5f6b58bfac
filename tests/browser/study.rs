//! The study on the page.

use serde_json::json;

use super::Playground;

impl Playground {
    pub async fn start_study(&self) {
        self.wait_for_enabled("#study-start").await;
        self.click("#study-start").await;
    }

    pub async fn wait_for_study(&self, state: &str) {
        let css = format!("#study-progress [data-study-state='{state}']");
        let script = "return document.querySelector(arguments[0]) !== null";
        self.wait_for(&format!("a study that is {state}"), script, &[json!(css)])
            .await;
    }

    pub async fn set_study_workers(&self, workers: usize) {
        let script = "const slider = document.querySelector('#study-workers'); \
                      slider.max = Math.max(slider.max, arguments[0]); slider.value = arguments[0]; \
                      slider.dispatchEvent(new Event('input', { bubbles: true }))";
        self.run(script, &[json!(workers)]).await;
    }

    /// What the page hands over as a file when `button` is pressed.
    pub async fn export(&self, button: &str, ending: &str) -> String {
        self.run("window.__files = {}", &[]).await;
        self.click(button).await;
        let there = "return Object.keys(__files).some(name => name.endsWith(arguments[0]))";
        self.wait_for(&format!("a file {ending}"), there, &[json!(ending)])
            .await;
        let read = "const name = Object.keys(__files).find(name => name.endsWith(arguments[0])); \
                    return await __files[name].text()";
        let text = self.run_async(read, &[json!(ending)]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The study's results, a row per epoch and run.
    pub async fn csv(&self) -> String {
        self.export("#export-csv", ".csv").await
    }

    /// Hands a text to the page as a file to import.
    pub async fn import_study(&self, text: &str) {
        self.find("#study-import").await;
        let script = "const files = new DataTransfer(); \
                      files.items.add(new File([arguments[0]], 'study.json')); \
                      const input = document.querySelector('#study-import'); input.files = files.files; \
                      input.dispatchEvent(new Event('change', { bubbles: true }))";
        self.run(script, &[json!(text)]).await;
    }
}

/// The numbers of a column of a study's CSV.
pub fn csv_column(csv: &str, name: &str) -> Vec<f64> {
    let mut rows = csv.lines().map(|row| row.split(',').collect::<Vec<_>>());
    let at = rows
        .next()
        .and_then(|head| head.iter().position(|key| *key == name));
    let at = at.unwrap_or_else(|| panic!("no column {name} in {csv}"));
    rows.map(|row| row[at].parse().unwrap_or(f64::NAN))
        .collect()
}
