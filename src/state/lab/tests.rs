use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::*;
use crate::metrics::{EpochMetrics, Outcome};
use crate::protocol::{DeviceInfo, Pace, RunId, TrainerEvent};
use crate::study::{Pruner, StudyEvent, TrialState};

const ONE: WorkerId = WorkerId(1);
const TWO: WorkerId = WorkerId(2);

/// A lab of two workers with a study of four settings in its editor.
fn lab() -> Lab {
    let mut lab = Lab::new(3);
    let base = HyperParams::default();
    lab.editor.add(&LEARNING_RATE, &base);
    lab.editor.dimensions[0].list = "0.1, 0.01, 0.001, 0.0001".to_owned();
    lab
}

fn start(lab: &mut Lab) -> Vec<LabEffect> {
    lab.start(&HyperParams::default(), 1000.0).unwrap()
}

fn running() -> Lab {
    let mut lab = lab();
    start(&mut lab);
    for id in [ONE, TWO] {
        lab.hear(id, ready());
    }
    lab
}

fn ready() -> TrainerEvent {
    let device = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "SIMD".to_owned(),
    };
    TrainerEvent::Ready { device }
}

fn epoch(run: u32, epoch: usize, val_accuracy: f64) -> TrainerEvent {
    TrainerEvent::EpochEnd {
        run_id: RunId(run),
        metrics: EpochMetrics {
            epoch,
            loss: 1.0,
            accuracy: val_accuracy,
            val_loss: 1.0,
            val_accuracy,
            elapsed_ms: 100.0 * epoch as f64,
        },
        images_per_second: 1.0,
        steps: Vec::new(),
    }
}

fn end(run: u32) -> TrainerEvent {
    TrainerEvent::TrainEnd {
        run_id: RunId(run),
        outcome: Outcome::Completed,
    }
}

fn died() -> TrainerEvent {
    TrainerEvent::Failed {
        run_id: None,
        message: "it broke".to_owned(),
    }
}

/// The runs that effects start, by worker.
fn started(effects: &[LabEffect]) -> Vec<(WorkerId, u32)> {
    let run = |effect: &LabEffect| match effect {
        LabEffect::Send(id, TrainerCommand::Start { run_id, .. }) => Some((*id, run_id.0)),
        _ => None,
    };
    effects.iter().filter_map(run).collect()
}

fn sent(effects: &[LabEffect]) -> Vec<&TrainerCommand> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            LabEffect::Send(_, command) => Some(command),
            _ => None,
        })
        .collect()
}

fn notices(effects: &[LabEffect]) -> Vec<&str> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            LabEffect::Notice(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn states(lab: &Lab) -> Vec<&'static str> {
    let trials = lab.active().unwrap().study.trials().iter();
    trials.map(|trial| trial.state.name()).collect()
}

/// Runs a trial of worker `id` to its end.
fn finish(lab: &mut Lab, id: WorkerId, run: u32, val_accuracy: f64) -> Vec<LabEffect> {
    lab.hear(id, epoch(run, 1, val_accuracy));
    lab.hear(id, end(run))
}

#[test]
fn a_study_starts_a_worker_per_core_but_one_and_gives_each_a_run() {
    let mut lab = lab();
    let effects = start(&mut lab);
    let workers: Vec<&LabEffect> = effects
        .iter()
        .filter(|effect| matches!(effect, LabEffect::StartWorker(..)))
        .collect();
    assert_eq!(workers.len(), 2);
    assert_eq!(started(&effects), [(ONE, 1), (TWO, 2)]);
    assert_eq!(states(&lab), ["running", "running", "waiting", "waiting"]);
}

#[test]
fn a_study_of_one_run_needs_one_worker() {
    let mut lab = lab();
    lab.editor.dimensions[0].list = "0.1".to_owned();
    assert_eq!(started(&start(&mut lab)), [(ONE, 1)]);
    assert_eq!(lab.crew().members().len(), 1);
}

#[test]
fn what_is_wrong_starts_nothing() {
    let mut lab = lab();
    lab.editor.dimensions[0].list = "fast".to_owned();
    let before = lab.clone();
    assert!(lab.start(&HyperParams::default(), 0.0).is_err());
    assert_eq!(lab, before);
}

#[test]
fn a_worker_that_has_ended_its_run_gets_the_next() {
    let mut lab = running();
    assert_eq!(started(&finish(&mut lab, TWO, 2, 0.9)), [(TWO, 3)]);
    assert_eq!(states(&lab), ["running", "completed", "running", "waiting"]);
}

