//! Findings in the panel.

use std::fmt::Write;

use super::Case;
use crate::inside::html::escaped;

/// The findings, each with a button that puts its change into the form: `data-form` has the setting as a link's hash.
pub fn view(case: &Case<'_>) -> String {
    let findings = case.findings();
    let mut html = format!(
        r#"<div class="inside-diagnosis"><p class="inside-symptom"><b>{}</b></p>"#,
        case.symptom()
    );
    for (at, finding) in findings.iter().enumerate() {
        // Writing to a text cannot fail.
        let _ = write!(
            html,
            r#"<section class="finding"><h3>{}</h3><p>{}</p><p><button type="button" id="inside-change-{at}" data-form="{}">{}</button> <span class="help" aria-live="polite">puts this run's setting with the change into the form</span></p></section>"#,
            finding.title,
            finding.because,
            escaped(&finding.change.setting.to_permalink()),
            escaped(&finding.change.label),
        );
    }
    if findings.is_empty() {
        html += match case.has_failed() {
            true => {
                r#"<p>None of what is known to stop a network from learning was found: no zeros as weights, dead units or vanishing gradients, no batch of one, and no rate that the curves or updates show to be too low or too high.</p>"#
            }
            false => r#"<p>Nothing is wrong with it: it has learned, and it does not overfit.</p>"#,
        };
    }
    html + "</div>"
}
