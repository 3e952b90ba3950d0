//! Values laid out flat, each with its class and its size.
//!
//! The children of a value stand next to each other and behind it, level by
//! level. So building is a loop forwards, classes and sizes are a loop
//! backwards, an element is found by its index at once, and the depth of a
//! document costs no stack.
#![expect(clippy::indexing_slicing, reason = "ids are positions that this index has given out")]

use std::cell::RefCell;
use std::collections::VecDeque;

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
/// text to itself or less than 16 bytes here.
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

/// An indexed value.
#[derive(Clone, Copy, Debug)]
struct Value {
    /// The class of the member's name.
    name: Class,
    class: Class,
    size: u32,
    /// Which of the containers it is.
    container: u32,
}

/// What containers are, beside values.
#[derive(Clone, Copy, Debug)]
struct Container {
    kind: Kind,
    /// The first child.
    first: Id,
    count: u32,
    /// Where `by_name` lists the members of an object.
    listed: u32,
}

/// The values indexed so far, of both documents.
pub(super) struct Index<'a, V: View<'a>> {
    values: Vec<Value>,
    containers: Vec<Container>,
    /// The value around each, where that is wanted.
    parents: Option<Vec<Id>>,
    pub(super) classes: Classes<'a>,
    /// The members of every object in the order of their names' classes.
    by_name: Vec<Id>,
    scratch: Vec<u32>,
    /// The containers whose children are still to be looked at, beside values of their
    /// documents.
    waiting: VecDeque<(Id, V::Short)>,
    beside: Vec<V>,
    /// The sizes of what is not indexed.
    sizes: RefCell<Sizes>,
}

