//! The layers, and the way through them.

use super::loss::takes_logits;
use super::source::{Source, real, sum, whole};
use super::{activation, norm, start};
use super::{bounds, dense};
use crate::hyperparams::{CheckedHyperParams, DropoutConfig, NoiseShape, Norm};

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    source.item(layers(params));
    source.item(methods(params));
    start::write(params, source);
    norm::write(params, source);
    drop(params, source);
}

/// Every field of the network, with its type and how it is made.
fn fields(params: &CheckedHyperParams) -> Vec<[String; 3]> {
    let mut fields = Vec::new();
    let mut field = |name: &str, kind: &str, made: String| {
        fields.push([name.to_owned(), kind.to_owned(), made]);
    };
    if params.gaussian_noise > 0.0 {
        let made = format!(
            "GaussianNoiseConfig::new({}).init()",
            real(params.gaussian_noise)
        );
        field("noise", "GaussianNoise", made);
    }
    let dropout =
        |config: DropoutConfig| format!("DropoutConfig::new({}).init()", real(config.rate));
    if drops_each(params.input_dropout) {
        field("input_dropout", "Dropout", dropout(params.input_dropout));
    }
    let mut inputs = 784;
    for (at, layer) in params.hidden_layers.iter().enumerate() {
        let units = whole(layer.units);
        field(
            &dense(params, at),
            "Linear",
            format!("dense({}, {units}, device)", whole(inputs)),
        );
        if params.batch_norm.is_some() {
            let kind = norm::layer(params);
            field(
                &format!("norm_{}", at + 1),
                kind,
                norm::made(params, &units),
            );
        }
        inputs = layer.units;
    }
    if drops_each(params.dropout) && !params.hidden_layers.is_empty() {
        field("dropout", "Dropout", dropout(params.dropout));
    }
    field(
        "output",
        "Linear",
        format!("dense({}, 10, device)", whole(inputs)),
    );
    fields
}

/// Whether burn's own layer does it.
fn drops_each(config: DropoutConfig) -> bool {
    !config.is_off() && config.noise_shape == NoiseShape::Elements
}

fn layers(params: &CheckedHyperParams) -> String {
    let about = match takes_logits(params) {
        true => "/// The network up to its logits; what bends the output is a part of the loss.\n",
        false => "/// The network.\n",
    };
    let fields: String = fields(params)
        .into_iter()
        .map(|[name, kind, _]| format!("    {name}: {kind},\n"))
        .collect();
    format!("{about}#[derive(Module, Debug)]\nstruct Mlp {{\n{fields}}}\n")
}

fn methods(params: &CheckedHyperParams) -> String {
    let made: String = fields(params)
        .into_iter()
        .map(|[name, _, made]| format!("            {name}: {made},\n"))
        .collect();
    format!(
        "impl Mlp {{\n    fn new(device: &Device) -> Self {{\n        Self {{\n{made}        }}\n    }}\n\n{}\n{}{}}}\n",
        forward(params),
        objective(params),
        bounds::methods(params)
    )
}

