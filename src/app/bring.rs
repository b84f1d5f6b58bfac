//! Results of other programs: files that somebody picks or drops on the page, read by the program that goes errands. What
//! is asked of them, that program writes as HTML: so the page knows no question, and one listener hears all answers.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, Event, File, FileList, HtmlInputElement, HtmlSelectElement};

use super::browser;
use super::context::Context;
use super::errand::send;
use super::explain::{self, Explained};
use super::models;
use super::own;
use crate::protocol::{Delivery, Errand, FileText};
use crate::state::studies::StudyId;
use crate::state::{Action, PlotChoice, StudyAction, ViewAction};

/// Bytes of all files together at most.
const MOST_BYTES: f64 = 2e7;

/// The panel of the view of studies: text, because a view is more to download.
pub const PANEL: &str = "<section class=\"panel\" aria-label=\"Results from elsewhere\"><div class=\"panel-head\"><h2>Results from elsewhere</h2><span class=\"exports\">BRING</span></div><p class=\"help\">Drop here Optuna’s trials_dataframe().to_csv(), KerasTuner’s trial.json files, W&amp;B’s runs as CSV, or a Keras history (JSON, CSVLogger). They stay on this machine, and are gone when the page is closed.</p></section>";

/// The ways to pick files, and a folder.
pub const BRING: &str = "<label class=\"import\" title=\"Results of Keras, Optuna, KerasTuner and W&amp;B; they can also be dropped on the page\"><span>Show other results</span><input type=\"file\" multiple data-bring></label><label class=\"import\" title=\"A folder of KerasTuner\"><span>From a folder</span><input type=\"file\" webkitdirectory data-bring></label>";

/// Takes what is picked, what is dropped anywhere on the page, answers to what is in doubt, and presses on what came as
/// finished HTML.
pub fn listen(context: Context) {
    let explained = StoredValue::new(String::new());
    for name in ["dragover", "drop", "change", "click"] {
        window_event_listener_untyped(name, move |event| hear(context, explained, &event));
    }
}

fn hear(context: Context, explained: Explained, event: &Event) {
    if let Some(drag) = event.dyn_ref::<DragEvent>() {
        let Some(files) = files_of(drag) else {
            return;
        };
        // Else the browser opens the file in place of the page.
        event.prevent_default();
        if event.type_() == "drop" {
            take(context, &files);
        }
        return;
    }
    let Some(target) = event.target() else {
        return;
    };
    let Some(target) = target.dyn_ref::<Element>() else {
        return;
    };
    if event.type_() == "click" {
        if target.has_attribute("data-forget") {
            with_study(target, |id, _| context.study(StudyAction::Forget(id)));
        } else if let Some(asked) = target.get_attribute("data-model") {
            models::ask(context, &asked);
        } else if let Some(asked) = target.get_attribute("data-own") {
            own::ask(context, &asked, &Array::new());
        } else if let Some(key) = target.get_attribute("data-explain") {
            explain::toggle(context, explained, target.clone(), key);
        } else if target.has_attribute("data-show") {
            explain::show(context, target, event);
        }
    } else if target.has_attribute("data-bring") || target.has_attribute("data-images") {
        let input: &HtmlInputElement = target.unchecked_ref();
        if let Some(files) = input.files() {
            match target.has_attribute("data-images") {
                true => own::ask(context, "bring", &Array::from(&files)),
                false => take(context, &files),
            }
            // The same files may be picked again.
            input.set_value("");
        }
    } else if target.has_attribute("data-doubt") {
        with_study(target, |id, section| decide(context, id, section));
    } else if target.has_attribute("data-compare") {
        with_study(target, |id, _| {
            let against: &HtmlSelectElement = target.unchecked_ref();
            let choice = PlotChoice::Against(against.value().parse().ok());
            context.send(Action::View(ViewAction::Plot(id, choice)));
        });
    }
}

/// Does something for the study whose element is around this one.
fn with_study(target: &Element, act: impl FnOnce(StudyId, &Element)) {
    if let Ok(Some(section)) = target.closest("[data-study]")
        && let Some(id) = section.get_attribute("data-study")
        && let Ok(id) = id.parse()
    {
        act(id, &section);
    }
}

/// Nothing where it is a text that is dragged.
fn files_of(event: &DragEvent) -> Option<FileList> {
    let data = event.data_transfer()?;
    let is_files = data.types().includes(&"Files".into(), 0);
    is_files.then(|| data.files()).flatten()
}

fn take(context: Context, files: &FileList) {
    // A list of its own: that of an input is empty as soon as it is emptied.
    let files = Array::from(files);
    let own = Array::new();
    let files = files.filter(&mut |file, _, _| {
        let it: &File = file.unchecked_ref();
        let is_own = own::is_own(&it.name());
        if is_own {
            own.push(&file);
        }
        !is_own && !models::load(context, it)
    });
    if own.length() > 0 {
        own::ask(context, "bring", &own);
    }
    if files.length() == 0 {
        return;
    }
    leptos::task::spawn_local(async move {
        match texts(&files).await {
            Ok(files) => read(context, files, Vec::new(), None),
            Err(trouble) => context.notify(trouble),
        }
    });
}

/// The texts of files; of a folder of those that may hold results.
async fn texts(files: &Array) -> Result<Vec<FileText>, &'static str> {
    let mut texts = Vec::new();
    let mut bytes = 0.0;
    for at in 0..files.length() {
        let file: File = files.get(at).unchecked_into();
        let path = Reflect::get(&file, &"webkitRelativePath".into());
        let path = path.ok().and_then(|path| path.as_string());
        let path = path.unwrap_or_default();
        if path.contains('/') && !(path.ends_with(".json") || path.ends_with(".csv")) {
            continue;
        }
        bytes += file.size();
        if bytes > MOST_BYTES {
            return Err("These files have more than 20 MB together: take fewer at once.");
        }
        let Some(text) = browser::text_of(&file).await else {
            return Err("The browser cannot read this. A folder is taken by “From a folder”.");
        };
        let name = if path.is_empty() { file.name() } else { path };
        texts.push(FileText { name, text });
    }
    match texts.is_empty() {
        true => Err("There is no JSON and no CSV in this folder."),
        false => Ok(texts),
    }
}

/// Has a study read again, with the answers that its section shows now.
fn decide(context: Context, id: StudyId, section: &Element) {
    let Some(study) = context.peek(|state| state.studies.foreign(id).cloned()) else {
        return;
    };
    let mut choices = Vec::new();
    let selects = section.get_elements_by_tag_name("select");
    for at in 0..selects.length() {
        if let Some(select) = selects.item(at)
            && let Some(question) = select.get_attribute("data-doubt")
        {
            let select: &HtmlSelectElement = select.unchecked_ref();
            choices.push((question, select.value()));
        }
    }
    let file = FileText {
        name: study.found.name.clone() + ".csv",
        text: study.found.text.clone(),
    };
    read(context, vec![file], choices, Some(id));
}

/// Has files read, with these answers to what is in doubt.
///
/// - again: the study that was read before
fn read(
    context: Context,
    files: Vec<FileText>,
    choices: Vec<(String, String)>,
    again: Option<StudyId>,
) {
    let hear = move |read: Result<Delivery, String>| match read {
        Ok(Delivery::Found(found)) => {
            context.send(match again {
                Some(id) => Action::Study(StudyAction::Reread(id, found)),
                None => Action::Bring(found, browser::new_study_id()),
            });
        }
        Ok(_) => {}
        Err(error) => context.notify(format!("The files could not be read: {error}.")),
    };
    let errand = Errand::Read { files, choices };
    send(StoredValue::new_local(None), &errand, hear);
}
