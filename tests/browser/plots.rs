//! A study's plots, as a visitor handles them.

use serde_json::json;

use super::Playground;

/// All of them, by the names in the document.
pub const PLOTS: [&str; 6] = [
    "history",
    "intermediate",
    "contour",
    "rank",
    "edf",
    "timeline",
];

impl Playground {
    /// Opens a plot and waits for its marks; its button is not to be seen before a study's first run has begun.
    pub async fn open_plot(&self, plot: &str) {
        let button = format!("#open-{plot}");
        let is_seen = "return document.querySelector(arguments[0])?.checkVisibility() === true";
        self.wait_for(&format!("{button} in sight"), is_seen, &[json!(button)])
            .await;
        self.click(&button).await;
        self.wait_for_marks(plot).await;
    }

    pub async fn wait_for_marks(&self, plot: &str) {
        let script = "return document.querySelectorAll(`#plot-${arguments[0]} .m`).length >= 4";
        self.wait_for(&format!("marks in {plot}"), script, &[json!(plot)])
            .await;
    }

    /// Moves the pointer onto a mark of a plot.
    pub async fn point_at(&self, plot: &str, mark: &str) {
        let script = "const picture = document.querySelector(`#plot-${arguments[0]}`); \
                      picture.scrollIntoView({ block: 'center' }); \
                      const mark = picture.querySelector(`${arguments[1]} :is(circle, rect)`); \
                      const edges = mark.getBoundingClientRect(); \
                      picture.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, \
                      clientX: edges.x + edges.width / 2, clientY: edges.y + edges.height / 2 }))";
        self.run(script, &[json!(plot), json!(mark)]).await;
    }

    /// Drags a box around a mark of a plot, so many CSS pixels to each side.
    pub async fn drag_around(&self, plot: &str, mark: &str, aside: u32) {
        let script = "const picture = document.querySelector(`#plot-${arguments[0]}`); \
                      picture.scrollIntoView({ block: 'center' }); \
                      const mark = picture.querySelector(`${arguments[1]} :is(circle, rect)`); \
                      const edges = mark.getBoundingClientRect(); \
                      const [x, y] = [edges.x + edges.width / 2, edges.y + edges.height / 2]; \
                      const press = (name, by) => picture.dispatchEvent(new PointerEvent(name, { bubbles: true, \
                      pointerType: 'mouse', button: 0, clientX: x + by, clientY: y + by })); \
                      press('pointerdown', -arguments[2]); press('pointermove', arguments[2]); \
                      press('pointerup', arguments[2])";
        self.run(script, &[json!(plot), json!(mark), json!(aside)])
            .await;
    }
}
