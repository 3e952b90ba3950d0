//! Reading a JSON Patch (RFC 6902 §3, §4), strictly.

use std::borrow::Cow;
use std::str::FromStr;

use crate::patch_error::{Fault, PatchError};
use crate::view::{self, Shape, View};
use crate::{
    Dialect, Document, Json, LeadingSlash, Limits, Operation, Operations, Patch, Pointer, ReadError,
};

/// The words of RFC 6902 §4.
const NAMES: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];

/// What is made of a patch that is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Keep {
    All,
    /// Only what is wrong with it is of interest.
    Nothing,
}

/// A value of the patch stands inside two containers: the array and its
/// operation. These do not count against the depth of the document it goes to.
const WRAPPING: usize = 2;

pub(crate) fn wrapped(limits: &Limits) -> Limits {
    Limits { depth: limits.depth.saturating_add(WRAPPING), ..limits.clone() }
}

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
        Self::read(Document::read(bytes, &wrapped(limits))?.root(), dialect, limits)
    }

    /// Reads the text of a patch, and no more of it than that it is JSON.
    pub(crate) fn document<'t>(text: &'t str, limits: &Limits) -> Result<Document<'t>, ReadError> {
        Document::within(text, &wrapped(limits))
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
        operations(document, *dialect, limits, Keep::All)?
            .collect::<Result<Vec<_>, _>>()
            .map(Self::from)
    }

    /// Whether [`Patch::read`] reads this, found without keeping anything of it.
    pub(crate) fn check<'a, V: View<'a>>(
        document: V,
        dialect: Dialect,
        limits: &Limits,
    ) -> Result<(), PatchError> {
        operations(document, dialect, limits, Keep::Nothing)?.try_for_each(|read| read.map(drop))
    }
}

/// The operations of a patch.
fn operations<'a, V: View<'a>>(
    document: V,
    dialect: Dialect,
    limits: &Limits,
    keep: Keep,
) -> Result<impl Iterator<Item = Result<Operation, PatchError>>, PatchError> {
    let shape = document.shape();
    let Shape::Array(elements) = shape else {
        return Err(PatchError::new(Fault::NotAnArray { found: shape.noun() }));
    };
    within("operations", limits.operations, document.len())?;
    Ok(elements.enumerate().map(move |(index, element)| {
        operation(element, dialect, limits, keep).map_err(|e| e.in_operation(index))
    }))
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
    keep: Keep,
) -> Result<Operation, PatchError> {
    let members = match element.shape() {
        Shape::Object(members) => members,
        other => return Err(PatchError::new(Fault::NotAnObject { found: other.noun() })),
    };
    let [mut op, mut path, mut from, mut value] = [None; 4];
    for (name, member) in members {
        match &*name {
            "op" => op = Some(member),
            "path" => path = Some(member),
            "from" => from = Some(member),
            "value" => value = Some(member),
            _ => {}
        }
    }
    let of = |member| Place { element, member, operation: None };
    let name = name_of(&of("op").string(op)?)?;
    let supported = match dialect.operations {
        Operations::All => true,
        Operations::WithoutMoveAndCopy => !matches!(name, "move" | "copy"),
    };
    if !supported {
        return Err(PatchError::new(Fault::Unsupported { operation: name }).in_member("op"));
    }
    let of = |member| Place { element, member, operation: Some(name) };
    let path = of("path").pointer(path, dialect, limits, keep)?;
    let from = || of("from").pointer(from, dialect, limits, keep);
    let take = |value| match keep {
        Keep::All => view::to_json(value),
        Keep::Nothing => Json::Null,
    };
    let value = || value.map(take).ok_or_else(|| of("value").missing());
    Ok(match name {
        "add" => Operation::Add { path, value: value()? },
        "remove" => Operation::Remove { path },
        "replace" => Operation::Replace { path, value: value()? },
        "move" => Operation::Move { path, from: from()? },
        "copy" => Operation::Copy { path, from: from()? },
        _ => Operation::Test { path, value: value()? },
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

/// A member of an operation, for what may be wrong with it.
#[derive(Clone, Copy)]
struct Place<V> {
    element: V,
    member: &'static str,
    operation: Option<&'static str>,
}

impl<'a, V: View<'a>> Place<V> {
    fn missing(self) -> PatchError {
        let Self { element, member, operation } = self;
        let meant = match element.shape() {
            Shape::Object(members) => members
                .map(|(name, _)| name)
                .find(|name| name.trim().eq_ignore_ascii_case(member))
                .map(Cow::into_owned),
            _ => None,
        };
        PatchError::new(Fault::Missing { operation, meant }).in_member(member)
    }

    fn string(self, found: Option<V>) -> Result<Cow<'a, str>, PatchError> {
        match found.ok_or_else(|| self.missing())?.shape() {
            Shape::String(text) => Ok(text),
            other => {
                let fault = Fault::WrongType { found: other.noun() };
                Err(PatchError::new(fault).in_member(self.member))
            }
        }
    }

    fn pointer(
        self,
        found: Option<V>,
        dialect: Dialect,
        limits: &Limits,
        keep: Keep,
    ) -> Result<Pointer, PatchError> {
        let text = self.string(found)?;
        within("pointer", limits.pointer, text.len()).map_err(|e| e.in_member(self.member))?;
        if keep == Keep::Nothing && Pointer::is_one(&text, dialect.leading_slash) {
            return Ok(Pointer::root());
        }
        Pointer::parse(&text, dialect.leading_slash).map_err(|error| {
            let meant = meant(&text);
            PatchError::new(Fault::BadPointer { error, meant }).in_member(self.member)
        })
    }
}

/// The pointer that was probably meant: one without its slash, or a URI fragment.
fn meant(text: &str) -> Option<String> {
    let text = text.strip_prefix('#').unwrap_or(text);
    Pointer::parse(text, LeadingSlash::Optional).ok().map(|pointer| pointer.to_string())
}
