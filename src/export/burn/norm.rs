//! Batch normalization: burn's layer, or renormalization, which it has none for.

use super::source::{Source, real};
use crate::hyperparams::{BatchNormConfig, CheckedHyperParams, Renorm};

/// The type of the layers.
pub fn layer(params: &CheckedHyperParams) -> &'static str {
    match params.batch_norm.and_then(|norm| norm.renorm) {
        Some(_) => "BatchRenorm",
        None => "BatchNorm",
    }
}

/// How one is made.
pub fn made(params: &CheckedHyperParams, units: &str) -> String {
    match layer(params) {
        "BatchNorm" => format!("batch_norm({units}, device)"),
        _ => format!("BatchRenorm::new({units}, device)"),
    }
}

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    let Some(config) = params
        .batch_norm
        .filter(|_| !params.hidden_layers.is_empty())
    else {
        return;
    };
    match config.renorm {
        None => source.item(plain(&config)),
        Some(renorm) => {
            source.real("NORM_MOMENTUM", config.momentum);
            source.real("NORM_EPSILON", config.epsilon);
            source.real("RENORM_MOMENTUM", renorm.momentum);
            source.item(renormalizing(&config, renorm));
        }
    }
}

/// Keras' defaults are burn's for variables and statistics, but not for what belongs to a config.
fn plain(config: &BatchNormConfig) -> String {
    let mut changes = String::new();
    let mut change = |text: String| changes += &format!("    {text}\n");
    for (name, variable, usual, argument) in [
        ("gamma", config.gamma, 1.0, "scale"),
        ("beta", config.beta, 0.0, "center"),
    ] {
        match variable {
            None => {
                change(format!("// Keras' {argument}=False: it stays as it is."));
                change(format!(
                    "norm.{name} = norm.{name}.set_require_grad(false);"
                ));
            }
            Some(variable) if variable.initial != usual => change(format!(
                "norm.{name} = Param::from_tensor(Tensor::full([units], {}, device));",
                real(variable.initial)
            )),
            Some(_) => {}
        }
    }
    for (name, initial, usual) in [
        ("mean", config.moving_mean, 0.0),
        ("var", config.moving_variance, 1.0),
    ] {
        if initial != usual {
            let initial = real(initial);
            change(format!(
                "norm.running_{name} = RunningState::new(Tensor::full([units], {initial}, device));"
            ));
        }
    }
    let config = format!(
        "BatchNormConfig::new(units)\n        \
         .with_epsilon({})\n        \
         .with_momentum(1.0 - {})\n        \
         .init(device)",
        real(config.epsilon),
        real(config.momentum)
    );
    let body = match changes.is_empty() {
        true => format!("    {config}\n"),
        false => format!("    let mut norm = {config};\n{changes}    norm\n"),
    };
    format!(
        "/// Keras' momentum is the share of what was, burn's that of what is new.\n\
         fn batch_norm(units: usize, device: &Device) -> BatchNorm {{\n{body}}}\n"
    )
}

fn renormalizing(config: &BatchNormConfig, renorm: Renorm) -> String {
    let variable = |variable: Option<f64>, kept: f64| match variable {
        Some(initial) => format!("Param::from_tensor(full({}))", real(initial)),
        // Without gradients it stays as it is.
        None => format!(
            "Param::from_tensor(full({})).set_require_grad(false)",
            real(kept)
        ),
    };
    let mut limits = String::new();
    let mut limit = |name: &str, call: String| {
        limits += &format!("        let {name} = {name}.{call};\n");
    };
    match (renorm.rmin, renorm.rmax) {
        (None, None) => {}
        (Some(least), None) => limit("r", format!("clamp_min({})", real(least))),
        (None, Some(most)) => limit("r", format!("clamp_max({})", real(most))),
        (Some(least), Some(most)) => {
            limit("r", format!("clamp({}, {})", real(least), real(most)));
        }
    }
    if let Some(most) = renorm.dmax.map(real) {
        limit("d", format!("clamp(-{most}, {most})"));
    }
    RENORM
        .replace("GAMMA", &variable(config.gamma.map(|it| it.initial), 1.0))
        .replace("BETA", &variable(config.beta.map(|it| it.initial), 0.0))
        .replace("START_MEAN", &real(config.moving_mean))
        .replace("START_STDDEV", &real(config.moving_variance.sqrt()))
        .replace("LIMITS", &limits)
}

const RENORM: &str = "/// Batch renormalization, which burn has no layer for: a batch is corrected by those before it.
#[derive(Module, Debug)]
struct BatchRenorm {
    gamma: Param<Tensor<1>>,
    beta: Param<Tensor<1>>,
    moving_mean: RunningState<Tensor<1>>,
    moving_stddev: RunningState<Tensor<1>>,
    renorm_mean: RunningState<Tensor<1>>,
    renorm_stddev: RunningState<Tensor<1>>,
}

impl BatchRenorm {
    fn new(units: usize, device: &Device) -> Self {
        let full = |value: f64| Tensor::full([units], value, device);
        Self {
            gamma: GAMMA,
            beta: BETA,
            moving_mean: RunningState::new(full(START_MEAN)),
            moving_stddev: RunningState::new(full(START_STDDEV)),
            renorm_mean: RunningState::new(full(START_MEAN)),
            renorm_stddev: RunningState::new(full(START_STDDEV)),
        }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let normalized = match x.device().is_autodiff() {
            true => self.normalize_batch(x),
            false => {
                let stddev = self.moving_stddev.value().clamp_min(NORM_EPSILON.sqrt());
                (x - self.moving_mean.value().unsqueeze()) / stddev.unsqueeze()
            }
        };
        normalized * self.gamma.val().unsqueeze() + self.beta.val().unsqueeze()
    }

    /// By the batch's own statistics and r and d, through which no gradient flows.
    fn normalize_batch(&self, x: Tensor<2>) -> Tensor<2> {
        let mean = x.clone().mean_dim(0);
        let centered = x - mean.clone();
        let stddev = (centered.clone().square().mean_dim(0) + NORM_EPSILON).sqrt();
        let normalized = centered / stddev.clone();
        let mean = mean.detach().squeeze_dim::<1>(0);
        let stddev = stddev.detach().squeeze_dim::<1>(0);
        let least = NORM_EPSILON.sqrt();
        let past_stddev = self.renorm_stddev.value_sync().clamp_min(least);
        let past_mean = self.renorm_mean.value_sync();
        let r = stddev.clone() / past_stddev.clone();
        let d = (mean.clone() - past_mean) / past_stddev;
LIMITS        for (state, batch, momentum) in [
            (&self.moving_mean, &mean, NORM_MOMENTUM),
            (&self.moving_stddev, &stddev, NORM_MOMENTUM),
            (&self.renorm_mean, &mean, RENORM_MOMENTUM),
            (&self.renorm_stddev, &stddev, RENORM_MOMENTUM),
        ] {
            state.update(state.value_sync() * momentum + batch.clone() * (1.0 - momentum));
        }
        normalized * r.unsqueeze() + d.unsqueeze()
    }
}
";
