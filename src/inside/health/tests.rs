use super::*;
use crate::dataset::IMAGE_PIXELS;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::*;
use crate::model::Variable;

/// A hidden layer of four units without weights, which give what their biases say, and an output layer of small weights.
fn model(setting: &HyperParams, biases: [f32; 4]) -> Model {
    let setting = setting.clone().with(&N_LAYERS, 1.0).with(&N_NODES, 4.0);
    let places = setting.check().unwrap().variables().into_iter();
    let variables = places.map(|place| {
        let count = place.shape.iter().product();
        let values = match place.name.as_str() {
            "dense/bias" => biases.to_vec(),
            "dense_1/kernel" => (0..count).map(|at| at as f32 / 40.0).collect(),
            "batch_normalization/moving_variance" => vec![1e-5, 2.0, 8.0, 1.0],
            _ => vec![0.0; count],
        };
        Variable {
            name: place.name,
            shape: place.shape,
            values,
        }
    });
    let variables = variables.collect();
    Model::new(setting, variables).unwrap()
}

fn measured(model: &Model) -> Health {
    let mut images = Validation::of(&model.setting);
    images.fill(&[99; 20 * IMAGE_PIXELS], &[3; 20]);
    Health::new(model, &Network::new(model), &images)
}

#[test]
fn a_unit_of_a_relu_that_is_never_active_is_dead() {
    let model = model(&HyperParams::default(), [-1.0, 0.5, 0.0, 0.1]);
    let health = measured(&model);
    assert_eq!((health.images, health.layers.len()), (20, 2));
    assert_eq!(health.layers[0].quiet, Some(Quiet::Dead(2)));
    assert_eq!(
        health.layers[1].quiet, None,
        "a softmax always passes something"
    );
    let html = view(&health, &[]);
    assert!(
        html.contains(r#"class="odd">2 dead (50 %)"#) && html.contains("Weights: all are 0"),
        "{html}"
    );
}

#[test]
fn a_leaky_unit_cannot_die() {
    let setting = HyperParams::default().with(&RELU_NEGATIVE_SLOPE, 0.1);
    let health = measured(&model(&setting, [-1.0; 4]));
    assert_eq!(health.layers[0].quiet, None);
}

#[test]
fn a_unit_whose_activation_is_flat_is_saturated() {
    // Tanh has a twentieth of its steepest slope at 2.18, a sigmoid at 4.36.
    for (activation, edge) in [("tanh", 2.18), ("sigmoid", 4.36)] {
        let setting = HyperParams::default().with(&ACTIVATION, activation);
        let biases = [edge - 0.1, edge + 0.1, -edge - 0.1, 0.0];
        let health = measured(&model(&setting, biases));
        assert_eq!(
            health.layers[0].quiet,
            Some(Quiet::Saturated(2)),
            "{activation}"
        );
    }
}

#[test]
fn a_variance_below_what_is_added_to_it_is_still() {
    let setting = HyperParams::default().with(&BATCH_NORM, "before_activation");
    let health = measured(&model(&setting, [0.0; 4]));
    let found = health.layers[0].norm.unwrap();
    assert_eq!((found.still, found.epsilon), (1, 0.001));
    assert!((found.variances[1] - 8.0).abs() < 1e-12);
    assert_eq!(health.layers[1].norm, None);
    let html = view(&health, &[]);
    assert!(
        html.contains("1.0e-5 to 8.00") && html.contains("Below ε"),
        "{html}"
    );
}

#[test]
fn no_gradient_reaches_what_is_before_units_that_are_dead() {
    let model = model(&HyperParams::default(), [-1.0; 4]);
    let health = measured(&model);
    assert_eq!(health.layers[0].gradient_norm, 0.0);
    assert!(health.layers[1].gradient_norm > 0.1);
    assert!(
        view(&health, &[]).contains(r#"class="odd">0 "#),
        "it is marked"
    );
}

#[test]
fn how_far_an_update_goes_stands_there_where_it_is_known() {
    let health = measured(&model(&HyperParams::default(), [0.5; 4]));
    assert!(!view(&health, &[None, None]).contains("Update / weight"));
    let html = view(&health, &[Some(0.004), Some(0.2)]);
    assert!(
        html.contains("<td>0.00400</td>") && html.contains(r#"class="odd">0.200"#),
        "{html}"
    );
}
