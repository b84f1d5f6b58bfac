//! A step, an epoch, a run.

use super::source::Source;
use super::{accumulates, bounds, callbacks, optimizer, rate};
use crate::hyperparams::{CheckedHyperParams, Clipping};

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    source.item(METRICS);
    source.item(state(params));
    let methods = [new(params), fit(params), epoch(params), step(params)];
    let methods: Vec<String> = methods.into_iter().collect();
    source.item(format!("impl Training {{\n{}}}\n", methods.join("\n")));
    source.item(EVALUATE);
    rate::write(params, source);
    let clips_together = matches!(params.optimizer.clipping, Some(Clipping::GlobalNorm(_)));
    if clips_together {
        source.item(TOGETHER);
    }
    if clips_together || params.optimizer.loss_scale_factor.is_some() {
        source.item(SCALE);
    }
    if let Some(Clipping::GlobalNorm(most)) = params.optimizer.clipping {
        source.real("GLOBAL_CLIPNORM", most);
    }
    if let Some(factor) = params.optimizer.loss_scale_factor {
        source.real("LOSS_SCALE_FACTOR", factor);
    }
    if accumulates(params) {
        source.whole(
            "BATCHES_PER_UPDATE",
            params.optimizer.gradient_accumulation_steps,
        );
    }
}

/// Whether steps are counted.
fn counts(params: &CheckedHyperParams) -> bool {
    rate::is_scheduled(params) || accumulates(params) || params.optimizer.ema.is_some()
}

/// Fields beside the network and its optimizer, and how they start.
fn fields(params: &CheckedHyperParams) -> Vec<[&'static str; 4]> {
    let mut fields = Vec::new();
    if counts(params) {
        fields.push(["batches", "usize", "0", "/// Batches trained on."]);
    }
    if accumulates(params) {
        let kind = "GradientsAccumulator<Mlp>";
        fields.push([
            "gathered",
            kind,
            "GradientsAccumulator::new()",
            "/// Gradients of batches since the last update.",
        ]);
    }
    if rate::has_plateau(params) {
        fields.push(["rate", "f64", "LEARNING_RATE", ""]);
    }
    if params.optimizer.ema.is_some() {
        fields.push(["ema", "Ema", "Ema::default()", ""]);
    }
    fields
}

fn state(params: &CheckedHyperParams) -> String {
    let kind = match optimizer::is_burns(params) {
        true => "ModuleOptimizer",
        false => "Optimizer",
    };
    let fields = fields(params).into_iter();
    let fields: String = fields
        .map(|[name, kind, _, about]| match about {
            "" => format!("    {name}: {kind},\n"),
            about => format!("    {about}\n    {name}: {kind},\n"),
        })
        .collect();
    format!(
        "/// A run in the making.\nstruct Training {{\n    model: Mlp,\n    optimizer: {kind},\n{fields}}}\n"
    )
}

fn new(params: &CheckedHyperParams) -> String {
    let optimizer = match optimizer::is_burns(params) {
        true => "optimizer()",
        false => "Optimizer::default()",
    };
    let fields = fields(params).into_iter();
    let fields: String = fields
        .map(|[name, _, start, _]| format!("            {name}: {start},\n"))
        .collect();
    format!(
        "    /// - device: one that records what is to be differentiated\n    \
         fn new(device: &Device) -> Self {{\n        \
         Self {{\n            \
         model: Mlp::new(device),\n            \
         optimizer: {optimizer},\n\
         {fields}        \
         }}\n    \
         }}\n"
    )
}

fn fit(params: &CheckedHyperParams) -> String {
    let before = callbacks::before(params);
    let evaluated = match params.optimizer.ema {
        Some(ema) if ema.is_evaluated => {
            "            // Keras' SwapEMAWeights has epochs evaluated with the average.\n            \
             let model = self.ema.replace(self.model.clone()).valid();\n            \
             let validated = evaluate(&model, validation);\n"
        }
        _ => "            let validated = evaluate(&self.model.valid(), validation);\n",
    };
    format!(
        "    fn fit(&mut self, train: &Images, validation: &Images) {{\n\
         {before}        \
         for epoch in 1..=EPOCHS {{\n            \
         let trained = self.epoch(train);\n\
         {evaluated}            \
         println!(\"epoch {{epoch}}: {{trained}}; validation {{validated}}\");\n\
         {}        \
         }}\n\
         {}    \
         }}\n",
        callbacks::after_epoch(params),
        callbacks::after_run(params)
    )
}

fn epoch(params: &CheckedHyperParams) -> String {
    let images = match params.shuffle {
        true => "images.shuffled()",
        false => "images",
    };
    format!(
        "    fn epoch(&mut self, images: &Images) -> Metrics {{\n        \
         let mut metrics = Metrics::default();\n        \
         for batch in {images}.batches() {{\n            \
         metrics.add(self.step(batch));\n        \
         }}\n        \
         metrics\n    \
         }}\n"
    )
}

