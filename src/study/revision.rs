//! A study that is changed after its start: what it has trained and still belongs is kept.

use std::collections::HashMap;

use super::plan::rough;
use super::trial::{Trial, TrialState};
use super::{MOST_SEEDS, Plan, Pruner, Setting, Study, StudyEvent, Verdict};
use crate::hyperparams::CheckedHyperParams;
use crate::metrics::Outcome;

/// A study over another plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    pub study: Study,
    /// What it has come from, as if it had been trained over this plan from the start.
    pub log: Vec<StudyEvent>,
    /// Runs under way that go on: their numbers before, and here.
    pub moved: Vec<(usize, usize)>,
}

impl Study {
    /// This study over another plan. A run that both have is kept: the same hyperparameters and the same seed give the
    /// same curve. What was skipped, dropped or has failed is to be trained again.
    ///
    /// Where runs may be pruned they are judged anew, in the order of the plan; of those, what a judgement has to wait
    /// for is trained again. Settings that were drawn by results are kept as long as the results say what they said, and
    /// leaders keep their seeds.
    pub fn revised(&self, plan: Plan) -> Revision {
        let mut revision = Revision {
            study: Self::new(plan),
            log: Vec::new(),
            moved: Vec::new(),
        };
        self.keep_all(&mut revision);
        self.keep_leaders(&mut revision);
        self.keep_tests(&mut revision);
        revision
    }

    fn keep_tests(&self, revision: &mut Revision) {
        if self.tests().is_empty() {
            return;
        }
        let pairs = self.pairs(revision.study.plan().settings());
        for (setting, own) in pairs.into_iter().enumerate() {
            if let Some(test) = own.and_then(|own| self.test_kept(setting, own)) {
                revision.record(test);
            }
        }
    }

    fn keep_all(&self, revision: &mut Revision) {
        let mut kept = 0;
        loop {
            let plan = revision.study.plan();
            let known = plan.settings().len();
            let pairs = self.pairs(&plan.settings()[kept..]);
            for number in 0..revision.study.trials().len() {
                let (setting, seed) = {
                    let trial = &revision.study.trials()[number];
                    (trial.setting, trial.seed)
                };
                let pair = setting.checked_sub(kept).and_then(|at| pairs[at]);
                let own = pair.and_then(|own| self.trials_of(own).find(|it| it.seed == seed));
                if let Some(own) = own {
                    revision.keep(number, own, self.plan().definition().pruner);
                }
            }
            kept = known;
            match self.drawn_for(&revision.study) {
                Some(drawn) => revision.record(drawn),
                None => return,
            }
            if revision.study.plan().settings().len() == kept {
                return;
            }
        }
    }

    /// Gives leaders the seeds that they have met here.
    fn keep_leaders(&self, revision: &mut Revision) {
        let plan = revision.study.plan();
        if plan.seed(0) != self.plan().seed(0) {
            return;
        }
        let pairs_of = self.pairs(plan.settings());
        let met = |own: Option<usize>| own.and_then(|own| self.extra_seeds(own));
        for seeds in revision.study.seeds() + 1..=MOST_SEEDS {
            let pairs = pairs_of.iter().enumerate();
            let leaders = pairs.filter(|(_, own)| met(**own) == Some(seeds));
            let leaders: Vec<usize> = leaders.map(|(setting, _)| setting).collect();
            if leaders.is_empty() {
                continue;
            }
            let first = revision.study.trials().len();
            revision.record(self.leaders_kept(leaders, seeds));
            for number in first..revision.study.trials().len() {
                let trial = &revision.study.trials()[number];
                let (own, seed) = (pairs_of[trial.setting], trial.seed);
                let own = own.and_then(|own| self.trials_of(own).find(|it| it.seed == seed));
                if let Some(own) = own {
                    revision.keep(number, own, self.plan().definition().pruner);
                }
            }
        }
    }

