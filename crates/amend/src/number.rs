//! Numbers as they are written, compared by what they mean.
//!
//! RFC 6902 §4.6 asks for numbers that are "numerically equal". A double can
//! not answer that: it takes 2^53 + 1 for 2^53 and 1e400 for 2e400. So a number
//! stays the text that it was and is compared as the decimal that the text
//! denotes: a sign, its significant digits, and the power of ten of the last.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "digits are below 10, exponents of up to 17 digits far below 2^63, the rest lengths of one text"
)]

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// Whether two JSON numbers denote the same value.
pub(crate) fn equal(a: &str, b: &str) -> bool {
    a == b || !(is_plain(a) && is_plain(b)) && Decimal::of(a) == Decimal::of(b)
}

/// Whether there is no other number that is written with nothing but digits and
/// has the same value: zero is also `-0`.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits != "0" && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The order of two JSON numbers by value.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    Decimal::of(a).cmp(&Decimal::of(b))
}

/// What a JSON number denotes: `±digits × 10^power`, in its one shortest form.
///
/// Zero has no digits, no sign and power 0, however it was written.
#[derive(Clone, Debug)]
pub(crate) struct Decimal<'a> {
    negative: bool,
    /// The digits before the dot and those behind it, trimmed at both ends.
    whole: &'a [u8],
    fraction: &'a [u8],
    power: Power,
}

/// An exponent of any size: few are beyond an `i64`, but "1e99999999999999999999"
/// is a JSON number too.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Power {
    Small(i64),
    /// Sign and digits without leading zeros.
    Large(bool, Vec<u8>),
}

impl<'a> Decimal<'a> {
    /// Reads a number that keeps the grammar of RFC 8259 §6.
    pub(crate) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let (negative, bytes) = match bytes.split_first() {
            Some((b'-', rest)) => (true, rest),
            _ => (false, bytes),
        };
        let (mantissa, exponent) = match bytes.iter().position(|b| matches!(b, b'e' | b'E')) {
            Some(at) => {
                let (mantissa, rest) = bytes.split_at(at);
                (mantissa, rest.get(1..).unwrap_or_default())
            }
            None => (bytes, &[][..]),
        };
        let (whole, fraction) = match mantissa.iter().position(|b| *b == b'.') {
            Some(at) => {
                let (whole, rest) = mantissa.split_at(at);
                (whole, rest.get(1..).unwrap_or_default())
            }
            None => (mantissa, &[][..]),
        };

        let mut shift = 0_usize; // zeros dropped behind the last digit
        let fraction_length = fraction.len();
        let mut whole = trim_start(whole);
        let mut fraction = trim_end(fraction);
        let mut places = fraction.len();
        if fraction.is_empty() {
            let trimmed = trim_end(whole);
            shift = whole.len() - trimmed.len();
            whole = trimmed;
            places = 0;
        }
        debug_assert!(places <= fraction_length, "trimming only shortens");
        if whole.is_empty() {
            fraction = trim_start(fraction);
        }
        if whole.is_empty() && fraction.is_empty() {
            return Self { negative: false, whole, fraction, power: Power::Small(0) };
        }
        // Lengths of slices are below 2^63, so neither cast can wrap.
        let adjust =
            i64::try_from(shift).unwrap_or(i64::MAX) - i64::try_from(places).unwrap_or(i64::MAX);
        Self { negative, whole, fraction, power: Power::of(exponent, adjust) }
    }

    fn digits(&self) -> impl Iterator<Item = u8> + Clone + '_ {
        self.whole.iter().chain(self.fraction).copied()
    }

    fn length(&self) -> usize {
        self.whole.len() + self.fraction.len()
    }

    fn is_zero(&self) -> bool {
        self.length() == 0
    }

    /// Whether the value is a whole number.
    pub(crate) fn is_integer(&self) -> bool {
        match &self.power {
            Power::Small(power) => *power >= 0,
            Power::Large(negative, _) => !negative,
        }
    }

    /// The value as an `i64`, where it is one.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        let Power::Small(power) = self.power else {
            return None;
        };
        let power = u32::try_from(power).ok()?;
        let mut value = 0_i64;
        for digit in self.digits() {
            let digit = i64::from(digit - b'0');
            value = value.checked_mul(10)?;
            // Downwards, since i64::MIN has no positive twin.
            value = value.checked_sub(digit)?;
        }
        value = value.checked_mul(10_i64.checked_pow(power)?)?;
        if self.negative { Some(value) } else { value.checked_neg() }
    }
}

