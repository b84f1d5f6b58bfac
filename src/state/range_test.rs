//! The learning-rate range test of what the form says: asked for, under way, or what has come of it.

use super::{Effect, Form, State};
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::LEARNING_RATE;
use crate::protocol::{DeviceKind, RangeAnswer, TrainerCommand, TrainerEvent, WorkerId};

/// What somebody asks of it.
#[derive(Clone, Copy, Debug)]
pub enum RangeTestAction {
    /// Test what is in the form, in place of what was tested before.
    Begin(RangeTestPlace),
    /// Stop it, or show no more of what came of it.
    End,
}

/// Where somebody has asked, and wants to see what comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeTestPlace {
    /// Beside the learning rate, for a rate.
    Form,
    /// Where a study sweeps the learning rate, for a range.
    Study,
}

/// The one test of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeTest {
    place: RangeTestPlace,
    tested: HyperParams,
    stage: RangeTestStage,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RangeTestStage {
    UnderWay,
    Done(Box<RangeAnswer>),
    /// Why nothing came of it.
    Failed(String),
}

impl RangeTest {
    /// What is to be seen there, if anything.
    pub fn seen_at(&self, place: RangeTestPlace) -> Option<&RangeTestStage> {
        (self.place == place).then_some(&self.stage)
    }

    /// Whether the form still says what was tested. Its learning rate was not.
    pub fn is_of(&self, form: &Form) -> bool {
        let rate = self.tested.get(&LEARNING_RATE);
        form.hyperparams().clone().with(&LEARNING_RATE, rate) == self.tested
    }
}

impl State {
    /// What is asked of the test.
    pub(super) fn apply_to_range_test(&mut self, action: RangeTestAction) -> Vec<Effect> {
        match action {
            RangeTestAction::Begin(place) => self.begin_range_test(place),
            RangeTestAction::End => {
                let effects = self.end_range_worker();
                self.range_test = None;
                effects.into_iter().chain(self.calibrate()).collect()
            }
        }
    }

    /// Begins it in a worker of its own, so that a run under way goes on; on the CPU, where it repeats. Nothing while
    /// something in the form is wrong.
    fn begin_range_test(&mut self, place: RangeTestPlace) -> Vec<Effect> {
        let Some(hyperparams) = self.form.checked().map(Box::new) else {
            return Vec::new();
        };
        self.range_test = Some(RangeTest {
            place,
            tested: self.form.hyperparams().clone(),
            stage: RangeTestStage::UnderWay,
        });
        let id = WorkerId::RANGE_TEST;
        vec![
            Effect::StartWorker(id, DeviceKind::Cpu),
            Effect::Send(id, TrainerCommand::TestRates { hyperparams }),
        ]
    }

    /// Takes in what the test's worker tells.
    pub(super) fn hear_of_range_test(&mut self, event: TrainerEvent) -> Vec<Effect> {
        use TrainerEvent as E;
        let stage = match event {
            E::RatesTested { answer } => RangeTestStage::Done(answer),
            E::Failed { message, .. } | E::LoadFailed { message } => {
                RangeTestStage::Failed(message)
            }
            E::Unavailable { reason } => RangeTestStage::Failed(reason),
            _ => return Vec::new(),
        };
        let effects = self.end_range_worker();
        if let Some(test) = &mut self.range_test {
            test.stage = stage;
        }
        effects.into_iter().chain(self.calibrate()).collect()
    }

    /// Whether a test keeps the machine busy.
    pub(super) fn is_testing_rates(&self) -> bool {
        let stage = self.range_test.as_ref().map(|test| &test.stage);
        stage == Some(&RangeTestStage::UnderWay)
    }

