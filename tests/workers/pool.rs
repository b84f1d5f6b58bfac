//! The pool with workers of a few lines in place of the real ones.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use js_sys::encode_uri_component;
use tuneground::hyperparams::{DataId, HyperParams};
use tuneground::protocol::{DeviceKind, Pace, RunId, TrainerCommand, TrainerEvent, WorkerId};
use tuneground::worker::TrainerPool;
use wasm_bindgen_test::wasm_bindgen_test;

use super::next;

const ONE: WorkerId = WorkerId(1);
const TWO: WorkerId = WorkerId(2);
const RUN: RunId = RunId(7);

/// Loads at once, tells of ports and commands, dies when it is stopped and speaks gibberish when it is paused.
const FAKE: &str = "
  const tell = (message) => postMessage({ warning: { message } });
  onmessage = ({ data, ports }) => {
    if (ports.length) return tell(`port to ${data.role}`);
    const [[command, fields]] = Object.entries(data);
    if (command === 'load') return postMessage({ loaded: fields });
    if (command === 'pause') return postMessage('gibberish');
    if (command === 'stop') throw new Error('of old age');
    tell(`command ${command}`);
  };
  postMessage({ ready: { device: { kind: 'web-gpu', name: 'fake' } } });
  //";

type Heard = UnboundedReceiver<(WorkerId, TrainerEvent)>;

fn script() -> String {
    format!("data:text/javascript,{}", encode_uri_component(FAKE))
}

/// A pool of fakes, and what is heard of them.
fn pool() -> (TrainerPool, Heard) {
    let (sender, heard) = unbounded();
    let hear = move |id, event| sender.unbounded_send((id, event)).unwrap();
    (TrainerPool::with_script(&script(), "", hear), heard)
}

fn load(train_images: usize) -> TrainerCommand {
    TrainerCommand::Load {
        train_images,
        data: DataId::default(),
    }
}

/// What was heard, in a few words.
fn words((id, event): (WorkerId, TrainerEvent)) -> String {
    let said = match event {
        TrainerEvent::Ready { .. } => "ready".to_owned(),
        TrainerEvent::Loaded { train_images } => format!("loaded {train_images}"),
        TrainerEvent::Warning { message } => message,
        TrainerEvent::Failed { run_id, message } => format!("failed {run_id:?}: {message}"),
        other => format!("{other:?}"),
    };
    format!("{}: {said}", id.0)
}

/// The next so many things heard, sorted, because workers do not wait for each other.
async fn hear(heard: &mut Heard, count: usize) -> Vec<String> {
    let mut said = Vec::new();
    for _ in 0..count {
        said.push(words(next(heard).await));
    }
    said.sort();
    said
}

#[wasm_bindgen_test]
async fn each_worker_is_told_and_heard_by_its_id() {
    let (pool, mut heard) = pool();
    for (id, train_images) in [(ONE, 10_000), (TWO, 20_000)] {
        pool.start(id, DeviceKind::WebGpu);
        // It does not listen yet.
        pool.send(id, load(train_images));
    }
    let said = hear(&mut heard, 4).await;
    assert_eq!(
        said,
        ["1: loaded 10000", "1: ready", "2: loaded 20000", "2: ready"]
    );
    // There is none.
    pool.send(WorkerId(3), load(1));
    pool.end(WorkerId(3));
}

#[wasm_bindgen_test]
async fn a_worker_with_images_lends_them_to_each_that_comes_later() {
    let (pool, mut heard) = pool();
    pool.start(ONE, DeviceKind::WebGpu);
    pool.send(ONE, load(10_000));
    assert_eq!(hear(&mut heard, 2).await, ["1: loaded 10000", "1: ready"]);

    pool.start(TWO, DeviceKind::WebGpu);
    let said = hear(&mut heard, 3).await;
    assert_eq!(said, ["1: port to lend", "2: port to borrow", "2: ready"]);

    // The second has more to lend now; the first is replaced and borrows too.
    pool.send(TWO, load(60_000));
    assert_eq!(hear(&mut heard, 1).await, ["2: loaded 60000"]);
    pool.start(ONE, DeviceKind::WebGpu);
    let said = hear(&mut heard, 3).await;
    assert_eq!(said, ["1: port to borrow", "1: ready", "2: port to lend"]);
}

