//! Whose line is whose, and the values: below a chart where somebody points or else the last ones, and beside the cursor.
//! Both are told as HTML, which takes the page less than views of every cell.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::context::{Context, use_state};
use super::drawing::{Look, beside, curves, shown};
use super::hover::drawn;
use super::inside::LookedInto;
use super::theme::ShownTheme;
use crate::charts::{
    Color, Hover, PENALTY, Places, PlotArea, Quantity, Reading, Theme, escaped, ranked, read_out,
    step_along,
};
use crate::hyperparams::error::count;
use crate::metrics::Along;
use crate::state::{shown_value, text};

/// A chart and where somebody points at it.
#[derive(Clone, Copy)]
pub struct Pointed {
    pub context: Context,
    pub colors: Memo<Theme>,
    /// Accuracy or loss.
    pub quantity: Quantity,
    pub canvas: NodeRef<Canvas>,
    pub area: RwSignal<Option<PlotArea>>,
    pub hover: RwSignal<Option<Hover>>,
    /// The place that somebody points at in any of the charts.
    pub place: RwSignal<Option<usize>>,
    /// The part of the horizontal axis that is enlarged.
    pub window: RwSignal<Option<(f64, f64)>>,
    looked_into: Option<LookedInto>,
}

impl Pointed {
    /// At a chart where nobody points yet.
    pub fn new(
        quantity: Quantity,
        place: RwSignal<Option<usize>>,
        window: RwSignal<Option<(f64, f64)>>,
    ) -> Self {
        let ShownTheme { colors, .. } = expect_context();
        Self {
            context: use_state(),
            colors,
            quantity,
            canvas: NodeRef::new(),
            area: RwSignal::new(None),
            hover: RwSignal::new(None),
            place,
            window,
            looked_into: use_context(),
        }
    }

    /// Has the film of the run that is looked into go to the epoch that somebody points at, if its curve is here.
    pub fn show_epoch(self) {
        let (Some(LookedInto(run, epoch)), Some(place)) =
            (self.looked_into, self.place.get_untracked())
        else {
            return;
        };
        let found = self.context.peek(|state| {
            let history = &state.runs.get(run.get_untracked()?)?.history;
            let curves = curves(state);
            let at = place as f64 * step_along(&curves);
            let curve = curves.iter().find(|it| std::ptr::eq(it.history, history))?;
            Some(curve.epoch_at(at)?.epoch)
        });
        if found.is_some() {
            epoch.set(found);
        }
    }

    /// What the chart shows.
    pub fn shown(self) -> Quantity {
        self.context.view(|view| shown(self.quantity, &view.curves))
    }

    /// How it looks now.
    pub fn look(self) -> Look {
        Look {
            quantity: self.quantity,
            window: self.window.get_untracked(),
            colors: self.colors.get_untracked(),
        }
    }

    /// What is told of the runs, and of which place: "Epoch 3", "471 updates", "0.42 seconds".
    fn readings(self) -> (String, Vec<Reading>) {
        let here = self.hover.get();
        let place = here.map(|hover| hover.place).or(self.place.get());
        let quantity = self.shown();
        self.context.runs(|state| {
            let curves = curves(state);
            let at = place.map(|place| place as f64 * step_along(&curves));
            let when = match (at, state.view.curves.along) {
                (None, _) => "Last epoch".to_owned(),
                (Some(at), Along::Epochs) => format!("Epoch {at}"),
                (Some(at), Along::Seconds) => format!("{at:.2} seconds"),
                (Some(at), along) => format!("{} {}", count(at.round() as usize), along.name()),
            };
            let at = at.map(|at| (at, here.map(|hover| hover.value)));
            (when, read_out(&curves, quantity, at))
        })
    }

    /// A cursor that is in the chart beside this one, and the values beside one that is here: where they hide the least of
    /// the lines, the best first.
    pub fn over(self) -> Option<String> {
        let area = self.area.get()?;
        let hover = self.hover.get();
        let (_, ratio) = drawn(self.canvas, self.area)?;
        let Some(hover) = hover else {
            let left = f64::from(area.column(self.place.get()?)?) / ratio;
            let (top, bottom) = (area.y.to_px / ratio, area.y.from_px / ratio);
            return Some(format!(
                "<path class=\"cursor\" d=\"M{left} {top}V{bottom}\"/>"
            ));
        };
        let (when, readings) = self.readings();
        let readings = ranked(readings, self.shown());
        if readings.is_empty() {
            return None;
        }
        let (width, head, row) = BOX;
        let height = head + row * readings.len() as f64;
        let size = (hover.left, width, height);
        let (x, y) = self
            .context
            .peek(|state| beside(state, self.look(), &area, ratio, size));
        let rows = self.rows(&readings, [false; 2]);
        Some(format!(
            "<foreignObject x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\">\
             <div class=\"legend read-out\">{when}<table>{rows}</table></div></foreignObject>"
        ))
    }