impl<'a, V: View<'a>> Index<'a, V> {
    pub(super) fn new() -> Self {
        Self {
            values: Vec::new(),
            containers: Vec::new(),
            parents: None,
            classes: Classes::default(),
            by_name: Vec::new(),
            scratch: Vec::new(),
            waiting: VecDeque::new(),
            beside: Vec::new(),
            sizes: RefCell::default(),
        }
    }

    /// One that knows what is around each value.
    pub(super) fn with_parents() -> Self {
        Self { parents: Some(Vec::new()), ..Self::new() }
    }

    /// Makes room for what a list of values holds that are entered next.
    pub(super) fn reserve(&mut self, values: usize) {
        self.values.reserve(values);
    }

    /// Indexes a value with all that it holds, unless it is indexed already.
    pub(super) fn enter(&mut self, item: &mut Item<V>) {
        if item.is_indexed() {
            return;
        }
        let (root, containers) = (id(self.values.len()), self.containers.len());
        self.push(NONE, NONE);
        self.look(root, item.view);
        while let Some((at, short)) = self.waiting.pop_front() {
            let children = self.children(at);
            match V::long(short, &self.beside).shape() {
                Shape::Array(elements) => {
                    children.zip(elements).for_each(|(at, element)| self.look(at, element));
                }
                Shape::Object(members) => {
                    children.zip(members).for_each(|(at, (_, member))| self.look(at, member));
                }
                _ => {}
            }
        }
        if self.containers.len() > containers {
            (root..id(self.values.len())).rev().for_each(|at| self.sum_up(at));
        }
        item.id = root;
    }

    fn push(&mut self, parent: Id, name: Class) {
        self.values.push(Value { name, class: NONE, size: 0, container: NONE });
        if let Some(parents) = &mut self.parents {
            parents.push(parent);
        }
    }

    /// What a value is that has its number: its class and its size, or what it holds.
    fn look(&mut self, at: Id, view: V) {
        let first = id(self.values.len());
        if let Some(integer) = view.integer() {
            let class = self.classes.integer(integer);
            return self.set(at, class, integer_bytes(integer));
        }
        match view.shape() {
            Shape::Null => self.set(at, classes::NULL, 4),
            Shape::Bool(true) => self.set(at, classes::TRUE, 4),
            Shape::Bool(false) => self.set(at, classes::FALSE, 5),
            Shape::Number(text) => {
                let size = text.len();
                let class = self.classes.number(text);
                self.set(at, class, size);
            }
            Shape::String(text) => {
                let size = string_bytes(&text);
                let class = self.classes.text(text);
                self.set(at, class, size);
            }
            Shape::Array(_) => {
                (0..view.len()).for_each(|_| self.push(at, NONE));
                self.contain(at, view, Kind::Array, first);
            }
            Shape::Object(members) => {
                for (name, _) in members {
                    let name = self.classes.text(name);
                    self.push(at, name);
                }
                self.contain(at, view, Kind::Object, first);
            }
        }
    }

    fn set(&mut self, at: Id, class: Class, size: usize) {
        let value = &mut self.values[at as usize];
        value.class = class;
        value.size = id(size);
    }

    fn contain(&mut self, at: Id, view: V, kind: Kind, first: Id) {
        let count = id(self.values.len()) - first;
        self.values[at as usize].container = id(self.containers.len());
        self.containers.push(Container { kind, first, count, listed: 0 });
        if count > 0 {
            let short = view.short(&mut self.beside);
            self.waiting.push_back((at, short));
        }
    }

    fn container(&self, at: Id) -> Option<&Container> {
        self.containers.get(self.values[at as usize].container as usize)
    }

    /// The class and the size of a container whose children have theirs.
    fn sum_up(&mut self, at: Id) {
        let Some(&Container { kind, first, count, .. }) = self.container(at) else { return };
        let children = first..first + count;
        let mut size = 1 + count.max(1);
        let mut contents = std::mem::take(&mut self.scratch);
        contents.clear();
        if kind == Kind::Array {
            contents.push(0);
            for child in children {
                let child = &self.values[child as usize];
                contents.push(child.class);
                size = size.saturating_add(child.size);
            }
        } else {
            contents.push(1);
            let listed = self.by_name.len();
            self.by_name.extend(children);
            let members = &mut self.by_name[listed..];
            members.sort_unstable_by_key(|child| self.values[*child as usize].name);
            for child in members {
                let child = &self.values[*child as usize];
                contents.extend([child.name, child.class]);
                let name = name_bytes(self.classes.text_of(child.name));
                size = size.saturating_add(child.size).saturating_add(id(name));
            }
            let container = self.values[at as usize].container as usize;
            self.containers[container].listed = id(listed);
        }
        let hash = self.classes.hash_of(&contents);
        let found = self.classes.container(hash, |other| self.holds(other, &contents));
        let class = found.unwrap_or_else(|| self.classes.new_container(hash, at));
        self.scratch = contents;
        let value = &mut self.values[at as usize];
        value.class = class;
        value.size = size;
    }

    /// Whether a container that has its class holds this.
    fn holds(&self, other: Id, contents: &[u32]) -> bool {
        let Some(Container { kind, count, .. }) = self.container(other) else { return false };
        let count = *count as usize;
        match (kind, contents) {
            (Kind::Array, [0, classes @ ..]) => {
                let mut children = self.children(other).zip(classes);
                classes.len() == count && children.all(|(child, class)| self.class(child) == *class)
            }
            (Kind::Object, [1, members @ ..]) => {
                let mut others = self.members(other).iter().zip(members.chunks_exact(2));
                members.len() == 2 * count
                    && others
                        .all(|(child, other)| [self.name(*child), self.class(*child)] == *other)
            }
            _ => false,
        }
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
        self.values.len()
    }

    pub(super) fn class(&self, id: Id) -> Class {
        self.values[id as usize].class
    }

    pub(super) fn kind(&self, id: Id) -> Kind {
        self.container(id).map_or(Kind::Scalar, |container| container.kind)
    }

    /// The bytes of the value's compact text.
    pub(super) fn size(&self, id: Id) -> usize {
        self.values[id as usize].size as usize
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
        let parents = self.parents.as_deref().unwrap_or_default();
        let rest = parents.get(root as usize + 1..).unwrap_or_default();
        let next = rest.iter().position(|parent| *parent == NONE);
        root..next.map_or(id(self.values.len()), |next| root + 1 + id(next))
    }

    /// The value around this one.
    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        let parent = *self.parents.as_ref()?.get(id as usize)?;
        (parent != NONE).then_some(parent)
    }

    /// The elements or members, in the order of the document.
    pub(super) fn children(&self, id: Id) -> std::ops::Range<Id> {
        self.container(id).map_or(0..0, |&Container { first, count, .. }| first..first + count)
    }

    /// The members of an object in the order of their names' classes.
    pub(super) fn members(&self, id: Id) -> &[Id] {
        match self.container(id) {
            Some(&Container { kind: Kind::Object, listed, count, .. }) => {
                &self.by_name[listed as usize..][..count as usize]
            }
            _ => &[],
        }
    }

    /// The class of a member's name.
    pub(super) fn name(&self, id: Id) -> Class {
        self.values[id as usize].name
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

    use super::{Children, Index, Item};
    use crate::view::{Shape, View};
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
            let mut index = Index::with_parents();
            let mut item = Item::bare(document.root());
            index.enter(&mut item);
            index.enter(&mut Item::bare(more.root()));
            let mut seen = 0;
            let mut left = vec![item];
            while let Some(Item { view, id }) = left.pop() {
                prop_assert_eq!(index.size(id), view.text().len());
                prop_assert_eq!(index.children(id).len(), view.len());
                for child in index.children(id) {
                    prop_assert_eq!(index.parent(child), Some(id));
                    prop_assert!(index.subtree(item.id).contains(&child));
                }
                let mut children = Children::of(&index, Item { view, id });
                let inside: Vec<Item<Node<'_>>> = match view.shape() {
                    Shape::Array(elements) => elements.map(|inner| children.item(inner)).collect(),
                    Shape::Object(members) => {
                        members.map(|(_, inner)| children.item(inner)).collect()
                    }
                    _ => Vec::new(),
                };
                let mut listed = index.members(id).to_vec();
                listed.sort_unstable();
                if matches!(view.shape(), Shape::Object(_)) {
                    prop_assert_eq!(&listed, &inside.iter().map(|item| item.id).collect::<Vec<_>>());
                }
                for member in listed {
                    let value = view.member(index.name_text(member)).map(Node::text);
                    let found = inside.iter().find(|item| item.id == member);
                    prop_assert_eq!(value, found.map(|item| item.view.text()));
                }
                left.extend(inside);
                seen += 1;
            }
            prop_assert_eq!(seen, 1 + count(&value));
            prop_assert_eq!(index.subtree(item.id).len(), seen);
        }
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
