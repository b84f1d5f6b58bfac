//! Studies on the page: defining one, watching it, and concluding.
//!
//! | file | concern |
//! |---|---|
//! | `bar` | start, pause, stop, and how far it has come |
//! | `editor`, `dimension` | what is swept, and how |
//! | `experiments` | the post's experiments |
//! | `panels`, `panel_figure`, `drawing`, `print` | small multiples, also on paper |
//! | `insights`, `slice_figure`, `insight_drawing`, `parallel` | heat map, lines, parallel coordinates, importance |
//! | `results` | the table, and the winner |
//! | `exports`, `kept` | what leaves the page, and what stays in the browser |

mod bar;
mod dimension;
mod drawing;
mod editor;
mod experiments;
mod exports;
mod insight_drawing;
mod insights;
mod kept;
mod panel_figure;
mod panels;
mod parallel;
mod print;
mod results;
mod slice_figure;

use std::time::Duration;

use leptos::prelude::*;

use super::desk::{Desk, View, use_desk};
use crate::protocol::Adapter;
use crate::state::lab::{ActiveStudy, StudyId};
pub use bar::{StudyBar, foresee};
use editor::Editor;
use exports::Exports;
use insights::Insights;
use kept::Kept;
use panels::Panels;
use results::Results;

/// Everything about the study, below its bar.
#[component]
pub fn StudyView() -> impl IntoView {
    let desk = use_desk();
    let id = active_id(desk);
    view! {
        <Editor />
        // A new study is drawn from nothing.
        {move || {
            id.get()
                .map(|_| {
                    view! {
                        <Later>
                            <Panels />
                        </Later>
                        <Later>
                            <Results />
                        </Later>
                        <Later>
                            <Insights />
                        </Later>
                        <Exports />
                    }
                })
        }}
        <Kept />
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
fn read<T>(desk: Desk, ask: impl FnOnce(&ActiveStudy) -> T) -> Option<T> {
    desk.lab.with(|lab| lab.active().map(ask))
}

/// What the images are called on which the study's runs are validated.
fn held_out(desk: Desk) -> &'static str {
    untrack(|| read(desk, ActiveStudy::held_out)).unwrap_or("test")
}

/// Which study is on the page.
fn active_id(desk: Desk) -> Memo<Option<StudyId>> {
    Memo::new(move |_| read(desk, |active| active.id))
}

/// Keeps the lab told of the device, and measures it once somebody looks at studies.
pub fn follow_device(desk: Desk, adapter: Adapter) {
    let choice = Memo::new(move |_| desk.playground.with(|it| it.device.choice));
    Effect::new(move |_| {
        let (choice, adapter) = (choice.get(), adapter.clone());
        desk.act_in_lab(|lab| lab.set_device(choice, Some(adapter)));
    });
    Effect::new(move |_| {
        choice.track();
        if desk.view.get() == View::Study {
            let base = desk.form.with_untracked(|form| form.hyperparams().clone());
            desk.act_in_lab(|lab| lab.calibrate(&base));
        }
    });
}
