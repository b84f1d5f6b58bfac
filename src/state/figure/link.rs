//! What a figure's link says: the run of any link, and what the figure shows of it.

use std::fmt;

use crate::hyperparams::error::count;
use crate::hyperparams::{InvalidParam, Kind, ParamSpec, Value, catalog, permalink};
use crate::recording::{Recording, Unread};
use crate::state::{Link, Stops};
use crate::study::{Distribution, permalink::is_of_study};

/// A figure's link, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureLink {
    pub link: Link,
    pub show: Show,
    pub controls: Vec<Control>,
    /// Above the figure; may be empty.
    pub title: String,
    /// Below it; may be empty.
    pub caption: String,
    pub load: OnLoad,
    pub height: FigureHeight,
    pub recording: Option<Recording>,
    /// What could not be read of the recording.
    pub unread: Vec<Unread>,
    /// What the link says of a study, for the page that has studies.
    pub study: Vec<(String, String)>,
}

/// A text that stands for one of a few choices.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// As a link has it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            fn read(text: &str) -> Result<Self, String> {
                let found = Self::ALL.iter().find(|one| one.name() == text);
                found.copied().ok_or_else(|| {
                    let names: Vec<_> = Self::ALL.iter().map(|one| one.name()).collect();
                    format!("must be one of {}", names.join(", "))
                })
            }
        }
    };
}

named! {
    /// What a figure draws.
    Show {
        /// Accuracy and loss of all runs, side by side.
        #[default]
        Both = "both",
        Accuracy = "accuracy",
        Loss = "loss",
        /// The accuracy of each setting in a panel of its own.
        Panels = "panels",
        /// The final accuracy of two hyperparameters' values.
        HeatMap = "heat-map",
        /// The final accuracy of one hyperparameter's values.
        Slice = "slice",
    }
}

named! {
    /// What happens when a figure has loaded.
    OnLoad {
        /// Nothing but the recorded curves.
        #[default]
        Wait = "wait",
        /// It trains at once.
        Train = "train",
        /// It trains when it is scrolled into view.
        Visible = "visible",
    }
}

named! {
    /// How high a figure is.
    FigureHeight {
        /// As what is in it, whatever height its frame has.
        #[default]
        Content = "content",
        /// As its frame: what is drawn takes the room that there is.
        Frame = "frame",
    }
}

/// A hyperparameter that the reader may turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    pub row: &'static ParamSpec,
    /// The values that it is confined to, in order; none where the reader may choose whatever the row allows.
    pub values: Vec<Value>,
}

impl fmt::Display for Control {
    /// As a link has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.values.is_empty() {
            return f.write_str(self.row.key);
        }
        let values = Distribution::list(self.row, self.values.iter().cloned());
        write!(f, "{}:{values}", self.row.key)
    }
}

impl Control {
    /// A control that a reader can use without typing; nothing where the row has no few values of its own.
    fn new(row: &'static ParamSpec, values: Vec<Value>) -> Option<Self> {
        let control = Self { row, values };
        let is_of_use = control.stops().is_some() || !control.options().is_empty();
        is_of_use.then_some(control)
    }

    /// The values of a slider, where it is one.
    pub fn stops(&self) -> Option<Stops> {
        match self.row.kind {
            Kind::Integer { .. } | Kind::Real { .. } if self.values.is_empty() => {
                Stops::of(self.row)
            }
            Kind::Integer { .. } | Kind::Real { .. } => Stops::at(&self.values),
            Kind::Choice(_) | Kind::Switch | Kind::OptionalNumber | Kind::List(_) => None,
        }
    }

    /// The values of a list, each as a link has it and as people read it.
    pub fn options(&self) -> Vec<(String, String)> {
        let is_meant = |text: &str| {
            let mut values = self.values.iter();
            self.values.is_empty() || values.any(|value| value.to_string() == text)
        };
        let named = |(text, label): (&str, &str)| (text.to_owned(), label.to_owned());
        match self.row.kind {
            Kind::Choice(choices) => {
                let choices = choices.iter().map(|choice| (choice.value, choice.label));
                choices
                    .filter(|(text, _)| is_meant(text))
                    .map(named)
                    .collect()
            }
            Kind::Switch => [("false", "off"), ("true", "on")].map(named).to_vec(),
            _ => {
                let texts = self.values.iter().map(Value::to_string);
                texts.map(|text| (text.clone(), text)).collect()
            }
        }
    }
}

