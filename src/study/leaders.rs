//! More seeds for the settings that lead, and for nobody else.
//!
//! A *race* (Birattari et al. 2002, "A racing algorithm for configuring metaheuristics", GECCO) looks at the leaders several
//! times: at first, and after each further seed. At each look those that are told from the best get no more, until one is
//! left or all looks are taken. Who looks often finds something by chance at last, so a look may be wrong only so often that
//! all of them together are wrong no oftener than one test (see [`LeadersQuestion`]).
//!
//! What was found at a look is in the log, so whoever reads that needs no statistics.

use super::race::Race;
use super::{EventError, MOST_RUNS, MOST_SEEDS, Study, StudyEvent, Trial, TrialState, count};
use crate::metrics::sorted_by_number;
use crate::protocol::LeadersQuestion;

/// Seeds that a race adds at most.
pub const MORE_SEEDS: usize = 5;
/// Settings that are in a race at most: of those that are not told from the best, the first by their mean.
pub const MOST_LEADERS: usize = 8;
/// Looks of all races at most.
const MOST_LOOKS: usize = 100;

impl Study {
    /// Whether leaders are still given more seeds.
    pub fn has_open_race(&self) -> bool {
        self.open_race().is_some()
    }

    fn open_race(&self) -> Option<&Race> {
        self.race.as_ref().filter(|race| !race.is_over)
    }

    /// The settings that have more seeds than the others, in the plan's order, and how many they have; nothing where none
    /// has.
    pub fn leaders(&self) -> Option<(Vec<usize>, usize)> {
        let settings = 0..self.plan().settings().len();
        let ahead = settings.filter(|at| self.trials_of(*at).len() > self.seeds());
        let ahead: Vec<usize> = ahead.collect();
        let most = ahead.iter().map(|at| self.trials_of(*at).len()).max()?;
        Some((ahead, most))
    }

    /// Looks of all races: so often somebody had the chance to find something by chance.
    pub fn looks(&self) -> usize {
        self.looks
    }

    /// The settings that a race has compared with each other, as long as no other has met as many seeds.
    pub(super) fn raced(&self) -> Option<&[usize]> {
        let race = self.race.as_ref()?;
        Some(race.compared.as_slice()).filter(|it| !it.is_empty())
    }

    /// What became of the last race: its leaders, in the plan's order, its last look and how many it was to have; nothing
    /// where its looks no longer say who leads.
    pub fn last_race(&self) -> Option<(&[usize], [usize; 2])> {
        let race = self.race.as_ref().filter(|it| !it.compared.is_empty())?;
        Some((&race.settings, [race.look, race.of]))
    }

    /// Whether the next thing to do is to look who leads: all runs of those who did have ended.
    pub fn wants_leaders(&self) -> bool {
        self.open_race().is_some_and(|race| {
            let mut trials = race.settings.iter().flat_map(|at| self.trials_of(*at));
            trials.all(|trial| trial.state.has_ended())
        })
    }

    /// Why no race can begin: a sentence, where it cannot.
    pub fn leaders_trouble(&self) -> Option<String> {
        let contenders = self.contenders();
        if !self.is_finished() {
            Some("The leaders get more seeds once every run has ended.".to_owned())
        } else if contenders.len() < 2 {
            Some("Only one setting can win, so there is nothing to tell it from.".to_owned())
        } else if self.most_seeds_of(&contenders) >= MOST_SEEDS {
            Some(format!("A setting has at most {MOST_SEEDS} seeds."))
        } else if self.looks + MORE_SEEDS + 1 > MOST_LOOKS {
            Some("The leaders have been looked at too often to tell them from chance.".to_owned())
        } else if self.trials().len() + 2 > MOST_RUNS {
            let most = count(MOST_RUNS);
            Some(format!("More seeds would make more than {most} runs."))
        } else {
            None
        }
    }

    /// What is to be asked at the next look; where no race is open, at the first of one. Nothing where there is nothing to
    /// ask yet, or no more.
    pub fn leaders_question(&self) -> Option<LeadersQuestion> {
        let looks = match self.open_race() {
            Some(race) => self.wants_leaders().then_some(race.of)?,
            None if self.leaders_trouble().is_none() => self.looks_of_race(),
            None => return None,
        };
        let contenders = self.contenders();
        let settings = contenders.iter().map(|at| self.seeded_results(*at));
        Some(LeadersQuestion {
            settings: settings.collect(),
            looks: self.looks_before() + looks,
        })
    }

    /// What an answer to [`leaders_question`](Self::leaders_question) means: the places of those that lead, best first.
    /// Nothing where a race would begin with less than two.
    pub fn led_by(&self, places: &[usize]) -> Option<StudyEvent> {
        let contenders = self.contenders();
        let settings = places.iter().filter_map(|place| contenders.get(*place));
        let settings: Vec<usize> = settings.take(MOST_LEADERS).copied().collect();
        let settings = sorted_by_number(settings, |at| *at as f64);
        let (look, of) = match self.open_race() {
            Some(race) => (race.look + 1, race.of),
            None if settings.len() < 2 => return None,
            None => (1, self.looks_of_race()),
        };
        let most = self.most_seeds_of(&settings);
        let goes_on = self.goes_on(&settings, look, of);
        Some(StudyEvent::LeadersSeeded {
            seeds: most + usize::from(goes_on),
            settings,
            look,
            of,
        })
    }

    /// What a study that has become of this one is told of seeds that only some of its settings have: these settings of it,
    /// which have so many here.
    pub(super) fn leaders_kept(&self, settings: Vec<usize>, seeds: usize) -> StudyEvent {
        // All that have been taken, for this study has looked as often.
        let of = self.looks.clamp(1, MOST_LOOKS);
        StudyEvent::LeadersSeeded {
            settings,
            seeds,
            look: of,
            of,
        }
    }

