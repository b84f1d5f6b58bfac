//! The page: thin Leptos components over [`state`](crate::state).
//!
//! | file | concern |
//! |---|---|
//! | `desk`, `study_desk` | the signals, and the only hands that touch the workers |
//! | `address`, `page_api`, `shortcuts`, `focus`, `theme` | the window: its hash, messages, keys, focus and colours |
//! | `header`, `transport`, `notices` | what stands above |
//! | `moment` | what a button says after it was pressed |
//! | `form`, `tools`, `exports`, `fold`, `field`, `lr_curve` | the hyperparameters |
//! | `charts`, `canvas`, `painter`, `sight`, `drawing`, `hover`, `legend` | the curves |
//! | `runs`, `run_row` | the table |
//! | `study` | studies: defining, watching and concluding |
//! | `store`, `claims` | studies in the browser's database, and which tab has them |

mod address;
mod browser;
mod canvas;
mod charts;
mod claims;
mod desk;
mod drawing;
mod exports;
mod field;
mod focus;
mod fold;
mod form;
mod header;
mod hover;
mod legend;
mod lr_curve;
mod moment;
mod notices;
mod page_api;
mod painter;
mod run_row;
mod runs;
mod shortcuts;
mod sight;
mod store;
mod study;
mod study_desk;
mod theme;
mod tools;
mod transport;

use leptos::prelude::*;

use crate::worker::probe_adapter;
use charts::Charts;
use desk::{Desk, View};
use form::FormPanel;
use header::Header;
use notices::Notices;
use painter::Painter;
use runs::RunsTable;
use study::{StudyBar, StudyView};
use transport::Transport;

/// Puts the page in the place of what was painted before it came.
pub fn mount() {
    console_error_panic_hook::set_once();
    match browser::element("app") {
        Some(place) => {
            place.set_inner_html("");
            leptos::mount::mount_to(place, App).forget();
        }
        None => leptos::mount::mount_to_body(App),
    }
}

#[component]
fn App() -> impl IntoView {
    let desk = Desk::open();
    provide_context(desk);
    provide_context(Painter::new());
    address::follow(desk);
    theme::follow(desk);
    shortcuts::listen(desk);
    page_api::listen(desk);
    focus::follow();
    show_phase(desk);
    leptos::task::spawn_local(async move {
        let adapter = probe_adapter().await;
        desk.act(|playground| playground.probed(adapter.clone()));
        study::follow_device(desk, adapter);
    });
    study::foresee(desk);
    view! {
        <Header />
        <div class="view" hidden=move || desk.view.get() != View::SingleRun>
            <Transport />
        </div>
        <div class="view" hidden=move || desk.view.get() != View::Study>
            <StudyBar />
        </div>
        <Notices />
        <main class="columns">
            <div class="results" hidden=move || desk.view.get() != View::SingleRun>
                <Charts />
                <RunsTable />
            </div>
            <Show when=move || desk.view.get() == View::Study>
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
                " digits. The same settings and seed draw the same curve."
            </p>
        </footer>
        <p class="visually-hidden" role="status">
            {desk.announcement}
        </p>
    }
}

/// `data-phase` on the body: what the page is at, for styles and programs; set in the frame that draws it.
fn show_phase(desk: Desk) {
    let phase = desk.phase();
    Effect::new(move |_| {
        let name = phase.get().name();
        request_animation_frame(move || browser::set_body_phase(name));
    });
}
