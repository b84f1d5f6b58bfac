//! A network as a graph of operators: <https://onnx.ai/onnx/operators/>, set 20.

use super::messages::{
    AttributeProto, FLOAT, FLOAT32, GraphProto, NodeProto, STRING, TensorProto, ValueInfoProto,
};
use super::messages::{Dimension, TensorShapeProto, TensorType, TypeProto};
use crate::dataset::{CLASSES, IMAGE_PIXELS};
use crate::hyperparams::{Activation, Norm};
use crate::model::{LayerKind, Model, Variable};

/// What the graph takes: pixels from 0 to 1, `[batch, 784]`.
const IMAGES: &str = "images";
/// What it gives, `[batch, 10]`: the output layer's activation included.
const OUTPUTS: &str = "outputs";

/// The graph of a model.
pub fn of(model: &Model) -> GraphProto {
    let setting = &model.setting;
    let mut graph = Graph::default();
    let variables = model.variables.iter();
    graph.initializers.extend(variables.map(|variable| {
        let Variable {
            name,
            shape,
            values,
        } = variable;
        tensor(name, shape, values)
    }));
    let norm = setting.batch_norm.as_ref();
    let mut values = IMAGES.to_owned();
    for (at, layer) in setting.hidden_layers.iter().enumerate() {
        values = graph.dense(model, at, &values);
        let normalizes = |position| norm.is_some_and(|norm| norm.position == position);
        if normalizes(Norm::BeforeActivation) {
            values = graph.norm(model, at, &values);
        }
        values = graph.activation(layer.activation, &values);
        if normalizes(Norm::AfterActivation) {
            values = graph.norm(model, at, &values);
        }
    }
    values = graph.dense(model, setting.hidden_layers.len(), &values);
    values = graph.activation(setting.output_activation, &values);
    graph.add(Operator::new("Identity"), &[&values], OUTPUTS);
    GraphProto {
        node: graph.nodes,
        name: Some("tuneground".to_owned()),
        initializer: graph.initializers,
        input: vec![value_info(IMAGES, IMAGE_PIXELS)],
        output: vec![value_info(OUTPUTS, CLASSES)],
    }
}

/// An operator with its attributes.
struct Operator {
    name: &'static str,
    attributes: Vec<AttributeProto>,
}

impl Operator {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
        }
    }

    fn with(mut self, name: &str, value: f64) -> Self {
        self.attributes.push(AttributeProto {
            name: Some(name.to_owned()),
            f: Some(value as f32),
            r#type: Some(FLOAT),
            ..AttributeProto::default()
        });
        self
    }

    fn with_text(mut self, name: &str, value: &str) -> Self {
        self.attributes.push(AttributeProto {
            name: Some(name.to_owned()),
            s: Some(value.as_bytes().to_vec()),
            r#type: Some(STRING),
            ..AttributeProto::default()
        });
        self
    }
}

/// The graph so far. A value has the name of the node that gives it.
#[derive(Default)]
struct Graph {
    nodes: Vec<NodeProto>,
    initializers: Vec<TensorProto>,
}

impl Graph {
    fn add(&mut self, operator: Operator, inputs: &[&str], output: &str) {
        self.nodes.push(NodeProto {
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![output.to_owned()],
            name: Some(output.to_owned()),
            op_type: Some(operator.name.to_owned()),
            attribute: operator.attributes,
        });
    }

    /// The same with a name of its own, which is returned.
    fn then(&mut self, operator: Operator, inputs: &[&str]) -> String {
        let output = format!("{}_{}", operator.name, self.nodes.len());
        self.add(operator, inputs, &output);
        output
    }

    /// The name of a number, or of a vector whose elements are all the same.
    fn constant(&mut self, shape: &[usize], value: f64) -> String {
        let name = format!("constant_{}", self.initializers.len());
        let values = vec![value as f32; shape.iter().product()];
        self.initializers.push(tensor(&name, shape, &values));
        name
    }

    fn scalar(&mut self, value: f64) -> String {
        self.constant(&[], value)
    }

    fn dense(&mut self, model: &Model, at: usize, inputs: &str) -> String {
        let named = |variable| model.variable(LayerKind::Dense, at, variable);
        let variables = [named("kernel"), named("bias")].into_iter().flatten();
        let names = variables.map(|variable| variable.name.as_str());
        let inputs: Vec<&str> = std::iter::once(inputs).chain(names).collect();
        self.then(Operator::new("Gemm"), &inputs)
    }

