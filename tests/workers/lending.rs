//! Images over a message port, both ends in one worker.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use tuneground::dataset::{Images, ShardEntry, ShardError, TEST_SHARD, TRAIN_SHARDS};
use tuneground::worker::{BorrowError, Borrower, lend};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MessageChannel, MessageEvent, MessagePort};

use crate::training::dataset;

const SHARD: ShardEntry = TEST_SHARD;

fn channel() -> (MessagePort, MessagePort) {
    let channel = MessageChannel::new().unwrap();
    (channel.port1(), channel.port2())
}

/// What is borrowed of a lender that has the first shard and the test images.
async fn borrow(shards: &[ShardEntry]) -> Vec<Option<Images>> {
    let (one, other) = channel();
    lend(one, |ask| {
        let dataset = dataset();
        let images = dataset.shard(ask.file());
        ask.answer(images);
    });
    Borrower::new(other).borrow(shards).await.unwrap()
}

/// What comes of a lender that answers each ask with `answer(shard)`; and the lengths of the spare buffers that
/// came with the asks.
async fn borrow_of(
    shards: &[ShardEntry],
    answer: impl Fn(JsValue) -> JsValue + 'static,
) -> (Result<Vec<Option<Images>>, BorrowError>, Vec<Option<u32>>) {
    let (one, other) = channel();
    let spares: Rc<RefCell<Vec<Option<u32>>>> = Rc::default();
    let (seen, port) = (spares.clone(), one.clone());
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let field = |name: &str| Reflect::get(&message.data(), &name.into()).unwrap();
        let spare = field("spare").dyn_into().ok();
        seen.borrow_mut()
            .push(spare.map(|spare: ArrayBuffer| spare.byte_length()));
        port.post_message(&answer(field("shard"))).unwrap();
    });
    one.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    let borrowed = Borrower::new(other).borrow(shards).await;
    let spares = spares.borrow().clone();
    (borrowed, spares)
}

fn answer(shard: &JsValue, images: &JsValue) -> JsValue {
    let answer = Object::new();
    Reflect::set(&answer, &"shard".into(), shard).unwrap();
    Reflect::set(&answer, &"images".into(), images).unwrap();
    answer.into()
}

/// A shard of nothing but this byte.
fn plain(byte: u8, length: usize) -> JsValue {
    let length = length as u32;
    Uint8Array::new_with_length(length)
        .fill(byte, 0, length)
        .buffer()
        .into()
}

#[wasm_bindgen_test]
async fn images_are_borrowed_bit_for_bit_and_what_the_lender_lacks_is_left_out() {
    let [first, second, ..] = TRAIN_SHARDS;
    let borrowed = borrow(&[first, second, TEST_SHARD, first]).await;
    let dataset = dataset();
    let train = Arc::unwrap_or_clone(dataset.train[0].clone());
    let test = Arc::unwrap_or_clone(dataset.test.clone());
    assert!(borrowed == [Some(train.clone()), None, Some(test), Some(train)]);
}

#[wasm_bindgen_test]
async fn nothing_asked_is_nothing_borrowed() {
    assert!(borrow(&[]).await.is_empty());
}

#[wasm_bindgen_test]
async fn a_lender_that_does_not_answer_is_waited_for_a_second() {
    let (_one, other) = channel();
    let borrowed = Borrower::new(other).borrow(&[SHARD]).await;
    assert_eq!(borrowed, Err(BorrowError::Silent));
}

#[wasm_bindgen_test]
async fn two_buffers_go_to_and_fro_however_many_shards_are_borrowed() {
    let length = SHARD.unzipped_len();
    let lent = move |shard: JsValue| answer(&shard, &plain(7, length));
    let (borrowed, spares) = borrow_of(&[SHARD; 5], lent).await;
    assert_eq!(borrowed.unwrap().len(), 5);
    let back = Some(length as u32);
    assert_eq!(spares, [None, None, back, back, back]);
}

#[wasm_bindgen_test]
async fn bytes_that_are_no_shard_are_an_error() {
    let (file, expected) = (SHARD.file, SHARD.unzipped_len());
    for (byte, found, error) in [
        (0, expected - 1, cut_short(expected - 1)),
        (0, 10, cut_short(10)),
        (0, 0, cut_short(0)),
        (0, expected + 1, ShardError::TooLong { file, expected }),
        (255, expected, ShardError::NoDigit { file, label: 255 }),
    ] {
        let lent = move |shard: JsValue| answer(&shard, &plain(byte, found));
        let (borrowed, _) = borrow_of(&[SHARD], lent).await;
        assert_eq!(borrowed, Err(BorrowError::Shard(error)));
    }
}

fn cut_short(found: usize) -> ShardError {
    let (file, expected) = (SHARD.file, SHARD.unzipped_len());
    ShardError::CutShort {
        file,
        expected,
        found,
    }
}

#[wasm_bindgen_test]
async fn an_answer_about_something_else_is_an_error() {
    for (said, found) in [
        (
            answer(&"train-9.bin.gz".into(), &JsValue::NULL),
            "train-9.bin.gz",
        ),
        (JsValue::from(7), ""),
        (JsValue::NULL, ""),
        (Array::new().into(), ""),
    ] {
        let (borrowed, _) = borrow_of(&[SHARD], move |_| said.clone()).await;
        let error = BorrowError::OffTopic {
            expected: SHARD.file,
            found: found.to_owned(),
        };
        assert_eq!(borrowed, Err(error));
    }
}

#[wasm_bindgen_test]
async fn images_that_are_no_buffer_are_images_that_the_lender_lacks() {
    for images in [JsValue::NULL, JsValue::from(7), "images".into()] {
        let lent = move |shard: JsValue| answer(&shard, &images);
        let (borrowed, _) = borrow_of(&[SHARD], lent).await;
        assert_eq!(borrowed, Ok(vec![None]));
    }
}
