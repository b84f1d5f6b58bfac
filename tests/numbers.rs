//! A number is read the same everywhere: natively, and through `wasm_cpu` by the browser.

use tuneground::hyperparams::number::decimal;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn the_nearest_number_there_is_is_read() {
    for (text, read) in [
        ("0.1", 0.1),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("+1E-3", 0.001),
        // In the middle between two: the even one.
        ("9007199254740993", 9_007_199_254_740_992.0),
        (
            "9007199254740993.00000000000000000001",
            9_007_199_254_740_994.0,
        ),
        ("2.2250738585072011e-308", 2.225_073_858_507_201e-308),
        ("4.9e-324", f64::from_bits(1)),
        ("2e-324", 0.0),
        ("1e999", f64::INFINITY),
    ] {
        assert_eq!(decimal(text), Some(read), "{text}");
    }
    for text in ["", ".", "1e", "1-2", " 1", "0x1", "inf", "NaN"] {
        assert_eq!(decimal(text), None, "{text}");
    }
}

#[test]
fn what_is_written_is_read_as_the_same_number() {
    // Steps of an odd size through all that there are.
    let numbers =
        (0..10_000_u64).map(|step| f64::from_bits(step.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    for number in numbers.filter(|number| number.is_finite()) {
        assert_eq!(decimal(&format!("{number:e}")), Some(number));
        assert_eq!(decimal(&number.to_string()), Some(number));
    }
}
