//! Random patches for a document: most of their operations find what they need.

use amend::options::Operations;
use amend::{ApplyOptions, Dialect, Json, Operation, Patch, Pointer, apply_with};
use proptest::prelude::*;

use crate::common;

/// What an operation is made of, before there is a document.
#[derive(Clone, Debug)]
pub(crate) struct Seed {
    kind: u8,
    place: u16,
    other: u16,
    value: Json,
}

/// Seeds of a patch of up to `most` operations.
pub(crate) fn seeds(most: usize) -> impl Strategy<Value = Vec<Seed>> {
    let seed = (0_u8..16, any::<u16>(), any::<u16>(), small())
        .prop_map(|(kind, place, other, value)| Seed { kind, place, other, value });
    prop::collection::vec(seed, 0..=most)
}

/// Values with little in them.
pub(crate) fn small() -> impl Strategy<Value = Json> {
    common::scalars().prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::Array),
            prop::collection::vec((common::names(), inner), 0..3).prop_map(Json::object),
        ]
    })
}

/// Which operations stay in a patch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Keep {
    /// Those that apply.
    Applying,
    /// All, so that many patches fail.
    All,
}

/// A patch of these seeds for a document, and what it makes of it as far as it
/// applies.
pub(crate) fn patch(
    document: &Json,
    seeds: &[Seed],
    dialect: Dialect,
    keep: Keep,
) -> (Patch, Json) {
    let options = ApplyOptions { dialect, ..ApplyOptions::default() };
    let mut state = document.clone();
    let mut operations = Vec::new();
    for seed in seeds {
        let operation = seed.operation(&state, dialect);
        let applies = apply_with(&mut state, &Patch::from(vec![operation.clone()]), &options);
        if applies.is_ok() || keep == Keep::All {
            operations.push(operation);
        }
    }
    (Patch::from(operations), state)
}

impl Seed {
    fn operation(&self, state: &Json, dialect: Dialect) -> Operation {
        let value = || self.value.clone();
        let mut places = Places::of(state);
        if dialect.member_names != amend::options::MemberNames::Exact {
            places.vary(self.other);
        }
        let existing = |number| pick(&places.existing, number);
        let any = |number: u16| {
            let all = places.existing.len() + places.new.len();
            let at = usize::from(number) % all;
            let new = || pick(&places.new, u16::try_from(at - places.existing.len()).unwrap());
            places.existing.get(at).cloned().unwrap_or_else(new)
        };
        let moves = dialect.operations == Operations::All;
        match self.kind {
            0..=3 => Operation::Add { path: any(self.place), value: value() },
            4..=6 => Operation::Remove { path: existing(self.place) },
            7..=8 => Operation::Replace { path: existing(self.place), value: value() },
            9..=11 if moves => {
                Operation::Move { from: existing(self.place), path: any(self.other) }
            }
            12 if moves => Operation::Copy { from: existing(self.place), path: any(self.other) },
            13 => Operation::Test { path: existing(self.place), value: value() },
            _ => {
                let path = existing(self.place);
                let options = ApplyOptions { dialect, ..ApplyOptions::default() };
                let found = amend::resolve(state, &path, options.dialect.member_names);
                let value = found.ok().and_then(|p| state.pointer(&p).cloned()).unwrap_or_default();
                Operation::Test { path, value }
            }
        }
    }
}

fn pick(list: &[Pointer], number: u16) -> Pointer {
    list[usize::from(number) % list.len()].clone()
}

/// The places of a document, and those where something may be added.
struct Places {
    existing: Vec<Pointer>,
    new: Vec<Pointer>,
}

impl Places {
    fn of(document: &Json) -> Self {
        let mut places = Self { existing: Vec::new(), new: Vec::new() };
        places.enter(document, &Pointer::root());
        places
    }

    fn enter(&mut self, value: &Json, at: &Pointer) {
        self.existing.push(at.clone());
        match value {
            Json::Array(elements) => {
                self.new.push(at.child("-"));
                self.new.push(at.child(elements.len().to_string()));
                for (index, element) in elements.iter().enumerate() {
                    self.enter(element, &at.child(index.to_string()));
                }
            }
            Json::Object(members) => {
                for name in ["a", "b", "A", "-", "0"] {
                    if !members.contains(name) {
                        self.new.push(at.child(name));
                    }
                }
                for (name, member) in members {
                    self.enter(member, &at.child(name));
                }
            }
            // Nothing can be added here.
            _ => self.new.push(at.child("a")),
        }
    }

    /// Other spellings of the names, some of the time.
    fn vary(&mut self, number: u16) {
        for path in self.existing.iter_mut().chain(&mut self.new) {
            let tokens = path.tokens().iter().map(|token| match number % 3 {
                0 => token.to_uppercase(),
                1 => token.to_lowercase(),
                _ => token.clone(),
            });
            *path = Pointer::from_tokens(tokens);
        }
    }
}
