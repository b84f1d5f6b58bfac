//! Choices: an enum, and the names of its variants, in one declaration.

/// One option of a row that is a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Keras' string identifier.
    pub value: &'static str,
    pub label: &'static str,
    /// What others call it, in [plain letters](super::near::plain).
    pub aliases: &'static [&'static str],
    /// What stands for it in Python where that is not its name in quotes.
    pub python: Option<&'static str>,
}

/// An enum whose variants can be chosen by name; [`choices!`] declares it.
pub trait Choices: Copy + PartialEq + Default + 'static {
    /// Every variant, in the order of the screen.
    const ALL: &'static [Self];
    /// The names of [`ALL`](Self::ALL).
    const CHOICES: &'static [Choice];
    /// The name of the default.
    const DEFAULT: &'static str;

    /// The variant with this Keras identifier.
    fn named(name: &str) -> Option<Self> {
        let at = Self::CHOICES.iter().position(|it| it.value == name)?;
        Self::ALL.get(at).copied()
    }
}

/// Declares an enum with Keras' identifier, the label and any other names of each variant, and what stands for it in
/// Python where that is not its identifier in quotes:
///
/// ```text
/// choices! {
///     /// How the losses of a batch's images become one.
///     pub enum Reduction, default Mean {
///         Mean => "sum_over_batch_size", "Mean of the batch";
///         Sum => "sum", "Sum of the batch", also "total";
///     }
/// }
/// ```
macro_rules! choices {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident, default $default:ident {
            $(
                $(#[$variant_attribute:meta])*
                $variant:ident => $value:literal, $label:literal
                    $(, also $($alias:literal)|+)? $(, python $python:literal)?;
            )+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        $visibility enum $name {
            $($(#[$variant_attribute])* $variant,)+
        }

        impl $name {
            /// Keras' identifier.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)+
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::$default
            }
        }

        impl $crate::hyperparams::choice::Choices for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const CHOICES: &'static [$crate::hyperparams::choice::Choice] = &[
                $($crate::hyperparams::choice::Choice {
                    value: $value,
                    label: $label,
                    aliases: &[$($($alias),+)?],
                    python: [$(Some($python),)? None][0],
                }),+
            ];
            const DEFAULT: &'static str = Self::$default.name();
        }
    };
}

pub(super) use choices;

#[cfg(test)]
mod tests {
    use super::*;

    choices! {
        enum Fruit, default Pear {
            Apple => "apple", "Apple", also "malus";
            Pear => "pear", "Pear";
        }
    }

    #[test]
    fn a_variant_and_its_name_lead_to_each_other() {
        for fruit in Fruit::ALL {
            assert_eq!(Fruit::named(fruit.name()), Some(*fruit));
        }
        assert_eq!(Fruit::named("Apple"), None, "that is the label");
        assert_eq!(Fruit::CHOICES[0].aliases, ["malus"]);
    }

    #[test]
    fn the_default_is_the_one_that_is_named() {
        assert_eq!((Fruit::default(), Fruit::DEFAULT), (Fruit::Pear, "pear"));
    }
}
