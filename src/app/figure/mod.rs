//! A figure in a post: the curves that its link has recorded, the controls that the writer has chosen, and a button
//! that trains. Nothing that training needs is fetched before somebody asks for it.
//!
//! | file | concern |
//! |---|---|
//! | `controls` | the hyperparameters that a reader may turn |
//! | `status` | how the curves were made, and what a run says of them |
//! | `settings` | panels, a heat map or a slice of a study |
//! | `numbers` | the curves as a table |

mod controls;
mod numbers;
mod settings;
mod status;

use leptos::ev;
use leptos::prelude::*;

use super::charts::Charts;
use super::context::{Context, use_state};
use super::frames::FrameScheduler;
use super::notices::Notices;
use super::transport::{Progress, TrainButton, Trouble};
use super::{browser, height, page_api, put_in_place, show_phase, sight, theme, turn};
use crate::charts::Quantity;
use crate::state::{Action, Effect as StateEffect, FigureLink, OnLoad, RunAction, Show, State};
use controls::Controls;
use numbers::Numbers;
use status::{Status, Verdict};

/// Puts the figure in the place of what was painted before it came.
pub fn mount() {
    put_in_place(Figure);
}

#[component]
fn Figure() -> impl IntoView {
    let (link, errors) = FigureLink::parse(&browser::hash());
    let state = State::open_figure(link, &errors);
    let context = Context::open(state, State::apply_in_figure, perform);
    provide_context(context);
    provide_context(FrameScheduler::new());
    theme::follow(context);
    show_phase(context);
    window_event_listener(ev::hashchange, move |_| {
        let (link, errors) = FigureLink::parse(&browser::hash());
        context.send(Action::Figure(Box::new(link), errors));
    });
    page_api::listen(move |mail| context.answer(mail));
    height::follow(context);
    let title = Memo::new(move |_| context.runs(|it| it.figure.title.clone()));
    let caption = Memo::new(move |_| context.runs(|it| it.figure.caption.clone()));
    let figure = NodeRef::new();
    begin(context, figure);
    view! {
        <main class="figure" node_ref=figure>
            {move || title.with(|title| !title.is_empty()).then(|| view! { <h1>{title}</h1> })}
            <Notices />
            <Controls />
            <Picture />
            <section class="transport" aria-label="Training">
                <div class="buttons">
                    <TrainButton />
                    <ResetButton />
                </div>
                <Progress />
                <Trouble />
            </section>
            <Verdict />
            {move || caption.with(|text| !text.is_empty()).then(|| view! { <p class="caption">{caption}</p> })}
            <footer class="figure-foot">
                <Status />
                <OpenLink />
            </footer>
            <Numbers />
        </main>
        <p class="visually-hidden" role="status">
            {context.announcement}
        </p>
    }
}

/// What the link wants drawn.
#[component]
fn Picture() -> impl IntoView {
    let context = use_state();
    let show = Memo::new(move |_| context.runs(|it| it.figure.show));
    move || match show.get() {
        Show::Accuracy => view! { <Charts quantities=&[Quantity::Accuracy] /> }.into_any(),
        Show::Loss => view! { <Charts quantities=&[Quantity::Loss] /> }.into_any(),
        Show::Both => view! { <Charts /> }.into_any(),
        Show::Panels => view! { <settings::Panels /> }.into_any(),
        Show::HeatMap => view! { <settings::HeatMap /> }.into_any(),
        Show::Slice => view! { <settings::Slice /> }.into_any(),
    }
}

/// Trains at once, or as soon as the figure is seen, where the link wants it.
fn begin(context: Context, figure: NodeRef<leptos::html::Main>) {
    let train = move || context.run(RunAction::Train);
    match context.peek(|it| it.figure.load) {
        OnLoad::Wait => {}
        OnLoad::Train => train(),
        OnLoad::Visible => sight::once_seen(figure, train),
    }
}

/// Back to what was there at first; nothing where that is still there.
#[component]
fn ResetButton() -> impl IntoView {
    let context = use_state();
    let is_new = Memo::new(move |_| {
        let is_turned = context.form(|form| form.hyperparams().clone());
        context.runs(|it| it.is_as_linked(&is_turned))
    });
    view! {
        <button
            id="reset"
            type="button"
            disabled=is_new
            on:click=move |_| context.run(RunAction::Reset)
        >
            "Reset"
        </button>
    }
}

/// The way to the full page, with what the figure shows.
#[component]
fn OpenLink() -> impl IntoView {
    let context = use_state();
    let href = Memo::new(move |_| {
        context.form(|_| ());
        format!("./#{}", context.runs(State::playground_hash))
    });
    view! {
        <a id="open" href=href target="_blank" rel="noopener">
            "Open in Tuneground"
        </a>
    }
}

/// Figures take turns; the rest is [`Context`]'s.
fn perform(context: Context, effect: StateEffect) {
    match effect {
        StateEffect::AskForTurn => turn::ask(context),
        StateEffect::LeaveTurn => turn::leave(context),
        StateEffect::StartWorker(..)
        | StateEffect::EndWorker(_)
        | StateEffect::Send(..)
        | StateEffect::WatchStop(_)
        | StateEffect::WatchStart(_)
        | StateEffect::SeekDevice
        | StateEffect::Store(_)
        | StateEffect::Lock(_)
        | StateEffect::Unlock(_)
        | StateEffect::Read(..)
        | StateEffect::Publish(_)
        | StateEffect::Announce(_) => {}
    }
}
