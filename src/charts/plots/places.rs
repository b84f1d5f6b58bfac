//! Where the marks of a plot lie, and which of them somebody points at.

/// A mark that somebody can point at.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its ends from left to right, in CSS pixels: the same for a point.
    pub x: [f64; 2],
    pub y: f64,
    /// The run that it is of; nothing where it is of all runs of its setting.
    pub run: Option<usize>,
    /// Nothing where it is of another study than the one on the page.
    pub setting: Option<usize>,
    /// Its numbers, for people.
    pub text: String,
}

/// How marks lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Anywhere: the nearest is meant.
    Scattered,
    /// On curves, with one mark for each column: in the nearest column the nearest is meant.
    OnCurves,
}

/// All marks of a plot, and the one that was pointed at last.
#[derive(Debug)]
pub struct Places {
    all: Vec<Place>,
    lie: Lie,
    pointed: Option<usize>,
}

impl Places {
    pub fn new(all: Vec<Place>, lie: Lie) -> Self {
        Self {
            all,
            lie,
            pointed: None,
        }
    }

    /// With the same mark pointed at as in the drawing before, where it is still there.
    pub fn pointing_as(mut self, before: Option<Self>) -> Self {
        self.pointed = before.and_then(|before| {
            let pointed = before.all.into_iter().nth(before.pointed?)?;
            let is_same =
                |place: &Place| (place.run, place.setting) == (pointed.run, pointed.setting);
            self.all
                .iter()
                .position(is_same)
                .filter(|_| pointed.setting.is_some())
        });
        self
    }

