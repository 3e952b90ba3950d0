//! Values laid out flat, each with its class and its size.
//!
//! The children of a value stand next to each other and behind it, level by
//! level. So building is a loop forwards, classes and sizes are a loop
//! backwards, an element is found by its index at once, and the depth of a
//! document costs no stack.
#![expect(clippy::indexing_slicing, reason = "ids are positions that this index has given out")]

use std::cell::RefCell;

use super::classes::{self, Class, Classes};
use super::price::string_bytes;
use super::sizes::Sizes;
use crate::measure::name_bytes;
use crate::view::{Shape, View};

/// The number of an indexed value.
pub(super) type Id = u32;

/// No indexed value.
pub(super) const NONE: Id = Id::MAX;

/// Four billion values do not fit in memory: none has more than 16 bytes of
/// text to itself or less than 40 bytes here.
pub(super) fn id(count: usize) -> Id {
    Id::try_from(count).unwrap_or(NONE)
}

/// A value, and its number if it is indexed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<V> {
    pub(crate) view: V,
    pub(super) id: Id,
}

impl<V> Item<V> {
    /// A value that is not indexed.
    pub(crate) fn bare(view: V) -> Self {
        Self { view, id: NONE }
    }

    pub(super) fn is_indexed(&self) -> bool {
        self.id != NONE
    }
}

/// Gives the children of a value their numbers, one after another.
pub(super) struct Children {
    next: Id,
}

impl Children {
    pub(super) fn of<'a, V: View<'a>>(index: &Index<'a, V>, item: Item<V>) -> Self {
        Self { next: if item.is_indexed() { index.children(item.id).start } else { NONE } }
    }

    /// The next child.
    pub(super) fn item<V>(&mut self, view: V) -> Item<V> {
        let id = self.next;
        if id != NONE {
            self.next += 1;
        }
        Item { view, id }
    }
}

/// What an indexed value is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Scalar,
    Array,
    Object,
}

#[derive(Debug)]
struct Entry<V> {
    view: V,
    kind: Kind,
    parent: Id,
    /// The first child.
    first: Id,
    count: u32,
    /// The class of the member's name.
    name: Class,
    class: Class,
    size: u32,
    /// Where `by_name` lists the members of an object.
    listed: u32,
}

/// The values indexed so far, of both documents.
#[derive(Debug)]
pub(super) struct Index<'a, V> {
    entries: Vec<Entry<V>>,
    pub(super) classes: Classes<'a>,
    /// The members of every object in the order of their names' classes.
    by_name: Vec<Id>,
    scratch: Vec<u32>,
    /// The sizes of what is not indexed.
    sizes: RefCell<Sizes>,
}

