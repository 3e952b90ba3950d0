//! A diff as people read it: a line for each difference, in the order in which
//! they are made, so that the places mean what they mean in the JSON Patch.

use std::borrow::Cow;
use std::fmt::Write as _;

use amend::{ApplyOptions, Json, Limits, Operation, Patch, Pointer, View, apply_with};

use crate::failure::Failure;
use crate::settings::Values;
use amend_vendor::printable;

/// Writes the differences, safe for a terminal whatever the documents hold.
pub(crate) fn write<'v, V: View<'v>>(
    before: V,
    patch: &Patch,
    values: Values,
) -> Result<String, Failure> {
    if patch.is_empty() {
        return Ok("no differences\n".to_owned());
    }
    let count = patch.operations().len();
    let mut text = format!("{count} difference{}\n", if count == 1 { "" } else { "s" });
    // What is removed or replaced is looked up in the document as it is then.
    let mut document = before.to_json();
    // Both documents were read under the limits: none is left to be kept.
    let limits = Limits {
        operations: usize::MAX,
        depth: usize::MAX,
        growth: usize::MAX,
        ..Limits::default()
    };
    let options = ApplyOptions { limits, ..ApplyOptions::default() };
    for operation in patch.operations() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}", line(operation, &document, values));
        apply_with(&mut document, &Patch::from(vec![operation.clone()]), &options).map_err(
            |error| Failure::trouble("internal", format!("the patch made does not apply: {error}")),
        )?;
    }
    Ok(text)
}

fn line(operation: &Operation, document: &Json, values: Values) -> String {
    let path = place(operation.path());
    let old = document.pointer(operation.path()).map(|old| show(old, values));
    match operation {
        Operation::Add { value, .. } => format!("added     {path}: {}", show(value, values)),
        Operation::Remove { .. } => format!("removed   {path}: {}", old.unwrap_or_default()),
        Operation::Replace { value, .. } => {
            let old = old.unwrap_or_default();
            format!("replaced  {path}: {old} -> {}", show(value, values))
        }
        Operation::Move { from, .. } => format!("moved     {} -> {path}", place(from)),
        Operation::Copy { from, .. } => format!("copied    {} -> {path}", place(from)),
        Operation::Test { value, .. } => format!("expected  {path}: {}", show(value, values)),
    }
}

/// A pointer; in quotes where it would not be clear where it ends.
fn place(pointer: &Pointer) -> String {
    if pointer.is_root() {
        return "the document".to_owned();
    }
    let text = pointer.to_string();
    let plain = !text.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\\' | ':'));
    let text = if plain { text } else { Json::from(text).to_string() };
    printable(&text).into_owned()
}

fn show(value: &Json, values: Values) -> Cow<'static, str> {
    match values {
        Values::Hidden => Cow::Borrowed(value.noun()),
        Values::Shown => Cow::Owned(printable(&value.to_string()).into_owned()),
    }
}
