//! What a figure shows, how it looks, and what happens when it has loaded.

use leptos::prelude::*;

use super::super::context::use_state;
use crate::state::{
    Embed, EmbedAction, EmbedField, FrameKind, LONGEST_TEXT, OnLoad, Show, State, Theme,
};

/// What may be chosen, each by its name.
type Options = Vec<(String, String)>;

#[component]
pub fn Fields() -> impl IntoView {
    let is = |kind: FrameKind| {
        let context = use_state();
        move || context.embedded(|it| it.embed.frame.kind == kind)
    };
    view! {
        <Choice
            field=EmbedField::Subject
            id="embed-subject"
            label="Shows"
            options=|it| it.subjects().into_iter().map(|(one, label)| (one.name(), label)).collect()
            chosen=|it| it.chosen_subject().name()
        />
        <Choice
            field=EmbedField::Show
            id="embed-show"
            label="As"
            options=|it| {
                let shows = it.shows_of(it.embed.subject).into_iter();
                shows.map(|show| named(show.name(), show_label(show))).collect()
            }
            chosen=|it| it.embed.show.name().to_owned()
        />
        <Text
            field=EmbedField::Title
            id="embed-title"
            label="Title"
            typed=|embed| embed.title.clone()
        />
        <Text
            field=EmbedField::Caption
            id="embed-caption"
            label="Caption"
            typed=|embed| embed.caption.clone()
        />
        <Choice
            field=EmbedField::Load
            id="embed-load"
            label="When it has loaded"
            options=|_| OnLoad::ALL.iter().map(|load| named(load.name(), load_label(*load))).collect()
            chosen=|it| it.embed.load.name().to_owned()
        />
        <Choice
            field=EmbedField::Theme
            id="embed-theme"
            label="Theme"
            options=|_| {
                ["", "light", "dark"]
                    .into_iter()
                    .zip(["As the reader’s system", "Light", "Dark"])
                    .map(|(name, label)| named(name, label))
                    .collect()
            }
            chosen=|it| it.embed.theme.map_or("", Theme::name).to_owned()
        />
        <Choice
            field=EmbedField::Frame
            id="embed-frame"
            label="Size"
            options=|_| FrameKind::ALL.map(|kind| named(kind.name(), kind.label())).into()
            chosen=|it| it.embed.frame.kind.name().to_owned()
        />
        <Show when=is(FrameKind::Aspect)>
            <Text
                field=EmbedField::Aspect
                id="embed-aspect"
                label="Width / height"
                typed=|embed| embed.frame.aspect.clone()
            />
        </Show>
        <Show when=is(FrameKind::Height)>
            <Text
                field=EmbedField::Height
                id="embed-height"
                label="Height in pixels"
                typed=|embed| embed.frame.height.clone()
            />
        </Show>
        <FrameError />
    }
}

fn named(name: &str, label: &str) -> (String, String) {
    (name.to_owned(), label.to_owned())
}

fn show_label(show: Show) -> &'static str {
    match show {
        Show::Both => "Accuracy and loss",
        Show::Accuracy => "Accuracy",
        Show::Loss => "Loss",
        Show::Panels => "Small multiples",
        Show::HeatMap => "Heat map",
        Show::Slice => "Final accuracy over the swept values",
    }
}

fn load_label(load: OnLoad) -> &'static str {
    match load {
        OnLoad::Wait => "Recorded curves, and a Train button",
        OnLoad::Train => "It trains at once",
        OnLoad::Visible => "It trains when it is scrolled into view",
    }
}

#[component]
fn Choice(
    field: EmbedField,
    id: &'static str,
    label: &'static str,
    options: fn(&State) -> Options,
    /// The name of the one that is chosen.
    chosen: fn(&State) -> String,
) -> impl IntoView {
    let context = use_state();
    let options = Memo::new(move |_| {
        context.track_embedded();
        context.peek(options)
    });
    let chosen = move || {
        context.track_embedded();
        context.peek(chosen)
    };
    let option = move |(name, label): (String, String)| {
        let value = name.clone();
        view! {
            <option value=value prop:selected=move || chosen() == name>
                {label}
            </option>
        }
    };
    view! {
        <label class="option">
            <span>{label}</span>
            <select
                id=id
                on:change:target=move |event| {
                    context.embed(EmbedAction::Set(field, event.target().value()));
                }
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn Text(
    field: EmbedField,
    id: &'static str,
    label: &'static str,
    typed: fn(&Embed) -> String,
) -> impl IntoView {
    let context = use_state();
    view! {
        <label class="option">
            <span>{label}</span>
            <input
                id=id
                type="text"
                dir="auto"
                autocomplete="off"
                maxlength=LONGEST_TEXT
                prop:value=move || context.embedded(|it| typed(&it.embed))
                on:input:target=move |event| {
                    context.embed(EmbedAction::Set(field, event.target().value()));
                }
            />
        </label>
    }
}

#[component]
fn FrameError() -> impl IntoView {
    let context = use_state();
    view! {
        <p class="error" role="status">
            {move || context.embedded(|it| it.embed.frame.error())}
        </p>
    }
}
