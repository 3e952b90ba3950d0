//! The way down to a place.

use amend::Pointer;

/// A place below another, kept as the steps to it: most values are looked at and
/// nobody is told of them, so a [`Pointer`] is made only where somebody is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trail<'t> {
    Start(&'t Pointer),
    Member(&'t Self, &'t str),
    Element(&'t Self, usize),
}

impl<'t> Trail<'t> {
    pub(crate) fn member(&'t self, name: &'t str) -> Self {
        Self::Member(self, name)
    }

    pub(crate) fn element(&'t self, at: usize) -> Self {
        Self::Element(self, at)
    }

    pub(crate) fn pointer(&self) -> Pointer {
        match self {
            Self::Start(pointer) => (*pointer).clone(),
            Self::Member(above, name) => above.pointer().child(*name),
            Self::Element(above, at) => above.pointer().child(at.to_string()),
        }
    }
}
