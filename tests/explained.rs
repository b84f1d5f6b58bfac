//! What the page says of each hyperparameter (`explained/explained.xml`) is there for every row, well-formed, and its small
//! studies train.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use roxmltree::{Document, Node};
use tuneground::hyperparams::CATALOG;
use tuneground::hyperparams::catalog::*;
use tuneground::state::Link;
use tuneground::study::{Plan, StudyDefinition};

const TEXT: &str = include_str!("../explained/explained.xml");

/// What a study that shows something may train: runs at most, and images of all their epochs together. On the CPU of a
/// laptop these take about ten seconds.
const MOST_RUNS: usize = 4;
const MOST_IMAGES: usize = 250_000;

fn document() -> Document<'static> {
    Document::parse(TEXT).expect("it is well-formed")
}

fn sections<'a>(document: &'a Document<'a>) -> Vec<Node<'a, 'a>> {
    let all = document.root_element().children();
    all.filter(Node::is_element).collect()
}

fn key<'a>(section: &Node<'a, 'a>) -> &'a str {
    section.attribute("id").expect("a section has its key")
}

/// The studies that are to be shown, with the keys of the sections that show them.
fn studies() -> Vec<(String, Plan)> {
    let document = document();
    let mut studies = Vec::new();
    for section in sections(&document) {
        let links = section
            .descendants()
            .filter(|node| node.has_attribute("data-show"));
        for link in links {
            let key = key(&section).to_owned();
            let (read, errors) = Link::parse(link.attribute("href").unwrap());
            assert_eq!(errors, [], "{key}");
            let study: StudyDefinition = read.study.expect("it has a study");
            assert_eq!(study.base, read.hyperparams, "{key}");
            let plan = study.check();
            let plan = plan.unwrap_or_else(|errors| panic!("{key}: {errors:?}"));
            studies.push((key, plan));
        }
    }
    studies
}

#[test]
fn every_row_has_a_section_in_the_order_of_the_screen() {
    let document = document();
    let keys: Vec<&str> = sections(&document).iter().map(key).collect();
    let rows: Vec<&str> = CATALOG.iter().map(|row| row.key).collect();
    assert_eq!(keys, rows);
}

/// It cuts them out of the text, unread.
#[test]
fn the_page_finds_each_section_by_its_first_and_last_line() {
    for row in CATALOG {
        let (_, from) = TEXT
            .split_once(&format!("<section id=\"{}\">", row.key))
            .unwrap();
        let (section, _) = from.split_once("</section>").unwrap();
        let inner = format!("<div>{section}</div>");
        let inner = Document::parse(&inner).expect(row.key);
        let is_section = |node: Node| node.has_tag_name("section");
        assert!(!inner.descendants().any(is_section), "{}", row.key);
    }
}

#[test]
fn every_section_has_a_formula_its_symbols_and_when_to_reach_for_it() {
    let document = document();
    for section in sections(&document) {
        let formulas = section.descendants().filter(|it| it.has_tag_name("math"));
        assert!(formulas.count() > 0, "{}", key(&section));
        let text: String = section.descendants().filter_map(|it| it.text()).collect();
        assert!(text.contains("When to reach for it."), "{}", key(&section));
        assert!(!text.contains('\\'), "{}", key(&section));
    }
}

/// A formula of other elements is not the same in every browser, and what else there is has no script and no style of its
/// own, which the page's policy forbids.
#[test]
fn nothing_but_mathml_core_and_plain_paragraphs_is_used() {
    const CORE: [&str; 16] = [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
    ];
    const OF_TABLES: [&str; 2] = ["mtr", "mtd"];
    const PLAIN: [&str; 6] = ["section", "p", "b", "i", "code", "a"];
    let document = document();
    for node in sections(&document).iter().flat_map(Node::descendants) {
        if !node.is_element() {
            continue;
        }
        let name = node.tag_name().name();
        let is_in_math = node.ancestors().any(|it| it.has_tag_name("math"));
        let is_known = if is_in_math {
            CORE.contains(&name) || OF_TABLES.contains(&name)
        } else {
            PLAIN.contains(&name)
        };
        assert!(is_known, "{name}");
        for attribute in node.attributes() {
            let is_plain = matches!(
                (name, attribute.name()),
                ("section", "id")
                    | ("p", "class" | "tabindex")
                    | ("a", "href" | "data-show")
                    | ("math", "display")
                    | ("mspace", "width")
                    | ("mo", "stretchy")
            );
            assert!(is_plain, "{name} {}", attribute.name());
        }
    }
}

/// So many children as the element asks for: a browser draws another number as an error.
#[test]
fn every_part_of_a_formula_has_its_operands() {
    let document = document();
    for node in document.descendants() {
        let operands = match node.tag_name().name() {
            "mfrac" | "msub" | "msup" | "munder" | "mover" => 2,
            "msubsup" | "munderover" => 3,
            _ => continue,
        };
        let children = node.children().filter(Node::is_element).count();
        assert_eq!(children, operands, "{node:?}");
    }
}

#[test]
fn every_study_that_is_shown_is_small() {
    let studies = studies();
    assert!(studies.len() >= 40, "{}", studies.len());
    for (key, plan) in studies {
        assert!((2..=MOST_RUNS).contains(&plan.runs()), "{key}");
        let images: usize = plan
            .settings()
            .iter()
            .map(|setting| {
                let base = &plan.definition().base;
                let of = |row| setting.value(row).unwrap_or_else(|| base.get(row)).number();
                of(&EPOCHS).unwrap() * of(&TRAIN_IMAGES).unwrap()
            })
            .sum::<f64>() as usize
            * plan.definition().seeds;
        assert!(images <= MOST_IMAGES, "{key}: {images} images");
    }
}

#[test]
fn a_study_shows_the_row_that_it_stands_at() {
    for (key, plan) in studies() {
        if key == SEED.key {
            // What a seed does, is seen beside what something else does.
            assert!(plan.definition().seeds > 1);
            continue;
        }
        let varies: Vec<&str> = plan
            .definition()
            .varying()
            .iter()
            .map(|row| row.key)
            .collect();
        assert_eq!(varies, [key.as_str()]);
    }
}

#[test]
fn what_stands_in_the_post_is_linked_by_a_heading_of_it() {
    const POST: &str = "https://github.com/pw598/pw598.github.io/blob/main/_posts/\
                        2025-01-04-Neural-Networks-III-Hyperparameter-Tuning.md#";
    let document = document();
    let links = document.descendants().filter(|node| node.has_tag_name("a"));
    for link in links.filter(|link| !link.has_attribute("data-show")) {
        let heading = link.attribute("href").unwrap().strip_prefix(POST).unwrap();
        let named = link.text().unwrap().trim_matches(['“', '”']);
        assert_eq!(named.to_lowercase().replace(' ', "-"), heading);
    }
}