#[test]
fn workers_go_when_there_is_no_more_for_them() {
    let mut lab = running();
    finish(&mut lab, ONE, 1, 0.9);
    finish(&mut lab, TWO, 2, 0.9);
    let third = finish(&mut lab, ONE, 3, 0.9);
    assert!(third.contains(&LabEffect::EndWorker(ONE)));
    let last = finish(&mut lab, TWO, 4, 0.9);
    assert!(last.contains(&LabEffect::EndWorker(TWO)));
    assert!(
        last.iter()
            .any(|effect| matches!(effect, LabEffect::Announce(_)))
    );
    assert!(lab.crew().members().is_empty());
    assert_eq!(lab.progress().unwrap().state, "Finished");
}

#[test]
fn news_of_a_run_that_is_no_longer_there_changes_nothing() {
    let mut lab = running();
    finish(&mut lab, ONE, 1, 0.9);
    let before = lab.clone();
    for event in [epoch(1, 2, 0.5), end(1), end(99)] {
        lab.hear(ONE, event.clone());
        lab.hear(WorkerId(9), event);
    }
    assert_eq!(lab, before);
}

#[test]
fn a_paused_study_begins_nothing_and_goes_on_where_it_was() {
    let mut lab = running();
    let paused = lab.pause();
    assert_eq!(sent(&paused).len(), 2);
    assert!(lab.pause().is_empty(), "once is enough");
    let ended = finish(&mut lab, ONE, 1, 0.9);
    assert!(started(&ended).is_empty());
    let resumed = lab.resume();
    let pace = Pace::Through;
    assert!(sent(&resumed).contains(&&TrainerCommand::Resume {
        run_id: RunId(2),
        pace
    }));
    assert_eq!(started(&resumed), [(ONE, 3)]);
}

#[test]
fn a_stopped_study_skips_what_has_not_ended() {
    let mut lab = running();
    finish(&mut lab, ONE, 1, 0.9);
    let effects = lab.stop();
    assert_eq!(sent(&effects).len(), 2, "both workers are told");
    assert_eq!(states(&lab), ["completed", "skipped", "skipped", "skipped"]);
    assert!(lab.crew().members().is_empty());
}

#[test]
fn a_skipped_run_makes_room_for_the_next() {
    let mut lab = running();
    let effects = lab.skip(0);
    assert!(sent(&effects).contains(&&TrainerCommand::Stop { run_id: RunId(1) }));
    assert_eq!(started(&effects), [(ONE, 3)]);
    assert_eq!(states(&lab), ["skipped", "running", "running", "waiting"]);
}

#[test]
fn a_dropped_setting_stops_its_runs() {
    let mut lab = running();
    let effects = lab.drop_setting(1);
    assert_eq!(started(&effects), [(TWO, 3)]);
    assert_eq!(states(&lab), ["running", "skipped", "running", "waiting"]);
}

#[test]
fn seeds_may_be_added_to_a_study_that_was_finished() {
    let mut lab = running();
    lab.stop();
    let effects = lab.add_seed();
    assert_eq!(started(&effects).len(), 2);
    assert_eq!(states(&lab).len(), 8);
}

#[test]
fn a_worker_that_dies_costs_its_run_one_retry() {
    let mut lab = running();
    let effects = lab.hear(ONE, died());
    assert!(effects.contains(&LabEffect::EndWorker(ONE)));
    assert!(effects.contains(&LabEffect::StartWorker(ONE, DeviceKind::Cpu)));
    assert_eq!(started(&effects), [(ONE, 3)]);
    assert!(notices(&effects)[0].contains("tried once more"));
    lab.hear(ONE, ready());
    let effects = lab.hear(ONE, died());
    assert!(notices(&effects)[0].contains("It has failed"));
    assert_eq!(states(&lab), ["failed", "running", "running", "waiting"]);
}

#[test]
fn workers_that_never_come_up_pause_the_study_instead_of_failing_it() {
    let mut lab = lab();
    start(&mut lab);
    lab.hear(ONE, died());
    let effects = lab.hear(TWO, died());
    assert!(notices(&effects)[0].contains("could not be started"));
    assert!(lab.active().unwrap().is_paused);
    assert!(!states(&lab).contains(&"failed"));
    assert_eq!(started(&lab.resume()), [(TWO, 4)]);
}

