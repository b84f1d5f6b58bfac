//! One plot, drawn by its program: what lies where only that knows, so it is also asked what somebody points at.

use std::time::Duration;

use leptos::html::{Details, Div};
use leptos::prelude::*;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

use super::super::canvas::observed;
use super::super::context::{Context, use_state};
use super::super::theme::ShownTheme;
use super::plot_head::{chosen, head, show_axes};
use super::plot_save::save;
use super::plotter::{Plotted, Plotter};
use super::waiting::Waiting;
use super::{Selection, read};
use crate::protocol::{Plot, PlotAsk, PlotLook, PlotRequest};
use crate::state::studies::{Curves, StudyId};
use crate::state::{Action, Lit, PlotsView, State, ViewAction};

/// What is new is drawn no more often than this: a thousand runs take a while to tell.
const PAUSE: Duration = Duration::from_secs(1);
/// A press moves by so many CSS pixels before it is a drag.
const SHORTEST: f64 = 5.0;
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
    /// The box that somebody drags: where it began, and where it is now, in CSS pixels.
    dragged: RwSignal<Option<[f64; 4]>>,
    /// What is asked and not answered yet, and what is to be asked after that.
    drawing: StoredValue<Waiting<(PlotLook, Curves)>, LocalStorage>,
    pointing: StoredValue<Waiting<PlotAsk>, LocalStorage>,
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
        dragged: RwSignal::new(None),
        drawing: Waiting::new(),
        pointing: Waiting::new(),
    };
    draw_on_change(shown, view);
    light_on_change(shown);
    let name = plot.name();
    // Once: what is chosen stands in it from then on.
    let head = varying.with_value(|varying| view.with_untracked(|view| head(plot, view, varying)));
    let choose = move |event: Event| {
        if let Some(choice) = chosen(&event) {
            context.send(Action::View(ViewAction::Plot(id, choice)));
            let control: Element = event_target(&event);
            if let Ok(Some(head)) = control.closest(".plot-head") {
                view.with_untracked(|view| show_axes(&head, view));
            }
        }
    };
    let save = move |event: MouseEvent| {
        let button: Element = event_target(&event);
        if let Some(ending) = button.get_attribute("data-save") {
            save(context, plot, id, shown.svg.get_value(), &ending);
        }
    };
    let point = move |event: PointerEvent| shown.point(&event);
    let said = move || shown.reading.get().unwrap_or_else(|| shown.about.get());
    view! {
        <figure class="insight plot-figure" data-plot=name>
            <div class="plot-head" inner_html=head on:change=choose on:click=save></div>
            <div class="plot-place">
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
                    on:pointerup=point
                    on:pointerleave=point
                    on:blur=move |_| shown.leave()
                    on:keydown=move |event| shown.press(&event)
                ></div>
                <svg class="over" aria-hidden="true" inner_html=move || shown.dragged.get().map(band)></svg>
            </div>
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
    let Selection { out } = expect_context();
    let ShownTheme { colors, .. } = expect_context();
    Effect::new(move || {
        due.with(|_| ());
        let (view, colors) = (view.get(), colors.get());
        let look = PlotLook {
            width: width.get().unsigned_abs(),
            height: HEIGHT,
            is_dark: colors.is_dark(),
            is_forced: colors.all_dashed,
            axes: view.axes(),
            by_setting: view.by_setting,
            split: view.split,
            out: if shown.is_foreign {
                Vec::new()
            } else {
                out.get()
            },
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

/// A box from one corner to the other.
fn band([x, y, to_x, to_y]: [f64; 4]) -> String {
    format!(
        "<rect class=\"box\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
        x.min(to_x),
        y.min(to_y),
        (x - to_x).abs(),
        (y - to_y).abs()
    )
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

    /// A pointer looks up what lies beneath it, and a drag selects what lies in its box. A finger has no box: it scrolls.
    fn point(self, event: &PointerEvent) {
        let Some(place) = self.place.get_untracked() else {
            return;
        };
        // Marks are elements of their own, so the place within one of them says nothing.
        let edges = place.get_bounding_client_rect();
        let x = f64::from(event.client_x()) - edges.left();
        let y = f64::from(event.client_y()) - edges.top();
        let is_touch = event.pointer_type() == "touch";
        let dragged = self.dragged.get_untracked();
        match (event.type_().as_str(), dragged) {
            ("pointerdown", _) if !is_touch && !self.is_foreign && event.button() == 0 => {
                self.dragged.set(Some([x, y, x, y]));
            }
            ("pointermove", Some([left, top, ..])) => {
                self.dragged.set(Some([left, top, x, y]));
                return;
            }
            ("pointerup" | "pointerleave", Some([left, top, ..])) => {
                self.dragged.set(None);
                self.select([left.min(x), top.min(y), left.max(x), top.max(y)]);
                return;
            }
            ("pointerleave", None) if !is_touch => return self.leave(),
            ("pointerup" | "pointerleave", None) => return,
            _ => {}
        }
        self.look_up(PlotAsk::Point(x, y), false);
    }

    /// What a key has lit is selected, as by a box around it.
    fn select_lit(self) {
        let lit = self.context.peek(|state| state.view.study.lit);
        let settings = lit.map(|lit| lit.setting).into_iter().collect();
        self.context.send(Action::View(ViewAction::Box(settings)));
    }

    /// What lies between two corners is selected wherever it is shown; a press in one place ends that.
    fn select(self, corners: [f64; 4]) {
        let [left, top, right, bottom] = corners;
        let choose = move |settings| self.context.send(Action::View(ViewAction::Box(settings)));
        if (right - left).max(bottom - top) < SHORTEST {
            return choose(Vec::new());
        }
        self.ask(PlotAsk::Within(corners), move |plotted| {
            let answer = plotted.unwrap_or_default();
            choose(answer.settings);
            self.context.announcement.set(answer.text);
        });
    }

    fn press(self, event: &KeyboardEvent) {
        let (right, up) = match event.key().as_str() {
            "ArrowRight" => (1, 0),
            "ArrowLeft" => (-1, 0),
            "ArrowUp" => (0, 1),
            "ArrowDown" => (0, -1),
            "Enter" => return self.select_lit(),
            "Escape" => {
                self.context.send(Action::View(ViewAction::Box(Vec::new())));
                return self.leave();
            }
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
        self.pointing.try_update_value(Waiting::forget);
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
}
