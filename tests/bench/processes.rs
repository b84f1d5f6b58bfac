//! The memory of a browser's processes, as Linux counts it.

use std::fs;

/// Bytes that a process and all that it has started have in memory; what they share counts once in all. `None`
/// where there is no `/proc`.
pub fn memory_of(root: u32) -> Option<f64> {
    let family = family_of(root)?;
    let kilobytes: f64 = family.into_iter().filter_map(proportional_kilobytes).sum();
    (kilobytes > 0.0).then_some(kilobytes * 1024.0)
}

/// The process and its descendants.
fn family_of(root: u32) -> Option<Vec<u32>> {
    let entries = fs::read_dir("/proc").ok()?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let ids = names.filter_map(|name| name.to_str()?.parse::<u32>().ok());
    let parents: Vec<(u32, u32)> = ids.filter_map(|id| Some((id, parent_of(id)?))).collect();
    let mut family = vec![root];
    let mut asked = 0;
    while let Some(&parent) = family.get(asked) {
        asked += 1;
        let children = parents.iter().filter(|(_, of)| *of == parent);
        family.extend(children.map(|(id, _)| *id));
    }
    Some(family)
}

fn parent_of(id: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    field(&status, "PPid:")
}

/// A page that several processes share counts for each by its part.
fn proportional_kilobytes(id: u32) -> Option<f64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    field(&rollup, "Pss:")
}

fn field<T: std::str::FromStr>(text: &str, name: &str) -> Option<T> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
