//! Hyperparameters row by row: as they were said, and as they are meant.

use super::catalog::CATALOG;
use super::choice::Choices;
use super::error::InvalidParam;
use super::kind::Kind;
use super::spec::{HyperParams, ParamSpec};
use super::{Value, text};

impl HyperParams {
    /// What was set.
    fn said(&self, row: &ParamSpec) -> Option<&Value> {
        if let Some(open) = self
            .open
            .as_deref()
            .filter(|open| open.rows.contains(&row.key))
        {
            open.asked.get_or_init(|| row.key);
        }
        self.changed.get(row.key)
    }

    /// The value of a row: what was set, else the row's default under the other choices.
    pub fn get(&self, row: &ParamSpec) -> Value {
        self.said(row)
            .cloned()
            .unwrap_or_else(|| row.default_in(self).value())
    }

    /// The [value](Self::get) of a row as a number, if it is one. No copy is made: a thousand settings are checked when a
    /// letter is typed.
    pub(crate) fn number(&self, row: &ParamSpec) -> Option<f64> {
        match self.said(row) {
            Some(value) => value.number(),
            None => row.default_in(self).number(),
        }
    }

    /// The same as a text.
    pub(crate) fn text(&self, row: &ParamSpec) -> Option<&str> {
        match self.said(row) {
            Some(value) => value.text(),
            None => row.default_in(self).text(),
        }
    }

    /// The same as a switch.
    pub(crate) fn switch(&self, row: &ParamSpec) -> Option<bool> {
        match self.said(row) {
            Some(value) => value.switch(),
            None => row.default_in(self).switch(),
        }
    }

    /// Sets a row. The row's default counts as not set, unless it depends on other choices: those may be
    /// made later.
    pub fn set(&mut self, row: &ParamSpec, value: impl Into<Value>) {
        let value = row.read(value.into());
        if value == row.default.value() && !row.default_varies() {
            self.reset(row);
        } else {
            self.changed.insert(row.key, value);
        }
    }

    /// Gives a row its default, whatever that will be under later choices.
    pub fn reset(&mut self, row: &ParamSpec) {
        self.changed.remove(row.key);
    }

    /// The same hyperparameters with one row set differently.
    pub fn with(mut self, row: &ParamSpec, value: impl Into<Value>) -> Self {
        self.set(row, value);
        self
    }

    /// The rows that were set, whether they apply or not.
    pub fn said_rows(&self) -> impl Iterator<Item = &'static ParamSpec> + '_ {
        let rows = CATALOG.iter().copied();
        rows.filter(|row| self.changed.contains_key(row.key))
    }

    /// Whether a row's value is not its default.
    pub fn is_changed(&self, row: &ParamSpec) -> bool {
        let set = self.said(row);
        set.is_some_and(|value| *value != row.default_in(self).value())
    }
}

/// What was said, whether or not the row applies.
impl HyperParams {
    /// The choice of a row, if it can be read as one.
    pub(super) fn chosen<T: Choices>(&self, row: &ParamSpec) -> Option<T> {
        debug_assert!(has_choices::<T>(row), "{} is another choice", row.key);
        self.text(row).and_then(T::named)
    }
}

/// What is meant: the row's value, or its default where the row does not apply and so may hold anything.
impl HyperParams {
    fn meant(&self, row: &ParamSpec) -> Value {
        if (row.applies)(self) {
            self.get(row)
        } else {
            row.default_in(self).value()
        }
    }

    pub(super) fn real(&self, row: &ParamSpec) -> f64 {
        let number = if (row.applies)(self) {
            self.number(row)
        } else {
            row.default_in(self).number()
        };
        number.unwrap_or_default()
    }

    pub(super) fn whole(&self, row: &ParamSpec) -> usize {
        self.real(row) as usize
    }

    pub(super) fn is_on(&self, row: &ParamSpec) -> bool {
        let switch = if (row.applies)(self) {
            self.switch(row)
        } else {
            row.default_in(self).switch()
        };
        switch.unwrap_or_default()
    }

    pub(super) fn choice<T: Choices>(&self, row: &ParamSpec) -> T {
        debug_assert!(has_choices::<T>(row), "{} is another choice", row.key);
        let choice = if (row.applies)(self) {
            self.text(row)
        } else {
            row.default_in(self).text()
        };
        choice.and_then(T::named).unwrap_or_default()
    }

    pub(super) fn optional(&self, row: &ParamSpec) -> Option<f64> {
        text::optional_number(&self.list(row)).flatten()
    }

    /// The text of a list.
    pub(super) fn list(&self, row: &ParamSpec) -> String {
        self.meant(row).to_string()
    }

    /// What is wrong with a row under the other choices.
    pub(super) fn contradiction(
        &self,
        row: &ParamSpec,
        requirement: impl Into<String>,
    ) -> Option<InvalidParam> {
        Some(InvalidParam::new(row.key, &self.get(row), requirement))
    }
}

fn has_choices<T: Choices>(row: &ParamSpec) -> bool {
    matches!(row.kind, Kind::Choice(choices) if choices.iter().all(|it| T::CHOICES.contains(it)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::{N_LAYERS, OPTIMIZER, WEIGHT_DECAY};
    #[test]
    fn setting_a_row_to_its_default_leaves_nothing_changed() {
        let params = HyperParams::default()
            .with(&N_LAYERS, 5.0)
            .with(&N_LAYERS, N_LAYERS.default.value());
        assert_eq!(params, HyperParams::default());
    }

    #[test]
    fn a_default_that_follows_the_optimizer_is_no_change() {
        let adamw = HyperParams::default().with(&OPTIMIZER, "adamw");
        assert_eq!(adamw.get(&WEIGHT_DECAY), Value::Number(0.004));
        assert!(!adamw.is_changed(&WEIGHT_DECAY));
        let adam = adamw.with(&OPTIMIZER, "adam");
        assert_eq!(adam.get(&WEIGHT_DECAY), Value::Number(0.0));
    }

    #[test]
    fn a_value_set_before_its_optimizer_stays() {
        let params = HyperParams::default()
            .with(&WEIGHT_DECAY, 0.0)
            .with(&OPTIMIZER, "adamw");
        assert_eq!(params.get(&WEIGHT_DECAY), Value::Number(0.0));
        assert!(params.is_changed(&WEIGHT_DECAY));
    }
}
