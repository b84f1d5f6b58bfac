use super::*;
use crate::hyperparams::catalog::*;

fn written(params: &HyperParams) -> String {
    burn_program(params).unwrap()
}

#[test]
fn the_defaults_are_a_program_that_anybody_would_write() {
    let program = written(&HyperParams::default());
    for line in [
        "const EPOCHS: usize = 10;",
        "const LEARNING_RATE: f64 = 0.001;",
        "    let train = Images::load(\"train\", &device)?.range(0..10_000);",
        "            dense_1: dense(784, 128, device),",
        "        let x = relu(self.dense_2.forward(x));",
        "        self.output.forward(x)",
    ] {
        assert!(program.lines().any(|one| one == line), "{line}\n{program}");
    }
}

#[test]
fn what_is_off_leaves_no_line() {
    let program = written(&HyperParams::default());
    for word in [
        "Dropout",
        "penalty",
        "constrain",
        "Ema",
        "batches +=",
        "EarlyStopping",
        "weight_decay",
    ] {
        assert!(!program.contains(word), "{word}\n{program}");
    }
}

#[test]
fn hyperparameters_that_are_wrong_have_no_program() {
    let wrong = HyperParams::default().with(&EPOCHS, "many");
    assert!(burn_program(&wrong).unwrap_err().contains("epochs"));
}

#[test]
fn own_images_are_named_at_the_top() {
    let own = crate::hyperparams::DataId::new(500, 60, &"ab".repeat(32));
    let params = HyperParams::default()
        .with(&DATA, own.name())
        .with(&TRAIN_IMAGES, 500.0);
    let program = written(&params);
    assert!(program.contains(own.sha256()), "{program}");
    assert!(
        program.contains("Images::load(\"train\", &device)?;"),
        "{program}"
    );
}

#[test]
fn thousands_stand_apart() {
    for (value, text) in [
        (100, "100"),
        (9999, "9999"),
        (10_000, "10_000"),
        (123_456, "123_456"),
        (1_000_000, "1_000_000"),
    ] {
        assert_eq!(source::whole(value), text);
    }
}
