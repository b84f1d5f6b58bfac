//! Colours for values: even steps to the eye, and told apart by lightness alone.

use super::axis::extent;
use super::color::Color;
use super::quantity::Quantity;

/// Colours from bad, close to the surface, to good, which stands out most from it.
///
/// Yellow-green over teal to violet, in equal steps of Oklab, lightness falling or rising all the way; so
/// the order is seen without colour vision and in print. Light and dark pages have opposite ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ramp([Color; 9]);

impl Ramp {
    pub const LIGHT: Self = Self([
        Color(187, 228, 139),
        Color(132, 213, 146),
        Color(73, 195, 156),
        Color(35, 173, 163),
        Color(27, 150, 162),
        Color(22, 125, 157),
        Color(17, 102, 154),
        Color(39, 75, 145),
        Color(54, 47, 123),
    ]);

    pub const DARK: Self = Self([
        Color(41, 72, 144),
        Color(16, 100, 155),
        Color(22, 124, 156),
        Color(27, 149, 162),
        Color(35, 173, 163),
        Color(74, 196, 156),
        Color(134, 214, 146),
        Color(190, 229, 139),
        Color(243, 242, 141),
    ]);

    /// The colour of a share, 0 to 1; beyond that, and for what is no number, the nearest end's.
    pub fn at(&self, share: f64) -> Color {
        let last = self.0.len() - 1;
        let share = if share.is_nan() { 0.0 } else { share };
        let place = share.clamp(0.0, 1.0) * last as f64;
        let below = (place as usize).min(last);
        let (from, to) = (self.0[below], self.0[(below + 1).min(last)]);
        let share = place - below as f64;
        let mix = |from: u8, to: u8| {
            let (from, to) = (f64::from(from), f64::from(to));
            (from + share * (to - from)).round() as u8
        };
        Color(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
    }
}

/// Values' way to colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shades {
    pub quantity: Quantity,
    /// Least and greatest value.
    pub from: f64,
    pub to: f64,
    pub ramp: Ramp,
}

impl Shades {
    /// For the finite ones of the values; `None` where there are none.
    pub fn of(quantity: Quantity, ramp: Ramp, values: impl Iterator<Item = f64>) -> Option<Self> {
        let (from, to) = extent(values, false)?;
        Some(Self {
            quantity,
            from,
            to,
            ramp,
        })
    }

    /// The better, the farther from the surface; where all are equal, all are good.
    pub fn color(&self, value: f64) -> Color {
        let share = (value - self.from) / (self.to - self.from);
        self.ramp.at(match self.quantity {
            _ if self.from == self.to => 1.0,
            _ if self.quantity.rises() => share,
            _ => 1.0 - share,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Theme;

    /// Björn Ottosson's Oklab: lightness, green to red, blue to yellow.
    fn oklab(color: Color) -> [f64; 3] {
        let [r, g, b] = color.linear();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    fn steps(ramp: Ramp) -> Vec<[f64; 3]> {
        let colors = ramp.0.map(oklab);
        let step = |pair: &[[f64; 3]]| [0, 1, 2].map(|part| pair[1][part] - pair[0][part]);
        colors.windows(2).map(step).collect()
    }

    #[test]
    fn steps_look_equally_large() {
        for ramp in [Ramp::LIGHT, Ramp::DARK] {
            let sizes: Vec<f64> = steps(ramp)
                .iter()
                .map(|step| step.iter().map(|part| part * part).sum::<f64>().sqrt())
                .collect();
            let (least, most) = extent(sizes.into_iter(), false).unwrap();
            assert!(most / least < 1.2, "{least} {most}");
        }
    }

    #[test]
    fn lightness_alone_tells_the_order() {
        assert!(steps(Ramp::LIGHT).iter().all(|step| step[0] < -0.05));
        assert!(steps(Ramp::DARK).iter().all(|step| step[0] > 0.05));
    }

    #[test]
    fn the_better_the_farther_from_the_surface_and_none_is_lost_on_it() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            let contrasts = theme.ramp.0.map(|color| color.contrast(theme.surface));
            assert!(contrasts.is_sorted(), "{contrasts:?}");
            assert!(contrasts[0] > 1.4 && contrasts[8] > 10.0, "{contrasts:?}");
        }
    }

    #[test]
    fn letters_on_any_colour_can_be_read() {
        for ramp in [Ramp::LIGHT, Ramp::DARK] {
            for at in 0..=100 {
                let color = ramp.at(f64::from(at) / 100.0);
                assert!(color.contrasting().contrast(color) >= 4.5, "{color:?}");
            }
        }
    }

    #[test]
    fn a_share_beyond_the_ends_has_the_ends_colour() {
        let ramp = Ramp::LIGHT;
        assert_eq!((ramp.at(-1.0), ramp.at(2.0)), (ramp.0[0], ramp.0[8]));
        assert_eq!((ramp.at(0.125), ramp.at(f64::NAN)), (ramp.0[1], ramp.0[0]));
    }

    #[test]
    fn high_accuracy_and_low_loss_are_good() {
        let of = |quantity| {
            let values = [0.1, f64::NAN, 0.9].into_iter();
            Shades::of(quantity, Ramp::LIGHT, values).unwrap()
        };
        assert_eq!(of(Quantity::Accuracy).color(0.9), Ramp::LIGHT.0[8]);
        assert_eq!(of(Quantity::Loss).color(0.1), Ramp::LIGHT.0[8]);
        let none = Shades::of(Quantity::Loss, Ramp::LIGHT, [].into_iter());
        assert_eq!(none, None);
    }
}
