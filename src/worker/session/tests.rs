use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{DATA, EPOCHS, TRAIN_IMAGES};
use crate::metrics::EpochMetrics;

const ONE: RunId = RunId(1);
const TWO: RunId = RunId(2);
const HERE: Position = Position {
    epoch: 1,
    step: 1,
    images_per_second: 10.0,
};

fn start(run_id: RunId, pace: Pace) -> TrainerCommand {
    let hyperparams = HyperParams::default().with(&EPOCHS, 2.0);
    TrainerCommand::Start {
        run_id,
        hyperparams: Box::new(hyperparams.check().unwrap()),
        pace,
        keeping: Keeping::Nothing,
        hands_out: false,
        begins_with: None,
    }
}

fn running(pace: Pace) -> Session {
    let mut session = Session::default();
    session.command(start(ONE, pace));
    session
}

fn step(epoch: f64) -> StepMetrics {
    StepMetrics {
        epoch,
        images: 1,
        loss: 1.0,
        accuracy: 0.0,
    }
}

fn epoch_end(epoch: usize) -> Tick {
    let metrics = EpochMetrics {
        epoch,
        loss: 1.0,
        accuracy: 0.0,
        val_loss: 1.0,
        val_accuracy: 0.0,
        elapsed_ms: 1.0,
        learning_rate: None,
        penalty: None,
        val_penalty: None,
    };
    let outcome = (epoch == 2).then_some(Outcome::Completed);
    Tick::EpochEnd { metrics, outcome }
}

fn metrics(epoch: usize) -> EpochMetrics {
    match epoch_end(epoch) {
        Tick::EpochEnd { metrics, .. } => metrics,
        _ => unreachable!("it is the end of an epoch"),
    }
}

/// The run ended so, in the middle of an epoch: a last report comes before.
fn was_broken_off(effects: &[SessionEffect], run_id: RunId, outcome: Outcome) {
    let report = |effect: &SessionEffect| matches!(effect, SessionEffect::Emit(TrainerEvent::Progress { run_id: id, .. }) if *id == run_id);
    assert!(report(&effects[0]), "{effects:?}");
    assert_eq!(effects[1..3], ending(run_id, outcome));
}

fn ending(run_id: RunId, outcome: Outcome) -> [SessionEffect; 2] {
    let end = SessionEffect::Emit(TrainerEvent::TrainEnd { run_id, outcome });
    [end, SessionEffect::End]
}

#[test]
fn a_start_loads_the_images_and_begins() {
    let mut session = Session::default();
    let effects = session.command(start(ONE, Pace::Through));
    assert!(matches!(
        effects[0],
        SessionEffect::Emit(TrainerEvent::TrainBegin {
            run_id: ONE,
            epochs: 2,
            steps_per_epoch: 79
        })
    ));
    assert_eq!(
        effects[1],
        SessionEffect::Load {
            train_images: 10_000,
            data: DataId::default(),
        }
    );
    assert!(matches!(
        effects[2],
        SessionEffect::Begin {
            keeping: Keeping::Nothing,
            ..
        }
    ));
    assert!(session.is_running());
}

#[test]
fn a_second_start_stops_the_first_run() {
    let mut session = running(Pace::Through);
    let effects = session.command(start(TWO, Pace::Through));
    was_broken_off(&effects, ONE, Outcome::Stopped);
    assert_eq!(session.run_id(), Some(TWO));
}

#[test]
fn a_run_completes_with_its_last_epoch() {
    let mut session = running(Pace::Through);
    assert_eq!(session.ticked(epoch_end(1), HERE, 0.0).len(), 1);
    let effects = session.ticked(epoch_end(2), HERE, 0.0);
    assert_eq!(
        effects[1..],
        ending(ONE, Outcome::Completed),
        "no report of a third epoch"
    );
    assert!(!session.is_running());
}

#[test]
fn a_run_that_stops_early_ends_before_its_last_epoch() {
    for pace in [Pace::Through, Pace::OneEpoch] {
        let mut session = running(pace);
        let Tick::EpochEnd { metrics, .. } = epoch_end(1) else {
            panic!("an epoch's end")
        };
        let stopped = Outcome::EarlyStopped {
            epoch: 1,
            best_epoch: 1,
        };
        let outcome = Some(stopped);
        let effects = session.ticked(Tick::EpochEnd { metrics, outcome }, HERE, 0.0);
        assert_eq!(effects[1..], ending(ONE, stopped));
    }
}

