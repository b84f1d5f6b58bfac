//! What leaves the page: numbers, figures, the study itself, and the same study as a script.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, Element, HtmlCanvasElement, HtmlInputElement, MouseEvent};

use super::super::browser;
use super::super::context::{Context, use_state};
use super::super::errand::{Gone, send};
use super::super::theme::ShownTheme;
use super::drawing::PanelData;
use super::study_figure::StudyFigure;
use crate::charts::Quantity;
use crate::charts::Theme;
use crate::export::{Tuner, file_name};
use crate::protocol::{Delivery, Errand};
use crate::state::studies::{ActiveStudy, StudyId, next_panels};
use crate::state::{Attempt, State, StudyAction};
use crate::study::{FileError, StudyDraft, StudyFile};

/// As text, for views weigh more.
const EXPORTS: &str = "<div class=panel-head><h2>Export</h2>\
    <span class=count>CSV has a row per epoch and run; JSON can be imported again</span></div>\
    <div class=exports><button id=export-csv type=button>CSV</button><button id=export-json type=button>JSON</button>\
    <button id=export-svg type=button>Figure as SVG</button><button id=export-png type=button>Figure as PNG</button></div>\
    <p class=help>Continue elsewhere, with the same study as a script:</p>";

#[component]
pub fn Exports() -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    // What writes scripts is a program of its own, fetched by whoever wants one.
    let tuners = Tuner::ALL.map(|tuner| (tuner, StoredValue::new_local(None)));
    let press = move |event: MouseEvent| {
        let button: Element = event_target(&event);
        let (json, colors) = ("application/json", colors.get_untracked());
        match button.id().as_str() {
            "export-csv" => save(context, "csv", "text/csv", |active| active.study.to_csv()),
            "export-json" => save(context, "json", json, |active| active.file().to_json()),
            "export-svg" => save_svg(context, colors),
            "export-png" => save_png(context, colors),
            _ => {
                let name = button.get_attribute("data-tuner").unwrap_or_default();
                let found = tuners.into_iter().find(|(tuner, _)| tuner.label() == name);
                if let Some((tuner, gone)) = found {
                    save_script(context, gone, tuner);
                }
            }
        }
    };
    let buttons = Tuner::ALL.map(|tuner| {
        let label = tuner.label();
        format!("<button type=button data-tuner='{label}'>{label}</button>")
    });
    let html = format!("{EXPORTS}<div class=exports>{}</div>", buttons.concat());
    view! { <section class="panel" aria-label="Export" inner_html=html on:click=press></section> }
}

/// Hands the study's small multiples to the visitor as a drawing.
pub fn save_svg(context: Context, colors: Theme) {
    save(context, "svg", "image/svg+xml", |active| {
        figure(active, colors).svg()
    });
}

fn figure(active: &ActiveStudy, colors: Theme) -> StudyFigure {
    StudyFigure::new(active, Quantity::Accuracy, true, colors)
}

/// The same figure, portion by portion. `None` where the study has gone from the page in the meantime.
async fn figure_in_portions(context: Context, id: StudyId, colors: Theme) -> Option<StudyFigure> {
    let mut panel_data = Vec::new();
    loop {
        browser::sleep(Duration::ZERO).await;
        let is_whole = read_if(context, id, |active| {
            let all = active.study.plan().settings().len();
            let data = |setting| Arc::new(PanelData::of(active, setting, Quantity::Accuracy));
            panel_data.extend(next_panels(panel_data.len(), all).map(data));
            panel_data.len() == all
        })?;
        if is_whole {
            break;
        }
    }
    browser::sleep(Duration::ZERO).await;
    read_if(context, id, |active| {
        StudyFigure::of(active, panel_data, Quantity::Accuracy, true, colors)
    })
}

/// Asks the study on the page, if it is still this one.
fn read_if<T>(context: Context, id: StudyId, ask: impl FnOnce(&ActiveStudy) -> T) -> Option<T> {
    context.peek(|state| {
        let active = state.studies.active();
        let active = active.filter(|active| active.id == id);
        active.map(ask)
    })
}

