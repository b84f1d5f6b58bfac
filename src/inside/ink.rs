//! Strokes as pixels.

/// Side of the field that is drawn on, in its own units.
pub const PAD: usize = 280;
/// Half the width of a stroke: of a digit as high as four fifths of the pad, 20 pixels of MNIST, a stroke is 2 to 3 of them
/// wide, as most are there.
const RADIUS: f32 = 12.0;

/// A grey picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Gray {
    pub width: usize,
    pub height: usize,
    /// `[height, width]`, row-major; 0 is background, 1 is ink.
    pub pixels: Vec<f32>,
}

/// What round pens have left on the pad, with smooth edges.
///
/// - strokes: the points that each has come through, in units of the pad
pub fn raster(strokes: &[Vec<[f32; 2]>]) -> Gray {
    let mut pixels = vec![0.0; PAD * PAD];
    for stroke in strokes {
        if let [point] = stroke[..] {
            draw(&mut pixels, point, point);
        }
        for line in stroke.windows(2) {
            draw(&mut pixels, line[0], line[1]);
        }
    }
    Gray {
        width: PAD,
        height: PAD,
        pixels,
    }
}

fn draw(pixels: &mut [f32], from: [f32; 2], to: [f32; 2]) {
    let reach = |at: usize| {
        let low = from[at].min(to[at]) - RADIUS - 1.0;
        let high = from[at].max(to[at]) + RADIUS + 1.0;
        // A cast of a float stops at the ends of the range.
        (low.max(0.0) as usize).min(PAD)..(high.ceil().max(0.0) as usize).min(PAD)
    };
    for y in reach(1) {
        for x in reach(0) {
            let middle = [x as f32 + 0.5, y as f32 + 0.5];
            let cover = (RADIUS + 0.5 - distance(middle, from, to)).clamp(0.0, 1.0);
            let pixel = &mut pixels[y * PAD + x];
            *pixel = pixel.max(cover);
        }
    }
}

/// From a point to the nearest one of a line between two.
fn distance(point: [f32; 2], from: [f32; 2], to: [f32; 2]) -> f32 {
    let [along, apart] = [
        [to[0] - from[0], to[1] - from[1]],
        [point[0] - from[0], point[1] - from[1]],
    ];
    let square = along[0] * along[0] + along[1] * along[1];
    let share = match square > 0.0 {
        true => ((along[0] * apart[0] + along[1] * apart[1]) / square).clamp(0.0, 1.0),
        false => 0.0,
    };
    let [x, y] = [apart[0] - share * along[0], apart[1] - share * along[1]];
    (x * x + y * y).sqrt()
}