impl Power {
    /// `exponent` (the text behind the `e`) plus `adjust`.
    fn of(exponent: &[u8], adjust: i64) -> Self {
        let (negative, digits) = match exponent.split_first() {
            Some((b'-', rest)) => (true, rest),
            Some((b'+', rest)) => (false, rest),
            _ => (false, exponent),
        };
        let digits = trim_start(digits);
        if digits.len() <= 17 {
            let value = digits.iter().fold(0_i64, |v, d| v * 10 + i64::from(d - b'0'));
            return Self::of_sum(if negative { adjust - value } else { adjust + value });
        }
        // Beyond 17 digits the exponent outweighs any adjustment that a text of
        // a length below 2^53 can bring: the sign stays, only digits change.
        let mut digits = digits.to_vec();
        let same_sign = negative == (adjust < 0);
        let mut rest = adjust.unsigned_abs();
        let mut carry = 0_u8;
        for digit in digits.iter_mut().rev() {
            let low = u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
            let value = *digit - b'0';
            let (value, over) = if same_sign {
                let sum = value + low + carry;
                (sum % 10, sum / 10)
            } else {
                let take = low + carry;
                if value >= take { (value - take, 0) } else { (value + 10 - take, 1) }
            };
            *digit = value + b'0';
            carry = over;
        }
        if same_sign && carry == 1 {
            digits.insert(0, b'1');
        }
        let digits = trim_start(&digits);
        if digits.len() <= 17 {
            let value = digits.iter().fold(0_i64, |v, d| v * 10 + i64::from(d - b'0'));
            return Self::Small(if negative { -value } else { value });
        }
        Self::Large(negative, digits.to_vec())
    }

    /// One form for one exponent: up to 17 digits are small, more are large.
    fn of_sum(sum: i64) -> Self {
        if sum.unsigned_abs() < 100_000_000_000_000_000 {
            Self::Small(sum)
        } else {
            Self::Large(sum < 0, sum.unsigned_abs().to_string().into_bytes())
        }
    }

    /// This power plus the length of the digits: where the number begins.
    fn magnitude(&self, length: usize) -> (bool, Vec<u8>) {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let sum = match self {
            Self::Small(power) => Self::of_sum(power.saturating_add(length)),
            Self::Large(negative, digits) => {
                let mut text = Vec::with_capacity(digits.len() + 1);
                if *negative {
                    text.push(b'-');
                }
                text.extend_from_slice(digits);
                Self::of(&text, length)
            }
        };
        match sum {
            Self::Small(power) => (power < 0, power.unsigned_abs().to_string().into_bytes()),
            Self::Large(negative, digits) => (negative, digits),
        }
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.negative == other.negative
            && self.power == other.power
            && self.length() == other.length()
            && self.digits().eq(other.digits())
    }
}

impl Eq for Decimal<'_> {}

impl Hash for Decimal<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.negative.hash(state);
        self.power.hash(state);
        for digit in self.digits() {
            state.write_u8(digit);
        }
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |d: &Self| match (d.is_zero(), d.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let by_sign = sign(self).cmp(&sign(other));
        if by_sign != Ordering::Equal || self.is_zero() {
            return by_sign;
        }
        let by_size = {
            let (a_low, a) = self.power.magnitude(self.length());
            let (b_low, b) = other.power.magnitude(other.length());
            let ascending = a.len().cmp(&b.len()).then_with(|| a.cmp(&b));
            match (a_low, b_low) {
                (true, true) => ascending.reverse(),
                (false, false) => ascending,
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
            }
        };
        let by_size = by_size.then_with(|| self.digits().cmp(other.digits()));
        if self.negative { by_size.reverse() } else { by_size }
    }
}

fn trim_start(mut digits: &[u8]) -> &[u8] {
    while let Some((b'0', rest)) = digits.split_first() {
        digits = rest;
    }
    digits
}

fn trim_end(mut digits: &[u8]) -> &[u8] {
    while let Some((b'0', rest)) = digits.split_last() {
        digits = rest;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::{Decimal, compare, equal};
    use std::cmp::Ordering;

    #[test]
    fn equal_by_value() {
        let same = [
            ("1", "1.0"),
            ("1", "1e0"),
            ("1", "10e-1"),
            ("0", "-0"),
            ("0", "-0.0e5"),
            ("9007199254740993", "9007199254740993.0"),
            ("1e29", "100000000000000000000000000000"),
            ("1e400", "1E+400"),
            ("0.10", "1e-1"),
            ("1e99999999999999999999", "10e99999999999999999998"),
            ("1e-99999999999999999999", "0.1e-99999999999999999998"),
            ("1e100000000000000000000", "10e99999999999999999999"),
            ("0.001e18", "1e15"),
            ("10e99999999999999999", "1e100000000000000000"),
        ];
        for (a, b) in same {
            assert!(equal(a, b), "{a} = {b}");
            assert!(equal(b, a), "{b} = {a}");
            assert_eq!(compare(a, b), Ordering::Equal, "{a} against {b}");
        }
        let ascending = [
            "-2e400",
            "-1e400",
            "-10",
            "-9.5",
            "-1e-400",
            "0",
            "1e-99999999999999999999",
            "1e-400",
            "0.5",
            "1",
            "1.0000000000000000001",
            "9007199254740992",
            "9007199254740993",
            "1e400",
            "2e400",
            "1e99999999999999999998",
            "1e99999999999999999999",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(compare(a, b), i.cmp(&j), "{a} against {b}");
                assert_eq!(equal(a, b), i == j, "{a} = {b}");
            }
        }
    }

    #[test]
    fn as_integers() {
        for (text, value) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("12e2", Some(1200)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("1.5", None),
            ("1.50e1", Some(15)),
            ("1e400", None),
        ] {
            assert_eq!(Decimal::of(text).to_i64(), value, "{text}");
        }
        assert!(Decimal::of("1e400").is_integer());
        assert!(!Decimal::of("1.5").is_integer());
    }
}
