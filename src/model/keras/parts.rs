//! What layers consist of, as Keras serializes it.

use serde_json::{Value as Json, json};

use crate::hyperparams::{
    Activation, Axis, BiasInitializer, Constraint, Fan, FanMode, Initializer,
    InitializerDistribution, Regularizer,
};

fn object(module: &str, class: &str, config: Json) -> Json {
    json!({ "module": module, "class_name": class, "config": config, "registered_name": null })
}

/// By its name where it has Keras' own arguments. Others are those of a layer, which Dense takes, too; and the
/// approximate GELU, which no layer is, is the operation.
pub fn activation(activation: Activation) -> Json {
    let layer = |class: &str, config: Json| object("keras.layers", class, config);
    match activation {
        Activation::Relu {
            negative_slope,
            max_value,
            threshold,
        } if (negative_slope, max_value, threshold) != (0.0, None, 0.0) => layer(
            "ReLU",
            json!({
                "max_value": max_value,
                "negative_slope": negative_slope,
                "threshold": threshold,
            }),
        ),
        Activation::LeakyRelu { negative_slope } => {
            layer("LeakyReLU", json!({ "negative_slope": negative_slope }))
        }
        Activation::Elu { alpha } => layer("ELU", json!({ "alpha": alpha })),
        Activation::Gelu { approximate: true } => {
            object("keras.src.ops.nn", "Gelu", json!({ "approximate": true }))
        }
        named => named.kind().name().into(),
    }
}

pub fn initializer(initializer: Initializer) -> Json {
    let seeded = |class: &str, mut config: Json| {
        config["seed"] = Json::Null;
        object("keras.initializers", class, config)
    };
    let class = |fan, distribution| match fan {
        Fan::Glorot => format!("Glorot{distribution}"),
        Fan::He => format!("He{distribution}"),
        Fan::Lecun => format!("Lecun{distribution}"),
    };
    match initializer {
        Initializer::Uniform(fan) => seeded(&class(fan, "Uniform"), json!({})),
        Initializer::Normal(fan) => seeded(&class(fan, "Normal"), json!({})),
        Initializer::Orthogonal { gain } => seeded("Orthogonal", json!({ "gain": gain })),
        Initializer::RandomNormal { mean, stddev } => {
            seeded("RandomNormal", json!({ "mean": mean, "stddev": stddev }))
        }
        Initializer::TruncatedNormal { mean, stddev } => {
            seeded("TruncatedNormal", json!({ "mean": mean, "stddev": stddev }))
        }
        Initializer::RandomUniform { minval, maxval } => seeded(
            "RandomUniform",
            json!({ "minval": minval, "maxval": maxval }),
        ),
        Initializer::VarianceScaling {
            scale,
            mode,
            distribution,
        } => {
            let (mode, distribution) = (
                FanMode::name(mode),
                InitializerDistribution::name(distribution),
            );
            let config = json!({ "scale": scale, "mode": mode, "distribution": distribution });
            seeded("VarianceScaling", config)
        }
        Initializer::Zeros => object("keras.initializers", "Zeros", json!({})),
    }
}

pub fn bias_initializer(initializer: BiasInitializer) -> Json {
    let normal = |class, mean, stddev| {
        let config = json!({ "mean": mean, "stddev": stddev, "seed": null });
        object("keras.initializers", class, config)
    };
    match initializer {
        BiasInitializer::Constant(value) => constant(value),
        BiasInitializer::RandomNormal { mean, stddev } => normal("RandomNormal", mean, stddev),
        BiasInitializer::TruncatedNormal { mean, stddev } => {
            normal("TruncatedNormal", mean, stddev)
        }
    }
}

/// Every node starts with the same.
pub fn constant(value: f64) -> Json {
    let (class, config) = match value {
        0.0 => ("Zeros", json!({})),
        1.0 => ("Ones", json!({})),
        value => ("Constant", json!({ "value": value })),
    };
    object("keras.initializers", class, config)
}

/// Nothing where it is off.
pub fn regularizer(Regularizer { l1, l2 }: Regularizer) -> Json {
    let of = |class, config| object("keras.regularizers", class, config);
    match (l1, l2) {
        (0.0, 0.0) => Json::Null,
        (l1, 0.0) => of("L1", json!({ "l1": l1 })),
        (0.0, l2) => of("L2", json!({ "l2": l2 })),
        (l1, l2) => of("L1L2", json!({ "l1": l1, "l2": l2 })),
    }
}

/// Nothing where there is none.
pub fn constraint(constraint: Option<Constraint>) -> Json {
    let axes = |axis| match axis {
        Axis::Inputs => json!(0),
        Axis::Outputs => json!(1),
        Axis::Both => json!([0, 1]),
    };
    let (class, config) = match constraint {
        None => return Json::Null,
        Some(Constraint::MaxNorm { max_value, axis }) => (
            "MaxNorm",
            json!({ "max_value": max_value, "axis": axes(axis) }),
        ),
        Some(Constraint::UnitNorm { axis }) => ("UnitNorm", json!({ "axis": axes(axis) })),
        Some(Constraint::MinMaxNorm {
            min_value,
            max_value,
            rate,
            axis,
        }) => (
            "MinMaxNorm",
            json!({
                "min_value": min_value,
                "max_value": max_value,
                "rate": rate,
                "axis": axes(axis),
            }),
        ),
        Some(Constraint::NonNeg) => ("NonNeg", json!({})),
    };
    object("keras.constraints", class, config)
}
