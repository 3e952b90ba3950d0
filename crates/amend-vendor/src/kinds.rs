//! The types of a member as a set.

use crate::model::Type;

/// Types as a set: every value of a record asks whether its own is one of them. Where
/// the schema names none, all are in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) fn of(types: &[Type]) -> Self {
        if types.is_empty() {
            return Self(u8::MAX);
        }
        Self(types.iter().fold(0, |all, kind| all | Self::bit(*kind)))
    }

    pub(crate) fn has(self, kind: Type) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    const fn bit(kind: Type) -> u8 {
        match kind {
            Type::Null => 1,
            Type::Boolean => 2,
            Type::Integer => 4,
            Type::Number => 8,
            Type::String => 16,
            Type::Array => 32,
            Type::Object => 64,
        }
    }
}
