//! Lists whose elements the vendor keeps: what can be selected, of which a flag is
//! set, and what stays although a list does not have it.

use amend::{Json, Pointer, equal};

use crate::compare::{
    Beside, Differences, Unit, display, elements, identity, keyed_value, meaning, same,
};
use crate::model::{Member, Sent, Writer};
use crate::pairs::Keys;

/// Whether two such lists are the same to the vendor.
pub(crate) fn same_list(member: &Member, before: &[Json], after: &[Json]) -> bool {
    let mut found = Differences::default();
    let path = Pointer::root();
    match member.sent {
        Sent::Selection if member.items.is_none() => {
            return before.len() == after.len()
                && before.iter().zip(after).all(|(b, a)| equal(b, a));
        }
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
        let (b, a) = (elements(before), elements(after));
        if member.sent == Sent::Kept {
            self.kept(top, member, path, b, a);
        } else if b.is_empty() && a.is_empty() {
            // Nothing is there, in whatever form.
        } else if b.is_empty() || a.is_empty() || member.items.is_none() {
            // A list that goes away or comes as a whole is one difference, and so
            // is one whose items the schema does not know.
            let (before, after) = (meaning(member, before), meaning(member, after));
            self.units.push(whole(top, member, path.clone(), before, after));
        } else {
            self.selection(top, member, path, b, a);
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
        let (old, new) = (Twins::of(member, before), Twins::of(member, after));
        for (at, item) in before.iter().enumerate() {
            let place = path.child(at.to_string());
            match new.find(at, item) {
                Some(_) if old.alone_is_again(at, item, &new) => {
                    self.units.push(whole(top, member, place, Some(item), Some(item)));
                }
                Some((_, wanted)) => self.item(top, member, &place, item, wanted),
                None => self.units.push(whole(top, member, place, Some(item), None)),
            }
        }
        for (at, item) in after.iter().enumerate() {
            if new.is_again(at, item) || old.find(at, item).is_none() {
                let place = path.child(at.to_string());
                self.units.push(whole(top, member, place, None, Some(item)));
            }
        }
    }

    /// The flag of an item, and the items below it; the rest is the vendor's.
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
        for inner in &item.members {
            let (b, a) = (before.get(&inner.name), after.get(&inner.name));
            let path = path.child(inner.name.as_str());
            if inner.sent == Sent::Selection {
                self.member(top, inner, &path, &[], b, a);
            } else if same(inner, b, a) {
                // Nothing differs.
            } else if inner.name == flag.name {
                let (before, after) = (meaning(inner, b), meaning(inner, a));
                self.units.push(whole(top, inner, path, before, after));
            } else if inner.writer == Writer::Server && a.is_some() {
                self.ignored.push(path);
            }
        }
        for (name, a) in after.as_object().into_iter().flatten() {
            let differs = before.get(name).is_none_or(|b| !equal(b, a));
            if differs && item.member(name).is_none() {
                self.unknown.push(path.child(name));
            }
        }
    }

    /// What a list does not have any more stays with the vendor, and so do places:
    /// what is new comes behind what is there.
    fn kept(
        &mut self,
        top: &'e Member,
        member: &'e Member,
        path: &Pointer,
        before: &[Json],
        after: &[Json],
    ) {
        let (old, new) = (Twins::of(member, before), Twins::of(member, after));
        for (at, element) in before.iter().enumerate() {
            let place = path.child(at.to_string());
            if new.find(at, element).is_none() {
                self.units.push(whole(top, member, place, Some(element), None));
            } else if old.alone_is_again(at, element, &new) {
                self.units.push(whole(top, member, place, Some(element), Some(element)));
            }
        }
        let item = member.item();
        let mut end = before.len();
        for (at, element) in after.iter().enumerate() {
            if new.is_again(at, element) {
                let place = path.child(at.to_string());
                self.units.push(whole(top, member, place, None, Some(element)));
                continue;
            }
            let twin = old.find(at, element);
            let place = path.child(twin.map_or(end, |(at, _)| at).to_string());
            let twin = twin.map(|(_, twin)| twin);
            end = end.saturating_add(usize::from(twin.is_none()));
            let Self { ignored, unknown, .. } = self;
            display(item, &place, twin, Some(element), &mut Beside { ignored, unknown });
            if twin.is_none() || !same(item, twin, Some(element)) {
                let key = identity(member, element).cloned().into_iter().collect();
                let unit = whole(top, item, place, twin, Some(element));
                self.units.push(Unit { key, ..unit });
            }
        }
    }
}

/// The elements of a list by their identity; those that have none are found at
/// their place, if they are equal.
pub(crate) struct Twins<'l> {
    member: &'l Member,
    list: &'l [Json],
    keys: Keys<'l>,
}

impl<'l> Twins<'l> {
    pub(crate) fn of(member: &'l Member, list: &'l [Json]) -> Self {
        Self { member, list, keys: Keys::of(member, list) }
    }

    /// Whether an element of the list itself is not the first of its identity: which of them
    /// a change means, nobody can say.
    fn is_again(&self, at: usize, element: &Json) -> bool {
        self.find(at, element).is_some_and(|(first, _)| first != at)
    }

    /// The same, unless it is said of the element at its place in another list.
    fn alone_is_again(&self, at: usize, element: &Json, other: &Self) -> bool {
        let there = other.list.get(at);
        self.is_again(at, element) && there.is_none_or(|there| !other.is_again(at, there))
    }

    /// The first element that is this one, which stands at `at` in another list.
    pub(crate) fn find(&self, at: usize, element: &Json) -> Option<(usize, &'l Json)> {
        let place = match identity(self.member, element) {
            Some(key) => self.keys.find(key)?,
            None => at,
        };
        let found = self.list.get(place)?;
        let named = identity(self.member, element).is_some();
        (named || equal(found, element)).then_some((place, found))
    }
}

/// A difference of one place. Under the member of the list itself it says that an
/// element goes or comes, which the vendor does not do.
fn whole<'e>(
    top: &'e Member,
    member: &'e Member,
    path: Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
) -> Unit<'e> {
    Unit { path, top, member, key: Vec::new(), before: before.cloned(), after: after.cloned() }
}