/// Characters of a title or a caption at most.
pub const LONGEST: usize = 1000;
/// Controls of a figure at most: with more of them it would be the page.
pub const MOST_CONTROLS: usize = 12;

impl FigureLink {
    /// Reads the good pairs of a hash, and tells what is wrong with each of the others.
    pub fn parse(hash: &str) -> (Self, Vec<InvalidParam>) {
        let pairs = match Link::pairs(hash) {
            Ok(pairs) => pairs,
            Err(too_long) => return (Self::default(), vec![too_long]),
        };
        let mut read = Self::default();
        let (mut rest, mut errors) = (Vec::new(), Vec::new());
        for (key, value) in pairs {
            match read.take(&key, &value) {
                Some(Ok(())) => {}
                Some(Err(requirement)) => {
                    errors.push(InvalidParam::new(&key, &Value::from(value), requirement));
                }
                None if is_of_study(&key) => read.study.push((key, value)),
                None => rest.push((key, value)),
            }
        }
        let (link, wrong) = Link::read_single_run(rest);
        errors.extend(wrong);
        read.link = link;
        (read, errors)
    }

    /// The hash without its `#`; what is as it is by default is not written.
    pub fn to_hash(&self) -> String {
        let fresh = Self::default();
        let mut own = vec![];
        let mut write = |key: &str, value: String, is_fresh: bool| {
            if !is_fresh {
                own.push((key.to_owned(), value));
            }
        };
        write("show", self.show.name().to_owned(), self.show == fresh.show);
        for control in &self.controls {
            write("controls", control.to_string(), false);
        }
        write("title", self.title.clone(), self.title.is_empty());
        write("caption", self.caption.clone(), self.caption.is_empty());
        write("load", self.load.name().to_owned(), self.load == fresh.load);
        let height = self.height.name().to_owned();
        write("height", height, self.height == fresh.height);
        own.extend(self.study.iter().cloned());
        let recording = self.recording.as_ref().map(Recording::to_text);
        own.extend(recording.map(|text| ("recording".to_owned(), text)));
        let link = match self.link.study {
            Some(_) => self.link.to_hash(),
            // As a study's: what a run has of its own decides the defaults that depend on it.
            None => self.link.to_base_hash(),
        };
        if own.is_empty() {
            return link;
        }
        format!("{link}&{}", permalink::encoded(own))
    }

    /// Takes a pair that is a figure's own; nothing where it is not.
    fn take(&mut self, key: &str, value: &str) -> Option<Result<(), String>> {
        Some(match key {
            "show" => Show::read(value).map(|show| self.show = show),
            "height" => FigureHeight::read(value).map(|height| self.height = height),
            "load" => OnLoad::read(value).map(|load| self.load = load),
            "title" => shortened(value).map(|title| self.title = title),
            "caption" => shortened(value).map(|caption| self.caption = caption),
            "controls" => self.take_controls(value),
            "recording" => {
                let read = Recording::from_text(value);
                (self.recording, self.unread) = (read.recording, read.unread);
                Ok(())
            }
            _ => return None,
        })
    }

    /// `momentum:0, 0.5, 0.9`, or the names of several that are not confined: `momentum, nesterov`.
    fn take_controls(&mut self, text: &str) -> Result<(), String> {
        let mut wrong = Vec::new();
        let controls = match text.split_once(':') {
            Some((key, values)) => vec![(key, Some(values))],
            None => text.split(',').map(|key| (key, None)).collect(),
        };
        for (key, values) in controls {
            let Some(row) = catalog::spec(key.trim()) else {
                let hint = catalog::did_you_mean(key.trim());
                let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
                wrong.push(format!("must name hyperparameters{hint}"));
                continue;
            };
            let (values, error) = values.map_or((Vec::new(), None), |text| confined(row, text));
            wrong.extend(error);
            let is_there = self.controls.iter().any(|control| control.row == row);
            if is_there || self.controls.len() == MOST_CONTROLS {
                continue;
            }
            match Control::new(row, values) {
                Some(control) => self.controls.push(control),
                None => wrong.push(format!("must say the values of {0}: {0}:1, 2, 3", row.key)),
            }
        }
        match wrong.into_iter().next() {
            Some(wrong) => Err(wrong),
            None => Ok(()),
        }
    }
}

