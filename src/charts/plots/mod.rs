//! Plots of all of a study's results, as Optuna has them. They are drawn as SVG by a program of their own, in a worker,
//! which also knows what lies where: so none of it is a part of the page.
//!
//! | file | concern |
//! |---|---|
//! | `history`, `intermediate`, `contour`, `rank`, `edf`, `timeline` | a plot each: its numbers, and how they are drawn |
//! | `both` | two studies in one plot |
//! | `score` | what runs are judged by, written and ranged |
//! | `groups` | runs by what a hyperparameter is |
//! | `names` | names of lines, above a plot |
//! | `surface` | what lies between results over two hyperparameters |
//! | `plane` | two hyperparameters as axes |
//! | `sheet`, `places` | what plots are drawn on, and where somebody points at it |
//! | `key` | which colour is good |
//! | `table`, `words` | the numbers as a table, and in sentences |

mod both;
mod contour;
mod edf;
mod groups;
mod history;
mod intermediate;
mod key;
mod names;
mod places;
mod plane;
mod rank;
mod score;
mod sheet;
mod surface;
mod table;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod timeline;
mod words;

use std::collections::HashMap;

use super::Theme;
use crate::protocol::{Plot, PlotAnswer, PlotAsk, PlotLook, PlotRequest, PlotResults, PlotSource};
use places::Places;
use sheet::Drawing;

/// Says whether two settings are told apart by what their runs came to, to be read after "0.61 percentage points ahead".
///
/// - pairs: as many pairs of settings these two were picked from
pub type Judge = fn(one: &[f64], other: &[f64], pairs: usize) -> String;

/// The plots that were drawn, and where somebody points at each of them.
pub struct Plots {
    judge: Judge,
    drawn: HashMap<Plot, Drawn>,
}

/// A plot as it stands on the page.
struct Drawn {
    places: Places,
    table: String,
}

impl Plots {
    /// None yet. Who knows statistics is no part of the charts.
    pub fn new(judge: Judge) -> Self {
        Self {
            judge,
            drawn: HashMap::new(),
        }
    }

    /// Does what is asked. What asks of a plot that was not drawn has an empty answer.
    pub fn answer(&mut self, request: PlotRequest) -> PlotAnswer {
        let PlotRequest { plot, ask } = request;
        if let PlotAsk::Draw(look, sources) = ask {
            return self.draw(plot, &look, sources);
        }
        let Some(drawn) = self.drawn.get_mut(&plot) else {
            return PlotAnswer::default();
        };
        let place = match ask {
            PlotAsk::Point(x, y) => drawn.places.at(x, y),
            PlotAsk::Step(right, up) => drawn.places.beside(right, up),
            PlotAsk::Within(corners) => {
                let settings = drawn.places.within(corners);
                let text = match settings.len() {
                    0 => String::new(),
                    count => format!("{} selected.", words::plural(count, "setting")),
                };
                return PlotAnswer {
                    text,
                    settings,
                    ..PlotAnswer::default()
                };
            }
            PlotAsk::Table | PlotAsk::Draw(..) => {
                return PlotAnswer {
                    table: drawn.table.clone(),
                    ..PlotAnswer::default()
                };
            }
        };
        place.map_or_else(PlotAnswer::default, |place| PlotAnswer {
            text: place.text.clone(),
            run: place.run,
            setting: place.setting,
            ..PlotAnswer::default()
        })
    }

    fn draw(&mut self, plot: Plot, look: &PlotLook, sources: Vec<PlotSource>) -> PlotAnswer {
        let mut all = sources.into_iter().map(PlotSource::results);
        let first = all.next().unwrap_or_default();
        let both = all.next().and_then(|second| {
            let pair = [&first, &second];
            both::draw(plot, look, pair, self.judge)
        });
        let drawing = both.unwrap_or_else(|| draw_one(plot, look, &first));
        let Drawing {
            svg,
            about,
            places,
            table,
        } = drawing;
        let table = table.html();
        // What was pointed at is still there, if anything is.
        let before = self.drawn.remove(&plot);
        let places = places.pointing_as(before.map(|before| before.places));
        self.drawn.insert(plot, Drawn { places, table });
        PlotAnswer {
            svg,
            text: about,
            ..PlotAnswer::default()
        }
    }
}

fn draw_one(plot: Plot, look: &PlotLook, results: &PlotResults) -> Drawing {
    let draw = match plot {
        Plot::History => history::draw,
        Plot::Intermediate => intermediate::draw,
        Plot::Contour => contour::draw,
        Plot::Rank => rank::draw,
        Plot::Edf => edf::draw,
        Plot::Timeline => timeline::draw,
    };
    draw(look, results)
}

/// The colours of the page that a plot stands on.
fn theme(look: &PlotLook) -> Theme {
    let theme = if look.is_dark {
        Theme::DARK
    } else {
        Theme::LIGHT
    };
    if look.is_forced {
        theme.forced()
    } else {
        theme
    }
}