#[test]
fn pause_and_resume_are_answered_once() {
    let mut session = running(Pace::Through);
    let pause = || TrainerCommand::Pause { run_id: ONE };
    assert_eq!(
        session.command(pause()),
        [SessionEffect::Emit(TrainerEvent::Paused { run_id: ONE })]
    );
    assert!(!session.is_running());
    assert_eq!(session.command(pause()), []);
    let resume = TrainerCommand::Resume {
        run_id: ONE,
        pace: Pace::Through,
    };
    assert_eq!(
        session.command(resume),
        [SessionEffect::Emit(TrainerEvent::Resumed { run_id: ONE })]
    );
    assert!(session.is_running());
}

#[test]
fn a_step_pauses_after_its_epoch() {
    let mut session = running(Pace::OneEpoch);
    let effects = session.ticked(epoch_end(1), HERE, 0.0);
    assert_eq!(
        effects[1],
        SessionEffect::Emit(TrainerEvent::Paused { run_id: ONE })
    );
    assert!(!session.is_running());
    session.command(TrainerCommand::Resume {
        run_id: ONE,
        pace: Pace::OneEpoch,
    });
    assert!(session.is_running());
}

#[test]
fn a_stop_ends_a_paused_run_too() {
    let mut session = running(Pace::Through);
    session.command(TrainerCommand::Pause { run_id: ONE });
    let effects = session.command(TrainerCommand::Stop { run_id: ONE });
    was_broken_off(&effects, ONE, Outcome::Stopped);
}

#[test]
fn late_commands_about_another_run_are_dropped() {
    let mut session = running(Pace::Through);
    for command in [
        TrainerCommand::Pause { run_id: TWO },
        TrainerCommand::Stop { run_id: TWO },
        TrainerCommand::Resume {
            run_id: TWO,
            pace: Pace::Through,
        },
        TrainerCommand::SetLearningRate {
            run_id: TWO,
            learning_rate: 0.1,
        },
    ] {
        assert_eq!(session.command(command), []);
    }
    assert!(session.is_running());
}

#[test]
fn a_learning_rate_is_set_in_the_run_at_hand() {
    let mut session = running(Pace::Through);
    let set = TrainerCommand::SetLearningRate {
        run_id: ONE,
        learning_rate: 0.5,
    };
    assert_eq!(session.command(set), [SessionEffect::SetLearningRate(0.5)]);
}

