//! The table of settings, and the winner.

use leptos::prelude::*;

use super::super::browser;
use super::super::context::use_state;
use super::super::moment::Moment;
use super::described::Described;
use super::{Selection, editor, held_out, read, read_untracked};
use crate::state::studies::{ActiveStudy, ResultRow, WinnerText};
use crate::state::{Action, Lit, PAGE_OF_ROWS, Sort, SortKey, State, StudyAction, ViewAction};
use crate::study::Score;
use crate::study::experiments::Experiment;

/// What the heads of what is swept are for.
const OWN_ORDER: &str = "In the order of the study; again: the other way round";

/// A column: what it is sorted by, its head, and what it means.
type Column = (Option<SortKey>, &'static str, String);

/// The columns after the swept hyperparameters, of runs that are validated on these images and judged by this epoch.
fn columns(held_out: &str, score: Score) -> [Column; 7] {
    let column = |key, head, help: &str| (key, head, help.to_owned());
    let (head, judged) = match score {
        Score::FinalWeights => (
            "Final val_accuracy",
            "after the last epoch, or after the best where its weights are restored",
        ),
        Score::LastEpoch => ("Last val_accuracy", "after the last epoch"),
        Score::BestEpoch => (
            "Best val_accuracy",
            "after the best epoch, which flatters: it is picked by what it is judged by",
        ),
    };
    let help =
        format!("Accuracy on the {held_out} images {judged}; mean ± standard deviation over seeds");
    [
        (Some(SortKey::Final), head, help),
        (
            Some(SortKey::Best),
            "Best",
            format!("Highest {held_out} accuracy of any epoch"),
        ),
        column(None, "The post", "What the post reports"),
        (
            Some(SortKey::Gap),
            "Gap",
            format!("Training accuracy less {held_out} accuracy: the overfitting gap"),
        ),
        column(Some(SortKey::Seconds), "Time", "Training time of a run"),
        column(Some(SortKey::Epochs), "Epochs", "Epochs of a run"),
        column(None, "Outcome", "How the runs stand"),
    ]
}

#[component]
pub fn Results() -> impl IntoView {
    let context = use_state();
    let sort = Memo::new(move |_| context.view(|view| view.study.sort));
    let most = Memo::new(move |_| context.view(|view| view.study.rows));
    let rows = Memo::new(move |_| {
        let Sort { key, descending } = sort.get();
        read(context, |active| {
            active.first_results(key, descending, most.get())
        })
        .unwrap_or_default()
    });
    let score = read_untracked(context, |active| active.study.plan().definition().score);
    let name = Memo::new(move |_| {
        read(context, |active| {
            active.study.plan().definition().name.clone()
        })
    });
    let keys = Memo::new(move |_| read(context, swept_keys).unwrap_or_default());
    let race = Memo::new(move |_| read(context, ActiveStudy::race_told).flatten());
    let left_out = Memo::new(move |_| read(context, ActiveStudy::left_out).flatten());
    let is_reported =
        Memo::new(move |_| rows.with(|rows| rows.iter().any(|row| row.reported.is_some())));
    view! {
        <section class="panel results-panel" aria-label="Results">
            <div class="panel-head">
                <h2>"Results of " {name}</h2>
                <span class="count">
                    {format!("Gap: training accuracy less {} accuracy", held_out(context))}
                </span>
            </div>
            <Described />
            <WinnerView />
            <p id="race" class="help" hidden=move || race.with(Option::is_none)>
                {race}
            </p>
            <p id="left-out" class="help" hidden=move || left_out.with(Option::is_none)>
                {left_out}
            </p>
            <table id="study-results" class="results-table" class:unreported=move || !is_reported.get()>
                <thead>
                    <tr>
                        {move || keys.get().into_iter().map(|key| head(sort, Some(SortKey::Setting), key, OWN_ORDER.to_owned())).collect_view()}
                        {columns(held_out(context), score).map(|(key, name, help)| head(sort, key, name, help)).collect_view()}
                        <th scope="col" aria-label="Actions"></th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || rows.with(|rows| rows.iter().map(|row| row.setting).collect::<Vec<_>>())
                        key=|setting| *setting
                        children=move |setting| view! { <Row setting rows /> }
                    />
                </tbody>
            </table>
            <More most />
            <p class="help">{read_untracked(context, ActiveStudy::flattery)}</p>
        </section>
    }
}

/// How many of the settings are shown, where those are not all; and the way to more.
#[component]
fn More(most: Memo<usize>) -> impl IntoView {
    let context = use_state();
    let count = |active: &ActiveStudy| active.study.plan().settings().len();
    let settings = Memo::new(move |_| read(context, count).unwrap_or_default());
    let is_all = move || most.get() >= settings.get();
    view! {
        <p class="more" hidden=is_all>
            <span class="count">{most} " of " {settings} " settings, in this order. "</span>
            <button
                id="more-results"
                type="button"
                class="quiet"
                on:click=move |_| context.send(Action::View(ViewAction::MoreRows))
            >
                "Show " {PAGE_OF_ROWS} " more"
            </button>
        </p>
    }
}

fn swept_keys(active: &ActiveStudy) -> Vec<&'static str> {
    let varying = active.study.plan().definition().varying().into_iter();
    varying.map(|row| row.key).collect()
}