/// The values that a control is confined to; none, and why, where one of them is not allowed.
fn confined(row: &'static ParamSpec, text: &str) -> (Vec<Value>, Option<String>) {
    let values = Distribution::parse(row, text);
    match values.errors().first() {
        Some(error) => (Vec::new(), Some(error.to_string())),
        None => (values.grid(), None),
    }
}

fn shortened(text: &str) -> Result<String, String> {
    if text.chars().count() > LONGEST {
        return Err(format!("must be at most {} characters", count(LONGEST)));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::{EPOCHS, MOMENTUM, NESTEROV};
    use crate::recording::testing::recording;

    #[test]
    fn a_link_says_what_the_figure_shows_and_trains() {
        let text = recording().to_text();
        let (read, errors) = FigureLink::parse(&format!(
            "#epochs=3&show=panels&controls=momentum:0, 0.5, 0.9&controls=nesterov&title=A%20title&caption=Why\
             &load=visible&height=frame&theme=dark&study.vary=l2:0, 1&recording={text}"
        ));
        assert_eq!(errors, []);
        assert_eq!(read.link.hyperparams.get(&EPOCHS).number(), Some(3.0));
        assert_eq!((read.show, read.load), (Show::Panels, OnLoad::Visible));
        assert_eq!(read.height, FigureHeight::Frame);
        assert_eq!((&*read.title, &*read.caption), ("A title", "Why"));
        let values = [0.0, 0.5, 0.9].map(Value::from).to_vec();
        let momentum = Control {
            row: &MOMENTUM,
            values,
        };
        let nesterov = Control {
            row: &NESTEROV,
            values: Vec::new(),
        };
        assert_eq!(read.controls, [momentum, nesterov]);
        assert_eq!(read.recording, Some(recording()));
        let study = ("study.vary".to_owned(), "l2:0, 1".to_owned());
        assert_eq!(read.study, [study]);
        assert_eq!(FigureLink::parse(&read.to_hash()), (read, vec![]));
    }

    #[test]
    fn of_a_bad_link_the_good_parts_are_used_and_the_others_are_named() {
        let hash = "#show=everything&load=later&controls=speed&controls=momentum:0, 7&controls=l2, l1&recording=A";
        let (read, errors) = FigureLink::parse(hash);
        let keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
        assert_eq!(keys, ["show", "load", "controls", "controls"]);
        let rows: Vec<&str> = read.controls.iter().map(|it| it.row.key).collect();
        assert_eq!(rows, ["momentum", "l2", "l1"]);
        assert_eq!(read.controls[0].values, [], "it is there, and not confined");
        assert_eq!(read.recording, None);
        assert!(!read.unread.is_empty());
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(FigureLink::parse(&format!("#title={long}")).1.len(), 1);
        assert_eq!(FigureLink::parse(&"x".repeat(1 << 20)).1.len(), 1);
    }

    #[test]
    fn a_control_has_values_to_choose_among() {
        let (read, errors) = FigureLink::parse(
            "#controls=seed, optimizer, nesterov, momentum&controls=hidden_units:128, 64; 32&controls=loss:huber",
        );
        let said = errors[0].to_string();
        assert!(said.contains("must say the values of seed"), "{said}");
        let count = |control: &Control| match control.stops() {
            Some(stops) => stops.last() + 1,
            None => control.options().len(),
        };
        let counts: Vec<(&str, usize)> = read
            .controls
            .iter()
            .map(|control| (control.row.key, count(control)))
            .collect();
        assert_eq!(counts[1..2], [("nesterov", 2)]);
        assert!(counts[0].1 > 5 && counts[2].1 > 10, "{counts:?}");
        assert_eq!(counts[3..], [("hidden_units", 2), ("loss", 1)]);
    }

    #[test]
    fn a_figure_has_a_dozen_controls_at_most() {
        let keys: Vec<&str> = catalog::CATALOG.iter().map(|row| row.key).collect();
        let (read, _) = FigureLink::parse(&format!("#controls={}", keys.join(",")));
        assert_eq!(read.controls.len(), MOST_CONTROLS);
    }
}
