//! Health step by step: the weights after each of some steps, which the run hands out where somebody asks for them.

use super::Panel;
use crate::inside::film::Film;
use crate::inside::reel::Standing;
use crate::inside::story::{Along, Story};
use crate::model::of_run;

/// The steps that were asked for last.
#[derive(Debug, Default)]
pub struct Steps {
    pub film: Film,
    pub story: Story,
    is_awaited: bool,
}

impl Panel {
    /// Others are asked for.
    pub(super) fn await_steps(&mut self) {
        self.steps = Steps {
            is_awaited: true,
            ..Steps::default()
        };
    }

    /// Takes in the weights after so many steps of the run.
    pub(super) fn take_step(&mut self, step: &str, weights: Option<&[u8]>) {
        let Ok(step) = step.parse() else {
            return;
        };
        match of_run(&self.about[2], weights) {
            Ok(model) => {
                let bytes = weights.unwrap_or_default().to_vec();
                self.steps.film.push(step, bytes, &model, true);
            }
            Err(error) => self.fail(error),
        }
    }

    /// What was seen of them, and how to see more; nothing of a run that cannot hand any out.
    pub(super) fn steps(&self) -> String {
        let ask = |again: &str, said: &str| {
            format!(
                r#"<p><button type="button" id="inside-step-by-step" data-again="{again}" data-ask="steps">{said}</button></p>"#
            )
        };
        let button = match self.reel.standing {
            Standing::Live => ask("next", "Show its next 60 steps, one by one"),
            Standing::Ended => ask("steps", "Train again, and show its first 60 steps"),
            Standing::Lost => String::new(),
        };
        let Some(health) = &self.health else {
            return String::new();
        };
        let Steps {
            film,
            story,
            is_awaited,
        } = &self.steps;
        // What there was before the first of them comes at once.
        let seen = match film.frames().len() {
            2.. => story.view(film, health, Along::Steps, None),
            _ if *is_awaited && self.reel.is_live() => r#"<p class="help" role="status">The weights after its next steps are on their way; a paused run hands them out as it goes on.</p>"#.to_owned(),
            _ => String::new(),
        };
        seen + &button
    }
}

#[cfg(test)]
mod tests {
    use super::super::filmed::tests::{at, frame, live, part};
    use super::super::tests::{reading_pixels, words};
    use super::*;

    fn step(panel: &mut Panel, step: &str, size: f32) {
        let (_, weights) = reading_pixels(size);
        panel.hear(&words(&["step", step]), Some(&weights));
    }

    /// What the part is told to be, once all is measured.
    fn seen(panel: &mut Panel) -> String {
        let mut seen = String::new();
        for turn in 1..20 {
            for (id, html) in at(panel, f64::from(turn) * 1e4) {
                if id == "inside-steps" {
                    seen = html;
                }
            }
        }
        seen
    }

    #[test]
    fn steps_are_asked_for_measured_and_asked_for_anew() {
        let (mut panel, _) = live();
        frame(&mut panel, "0", "", 1.0);
        panel.hear(&words(&["press", "view health"]), None);
        let parts = at(&mut panel, 0.0);
        let body = part(&parts, "inside-body");
        assert!(body.contains("Show its next 60 steps"), "{body}");
        panel.hear(&words(&["press", "steps"]), None);
        let parts = at(&mut panel, 1.0);
        let awaited = part(&parts, "inside-steps");
        assert!(awaited.contains("are on their way"), "{awaited}");
        for (at, size) in [("7", 1.0), ("8", 2.0), ("9", 2.0)] {
            step(&mut panel, at, size);
        }
        let html = seen(&mut panel);
        for said in [
            "3 of the 3 steps that are kept",
            "Update / weight per step: 0",
            "steps 7 to 9",
            "in step 9 its weights have come by 0 of their norm: it stands still",
            "of a single update",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!html.contains("epoch"), "{html}");
        panel.hear(&words(&["press", "steps"]), None);
        let parts = at(&mut panel, 1e6);
        assert!(part(&parts, "inside-steps").contains("are on their way"));
    }

    #[test]
    fn epochs_that_follow_each_other_fast_leave_time_to_measure_steps() {
        let (mut panel, _) = live();
        frame(&mut panel, "0", "", 1.0);
        panel.hear(&words(&["press", "view health"]), None);
        at(&mut panel, 0.0);
        for number in 0..=60 {
            step(&mut panel, &number.to_string(), 1.0);
        }
        for epoch in 1..20 {
            frame(&mut panel, &epoch.to_string(), "0.5 0.25 0.5 0.25 0.1", 1.0);
            at(&mut panel, 1e4 * f64::from(epoch));
        }
        assert_eq!(panel.steps.story.len(), 61, "some at a time");
    }

    #[test]
    fn a_run_that_has_ended_shows_what_was_seen_and_can_be_trained_again() {
        let (mut panel, _) = live();
        frame(&mut panel, "0", "", 1.0);
        panel.hear(&words(&["press", "view health"]), None);
        step(&mut panel, "0", 1.0);
        step(&mut panel, "1", 2.0);
        panel.hear(&words(&["end", "ended"]), None);
        let html = seen(&mut panel);
        assert!(html.contains("2 of the 2 steps"), "{html}");
        assert!(html.contains(r#"data-again="steps""#), "{html}");
        for nothing in ["x", "-1", ""] {
            step(&mut panel, nothing, 1.0);
            assert_eq!(panel.steps.film.frames().len(), 2);
        }
        let (mut panel, _) = live();
        frame(&mut panel, "0", "", 1.0);
        panel.hear(&words(&["press", "view health"]), None);
        panel.hear(&words(&["end", "lost"]), None);
        at(&mut panel, 0.0);
        assert_eq!(panel.steps(), "");
    }
}