/// A head that sorts when it is pressed, and turns the order when it is pressed again.
fn head(sort: Memo<Sort>, key: Option<SortKey>, name: &'static str, help: String) -> impl IntoView {
    let Some(key) = key else {
        return view! { <th scope="col" title=help data-column=name>{name}</th> }.into_any();
    };
    let context = use_state();
    let direction = move || match sort.get() {
        // The study's own order is that of all that it sweeps together, up or down in none of them.
        Sort {
            key: SortKey::Setting,
            ..
        } if key == SortKey::Setting => "other",
        Sort {
            key: sorted,
            descending: true,
        } if sorted == key => "descending",
        Sort { key: sorted, .. } if sorted == key => "ascending",
        _ => "none",
    };
    let press = move |_| context.send(Action::View(ViewAction::Sort(key)));
    view! {
        <th scope="col" aria-sort=direction title=help data-column=name>
            <button type="button" class="quiet" on:click=press>
                {name}
            </button>
        </th>
    }
    .into_any()
}

/// A setting's row; it stays where it is in the document while its cells change.
#[component]
fn Row(setting: usize, rows: Memo<Vec<ResultRow>>) -> impl IntoView {
    let row = Memo::new(move |_| {
        let found = |rows: &Vec<ResultRow>| rows.iter().find(|row| row.setting == setting).cloned();
        rows.with(found)
    });
    let cell = move |name: &'static str, pick: fn(&ResultRow) -> String| {
        let text = move || row.with(|row| row.as_ref().map(pick));
        view! { <td data-cell=name>{text}</td> }
    };
    let context = use_state();
    let selection: Selection = expect_context();
    let classes = move || {
        let is = |ask: fn(&ResultRow) -> bool| row.with(|row| row.as_ref().is_some_and(ask));
        let lit = context.view(|view| view.study.lit);
        let classes = [
            (is(|row| row.is_winner), "winner"),
            (is(|row| row.is_dropped), "dropped"),
            (lit.is_some_and(|lit| lit.setting == setting), "lit"),
            (selection.leaves_out(setting), "out"),
        ];
        classes
            .map(|(is, class)| if is { class } else { "" })
            .join(" ")
    };
    let light = move |lit| context.send(Action::View(ViewAction::Light(lit)));
    let values = row.with_untracked(|row| row.as_ref().map(|row| row.values.clone()));
    let values = values.unwrap_or_default().into_iter();
    view! {
        <tr
            data-setting=setting
            class=classes
            on:pointerenter=move |_| light(Some(Lit { setting, run: None }))
            on:pointerleave=move |_| light(None)
        >
            {values.map(|value| view! { <td data-cell="value">{value}</td> }).collect_view()}
            {cell("final", |row| row.final_val_accuracy.clone())}
            {cell("best", |row| row.best_val_accuracy.clone())}
            {cell("reported", |row| row.reported.clone().unwrap_or_default())}
            {cell("gap", |row| row.gap.clone())}
            {cell("seconds", |row| row.seconds.clone())}
            {cell("epochs", |row| row.epochs.clone())}
            {cell("outcome", |row| row.outcome.clone())}
            <td data-cell="actions">
                <Actions setting />
            </td>
        </tr>
    }
}

/// What can be done with a setting.
#[component]
fn Actions(setting: usize) -> impl IntoView {
    let context = use_state();
    let (used, opened) = (Moment::new(), Moment::new());
    let use_it = move |_| {
        context.study(StudyAction::Use(setting, None));
        used.begin();
    };
    let open = move |_| {
        context.study(StudyAction::OpenRuns(setting));
        opened.begin();
    };
    view! {
        <button
            type="button"
            class="quiet"
            data-action="use"
            title="Put this setting into the form, where single runs and studies start from"
            on:click=use_it
        >
            {used.label("Use", "In the form")}
        </button>
        <button
            type="button"
            class="quiet"
            data-action="open-runs"
            title="Put its runs, with their curves, into the table of Single run"
            on:click=open
        >
            {opened.label("As runs", "In Single run")}
        </button>
    }
}

