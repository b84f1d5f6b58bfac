use super::*;
use crate::dataset::IMAGE_PIXELS;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{N_LAYERS, N_NODES};
use crate::model::Variable;

/// A ReLU network of one hidden layer of four units, the first ones of which are dead.
fn model(weight: f32, dead: usize) -> Model {
    let setting = HyperParams::default()
        .with(&N_LAYERS, 1.0)
        .with(&N_NODES, 4.0);
    let variables = setting
        .check()
        .unwrap()
        .variables()
        .into_iter()
        .map(|place| {
            let count = place.shape.iter().product();
            let mut values = vec![weight; count];
            if (place.at, place.variable) == (0, "bias") {
                values[..dead].fill(-1e6);
            }
            if (place.at, place.variable) == (1, "kernel") {
                values.iter_mut().step_by(3).for_each(|it| *it *= -0.5);
            }
            Variable {
                name: place.name,
                shape: place.shape,
                values,
            }
        });
    Model::new(setting.clone(), variables.collect()).unwrap()
}

fn images() -> Validation {
    let setting = HyperParams::default().check().unwrap();
    let mut images = Validation::of(&setting);
    let labels: Vec<u8> = (0..20).map(|at| at % 10).collect();
    let pixels = labels.iter().flat_map(|label| [10 * *label; IMAGE_PIXELS]);
    images.fill(&pixels.collect::<Vec<_>>(), &labels);
    images
}

/// A film of so many epochs in which units die, and all of it measured.
fn measured(epochs: usize) -> (Film, Story, Health) {
    let (mut film, mut story) = (Film::default(), Story::default());
    let model = |epoch: usize| model(0.01 * (epoch + 1) as f32, epoch.min(2));
    for epoch in 0..epochs {
        film.push(epoch, Vec::new(), &model(epoch), true);
        while let Some(at) = story.missing(&film) {
            let epoch = film.frames()[at].epoch;
            story.measure(epoch, &model(epoch), &images(), &film);
        }
    }
    let last = model(epochs.saturating_sub(1));
    let health = Health::new(&last, &Network::new(&last), &images());
    (film, story, health)
}

#[test]
fn layers_are_drawn_over_the_epochs_and_what_is_odd_is_said() {
    let (film, story, health) = measured(4);
    let html = story.view(&film, &health, Along::Epochs, Some(2));
    assert!(html.contains("4 of the 4 epochs that are kept"), "{html}");
    assert!(
        html.contains("Layer 1: 50 % of its units are dead or saturated, and more than 25 % have been since epoch 2"),
        "{html}"
    );
    assert!(html.contains("Dead or saturated, share: 0.500"), "{html}");
    // From 0.03 to 0.04, a quarter.
    assert!(html.contains("Update / weight per epoch: 0.250"), "{html}");
    assert!(!html.contains(": it stands still"), "{html}");
    assert_eq!(html.matches("<h4>Layer 1</h4>").count(), 1);
    // The output layer has no units that die.
    assert_eq!(html.matches("<figure>").count(), 5 + 4);
    assert!(
        html.contains("<circle"),
        "the epoch that is shown has a dot"
    );
    assert!(
        !story
            .view(&film, &health, Along::Epochs, None)
            .contains("<circle")
    );
}

#[test]
fn a_layer_that_stands_still_or_grows_is_told() {
    let (mut film, mut story) = (Film::default(), Story::default());
    for (epoch, weight) in [(0, 0.001), (1, 0.5), (2, 0.5)] {
        let model = model(weight, 0);
        film.push(epoch, Vec::new(), &model, true);
        story.measure(epoch, &model, &images(), &film);
    }
    let last = model(0.5, 0);
    let health = Health::new(&last, &Network::new(&last), &images());
    let html = story.view(&film, &health, Along::Epochs, None);
    assert!(
        html.contains(
            "Layer 1: in epoch 2 its weights have come by 0 of their norm: it stands still"
        ),
        "{html}"
    );
    assert!(
        html.contains("Output layer: the norm of its weights has grown from"),
        "{html}"
    );
}

#[test]
fn as_many_epochs_are_measured_as_can_be_drawn() {
    let (film, story, health) = measured(150);
    assert_eq!(film.frames().len(), 150);
    let epochs: Vec<usize> = story.rows.keys().copied().collect();
    let mut expected: Vec<usize> = (0..150).step_by(4).collect();
    expected.push(149);
    assert_eq!(epochs, expected);
    assert!(story.view(&film, &health, Along::Epochs, None).len() < 150_000);
    let (film, story, health) = measured(1);
    assert!(
        story
            .view(&film, &health, Along::Epochs, None)
            .contains("once there are two")
    );
}
