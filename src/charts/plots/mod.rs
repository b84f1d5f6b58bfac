//! Plots of all of a study's results, as Optuna has them. They are drawn as SVG by a program of their own, in a worker,
//! which also knows what lies where: so none of it is a part of the page.
//!
//! | file | concern |
//! |---|---|
//! | `history`, `intermediate`, `contour`, `rank`, `edf`, `timeline` | a plot each: its numbers, and how they are drawn |
//! | `surface` | what lies between results over two hyperparameters |
//! | `plane` | two hyperparameters as axes |
//! | `sheet`, `places` | what plots are drawn on, and where somebody points at it |
//! | `key` | which colour is good |
//! | `table`, `words` | the numbers as a table, and in sentences |

mod contour;
mod edf;
mod history;
mod intermediate;
mod key;
mod places;
mod plane;
mod rank;
mod sheet;
mod surface;
mod table;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod timeline;
mod words;

use std::collections::HashMap;

use super::Theme;
use crate::protocol::{Plot, PlotAnswer, PlotAsk, PlotLook, PlotRequest, PlotResults};
use places::Places;
use sheet::Drawing;

/// The plots that were drawn, and where somebody points at each of them.
#[derive(Default)]
pub struct Plots {
    drawn: HashMap<Plot, Drawn>,
}

/// A plot as it stands on the page.
struct Drawn {
    places: Places,
    table: String,
}

impl Plots {
    /// Does what is asked. What asks of a plot that was not drawn has an empty answer.
    pub fn answer(&mut self, request: PlotRequest) -> PlotAnswer {
        let PlotRequest { plot, ask } = request;
        if let PlotAsk::Draw(look, results) = ask {
            return self.draw(plot, &look, &results);
        }
        let Some(drawn) = self.drawn.get_mut(&plot) else {
            return PlotAnswer::default();
        };
        let place = match ask {
            PlotAsk::Point(x, y) => drawn.places.at(x, y),
            PlotAsk::Step(right, up) => drawn.places.beside(right, up),
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
            setting: Some(place.setting),
            ..PlotAnswer::default()
        })
    }

    fn draw(&mut self, plot: Plot, look: &PlotLook, results: &PlotResults) -> PlotAnswer {
        let draw = match plot {
            Plot::History => history::draw,
            Plot::Intermediate => intermediate::draw,
            Plot::Contour => contour::draw,
            Plot::Rank => rank::draw,
            Plot::Edf => edf::draw,
            Plot::Timeline => timeline::draw,
        };
        let Drawing {
            svg,
            about,
            places,
            table,
        } = draw(look, results);
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
