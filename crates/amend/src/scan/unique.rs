//! Names that stand twice.

use std::collections::HashMap;

use super::fault::{Failed, Wrong};
use crate::document::Entry;

/// Up to this many members, a name is compared with those before it, and only if
/// a filter says that it may be among them. Beyond, the names are sorted by their
/// hashes.
const FEW: u32 = 64;

/// The same, with a filter of more bits.
const SOME: u32 = 256;

/// A little of a name, from its length and its last eight bytes, in 28 bits; the
/// quote before a shorter one is one of these. It begins with the quote at `at`, and
/// ends before the one at `end`. That somebody can make names which collide costs
/// a comparison with each of a few.
#[inline]
pub(super) fn hash(bytes: &[u8], at: usize, end: usize) -> u32 {
    let length = end.wrapping_sub(at);
    match bytes.get(..end).and_then(|bytes| bytes.last_chunk()) {
        // What stands before the quote goes.
        Some(last) => {
            mixed(u64::from_le_bytes(*last) >> (8 * 8_usize.saturating_sub(length)), length)
        }
        None => hash_of_short(bytes.get(at + 1..end).unwrap_or_default()),
    }
}

/// The hash of a name without its quotes, and with its escapes undone.
pub(super) fn hash_of(name: &str) -> u32 {
    match name.as_bytes().last_chunk() {
        Some(last) => mixed(u64::from_le_bytes(*last), name.len() + 1),
        None => hash_of_short(name.as_bytes()),
    }
}

fn hash_of_short(name: &[u8]) -> u32 {
    let word = name.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    mixed(word << 8 | u64::from(b'"'), name.len() + 1)
}

/// The hash of a name on the tape.
#[inline]
fn hash_on(text: &str, name: Entry) -> u32 {
    if name.escaped() {
        return hash_of(&name.string(text));
    }
    hash(text.as_bytes(), name.start(), name.leaf_end().wrapping_sub(1))
}

#[inline]
fn mixed(last: u64, length: usize) -> u32 {
    let mixed = (last ^ (length as u64) << 56).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 36) as u32
}

/// That no two members of an object have one name (RFC 8259 §4 wants that; two
/// names that differ only in their escapes are the same). What is used of the tape
/// ends with the object.
#[inline(never)]
pub(super) fn names(
    text: &str,
    (tape, used): (&[Entry], usize),
    object: usize,
    count: u32,
) -> Result<(), Failed> {
    let tape = tape.get(..used).unwrap_or_default();
    match count {
        0 | 1 => Ok(()),
        2 if !two_alike(text, tape, object) => Ok(()),
        _ if count <= FEW => few::<4>(text, tape, object),
        _ if count <= SOME => few::<64>(text, tape, object),
        _ => many(text, tape, object),
    }
}

/// Whether two members may have one name.
#[inline]
fn two_alike(text: &str, tape: &[Entry], object: usize) -> bool {
    let first = tape.get(object + 1).map(|name| hash_on(text, *name));
    let second = tape.get(object + 2).map_or(0, |value| value.behind(object + 2));
    first == tape.get(second).map(|name| hash_on(text, *name))
}

fn each(tape: &[Entry], object: usize) -> impl Iterator<Item = Entry> {
    places(tape, object).map(|(_, name)| name)
}

/// The names of an object and where they stand on the tape.
fn places(tape: &[Entry], object: usize) -> impl Iterator<Item = (usize, Entry)> {
    let mut at = object + 1;
    std::iter::from_fn(move || match tape.get(at..) {
        Some([name, value, ..]) => {
            let place = at;
            at = value.behind(at + 1);
            Some((place, *name))
        }
        _ => None,
    })
}

/// With a filter of so many words, a power of two.
fn few<const WORDS: usize>(text: &str, tape: &[Entry], object: usize) -> Result<(), Failed> {
    let mut seen = [0_u64; WORDS];
    let mut number = 0;
    for name in each(tape, object) {
        let hash = hash_on(text, name) >> 16;
        let bit = 1 << (hash & 63);
        let Some(word) = seen.get_mut((hash >> 6) as usize % WORDS) else { continue };
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
    let name = later.string(text);
    let same = |earlier: &Entry| earlier.is(text, &name);
    match each(tape, object).take(number).find(same) {
        Some(earlier) => Err(duplicate(earlier, later)),
        None => Ok(()),
    }
}

/// The names in the order of their hashes: only those that share one are compared.
fn many(text: &str, tape: &[Entry], object: usize) -> Result<(), Failed> {
    #[expect(clippy::cast_possible_truncation, reason = "the place is in the low half")]
    let at = |name: u64| tape.get(name as u32 as usize).copied();
    let mut names: Vec<u64> = Vec::new();
    names.extend(
        places(tape, object).map(|(at, name)| u64::from(hash_on(text, name)) << 32 | at as u64),
    );
    names.sort_unstable();
    let mut faults = Vec::new();
    for alike in names.chunk_by(|name, next| name >> 32 == next >> 32).filter(|a| a.len() > 1) {
        faults.extend(twice(text, alike.iter().copied().filter_map(at)));
    }
    // The one that a reader comes to first.
    let first = faults.into_iter().min_by_key(|(_, later)| later.start());
    first.map_or(Ok(()), |(earlier, later)| Err(duplicate(earlier, later)))
}

/// The first of these names that stands there twice. Somebody can make many names
/// with one hash, so they are told apart by one that nobody can foresee.
fn twice(text: &str, alike: impl Iterator<Item = Entry>) -> Option<(Entry, Entry)> {
    let mut seen = HashMap::new();
    for name in alike {
        if let Some(earlier) = seen.insert(name.string(text), name) {
            return Some((earlier, name));
        }
    }
    None
}

#[cold]
fn duplicate(earlier: Entry, later: Entry) -> Failed {
    Failed::new(later.start(), Wrong::Duplicate { earlier, later }).in_name()
}
