//! From two texts to the text of a patch.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::mem;

use super::draft::Draft;
use super::edits::{Change, Edits, Place, Step};
use super::emit::{self, Deed, Sink, Token};
use super::index::Item;
use super::lockstep::{DOCUMENT, Element, Found, Lockstep};
use super::sequence::Cut;
use super::walk::{Here, Walk};
use super::{Arrays, DiffOptions, Guards, Minimize, Moves, diff_with};
use crate::document::{Document, Node};
use crate::pointer;
use crate::scan::Scanner;
use crate::view::sealed::Sealed;
use crate::write;
use crate::{Limits, ReadError};

/// Makes patches of pairs of texts, one after another.
///
/// The patch is the one that [`diff_with`] makes of the same documents, as the
/// text that its [`to_string`](crate::Patch) gives. What stands in both texts
/// byte for byte is read once, so that texts which differ little take less than
/// reading both; and the memory is used again for the next pair. All input is
/// read as strictly as by [`Document::read`](crate::Document::read).
///
/// ```
/// use amend::{DiffOptions, TextDiff};
///
/// let mut diff = TextDiff::new();
/// let options = DiffOptions::default();
/// let patch = diff.diff(r#"{"a": [1, 2], "b": 0}"#, r#"{"a": [2], "b": 0}"#, &options)?;
/// assert_eq!(patch, r#"[{"op":"remove","path":"/a/0"}]"#);
/// assert_eq!(diff.diff("[1]", "[1.0]", &options)?, "[]");
/// # Ok::<(), amend::error::TextDiffError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct TextDiff {
    memory: Lockstep,
    path: Path,
    patch: String,
}

/// That one of two texts is not read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "there are two texts")]
pub enum TextDiffError {
    /// The text before.
    #[error("the document before: {0}")]
    Before(ReadError),
    /// The text after.
    #[error("the document after: {0}")]
    After(ReadError),
}

impl TextDiff {
    /// No memory is taken before the first pair.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The patch that makes the document `after` out of the document `before`.
    ///
    /// # Errors
    /// [`TextDiffError`] if one of the texts is not read; if neither is, the one
    /// before is named.
    pub fn diff(
        &mut self,
        before: &str,
        after: &str,
        options: &DiffOptions<'_>,
    ) -> Result<&str, TextDiffError> {
        self.patch.clear();
        self.memory.before.document(before, &options.limits).map_err(TextDiffError::Before)?;
        if before == after {
            self.patch.push_str("[]");
        } else if !self.quick(before, after, options) {
            self.plain(before, after, options)?;
        }
        Ok(&self.patch)
    }

    /// Reads the text after as a whole; the one before is read.
    fn plain(
        &mut self,
        before: &str,
        after: &str,
        options: &DiffOptions<'_>,
    ) -> Result<(), TextDiffError> {
        let Lockstep { before: old, after: new, .. } = &mut self.memory;
        new.document(after, &options.limits).map_err(TextDiffError::After)?;
        let left = Document::of(before, mem::take(&mut old.tape));
        let right = Document::of(after, mem::take(&mut new.tape));
        let simple = options.moves == Moves::No && options.guards == Guards::No;
        if simple {
            let edits = super::edits(left.root(), right.root(), options, Moves::No).0;
            write(&edits, options.minimize, (&mut self.patch, &mut self.path));
        } else {
            self.patch = diff_with(left.root(), right.root(), options).to_string();
        }
        (old.tape, new.tape) = (left.into_tape(), right.into_tape());
        Ok(())
    }

    /// Reads only what differs, where the options allow to decide on that alone.
    /// Whether it went well; if not, nothing is written.
    fn quick(&mut self, before: &str, after: &str, options: &DiffOptions<'_>) -> bool {
        let narrow = options.minimize == Minimize::Places
            && options.moves == Moves::No
            && options.guards == Guards::No
            && options.arrays_at.is_none();
        let limits = &options.limits;
        if !narrow
            || after.len() > limits.document.min(LONGEST)
            || after.len().div_ceil(2) > limits.nodes
        {
            return false;
        }
        let lists = options.arrays == Arrays::Sequence;
        if self.memory.walk(before, after, lists, &options.limits).is_err() {
            return false;
        }
        let Lockstep { before: old, after: new, found, elements, whole, places, .. } =
            &mut self.memory;
        let left = Document::of(before, mem::take(&mut old.tape));
        let right = Document::of(after, mem::take(&mut new.tape));
        let lists;
        let written = match edits((&left, &right), found, (elements, places), options) {
            Some((mut edits, replaced)) => {
                let read = read_whole(&replaced, whole, (after, limits));
                lists = Document::of(after, mem::take(&mut whole.tape));
                let done = read.is_some_and(|places| {
                    put_in(&mut edits, &replaced, &places, &lists).is_some()
                        && fits(&edits, after, limits)
                });
                if done {
                    write(&edits, options.minimize, (&mut self.patch, &mut self.path));
                }
                drop(edits);
                whole.tape = lists.into_tape();
                done
            }
            None => false,
        };
        (old.tape, new.tape) = (left.into_tape(), right.into_tape());
        written
    }
}

