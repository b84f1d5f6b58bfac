//! What is said of a lead.

use super::lead::{Finding, LEVEL, Test};

/// Seeds below which a spread is hardly known.
const ENOUGH_SEEDS: usize = 5;

/// " (paired over 5 seeds, df 4; 95 % interval 0.20 to 1.02; p = 0.012, Holm-corrected for 9 settings 0.031): more than
/// chance."
pub fn of(lead: &Finding) -> String {
    let [winner, other] = lead.seeds;
    let (seeds, fewest) = match lead.is_paired || winner == other {
        true => (format!("{winner} seeds"), winner),
        false => (format!("{winner} and {other} seeds"), winner.min(other)),
    };
    if fewest < 2 {
        return ". One seed says nothing about chance: add seeds.".to_owned();
    }
    let Some(test) = &lead.test else {
        return format!(
            ". Over {seeds} the difference is always the same: there is no spread to test it against."
        );
    };
    let how = if lead.is_paired { "paired" } else { "Welch" };
    let numbers = numbers(test, lead);
    let judgement = judgement(test, fewest);
    format!(" ({how} over {seeds}, {numbers}): {judgement}.")
}

/// "df 4; 95 % interval 0.20 to 1.02; p = 0.012, Holm-corrected for 9 settings 0.031".
fn numbers(test: &Test, lead: &Finding) -> String {
    let [low, high] = test.interval.map(points);
    let df = match test.df {
        df if (df - df.round()).abs() < 1e-6 => format!("{df:.0}"),
        df => format!("{df:.1}"),
    };
    let mut said = format!("df {df}; 95 % interval {low} to {high}; p {}", p(test.p));
    // Two settings are one comparison.
    let many = match (lead.settings, lead.looks) {
        (0..=2, 1) => return said,
        (0..=2, looks) => format!("corrected for {looks} looks"),
        (settings, 1) => format!("Holm-corrected for {settings} settings"),
        (settings, looks) => format!("Holm-corrected for {settings} settings and {looks} looks"),
    };
    let corrected = p(test.p_holm);
    said += &format!(", {many} {}", corrected.trim_start_matches("= "));
    said
}

/// A difference of accuracies: "0.61", "−0.05".
pub fn points(fraction: f64) -> String {
    let points = format!("{:.2}", fraction * 100.0);
    match points.strip_prefix('-') {
        Some("0.00") => "0.00".to_owned(),
        Some(size) => format!("−{size}"),
        None => points,
    }
}

/// "= 0.012", "< 0.001".
pub fn p(p: f64) -> String {
    match p {
        p if p < 0.001 => "< 0.001".to_owned(),
        p if p < 0.0995 => format!("= {p:.3}"),
        p => format!("= {p:.2}"),
    }
}

fn judgement(test: &Test, seeds: usize) -> String {
    let is_more = test.p_holm < LEVEL;
    let is_few = seeds < ENOUGH_SEEDS;
    match (is_more, is_few) {
        (true, false) => "more than chance".to_owned(),
        (true, true) => format!("more than chance, as far as {seeds} seeds tell"),
        (false, _) => {
            let more = match test.enough_seeds {
                Some(enough) => {
                    let more = enough.saturating_sub(seeds).max(1);
                    let s = if more == 1 { "" } else { "s" };
                    format!("about {more} more seed{s} a setting would tell")
                }
                None => "not even 1,000 seeds a setting would tell".to_owned(),
            };
            format!("this may be chance; {more}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: Test = Test {
        t: 2.9,
        df: 4.0,
        p: 0.0044,
        p_holm: 0.031,
        interval: [0.0020, 0.0102],
        enough_seeds: Some(9),
    };

    const LEAD: Finding = Finding {
        difference: 0.0061,
        is_paired: true,
        seeds: [5, 5],
        settings: 9,
        looks: 1,
        test: Some(TEST),
    };

    fn said(lead: Finding) -> String {
        of(&lead)
    }

    fn tested(seeds: usize, test: Test) -> String {
        said(Finding {
            seeds: [seeds; 2],
            test: Some(test),
            ..LEAD
        })
    }

    #[test]
    fn enough_seeds_are_told_the_numbers_and_what_they_mean() {
        assert_eq!(
            said(LEAD),
            " (paired over 5 seeds, df 4; 95 % interval 0.20 to 1.02; p = 0.004, Holm-corrected for 9 settings \
             0.031): more than chance."
        );
        let (p, p_holm, interval) = (0.0003, 0.0003, [-0.00004, 0.0102]);
        let test = Test {
            df: 7.94,
            p,
            p_holm,
            interval,
            ..TEST
        };
        let two = Finding {
            settings: 2,
            is_paired: false,
            seeds: [5, 6],
            test: Some(test),
            ..LEAD
        };
        assert_eq!(
            said(two),
            " (Welch over 5 and 6 seeds, df 7.9; 95 % interval 0.00 to 1.02; p < 0.001): more than chance."
        );
    }

    #[test]
    fn what_may_be_chance_is_told_how_many_seeds_would_tell() {
        let may_be = |enough_seeds| Test {
            p: 0.27,
            p_holm: 0.81,
            interval: [-0.0210, 0.0332],
            enough_seeds,
            ..TEST
        };
        assert_eq!(
            tested(2, may_be(Some(8))),
            " (paired over 2 seeds, df 4; 95 % interval −2.10 to 3.32; p = 0.27, Holm-corrected for 9 settings \
             0.81): this may be chance; about 6 more seeds a setting would tell."
        );
        assert!(tested(7, may_be(Some(8))).contains("about 1 more seed a setting would tell"));
        assert!(tested(9, may_be(Some(8))).contains("about 1 more seed a setting would tell"));
        assert!(tested(5, may_be(None)).contains("not even 1,000 seeds a setting would tell"));
    }

    #[test]
    fn looks_that_were_taken_are_told_of() {
        let of = |settings, looks| {
            said(Finding {
                settings,
                looks,
                ..LEAD
            })
        };
        assert!(of(9, 6).contains("p = 0.004, Holm-corrected for 9 settings and 6 looks 0.031)"));
        assert!(of(2, 6).contains("p = 0.004, corrected for 6 looks 0.031)"));
        assert!(of(2, 1).contains("p = 0.004)"));
    }

    #[test]
    fn few_seeds_are_never_told_to_be_many() {
        assert!(tested(3, TEST).ends_with(": more than chance, as far as 3 seeds tell."));
    }

    #[test]
    fn without_a_test_there_is_no_verdict() {
        let alike = Finding { test: None, ..LEAD };
        assert!(said(alike).contains("no spread to test it against"));
    }
}
