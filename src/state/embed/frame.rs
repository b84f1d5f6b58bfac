//! A figure's frame in a post: how large it is, and the code to paste.

use html_escape::encode_double_quoted_attribute as escaped;

use crate::hyperparams::number::decimal;

/// How large the frame is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub kind: FrameKind,
    /// As typed: "3 / 2".
    pub aspect: String,
    /// In CSS pixels, as typed.
    pub height: String,
}

/// What a frame's height follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// Its width.
    Aspect,
    /// Nothing.
    Height,
    /// What is in it; this takes a script in the post.
    Content,
}

impl FrameKind {
    pub const ALL: [Self; 3] = [Self::Aspect, Self::Height, Self::Content];

    pub fn name(self) -> &'static str {
        match self {
            Self::Aspect => "aspect",
            Self::Height => "height",
            Self::Content => "content",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Aspect => "Fixed aspect",
            Self::Height => "Fixed height",
            Self::Content => "Grows with its content",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            kind: FrameKind::Aspect,
            aspect: "3 / 2".to_owned(),
            height: "480".to_owned(),
        }
    }
}

/// CSS pixels that a fixed height may have.
const HEIGHTS: (f64, f64) = (120.0, 4000.0);
/// Widths over heights that a frame may have.
const ASPECTS: (f64, f64) = (0.2, 5.0);

impl Frame {
    /// What is wrong with it; it is as usual then.
    pub fn error(&self) -> Option<String> {
        match self.kind {
            FrameKind::Aspect if self.read_aspect().is_none() => Some(format!(
                "must be a width and a height, such as 3 / 2, got {}",
                self.aspect
            )),
            FrameKind::Height if self.read_height().is_none() => Some(format!(
                "must be a number of pixels from {} to {}, got {}",
                HEIGHTS.0, HEIGHTS.1, self.height
            )),
            FrameKind::Aspect | FrameKind::Height | FrameKind::Content => None,
        }
    }

    fn read_aspect(&self) -> Option<(f64, f64)> {
        let (width, height) = self.aspect.split_once(['/', ':', '×'])?;
        let number = |text: &str| decimal(text.trim());
        let (width, height) = (number(width)?, number(height)?);
        let is_allowed = width > 0.0 && (ASPECTS.0..=ASPECTS.1).contains(&(width / height));
        is_allowed.then_some((width, height))
    }

    fn read_height(&self) -> Option<f64> {
        let height = decimal(self.height.trim())?;
        (HEIGHTS.0..=HEIGHTS.1).contains(&height).then_some(height)
    }

    fn aspect(&self) -> (f64, f64) {
        self.read_aspect().unwrap_or((3.0, 2.0))
    }

    /// CSS pixels that it is high where it is so wide; before its content has told its own.
    ///
    /// - least: what its parts need where they stand below each other
    pub fn height_at(&self, width: f64, least: f64) -> f64 {
        match self.kind {
            FrameKind::Aspect => {
                let (across, down) = self.aspect();
                (width * down / across).max(least)
            }
            FrameKind::Height | FrameKind::Content => self.read_height().unwrap_or(480.0),
        }
    }

    fn style(&self, least: f64) -> String {
        let size = match self.kind {
            FrameKind::Aspect => {
                let (across, down) = self.aspect();
                format!("aspect-ratio: {across} / {down}; min-height: {least}px")
            }
            FrameKind::Height | FrameKind::Content => {
                format!("height: {}px", self.height_at(0.0, least))
            }
        };
        format!("width: 100%; {size}; border: 0")
    }