fn write<'a>(
    edits: &Edits<'a, Node<'a>>,
    minimize: Minimize,
    (patch, path): (&mut String, &mut Path),
) {
    let mut sink = Text::new(patch, path);
    emit::emit(edits, minimize, &mut sink);
    sink.close();
}

/// Whether the limits allow these edits, whatever they are.
fn fits<'a>(edits: &Edits<'a, Node<'a>>, after: &str, limits: &Limits) -> bool {
    // What leads further inside is none of the operations, and of those there are many where
    // few values differ that stand deep.
    let is_any = |step: &&Step<'a, Node<'a>>| !matches!(step.change, Change::Edit(_));
    let operations = edits.steps.iter().filter(is_any).count();
    let comes = after.len() + 2 * operations;
    operations <= limits.operations && comes <= limits.growth
}

/// The edits that a walk in lockstep has found; nothing, if the limits may ask
/// for others.
fn edits<'a>(
    (left, right): (&'a Document<'a>, &'a Document<'a>),
    found: &[Found],
    (listed, places): (&[Element], &mut Vec<Element>),
    options: &DiffOptions<'_>,
) -> Option<(Edits<'a, Node<'a>>, Vec<Replaced>)> {
    let old = |at| Item::bare(left.node(at));
    let new = |at| Item::bare(right.node(at));
    let mut replaced = Vec::new();
    let mut walk = Walk::new(options, Moves::No);
    let root = Here::root(options);
    let mut around: Vec<(Draft, Here, usize)> = Vec::new();
    for found in found {
        let (name, value) = match *found {
            Found::Enter { name } => {
                let here = match around.last() {
                    Some((_, here, _)) => here.member(&left.name(name)),
                    None => root,
                };
                let depth = here.depth.checked_sub(1)?;
                around.push((walk.draft(), Here { depth, ..here }, name));
                continue;
            }
            Found::Gone { name } => {
                let (draft, here, _) = around.last_mut()?;
                let here = *here;
                walk.goes(draft, left.name(name), old(name + 1), here);
                continue;
            }
            Found::Come { name } => {
                let (draft, here, _) = around.last_mut()?;
                let here = *here;
                walk.arrives_in(draft, right.name(name), new(name + 1), here);
                continue;
            }
            Found::Leave => {
                let (draft, _, name) = around.pop()?;
                let object = if name == DOCUMENT { 0 } else { name + 1 };
                (name, walk.stays(&draft, old(object))?)
            }
            Found::Value { name, after } => {
                let (here, value) = match around.last() {
                    Some((_, here, _)) => (here.member(&left.name(name)), name + 1),
                    None => (root, 0),
                };
                (name, walk.value(old(value), new(after), here))
            }
            Found::List { name, from, count, start } => {
                let depth = around.len();
                let (here, list) = match around.last() {
                    Some((_, here, _)) => (here.member(&left.name(name)), name + 1),
                    None => (root, 0),
                };
                let here = Here { depth: here.depth.checked_sub(1)?, ..here };
                let elements = listed.get(from..from + count)?;
                let item = |element: &Element| match element.place() {
                    (false, at) => old(at),
                    (true, at) => new(at),
                };
                Lockstep::put_places(left.tape(), list, places);
                let (kept, elements, cut) = ends((&**places, elements), |place, element| {
                    place == element || walk.same_items(item(place), item(element)) == Some(true)
                });
                let before = walk.list(kept.iter().map(item));
                let after = walk.list(elements.iter().map(item));
                // The list after is not there in one piece; what it is only matters
                // if it takes the place of the one before.
                let list = old(list);
                let outcome = walk.between_ends((list, list), (before, after), cut, here);
                if let Some((Change::Replace(list, _), _)) = outcome {
                    let list = walk.edits.view(list).span().start;
                    replaced.push(Replaced { list, start, depth });
                }
                (name, outcome)
            }
        };
        match (value, around.last_mut()) {
            (Some(outcome), Some((draft, here, _))) => {
                let name = left.name(name);
                let path = here.path.member(&name);
                walk.step(draft, Place::Member(name), outcome, path);
            }
            (Some((change, _)), None) => walk.edits.root = Some(change),
            (None, _) => {}
        }
    }
    replaced.sort_unstable_by_key(|replaced| replaced.list);
    Some((walk.edits, replaced))
}

