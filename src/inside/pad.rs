//! What is drawn, or picked to be tried, and what is done to it.

use super::changed::Change;
use super::ink::{PAD, raster};
use super::normalized::normalized;

/// How far an arrow key moves the pen.
const STEP: f32 = 10.0;

/// The field that digits are drawn on.
#[derive(Debug)]
pub struct Pad {
    pub strokes: Vec<Vec<[f32; 2]>>,
    /// The image that is tried in place of a drawing, by its place among those that the run was judged by.
    pub picked: Option<usize>,
    pub change: Change,
    /// Whether a pointer is drawing: one that came pressed from elsewhere is not.
    is_drawing: bool,
    /// Of the keyboard.
    pub pen: [f32; 2],
    pub is_pen_down: bool,
}

impl Default for Pad {
    fn default() -> Self {
        let middle = PAD as f32 / 2.0;
        Self {
            strokes: Vec::new(),
            picked: None,
            change: Change::default(),
            is_drawing: false,
            pen: [middle, middle],
            is_pen_down: false,
        }
    }
}

impl Pad {
    /// Begins a stroke.
    ///
    /// - at: shares of the pad's width and height
    pub fn down(&mut self, at: [f32; 2]) {
        self.picked = None;
        self.is_pen_down = false;
        self.is_drawing = true;
        self.strokes.push(vec![on_pad(at)]);
    }

    /// Ends it.
    pub fn up(&mut self) {
        self.is_drawing = false;
    }

    /// Goes on with it.
    pub fn move_to(&mut self, at: [f32; 2]) {
        if let Some(stroke) = self.strokes.last_mut().filter(|_| self.is_drawing) {
            stroke.push(on_pad(at));
        }
    }

    /// What a key does; false where it does nothing.
    pub fn press(&mut self, key: &str) -> bool {
        let [x, y] = match key {
            "ArrowLeft" => [-STEP, 0.0],
            "ArrowRight" => [STEP, 0.0],
            "ArrowUp" => [0.0, -STEP],
            "ArrowDown" => [0.0, STEP],
            " " => {
                self.is_pen_down = !self.is_pen_down;
                if self.is_pen_down {
                    self.picked = None;
                    self.strokes.push(vec![self.pen]);
                }
                return true;
            }
            "Backspace" | "Delete" => {
                self.undo();
                return true;
            }
            _ => return false,
        };
        let most = PAD as f32;
        let [left, top] = self.pen;
        self.pen = [(left + x).clamp(0.0, most), (top + y).clamp(0.0, most)];
        if let Some(stroke) = self.strokes.last_mut().filter(|_| self.is_pen_down) {
            stroke.push(self.pen);
        }
        true
    }

    /// Takes the last stroke back.
    pub fn undo(&mut self) {
        self.strokes.pop();
        self.is_pen_down = false;
    }

    /// An empty pad.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// What is drawn as MNIST would have it; nothing where nothing is.
    pub fn image(&self) -> Option<Vec<u8>> {
        normalized(&raster(&self.strokes))
    }
}

fn on_pad(at: [f32; 2]) -> [f32; 2] {
    at.map(|share| {
        let share = if share.is_finite() { share } else { 0.0 };
        share.clamp(0.0, 1.0) * PAD as f32
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_draw_what_a_pointer_would_have_drawn() {
        let mut keys = Pad::default();
        for key in [
            " ",
            "ArrowDown",
            "ArrowDown",
            "ArrowRight",
            " ",
            "ArrowLeft",
        ] {
            assert!(keys.press(key));
        }
        let mut pointer = Pad::default();
        pointer.down([0.5, 0.5]);
        pointer.move_to([0.5, 160.0 / 280.0]);
        pointer.move_to([150.0 / 280.0, 160.0 / 280.0]);
        assert_eq!(keys.image(), pointer.image());
        assert_eq!(keys.strokes.len(), 1, "the pen was up at the end");
        assert!(keys.press("Backspace") && keys.strokes.is_empty());
        assert!(!keys.press("q"));
    }

    #[test]
    fn nothing_is_drawn_beside_the_pad() {
        let mut pad = Pad::default();
        pad.down([-3.0, f32::NAN]);
        pad.move_to([7.0, 0.5]);
        pad.up();
        pad.move_to([0.5, 0.5]);
        assert_eq!(pad.strokes, [vec![[0.0, 0.0], [280.0, 140.0]]]);
        (0..99).for_each(|_| assert!(pad.press("ArrowUp")));
        assert_eq!(pad.pen, [140.0, 0.0]);
    }
}
