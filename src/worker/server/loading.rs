//! The images that runs are trained on: shards of MNIST, one after the other, and the visitor's own.

use std::sync::Arc;

use wasm_bindgen_futures::spawn_local;

use super::{Own, Server};
use crate::dataset::{Dataset, Images, ShardError, TEST_SHARD, TRAIN_SHARDS};
use crate::hyperparams::DataId;
use crate::protocol::TrainerEvent;
use crate::worker::borrower::Borrower;
use crate::worker::loader::load;
use crate::worker::own;
use crate::worker::port::Incoming;
use crate::worker::scope::post;

/// What a round of loading came to; the test images come last, if they were asked for.
pub(super) struct Fetched {
    with_test: bool,
    images: Result<Vec<Images>, ShardError>,
    /// Whom to ask again, unless it has failed.
    lender: Option<Borrower>,
}

impl Server {
    pub(super) fn load(&mut self, train_images: usize) {
        let wanted = Dataset::train_shards_for(train_images);
        self.shards_wanted = self.shards_wanted.max(wanted);
        if self.is_loading {
            self.transfer.ask_again();
        } else {
            self.load_missing();
        }
    }

    fn load_missing(&mut self) {
        let mnist = &self.images.mnist;
        let have = mnist.train.len();
        let mut missing = TRAIN_SHARDS[have..self.shards_wanted.max(have)].to_vec();
        let with_test = mnist.test.is_empty();
        if with_test {
            missing.push(TEST_SHARD);
        }
        if missing.is_empty() {
            return post(&TrainerEvent::Loaded {
                train_images: mnist.train_len(),
            });
        }
        self.is_loading = true;
        let sender = self.mailbox.sender();
        let mut lender = self.lender.take();
        let transfer = self.transfer.clone();
        spawn_local(async move {
            let images = load(&missing, &mut lender, &transfer).await;
            let fetched = Fetched {
                with_test,
                images,
                lender,
            };
            // The mailbox lives as long as the worker.
            let _ = sender.unbounded_send(Incoming::Own(Own::Fetched(fetched)));
        });
    }

    pub(super) fn fetched(&mut self, fetched: Fetched) {
        self.is_loading = false;
        // Another one may have come in the meantime.
        self.lender = self.lender.take().or(fetched.lender);
        match fetched.images {
            Ok(mut images) => {
                if fetched.with_test {
                    self.images.mnist.test = Arc::new(images.pop().unwrap_or_default());
                }
                let train = &mut self.images.mnist.train;
                train.extend(images.into_iter().map(Arc::new));
                self.load_missing();
                self.begin_if_loaded();
            }
            Err(error) => {
                // The next request says anew what is wanted.
                self.shards_wanted = 0;
                self.load_failed(&DataId::default(), error.to_string());
            }
        }
    }

    /// Looks for own images in this browser, unless that is done already.
    pub(super) fn load_own(&mut self, data: DataId) {
        let there = self.images.of(&data).train_len();
        if there > 0 {
            return post(&TrainerEvent::Loaded {
                train_images: there,
            });
        }
        if self.reading.as_ref() == Some(&data) {
            return;
        }
        self.reading = Some(data.clone());
        let sender = self.mailbox.sender();
        spawn_local(async move {
            let found = own::load(&data).await;
            // The mailbox lives as long as the worker.
            let _ = sender.unbounded_send(Incoming::Own(Own::Read(data, found)));
        });
    }

    pub(super) fn read(&mut self, data: DataId, found: Result<Dataset, String>) {
        self.reading.take_if(|reading| *reading == data);
        match found {
            Ok(dataset) => {
                post(&TrainerEvent::Loaded {
                    train_images: dataset.train_len(),
                });
                self.images.take(data, dataset);
                self.begin_if_loaded();
            }
            Err(message) => self.load_failed(&data, message),
        }
    }

    /// - data: the images that did not come
    fn load_failed(&mut self, data: &DataId, message: String) {
        self.waiting_test.take_if(|params| params.data == *data);
        // The cause first, so that who hears of the run knows that it is no fault of the run's.
        post(&TrainerEvent::LoadFailed {
            message: message.clone(),
        });
        if self.waiting.as_ref().is_some_and(|it| it.data() == data) {
            let effects = self.session.failed(message);
            self.carry_out(effects);
        }
    }
}
