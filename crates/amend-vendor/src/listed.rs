//! Lists whose elements the vendor keeps: what can be selected, of which a flag is
//! set, and what stays although a list does not have it.

use amend::{Json, Pointer, equal};

use crate::compare::{Differences, Unit, display, elements, identity, keyed_value, meaning, same};
use crate::model::{Member, Sent, Writer};

/// Whether two such lists are the same to the vendor.
pub(crate) fn same_list(member: &Member, before: &[Json], after: &[Json]) -> bool {
    let mut found = Differences::default();
    let path = Pointer::root();
    match member.sent {
        Sent::Selection => found.selection(member, member, &path, before, after),
        _ => found.kept(member, member, &path, before, after),
    }
    found.units.is_empty() && found.unknown.is_empty()
}

impl<'e> Differences<'e> {
    pub(crate) fn listed(
        &mut self,
        top: &'e Member,
        member: &'e Member,
        path: &Pointer,
        before: Option<&Json>,
        after: Option<&Json>,
    ) {
        let lists = (elements(before), elements(after));
        match (member.sent, lists) {
            // A list that goes away or comes as a whole is one difference.
            (Sent::Selection, ([], [])) => {}
            (Sent::Selection, ([], _) | (_, [])) => self.units.push(Unit {
                path: path.clone(),
                top,
                member,
                key: Vec::new(),
                before: meaning(member, before).cloned(),
                after: meaning(member, after).cloned(),
            }),
            (Sent::Selection, (b, a)) => self.selection(top, member, path, b, a),
            (_, (b, a)) => self.kept(top, member, path, b, a),
        }
    }

    /// Items are matched by their id. Their places are those of the record: the
    /// vendor lists them, in an order of its own.
    fn selection(
        &mut self,
        top: &'e Member,
        member: &'e Member,
        path: &Pointer,
        before: &[Json],
        after: &[Json],
    ) {
        for (at, item) in before.iter().enumerate() {
            let place = path.child(at.to_string());
            match twin(member, after, item) {
                Some((_, wanted)) => self.item(top, member, &place, item, wanted),
                None => self.units.push(gone(top, member, place, item)),
            }
        }
        for (at, item) in after.iter().enumerate() {
            let again = twin(member, after, item).is_some_and(|(first, _)| first != at);
            if again || twin(member, before, item).is_none() {
                self.units.push(new(top, member, path.child(at.to_string()), item));
            }
        }
    }

    /// A wanted item names what it has; the rest of it stays.
    fn item(
        &mut self,
        top: &'e Member,
        member: &'e Member,
        path: &Pointer,
        before: &Json,
        after: &Json,
    ) {
        let item = member.item();
        let flag = keyed_value(member);
        for (name, a) in after.as_object().into_iter().flatten() {
            let b = before.get(name);
            let path = path.child(name);
            match item.member(name) {
                None if b.is_none_or(|b| !equal(b, a)) => self.unknown.push(path),
                Some(inner) if inner.sent == Sent::Selection => {
                    self.member(top, inner, &path, &[], b, Some(a));
                }
                Some(inner) if inner.name == flag.name && !same(inner, b, Some(a)) => {
                    self.units.push(Unit {
                        path,
                        top,
                        member: inner,
                        key: Vec::new(),
                        before: meaning(inner, b).cloned(),
                        after: meaning(inner, Some(a)).cloned(),
                    });
                }
                Some(inner) if inner.writer == Writer::Server && !same(inner, b, Some(a)) => {
                    self.ignored.push(path);
                }
                _ => {}
            }
        }
    }

    /// What a list does not have any more stays with the vendor.
    fn kept(
        &mut self,
        top: &'e Member,
        member: &'e Member,
        path: &Pointer,
        before: &[Json],
        after: &[Json],
    ) {
        for (at, element) in before.iter().enumerate() {
            if twin(member, after, element).is_none() {
                self.units.push(gone(top, member, path.child(at.to_string()), element));
            }
        }
        let item = member.item();
        for (at, element) in after.iter().enumerate() {
            let place = path.child(at.to_string());
            let key: Vec<Json> = identity(member, element).cloned().into_iter().collect();
            let first = twin(member, after, element).is_none_or(|(first, _)| first == at);
            match twin(member, before, element) {
                _ if !first => self.units.push(new(top, member, place, element)),
                Some((_, old)) => {
                    display(item, &place, Some(old), Some(element), &mut self.ignored);
                    if !same(item, Some(old), Some(element)) {
                        let (before, after) = (Some(old.clone()), Some(element.clone()));
                        self.units.push(Unit {
                            path: place,
                            top,
                            member: item,
                            key,
                            before,
                            after,
                        });
                    }
                }
                None => {
                    let after = Some(element.clone());
                    self.units.push(Unit {
                        path: place,
                        top,
                        member: item,
                        key,
                        before: None,
                        after,
                    });
                }
            }
        }
    }
}

/// The first element of the same identity, or one that is equal where there is
/// none.
pub(crate) fn twin<'l>(
    member: &Member,
    list: &'l [Json],
    element: &Json,
) -> Option<(usize, &'l Json)> {
    let key = identity(member, element);
    list.iter().enumerate().find(|(_, other)| match (key, identity(member, other)) {
        (Some(key), Some(other)) => equal(key, other),
        (None, None) => equal(*other, element),
        _ => false,
    })
}

/// An element that is taken out: it is told by the list that it belongs to.
fn gone<'e>(top: &'e Member, member: &'e Member, path: Pointer, element: &Json) -> Unit<'e> {
    Unit { path, top, member, key: Vec::new(), before: Some(element.clone()), after: None }
}

/// An element that the vendor cannot take in.
fn new<'e>(top: &'e Member, member: &'e Member, path: Pointer, element: &Json) -> Unit<'e> {
    Unit { path, top, member, key: Vec::new(), before: None, after: Some(element.clone()) }
}
