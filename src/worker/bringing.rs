//! The loop of the worker that takes the visitor's own images in: files go in, and what they came to comes out, once it is
//! kept.

use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

use super::own::{forget, keep, load};
use super::scope::{listen, post_value, words_and_bytes};
use crate::dataset::own::{Brought, read, sha256_of, to_bytes, transposed};
use crate::dataset::{Dataset, Images};
use crate::hyperparams::catalog::TRAIN_IMAGES;
use crate::hyperparams::{DataId, HyperParams};
use crate::inside::own_images;

/// Bytes of a file at most: MNIST's plain images have 47 MB.
const MOST_BYTES: f64 = 64e6;

/// Takes images in until the worker is terminated. A message is `[[what, data, train_images], [File, …], [name, …]]`, by what
/// the form says, and with the files' folders where they are known; the answer is `[html, data, train_images]`, what it is to say from now on, or `[sentence]`.
///
/// - `bring`: the files are read and kept
/// - `turn`: the images are mirrored along their diagonal, and kept so
/// - `show`: nothing changes
/// - `mnist`, `forget`: MNIST is trained on; these images are kept, or not
pub fn bring_images() {
    console_error_panic_hook::set_once();
    listen(move |message| {
        let message = message.data();
        spawn_local(async move {
            let answer = match answer(&message).await {
                Ok(texts) => texts.map(JsValue::from).into_iter().collect::<Array>(),
                Err(sentence) => Array::of1(&format!("{sentence}.").into()),
            };
            post_value(&answer);
        });
    });
}

async fn answer(message: &JsValue) -> Result<[String; 3], String> {
    let (words, _) = words_and_bytes(message);
    let [what, data, train_images] = &words[..] else {
        return Err("The page has not said what is to be done".to_owned());
    };
    let data = DataId::parse(data).unwrap_or_default();
    let asked = train_images.parse().unwrap_or(usize::MAX);
    let mnist = |html: &str| {
        // All of one's own images are no choice of a number.
        let all_own = !data.is_mnist() && asked == data.train_images();
        let images = match all_own {
            true => HyperParams::default().get(&TRAIN_IMAGES).to_string(),
            false => train_images.clone(),
        };
        Ok([html.to_owned(), String::new(), images])
    };
    match what.as_str() {
        "bring" => {
            let brought = read(&files(message).await?)?;
            take_in(brought, asked).await
        }
        "mnist" => mnist(""),
        _ if data.is_mnist() => mnist("<p class=\"help\">MNIST is trained on.</p>"),
        "forget" => {
            let forgotten = forget(&data).await;
            forgotten.map_err(|_| "The browser does not let these images go".to_owned())?;
            mnist("<p class=\"help\">These images are no longer in this browser.</p>")
        }
        "turn" => take_in(turned(&load(&data).await?), asked).await,
        _ => {
            let dataset = load(&data).await?;
            let train: Vec<&Images> = dataset.train.iter().map(|shard| &**shard).collect();
            let html = own_images(&train, &dataset.test, data.sha256(), &[]);
            Ok([html, data.name().to_owned(), train_images.clone()])
        }
    }
}

/// Keeps images, and tells of them.
///
/// - asked: how many the form trains on
async fn take_in(brought: Brought, asked: usize) -> Result<[String; 3], String> {
    let Brought { train, test, notes } = brought;
    let bytes = to_bytes(&train, &test);
    let sha256 = sha256_of(&bytes);
    let kept = keep(&sha256, &bytes).await;
    kept.map_err(|_| {
        "The images are right, but this browser keeps nothing for this page (in a private window, in a frame, or because its disk is full), \
         and they are trained on from there"
            .to_owned()
    })?;
    let data = DataId::new(train.len(), test.len(), &sha256);
    let html = own_images(&[&train], &test, &sha256, &notes);
    let train_images = asked.min(train.len()).to_string();
    Ok([html, data.name().to_owned(), train_images])
}

fn turned(dataset: &Dataset) -> Brought {
    let mut train = Images::default();
    for shard in &dataset.train {
        train.pixels.extend_from_slice(&shard.pixels);
        train.labels.extend_from_slice(&shard.labels);
    }
    Brought {
        train: transposed(train),
        test: transposed((*dataset.test).clone()),
        notes: vec!["Rows and columns were exchanged.".to_owned()],
    }
}

/// Names and bytes.
async fn files(message: &JsValue) -> Result<Vec<(String, Vec<u8>)>, String> {
    let none = |_| "The page has sent no files".to_owned();
    let files = Reflect::get_u32(message, 1).map_err(none)?;
    let files: Array = files.dyn_into().map_err(none)?;
    let names = Reflect::get_u32(message, 2).map(|names| Array::from(&names));
    let mut names = names.map_err(none)?.into_iter();
    let mut read = Vec::new();
    for file in files {
        let file: File = file.dyn_into().map_err(none)?;
        let name = names.next().and_then(|it| it.as_string());
        let name = name.unwrap_or_else(|| file.name());
        if file.size() > MOST_BYTES {
            return Err(format!(
                "{name} has more than 64 MB: pack it with gzip, or save fewer images"
            ));
        }
        let buffer = JsFuture::from(file.array_buffer()).await;
        let buffer = buffer.and_then(|it| it.dyn_into::<ArrayBuffer>());
        let buffer = buffer.map_err(|_| format!("The browser cannot read {name}"))?;
        read.push((name, Uint8Array::new(&buffer).to_vec()));
    }
    Ok(read)
}
