//! A study as a KerasTuner script.

use super::Tuner;
use super::space::{Range, Search, dictionary, values};
use super::text::Script;
use crate::hyperparams::python::Code;
use crate::study::{Distribution, Learner, Plan, STARTUP};

pub(super) fn script(plan: &Plan) -> Script {
    Script {
        packages: match learner(plan) {
            Some(Learner::Gp) => "keras-tuner scikit-learn scipy",
            _ => "keras-tuner",
        }
        .to_owned(),
        modules: "import keras_tuner\n",
        search: search(plan),
        ..Script::default()
    }
}

fn learner(plan: &Plan) -> Option<Learner> {
    plan.definition().sampler.learner()
}

fn search(plan: &Plan) -> String {
    let search = Search::of(plan, Tuner::KerasTuner);
    let space = match search {
        Search::Explicit => {
            "SETTINGS[hp.Choice(\"setting\", list(range(len(SETTINGS))))]".to_owned()
        }
        Search::Grid => dictionary(plan, 4, choice),
        Search::Drawn => dictionary(plan, 4, drawn),
    };
    let seed = format!("    seed={},\n", plan.seed(0));
    let (class, arguments) = match (search, learner(plan)) {
        (Search::Grid | Search::Explicit, _) => ("GridSearch", String::new()),
        (Search::Drawn, Some(Learner::Gp)) => (
            "BayesianOptimization",
            format!("    num_initial_points={STARTUP},\n{seed}"),
        ),
        (Search::Drawn, _) => ("RandomSearch", seed),
    };
    let settings = plan.size();
    format!(
        r#"def search_space(hp):
    return {space}


class Study(keras_tuner.{class}):
    def run_trial(self, trial, *args, **kwargs):
        p = search_space(trial.hyperparameters)
        return {{"val_accuracy": statistics.mean(train(p, seed) for seed in SEEDS)}}


hyperparameters = keras_tuner.HyperParameters()
search_space(hyperparameters)
tuner = Study(
    hyperparameters=hyperparameters,
    objective=keras_tuner.Objective("val_accuracy", "max"),
    max_trials={settings},
{arguments}    directory="tuneground",
    overwrite=True,
)
tuner.search()

print("val_accuracy  setting")
for trial in tuner.oracle.get_best_trials({settings}):
    print(f"{{trial.score:12.4f}}  {{search_space(trial.hyperparameters)}}")
"#
    )
}

fn choice(distribution: &Distribution) -> Code {
    Code::call("hp.Choice")
        .arg(Code::text(distribution.row.key))
        .arg(values(distribution))
}

fn drawn(distribution: &Distribution) -> Code {
    let Some(range) = Range::of(distribution) else {
        return choice(distribution);
    };
    let class = if range.is_whole { "Int" } else { "Float" };
    Code::call(format!("hp.{class}"))
        .arg(Code::text(distribution.row.key))
        .arg(range.end(range.low))
        .arg(range.end(range.high))
        .with_some("sampling", range.log.then(|| Code::text("log")))
}
