//! Where somebody points at what is drawn of a study's settings: with a mouse, a finger or keys.

use crate::charts::{HeatMapArea, PlotArea, Region, SliceArea};

/// What was drawn, for whoever points at it.
#[derive(Clone, PartialEq)]
pub enum Drawn {
    Panels(Vec<PlotArea>),
    HeatMap(HeatMapArea),
    Slice(SliceArea),
}

/// An epoch of a panel, a cell of a heat map, or a point of a slice: all of them stand in rows, and are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The epoch, the column or the point.
    pub across: usize,
    /// The panel or the row.
    pub down: usize,
}

impl Drawn {
    /// The place at a pixel of the canvas.
    pub fn at(&self, (x, y): (f64, f64)) -> Option<Place> {
        let (across, down) = match self {
            Self::Panels(panels) => {
                let panel = panels.iter().position(|panel| panel.contains(x, y))?;
                (panels.get(panel)?.nearest_place(x).checked_sub(1)?, panel)
            }
            Self::HeatMap(map) => map.cell_at(x, y)?,
            Self::Slice(slice) => (slice.nearest(x, y)?, 0),
        };
        Some(Place { across, down })
    }

    /// The place that a key leads to; the first one from none, and where it is where there is none beyond.
    pub fn beyond(&self, now: Option<Place>, key: &str) -> Option<Place> {
        let mut place = now;
        loop {
            let next = match place {
                None => Place { across: 0, down: 0 },
                Some(from) => step(from, key)?,
            };
            if next.down >= self.rows() || next.across >= self.columns(next.down) {
                return now;
            }
            if self.region(next).is_some() {
                return Some(next);
            }
            place = Some(next);
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::Panels(panels) => panels.len(),
            Self::HeatMap(map) => map.rows,
            Self::Slice(_) => 1,
        }
    }

    fn columns(&self, row: usize) -> usize {
        match self {
            Self::Panels(panels) => panels.get(row).map_or(0, |panel| panel.x.to as usize),
            Self::HeatMap(map) => map.columns,
            Self::Slice(slice) => slice.points.len(),
        }
    }

    /// Where a place is on the canvas; a line's rectangle has no width.
    pub fn region(&self, place: Place) -> Option<Region> {
        match self {
            Self::Panels(panels) => {
                let panel = panels.get(place.down)?;
                let epoch = panel.x.pixel(place.across as f64 + 1.0)?;
                Some(upright(epoch, panel.y.from_px, panel.y.to_px))
            }
            Self::HeatMap(map) => Some(map.cell(place.across, place.down)),
            Self::Slice(slice) => {
                let (column, _) = (*slice.points.get(place.across)?)?;
                Some(upright(column, slice.y.from_px, slice.y.to_px))
            }
        }
    }
}

fn step(Place { across, down }: Place, key: &str) -> Option<Place> {
    let place = |across, down| Some(Place { across, down });
    match key {
        "ArrowRight" => place(across + 1, down),
        "ArrowLeft" => place(across.checked_sub(1)?, down),
        "ArrowDown" => place(across, down + 1),
        "ArrowUp" => place(across, down.checked_sub(1)?),
        _ => None,
    }
}

fn upright(column: i32, one_end: f64, other_end: f64) -> Region {
    Region {
        left: f64::from(column),
        top: one_end.min(other_end),
        right: f64::from(column),
        bottom: one_end.max(other_end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> Drawn {
        let plot = Region {
            left: 10.0,
            top: 20.0,
            right: 40.0,
            bottom: 60.0,
        };
        Drawn::HeatMap(HeatMapArea {
            plot,
            columns: 3,
            rows: 2,
        })
    }

    #[test]
    fn keys_go_from_place_to_place_and_stay_at_the_edge() {
        let mut place = None;
        let mut went = Vec::new();
        for key in [
            "Left", "Right", "Right", "Right", "Down", "Down", "Left", "Up",
        ] {
            place = map().beyond(place, &format!("Arrow{key}")).or(place);
            went.extend(place.map(|it| (it.across, it.down)));
        }
        let expected = [
            (0, 0),
            (1, 0),
            (2, 0),
            (2, 0),
            (2, 1),
            (2, 1),
            (1, 1),
            (1, 0),
        ];
        assert_eq!(went, expected);
    }

    #[test]
    fn a_pixel_and_its_place_agree() {
        let drawn = map();
        let place = drawn.at((35.0, 45.0)).unwrap();
        assert_eq!((place.across, place.down), (2, 1));
        let region = drawn.region(place).unwrap();
        assert!(region.contains(35.0, 45.0), "{region:?}");
        assert_eq!(drawn.at((5.0, 45.0)), None);
    }
}
