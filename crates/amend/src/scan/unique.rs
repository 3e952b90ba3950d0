//! Names that stand twice.

use std::collections::HashMap;

use super::fault::{Failed, Wrong};
use super::strings::unescape;
use crate::document::Entry;

/// Up to this many members, a name is compared with those before it, and only if
/// a filter says that it may be among them. Beyond, all names go into a table
/// whose keys nobody can foresee.
const FEW: u32 = 64;

/// A little of a name, from its length and a few of its bytes. That somebody can
/// make names which collide costs a comparison with each of a few.
#[inline]
pub(super) fn hash(name: &[u8]) -> u32 {
    let [Some(first), Some(middle), Some(last)] =
        [name.first(), name.get(name.len() / 2), name.last()]
    else {
        return 0;
    };
    #[expect(clippy::cast_possible_truncation, reason = "a hash may leave something out")]
    let length = (name.len() as u32) << 24;
    let bytes = u32::from(*first) | u32::from(*middle) << 8 | u32::from(*last) << 16;
    (bytes ^ length).wrapping_mul(0x9e37_79b1) >> 4
}

/// The hash of a name with escapes, between its quotes: that of the same name
/// without.
#[cold]
pub(super) fn hash_of_escaped(text: &str, start: usize, end: usize) -> u32 {
    hash(unescape(text.get(start + 1..end).unwrap_or_default()).as_bytes())
}

/// That no two members of an object have one name (RFC 8259 §4 wants that; two
/// names that differ only in their escapes are the same). The tape ends with
/// the object.
#[inline]
pub(super) fn names(text: &str, tape: &[Entry], object: usize, count: u32) -> Result<(), Failed> {
    match count {
        0 | 1 => Ok(()),
        2..=FEW => few(text, tape, object),
        _ => many(text, tape, object),
    }
}

fn each(tape: &[Entry], object: usize) -> impl Iterator<Item = Entry> {
    let mut at = object + 1;
    std::iter::from_fn(move || match tape.get(at..) {
        Some([name, value, ..]) => {
            at = value.next as usize;
            Some(*name)
        }
        _ => None,
    })
}

fn few(text: &str, tape: &[Entry], object: usize) -> Result<(), Failed> {
    let mut seen = [0_u64; 4];
    let mut number = 0;
    for name in each(tape, object) {
        let hash = name.hash() >> 20;
        let bit = 1 << (hash & 63);
        let Some(word) = seen.get_mut((hash >> 6) as usize & 3) else { continue };
        if *word & bit != 0 {
            not_before(text, tape, object, number, name)?;
        }
        *word |= bit;
        number += 1;
    }
    Ok(())
}

/// That the name of this number is none of those before it.
fn not_before(
    text: &str,
    tape: &[Entry],
    object: usize,
    number: usize,
    later: Entry,
) -> Result<(), Failed> {
    let same = |earlier: &Entry| {
        earlier.hash() == later.hash() && earlier.string(text) == later.string(text)
    };
    match each(tape, object).take(number).find(same) {
        Some(earlier) => Err(duplicate(earlier, later)),
        None => Ok(()),
    }
}

fn many(text: &str, tape: &[Entry], object: usize) -> Result<(), Failed> {
    let mut seen = HashMap::new();
    for name in each(tape, object) {
        if let Some(earlier) = seen.insert(name.string(text), name) {
            return Err(duplicate(earlier, name));
        }
    }
    Ok(())
}

#[cold]
fn duplicate(earlier: Entry, later: Entry) -> Failed {
    Failed::new(later.start as usize, Wrong::Duplicate { earlier, later }).in_name()
}
