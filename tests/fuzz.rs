//! A few thousand mutants for each target of `cargo xtask fuzz`; the same ones in every run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[path = "fuzz/mod.rs"]
mod fuzz;

use fuzz::hunt::hunt;
use fuzz::targets::TARGETS;

/// Inputs a target. Their number is chosen for seconds; the long hunts are `cargo xtask fuzz`'s.
const INPUTS: usize = 3000;

fn no_harm_comes_of(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let report = hunt(target, INPUTS, 0, None);
    let told = report.findings.iter().map(|found| {
        let input = String::from_utf8_lossy(&found.input);
        format!("{:?} of {input:?}", found.fault)
    });
    assert_eq!(told.collect::<Vec<_>>(), [""; 0], "{}", target.about);
    assert!(report.inputs >= INPUTS && report.answers > 5, "{report:?}");
}

#[test]
fn any_link_can_be_read() {
    no_harm_comes_of("link");
}

#[test]
fn any_settings_can_be_pasted() {
    no_harm_comes_of("settings");
}

#[test]
fn any_configuration_of_keras_can_be_pasted() {
    no_harm_comes_of("keras");
}

#[test]
fn any_study_can_be_imported() {
    no_harm_comes_of("study");
}

#[test]
fn any_log_can_be_replayed() {
    no_harm_comes_of("log");
}

#[test]
fn any_images_can_be_brought() {
    no_harm_comes_of("own");
}

#[test]
fn any_message_can_be_answered() {
    no_harm_comes_of("message");
}

#[test]
fn any_bytes_can_come_in_place_of_a_shard() {
    no_harm_comes_of("shard");
}

#[test]
fn any_file_can_be_brought_from_elsewhere() {
    no_harm_comes_of("foreign");
}

#[test]
fn any_file_can_be_brought_as_a_model() {
    no_harm_comes_of("model");
}

#[test]
fn any_record_can_lie_in_the_database() {
    no_harm_comes_of("kept");
}

#[test]
fn the_same_seed_makes_the_same_inputs() {
    let target = &TARGETS[0];
    let [one, other] = [0, 0].map(|seed| {
        let report = hunt(target, 300, seed, None);
        (report.inputs, report.answers)
    });
    assert_eq!(one, other);
}

mod tools {
    use super::fuzz::limits::{Fault, fault, run};
    use super::fuzz::pieces::{numbers, pair, piece, starts};
    use super::fuzz::shrink::shrink;

    fn judged(check: fn(&[u8]) -> String) -> Option<Fault> {
        fault(check, b"input", &run(check, b"input"))
    }

    #[test]
    fn a_panic_is_a_finding_with_its_place() {
        let found = judged(|_| panic!("no"));
        let Some(Fault::Panic(told)) = found else {
            panic!("{found:?}");
        };
        assert!(told.contains("fuzz.rs") && told.ends_with(": no"), "{told}");
    }

    #[test]
    fn what_holds_too_much_is_a_finding_and_what_only_asks_often_is_none() {
        let heavy = judged(|_| vec![1_u8; 65 << 20].len().to_string());
        assert_eq!(heavy, Some(Fault::Heavy));
        let often = judged(|_| {
            let sizes = (0..100).map(|_| vec![1_u8; 1 << 20].len());
            sizes.sum::<usize>().to_string()
        });
        assert_eq!(often, None);
    }

    #[test]
    fn what_takes_long_is_a_finding() {
        let slow = judged(|_| {
            std::thread::sleep(std::time::Duration::from_millis(1100));
            String::new()
        });
        assert_eq!(slow, Some(Fault::Slow));
    }

    #[test]
    fn a_found_input_is_made_as_small_as_it_can_be() {
        let input = b"a long text with an ! in it, and another one!";
        let small = shrink(input, 1000, |shorter| shorter.contains(&b'!'));
        assert_eq!(small, b"!");
    }

    #[test]
    fn brackets_quotes_and_words_are_pieces() {
        let text = br#"{"a": [1, "]"], "b": 0.5}"#;
        let found = |start: usize| String::from_utf8_lossy(&text[piece(text, start)]).into_owned();
        assert_eq!(found(0).len(), text.len());
        assert_eq!(found(1), "\"a\"");
        assert_eq!(found(6), r#"[1, "]"]"#);
        assert_eq!(&text[pair(text, 1)], br#""a": [1, "]"],"#);
        assert_eq!(&text[pair(text, 16)], br#""b": 0.5"#);
        assert!(starts(text).len() > 10 && starts(b"").is_empty());
    }

    #[test]
    fn numbers_are_found_within_words() {
        let text = b"l2:1e-5..0.1 log x4";
        let found = numbers(text).into_iter();
        let found: Vec<_> = found
            .map(|range| String::from_utf8_lossy(&text[range]))
            .collect();
        assert_eq!(found, ["2", "1", "5", "0.1", "4"]);
    }

    #[test]
    fn brackets_that_never_close_reach_to_the_end() {
        for text in ["[[[", "{\"", "\"\\", "(\"a"] {
            let text = text.as_bytes();
            assert_eq!(piece(text, 0), 0..text.len());
            pair(text, 0);
        }
    }
}
