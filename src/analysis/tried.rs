//! What has been tried.

/// Whether no setting has these coordinates wherever it has any: the others then mean nothing here either.
pub fn is_new(tried: &[Vec<Option<f64>>], point: &[f64]) -> bool {
    let is_alike = |known: &Vec<Option<f64>>| {
        let mut pairs = known.iter().zip(point);
        pairs.all(|(known, own)| known.is_none_or(|known| known == *own))
    };
    !tried.iter().any(is_alike)
}
