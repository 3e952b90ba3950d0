//! One Merge Patch for two (RFC 7396).

use std::fmt;

use crate::{Json, Members, Pointer};

/// The JSON Merge Patch that does what `first` and then `second` do, on any
/// document (RFC 7396 §2).
///
/// # Errors
/// [`NotComposable`] where `first` sets or removes a value and `second` lays an
/// object over what is left: the result is that object and nothing else, but a
/// Merge Patch with an object keeps what the document has beside it.
///
/// ```
/// use amend::Json;
/// use amend::algebra::compose_merge_patches;
///
/// let first: Json = r#"{"a": {"b": 1}, "c": null}"#.parse()?;
/// let both = compose_merge_patches(&first, &r#"{"a": {"b": null, "d": 2}}"#.parse()?)?;
/// assert_eq!(both.to_string(), r#"{"a":{"b":null,"d":2},"c":null}"#);
///
/// let error = compose_merge_patches(&first, &r#"{"c": {"d": 1}}"#.parse()?).unwrap_err();
/// assert_eq!(error.places(), ["/c".parse()?]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compose_merge_patches(first: &Json, second: &Json) -> Result<Json, NotComposable> {
    let mut walk = Walk { path: Pointer::root(), places: Vec::new() };
    let patch = walk.value(first, second);
    if walk.places.is_empty() { Ok(patch) } else { Err(NotComposable { places: walk.places }) }
}

/// Two Merge Patches that no single one can stand for, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotComposable {
    places: Vec<Pointer>,
}

impl NotComposable {
    /// All the places where the second patch lays an object over a value that
    /// the first one sets or removes.
    pub fn places(&self) -> &[Pointer] {
        &self.places
    }
}

impl fmt::Display for NotComposable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected changes that one Merge Patch can express, found ")?;
        match self.places.as_slice() {
            [place] if place.is_root() => f.write_str(
                "an object that the second lays over the document that the first one sets",
            )?,
            [place, rest @ ..] => {
                write!(
                    f,
                    "an object that the second lays over what the first one sets or removes at `{place}`"
                )?;
                if !rest.is_empty() {
                    write!(f, " and {} more", rest.len())?;
                }
            }
            [] => {}
        }
        f.write_str("; with the document that they are for, one can be made")
    }
}

impl std::error::Error for NotComposable {}

struct Walk {
    path: Pointer,
    places: Vec<Pointer>,
}

impl Walk {
    fn value(&mut self, first: &Json, second: &Json) -> Json {
        match (first, second) {
            (Json::Object(first), Json::Object(second)) => {
                Json::Object(self.objects(first, second))
            }
            (_, Json::Object(_)) => {
                self.places.push(self.path.clone());
                second.clone()
            }
            // Whatever the first one did here, this is put in its place.
            _ => second.clone(),
        }
    }

    fn objects(&mut self, first: &Members, second: &Members) -> Members {
        let mut patch = Members::new();
        for (name, value) in first {
            let value = match second.get(name) {
                None => value.clone(),
                Some(second) => {
                    self.path.push(name);
                    let value = self.value(value, second);
                    self.path.pop();
                    value
                }
            };
            patch.insert(name, value);
        }
        for (name, value) in second {
            if !first.contains(name) {
                patch.insert(name, value.clone());
            }
        }
        patch
    }
}
