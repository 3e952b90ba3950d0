//! Eight bytes at a time, in an ordinary register.
//!
//! Each of the tests sets the high bit of the bytes that it is about. Bits above
//! the lowest one set may be wrong, since a borrow runs upwards; the lowest one
//! is right, and it is the only one that is looked at.

use wide::u8x16;

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

#[inline]
fn chunk(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The bytes that are no ASCII digits.
fn no_digits(chunk: u64) -> u64 {
    let above = chunk.wrapping_add(LOW.wrapping_mul(0x7f - u64::from(b'9')));
    let below = chunk.wrapping_sub(LOW.wrapping_mul(u64::from(b'0')));
    (chunk | above | below) & HIGH
}

/// How many bytes stand before the first one found.
fn first(found: u64) -> usize {
    (found.trailing_zeros() / 8) as usize
}

/// So many characters has what [`behind_short_integer`] finds, at most.
pub(super) const SHORT: usize = 7;

/// Behind the integer of one to seven digits that begins here; nothing, if there is
/// none, if it is negative or begins with a zero, or if the text or the number may
/// go on within eight bytes.
#[inline]
pub(super) fn behind_short_integer(bytes: &[u8], at: usize) -> Option<usize> {
    let chunk = chunk(bytes, at)?;
    let found = no_digits(chunk);
    #[expect(clippy::cast_possible_truncation, reason = "a byte of eight")]
    let byte = |at: usize| (chunk >> ((8 * at) & 63)) as u8;
    if found == 0 || !matches!(byte(0), b'1'..=b'9') {
        return None;
    }
    let digits = first(found);
    match byte(digits) {
        b'.' | b'e' | b'E' => None,
        _ => Some(at + digits),
    }
}

/// The position of the first byte from `at` on that is no ASCII digit.
#[inline]
pub(crate) fn behind_digits(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = chunk(bytes, at) {
        let found = no_digits(chunk);
        if found != 0 {
            return at + first(found);
        }
        at += 8;
    }
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The position of the first byte that does not stand for itself in a string (RFC
/// 8259 §7), or the end.
#[inline]
pub(crate) fn behind_plain(bytes: &[u8]) -> usize {
    let special = |chunk: u64| {
        let control = chunk.wrapping_sub(LOW.wrapping_mul(0x20)) & !chunk;
        (is(chunk, b'"') | is(chunk, b'\\') | control) & HIGH
    };
    behind(bytes, special, |byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
}

/// Whether a token of a pointer stands for itself in its text (RFC 6901 §3).
#[inline]
pub(crate) fn is_plain_token(bytes: &[u8]) -> bool {
    let special = |chunk: u64| (is(chunk, b'~') | is(chunk, b'/')) & HIGH;
    behind(bytes, special, |byte| matches!(byte, b'~' | b'/')) == bytes.len()
}

/// How a pointer is made up.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Slashes {
    /// How many slashes there are.
    pub(crate) count: usize,
    /// Where the last one is, if there is any.
    pub(crate) last: usize,
    /// Whether there is a `~`.
    pub(crate) tilde: bool,
}

/// Counts the slashes of the text of a pointer (RFC 6901 §3).
#[inline]
pub(crate) fn slashes(bytes: &[u8]) -> Slashes {
    const LANE: usize = 16;
    let mut all = Slashes::default();
    let mut count = |lane: [u8; LANE], at: usize| {
        let lane = u8x16::new(lane);
        let found = lane.simd_eq(u8x16::splat(b'/')).to_bitmask();
        if found != 0 {
            // Few have more than one: cheaper than to count the bits.
            let mut left = found;
            while left != 0 {
                left &= left - 1;
                all.count += 1;
            }
            all.last = at + (u32::BITS - 1 - found.leading_zeros()) as usize;
        }
        all.tilde |= lane.simd_eq(u8x16::splat(b'~')).to_bitmask() != 0;
    };
    let (chunks, rest) = bytes.as_chunks::<LANE>();
    for (at, chunk) in chunks.iter().enumerate() {
        count(*chunk, LANE * at);
    }
    if !rest.is_empty() {
        let mut last = [0; LANE];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        count(last, LANE * chunks.len());
    }
    all
}

/// The bytes that are this one.
#[inline]
fn is(chunk: u64, byte: u8) -> u64 {
    let zero = chunk ^ LOW.wrapping_mul(u64::from(byte));
    zero.wrapping_sub(LOW) & !zero
}

/// The position of the first special byte, or the end: the test is given for eight
/// bytes and for one.
#[inline]
fn behind(bytes: &[u8], special: impl Fn(u64) -> u64, is_special: impl Fn(u8) -> bool) -> usize {
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes.iter().position(|byte| is_special(*byte)).unwrap_or(bytes.len());
    };
    for (at, chunk) in bytes.as_chunks::<8>().0.iter().enumerate() {
        let found = special(u64::from_le_bytes(*chunk));
        if found != 0 {
            return 8 * at + first(found);
        }
    }
    // Those that are left, with some of those before.
    match special(u64::from_le_bytes(*last)) {
        0 => bytes.len(),
        found => bytes.len() - 8 + first(found),
    }
}

/// The position of the first byte from `at` on that is no white space (RFC 8259
/// §2).
#[inline(never)]
pub(crate) fn behind_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let lane = u8x16::new(*chunk);
        let is = |byte: u8| lane.simd_eq(u8x16::splat(byte));
        let space = (is(b' ') | is(b'\n') | is(b'\r') | is(b'\t')).to_bitmask();
        let spaces = space.trailing_ones();
        at += spaces as usize;
        if spaces < 16 {
            return at;
        }
    }
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{behind_digits, behind_plain, behind_space, is_plain_token, slashes};

    fn bytes(of: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
        let usual = prop::sample::select(of);
        prop::collection::vec(prop_oneof![30 => usual, 1 => any::<u8>()], 0..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn finds_what_a_loop_finds(bytes in bytes(b"0123456789"), at in 0..45_usize) {
            let special = |byte: &u8| !byte.is_ascii_digit();
            let rest = bytes.get(at..).unwrap_or_default();
            let expected = rest.iter().position(special).map_or(bytes.len().max(at), |n| at + n);
            prop_assert_eq!(behind_digits(&bytes, at), expected);
        }

        #[test]
        fn stops_where_a_loop_stops(bytes in bytes(b"aZ ~\x7f#![]")) {
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let expected = bytes.iter().position(special).unwrap_or(bytes.len());
            prop_assert_eq!(behind_plain(&bytes), expected);
        }

        #[test]
        fn knows_a_plain_token(bytes in bytes(b"aZ \x7f\x2e\x30}.0")) {
            let plain = !bytes.iter().any(|byte| matches!(byte, b'~' | b'/'));
            prop_assert_eq!(is_plain_token(&bytes), plain);
        }

        #[test]
        fn counts_as_a_loop_counts(bytes in bytes(b"/aZ /\xaf.0/~")) {
            let is = |byte: u8| move |other: &u8| *other == byte;
            let found = slashes(&bytes);
            prop_assert_eq!(found.count, bytes.iter().copied().filter(is(b'/')).count());
            prop_assert_eq!(found.last, bytes.iter().rposition(is(b'/')).unwrap_or(0));
            prop_assert_eq!(found.tilde, bytes.iter().any(is(b'~')));
        }

        #[test]
        fn skips_what_a_loop_skips(bytes in bytes(b"          \n\r\t"), at in 0..45_usize) {
            let other = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            let rest = bytes.get(at..).unwrap_or_default();
            let expected = rest.iter().position(other).map_or(bytes.len().max(at), |n| at + n);
            prop_assert_eq!(behind_space(&bytes, at), expected);
        }
    }
}
