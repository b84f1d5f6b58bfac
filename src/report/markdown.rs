//! A document as Markdown, GitHub's kind.
//!
//! Pictures are addresses that hold the drawing. Editors and most programs that show Markdown draw them; GitHub's own pages
//! leave such pictures out, and show their texts.

use std::fmt::Write as _;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::block::{Block, Document, Inline, Row, Table};
use super::html::dark_figures;

/// The whole file.
pub fn written(document: &Document) -> String {
    let mut text = format!("# {}\n\n", escaped(&document.title));
    blocks(&mut text, &document.blocks);
    text
}

fn blocks(out: &mut String, of: &[Block]) {
    for block in of {
        self::block(out, block);
        out.push('\n');
    }
}

fn block(out: &mut String, block: &Block) {
    // A text takes everything.
    match block {
        Block::Heading { text, .. } => {
            let _ = writeln!(out, "## {}", escaped(text));
        }
        Block::Paragraph(pieces) => {
            let _ = writeln!(out, "{}", line(pieces));
        }
        Block::List(items) => {
            for item in items {
                let _ = writeln!(out, "- {}", line(item));
            }
        }
        Block::Table(table) => self::table(out, table),
        Block::Picture { svg, text } => {
            let _ = writeln!(out, "![{}]({})", escaped(text), picture(svg));
        }
        Block::Details { line, blocks } => {
            let _ = writeln!(out, "<details>\n<summary>{}</summary>\n", escaped(line));
            self::blocks(out, blocks);
            out.push_str("</details>\n");
        }
    }
}

/// A drawing as an address; it knows itself how it looks on a dark page.
fn picture(svg: &str) -> String {
    let style = format!("<style>{}</style>\n<title>", dark_figures());
    let svg = svg.replacen("<title>", &style, 1);
    let held = BASE64_STANDARD.encode(svg);
    format!("data:image/svg+xml;base64,{held}")
}

fn table(out: &mut String, table: &Table) {
    let names = table.columns.iter().map(|column| escaped(&column.name));
    let rules = table.columns.iter().map(|column| match column.is_number {
        true => "---:".to_owned(),
        false => "---".to_owned(),
    });
    let mut put = |cells: Vec<String>| {
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    };
    put(names.collect());
    put(rules.collect());
    for row in &table.rows {
        put(cells(row));
    }
}

/// Of a row that stands out the first cell is bold.
fn cells(row: &Row) -> Vec<String> {
    let mut cells: Vec<String> = row.cells.iter().map(piece).collect();
    if let Some(first) = cells.first_mut().filter(|_| row.is_marked) {
        *first = format!("**{first}**");
    }
    cells
}

fn line(pieces: &[Inline]) -> String {
    pieces.iter().map(piece).collect()
}

fn piece(piece: &Inline) -> String {
    match piece {
        Inline::Text(text) => escaped(text),
        Inline::Strong(text) => format!("**{}**", escaped(text)),
        Inline::Code(text) => format!("`{}`", plain(text).replace('`', "'").replace('|', "\\|")),
        Inline::Link { text, address } => {
            let address = plain(address).replace('<', "%3C").replace('>', "%3E");
            format!("[{}](<{address}>)", escaped(text))
        }
    }
}

/// On one line.
fn plain(text: &str) -> String {
    let space = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.chars().map(space).collect()
}

/// Text that cannot be taken for markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in plain(text).chars() {
        if "\\`*_[]<>|~#&!".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::block::{code, link, strong, text};
    use super::*;

    #[test]
    fn what_people_have_written_is_no_markup() {
        let pieces = [
            text("a | *b* <i>\n# c ![x](y) &amp;"),
            strong("_d_"),
            code("e`f|g"),
            link("[h]", "https://a.b/#<i>"),
        ];
        let expected = "a \\| \\*b\\* \\<i\\> \\# c \\!\\[x\\](y) \\&amp;**\\_d\\_**`e'f\\|g`[\\[h\\]](<https://a.b/#%3Ci%3E>)";
        assert_eq!(line(&pieces), expected);
    }

    #[test]
    fn tables_have_a_row_of_rules() {
        let mut table = Table::new(&["Setting", "#Mean"]);
        table.rows.push(Row {
            cells: vec![code("l2=0"), text("97 %")],
            is_marked: true,
        });
        let mut out = String::new();
        super::table(&mut out, &table);
        assert_eq!(
            out,
            "| Setting | Mean |\n| --- | ---: |\n| **`l2=0`** | 97 % |\n"
        );
    }
}
