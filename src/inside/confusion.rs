//! The confusion matrix as a table of buttons.

use std::fmt::Write;

use super::html::{count, percent, toggle};
use crate::dataset::CLASSES;

/// What the cells show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cells {
    #[default]
    Counts,
    /// Shares of all images of the digit that was shown.
    ByRow,
    /// Shares of all images of which the digit was said.
    ByColumn,
}

impl Cells {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Counts, "counts", "Counts"),
        (Self::ByRow, "row", "Share of the row"),
        (Self::ByColumn, "column", "Share of the column"),
    ];

    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known, _)| *known == name);
        found.map(|(cells, ..)| *cells)
    }
}

type Counts = [[usize; CLASSES]; CLASSES];

/// The table, and the choice of what its cells show.
///
/// - opened: the cell whose images are shown, as row and column
pub fn table(counts: &Counts, cells: Cells, opened: Option<[usize; 2]>) -> String {
    let mut html =
        r#"<div class="inside-choices" role="group" aria-label="What the cells show">"#.to_owned();
    for (each, name, label) in Cells::ALL {
        html += &toggle(
            &format!("inside-{name}"),
            &format!("cells {name}"),
            each == cells,
            label,
        );
    }
    html += r#"</div><div class="inside-scroll"><table class="confusion"><caption class="help">Rows are the digits shown, columns what the network said. Press a cell to see its images.</caption><thead><tr><th scope="col">is \ said</th>"#;
    for digit in 0..CLASSES {
        // Writing to a text cannot fail.
        let _ = write!(html, r#"<th scope="col">{digit}</th>"#);
    }
    html += r#"<th scope="col">right</th></tr></thead><tbody>"#;
    let worst = worst(counts);
    for (row, line) in counts.iter().enumerate() {
        let _ = write!(html, r#"<tr><th scope="row">{row}</th>"#);
        for (column, number) in line.iter().enumerate() {
            let text = match cells {
                Cells::Counts => count(*number),
                Cells::ByRow => share(*number, line.iter().sum()),
                Cells::ByColumn => share(*number, column_sum(counts, column)),
            };
            html += &cell([row, column], *number, &text, worst, opened);
        }
        let _ = write!(
            html,
            "<td>{}</td></tr>",
            share(line[row], line.iter().sum())
        );
    }
    html += r#"</tbody><tfoot><tr><th scope="row">right</th>"#;
    for column in 0..CLASSES {
        let right = share(counts[column][column], column_sum(counts, column));
        let _ = write!(html, "<td>{right}</td>");
    }
    html + "<td></td></tr></tfoot></table></div>"
}

fn cell(
    at: [usize; 2],
    number: usize,
    text: &str,
    worst: usize,
    opened: Option<[usize; 2]>,
) -> String {
    let [row, column] = at;
    if number == 0 {
        return r#"<td class="none">0</td>"#.to_owned();
    }
    let (class, what) = match row == column {
        true => ("hit".to_owned(), format!("{row} said to be {column}")),
        false => (
            format!("miss{}", shade(number, worst)),
            format!("{row} taken for {column}"),
        ),
    };
    let is_open = opened == Some(at);
    format!(
        r#"<td class="{class}"><button type="button" id="inside-cell-{row}-{column}" data-ask="cell {row} {column}" aria-pressed="{is_open}" aria-label="{what}: {text}">{text}</button></td>"#
    )
}

/// 1 to 4, by the root, so that a single mistake is seen beside fifty.
fn shade(number: usize, worst: usize) -> usize {
    let share = (number as f64 / worst.max(1) as f64).sqrt();
    ((share * 4.0).ceil() as usize).clamp(1, 4)
}

/// The most frequent mistake.
fn worst(counts: &Counts) -> usize {
    let lines = counts.iter().enumerate();
    let off = lines.flat_map(|(row, line)| {
        let line = line.iter().enumerate();
        line.filter(move |(column, _)| *column != row)
    });
    off.map(|(_, number)| *number).max().unwrap_or_default()
}

fn column_sum(counts: &Counts, column: usize) -> usize {
    counts.iter().map(|line| line[column]).sum()
}

/// Nothing is a share of nothing.
fn share(number: usize, of: usize) -> String {
    match of {
        0 => "–".to_owned(),
        of => percent(number as f64 / of as f64, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> Counts {
        let mut counts = [[0; CLASSES]; CLASSES];
        counts[4][4] = 30;
        counts[4][9] = 10;
        counts[9][9] = 30;
        counts[9][4] = 1;
        counts
    }

    #[test]
    fn a_cell_is_a_count_or_a_share_of_its_row_or_of_its_column() {
        let said = |cells| {
            let html = table(&counts(), cells, None);
            let from = html.find("4 taken for 9: ").unwrap() + "4 taken for 9: ".len();
            html[from..].split('"').next().unwrap().to_owned()
        };
        assert_eq!(said(Cells::Counts), "10");
        assert_eq!(said(Cells::ByRow), "25.0 %");
        assert_eq!(said(Cells::ByColumn), "25.0 %");
        let html = table(&counts(), Cells::Counts, Some([4, 9]));
        assert!(
            html.contains("<td>75.0 %</td></tr><tr>"),
            "of all fours: {html}"
        );
        assert!(
            html.contains("<td>96.8 %</td>"),
            "of all that were called a four"
        );
        assert!(html.contains("<td>–</td>"), "no ones were shown");
        assert!(html.contains(r#"data-ask="cell 4 9" aria-pressed="true""#));
        assert_eq!(html.matches("<button").count(), 3 + 4, "none for nothing");
    }

    #[test]
    fn rare_mistakes_are_seen_beside_frequent_ones() {
        let html = table(&counts(), Cells::Counts, None);
        assert!(html.contains(r#"<td class="miss4"><button type="button" id="inside-cell-4-9""#));
        assert!(html.contains(r#"<td class="miss2"><button type="button" id="inside-cell-9-4""#));
    }
}
