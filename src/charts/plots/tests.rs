//! Plots as SVG text, and the numbers in them.

use super::*;
use crate::charts::Theme;
use crate::protocol::{PlotAxis, PlotRun, PlotSetting, PlotSpan};

fn axis(name: &str, is_log: bool, is_names: bool, labels: &[&str], values: &[f64]) -> PlotAxis {
    PlotAxis {
        name: name.to_owned(),
        is_log,
        is_names,
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        values: values.to_vec(),
    }
}

fn run(setting: usize, score: f64, end: Option<usize>) -> PlotRun {
    PlotRun {
        setting,
        seed: 1,
        name: String::new(),
        state: if score.is_finite() {
            "completed"
        } else {
            "waiting"
        }
        .to_owned(),
        score,
        end,
        curve: if score.is_finite() {
            vec![score - 0.2, score - 0.1, score]
        } else {
            Vec::new()
        },
        span: end.map(|end| PlotSpan {
            worker: 1 + (end % 2) as u32,
            from_ms: 1e12 + 1000.0 * (end / 2) as f64,
            to_ms: 1e12 + 1000.0 * (end / 2) as f64 + 900.0,
        }),
    }
}

/// Two learning rates by three optimizers; the run of the last setting waits.
fn results() -> PlotResults {
    let scores = [0.8, 0.9, 0.7, 0.85, 0.95, f64::NAN];
    let ends = [1, 0, 2, 4, 3].map(Some);
    let ends = ends.into_iter().chain([None]);
    PlotResults {
        score: "final test accuracy".to_owned(),
        held_out: "test".to_owned(),
        is_loss: false,
        name: "sweep".to_owned(),
        terms: vec!["10 epochs".to_owned()],
        axes: vec![
            axis(
                "learning_rate",
                true,
                false,
                &["0.001", "0.1"],
                &[0.001, 0.1],
            ),
            axis(
                "optimizer",
                false,
                true,
                &["adam", "adamw", "nadam"],
                &[0.0, 1.0, 2.0],
            ),
        ],
        settings: (0..6)
            .map(|at| PlotSetting {
                label: format!("learning_rate={} optimizer={}", at % 2, at / 2),
                places: vec![Some(at % 2), Some(at / 2)],
            })
            .collect(),
        runs: scores
            .into_iter()
            .zip(ends)
            .enumerate()
            .map(|(at, (score, end))| run(at, score, end))
            .collect(),
        ..PlotResults::default()
    }
}

fn plots() -> Plots {
    Plots::new(|one, other, pairs| format!(" over {one:?} and {other:?} of {pairs}"))
}

fn draw(look: PlotLook, results: PlotResults) -> PlotAsk {
    PlotAsk::Draw(look, vec![PlotSource::Own(results)])
}

fn look() -> PlotLook {
    PlotLook {
        width: 600,
        height: 320,
        axes: [0, 1],
        ..PlotLook::default()
    }
}

fn ask(plots: &mut Plots, plot: Plot, ask: PlotAsk) -> PlotAnswer {
    plots.answer(PlotRequest { plot, ask })
}

fn drawn(plot: Plot, look: PlotLook, results: PlotResults) -> PlotAnswer {
    ask(&mut plots(), plot, draw(look, results))
}

/// Marks that have a class of this beginning and a number.
fn marks(svg: &str, of: char) -> usize {
    let groups = svg.lines().filter(|line| line.starts_with("<g class="));
    let is_of = |word: &str| {
        word.trim_matches('"')
            .strip_prefix(of)
            .is_some_and(|it| it.parse::<usize>().is_ok())
    };
    groups
        .filter(|line| line.trim_end_matches('>').split(' ').any(is_of))
        .count()
}

