//! A set of cases: what `cases.json` says, and the files that it names.

use std::sync::Arc;

use burn::tensor::Device;
use serde_json::Value;
use tuneground::dataset::Dataset;

use super::case::{Case, Tolerance};
use super::compare::{compare, first_images};
use super::safetensors;

/// Cases with the images they are trained and judged on.
pub struct Suite<F> {
    cases: Vec<Value>,
    tolerance: Tolerance,
    dataset: Arc<Dataset>,
    /// The bytes of a file of the set.
    file: F,
}

impl<F: Fn(&str) -> Result<Vec<u8>, String>> Suite<F> {
    /// - dataset: at least the first shard and the test images
    pub fn open(file: F, dataset: &Dataset) -> Result<Self, String> {
        let set = serde_json::from_slice(&file("cases.json")?);
        let mut set: Value = set.map_err(|error| error.to_string())?;
        let count = |split: &str| {
            let count = set["data"][format!("{split}_count")].as_u64();
            count
                .ok_or(format!("how many {split} images?"))
                .map(|count| count as usize)
        };
        let dataset = first_images(dataset, count("train")?, count("validation")?);
        let Value::Array(cases) = set["cases"].take() else {
            return Err("there are no cases".to_owned());
        };
        Ok(Self {
            cases,
            tolerance: Tolerance::read(set["tolerance"].take())?,
            dataset: Arc::new(dataset),
            file,
        })
    }

    /// Runs the cases that are wanted and tells of each: its id, and where it leaves Keras if it does.
    /// Returns how many passed and failed.
    pub async fn run(
        &self,
        device: &Device,
        is_wanted: impl Fn(&str) -> bool,
        mut tell: impl FnMut(&str, &Result<(), String>),
    ) -> (usize, usize) {
        let (mut passed, mut failed) = (0, 0);
        for case in &self.cases {
            let id = case["id"].as_str().unwrap_or_default();
            if is_wanted(id) {
                let verdict = self.check(case.clone(), device).await;
                tell(id, &verdict);
                passed += usize::from(verdict.is_ok());
                failed += usize::from(verdict.is_err());
            }
        }
        (passed, failed)
    }

    async fn check(&self, case: Value, device: &Device) -> Result<(), String> {
        let case = Case::read(case, self.dataset.train_len())?;
        let weights = |file: &str| safetensors::read(&(self.file)(file)?);
        let weights = [weights(&case.init)?, weights(&case.final_weights)?];
        let dataset = Arc::clone(&self.dataset);
        compare(&case, weights, dataset, &self.tolerance, device).await
    }
}