#[test]
fn progress_is_reported_at_most_ten_times_a_second_and_loses_no_step() {
    let mut session = running(Pace::Through);
    let mut reported = Vec::new();
    for at in 0..100 {
        let tick = Tick::Trained(vec![step(f64::from(at + 1) / 100.0)]);
        reported.extend(session.ticked(tick, HERE, f64::from(at) * 10.0));
    }
    let counts: Vec<usize> = reported
        .iter()
        .map(|effect| match effect {
            SessionEffect::Emit(TrainerEvent::Progress { steps, .. }) => steps.len(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(counts, [1, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
    let last = session.ticked(epoch_end(1), HERE, 1000.0);
    assert!(
        matches!(&last[..], [SessionEffect::Emit(TrainerEvent::EpochEnd { steps, .. })] if steps.len() == 9)
    );
}

#[test]
fn steps_after_the_first_epoch_do_not_travel() {
    let mut session = running(Pace::Through);
    let effects = session.ticked(Tick::Trained(vec![step(1.5)]), HERE, 0.0);
    assert!(
        matches!(&effects[..], [SessionEffect::Emit(TrainerEvent::Progress { steps, .. })] if steps.is_empty())
    );
}

#[test]
fn a_run_that_ends_within_its_first_epoch_keeps_its_steps() {
    let mut session = running(Pace::Through);
    session.ticked(Tick::Trained(vec![step(0.1)]), HERE, 0.0);
    session.ticked(Tick::Trained(vec![step(0.2)]), HERE, 1.0);
    let effects = session.command(TrainerCommand::Stop { run_id: ONE });
    assert!(
        matches!(&effects[0], SessionEffect::Emit(TrainerEvent::Progress { steps, .. }) if steps == &[step(0.2)])
    );
}

#[test]
fn a_divergence_is_an_outcome_and_keeps_the_steps_before_it() {
    let mut session = running(Pace::Through);
    let diverged = Tick::Diverged {
        steps: vec![step(0.1), step(0.2)],
        epoch: 1,
        step: 3,
    };
    let effects = session.ticked(diverged, HERE, 0.0);
    was_broken_off(&effects, ONE, Outcome::Diverged { epoch: 1, step: 3 });
    assert!(
        matches!(&effects[0], SessionEffect::Emit(TrainerEvent::Progress { steps, .. }) if steps == &[step(0.1), step(0.2)])
    );
}

#[test]
fn a_failure_ends_the_run_with_its_reason() {
    let mut session = running(Pace::Through);
    let effects = session.failed("no images".to_owned());
    let failed = TrainerEvent::Failed {
        run_id: Some(ONE),
        message: "no images".to_owned(),
    };
    assert_eq!(effects, [SessionEffect::Emit(failed), SessionEffect::End]);
    assert_eq!(session.run_id(), None);
}

fn kept(pace: Pace, keeping: Keeping) -> Session {
    let mut session = Session::default();
    let TrainerCommand::Start {
        run_id,
        hyperparams,
        ..
    } = start(ONE, pace)
    else {
        unreachable!("it is a start");
    };
    let command = TrainerCommand::Start {
        run_id,
        hyperparams,
        pace,
        keeping,
        hands_out: false,
        begins_with: None,
    };
    let effects = session.command(command);
    let begins = |effect: &SessionEffect| matches!(effect, SessionEffect::Begin { .. });
    assert!(effects.iter().any(begins), "{effects:?}");
    session
}

#[test]
fn a_run_is_written_down_from_time_to_time_and_seldom_where_that_takes_long() {
    let mut session = kept(Pace::Through, Keeping::UntilStopped);
    session.wrote_checkpoint(1_000.0, 0.0);
    assert!(!session.is_checkpoint_due(5_999.0));
    assert!(session.is_checkpoint_due(6_000.0));
    session.wrote_checkpoint(6_000.0, 100.0);
    assert!(!session.is_checkpoint_due(15_999.0));
    assert!(session.is_checkpoint_due(16_000.0));
    let not_kept = running(Pace::Through);
    assert!(!not_kept.is_checkpoint_due(1e9));
}

#[test]
fn a_run_whose_rate_was_set_by_hand_is_not_written_down_any_more() {
    let mut session = kept(Pace::Through, Keeping::UntilStopped);
    let set = || TrainerCommand::SetLearningRate {
        run_id: ONE,
        learning_rate: 0.5,
    };
    let effects = session.command(set());
    assert_eq!(effects[1..], [SessionEffect::Forget]);
    assert!(!session.is_checkpoint_due(1e9));
    assert_eq!(session.command(set()).len(), 1);
}

#[test]
fn epochs_before_a_checkpoint_are_told_one_by_one_as_if_they_were_trained() {
    let told = |effects: Option<Vec<SessionEffect>>| match effects?.remove(0) {
        SessionEffect::Emit(TrainerEvent::EpochEnd { metrics, .. }) => Some(metrics.epoch),
        _ => None,
    };
    let mut session = kept(Pace::Through, Keeping::UntilStopped);
    let went_on = TrainerEvent::WentOn {
        run_id: ONE,
        epochs: 2,
    };
    assert_eq!(session.goes_on_after(&[]), None);
    let found = session.goes_on_after(&[metrics(1), metrics(2)]);
    assert_eq!(found, Some(SessionEffect::Emit(went_on)));
    let epochs: Vec<_> = (0..3).map(|_| told(session.tell_epoch(1.0))).collect();
    assert_eq!(epochs, [Some(1), Some(2), None]);

    // One that is judged after each epoch waits for its verdict after each of these, too.
    let mut session = kept(Pace::OneEpoch, Keeping::UntilEnded);
    session.goes_on_after(&[metrics(1), metrics(2)]);
    let effects = session.tell_epoch(1.0).unwrap();
    let paused = SessionEffect::Emit(TrainerEvent::Paused { run_id: ONE });
    assert_eq!(effects[1], paused);
    assert!(!session.is_running());
}

#[test]
fn what_was_written_down_is_forgotten_when_it_is_of_no_use_any_more() {
    let stop = || TrainerCommand::Stop { run_id: ONE };
    let forgets = |effects: Vec<SessionEffect>| effects.contains(&SessionEffect::Forget);
    assert!(forgets(
        kept(Pace::Through, Keeping::UntilStopped).command(stop())
    ));
    assert!(!forgets(
        kept(Pace::Through, Keeping::UntilEnded).command(stop())
    ));
    assert!(!forgets(running(Pace::Through).command(stop())));
    for keeping in [Keeping::UntilStopped, Keeping::UntilEnded] {
        let mut session = kept(Pace::Through, keeping);
        assert!(!forgets(session.ticked(epoch_end(1), HERE, 0.0)));
        assert!(
            forgets(session.ticked(epoch_end(2), HERE, 0.0)),
            "{keeping:?}"
        );
    }
}

#[test]
fn a_run_loads_the_images_that_its_setting_names() {
    let data = DataId::new(200, 50, &"ab".repeat(32));
    let own = HyperParams::default()
        .with(&DATA, data.name())
        .with(&TRAIN_IMAGES, 200.0);
    let hyperparams = Box::new(own.check().unwrap());
    let load = SessionEffect::Load {
        train_images: 200,
        data,
    };
    let run_id = ONE;
    for command in [
        TrainerCommand::Help {
            run_id,
            hyperparams: hyperparams.clone(),
        },
        TrainerCommand::TestRates { hyperparams },
    ] {
        assert!(Session::default().command(command).contains(&load));
    }
}

#[test]
fn a_range_test_has_its_images_fetched_and_leaves_the_run_alone() {
    let mut session = Session::default();
    let hyperparams = Box::new(HyperParams::default().check().unwrap());
    let load = load(&hyperparams);
    let effects = session.command(TrainerCommand::TestRates {
        hyperparams: hyperparams.clone(),
    });
    let expected = [SessionEffect::TestRates(hyperparams), load];
    assert_eq!(effects, expected);
    assert!(!session.is_running());
}

#[test]
fn a_run_that_is_to_be_looked_into_is_handed_out_when_its_last_epoch_has_ended() {
    let started = |hands_out| {
        let mut session = Session::default();
        let mut command = start(ONE, Pace::Through);
        if let TrainerCommand::Start {
            hands_out: told, ..
        } = &mut command
        {
            *told = hands_out;
        }
        session.command(command);
        session
    };
    let session = started(true);
    assert_eq!(session.hands_out(&epoch_end(1)), None);
    assert_eq!(session.hands_out(&epoch_end(2)), Some(ONE));
    assert_eq!(session.hands_out(&Tick::Trained(vec![])), None);
    assert_eq!(started(false).hands_out(&epoch_end(2)), None);
}

#[test]
fn a_run_that_is_filmed_hands_out_its_weights_once_between_two_epochs() {
    let mut session = running(Pace::Through);
    let films =
        |session: &mut Session, epochs, step| session.films(epochs, step, 10 * epochs + step);
    let of = |run, epochs| vec![(run, Taken::Epochs(epochs))];
    assert_eq!(films(&mut session, 0, 0), [], "nobody looks");
    let film = |run_id| TrainerCommand::Film { run_id, steps: 0 };
    assert_eq!(session.command(film(Some(TWO))), []);
    assert_eq!(
        films(&mut session, 0, 0),
        [],
        "somebody looks into another one"
    );
    session.command(film(Some(ONE)));
    assert_eq!(films(&mut session, 0, 0), of(ONE, 0));
    assert_eq!(films(&mut session, 0, 0), [], "these are told");
    assert_eq!(films(&mut session, 0, 1), [], "in the middle of an epoch");
    assert_eq!(films(&mut session, 1, 0), of(ONE, 1));
    session.command(TrainerCommand::Film {
        run_id: Some(ONE),
        steps: 1,
    });
    assert_eq!(films(&mut session, 1, 1), [(ONE, Taken::Steps(11))]);
    session.command(film(None));
    assert_eq!(films(&mut session, 2, 0), [], "nobody looks any more");
    session.command(film(Some(TWO)));
    session.command(start(TWO, Pace::Through));
    assert_eq!(
        films(&mut session, 0, 0),
        of(TWO, 0),
        "it was asked for before it began"
    );
    session.goes_on_after(&[metrics(1), metrics(2)]);
    assert_eq!(films(&mut session, 2, 0), [], "its curves are told first");
    while session.tell_epoch(1.0).is_some() {}
    assert_eq!(films(&mut session, 2, 0), of(TWO, 2));
}
