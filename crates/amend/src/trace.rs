//! A patch that applies to a document, operation by operation: where each one
//! works, in the document's own spelling, and what was there before.

use crate::apply::{Missing, spell};
use crate::pointer::Index;
use crate::view::{View, to_json};
use crate::{
    ApplyError, ApplyOptions, Json, MemberNames, Operation, Patch, Pointer, apply_with, resolve,
};

/// A run over a document that is known to succeed.
pub(crate) struct Trace<'p> {
    document: Json,
    operations: std::slice::Iter<'p, Operation>,
    names: MemberNames,
}

/// What one operation did.
pub(crate) struct Step<'p> {
    pub(crate) operation: &'p Operation,
    /// Where it worked, in the document's spelling. For `add`, `move` and `copy`
    /// this is where the value is now; an index is never `-`.
    pub(crate) path: Pointer,
    /// Where `move` and `copy` took the value, in the document before, and at
    /// which position that member stood.
    pub(crate) from: Option<(Pointer, usize)>,
    /// What was in the way.
    pub(crate) slot: Slot,
}

/// What was at a place before an operation worked there.
#[derive(Debug)]
pub(crate) enum Slot {
    /// Nothing changed: a `test`, or a `move` of a value onto itself.
    Same,
    /// Another document. That of a `move` has its value where it was.
    Document(Json),
    /// Another member of this name. That of a `move` out of it is whole.
    Member(Json),
    /// Another element.
    Element(Json),
    /// No member of this name.
    NewMember,
    /// No element: this one was inserted.
    NewElement,
    /// The member that was taken away, and the position where it stood.
    GoneMember(usize, Json),
    /// The element that was taken away.
    GoneElement(Json),
}

impl<'p> Trace<'p> {
    /// Applies the patch, to see that it does; gives the run and the result.
    pub(crate) fn new<'a, V: View<'a>>(
        patch: &'p Patch,
        before: V,
        options: &ApplyOptions,
    ) -> Result<(Self, Json), ApplyError> {
        let document = to_json(before);
        let mut after = document.clone();
        apply_with(&mut after, patch, options)?;
        let operations = patch.operations().iter();
        Ok((Self { document, operations, names: options.dialect.member_names }, after))
    }

    /// The document as the steps so far have left it.
    pub(crate) fn document(&self) -> &Json {
        &self.document
    }

    /// Does the next operation.
    pub(crate) fn step(&mut self) -> Option<Step<'p>> {
        let operation = self.operations.next()?;
        let step = self.operation(operation);
        debug_assert!(step.is_some(), "the patch was seen to apply");
        step
    }

    fn operation(&mut self, operation: &'p Operation) -> Option<Step<'p>> {
        let step = |path, slot| Step { operation, path, from: None, slot };
        Some(match operation {
            Operation::Test { path, .. } => step(self.resolve(path)?, Slot::Same),
            Operation::Remove { path } => {
                let path = self.resolve(path)?;
                let gone = take(&mut self.document, &path)?;
                step(path, gone)
            }
            Operation::Add { path, value } => {
                let path = self.resolve(path)?;
                let (path, slot) = add(&mut self.document, &path, value.clone())?;
                step(path, slot)
            }
            Operation::Replace { path, value } => {
                let path = self.resolve(path)?;
                let slot = replace(&mut self.document, &path, value.clone())?;
                step(path, slot)
            }
            Operation::Copy { from, path } => {
                let from = self.resolve(from)?;
                let path = self.resolve(path)?;
                let value = self.document.pointer(&from)?.clone();
                let (path, slot) = add(&mut self.document, &path, value)?;
                Step { operation, path, from: Some((from, 0)), slot }
            }
            Operation::Move { from, path } => {
                let from = self.resolve(from)?;
                if self.is_place(&from, path) {
                    let path = from.clone();
                    return Some(Step { operation, path, from: Some((from, 0)), slot: Slot::Same });
                }
                let gone = take(&mut self.document, &from)?;
                let position = gone.position();
                let value = gone.into_value()?;
                let path = self.resolve(path)?;
                let whole = path.contains(&from).then(|| value.clone());
                let (path, mut slot) = add(&mut self.document, &path, value)?;
                if let (Some(value), Slot::Document(old) | Slot::Member(old)) = (whole, &mut slot) {
                    let below = from.tokens().iter().skip(path.tokens().len()).cloned();
                    put_back(old, &Pointer::from_tokens(below), position, value)?;
                }
                Step { operation, path, from: Some((from, position)), slot }
            }
        })
    }

    fn resolve(&self, path: &Pointer) -> Option<Pointer> {
        resolve(&self.document, path, self.names).ok()
    }

    /// Whether a `move` goes where its value is (RFC 6902 §4.4).
    fn is_place(&self, from: &Pointer, path: &Pointer) -> bool {
        let spelt = spell(&self.document, path.tokens(), self.names, Missing::Any);
        spelt.is_ok_and(|tokens| tokens == from.tokens())
    }
}

