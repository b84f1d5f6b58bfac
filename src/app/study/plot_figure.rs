//! One plot, drawn by its program: what lies where only that knows, so it is also asked what somebody points at.

use std::time::Duration;

use leptos::html::{Details, Div};
use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

use super::super::browser;
use super::super::canvas::observed;
use super::super::context::{Context, use_state};
use super::super::theme::ShownTheme;
use super::plotter::{Plotted, Plotter};
use super::read;
use crate::export::{file_name, file_named};
use crate::protocol::{Plot, PlotAsk, PlotLook, PlotRequest};
use crate::state::studies::{Curves, StudyId};
use crate::state::{Action, Lit, PlotChoice, PlotsView, State, ViewAction};

/// What is new is drawn no more often than this: a thousand runs take a while to tell.
const PAUSE: Duration = Duration::from_secs(1);
/// In CSS pixels.
const HEIGHT: u32 = 320;

/// A plot on the page; a handful of indices, so copied freely.
#[derive(Clone, Copy)]
struct Shown {
    plot: Plot,
    id: StudyId,
    /// Whether it was trained elsewhere: then nothing else on the page shows its runs.
    is_foreign: bool,
    context: Context,
    plotter: Plotter,
    place: NodeRef<Div>,
    /// The drawing, for whoever saves it.
    svg: StoredValue<String>,
    /// What it says.
    about: RwSignal<String>,
    /// The numbers of what is pointed at.
    reading: RwSignal<Option<String>>,
    /// Its numbers as a table, while that is open.
    table: RwSignal<String>,
    details: NodeRef<Details>,
    /// What is asked and not answered yet, and what is to be asked after that.
    drawing: StoredValue<Waiting<(PlotLook, Curves)>, LocalStorage>,
    pointing: StoredValue<Waiting<PlotAsk>, LocalStorage>,
}

/// One at a time: while one is under way, the last of all others waits.
struct Waiting<T> {
    is_under_way: bool,
    next: Option<T>,
}

impl<T> Waiting<T> {
    fn new() -> StoredValue<Self, LocalStorage>
    where
        T: 'static,
    {
        StoredValue::new_local(Self {
            is_under_way: false,
            next: None,
        })
    }

    /// The same again, if it may begin now.
    fn begin(&mut self, it: T) -> Option<T> {
        if std::mem::replace(&mut self.is_under_way, true) {
            self.next = Some(it);
            return None;
        }
        Some(it)
    }

    /// What is to begin next.
    fn end(&mut self) -> Option<T> {
        self.is_under_way = false;
        self.next.take()
    }
}

#[component]
pub fn PlotFigure(
    plot: Plot,
    id: StudyId,
    is_foreign: bool,
    /// Before names of elements.
    prefix: String,
    view: Memo<PlotsView>,
    plotter: Plotter,
    /// What the hyperparameters are called that vary.
    varying: StoredValue<Vec<String>>,
) -> impl IntoView {
    let context = use_state();
    let shown = Shown {
        plot,
        id,
        is_foreign,
        context,
        plotter,
        place: NodeRef::new(),
        svg: StoredValue::new(String::new()),
        about: RwSignal::new(String::new()),
        reading: RwSignal::new(None),
        table: RwSignal::new(String::new()),
        details: NodeRef::new(),
        drawing: Waiting::new(),
        pointing: Waiting::new(),
    };
    draw_on_change(shown, view);
    light_on_change(shown);
    let name = plot.name();
    let point = move |event: PointerEvent| shown.point(&event);
    let leave = move |event: PointerEvent| {
        if event.pointer_type() != "touch" {
            shown.leave();
        }
    };
    let said = move || shown.reading.get().unwrap_or_else(|| shown.about.get());
    view! {
        <figure class="insight plot-figure" data-plot=name>
            <div class="plot-head">
                <h3>{plot.label()}</h3>
                <Options plot id view varying />
                <button
                    type="button"
                    class="quiet"
                    title="Save this plot as SVG"
                    on:click=move |_| shown.save()
                >
                    "SVG"
                </button>
            </div>
            <div
                id=format!("{prefix}plot-{name}")
                class="plot-picture"
                node_ref=shown.place
                role="img"
                tabindex="0"
                aria-label=plot.label()
                aria-describedby=format!("{prefix}plot-{name}-text")
                on:pointerdown=point
                on:pointermove=point
                on:pointerleave=leave
                on:blur=move |_| shown.leave()
                on:keydown=move |event| shown.press(&event)
            ></div>
            <figcaption id=format!("{prefix}plot-{name}-text") class="help">
                {said}
            </figcaption>
            <details node_ref=shown.details on:toggle=move |_| shown.tell_numbers()>
                <summary class="help">"Numbers"</summary>
                <div class="plot-table" tabindex="0" role="region" aria-label="Numbers" inner_html=shown.table></div>
            </details>
        </figure>
    }
}

