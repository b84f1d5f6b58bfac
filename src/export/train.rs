//! `train(p, seed)`: the Keras script of all settings of a study at once.

use super::branch::{each, tree};
use super::keras::{data, own_images, sequential};
use super::statements::{Statement, write};
use crate::hyperparams::Value;
use crate::hyperparams::catalog::*;
use crate::hyperparams::keras::{Keras, LAYER, SweptParam, symbol};
use crate::hyperparams::keras_code::{Hidden, Model, Parts};
use crate::hyperparams::python::Code;
use crate::hyperparams::tree::off;
use crate::study::{Distribution, Plan, Score, Values};

/// What the tuner needs of the function.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Needs {
    /// Whether it hands over callbacks, to hear of each epoch.
    pub callbacks: bool,
    /// Whether the function runs in a process of its own and so has to load its images itself.
    pub own_images: bool,
}

/// The loading of the images where that stands apart, and the function.
pub(super) fn train_code(plan: &Plan, needs: Needs) -> String {
    let keras = keras(plan);
    let images = plan.definition().base.number(&TRAIN_IMAGES);
    let images = images.filter(|_| !keras.sweeps(&TRAIN_IMAGES));
    let own = own_images(&plan.definition().base);
    let images = data(images.map_or(own.train_images(), |it| it as usize), &own);
    let parameters = if needs.callbacks {
        "p, seed, more_callbacks=()"
    } else {
        "p, seed"
    };
    let (apart, within) = if needs.own_images {
        let lines = images.trim_end().lines();
        let indented = lines.map(|line| format!("    {line}\n"));
        (String::new(), indented.collect())
    } else {
        (images + "\n", String::new())
    };
    let judged = plan.definition().score;
    let body = body(&keras, needs, judged);
    let (kept, score) = match judged {
        Score::BestEpoch => ("", "best"),
        _ if body.contains("kept(") => (KEPT, "final"),
        _ => ("", "last"),
    };
    format!(
        "{apart}{kept}def train({parameters}):\n    \
         \"\"\"Trains the setting `p`; its {score} val_accuracy.\"\"\"\n\
         {within}    keras.utils.set_random_seed(seed)\n{body}"
    )
}

/// The settings that the script has to train: those of the plan, or any that the tuner may draw.
fn keras(plan: &Plan) -> Keras<'_> {
    let definition = plan.definition();
    let swept = definition.varying().into_iter().map(|row| {
        let mut space = definition.space.iter();
        let own = space.find(|one| one.row == row);
        SweptParam {
            row,
            values: own.map_or_else(Vec::new, telling),
        }
    });
    let settings = plan.settings().iter().map(|one| &one.hyperparams);
    let settings = settings.filter(|_| !definition.sampler.is_drawn());
    Keras::of_all(&definition.base, swept.collect(), settings.collect())
}

/// Of a range, a number and the one that is off if that is in it.
fn telling(one: &Distribution) -> Vec<Value> {
    let Values::Range { low, high, .. } = one.values else {
        return one.tidied_grid();
    };
    let off = off(one.row);
    let other = if high == off { low } else { high };
    let off = (low..=high).contains(&off).then_some(off);
    off.into_iter().chain([other]).map(Into::into).collect()
}

fn body(keras: &Keras, needs: Needs, judged: Score) -> String {
    let parts = Parts::of(keras);
    let mut all = definitions(&parts.model);
    all.extend(model(&parts.model));
    if !matches!(parts.learning_rate, Code::Plain(_)) {
        all.extend(each(&parts.learning_rate, &assign(LEARNING_RATE.key)));
    }
    all.extend(each(&parts.compile, &Statement::Call));
    let callbacks = callbacks(&parts.callbacks, needs, &mut all);
    let mut fit = parts.fit.clone();
    if keras.sweeps(&TRAIN_IMAGES) {
        all.push(assign("images")(Code::plain(symbol(&TRAIN_IMAGES))));
        fit = with_images(fit);
    }
    let fit = fit
        .with_some("callbacks", callbacks)
        .with("verbose", Code::whole(0_u32));
    all.extend(each(&fit, &assign("history")));
    let score = score(keras, judged);
    all.extend(
        score
            .iter()
            .flat_map(|score| each(score, &Statement::Return)),
    );
    write(&all, 4)
}

fn assign(name: &str) -> impl Fn(Code) -> Statement + '_ {
    move |code| Statement::Assign(name.to_owned(), code)
}

fn definitions(model: &Model) -> Vec<Statement> {
    let define = |(name, call): &(&'static str, Code)| Statement::Define {
        name,
        body: each(call, &Statement::Return),
    };
    model.definitions.iter().map(define).collect()
}

