//! Numbers whose exponents are as long as a text lets them be.

use std::cmp::Ordering;

use amend::{Json, equal};

/// Exponents on both sides of what 17 digits hold, which are kept in two ways.
#[test]
fn long_exponents_are_compared_by_value() {
    let number = |text: &str| text.parse::<Json>().expect("a number");
    for (one, other) in [
        ("0.1e100000000000000000", "1e99999999999999999"),
        ("0.01e100000000000000001", "1e99999999999999999"),
        ("100e-100000000000000001", "1e-99999999999999999"),
        ("10e-100000000000000000", "1e-99999999999999999"),
        ("0.1e1000000000000000000", "1e999999999999999999"),
        ("10e999999999999999999", "1e1000000000000000000"),
        ("0.1e-999999999999999999", "1e-1000000000000000000"),
    ] {
        let (a, b) = (number(one), number(other));
        assert!(equal(&a, &b) && equal(&b, &a), "{one} {other}");
        let (a, b) = (a.as_number().expect(one), b.as_number().expect(other));
        assert_eq!(a.compare(b), Ordering::Equal, "{one} {other}");
        for sign in ["", "-"] {
            let (a, far) = (number(&format!("{sign}{one}")), number(&format!("{sign}3{other}")));
            assert!(!equal(&a, &far), "{sign}{one} {sign}3{other}");
        }
    }
}
