//! Documents as trees whose values keep their identity while they are edited.
//!
//! Two documents live in one arena: the one that the patch was made for, and the
//! one that it is brought to. A value of the first knows its twin in the second,
//! wherever both of them move.

use indexmap::IndexMap;

use crate::Pointer;
use crate::apply::name_in_any_case;
use crate::json::Json;
use crate::pointer::Index;
use crate::view::{Shape, View, to_json};
use crate::{MemberNames, Members};

/// The number of a value.
pub(super) type Id = usize;

/// A place in a container where a value may be put.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Room {
    pub(super) container: Id,
    /// The name of the member.
    pub(super) token: String,
    /// The position in a list.
    pub(super) at: usize,
    /// What else has come there on the other side.
    pub(super) beside: Vec<Id>,
}

/// The values of both documents.
#[derive(Default)]
pub(super) struct Trees {
    nodes: Vec<Node>,
}

struct Node {
    /// The container around it; nothing for a document, and for what was taken
    /// out of one.
    parent: Option<Id>,
    body: Body,
    /// What it is in the other document: set for the values of the first one,
    /// and marked for those of the second.
    twin: Option<Id>,
}

enum Body {
    Scalar(Json),
    Array(Vec<Id>),
    Object(IndexMap<String, Id>),
}

impl Trees {
    /// A tree of a value, without parent and twins.
    pub(super) fn grow<'a, V: View<'a>>(&mut self, value: V) -> Id {
        let body = match value.shape() {
            Shape::Array(elements) => Body::Array(elements.map(|e| self.grow(e)).collect()),
            Shape::Object(members) => Body::Object(
                members.map(|(name, value)| (name.into_owned(), self.grow(value))).collect(),
            ),
            _ => Body::Scalar(to_json(value)),
        };
        self.nodes.push(Node { parent: None, body, twin: None });
        let id = self.nodes.len().saturating_sub(1);
        for child in self.children(id) {
            self.set_parent(child, Some(id));
        }
        id
    }

    pub(super) fn children(&self, id: Id) -> Vec<Id> {
        match self.nodes.get(id).map(|node| &node.body) {
            Some(Body::Array(elements)) => elements.clone(),
            Some(Body::Object(members)) => members.values().copied().collect(),
            _ => Vec::new(),
        }
    }