    /// How many runs of another plan this study has trained, or trains; and how many it would have to train.
    pub fn shared_with(&self, plan: &Plan) -> [usize; 2] {
        let prunes = |plan: &Plan| plan.definition().pruner != Pruner::None;
        let learns = |plan: &Plan| plan.definition().sampler.round().is_some();
        let is_judged = |plan: &Plan| prunes(plan) || learns(plan);
        if is_judged(plan) || is_judged(self.plan()) || self.leaders().is_some() {
            // Which they are is judged, run by run.
            let counts = self.revised(plan.clone()).study.counts();
            let kept = counts.trained() + counts.running;
            return [kept, counts.all() - kept];
        }
        let pairs = self.pairs(plan.settings());
        let own = pairs.iter().flatten().copied();
        let trials = own.flat_map(|setting| self.trials_of(setting));
        let seeds = (0..plan.definition().seeds).map(|it| plan.seed(it));
        let seeds: Vec<u32> = seeds.collect();
        let is_kept = |trial: &&Trial| {
            let is_of_use = matches!(
                trial.state,
                TrialState::Complete { .. } | TrialState::Running
            );
            is_of_use && seeds.contains(&trial.seed)
        };
        let kept = trials.filter(is_kept).count();
        [kept, plan.runs().saturating_sub(kept)]
    }

    /// For each of another plan's settings, this study's that trains the same.
    fn pairs(&self, settings: &[Setting]) -> Vec<Option<usize>> {
        let seedless = |checked: &CheckedHyperParams| checked.clone().with_seed(0);
        let mut known: HashMap<[u64; 5], Vec<(usize, CheckedHyperParams)>> = HashMap::new();
        for (at, setting) in self.plan().settings().iter().enumerate() {
            let alike = known.entry(rough(&setting.checked)).or_default();
            alike.push((at, seedless(&setting.checked)));
        }
        let pair = |checked: &CheckedHyperParams| {
            let alike = known.get(&rough(checked))?;
            let wanted = seedless(checked);
            let found = alike.iter().find(|(_, checked)| *checked == wanted);
            found.map(|(at, _)| *at)
        };
        let settings = settings.iter();
        settings.map(|setting| pair(&setting.checked)).collect()
    }
}

impl Revision {
    fn record(&mut self, event: StudyEvent) {
        // It tells of a run that has been told of nothing else, in the order of a run.
        if self.study.apply(&event).is_ok() {
            self.log.push(event);
        }
    }

    /// Tells of a run what has become of it before.
    fn keep(&mut self, trial: usize, own: &Trial, pruner: Pruner) {
        let before = self.log.len();
        let prunes = self.study.plan().definition().pruner != Pruner::None;
        let is_running = own.state == TrialState::Running && !prunes && pruner == Pruner::None;
        let outcome = own.state.outcome();
        if !is_running && outcome.is_none() && own.state != TrialState::Pruned {
            return;
        }
        self.record(StudyEvent::TrialBegin { trial });
        let mut verdict = Verdict::GoOn;
        let last = own.epochs();
        for metrics in &own.history.epochs {
            let metrics = *metrics;
            self.record(StudyEvent::EpochEnd { trial, metrics });
            let has_ended = metrics.epoch == last
                && matches!(
                    outcome,
                    Some(Outcome::Completed | Outcome::EarlyStopped { .. })
                );
            if !has_ended {
                verdict = self.study.verdict(trial);
            }
            if verdict != Verdict::GoOn {
                break;
            }
        }
        match (verdict, outcome) {
            (Verdict::Prune, _) => self.record(StudyEvent::TrialPruned { trial }),
            (Verdict::GoOn, Some(outcome)) => self.record(StudyEvent::TrialEnd { trial, outcome }),
            (Verdict::GoOn, None) if is_running => self.moved.push((own.number, trial)),
            // It was pruned too early for this plan, or cannot be judged yet.
            (Verdict::GoOn | Verdict::Wait, _) => {
                self.log.truncate(before);
                self.study.trials_mut()[trial].forget();
            }
        }
        if let Some(span) = own.span {
            // Of a run that is to be trained again it is not true any more, and nothing happens.
            self.record(StudyEvent::TrialTimed { trial, span });
        }
    }
}

#[cfg(test)]
mod tests;
