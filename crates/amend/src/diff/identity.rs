//! Members by which things are told apart, as far as names tell.
//!
//! This is a preference and never more: it says which elements are rather held
//! for the same thing. No patch is right or wrong for it.

/// Whether a member of this name says which thing its object is.
pub(super) fn identifies(name: &str) -> bool {
    matches!(name, "id" | "ID" | "uuid" | "UUID" | "guid" | "GUID" | "key" | "Key" | "$id")
        || name.ends_with("_id")
        || name.ends_with("Id")
}

/// Whether a member of this name at least says something like it: things may
/// change their names, but two of one name are probably the same.
pub(super) fn names(name: &str) -> bool {
    identifies(name) || matches!(name, "name" | "Name" | "email" | "url" | "href" | "$ref")
}
