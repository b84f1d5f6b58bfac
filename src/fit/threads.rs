//! Helpers of a run, one a thread.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::dataset::Dataset;
use crate::hyperparams::CheckedHyperParams;
use crate::training::device::open_cpu;
use crate::training::helpers::{Helper, Helpers, Order, Worked};

/// Threads that work out parts of batches; they end with this.
pub struct Threads {
    /// To each of them, with the weights that an order goes by.
    orders: Vec<Sender<(Arc<[f32]>, Order)>>,
    worked: Receiver<Worked>,
}

impl Threads {
    /// - count: how many beside the one that trains
    pub fn start(count: usize, params: &CheckedHyperParams, dataset: &Arc<Dataset>) -> Self {
        let (tell, worked) = channel();
        let start = |_| {
            let (give, orders) = channel();
            let (params, dataset, tell) = (params.clone(), dataset.clone(), tell.clone());
            thread::spawn(move || work(&params, dataset, &orders, &tell));
            give
        };
        Self {
            orders: (0..count).map(start).collect(),
            worked,
        }
    }
}

impl Helpers for Threads {
    fn count(&self) -> usize {
        self.orders.len()
    }

    fn give(&mut self, helper: usize, weights: &[f32], order: Order) {
        // A thread that is gone works nothing out, and so its parts are done without it.
        let _ = self.orders[helper].send((weights.into(), order));
    }

    async fn next(&mut self, patience: Duration) -> Option<Worked> {
        self.worked.recv_timeout(patience).ok()
    }
}

/// Works out what is ordered until nobody orders any more, or hears of it.
fn work(
    params: &CheckedHyperParams,
    dataset: Arc<Dataset>,
    orders: &Receiver<(Arc<[f32]>, Order)>,
    tell: &Sender<Worked>,
) {
    let mut helper = Helper::new(params, dataset, &open_cpu());
    while let Ok(mut order) = orders.recv() {
        // Of several only the last one is still waited for.
        while let Ok(later) = orders.try_recv() {
            order = later;
        }
        let (weights, order) = order;
        helper.take_weights(&weights);
        for task in &order.tasks {
            let worked = helper.work_out(order.step, task);
            // On a CPU nothing can fail, and all chunks are there.
            let Ok(Some(worked)) = pollster::block_on(worked) else {
                return;
            };
            if tell.send(worked).is_err() {
                return;
            }
        }
    }
}
