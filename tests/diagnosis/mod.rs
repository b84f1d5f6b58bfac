//! What is found to be wrong with runs that were really trained, and that nothing is with good ones.

use tuneground::inside::{Case, Health, Judged, Network, Past, Validation};
use tuneground::metrics::Outcome;
use tuneground::model::Model;
use tuneground::training::device::open_cpu;
use tuneground::training::{Reads, Tick, Trainer};

use crate::{dataset, params};

/// Settings, and what is found: the cause where a run does not learn, what else is wrong where it does.
const BAD: [(&str, &str); 20] = [
    ("kernel_initializer=zeros", "zeros"),
    (
        "kernel_initializer=zeros activation=tanh optimizer=sgd learning_rate=0.1",
        "zeros",
    ),
    (
        "batch_norm=before_activation batch_size=1 train_images=200 epochs=1",
        "batch of one",
    ),
    (
        "batch_norm=after_activation batch_size=1 train_images=200 epochs=1",
        "batch of one",
    ),
    ("optimizer=sgd learning_rate=2", "dead"),
    ("optimizer=sgd learning_rate=2 n_layers=3", "dead"),
    ("optimizer=sgd learning_rate=0.5 momentum=0.9", "dead"),
    ("learning_rate=3 n_layers=2", "too high"),
    ("learning_rate=0.1 activation=tanh epochs=12", "too high"),
    ("optimizer=sgd learning_rate=20", "too high"),
    (
        "optimizer=sgd learning_rate=100 loss=mean_squared_error output_activation=linear",
        "too high",
    ),
    (
        "optimizer=sgd learning_rate=0.01 n_layers=6 activation=sigmoid",
        "vanishing",
    ),
    (
        "optimizer=sgd learning_rate=0.1 n_layers=8 activation=sigmoid",
        "vanishing",
    ),
    ("optimizer=sgd learning_rate=0.00001", "too low"),
    (
        "optimizer=sgd learning_rate=0.0001 momentum=0.5 activation=tanh",
        "too low",
    ),
    ("optimizer=adam learning_rate=0.000001", "too low"),
    ("optimizer=adadelta learning_rate=0.0001", "too low"),
    ("optimizer=adam learning_rate=1 activation=tanh", "too high"),
    (
        "optimizer=adam learning_rate=0.001 epochs=2 batch_size=500",
        "unfinished",
    ),
    ("train_images=300 epochs=60 n_nodes=64", "overfits"),
];

const GOOD: [&str; 14] = [
    "",
    "learning_rate=0.001 epochs=12",
    "optimizer=sgd learning_rate=0.1 epochs=12",
    "optimizer=sgd learning_rate=0.05 momentum=0.9",
    "optimizer=rmsprop learning_rate=0.003",
    "activation=tanh",
    "activation=sigmoid epochs=8",
    "batch_norm=before_activation",
    "batch_norm=after_activation activation=tanh",
    "dropout=0.2 n_nodes=64 epochs=8",
    "n_layers=0",
    "n_layers=0 kernel_initializer=zeros",
    "n_layers=3 activation=gelu",
    "loss=mean_squared_error",
];

/// What is found of a run of this setting, and in words how it went.
fn found(rows: &str) -> (Vec<&'static str>, String) {
    let (dataset, params) = (dataset(), params(rows));
    let checked = params.check().unwrap();
    let mut trainer = Trainer::new(
        checked.clone(),
        dataset.clone(),
        &open_cpu(),
        Reads::Every(1),
    );
    let mut past = Past::default();
    loop {
        match pollster::block_on(trainer.tick()).unwrap() {
            Tick::EpochEnd { metrics, outcome } => {
                past.epochs.push(metrics.numbers());
                past.rate = metrics.learning_rate;
                if outcome.is_some() {
                    break;
                }
            }
            Tick::Diverged { epoch, step, .. } => {
                past.diverged = Outcome::Diverged { epoch, step }.place();
                break;
            }
            _ => {}
        }
    }
    // What diverges hands out nothing.
    let looked = past.diverged.is_none().then(|| {
        let variables = pollster::block_on(trainer.variables()).unwrap();
        let model = Model::new(params.clone(), variables).unwrap();
        let network = Network::new(&model);
        let mut images = Validation::of(&model.setting);
        images.fill(&dataset.test.pixels, &dataset.test.labels);
        let health = Health::new(&model, &network, &images);
        (Judged::new(&network, &images), health)
    });
    let case = Case {
        params: &params,
        setting: &checked,
        past: &past,
        inside: looked.as_ref().map(|(judged, health)| (judged, health)),
    };
    let findings = case.findings();
    for finding in &findings {
        let change = &finding.change;
        assert!(change.setting.check().is_ok(), "{rows}: {}", change.label);
        assert_ne!(change.setting, params, "{rows}: {}", change.label);
    }
    let told: Vec<&str> = findings.iter().map(|it| it.because.as_str()).collect();
    let told = format!("{} {}", case.symptom(), told.join(" "));
    (findings.iter().map(|it| it.name).collect(), told)
}

#[test]
fn each_fault_is_found_by_what_is_measured_of_it() {
    let wrong = BAD.iter().filter_map(|(rows, expected)| {
        let (found, told) = found(rows);
        println!("{rows}: {found:?}. {told}");
        (found != [*expected]).then(|| format!("{rows}: {found:?} is not {expected}. {told}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let wrong = GOOD.iter().filter_map(|rows| {
        let (found, told) = found(rows);
        println!("{rows}: {told}");
        (!found.is_empty() || !told.starts_with("It has learned: "))
            .then(|| format!("{rows}: {found:?}. {told}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_says_one_digit_is_told_so() {
    let (_, told) = found("kernel_initializer=zeros");
    assert!(told.starts_with("It says "), "{told}");
}
