//! A document as HTML: one file, light or dark as the reader's system is, without scripts and without anything to fetch.

use std::fmt::Write as _;

use super::block::{Block, Document, Inline, Row, Table};
use crate::charts::{Theme, escaped};

const STYLE: &str = include_str!("report.css");

/// The whole file.
pub fn written(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{STYLE}{}</style>\n\
         </head>\n<body>\n<main>\n<h1>{title}</h1>\n",
        dark_figures()
    );
    blocks(&mut html, &document.blocks);
    html += "</main>\n</body>\n</html>\n";
    html
}

/// Figures are drawn in the colours of a light page; on a dark one each has its counterpart.
pub fn dark_figures() -> String {
    let colors = |theme: Theme| {
        let own = [theme.surface, theme.text, theme.ink, theme.axis, theme.grid];
        own.into_iter().chain(theme.runs)
    };
    let mut rules = String::from("@media (prefers-color-scheme: dark) {\n");
    for (light, dark) in colors(Theme::LIGHT).zip(colors(Theme::DARK)) {
        for property in ["fill", "stroke"] {
            let (light, dark) = (light.css(), dark.css());
            // A text takes everything.
            let _ = writeln!(
                rules,
                "svg [{property}=\"{light}\"] {{ {property}: {dark}; }}"
            );
        }
    }
    rules += "}\n";
    rules
}

fn blocks(html: &mut String, of: &[Block]) {
    for block in of {
        self::block(html, block);
    }
}

fn block(html: &mut String, block: &Block) {
    match block {
        Block::Heading { name, text } => {
            let _ = writeln!(html, "<h2 id=\"{}\">{}</h2>", escaped(name), escaped(text));
        }
        Block::Paragraph(pieces) => {
            let _ = writeln!(html, "<p>{}</p>", line(pieces));
        }
        Block::List(items) => {
            html.push_str("<ul>\n");
            for item in items {
                let _ = writeln!(html, "<li>{}</li>", line(item));
            }
            html.push_str("</ul>\n");
        }
        Block::Table(table) => self::table(html, table),
        // What draws it writes valid markup.
        Block::Picture { svg, .. } => {
            let _ = writeln!(html, "<figure>\n{svg}</figure>");
        }
        Block::Details { line, blocks } => {
            let _ = writeln!(html, "<details>\n<summary>{}</summary>", escaped(line));
            self::blocks(html, blocks);
            html.push_str("</details>\n");
        }
    }
}

fn table(html: &mut String, table: &Table) {
    html.push_str("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">\n<table>\n<thead><tr>");
    for column in &table.columns {
        let class = class(column.is_number);
        let _ = write!(
            html,
            "<th scope=\"col\"{class}>{}</th>",
            escaped(&column.name)
        );
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        self::row(html, table, row);
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
}

fn row(html: &mut String, table: &Table, row: &Row) {
    let marked = if row.is_marked {
        " class=\"chosen\""
    } else {
        ""
    };
    let _ = write!(html, "<tr{marked}>");
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        let class = class(column.is_number);
        let _ = write!(html, "<td{class}>{}</td>", piece(cell));
    }
    html.push_str("</tr>\n");
}

fn class(is_number: bool) -> &'static str {
    if is_number { " class=\"number\"" } else { "" }
}

fn line(pieces: &[Inline]) -> String {
    pieces.iter().map(piece).collect()
}

fn piece(piece: &Inline) -> String {
    match piece {
        Inline::Text(text) => escaped(text),
        Inline::Strong(text) => format!("<strong>{}</strong>", escaped(text)),
        Inline::Code(text) => format!("<code>{}</code>", escaped(text)),
        Inline::Link { text, address } => {
            format!("<a href=\"{}\">{}</a>", escaped(address), escaped(text))
        }
    }
}