#[test]
fn missing_images_pause_the_study_and_cost_no_retry() {
    let mut lab = running();
    let message = "train-0.bin.gz could not be loaded".to_owned();
    let effects = lab.hear(
        ONE,
        TrainerEvent::LoadFailed {
            message: message.clone(),
        },
    );
    assert!(notices(&effects)[0].contains("press Resume"));
    let run_id = Some(RunId(1));
    lab.hear(ONE, TrainerEvent::Failed { run_id, message });
    assert_eq!(states(&lab), ["waiting", "running", "waiting", "waiting"]);
    assert_eq!(lab.active().unwrap().study.trials()[0].lost, 0);
    assert_eq!(started(&lab.resume()), [(ONE, 3)]);
}

#[test]
fn a_run_that_is_refused_has_failed_and_the_study_goes_on() {
    let mut lab = running();
    let run_id = RunId(1);
    let effects = lab.hear(
        ONE,
        TrainerEvent::Rejected {
            run_id,
            errors: Vec::new(),
        },
    );
    assert_eq!(states(&lab)[0], "failed");
    assert_eq!(started(&effects), [(ONE, 3)]);
}

#[test]
fn fewer_workers_end_their_runs_first() {
    let mut lab = running();
    assert!(lab.set_workers(1).is_empty(), "both are at work");
    let effects = finish(&mut lab, TWO, 2, 0.9);
    assert!(effects.contains(&LabEffect::EndWorker(TWO)));
    assert_eq!(started(&effects), []);
    let more = lab.set_workers(9);
    assert_eq!(lab.workers(), 3, "as many as there are cores");
    assert_eq!(started(&more).len(), 2);
}

fn with_pruner() -> Lab {
    let mut lab = lab();
    lab.editor.pruner = Pruner::Median {
        startup_trials: 1,
        warmup_epochs: 1,
    };
    start(&mut lab);
    lab
}

fn paused(run: u32) -> TrainerEvent {
    TrainerEvent::Paused { run_id: RunId(run) }
}

#[test]
fn a_run_that_lags_behind_is_pruned_once_it_can_be_judged() {
    let mut lab = with_pruner();
    lab.hear(TWO, epoch(2, 1, 0.4));
    assert!(
        lab.hear(TWO, paused(2)).is_empty(),
        "it waits for the first"
    );
    lab.hear(ONE, epoch(1, 1, 0.5));
    let effects = lab.hear(ONE, paused(1));
    let pace = Pace::OneEpoch;
    assert!(sent(&effects).contains(&&TrainerCommand::Resume {
        run_id: RunId(1),
        pace
    }));
    assert!(sent(&effects).contains(&&TrainerCommand::Stop { run_id: RunId(2) }));
    assert_eq!(started(&effects), [(TWO, 3)]);
    assert_eq!(states(&lab), ["running", "pruned", "running", "waiting"]);
}

#[test]
fn a_run_that_waits_for_one_that_nobody_trains_makes_room_for_it() {
    let mut lab = with_pruner();
    for id in [ONE, TWO] {
        lab.hear(id, ready());
    }
    lab.set_workers(1);
    lab.hear(TWO, epoch(2, 1, 0.4));
    lab.hear(TWO, paused(2));
    let effects = lab.hear(ONE, died());
    assert_eq!(started(&effects).len(), 1, "the first run is trained again");
    assert_eq!(states(&lab), ["running", "waiting", "waiting", "waiting"]);
}

#[test]
fn a_pruned_study_that_is_paused_judges_nobody() {
    let mut lab = with_pruner();
    lab.pause();
    lab.hear(ONE, epoch(1, 1, 0.5));
    assert!(sent(&lab.hear(ONE, paused(1))).is_empty());
    let resumed = lab.resume();
    let pace = Pace::OneEpoch;
    for run in [1, 2] {
        assert!(sent(&resumed).contains(&&TrainerCommand::Resume {
            run_id: RunId(run),
            pace
        }));
    }
}

fn usable() -> Option<Adapter> {
    Some(Adapter::Usable {
        name: "GPU".to_owned(),
    })
}

