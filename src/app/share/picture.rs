//! A picture of what the figure shows, for feeds and mails that show no frames.

use super::super::browser;
use super::super::context::Context;
use super::super::study::{self, StudyFigure};
use crate::charts::{Quantity, Theme};
use crate::metrics::History;
use crate::state::{Run, Show, State, Subject};

const NAME: &str = "tuneground-figure";

pub fn save_svg(context: Context, colors: Theme) {
    let Some(figure) = context.peek(|state| figure_of_runs(state, colors)) else {
        return study::save_svg(context, colors);
    };
    let name = format!("{NAME}.svg");
    if !browser::download(&name, "image/svg+xml", &figure.svg()) {
        context.notify("The browser blocked saving the file.");
    }
}

pub fn save_png(context: Context, colors: Theme) {
    let Some(figure) = context.peek(|state| figure_of_runs(state, colors)) else {
        return study::save_png(context, colors);
    };
    leptos::task::spawn_local(async move {
        let canvas = figure.canvas().await;
        study::save_canvas(context, format!("{NAME}.png"), canvas);
    });
}

/// A panel for each run; nothing where it is a study that is shown, which has a figure of its own.
fn figure_of_runs(state: &State, colors: Theme) -> Option<StudyFigure> {
    let embed = &state.embed;
    let runs: Vec<&Run> = match embed.subject {
        Subject::Run => state.run_at_hand().into_iter().collect(),
        Subject::Runs => state.runs.iter().filter(|run| !run.hidden).collect(),
        Subject::Study => return None,
    };
    let quantity = match embed.show {
        Show::Loss => Quantity::Loss,
        Show::Both | Show::Accuracy | Show::Panels | Show::HeatMap | Show::Slice => {
            Quantity::Accuracy
        }
    };
    let panel = |run: &&Run| {
        let differences = state.runs.differences(run).join(", ");
        (format!("{} {differences}", run.name), run.history.clone())
    };
    let panels: Vec<(String, History)> = runs.iter().map(panel).collect();
    let title = embed.title.clone();
    let held_out = state.runs.held_out();
    Some(StudyFigure::of_runs(
        title, held_out, &panels, quantity, colors,
    ))
}
