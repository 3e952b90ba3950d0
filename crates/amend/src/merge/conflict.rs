//! Where two sides do not agree.

use crate::{Json, Pointer};

/// A place where two sides do not agree.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Conflict {
    /// Where it is in the merged document, or would be; of a rebased patch, in
    /// the document that it was brought to.
    pub path: Pointer,
    /// The operation of a patch that was rebased, from 0.
    pub operation: Option<usize>,
    /// How the sides differ.
    pub kind: ConflictKind,
    /// What was there, if anything was.
    pub base: Option<Json>,
    /// What our side has there: nothing if it has removed it, and for
    /// [`ConflictKind::BothInserted`] a list of the elements.
    pub ours: Option<Json>,
    /// What their side has there.
    pub theirs: Option<Json>,
    /// What is in the merged document.
    pub kept: Kept,
}

/// How two sides differ.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ConflictKind {
    /// Both changed a value, and not to the same.
    BothChanged,
    /// Both changed a value, and made different types of it, of which at least
    /// one is an object or an array.
    TypeChanged,
    /// One changed a value that the other removed.
    ChangedAndRemoved,
    /// Both added a member, and not the same; for a list with a key, an element.
    BothAdded,
    /// Both inserted elements at the same place of a list.
    BothInserted,
    /// Both moved an element of a list, or inserted the same one, and not at one
    /// place: of the whole list.
    Order,
    /// A `test` of a patch that is rebased fails.
    TestFailed,
}

/// What a merge left at the place of a conflict.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Kept {
    /// What was there before, which may be nothing.
    Base,
    /// What our side has.
    Ours,
    /// What their side has.
    Theirs,
    /// The elements of both, in an order that says nothing.
    Both,
}

impl ConflictKind {
    /// A stable word for this kind.
    pub fn code(self) -> &'static str {
        match self {
            Self::BothChanged => "both-changed",
            Self::TypeChanged => "type-changed",
            Self::ChangedAndRemoved => "changed-and-removed",
            Self::BothAdded => "both-added",
            Self::BothInserted => "both-inserted",
            Self::Order => "order",
            Self::TestFailed => "test-failed",
        }
    }
}

impl Kept {
    /// A stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Ours => "ours",
            Self::Theirs => "theirs",
            Self::Both => "both",
        }
    }
}

impl Conflict {
    /// The same conflict, seen from the other side.
    #[must_use]
    pub fn swapped(self) -> Self {
        let kept = match self.kept {
            Kept::Ours => Kept::Theirs,
            Kept::Theirs => Kept::Ours,
            other => other,
        };
        Self { ours: self.theirs, theirs: self.ours, kept, ..self }
    }

    /// The conflict as a JSON object: `path`, `kind`, `operation` if there is
    /// one, `base`, `ours` and `theirs` as far as there are values, and `kept`.
    pub fn to_json(&self) -> Json {
        let mut members = vec![
            ("path", Json::from(self.path.to_string())),
            ("kind", Json::from(self.kind.code())),
        ];
        members.extend(self.operation.map(|operation| ("operation", Json::from(operation))));
        let sides = [("base", &self.base), ("ours", &self.ours), ("theirs", &self.theirs)];
        for (name, value) in sides {
            members.extend(value.clone().map(|value| (name, value)));
        }
        members.push(("kept", Json::from(self.kept.code())));
        Json::object(members)
    }
}
