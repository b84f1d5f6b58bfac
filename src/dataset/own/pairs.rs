//! Which images are trained on and which tested on, and whose labels are whose: by their names, or else by their counts.

use super::super::{IMAGE_PIXELS, Images};
use super::array::{Array, Kind};
use super::{Brought, FEWEST_TO_TRAIN, MOST_TO_TEST, MOST_TO_TRAIN, transposed};

/// Arrays of a set at most: images and labels to train on and to test on.
pub const MOST: usize = 4;

/// Of a set without images to test on the last ones of each so many are held out.
const HELD_OUT: usize = 6;

/// Images with their labels.
struct Pair {
    name: String,
    count: usize,
    images: Images,
}

/// Puts arrays together as a set.
///
/// # Errors
/// What is missing or does not fit, as a sentence without its end.
pub fn paired(arrays: Vec<Array>) -> Result<Brought, String> {
    let is_pixels = |array: &Array| matches!(array.kind, Kind::Pixels(_));
    let (images, mut labels): (Vec<Array>, Vec<Array>) = arrays.into_iter().partition(is_pixels);
    if images.is_empty() {
        return Err(
            "There are no images among these files, only labels: bring both together".to_owned(),
        );
    }
    if images.len() > 2 || labels.len() > 2 {
        return Err("There are more than two files of images, or of labels: one pair is trained on and one tested on".to_owned());
    }
    let mut pairs = Vec::new();
    for images in images {
        pairs.push(with_labels(images, &mut labels)?);
    }
    if let Some(left) = labels.first() {
        return Err(format!(
            "{} has {} labels, and no images of that number are here: bring them together",
            left.name, left.count
        ));
    }
    let mut notes = Vec::new();
    if pairs
        .iter()
        .any(|pair| pair.name.to_ascii_lowercase().contains("emnist"))
    {
        for pair in &mut pairs {
            pair.images = transposed(std::mem::take(&mut pair.images));
        }
        notes.push(
            "EMNIST keeps its images mirrored along their diagonal: they were turned upright."
                .to_owned(),
        );
    }
    let second = pairs.pop();
    match (pairs.pop(), second) {
        (Some(one), Some(other)) => split(one, other, notes),
        (_, Some(only)) => held_out(only, notes),
        (_, None) => Err("There are no images".to_owned()),
    }
}

/// Images with the labels of as many; of two, those that are for the same.
fn with_labels(images: Array, labels: &mut Vec<Array>) -> Result<Pair, String> {
    let fits = |array: &Array| array.count == images.count;
    let is_for = is_test(&images.name);
    let is_own = |array: &Array| fits(array) && is_test(&array.name) == is_for;
    let at = labels.iter().position(is_own);
    let Some(at) = at.or_else(|| labels.iter().position(fits)) else {
        let others: Vec<String> = labels
            .iter()
            .map(|it| format!("{} has {}", it.name, it.count))
            .collect();
        let others = match others.is_empty() {
            true => "no labels are here".to_owned(),
            false => others.join(", "),
        };
        return Err(format!(
            "{} has {} images, and there are not as many labels for them ({others}): bring its labels together with it",
            images.name, images.count
        ));
    };
    let (labels, Kind::Pixels(pixels)) = (labels.swap_remove(at), images.kind) else {
        return Err("There are no images".to_owned());
    };
    let Kind::Labels(labels) = labels.kind else {
        return Err("There are no labels".to_owned());
    };
    Ok(Pair {
        name: images.name,
        count: images.count,
        images: Images { pixels, labels },
    })
}

/// Whether its name says that it is for testing; nothing where it says nothing.
pub fn is_test(name: &str) -> Option<bool> {
    // A name may tell of a folder, or of an array in a file.
    let name = name.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match (says(&["train"]), says(&["test", "t10k", "valid"])) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

fn split(one: Pair, other: Pair, mut notes: Vec<String>) -> Result<Brought, String> {
    let other_is_test = match (is_test(&one.name), is_test(&other.name)) {
        (Some(one), Some(other)) if one != other => other,
        (Some(one), None) => !one,
        (None, Some(other)) => other,
        _ if one.count != other.count => {
            notes.push(
                "Their names do not tell what is what: the larger part is trained on.".to_owned(),
            );
            one.count > other.count
        }
        _ => {
            return Err(format!(
                "{} and {} have as many images, and their names do not tell which are tested on: put train into the one name and test into the other",
                one.name, other.name
            ));
        }
    };
    let (train, test) = match other_is_test {
        true => (one, other),
        false => (other, one),
    };
    finish(train, test, notes)
}

/// The last of a pair as what is tested on.
fn held_out(mut only: Pair, mut notes: Vec<String>) -> Result<Brought, String> {
    let there = only.images.len();
    let held = (there / HELD_OUT).min(MOST_TO_TEST);
    let rest = there - held;
    let test = Images {
        pixels: only.images.pixels.split_off(rest * IMAGE_PIXELS),
        labels: only.images.labels.split_off(rest),
    };
    notes.push(format!(
        "There are no images to test on: the last {held} were held out for that, and are not trained on."
    ));
    let test = Pair {
        name: only.name.clone(),
        count: held,
        images: test,
    };
    only.count -= held;
    finish(only, test, notes)
}

fn finish(train: Pair, test: Pair, mut notes: Vec<String>) -> Result<Brought, String> {
    if train.images.len() < FEWEST_TO_TRAIN {
        return Err(format!(
            "Of images to train on there have to be {FEWEST_TO_TRAIN} at least, and of these there are {}",
            train.images.len()
        ));
    }
    let mut first = |pair: Pair, most: usize, what: &str| {
        if pair.count > most {
            notes.push(format!(
                "Of {} images to {what} on the first {most} are used.",
                pair.count
            ));
        }
        let mut images = pair.images;
        images.pixels.truncate(most * IMAGE_PIXELS);
        images.labels.truncate(most);
        // What is left over is given back.
        images.pixels.shrink_to_fit();
        images
    };
    Ok(Brought {
        train: first(train, MOST_TO_TRAIN, "train"),
        test: first(test, MOST_TO_TEST, "test"),
        notes,
    })
}
