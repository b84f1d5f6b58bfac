//! From Keras' words to the catalogue's rows.

use serde_json::{Value, json};
use tuneground::hyperparams::catalog::{self, *};
use tuneground::hyperparams::{HyperParams, ParamSpec};

use super::fields::Fields;

/// The hyperparameters of a case, every field of which is understood.
pub fn hyperparams(value: Value) -> Result<HyperParams, String> {
    let mut case = Fields::of("hyperparameters", value)?;
    let mut rows = Rows::default();
    architecture(&mut case, &mut rows)?;
    loss(&mut case, &mut rows)?;
    optimizer(&mut case, &mut rows)?;
    reduce_on_plateau(&mut case, &mut rows)?;
    if let Some(config) = case.optional("learning_rate_schedule") {
        schedule(config, &mut rows)?;
    }
    penalties(&mut case, &mut rows)?;
    early_stopping(&mut case, &mut rows)?;
    if let Some(swaps) = case.optional(SWAP_EMA_WEIGHTS.key) {
        rows.set(&SWAP_EMA_WEIGHTS, swaps)?;
    }
    for row in [&EPOCHS, &BATCH_SIZE, &SHUFFLE] {
        rows.set(row, case.take(row.key)?)?;
    }
    case.finish()?;
    Ok(rows.params)
}

/// Rows as far as they are set, each to one value only.
#[derive(Default)]
struct Rows {
    params: HyperParams,
    set: Vec<(&'static str, Value)>,
}

impl Rows {
    fn set(&mut self, row: &'static ParamSpec, value: Value) -> Result<(), String> {
        let before = self.set.iter().find(|(key, _)| *key == row.key);
        if before.is_some_and(|(_, before)| *before != value) {
            return Err(format!("{} would need two values", row.key));
        }
        let read: tuneground::hyperparams::Value = serde_json::from_value(value.clone())
            .map_err(|error| format!("{}: {error}", row.key))?;
        self.params.set(row, read);
        self.set.push((row.key, value));
        Ok(())
    }

    /// Sets a smallest improvement, whose sign Keras ignores.
    fn set_min_delta(
        &mut self,
        row: &'static ParamSpec,
        fields: &mut Fields,
    ) -> Result<(), String> {
        self.set(row, json!(fields.number("min_delta")?.abs()))
    }

    /// Sets the rows of the fields that are left, whose keys are the fields' names after a prefix; null means
    /// off.
    fn set_all(&mut self, fields: &mut Fields, prefix: &str, off: &Value) -> Result<(), String> {
        for (field, value) in fields.drain() {
            let row = row(&format!("{prefix}{field}"))?;
            let value = if value.is_null() { off.clone() } else { value };
            self.set(row, value)?;
        }
        Ok(())
    }
}

fn row(key: &str) -> Result<&'static ParamSpec, String> {
    catalog::spec(key).ok_or_else(|| format!("there is no row {key}"))
}

fn architecture(case: &mut Fields, rows: &mut Rows) -> Result<(), String> {
    let units = case.take("hidden_units")?;
    if units.as_array().is_some_and(Vec::is_empty) {
        rows.set(&N_LAYERS, json!(0))?;
    } else {
        rows.set(&HIDDEN_UNITS, units)?;
    }
    for row in [&ACTIVATION, &OUTPUT_ACTIVATION] {
        activation(row, case.take(row.key)?, rows)?;
    }
    if let Some(use_bias) = case.optional(USE_BIAS.key) {
        rows.set(&USE_BIAS, use_bias)?;
    }
    match case.optional("batch_norm") {
        Some(norm) => batch_norm(Fields::of("batch_norm", norm)?, rows),
        None => Ok(()),
    }
}

fn batch_norm(mut norm: Fields, rows: &mut Rows) -> Result<(), String> {
    rows.set(&BATCH_NORM, norm.take("position")?)?;
    let gamma = [&BATCH_NORM_GAMMA_L1, &BATCH_NORM_GAMMA_L2];
    regularizer(&mut norm, "gamma_regularizer", gamma, rows)?;
    let beta = [&BATCH_NORM_BETA_L1, &BATCH_NORM_BETA_L2];
    regularizer(&mut norm, "beta_regularizer", beta, rows)?;
    for (field, row) in [
        ("gamma_constraint", &BATCH_NORM_GAMMA_CONSTRAINT),
        ("beta_constraint", &BATCH_NORM_BETA_CONSTRAINT),
    ] {
        constraint(&mut norm, field, row, rows)?;
    }
    if let Some(clipping) = norm.optional("renorm_clipping") {
        let mut limits = Fields::of("renorm_clipping", clipping)?;
        rows.set_all(&mut limits, "batch_norm_renorm_", &json!(""))?;
    }
    rows.set_all(&mut norm, "batch_norm_", &Value::Null)
}

