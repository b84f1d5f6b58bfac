use super::*;
use crate::charts::svg as document;

const AXES: SharedAxes = SharedAxes {
    quantity: Quantity::Accuracy,
    epochs: 10,
    from: 0.0,
    to: 1.0,
    log: false,
};

fn panel<'a>(title: &'a str, test: &'a [BandPoint]) -> Panel<'a> {
    Panel {
        title,
        titles: Titles::default(),
        place: 0,
        axes: AXES,
        train: &[],
        held_out: "test",
        test,
        marks: &[],
        ghosts: &[],
        emphasis: Emphasis::Normal,
        color: 0,
        theme: Theme::DARK,
        ratio: 1.0,
    }
}

fn figure<'a>(panels: &'a [Option<Panel<'a>>]) -> PanelGrid<'a> {
    PanelGrid {
        title: "Layers × nodes",
        panels,
        held_out: "test",
        columns: 2,
        row_headers: &[],
        column_headers: &[],
        pad: PanelGrid::PAD,
        theme: Theme::LIGHT,
        ratio: 1.0,
    }
}

fn drawn(figure: &PanelGrid, size: (u32, u32)) -> (String, Vec<PlotArea>) {
    let mut areas = Vec::new();
    let text = document(size, figure.title, |backend, ratio| {
        areas = PanelGrid { ratio, ..*figure }.draw(backend).unwrap();
    });
    (text, areas)
}

/// What stands between the tags of texts.
fn written(svg: &str) -> Vec<&str> {
    let texts = svg.lines().filter(|line| line.starts_with("<text"));
    texts
        .filter_map(|line| line.split_once('>')?.1.strip_suffix("</text>"))
        .collect()
}

#[test]
fn a_document_is_xml_whatever_the_names_are() {
    let evil = "a<b\u{1}& \"c\" 'd'";
    let panels = [Some(panel(evil, &[]))];
    let (text, _) = drawn(
        &PanelGrid {
            title: evil,
            ..figure(&panels)
        },
        (500, 400),
    );
    let name = "a&lt;b &amp; &quot;c&quot; 'd'";
    assert!(text.contains(&format!("<title>{name}</title>")), "{text}");
    assert_eq!(
        written(&text).iter().filter(|row| **row == name).count(),
        2,
        "{text}"
    );
    assert!(!text.contains('\u{1}'));
    assert!(
        text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"500\" height=\"400\"")
    );
    assert!(text.ends_with("</svg>\n"));
    let (opened, closed) = (
        text.matches("<text").count(),
        text.matches("</text>").count(),
    );
    assert_eq!(opened, closed);
}

#[test]
fn a_documents_letters_are_as_large_as_a_canvas_has_them() {
    let history = history(&[0.5, 0.9]);
    let curves = [curve("Run 1", 0, &history)];
    let text = document((640, 320), "chart", |backend, ratio| {
        let chart = chart(Quantity::Accuracy, &curves);
        Chart { ratio, ..chart }.draw(backend).unwrap()
    });
    assert!(text.contains("viewBox=\"0 0 2560 1280\""), "{text}");
    assert!(text.contains("font-size=\"48\""), "{text}");
}

#[test]
fn panels_stand_in_rows_and_columns_and_none_leaves_a_gap() {
    let test = spread(&[0.4, 0.8], 0.1, 3);
    let panels = [
        Some(panel("one", &test)),
        None,
        Some(panel("three", &test)),
        Some(panel("four", &test)),
    ];
    let (_, areas) = drawn(&figure(&panels), (600, 500));
    let [one, three, four] = areas.as_slice() else {
        panic!("{areas:?}");
    };
    assert_eq!(
        (one.x.from_px, three.x.to_px),
        (three.x.from_px, one.x.to_px)
    );
    assert_eq!(three.y.from_px, four.y.from_px);
    assert!(one.y.from_px < three.y.to_px && three.x.to_px < four.x.from_px);
}

#[test]
fn plots_of_a_figure_align_whatever_their_titles_need() {
    let long = "n_layers=2 n_nodes=128 optimizer=adam val_acc=0.9773";
    let panels = [Some(panel("short", &[])), Some(panel(long, &[]))];
    let (_, areas) = drawn(&figure(&panels), (500, 260));
    assert_eq!(areas[0].y, areas[1].y);
}

#[test]
fn a_figure_has_its_title_headers_and_legend() {
    let test = spread(&[0.4, 0.8], 0.1, 3);
    let marks = [Mark {
        kind: MarkKind::Diverged,
        epoch: 2.0,
        value: 0.8,
    }];
    let marked = Panel {
        marks: &marks,
        ..panel("one", &test)
    };
    let panels = [Some(marked), Some(panel("two", &test))];
    let headers = ["n_nodes=128".to_owned(), "n_nodes=512".to_owned()];
    let rows = ["n_layers=1".to_owned()];
    let with_headers = PanelGrid {
        row_headers: &rows,
        column_headers: &headers,
        ..figure(&panels)
    };
    let (text, _) = drawn(&with_headers, with_headers.size((220.0, 160.0)));
    let found = written(&text);
    for wanted in [
        "Layers × nodes",
        "n_nodes=128",
        "n_nodes=512",
        "n_layers=1",
        "test",
        "training",
        "mean ± sd, n=3",
        "diverged",
    ] {
        assert_eq!(
            found.iter().filter(|row| **row == wanted).count(),
            1,
            "{wanted}: {found:?}"
        );
    }
    assert!(!found.contains(&"pruned"));
}