impl Slot {
    /// The value that was there.
    pub(crate) fn into_value(self) -> Option<Json> {
        match self {
            Self::Document(value)
            | Self::Member(value)
            | Self::Element(value)
            | Self::GoneMember(_, value)
            | Self::GoneElement(value) => Some(value),
            Self::Same | Self::NewMember | Self::NewElement => None,
        }
    }

    /// Where the member stood that was taken away.
    pub(crate) fn position(&self) -> usize {
        if let Self::GoneMember(at, _) = self { *at } else { 0 }
    }

    /// Takes the value away again that was put at a place.
    pub(crate) fn undo(&self, document: &mut Json, path: &Pointer) -> Option<Json> {
        match self {
            Self::Document(old) | Self::Member(old) | Self::Element(old) => {
                Some(std::mem::replace(document.pointer_mut(path)?, old.clone()))
            }
            Self::NewMember | Self::NewElement => take(document, path)?.into_value(),
            Self::Same | Self::GoneMember(..) | Self::GoneElement(_) => None,
        }
    }
}

/// The container of a place, to change, and its last token.
fn container<'d, 'p>(document: &'d mut Json, path: &'p Pointer) -> Option<(&'d mut Json, &'p str)> {
    let (last, above) = path.tokens().split_last()?;
    Some((document.pointer_mut(&Pointer::from_tokens(above))?, last))
}

fn add(document: &mut Json, path: &Pointer, value: Json) -> Option<(Pointer, Slot)> {
    if path.is_root() {
        return Some((Pointer::root(), Slot::Document(std::mem::replace(document, value))));
    }
    match container(document, path)? {
        (Json::Object(members), name) => {
            let slot = members.insert(name, value).map_or(Slot::NewMember, Slot::Member);
            Some((path.clone(), slot))
        }
        (Json::Array(elements), token) => {
            let at = match Index::parse(token)? {
                Index::At(at) if at <= elements.len() => at,
                Index::End => elements.len(),
                _ => return None,
            };
            elements.insert(at, value);
            let mut path = path.clone();
            path.pop();
            Some((path.child(at.to_string()), Slot::NewElement))
        }
        _ => None,
    }
}

fn replace(document: &mut Json, path: &Pointer, value: Json) -> Option<Slot> {
    let old = std::mem::replace(document.pointer_mut(path)?, value);
    Some(match container(document, path) {
        None => Slot::Document(old),
        Some((Json::Array(_), _)) => Slot::Element(old),
        Some(_) => Slot::Member(old),
    })
}

fn take(document: &mut Json, path: &Pointer) -> Option<Slot> {
    match container(document, path)? {
        (Json::Object(members), name) => {
            members.remove_at(name).map(|(at, value)| Slot::GoneMember(at, value))
        }
        (Json::Array(elements), token) => match Index::parse(token)? {
            Index::At(at) if at < elements.len() => Some(Slot::GoneElement(elements.remove(at))),
            _ => None,
        },
        _ => None,
    }
}

/// The inverse of [`take`].
pub(crate) fn put_back(
    document: &mut Json,
    path: &Pointer,
    position: usize,
    value: Json,
) -> Option<()> {
    match container(document, path)? {
        (Json::Object(members), name) => members.insert_at(position, name, value),
        (Json::Array(elements), token) => match Index::parse(token)? {
            Index::At(at) if at <= elements.len() => elements.insert(at, value),
            _ => return None,
        },
        _ => return None,
    }
    Some(())
}
