use super::super::filmed::tests::{at, frame, live, part};
use super::super::tests::words;
use super::*;

/// A panel that shows the third of three epochs, and the loss around it on request.
fn asked(what: &str) -> Panel {
    let (mut panel, _) = live();
    for (epoch, size) in [("0", -9.0), ("1", 1.0), ("2", 9.0)] {
        frame(&mut panel, epoch, "0.5 0.25 0.5 0.25 0.1", size);
    }
    at(&mut panel, 0.0);
    panel.hear(&words(&["press", "view surface"]), None);
    let parts = at(&mut panel, 1.0);
    let body = part(&parts, "inside-body");
    assert!(
        body.contains("Compute") && body.contains("It takes some seconds"),
        "{body}"
    );
    assert_eq!(panel.due_in(2.0), None, "nobody has asked yet");
    panel.hear(&words(&["press", &format!("surface {what}")]), None);
    panel
}

#[test]
fn the_loss_around_the_weights_is_worked_out_when_somebody_asks() {
    let mut panel = asked("random");
    assert_eq!(panel.due_in(3.0), Some(0.0));
    let parts = at(&mut panel, 3.0);
    assert!(
        part(&parts, "inside-map").contains("Two random directions (seed 0)"),
        "{parts:?}"
    );
    assert_eq!(
        part(&parts, "inside-play"),
        "Follow",
        "it stays with these weights"
    );
    assert_eq!(panel.due_in(4.0), None, "it is done");
    panel.hear(&words(&["press", "surface other"]), None);
    assert!(part(&at(&mut panel, 5.0), "inside-map").contains("(seed 1)"));
    frame(&mut panel, "3", "0.5 0.25 0.5 0.25 0.1", 5.0);
    assert_eq!(panel.due_in(6.0), None, "and does not follow");
    panel.hear(&words(&["press", "back"]), None);
    let parts = at(&mut panel, 7.0);
    assert!(
        part(&parts, "inside-map").contains("It takes some seconds"),
        "that was of another epoch"
    );
}

#[test]
fn another_view_ends_what_is_not_done() {
    let mut panel = asked("random");
    assert!(panel.is_mapping());
    panel.hear(&words(&["press", "view mistakes"]), None);
    assert!(!panel.is_mapping());
    panel.hear(&words(&["press", "view surface"]), None);
    let parts = at(&mut panel, 9.0);
    assert!(part(&parts, "inside-body").contains("It takes some seconds"));
}

#[test]
fn a_path_that_is_a_line_has_no_plane() {
    // All these weights differ by their size alone.
    let mut panel = asked("path");
    assert!(!panel.is_mapping());
    let parts = at(&mut panel, 3.0);
    assert!(
        part(&parts, "inside-map").contains("lie on a line"),
        "{parts:?}"
    );
}
