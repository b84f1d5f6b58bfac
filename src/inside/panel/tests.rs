use super::*;
use crate::dataset::{IMAGE_PIXELS, TEST_SHARD};
use crate::hyperparams::catalog::*;
use crate::model::{Variable, to_bytes};

/// A softmax regression whose first pixels say the digit: what is inked most of the first ten is said, through weights of
/// this size.
fn reading_pixels(size: f32) -> (HyperParams, Vec<u8>) {
    let setting = HyperParams::default().with(&N_LAYERS, 0.0);
    let mut kernel = vec![0.0; IMAGE_PIXELS * 10];
    for digit in 0..10 {
        kernel[digit * 10 + digit] = size;
    }
    let variable = |name: &str, shape: Vec<usize>, values| Variable {
        name: name.to_owned(),
        shape,
        values,
    };
    let variables = [
        variable("dense/kernel", vec![IMAGE_PIXELS, 10], kernel),
        variable("dense/bias", vec![10], vec![0.0; 10]),
    ];
    (setting, to_bytes(&variables))
}

/// Three images: a 4 that is said to be one, a 4 that is taken for a 9 for sure, a 7 that is taken for a 1, barely.
fn images() -> Images {
    let mut pixels = vec![0; 3 * IMAGE_PIXELS];
    pixels[4] = 255;
    pixels[IMAGE_PIXELS + 9] = 255;
    pixels[2 * IMAGE_PIXELS + 1] = 20;
    let labels = vec![4, 4, 7];
    Images { pixels, labels }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A panel that looks into a run, and what it has told.
fn opened() -> (Panel, String) {
    let mut panel = Panel::default();
    let (setting, weights) = reading_pixels(9.0);
    let link = setting.to_permalink();
    panel.hear(
        &words(&["run", "3", "<Run>", &link, "2", "Run 2"]),
        Some(&weights),
    );
    let missing = panel.missing().unwrap();
    assert_eq!(missing.file, TEST_SHARD.file);
    panel.take_shard(&missing, Ok(images()));
    assert_eq!(panel.missing(), None);
    let body = told(&mut panel, "inside-body");
    (panel, body)
}

fn told(panel: &mut Panel, place: &str) -> String {
    let parts = panel.parts();
    let found = parts.iter().find(|(id, _)| id == place);
    found.unwrap_or_else(|| panic!("{parts:?}")).1.clone()
}

#[test]
fn a_run_is_looked_into_once_its_images_are_there() {
    let (mut panel, body) = opened();
    assert!(
        body.contains("<b>33.33 %</b> of the 3 test images are right; 2 are wrong"),
        "{body}"
    );
    let sure = body.find("Image 2 is a 4").unwrap();
    let unsure = body.find("Image 3 is a 7").unwrap();
    assert!(sure < unsure, "the surest mistake comes first");
    assert!(!body.contains("Image 1 is"), "which is right");
    assert_eq!(panel.parts(), [], "nothing is told twice");
}

#[test]
fn a_cell_opens_its_images_and_pressed_again_the_mistakes() {
    let (mut panel, _) = opened();
    panel.hear(&words(&["press", "cell 4 4"]), None);
    let parts = panel.parts();
    let html: String = parts.iter().map(|(_, html)| html.as_str()).collect();
    assert!(
        html.contains("4 said to be 4") && html.contains("Image 1 is a 4"),
        "{html}"
    );
    assert!(html.contains(r#"data-ask="cell 4 4" aria-pressed="true""#));
    panel.hear(&words(&["press", "cell 4 4"]), None);
    assert!(told(&mut panel, "inside-digits").contains("The most confident mistakes"));
    panel.hear(&words(&["press", "cell 12 x"]), None);
    panel.hear(&words(&["press", "cell 99 99"]), None);
    assert!(told(&mut panel, "inside-digits").contains("There are none"));
}

#[test]
fn another_run_is_asked_for_and_then_told_apart() {
    let (mut panel, body) = opened();
    assert!(
        body.contains(r#"<option value="2">Run 2</option>"#),
        "{body}"
    );
    panel.hear(&words(&["set", "with", "2"]), None);
    assert_eq!(told(&mut panel, WANTS), "2");
    // One that says the opposite: all but the inked digit.
    let (setting, weights) = reading_pixels(-9.0);
    let link = setting.with(&VALIDATION_SPLIT, 0.5).to_permalink();
    panel.hear(&words(&["other", "2", "Run 2", &link]), Some(&weights));
    let pair = told(&mut panel, "inside-pair");
    assert!(
        pair.contains("Right by &lt;Run&gt; alone: <b>1</b>"),
        "{pair}"
    );
    assert!(pair.contains("Right by Run 2 alone: <b>0</b>"), "{pair}");
    assert!(
        pair.contains("Run 2 was validated on other images"),
        "{pair}"
    );
    panel.hear(&words(&["press", "who first"]), None);
    let digits = told(&mut panel, "inside-digits");
    assert!(
        digits.contains("&lt;Run&gt; said <b class=\"right\">4</b>"),
        "{digits}"
    );
    assert!(
        digits.contains("Run 2 said <b class=\"wrong\">0</b>"),
        "{digits}"
    );
    panel.hear(&words(&["set", "with", ""]), None);
    let parts = panel.parts();
    assert!(!parts.iter().any(|(id, _)| id == WANTS), "{parts:?}");
}

#[test]
fn held_out_images_are_those_behind_the_ones_that_were_trained_on() {
    let setting = HyperParams::default()
        .with(&TRAIN_IMAGES, 25_000.0)
        .with(&VALIDATION_SPLIT, 0.4);
    let mut images = Validation::of(&setting.check().unwrap());
    let files: Vec<_> = images.shards().iter().map(|entry| entry.file).collect();
    assert_eq!(files, ["train-1.bin.gz", "train-2.bin.gz"]);
    assert_eq!(images.told(), " (training images 15001 to 25000, held out)");
    let labels: Vec<u8> = (0..20_000).map(|at| (at % 10) as u8).collect();
    let pixels = labels.iter().flat_map(|label| [*label; IMAGE_PIXELS]);
    images.fill(&pixels.collect::<Vec<_>>(), &labels);
    assert_eq!(images.len(), 10_000);
    assert_eq!(images.labels[..3], labels[5000..5003]);
    assert_eq!(images.image(9_999).unwrap()[0], labels[14_999]);
    assert_eq!(images.image(10_000), None);
}

#[test]
fn trouble_is_told_and_what_may_come_can_be_tried_again() {
    let mut panel = Panel::default();
    let (setting, weights) = reading_pixels(1.0);
    let link = setting.to_permalink();
    panel.hear(&words(&["run", "1", "Run 1", &link]), Some(&weights));
    let missing = panel.missing().unwrap();
    let gone = ShardError::Missing {
        file: missing.file,
        reason: "the server answered 404".to_owned(),
    };
    panel.take_shard(&missing, Err(gone));
    assert_eq!(panel.missing(), None, "not for ever");
    let body = told(&mut panel, "inside-body");
    assert!(
        body.contains("the server answered 404") && body.contains("again"),
        "{body}"
    );
    panel.hear(&words(&["press", "again"]), None);
    assert!(panel.missing().is_some());
    for (link, weights) in [
        (link.as_str(), Some(&weights[..9])),
        (link.as_str(), None),
        ("n_layers=1", Some(&weights[..])),
        ("n_layers=many", Some(&weights[..])),
    ] {
        panel.hear(&words(&["run", "1", "Run 1", link]), weights);
        let body = told(&mut panel, "inside-body");
        assert!(
            body.contains("There is no looking inside") && !body.contains("again"),
            "{body}"
        );
    }
}
