use super::super::tests::{images, reading_pixels, told, words};
use super::*;

/// A panel that looks into a run under way, before its first frame.
pub fn live() -> (Panel, String) {
    let mut panel = Panel::default();
    let (setting, _) = reading_pixels(0.0);
    let link = setting.to_permalink();
    panel.hear(&words(&["run", "live", "3", "<Run>", &link]), None);
    panel.hear(&words(&["past", ""]), None);
    let body = told(&mut panel, "inside-body");
    (panel, body)
}

pub fn frame(panel: &mut Panel, epoch: &str, numbers: &str, size: f32) {
    let (_, weights) = reading_pixels(size);
    panel.hear(&words(&["frame", epoch, numbers]), Some(&weights));
}

/// What is told by this time.
pub fn at(panel: &mut Panel, now_ms: f64) -> Vec<(String, String)> {
    panel.turn(now_ms);
    if let Some(missing) = panel.missing() {
        panel.take_shard(&missing, Ok(images()));
    }
    let parts = panel.parts();
    panel.has_told(now_ms, now_ms);
    parts
}

pub fn part<'a>(parts: &'a [(String, String)], id: &str) -> &'a str {
    let found = parts.iter().find(|(known, _)| known == id);
    &found.unwrap_or_else(|| panic!("{parts:?}")).1
}

#[test]
fn a_run_under_way_is_looked_into_epoch_by_epoch() {
    let (mut panel, body) = live();
    assert!(body.contains("come at the end of each epoch"), "{body}");
    assert!(!body.contains("data-model"), "nothing is kept yet: {body}");
    assert_eq!(panel.due_in(0.0), None);
    // At first it says the opposite of what it says an epoch later.
    frame(&mut panel, "0", "", -9.0);
    let parts = at(&mut panel, 0.0);
    let body = part(&parts, "inside-body");
    assert!(
        body.contains("<b>0.00 %</b> of the 3 test images"),
        "{body}"
    );
    assert!(
        body.contains("before the first epoch, the latest"),
        "{body}"
    );
    frame(&mut panel, "1", "0.5 0.25 0.5 0.25 0.1", 9.0);
    let parts = at(&mut panel, 500.0);
    assert!(part(&parts, "inside-lead").contains("<b>33.33 %</b>"));
    assert!(part(&parts, "inside-digits").contains("Image 2 </span>"));
    assert_eq!(part(&parts, "=inside-epoch"), "1");
    assert_eq!(part(&parts, "inside-at"), "1 of 10, the latest");
    assert!(
        !parts.iter().any(|(id, _)| id == "inside-body"),
        "the slider stays where it is"
    );
    panel.hear(&words(&["set", "epoch", "0"]), None);
    let parts = at(&mut panel, 501.0);
    assert!(
        part(&parts, "inside-lead").contains("<b>0.00 %</b>"),
        "at once"
    );
    assert_eq!(part(&parts, "inside-play"), "Play");
    frame(&mut panel, "2", "0.5 0.25 0.5 0.25 0.1", 9.0);
    assert_eq!(
        at(&mut panel, 9000.0),
        [],
        "whoever has scrubbed stays there"
    );
}

#[test]
fn each_view_tells_of_the_epoch_that_is_shown() {
    let (mut panel, _) = live();
    frame(&mut panel, "0", "", -9.0);
    frame(&mut panel, "1", "0.5 0.25 0.5 0.25 0.1", 9.0);
    at(&mut panel, 0.0);
    panel.hear(&words(&["press", "try 0"]), None);
    at(&mut panel, 1.0);
    for (view, changed) in [
        ("drawing", "inside-said"),
        ("calibration", "inside-view"),
        ("health", "inside-view"),
        ("network", "inside-net"),
        ("mistakes", "inside-matrix"),
    ] {
        panel.hear(&words(&["press", &format!("view {view}")]), None);
        at(&mut panel, 2.0);
        let mut shown = ["back", "on"].map(|step| {
            panel.hear(&words(&["press", step]), None);
            part(&at(&mut panel, 500.0), changed).to_owned()
        });
        shown.sort();
        assert!(shown[0] != shown[1], "{view}");
    }
    let body = told_of_health(&mut panel);
    assert!(body.contains("25.0 % of the training images"), "{body}");
    panel.hear(&words(&["press", "back"]), None);
    let parts = at(&mut panel, 900.0);
    let body = part(&parts, "inside-view");
    assert!(body.contains("not come to the end of an epoch"), "{body}");
}

