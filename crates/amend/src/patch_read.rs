//! Reading a JSON Patch (RFC 6902 §3, §4), strictly.

use std::borrow::Cow;
use std::str::FromStr;

use crate::patch_error::{Fault, PatchError};
use crate::view::{self, Shape, View};
use crate::{Dialect, Document, LeadingSlash, Limits, Operation, Operations, Patch, Pointer};

/// The words of RFC 6902 §4.
const NAMES: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];

/// A value of the patch stands inside two containers: the array and its
/// operation. These do not count against the depth of the document it goes to.
const WRAPPING: usize = 2;

impl Patch {
    /// Reads the text of a JSON Patch: [`Document::read`], then [`Patch::read`].
    ///
    /// The limit `depth` holds for the values in the patch; the array and the
    /// operation around them do not count.
    ///
    /// # Errors
    /// [`PatchError`], of every kind.
    ///
    /// ```
    /// use amend::{Dialect, Limits, Patch};
    ///
    /// let text = br#"[{"op": "remove", "path": "Department"}]"#;
    /// let patch = Patch::parse(text, &Dialect::DOT_NET, &Limits::default())?;
    /// assert_eq!(patch.to_string(), r#"[{"op":"remove","path":"/Department"}]"#);
    /// # Ok::<(), amend::error::PatchError>(())
    /// ```
    pub fn parse(bytes: &[u8], dialect: &Dialect, limits: &Limits) -> Result<Self, PatchError> {
        let wrapped = Limits { depth: limits.depth.saturating_add(WRAPPING), ..limits.clone() };
        Self::read(Document::read(bytes, &wrapped)?.root(), dialect, limits)
    }

    /// Reads a JSON Patch from a document (RFC 6902 §3, §4).
    ///
    /// Strict: the document is an array, each element an object with the members
    /// that its operation needs, of the right type, and well-formed pointers.
    /// Members that the operation does not define are ignored, whatever they
    /// hold (§4).
    ///
    /// # Errors
    /// [`PatchError`]: every kind but `NotJson`.
    ///
    /// ```
    /// use amend::{Dialect, Json, Limits, Patch};
    /// use amend::error::PatchErrorKind;
    ///
    /// let json: Json = r#"[{"op": "Remove", "path": "/a"}]"#.parse()?;
    /// let error = Patch::read(&json, &Dialect::RFC6902, &Limits::default()).unwrap_err();
    /// assert_eq!(error.kind(), PatchErrorKind::UnknownOperation);
    /// assert!(error.to_string().ends_with("found `Remove`; did you mean `remove`?"));
    /// # Ok::<(), amend::error::ReadError>(())
    /// ```
    pub fn read<'a, V: View<'a>>(
        document: V,
        dialect: &Dialect,
        limits: &Limits,
    ) -> Result<Self, PatchError> {
        let shape = document.shape();
        let Shape::Array(elements) = shape else {
            return Err(PatchError::new(Fault::NotAnArray { found: shape.noun() }));
        };
        within("operations", limits.operations, document.len())?;
        elements
            .enumerate()
            .map(|(index, element)| {
                operation(element, *dialect, limits).map_err(|e| e.in_operation(index))
            })
            .collect::<Result<Vec<_>, _>>()
            .map(Self::from)
    }
}

impl FromStr for Patch {
    type Err = PatchError;

    /// Reads the text of a patch as RFC 6902 has it, under the default limits.
    fn from_str(text: &str) -> Result<Self, PatchError> {
        Self::parse(text.as_bytes(), &Dialect::RFC6902, &Limits::default())
    }
}

fn within(name: &'static str, limit: usize, found: usize) -> Result<(), PatchError> {
    if found > limit {
        return Err(PatchError::new(Fault::Limit { name, limit, found }));
    }
    Ok(())
}

