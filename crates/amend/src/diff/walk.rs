//! Both documents side by side, from the outside in.
//!
//! Objects are matched member by member as they are. Lists that differ are the
//! only places where values have to be found again elsewhere: their elements
//! are indexed, and below them whether two values are equal is known without
//! looking. So a document in which little changes is looked at once, and no
//! subtree is compared once for every level above it.

use std::borrow::Cow;

use super::draft::Draft;
use super::edits::{Change, Edits, Place, Step};
use super::hashing::Table;
use super::index::{Children, Index, Item, Kind, id};
use super::pairs::Pairs;
use super::price::{PathSize, Price, Prices, Role, digits};
use super::{Arrays, DiffOptions, Minimize, Moves};
use crate::Pointer;
use crate::number;
use crate::view::{Shape, View};

/// Objects with more members than this get a table of their names when they
/// list them in another order.
const FEW: usize = 16;

/// Containers are entered to the depth that the limit allows, and never deeper
/// than this, since the walk is recursive. Below, a value that differs is
/// replaced.
pub(super) const DEEPEST: usize = 256;

/// The state of one diff.
pub(super) struct Walk<'a, 'o, V: View<'a>> {
    pub(super) options: &'o DiffOptions<'o>,
    pub(super) moves: Moves,
    pub(super) prices: Prices,
    pub(super) index: Index<'a, V>,
    pub(super) pairs: Pairs,
    /// How many values may still be compared in vain before lists are indexed.
    pub(super) patience: usize,
    pub(super) edits: Edits<'a, V>,
    /// The steps of the scopes that are still open.
    pub(super) open: Vec<Step<'a, V>>,
    /// How many classes there are in the document before; known with moves.
    there: usize,
    /// How many elements moved so far.
    pub(super) moved: u32,
    /// Where the walk is, in the document before; kept only where options ask.
    pub(super) path: Pointer,
}

/// Where a container is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here {
    pub(super) path: PathSize,
    pub(super) role: Role,
    /// How many more levels may be entered.
    pub(super) depth: usize,
    /// Whether the container is to be edited inside whatever that costs.
    pub(super) known: bool,
    /// Whether there is a list around it.
    pub(super) listed: bool,
    /// How many digits an index may have, in a list.
    pub(super) digits: usize,
}

impl Here {
    /// The whole document.
    pub(super) fn root(options: &DiffOptions<'_>) -> Self {
        Self {
            path: PathSize::default(),
            role: Role::Member,
            depth: options.limits.depth.min(DEEPEST),
            known: false,
            listed: false,
            digits: 0,
        }
    }

    /// A member.
    pub(super) fn member(self, name: &str) -> Self {
        Self { path: self.path.member(name), role: Role::Member, known: false, ..self }
    }

    /// The path to an element. What the limit counts is the longest that it can
    /// be while the patch is applied.
    pub(super) fn element(self, index: usize) -> PathSize {
        PathSize { text: self.path.element(digits(index)).text, ..self.path.element(self.digits) }
    }
}

/// What happens to a value, and what that costs.
pub(super) type Outcome<V> = Option<(Change<V>, Price)>;

