//! The operations of RFC 6902 §4, one after the other. `None` is always that an operation
//! cannot be done; `faults` says why, as far as this way can tell.

use super::known::Known;
use super::operation::{Operation, Path, Way, tokens};
use super::steps::Steps;
use super::tape::Spot;
use super::tree::{Slot, Tree, Value};
use crate::measure::{ELEMENT_BYTES, Size, member_bytes};
use crate::{ApplyError, ApplyOptions, MemberNames};

/// One run over a document.
pub(super) struct Run<'t, 'o> {
    pub(super) tree: Tree<'t>,
    pub(super) options: &'o ApplyOptions,
    /// The bytes that were copied.
    pub(super) grown: usize,
    known: Known<'t>,
    /// What a `move` took out and has not put down.
    pub(super) hand: Option<Value>,
}

/// Why a run ends before all operations are done.
#[derive(Debug)]
pub(in crate::apply) enum Stop {
    /// The patch does not apply, if it is one.
    Fault(ApplyError),
    /// This way cannot tell.
    Unknown,
}

/// A place that a path means: one in a container, or the whole document.
enum Place {
    Root,
    In(u32),
}

impl<'t, 'o> Run<'t, 'o> {
    pub(super) fn new(mut tree: Tree<'t>, options: &'o ApplyOptions) -> Self {
        tree.names = options.dialect.member_names;
        Self { tree, options, grown: 0, known: Known::default(), hand: None }
    }

    pub(super) fn into_text(self) -> String {
        self.tree.into_text()
    }

    pub(super) fn all(&mut self, steps: &Steps<'t>) -> Result<(), Stop> {
        let patch = self.tree.patch;
        if steps.iter().len() > self.options.limits.operations {
            return Err(Stop::Unknown);
        }
        for (index, step) in steps.iter().enumerate() {
            let operation = step.operation(&patch, self.options).ok_or(Stop::Unknown)?;
            if self.operation(&operation).is_none() {
                let error = self.explain(index, &operation);
                return Err(error.map_or(Stop::Unknown, Stop::Fault));
            }
        }
        Ok(())
    }

    fn operation(&mut self, operation: &Operation<'t>) -> Option<()> {
        match operation {
            Operation::Add(path, value) => {
                self.tree.is_new_within(*value, self.room_at(path)).then_some(())?;
                self.put(path, Value::Tape(*value))
            }
            Operation::Replace(path, value) => {
                self.tree.is_new_within(*value, self.room_at(path)).then_some(())?;
                let slot = self.find(path)?;
                let before = self.tree.replace(slot, Value::Tape(*value));
                self.gone(path, before);
                Some(())
            }
            Operation::Remove(path) => {
                let value = self.take(path)?;
                self.tree.release(value);
                Some(())
            }
            Operation::Test(path, value) => self.test(path, *value),
            Operation::Move(from, path) => self.relocate(from, path),
            Operation::Copy(from, path) => self.copy(from, path),
        }
    }

    /// How many containers inside each other there may be at a place.
    fn room_at(&self, path: &Path<'_>) -> usize {
        self.options.limits.depth().saturating_sub(path.len())
    }

    /// The container that a path leads to.
    #[inline]
    fn above(&mut self, path: &Path<'t>) -> Option<Place> {
        let Some(above) = path.above() else { return Some(Place::Root) };
        match self.known.find(above) {
            Some((len, id)) if len == above.len() => Some(Place::In(id)),
            Some((len, id)) => self.descend(path, above, len, id).map(Place::In),
            None => {
                let id = self.tree.open(Slot::Root)?;
                self.known.learn(path, 0, id);
                self.descend(path, above, 0, id).map(Place::In)
            }
        }
    }

    /// Goes on from a container, to which so long a part of the path leads.
    fn descend(&mut self, path: &Path<'t>, above: &str, len: usize, id: u32) -> Option<u32> {
        let Some(rest) = above.get(len + 1..) else { return Some(id) };
        // The last two are kept in mind: others go there, or beside it.
        let (way, last) =
            rest.rsplit_once('/').map_or((None, rest), |(way, last)| (Some(way), last));
        let mut id = id;
        if let Some(way) = way {
            id = self.tree.lead(id, tokens(way).map(|token| path.plain(token)))?;
            self.known.learn(path, len + 1 + way.len(), id);
        }
        id = self.tree.lead(id, std::iter::once(path.plain(last)))?;
        self.known.learn(path, above.len(), id);
        Some(id)
    }