#[test]
fn the_best_so_far_never_falls_and_runs_come_in_the_order_of_their_ends() {
    let history = history::history(&results());
    let told: Vec<_> = history
        .iter()
        .map(|it| (it.run, it.score, it.best))
        .collect();
    let expected = [
        (1, 0.9, 0.9),
        (0, 0.8, 0.9),
        (2, 0.7, 0.9),
        (4, 0.95, 0.95),
        (3, 0.85, 0.95),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_distribution_rises_in_steps_to_one_and_equal_results_share_a_step() {
    let mut results = results();
    results.runs[3].score = 0.8;
    let steps: Vec<_> = edf::edf_of_all(&results)
        .iter()
        .map(|it| (it.score, it.share))
        .collect();
    assert_eq!(
        steps,
        [(0.7, 0.2), (0.8, 0.6), (0.8, 0.6), (0.9, 0.8), (0.95, 1.0)]
    );
}

#[test]
fn results_are_told_apart_by_what_a_hyperparameter_is() {
    let mut results = results();
    let told = |results: &PlotResults, axis| -> Vec<(String, Vec<usize>)> {
        let lines = edf::lines(results, Some(axis)).into_iter();
        let runs = |line: &edf::Line| line.steps.iter().map(|it| it.run).collect();
        lines.map(|line| (line.name.clone(), runs(&line))).collect()
    };
    let named = |name: &str, runs: &[usize]| (name.to_owned(), runs.to_vec());
    let by_rate = [
        named("learning_rate: 0.001", &[2, 0, 4]),
        named("learning_rate: 0.1", &[3, 1]),
    ];
    assert_eq!(
        told(&results, 0),
        by_rate,
        "each from its worst to its best"
    );
    let shares: Vec<f64> = edf::lines(&results, Some(0))[1]
        .steps
        .iter()
        .map(|it| it.share)
        .collect();
    assert_eq!(shares, [0.5, 1.0], "shares are of the runs of one value");
    results.settings[4].places[1] = None;
    let by_optimizer = told(&results, 1);
    assert_eq!(by_optimizer[0], named("optimizer: adam", &[0, 1]));
    assert_eq!(by_optimizer[2], named("without optimizer", &[4]));
    assert_eq!(
        told(&results, 7).len(),
        1,
        "all in one where there is no such hyperparameter"
    );
}

#[test]
fn a_number_with_many_values_is_told_by_ranges_with_as_many_of_them() {
    let values: Vec<f64> = (0..10).map(f64::from).collect();
    let labels: Vec<String> = values.iter().map(f64::to_string).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let of_axis = |is_names: bool| PlotResults {
        axes: vec![axis("seed", false, is_names, &labels, &values)],
        settings: (0..10)
            .map(|at| PlotSetting {
                label: String::new(),
                places: vec![Some(at)],
            })
            .collect(),
        runs: (0..10).map(|at| run(at, at as f64, Some(at))).collect(),
        ..results()
    };
    let told: Vec<_> = groups::groups(&of_axis(false), 0)
        .into_iter()
        .map(|group| (group.name, group.runs.len()))
        .collect();
    let expected = [("0 to 1", 2), ("2 to 4", 3), ("5 to 6", 2), ("7 to 9", 3)]
        .map(|(range, count)| (format!("seed: {range}"), count));
    assert_eq!(told, expected);
    assert_eq!(
        groups::groups(&of_axis(true), 0).len(),
        10,
        "names have no ranges"
    );
}

#[test]
fn a_distribution_by_a_hyperparameter_names_its_lines_and_says_where_their_middles_are() {
    let split = PlotLook {
        split: Some(0),
        ..look()
    };
    let answer = drawn(Plot::Edf, split, results());
    for name in ["learning_rate: 0.001", "learning_rate: 0.1"] {
        assert!(answer.svg.contains(name), "{}", answer.svg);
    }
    let expected = "The share of runs whose final test accuracy is no more than a value. Half of them came to no more than: \
        learning_rate: 0.001, 80.00 % (3 runs); learning_rate: 0.1, 87.50 % (2 runs).";
    assert_eq!(answer.text, expected);
}

#[test]
fn a_dot_says_which_of_the_lines_it_is_on() {
    let mut results = results();
    results.settings[4].places[0] = None;
    let lines = edf::lines(&results, Some(0));
    let first = |line: &edf::Line| edf::reading(&results, line, &line.steps[0]);
    let readings: Vec<String> = lines.iter().map(first).collect();
    let ends = [
        "70.00 %; 50 % of the runs (learning_rate: 0.001) came to no more",
        "85.00 %; 50 % of the runs (learning_rate: 0.1) came to no more",
        "95.00 %; 100 % of the runs (without learning_rate) came to no more",
    ];
    assert_eq!(readings.len(), ends.len());
    for (reading, end) in readings.iter().zip(ends) {
        assert!(reading.ends_with(end), "{reading}");
    }
}

#[test]
fn a_box_in_a_plot_picks_the_settings_that_are_in_it() {
    let mut plots = plots();
    ask(&mut plots, Plot::History, draw(look(), results()));
    let all = ask(
        &mut plots,
        Plot::History,
        PlotAsk::Within([0.0, 0.0, 2000.0, 2000.0]),
    );
    assert_eq!(
        (all.settings, all.text.as_str()),
        (vec![0, 1, 2, 3, 4], "5 settings selected.")
    );
    let best = ask(
        &mut plots,
        Plot::History,
        PlotAsk::Within([380.0, 0.0, 460.0, 80.0]),
    );
    assert_eq!(
        (best.settings, best.text.as_str()),
        (vec![4], "1 setting selected.")
    );
    let none = ask(
        &mut plots,
        Plot::History,
        PlotAsk::Within([0.0, 0.0, 1.0, 1.0]),
    );
    assert_eq!(none, PlotAnswer::default());
}

#[test]
fn a_timeline_has_a_lane_for_each_worker_and_counts_from_the_first_start() {
    let mut results = results();
    results.runs[2].span = Some(PlotSpan {
        worker: 9,
        from_ms: f64::NAN,
        to_ms: 1.0,
    });
    let (bars, workers) = timeline::bars(&results);
    assert_eq!(workers, [1, 2], "a bar without times is none");
    let told: Vec<_> = bars
        .iter()
        .map(|bar| (bar.run, bar.lane, bar.from, bar.to))
        .collect();
    let expected = [
        (0, 1, 0.0, 0.9),
        (1, 0, 0.0, 0.9),
        (3, 0, 2.0, 2.9),
        (4, 1, 1.0, 1.9),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_settings_curve_is_the_mean_of_its_runs_as_far_as_each_has_come() {
    let mut results = results();
    results.runs[1].setting = 0;
    results.runs[1].curve = vec![0.8];
    let lines = intermediate::lines(&results, true);
    let first = &lines[0];
    assert_eq!(
        (first.owner.run, first.owner.setting, lines.len()),
        (None, 0, 4)
    );
    let told: Vec<_> = first.points.iter().map(|point| point.n).collect();
    assert_eq!(told, [2, 1, 1]);
    assert!((first.points[0].mean - 0.7).abs() < 1e-9);
    assert_eq!(intermediate::lines(&results, false).len(), 5);
}

#[test]
fn marks_are_found_by_their_run_and_their_setting() {
    for (plot, runs, settings) in [
        (Plot::History, 5, 5),
        (Plot::Intermediate, 5, 5),
        (Plot::Contour, 0, 5),
        (Plot::Rank, 0, 5),
        (Plot::Edf, 5, 5),
        (Plot::Timeline, 5, 5),
    ] {
        let answer = drawn(plot, look(), results());
        let found = (marks(&answer.svg, 'r'), marks(&answer.svg, 's'));
        assert_eq!(found, (runs, settings), "{plot:?}: {}", answer.svg);
        assert!(
            !answer.svg.contains("NaN") && !answer.text.is_empty(),
            "{plot:?}"
        );
    }
}

#[test]
fn what_is_pointed_at_is_told_with_its_setting_and_its_value() {
    let mut plots = plots();
    ask(&mut plots, Plot::History, draw(look(), results()));
    let best = ask(&mut plots, Plot::History, PlotAsk::Point(420.0, 40.0));
    assert_eq!((best.run, best.setting), (Some(4), Some(4)));
    let expected = "Run 5, learning_rate=0 optimizer=2, seed 1: 95.00 %, the best so far";
    assert_eq!(best.text, expected);
    let next = ask(&mut plots, Plot::History, PlotAsk::Step(1, 0));
    assert_eq!(next.run, Some(3));
    assert!(
        next.text.ends_with("85.00 %; best so far 95.00 %"),
        "{}",
        next.text
    );
    let nothing = ask(&mut plots, Plot::Edf, PlotAsk::Point(1.0, 1.0));
    assert_eq!(nothing, PlotAnswer::default(), "it was not drawn");
}

#[test]
fn a_plot_says_what_is_in_it_and_what_is_not() {
    let text = drawn(Plot::History, look(), results()).text;
    let expected = "The final test accuracy of 5 runs; not in it: 1 waiting. The best, 95.00 %, ended as number 4: \
        Run 5, learning_rate=0 optimizer=2, seed 1.";
    assert_eq!(text, expected);
    let text = drawn(Plot::Edf, look(), results()).text;
    assert!(
        text.ends_with("From 70.00 % to 95.00 %; half of them came to 85.00 % or less."),
        "{text}"
    );
    let text = drawn(Plot::Contour, look(), results()).text;
    assert!(
        text.ends_with("The best, 95.00 %, is at learning_rate=0.001 optimizer=nadam."),
        "{text}"
    );
    let text = drawn(Plot::Timeline, look(), results()).text;
    assert!(
        text.starts_with("When 2 workers trained 5 runs: 2.9 s in all"),
        "{text}"
    );
}

#[test]
fn a_study_without_results_draws_that() {
    let mut empty = results();
    for run in &mut empty.runs {
        (run.score, run.end, run.span) = (f64::NAN, None, None);
        run.curve.clear();
    }
    for plot in Plot::ALL {
        for results in [empty.clone(), PlotResults::default()] {
            let answer = drawn(plot, look(), results);
            assert!(
                answer.svg.contains("<text") && !answer.svg.contains("NaN"),
                "{plot:?}"
            );
            assert!(!answer.text.is_empty());
        }
    }
}

#[test]
fn settings_that_others_were_selected_from_stand_back() {
    let out = PlotLook {
        out: vec![0, 1],
        ..look()
    };
    for plot in [
        Plot::History,
        Plot::Rank,
        Plot::Edf,
        Plot::Timeline,
        Plot::Intermediate,
    ] {
        let faint = |look| {
            drawn(plot, look, results())
                .svg
                .matches("opacity=\"0.120\"")
                .count()
        };
        assert_eq!(faint(look()), 0);
        assert_eq!(faint(out.clone()), 2, "{plot:?}");
    }
}

#[test]
fn names_on_an_axis_stay_apart_however_little_room_there_is() {
    let mut results = results();
    results.axes[1].labels = ["adadelta", "adagrad", "adamax"]
        .map(str::to_owned)
        .to_vec();
    for (axes, width) in [([0, 1], 390), ([1, 0], 390), ([0, 1], 280), ([1, 0], 280)] {
        let look = PlotLook {
            axes,
            width,
            ..look()
        };
        for plot in [Plot::Contour, Plot::Rank] {
            let svg = drawn(plot, look.clone(), results.clone()).svg;
            let texts = svg.lines().filter(|line| line.starts_with("<text"));
            let names = texts.filter_map(|line| {
                let text = line.split_once('>')?.1.split_once('<')?.0;
                text.contains("ada").then(|| text.to_owned())
            });
            let mut names: Vec<String> = names.collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), 3, "{plot:?} {axes:?} {width}: {names:?}");
        }
    }
}

#[test]
fn a_few_numbers_are_labelled_as_they_are() {
    let mut results = results();
    let (labels, values) = (["0.003", "0.3"], vec![0.003, 0.3]);
    results.axes[0].labels = labels.map(str::to_owned).to_vec();
    results.axes[0].values = values;
    for axes in [[0, 1], [1, 0]] {
        let svg = drawn(Plot::Rank, PlotLook { axes, ..look() }, results.clone()).svg;
        for label in labels {
            assert!(svg.contains(&format!(">{label}</text>")), "{axes:?}: {svg}");
        }
        assert!(!svg.contains(">0.01</text>"), "{axes:?}");
    }
}

#[test]
fn a_legend_keeps_what_tells_settings_apart() {
    let mut results = results();
    for (at, setting) in results.settings.iter_mut().enumerate() {
        setting.label = format!("kernel_initializer=variance_scaling learning_rate=0.0{at}");
    }
    let look = PlotLook {
        width: 360,
        ..look()
    };
    let svg = drawn(Plot::Intermediate, look, results).svg;
    let texts = svg
        .lines()
        .filter(|line| line.contains("…") && line.starts_with("<text"));
    let names: Vec<&str> = texts
        .filter_map(|line| line.split_once('>'))
        .map(|it| it.1)
        .collect();
    let mut apart = names.clone();
    apart.sort_unstable();
    apart.dedup();
    assert_eq!((names.len(), apart.len()), (6, 6), "{names:?}");
}

#[test]
fn a_table_has_a_row_for_each_mark_and_no_markup_from_outside() {
    let mut plots = plots();
    let mut results = results();
    results.settings[0].label = "<b>".to_owned();
    ask(&mut plots, Plot::History, draw(look(), results));
    let table = ask(&mut plots, Plot::History, PlotAsk::Table).table;
    assert_eq!(table.matches("<tr>").count(), 6);
    assert!(
        table.contains("&lt;b&gt;") && table.contains("<td>95.00 %</td>"),
        "{table}"
    );
}

#[test]
fn curves_of_a_loss_that_is_no_number_have_gaps() {
    let mut results = results();
    results.is_loss = true;
    results.runs[0].curve = vec![0.5, f64::INFINITY, f64::NAN];
    for by_setting in [false, true] {
        let look = PlotLook {
            by_setting,
            ..look()
        };
        let answer = drawn(Plot::Intermediate, look, results.clone());
        assert!(
            !answer.svg.contains("NaN") && !answer.svg.contains("inf"),
            "{}",
            answer.svg
        );
    }
}

#[test]
fn dark_and_forced_colours_are_the_pages() {
    let surface = |is_dark, is_forced| {
        let look = PlotLook {
            is_dark,
            is_forced,
            ..look()
        };
        let svg = drawn(Plot::Edf, look, results()).svg;
        let first = svg.lines().find(|line| line.starts_with("<rect"));
        first.unwrap().to_owned()
    };
    for (is_dark, is_forced, theme) in [
        (false, false, Theme::LIGHT),
        (true, false, Theme::DARK),
        (true, true, Theme::DARK.forced()),
    ] {
        assert!(surface(is_dark, is_forced).contains(&theme.surface.css()));
    }
}

#[test]
fn odd_requests_do_no_harm() {
    let mut results = results();
    results.runs[0].setting = 99;
    results.settings[1].places = vec![Some(77)];
    results.axes[0].values.clear();
    for plot in Plot::ALL {
        for (width, height, axes) in [(0, 0, [0, 0]), (u32::MAX, u32::MAX, [5, 9]), (1, 1, [1, 0])]
        {
            let look = PlotLook {
                width,
                height,
                axes,
                ..look()
            };
            for by_setting in [false, true] {
                let look = PlotLook {
                    by_setting,
                    ..look.clone()
                };
                let answer = drawn(plot, look, results.clone());
                assert!(answer.svg.ends_with("</svg>\n"), "{plot:?}");
            }
        }
    }
}

/// Another study of the same measure: three runs of one setting, and one of another.
fn other() -> PlotResults {
    let mut other = results();
    other.name = "other".to_owned();
    let of = |(run, (setting, score)): (usize, (usize, f64))| {
        let mut it = super::tests::run(setting, score, Some(run));
        it.seed = run as u32;
        it
    };
    let runs = [(0, 0.9), (0, 0.92), (0, 0.94), (1, 0.5)];
    other.runs = runs.into_iter().enumerate().map(of).collect();
    other
}

fn drawn_both(plot: Plot, one: PlotResults, other: PlotSource) -> PlotAnswer {
    let sources = vec![PlotSource::Own(one), other];
    ask(&mut plots(), plot, PlotAsk::Draw(look(), sources))
}

#[test]
fn less_is_better_where_the_results_say_so() {
    let mut small = results();
    (small.is_lower_better, small.is_number) = (true, true);
    let best: Vec<f64> = history::history(&small).iter().map(|it| it.best).collect();
    assert_eq!(best, [0.9, 0.8, 0.7, 0.7, 0.7]);
    let answer = drawn(Plot::History, look(), small.clone());
    assert!(
        answer.text.contains("The best, 0.7000, ended as number 3"),
        "{}",
        answer.text
    );
    let answer = drawn(Plot::Contour, look(), small.clone());
    assert!(
        answer
            .text
            .contains("The best, 0.7000, is at learning_rate=0.001 optimizer=adamw"),
        "{}",
        answer.text
    );
    let answer = drawn(Plot::Rank, look(), small);
    let first = answer.svg.find(">0.7000<").zip(answer.svg.find(">0.9500<"));
    assert!(
        first.is_some_and(|(best, worst)| best < worst),
        "the best is on top of the key"
    );
}

#[test]
fn a_run_with_a_name_is_called_by_it() {
    let mut named = results();
    named.runs[4].name = "Trial 40".to_owned();
    let answer = drawn(Plot::History, look(), named);
    assert!(
        answer
            .text
            .ends_with(": Trial 40, learning_rate=0 optimizer=2."),
        "{}",
        answer.text
    );
}

#[test]
fn two_studies_are_in_one_plot_under_their_names_with_what_tells_them_apart() {
    for plot in [Plot::History, Plot::Edf] {
        let answer = drawn_both(plot, results(), PlotSource::Own(other()));
        for name in [">sweep<", ">other<"] {
            assert!(answer.svg.contains(name), "{plot:?} {name}");
        }
        assert_eq!(
            marks(&answer.svg, 'r'),
            5,
            "only the first study's marks are lit elsewhere"
        );
        assert_eq!(
            answer.text,
            "“sweep”: 95.00 % by learning_rate=0 optimizer=2, of 5 runs; not in it: 1 waiting. “other”: 92.00 % on average by learning_rate=0 optimizer=0, of 4 runs. The best setting of “sweep” is 3.00 percentage points ahead over [0.95] and [0.9, 0.92, 0.94] of 10"
        );
    }
    let rank = drawn_both(Plot::Rank, results(), PlotSource::Own(other()));
    assert_eq!(
        rank.svg,
        drawn(Plot::Rank, look(), results()).svg,
        "it shows one study"
    );
}

#[test]
fn what_is_pointed_at_in_the_other_study_is_told_and_lights_nothing() {
    let mut plots = plots();
    let sources = vec![PlotSource::Own(results()), PlotSource::Own(other())];
    ask(&mut plots, Plot::History, PlotAsk::Draw(look(), sources));
    let all: Vec<PlotAnswer> = (0..9)
        .map(|_| ask(&mut plots, Plot::History, PlotAsk::Step(1, 0)))
        .collect();
    let of = |name: &str| {
        all.iter()
            .filter(move |it| it.text.starts_with(name))
            .collect::<Vec<_>>()
    };
    assert_eq!((of("sweep: ").len(), of("other: ").len()), (5, 4));
    assert!(
        of("other: ")
            .iter()
            .all(|it| it.setting.is_none() && it.run.is_none())
    );
    assert!(of("sweep: ").iter().all(|it| it.setting.is_some()));
    let table = ask(&mut plots, Plot::History, PlotAsk::Table).table;
    assert_eq!(table.matches("<td>other</td>").count(), 4);
}

#[test]
fn what_speaks_against_a_comparison_is_said() {
    let text =
        |other: PlotResults| drawn_both(Plot::History, results(), PlotSource::Own(other)).text;
    let mut longer = other();
    (longer.terms, longer.score) = (
        vec!["20 epochs".to_owned()],
        "best validation accuracy".to_owned(),
    );
    assert!(text(longer).ends_with(" They are not alike beside their settings: final test accuracy against best validation accuracy, 10 epochs against 20 epochs."));
    let mut unknown = other();
    unknown.terms.clear();
    assert!(text(unknown).contains("What “other” was trained and judged on is not known here"));
    let mut loss = other();
    (loss.is_lower_better, loss.is_number, loss.score) = (true, true, "val_loss".to_owned());
    assert_eq!(
        text(loss),
        "“sweep” is judged by final test accuracy, of which more is better, and “other” by val_loss, of which less is: they have no axis in common."
    );
    let mut empty = other();
    empty.runs.clear();
    assert_eq!(text(empty), "“other” has no result to compare.");
}

#[test]
fn results_travel_as_text_and_what_is_none_is_drawn_as_nothing() {
    let all = results();
    let text = all.to_text();
    let read = PlotResults::from_text(&text).unwrap();
    assert_eq!(format!("{read:?}"), format!("{all:?}"));
    assert_eq!(PlotResults::from_text("no results"), None);
    let answer = drawn_both(
        Plot::History,
        results(),
        PlotSource::Foreign("x".to_owned()),
    );
    assert!(
        answer.text.contains("has no result to compare"),
        "{}",
        answer.text
    );
    let answer = drawn_both(
        Plot::History,
        results(),
        PlotSource::Foreign(other().to_text()),
    );
    assert!(answer.svg.contains(">other<"));
}
