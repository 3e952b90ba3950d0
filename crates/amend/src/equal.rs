//! Equality as RFC 6902 §4.6 defines it.

use crate::finder::Finder;
use crate::json::Json;
use crate::members::Members;
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
    if let (Some(a), Some(b)) = (a.as_json(), b.as_json()) {
        return jsons(a, b);
    }
    by_shape(a, b)
}

/// The same for two owned values, which need not be looked at through their shapes.
fn jsons(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Null, Json::Null) => true,
        (Json::Bool(a), Json::Bool(b)) => a == b,
        (Json::Number(a), Json::Number(b)) => number::equal(a.as_str(), b.as_str()),
        (Json::String(a), Json::String(b)) => a == b,
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| jsons(a, b))
        }
        (Json::Object(a), Json::Object(b)) => a.len() == b.len() && members(a, b),
        _ => false,
    }
}

/// Whether each member of one object has its equal in another. Mostly they are in the
/// same order; from where they are not, each is looked up.
fn members(a: &Members, b: &Members) -> bool {
    let mut others = b.iter();
    let mut in_order = true;
    a.iter().all(|(name, a)| {
        in_order = in_order
            && match others.next() {
                Some((other, b)) if other == name => return jsons(a, b),
                _ => false,
            };
        b.get(name).is_some_and(|b| jsons(a, b))
    })
}

fn by_shape<'a, 'b, A: View<'a>, B: View<'b>>(a: A, b: B) -> bool {
    match (a.shape(), b.shape()) {
        (Shape::Null, Shape::Null) => true,
        (Shape::Bool(a), Shape::Bool(b)) => a == b,
        (Shape::Number(a), Shape::Number(b)) => number::equal(&a, &b),
        (Shape::String(a), Shape::String(b)) => a == b,
        (Shape::Array(left), Shape::Array(right)) => {
            a.len() == b.len() && left.zip(right).all(|(a, b)| by_shape(a, b))
        }
        // Names are unique on both sides and there are as many: it is enough
        // that each member of one has its equal in the other.
        (Shape::Object(mut members), Shape::Object(_)) if a.len() == b.len() => {
            let mut others = Finder::new(b);
            members.all(|(name, a)| others.find(&name).is_some_and(|b| by_shape(a, b)))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{by_shape, jsons};
    use crate::Json;

    /// Values over few names and scalars, so that many of them are equal.
    fn values() -> impl Strategy<Value = Json> {
        let number = prop::sample::select(vec!["0", "-0", "1", "1.0", "10e-1"]);
        let scalar = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            number.prop_map(|text| text.parse().unwrap()),
            prop::sample::select(vec!["", "1", "é"]).prop_map(Json::from),
        ];
        scalar.prop_recursive(3, 40, 20, |inner| {
            let names = (0..22_u8).prop_map(|n| format!("member {n}"));
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Json::Array),
                prop::collection::vec((names, inner), 0..20).prop_map(Json::object),
            ]
        })
    }

    /// The same value with the members of each object turned around, from `at` on.
    fn turned(value: &Json, at: usize) -> Json {
        match value {
            Json::Array(elements) => Json::array(elements.iter().map(|e| turned(e, at))),
            Json::Object(members) => {
                let mut all: Vec<_> = members.iter().map(|(n, v)| (n, turned(v, at))).collect();
                let from = at.min(all.len());
                all[from..].reverse();
                Json::object(all)
            }
            other => other.clone(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// The short way for owned values finds what their shapes say.
        #[test]
        fn the_short_way_says_the_same(a in values(), b in values(), at in 0..4_usize) {
            prop_assert_eq!(jsons(&a, &b), by_shape(&a, &b));
            prop_assert!(jsons(&a, &turned(&a, at)));
            prop_assert!(by_shape(&a, &turned(&a, at)));
        }
    }
}