#[test]
fn a_study_on_the_gpu_has_one_worker_and_falls_back_to_the_cpu() {
    let mut lab = lab();
    lab.set_device(DeviceChoice::WebGpu, usable());
    let effects = start(&mut lab);
    assert!(effects.contains(&LabEffect::StartWorker(ONE, DeviceKind::WebGpu)));
    assert_eq!(started(&effects), [(ONE, 1)]);
    let reason = "no adapter".to_owned();
    let effects = lab.hear(ONE, TrainerEvent::Unavailable { reason });
    assert!(notices(&effects)[0].contains("goes on on the CPU"));
    assert_eq!(started(&effects).len(), 2);
    assert!(
        lab.crew()
            .members()
            .iter()
            .all(|member| member.kind == DeviceKind::Cpu)
    );
    assert_eq!(lab.active().unwrap().study.trials()[0].lost, 0);
}

/// Runs a calibration that takes so many milliseconds an epoch.
fn calibrate(lab: &mut Lab, id: WorkerId, run: u32, ms: f64) -> Vec<LabEffect> {
    for (at, elapsed_ms) in [(1, 1000.0), (2, 1000.0 + ms)] {
        let mut event = epoch(run, at, 0.5);
        if let TrainerEvent::EpochEnd { metrics, .. } = &mut event {
            metrics.elapsed_ms = elapsed_ms;
        }
        lab.hear(id, event);
    }
    lab.hear(id, end(run))
}

#[test]
fn a_calibration_tells_how_long_a_study_takes() {
    let mut lab = lab();
    let base = HyperParams::default();
    assert_eq!(lab.outlook(&base).unwrap().time, None);
    let effects = lab.calibrate(&base);
    assert_eq!(started(&effects), [(ONE, 1)]);
    calibrate(&mut lab, ONE, 1, 250.0);
    let outlook = lab.outlook(&base).unwrap();
    assert_eq!(outlook.size, "4 × 1 seed = 4 runs");
    // Ten epochs of a quarter of a second, four times, by two workers.
    assert_eq!(outlook.time.unwrap(), "about 5.0 s on this machine");
    assert!(lab.calibrate(&base).is_empty(), "once is enough");
}

#[test]
fn the_device_that_finishes_a_study_first_is_taken() {
    for (gpu_ms, kind) in [(20.0, DeviceKind::WebGpu), (2000.0, DeviceKind::Cpu)] {
        let mut lab = lab();
        lab.set_device(DeviceChoice::Auto, usable());
        lab.calibrate(&HyperParams::default());
        let next = calibrate(&mut lab, ONE, 1, 250.0);
        let (gpu, run) = started(&next)[0];
        assert!(next.contains(&LabEffect::StartWorker(gpu, DeviceKind::WebGpu)));
        calibrate(&mut lab, gpu, run, gpu_ms);
        start(&mut lab);
        assert!(lab.crew().jobs().count() > 0);
        assert!(
            lab.crew()
                .members()
                .iter()
                .all(|member| member.kind == kind),
            "{gpu_ms}"
        );
    }
}

/// What the browser would have kept of these effects.
fn store(effects: &[LabEffect], stored: &mut Vec<StoredStudy>) {
    for effect in effects {
        let LabEffect::Store(command) = effect else {
            continue;
        };
        match command.clone() {
            StoreCommand::Create {
                id,
                definition,
                events,
                paused,
            } => {
                stored.push(StoredStudy {
                    id,
                    definition,
                    paused,
                    events,
                });
            }
            StoreCommand::Append { id, event } => {
                let study = stored.iter_mut().find(|study| study.id == id).unwrap();
                study.events.push(event);
            }
            StoreCommand::SetPaused { id, paused } => {
                let study = stored.iter_mut().find(|study| study.id == id).unwrap();
                study.paused = paused;
            }
            StoreCommand::Delete { id } => stored.retain(|study| study.id != id),
        }
    }
}

#[test]
fn a_study_goes_on_where_it_was_when_the_page_was_closed() {
    let (mut lab, mut stored) = (lab(), Vec::new());
    store(&start(&mut lab), &mut stored);
    for event in [epoch(1, 1, 0.9), end(1), epoch(3, 1, 0.8)] {
        store(&lab.hear(ONE, event), &mut stored);
    }
    let mut reopened = Lab::new(3);
    let effects = reopened.stored(stored);
    assert_eq!(
        states(&reopened),
        ["completed", "running", "running", "waiting"]
    );
    let study = &reopened.active().unwrap().study;
    assert_eq!(
        study.trials()[2].epochs(),
        0,
        "a run that was under way begins again"
    );
    assert_eq!(started(&effects).len(), 2);
    assert_eq!(reopened.editor.dimensions, lab.editor.dimensions);
}

