use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::N_LAYERS;
use crate::model::{Model, Variable};

/// A run of at most ten epochs with frames of these.
fn reel(standing: Standing, epochs: std::ops::Range<usize>) -> Reel {
    let mut reel = Reel::new(standing);
    reel.epochs = 10;
    epochs.for_each(|epoch| push(&mut reel, epoch));
    reel
}

fn push(reel: &mut Reel, epoch: usize) {
    let variable = |name: &str, shape: Vec<usize>| Variable {
        name: name.to_owned(),
        values: vec![0.0; shape.iter().product()],
        shape,
    };
    let variables = vec![
        variable("dense/kernel", vec![784, 10]),
        variable("dense/bias", vec![10]),
    ];
    let setting = HyperParams::default().with(&N_LAYERS, 0.0);
    let model = Model::new(setting, variables).unwrap();
    reel.film.push(epoch, Vec::new(), &model, true);
}

/// Which epoch is shown at this time, if another one than before.
fn shown(reel: &mut Reel, now_ms: f64) -> Option<usize> {
    let at = reel.turn(now_ms)?;
    reel.has_told(now_ms, now_ms);
    Some(reel.film.frames()[at].epoch)
}

#[test]
fn a_run_that_trains_is_followed_but_not_at_every_price() {
    let mut reel = reel(Standing::Live, 0..1);
    assert_eq!(reel.due_in(0.0), Some(0.0));
    assert_eq!(reel.turn(0.0), Some(0));
    reel.has_told(0.0, 50.0);
    assert_eq!(reel.due_in(50.0), None, "there is nothing new");
    push(&mut reel, 1);
    push(&mut reel, 2);
    assert_eq!(
        reel.due_in(60.0),
        Some(440.0),
        "nine tenths of the time are the run's"
    );
    assert_eq!(reel.turn(60.0), None);
    assert_eq!(shown(&mut reel, 500.0), Some(2), "the latest alone");
    assert_eq!(reel.told(), "2 of 10, the latest");
    assert_eq!(reel.play_label(), "Pause");
}

#[test]
fn whoever_scrubs_stays_there_and_is_not_kept_waiting() {
    let mut reel = reel(Standing::Live, 0..4);
    assert_eq!(shown(&mut reel, 0.0), Some(3));
    reel.scrub(1);
    assert_eq!(shown(&mut reel, 1.0), Some(1));
    push(&mut reel, 4);
    assert_eq!(reel.due_in(2.0), None, "it is not followed any more");
    assert!(reel.press("on"));
    assert_eq!(shown(&mut reel, 3.0), Some(2));
    assert!(reel.press("back") && reel.press("back") && reel.press("back"));
    assert_eq!(
        shown(&mut reel, 4.0),
        Some(0),
        "there is none before the first"
    );
    assert_eq!(reel.told(), "before the first epoch");
    reel.scrub(9);
    assert_eq!(shown(&mut reel, 200.0), Some(4));
    push(&mut reel, 5);
    assert_eq!(
        shown(&mut reel, 400.0),
        Some(5),
        "who goes to the end follows again"
    );
    assert!(!reel.press("cells row"), "that is something else");
}

#[test]
fn a_film_plays_to_its_end_and_again_from_its_beginning() {
    let mut reel = reel(Standing::Live, 0..3);
    assert_eq!(shown(&mut reel, 0.0), Some(2));
    reel.end(Standing::Ended, true);
    assert_eq!((reel.moves(), reel.play_label()), (false, "Play"));
    assert_eq!(reel.told(), "2, as the run has kept it");
    reel.press("play");
    assert_eq!(shown(&mut reel, 1000.0), Some(0));
    assert_eq!(reel.due_in(1100.0), Some(300.0));
    assert_eq!(shown(&mut reel, 1400.0), Some(1));
    reel.press("play");
    assert_eq!(shown(&mut reel, 2000.0), None, "it is paused");
    reel.press("play");
    assert_eq!(shown(&mut reel, 2000.0), Some(2));
    assert_eq!(shown(&mut reel, 3000.0), None);
    assert!(
        !reel.moves() && reel.due_in(3000.0).is_none(),
        "it has come to its end"
    );
}

#[test]
fn a_run_without_a_film_says_how_to_have_one() {
    let said = |standing, has_weights| reel(standing, 0..0).controls(has_weights);
    assert!(said(Standing::Live, false).contains("come at the end of each epoch"));
    assert!(said(Standing::Ended, true).contains("Train again to see every epoch"));
    assert!(said(Standing::Ended, false).contains("Train again to look inside"));
    assert!(said(Standing::Lost, false).contains("are gone"));
    assert_eq!(said(Standing::Lost, true), "");
    let controls = reel(Standing::Live, 3..5).controls(true);
    assert!(controls.contains(r#"min="3" max="10""#), "{controls}");
    assert_eq!(reel(Standing::Live, 0..0).due_in(0.0), None);
}
