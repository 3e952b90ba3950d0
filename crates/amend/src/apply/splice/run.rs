//! The operations of RFC 6902 §4, one after the other. `None` is always that this way
//! cannot tell.

use super::operation::{Operation, Path, Way};
use super::tape::Spot;
use super::tree::{Slot, Tree, Value};
use super::weigh::name_at_most;
use crate::document::Kind;
use crate::{ApplyOptions, MemberNames};

/// One run over a document.
pub(super) struct Run<'t, 'o> {
    tree: Tree<'t>,
    options: &'o ApplyOptions,
    /// The bytes that were copied, at most.
    grown: usize,
    /// The container that the last path led to, and that path up to its last token. It
    /// holds while only that container is changed, and whoever changes another one has
    /// gone another path.
    last: Option<(Path<'t>, u32)>,
}

/// A place that a path means: one in a container, or the whole document.
enum Place {
    Root,
    In(u32),
}

impl<'t, 'o> Run<'t, 'o> {
    pub(super) fn new(mut tree: Tree<'t>, options: &'o ApplyOptions) -> Self {
        tree.names = options.dialect.member_names;
        Self { tree, options, grown: 0, last: None }
    }

    pub(super) fn into_text(self) -> String {
        self.tree.into_text()
    }

    pub(super) fn all(&mut self) -> Option<()> {
        let patch = self.tree.patch;
        if patch.kind(0) != Kind::Array || patch.count(0) as usize > self.options.limits.operations
        {
            return None;
        }
        patch.elements(0).try_for_each(|at| {
            let operation = Operation::read(&patch, at, self.options)?;
            self.operation(operation)
        })
    }

    fn operation(&mut self, operation: Operation<'t>) -> Option<()> {
        match operation {
            Operation::Add(path, value) => {
                self.fits(&path, Value::Tape(value))?;
                self.put(path, Value::Tape(value))
            }
            Operation::Replace(path, value) => {
                self.fits(&path, Value::Tape(value))?;
                let slot = self.find(path)?;
                self.tree.replace(slot, Value::Tape(value));
                Some(())
            }
            Operation::Remove(path) => {
                let value = self.take(path)?;
                self.tree.release(value);
                Some(())
            }
            Operation::Test(path, value) => self.test(path, value),
            Operation::Move(from, path) => self.relocate(from, path),
            Operation::Copy(from, path) => self.copy(from, path),
        }
    }

    /// Whether a value is not too deep for a place.
    fn fits(&mut self, path: &Path<'_>, value: Value) -> Option<()> {
        let depth = self.options.limits.depth().saturating_sub(path.len());
        self.tree.is_within(value, depth).then_some(())
    }

    /// The container that a path leads to.
    fn above(&mut self, path: Path<'t>) -> Option<Place> {
        let Some(above) = path.above() else {
            self.last = None;
            return Some(Place::Root);
        };
        if let Some((last, id)) = &self.last
            && last.above() == Some(above)
        {
            return Some(Place::In(*id));
        }
        let mut id = self.tree.open(Slot::Root)?;
        for token in path.tokens(above) {
            let slot = self.tree.find(id, &token)?;
            id = self.tree.open(slot)?;
        }
        self.last = Some((path, id));
        Some(Place::In(id))
    }

    fn find(&mut self, path: Path<'t>) -> Option<Slot> {
        let token = path.last();
        match self.above(path)? {
            Place::Root => Some(Slot::Root),
            Place::In(id) => self.tree.find(id, &token),
        }
    }

    fn put(&mut self, path: Path<'t>, value: Value) -> Option<()> {
        let token = path.last();
        match self.above(path)? {
            Place::Root => self.tree.replace(Slot::Root, value),
            Place::In(id) => self.tree.add(id, token, value)?,
        }
        Some(())
    }

    fn take(&mut self, path: Path<'t>) -> Option<Value> {
        let token = path.last();
        match self.above(path)? {
            Place::Root => None,
            Place::In(id) => self.tree.take(id, &token),
        }
    }

    /// RFC 6902 §4.6.
    fn test(&mut self, path: Path<'t>, wanted: Spot) -> Option<()> {
        let slot = self.find(path)?;
        let found = self.tree.value(slot)?;
        self.tree.is_equal(found, wanted).then_some(())
    }

    /// `move` (RFC 6902 §4.4): takes the value out, then adds it.
    fn relocate(&mut self, from: Path<'t>, path: Path<'t>) -> Option<()> {
        let way = from.to(&path, self.options.dialect.member_names == MemberNames::IgnoreCase);
        match way {
            Way::Into | Way::Unknown => return None,
            Way::Same => return self.find(from).map(drop),
            Way::Elsewhere => {}
        }
        let deeper = path.len() > from.len();
        let value = self.take(from)?;
        // A value that does not go deeper breaks no limit on depth.
        if deeper {
            self.fits(&path, value)?;
        }
        // What `path` means is decided with the value gone (§4.4).
        self.put(path, value)
    }

    /// RFC 6902 §4.5.
    fn copy(&mut self, from: Path<'t>, path: Path<'t>) -> Option<()> {
        let slot = self.find(from)?;
        let value = self.tree.value(slot)?;
        let around = name_at_most(&path.last());
        let bytes = self.tree.bytes_at_most(value).saturating_add(around);
        self.grown = self.grown.saturating_add(bytes);
        if self.grown > self.options.limits.growth {
            return None;
        }
        self.fits(&path, value)?;
        self.tree.share(value);
        self.put(path, value)
    }
}
