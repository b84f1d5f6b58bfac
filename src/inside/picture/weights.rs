//! What a unit of the first layer looks for.

use std::fmt::Write;

use crate::inside::html::runs;

/// How many strengths are told apart.
const LEVELS: i32 = 4;

/// The weights of a unit's pixels as paths in a box of 28 by 28: of each sign and strength one.
///
/// - weights: `[784]`
pub fn image(weights: &[f32]) -> String {
    let largest = weights.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
    let level = |weight: f32| match largest > 0.0 {
        true => (weight / largest * LEVELS as f32).round() as i32,
        false => 0,
    };
    let levels: Vec<i32> = weights.iter().map(|weight| level(*weight)).collect();
    let mut svg = String::new();
    for sign in [1, -1] {
        let class = if sign > 0 { "plus" } else { "minus" };
        for size in 1..=LEVELS {
            let path = runs(&levels, |level| level == sign * size);
            if !path.is_empty() {
                // Writing to a text cannot fail.
                let _ = write!(
                    svg,
                    r#"<path class="{class}" opacity="{}" d="{path}"/>"#,
                    f64::from(size) / f64::from(LEVELS)
                );
            }
        }
    }
    svg
}
