//! The rules under which a patch is read and applied.

use crate::LeadingSlash;

/// The rules under which a patch is read and applied. The default is RFC 6902
/// to the letter; each field is one leniency or one restriction.
///
/// ```
/// use amend::Dialect;
/// use amend::options::MemberNames;
///
/// let dialect = Dialect { member_names: MemberNames::IgnoreCase, ..Dialect::RFC6902 };
/// assert_ne!(dialect, Dialect::default());
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a plain bag of options, changed field by field")]
pub struct Dialect {
    /// How a token finds a member.
    pub member_names: MemberNames,
    /// Whether a pointer may leave its first `/` out.
    pub leading_slash: LeadingSlash,
    /// Which operations may stand in a patch.
    pub operations: Operations,
}

/// How a token finds a member of an object.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum MemberNames {
    /// Code point by code point (RFC 6901 §4).
    #[default]
    Exact,
    /// As .NET's `OrdinalIgnoreCase`: an exact match wins; else one match that
    /// differs in case only; else, with several, an error. Case is the simple
    /// upper case of each code point, and an ASCII letter never equals one
    /// outside ASCII.
    IgnoreCase,
}

/// Which operations may stand in a patch.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Operations {
    /// All six of RFC 6902 §4.
    #[default]
    All,
    /// `add`, `remove`, `replace` and `test`.
    WithoutMoveAndCopy,
}

impl Dialect {
    /// RFC 6902 to the letter.
    pub const RFC6902: Self = Self {
        member_names: MemberNames::Exact,
        leading_slash: LeadingSlash::Required,
        operations: Operations::All,
    };

    /// Names in any case, the slash optional, no `move` and no `copy`: what some
    /// .NET services make of RFC 6902.
    pub const DOT_NET: Self = Self {
        member_names: MemberNames::IgnoreCase,
        leading_slash: LeadingSlash::Optional,
        operations: Operations::WithoutMoveAndCopy,
    };
}

impl Default for Dialect {
    fn default() -> Self {
        Self::RFC6902
    }
}