/// Cuts off the equal ends of two lists.
fn ends<'l, X, Y>(
    (mut left, mut right): (&'l [X], &'l [Y]),
    mut equal: impl FnMut(&X, &Y) -> bool,
) -> (&'l [X], &'l [Y], Cut) {
    let mut cut = Cut::default();
    while let (Some((x, xs)), Some((y, ys))) = (left.split_first(), right.split_first())
        && equal(x, y)
    {
        (left, right) = (xs, ys);
        cut.head += 1;
    }
    while let (Some((x, xs)), Some((y, ys))) = (left.split_last(), right.split_last())
        && equal(x, y)
    {
        (left, right) = (xs, ys);
        cut.tail += 1;
    }
    (left, right, cut)
}

/// A list that is replaced: where it begins before and after, and how deep.
struct Replaced {
    list: usize,
    start: usize,
    depth: usize,
}

/// Reads the lists that take the place of others; gives their places on the tape.
fn read_whole(
    replaced: &[Replaced],
    scanner: &mut Scanner,
    (after, limits): (&str, &Limits),
) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(replaced.len());
    if !replaced.is_empty() {
        scanner.start();
    }
    for Replaced { start, depth, .. } in replaced {
        places.push(scanner.tape.len());
        scanner.value_at(after, *start, (*depth, 1), limits)?;
    }
    Some(places)
}

/// Puts them in where the ones before stand for them.
fn put_in<'a>(
    edits: &mut Edits<'a, Node<'a>>,
    replaced: &[Replaced],
    places: &[usize],
    lists: &'a Document<'a>,
) -> Option<()> {
    if replaced.is_empty() {
        return Some(());
    }
    let Edits { root, steps, beside, .. } = edits;
    for change in root.iter_mut().chain(steps.iter_mut().map(|step| &mut step.change)) {
        // Nothing else is ever replaced by itself.
        if let Change::Replace(list, new) = change
            && list.short == new.short
        {
            let start = Node::long(list.short, beside).span().start;
            let at = replaced.binary_search_by_key(&start, |replaced| replaced.list).ok()?;
            new.short = lists.node(*places.get(at)?).short(beside);
        }
    }
    Some(())
}

/// Writes operations as the text of a patch, values as the text after has them,
/// without white space.
struct Text<'p> {
    patch: &'p mut String,
    path: &'p mut Path,
}

/// A longer text is read as a whole: half of the entries that a tape may have, since what
/// was walked may be read once more onto the same one.
const LONGEST: usize = Limits::MAX_DOCUMENT / 2;

/// The path that was entered.
#[derive(Clone, Debug, Default)]
struct Path {
    /// As it is written: so no name is escaped for each operation below it.
    entered: String,
    /// How long it was before each of its tokens.
    lengths: Vec<usize>,
}

impl<'p> Text<'p> {
    fn new(patch: &'p mut String, path: &'p mut Path) -> Self {
        patch.push('[');
        path.entered.clear();
        path.lengths.clear();
        Self { patch, path }
    }

    fn close(self) {
        self.patch.push(']');
    }

    /// Writes a path below what was entered.
    fn path(&mut self, path: &[Token<'_>]) {
        self.patch.push_str(&self.path.entered);
        for token in path.get(self.path.lengths.len()..).unwrap_or_default() {
            push(self.patch, *token);
        }
    }
}

/// Writes a token of a path.
fn push(path: &mut String, token: Token<'_>) {
    path.push('/');
    match token {
        Token::Name(name) => write::inside(path, &pointer::escape(name)),
        // Writing to a string can not fail.
        Token::Index(index) => _ = write!(path, "{index}"),
        Token::End => path.push('-'),
    }
}

impl<'d> Sink<Node<'d>> for Text<'_> {
    fn enter(&mut self, token: Token<'_>) {
        self.path.lengths.push(self.path.entered.len());
        push(&mut self.path.entered, token);
    }

    fn leave(&mut self) {
        self.path.entered.truncate(self.path.lengths.pop().unwrap_or(0));
    }

    fn take(&mut self, deed: Deed<Node<'d>>, from: &[Token<'_>], path: &[Token<'_>]) {
        if !self.patch.ends_with('[') {
            self.patch.push(',');
        }
        let (name, value) = match deed {
            Deed::Add(value) => ("add", Some(value)),
            Deed::Remove => ("remove", None),
            Deed::Replace(value) => ("replace", Some(value)),
            Deed::Move => ("move", None),
            Deed::Copy => ("copy", None),
        };
        self.patch.push_str("{\"op\":\"");
        self.patch.push_str(name);
        if matches!(deed, Deed::Move | Deed::Copy) {
            self.patch.push_str("\",\"from\":\"");
            self.path(from);
        }
        self.patch.push_str("\",\"path\":\"");
        self.path(path);
        self.patch.push('"');
        if let Some(value) = value {
            self.patch.push_str(",\"value\":");
            // What is much longer than all before it gets no more room than it needs.
            let long = value.span().len();
            if long > self.patch.len() {
                self.patch.reserve_exact(long + 2);
            }
            value.write(self.patch);
        }
        self.patch.push('}');
    }
}
