//! The curve of a range test, and the rates that it proposes.

/// Updates of a test, with the default setting less than an epoch, and the rates of the first and the last one: from far too
/// small to far too large for any optimizer.
pub const UPDATES: usize = 75;
const LOWEST: f64 = 1e-6;
const HIGHEST: f64 = 10.0;

/// What the smoothed loss keeps of itself from one update to the next: it looks back over about ten.
const KEPT: f64 = 0.9;

/// Updates before the smoothed loss is worth comparing. Their rates are too small to change anything, so they tell the loss
/// at the beginning, too, and how much it varies from batch to batch.
pub const FIRST: usize = 10;

/// The loss has exploded when it is so many times its best.
const EXPLODED: f64 = 4.0;

/// What the loss has to fall by, as a share of where it began, and in standard deviations of the smoothed loss.
const LEAST_FALL: f64 = 0.05;
const LEAST_DEVIATIONS: f64 = 3.0;

/// The share of its fall by which a loss has begun to fall.
const BEGUN: f64 = 0.1;

/// The losses of a test's updates so far, each before the update.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RangeCurve {
    losses: Vec<f64>,
    smoothed: Vec<f64>,
    average: f64,
    has_exploded: bool,
}

/// What a curve proposes; rates with one digit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposal {
    /// A tenth of the one at which the smoothed loss is lowest.
    pub rate: f64,
    /// Where the loss begins to fall: the lower end of a range for a study.
    pub low: f64,
    /// Where it is lowest: the upper end.
    pub high: f64,
}

impl RangeCurve {
    /// The rate of an update, counted from 0. Rates grow by the same factor from each to the next.
    pub fn rate(update: usize) -> f64 {
        let share = update as f64 / (UPDATES - 1) as f64;
        LOWEST * libm::pow(HIGHEST / LOWEST, share)
    }

    /// The rate of the next update; nothing once the test is over.
    pub fn next_rate(&self) -> Option<f64> {
        let next = self.losses.len();
        (next < UPDATES && !self.has_exploded).then(|| Self::rate(next))
    }

    /// Takes the loss of the next update, while there is one. A loss that is no number ends the test, and is no part of
    /// the curve.
    pub fn add(&mut self, loss: f64) {
        if self.next_rate().is_none() {
            return;
        }
        if !loss.is_finite() {
            self.has_exploded = true;
            return;
        }
        self.losses.push(loss);
        self.average = KEPT * self.average + (1.0 - KEPT) * loss;
        let weights = 1.0 - libm::pow(KEPT, self.losses.len() as f64);
        let smoothed = self.average / weights;
        self.smoothed.push(smoothed);
        if let Some(best) = self.lowest().map(|at| self.smoothed[at]) {
            // A loss with the weights' penalties is never below 0; whatever is, has not exploded for that.
            self.has_exploded = smoothed > best + (EXPLODED - 1.0) * best.abs();
        }
    }

    /// The loss of each update.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// The exponential moving average of the losses, corrected for having begun at 0.
    pub fn smoothed(&self) -> &[f64] {
        &self.smoothed
    }

    /// Whether the test ended because the loss exploded, and not because the rates did.
    pub fn has_exploded(&self) -> bool {
        self.has_exploded
    }

    /// The update with the lowest smoothed loss, from the tenth on; the first of several.
    pub fn lowest(&self) -> Option<usize> {
        let compared = self.smoothed.iter().enumerate().skip(FIRST - 1);
        let lowest = compared.min_by(|(_, one), (_, other)| one.total_cmp(other));
        lowest.map(|(at, _)| at)
    }

    /// Nothing where the loss never falls by more than its batches vary.
    pub fn proposal(&self) -> Option<Proposal> {
        let lowest = self.lowest()?;
        let (start, deviation) = self.beginning();
        let fall = start - self.smoothed[lowest];
        let least = (LEAST_FALL * start.abs()).max(LEAST_DEVIATIONS * deviation);
        // A loss of 0 from the beginning does not fall either.
        if fall <= 0.0 || fall < least {
            return None;
        }
        let is_high = |loss: &f64| *loss > start - BEGUN * fall;
        let begins = self.smoothed[..lowest].iter().rposition(is_high);
        let high = Self::rate(lowest);
        Some(Proposal {
            // No run is trained with less.
            rate: one_digit(high / 10.0).max(LOWEST),
            low: one_digit(Self::rate(begins.unwrap_or(0))),
            high: one_digit(high),
        })
    }

    /// Where the loss begins, and the standard deviation that its smoothed one has by its batches alone.
    fn beginning(&self) -> (f64, f64) {
        let first = &self.losses[..FIRST];
        let mean = first.iter().sum::<f64>() / FIRST as f64;
        let squares: f64 = first.iter().map(|loss| (loss - mean) * (loss - mean)).sum();
        let variance = squares / (FIRST - 1) as f64;
        (mean, (variance * (1.0 - KEPT) / (1.0 + KEPT)).sqrt())
    }
}