/// What can be chosen of a plot.
#[component]
fn Options(
    plot: Plot,
    id: StudyId,
    view: Memo<PlotsView>,
    varying: StoredValue<Vec<String>>,
) -> impl IntoView {
    let context = use_state();
    let choose = move |choice| context.send(Action::View(ViewAction::Plot(id, choice)));
    let switch =
        move |label: &'static str, is_on: fn(&PlotsView) -> bool, of: fn(bool) -> PlotChoice| {
            view! {
                <label class="toggle">
                    <input
                        type="checkbox"
                        prop:checked=move || view.with(is_on)
                        on:change:target=move |event| choose(of(event.target().checked()))
                    />
                    {label}
                </label>
            }
        };
    let axis = move |at: usize, label: &'static str| {
        let options = varying.get_value().into_iter().enumerate();
        let options = options.map(|(to, name)| {
            let is_chosen = move || view.with(|view| view.axes()[at] == to);
            view! {
                <option value=to selected=is_chosen>
                    {name}
                </option>
            }
        });
        let change = move |value: String| {
            if let Ok(to) = value.parse() {
                choose(PlotChoice::Axis(at, to));
            }
        };
        view! {
            <select aria-label=label data-axis=at on:change:target=move |event| change(event.target().value())>
                {options.collect_view()}
            </select>
        }
    };
    let is_over_two = plot.is_over_two().then(|| {
        view! {
            {axis(0, "Across")}
            {axis(1, "Up")}
        }
    });
    let is_of_curves = (plot == Plot::Intermediate).then(|| {
        view! {
            {switch("By setting", |view| view.by_setting, PlotChoice::BySetting)}
            {switch("Loss", |view| view.loss, PlotChoice::Loss)}
        }
    });
    view! { <div class="plot-options">{is_over_two} {is_of_curves}</div> }
}

/// At once when somebody chooses otherwise; a little later where something has come of the study.
fn draw_on_change(shown: Shown, view: Memo<PlotsView>) {
    let context = shown.context;
    let every_epoch = matches!(shown.plot, Plot::Intermediate | Plot::Timeline);
    let stamp = Memo::new(move |_| read(context, |active| active.plot_stamp(every_epoch)));
    let due = RwSignal::new(0);
    let is_set = StoredValue::new(false);
    Effect::new(move |before: Option<()>| {
        stamp.get();
        if before.is_some() && !is_set.get_value() {
            is_set.set_value(true);
            let tell = move || {
                is_set.try_update_value(|is_set| *is_set = false);
                due.try_update(|due| *due += 1);
            };
            set_timeout(tell, PAUSE);
        }
    });
    let size = observed(shown.place);
    let width = Memo::new(move |_| size.get().map_or(0, |(width, _)| width));
    let out = Memo::new(move |_| match shown.is_foreign {
        true => Vec::new(),
        false => brushed_out(context),
    });
    let ShownTheme { colors, .. } = expect_context();
    Effect::new(move || {
        due.track();
        let (view, colors) = (view.get(), colors.get());
        let look = PlotLook {
            width: width.get().unsigned_abs(),
            height: HEIGHT,
            is_dark: colors.is_dark(),
            is_forced: colors.all_dashed,
            axes: view.axes(),
            by_setting: view.by_setting,
            out: out.get(),
        };
        let curves = match (shown.plot, view.loss) {
            (Plot::Intermediate, false) => Curves::Accuracy,
            (Plot::Intermediate, true) => Curves::Loss,
            _ => Curves::None,
        };
        if look.width > 0 {
            shown.draw(look, curves);
        }
    });
}

/// Settings that the brushes of the parallel coordinates have left out.
fn brushed_out(context: Context) -> Vec<usize> {
    let brushes = context.view(|view| view.study.brushes.clone());
    if brushes.is_empty() {
        return Vec::new();
    }
    untrack(|| read(context, |active| active.brushed_out(&brushes))).unwrap_or_default()
}

/// What is lit in one is lit in all.
fn light_on_change(shown: Shown) {
    let context = shown.context;
    let lit = Memo::new(move |_| {
        let lit = context.view(|view| view.study.shown_lit());
        lit.filter(|_| !shown.is_foreign)
    });
    Effect::new(move |before: Option<Option<Lit>>| {
        let lit = lit.get();
        if let Some(place) = shown.place.get_untracked() {
            unlight(&place, before.flatten());
            light(&place, lit);
        }
        lit
    });
}

fn light(place: &HtmlElement, lit: Option<Lit>) {
    let Some(Lit { setting, run }) = lit else {
        return;
    };
    set_on_each(place, &format!("s{setting}"), Some("setting"));
    if let Some(run) = run {
        set_on_each(place, &format!("r{run}"), Some("run"));
    }
}

fn unlight(place: &HtmlElement, lit: Option<Lit>) {
    if let Some(Lit { setting, .. }) = lit {
        set_on_each(place, &format!("s{setting}"), None);
    }
}

