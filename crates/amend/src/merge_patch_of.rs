//! Making a JSON Merge Patch of two documents (RFC 7396), or saying where that
//! can not be done.

use std::fmt;

use crate::finder::Finder;
use crate::view::{self, Shape, View};
use crate::{Json, Members, Pointer, equal};

/// The JSON Merge Patch that makes `after` of `before` (RFC 7396 §1, §2).
///
/// It names only what differs; numbers that are equal by value (`1`, `1.0`) do
/// not. Of two equal objects the patch is `{}`.
///
/// # Errors
/// [`NotExpressible`] where `after` has a member that is null at a place that
/// would have to be written: in a Merge Patch, null means removal. Nulls that
/// are in both documents, and those in arrays, are no obstacle.
///
/// ```
/// use amend::{Json, merge_patch_of};
///
/// let before: Json = r#"{"a": 1, "b": {"c": 2, "d": 3}}"#.parse()?;
/// let after: Json = r#"{"a": 1.0, "b": {"d": 4}, "e": []}"#.parse()?;
/// let patch = merge_patch_of(&before, &after)?;
/// assert_eq!(patch.to_string(), r#"{"b":{"c":null,"d":4},"e":[]}"#);
///
/// let error = merge_patch_of(&before, &r#"{"a": null}"#.parse::<Json>()?).unwrap_err();
/// assert_eq!(error.places(), ["/a".parse()?]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge_patch_of<'b, 'a, B: View<'b>, A: View<'a>>(
    before: B,
    after: A,
) -> Result<Json, NotExpressible> {
    let mut walk = Walk { path: Pointer::root(), places: Vec::new() };
    let patch = match (before.shape(), after.shape()) {
        (Shape::Object(_), Shape::Object(_)) => Json::Object(walk.objects(before, after)),
        _ => walk.whole(after),
    };
    if walk.places.is_empty() {
        Ok(patch)
    } else {
        Err(NotExpressible(Box::new(Repr { places: walk.places })))
    }
}

/// A change that no JSON Merge Patch can express (RFC 7396 §1), and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotExpressible(Box<Repr>);

#[derive(Clone, Debug, Eq, PartialEq)]
struct Repr {
    places: Vec<Pointer>,
}

impl NotExpressible {
    /// All the places where the wanted document has a null that would have to
    /// be written, in its order.
    pub fn places(&self) -> &[Pointer] {
        &self.0.places
    }
}

impl fmt::Display for NotExpressible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected a change that a Merge Patch can express, found null as the wanted value of ",
        )?;
        for (index, place) in self.places().iter().take(SHOWN).enumerate() {
            write!(f, "{}`{place}`", if index == 0 { "" } else { ", " })?;
        }
        if let more @ 1.. = self.places().len().saturating_sub(SHOWN) {
            write!(f, " and {more} more")?;
        }
        f.write_str("; null means removal there, a JSON Patch can say it")
    }
}

impl std::error::Error for NotExpressible {}

/// So many places are named in an error text.
const SHOWN: usize = 5;

struct Walk {
    path: Pointer,
    places: Vec<Pointer>,
}

impl Walk {
    /// What has to be merged into an object to make another one of it.
    fn objects<'b, 'a, B: View<'b>, A: View<'a>>(&mut self, before: B, after: A) -> Members {
        let mut patch = Members::new();
        let mut afters = Finder::new(after);
        if let Shape::Object(members) = before.shape() {
            for (name, _) in members {
                if afters.find(&name).is_none() {
                    patch.push(name, Json::Null);
                }
            }
        }
        let mut befores = Finder::new(before);
        let Shape::Object(members) = after.shape() else {
            return patch;
        };
        for (name, value) in members {
            let was = befores.find(&name);
            if was.is_some_and(|was| was.written().is_some_and(|was| Some(was) == value.written()))
            {
                continue;
            }
            self.path.push(name.as_ref());
            match was {
                None => {
                    patch.push(name, self.member(value));
                }
                Some(was) => match (was.shape(), value.shape()) {
                    (Shape::Object(_), Shape::Object(_)) => {
                        let inner = self.objects(was, value);
                        if !inner.is_empty() {
                            patch.push(name, inner.into());
                        }
                    }
                    _ if equal(was, value) => {}
                    _ => {
                        patch.push(name, self.member(value));
                    }
                },
            }
            self.path.pop();
        }
        patch
    }

    /// A member that is written anew: it must not be null itself.
    fn member<'a, V: View<'a>>(&mut self, value: V) -> Json {
        if matches!(value.shape(), Shape::Null) {
            self.places.push(self.path.clone());
        }
        self.whole(value)
    }

    /// A value that is written anew: no member of an object in it may be null.
    /// What is inside an array is taken as it is (RFC 7396 §2).
    fn whole<'a, V: View<'a>>(&mut self, value: V) -> Json {
        let Shape::Object(members) = value.shape() else {
            return view::to_json(value);
        };
        let mut written = Members::new();
        for (name, value) in members {
            self.path.push(name.as_ref());
            written.push(name, self.member(value));
            self.path.pop();
        }
        Json::Object(written)
    }
}
