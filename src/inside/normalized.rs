//! A picture as MNIST has its digits: "size normalized to fit in a 20×20 pixel box while preserving their aspect ratio",
//! grey by the smoothing of that, and "centered in a 28×28 image by computing the center of mass of the pixels, and
//! translating the image so as to position this point at the center"; LeCun, Cortes and Burges,
//! <http://yann.lecun.com/exdb/mnist/>.

use super::ink::Gray;
use crate::dataset::IMAGE_PIXELS;

const SIDE: usize = 28;
const BOX: usize = 20;

/// The image, `[784]`, 0 to 255; nothing of a picture without ink. It is moved by whole pixels, so the centre of mass is
/// within half a pixel of the middle, but where the box would stick out of the image.
pub fn normalized(picture: &Gray) -> Option<Vec<u8>> {
    let (columns, rows) = (inked(picture, false)?, inked(picture, true)?);
    let (width, height) = (columns[1] - columns[0], rows[1] - rows[0]);
    let scale = BOX as f64 / width.max(height) as f64;
    // The longer side is 20 and the other one at least 1, however thin it is.
    let size = |length: usize| ((length as f64 * scale).round() as usize).clamp(1, BOX);
    let (wide, high) = (size(width), size(height));
    let small = scaled(picture, columns, rows, [wide, high]);
    let place = |weighed: f64, size: usize| {
        let shift = (SIDE as f64 / 2.0 - weighed).round().max(0.0) as usize;
        shift.min(SIDE - size)
    };
    let [x, y] = center(&small, wide);
    let (left, top) = (place(x, wide), place(y, high));
    let mut image = vec![0; IMAGE_PIXELS];
    for (row, line) in small.chunks(wide).enumerate() {
        for (column, ink) in line.iter().enumerate() {
            image[(top + row) * SIDE + left + column] = (ink * 255.0).round() as u8;
        }
    }
    Some(image)
}

/// The first column, or row, with ink, and the one behind the last.
fn inked(picture: &Gray, by_row: bool) -> Option<[usize; 2]> {
    let inked = picture
        .pixels
        .iter()
        .enumerate()
        .filter(|(_, ink)| **ink > 0.0);
    let places = inked.map(|(at, _)| match by_row {
        true => at / picture.width,
        false => at % picture.width,
    });
    places.fold(None, |found, place| {
        let [first, behind] = found.unwrap_or([place, place]);
        Some([first.min(place), behind.max(place + 1)])
    })
}

/// A part of a picture in another size: each pixel is the mean of what it covers.
fn scaled(picture: &Gray, columns: [usize; 2], rows: [usize; 2], size: [usize; 2]) -> Vec<f64> {
    let [wide, high] = size;
    let across = covers(columns, wide);
    let down = covers(rows, high);
    let mut pixels = Vec::with_capacity(wide * high);
    for rows in &down {
        for columns in &across {
            let mut sum = 0.0;
            for (row, part) in rows {
                let line = &picture.pixels[row * picture.width..];
                let inks = columns
                    .iter()
                    .map(|(column, share)| share * f64::from(line[*column]));
                sum += part * inks.sum::<f64>();
            }
            pixels.push(sum);
        }
    }
    pixels
}

/// For each of so many even parts of a range: the places that it covers, and which share of the part each is.
fn covers([from, to]: [usize; 2], parts: usize) -> Vec<Vec<(usize, f64)>> {
    let length = (to - from) as f64 / parts as f64;
    let part = |at: usize| {
        let begin = from as f64 + at as f64 * length;
        let end = begin + length;
        let places = begin.floor() as usize..(end.ceil() as usize).min(to);
        let share = |place: usize| {
            let covered = end.min(place as f64 + 1.0) - begin.max(place as f64);
            covered.max(0.0) / length
        };
        places.map(|place| (place, share(place))).collect()
    };
    (0..parts).map(part).collect()
}

/// The centre of mass from the left and the upper edge, in pixels.
fn center(pixels: &[f64], width: usize) -> [f64; 2] {
    let mut sums = [0.0; 3];
    for (at, ink) in pixels.iter().enumerate() {
        let (x, y) = ((at % width) as f64 + 0.5, (at / width) as f64 + 0.5);
        for (sum, value) in sums.iter_mut().zip([ink * x, ink * y, *ink]) {
            *sum += value;
        }
    }
    let [x, y, mass] = sums;
    [x / mass, y / mass]
}

#[cfg(test)]
mod tests {
    use super::super::ink::{PAD, raster};
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    /// A scribble of some lines.
    fn scribble(random: &mut ChaCha8Rng) -> Vec<Vec<[f32; 2]>> {
        let mut number = |most: u32| random.next_u32() % most;
        let lines = 1 + number(3);
        let mut strokes = Vec::new();
        for _ in 0..lines {
            let points = 1 + number(6);
            let point = |_| [number(PAD as u32) as f32, number(PAD as u32) as f32];
            strokes.push((0..points).map(point).collect());
        }
        strokes
    }

    #[test]
    fn any_drawing_fills_the_box_and_has_its_middle_in_the_middle() {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        for _ in 0..200 {
            let image = normalized(&raster(&scribble(&mut random))).unwrap();
            let gray = Gray {
                width: SIDE,
                height: SIDE,
                pixels: image.iter().map(|pixel| f32::from(*pixel)).collect(),
            };
            let sides = [false, true].map(|by_row| inked(&gray, by_row).unwrap());
            let longest = sides.map(|[from, to]| to - from).into_iter().max();
            // The outermost line may be too faint for a number of eight bits.
            assert!((BOX - 1..=BOX).contains(&longest.unwrap()), "{sides:?}");
            let pixels: Vec<f64> = image.iter().map(|pixel| f64::from(*pixel)).collect();
            for (middle, [from, to]) in center(&pixels, SIDE).into_iter().zip(sides) {
                let is_at_edge = from == 0 || to == SIDE;
                let off = (middle - 14.0).abs();
                assert!(off <= 0.51 || is_at_edge, "{middle} of {from}..{to}");
            }
        }
    }

    #[test]
    fn a_picture_without_ink_is_nothing_and_a_dot_is_a_disc() {
        assert_eq!(normalized(&raster(&[])), None);
        let image = normalized(&raster(&[vec![[70.0, 200.0]]])).unwrap();
        let ink = image.iter().filter(|pixel| **pixel > 127).count();
        let disc = std::f64::consts::PI * 100.0;
        assert!((ink as f64 - disc).abs() < 15.0, "{ink} of {disc}");
    }

    #[test]
    fn a_thin_line_keeps_its_proportions() {
        let line = vec![vec![[140.0, 20.0], [140.0, 260.0]]];
        let image = normalized(&raster(&line)).unwrap();
        let row = &image[14 * SIDE..15 * SIDE];
        let inked: Vec<usize> = (0..SIDE).filter(|x| row[*x] > 0).collect();
        // 264 high and 24 wide become 20 and 1.8.
        assert_eq!(inked, [13, 14]);
    }
}
