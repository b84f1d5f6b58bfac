//! Lion; Chen et al. (2023); <https://keras.io/api/optimizers/lion/>.

use super::super::kernels::{ElementRule, Elements, Memory};

/// w ← w − lr · sign(β₁ m + (1 − β₁) g), then m ← β₂ m + (1 − β₂) g; the sign of 0 is 0.
#[derive(Clone, Copy)]
pub struct Lion {
    pub lr: f64,
    pub beta_1: f64,
    pub beta_2: f64,
}

impl ElementRule for Lion {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let (beta_1, beta_2) = (self.beta_1, self.beta_2);
        let moment = memory.take(0, || g.full_like(0.0));
        let direction = moment.clone().mul_scalar(beta_1) + g.clone().mul_scalar(1.0 - beta_1);
        memory.keep(0, moment.mul_scalar(beta_2) + g.mul_scalar(1.0 - beta_2));
        w - direction.sign().mul_scalar(self.lr)
    }
}