#[test]
fn a_study_that_was_paused_or_finished_stays_so() {
    let (mut lab, mut stored) = (lab(), Vec::new());
    store(&start(&mut lab), &mut stored);
    store(&lab.pause(), &mut stored);
    let mut reopened = Lab::new(3);
    assert!(started(&reopened.stored(stored.clone())).is_empty());
    assert_eq!((reopened.active(), reopened.kept().len()), (None, 1));
    reopened.open(StudyId(1000.0));
    assert!(reopened.active().unwrap().is_paused);
    store(&lab.stop(), &mut stored);
    let mut reopened = Lab::new(3);
    reopened.stored(stored);
    assert!(reopened.active().is_none() && reopened.kept()[0].is_finished());
}

#[test]
fn a_new_study_puts_the_old_one_aside() {
    let mut lab = running();
    let effects = lab.start(&HyperParams::default(), 2000.0).unwrap();
    assert_eq!(lab.kept()[0].id, StudyId(1000.0));
    assert!(lab.kept()[0].is_paused);
    assert_eq!(started(&effects).len(), 2);
    let opened = lab.open(StudyId(1000.0));
    assert!(started(&opened).is_empty());
    assert_eq!(states(&lab), ["waiting"; 4]);
}

#[test]
fn a_log_whose_end_was_not_written_is_used_as_far_as_it_goes() {
    let (mut lab, mut stored) = (lab(), Vec::new());
    store(&start(&mut lab), &mut stored);
    stored[0].events.push(StudyEvent::TrialEnd {
        trial: 3,
        outcome: Outcome::Completed,
    });
    let mut reopened = Lab::new(3);
    reopened.stored(stored);
    assert_eq!(
        states(&reopened),
        ["running", "running", "waiting", "waiting"]
    );
}

#[test]
fn a_kept_study_that_cannot_be_read_is_left_alone_and_told_of() {
    let mut lab = Lab::new(3);
    let stored = StoredStudy {
        id: StudyId(1.0),
        definition: r#"{"format": "tuneground-study", "version": 9}"#.to_owned(),
        paused: false,
        events: Vec::new(),
    };
    let effects = lab.stored(vec![stored]);
    assert!(notices(&effects)[0].contains("version 9"));
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, LabEffect::Store(_)))
    );
}

#[test]
fn a_browser_that_keeps_nothing_is_told_of_once() {
    let mut lab = Lab::new(3);
    assert!(notices(&lab.storage_failed("no room"))[0].contains("no room"));
    assert!(lab.storage_failed("no room").is_empty());
    assert_eq!(started(&start(&mut running_editor(lab))).len(), 2);
}

fn running_editor(mut lab: Lab) -> Lab {
    lab.editor = self::lab().editor;
    lab
}

#[test]
fn an_exported_study_comes_back_by_its_file() {
    let mut lab = running();
    finish(&mut lab, ONE, 1, 0.9);
    let file = lab.active().unwrap().file().to_json();
    let mut other = Lab::new(3);
    let effects = other.import(&file, 5.0).unwrap();
    assert!(
        started(&effects).is_empty(),
        "an import does not train by itself"
    );
    assert_eq!(
        states(&other),
        ["completed", "waiting", "waiting", "waiting"]
    );
    assert!(other.active().unwrap().is_paused);
    assert_eq!(started(&other.resume()).len(), 2);
}

#[test]
fn a_file_that_is_no_study_is_refused_and_nothing_is_lost() {
    let mut lab = running();
    let before = lab.clone();
    assert!(lab.import("{}", 5.0).is_err());
    assert_eq!(lab, before);
}

#[test]
fn a_deleted_study_is_gone() {
    let mut lab = running();
    let effects = lab.delete(StudyId(1000.0));
    assert!(effects.contains(&LabEffect::Store(StoreCommand::Delete {
        id: StudyId(1000.0)
    })));
    assert!(lab.active().is_none() && lab.kept().is_empty());
}

