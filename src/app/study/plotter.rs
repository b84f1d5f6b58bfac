//! The program that draws plots, asked and heard.

use std::collections::VecDeque;

use leptos::prelude::{LocalStorage, SetValue, StoredValue, UpdateValue, WithValue};

use super::super::browser;
use crate::protocol::{PlotAnswer, PlotRequest};
use crate::worker::Dialogue;

/// What comes of a request, or why nothing does.
pub type Plotted = Result<PlotAnswer, String>;

/// Whoever waits for an answer.
type Waiting = Box<dyn FnOnce(Plotted)>;

/// The program, once for all plots of a study; ended with what it was made in.
#[derive(Clone, Copy)]
pub struct Plotter {
    dialogue: StoredValue<Option<Dialogue>, LocalStorage>,
    waiting: StoredValue<VecDeque<Waiting>, LocalStorage>,
}

impl Plotter {
    pub fn new() -> Self {
        Self {
            dialogue: StoredValue::new_local(None),
            waiting: StoredValue::new_local(VecDeque::new()),
        }
    }

    /// `take` hears what comes of it, unless the plots are gone by then.
    pub fn ask(self, request: &PlotRequest, take: impl FnOnce(Plotted) + 'static) {
        let is_open = self.dialogue.try_with_value(Option::is_some);
        match is_open {
            None => return,
            Some(true) => {}
            Some(false) => {
                let hear = move |plotted| self.hear(plotted);
                match Dialogue::open(&browser::release_folder(), "plots", hear) {
                    Ok(dialogue) => self.dialogue.set_value(Some(dialogue)),
                    Err(error) => return take(Err(error)),
                }
            }
        }
        self.waiting
            .update_value(|waiting| waiting.push_back(Box::new(take)));
        self.dialogue.with_value(|dialogue| {
            if let Some(dialogue) = dialogue {
                dialogue.ask(request);
            }
        });
    }

    /// Ends the program: no plot is open any more.
    pub fn rest(self) {
        self.dialogue.set_value(None);
        self.waiting.update_value(VecDeque::clear);
    }

    /// After trouble all that wait hear of it, and the next request starts the program anew.
    fn hear(self, plotted: Plotted) {
        let is_trouble = plotted.is_err();
        if is_trouble {
            // Gone with the page, it hears nothing.
            let _ = self.dialogue.try_update_value(Option::take);
        }
        let next = || self.waiting.try_update_value(VecDeque::pop_front).flatten();
        if let Some(take) = next() {
            take(plotted.clone());
        }
        while let Some(take) = is_trouble.then(next).flatten() {
            take(plotted.clone());
        }
    }
}
