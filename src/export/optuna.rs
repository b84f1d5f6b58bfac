//! A study as an Optuna script.

use super::Tuner;
use super::space::{Range, Search, dictionary, values};
use super::text::{Script, if_it_prunes, mean, prunes};
use super::train::Needs;
use crate::hyperparams::python::{Code, assign};
use crate::study::{Distribution, Learner, Plan, Pruner, STARTUP, Sampler};

pub(super) fn script(plan: &Plan) -> Script {
    Script {
        packages: match plan.definition().sampler {
            // Optuna's Sobol sequence is SciPy's.
            Sampler::QuasiRandom { .. } => "optuna scipy",
            Sampler::Adaptive { learner, .. } => needed(learner),
            _ => "optuna",
        }
        .to_owned(),
        modules: "import optuna\n",
        needs: Needs {
            callbacks: prunes(plan),
            own_images: false,
        },
        search: [space(plan), report(plan), objective(plan), study(plan)].concat(),
        ..Script::default()
    }
}

fn space(plan: &Plan) -> String {
    match Search::of(plan, Tuner::Optuna) {
        Search::Grid => format!("SPACE = {}\n\n\n", dictionary(plan, 0, values)),
        Search::Explicit | Search::Drawn => String::new(),
    }
}

fn report(plan: &Plan) -> String {
    let class = r#"class Report(callbacks.Callback):
    """Tells Optuna of each epoch, and stops what falls behind."""

    def __init__(self, trial):
        super().__init__()
        self.trial = trial

    def on_epoch_end(self, epoch, logs=None):
        self.trial.report(logs["val_accuracy"], epoch + 1)
        if self.trial.should_prune():
            raise optuna.TrialPruned()


"#;
    if_it_prunes(plan, class)
}

fn objective(plan: &Plan) -> String {
    let setting = match Search::of(plan, Tuner::Optuna) {
        Search::Grid => {
            "{key: trial.suggest_categorical(key, values) for key, values in SPACE.items()}"
                .to_owned()
        }
        Search::Explicit => {
            "SETTINGS[trial.suggest_int(\"setting\", 0, len(SETTINGS) - 1)]".to_owned()
        }
        Search::Drawn => dictionary(plan, 4, suggested),
    };
    let (mean, accuracies) = mean(plan, "Report(trial)");
    format!(
        "def objective(trial):\n    p = {setting}\n    trial.set_user_attr(\"setting\", p)\n\
         {mean}    return {accuracies}\n\n\n"
    )
}

fn suggested(distribution: &Distribution) -> Code {
    let key = Code::text(distribution.row.key);
    let Some(range) = Range::of(distribution) else {
        let list = Code::call("trial.suggest_categorical").arg(key);
        return list.arg(values(distribution));
    };
    let kind = if range.is_whole { "int" } else { "float" };
    Code::call(format!("trial.suggest_{kind}"))
        .arg(key)
        .arg(range.end(range.low))
        .arg(range.end(range.high))
        .with_some("log", range.log.then(|| Code::switch(true)))
}

fn study(plan: &Plan) -> String {
    let create = Code::call("optuna.create_study")
        .with("direction", Code::text("maximize"))
        .with("sampler", sampler(plan))
        .with_some("pruner", pruner(plan.definition().pruner));
    let settings = plan.size();
    let pruned = r#"for trial in study.get_trials(states=[optuna.trial.TrialState.PRUNED]):
    print(f"{'pruned':>12}  {trial.user_attrs['setting']}")
"#;
    format!(
        r#"{}study.optimize(objective, n_trials={settings})

print("val_accuracy  setting")
complete = study.get_trials(states=[optuna.trial.TrialState.COMPLETE])
for trial in sorted(complete, key=lambda trial: -trial.value):
    print(f"{{trial.value:12.4f}}  {{trial.user_attrs['setting']}}")
{}"#,
        assign("study", &create),
        if_it_prunes(plan, pruned)
    )
}

fn sampler(plan: &Plan) -> Code {
    let seed = Code::whole(plan.seed(0));
    let sampler = |name: &str| Code::call(format!("optuna.samplers.{name}"));
    let sampler = match (Search::of(plan, Tuner::Optuna), &plan.definition().sampler) {
        (Search::Grid, _) => sampler("GridSampler").arg(Code::plain("SPACE")),
        (Search::Explicit, _) => {
            let all = Code::plain("{\"setting\": list(range(len(SETTINGS)))}");
            sampler("GridSampler").arg(all)
        }
        (Search::Drawn, Sampler::QuasiRandom { .. }) => {
            sampler("QMCSampler").with("scramble", Code::switch(true))
        }
        (Search::Drawn, Sampler::Adaptive { learner, .. }) => adaptive(*learner),
        (Search::Drawn, _) => sampler("RandomSampler"),
    };
    sampler.with("seed", seed)
}

/// What Optuna asks for where it learns like this.
pub(super) fn needed(learner: Learner) -> &'static str {
    match learner {
        Learner::Tpe => "optuna",
        Learner::Gp => "optuna scipy torch",
        Learner::CmaEs => "optuna cmaes",
    }
}

/// The sampler that learns as the browser's does, but for its seed.
pub(super) fn adaptive(learner: Learner) -> Code {
    let sampler = |name: &str| {
        let class = Code::call(format!("optuna.samplers.{name}"));
        class.with("n_startup_trials", Code::whole(STARTUP as u64))
    };
    match learner {
        Learner::CmaEs => sampler("CmaEsSampler"),
        Learner::Tpe => sampler("TPESampler").with("multivariate", Code::switch(true)),
        Learner::Gp => sampler("GPSampler"),
    }
}

/// Epochs count from 1, here as there.
fn pruner(pruner: Pruner) -> Option<Code> {
    let class = |name: &str| Code::call(format!("optuna.pruners.{name}"));
    let whole = |number: usize| Code::whole(number as u64);
    Some(match pruner {
        Pruner::None => return None,
        Pruner::Median {
            startup_trials,
            warmup_epochs,
        } => class("MedianPruner")
            .with("n_startup_trials", whole(startup_trials))
            .with("n_warmup_steps", whole(warmup_epochs)),
        Pruner::Percentile {
            percentile,
            startup_trials,
            warmup_epochs,
        } => class("PercentilePruner")
            .with("percentile", Code::real(percentile as f64))
            .with("n_startup_trials", whole(startup_trials))
            .with("n_warmup_steps", whole(warmup_epochs)),
        Pruner::Threshold {
            lower,
            warmup_epochs,
        } => class("ThresholdPruner")
            .with("lower", Code::real(lower))
            .with("n_warmup_steps", whole(warmup_epochs)),
        Pruner::Patience { epochs, min_delta } => class("PatientPruner")
            .with("wrapped_pruner", Code::plain("None"))
            .with("patience", whole(epochs))
            .with("min_delta", Code::real(min_delta)),
        Pruner::SuccessiveHalving {
            min_epochs,
            reduction_factor,
        } => class("SuccessiveHalvingPruner")
            .with("min_resource", whole(min_epochs))
            .with("reduction_factor", whole(reduction_factor)),
        Pruner::Hyperband {
            min_epochs,
            max_epochs,
            reduction_factor,
        } => class("HyperbandPruner")
            .with("min_resource", whole(min_epochs))
            .with("max_resource", whole(max_epochs))
            .with("reduction_factor", whole(reduction_factor)),
    })
}