#[wasm_bindgen_test]
async fn a_worker_that_dies_or_speaks_gibberish_fails_by_its_id_and_lends_no_more() {
    for (last_words, command) in [
        ("of old age", TrainerCommand::Stop { run_id: RUN }),
        ("could not be read", TrainerCommand::Pause { run_id: RUN }),
    ] {
        let (pool, mut heard) = pool();
        pool.start(ONE, DeviceKind::WebGpu);
        pool.send(ONE, load(10_000));
        pool.send(ONE, command);
        let said = hear(&mut heard, 3).await;
        assert!(said[0].starts_with("1: failed None: "), "{said:?}");
        assert!(said[0].contains(last_words), "{said:?}");
        pool.start(TWO, DeviceKind::WebGpu);
        assert_eq!(hear(&mut heard, 1).await, ["2: ready"]);
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_was_ended_or_replaced_is_not_heard_any_more() {
    let (pool, mut heard) = pool();
    pool.start(ONE, DeviceKind::WebGpu);
    pool.start(ONE, DeviceKind::WebGpu);
    pool.start(TWO, DeviceKind::WebGpu);
    pool.end(TWO);
    pool.send(TWO, load(1));
    pool.send(ONE, load(2));
    // Nothing of the second, and of the first only once.
    assert_eq!(hear(&mut heard, 2).await, ["1: loaded 2", "1: ready"]);
}

#[wasm_bindgen_test]
async fn the_callback_may_do_everything() {
    let (sender, mut heard) = unbounded();
    let pool: Rc<RefCell<Option<TrainerPool>>> = Rc::default();
    let inner = pool.clone();
    let mut lives = 0;
    let hear_event = move |id: WorkerId, event: TrainerEvent| {
        let pool = inner.borrow().clone().unwrap();
        match event {
            // Its own worker is replaced twice in the middle of its call.
            TrainerEvent::Ready { .. } if id == ONE && lives < 2 => {
                lives += 1;
                pool.end(ONE);
                pool.start(ONE, DeviceKind::WebGpu);
                pool.send(ONE, load(lives));
            }
            TrainerEvent::Loaded { .. } => {
                pool.start(TWO, DeviceKind::WebGpu);
                pool.send(TWO, start());
            }
            _ => {}
        }
        sender.unbounded_send((id, event)).unwrap();
    };
    *pool.borrow_mut() = Some(TrainerPool::with_script(&script(), "1", hear_event));
    let pool = pool.borrow().clone().unwrap();
    pool.start(ONE, DeviceKind::WebGpu);
    let said = hear(&mut heard, 8).await;
    let expected = [
        "1: loaded 2",
        "1: port to lend",
        "1: ready",
        "1: ready",
        "1: ready",
        "2: command start",
        "2: port to borrow",
        "2: ready",
    ];
    assert_eq!(said, expected);
}

fn start() -> TrainerCommand {
    TrainerCommand::Start {
        run_id: RUN,
        hyperparams: Box::new(HyperParams::default().check().unwrap()),
        pace: Pace::Through,
        keeping: tuneground::protocol::Keeping::Nothing,
        hands_out: false,
        begins_with: None,
    }
}

#[wasm_bindgen_test]
async fn a_worker_whose_wasm_is_not_to_be_had_fails_by_its_id_each_time() {
    let (pool, mut heard) = pool();
    for id in [ONE, TWO] {
        pool.start(id, DeviceKind::Cpu);
        let said = hear(&mut heard, 2).await;
        assert_eq!(said[1], format!("{}: ready", id.0));
        assert!(
            said[0].contains("the trainer could not be loaded"),
            "{said:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_browser_that_starts_no_worker_is_a_failure_that_comes_later() {
    let (sender, mut heard) = unbounded();
    let hear_event = move |id, event| sender.unbounded_send((id, event)).unwrap();
    let pool = TrainerPool::with_script("http://[", "1", hear_event);
    pool.start(ONE, DeviceKind::WebGpu);
    pool.send(ONE, load(1));
    assert!(heard.try_recv().is_err());
    let said = hear(&mut heard, 1).await;
    assert!(said[0].starts_with("1: failed None: "), "{said:?}");
}