    fn end_range_worker(&self) -> Option<Effect> {
        let end = Effect::EndWorker(WorkerId::RANGE_TEST);
        self.is_testing_rates().then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::action::{Action, FormAction};
    use super::super::{DeviceChoice, RunAction};
    use super::*;
    use crate::hyperparams::catalog::BATCH_SIZE;

    const ID: WorkerId = WorkerId::RANGE_TEST;

    fn page() -> State {
        State::new(DeviceChoice::Cpu, HyperParams::default(), 2)
    }

    fn ask(page: &mut State, action: RangeTestAction) -> Vec<Effect> {
        page.apply(Action::RangeTest(action))
    }

    fn begin(page: &mut State) -> Vec<Effect> {
        ask(page, RangeTestAction::Begin(RangeTestPlace::Form))
    }

    fn seen(page: &State) -> Option<&RangeTestStage> {
        page.range_test.as_ref()?.seen_at(RangeTestPlace::Form)
    }

    fn tested() -> TrainerEvent {
        let answer = RangeAnswer {
            proposed: ["0.003", "0.0001", "0.03"].map(str::to_owned).into(),
            svg: "<svg></svg>".to_owned(),
            explanation: "So.".to_owned(),
        };
        TrainerEvent::RatesTested {
            answer: Box::new(answer),
        }
    }

    #[test]
    fn a_test_has_a_worker_of_its_own_which_ends_with_it() {
        let mut page = page();
        let hyperparams = Box::new(page.form.checked().unwrap());
        let expected = [
            Effect::StartWorker(ID, DeviceKind::Cpu),
            Effect::Send(ID, TrainerCommand::TestRates { hyperparams }),
        ];
        assert_eq!(begin(&mut page), expected);
        assert_eq!(seen(&page), Some(&RangeTestStage::UnderWay));
        let loading = TrainerEvent::Loaded { train_images: 1 };
        assert_eq!(page.apply(Action::Worker(ID, loading)), []);
        let effects = page.apply(Action::Worker(ID, tested()));
        assert_eq!(effects, [Effect::EndWorker(ID)]);
        assert!(matches!(seen(&page), Some(RangeTestStage::Done(_))));
        let test = page.range_test.as_ref().unwrap();
        assert_eq!(test.seen_at(RangeTestPlace::Study), None);
    }

    #[test]
    fn a_test_leaves_a_run_under_way_alone() {
        let mut page = page();
        page.apply(Action::Run(RunAction::Train));
        let (runs, workers) = (page.runs.clone(), page.workers.clone());
        begin(&mut page);
        page.apply(Action::Worker(ID, tested()));
        assert_eq!((page.runs, page.workers), (runs, workers));
    }

    #[test]
    fn what_goes_wrong_is_told_and_ends_the_worker() {
        let message = "the images are gone".to_owned();
        let events = [
            TrainerEvent::Failed {
                run_id: None,
                message: message.clone(),
            },
            TrainerEvent::LoadFailed {
                message: message.clone(),
            },
            TrainerEvent::Unavailable {
                reason: message.clone(),
            },
        ];
        for event in events {
            let mut page = page();
            begin(&mut page);
            let effects = page.apply(Action::Worker(ID, event));
            assert_eq!(effects, [Effect::EndWorker(ID)]);
            assert_eq!(seen(&page), Some(&RangeTestStage::Failed(message.clone())));
            assert_eq!(page.notices, super::super::Notices::default());
        }
    }

    #[test]
    fn a_test_is_stopped_and_what_came_of_one_put_away_by_the_same_action() {
        let mut page = page();
        begin(&mut page);
        let effects = ask(&mut page, RangeTestAction::End);
        assert_eq!(effects, [Effect::EndWorker(ID)]);
        assert_eq!(page.range_test, None);
        begin(&mut page);
        page.apply(Action::Worker(ID, tested()));
        assert_eq!(ask(&mut page, RangeTestAction::End), []);
        assert_eq!(page.range_test, None);
    }

    #[test]
    fn a_form_with_something_wrong_is_not_tested() {
        let mut page = page();
        page.apply(Action::Form(FormAction::Set(&BATCH_SIZE, "many".into())));
        assert_eq!(begin(&mut page), []);
        assert_eq!(page.range_test, None);
    }

    #[test]
    fn another_learning_rate_is_the_same_test_and_another_batch_size_is_not() {
        let mut page = page();
        begin(&mut page);
        let is_of = |page: &State| page.range_test.as_ref().unwrap().is_of(&page.form);
        page.apply(Action::Form(FormAction::Set(&LEARNING_RATE, 0.5.into())));
        assert!(is_of(&page));
        page.apply(Action::Form(FormAction::Set(&BATCH_SIZE, 64.0.into())));
        assert!(!is_of(&page));
    }
}
