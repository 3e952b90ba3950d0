//! Whether two values are equal, seen on their tapes: as [`equal::equal_within`] has
//! it, to the count of what was looked at, without making anything of names and
//! strings that are written alike.
//!
//! [`equal::equal_within`]: crate::equal::equal_within

use super::{Document, Entry, Kind, Node, same_bytes};
use crate::number;

/// See [`View::equal_within`](crate::View::equal_within).
pub(super) fn equal_within(
    x: Node<'_>,
    y: Node<'_>,
    left: &mut usize,
    depth: usize,
) -> Option<bool> {
    let (one, other) = (x.entry(), y.entry());
    Sides { one: x.document, other: y.document, left }.values((x.at, one), (y.at, other), depth)
}

/// A value on a tape, and its place there.
type Place = (u32, Entry);

struct Sides<'s> {
    one: &'s Document<'s>,
    other: &'s Document<'s>,
    left: &'s mut usize,
}

impl Sides<'_> {
    fn values(&mut self, x: Place, y: Place, depth: usize) -> Option<bool> {
        let (one, other) = (x.1, y.1);
        let (here, there) = (self.one.written(one), self.other.written(other));
        if here.len() == there.len() && same_bytes(here, there) {
            return Some(true);
        }
        *self.left = self.left.checked_sub(1)?;
        match (one.kind(), other.kind()) {
            (Kind::Number, Kind::Number) => {
                let number = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
                Some(number::equal(number(here), number(there)))
            }
            (Kind::String, Kind::String) => Some(self.are_one(one, other)),
            (Kind::Array, Kind::Array) if self.are_as_many(one, other) => {
                self.elements(x, y, depth.checked_sub(1)?)
            }
            (Kind::Object, Kind::Object) if self.are_as_many(one, other) => {
                self.members(x, y, depth.checked_sub(1)?)
            }
            // Words that are not written alike, and what is of two kinds.
            _ => Some(false),
        }
    }

    /// Whether two containers have as many values each.
    fn are_as_many(&self, one: Entry, other: Entry) -> bool {
        one.count(&self.one.tape) == other.count(&self.other.tape)
    }

    fn elements(&mut self, x: Place, y: Place, depth: usize) -> Option<bool> {
        let (mut here, mut there) = (x.0.wrapping_add(1), y.0.wrapping_add(1));
        while here < last(x) {
            let (one, other) = (self.one.entry(here)?, self.other.entry(there)?);
            if !self.values((here, one), (there, other), depth)? {
                return Some(false);
            }
            (here, there) = (one.next(here), other.next(there));
        }
        Some(true)
    }

    fn members(&mut self, x: Place, y: Place, depth: usize) -> Option<bool> {
        let (mut here, mut there) = (x.0.wrapping_add(1), y.0.wrapping_add(1));
        while here < last(x) {
            let (name, value) = self.one.member_at(here)?;
            let (next, after) = self.other.member_at(there)?;
            let partner = if self.are_one(name, next) {
                after
            } else {
                // A look-up may take as long as the object is wide.
                *self.left = self.left.checked_sub(y.1.count(&self.other.tape))?;
                match self.find(name, y) {
                    Some(partner) => partner,
                    None => return Some(false),
                }
            };
            if !self.values(value, partner, depth)? {
                return Some(false);
            }
            // The other side goes on in its own order, whatever was looked up.
            (here, there) = (value.1.next(value.0), after.1.next(after.0));
        }
        Some(true)
    }

    /// The member of this name.
    fn find(&self, name: Entry, object: Place) -> Option<Place> {
        let mut at = object.0.wrapping_add(1);
        while at < last(object) {
            let (other, value) = self.other.member_at(at)?;
            if self.are_one(name, other) {
                return Some(value);
            }
            at = value.1.next(value.0);
        }
        None
    }

    /// Whether two strings or member names are one.
    #[inline]
    fn are_one(&self, one: Entry, other: Entry) -> bool {
        one.is_same(self.one.text, (other, self.other.text))
    }
}

/// The place of what closes a container.
fn last(container: Place) -> u32 {
    container.1.next(container.0).wrapping_sub(1)
}

impl Document<'_> {
    fn entry(&self, at: u32) -> Option<Entry> {
        self.tape.get(at as usize).copied()
    }

    /// A value or a name as it is written.
    #[inline]
    fn written(&self, entry: Entry) -> &[u8] {
        self.text.as_bytes().get(entry.span(&self.tape)).unwrap_or_default()
    }

    /// The name and the value of a member.
    fn member_at(&self, at: u32) -> Option<(Entry, Place)> {
        match self.tape.get(at as usize..) {
            Some([name, value, ..]) => Some((*name, (at.wrapping_add(1), *value))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::equal::equal_within;
    use crate::{Document, View};

    fn texts() -> impl Strategy<Value = String> {
        let scalar = prop::sample::select(vec![
            "0",
            "1",
            "1.0",
            "10e-1",
            "true",
            "false",
            "null",
            r#""a""#,
            r#""\u0061""#,
            r#""ab""#,
        ]);
        scalar.prop_map(str::to_owned).prop_recursive(4, 30, 5, |inner: BoxedStrategy<String>| {
            let names = prop::sample::select(vec![r#""a""#, r#""\u0061""#, r#""b""#, r#""""#]);
            let space = prop::sample::select(vec!["", " "]);
            prop_oneof![
                (prop::collection::vec(inner.clone(), 0..4), space.clone())
                    .prop_map(|(elements, space)| format!("[{space}{}]", elements.join(","))),
                (prop::collection::vec((names, inner), 0..4), space).prop_map(
                    |(members, space)| {
                        let members: Vec<_> =
                            members.iter().map(|(name, value)| format!("{name}:{value}")).collect();
                        format!("{{{space}{}}}", members.join(","))
                    }
                ),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn is_what_the_plain_one_says(
            one in texts(), other in texts(), most in 0..40_usize, depth in 0..5_usize,
        ) {
            let (Ok(one), Ok(other)) = (Document::parse(&one), Document::parse(&other)) else {
                return Ok(());
            };
            for (x, y) in [(&one, &other), (&one, &one)] {
                let (mut fast, mut plain) = (most, most);
                let found = x.root().equal_within(y.root(), &mut fast, depth);
                prop_assert_eq!(found, equal_within(x.root(), y.root(), &mut plain, depth));
                prop_assert_eq!(fast, plain);
            }
        }
    }
}