/// Says in the drawing how marks of a class are lit.
fn set_on_each(place: &HtmlElement, class: &str, lit: Option<&str>) {
    let marks = place.get_elements_by_class_name(class);
    for at in 0..marks.length() {
        if let Some(mark) = marks.item(at) {
            // A plain attribute's name is always taken.
            let _ = match lit {
                Some(lit) => mark.set_attribute("data-lit", lit),
                None => mark.remove_attribute("data-lit"),
            };
        }
    }
}

impl Shown {
    fn draw(self, look: PlotLook, curves: Curves) {
        let begun = self.drawing.try_update_value(|it| it.begin((look, curves)));
        if let Some((look, curves)) = begun.flatten() {
            // A task of its own for each plot: to tell of a thousand runs takes a while.
            set_timeout(move || self.ask_for_drawing(look, curves), Duration::ZERO);
        }
    }

    fn ask_for_drawing(self, look: PlotLook, curves: Curves) {
        let sources = self
            .context
            .peek(|state: &State| state.plot_sources(self.id, self.plot, curves));
        if sources.is_empty() {
            return;
        }
        let ask = PlotAsk::Draw(look, sources);
        self.ask(ask, move |plotted| self.take_drawing(plotted));
    }

    fn ask(self, ask: PlotAsk, take: impl FnOnce(Plotted) + 'static) {
        let request = PlotRequest {
            plot: self.plot,
            ask,
        };
        self.plotter.ask(&request, take);
    }

    fn take_drawing(self, plotted: Plotted) {
        let Some(place) = self.place.try_get_untracked().flatten() else {
            return;
        };
        match plotted {
            Ok(answer) => {
                place.set_inner_html(&answer.svg);
                let lit = self.context.peek(|state| state.view.study.shown_lit());
                light(&place, lit.filter(|_| !self.is_foreign));
                self.svg.set_value(answer.svg);
                self.about.set(answer.text);
                self.tell_numbers();
            }
            Err(error) => self.about.set(format!("It could not be drawn: {error}.")),
        }
        let next = self.drawing.try_update_value(Waiting::end).flatten();
        if let Some((look, curves)) = next {
            self.draw(look, curves);
        }
    }

    fn point(self, event: &PointerEvent) {
        if let Some(place) = self.place.get_untracked() {
            // Marks are elements of their own, so the place within one of them says nothing.
            let edges = place.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - edges.left();
            let y = f64::from(event.client_y()) - edges.top();
            self.look_up(PlotAsk::Point(x, y), false);
        }
    }

    fn press(self, event: &KeyboardEvent) {
        let (right, up) = match event.key().as_str() {
            "ArrowRight" => (1, 0),
            "ArrowLeft" => (-1, 0),
            "ArrowUp" => (0, 1),
            "ArrowDown" => (0, -1),
            "Escape" => return self.leave(),
            _ => return,
        };
        // The keys mean nothing else then.
        event.prevent_default();
        event.stop_propagation();
        self.look_up(PlotAsk::Step(right, up), true);
    }

    /// - is_said: whether a screen reader says what is there
    fn look_up(self, ask: PlotAsk, is_said: bool) {
        let begun = self.pointing.try_update_value(|it| it.begin(ask));
        let Some(ask) = begun.flatten() else {
            return;
        };
        self.ask(ask, move |plotted| {
            let next = self.pointing.try_update_value(Waiting::end).flatten();
            let answer = plotted.unwrap_or_default();
            if !answer.text.is_empty() {
                if is_said {
                    self.context.announcement.set(answer.text.clone());
                }
                self.reading.try_set(Some(answer.text));
                let run = answer.run;
                self.light(answer.setting.map(|setting| Lit { setting, run }));
            }
            if let Some(ask) = next {
                self.look_up(ask, is_said);
            }
        });
    }

    fn leave(self) {
        // A plot that is closed loses the focus when it is gone already.
        self.pointing.try_update_value(|it| it.next = None);
        self.reading.try_set(None);
        self.light(None);
    }

    fn light(self, lit: Option<Lit>) {
        if self.is_foreign {
            return;
        }
        self.context.send(Action::View(ViewAction::Light(lit)));
    }

    fn tell_numbers(self) {
        let details = self.details.try_get_untracked().flatten();
        let is_open = details.is_some_and(|it| it.open());
        if is_open {
            self.ask(PlotAsk::Table, move |plotted| {
                if let Ok(answer) = plotted {
                    self.table.try_set(answer.table);
                }
            });
        } else {
            self.table.try_set(String::new());
        }
    }

    fn save(self) {
        let name = self.context.peek(|state| {
            let ending = format!("{}.svg", self.plot.name());
            if let Some(study) = state.studies.foreign(self.id) {
                return Some(file_named(&study.found.name, &ending));
            }
            let active = state.studies.active()?;
            Some(file_name(active.study.plan().definition(), &ending))
        });
        let saved = name.is_some_and(|name| {
            let save = |svg: &String| browser::download(&name, "image/svg+xml", svg);
            self.svg.with_value(save)
        });
        if !saved {
            self.context.notify("The browser blocked saving the file.");
        }
    }
}