impl<'a, V: View<'a>> Index<'a, V> {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            classes: Classes::default(),
            by_name: Vec::new(),
            scratch: Vec::new(),
            sizes: RefCell::default(),
        }
    }

    /// Indexes a value with all that it holds, unless it is indexed already.
    pub(super) fn enter(&mut self, item: &mut Item<V>) {
        if item.is_indexed() {
            return;
        }
        let root = self.entries.len();
        self.push(item.view, NONE, NONE);
        let mut at = root;
        while let Some(entry) = self.entries.get(at) {
            self.expand(at, entry.view);
            at += 1;
        }
        for at in (root..self.entries.len()).rev() {
            self.sum_up(at);
        }
        item.id = id(root);
    }

    fn push(&mut self, view: V, parent: Id, name: Class) {
        self.entries.push(Entry {
            view,
            kind: Kind::Scalar,
            parent,
            first: NONE,
            count: 0,
            name,
            class: NONE,
            size: 0,
            listed: 0,
        });
    }

    fn expand(&mut self, at: usize, view: V) {
        let first = id(self.entries.len());
        if let Some(integer) = view.integer() {
            let entry = &mut self.entries[at];
            entry.class = self.classes.integer(integer);
            entry.size = id(integer_bytes(integer));
            return;
        }
        let (class, size) = match view.shape() {
            Shape::Null => (classes::NULL, 4),
            Shape::Bool(true) => (classes::TRUE, 4),
            Shape::Bool(false) => (classes::FALSE, 5),
            Shape::Number(text) => {
                let size = text.len();
                (self.classes.number(text), size)
            }
            Shape::String(text) => {
                let size = string_bytes(&text);
                (self.classes.text(text), size)
            }
            Shape::Array(elements) => {
                for element in elements {
                    self.push(element, id(at), NONE);
                }
                return self.close(at, Kind::Array, first);
            }
            Shape::Object(members) => {
                for (name, value) in members {
                    let name = self.classes.text(name);
                    self.push(value, id(at), name);
                }
                return self.close(at, Kind::Object, first);
            }
        };
        let entry = &mut self.entries[at];
        entry.class = class;
        entry.size = id(size);
    }

    fn close(&mut self, at: usize, kind: Kind, first: Id) {
        let count = id(self.entries.len()) - first;
        let entry = &mut self.entries[at];
        entry.kind = kind;
        entry.first = first;
        entry.count = count;
    }

    /// The class and the size of a container whose children have theirs.
    fn sum_up(&mut self, at: usize) {
        let Entry { kind, first, count, .. } = self.entries[at];
        if kind == Kind::Scalar {
            return;
        }
        let children = first..first + count;
        let mut size = 1 + count.max(1);
        let mut contents = std::mem::take(&mut self.scratch);
        contents.clear();
        if kind == Kind::Array {
            contents.push(0);
            for child in children {
                let child = &self.entries[child as usize];
                contents.push(child.class);
                size = size.saturating_add(child.size);
            }
        } else {
            contents.push(1);
            let listed = self.by_name.len();
            self.by_name.extend(children);
            let members = &mut self.by_name[listed..];
            members.sort_unstable_by_key(|child| self.entries[*child as usize].name);
            for child in members {
                let child = &self.entries[*child as usize];
                contents.extend([child.name, child.class]);
                let name = name_bytes(self.classes.text_of(child.name));
                size = size.saturating_add(child.size).saturating_add(id(name));
            }
            self.entries[at].listed = id(listed);
        }
        let class = self.classes.container(&contents);
        self.scratch = contents;
        self.entries[at].class = class;
        self.entries[at].size = size;
    }

    /// The elements of an array.
    pub(super) fn elements(&self, array: Item<V>) -> Vec<Item<V>> {
        let mut children = Children::of(self, array);
        match array.view.shape() {
            Shape::Array(elements) => elements.map(|element| children.item(element)).collect(),
            _ => Vec::new(),
        }
    }

    /// How many values are indexed.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn class(&self, id: Id) -> Class {
        self.entries[id as usize].class
    }

    pub(super) fn kind(&self, id: Id) -> Kind {
        self.entries[id as usize].kind
    }

    /// The bytes of the value's compact text.
    pub(super) fn size(&self, id: Id) -> usize {
        self.entries[id as usize].size as usize
    }

    /// The bytes of an item's compact text, measured no further than `most`
    /// where it is not known.
    pub(super) fn size_of(&self, item: Item<V>, most: usize) -> usize {
        if item.is_indexed() {
            self.size(item.id)
        } else {
            self.sizes.borrow_mut().of(item.view, most)
        }
    }

    /// A value that was entered by itself, and all that it holds.
    pub(super) fn subtree(&self, root: Id) -> std::ops::Range<Id> {
        let rest = self.entries.get(root as usize + 1..).unwrap_or_default();
        let next = rest.iter().position(|entry| entry.parent == NONE);
        root..next.map_or(id(self.entries.len()), |next| root + 1 + id(next))
    }

    /// The value around this one.
    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        let parent = self.entries[id as usize].parent;
        (parent != NONE).then_some(parent)
    }

    /// The elements or members, in the order of the document.
    pub(super) fn children(&self, id: Id) -> std::ops::Range<Id> {
        let Entry { first, count, .. } = self.entries[id as usize];
        if count == 0 { 0..0 } else { first..first + count }
    }

    /// The members of an object in the order of their names' classes.
    pub(super) fn members(&self, id: Id) -> &[Id] {
        let Entry { kind, listed, count, .. } = self.entries[id as usize];
        match kind {
            Kind::Object => &self.by_name[listed as usize..][..count as usize],
            _ => &[],
        }
    }

    /// The class of a member's name.
    pub(super) fn name(&self, id: Id) -> Class {
        self.entries[id as usize].name
    }

    /// The name of a member.
    pub(super) fn name_text(&self, id: Id) -> &str {
        self.classes.text_of(self.name(id))
    }
}