impl<'a, 'o, V: View<'a>> Walk<'a, 'o, V> {
    pub(super) fn new(options: &'o DiffOptions<'o>, moves: Moves) -> Self {
        Self {
            options,
            moves,
            prices: Prices { minimize: options.minimize },
            index: match moves {
                Moves::Yes => Index::with_parents(),
                Moves::No => Index::new(),
            },
            pairs: Pairs::new(options.limits.effort),
            patience: 1 << 16,
            edits: Edits::new(),
            open: Vec::new(),
            there: 0,
            moved: 0,
            path: Pointer::root(),
        }
    }

    /// The edits from one document to the other, and the index of what had to
    /// be indexed for them.
    pub(super) fn run(mut self, before: V, after: V) -> (Edits<'a, V>, Index<'a, V>) {
        let (mut before, mut after) = (Item::bare(before), Item::bare(after));
        if self.moves == Moves::Yes {
            self.index.enter(&mut before);
            self.there = self.index.classes.len();
            self.index.enter(&mut after);
        }
        let outcome = self.value(before, after, Here::root(self.options));
        self.edits.root = outcome.map(|(change, _)| change);
        (self.edits, self.index)
    }

    /// What happens to a value.
    pub(super) fn value(&mut self, a: Item<V>, b: Item<V>, here: Here) -> Outcome<V> {
        if a.is_indexed() && b.is_indexed() {
            if self.index.class(a.id) == self.index.class(b.id) {
                return None;
            }
        } else if a.view.same(b.view) {
            return None;
        }
        if let (Some(x), Some(y)) = (a.view.integer(), b.view.integer()) {
            return (x != y).then(|| self.replace(a, b, here));
        }
        match (a.view.shape(), b.view.shape()) {
            (Shape::Null, Shape::Null) => None,
            (Shape::Bool(x), Shape::Bool(y)) if x == y => None,
            (Shape::Number(x), Shape::Number(y)) if number::equal(&x, &y) => None,
            (Shape::String(x), Shape::String(y)) if x == y => None,
            (Shape::Object(x), Shape::Object(y)) => {
                let Some(depth) = here.depth.checked_sub(1) else {
                    return self.opaque(a, b, here);
                };
                self.object((a, x), (b, y), Here { depth, ..here })
            }
            (Shape::Array(_), Shape::Array(_)) => {
                match (self.arrays(), here.depth.checked_sub(1)) {
                    (Arrays::Whole, _) | (_, None) => self.opaque(a, b, here),
                    (arrays, Some(depth)) => self.array(a, b, &arrays, Here { depth, ..here }),
                }
            }
            _ => Some(self.replace(a, b, here)),
        }
    }

    /// A value that is not looked into.
    fn opaque(&mut self, mut a: Item<V>, mut b: Item<V>, here: Here) -> Outcome<V> {
        self.index.enter(&mut a);
        self.index.enter(&mut b);
        let equal = self.index.class(a.id) == self.index.class(b.id);
        (!equal).then(|| self.replace(a, b, here))
    }

    pub(super) fn replace(&mut self, a: Item<V>, b: Item<V>, here: Here) -> (Change<V>, Price) {
        let old = self.size_gone(a, here, usize::MAX);
        let new = self.size_new(b, here, usize::MAX);
        let cost = self.prices.replace(here.path.text, old, new, here.role);
        (Change::Replace(self.edits.pack(a), self.edits.pack(b)), Price::of_one(cost))
    }

    /// The size of a value that goes, where it matters, measured no further than
    /// `most`.
    pub(super) fn size_gone(&self, item: Item<V>, here: Here, most: usize) -> usize {
        match self.options.minimize {
            // Outside lists there is nothing to choose.
            Minimize::Places if here.listed => self.index.size_of(item, most),
            _ => 0,
        }
    }

    /// The size of a value that comes.
    pub(super) fn size_new(&self, item: Item<V>, here: Here, most: usize) -> usize {
        match self.options.minimize {
            Minimize::Bytes => self.index.size_of(item, most),
            Minimize::Places => self.size_gone(item, here, most),
        }
    }

    /// How the list where the walk stands is to be compared.
    fn arrays(&self) -> Arrays {
        let special = self.options.arrays_at.and_then(|arrays_at| arrays_at(&self.path));
        special.unwrap_or_else(|| self.options.arrays.clone())
    }

    fn object(
        &mut self,
        (a, mut left): (Item<V>, V::Members),
        (b, mut right): (Item<V>, V::Members),
        here: Here,
    ) -> Outcome<V> {
        let mut draft = self.draft();
        let (mut before, mut after) = (Children::of(&self.index, a), Children::of(&self.index, b));
        loop {
            // Most objects list their members in the same order.
            match (left.next(), right.next()) {
                (Some((name, x)), Some((other, y))) if name == other => {
                    let (x, y) = (before.item(x), after.item(y));
                    self.member(&mut draft, name, x, y, here);
                }
                (None, None) => break,
                (x, y) => {
                    let left = x.into_iter().chain(left).map(|(n, x)| (n, before.item(x)));
                    let right = y.into_iter().chain(right).map(|(n, y)| (n, after.item(y)));
                    self.members(&mut draft, left, right, here);
                    break;
                }
            }
        }
        self.finish(&draft, a, b, Kind::Object, here)
    }

    /// Members in any order.
    fn members(
        &mut self,
        draft: &mut Draft,
        left: impl Iterator<Item = (Cow<'a, str>, Item<V>)>,
        right: impl Iterator<Item = (Cow<'a, str>, Item<V>)>,
        here: Here,
    ) {
        let right: Vec<_> = right.map(|(name, y)| (name, self.edits.pack(y))).collect();
        let table = Names::of(&right);
        let mut taken = vec![false; right.len()];
        for (name, x) in left {
            let Some((at, (_, y))) = table.find(&right, &name) else {
                self.goes(draft, name, x, here);
                continue;
            };
            if let Some(taken) = taken.get_mut(at) {
                *taken = true;
            }
            let y = self.edits.item(*y);
            self.member(draft, name, x, y, here);
        }
        drop(table);
        for ((name, y), _) in right.into_iter().zip(taken).filter(|(_, taken)| !taken) {
            let y = self.edits.item(y);
            self.arrives_in(draft, name, y, here);
        }
    }

    /// A member that goes.
    pub(super) fn goes(&mut self, draft: &mut Draft, name: Cow<'a, str>, x: Item<V>, here: Here) {
        let path = here.path.member(&name);
        let cost = self.prices.remove(path.text, self.size_gone(x, here, usize::MAX));
        let change = (Change::Remove(self.edits.pack(x)), Price::of_one(cost));
        self.step(draft, Place::Member(name), change, path);
    }

    /// A member that comes.
    pub(super) fn arrives_in(
        &mut self,
        draft: &mut Draft,
        name: Cow<'a, str>,
        y: Item<V>,
        here: Here,
    ) {
        let path = here.path.member(&name);
        let price = self.arrival(y, path, here);
        let change = Change::Add(self.edits.pack(y));
        self.step(draft, Place::Member(name), (change, price), path);
    }

    fn member(
        &mut self,
        draft: &mut Draft,
        name: Cow<'a, str>,
        x: Item<V>,
        y: Item<V>,
        here: Here,
    ) {
        let inner = here.member(&name);
        self.descend(&name);
        let outcome = self.value(x, y, inner);
        self.ascend();
        match outcome {
            Some(outcome) => self.step(draft, Place::Member(name), outcome, inner.path),
            None => draft.kept = true,
        }
    }

    /// The price of a value that comes. In bytes it may be that of a move or a
    /// copy, if the document before has it, too.
    pub(super) fn arrival(&self, y: Item<V>, path: PathSize, here: Here) -> Price {
        let add = self.prices.add(path.text, self.size_new(y, here, usize::MAX));
        // Classes are counted in the order of the documents.
        let there = y.is_indexed() && (self.index.class(y.id) as usize) < self.there;
        let copied = there && self.options.minimize == Minimize::Bytes;
        let cost = if copied { add.min(self.prices.relocate(path.text)) } else { add };
        Price::of_one(cost)
    }

    fn descend(&mut self, token: &str) {
        if self.options.arrays_at.is_some() {
            self.path.push(token);
        }
    }

    pub(super) fn ascend(&mut self) {
        self.path.pop();
    }
}

/// Where members are, by their names; nothing, where they are few.
struct Names<'m>(Option<Table<&'m str, u32>>);

