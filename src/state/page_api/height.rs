//! When a framed page tells its host how high it is.

/// What a page measures, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// Of the frame, scroll bar included.
    pub frame_width: f64,
    /// Of the page, without the scroll bar.
    pub width: f64,
    /// Of what is on the page.
    pub height: f64,
}

impl Layout {
    /// Its height up to the next whole pixel, so that nothing has to be scrolled for.
    pub fn whole_height(&self) -> u32 {
        self.height.ceil() as u32
    }
}

/// The heights that a host was told.
///
/// A host that gives the frame the height it was told, and takes something off for a border, makes a scroll bar come:
/// the page gets narrower and higher, the host makes room, the bar goes, the page gets lower again, and so on for ever.
/// So a height that a vanished scroll bar brings back is not told again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContentHeight {
    told: Option<Layout>,
    before: Option<u32>,
}

impl ContentHeight {
    /// Looks at the page; its height in whole pixels, if the host has to hear of it.
    pub fn look(&mut self, layout: Layout) -> Option<u32> {
        let height = layout.whole_height();
        if let Some(told) = self.told {
            let last = told.whole_height();
            let has_lost_bar = layout.frame_width == told.frame_width && layout.width > told.width;
            let swings = has_lost_bar && height < last && self.before == Some(height);
            if height == last || swings {
                return None;
            }
            self.before = Some(last);
        }
        self.told = Some(layout);
        Some(height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page 600 pixels wide, whose text takes more lines beside a scroll bar.
    fn page(has_bar: bool, height: f64) -> Layout {
        let (width, height) = if has_bar {
            (585.0, height + 20.0)
        } else {
            (600.0, height)
        };
        Layout {
            frame_width: 600.0,
            width,
            height,
        }
    }

    /// What a host is told that takes `border` off each height and looks again, until it hears nothing new.
    fn conversation(heights: &mut ContentHeight, content: f64, border: f64) -> Vec<u32> {
        let (mut told, mut frame) = (Vec::new(), 150.0);
        while told.len() < 50 {
            let has_bar = content > frame;
            let Some(height) = heights.look(page(has_bar, content)) else {
                break;
            };
            told.push(height);
            frame = f64::from(height) - border;
        }
        told
    }

    #[test]
    fn a_height_is_told_in_whole_pixels_when_it_has_changed() {
        let mut heights = ContentHeight::default();
        let told = [300.2, 300.9, 301.0, 280.0, 301.0].map(|it| heights.look(page(false, it)));
        assert_eq!(told, [Some(301), None, None, Some(280), Some(301)]);
    }

    #[test]
    fn a_frame_that_follows_comes_to_rest_without_a_scroll_bar() {
        let mut heights = ContentHeight::default();
        assert_eq!(conversation(&mut heights, 400.0, 0.0), [420, 400]);
    }

    #[test]
    fn a_frame_whose_border_is_taken_off_comes_to_rest_too() {
        let mut heights = ContentHeight::default();
        let told = conversation(&mut heights, 400.0, 4.0);
        assert_eq!(told, [420, 400, 420]);
        assert_eq!(
            heights.look(page(false, 500.0)),
            Some(500),
            "what grows is told"
        );
    }

    #[test]
    fn a_frame_that_gets_wider_tells_its_height_again() {
        let mut heights = ContentHeight::default();
        for (width, height) in [
            (360.0, 500.0),
            (720.0, 400.0),
            (360.0, 500.0),
            (720.0, 400.0),
        ] {
            let frame_width = width;
            let layout = Layout {
                frame_width,
                width,
                height,
            };
            assert_eq!(heights.look(layout), Some(height as u32));
        }
    }
}
