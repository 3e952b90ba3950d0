//! `MergePatch` of RFC 7396 §2, on the tree.

use super::object::Object;
use super::tape::Spot;
use super::tree::{Body, Slot, Tree, Value};
use crate::document::Kind;

/// Merges the patch into the document, if it is not too deep.
pub(super) fn root(tree: &mut Tree<'_>, depth: usize) -> Option<()> {
    let patch = Spot::of_patch(0);
    // Every container of the patch stands as deep in the result as in the patch.
    if !tree.is_new_within(patch, depth) {
        return None;
    }
    merge(tree, Slot::Root, patch.at())
}

/// Merges a value of the patch into one that there is.
fn merge(tree: &mut Tree<'_>, slot: Slot, at: u32) -> Option<()> {
    let patch = tree.patch;
    if patch.kind(at) != Kind::Object {
        tree.replace(slot, Value::Tape(Spot::of_patch(at)));
        return Some(());
    }
    let Some(id) = open_object(tree, slot) else {
        let value = new(tree, at);
        tree.replace(slot, value);
        return Some(());
    };
    for name in patch.names(at) {
        let token = patch.string(name);
        let found = tree.find(id, &token);
        match (patch.kind(name + 1), found) {
            (Kind::Null, Some(_)) => _ = tree.take(id, &token)?,
            (Kind::Null, None) => {}
            (_, Some(slot)) => merge(tree, slot, name + 1)?,
            (_, None) => {
                let value = new(tree, name + 1);
                tree.put(id, token, value).ok()?;
            }
        }
    }
    Some(())
}

/// The object at a place, to be changed.
fn open_object(tree: &mut Tree<'_>, slot: Slot) -> Option<u32> {
    let id = tree.open(slot)?;
    tree.is_object(id).then_some(id)
}

/// A value of the patch where there was none: the nulls of its objects vanish.
fn new(tree: &mut Tree<'_>, at: u32) -> Value {
    let patch = tree.patch;
    let whole = Value::Tape(Spot::of_patch(at));
    if patch.kind(at) != Kind::Object {
        return whole;
    }
    let mut object: Option<Object<'_>> = None;
    for (number, name) in patch.names(at).enumerate() {
        let is_null = patch.kind(name + 1) == Kind::Null;
        let value = if is_null { whole } else { new(tree, name + 1) };
        if object.is_none() && (is_null || matches!(value, Value::Laid(_))) {
            let mut before = Object::new();
            for name in patch.names(at).take(number) {
                before.append(patch.string(name), Value::Tape(Spot::of_patch(name + 1)), None);
            }
            object = Some(before);
        }
        if let Some(object) = &mut object
            && !is_null
        {
            object.append(patch.string(name), value, None);
        }
    }
    object.map_or(whole, |object| Value::Laid(tree.push(Body::Object(Box::new(object)))))
}