    /// What was at a path is there no more.
    #[inline]
    fn gone(&mut self, path: &Path<'_>, before: Option<Value>) {
        if let Some(before @ Value::Laid(_)) = before {
            self.forget(path);
            self.tree.release(before);
        }
    }

    /// Only what is laid open is known.
    fn forget(&mut self, path: &Path<'_>) {
        self.known.forget(path.text());
        self.forget_others();
    }

    /// The elements of a list have moved.
    fn forget_inside(&mut self, path: &Path<'_>) {
        self.known.forget_inside(path.above().unwrap_or_default());
        self.forget_others();
    }

    /// Other paths may mean the same place.
    fn forget_others(&mut self) {
        if self.tree.names == MemberNames::IgnoreCase {
            self.known.forget_all();
        }
    }

    fn find(&mut self, path: &Path<'t>) -> Option<Slot> {
        match self.above(path)? {
            Place::Root => Some(Slot::Root),
            Place::In(id) => self.tree.find(id, &path.last()),
        }
    }

    fn put(&mut self, path: &Path<'t>, value: Value) -> Option<()> {
        match self.above(path)? {
            Place::Root => {
                let before = self.tree.replace(Slot::Root, value);
                self.known.forget("");
                if let Some(before) = before {
                    self.tree.release(before);
                }
            }
            Place::In(id) if self.tree.is_array(id) => {
                self.forget_inside(path);
                self.tree.insert(id, &path.last(), value)?;
            }
            Place::In(id) => {
                let before = self.tree.put(id, path.last(), value).ok()?;
                self.gone(path, before);
            }
        }
        Some(())
    }

    /// Takes a value out; its place is forgotten, and the value is not.
    fn take(&mut self, path: &Path<'t>) -> Option<Value> {
        let Place::In(id) = self.above(path)? else { return None };
        if self.tree.is_array(id) {
            self.forget_inside(path);
            return self.tree.remove(id, &path.last());
        }
        let value = self.tree.take(id, &path.last())?;
        if matches!(value, Value::Laid(_)) {
            self.forget(path);
        }
        Some(value)
    }

    /// RFC 6902 §4.6.
    fn test(&mut self, path: &Path<'t>, wanted: Spot) -> Option<()> {
        let slot = self.find(path)?;
        let found = self.tree.value(slot)?;
        self.tree.is_equal(found, wanted).then_some(())
    }

    /// `move` (RFC 6902 §4.4): takes the value out, then adds it.
    fn relocate(&mut self, from: &Path<'t>, path: &Path<'t>) -> Option<()> {
        let way = from.to(path, self.options.dialect.member_names == MemberNames::IgnoreCase);
        match way {
            Way::Into | Way::Unknown => return None,
            Way::Same => return self.find(from).map(drop),
            Way::Elsewhere => {}
        }
        let deeper = path.len() > from.len();
        let value = self.take(from)?;
        self.hand = Some(value);
        // A value that does not go deeper breaks no limit on depth.
        if deeper && !self.tree.is_within(value, self.room_at(path)) {
            return None;
        }
        // What `path` means is decided with the value gone (§4.4).
        self.put(path, value)?;
        self.hand = None;
        Some(())
    }

    /// RFC 6902 §4.5.
    fn copy(&mut self, from: &Path<'t>, path: &Path<'t>) -> Option<()> {
        let slot = self.find(from)?;
        let value = self.tree.value(slot)?;
        let room = self.options.limits.growth - self.grown;
        let Size { bytes, depth } = self.tree.size(value);
        let bytes = bytes.saturating_add(self.around(path)?);
        if bytes > room || depth > self.room_at(path) {
            return None;
        }
        self.grown += bytes;
        self.forget(from);
        self.tree.share(value);
        self.put(path, value)
    }

    /// The bytes that adding a value here takes beside those of the value.
    fn around(&mut self, path: &Path<'t>) -> Option<usize> {
        let Place::In(id) = self.above(path)? else { return Some(0) };
        if self.tree.is_array(id) {
            return Some(ELEMENT_BYTES);
        }
        let name = path.last();
        let is_there = self.tree.find(id, &name).is_some();
        Some(if is_there { 0 } else { member_bytes(&name) })
    }
}
