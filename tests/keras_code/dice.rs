//! Hyperparameters at random.

use tuneground::hyperparams::catalog::OPTIMIZER;
use tuneground::hyperparams::{CATALOG, HyperParams, Kind, ListFormat, ParamSpec, Value};

/// Forms at random, the same ones in every run.
pub struct Dice(pub u64);

impl Dice {
    /// A number from 0 up to and without `end`, by Knuth's linear congruential generator.
    pub fn below(&mut self, end: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub fn value(&mut self, row: &ParamSpec) -> Value {
        match row.kind {
            Kind::Integer { min, max, .. } => {
                let span = (max - min).min([3, 40, 5000, u32::MAX - 1][self.below(4)]) as usize;
                Value::Number(f64::from(min) + self.below(span + 1) as f64)
            }
            Kind::Real { min, max, .. } => {
                let steps = self.pick(&[1, 10, 1000, 1_000_000]);
                let share = self.below(steps + 1) as f64 / steps as f64;
                // As many digits as people write.
                let number: f64 = format!("{:.3e}", min + (max - min) * share)
                    .parse()
                    .unwrap();
                Value::Number(number.clamp(min, max))
            }
            Kind::Choice(choices) => Value::from(self.pick(choices).value),
            Kind::Switch => Value::Switch(self.below(2) == 1),
            Kind::OptionalNumber => Value::from(self.pick(&["", "None", "6", "0.25"])),
            Kind::List(format) => self.list(row, format),
        }
    }

    /// The default or the example, with or without brackets and spaces.
    fn list(&mut self, row: &ParamSpec, format: &ListFormat) -> Value {
        let default = row.default.value().to_string();
        let list = self.pick(&[default.as_str(), format.example]);
        Value::from(match self.below(3) {
            0 if !list.is_empty() => format!("[{list}]"),
            1 => list.replace(' ', ""),
            _ => list.to_owned(),
        })
    }

    /// A form that can be trained with. Of the rows about a third is turned, of those that come to apply by
    /// that another third.
    pub fn form(&mut self, optimizer: &str) -> HyperParams {
        loop {
            let mut form = HyperParams::default().with(&OPTIMIZER, optimizer);
            for row in CATALOG.iter().chain(CATALOG) {
                let is_open = (row.applies)(&form) && !form.is_changed(row);
                if row.key != OPTIMIZER.key && is_open && self.below(3) == 0 {
                    form.set(row, self.value(row));
                }
            }
            if form.check().is_ok() {
                return form;
            }
        }
    }
}
