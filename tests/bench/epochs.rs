//! An epoch of the CPU worker against one of the bare loop, and what a step spends its time on.

use serde_json::{Value, json};

use crate::browser::{Adapter, Damage, Playground};
use crate::settings::checked;
use crate::table::Table;
use crate::{example, median, open_bench_page};

/// A network and its batches, and what an epoch may take of the bare loop's.
struct Setting {
    hidden: &'static [u32],
    batch_size: u32,
    budget: &'static str,
}

const USUAL: &[u32] = &[128, 128];
const LARGE: &[u32] = &[256, 256, 256, 256];

const SETTINGS: [Setting; 4] = [
    Setting::new(USUAL, 30_000, "ratio ≤ 0.34"),
    Setting::new(USUAL, 1_000, "ratio ≤ 0.34"),
    Setting::new(USUAL, 128, "ratio ≤ 0.36"),
    Setting::new(LARGE, 1_000, "ratio ≤ 0.48"),
];
/// Batch sizes of which two workers train each batch.
const HELPED: [u32; 2] = [1_000, 30_000];
/// The batch size of which a run is looked at while it trains.
const FILMED: u32 = 1_000;
/// Batch sizes whose steps are taken apart.
const STEPS: [u32; 2] = [1_000, 128];
/// An epoch of one worker.
const OURS: &str = "return ours('trainer_cpu', arguments[0])";
/// An odd number, so that there is a median.
const ROUNDS: usize = 5;

impl Setting {
    const fn new(hidden: &'static [u32], batch_size: u32, budget: &'static str) -> Self {
        Self {
            hidden,
            batch_size,
            budget,
        }
    }

    fn name(&self) -> String {
        let batch = self.batch_size;
        match self.hidden {
            USUAL => format!("an epoch on the CPU, batch {batch}"),
            hidden => {
                let (layers, nodes) = (hidden.len(), hidden[0]);
                format!("an epoch on the CPU, {layers} × {nodes}, batch {batch}")
            }
        }
    }
}

pub async fn measure(table: &mut Table) {
    let page = open_page().await;
    for setting in &SETTINGS {
        compare(&page, setting, table).await;
    }
    for batch_size in STEPS {
        take_apart(&page, batch_size, table).await;
    }
    compare_noise(&page, table).await;
    for batch_size in HELPED {
        help(&page, batch_size, table).await;
    }
    film(&page, FILMED, table).await;
    page.close().await;
}

/// An epoch of two workers against one of one; their rounds alternate.
async fn help(page: &Playground, batch_size: u32, table: &mut Table) {
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let arguments = || [hyperparams(USUAL, batch_size, 0.0)];
        one.push(milliseconds(page, OURS, &arguments()).await);
        two.push(milliseconds(page, "return helped(arguments[0])", &arguments()).await);
        eprintln!(
            "batch {batch_size}, round {round}: one worker {:.0} ms, two {:.0} ms",
            one[round], two[round]
        );
    }
    let ratios = two.iter().zip(&one).map(|(two, one)| two / one);
    let (ratio, one, two) = (median(ratios.collect()), median(one), median(two));
    table.add(
        format!("two workers share an epoch, batch {batch_size}"),
        format!("{two:.0} ms; one worker {one:.0} ms; ratio {ratio:.2}"),
        "ratio ≤ 0.62",
    );
}

/// An epoch of a run whose weights are handed out after each of its epochs against one of a run that nobody looks at; their
/// rounds alternate.
async fn film(page: &Playground, batch_size: u32, table: &mut Table) {
    let (mut alone, mut filmed) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let arguments = || [hyperparams(USUAL, batch_size, 0.0)];
        alone.push(milliseconds(page, OURS, &arguments()).await);
        filmed.push(milliseconds(page, "return filmed(arguments[0])", &arguments()).await);
        eprintln!(
            "batch {batch_size}, round {round}: alone {:.0} ms, filmed {:.0} ms",
            alone[round], filmed[round]
        );
    }
    let ratios = filmed
        .iter()
        .zip(&alone)
        .map(|(filmed, alone)| filmed / alone);
    let (ratio, alone, filmed) = (median(ratios.collect()), median(alone), median(filmed));
    table.add(
        format!("an epoch that is looked at, batch {batch_size}"),
        format!("{filmed:.0} ms; not looked at {alone:.0} ms; ratio {ratio:.2}"),
        "ratio ≤ 1.10",
    );
}

