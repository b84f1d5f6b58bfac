//! What programs hear of studies: whoever hears that one began hears once that nothing more comes of it.

use super::*;

fn told(effects: &[LabEffect]) -> Vec<&'static str> {
    let name = |effect: &LabEffect| match effect {
        LabEffect::Publish(PageEvent::StudyBegin { .. }) => Some("begin"),
        LabEffect::Publish(PageEvent::TrialEnd { .. }) => Some("trial"),
        LabEffect::Publish(PageEvent::StudyEnd { finished, .. }) => {
            Some(if *finished { "end" } else { "aside" })
        }
        _ => None,
    };
    effects.iter().filter_map(name).collect()
}

#[test]
fn a_study_that_makes_room_for_another_is_told_to_be_put_aside() {
    let mut lab = running();
    let effects = lab.start(&HyperParams::default(), 2000.0).unwrap();
    assert_eq!(told(&effects), ["aside", "begin"]);
}

#[test]
fn a_study_that_is_opened_with_runs_to_go_begins() {
    let mut lab = running();
    let id = lab.active().unwrap().id;
    lab.start(&HyperParams::default(), 2000.0).unwrap();
    assert_eq!(told(&lab.open(id)), ["aside", "begin"]);
}

#[test]
fn the_runs_of_a_setting_that_is_dropped_have_ended() {
    let mut lab = running();
    assert_eq!(told(&lab.drop_setting(3)), ["trial"]);
    assert_eq!(told(&lab.drop_setting(3)), Vec::<&str>::new());
}

#[test]
fn a_study_that_gets_another_seed_begins_again() {
    let mut lab = running();
    assert_eq!(
        told(&lab.stop()),
        ["trial", "trial", "trial", "trial", "end"]
    );
    assert_eq!(told(&lab.add_seed()), ["begin"]);
    let id = lab.active().unwrap().id;
    assert_eq!(told(&lab.delete(id)), ["aside"]);
}

#[test]
fn a_study_that_has_ended_is_not_told_of_when_it_goes_and_comes() {
    let mut lab = running();
    lab.stop();
    let id = lab.active().unwrap().id;
    lab.start(&HyperParams::default(), 2000.0).unwrap();
    assert_eq!(told(&lab.open(id)), ["aside"]);
}
