//! From a text and the text of a patch to the text of the result.
//!
//! Nothing of either text is taken apart. A value of the tree is a place on one of two
//! tapes until something in it changes; then its container keeps what is different
//! (`object`, `array`), and what is written in the end is the source with that spliced
//! in (`write`). There is no journal: on a fault the whole tree is dropped.
//!
//! Where an operation cannot be done, the tree is looked at with the words of the plain way
//! (`faults`). What is seldom (a limit on what the patch brings, a name that may mean several
//! members) is left to the plain way, which does it all again. A property holds that both
//! give the same bytes, and the same errors.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "places on tapes are below 2^29, and so are lengths and counts of what is on them"
)]

mod arena;
mod array;
mod changes;
mod faults;
mod known;
mod look;
mod measures;
mod merge;
mod names;
mod object;
mod operation;
mod pieces;
mod run;
mod small;
mod steps;
mod sums;
mod tape;
#[cfg(test)]
mod tests;
mod tree;
mod ways;
mod weigh;
mod write;

use self::run::Run;
pub(super) use self::run::Stop;
pub(super) use self::steps::Steps;
use self::tree::Tree;
use super::ApplyOptions;
use crate::Document;

/// The text of a document after a patch. That it does not apply is said whatever is wrong
/// with operations that come later.
pub(super) fn patched(
    document: &Document<'_>,
    patch: &Steps<'_>,
    options: &ApplyOptions,
) -> Result<String, Stop> {
    if options.limits.counts_what_is_brought() {
        return Err(Stop::Unknown);
    }
    let mut run = Run::new(Tree::over(document, &patch.values), options);
    run.all(patch)?;
    Ok(run.into_text())
}

/// The same after the merge patch that another document is.
pub(super) fn merged(
    document: &Document<'_>,
    patch: &Document<'_>,
    options: &ApplyOptions,
) -> Option<String> {
    let exact = options.dialect.member_names == crate::MemberNames::Exact;
    if options.limits.counts_what_is_brought() || !exact {
        return None;
    }
    let mut tree = Tree::over(document, patch);
    merge::root(&mut tree, options.limits.depth())?;
    Some(tree.into_text())
}