    /// The code of a frame around a figure, for a post.
    ///
    /// - least: CSS pixels that its parts need where they stand below each other
    /// - figure: its address
    /// - script: address of what lets a frame grow with its content
    pub fn code(&self, least: f64, figure: &str, title: &str, script: &str) -> String {
        let title = match title.trim() {
            "" => "A figure of Tuneground",
            title => title,
        };
        let [figure, title, script] = [figure, title, script].map(escaped);
        let style = self.style(least);
        let grows = self.kind == FrameKind::Content;
        let mark = if grows { "data-tuneground " } else { "" };
        let frame = format!(
            "<iframe {mark}src=\"{figure}\" title=\"{title}\" loading=\"lazy\" style=\"{style}\"></iframe>"
        );
        if !grows {
            return frame;
        }
        format!("{frame}\n<script src=\"{script}\" async></script>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: FrameKind, aspect: &str, height: &str) -> Frame {
        Frame {
            kind,
            aspect: aspect.to_owned(),
            height: height.to_owned(),
        }
    }

    #[test]
    fn the_code_is_a_frame_alone_and_its_texts_stay_within_their_quotes() {
        let code = Frame::default().code(
            420.0,
            "https://a.b/figure.html#epochs=3&title=a",
            "\"A\" <b> & c",
            "x",
        );
        assert_eq!(
            code,
            "<iframe src=\"https://a.b/figure.html#epochs=3&amp;title=a\" \
             title=\"&quot;A&quot; &lt;b&gt; &amp; c\" loading=\"lazy\" \
             style=\"width: 100%; aspect-ratio: 3 / 2; min-height: 420px; border: 0\"></iframe>"
        );
    }

    #[test]
    fn a_frame_without_a_title_has_one_for_those_who_do_not_see_it() {
        let code = Frame::default().code(420.0, "f", "  ", "x");
        assert!(code.contains("title=\"A figure of Tuneground\""), "{code}");
    }

    #[test]
    fn a_frame_that_grows_is_marked_and_brings_the_script() {
        let grows = typed(FrameKind::Content, "", "500");
        let code = grows.code(420.0, "f", "t", "https://a.b/embed.js");
        assert!(
            code.starts_with("<iframe data-tuneground src=\"f\""),
            "{code}"
        );
        assert!(code.contains("height: 500px"), "{code}");
        let script = "\n<script src=\"https://a.b/embed.js\" async></script>";
        assert!(code.ends_with(script), "{code}");
        let fixed = typed(FrameKind::Height, "", "500").code(420.0, "f", "t", "x");
        assert!(!fixed.contains("script") && !fixed.contains("data-tuneground"));
    }

    #[test]
    fn a_size_that_makes_no_sense_is_named_and_the_usual_one_is_used() {
        for aspect in ["", "3", "0 / 2", "3 / 0", "a / b", "1 / 100", "NaN / 1"] {
            let frame = typed(FrameKind::Aspect, aspect, "480");
            assert!(frame.error().is_some(), "{aspect}");
            assert_eq!(frame.height_at(1500.0, 420.0), 1000.0, "{aspect}");
        }
        for height in ["", "10", "1e9", "tall", "NaN"] {
            let frame = typed(FrameKind::Height, "3 / 2", height);
            let error = frame.error();
            assert!(error.is_some_and(|it| it.contains("from 120 to 4000")));
            assert_eq!(frame.height_at(720.0, 420.0), 480.0, "{height}");
        }
        for aspect in ["16:9", "16/9", " 16 / 9 ", "1.5 / 1"] {
            assert_eq!(typed(FrameKind::Aspect, aspect, "").error(), None);
        }
        assert_eq!(typed(FrameKind::Content, "x", "480").error(), None);
    }

    #[test]
    fn a_narrow_frame_keeps_room_for_what_stands_below_each_other() {
        let frame = Frame::default();
        assert_eq!(frame.height_at(360.0, 420.0), 420.0);
        assert_eq!(frame.height_at(1200.0, 420.0), 800.0);
        let code = frame.code(600.0, "f", "t", "x");
        assert!(code.contains("min-height: 600px"), "{code}");
        let fixed = typed(FrameKind::Height, "", "300");
        assert_eq!(fixed.height_at(360.0, 420.0), 300.0);
    }
}