/// How long an integer is as text.
fn integer_bytes(integer: i64) -> usize {
    let digits = integer.unsigned_abs().checked_ilog10().map_or(1, |log| log as usize + 1);
    digits + usize::from(integer < 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Index, Item};
    use crate::view::View;
    use crate::{Document, Json, Node, equal};

    fn values() -> impl Strategy<Value = Json> {
        let scalar = prop::sample::select(vec![
            "null",
            "true",
            "false",
            "0",
            "-0",
            "0.0",
            "1",
            "1.0",
            "10e-1",
            "1e1",
            "10",
            "0.5",
            "5e-1",
            "1e400",
            "10e399",
            "9007199254740993",
            "9007199254740993.0",
            "9223372036854775808",
            "9223372036854775808.0",
            "-9223372036854775808",
            "\"\"",
            "\"a\"",
            "\"1\"",
            "\"null\"",
            "\"\\u0001\\n\\\"\"",
            "[]",
            "{}",
        ]);
        let scalar = scalar.prop_map(|text| text.parse().unwrap());
        scalar.prop_recursive(3, 12, 3, |inner: BoxedStrategy<Json>| {
            let names = prop::sample::select(vec!["", "a", "b", "1", "\n"]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Json::Array),
                prop::collection::vec((names, inner), 0..3).prop_map(Json::object),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn classes_are_those_of_equality(all in prop::collection::vec(values(), 1..6)) {
            let mut index = Index::new();
            let mut items: Vec<_> = all.iter().map(Item::bare).collect();
            for item in &mut items {
                index.enter(item);
            }
            for (x, one) in items.iter().zip(&all) {
                for (y, other) in items.iter().zip(&all) {
                    let same = index.class(x.id) == index.class(y.id);
                    prop_assert_eq!(same, equal(one, other), "{} {}", one, other);
                }
            }
        }

        #[test]
        fn what_is_known_of_a_value_is_so(value in values(), more in values()) {
            let (text, other) = (value.to_string(), more.to_string());
            let document = Document::parse(&text).unwrap();
            let more = Document::parse(&other).unwrap();
            let mut index = Index::new();
            let mut item = Item::bare(document.root());
            index.enter(&mut item);
            index.enter(&mut Item::bare(more.root()));
            let mut seen = 0;
            for id in index.subtree(item.id) {
                let view = index.entries[id as usize].view;
                prop_assert_eq!(index.size(id), view.text().len());
                prop_assert_eq!(index.children(id).len(), view.len());
                for child in index.children(id) {
                    prop_assert_eq!(index.parent(child), Some(id));
                }
                for member in index.members(id) {
                    let value = view.member(index.name_text(*member)).map(Node::text);
                    prop_assert_eq!(value, Some(text_of(&index, *member)));
                }
                seen += 1;
            }
            prop_assert_eq!(seen, 1 + count(&value));
        }
    }

    fn text_of<'d>(index: &Index<'d, Node<'d>>, id: super::Id) -> &'d str {
        index.entries[id as usize].view.text()
    }

    /// How many values are inside one.
    fn count(value: &Json) -> usize {
        match value {
            Json::Array(elements) => elements.iter().map(|inside| 1 + count(inside)).sum(),
            Json::Object(members) => members.iter().map(|(_, inside)| 1 + count(inside)).sum(),
            _ => 0,
        }
    }
}