/// One batch.
fn step(params: &CheckedHyperParams) -> String {
    let mut body = String::from(
        "        let pixels = Tensor::from_inner(batch.pixels);\n        \
         let digits = Tensor::from_inner(batch.digits.clone());\n        \
         let (loss, outputs) = self.model.objective(pixels, digits);\n        \
         let metrics = Metrics::of(loss.clone().inner(), outputs.inner(), batch.digits);\n",
    );
    let mut line = |text: &str| body += &format!("        {text}\n");
    let optimizer = &params.optimizer;
    let scales = optimizer.loss_scale_factor.is_some();
    let loss = match (scales, accumulates(params)) {
        (false, false) => "loss",
        (true, false) => "(loss * LOSS_SCALE_FACTOR)",
        (false, true) => "(loss / BATCHES_PER_UPDATE as f64)",
        (true, true) => "(loss * (LOSS_SCALE_FACTOR / BATCHES_PER_UPDATE as f64))",
    };
    if accumulates(params) {
        line("// Keras takes the mean of the gradients that are gathered.");
    }
    line(&format!("let gradients = {loss}.backward();"));
    line("let gradients = GradientsParams::from_grads(gradients, &self.model);");
    if scales {
        line("let gradients = scaled(&self.model, gradients, 1.0 / LOSS_SCALE_FACTOR);");
    }
    let clips_together = matches!(optimizer.clipping, Some(Clipping::GlobalNorm(_)));
    let rate = rate::now(params);
    let mut update = Vec::new();
    if clips_together {
        update.push("let gradients = clip_together(&self.model, gradients);".to_owned());
    }
    update.push("let model = self.model.clone();".to_owned());
    let rate = match rate {
        "learning_rate(self.batches)" => {
            update.push(format!("let rate = {rate};"));
            "rate"
        }
        rate => rate,
    };
    update.push(format!(
        "self.model = self.optimizer.step({rate}, model, gradients);"
    ));
    if accumulates(params) {
        line("self.gathered.accumulate(&self.model, gradients);");
        line("if (self.batches + 1).is_multiple_of(BATCHES_PER_UPDATE) {");
        line("    let gradients = self.gathered.grads();");
        for text in update {
            line(&format!("    {text}"));
        }
        line("}");
    } else {
        for text in update {
            line(&text);
        }
    }
    if optimizer.ema.is_some() {
        line("self.model = self.ema.after_batch(self.model.clone(), self.batches);");
    }
    if bounds::has_constraint(params) {
        line("self.model = self.model.clone().constrain();");
    }
    if counts(params) {
        line("self.batches += 1;");
    }
    line("metrics");
    format!(
        "    /// Trains on a batch.\n    fn step(&mut self, batch: Images) -> Metrics {{\n{body}    }}\n"
    )
}

const METRICS: &str =
    "/// Sums over images, so that their means do not depend on how these are cut into batches.
#[derive(Default)]
struct Metrics {
    images: f64,
    loss: f64,
    hits: f64,
}

impl Metrics {
    fn of(loss: Tensor<1>, outputs: Tensor<2>, digits: Tensor<2>) -> Self {
        let images = digits.dims()[0] as f64;
        let hits = outputs.argmax(1).equal(digits.argmax(1));
        Self {
            images,
            loss: loss.into_scalar::<f64>() * images,
            hits: hits.int().sum().into_scalar::<f64>(),
        }
    }

    fn add(&mut self, other: Self) {
        self.images += other.images;
        self.loss += other.loss;
        self.hits += other.hits;
    }

    fn loss(&self) -> f64 {
        self.loss / self.images
    }

    fn accuracy(&self) -> f64 {
        self.hits / self.images
    }
}

impl fmt::Display for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (loss, accuracy) = (self.loss(), self.accuracy());
        write!(f, \"loss {loss:.4}, accuracy {accuracy:.4}\")
    }
}
";

const EVALUATE: &str = "/// - model: a plain one, in which nothing is random
fn evaluate(model: &Mlp, images: &Images) -> Metrics {
    let mut metrics = Metrics::default();
    for batch in images.batches() {
        let (loss, outputs) = model.objective(batch.pixels, batch.digits.clone());
        metrics.add(Metrics::of(loss, outputs, batch.digits));
    }
    metrics
}
";

const TOGETHER: &str = "/// Keras' global_clipnorm. burn clips each variable's gradient by itself.
fn clip_together(model: &Mlp, gradients: GradientsParams) -> GradientsParams {
    struct Squares<'a> {
        gradients: &'a GradientsParams,
        sum: f64,
    }
    impl ModuleVisitor for Squares<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.gradients.get::<D>(param.id) {
                self.sum += gradient.square().sum().into_scalar::<f64>();
            }
        }
    }
    let mut squares = Squares {
        gradients: &gradients,
        sum: 0.0,
    };
    model.visit(&mut squares);
    let factor = GLOBAL_CLIPNORM / squares.sum.sqrt().max(GLOBAL_CLIPNORM);
    scaled(model, gradients, factor)
}
";

const SCALE: &str = "/// Each gradient times a factor.
fn scaled(model: &Mlp, gradients: GradientsParams, factor: f64) -> GradientsParams {
    struct Scaling {
        gradients: GradientsParams,
        factor: f64,
    }
    impl ModuleVisitor for Scaling {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.gradients.remove::<D>(param.id) {
                self.gradients.register(param.id, gradient * self.factor);
            }
        }
    }
    let mut scaling = Scaling { gradients, factor };
    model.visit(&mut scaling);
    scaling.gradients
}
";
