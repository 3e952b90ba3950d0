//! A diff as people read it: member by member, in the order of the document.

use amend::{Patch, View};

use crate::failure::Failure;
use crate::settings::Values;
use crate::terminal::Look;
use crate::text::{Changes, Tree};

/// Writes the differences, safe for a terminal whatever the documents hold.
pub(crate) fn write<'v, V: View<'v>>(
    before: V,
    patch: &Patch,
    values: Values,
    look: Look,
) -> Result<String, Failure> {
    if patch.is_empty() {
        return Ok("no differences\n".to_owned());
    }
    let changes = Changes::of(&Tree::new(before.to_json(), patch)?, values);
    let count = changes.count();
    let plural = if count == 1 { "" } else { "s" };
    Ok(format!("{count} difference{plural}\n{}", changes.text(look)))
}
