//! The way down to a place.

use amend::Pointer;

/// A place below another, kept as the steps to it: most values are looked at and
/// nobody is told of them, so a [`Pointer`] is made only where somebody is.
///
/// ```
/// use amend::Pointer;
/// use amend_vendor::Trail;
///
/// let person = Pointer::root();
/// let person = Trail::Start(&person);
/// let emails = person.member("emails");
/// assert_eq!(emails.element(0).pointer().to_string(), "/emails/0");
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "RFC 6901 knows no other steps")]
pub enum Trail<'t> {
    /// Where it begins.
    Start(&'t Pointer),
    /// A member of what is there.
    Member(&'t Self, &'t str),
    /// An element of what is there.
    Element(&'t Self, usize),
}

impl<'t> Trail<'t> {
    /// The member of this name.
    #[must_use]
    pub fn member(&'t self, name: &'t str) -> Self {
        Self::Member(self, name)
    }

    /// The element at this index.
    #[must_use]
    pub fn element(&'t self, at: usize) -> Self {
        Self::Element(self, at)
    }

    /// The place, written out.
    pub fn pointer(&self) -> Pointer {
        match self {
            Self::Start(pointer) => (*pointer).clone(),
            Self::Member(above, name) => above.pointer().child(*name),
            Self::Element(above, at) => above.pointer().child(at.to_string()),
        }
    }
}
