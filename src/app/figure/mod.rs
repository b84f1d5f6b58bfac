//! A figure in a post: the curves that its link has recorded, the controls that the writer has chosen, and a button
//! that trains. Nothing that training needs is fetched before somebody asks for it.
//!
//! | file | concern |
//! |---|---|
//! | `controls` | the hyperparameters that a reader may turn |
//! | `settings` | panels, a heat map or a slice of a study |
//! | `places` | where somebody points at these |
//! | `numbers` | what is drawn as a table |

mod controls;
mod numbers;
mod places;
mod settings;

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use super::charts::Charts;
use super::context::Context;
use super::frames::{FrameScheduler, use_frames};
use super::notices::Notices;
use super::transport::{Progress, TrainButton, Trouble};
use super::{browser, height, page_api, put_in_place, show_phase, sight, theme, turn};
use crate::charts::Quantity;
use crate::state::{Effect as StateEffect, FigureLink, OnLoad, PageEvent, RunAction, Show, State};
use controls::Controls;
use numbers::Numbers;
use settings::Settings;

/// Puts the figure in the place of what was painted before it came.
pub fn mount() {
    put_in_place(Figure);
}

#[component]
fn Figure() -> impl IntoView {
    let (link, errors) = FigureLink::parse(&browser::hash());
    let state = State::open_figure(link, &errors);
    let context = Context::open(
        state,
        State::areas_in_figure,
        State::apply_in_figure,
        perform,
    );
    provide_context(context);
    provide_context(FrameScheduler::new());
    theme::follow(context);
    show_phase(context);
    // Another link is another figure; whoever listens hears that this one's run has ended.
    window_event_listener(ev::hashchange, move |_| {
        context.run(RunAction::Reset);
        browser::reload();
    });
    page_api::listen(move |mail| context.answer(mail));
    height::follow(context);
    let figure = NodeRef::new();
    begin(context, figure);
    draw_out_of_sight(context);
    tell_of_recording(context);
    let (title, caption, made, height) = context.peek(|state| {
        let figure = &state.figure;
        let made = figure.made_sentence().unwrap_or_else(|| LIVE.to_owned());
        let height = figure.height.name();
        (figure.title.clone(), figure.caption.clone(), made, height)
    });
    view! {
        <main class="figure" data-height=height node_ref=figure>
            // In the writer's own language, whatever its direction.
            <h1 dir="auto">{title}</h1>
            <Notices />
            <Controls />
            {picture(context)}
            <section class="transport" aria-label="Training">
                <div class="buttons">
                    <TrainButton />
                    <button id="reset" type="button" on:click=move |_| context.run(RunAction::Reset)>
                        "Reset"
                    </button>
                </div>
                <Progress />
                <Trouble />
            </section>
            <p id="verdict" role="status">
                {context.told(State::reproduction)}
            </p>
            <p class="caption" dir="auto">
                {caption}
            </p>
            <footer class="figure-foot">
                <p id="made">{made}</p>
                <a id="open" href=onward(context) target="_blank" rel="noopener">
                    "Open in Tuneground"
                </a>
            </footer>
            <Numbers />
        </main>
        <p class="visually-hidden" role="status">
            {context.announcement}
        </p>
    }
}

/// The address of the full page; put together anew where a run has ended or a control was turned.
fn onward(context: Context) -> Memo<String> {
    let is_of = Memo::new(move |_| {
        let setting = context.form(|form| form.hyperparams().clone());
        (setting, context.runs(State::finished_runs))
    });
    Memo::new(move |_| {
        // Asked, for a memo that nobody asks follows nothing.
        is_of.with(|_| ());
        context.peek(|state| state.playground_address(&browser::today()))
    })
}

/// Of a figure without recorded curves.
const LIVE: &str = "Trained live, in your browser.";

/// What the link wants drawn.
fn picture(context: Context) -> AnyView {
    let quantities: &[Quantity] = match context.peek(|state| state.figure.show) {
        Show::Panels | Show::HeatMap | Show::Slice => return view! { <Settings /> }.into_any(),
        Show::Accuracy => &[Quantity::Accuracy],
        Show::Loss => &[Quantity::Loss],
        Show::Both => &[Quantity::Accuracy, Quantity::Loss],
    };
    view! { <Charts quantities /> }.into_any()
}

/// Has programs know that the recorded curves are on the screen: the frame after the one that draws them.
fn tell_of_recording(context: Context) {
    let runs = context.peek(|it| it.figure.recorded.len());
    let tell = move || context.publish(&PageEvent::Drawn { runs });
    if runs > 0 {
        request_animation_frame(move || request_animation_frame(tell));
    }
}

/// How long the browser has to give the figure a frame.
const SOON: Duration = Duration::from_secs(1);

/// A frame out of sight has none of the browser's frames, and yet may be printed: what it shows at first is drawn, and
/// its height told, all the same.
fn draw_out_of_sight(context: Context) {
    let frames = use_frames();
    let is_seen = StoredValue::new(false);
    request_animation_frame(move || is_seen.set_value(true));
    let draw = move || {
        frames.paint();
        height::tell(context);
    };
    set_timeout(
        move || {
            if !is_seen.get_value() {
                browser::tell_of_size();
                // Once what follows the size has followed.
                set_timeout(draw, Duration::ZERO);
            }
        },
        SOON,
    );
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

/// Figures take turns; the rest is [`Context`]'s.
fn perform(context: Context, effect: StateEffect) {
    match effect {
        StateEffect::AskForTurn => turn::ask(context),
        StateEffect::LeaveTurn => turn::leave(context),
        StateEffect::Measure => height::tell(context),
        StateEffect::StartWorker(..)
        | StateEffect::EndWorker(_)
        | StateEffect::Send(..)
        | StateEffect::Ask(_)
        | StateEffect::Draw(..)
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
