use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::N_LAYERS;
use crate::model::Variable;

/// A softmax regression whose weights are all this.
fn model(weight: f32) -> Model {
    let variable = |name: &str, shape: Vec<usize>, weight| Variable {
        name: name.to_owned(),
        values: vec![weight; shape.iter().product()],
        shape,
    };
    let variables = vec![
        variable("dense/kernel", vec![784, 10], weight),
        variable("dense/bias", vec![10], 0.0),
    ];
    Model::new(HyperParams::default().with(&N_LAYERS, 0.0), variables).unwrap()
}

fn epochs(film: &Film) -> Vec<usize> {
    film.frames().iter().map(|frame| frame.epoch).collect()
}

#[test]
fn a_film_that_is_full_is_thinned_out_evenly_and_keeps_its_ends() {
    let mut film = Film::default();
    let still = model(0.5);
    // Eight fit, and no ninth one.
    let mut push = |epoch| {
        film.push(epoch, vec![0; BUDGET / 8], &still, true);
        (epochs(&film), film.every())
    };
    (3..10).for_each(|epoch| drop(push(epoch)));
    assert_eq!(push(10), ((3..11).collect(), 1));
    assert_eq!(push(11), (vec![3, 5, 7, 9, 11], 2));
    assert_eq!(push(12), (vec![3, 5, 7, 9, 11, 12], 2));
    assert_eq!(
        push(13),
        (vec![3, 5, 7, 9, 11, 13], 2),
        "12 was the last one only"
    );
    for epoch in 14..=18 {
        push(epoch);
    }
    assert_eq!(push(19), (vec![3, 7, 11, 15, 19], 4));
    assert_eq!(
        (film.at(0), film.at(3), film.at(10), film.at(99)),
        (0, 0, 1, 4)
    );
}

#[test]
fn two_frames_that_are_too_much_are_kept_all_the_same() {
    let mut film = Film::default();
    for epoch in 0..5 {
        film.push(epoch, vec![0; BUDGET], &model(0.5), true);
    }
    assert_eq!(epochs(&film), [0, 4]);
}

#[test]
fn how_far_weights_come_is_told_of_one_epoch_alone() {
    let mut film = Film::default();
    film.push(0, Vec::new(), &model(0.5), true);
    film.push(1, Vec::new(), &model(0.25), true);
    film.push(3, Vec::new(), &model(0.75), true);
    film.push(4, Vec::new(), &model(0.5), false);
    let told: Vec<Move> = film.frames().iter().map(|frame| frame.moves[0]).collect();
    let root = 7840f64.sqrt();
    assert_eq!(told[0].way, None, "nothing was before it");
    assert!((told[0].norm - 0.5 * root).abs() < 1e-9);
    assert!((told[1].way.unwrap() - 0.25 * root).abs() < 1e-9);
    assert_eq!(told[2].way, None, "two epochs are no epoch");
    assert_eq!(told[3].way, None, "a best epoch's weights are no update");
    film.push(1, Vec::new(), &model(0.5), true);
    assert_eq!(epochs(&film), [1], "it has begun anew");
}