fn activation(row: &'static ParamSpec, value: Value, rows: &mut Rows) -> Result<(), String> {
    let (name, mut fields) = Fields::of_class(row.key, value)?;
    for (field, value) in fields.drain() {
        let argument = match (name.as_str(), field.as_str()) {
            ("leaky_relu", "negative_slope") => &NEGATIVE_SLOPE,
            ("elu", "alpha") => &ELU_ALPHA,
            ("gelu", "approximate") => &APPROXIMATE,
            ("relu", "negative_slope") => &RELU_NEGATIVE_SLOPE,
            ("relu", "max_value") => &RELU_MAX_VALUE,
            ("relu", "threshold") => &RELU_THRESHOLD,
            _ => return Err(format!("{name} has an unknown argument, {field}")),
        };
        let value = if value.is_null() { json!("") } else { value };
        rows.set(argument, value)?;
    }
    rows.set(row, json!(name))
}

/// A loss by its function's name, with its fields beside it, or an object of Keras' class with the fields in it.
fn loss(case: &mut Fields, rows: &mut Rows) -> Result<(), String> {
    let (name, mut fields) = match case.take(LOSS.key)? {
        Value::String(name) => {
            let fields = [FROM_LOGITS.key, LABEL_SMOOTHING.key, REDUCTION.key, "delta"];
            let fields = fields.map(|key| Some((key.to_owned(), case.optional(key)?)));
            let fields = Value::Object(fields.into_iter().flatten().collect());
            (name, Fields::of(LOSS.key, fields)?)
        }
        config => Fields::of_class(LOSS.key, config)?,
    };
    fields.optional("dtype");
    let axis = fields.optional("axis");
    if axis.is_some_and(|axis| axis != json!(-1)) {
        return Err("the classes are the last axis".to_owned());
    }
    rows.set(&LOSS, json!(name))?;
    for (field, value) in fields.drain() {
        let own = rows.params.get(&LOSS).to_string() + "_" + &field;
        let row = row(&own).or_else(|_| row(&field))?;
        rows.set(row, value)?;
    }
    Ok(())
}

fn optimizer(case: &mut Fields, rows: &mut Rows) -> Result<(), String> {
    let (name, mut fields) = Fields::of_class("optimizer", case.take("optimizer")?)?;
    rows.set(&OPTIMIZER, json!(name))?;
    match fields.optional("learning_rate") {
        Some(config @ Value::Object(_)) => schedule(config, rows)?,
        Some(rate) => rows.set(&LEARNING_RATE, rate)?,
        None => {}
    }
    muon_layers(&mut fields, rows)?;
    // Keras bounds Adafactor's rate in either case; and there are no embeddings to exclude from Muon.
    for without_effect in ["relative_step", "exclude_embeddings"] {
        fields.optional(without_effect);
    }
    for (field, value) in fields.drain() {
        match (row(&field), value.is_null()) {
            (Ok(row), true) => rows.set(row, json!(row.none.unwrap_or_default()))?,
            (row, false) => rows.set(row?, value)?,
            // Nothing is asked of what is not there.
            (Err(_), true) => {}
        }
    }
    Ok(())
}

/// The layers without Muon: none, or the last one.
fn muon_layers(fields: &mut Fields, rows: &mut Rows) -> Result<(), String> {
    let Some(excluded) = fields.optional(EXCLUDE_LAYERS.key) else {
        return Ok(());
    };
    let hidden = rows.params.check().map(|params| params.hidden_layers.len());
    let output = format!("dense_{}", hidden.unwrap_or_default());
    if excluded == json!([]) {
        Ok(())
    } else if excluded == json!([output]) {
        rows.set(&EXCLUDE_LAYERS, json!("output"))
    } else {
        Err(format!(
            "the layers excluded are none or {output}, not {excluded}"
        ))
    }
}