/// Who is ahead, by how much and how surely; and the way on.
#[component]
fn WinnerView() -> impl IntoView {
    let context = use_state();
    let winner = Memo::new(move |_| read(context, ActiveStudy::winner).flatten());
    move || winner.get().map(|winner| view! { <WinnerLine winner /> })
}

#[component]
fn WinnerLine(winner: WinnerText) -> impl IntoView {
    let context = use_state();
    let setting = winner.setting;
    let next = untrack(|| {
        read(context, |active| {
            active.experiment.and_then(Experiment::next)
        })
    })
    .flatten();
    let standing = Memo::new(move |_| {
        read(context, |active| {
            (active.is_untested(setting), active.test_told(setting))
        })
    });
    let is_tied = winner.is_tied;
    let tested = move || standing.get().and_then(|(_, told)| told);
    let test = move || {
        let (is_untested, _) = standing.get()?;
        (is_untested && !is_tied).then(|| view! { <TestWinner setting /> })
    };
    let used = Moment::new();
    let use_it = move |_| {
        context.study(StudyAction::Use(setting, None));
        used.begin();
    };
    let usual = match winner.is_tied {
        true => "Use the first of them",
        false => "Use the winner",
    };
    let go_to = move |next: &'static Experiment| {
        context.study(StudyAction::Use(setting, Some(next)));
        editor::go_there();
    };
    let before = Memo::new(move |_| context.studies(State::before_told));
    let is_ahead = move || before.with(Option::is_none);
    let leave = move |next: &'static Experiment| {
        context.study(StudyAction::LeaveAsBefore(next));
        editor::go_there();
    };
    let leave_it = next.map(|next| {
        view! {
            <button id="leave-as-before" type="button" hidden=is_ahead on:click=move |_| leave(next)>
                {format!("Leave it as it was; next: {}", next.name)}
            </button>
        }
    });
    let go_on = next.map(|next| {
        view! {
            <button id="next-experiment" type="button" on:click=move |_| go_to(next)>
                {format!("Use it in the next: {}", next.name)}
            </button>
        }
    });
    view! {
        <div id="winner" class="winner-line">
            <p>
                <strong>{if winner.is_tied { "Level: " } else { "Ahead: " }} {winner.result} ". "</strong>
                {winner.lead} <span id="before" hidden=is_ahead>
                    " " {before}
                </span>
            </p>
            <div class="buttons">
                <SeedLeaders />
                <button id="use-winner" type="button" on:click=use_it>
                    {used.label(usual, "It is in the form")}
                </button>
                {test} {go_on} {leave_it}
            </div>
            <p id="tested" class="help" hidden=move || tested().is_none()>
                {tested}
            </p>
        </div>
    }
}

const SEED_HELP: &str = "The winner, and up to 7 settings that are not told from it, get one more seed at a time, 5 at most; \
    after each, those that are told from the best get no more. The chance of an error, 5 %, is shared by all looks";

/// More seeds for those that lead, where it could be worked out who they are.
#[component]
fn SeedLeaders() -> impl IntoView {
    let context = use_state();
    let is_looking =
        Memo::new(move |_| read(context, ActiveStudy::looks_for_leaders) == Some(true));
    let trouble =
        Memo::new(move |_| read(context, |active| active.study.leaders_trouble()).flatten());
    let label = move || match is_looking.get() {
        true => "Looking who leads …",
        false => "Add seeds to the leaders",
    };
    view! {
        <button
            id="seed-leaders"
            type="button"
            title=move || trouble.get().unwrap_or_else(|| SEED_HELP.to_owned())
            disabled=move || is_looking.get() || trouble.with(Option::is_some)
            on:click=move |_| context.study(StudyAction::SeedLeaders)
        >
            {label}
        </button>
    }
}

/// One look at the test images, where it was picked by others.
#[component]
fn TestWinner(setting: usize) -> impl IntoView {
    let context = use_state();
    let press = move |_| {
        // The address follows, and with it the way back.
        browser::begin_entry();
        context.study(StudyAction::Test(setting));
    };
    view! {
        <button
            id="test-winner"
            type="button"
            title="Train it on all training images, those held out included, and judge it by the test images, once"
            on:click=press
        >
            "Test the winner"
        </button>
    }
}
