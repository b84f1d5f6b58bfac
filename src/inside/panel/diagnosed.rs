//! What is wrong with the run, and how healthy its layers are.

use super::Panel;
use crate::inside::diagnosis::{self, Case};
use crate::inside::health;

impl Panel {
    fn case(&self) -> Option<Case<'_>> {
        let past = self.seen.as_ref().unwrap_or(&self.past);
        let of_weights = self.run.as_ref().map(|run| Case {
            params: &run.model.hyperparams,
            setting: &run.model.setting,
            past,
            inside: self.health.as_ref().map(|health| (&run.judged, health)),
        });
        let bare = self.bare.as_ref().map(|(params, setting)| Case {
            params,
            setting,
            past,
            inside: None,
        });
        of_weights.or(bare)
    }

    pub(super) fn diagnosis(&self) -> String {
        self.case()
            .map(|case| diagnosis::view(&case))
            .unwrap_or_default()
    }

    pub(super) fn health(&self) -> String {
        let (Some(health), Some(case)) = (&self.health, self.case()) else {
            return String::new();
        };
        let ratios = health.layers.iter().map(|layer| case.update_ratio(layer));
        health::view(health, &ratios.collect::<Vec<_>>())
    }
}
