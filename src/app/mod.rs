//! The pages: thin Leptos components over [`state`](crate::state), put together as the playground and as the figure.
//!
//! | file | concern |
//! |---|---|
//! | `context`, `study_effects` | the way to the state, and what is done outside for it |
//! | `address`, `page_api`, `height`, `shortcuts`, `focus`, `theme` | the window: its hash, messages, height, keys, focus and colours |
//! | `header`, `transport`, `notices` | what stands above |
//! | `moment` | what a button says after it was pressed |
//! | `form`, `form_view`, `tools`, `exports`, `fold`, `field`, `lr_curve`, `range_test` | the hyperparameters |
//! | `charts`, `curve_drag`, `canvas`, `frames`, `sight`, `drawing`, `hover`, `legend` | the curves |
//! | `runs`, `run_row`, `runs_tools` | the table, and how it is listed |
//! | `inside` | what a worker tells of a trained network |
//! | `models` | models as files |
//! | `own` | the visitor's own images |
//! | `bring` | results of other programs |
//! | `explain` | what a hyperparameter does, out of a file of the release |
//! | `share`, `row_choice` | a figure for a post, and a list of hyperparameters to take one from |
//! | `study` | studies: defining, watching and concluding |
//! | `speeds` | how fast the devices were on earlier visits |
//! | `kept_runs` | single runs over a reload |
//! | `store`, `locks` | studies in the browser's database, and which tab has them |
//! | `turn` | which figure of a post trains |
//! | `figure` | the figure in a post |

mod address;
mod bring;
mod browser;
mod canvas;
mod charts;
mod context;
mod curve_drag;
mod drawing;
mod errand;
mod explain;
mod exports;
mod field;
pub mod figure;
mod focus;
mod fold;
mod form;
mod form_view;
mod frames;
mod header;
mod height;
mod hover;
mod inside;
mod kept_runs;
mod legend;
mod locks;
mod lr_curve;
mod models;
mod moment;
mod notices;
mod own;
mod page_api;
mod range_test;
mod row_choice;
mod run_row;
mod runs;
mod runs_tools;
mod share;
mod shortcuts;
mod sight;
mod speeds;
mod store;
mod study;
mod study_effects;
mod theme;
mod tools;
mod transport;
mod turn;

use leptos::prelude::*;

use crate::state::{Link, State, View};
use charts::Charts;
use context::Context;
use form::FormPanel;
use frames::FrameScheduler;
use header::Header;
use inside::{InsidePanel, LookedInto};
use notices::Notices;
use runs::RunsTable;
use share::ShareDialog;
use study::{StudyBar, StudyView};
use transport::Transport;

/// Puts the playground in the place of what was painted before it came.
pub fn mount() {
    put_in_place(Playground);
}

fn put_in_place<V: IntoView + 'static>(page: impl Fn() -> V + 'static) {
    console_error_panic_hook::set_once();
    match browser::element("app") {
        Some(place) => {
            place.set_inner_html("");
            leptos::mount::mount_to(place, page).forget();
        }
        None => leptos::mount::mount_to_body(page),
    }
    browser::tell_mounted();
}

#[component]
fn Playground() -> impl IntoView {
    let (link, errors) = Link::parse(&browser::hash());
    let kept = kept_runs::before().unwrap_or_default();
    let state = State::open_over(&kept, link, &errors, browser::cores());
    let context = Context::open(state, State::areas, State::apply, study_effects::perform);
    study_effects::note_study(context);
    study_effects::open_store(context);
    provide_context(context);
    provide_context(FrameScheduler::new());
    provide_context(LookedInto(RwSignal::new(None), RwSignal::new(None)));
    address::follow(context);
    theme::follow(context);
    shortcuts::listen(context);
    page_api::listen(move |mail| context.answer(mail));
    height::follow(context);
    focus::follow();
    show_phase(context);
    speeds::follow(context);
    kept_runs::keep(context);
    bring::listen(context);
    context.seek_device();
    study::estimate(context);
    study::remember_plots(context);
    runs_tools::remember(context);
    study::follow_programme(context);
    view! {
        <Header />
        <div class="view" hidden=move || context.view(|it| it.shown) != View::SingleRun>
            <Transport />
        </div>
        <div class="view" hidden=move || context.view(|it| it.shown) != View::Study>
            <StudyBar />
        </div>
        <Notices />
        <main class="columns">
            <div class="results" hidden=move || context.view(|it| it.shown) != View::SingleRun>
                <Charts has_options=true />
                <p class="help curves-key" hidden=move || context.runs(|it| it.shown_runs().is_empty())>
                    "The faint jagged line in epoch 1 is the training batches, one by one; dots are whole epochs, the ringed one is the best. A dashed line is early stopping’s patience, a wide ring the epoch that was restored."
                </p>
                <RunsTable />
                <InsidePanel />
            </div>
            <Show when=move || context.view(|it| it.shown) == View::Study>
                <div class="results study">
                    <StudyView />
                </div>
            </Show>
            <FormPanel />
        </main>
        <footer class="footer">
            <p>
                "Everything is computed in your browser, on the "
                <a href="https://en.wikipedia.org/wiki/MNIST_database">"MNIST"</a>
                " digits or images of your own. The same settings and seed draw the same curve. Figures in posts: "
                <a href="posts/sample.html">"a sample"</a> ", and "
                <a href="posts/neural-networks-iii.html">"the post’s experiments"</a> "."
            </p>
        </footer>
        <ShareDialog />
        <p class="visually-hidden" role="status">
            {context.announcement}
        </p>
    }
}

/// `data-phase` on the body: what the page is at, for styles and programs; set in the frame that draws it.
fn show_phase(context: Context) {
    let phase = context.phase();
    Effect::new(move |_| {
        let name = phase.get().name();
        request_animation_frame(move || browser::set_body_phase(name));
    });
}
