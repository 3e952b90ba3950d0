//! Equality as RFC 6902 §4.6 defines it.

use crate::finder::Finder;
use crate::json::Json;
use crate::number;
use crate::view::{Shape, View};

/// Whether two values are equal by the rule of `test` (RFC 6902 §4.6).
///
/// The same JSON type, and: strings code point by code point, numbers by value
/// (`1`, `1.0` and `10e-1` are equal, 2^53 and 2^53 + 1 are not), arrays
/// element by element in order, objects member by member in any order.
///
/// ```
/// use amend::{Json, equal};
///
/// let a: Json = r#"{"n": 1.0, "l": [0]}"#.parse()?;
/// let b: Json = r#"{"l": [-0], "n": 1}"#.parse()?;
/// assert!(equal(&a, &b));
/// assert!(!equal(&a, &Json::Null));
/// # Ok::<(), amend::error::ReadError>(())
/// ```
pub fn equal<'a, 'b, A: View<'a>, B: View<'b>>(a: A, b: B) -> bool {
    match (a.shape(), b.shape()) {
        (Shape::Null, Shape::Null) => true,
        (Shape::Bool(a), Shape::Bool(b)) => a == b,
        (Shape::Number(a), Shape::Number(b)) => number::equal(&a, &b),
        (Shape::String(a), Shape::String(b)) => a == b,
        (Shape::Array(left), Shape::Array(right)) => {
            a.len() == b.len() && left.zip(right).all(|(a, b)| equal(a, b))
        }
        // Names are unique on both sides and there are as many: it is enough
        // that each member of one has its equal in the other.
        (Shape::Object(mut members), Shape::Object(_)) if a.len() == b.len() => {
            let mut others = Finder::new(b);
            members.all(|(name, a)| others.find(&name).is_some_and(|b| equal(a, b)))
        }
        _ => false,
    }
}

/// Whether two values are equal, if that can be known by looking at `left` values and
/// so many levels.
pub(crate) fn equal_within<'a, V: View<'a>>(
    x: V,
    y: V,
    left: &mut usize,
    depth: usize,
) -> Option<bool> {
    if x.same(y) {
        return Some(true);
    }
    *left = left.checked_sub(1)?;
    if let (Some(x), Some(y)) = (x.integer(), y.integer()) {
        return Some(x == y);
    }
    Some(match (x.shape(), y.shape()) {
        (Shape::Null, Shape::Null) => true,
        (Shape::Bool(x), Shape::Bool(y)) => x == y,
        (Shape::Number(x), Shape::Number(y)) => number::equal(&x, &y),
        (Shape::String(x), Shape::String(y)) => x == y,
        (Shape::Array(left_elements), Shape::Array(right_elements)) => {
            if x.len() != y.len() {
                return Some(false);
            }
            let depth = depth.checked_sub(1)?;
            for (x, y) in left_elements.zip(right_elements) {
                if !equal_within(x, y, left, depth)? {
                    return Some(false);
                }
            }
            true
        }
        (Shape::Object(members), Shape::Object(mut others)) => {
            if x.len() != y.len() {
                return Some(false);
            }
            let depth = depth.checked_sub(1)?;
            for (name, x) in members {
                let other = match others.next() {
                    Some((other, y)) if other == name => y,
                    // A look-up may take as long as the object is wide.
                    _ => {
                        *left = left.checked_sub(y.len())?;
                        match y.member(&name) {
                            Some(y) => y,
                            None => return Some(false),
                        }
                    }
                };
                if !equal_within(x, other, left, depth)? {
                    return Some(false);
                }
            }
            true
        }
        _ => false,
    })
}

/// Whether two values are equal and their numbers written alike, in any order of
/// members.
pub(crate) fn is_spelt(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => one.as_str() == other.as_str(),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(x, y)| is_spelt(x, y))
        }
        (Json::Object(one), Json::Object(other)) => {
            let same = |(name, x): (&str, &Json)| other.get(name).is_some_and(|y| is_spelt(x, y));
            one.len() == other.len() && one.iter().all(same)
        }
        _ => one == other,
    }
}