/// A list of layers where all settings have the same ones, else the model layer by layer.
fn model(model: &Model) -> Vec<Statement> {
    let mut added = add(&model.input);
    added.extend(tree(&model.hidden, &hidden));
    added.extend(add([&model.output]));
    match listed(&added) {
        Some(layers) => vec![assign("model")(sequential(layers))],
        None => {
            let empty = assign("model")(Code::call("keras.Sequential"));
            std::iter::once(empty).chain(added).collect()
        }
    }
}

fn add<'a>(layers: impl IntoIterator<Item = &'a Code>) -> Vec<Statement> {
    let add = |layer| Statement::Call(Code::call("model.add").arg(layer));
    let layers = layers.into_iter();
    layers.flat_map(|layer| each(layer, &add)).collect()
}

/// The arguments, if all that happens is the same call with each of them.
fn listed(calls: &[Statement]) -> Option<Vec<Code>> {
    let argument = |call: &Statement| match call {
        Statement::Call(Code::Call { arguments, .. }) => Some(arguments.first()?.1.clone()),
        _ => None,
    };
    calls.iter().map(argument).collect()
}

/// The hidden layers, in a loop where they are alike and have more to them than calls.
fn hidden(hidden: &Hidden) -> Vec<Statement> {
    let (count, body) = match hidden {
        Hidden::Alike { count, layers } => (count.write(0, 0), add(layers)),
        Hidden::Each(blocks) => {
            let is_alike = blocks.windows(2).all(|pair| pair[0] == pair[1]);
            let body = blocks.first().map_or_else(Vec::new, add);
            if !is_alike || blocks.len() < 2 || listed(&body).is_some() {
                return blocks.iter().flat_map(add).collect();
            }
            (blocks.len().to_string(), body)
        }
    };
    let layer = symbol(&LAYER);
    let is_numbered = write(&body, 0).contains(&format!("if {layer} "));
    vec![Statement::For {
        variable: if is_numbered { LAYER.key } else { "_" },
        over: format!("range({count})"),
        body,
    }]
}

/// The list for `fit`; nothing where there are none.
fn callbacks(own: &[Code], needs: Needs, before: &mut Vec<Statement>) -> Option<Code> {
    const NAME: &str = "watching";
    let append = |callback| Statement::Call(Code::call(format!("{NAME}.append")).arg(callback));
    let appended: Vec<Statement> = own.iter().flat_map(|one| each(one, &append)).collect();
    if needs.callbacks && appended.is_empty() {
        return Some(Code::plain("more_callbacks"));
    }
    let more = needs.callbacks.then(|| Code::plain("*more_callbacks"));
    if let Some(own) = listed(&appended) {
        let all: Vec<Code> = own.into_iter().chain(more).collect();
        return (!all.is_empty()).then_some(Code::List(all));
    }
    before.push(assign(NAME)(Code::List(more.into_iter().collect())));
    before.extend(appended);
    Some(Code::plain(NAME))
}

/// The call of `fit` with as many images as the setting says.
fn with_images(mut fit: Code) -> Code {
    if let Code::Call { arguments, .. } = &mut fit {
        for (_, argument) in arguments.iter_mut().filter(|(name, _)| name.is_none()) {
            *argument = Code::plain(format!("{}[:images]", argument.write(0, 0)));
        }
    }
    fit
}

/// The function that [`score`] calls where weights are restored; Keras itself does not tell the epoch.
const KEPT: &str = r#"def kept(history, monitor="val_loss", mode="auto", min_delta=0, start_from_epoch=0):
    """The val_accuracy of the epoch whose weights `restore_best_weights` has restored."""
    rises = mode == "max" or (mode == "auto" and "accuracy" in monitor)
    best, at = None, -1
    for epoch, value in enumerate(history[monitor]):
        value = value if rises else -value
        if epoch >= start_from_epoch and (best is None or value > best + min_delta):
            best, at = value, epoch
    return history["val_accuracy"][at]


"#;

/// What a run is judged by.
fn score(keras: &Keras, judged: Score) -> Option<Code> {
    let last = || Code::plain("history.history[\"val_accuracy\"][-1]");
    match judged {
        Score::FinalWeights => {}
        Score::LastEpoch => return Some(last()),
        Score::BestEpoch => return Some(Code::plain("max(history.history[\"val_accuracy\"])")),
    }
    keras.switch(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, |restores, keras| {
        if !restores {
            return Some(last());
        }
        let kept = Code::call("kept").arg(Code::plain("history.history"));
        let monitor = &EARLY_STOPPING_MONITOR;
        let others = keras.arguments([
            &EARLY_STOPPING_MIN_DELTA,
            &EARLY_STOPPING_START_FROM_EPOCH,
            &EARLY_STOPPING_MODE,
        ]);
        let watched = kept.with(monitor.argument, keras.value(monitor));
        Some(watched.with_all(others))
    })
}
