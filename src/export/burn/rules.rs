//! Keras' rules, as burn's tensors say them.

use crate::hyperparams::{Adaptive, Ftrl, Momentum, Muon, UpdateRule};

/// How a gradient becomes a step.
pub struct Rule {
    /// Lines of a comment.
    pub about: String,
    pub constants: Vec<(&'static str, f64)>,
    /// What is made of the weights `w` and their gradient `g` at the rate `lr`.
    pub body: String,
}

pub fn rule(rule: &UpdateRule) -> Rule {
    match rule {
        UpdateRule::Sgd(momentum) => sgd(*momentum),
        UpdateRule::RmsProp {
            rho,
            momentum,
            epsilon,
            centered,
        } => rmsprop(*rho, *momentum, *epsilon, *centered),
        UpdateRule::Adagrad {
            initial_accumulator_value,
            epsilon,
        } => of(
            "Adagrad as Keras has it: sums begin above zero, and epsilon is inside the root.",
            &[
                ("INITIAL_ACCUMULATOR_VALUE", *initial_accumulator_value),
                ("EPSILON", *epsilon),
            ],
            ADAGRAD,
        ),
        UpdateRule::Adadelta { rho, epsilon } => of(
            "Adadelta, which burn has not.",
            &[("RHO", *rho), ("EPSILON", *epsilon)],
            ADADELTA,
        ),
        UpdateRule::Adam { moments, amsgrad } => {
            let body = ADAM.replace("AMSGRAD", if *amsgrad { AMSGRAD } else { "" });
            let about = "Adam as Keras has it: epsilon is added to the root as it is, burn's to the corrected one.";
            adaptive(about, *moments, &body)
        }
        UpdateRule::Nadam(moments) => adaptive("Nadam, which burn has not.", *moments, NADAM),
        UpdateRule::Adamax(moments) => adaptive("Adamax, which burn has not.", *moments, ADAMAX),
        // burn's own means the same.
        UpdateRule::Lion { beta_1, beta_2 } => {
            of("Lion.", &[("BETA_1", *beta_1), ("BETA_2", *beta_2)], LION)
        }
        UpdateRule::Adafactor(rule) => of(
            "Adafactor as Keras has it: steps are relative to the weights, and the rate is at most 1/√t.",
            &[
                ("BETA_2_DECAY", rule.beta_2_decay),
                ("EPSILON_1", rule.epsilon_1),
                ("EPSILON_2", rule.epsilon_2),
                ("CLIP_THRESHOLD", rule.clip_threshold),
            ],
            ADAFACTOR,
        ),
        UpdateRule::Ftrl(rule) => ftrl(rule),
        UpdateRule::Lamb(moments) => adaptive(
            "LAMB as Keras has it: without bounds on the norms.",
            *moments,
            LAMB,
        ),
        UpdateRule::Muon(rule) => muon(rule),
    }
}

fn of(about: &str, constants: &[(&'static str, f64)], body: &str) -> Rule {
    Rule {
        about: format!("/// {about}\n"),
        constants: constants.to_vec(),
        body: body.to_owned(),
    }
}

fn adaptive(about: &str, moments: Adaptive, body: &str) -> Rule {
    let constants = [
        ("BETA_1", moments.beta_1),
        ("BETA_2", moments.beta_2),
        ("EPSILON", moments.epsilon),
    ];
    of(about, &constants, body)
}

fn sgd(Momentum { momentum, nesterov }: Momentum) -> Rule {
    let about = "Momentum as Keras has it: the rate is inside the velocity, so that a new one does not rescale it.";
    let step = match nesterov {
        true => "        w + velocity * MOMENTUM - step\n",
        false => "        w + velocity\n",
    };
    let body = match nesterov {
        true => SGD.replace("STEP", "step.clone()"),
        false => SGD.replace("STEP", "step"),
    };
    of(about, &[("MOMENTUM", momentum)], &(body + step))
}

fn rmsprop(rho: f64, momentum: f64, epsilon: f64, centered: bool) -> Rule {
    let mut constants = vec![("RHO", rho)];
    let mut body =
        "        let squares = self.average(id, \"squares\", RHO, g.clone().square());\n"
            .to_owned();
    if centered {
        body += "        let mean = self.average(id, \"mean\", RHO, g.clone());\n        \
                 let squares = squares - mean.square();\n";
    }
    body += "        let step = g * lr / (squares + EPSILON).sqrt();\n";
    if momentum > 0.0 {
        constants.push(("MOMENTUM", momentum));
        body += "        let step = self.recall(id, \"step\", 0.0, &w) * MOMENTUM + step;\n        \
                 self.keep(id, \"step\", &step);\n";
    }
    constants.push(("EPSILON", epsilon));
    let about = "RMSprop as Keras has it: epsilon is inside the root, burn's outside.";
    of(about, &constants, &(body + "        w - step\n"))
}

/// The weights follow from what is remembered.
fn ftrl(rule: &Ftrl) -> Rule {
    let mut constants = vec![
        ("LEARNING_RATE_POWER", rule.learning_rate_power),
        ("INITIAL_ACCUMULATOR_VALUE", rule.initial_accumulator_value),
    ];
    let mut has = |name: &'static str, value: f64| {
        constants.extend((value > 0.0).then_some((name, value)));
        value > 0.0
    };
    let shrunk = match has("L2_SHRINKAGE", rule.l2_shrinkage_regularization_strength) {
        true => "        let g = g + w.clone() * (2.0 * L2_SHRINKAGE);\n",
        false => "",
    };
    let mut more = String::new();
    if has("L2_STRENGTH", rule.l2_regularization_strength) {
        more += " + 2.0 * L2_STRENGTH";
    }
    if has("BETA", rule.beta) {
        more += " + BETA / lr";
    }
    let last = match has("L1_STRENGTH", rule.l1_regularization_strength) {
        true => "        (linear.clone().clamp(-L1_STRENGTH, L1_STRENGTH) - linear) / quadratic\n",
        false => "        -linear / quadratic\n",
    };
    let body = FTRL.replace("SHRUNK", shrunk).replace("MORE", &more) + last;
    let about = "FTRL, which burn has not. Weights follow from what is remembered: the first ones are forgotten.";
    of(about, &constants, &body)
}

fn muon(rule: &Muon) -> Rule {
    let [a, b, c] = rule.coefficients;
    let mut constants = vec![("MOMENTUM", rule.momentum)];
    let scale = match rule.rms_rate {
        None => "lr",
        Some(rate) => {
            constants.push(("RMS_RATE", rate));
            "(lr * RMS_RATE * (rows.max(columns) as f64).sqrt())"
        }
    };
    constants.extend([("MUON_A", a), ("MUON_B", b), ("MUON_C", c)]);
    constants.push(("ADAM_LR_RATIO", rule.adam_lr_ratio));
    let decay = match rule.adam_weight_decay > 0.0 {
        false => "",
        true => {
            constants.push(("ADAM_WEIGHT_DECAY", rule.adam_weight_decay));
            "let w = w * (1.0 - ADAM_WEIGHT_DECAY * lr);\n                "
        }
    };
    constants.extend([
        ("BETA_1", rule.adam.beta_1),
        ("BETA_2", rule.adam.beta_2),
        ("EPSILON", rule.adam.epsilon),
    ]);
    let direction = match rule.nesterov {
        true => "g + momentum * MOMENTUM",
        false => "momentum",
    };
    let taken = match rule.nesterov {
        true => "g.clone()",
        false => "g",
    };
    let body = MUON
        .replace("SCALE", scale)
        .replace("ADAM_DECAY", decay)
        .replace("DIRECTION", direction)
        .replace("TAKEN", taken);
    of(
        "Muon as Keras has it: the momentum of kernels is made orthogonal, the rest takes Adam's steps.",
        &constants,
        &body,
    )
}

/// An optimizer with its memory.
pub const FRAME: &str = "ABOUT#[derive(Default)]
struct Optimizer {
FIELDS}

impl Optimizer {
    fn step(&mut self, rate: f64, model: Mlp, gradients: GradientsParams) -> Mlp {
BEFORE        model.map(&mut Update {
            optimizer: self,
            rate,
            gradients,
        })
    }

    fn update<const D: usize>(
        &mut self,
        id: ParamId,
        lr: f64,
        w: Tensor<D>,
        g: Tensor<D>,
    ) -> Tensor<D> {
FIRSTBODY    }
METHODS}
";

/// An update on its way through the variables.
pub const MAPPER: &str = "/// An update on its way through the variables.
struct Update<'a> {
    optimizer: &'a mut Optimizer,
    rate: f64,
    gradients: GradientsParams,
}

impl ModuleMapper for Update<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(g) = self.gradients.remove::<D>(param.id) else {
            return param;
        };
        let id = param.id;
        param.map(|w| {
            let w = self.optimizer.update(id, self.rate, w.inner(), g);
            Tensor::from_inner(w).require_grad()
        })
    }
}
";