impl<'m> Names<'m> {
    fn of<V>(members: &'m [(Cow<'_, str>, V)]) -> Self {
        let table =
            || members.iter().enumerate().map(|(at, (name, _))| (&**name, id(at))).collect();
        Self((members.len() > FEW).then(table))
    }

    /// The member of this name, and its position.
    fn find<'n, 'a, V>(
        &self,
        members: &'n [(Cow<'a, str>, V)],
        name: &str,
    ) -> Option<(usize, &'n (Cow<'a, str>, V))> {
        let at = match &self.0 {
            Some(table) => *table.get(name)? as usize,
            None => members.iter().position(|(other, _)| other == name)?,
        };
        members.get(at).map(|member| (at, member))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Here, Item, Walk};
    use crate::diff::{DiffOptions, Minimize, Moves, diff_with};
    use crate::{Json, Operation};

    fn values() -> impl Strategy<Value = Json> {
        let scalar = prop_oneof![
            prop::sample::select(vec![
                "1",
                "22",
                "null",
                "\"a\"",
                "\"\\u0000\\\"\"",
                "\"a long text\""
            ])
            .prop_map(|text| text.parse().unwrap()),
        ];
        scalar.prop_recursive(4, 60, 14, |inner: BoxedStrategy<Json>| {
            let names = prop::sample::select(vec!["a", "b", "c/d", "~", "\"", "\n", ""]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..14).prop_map(Json::Array),
                prop::collection::vec((names, inner), 0..6).prop_map(Json::object),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// In bytes, a price is what the patch takes: all choices rest on it.
        #[test]
        fn prices_are_exact(before in values(), after in values()) {
            let options = DiffOptions { minimize: Minimize::Bytes, ..DiffOptions::default() };
            let mut walk = Walk::new(&options, Moves::No);
            let here = Here::root(&options);
            let outcome = walk.value(Item::bare(&before), Item::bare(&after), here);
            let price = outcome.map_or(0, |(_, price)| price.cost);
            let patch = diff_with(&before, &after, &options);
            // Every operation is priced with a comma; the last one has none.
            let bytes = patch.operations().iter().map(|o| o.to_json().to_string().len() + 1);
            prop_assert_eq!(price, bytes.sum::<usize>() as u64, "{}", patch);
        }

        /// No patch takes more bytes than writing the document anew.
        #[test]
        fn nothing_is_longer_than_all_of_it(before in values(), after in values()) {
            let options = DiffOptions { minimize: Minimize::Bytes, ..DiffOptions::default() };
            let patch = diff_with(&before, &after, &options);
            let path = crate::Pointer::root();
            let whole = Operation::Add { path, value: after };
            prop_assert!(patch.to_string().len() <= whole.to_json().to_string().len() + 2);
        }
    }
}
