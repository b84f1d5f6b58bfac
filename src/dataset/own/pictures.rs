//! Pictures: a file for each image, PNG or JPEG. Which digit it shows, and what it is for, its path tells.

use std::io::Cursor;

use image::{ImageFormat, ImageReader};

use super::super::{CLASSES, IMAGE_PIXELS};
use super::array::{Array, Kind, MOST_KEPT};
use super::pairs::is_test;

/// Bytes of a file at most: one of 28 × 28 pixels has fewer, whatever else it tells.
pub const MOST_BYTES: u64 = 1_000_000;

/// Pixels along each side.
const SIDE: usize = 28;

/// The pictures of a set, as they come.
#[derive(Debug, Default)]
pub struct Pictures(Vec<Picture>);

#[derive(Debug)]
struct Picture {
    /// With its folders.
    name: String,
    label: u8,
    pixels: [u8; IMAGE_PIXELS],
}

/// Whether these bytes begin as a picture does.
pub fn is_picture(bytes: &[u8]) -> bool {
    format(bytes).is_some()
}

fn format(bytes: &[u8]) -> Option<ImageFormat> {
    let found = image::guess_format(bytes).ok();
    found.filter(|it| matches!(it, ImageFormat::Png | ImageFormat::Jpeg))
}

impl Pictures {
    /// Adds a file.
    ///
    /// - name: with its folders
    ///
    /// # Errors
    /// What is wrong with it, as a sentence without its end.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        if self.0.len() == MOST_KEPT {
            return Err(format!(
                "There are more than {MOST_KEPT} pictures: bring fewer"
            ));
        }
        let label = label(name).ok_or_else(|| {
            format!(
                "{name} does not say which digit it shows: put it into a folder with the digit’s name (0 to 9), or begin its name with the digit (7-1.png)"
            )
        })?;
        let pixels = pixels(name, bytes)?;
        let name = name.to_owned();
        self.0.push(Picture {
            name,
            label,
            pixels,
        });
        Ok(())
    }

    /// Images and labels, apart by what their names say that they are for, and what was done with them.
    pub fn arrays(mut self) -> (Vec<Array>, Option<String>) {
        let note = self.turn_to_ink();
        // In whatever order a browser lists them, the same files are the same set.
        self.0.sort_by(|one, other| one.name.cmp(&other.name));
        let (test, train): (Vec<Picture>, Vec<Picture>) = self
            .0
            .into_iter()
            .partition(|picture| is_test(&picture.name) == Some(true));
        let parts = [
            ("the pictures to train on", train),
            ("the pictures to test on", test),
        ];
        let arrays = parts.into_iter().filter(|(_, part)| !part.is_empty());
        let arrays = arrays.flat_map(|(name, part)| as_arrays(name, part));
        (arrays.collect(), note)
    }

    /// Ink is 255: where most have bright edges, they show dark ink on bright paper.
    fn turn_to_ink(&mut self) -> Option<String> {
        let bright = self.0.iter().filter(|it| has_bright_edge(&it.pixels));
        if bright.count() * 2 <= self.0.len() {
            return None;
        }
        let pixels = self.0.iter_mut().flat_map(|it| &mut it.pixels);
        pixels.for_each(|pixel| *pixel = 255 - *pixel);
        Some(
            "They show dark ink on bright paper: they were made negatives, as MNIST’s are."
                .to_owned(),
        )
    }
}

/// The digit that a picture shows: the nearest folder with a digit's name tells, or else the number that its own name begins with.
fn label(name: &str) -> Option<u8> {
    let parts: Vec<&str> = name.split(['/', '\\']).collect();
    let (own, folders) = parts.split_last()?;
    let digit = |text: &str| text.parse().ok().filter(|it| usize::from(*it) < CLASSES);
    let of_folder = |it: &&str| (it.len() == 1).then(|| digit(it)).flatten();
    let begins = own.split(|letter: char| !letter.is_ascii_digit()).next()?;
    let of_name = (begins.len() == 1).then(|| digit(begins)).flatten();
    folders.iter().rev().find_map(of_folder).or(of_name)
}

/// Shades of grey; what is transparent is white.
fn pixels(name: &str, bytes: &[u8]) -> Result<[u8; IMAGE_PIXELS], String> {
    let damaged = |error: &dyn std::fmt::Display| {
        format!("{name} cannot be read as a picture ({error}): save it anew, as PNG")
    };
    let Some(format) = format(bytes) else {
        return Err(damaged(&"it is neither PNG nor JPEG"));
    };
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    // What is large is refused before room is made for it.
    let (columns, rows) = reader()
        .into_dimensions()
        .map_err(|error| damaged(&error))?;
    if [columns, rows].map(|side| side as usize) != [SIDE; 2] {
        return Err(format!(
            "{name} is {columns} pixels wide and {rows} high: pictures have to be 28 × 28, as MNIST’s are; scale them before"
        ));
    }
    let picture = reader().decode().map_err(|error| damaged(&error))?;
    let mut pixels = [0; IMAGE_PIXELS];
    for (pixel, found) in pixels.iter_mut().zip(picture.to_luma_alpha8().pixels()) {
        let [grey, opaque] = found.0.map(u32::from);
        *pixel = ((grey * opaque + 255 * (255 - opaque)) / 255) as u8;
    }
    Ok(pixels)
}

fn has_bright_edge(pixels: &[u8; IMAGE_PIXELS]) -> bool {
    let is_edge = |at: usize| {
        let (row, column) = (at / SIDE, at % SIDE);
        [row, column].iter().any(|it| *it == 0 || *it == SIDE - 1)
    };
    let edge = pixels.iter().enumerate().filter(|(at, _)| is_edge(*at));
    let (mut sum, mut count) = (0, 0);
    for (_, pixel) in edge {
        sum += u32::from(*pixel);
        count += 1;
    }
    sum > 127 * count
}

/// The images and their labels, digits taking turns: pictures come digit by digit, and who trains on the first ones of a set,
/// or holds the last ones out, is to have all of them.
fn as_arrays(name: &str, pictures: Vec<Picture>) -> [Array; 2] {
    let mut met = [0; CLASSES];
    let mut in_turn: Vec<(usize, Picture)> = Vec::with_capacity(pictures.len());
    for picture in pictures {
        let turn = &mut met[usize::from(picture.label)];
        in_turn.push((*turn, picture));
        *turn += 1;
    }
    in_turn.sort_by_key(|(turn, picture)| (*turn, picture.label));
    let count = in_turn.len();
    let labels = in_turn.iter().map(|(_, picture)| picture.label).collect();
    let pixels = in_turn.iter().flat_map(|(_, picture)| picture.pixels);
    [Kind::Pixels(pixels.collect()), Kind::Labels(labels)].map(|kind| Array {
        name: name.to_owned(),
        count,
        kind,
    })
}
