//! The head of a plot: its name, what can be chosen of it, and the ways to save it. As text, for views weigh more.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

use crate::charts::escaped;
use crate::protocol::Plot;
use crate::state::{PlotChoice, PlotsView};

/// - view: how it is shown
/// - varying: what the hyperparameters are called that vary
pub fn head(plot: Plot, view: &PlotsView, varying: &[String]) -> String {
    let axes = view.axes();
    let options = match plot {
        Plot::Contour | Plot::Rank => {
            let axis = |at: usize, label: &str| {
                select(&at.to_string(), label, "", varying, Some(axes[at]))
            };
            axis(0, "Across") + &axis(1, "Up")
        }
        Plot::Edf => {
            let by: Vec<String> = varying.iter().map(|name| format!("by {name}")).collect();
            let all = "<option value=\"\">all runs</option>";
            select("split", "Lines", all, &by, view.split)
        }
        Plot::Intermediate => {
            toggle("by-setting", "By setting", view.by_setting) + &toggle("loss", "Loss", view.loss)
        }
        Plot::History | Plot::Timeline => String::new(),
    };
    let save = ["SVG", "PNG"].map(|label| {
        format!(
            "<button type=\"button\" class=\"quiet\" data-save=\"{}\" title=\"Save this plot as {label}\">{label}</button>",
            label.to_ascii_lowercase()
        )
    });
    format!(
        "<h3>{}</h3><div class=\"plot-options\">{options}</div><div class=\"plot-options\">{}</div>",
        plot.label(),
        save.concat()
    )
}

fn select(
    choice: &str,
    label: &str,
    first: &str,
    names: &[String],
    chosen: Option<usize>,
) -> String {
    let mut options = first.to_owned();
    for (at, name) in names.iter().enumerate() {
        let selected = if chosen == Some(at) { " selected" } else { "" };
        options += &format!(
            "<option value=\"{at}\"{selected}>{}</option>",
            escaped(name)
        );
    }
    format!("<select data-choice=\"{choice}\" aria-label=\"{label}\">{options}</select>")
}

fn toggle(choice: &str, label: &str, is_on: bool) -> String {
    let checked = if is_on { " checked" } else { "" };
    format!(
        "<label class=\"toggle\"><input type=\"checkbox\" data-choice=\"{choice}\"{checked}>{label}</label>"
    )
}

/// What somebody has chosen in a head.
pub fn chosen(event: &Event) -> Option<PlotChoice> {
    let target = event.target()?;
    // A list's value is read as a field's.
    let control: &HtmlInputElement = target.unchecked_ref();
    let at = control.value().parse();
    Some(match control.get_attribute("data-choice")?.as_str() {
        "split" => PlotChoice::Split(at.ok()),
        "by-setting" => PlotChoice::BySetting(control.checked()),
        "loss" => PlotChoice::Loss(control.checked()),
        axis => PlotChoice::Axis(axis.parse().ok()?, at.ok()?),
    })
}

/// Has the lists of hyperparameters show what is on the axes: whoever takes one for both has the two change places.
pub fn show_axes(head: &Element, view: &PlotsView) {
    for (at, axis) in view.axes().into_iter().enumerate() {
        if let Ok(Some(list)) = head.query_selector(&format!("[data-choice='{at}']")) {
            let list: HtmlInputElement = list.unchecked_into();
            list.set_value(&axis.to_string());
        }
    }
}
