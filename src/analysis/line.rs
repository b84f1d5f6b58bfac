//! A range as samplers move on it.

/// In exponents where it is logarithmic, and half a step longer at both ends where numbers are whole, for each of these
/// is rounded to.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub low: f64,
    pub high: f64,
    ends: [f64; 2],
    is_log: bool,
    pub whole: bool,
}

impl Line {
    pub fn new(ends: [f64; 2], is_log: bool, whole: bool) -> Self {
        let half = if whole { 0.5 } else { 0.0 };
        let mut line = Self {
            low: 0.0,
            high: 0.0,
            ends,
            is_log,
            whole,
        };
        line.low = line.place(ends[0] - half);
        line.high = line.place(ends[1] + half);
        line
    }

    /// Where a coordinate lies.
    pub fn place(&self, coordinate: f64) -> f64 {
        if self.is_log {
            libm::log(coordinate)
        } else {
            coordinate
        }
    }

    /// The coordinate that lies there.
    pub fn coordinate(&self, place: f64) -> f64 {
        let number = if self.is_log { libm::exp(place) } else { place };
        let number = if self.whole { number.round() } else { number };
        // Neither rounding nor exponents leave the range.
        number.max(self.ends[0]).min(self.ends[1])
    }

    /// What share of the way a coordinate lies at, 0 to 1; of what is no number, 0.
    pub fn share(&self, coordinate: f64) -> f64 {
        let share = (self.place(coordinate) - self.low) / (self.high - self.low);
        if share > 0.0 { share.min(1.0) } else { 0.0 }
    }

    /// The coordinate at a share of the way.
    pub fn at(&self, share: f64) -> f64 {
        self.coordinate(self.low + share * (self.high - self.low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_coordinates_are_of_one_another() {
        let exponents = Line::new([1e-4, 1.0], true, false);
        assert!((exponents.share(1e-2) - 0.5).abs() < 1e-12);
        assert!((exponents.at(0.25) - 1e-3).abs() < 1e-12);
        let whole = Line::new([1.0, 4.0], false, true);
        assert_eq!(
            [0.0, 0.24, 0.26, 1.0].map(|it| whole.at(it)),
            [1.0, 1.0, 2.0, 4.0]
        );
        assert_eq!([1.0, 4.0].map(|it| whole.share(it)), [0.125, 0.875]);
        assert_eq!(
            [f64::NAN, -3.0, 90.0].map(|it| whole.share(it)),
            [0.0, 0.0, 1.0]
        );
    }
}