#[test]
fn in_narrow_columns_the_name_that_all_headers_share_stands_in_the_first() {
    let panels = [Some(panel("one", &[])), Some(panel("two", &[]))];
    let headers = ["n_nodes=64".to_owned(), "n_nodes=1024".to_owned()];
    let heads = |width| {
        let figure = PanelGrid {
            column_headers: &headers,
            ..figure(&panels)
        };
        let (text, _) = drawn(&figure, (width, 300));
        let found = written(&text).into_iter().map(str::to_owned);
        found
            .filter(|text| text.contains("64") || text.contains("1024"))
            .collect::<Vec<_>>()
    };
    assert_eq!(heads(400), ["n_nodes=64", "n_nodes=1024"]);
    assert_eq!(heads(210), ["n_nodes=64", "1024"]);
    assert_eq!(heads(180), ["64", "1024"]);
}

#[test]
fn headers_that_end_unlike_stay_apart() {
    let panels = [Some(panel("one", &[])), Some(panel("two", &[]))];
    let name = |end| format!("kernel_initializer=variance_scaling_{end}");
    let headers = [name("uniform"), name("normal")];
    let (text, _) = drawn(
        &PanelGrid {
            column_headers: &headers,
            ..figure(&panels)
        },
        (300, 300),
    );
    let cut = |row: &&&str| row.contains('…');
    let found: Vec<&str> = written(&text).iter().filter(cut).copied().collect();
    assert!(found.len() == 2 && found[0] != found[1], "{found:?}");
}

#[test]
fn the_legend_says_where_panels_have_unlike_counts() {
    let (three, five) = (spread(&[0.4], 0.1, 3), spread(&[0.5], 0.1, 5));
    let panels = [Some(panel("one", &three)), Some(panel("two", &five))];
    let (text, _) = drawn(&figure(&panels), (600, 300));
    assert!(written(&text).contains(&"mean ± sd, n=3 to 5"), "{text}");
}

#[test]
fn a_figure_is_as_large_as_its_panels_need() {
    let panels = [
        Some(panel("a", &[])),
        Some(panel("b", &[])),
        Some(panel("c", &[])),
    ];
    let figure = figure(&panels);
    let size = figure.size((220.0, 160.0));
    let alone = PanelGrid {
        columns: 1,
        ..figure
    }
    .size((220.0, 160.0));
    assert!(alone.0 < size.0 && alone.1 > size.1, "{size:?} {alone:?}");
    let (_, areas) = drawn(&figure, size);
    let single = document((220, 160), "a", |backend, ratio| {
        let (theme, panel) = (Theme::LIGHT, panel("a", &[]));
        let area = Panel {
            ratio,
            theme,
            ..panel
        }
        .draw(backend)
        .unwrap();
        let width = |area: &PlotArea| area.x.to_px - area.x.from_px;
        assert!((width(&area) - width(&areas[0])).abs() < 4.0);
    });
    assert!(single.contains("<svg"));
}

#[test]
fn all_panels_are_in_the_figures_colours() {
    let panels = [Some(panel("one", &[]))];
    let (text, _) = drawn(&figure(&panels), (400, 300));
    assert!(!text.contains(&Theme::DARK.surface.css()), "{text}");
}

#[test]
fn figures_of_nothing_of_no_size_and_of_hundreds_have_a_plot_for_each_panel() {
    let test = spread(&[0.4, 0.8], 0.1, 3);
    let many: Vec<Option<Panel>> = (0..300).map(|_| Some(panel("one", &test))).collect();
    for panels in [&[][..], &[None], &many] {
        for columns in [0, 1, 20] {
            let figure = PanelGrid {
                columns,
                ..figure(panels)
            };
            for size in [(0, 0), (1, 1), (800, 600), figure.size((10.0, 10.0))] {
                let (svg, areas) = drawn(&figure, size);
                assert_every_number_is_finite(&svg);
                assert_eq!(areas.len(), panels.iter().flatten().count());
            }
            assert!(figure.size((220.0, 160.0)).0 > 0);
        }
    }
}

#[test]
fn a_figure_that_is_drawn_row_by_row_is_the_same_as_one_drawn_at_once() {
    let band = BandPoint {
        epoch: 5.0,
        value: SampleStats::of([0.5]),
    };
    let test = [band];
    let panels: Vec<Option<Panel>> = ["a", "b", "c", "d", "e"]
        .map(|title| Some(panel(title, &test)))
        .into();
    let heads = ["one", "two"].map(str::to_owned);
    let figure = PanelGrid {
        column_headers: &heads,
        ..figure(&panels)
    };
    let part = |rows: std::ops::Range<usize>| -> Vec<String> {
        let text = document((600, 700), figure.title, |backend, ratio| {
            let figure = PanelGrid { ratio, ..figure };
            figure.draw_rows(backend, rows).unwrap();
        });
        let lines: Vec<&str> = text.lines().collect();
        // Between its head and its end.
        lines[2..lines.len() - 1]
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    let whole = part(0..figure.rows());
    assert_eq!(
        (0..3)
            .flat_map(|row| part(row..row + 1))
            .collect::<Vec<_>>(),
        whole
    );
    assert!(part(1..2).len() < whole.len() / 2, "a row is a part");
}