/// The benchmark's page, with what it measures beside the site's own worker.
async fn open_page() -> Playground {
    let page = open_bench_page(Adapter::None).await;
    let serve = |path: &str, bytes| page.site.damage(path, Damage::Replaced(bytes));
    for name in ["bare", "steps"] {
        let example = example::build(name, "trainer_cpu", "worker-cpu");
        serve(&format!("{name}.js"), example.script);
        serve(&format!("{name}_bg.wasm"), example.wasm);
    }
    serve("mnist.js", include_str!("mnist.js").into());
    serve("bare_worker.js", include_str!("bare_worker.js").into());
    serve("steps_worker.js", include_str!("steps_worker.js").into());
    page
}

/// Both have an epoch to warm up in each round; their rounds alternate.
async fn compare(page: &Playground, setting: &Setting, table: &mut Table) {
    let name = setting.name();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        bare.push(bare_epoch(page, setting).await);
        ours.push(our_epoch(page, setting).await);
        eprintln!(
            "{name}, round {round}: ours {:.0} ms, bare {:.0} ms",
            ours[round], bare[round]
        );
    }
    // A ratio of neighbours: what else the machine does in the meantime slows both down.
    let ratios = ours.iter().zip(&bare).map(|(ours, bare)| ours / bare);
    let ratio = median(ratios.collect());
    let (ours, bare) = (median(ours), median(bare));
    table.add(
        name,
        format!("{ours:.0} ms; bare loop {bare:.0} ms; ratio {ratio:.2}"),
        setting.budget,
    );
}

async fn bare_epoch(page: &Playground, setting: &Setting) -> f64 {
    let arguments = [json!(setting.batch_size), json!(setting.hidden)];
    milliseconds(page, "return bare(...arguments)", &arguments).await
}

async fn our_epoch(page: &Playground, setting: &Setting) -> f64 {
    let arguments = [hyperparams(setting.hidden, setting.batch_size, 0.0)];
    milliseconds(page, OURS, &arguments).await
}

async fn milliseconds(page: &Playground, script: &str, arguments: &[Value]) -> f64 {
    let measured = page.run_async(script, arguments).await;
    measured.as_f64().expect("a number of milliseconds")
}

/// The parts of a step, each the median of several runs.
async fn take_apart(page: &Playground, batch_size: u32, table: &mut Table) {
    let mut runs = Vec::new();
    for _ in 0..ROUNDS {
        runs.push(parts(page, hyperparams(USUAL, batch_size, 0.0), false).await);
    }
    let part = |at: usize| median(runs.iter().map(|parts| parts[at]).collect());
    let [batch, forward, backward, update, bookkeeping] = std::array::from_fn(part);
    table.add(
        format!("a step on the CPU, batch {batch_size}"),
        format!(
            "forward {forward:.0} µs, backward {backward:.0} µs, update {update:.0} µs, batch {batch:.0} µs, \
             bookkeeping {bookkeeping:.0} µs"
        ),
        "",
    );
}

/// With noise no pixel is 0, so that the first layer is multiplied in full: what the noise itself costs, a step over
/// images without a zero tells.
async fn compare_noise(page: &Playground, table: &mut Table) {
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let without = parts(page, hyperparams(USUAL, 1_000, 0.0), true).await;
        let with = parts(page, hyperparams(USUAL, 1_000, 0.1), false).await;
        ratios.push(with.iter().sum::<f64>() / without.iter().sum::<f64>());
    }
    let ratio = median(ratios);
    table.add(
        "a step with noise, batch 1000".to_owned(),
        format!("{ratio:.2} of one over images without a zero"),
        "≤ 1.10",
    );
}

/// Microseconds of the parts of a step, in their order.
async fn parts(page: &Playground, hyperparams: Value, is_dense: bool) -> Vec<f64> {
    let arguments = [hyperparams, json!(is_dense)];
    let measured = page.run_async("return steps(...arguments)", &arguments);
    serde_json::from_value(measured.await).expect("microseconds")
}

fn hyperparams(hidden: &[u32], batch_size: u32, noise: f64) -> Value {
    checked(json!({
        "n_layers": hidden.len(), "n_nodes": hidden[0], "activation": "relu", "optimizer": "adam",
        "train_images": 60_000, "batch_size": batch_size, "epochs": 2, "gaussian_noise": noise,
    }))
}