    /// The mark at a point, in CSS pixels.
    pub fn at(&mut self, x: f64, y: f64) -> Option<&Place> {
        let aside = |place: &Place| (place.x[0] - x).max(x - place.x[1]).max(0.0);
        let distance = |place: &Place| match self.lie {
            Lie::Scattered => (aside(place).hypot(place.y - y), 0.0),
            Lie::OnCurves => (aside(place), (place.y - y).abs()),
        };
        let nearest = (0..self.all.len()).min_by(|one, other| {
            let [one, other] = [one, other].map(|at| distance(&self.all[*at]));
            one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        self.pointed = nearest;
        self.place()
    }

    /// The next mark to the right (or, below 0, to the left) or above; from none the first. At an end it stays.
    pub fn beside(&mut self, right: i32, up: i32) -> Option<&Place> {
        self.pointed = match self.pointed {
            None => self.first(),
            Some(from) => Some(self.next(from, right, up).unwrap_or(from)),
        };
        self.place()
    }

    /// The settings that have a mark between two corners: left, top, right and bottom, in CSS pixels.
    pub fn within(&self, [left, top, right, bottom]: [f64; 4]) -> Vec<usize> {
        let is_within = |place: &&Place| {
            place.x[0] <= right && place.x[1] >= left && (top..=bottom).contains(&place.y)
        };
        let settings = self.all.iter().filter(is_within);
        let mut settings: Vec<usize> = settings.filter_map(|place| place.setting).collect();
        settings.sort_unstable();
        settings.dedup();
        settings
    }

    fn place(&self) -> Option<&Place> {
        self.all.get(self.pointed?)
    }

    fn first(&self) -> Option<usize> {
        (0..self.all.len()).min_by(|one, other| self.along(*one).total_cmp(&self.along(*other)))
    }

    fn along(&self, at: usize) -> f64 {
        self.all[at].x[0]
    }

    fn next(&self, from: usize, right: i32, up: i32) -> Option<usize> {
        let here = &self.all[from];
        let is_rival = |place: &Place| match self.lie {
            Lie::Scattered => true,
            Lie::OnCurves if up != 0 => place.x[0] == here.x[0],
            Lie::OnCurves => (place.run, place.setting) == (here.run, here.setting),
        };
        // Marks in one place still come one after the other, by their numbers.
        let order = |at: usize| {
            let place = &self.all[at];
            match up {
                0 => (place.x[0], -place.y, at),
                _ => (-place.y, place.x[0], at),
            }
        };
        let compare = |one: usize, other: usize| {
            let (one, other) = (order(one), order(other));
            let first = one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1));
            first.then(one.2.cmp(&other.2))
        };
        let rivals = (0..self.all.len()).filter(|at| is_rival(&self.all[*at]));
        if right + up > 0 {
            let after = rivals.filter(|at| compare(*at, from).is_gt());
            after.min_by(|one, other| compare(*one, *other))
        } else {
            let before = rivals.filter(|at| compare(*at, from).is_lt());
            before.max_by(|one, other| compare(*one, *other))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: f64, y: f64, run: usize) -> Place {
        Place {
            x: [x, x],
            y,
            run: Some(run),
            setting: Some(run),
            text: String::new(),
        }
    }

    fn scattered() -> Places {
        let all = vec![
            place(10.0, 50.0, 0),
            place(30.0, 10.0, 1),
            place(30.0, 10.0, 2),
            place(60.0, 40.0, 3),
        ];
        Places::new(all, Lie::Scattered)
    }

    fn run(place: Option<&Place>) -> Option<usize> {
        place.and_then(|place| place.run)
    }

    #[test]
    fn the_nearest_mark_is_meant_and_a_bar_is_near_along_all_of_it() {
        let mut places = scattered();
        assert_eq!(run(places.at(12.0, 45.0)), Some(0));
        assert_eq!(run(places.at(100.0, 100.0)), Some(3));
        let mut bar = place(0.0, 50.0, 7);
        bar.x[1] = 100.0;
        let mut places = Places::new(vec![bar, place(90.0, 30.0, 8)], Lie::Scattered);
        assert_eq!(run(places.at(90.0, 45.0)), Some(7));
        assert_eq!(
            run(Places::new(Vec::new(), Lie::Scattered).at(1.0, 1.0)),
            None
        );
    }

    #[test]
    fn settings_are_picked_that_have_a_mark_between_two_corners() {
        let mut all = scattered().all;
        all[2].setting = Some(0);
        all[3].setting = None;
        let mut bar = place(0.0, 90.0, 9);
        bar.x[1] = 100.0;
        all.push(bar);
        let places = Places::new(all, Lie::Scattered);
        assert_eq!(places.within([20.0, 0.0, 40.0, 20.0]), [0, 1]);
        assert_eq!(
            places.within([5.0, 0.0, 100.0, 60.0]),
            [0, 1],
            "strays are of no setting"
        );
        assert_eq!(
            places.within([40.0, 80.0, 50.0, 95.0]),
            [9],
            "part of a bar is enough"
        );
        assert_eq!(places.within([0.0, 0.0, 5.0, 5.0]), [0; 0]);
    }

    #[test]
    fn of_curves_the_nearest_in_the_nearest_column_is_meant() {
        let all = vec![
            place(10.0, 50.0, 0),
            place(20.0, 48.0, 0),
            place(10.0, 10.0, 1),
            place(20.0, 8.0, 1),
        ];
        let mut places = Places::new(all, Lie::OnCurves);
        let found = places.at(18.0, 25.0).unwrap();
        assert_eq!((found.run, found.x[0]), (Some(1), 20.0));
        let found = places.beside(-1, 0).unwrap();
        assert_eq!((found.run, found.x[0]), (Some(1), 10.0), "the same curve");
        let found = places.beside(0, -1).unwrap();
        assert_eq!((found.run, found.x[0]), (Some(0), 10.0), "the same column");
    }

    #[test]
    fn keys_reach_every_mark_also_those_that_lie_on_others_and_stay_at_the_ends() {
        let mut places = scattered();
        let right: Vec<_> = (0..5).map(|_| run(places.beside(1, 0))).collect();
        assert_eq!(right, [0, 1, 2, 3, 3].map(Some));
        let left: Vec<_> = (0..4).map(|_| run(places.beside(-1, 0))).collect();
        assert_eq!(left, [2, 1, 0, 0].map(Some));
        let up: Vec<_> = (0..4).map(|_| run(places.beside(0, 1))).collect();
        assert_eq!(up, [3, 1, 2, 2].map(Some));
    }

    #[test]
    fn what_was_pointed_at_is_so_in_the_next_drawing() {
        let mut before = scattered();
        before.at(60.0, 40.0);
        let mut all = scattered().all;
        all.remove(0);
        let mut places = Places::new(all, Lie::Scattered).pointing_as(Some(before));
        assert_eq!(run(places.beside(-1, 0)), Some(2));
        let mut places = scattered().pointing_as(Some(scattered()));
        assert_eq!(run(places.beside(1, 0)), Some(0), "nothing was pointed at");
    }
}
