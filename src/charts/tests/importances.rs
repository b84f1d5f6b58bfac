use super::*;

const BARS: [ImportanceBar; 3] = [
    ImportanceBar {
        name: "dropout",
        share: 0.004,
    },
    ImportanceBar {
        name: "learning_rate",
        share: 0.75,
    },
    ImportanceBar {
        name: "momentum",
        share: f64::NAN,
    },
];

fn importance<'a>(bars: &'a [ImportanceBar<'a>]) -> Importance<'a> {
    Importance {
        bars,
        n: 36,
        theme: Theme::LIGHT,
        ratio: 1.0,
    }
}

fn drawn(importance: &Importance, size: (u32, u32)) -> (String, ImportanceArea) {
    let mut text = String::new();
    let area = importance
        .draw(SVGBackend::with_string(&mut text, size))
        .unwrap();
    (text, area)
}

#[test]
fn each_hyperparameter_has_a_name_a_share_and_the_caption_counts_the_trials() {
    let (svg, _) = drawn(&importance(&BARS), (400, 130));
    let found = texts(&svg);
    for text in [
        "dropout",
        "learning_rate",
        "momentum",
        "< 1 %",
        "75 %",
        "–",
        "share of the variance, n=36",
    ] {
        let text = text.replace('<', "&lt;");
        assert!(found.contains(&text.as_str()), "{text}: {found:?}");
    }
}

#[test]
fn a_bar_is_as_long_as_its_share() {
    let (svg, _) = drawn(&importance(&BARS), (400, 130));
    let width = |color: Color| {
        let fill = color.css().to_uppercase();
        let bars = lines(&svg, &["<rect", &fill]);
        bars.iter()
            .map(|bar| numbers(bar, "width")[0])
            .fold(0.0, f64::max)
    };
    let share = width(Theme::LIGHT.run(0)) / width(Theme::LIGHT.grid);
    assert!((share - 0.75).abs() < 0.01, "{share}");
}

#[test]
fn the_largest_share_stands_first_and_a_pixel_leads_to_its_bar() {
    let (_, area) = drawn(&importance(&BARS), (400, 130));
    assert!(area.rows[1].bottom <= area.rows[0].top);
    assert!(area.rows[0].bottom <= area.rows[2].top);
    let middle = area.rows[1].middle();
    assert_eq!(area.at(middle.0, middle.1), Some(1));
    assert_eq!(area.at(5.0, middle.1), Some(1), "on its name");
    assert_eq!(area.at(f64::NAN, 0.0), None);
}

#[test]
fn a_long_name_leaves_room_for_its_bar() {
    let long = [ImportanceBar {
        name: "a_hyperparameter_with_a_very_long_name_that_nobody_would_give",
        share: 0.5,
    }];
    let (svg, _) = drawn(&importance(&long), (300, 100));
    assert!(texts(&svg).iter().any(|text| text.ends_with('…')), "{svg}");
    let fill = Theme::LIGHT.grid.css().to_uppercase();
    assert!(
        numbers(lines(&svg, &["<rect", &fill])[0], "width")[0] > 70.0,
        "{svg}"
    );
}

#[test]
fn at_its_own_height_every_bar_is_named() {
    let bars = [BARS[0]; 12];
    let importance = importance(&bars);
    let (svg, _) = drawn(&importance, (300, importance.height() as u32));
    assert_eq!(
        texts(&svg)
            .iter()
            .filter(|text| **text == "dropout")
            .count(),
        12
    );
}

#[test]
fn nothing_and_nonsense_are_drawn_without_a_panic() {
    let odd = [f64::INFINITY, -f64::INFINITY, -1.0, 5.0, f64::NAN];
    let odd = odd.map(|share| ImportanceBar { name: "", share });
    let many = vec![BARS[1]; 500];
    for bars in [&[][..], &odd, &many] {
        for size in [(0, 0), (1, 1), (300, 100)] {
            drawn(&importance(bars), size);
        }
    }
}
