//! Which optimizer a program has: burn's where it means the same, else Keras' rule.

use super::rules::{self, Rule};
use super::source::{Source, real};
use crate::hyperparams::{
    CheckedHyperParams, Clipping, LrSchedule, Momentum, OptimizerConfig, UpdateRule,
};

/// Whether burn's own optimizer means what Keras means by it.
///
/// burn multiplies a velocity by the rate of the step, where Keras has the rate inside: that is the same as long as it does
/// not change, and no weights decay.
pub fn is_burns(params: &CheckedHyperParams) -> bool {
    let decays = params.optimizer.weight_decay > 0.0;
    match &params.optimizer.rule {
        UpdateRule::Sgd(Momentum { momentum, .. }) => {
            *momentum == 0.0 || params.schedule == LrSchedule::Constant && !decays
        }
        UpdateRule::Lion { .. } => true,
        _ => false,
    }
}

/// A function that makes burn's own.
fn of_burn(optimizer: &OptimizerConfig) -> String {
    let (mut lines, mut links) = (String::new(), Vec::new());
    let mut about = "";
    if let UpdateRule::Lion { beta_1, beta_2 } = optimizer.rule {
        links.push(format!(".with_beta_1({})", real(beta_1)));
        links.push(format!(".with_beta_2({})", real(beta_2)));
        if optimizer.weight_decay > 0.0 {
            links.push(format!(
                ".with_weight_decay({})",
                real(optimizer.weight_decay)
            ));
        }
    }
    if let UpdateRule::Sgd(Momentum { momentum, nesterov }) = optimizer.rule {
        if momentum > 0.0 {
            about = "/// Keras does not dampen what a velocity takes in, burn does unless it is told not to.\n";
            lines += &format!(
                "    let momentum = MomentumConfig::new()\n        .with_momentum({})\n        \
                 .with_dampening(0.0)\n        .with_nesterov({nesterov});\n",
                real(momentum)
            );
            links.push(".with_momentum(Some(momentum))".to_owned());
        }
        if optimizer.weight_decay > 0.0 {
            about = "/// Decay that is added to gradients is Keras' decoupled one as long as there is no momentum.\n";
            let decay = real(optimizer.weight_decay);
            lines += &format!("    let decay = WeightDecayConfig::new({decay});\n");
            links.push(".with_weight_decay(Some(decay))".to_owned());
        }
    }
    let (class, argument) = match optimizer.rule {
        UpdateRule::Lion { .. } => ("LionConfig", "grad_clipping"),
        _ => ("SgdConfig", "gradient_clipping"),
    };
    let clipping = match optimizer.clipping {
        Some(Clipping::Norm(most)) => Some(format!("Norm({})", real(most))),
        Some(Clipping::Value(most)) => Some(format!("Value({})", real(most))),
        Some(Clipping::GlobalNorm(_)) | None => None,
    };
    if let Some(clipping) = clipping {
        lines += &format!("    let clipping = GradientClippingConfig::{clipping};\n");
        links.push(format!(".with_{argument}(Some(clipping))"));
    }
    links.push(".init()".to_owned());
    let line = format!("{class}::new(){}", links.concat());
    let chain = match line.len() <= 60 {
        true => line,
        false => format!("{class}::new()\n        {}", links.join("\n        ")),
    };
    format!("{about}fn optimizer() -> ModuleOptimizer {{\n{lines}    {chain}\n}}\n")
}

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    let optimizer = &params.optimizer;
    if is_burns(params) {
        source.item(of_burn(optimizer));
        return;
    }
    let Rule {
        about,
        constants,
        body,
    } = rules::rule(&optimizer.rule);
    for (name, value) in constants {
        source.real(name, value);
    }
    let is_muon = matches!(optimizer.rule, UpdateRule::Muon(_));
    let mut first = String::new();
    match optimizer.clipping {
        Some(Clipping::Norm(most)) => {
            first += &format!(
                "        let g = GradientClipping::Norm({}).clip_gradient(g);\n",
                real(most)
            );
        }
        Some(Clipping::Value(most)) => {
            first += &format!(
                "        let g = GradientClipping::Value({}).clip_gradient(g);\n",
                real(most)
            );
        }
        Some(Clipping::GlobalNorm(_)) | None => {}
    }
    if optimizer.weight_decay > 0.0 {
        source.real("WEIGHT_DECAY", optimizer.weight_decay);
        if !is_muon {
            first += "        // Keras' weight_decay is decoupled from the gradients, of all optimizers.\n        \
                      let w = w * (1.0 - WEIGHT_DECAY * lr);\n";
        }
    }
    let is_nadam = matches!(optimizer.rule, UpdateRule::Nadam(_));
    let excludes = optimizer.excludes_output();
    let (mut fields, mut before) = (String::new(), String::new());
    let counts = is_nadam || body.contains("self.updates");
    if counts {
        fields += "    updates: i32,\n";
        before += "        self.updates += 1;\n";
    }
    if excludes {
        fields += "    /// The kernel that takes Adam's steps.\n    excluded: Option<ParamId>,\n";
        before += "        self.excluded = Some(model.output.weight.id);\n";
    }
    let decay = match optimizer.weight_decay > 0.0 {
        true => "let w = w * (1.0 - WEIGHT_DECAY * lr);\n                ",
        false => "",
    };
    let body = body.replace("MUON_DECAY", decay).replace(
        "EXCLUDED",
        if excludes {
            " if self.excluded != Some(id)"
        } else {
            ""
        },
    );
    let has = |name: &str| body.contains(&format!("self.{name}("));
    let remembers = ["average", "recall", "keep"].into_iter().any(has);
    let mut methods = String::new();
    if has("average") {
        methods += rules::AVERAGE;
    }
    if has("recall") || has("average") {
        methods += rules::RECALL;
    }
    if has("keep") || has("average") {
        methods += rules::KEEP;
    }
    if remembers {
        fields += "    /// What is remembered of each variable, by names.\n    \
                   memory: TensorContainer<(ParamId, &'static str)>,\n";
    }
    source.item(
        rules::FRAME
            .replace("ABOUT", &about)
            .replace("FIELDS", &fields)
            .replace("BEFORE", &before)
            .replace("FIRST", &first)
            .replace("BODY", &body)
            .replace("METHODS", &methods),
    );
    source.item(rules::MAPPER);
    if let UpdateRule::Muon(muon) = &optimizer.rule {
        source.whole("NS_STEPS", muon.ns_steps);
        source.item(rules::ORTHOGONAL);
    }
    for (name, function) in [("fn rms", rules::RMS), ("fn norm", rules::NORM)] {
        let called = name.trim_start_matches("fn ");
        if body.contains(&format!("{called}(")) {
            source.item(function);
        }
    }
}
