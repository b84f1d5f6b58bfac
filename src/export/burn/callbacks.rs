//! What watches a run: early stopping, a plateau, an average of the weights.

use super::accumulates;
use super::source::{Source, real};
use crate::hyperparams::{
    CheckedHyperParams, EarlyStopping, LrSchedule, Metric, Monitor, ReduceLrOnPlateau,
};

/// What there is before the first epoch.
pub fn before(params: &CheckedHyperParams) -> String {
    let mut lines = String::new();
    if plateau(params).is_some() {
        lines += "        let mut plateau = Plateau::default();\n";
    }
    if params.early_stopping.is_some() {
        lines += "        let mut early_stopping = EarlyStopping::default();\n";
    }
    lines
}

pub fn after_epoch(params: &CheckedHyperParams) -> String {
    let mut lines = String::new();
    if let Some(plateau) = plateau(params) {
        let value = value(plateau.monitor);
        lines += &format!("            self.rate = plateau.end_epoch({value}, self.rate);\n");
    }
    if let Some(stopping) = &params.early_stopping {
        let value = value(stopping.monitor);
        let model = match stopping.restore_best_weights {
            true => ", &self.model",
            false => "",
        };
        lines += &format!(
            "            if early_stopping.end_epoch(epoch, {value}{model}) {{\n                \
             break;\n            }}\n"
        );
    }
    lines
}

/// What becomes of the network.
pub fn after_run(params: &CheckedHyperParams) -> String {
    let mut lines = String::new();
    if params.optimizer.ema.is_some() {
        lines += "        self.model = self.ema.replace(self.model.clone());\n";
    }
    let restores = params
        .early_stopping
        .is_some_and(|it| it.restore_best_weights);
    if restores {
        lines += "        if let Some(best) = early_stopping.best_model {\n            \
                  self.model = best.train();\n        }\n";
    }
    if !lines.is_empty() {
        lines += "        println!(\"kept: {}\", evaluate(&self.model.valid(), validation));\n";
    }
    lines
}

fn plateau(params: &CheckedHyperParams) -> Option<ReduceLrOnPlateau> {
    match params.schedule {
        LrSchedule::ReduceOnPlateau(plateau) => Some(plateau),
        _ => None,
    }
}

fn value(monitor: Monitor) -> &'static str {
    match monitor.metric {
        Metric::ValLoss => "validated.loss()",
        Metric::ValAccuracy => "validated.accuracy()",
        Metric::Loss => "trained.loss()",
        Metric::Accuracy => "trained.accuracy()",
    }
}

/// Whether `value` is better than this.
fn is_better(monitor: Monitor, than: &str) -> String {
    let (sign, by) = match monitor.larger_is_better {
        true => (">", "+"),
        false => ("<", "-"),
    };
    match monitor.min_delta {
        0.0 => format!("value {sign} {than}"),
        delta => format!("value {sign} {than} {by} {}", real(delta)),
    }
}

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    if let Some(plateau) = plateau(params) {
        source.item(plateau_of(&plateau));
    }
    if let Some(stopping) = &params.early_stopping {
        source.item(stopping_of(stopping));
    }
    if let Some(ema) = params.optimizer.ema {
        source.real("EMA_MOMENTUM", ema.momentum);
        let update = match accumulates(params) {
            true => "batch / BATCHES_PER_UPDATE",
            false => "batch",
        };
        let after = match ema.overwrite_frequency {
            None => "        model\n".to_owned(),
            Some(frequency) => format!(
                "        match (self.updates + 1).is_multiple_of({frequency}) {{\n            \
                 true => self.replace(model),\n            \
                 false => model,\n        }}\n"
            ),
        };
        source.item(EMA.replace("UPDATE", update).replace("AFTER", &after));
    }
}

/// No patience is the same as one epoch of it.
fn waiting(patience: usize) -> String {
    patience.max(1).to_string()
}

fn plateau_of(plateau: &ReduceLrOnPlateau) -> String {
    let ReduceLrOnPlateau {
        monitor,
        factor,
        patience,
        cooldown,
        min_lr,
    } = plateau;
    // A cooldown of one epoch is over before it counts.
    let cools = *cooldown > 1;
    let part = |text: &str| {
        if cools {
            text.to_owned()
        } else {
            String::new()
        }
    };
    PLATEAU
        .replace("COOLDOWN_FIELD", &part("    cooldown: usize,\n"))
        .replace("COOLDOWN_COUNT", &part("        if self.cooldown > 0 {\n            self.cooldown -= 1;\n            self.waited = 0;\n        }\n"))
        .replace("COOLDOWN_REST", &part("        if self.cooldown > 0 {\n            return rate;\n        }\n"))
        .replace("COOLDOWN_START", &part(&format!("        self.cooldown = {cooldown};\n")))
        .replace("BETTER", &is_better(*monitor, "best"))
        .replace("PATIENCE", &waiting(*patience))
        .replace("FACTOR", &real(*factor))
        .replace("LEAST", &real(*min_lr))
}

