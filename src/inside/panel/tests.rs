use super::*;
use crate::dataset::{IMAGE_PIXELS, TEST_SHARD};
use crate::hyperparams::catalog::*;
use crate::model::{Variable, to_bytes};

/// A softmax regression whose first pixels say the digit: what is inked most of the first ten is said, through weights of
/// this size.
pub fn reading_pixels(size: f32) -> (HyperParams, Vec<u8>) {
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
pub fn images() -> Images {
    let mut pixels = vec![0; 3 * IMAGE_PIXELS];
    pixels[4] = 255;
    pixels[IMAGE_PIXELS + 9] = 255;
    pixels[2 * IMAGE_PIXELS + 1] = 20;
    let labels = vec![4, 4, 7];
    Images { pixels, labels }
}

pub fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A panel that looks into a run, and what it has told.
fn opened() -> (Panel, String) {
    let mut panel = Panel::default();
    let (setting, weights) = reading_pixels(9.0);
    let link = setting.to_permalink();
    panel.hear(
        &words(&["run", "ended", "3", "<Run>", &link, "2", "Run 2"]),
        Some(&weights),
    );
    let missing = panel.missing().unwrap();
    assert_eq!(missing.file, TEST_SHARD.file);
    panel.take_shard(&missing, Ok(images()));
    assert_eq!(panel.missing(), None);
    let body = told(&mut panel, "inside-body");
    (panel, body)
}

pub fn told(panel: &mut Panel, place: &str) -> String {
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
    let sure = body.find("Image 2 </span>").unwrap();
    let unsure = body.find("Image 3 </span>").unwrap();
    assert!(sure < unsure, "the surest mistake comes first");
    assert!(!body.contains("Image 1 is"), "which is right");
    assert_eq!(panel.parts(), [], "nothing is told twice");
}

#[test]
fn a_run_that_is_looked_into_can_be_saved_in_every_format_and_trained_on() {
    let (_, body) = opened();
    for end in ["safetensors", "keras", "onnx", "train"] {
        let asked = format!(r#"data-model="3 {end}""#);
        assert!(body.contains(&asked), "{body}");
    }
}

#[test]
fn a_cell_opens_its_images_and_pressed_again_the_mistakes() {
    let (mut panel, _) = opened();
    panel.hear(&words(&["press", "cell 4 4"]), None);
    let parts = panel.parts();
    let html: String = parts.iter().map(|(_, html)| html.as_str()).collect();
    assert!(
        html.contains("4 said to be 4") && html.contains("Image 1 </span>"),
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
    panel.hear(
        &words(&["run", "ended", "1", "Run 1", &link]),
        Some(&weights),
    );
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
        ("n_layers=1", Some(&weights[..])),
        ("n_layers=many", Some(&weights[..])),
    ] {
        panel.hear(&words(&["run", "ended", "1", "Run 1", link]), weights);
        let body = told(&mut panel, "inside-body");
        assert!(
            body.contains("There is no looking inside") && !body.contains("again"),
            "{body}"
        );
    }
}

#[test]
fn a_digit_that_is_drawn_is_told_at_once_and_what_is_like_it_at_the_end() {
    let (mut panel, _) = opened();
    panel.hear(&words(&["press", "view drawing"]), None);
    let body = told(&mut panel, "inside-body");
    assert!(
        body.contains("Nothing is drawn yet") && body.contains("data-draw"),
        "{body}"
    );
    panel.hear(&words(&["down", "5000", "1000"]), None);
    panel.parts();
    panel.hear(&words(&["move", "5000", "9000"]), None);
    let parts = panel.parts();
    let ids: Vec<&str> = parts.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["inside-ink", "inside-said"]);
    assert!(
        parts[0].1.contains("M140.0 28.0L140.0 252.0"),
        "{}",
        parts[0].1
    );
    assert_eq!(parts[1].1.matches("<tr>").count(), 10);
    panel.hear(&words(&["up"]), None);
    assert!(told(&mut panel, "inside-alike").contains("number 3"));
    panel.hear(&words(&["press", "undo"]), None);
    assert!(told(&mut panel, "inside-said").contains("Nothing is drawn yet"));
}

#[test]
fn an_image_is_tried_by_a_press_or_by_its_number_and_changed() {
    let (mut panel, _) = opened();
    panel.hear(&words(&["press", "try 1"]), None);
    let body = told(&mut panel, "inside-body");
    assert!(body.contains("It says <b>9</b> (it is 4)"), "{body}");
    assert!(body.contains(r#"value="2""#), "its number from 1");
    panel.hear(&words(&["set", "image", "1"]), None);
    assert!(told(&mut panel, "inside-said").contains("It says <b>4</b> (it is 4)"));
    panel.hear(&words(&["set", "right", "1"]), None);
    assert!(told(&mut panel, "inside-said").contains("It says <b>5</b> (it is 4)"));
    for nothing in [
        "press,try 3",
        "set,turn,x",
        "set,x,1",
        "key,q",
        "press,view",
    ] {
        panel.hear(&words(&nothing.split(',').collect::<Vec<_>>()), None);
        assert_eq!(panel.parts(), [], "{nothing}");
    }
    panel.hear(&words(&["set", "image", "4"]), None);
    assert!(told(&mut panel, "inside-said").contains("Nothing is drawn yet"));
}

#[test]
fn how_sure_a_network_is_stands_beside_how_often_it_is_right() {
    let (mut panel, _) = opened();
    panel.hear(&words(&["press", "view calibration"]), None);
    let body = told(&mut panel, "inside-body");
    assert!(body.contains("too sure of itself"), "{body}");
    assert!(body.contains("Expected calibration error"), "{body}");
    // Two by 99.9 %, of which one is right, and one by less than a fifth.
    assert!(
        body.contains(r#"90 to 100 %</th><td>2</td><td>50.0 %</td>"#),
        "{body}"
    );
    assert!(
        body.contains(r#"10 to 20 %</th><td>1</td><td>0.0 %</td>"#),
        "{body}"
    );
    let (setting, weights) = reading_pixels(9.0);
    let setting = setting
        .with(&OUTPUT_ACTIVATION, "linear")
        .with(&LOSS, "mean_squared_error");
    let link = setting.to_permalink();
    panel.hear(
        &words(&["run", "ended", "3", "Run 3", &link]),
        Some(&weights),
    );
    panel.hear(&words(&["press", "view calibration"]), None);
    assert!(told(&mut panel, "inside-body").contains("are no probabilities"));
}

#[test]
fn how_healthy_a_network_is_is_measured_when_somebody_asks() {
    let (mut panel, _) = opened();
    assert!(panel.health.is_none(), "it takes a while");
    panel.hear(&words(&["press", "view health"]), None);
    let body = told(&mut panel, "inside-body");
    assert!(body.contains("Measured on 3 of the images"), "{body}");
    assert!(body.contains("Output layer: 10 units, softmax"), "{body}");
    assert!(
        body.contains("Gradients, by size") && body.contains("What to look for"),
        "{body}"
    );
    let (setting, weights) = reading_pixels(-9.0);
    let link = setting.to_permalink();
    panel.hear(
        &words(&["run", "ended", "4", "Run 4", &link]),
        Some(&weights),
    );
    assert!(panel.health.is_none(), "that was another run's");
}

#[test]
fn a_run_that_has_kept_nothing_is_diagnosed_by_its_curves_and_setting() {
    let mut panel = Panel::default();
    let link = HyperParams::default()
        .with(&LEARNING_RATE, 5.0)
        .to_permalink();
    panel.hear(&words(&["run", "ended", "1", "Run 1", &link]), None);
    assert_eq!(panel.missing(), None, "no images are needed");
    let past = ["past", "at epoch 2, step 3", "1.5 0.5 1.25 0.6 5"];
    panel.hear(&words(&past), None);
    let body = told(&mut panel, "inside-body");
    assert!(
        body.contains("no longer a finite number at epoch 2, step 3"),
        "{body}"
    );
    assert!(body.contains("Learning rate 5 → 0.1</button>"), "{body}");
    let form = HyperParams::default()
        .with(&LEARNING_RATE, 0.1)
        .to_permalink();
    let form = form.replace('&', "&amp;");
    assert!(body.contains(&format!(r#"data-form="{form}""#)), "{body}");
    panel.hear(&words(&["press", "view health"]), None);
    assert!(told(&mut panel, "inside-body").contains("Learning rate 5"));
}

#[test]
fn a_diagnosis_stands_at_the_head_of_health() {
    let (mut panel, _) = opened();
    panel.hear(&words(&["past", "", "0.3 0.95 0.3 0.95 0.001"]), None);
    panel.hear(&words(&["press", "view health"]), None);
    let body = told(&mut panel, "inside-body");
    let diagnosis = body.find("Nothing is wrong with it").unwrap();
    assert!(diagnosis < body.find("What to look for").unwrap());
    assert!(!body.contains("data-form"), "no advice is invented");
}

#[test]
fn the_network_is_drawn_and_what_happens_in_it_goes_there() {
    let (mut panel, _) = opened();
    panel.hear(&words(&["press", "view network"]), None);
    let body = told(&mut panel, "inside-body");
    assert!(body.contains("Output for the digit 0"), "{body}");
    panel.hear(&words(&["key", "ArrowDown"]), None);
    assert!(told(&mut panel, "inside-unit").contains("Output for the digit 1"));
    panel.hear(&words(&["set", "image", "3"]), None);
    let parts = panel.parts();
    let ids: Vec<&str> = parts.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["inside-net", "inside-unit"]);
    panel.hear(&words(&["up"]), None);
    assert_eq!(panel.parts(), [], "nothing is drawn here");
}
