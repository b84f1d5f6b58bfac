//! The helping end of a channel to the worker that trains a run. See [`leader`](super::leader) for the messages.

use std::sync::Arc;

use burn::tensor::Device;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use super::leader::{Asked, Told};
use super::loaded::Loaded;
use super::parcel::{Along, Spares, post, read};
use super::waiting::has_images;
use crate::hyperparams::CheckedHyperParams;
use crate::protocol::RunId;
use crate::training::helpers::{Helper, Order};

/// Works out parts of the batches of a run that another worker trains.
#[derive(Default)]
pub struct Assistant {
    port: Option<MessagePort>,
    spares: Spares,
    /// A run that waits for its images.
    waiting: Option<(RunId, Box<CheckedHyperParams>)>,
    helper: Option<(RunId, Helper)>,
    /// What is left of the latest order.
    order: Option<Order>,
}

impl Assistant {
    /// Works for the worker at the other end of this port from now on.
    ///
    /// - hear: hears what is asked there, for as long as the worker lives
    pub fn connect(&mut self, port: MessagePort, mut hear: impl FnMut(Asked) + 'static) {
        let spares = self.spares.clone();
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some((mut asked, weights)) = read::<Asked>(&message.data(), &spares) {
                asked.weights = weights;
                hear(asked);
            }
        });
        port.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
        self.port = Some(port);
        self.say_ready();
    }

    /// Helps with this run from now on, once its images are there.
    pub fn help(&mut self, run_id: RunId, params: Box<CheckedHyperParams>) {
        self.waiting = Some((run_id, params));
        self.helper = None;
        self.order = None;
    }

    /// Begins if everything is there.
    pub fn begin_if_loaded(&mut self, images: &Loaded, device: &Device) {
        let is_there = |(_, params): &mut (RunId, Box<CheckedHyperParams>)| {
            has_images(images.of(&params.data), params)
        };
        if let Some((run_id, params)) = self.waiting.take_if(is_there) {
            let dataset = Arc::new(images.of(&params.data).clone());
            let helper = Helper::new(&params, dataset, device);
            self.helper = Some((run_id, helper));
            self.say_ready();
        }
    }

    /// Takes an order, in place of the one before.
    pub fn take(&mut self, asked: Asked) {
        if let Some((run_id, helper)) = &mut self.helper
            && *run_id == asked.run_id
        {
            helper.take_weights(&asked.weights);
            let mut order = asked.order;
            // The next one is taken from the end.
            order.tasks.reverse();
            self.order = Some(order);
        }
    }

    /// Whether there is something to work out.
    pub fn has_work(&self) -> bool {
        self.order.is_some()
    }

    /// Works out the next part.
    pub async fn work(&mut self) {
        let (Some(order), Some((run_id, helper))) = (&mut self.order, &mut self.helper) else {
            return;
        };
        let Some(task) = order.tasks.pop() else {
            self.order = None;
            return;
        };
        let worked = helper.work_out(order.step, &task).await;
        // What a device does not hand over, the other one works out itself.
        if let (Ok(Some(mut worked)), Some(port)) = (worked, &self.port) {
            let gradients = std::mem::take(&mut worked.gradients);
            let told = Told::Worked(*run_id, worked);
            post(port, &told, &gradients, &self.spares, Along::Nothing);
        }
    }

    fn say_ready(&self) {
        if let (Some(port), Some((run_id, _))) = (&self.port, &self.helper) {
            let told = Told::Ready(*run_id);
            post(port, &told, &[], &self.spares, Along::Nothing);
        }
    }
}