    /// - more: whether there are columns of penalties and of rates
    fn rows(self, readings: &[Reading], more: [bool; 2]) -> String {
        let (quantity, colors) = (self.shown(), self.colors.get());
        let mut rows = String::new();
        for reading in readings {
            let value = |value: Option<f64>| match value {
                Some(value) => shown_value(quantity != Quantity::Loss, reading.is_rounded, value),
                None => NOTHING.to_owned(),
            };
            let name = escaped(&reading.name);
            rows += if reading.is_nearest {
                "<tr class=\"nearest\">"
            } else {
                "<tr>"
            };
            rows += "<th scope=\"row\" title=\"";
            rows += &name;
            rows += "\">";
            let dashes = colors.dashes(reading.color);
            rows += &sample(colors.run(reading.color), THICK, dashes);
            // A number is not to be broken, if anything is.
            rows += &name.replace('=', "=<wbr>");
            rows += "</th><td>";
            rows += &value(reading.test);
            rows += "</td><td>";
            rows += &value(reading.train);
            let penalty = value(reading.penalty);
            let rate = reading.learning_rate.map_or(NOTHING.to_owned(), text::rate);
            for (is_there, cell) in more.into_iter().zip([penalty, rate]) {
                if is_there {
                    rows += "</td><td>";
                    rows += &cell;
                }
            }
            rows += "</td></tr>";
        }
        rows
    }

    /// All of the legend; its number of rows.
    fn table(self) -> (String, usize) {
        let (when, readings) = self.readings();
        let has_rates = readings.iter().any(Reading::tells_rate);
        let colors = self.colors.get();
        let held_out = self.context.runs(|it| it.held_out_shown());
        let [thick, thin] = [THICK, THIN].map(|width| sample(colors.text, width, None));
        let has_penalties = readings.iter().any(|it| it.penalty.is_some());
        let mut more = String::new();
        if has_penalties {
            more += "<th scope=\"col\" class=\"penalty\" title=\"Of the training loss\">";
            more += &sample(colors.text, PENALTY_WIDTH, Some(PENALTY));
            more += "penalty</th>";
        }
        if has_rates {
            more += "<th scope=\"col\" class=\"rate\">learning rate</th>";
        }
        let rows = self.rows(&readings, [has_penalties, has_rates]);
        let head = format!(
            "<thead><tr><th scope=\"col\">{when}</th><th scope=\"col\">{thick}{held_out}</th>\
             <th scope=\"col\">{thin}training</th>{more}</tr></thead><tbody>{rows}</tbody>"
        );
        (head, readings.len())
    }
}

/// Width of what is read out, and the heights of its head and of a row, in CSS pixels.
const BOX: (f64, f64, f64) = (236.0, 28.0, 22.0);
/// More rows scroll.
const SEEN: usize = 8;
/// Widths of lines, as they are drawn.
const THICK: f64 = 2.25;
const THIN: f64 = 1.0;
const PENALTY_WIDTH: f64 = 1.5;
/// In the place of a value that there is not.
const NOTHING: &str = "–";

/// A row for each run that is drawn; none while there is no run.
#[component]
pub fn Legend(
    /// The chart's: "accuracy".
    name: &'static str,
    pointed: Pointed,
) -> impl IntoView {
    let table = Memo::new(move |_| pointed.table());
    let count = Memo::new(move |_| table.with(|(_, count)| *count));
    let legend = NodeRef::<Div>::new();
    // The newest run is the last.
    Effect::new(move |before: Option<usize>| {
        let rows = count.get();
        if before.is_some_and(|before| rows > before) {
            request_animation_frame(move || {
                if let Some(legend) = legend.get_untracked() {
                    legend.set_scroll_top(legend.scroll_height());
                }
            });
        }
        rows
    });
    view! {
        // What scrolls can be reached by keys.
        <div
            node_ref=legend
            class="legend"
            hidden=move || count.get() == 0
            tabindex=move || (count.get() > SEEN).then_some("0")
            role="group"
            aria-label=move || format!("{} of each run", pointed.shown().name())
        >
            <table id=format!("legend-{name}") inner_html=move || table.get().0></table>
        </div>
    }
}

/// A piece of a line.
fn sample(color: Color, width: f64, dashes: Option<(f64, f64)>) -> String {
    let color = color.css();
    let dashes = dashes.map_or(String::new(), |(dash, gap)| {
        format!(" stroke-dasharray=\"{dash} {gap}\"")
    });
    format!(
        "<svg class=\"sample\" viewBox=\"0 0 22 8\" aria-hidden=\"true\">\
         <line x2=\"22\" y1=\"4\" y2=\"4\" stroke=\"{color}\" stroke-width=\"{width}\"{dashes}/></svg>"
    )
}