    fn set_parent(&mut self, id: Id, parent: Option<Id>) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.parent = parent;
        }
    }

    /// Makes two values twins.
    pub(super) fn bind(&mut self, id: Id, twin: Id) {
        for (one, other) in [(id, twin), (twin, id)] {
            if let Some(node) = self.nodes.get_mut(one) {
                node.twin = Some(other);
            }
        }
    }

    /// Parts a value, and all that is in it, from their twins.
    pub(super) fn part(&mut self, id: Id) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            waiting.extend(self.children(id));
            let twin = self.nodes.get_mut(id).and_then(|node| node.twin.take());
            if let Some(node) = twin.and_then(|twin| self.nodes.get_mut(twin)) {
                node.twin = None;
            }
        }
    }

    pub(super) fn twin(&self, id: Id) -> Option<Id> {
        self.nodes.get(id)?.twin
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.nodes.get(id)?.parent
    }

    pub(super) fn elements(&self, id: Id) -> Option<&[Id]> {
        match &self.nodes.get(id)?.body {
            Body::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// Whether a value is an element of a list. An `add` there would insert.
    pub(super) fn is_listed(&self, id: Id) -> bool {
        self.parent(id).is_some_and(|parent| self.elements(parent).is_some())
    }

    pub(super) fn is_object(&self, id: Id) -> bool {
        matches!(self.nodes.get(id).map(|node| &node.body), Some(Body::Object(_)))
    }

    /// The member that a name means, and how it is spelt.
    pub(super) fn member(&self, id: Id, name: &str, names: MemberNames) -> Option<(&str, Id)> {
        let Body::Object(members) = &self.nodes.get(id)?.body else {
            return None;
        };
        if let Some((_, spelt, member)) = members.get_full(name) {
            return Some((spelt, *member));
        }
        if names == MemberNames::Exact {
            return None;
        }
        let key = name_in_any_case(name);
        let mut found = members.iter().filter(|(other, _)| name_in_any_case(other) == key);
        match (found.next(), found.next()) {
            (Some((spelt, member)), None) => Some((spelt, *member)),
            _ => None,
        }
    }

    /// Whether a name may mean several members.
    pub(super) fn is_ambiguous(&self, id: Id, name: &str, names: MemberNames) -> bool {
        let Some(Body::Object(members)) = self.nodes.get(id).map(|node| &node.body) else {
            return false;
        };
        let key = name_in_any_case(name);
        let found = || members.keys().filter(|other| name_in_any_case(other) == key);
        names != MemberNames::Exact && !members.contains_key(name) && found().nth(1).is_some()
    }

    /// The value at a place, names compared exactly.
    pub(super) fn find(&self, root: Id, tokens: &[String]) -> Option<Id> {
        tokens.iter().try_fold(root, |at, token| match &self.nodes.get(at)?.body {
            Body::Object(members) => members.get(token).copied(),
            Body::Array(elements) => match Index::parse(token)? {
                Index::At(index) => elements.get(index).copied(),
                _ => None,
            },
            Body::Scalar(_) => None,
        })
    }

    /// Where a value is, and of which document.
    pub(super) fn place(&self, id: Id) -> (Id, Pointer) {
        let mut tokens = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            tokens.push(self.token(parent, at));
            at = parent;
        }
        tokens.reverse();
        (at, Pointer::from_tokens(tokens))
    }

    fn token(&self, parent: Id, child: Id) -> String {
        match self.nodes.get(parent).map(|node| &node.body) {
            Some(Body::Array(elements)) => {
                elements.iter().position(|id| *id == child).unwrap_or_default().to_string()
            }
            Some(Body::Object(members)) => {
                let found = members.iter().find(|(_, id)| **id == child);
                found.map(|(name, _)| name.clone()).unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    pub(super) fn to_json(&self, id: Id) -> Json {
        match self.nodes.get(id).map(|node| &node.body) {
            Some(Body::Scalar(value)) => value.clone(),
            Some(Body::Array(elements)) => {
                Json::Array(elements.iter().map(|id| self.to_json(*id)).collect())
            }
            Some(Body::Object(members)) => Json::Object(
                members
                    .iter()
                    .map(|(name, id)| (name.clone(), self.to_json(*id)))
                    .collect::<Members>(),
            ),
            None => Json::Null,
        }
    }

    /// The document that a value is in, or the value that was taken out with it.
    pub(super) fn root(&self, id: Id) -> Id {
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            at = parent;
        }
        at
    }

    /// Whether a value is another one, or somewhere in it.
    pub(super) fn is_within(&self, id: Id, around: Id) -> bool {
        let mut at = Some(id);
        while let Some(here) = at.filter(|here| *here != around) {
            at = self.parent(here);
        }
        at.is_some()
    }

    /// Takes a value out of its container, and says where it was.
    pub(super) fn take(&mut self, id: Id) -> Option<Room> {
        let container = self.parent(id)?;
        let token = self.token(container, id);
        let (token, at) = match self.elements(container) {
            Some(_) => (String::new(), token.parse().unwrap_or_default()),
            None => (token, 0),
        };
        match self.nodes.get_mut(container).map(|node| &mut node.body) {
            Some(Body::Array(elements)) => elements.retain(|child| *child != id),
            Some(Body::Object(members)) => members.retain(|_, child| *child != id),
            _ => {}
        }
        self.set_parent(id, None);
        Some(Room { container, token, at, beside: Vec::new() })
    }

    /// Puts a value in place of another.
    pub(super) fn put(&mut self, old: Id, new: Id) {
        let Some(parent) = self.parent(old) else { return };
        let slot = match self.nodes.get_mut(parent).map(|node| &mut node.body) {
            Some(Body::Array(elements)) => elements.iter_mut().find(|child| **child == old),
            Some(Body::Object(members)) => members.values_mut().find(|child| **child == old),
            _ => None,
        };
        if let Some(slot) = slot {
            *slot = new;
        }
        self.set_parent(old, None);
        self.set_parent(new, Some(parent));
    }

    /// Puts a value where nothing is, or a member over another.
    pub(super) fn insert(&mut self, room: &Room, value: Id) {
        let mut over = None;
        match self.nodes.get_mut(room.container).map(|node| &mut node.body) {
            Some(Body::Array(elements)) => elements.insert(room.at.min(elements.len()), value),
            Some(Body::Object(members)) => over = members.insert(room.token.clone(), value),
            _ => {}
        }
        if let Some(over) = over {
            self.set_parent(over, None);
        }
        self.set_parent(value, Some(room.container));
    }
}