/// A number above 0 with its first digit alone.
fn one_digit(number: f64) -> f64 {
    format!("{number:.0e}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(losses: impl IntoIterator<Item = f64>) -> RangeCurve {
        let mut curve = RangeCurve::default();
        losses.into_iter().for_each(|loss| curve.add(loss));
        curve
    }

    /// 2 until the rate has come to 1e-4; then in a straight line down to 1 at 0.1, and up again by ten a step.
    fn valley() -> RangeCurve {
        let mut curve = RangeCurve::default();
        while let Some(rate) = curve.next_rate() {
            let decades = libm::log10(rate);
            curve.add(match decades {
                ..-4.0 => 2.0,
                ..-1.0 => 2.0 - (decades + 4.0) / 3.0,
                _ => 10.0,
            });
        }
        curve
    }

    #[test]
    fn rates_grow_from_a_millionth_to_ten_by_one_factor() {
        assert_eq!(RangeCurve::rate(0), 1e-6);
        assert!((RangeCurve::rate(UPDATES - 1) - 10.0).abs() < 1e-12);
        let factor = RangeCurve::rate(1) / RangeCurve::rate(0);
        for update in 1..UPDATES {
            let found = RangeCurve::rate(update) / RangeCurve::rate(update - 1);
            assert!((found / factor - 1.0).abs() < 1e-12, "{update}: {found}");
        }
    }

    #[test]
    fn the_smoothed_loss_is_a_moving_average_that_does_not_remember_a_zero() {
        // By hand: 2; (0.9 · 0.2 + 0.1 · 1) / 0.19; (0.9 · 0.28 + 0.1 · 4) / 0.271.
        let found = curve([2.0, 1.0, 4.0]);
        for (found, expected) in found
            .smoothed()
            .iter()
            .zip([2.0, 0.28 / 0.19, 0.652 / 0.271])
        {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn a_test_ends_when_the_smoothed_loss_is_four_times_its_best_and_not_before() {
        let before = |last: f64| curve(std::iter::repeat_n(1.0, 20).chain([last]));
        // With 21 losses the last one weighs 0.1 / (1 − 0.9^21): it takes 27.72 to come to 4.
        assert!(before(27.6).next_rate().is_some());
        let over = before(27.8);
        assert!(over.has_exploded() && over.next_rate().is_none());
        assert_eq!(over.losses().len(), 21);
    }

    #[test]
    fn the_first_batches_end_nothing_however_they_vary() {
        let found = curve([0.1, 5.0, 0.1, 5.0, 5.0]);
        assert!(!found.has_exploded());
        assert_eq!(found.lowest(), None);
    }

    #[test]
    fn a_loss_that_is_no_number_ends_the_test_and_is_not_on_the_curve() {
        for wrong in [f64::NAN, f64::INFINITY] {
            let found = curve([2.0, 2.0, wrong]);
            assert!(found.next_rate().is_none(), "{wrong}");
            assert_eq!(found.losses(), [2.0, 2.0]);
            assert_eq!(found.proposal(), None);
        }
    }

    #[test]
    fn a_test_has_all_its_updates_where_nothing_explodes() {
        let found = curve(std::iter::repeat_n(1.0, UPDATES));
        assert!(found.next_rate().is_none() && !found.has_exploded());
    }

    #[test]
    fn a_tenth_of_the_rate_of_the_lowest_loss_is_proposed_and_a_range_from_where_it_begins_to_fall()
    {
        let found = valley().proposal().unwrap();
        let expected = Proposal {
            rate: 0.008,
            low: 4e-4,
            high: 0.08,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_is_proposed_where_the_loss_never_falls_or_no_more_than_batches_vary() {
        assert_eq!(curve([2.0; UPDATES]).proposal(), None);
        assert_eq!(curve([0.0; UPDATES]).proposal(), None);
        let rising = (0..UPDATES).map(|update| 2.0 + update as f64 / 100.0);
        assert_eq!(curve(rising).proposal(), None);
        // By a tenth: enough in a loss that stands still, too little in one that swings between 1 and 3.
        let after = |swing: f64| {
            curve((0..UPDATES).map(|update| {
                let swing = if update % 2 == 0 { swing } else { -swing };
                swing + if update < 37 { 2.0 } else { 1.8 }
            }))
        };
        assert!(after(0.0).proposal().is_some());
        assert_eq!(after(1.0).proposal(), None);
    }

    #[test]
    fn no_rate_below_the_smallest_is_proposed() {
        // Lowest at the eleventh update, with a rate of 9e-6; then it rises.
        let found = curve((0..UPDATES).map(|update| match update {
            0..10 => 2.0,
            10..11 => 0.5,
            _ => 3.0,
        }));
        let found = found.proposal().unwrap();
        assert!(found.high < 1e-5, "{found:?}");
        assert!(found.rate >= LOWEST && found.low >= LOWEST, "{found:?}");
    }

    #[test]
    fn rates_are_proposed_with_one_digit() {
        for (number, expected) in [(0.00318, 0.003), (0.0096, 0.01), (7.4e-7, 7e-7), (1.0, 1.0)] {
            assert_eq!(one_digit(number), expected);
        }
    }
}