fn save(context: Context, ending: &str, kind: &str, make: impl FnOnce(&ActiveStudy) -> String) {
    let text = context.peek(|state| {
        let active = state.studies.active()?;
        Some((file_name_of(active, ending), make(active)))
    });
    if let Some((name, text)) = text
        && !browser::download(&name, kind, &text)
    {
        context.notify("The browser blocked saving the file.");
    }
}

/// The study for those who have outgrown the browser.
fn save_script(context: Context, gone: Gone, tuner: Tuner) {
    let take = move |written: Result<Delivery, String>| match written {
        Ok(Delivery::Script(text))
            if browser::download(tuner.file_name(), "text/x-python", &text) => {}
        Ok(_) => context.notify("The browser blocked saving the file."),
        Err(error) => context.notify(format!("The script could not be written: {error}.")),
    };
    let plan = |state: &State| Some(state.studies.active()?.study.plan().clone());
    let Some(plan) = context.peek(plan) else {
        return;
    };
    let errand = Errand::Script {
        study: StudyFile::new(plan, Vec::new()).to_json(),
        tuner: tuner.name().to_owned(),
    };
    send(gone, &errand, take);
}

fn file_name_of(active: &ActiveStudy, ending: &str) -> String {
    file_name(active.study.plan().definition(), ending)
}

const NO_PICTURE: &str =
    "The browser could not render the figure as PNG; it may be too large. Save it as SVG instead.";

/// The same as a bitmap.
pub fn save_png(context: Context, colors: Theme) {
    let asked = context.peek(|state| {
        let active = state.studies.active()?;
        Some((active.id, file_name_of(active, "png")))
    });
    let Some((id, name)) = asked else {
        return;
    };
    leptos::task::spawn_local(async move {
        let Some(figure) = figure_in_portions(context, id, colors).await else {
            return;
        };
        save_canvas(context, name, figure.canvas().await);
    });
}

/// Hands what is on a canvas to the visitor, where the browser had room for one.
pub fn save_canvas(context: Context, name: String, canvas: Option<HtmlCanvasElement>) {
    let take = Closure::once_into_js(move |blob: Option<Blob>| {
        if !blob.is_some_and(|blob| browser::download_blob(&name, &blob)) {
            context.notify(NO_PICTURE);
        }
    });
    if canvas.is_none_or(|canvas| canvas.to_blob(take.unchecked_ref()).is_err()) {
        context.notify(NO_PICTURE);
    }
}

/// Takes in a study that was exported.
#[component]
pub fn Import() -> impl IntoView {
    let context = use_state();
    let take = move |input: HtmlInputElement| {
        let file = input.files().and_then(|files| files.get(0));
        let Some(file) = file else {
            return;
        };
        leptos::task::spawn_local(async move {
            if let Err(error) = StudyFile::check_size(file.size() as usize) {
                refuse(context, &error);
            } else if let Some(text) = browser::text_of(&file).await {
                import(context, &text).await;
            } else {
                context.fail(Attempt::Import, "The file could not be read.");
            }
            // The same file may be chosen again.
            input.set_value("");
        });
    };
    view! {
        <label class="import">
            <span>"Import a study"</span>
            <input
                id="study-import"
                type="file"
                accept=".json,application/json"
                on:change:target=move |event| take(event.target())
            />
        </label>
    }
}

/// Reading a large file, checking it, making a study of it and showing that are a task each.
async fn import(context: Context, text: &str) {
    let draft = StudyDraft::from_json(text);
    browser::sleep(Duration::ZERO).await;
    let file = draft.and_then(StudyDraft::check);
    browser::sleep(Duration::ZERO).await;
    match file {
        Ok(file) => {
            let id = browser::new_study_id();
            let import = StudyAction::Import(Box::new(file), id);
            context.study(import);
        }
        Err(error) => refuse(context, &error),
    }
}

fn refuse(context: Context, error: &FileError) {
    context.fail(
        Attempt::Import,
        format!("The file was not imported: {error}."),
    );
}
