//! A merge as people read it: what both sides changed together, and where they do not
//! agree.

use std::fmt::Write as _;

use amend::merge::{Conflict, Merged};
use amend::options::Arrays;
use amend::{DiffOptions, Json, diff_with};
use amend_vendor::printable;

use crate::failure::Failure;
use crate::settings::Values;
use crate::terminal::{Look, Tone};
use crate::text::{Changes, Tree, path};

/// The merged document against the base, and every conflict.
pub(crate) fn write(
    base: &Json,
    merged: &Merged,
    arrays: &Arrays,
    values: Values,
    look: Look,
) -> Result<String, Failure> {
    let options = DiffOptions { arrays: arrays.clone(), ..DiffOptions::default() };
    let patch = diff_with(base, &merged.document, &options);
    let changes = Changes::of(&Tree::new(base.clone(), &patch)?, values);
    let title = format!(
        "merged: {}, {}",
        counted(changes.count(), "change"),
        counted(merged.conflicts.len(), "conflict")
    );
    let mut text = format!("{}\n{}", look.paint(Tone::Strong, &title), changes.text(look));
    if !merged.conflicts.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", look.paint(Tone::Alarm, "CONFLICTS"));
        for conflict in &merged.conflicts {
            one(conflict, values, look, &mut text);
        }
    }
    Ok(text)
}

fn one(conflict: &Conflict, values: Values, look: Look, text: &mut String) {
    let head = format!(
        "! {}  {}, kept: {}",
        path(&conflict.path),
        conflict.kind.code(),
        conflict.kept.code()
    );
    let _ = writeln!(text, "  {}", look.paint(Tone::Alarm, &head));
    for (side, value) in
        [("base", &conflict.base), ("ours", &conflict.ours), ("theirs", &conflict.theirs)]
    {
        let value = match value {
            None => "nothing".to_owned(),
            Some(value) if values == Values::Hidden => value.noun().to_owned(),
            Some(value) => printable(&value.to_string()).into_owned(),
        };
        let side = look.paint(Tone::Quiet, &format!("{side:6}"));
        let _ = writeln!(text, "      {side}  {}", look.cut(&value, 14));
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
