use super::*;
use crate::dataset::IMAGE_PIXELS;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::*;
use crate::inside::judged::Judged;
use crate::inside::network::Network;
use crate::model::{Model, Variable};

/// A run of one hidden layer of so many units: unit n looks at pixel n alone, and says nothing but in the first two.
fn run(units: usize) -> (Looked, Validation) {
    let setting = HyperParams::default().with(&N_LAYERS, 1.0);
    let setting = setting.with(&N_NODES, units as f64);
    let places = setting.check().unwrap().variables().into_iter();
    let variables = places.map(|place| {
        let mut values = vec![0.0; place.shape.iter().product()];
        match place.name.as_str() {
            "dense/kernel" => (0..units).for_each(|unit| values[unit * units + unit] = 1.0),
            "dense_1/kernel" => [values[3], values[10 + 4]] = [2.0, -1.0],
            _ => {}
        }
        Variable {
            name: place.name,
            shape: place.shape,
            values,
        }
    });
    let variables = variables.collect();
    let model = Model::new(setting, variables).unwrap();
    let network = Network::new(&model);
    let mut images = Validation::of(&model.setting);
    let mut pixels = vec![0; 3 * IMAGE_PIXELS];
    // The first image excites the first unit, the last one the second unit most.
    (
        pixels[0],
        pixels[IMAGE_PIXELS + 1],
        pixels[2 * IMAGE_PIXELS + 1],
    ) = (255, 51, 255);
    images.fill(&pixels, &[3, 7, 9]);
    let looked = Looked {
        id: "1".to_owned(),
        name: "Run 1".to_owned(),
        judged: Judged::new(&network, &images),
        is_at_home: true,
        network,
        model,
    };
    (looked, images)
}

fn with_scene(units: usize, test: impl Fn(&Scene<'_>)) {
    let (run, images) = run(units);
    let health = Health::new(&run.model, &run.network, &images);
    test(&Scene {
        run: &run,
        health: &health,
        images: &images,
    });
}

#[test]
fn units_are_told_by_what_they_give_and_whether_they_are_dead() {
    with_scene(4, |scene| {
        let picture = Picture::default();
        let html = picture.view(scene, "around", &picture.part(UNIT, scene));
        assert!(
            html.contains("<title>Layer 1, unit 1: 1.00</title>"),
            "{html}"
        );
        assert!(html.contains("<title>Output for the digit 3: "), "{html}");
        assert!(html.contains(r#"<g class="unit chosen"><title>Layer 1, unit 1"#));
        assert_eq!(html.matches(r#"class="unit dead""#).count(), 2);
        assert!(html.contains(r#"<path class="plus" opacity="1" d="M0 0.5h1"/>"#));
        // Of this digit one connection says something: 2 times 1, to the digit 3.
        assert_eq!(html.matches("stroke-width=").count(), 1, "{html}");
    });
}

#[test]
fn a_unit_is_enlarged_with_what_excites_it() {
    with_scene(4, |scene| {
        let mut picture = Picture::default();
        assert_eq!(picture.hear(&["key", "ArrowDown"], scene), [NET, UNIT]);
        let html = picture.part(UNIT, scene);
        assert!(html.contains("<h3>Layer 1, unit 2</h3>"), "{html}");
        assert!(html.contains("On this 3 it gives <b>0</b>"), "{html}");
        let most = html.find("a <b>9</b>, number 3").unwrap();
        assert!(most < html.find("a <b>7</b>, number 2").unwrap());
        picture.hear(&["key", "ArrowDown"], scene);
        assert!(picture.part(UNIT, scene).contains("<b>dead</b>"));
        picture.hear(&["key", "ArrowRight"], scene);
        picture.hear(&["key", "End"], scene);
        let html = picture.part(UNIT, scene);
        assert!(html.contains("Output for the digit 9"), "{html}");
        for (key, told) in [("q", false), ("ArrowDown", false), ("Home", true)] {
            assert_eq!(
                !picture.hear(&["key", key], scene).is_empty(),
                told,
                "{key}"
            );
        }
        let html = picture.part(UNIT, scene);
        assert!(html.contains("from unit 1: 0 × 1.00 = 0"), "{html}");
    });
}

#[test]
fn a_digit_is_chosen_by_buttons_and_by_its_number() {
    with_scene(4, |scene| {
        let mut picture = Picture::default();
        let all = [NET, UNIT, CHOICE];
        assert_eq!(picture.hear(&["press", "image before"], scene), all);
        assert!(picture.part(CHOICE, scene).contains(r#"value="3""#));
        assert_eq!(picture.hear(&["press", "image after"], scene), all);
        assert_eq!(picture.hear(&["set", "image", "2"], scene), [NET, UNIT]);
        assert!(picture.part(NET, scene).contains(">a 7</text>"));
        for number in ["0", "4", "", "x"] {
            assert!(picture.hear(&["set", "image", number], scene).is_empty());
        }
    });
}

#[test]
fn a_unit_is_chosen_where_it_is_pressed() {
    with_scene(40, |scene| {
        let plan = Plan::of(&scene.health.layers);
        let share = |at: f64, whole: f64| ((at / whole * 10_000.0).round() as i32).to_string();
        let mut picture = Picture::default();
        for (layer, unit) in [(0, 23), (0, 7), (1, 9), (1, 0)] {
            let [x, y] = plan.place(layer, unit);
            for aside in [0.0, -20.0] {
                picture = Picture::default();
                let (x, y) = (share(x + aside, plan.width()), share(y, plan.height()));
                picture.hear(&["down", &x, &y], scene);
                assert_eq!((picture.layer, picture.unit), (layer, unit), "{aside}");
            }
        }
        let chosen = picture;
        for nothing in [["down", "0", "5000"], ["down", "x", "y"]] {
            picture.hear(&nothing, scene);
            assert_eq!(picture, chosen, "the digit itself is no unit");
        }
        let html = picture.view(scene, "around", "");
        assert!(html.contains("Of layer 1 the first 24 of 40 units are shown."));
        assert!(!html.contains("unit 25:"));
    });
}
