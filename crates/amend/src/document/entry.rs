//! What a tape is made of: eight bytes for each name and each value that has nothing
//! inside, and sixteen for each container.

use std::borrow::Cow;
use std::ops::Range;

use super::Kind;
use crate::scan;

/// A member name, a value, or the end of a container.
///
/// An object or array is two of them, one where it opens and one where it closes, with all
/// that is inside of it between. The first word has the kind, in its upper three bits, and
/// where the entry begins; of what closes, where that ends. What the second word has
/// depends on the kind: of a name or a scalar its end, and a flag for escapes; of what
/// opens, the place behind what closes; of what closes, how many values are inside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    first: u32,
    second: u32,
}

/// A text has fewer than 2^29 bytes, and a tape fewer entries than its text has bytes.
const BITS: u32 = 29;
const POSITION: u32 = (1 << BITS) - 1;
const ESCAPED: u32 = 1 << 31;

/// Where a string ends, and whether it has escapes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StringEnd(u32);

impl StringEnd {
    #[inline]
    pub(crate) fn plain(end: u32) -> Self {
        Self(end)
    }

    #[inline]
    pub(crate) fn escaped(end: u32) -> Self {
        Self(end | ESCAPED)
    }

    #[inline]
    pub(crate) fn at(self) -> usize {
        (self.0 & POSITION) as usize
    }
}

impl Entry {
    /// Room for another one.
    pub(crate) const NONE: Self = Self { first: 0, second: 0 };

    /// A number or a word.
    #[inline]
    pub(crate) fn leaf(kind: Kind, start: u32, end: u32) -> Self {
        Self { first: (kind as u32) << BITS | start, second: end }
    }

    /// A string or a member name.
    #[inline]
    pub(crate) fn quoted(start: u32, end: StringEnd) -> Self {
        Self { first: (Kind::String as u32) << BITS | start, second: end.0 }
    }

    /// Where a container opens, which is not closed yet.
    #[inline]
    pub(crate) fn open(kind: Kind, start: u32) -> Self {
        Self { first: (kind as u32) << BITS | start, second: 0 }
    }

    /// Where a container closes that has so many values.
    #[inline]
    pub(crate) fn close(end: u32, count: u32) -> Self {
        Self { first: (Kind::End as u32) << BITS | end, second: count }
    }

    /// Notes, where a container opens, the place behind it.
    #[inline]
    pub(crate) fn ends_before(&mut self, next: u32) {
        self.second = next;
    }

    #[inline]
    pub(crate) fn kind(self) -> Kind {
        match self.first >> BITS {
            0 => Kind::Null,
            1 => Kind::False,
            2 => Kind::True,
            3 => Kind::Number,
            4 => Kind::String,
            5 => Kind::Array,
            6 => Kind::Object,
            _ => Kind::End,
        }
    }

    #[inline]
    fn is_container(self) -> bool {
        matches!(self.kind(), Kind::Array | Kind::Object)
    }

    #[inline]
    pub(crate) fn start(self) -> usize {
        (self.first & POSITION) as usize
    }

    /// Whether a string or a name has escapes.
    #[inline]
    pub(crate) fn escaped(self) -> bool {
        self.second & ESCAPED != 0
    }

    /// Where a scalar or a name ends.
    #[inline]
    pub(crate) fn leaf_end(self) -> usize {
        (self.second & POSITION) as usize
    }

    /// The place behind a value that has this place.
    #[inline]
    pub(crate) fn next(self, at: u32) -> u32 {
        if self.is_container() { self.second } else { at.wrapping_add(1) }
    }

    /// The same, counted in `usize`.
    #[inline]
    pub(crate) fn behind(self, at: usize) -> usize {
        if self.is_container() { self.second as usize } else { at.wrapping_add(1) }
    }

    /// What closes a container.
    #[inline]
    fn closes(self, tape: &[Self]) -> Self {
        tape.get((self.second as usize).wrapping_sub(1)).copied().unwrap_or(Self::NONE)
    }

    /// Where a value or a name ends.
    #[inline]
    pub(crate) fn end(self, tape: &[Self]) -> usize {
        if self.is_container() { self.closes(tape).start() } else { self.leaf_end() }
    }

    /// Where a value or a name stands in the text.
    #[inline]
    pub(crate) fn span(self, tape: &[Self]) -> Range<usize> {
        self.start()..self.end(tape)
    }

    /// How many elements or members a container has.
    #[inline]
    pub(crate) fn count(self, tape: &[Self]) -> usize {
        if self.is_container() { self.closes(tape).second as usize } else { 0 }
    }

    /// How many values the container has that closes here; of other entries 0.
    #[inline]
    pub(crate) fn closed(self) -> usize {
        if self.kind() == Kind::End { self.second as usize } else { 0 }
    }

    /// What stands between the quotes of a string.
    #[inline]
    pub(crate) fn inside(self, text: &str) -> &str {
        text.get(self.start().wrapping_add(1)..self.leaf_end().wrapping_sub(1)).unwrap_or_default()
    }

    /// The text of a string.
    #[inline]
    pub(crate) fn string(self, text: &str) -> Cow<'_, str> {
        let inside = self.inside(text);
        if self.escaped() { scan::unescape(inside) } else { Cow::Borrowed(inside) }
    }

    /// Whether a string is this one.
    #[inline]
    pub(crate) fn is(self, text: &str, string: &str) -> bool {
        if self.escaped() {
            return self.string(text) == string;
        }
        let (start, end) = (self.start().wrapping_add(1), self.leaf_end().wrapping_sub(1));
        end.wrapping_sub(start) == string.len()
            && text.as_bytes().get(start..end).is_some_and(|inside| same(inside, string.as_bytes()))
    }

    /// Whether two strings are one.
    #[inline]
    pub(crate) fn is_same(self, text: &str, (other, text_of_other): (Self, &str)) -> bool {
        if (self.second | other.second) & ESCAPED != 0 {
            return self.string(text) == other.string(text_of_other);
        }
        let (one, another) = (self.start()..self.leaf_end(), other.start()..other.leaf_end());
        one.len() == another.len()
            && match (text.as_bytes().get(one), text_of_other.as_bytes().get(another)) {
                (Some(one), Some(another)) => same(one, another),
                _ => false,
            }
    }
}

/// Whether two texts of one length are the same. Most names and scalars are short, and
/// those of one length mostly differ at their ends: a call takes longer than to look.
#[inline]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    const FEW: usize = 48;
    match (one.last_chunk::<8>(), other.last_chunk::<8>()) {
        (Some(x), Some(y)) if one.len() <= FEW => {
            let (one, other) = (one.as_chunks::<8>().0, other.as_chunks::<8>().0);
            x == y && one.iter().zip(other).all(|(x, y)| x == y)
        }
        (Some(x), Some(y)) => x == y && one == other,
        _ => short(one) == short(other),
    }
}

/// Fewer than eight bytes as a number.
#[inline]
fn short(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}
