//! Why an operation cannot be done, said of the tree as the plain way says it of a
//! document.

use std::borrow::Cow;

use super::super::difference::difference;
use super::super::error::Reason;
use super::super::lookup::{self, Miss, Missing};
use super::look::Look;
use super::operation::{Operation, Path};
use super::run::Run;
use super::tree::Value;
use crate::apply::Fault;
use crate::measure::{ELEMENT_BYTES, Size, member_bytes};
use crate::view::{Shape, View};
use crate::{ApplyError, MemberNames, Pointer};

/// The member of the operation that is at fault, and why.
type Failure = (&'static str, Fault);

/// Whether there has to be a value already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    Free,
    Taken,
}

impl<'t> Run<'t, '_> {
    /// Why the operation of this number was not done; nothing, if this way cannot tell.
    pub(super) fn explain(&self, index: usize, operation: &Operation<'t>) -> Option<ApplyError> {
        let (name, path, from) = match operation {
            Operation::Add(path, _) => ("add", path, None),
            Operation::Remove(path) => ("remove", path, None),
            Operation::Replace(path, _) => ("replace", path, None),
            Operation::Test(path, _) => ("test", path, None),
            Operation::Move(from, path) => ("move", path, Some(from)),
            Operation::Copy(from, path) => ("copy", path, Some(from)),
        };
        let path = path.pointer()?;
        let from = from.map(Path::pointer);
        let from = if let Some(from) = from { Some(from?) } else { None };
        let failed = match (operation, &from) {
            (Operation::Add(_, value), _) => self.set(&path, Value::Tape(*value), Place::Free),
            (Operation::Replace(_, value), _) => self.set(&path, Value::Tape(*value), Place::Taken),
            (Operation::Remove(_), _) if path.is_root() => Err(("path", Fault::RemoveDocument)),
            (Operation::Remove(_), _) => self.found("path", &path).map(drop),
            (Operation::Test(_, wanted), _) => self.found("path", &path).and_then(|found| {
                let wanted = self.tree.patch.node(wanted.at());
                let tokens = self.tokens("path", &path, Missing::Last)?;
                let (at, expected, found) = difference(found, wanted);
                let at = Pointer::from_tokens(tokens.iter().chain(at.tokens()).cloned());
                Err(("path", Fault::Test { at, expected, found }))
            }),
            (Operation::Move(..), Some(from)) => self.moved(from, &path),
            (Operation::Copy(..), Some(from)) => self.copied(from, &path),
            (Operation::Move(..) | Operation::Copy(..), None) => Ok(()),
        };
        let (member, fault) = failed.err()?;
        let pointer = from.filter(|_| member == "from").unwrap_or(path);
        Some(ApplyError::new(fault, pointer).in_operation(index, name, member))
    }

    fn root(&self) -> Look<'_, 't> {
        self.tree.look(self.tree.root)
    }

    /// A token leads nowhere in the document as it is now.
    fn lost(&self, member: &'static str, tokens: &[String], miss: Miss) -> Failure {
        (member, lookup::explain(self.root(), tokens, miss))
    }

    /// The tokens of a pointer in the document's own spelling.
    fn tokens<'p>(
        &self,
        member: &'static str,
        pointer: &'p Pointer,
        missing: Missing,
    ) -> Result<Cow<'p, [String]>, Failure> {
        match self.options.dialect.member_names {
            MemberNames::Exact => Ok(Cow::Borrowed(pointer.tokens())),
            names @ MemberNames::IgnoreCase => {
                lookup::spell(self.root(), pointer.tokens(), names, missing)
                    .map_err(|miss| self.lost(member, pointer.tokens(), miss))
            }
        }
    }

    /// The value at a place.
    fn found(&self, member: &'static str, pointer: &Pointer) -> Result<Look<'_, 't>, Failure> {
        let tokens = self.tokens(member, pointer, Missing::Last)?;
        lookup::find(self.root(), &tokens).map_err(|miss| self.lost(member, &tokens, miss))
    }

    /// Whether a value can be put here.
    fn place(&self, tokens: &[String], place: Place) -> Result<(), Failure> {
        let Some((name, above)) = tokens.split_last() else { return Ok(()) };
        let lost = |miss| self.lost("path", tokens, miss);
        let container = lookup::find(self.root(), above).map_err(lost)?;
        let len = container.len();
        let reason = match (container.shape(), place) {
            (Shape::Object(_), Place::Taken) => {
                container.member(name).is_none().then_some(Reason::NoMember)
            }
            (Shape::Object(_), Place::Free) => None,
            (Shape::Array(_), Place::Free) => lookup::gap(name, len).err(),
            (Shape::Array(_), Place::Taken) => lookup::index(name, len).err(),
            (other, _) => Some(Reason::NotAContainer { found: other.noun() }),
        };
        reason.map_or(Ok(()), |reason| Err(lost(Miss { token: above.len(), reason })))
    }

    fn too_deep(&self, value: Value, tokens: &[String]) -> Option<Fault> {
        let limit = self.options.limits.depth();
        let depth = limit.saturating_sub(tokens.len());
        let found = Size::of(self.tree.look(value), usize::MAX, depth).depth;
        (found > depth).then_some(Fault::Depth { limit })
    }

    fn set(&self, path: &Pointer, value: Value, place: Place) -> Result<(), Failure> {
        let tokens = self.tokens("path", path, Missing::Last)?;
        self.place(&tokens, place)?;
        self.too_deep(value, &tokens).map_or(Ok(()), |fault| Err(("value", fault)))
    }

    fn moved(&self, from: &Pointer, path: &Pointer) -> Result<(), Failure> {
        if let Some(value) = self.hand {
            if self.options.dialect.member_names == MemberNames::IgnoreCase {
                // Names that may mean several members are told of the document as it was
                // before the value was taken out: the plain way knows that.
                return Ok(());
            }
            let deeper = path.tokens().len() > from.tokens().len();
            if let Some(fault) = self.too_deep(value, path.tokens()).filter(|_| deeper) {
                return Err(("path", fault));
            }
            return self.place(&self.tokens("path", path, Missing::Last)?, Place::Free);
        }
        let source = self.tokens("from", from, Missing::Last)?;
        let target = self.tokens("path", path, Missing::Any)?;
        if target.len() > source.len() && target.starts_with(&source) {
            return Err(("path", Fault::IntoItself { from: from.clone() }));
        }
        self.found("from", from).map(drop)
    }

    fn copied(&self, from: &Pointer, path: &Pointer) -> Result<(), Failure> {
        self.tokens("from", from, Missing::Last)?;
        let target = self.tokens("path", path, Missing::Last)?;
        let found = self.found("from", from)?;
        let limits = &self.options.limits;
        let room = limits.growth - self.grown;
        let depth = limits.depth().saturating_sub(target.len());
        let size = Size::of(found, room, depth);
        let bytes = size.bytes.saturating_add(self.around_at(&target));
        if size.depth > depth {
            return Err(("path", Fault::Depth { limit: limits.depth() }));
        }
        if bytes > room {
            return Err(("from", Fault::Growth { limit: limits.growth }));
        }
        self.place(&target, Place::Free)
    }

    /// The bytes that adding a value here takes beside those of the value.
    fn around_at(&self, tokens: &[String]) -> usize {
        let Some((name, above)) = tokens.split_last() else { return 0 };
        match lookup::find(self.root(), above) {
            Ok(list) if matches!(list.shape(), Shape::Array(_)) => ELEMENT_BYTES,
            Ok(object)
                if matches!(object.shape(), Shape::Object(_)) && object.member(name).is_none() =>
            {
                member_bytes(name)
            }
            _ => 0,
        }
    }
}
