//! Patches for a document: most operations find what they need, and some do not.

use amend::options::MemberNames;
use amend::{ApplyOptions, Dialect, Json, Operation, Patch, Pointer, apply_with};

use crate::bytes::Bytes;
use crate::documents::{name, places, scalar, value};

/// Which operations stay in a patch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Keep {
    /// Those that apply.
    Applying,
    /// All, so that many patches fail.
    All,
}

/// A patch of up to `most` operations for a document, and what it makes of it as
/// far as it applies.
pub(crate) fn patch(
    document: &Json,
    most: usize,
    dialect: Dialect,
    keep: Keep,
    bytes: &mut Bytes<'_>,
) -> (Patch, Json) {
    let options = ApplyOptions { dialect, ..ApplyOptions::default() };
    let mut state = document.clone();
    let mut operations = Vec::new();
    for _ in 0..bytes.below(most + 1) {
        let operation = operation(&state, &options, bytes);
        let one = Patch::from(vec![operation.clone()]);
        if apply_with(&mut state, &one, &options).is_ok() || keep == Keep::All {
            operations.push(operation);
        }
    }
    (Patch::from(operations), state)
}

/// The document after some edits.
pub(crate) fn edited(document: &Json, most: usize, bytes: &mut Bytes<'_>) -> Json {
    patch(document, most, Dialect::RFC6902, Keep::Applying, bytes).1
}

/// Two documents: one and what some edits make of it, or two that have nothing to
/// do with each other.
pub(crate) fn pair(bytes: &mut Bytes<'_>) -> (Json, Json) {
    let related = !bytes.rarely(5);
    let before = crate::documents::document(bytes);
    let after = if related { edited(&before, 6, bytes) } else { crate::documents::document(bytes) };
    (before, after)
}

fn operation(state: &Json, options: &ApplyOptions, bytes: &mut Bytes<'_>) -> Operation {
    let kind = bytes.below(16);
    let dialect = options.dialect;
    let path = place(state, dialect, kind > 3, bytes);
    let moves = dialect.operations == amend::options::Operations::All;
    match kind {
        0..=3 => Operation::Add { path, value: value(bytes) },
        4..=6 => Operation::Remove { path },
        7..=8 => Operation::Replace { path, value: value(bytes) },
        9..=11 if moves => Operation::Move { from: place(state, dialect, true, bytes), path },
        12..=13 if moves => Operation::Copy { from: place(state, dialect, true, bytes), path },
        14 => Operation::Test { path, value: scalar(bytes) },
        _ => {
            let found = amend::resolve(state, &path, dialect.member_names);
            let value = found.ok().and_then(|path| state.pointer(&path).cloned());
            Operation::Test { path, value: value.unwrap_or_default() }
        }
    }
}

/// A place that is there, or one beside it; the name perhaps in another case.
fn place(state: &Json, dialect: Dialect, mostly: bool, bytes: &mut Bytes<'_>) -> Pointer {
    let places = places(state);
    let mut place = places[bytes.below(places.len())].clone();
    match bytes.below(if mostly { 16 } else { 6 }) {
        2 => place.push(name(bytes)),
        3 => place.push("-"),
        4 => place.push(bytes.below(4).to_string()),
        5 if !mostly => place.push(name(bytes)),
        _ => {}
    }
    if dialect.member_names != MemberNames::Exact {
        let turn = bytes.below(3);
        let tokens = place.tokens().iter().map(|token| match turn {
            0 => token.clone(),
            1 => token.to_uppercase(),
            _ => token.to_lowercase(),
        });
        place = Pointer::from_tokens(tokens);
    }
    place
}