    /// Looks of races that are over.
    fn looks_before(&self) -> usize {
        let own = self.open_race().map_or(0, |race| race.of);
        self.looks - own
    }

    /// Those that may lead: in a race its leaders of before, otherwise all that may win. Not those that somebody has
    /// dropped.
    fn contenders(&self) -> Vec<usize> {
        let race = self.open_race();
        let is_in = |at: &usize| race.is_none_or(|race| race.settings.contains(at));
        let settings = self.rivals().into_iter().map(|(at, _)| at);
        settings
            .filter(|at| is_in(at) && !self.is_dropped(*at))
            .collect()
    }

    /// Looks of a race that begins now.
    fn looks_of_race(&self) -> usize {
        let most = self.most_seeds_of(&self.contenders());
        1 + MORE_SEEDS.min(MOST_SEEDS.saturating_sub(most))
    }

    fn most_seeds_of(&self, settings: &[usize]) -> usize {
        let seeds = settings.iter().map(|at| self.trials_of(*at).len());
        seeds.max().unwrap_or_default()
    }

    /// Whether a look at which these lead is followed by another seed.
    fn goes_on(&self, settings: &[usize], look: usize, of: usize) -> bool {
        let seeds = self.most_seeds_of(settings) + 1;
        settings.len() > 1 && look < of && self.has_room(settings, seeds)
    }

    fn has_room(&self, settings: &[usize], seeds: usize) -> bool {
        let have = settings.iter().map(|at| self.trials_of(*at).len());
        let more: usize = have.map(|have| seeds.saturating_sub(have)).sum();
        let to_come = self.to_draw() * self.seeds();
        seeds <= MOST_SEEDS && self.trials().len() + to_come + more <= MOST_RUNS
    }

    /// Takes in who leads.
    ///
    /// # Errors
    /// Where they cannot, or it is not time to look; nothing has changed then.
    pub(super) fn seed_leaders(
        &mut self,
        settings: &[usize],
        seeds: usize,
        [look, of]: [usize; 2],
    ) -> Result<(), EventError> {
        let refuse = |why| Err(EventError::Leading { why });
        if !settings.is_sorted_by(|one, other| one < other)
            || settings.last() >= Some(&self.plan().settings().len())
        {
            return refuse("they are not settings of this study, each once and in order");
        }
        if !(1..=MOST_LOOKS).contains(&of) || !(1..=of).contains(&look) {
            return refuse("its look is none of so many");
        }
        let most = self.most_seeds_of(settings);
        let compared = match self.open_race() {
            Some(race) => {
                let was_in = |at: &usize| race.settings.contains(at);
                if !settings.iter().all(was_in) || (look, of) != (race.look + 1, race.of) {
                    return refuse("they are not of the race that is open");
                }
                if !self.wants_leaders() {
                    return refuse("the runs that tell have not ended");
                }
                race.settings.clone()
            }
            None if look == of => {
                if settings.is_empty() || seeds <= most || !self.has_room(settings, seeds) {
                    return refuse("they cannot have so many seeds");
                }
                self.begin_race(settings, seeds, [look, of]);
                return Ok(());
            }
            None => {
                if look > 1 || settings.len() < 2 || !self.is_finished() {
                    return refuse("no race is open, and none can begin");
                }
                Vec::new()
            }
        };
        let goes_on = self.goes_on(settings, look, of);
        if seeds != most + usize::from(goes_on) || (look == 1 && !goes_on) {
            return refuse("they cannot have so many seeds");
        }
        if settings.iter().any(|at| goes_on && self.is_dropped(*at)) {
            return refuse("one of them was dropped");
        }
        match goes_on {
            true => self.begin_race(settings, seeds, [look, of]),
            false => {
                self.race = Some(Race {
                    settings: settings.to_vec(),
                    compared,
                    seeds,
                    look,
                    of,
                    is_over: true,
                });
            }
        }
        Ok(())
    }

    /// Gives these so many seeds in all.
    fn begin_race(&mut self, settings: &[usize], seeds: usize, [look, of]: [usize; 2]) {
        let has_been_compared = look < of;
        self.looks = match has_been_compared {
            true if look == 1 => self.looks + of,
            true => self.looks,
            // It says how many there were.
            false => self.looks.max(of),
        };
        self.race = Some(Race {
            settings: settings.to_vec(),
            compared: match has_been_compared {
                true => settings.to_vec(),
                false => Vec::new(),
            },
            seeds,
            look,
            of,
            is_over: !has_been_compared,
        });
        for replicate in 0..seeds {
            self.add_replicate(replicate, settings.iter().copied());
        }
    }

    /// Somebody has ended the race, if one is open; whether there was one.
    pub(super) fn end_race(&mut self) -> bool {
        let race = self.race.as_mut().filter(|race| !race.is_over);
        race.map(|race| race.is_over = true).is_some()
    }

    /// Every setting has so many seeds by now: who has met as many as the leaders is one of all again.
    pub(super) fn catch_up(&mut self, seeds: usize) {
        if let Some(race) = self.race.as_mut().filter(|race| seeds >= race.seeds) {
            race.compared.clear();
        }
    }

    /// The seeds that a setting has met, where those are more than every setting is to have; nothing of one that waits.
    pub(super) fn extra_seeds(&self, setting: usize) -> Option<usize> {
        let trials = self.trials_of(setting);
        let is_idle =
            |trial: &Trial| matches!(trial.state, TrialState::Waiting | TrialState::Skipped);
        let met = trials.enumerate().filter(|(_, trial)| !is_idle(trial));
        let met = met.last().map(|(replicate, _)| replicate + 1)?;
        (met > self.seeds()).then_some(met)
    }
}

#[cfg(test)]
mod tests;
