//! The leading end of channels to workers that help: they work out parts of the batches that this one trains on.
//! See [`assistant`](super::assistant) for the other end.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use super::borrower::sleep;
use super::parcel::{Along, Spares, post, read};
use crate::protocol::RunId;
use crate::training::helpers::{Helpers, Order, Worked};

/// What is asked of a helper.
#[derive(Debug, Deserialize, Serialize)]
pub struct Asked {
    pub run_id: RunId,
    /// Of the network that the order goes by. They are posted beside the rest.
    #[serde(skip)]
    pub weights: Vec<f32>,
    pub order: Order,
}

/// What a helper tells.
#[derive(Debug, Deserialize, Serialize)]
pub enum Told {
    /// It has what it needs for a run.
    Ready(RunId),
    Worked(RunId, Worked),
}

/// The helpers of the run at hand.
pub struct Leader {
    ports: Vec<Port>,
    /// What the helpers have worked out, for any run.
    worked: UnboundedReceiver<(RunId, Worked)>,
    sender: UnboundedSender<(RunId, Worked)>,
    run_id: Option<RunId>,
}

struct Port {
    port: MessagePort,
    /// The run that the helper is ready for.
    ready: Rc<Cell<Option<RunId>>>,
    spares: Spares,
    /// Kept alive for the port.
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

/// What a helper has still to say is said to nobody.
impl Drop for Port {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}

impl Default for Leader {
    fn default() -> Self {
        let (sender, worked) = unbounded();
        Self {
            ports: Vec::new(),
            worked,
            sender,
            run_id: None,
        }
    }
}

impl Leader {
    /// Listens to one more helper. Those of runs before are let go: each run has helpers of its own.
    pub fn connect(&mut self, port: MessagePort) {
        let run_id = self.run_id;
        self.ports
            .retain(|it| it.ready.get().is_none() || it.ready.get() == run_id);
        let ready = Rc::new(Cell::new(None));
        let spares = Spares::default();
        let (heard, sender, emptied) = (ready.clone(), self.sender.clone(), spares.clone());
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            match read(&message.data(), &emptied) {
                Some((Told::Ready(run_id), _)) => heard.set(Some(run_id)),
                Some((Told::Worked(run_id, mut worked), gradients)) => {
                    worked.gradients = gradients;
                    // The receiver lives as long as the worker.
                    let _ = sender.unbounded_send((run_id, worked));
                }
                None => {}
            }
        });
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        self.ports.push(Port {
            port,
            ready,
            spares,
            _listener: listener,
        });
    }

    /// Asks for help with this run from now on.
    pub fn lead(&mut self, run_id: Option<RunId>) {
        self.run_id = run_id;
    }

    /// Those who are ready for the run at hand.
    fn ready(&self) -> impl Iterator<Item = &Port> {
        let run_id = self.run_id;
        let is_ready = move |it: &&Port| run_id.is_some() && it.ready.get() == run_id;
        self.ports.iter().filter(is_ready)
    }
}

impl Helpers for Leader {
    fn count(&self) -> usize {
        self.ready().count()
    }

    fn give(&mut self, helper: usize, weights: &[f32], order: Order) {
        if let (Some(run_id), Some(it)) = (self.run_id, self.ready().nth(helper)) {
            let asked = Asked {
                run_id,
                weights: Vec::new(),
                order,
            };
            // Gradients will come back in them.
            post(&it.port, &asked, weights, &it.spares, Along::Spares);
        }
    }

    async fn next(&mut self, patience: Duration) -> Option<Worked> {
        let run_id = self.run_id;
        let milliseconds = patience.as_secs_f64() * 1e3;
        let mut late = sleep(milliseconds.ceil() as i32);
        loop {
            match select(self.worked.next(), late).await {
                Either::Left((Some((of, worked)), _)) if Some(of) == run_id => {
                    return Some(worked);
                }
                // Of a run before.
                Either::Left((Some(_), rest)) => late = rest,
                _ => return None,
            }
        }
    }
}