    fn norm(&mut self, model: &Model, at: usize, inputs: &str) -> String {
        let named = |name| model.variable(LayerKind::BatchNorm, at, name);
        let units = model
            .setting
            .hidden_layers
            .get(at)
            .map_or(0, |layer| layer.units);
        let without = [
            ("gamma", 1.0),
            ("beta", 0.0),
            ("moving_mean", 0.0),
            ("moving_variance", 1.0),
        ];
        let names = without.map(|(name, value)| match named(name) {
            Some(variable) => variable.name.clone(),
            None => self.constant(&[units], value),
        });
        let epsilon = model
            .setting
            .batch_norm
            .as_ref()
            .map_or(0.0, |norm| norm.epsilon);
        let inputs: Vec<&str> = std::iter::once(inputs)
            .chain(names.iter().map(String::as_str))
            .collect();
        let operator = Operator::new("BatchNormalization").with("epsilon", epsilon);
        self.then(operator, &inputs)
    }

    fn activation(&mut self, activation: Activation, inputs: &str) -> String {
        let operator = match activation {
            Activation::Linear => return inputs.to_owned(),
            Activation::Relu {
                negative_slope,
                max_value,
                threshold,
            } => return self.relu(inputs, negative_slope, max_value, threshold),
            Activation::Silu => {
                let gate = self.then(Operator::new("Sigmoid"), &[inputs]);
                return self.then(Operator::new("Mul"), &[inputs, &gate]);
            }
            Activation::LeakyRelu { negative_slope } => {
                Operator::new("LeakyRelu").with("alpha", negative_slope)
            }
            Activation::Elu { alpha } => Operator::new("Elu").with("alpha", alpha),
            Activation::Selu => Operator::new("Selu"),
            Activation::Gelu { approximate } => {
                let how = if approximate { "tanh" } else { "none" };
                Operator::new("Gelu").with_text("approximate", how)
            }
            Activation::Mish => Operator::new("Mish"),
            Activation::Sigmoid => Operator::new("Sigmoid"),
            Activation::HardSigmoid => Operator::new("HardSigmoid")
                .with("alpha", 1.0 / 6.0)
                .with("beta", 0.5),
            Activation::Tanh => Operator::new("Tanh"),
            Activation::Softplus => Operator::new("Softplus"),
            Activation::Softsign => Operator::new("Softsign"),
            Activation::Softmax => Operator::new("Softmax"),
        };
        self.then(operator, &[inputs])
    }

    /// x above the threshold, at most `max_value`; below it −slope · (threshold − x).
    fn relu(&mut self, inputs: &str, slope: f64, max_value: Option<f64>, threshold: f64) -> String {
        let operator = if threshold == 0.0 {
            Operator::new("Relu")
        } else {
            Operator::new("ThresholdedRelu").with("alpha", threshold)
        };
        let mut above = self.then(operator, &[inputs]);
        if let Some(max_value) = max_value {
            let [least, most] = [self.scalar(0.0), self.scalar(max_value)];
            above = self.then(Operator::new("Clip"), &[&above, &least, &most]);
        }
        if slope == 0.0 {
            return above;
        }
        let [threshold, slope] = [self.scalar(threshold), self.scalar(slope)];
        let below = self.then(Operator::new("Sub"), &[&threshold, inputs]);
        let below = self.then(Operator::new("Relu"), &[&below]);
        let below = self.then(Operator::new("Mul"), &[&below, &slope]);
        self.then(Operator::new("Sub"), &[&above, &below])
    }
}

fn tensor(name: &str, shape: &[usize], values: &[f32]) -> TensorProto {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    TensorProto {
        dims: shape.iter().map(|size| *size as i64).collect(),
        data_type: Some(FLOAT32),
        name: Some(name.to_owned()),
        raw_data: Some(bytes.collect()),
    }
}

/// `[batch, width]`.
fn value_info(name: &str, width: usize) -> ValueInfoProto {
    let batch = Dimension {
        dim_param: Some("batch".to_owned()),
        ..Dimension::default()
    };
    let width = Dimension {
        dim_value: Some(width as i64),
        ..Dimension::default()
    };
    let tensor_type = TensorType {
        elem_type: Some(FLOAT32),
        shape: Some(TensorShapeProto {
            dim: vec![batch, width],
        }),
    };
    ValueInfoProto {
        name: Some(name.to_owned()),
        r#type: Some(TypeProto {
            tensor_type: Some(tensor_type),
        }),
    }
}
