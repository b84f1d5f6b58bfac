//! Hyperparameters ⇄ the hash of a URL, by name: `#n_layers=2&learning_rate=0.001&seed=42`.

use super::{HyperParams, InvalidParam, ParamSpec};

impl HyperParams {
    /// The hash without its `#`: every row that applies, so that the link means the same for ever.
    pub fn to_permalink(&self) -> String {
        self.encode(self.applicable())
    }

    /// The same for the base of a study: the rows that are [stated](Self::stated).
    pub fn to_base_permalink(&self) -> String {
        self.encode(self.stated())
    }

    fn encode(&self, rows: impl Iterator<Item = &'static ParamSpec>) -> String {
        encoded(rows.map(|row| (row.key, self.get(row).to_string())))
    }

    /// Reads the pairs of a link: the good ones over the defaults, and an error for every bad one.
    pub fn from_permalink(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> (Self, Vec<InvalidParam>) {
        let (mut params, mut errors) = Self::from_known(pairs);
        for row in super::CATALOG {
            if let Err(error) = row.check(&params.get(row)) {
                params.reset(row);
                errors.push(error);
            }
        }
        (params, errors)
    }
}

/// Pairs as a hash holds them.
pub fn encoded<K: AsRef<str>>(pairs: impl IntoIterator<Item = (K, String)>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// The pairs of a hash, decoded, with or without its `#`; a key without `=` has the value "".
pub fn pairs(hash: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(hash.trim_start_matches('#').as_bytes())
        .into_owned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;

    #[test]
    fn a_link_reads_back_to_the_same_hyperparameters() {
        let params = HyperParams::default()
            .with(&OPTIMIZER, "sgd")
            .with(&MOMENTUM, 0.9)
            .with(&NESTEROV, true)
            .with(&LEARNING_RATE, 1e-5)
            .with(&SEED, 7.0);
        let (read, errors) = HyperParams::from_permalink(pairs(&params.to_permalink()));
        assert_eq!(errors, []);
        assert_eq!(read, params);
    }

    #[test]
    fn a_link_names_every_applicable_row_seed_included() {
        let link = HyperParams::default().to_permalink();
        for row in HyperParams::default().applicable() {
            assert!(link.contains(&format!("{}=", row.key)), "{link}");
        }
        assert!(link.contains("seed=42"));
    }

    #[test]
    fn what_a_link_names_does_not_hang_on_a_row_that_it_leaves_out() {
        for row in [&BIAS_L1, &BIAS_L2] {
            let params = HyperParams::default().with(row, 0.5).with(&USE_BIAS, false);
            let link = params.to_permalink();
            let (read, _) = HyperParams::from_permalink(pairs(&link));
            assert_eq!(read.to_permalink(), link);
        }
    }

    #[test]
    fn the_good_pairs_of_a_bad_link_are_kept_and_every_bad_one_is_named() {
        let hash = "#epochs=3&learning_rate=fast&speed=9&seed&dropout=2&n_nodes=64";
        let (read, errors) = HyperParams::from_permalink(pairs(hash));
        let expected = HyperParams::default()
            .with(&EPOCHS, 3.0)
            .with(&N_NODES, 64.0);
        assert_eq!(read, expected);
        let mut keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["dropout", "learning_rate", "seed", "speed"]);
    }

    #[test]
    fn an_empty_hash_means_the_defaults() {
        for hash in ["", "#", "#&&"] {
            let (read, errors) = HyperParams::from_permalink(pairs(hash));
            assert_eq!((read, errors), (HyperParams::default(), vec![]));
        }
    }

    #[test]
    fn garbage_in_a_hash_is_an_error_and_not_a_panic() {
        let (read, errors) = HyperParams::from_permalink(pairs("#%ff%zz=%&=&%E9=1&épochs=2"));
        assert_eq!(read, HyperParams::default());
        assert!(errors.len() >= 3, "{errors:?}");
    }
}