fn operation<'a, V: View<'a>>(
    element: V,
    dialect: Dialect,
    limits: &Limits,
) -> Result<Operation, PatchError> {
    let shape = element.shape();
    let Shape::Object(_) = shape else {
        return Err(PatchError::new(Fault::NotAnObject { found: shape.noun() }));
    };
    let name = name_of(&string(element, "op", None)?)?;
    let supported = match dialect.operations {
        Operations::All => true,
        Operations::WithoutMoveAndCopy => !matches!(name, "move" | "copy"),
    };
    if !supported {
        return Err(PatchError::new(Fault::Unsupported { operation: name }).in_member("op"));
    }
    let place = |member| pointer(element, member, name, dialect, limits);
    let value = || match element.member("value") {
        Some(value) => Ok(view::to_json(value)),
        None => Err(missing(element, "value", Some(name))),
    };
    Ok(match name {
        "add" => Operation::Add { path: place("path")?, value: value()? },
        "remove" => Operation::Remove { path: place("path")? },
        "replace" => Operation::Replace { path: place("path")?, value: value()? },
        "move" => Operation::Move { path: place("path")?, from: place("from")? },
        "copy" => Operation::Copy { path: place("path")?, from: place("from")? },
        _ => Operation::Test { path: place("path")?, value: value()? },
    })
}

fn name_of(word: &str) -> Result<&'static str, PatchError> {
    NAMES.into_iter().find(|name| *name == word).ok_or_else(|| {
        // A word of letters is somebody's idea of an operation and may be
        // shown; anything else may be data that strayed here.
        let plain = word.len() <= 16 && word.bytes().all(|b| b.is_ascii_alphabetic());
        let lower = word.trim().to_ascii_lowercase();
        let meant = match lower.as_str() {
            "set" | "update" => Some("replace"),
            "delete" => Some("remove"),
            "insert" | "append" => Some("add"),
            // Or the beginning of one of the words, or one with an ending.
            lower if lower.len() < 2 => None,
            lower => {
                NAMES.into_iter().find(|name| name.starts_with(lower) || lower.starts_with(name))
            }
        };
        let found = plain.then(|| word.to_owned());
        PatchError::new(Fault::UnknownOperation { found, meant }).in_member("op")
    })
}

fn missing<'a, V: View<'a>>(
    element: V,
    member: &'static str,
    operation: Option<&'static str>,
) -> PatchError {
    let meant = match element.shape() {
        Shape::Object(members) => members
            .map(|(name, _)| name)
            .find(|name| name.trim().eq_ignore_ascii_case(member))
            .map(Cow::into_owned),
        _ => None,
    };
    PatchError::new(Fault::Missing { operation, meant }).in_member(member)
}

fn string<'a, V: View<'a>>(
    element: V,
    member: &'static str,
    operation: Option<&'static str>,
) -> Result<Cow<'a, str>, PatchError> {
    let value = element.member(member).ok_or_else(|| missing(element, member, operation))?;
    match value.shape() {
        Shape::String(text) => Ok(text),
        other => Err(PatchError::new(Fault::WrongType { found: other.noun() }).in_member(member)),
    }
}

fn pointer<'a, V: View<'a>>(
    element: V,
    member: &'static str,
    operation: &'static str,
    dialect: Dialect,
    limits: &Limits,
) -> Result<Pointer, PatchError> {
    let text = string(element, member, Some(operation))?;
    within("pointer", limits.pointer, text.len()).map_err(|e| e.in_member(member))?;
    Pointer::parse(&text, dialect.leading_slash).map_err(|error| {
        let meant = meant(&text);
        PatchError::new(Fault::BadPointer { error, meant }).in_member(member)
    })
}

/// The pointer that was probably meant: one without its slash, or a URI fragment.
fn meant(text: &str) -> Option<String> {
    let text = text.strip_prefix('#').unwrap_or(text);
    Pointer::parse(text, LeadingSlash::Optional).ok().map(|pointer| pointer.to_string())
}
