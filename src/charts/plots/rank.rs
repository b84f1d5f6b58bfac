//! Two hyperparameters, coloured by the rank of the result: what is best stands out, however close the results are.

use super::contour::{OverTwo, reading, table};
use super::key;
use super::plane::Plane;
use super::score::{merit, written};
use super::sheet::{Done, Drawing, Owner, Sheet};
use super::table::Table;
use super::words::{NOTHING, plural};
use crate::charts::style::Stroke;
use crate::metrics::sort_numbers;
use crate::protocol::{PlotLook, PlotResults};

/// The rank of each value, from 1 for the greatest; equal values share the mean of their ranks.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sort_numbers(&mut sorted);
    let rank = |value: &f64| {
        let below = sorted.partition_point(|it| it < value);
        let upto = sorted.partition_point(|it| it <= value);
        let greater = sorted.len() - upto;
        greater as f64 + (upto - below + 1) as f64 / 2.0
    };
    values.iter().map(rank).collect()
}

pub fn draw(look: &PlotLook, results: &PlotResults) -> Drawing {
    let rank = OverTwo {
        title: "Rank",
        rest: "coloured by rank",
        draw_on,
        table: with_ranks,
    };
    rank.draw(look, results)
}

fn ranks_of(results: &PlotResults, plane: &Plane) -> Vec<f64> {
    let merits = plane
        .spots
        .iter()
        .map(|spot| merit(results, spot.score.mean));
    ranks(&merits.collect::<Vec<f64>>())
}

fn draw_on(sheet: &mut Sheet, results: &PlotResults, plane: &Plane) -> Done {
    let frame = plane.frame(sheet);
    let [x, y] = &plane.pixels(&frame);
    plane.labels(sheet, &frame, [x, y])?;
    let Some((worst, best)) = plane.extent(results) else {
        return sheet.nothing(&frame, NOTHING);
    };
    sheet.painter.clip_to(&frame.plot, 8.0);
    let theme = sheet.painter.theme;
    let radius = if plane.spots.len() > 200 { 3.5 } else { 5.5 };
    let (ranks, last) = (ranks_of(results, plane), plane.spots.len() as f64);
    let mut spots: Vec<_> = plane.spots.iter().zip(ranks).collect();
    // The best lie on top.
    spots.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    for (spot, rank) in spots {
        let Some(place) = plane.pixel(spot, [x, y]) else {
            continue;
        };
        let owner = Owner {
            run: None,
            setting: spot.setting,
        };
        let share = match last > 1.0 {
            true => (last - rank) / (last - 1.0),
            false => 1.0,
        };
        let of = plural(plane.spots.len(), "setting");
        let text = format!("{}; rank {rank} of {of}", reading(results, spot));
        sheet.dot(owner, (place, radius), theme.ramp.at(share), text)?;
        sheet
            .painter
            .ring(place, radius, Stroke::new(theme.axis, 1.0))?;
        if rank == 1.0 {
            sheet.ring(place)?;
        }
    }
    key::draw(
        sheet,
        &frame,
        [worst, best]
            .map(|it| written(results, it))
            .each_ref()
            .map(String::as_str),
    )
}

fn with_ranks(results: &PlotResults, plane: &Plane) -> Table {
    let mut table = table(results, plane);
    table.heads.push("Rank".to_owned());
    for (row, rank) in table.rows.iter_mut().zip(ranks_of(results, plane)) {
        row.push(rank.to_string());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_is_first_and_equals_share_the_mean_of_their_ranks() {
        assert_eq!(ranks(&[0.5, 0.9, 0.7]), [3.0, 1.0, 2.0]);
        assert_eq!(ranks(&[0.5, 0.9, 0.9, 0.1]), [3.0, 1.5, 1.5, 4.0]);
        assert_eq!(ranks(&[0.3; 3]), [2.0; 3]);
        assert!(ranks(&[]).is_empty());
    }
}
