use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{N_LAYERS, N_NODES};
use crate::model::{Model, Variable};

/// A network of a hidden layer of eight units with weights of its own.
fn network(seed: usize) -> Network {
    let setting = HyperParams::default()
        .with(&N_LAYERS, 1.0)
        .with(&N_NODES, 8.0);
    let variables = setting.check().unwrap().variables().into_iter();
    let variables = variables.enumerate().map(|(place, it)| Variable {
        values: (0..it.shape.iter().product())
            .map(|at: usize| ((at * 7919 + (place + seed) * 104_729) % 2001) as f32 / 8192.0 - 0.12)
            .collect(),
        name: it.name,
        shape: it.shape,
    });
    Network::new(&Model::new(setting.clone(), variables.collect()).unwrap())
}

fn images() -> Validation {
    let mut images = Validation::of(&HyperParams::default().check().unwrap());
    let labels: Vec<u8> = (0..40).map(|at| at % 10).collect();
    let pixels = (0..40 * IMAGE_PIXELS).map(|at| (at * 31 % 256) as u8);
    images.fill(&pixels.collect::<Vec<_>>(), &labels);
    images
}

fn done(mut surface: Surface) -> Surface {
    while !surface.is_done() {
        surface.go_on();
    }
    surface
}

fn mean_loss(network: &Network) -> f64 {
    crate::inside::Judged::new(network, &images()).loss
}

#[test]
fn in_the_middle_is_the_loss_of_the_weights() {
    let network = network(0);
    let surface = done(Surface::random(&network, &images(), 0));
    let middle = surface.losses[SIDE * SIDE / 2];
    assert!((middle - mean_loss(&network)).abs() < 1e-5, "{middle}");
    assert_eq!(surface.place(SIDE * SIDE / 2), [0.0, 0.0]);
    assert_eq!(surface.place(0), [-1.0, -1.0]);
    assert_eq!(surface.place(SIDE * SIDE - 1), [1.0, 1.0]);
    let again = done(Surface::random(&network, &images(), 0));
    assert_eq!(
        again.losses, surface.losses,
        "a seed means the same directions"
    );
    let other = done(Surface::random(&network, &images(), 1));
    assert_ne!(other.losses, surface.losses);
    let html = surface.view();
    assert!(
        html.contains("seed 0") && html.contains("class=\"cross\""),
        "{html}"
    );
    assert_eq!(html.matches("<td>").count(), FEW_NUMBERS);
}

const FEW_NUMBERS: usize = 26;

#[test]
fn a_random_direction_changes_each_unit_by_as_much_as_its_weights_are() {
    let network = network(0);
    let way = filter_normalized(&network, &gaussian(&network, 3));
    for (layer, way) in network.layers().iter().zip(&way) {
        for unit in 0..way.units {
            let norm = |numbers: &[f32]| {
                let column = numbers.iter().skip(unit).step_by(way.units);
                column.map(|it| f64::from(it * it)).sum::<f64>().sqrt()
            };
            let (found, expected) = (norm(&way.kernel), norm(&layer.dense.kernel));
            assert!(
                (found / expected - 1.0).abs() < 1e-5,
                "{found} is not {expected}"
            );
        }
        assert!(way.bias.iter().all(|it| *it == 0.0));
    }
}

#[test]
fn on_its_path_each_epoch_has_its_own_loss() {
    // Around the last of three epochs there are two distances, which a plane holds.
    let epochs: Vec<(usize, Network)> = [4, 7, 9].map(|epoch| (epoch, network(epoch))).into();
    let surface = Surface::of_path(&epochs[2].1, &images(), &epochs).unwrap();
    let Kind::Path {
        epochs: path,
        share,
    } = &surface.kind
    else {
        panic!("{:?}", surface.kind);
    };
    assert!((share - 1.0).abs() < 1e-9);
    for ((number, point), (epoch, network)) in path.iter().zip(&epochs) {
        assert_eq!(number, epoch);
        let (found, expected) = (surface.plane.loss_at(*point), mean_loss(network));
        assert!(
            (found - expected).abs() < 1e-4 * expected,
            "{found} is not {expected}"
        );
        for (axis, [low, high]) in surface.ends.into_iter().enumerate() {
            assert!(low < point[axis] && point[axis] < high, "it is on the map");
        }
    }
    let html = done(surface).view();
    assert!(html.contains("100.0 % of the squares"), "{html}");
    assert!(html.contains("<title>epoch 7</title>"), "{html}");
    assert!(Surface::of_path(&epochs[0].1, &images(), &epochs[..1]).is_none());
}

#[test]
fn a_map_comes_slice_by_slice() {
    let mut surface = Surface::random(&network(0), &images(), 0);
    assert!(surface.view().contains("625 points: 0 %"));
    let small = surface.plane.cost();
    assert!(
        SLICE / small > SIDE * SIDE,
        "one that takes a moment needs no second slice"
    );
    surface.go_on();
    assert!(surface.is_done());
}