#[test]
fn progress_counts_epochs_and_says_what_each_worker_does() {
    let mut lab = running();
    lab.hear(ONE, epoch(1, 1, 0.9));
    let progress = lab.progress().unwrap();
    assert_eq!(progress.place, "0 of 4 runs");
    assert_eq!(progress.counts, "2 running, 2 waiting");
    assert!((progress.share - 0.1 / 4.0).abs() < 1e-9);
    let lines = lab.worker_lines();
    assert_eq!(lines[0].name, "Worker 1 · CPU");
    assert_eq!(lines[0].what, "learning_rate=0.1, seed 42");
    assert!((lines[0].share - 0.1).abs() < 1e-9);
}

#[test]
fn the_table_sorts_by_a_column_with_what_is_missing_last() {
    let mut lab = running();
    finish(&mut lab, ONE, 1, 0.7);
    finish(&mut lab, TWO, 2, 0.9);
    let active = lab.active().unwrap();
    let order = |sort, descending| -> Vec<usize> {
        active
            .results(sort, descending)
            .iter()
            .map(|row| row.setting)
            .collect()
    };
    assert_eq!(order(SortKey::Final, true), [1, 0, 2, 3]);
    assert_eq!(order(SortKey::Final, false), [0, 1, 2, 3]);
    let best = &active.results(SortKey::Final, true)[0];
    assert_eq!(
        (best.final_val_accuracy.as_str(), best.is_winner),
        ("90.00 %", true)
    );
    assert_eq!(best.values, ["0.01"]);
}

#[test]
fn a_winner_by_one_seed_is_not_sold_as_an_effect() {
    let mut lab = running();
    finish(&mut lab, ONE, 1, 0.7);
    finish(&mut lab, TWO, 2, 0.9);
    let winner = lab.active().unwrap().winner().unwrap();
    assert_eq!(winner.result, "learning_rate=0.01: 90.00 % over 1 seed");
    assert!(
        winner
            .lead
            .unwrap()
            .contains("add seeds before you believe it")
    );
}

#[test]
fn the_posts_numbers_stand_beside_ours() {
    let mut lab = Lab::new(3);
    let experiment = crate::study::experiments::Experiment::named("learning-rate").unwrap();
    let base = lab.editor.take_experiment(experiment, None);
    lab.start(&base, 1.0).unwrap();
    let rows = lab.active().unwrap().results(SortKey::Setting, false);
    let reported: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.reported.as_deref())
        .collect();
    assert_eq!(reported, ["30.24 %", "97.57 %", "97.52 %", "84.10 %"]);
}

#[test]
fn panels_have_the_posts_titles_and_a_grid_has_rows_and_columns() {
    let mut lab = Lab::new(3);
    let experiment = crate::study::experiments::Experiment::named("layers-nodes").unwrap();
    let base = lab.editor.take_experiment(experiment, None);
    lab.start(&base, 1.0).unwrap();
    lab.hear(ONE, epoch(1, 1, 0.97734));
    let active = lab.active().unwrap();
    let panels = active.panels();
    assert_eq!(panels[0].title, "n_layers=2 n_nodes=64 val_acc=0.9773");
    assert_eq!(panels[1].title, "n_layers=2 n_nodes=128");
    let shape = shape(active.study.plan());
    assert_eq!(shape.columns, 3);
    assert_eq!(shape.row_heads, ["n_layers=2", "n_layers=3", "n_layers=4"]);
}

#[test]
fn only_the_panel_of_a_changed_setting_is_drawn_anew() {
    let mut lab = running();
    let revisions = |lab: &Lab| -> Vec<u64> {
        lab.active()
            .unwrap()
            .panels()
            .iter()
            .map(|panel| panel.revision)
            .collect()
    };
    let before = revisions(&lab);
    lab.hear(TWO, epoch(2, 1, 0.5));
    let after = revisions(&lab);
    let changed: Vec<usize> = (0..4).filter(|at| before[*at] != after[*at]).collect();
    assert_eq!(changed, [1]);
}

#[test]
fn how_a_run_ended_is_marked_where_it_ended() {
    let mut lab = running();
    lab.hear(ONE, epoch(1, 1, 0.5));
    let (run_id, outcome) = (RunId(1), Outcome::Diverged { epoch: 2, step: 3 });
    lab.hear(ONE, TrainerEvent::TrainEnd { run_id, outcome });
    let study = &lab.active().unwrap().study;
    assert_eq!(endings(study, 0), [(Ending::Diverged, 1, Some(0.5))]);
    assert_eq!(endings(study, 1), []);
    assert!(matches!(
        study.trials()[0].state,
        TrialState::Complete { .. }
    ));
}
