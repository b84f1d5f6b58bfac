//! Results of other programs: files that somebody picks or drops on the page, read by the program that goes errands.

use js_sys::Reflect;
use leptos::ev;
use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use super::browser;
use super::context::{Context, use_state};
use super::errand::send;
use crate::protocol::{Delivery, Errand, FileText, Found};
use crate::state::Action;

/// Bytes of all files together at most.
const MOST_BYTES: f64 = 2e7;

/// Takes what is dropped anywhere on the page.
pub fn listen(context: Context) {
    window_event_listener(ev::dragover, move |event| {
        if files_of(&event).is_some() {
            // Else the browser opens the file in place of the page.
            event.prevent_default();
        }
    });
    window_event_listener(ev::drop, move |event| {
        if let Some(files) = files_of(&event) {
            event.prevent_default();
            take(context, files);
        }
    });
}

/// Nothing where it is a text that is dragged.
fn files_of(event: &DragEvent) -> Option<FileList> {
    let data = event.data_transfer()?;
    let is_files = data.types().includes(&"Files".into(), 0);
    is_files.then(|| data.files()).flatten()
}

/// The ways to pick files, and a folder.
#[component]
pub fn Bring() -> impl IntoView {
    let context = use_state();
    let pick = move |label: &'static str, is_folder: bool| {
        let change = move |input: HtmlInputElement| {
            if let Some(files) = input.files() {
                take(context, files);
            }
        };
        view! {
            <label class="import" title="Runs and studies of Keras, Optuna, KerasTuner and W&B; they can also be dropped on the page">
                <span>{label}</span>
                <input
                    type="file"
                    multiple
                    prop:webkitdirectory=is_folder
                    on:change:target=move |event| change(event.target())
                />
            </label>
        }
    };
    view! {
        {pick("Show other results", false)}
        {pick("… of a folder", true)}
    }
}

fn take(context: Context, files: FileList) {
    let files: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    leptos::task::spawn_local(async move {
        match texts(files).await {
            Ok(files) => read(context, files, Vec::new(), move |found| {
                context.send(Action::Bring(Box::new(found), browser::new_study_id()));
            }),
            Err(trouble) => context.notify(trouble),
        }
    });
}

/// The texts of files; of a folder of those that may hold results.
async fn texts(files: Vec<File>) -> Result<Vec<FileText>, &'static str> {
    let mut texts = Vec::new();
    let mut bytes = 0.0;
    for file in files {
        let path = Reflect::get(&file, &"webkitRelativePath".into());
        let path = path.ok().and_then(|path| path.as_string());
        let name = path.filter(|path| !path.is_empty());
        let is_wanted = |name: &String| name.ends_with(".json") || name.ends_with(".csv");
        if name.as_ref().is_some_and(|name| !is_wanted(name)) {
            continue;
        }
        bytes += file.size();
        if bytes > MOST_BYTES {
            return Err("These files have more than 20 MB together: take fewer at once.");
        }
        let Some(text) = browser::text_of(&file).await else {
            return Err(
                "The browser cannot read this. A folder is taken by the button “… of a folder”.",
            );
        };
        let name = name.unwrap_or_else(|| file.name());
        texts.push(FileText { name, text });
    }
    match texts.is_empty() {
        true => Err("There is no JSON and no CSV in this folder."),
        false => Ok(texts),
    }
}

/// Has files read, with these answers to what is in doubt.
pub fn read(
    context: Context,
    files: Vec<FileText>,
    choices: Vec<(String, String)>,
    take: impl Fn(Found) + Copy + 'static,
) {
    let hear = move |read: Result<Delivery, String>| match read {
        Ok(Delivery::Found(found)) => take(found),
        Ok(_) => {}
        Err(error) => context.notify(format!("The files could not be read: {error}.")),
    };
    send(
        StoredValue::new_local(None),
        &Errand::Read { files, choices },
        hear,
    );
}
