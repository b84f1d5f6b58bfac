//! A study as a Ray Tune script.

use super::Tuner;
use super::optuna;
use super::space::{Range, Search, dictionary, values};
use super::text::{Script, if_it_prunes, mean, prunes};
use super::train::Needs;
use crate::hyperparams::catalog::EPOCHS;
use crate::hyperparams::python::{Code, assign};
use crate::study::{Distribution, Plan, Pruner};

pub(super) fn script(plan: &Plan) -> Script {
    let sampler = &plan.definition().sampler;
    let algorithm = match sampler.learner() {
        Some(_) => "from ray.tune.search.optuna import OptunaSearch\n",
        None if sampler.is_drawn() => {
            "from ray.tune.search.basic_variant import BasicVariantGenerator\n"
        }
        None => "",
    };
    Script {
        packages: match sampler.learner() {
            None => "\"ray[tune]\"".to_owned(),
            Some(learner) => format!("\"ray[tune]\" {}", optuna::needed(learner)),
        },
        modules: match sampler.learner() {
            Some(_) => "import optuna\n",
            None => "",
        },
        names: "from ray import tune\n".to_owned() + algorithm,
        needs: Needs {
            callbacks: prunes(plan),
            own_images: true,
        },
        search: [report(plan), run(plan), tuner(plan)].concat(),
    }
}

fn report(plan: &Plan) -> String {
    let class = r#"class Report(callbacks.Callback):
    """Tells Ray of each epoch, and Ray stops what falls behind."""

    def on_epoch_end(self, epoch, logs=None):
        tune.report({"val_accuracy": logs["val_accuracy"], "complete": False})


"#;
    if_it_prunes(plan, class)
}

/// A trial of Ray's; it runs in a process of its own.
fn run(plan: &Plan) -> String {
    let (parameter, setting) = match Search::of(plan, Tuner::RayTune) {
        Search::Explicit => ("config", "    p = config[\"setting\"]\n"),
        Search::Grid | Search::Drawn => ("p", ""),
    };
    let (mean, accuracies) = mean(plan, "Report()");
    let complete = if_it_prunes(plan, ", \"complete\": True");
    format!(
        "def run({parameter}):\n{setting}{mean}    \
         tune.report({{\"val_accuracy\": {accuracies}{complete}}})\n\n\n"
    )
}

fn tuner(plan: &Plan) -> String {
    let search = Search::of(plan, Tuner::RayTune);
    let space = match search {
        Search::Explicit => "{\"setting\": tune.grid_search(SETTINGS)}".to_owned(),
        Search::Grid => dictionary(plan, 0, |one| {
            Code::call("tune.grid_search").arg(values(one))
        }),
        Search::Drawn => dictionary(plan, 0, drawn),
    };
    let tuner = Code::call("tune.Tuner")
        .arg(Code::plain("run"))
        .with("param_space", Code::plain("SPACE"))
        .with("tune_config", config(plan, search));
    let setting = match search {
        Search::Explicit => "result.config['setting']",
        Search::Grid | Search::Drawn => "result.config",
    };
    let score = "    pruned = \"\" if result.metrics[\"complete\"] else \"  (pruned)\"\n";
    let [score, end] = [score, "{pruned}"].map(|part| if_it_prunes(plan, part));
    format!(
        r#"SPACE = {space}
{}results = [result for result in tuner.fit() if not result.error]

print("val_accuracy  setting")
for result in sorted(results, key=lambda result: -result.metrics["val_accuracy"]):
{score}    print(f"{{result.metrics['val_accuracy']:12.4f}}  {{{setting}}}{end}")
"#,
        assign("tuner", &tuner),
    )
}

fn config(plan: &Plan, search: Search) -> Code {
    let drawn = search == Search::Drawn;
    let seed = Code::whole(plan.seed(0));
    let sampler = &plan.definition().sampler;
    let generator = match sampler.learner() {
        Some(learner) => {
            Code::call("OptunaSearch").with("sampler", optuna::adaptive(learner).with("seed", seed))
        }
        None => Code::call("BasicVariantGenerator").with("random_state", seed),
    };
    // What is drawn together has not learnt from one another.
    let together = sampler.round().map(|round| Code::whole(round as u64));
    let settings = Code::whole(plan.size() as u64);
    Code::call("tune.TuneConfig")
        .with("metric", Code::text("val_accuracy"))
        .with("mode", Code::text("max"))
        .with_some("num_samples", drawn.then_some(settings))
        .with_some("search_alg", drawn.then_some(generator))
        .with_some("max_concurrent_trials", together)
        .with_some("scheduler", scheduler(plan))
}

fn drawn(distribution: &Distribution) -> Code {
    let Some(range) = Range::of(distribution) else {
        return Code::call("tune.choice").arg(values(distribution));
    };
    let (draw, end) = match (range.is_whole, range.log) {
        // Ray's whole numbers leave the upper end out.
        (true, false) => ("randint", range.high + 1.0),
        (true, true) => ("lograndint", range.high + 1.0),
        (false, false) => ("uniform", range.high),
        (false, true) => ("loguniform", range.high),
    };
    Code::call(format!("tune.{draw}"))
        .arg(range.end(range.low))
        .arg(range.end(end))
}

fn scheduler(plan: &Plan) -> Option<Code> {
    let class = |name: &str| {
        let class = Code::call(format!("tune.schedulers.{name}"));
        class.with("time_attr", Code::text("training_iteration"))
    };
    let whole = |number: usize| Code::whole(number as u64);
    match plan.definition().pruner {
        Pruner::None
        | Pruner::Percentile { .. }
        | Pruner::Threshold { .. }
        | Pruner::Patience { .. } => None,
        Pruner::Median {
            startup_trials,
            warmup_epochs,
        } => Some(
            class("MedianStoppingRule")
                .with("grace_period", whole(warmup_epochs))
                .with("min_samples_required", whole(startup_trials))
                // A run that Ray pauses, to wait for others, would begin anew.
                .with("min_time_slice", Code::plain("float(\"inf\")")),
        ),
        Pruner::SuccessiveHalving {
            min_epochs,
            reduction_factor,
        } => Some(
            class("ASHAScheduler")
                .with("grace_period", whole(min_epochs))
                .with("reduction_factor", whole(reduction_factor))
                // The mean over the seeds comes after the last epoch.
                .with("max_t", whole(most_epochs(plan).max(min_epochs) + 1)),
        ),
        Pruner::Hyperband {
            min_epochs,
            reduction_factor,
            ..
        } => Some(
            class("ASHAScheduler")
                .with("grace_period", whole(min_epochs))
                .with("reduction_factor", whole(reduction_factor))
                .with("brackets", whole(plan.definition().pruner.brackets()))
                .with("max_t", whole(most_epochs(plan).max(min_epochs) + 1)),
        ),
    }
}

fn most_epochs(plan: &Plan) -> usize {
    let settings = plan.settings().iter();
    let epochs = settings.filter_map(|setting| setting.hyperparams.get(&EPOCHS).number());
    epochs.fold(1.0, f64::max) as usize
}