#[test]
fn a_film_of_a_run_under_way_plays_until_it_follows_again() {
    let (mut panel, _) = live();
    for epoch in ["0", "1", "2"] {
        frame(&mut panel, epoch, "0.5 0.25 0.5 0.25 0.1", 9.0);
    }
    at(&mut panel, 0.0);
    panel.hear(&words(&["set", "epoch", "1"]), None);
    at(&mut panel, 1.0);
    panel.hear(&words(&["press", "play"]), None);
    assert_eq!(part(&at(&mut panel, 500.0), "inside-at"), "2 of 10");
    assert_eq!(
        part(&at(&mut panel, 1000.0), "inside-at"),
        "2 of 10, the latest"
    );
    assert_eq!(panel.due_in(2000.0), None);
}

fn told_of_health(panel: &mut Panel) -> String {
    panel.hear(&words(&["press", "view health"]), None);
    part(&at(panel, 800.0), "inside-body").to_owned()
}

#[test]
fn at_its_end_a_run_shows_what_it_has_kept_and_plays() {
    let (mut panel, _) = live();
    frame(&mut panel, "0", "", -9.0);
    at(&mut panel, 0.0);
    panel.hear(&words(&["past", "", "0.5 0.25 0.5 0.25 0.1"]), None);
    let (_, weights) = reading_pixels(9.0);
    panel.hear(&words(&["end", "ended"]), Some(&weights));
    let parts = at(&mut panel, 500.0);
    let body = part(&parts, "inside-body");
    assert!(
        body.contains("<b>33.33 %</b>") && body.contains("1, as the run has kept it"),
        "{body}"
    );
    assert!(body.contains(r#"data-model="3 keras""#), "{body}");
    panel.hear(&words(&["press", "play"]), None);
    let parts = at(&mut panel, 600.0);
    assert_eq!(part(&parts, "inside-at"), "before the first epoch");
    assert_eq!(panel.due_in(600.0), Some(400.0));
    assert_eq!(part(&at(&mut panel, 1000.0), "=inside-epoch"), "1");
    assert_eq!(part(&at(&mut panel, 1400.0), "inside-play"), "Play");
    assert_eq!(panel.due_in(2000.0), None);
}

#[test]
fn a_run_that_has_kept_nothing_shows_the_epochs_that_were_seen() {
    let (mut panel, _) = live();
    frame(&mut panel, "0", "", 9.0);
    at(&mut panel, 0.0);
    panel.hear(&words(&["end", "ended"]), None);
    let parts = at(&mut panel, 500.0);
    let body = part(&parts, "inside-body");
    assert!(
        body.contains("before the first epoch") && !body.contains("data-model"),
        "{body}"
    );
    let (mut panel, _) = live();
    panel.hear(&words(&["end", "lost"]), None);
    let body = told(&mut panel, "inside-body");
    assert!(body.contains("are gone"), "{body}");
    for nothing in ["frame,x,1", "set,epoch,x", "press,play", "press,on"] {
        panel.hear(&words(&nothing.split(',').collect::<Vec<_>>()), None);
        assert_eq!(at(&mut panel, 9000.0), [], "{nothing}");
    }
}

#[test]
fn nothing_is_read_out_while_a_film_plays() {
    let (mut panel, _) = live();
    for epoch in ["0", "1", "2"] {
        frame(&mut panel, epoch, "0.5 0.25 0.5 0.25 0.1", 9.0);
    }
    let parts = at(&mut panel, 0.0);
    let quiet = r#"<div id="inside-digits" aria-live="off">"#;
    let spoken = r#"<div id="inside-digits" aria-live="polite">"#;
    assert!(part(&parts, "inside-body").contains(quiet), "it follows");
    panel.hear(&words(&["set", "epoch", "0"]), None);
    let parts = at(&mut panel, 1.0);
    assert!(part(&parts, "inside-heard").starts_with(spoken));
    assert!(!parts.iter().any(|(id, _)| id == "inside-digits"), "once");
    panel.hear(&words(&["press", "play"]), None);
    assert!(part(&at(&mut panel, 500.0), "inside-heard").starts_with(quiet));
    panel.hear(&words(&["press", "play"]), None);
    assert!(part(&at(&mut panel, 501.0), "inside-heard").starts_with(spoken));
    panel.hear(&words(&["press", "view network"]), None);
    let unit = r#"<div id="inside-unit" aria-live="polite">"#;
    assert!(part(&at(&mut panel, 502.0), "inside-body").contains(unit));
    panel.hear(&words(&["press", "play"]), None);
    let parts = at(&mut panel, 2000.0);
    assert!(part(&parts, "inside-heard").starts_with(&unit.replace("polite", "off")));
}