fn reduce_on_plateau(case: &mut Fields, rows: &mut Rows) -> Result<(), String> {
    let Some(plateau) = case.optional("reduce_lr_on_plateau") else {
        return Ok(());
    };
    let mut fields = Fields::of("reduce_lr_on_plateau", plateau)?;
    rows.set(&LR_SCHEDULE, json!("reduce_lr_on_plateau"))?;
    rows.set_min_delta(&REDUCE_LR_MIN_DELTA, &mut fields)?;
    rows.set_all(&mut fields, "reduce_lr_", &Value::Null)
}

fn schedule(config: Value, rows: &mut Rows) -> Result<(), String> {
    let (name, mut fields) = Fields::of_class("learning_rate_schedule", config)?;
    rows.set(&LR_SCHEDULE, json!(snake_case(&name)))?;
    if name == "CosineDecay" {
        warmup(&mut fields, rows)?;
    }
    if let Some(rate) = fields.optional("initial_learning_rate") {
        rows.set(&LEARNING_RATE, rate)?;
    }
    if let Some(alpha) = fields.optional("alpha") {
        rows.set(&COSINE_ALPHA, alpha)?;
    }
    rows.set_all(&mut fields, "", &Value::Null)
}

/// With a target Keras' initial rate is where the warm-up begins; without one there is no warm-up, whatever
/// its steps.
fn warmup(fields: &mut Fields, rows: &mut Rows) -> Result<(), String> {
    let (initial, steps) = (
        fields.take("initial_learning_rate")?,
        fields.take("warmup_steps")?,
    );
    match fields.optional("warmup_target") {
        Some(target) => {
            rows.set(&LEARNING_RATE, target)?;
            rows.set(&INITIAL_LEARNING_RATE, initial)?;
            rows.set(&WARMUP_STEPS, steps)
        }
        None => rows.set(&LEARNING_RATE, initial),
    }
}

/// `CosineDecay` → `cosine_decay`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn penalties(case: &mut Fields, rows: &mut Rows) -> Result<(), String> {
    rows.set(&PENALTY_LAYERS, case.take("penalty_layers")?)?;
    for (field, l1, l2) in [
        ("kernel_regularizer", &L1, &L2),
        ("bias_regularizer", &BIAS_L1, &BIAS_L2),
        ("activity_regularizer", &ACTIVITY_L1, &ACTIVITY_L2),
    ] {
        regularizer(case, field, [l1, l2], rows)?;
    }
    constraint(case, "kernel_constraint", &KERNEL_CONSTRAINT, rows)?;
    constraint(case, "bias_constraint", &BIAS_CONSTRAINT, rows)
}

fn regularizer(
    fields: &mut Fields,
    field: &str,
    [l1, l2]: [&'static ParamSpec; 2],
    rows: &mut Rows,
) -> Result<(), String> {
    let Some(regularizer) = fields.optional(field) else {
        return Ok(());
    };
    let (name, mut fields) = Fields::of_class(field, regularizer)?;
    if !["L1", "L2", "L1L2"].contains(&name.as_str()) {
        return Err(format!("there is no regularizer {name}"));
    }
    for (row, key) in [(l1, "l1"), (l2, "l2")] {
        if let Some(factor) = fields.optional(key) {
            rows.set(row, factor)?;
        }
    }
    fields.finish()
}

/// The constraint of a row, whose arguments are rows too, of the same key: of a vector there is no axis but 0.
fn constraint(
    fields: &mut Fields,
    field: &str,
    row: &'static ParamSpec,
    rows: &mut Rows,
) -> Result<(), String> {
    let Some(constraint) = fields.optional(field) else {
        return Ok(());
    };
    let (name, mut fields) = Fields::of_class(field, constraint)?;
    rows.set(row, json!(snake_case(&name)))?;
    let prefix = row.key.trim_start_matches("kernel_");
    if row.key != KERNEL_CONSTRAINT.key
        && fields.optional("axis").is_some_and(|axis| axis != json!(0))
    {
        return Err(format!("{field} has an axis that a vector lacks"));
    }
    rows.set_all(&mut fields, &format!("{prefix}_"), &Value::Null)
}

fn early_stopping(case: &mut Fields, rows: &mut Rows) -> Result<(), String> {
    let Some(stopping) = case.optional("early_stopping") else {
        return Ok(());
    };
    let mut fields = Fields::of("early_stopping", stopping)?;
    rows.set(&EARLY_STOPPING, json!(true))?;
    rows.set_min_delta(&EARLY_STOPPING_MIN_DELTA, &mut fields)?;
    rows.set_all(&mut fields, "early_stopping_", &json!(""))
}
