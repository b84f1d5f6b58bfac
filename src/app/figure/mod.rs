//! A figure in a post: the curves of the run that its link names, and a button that trains it. Nothing that training
//! needs is fetched before somebody asks for it.

use leptos::ev;
use leptos::prelude::*;

use super::charts::Charts;
use super::context::Context;
use super::frames::FrameScheduler;
use super::notices::Notices;
use super::transport::{Progress, TrainButton, Trouble};
use super::{browser, page_api, put_in_place, show_phase, theme};
use crate::state::{Action, Effect as StateEffect, Link, State};

/// Puts the figure in the place of what was painted before it came.
pub fn mount() {
    put_in_place(Figure);
}

#[component]
fn Figure() -> impl IntoView {
    let (link, errors) = Link::parse_single_run(&browser::hash());
    let state = State::open_figure(link, &errors);
    let context = Context::open(state, State::apply_in_figure, perform);
    provide_context(context);
    provide_context(FrameScheduler::new());
    theme::follow(context);
    show_phase(context);
    window_event_listener(ev::hashchange, move |_| {
        let (link, errors) = Link::parse_single_run(&browser::hash());
        context.send(Action::Link(Box::new(link), errors));
    });
    page_api::listen(move |request| {
        context.send(Action::Page(request, browser::new_study_id()));
    });
    view! {
        <main class="figure">
            <section class="transport" aria-label="Training">
                <div class="buttons">
                    <TrainButton />
                </div>
                <Progress />
                <Trouble />
            </section>
            <Notices />
            <Charts />
        </main>
        <p class="visually-hidden" role="status">
            {context.announcement}
        </p>
    }
}

/// There is nothing to do outside beyond what every page does.
fn perform(_: Context, _: StateEffect) {}