/// The way through the layers.
fn forward(params: &CheckedHyperParams) -> String {
    let mut lines = Vec::new();
    let mut line = |text: String| lines.push(format!("        {text}\n"));
    if params.gaussian_noise > 0.0 {
        line("let x = self.noise.forward(x);".to_owned());
    }
    let drop = |config: DropoutConfig, field: &str| {
        let rate = real(config.rate);
        Some(match config.noise_shape {
            _ if config.is_off() => return None,
            NoiseShape::Elements => format!("let x = self.{field}.forward(x);"),
            NoiseShape::Images => format!("let x = drop_images(x, {rate});"),
            NoiseShape::Units => format!("let x = drop_units(x, {rate});"),
        })
    };
    if let Some(text) = drop(params.input_dropout, "input_dropout") {
        line(text);
    }
    let watched = bounds::watched(params);
    let mut is_first = true;
    let mut watch = |line: &mut dyn FnMut(String), x: &str| {
        let so_far = if std::mem::take(&mut is_first) {
            ""
        } else {
            "activity + "
        };
        line(format!("let activity = {so_far}activity_penalty({x});"));
    };
    let position = params.batch_norm.map(|norm| norm.position);
    for (at, layer) in params.hidden_layers.iter().enumerate() {
        let number = at + 1;
        let dense = format!("self.dense_{number}.forward(x)");
        let norm = format!("self.norm_{number}.forward(x)");
        let call = |of: String| activation::call(layer.activation, &of);
        let is_watched = watched.contains(&at);
        match position {
            Some(Norm::BeforeActivation) if is_watched => {
                line(format!("let x = {dense};"));
                watch(&mut line, "x.clone()");
                line(format!("let x = {};", call(norm)));
            }
            Some(Norm::BeforeActivation) => {
                line(format!("let x = {dense};"));
                line(format!("let x = {};", call(norm)));
            }
            Some(Norm::AfterActivation) | None => {
                line(format!("let x = {};", call(dense)));
                if is_watched {
                    watch(&mut line, "x.clone()");
                }
                if position.is_some() {
                    line(format!("let x = {norm};"));
                }
            }
        }
        if let Some(text) = drop(params.dropout, "dropout") {
            line(text);
        }
        if params.gaussian_dropout > 0.0 {
            line(format!(
                "let x = gaussian_dropout(x, {});",
                real(params.gaussian_dropout)
            ));
        }
    }
    let output = "self.output.forward(x)".to_owned();
    let output = match takes_logits(params) {
        true => output,
        false => activation::call(params.output_activation, &output),
    };
    if watched.is_empty() {
        line(output);
    } else if watched.contains(&params.hidden_layers.len()) {
        line(format!("let x = {output};"));
        let outputs = match takes_logits(params) {
            true => activation::call(params.output_activation, "x.clone()"),
            false => "x.clone()".to_owned(),
        };
        watch(&mut line, &outputs);
        line("(x, activity)".to_owned());
    } else {
        line(format!("({output}, activity)"));
    }
    let (about, returns) = match watched.is_empty() {
        true => ("    /// `[batch, 784]` to `[batch, 10]`.\n", "Tensor<2>"),
        false => (
            "    /// `[batch, 784]` to `[batch, 10]`, and the penalty of the layers' outputs.\n",
            "(Tensor<2>, Tensor<1>)",
        ),
    };
    format!(
        "{about}    fn forward(&self, x: Tensor<2>) -> {returns} {{\n{}    }}\n",
        lines.concat()
    )
}

/// What training makes small.
fn objective(params: &CheckedHyperParams) -> String {
    let mut terms = vec!["loss(outputs.clone(), digits)".to_owned()];
    let outputs = match bounds::watched(params).is_empty() {
        true => "outputs",
        false => {
            terms.push("activity".to_owned());
            "(outputs, activity)"
        }
    };
    let has_penalty = bounds::has_penalty(params);
    terms.extend(has_penalty.then(|| "self.penalty()".to_owned()));
    format!(
        "    /// What training makes small, with the outputs `[batch, 10]`.\n    \
         fn objective(&self, pixels: Tensor<2>, digits: Tensor<2>) -> (Tensor<1>, Tensor<2>) {{\n        \
         let {outputs} = self.forward(pixels);\n        \
         let loss = {};\n        \
         (loss, outputs)\n    \
         }}\n",
        sum(&terms, 19, 12)
    )
}

/// What burn has no layer for.
fn drop(params: &CheckedHyperParams, source: &mut Source) {
    let dropouts = [params.input_dropout, params.dropout];
    let drops = |shape| {
        dropouts
            .iter()
            .any(|it| !it.is_off() && it.noise_shape == shape)
    };
    let mut together = |name: &str, about: &str, shape: &str, unused: &str| {
        source.item(
            TOGETHER
                .replace("NAME", name)
                .replace("ABOUT", about)
                .replace("SHAPE", shape)
                .replace("DIMS", unused),
        );
    };
    if drops(NoiseShape::Images) {
        together(
            "drop_images",
            "all of an image's",
            "[batch, 1]",
            "[batch, _]",
        );
    }
    if drops(NoiseShape::Units) {
        together(
            "drop_units",
            "the same of all images'",
            "[1, units]",
            "[_, units]",
        );
    }
    if params.gaussian_dropout > 0.0 && !params.hidden_layers.is_empty() {
        source.item(GAUSSIAN);
    }
}

const TOGETHER: &str = "/// Drops ABOUT values together, which burn's `Dropout` does not.
fn NAME(x: Tensor<2>, rate: f64) -> Tensor<2> {
    if !x.device().is_autodiff() {
        return x;
    }
    let DIMS = x.dims();
    let kept = Tensor::<2>::random(SHAPE, Distribution::Bernoulli(1.0 - rate), &x.device());
    x * kept / (1.0 - rate)
}
";

const GAUSSIAN: &str = "/// Keras' GaussianDropout, which burn has no layer for: noise around 1, of dropout's deviation.
fn gaussian_dropout(x: Tensor<2>, rate: f64) -> Tensor<2> {
    if !x.device().is_autodiff() {
        return x;
    }
    let noise = x.random_like(Distribution::Normal(1.0, (rate / (1.0 - rate)).sqrt()));
    x * noise
}
";