pub const AVERAGE: &str = "
    /// A moving average, from zeros on.
    fn average<const D: usize>(
        &mut self,
        id: ParamId,
        name: &'static str,
        memory: f64,
        value: Tensor<D>,
    ) -> Tensor<D> {
        let average = self.recall(id, name, 0.0, &value) * memory + value * (1.0 - memory);
        self.keep(id, name, &average);
        average
    }
";

pub const RECALL: &str = "
    /// - start: what there is at first, everywhere
    fn recall<const D: usize>(
        &self,
        id: ParamId,
        name: &'static str,
        start: f64,
        like: &Tensor<D>,
    ) -> Tensor<D> {
        let kept = self.memory.get::<Tensor<D>>(&(id, name));
        kept.unwrap_or_else(|| like.full_like(start))
    }
";

pub const KEEP: &str = "
    fn keep<const D: usize>(&mut self, id: ParamId, name: &'static str, value: &Tensor<D>) {
        self.memory.register((id, name), value.clone());
    }
";

const SGD: &str = "        let step = g * lr;
        let velocity = self.recall(id, \"velocity\", 0.0, &w) * MOMENTUM - STEP;
        self.keep(id, \"velocity\", &velocity);
";

const ADAGRAD: &str = "        let sum = self.recall(id, \"sum\", INITIAL_ACCUMULATOR_VALUE, &w);
        let sum = sum + g.clone().square();
        self.keep(id, \"sum\", &sum);
        w - g * lr / (sum + EPSILON).sqrt()
";

const ADADELTA: &str =
    "        let squares = self.average(id, \"squares\", RHO, g.clone().square());
        let past = self.recall(id, \"steps\", 0.0, &w);
        let step = ((past + EPSILON) / (squares + EPSILON)).sqrt() * g;
        self.average(id, \"steps\", RHO, step.clone().square());
        w - step * lr
";

const ADAM: &str = "        let m = self.average(id, \"m\", BETA_1, g.clone());
        let v = self.average(id, \"v\", BETA_2, g.square());
AMSGRAD        let t = self.updates;
        let alpha = lr * (1.0 - BETA_2.powi(t)).sqrt() / (1.0 - BETA_1.powi(t));
        w - m * alpha / (v.sqrt() + EPSILON)
";

const AMSGRAD: &str = "        let v = self.recall(id, \"largest\", 0.0, &v).max_pair(v);
        self.keep(id, \"largest\", &v);
";

const NADAM: &str = "        let m = self.average(id, \"m\", BETA_1, g.clone());
        let v = self.average(id, \"v\", BETA_2, g.clone().square());
        let t = self.updates;
        let momentum = |t: i32| BETA_1 * (1.0 - 0.5 * 0.96_f64.powi(t));
        let product: f64 = (1..=t).map(momentum).product();
        let (now, next) = (momentum(t), momentum(t + 1));
        let m = m * (next / (1.0 - product * next)) + g * ((1.0 - now) / (1.0 - product));
        let v = v / (1.0 - BETA_2.powi(t));
        w - m * lr / (v.sqrt() + EPSILON)
";

const ADAMAX: &str = "        let m = self.average(id, \"m\", BETA_1, g.clone());
        let largest = (self.recall(id, \"largest\", 0.0, &w) * BETA_2).max_pair(g.abs());
        self.keep(id, \"largest\", &largest);
        w - m * (lr / (1.0 - BETA_1.powi(self.updates))) / (largest + EPSILON)
";

const LION: &str = "        let m = self.recall(id, \"m\", 0.0, &w);
        let direction = m * BETA_1 + g.clone() * (1.0 - BETA_1);
        self.average(id, \"m\", BETA_2, g);
        w - direction.sign() * lr
";

const ADAFACTOR: &str = "        let t = f64::from(self.updates);
        let memory = 1.0 - t.powf(BETA_2_DECAY);
        let squares = g.clone().square() + EPSILON_1;
        let v = if D < 2 {
            self.average(id, \"squares\", memory, squares)
        } else {
            // Of a matrix only the means of rows and of columns are kept.
            let rows = self.average(id, \"rows\", memory, squares.clone().mean_dim(D - 1));
            let columns = self.average(id, \"columns\", memory, squares.mean_dim(D - 2));
            rows.clone() / rows.mean_dim(D - 2) * columns
        };
        let u = g / v.sqrt();
        let rate = lr.min(1.0 / t.sqrt()) * rms(&w).max(EPSILON_2);
        let cut = (rms(&u) / CLIP_THRESHOLD).max(1.0);
        w - u * (rate / cut)
";

const FTRL: &str =
    "        let before = self.recall(id, \"squares\", INITIAL_ACCUMULATOR_VALUE, &w);
        let after = before.clone() + g.clone().square();
        self.keep(id, \"squares\", &after);
        let before = before.powf_scalar(-LEARNING_RATE_POWER);
        let after = after.powf_scalar(-LEARNING_RATE_POWER);
        let sigma = (after.clone() - before) / lr;
SHRUNK        let linear = self.recall(id, \"linear\", 0.0, &w) + g - sigma * w;
        self.keep(id, \"linear\", &linear);
        let quadratic = after / lrMORE;
";

const LAMB: &str = "        let t = self.updates;
        let m = self.average(id, \"m\", BETA_1, g.clone()) / (1.0 - BETA_1.powi(t));
        let v = self.average(id, \"v\", BETA_2, g.square()) / (1.0 - BETA_2.powi(t));
        let u = m / (v.sqrt() + EPSILON);
        let ratio = match (norm(&w), norm(&u)) {
            (of_weights, of_step) if of_weights > 0.0 && of_step > 0.0 => of_weights / of_step,
            _ => 1.0,
        };
        w - u * (lr * ratio)
";

const MUON: &str = "        let dims = w.dims();
        match dims[..] {
            [rows, columns]EXCLUDED => {
                MUON_DECAYlet momentum = self.recall(id, \"momentum\", 0.0, &w) * MOMENTUM + TAKEN;
                self.keep(id, \"momentum\", &momentum);
                let direction = DIRECTION;
                let step = orthogonal(direction.reshape([rows, columns]));
                w - step.reshape(dims) * SCALE
            }
            _ => {
                ADAM_DECAYlet lr = lr * ADAM_LR_RATIO;
                let m = self.average(id, \"m\", BETA_1, g.clone());
                let v = self.average(id, \"v\", BETA_2, g.square());
                let t = self.updates;
                let alpha = lr * (1.0 - BETA_2.powi(t)).sqrt() / (1.0 - BETA_1.powi(t));
                w - m * alpha / (v.sqrt() + EPSILON)
            }
        }
";

pub const ORTHOGONAL: &str =
    "/// Brings all singular values near 1, by iterations of Newton and Schulz.
fn orthogonal(x: Tensor<2>) -> Tensor<2> {
    let [rows, columns] = x.dims();
    let is_tall = rows > columns;
    let x = if is_tall { x.transpose() } else { x };
    let norm = x.clone().square().sum().sqrt() + 1e-7;
    let mut x = x / norm.unsqueeze();
    for _ in 0..NS_STEPS {
        let square = x.clone().matmul(x.clone().transpose());
        let of_square = (square.clone() * MUON_C).matmul(square.clone());
        x = x.clone() * MUON_A + (square * MUON_B + of_square).matmul(x);
    }
    if is_tall { x.transpose() } else { x }
}
";

pub const RMS: &str = "/// The root of the mean square.
fn rms<const D: usize>(x: &Tensor<D>) -> f64 {
    x.clone().square().mean().into_scalar::<f64>().sqrt()
}
";

pub const NORM: &str = "fn norm<const D: usize>(x: &Tensor<D>) -> f64 {
    x.clone().square().sum().into_scalar::<f64>().sqrt()
}
";
