//! Studies on the page: defining one, watching it, and concluding.
//!
//! | file | concern |
//! |---|---|
//! | `bar` | start, pause, stop, and how far it has come |
//! | `editor`, `dimension` | what is swept, and how |
//! | `experiments`, `programme` | the post's experiments, and all of them one after the other |
//! | `panels`, `panels_view`, `panel_figure`, `drawing` | small multiples |
//! | `study_figure`, `print` | all of them as one figure, also on paper |
//! | `insights`, `slice_figure`, `insight_drawing`, `parallel` | heat map, lines, parallel coordinates, importance |
//! | `plots`, `plot_figure`, `plot_head`, `plot_save` | plots of all results |
//! | `plotter`, `waiting` | the program that draws them, and what waits for it |
//! | `results` | the table, and the winner |
//! | `described` | what the study is called, and what is noted of it |
//! | `foreign` | studies that were trained by other programs |
//! | `exports`, `saved` | what leaves the page, and what stays in the browser |

mod bar;
mod described;
mod dimension;
mod drawing;
mod editor;
mod experiments;
mod exports;
mod foreign;
mod insight_drawing;
mod insights;
mod panel_figure;
mod panels;
mod panels_view;
mod parallel;
mod plot_figure;
mod plot_head;
mod plot_save;
mod plots;
mod plotter;
mod print;
mod programme;
mod results;
mod saved;
mod slice_figure;
mod study_figure;
mod waiting;

use std::time::Duration;

use leptos::prelude::*;

use super::context::{Context, use_state};
use crate::state::studies::{ActiveStudy, StudyEditor};
use crate::state::{Action, State, StudyAction, ViewAction};
pub use bar::{StudyBar, estimate};
use editor::Editor;
use exports::Exports;
pub use exports::{save_canvas, save_png, save_svg};
use foreign::Foreign;
pub use insight_drawing::{draw_heat_map, draw_slice, with_heat_map, with_slice};
use insights::Insights;
use panels::Panels;
use plots::Plots;
pub use plots::remember as remember_plots;
pub use programme::follow as follow_programme;
use results::Results;
use saved::Saved;
pub use study_figure::blank_canvas;

/// Everything about the study, below its bar.
#[component]
pub fn StudyView() -> impl IntoView {
    let context = use_state();
    let drawn = Memo::new(move |_| read(context, |active| (active.id, active.changes)));
    let is_wanted = Memo::new(move |_| context.studies(State::wants_analysis));
    Effect::new(move |_| {
        if is_wanted.get() {
            context.study(StudyAction::Analyse);
        }
    });
    provide_context(Selection::new(context));
    view! {
        <Later>
            <Editor />
        </Later>
        // A new study is drawn from nothing, and so is one that was changed.
        {move || {
            drawn
                .get()
                .map(|(id, _)| {
                    view! {
                        <Later>
                            <Panels />
                        </Later>
                        <Later>
                            <Results />
                        </Later>
                        <Later>
                            <Plots id />
                        </Later>
                        <Later>
                            <Insights />
                        </Later>
                        <Exports />
                        <Selected />
                    }
                })
        }}
        <Saved />
        <Foreign />
    }
}

/// What is selected of the study's settings, by brushes or by a box in a plot; handed down by context.
#[derive(Clone, Copy)]
struct Selection {
    /// Settings that stand back.
    out: Memo<Vec<usize>>,
}

impl Selection {
    fn new(context: Context) -> Self {
        let out = Memo::new(move |_| {
            let brushes = context.view(|view| view.study.brushes.clone());
            untrack(|| read(context, |active| active.brushed_out(&brushes))).unwrap_or_default()
        });
        Self { out }
    }

    fn leaves_out(self, setting: usize) -> bool {
        self.out.with(|out| out.contains(&setting))
    }
}

/// How many settings are selected, in sight wherever one is among them, and the way back to all.
#[component]
fn Selected() -> impl IntoView {
    let context = use_state();
    let Selection { out } = expect_context();
    let counted = move || {
        let all = read_untracked(context, |active| active.study.plan().settings().len());
        format!(
            "{} of {all} settings selected",
            all - out.with(Vec::len).min(all)
        )
    };
    view! {
        <p class="selected" hidden=move || out.with(Vec::is_empty)>
            {counted}
            <button
                type="button"
                class="quiet"
                on:click=move |_| context.send(Action::View(ViewAction::Unselect))
            >
                "Select all"
            </button>
        </p>
    }
}

/// Builds what is in it in a task of its own: of a large study each part takes a while.
#[component]
fn Later(children: ChildrenFn) -> impl IntoView {
    let is_due = RwSignal::new(false);
    let show = move || {
        // Who is gone by then needs nothing.
        let _ = is_due.try_set(true);
    };
    set_timeout(show, Duration::ZERO);
    move || is_due.get().then(|| children())
}

/// Asks the study on the page, if there is one.
fn read<T>(context: Context, ask: impl FnOnce(&ActiveStudy) -> T) -> Option<T> {
    context.studies(|state| state.studies.active().map(ask))
}

/// The same once, or nothing yet.
fn read_untracked<T: Default>(context: Context, ask: impl FnOnce(&ActiveStudy) -> T) -> T {
    untrack(|| read(context, ask)).unwrap_or_default()
}

/// What the images are called on which the study's runs are validated.
fn held_out(context: Context) -> &'static str {
    untrack(|| read(context, ActiveStudy::held_out)).unwrap_or("test")
}

/// What its runs are judged by: "final test".
fn judged(context: Context) -> String {
    let score = |active: &ActiveStudy| active.study.plan().definition().score;
    let score = read_untracked(context, score).adjective();
    format!("{score} {}", held_out(context))
}

/// The study as it is edited; what happens to the one that is trained leaves it alone.
fn edited(context: Context) -> Memo<StudyEditor> {
    Memo::new(move |_| context.editor(Clone::clone))
}

/// Asks the study on the page again whenever a run of it has ended, and not at every epoch.
fn read_at_ends<T: PartialEq + Send + Sync + 'static>(
    context: Context,
    ask: fn(&ActiveStudy) -> Option<T>,
) -> Memo<Option<T>> {
    let ended = Memo::new(move |_| read(context, |active| active.study.counts().ended()));
    Memo::new(move |_| {
        // Read, not only tracked: a memo that nobody reads never learns of a change.
        ended.get();
        untrack(|| read(context, ask)).flatten()
    })
}
