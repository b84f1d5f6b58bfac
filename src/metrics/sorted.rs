//! Order by a number.

/// The items, least number first; those with the same one stay in their order. Whatever they are, one routine sorts: the
/// standard library's is compiled anew for each type, at a kilobyte of the page apiece. There are thousands at most.
pub fn sorted_by_number<T>(items: Vec<T>, number: impl Fn(&T) -> f64) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let numbers = items.iter().flatten().map(number).collect();
    let order = order_of(numbers).into_iter();
    order.filter_map(|at| items.get_mut(at)?.take()).collect()
}

/// Puts numbers in their order, by the same routine.
pub fn sort_numbers(numbers: &mut Vec<f64>) {
    *numbers = sorted_by_number(std::mem::take(numbers), |number| *number);
}

/// Places of numbers, from the least on.
#[inline(never)]
fn order_of(numbers: Vec<f64>) -> Vec<usize> {
    let mut keyed: Vec<(f64, usize)> = Vec::with_capacity(numbers.len());
    for (place, number) in numbers.into_iter().enumerate() {
        let is_before = |(other, _): &(f64, usize)| other.total_cmp(&number).is_le();
        let at = keyed.partition_point(is_before);
        keyed.insert(at, (number, place));
    }
    keyed.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_put_in_their_order() {
        let mut numbers = vec![2.0, -1.0, 0.5];
        sort_numbers(&mut numbers);
        assert_eq!(numbers, [-1.0, 0.5, 2.0]);
    }

    #[test]
    fn the_least_comes_first_and_equals_stay_in_their_order() {
        let items = vec![
            ("c", 2.0),
            ("a", 1.0),
            ("d", f64::NAN),
            ("b", 1.0),
            ("", -0.5),
        ];
        let sorted = sorted_by_number(items, |(_, number)| *number);
        let names: Vec<&str> = sorted.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["", "a", "b", "c", "d"]);
    }
}