const PLATEAU: &str = "/// Keras' ReduceLROnPlateau.
#[derive(Default)]
struct Plateau {
    best: Option<f64>,
    waited: usize,
COOLDOWN_FIELD}

impl Plateau {
    /// The rate after an epoch.
    fn end_epoch(&mut self, value: f64, rate: f64) -> f64 {
COOLDOWN_COUNT        if self.best.is_none_or(|best| BETTER) {
            self.best = Some(value);
            self.waited = 0;
            return rate;
        }
COOLDOWN_REST        self.waited += 1;
        if self.waited < PATIENCE || rate <= LEAST {
            return rate;
        }
COOLDOWN_START        self.waited = 0;
        (rate * FACTOR).max(LEAST)
    }
}
";

fn stopping_of(stopping: &EarlyStopping) -> String {
    let EarlyStopping {
        monitor,
        patience,
        baseline,
        start_from_epoch,
        restore_best_weights,
    } = *stopping;
    let part = |is_there: bool, text: &str| {
        if is_there {
            text.to_owned()
        } else {
            String::new()
        }
    };
    let restart = match baseline {
        None => "            self.waited = 0;\n".to_owned(),
        Some(baseline) => format!(
            "            if {} {{\n                self.waited = 0;\n            }}\n",
            is_better(monitor, &real(baseline))
        ),
    };
    let start = format!(
        "        if epoch <= {start_from_epoch} {{\n            return false;\n        }}\n"
    );
    let (field, argument, kept) = match restore_best_weights {
        true => (
            "    best_model: Option<Mlp>,\n",
            ", model: &Mlp",
            "            self.best_model = Some(model.valid());\n",
        ),
        false => ("", "", ""),
    };
    STOPPING
        .replace("FIELD", field)
        .replace("ARGUMENT", argument)
        .replace("KEEP", kept)
        .replace("RESTART", &restart)
        .replace("START", &part(start_from_epoch > 0, &start))
        .replace("BETTER", &is_better(monitor, "best"))
        .replace("PATIENCE", &waiting(patience))
}

const STOPPING: &str = "/// Keras' EarlyStopping.
#[derive(Default)]
struct EarlyStopping {
    best: Option<f64>,
    waited: usize,
FIELD}

impl EarlyStopping {
    /// Whether the run ends. The first epoch never ends it, nor does one that is better.
    fn end_epoch(&mut self, epoch: usize, value: f64ARGUMENT) -> bool {
START        self.waited += 1;
        if self.best.is_none_or(|best| BETTER) {
            self.best = Some(value);
KEEPRESTART            return false;
        }
        self.waited >= PATIENCE && epoch > 1
    }
}
";

const EMA: &str = "/// Keras' use_ema: a moving average of what is trained, which becomes the network when training ends.
#[derive(Default)]
struct Ema {
    updates: usize,
    averages: TensorContainer<ParamId>,
}

impl Ema {
    /// Up to the first update the weights are the average.
    fn after_batch(&mut self, model: Mlp, batch: usize) -> Mlp {
        self.updates = UPDATE;
        model.visit(self);
AFTER    }

    /// The network with the averages in place of its weights.
    fn replace(&mut self, model: Mlp) -> Mlp {
        model.map(self)
    }
}

impl ModuleVisitor for Ema {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if !param.val().is_require_grad() {
            return;
        }
        let weights = param.val().inner();
        let average = match self.averages.remove::<Tensor<D>>(&param.id) {
            Some(average) if self.updates > 0 => {
                average * EMA_MOMENTUM + weights * (1.0 - EMA_MOMENTUM)
            }
            _ => weights,
        };
        self.averages.register(param.id, average);
    }
}

impl ModuleMapper for Ema {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        match self.averages.get::<Tensor<D>>(&param.id) {
            Some(average) => param.map(|_| Tensor::from_inner(average).require_grad()),
            None => param,
        }
    }
}
";
