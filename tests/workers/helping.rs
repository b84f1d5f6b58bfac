//! Parts of batches over a message port, both ends in one worker.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tuneground::dataset::Dataset;
use tuneground::hyperparams::catalog::*;
use tuneground::hyperparams::{CheckedHyperParams, HyperParams};
use tuneground::protocol::RunId;
use tuneground::training::device::open_cpu;
use tuneground::training::helpers::Helpers;
use tuneground::training::{Reads, Trainer, fit, fit_with};
use tuneground::worker::{Assistant, Leader, Loaded};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MessageChannel;

use crate::training::dataset;

const RUN: RunId = RunId(3);

fn params() -> CheckedHyperParams {
    HyperParams::default()
        .with(&N_NODES, 16.0)
        .with(&TRAIN_IMAGES, 3000.0)
        .with(&BATCH_SIZE, 600.0)
        .with(&L2, 0.001)
        .with(&EPOCHS, 2.0)
        .check()
        .unwrap()
}

/// A leader of one assistant, which works at once; and how many parts that was asked for.
fn pair() -> (Leader, Rc<RefCell<Assistant>>, Rc<Cell<usize>>) {
    let channel = MessageChannel::new().unwrap();
    let mut leader = Leader::default();
    leader.connect(channel.port1());
    let assistant: Rc<RefCell<Assistant>> = Rc::default();
    let (at_work, asked) = (assistant.clone(), Rc::new(Cell::new(0)));
    let count = asked.clone();
    assistant.borrow_mut().connect(channel.port2(), move |it| {
        count.set(count.get() + it.order.tasks.len());
        let mut assistant = at_work.borrow_mut();
        assistant.take(it);
        while assistant.has_work() {
            // On the CPU nothing ever waits.
            pollster::block_on(assistant.work());
        }
    });
    (leader, assistant, asked)
}

fn begin(assistant: &RefCell<Assistant>, run: RunId, dataset: &Dataset) {
    let loaded = Loaded::from(dataset.clone());
    let mut assistant = assistant.borrow_mut();
    assistant.help(run, Box::new(params()));
    assistant.begin_if_loaded(&loaded, &open_cpu());
}

/// Has the event loop go on until nothing more is heard for a while.
async fn settle(leader: &mut Leader) {
    assert_eq!(leader.next(Duration::from_millis(50)).await, None);
}

#[wasm_bindgen_test]
async fn a_run_with_help_over_a_port_comes_to_the_same_bits() {
    let (mut leader, assistant, asked) = pair();
    leader.lead(Some(RUN));
    begin(&assistant, RUN, &dataset());
    settle(&mut leader).await;
    assert_eq!(leader.count(), 1);
    let trainer = || Trainer::new(params(), dataset(), &open_cpu(), Reads::Every(1));
    let helped = fit_with(trainer(), &mut leader).await.unwrap();
    let alone = fit(trainer()).await.unwrap();
    assert!(asked.get() > 0, "it was never asked");
    assert_eq!(helped.step_losses, alone.step_losses);
    assert_eq!(helped.weights, alone.weights);
}

#[wasm_bindgen_test]
async fn who_helps_with_another_run_or_has_no_images_does_not_count() {
    let (mut leader, assistant, _) = pair();
    leader.lead(Some(RUN));
    begin(&assistant, RUN, &Dataset::default());
    settle(&mut leader).await;
    assert_eq!(leader.count(), 0, "no images");
    let loaded = Arc::unwrap_or_clone(dataset());
    let images = Loaded::from(loaded.clone());
    assistant.borrow_mut().begin_if_loaded(&images, &open_cpu());
    settle(&mut leader).await;
    assert_eq!(leader.count(), 1);
    begin(&assistant, RunId(4), &loaded);
    settle(&mut leader).await;
    assert_eq!(leader.count(), 0, "another run");
    leader.lead(Some(RunId(4)));
    assert_eq!(leader.count(), 1);
}

#[wasm_bindgen_test]
async fn helpers_of_a_run_before_are_let_go_when_others_come() {
    let (mut leader, assistant, _) = pair();
    leader.lead(Some(RUN));
    begin(&assistant, RUN, &dataset());
    settle(&mut leader).await;
    assert_eq!(leader.count(), 1);
    leader.lead(Some(RunId(4)));
    leader.connect(MessageChannel::new().unwrap().port1());
    begin(&assistant, RunId(4), &dataset());
    settle(&mut leader).await;
    assert_eq!(leader.count(), 0, "nobody listens to it any more");
}
