//! Diff from text to text: the same bytes as diff of the documents, and the same
//! errors as reading them, however they are written.

use amend::error::TextDiffError;
use amend::{DiffOptions, Document, Json, TextDiff, diff_with};

use crate::bytes::Bytes;
use crate::patches::pair;
use crate::targets::diff::options;
use crate::texts::{mangled, text};

/// Holds the law on two texts and options that the bytes mean. The memory of one
/// pair is used again for the next.
pub fn text_diff(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    // The defaults are what is fast, and so what is hard.
    let options = if bytes.below(4) == 3 { options(&mut bytes) } else { DiffOptions::default() };
    let style = bytes.below(8);
    let (before, after) = pair(&mut bytes);
    let mut texts = match style {
        0 => (before.to_string(), after.to_string()),
        1 => (format!("{before:#}"), format!("{after:#}")),
        _ => (text(&before, &mut bytes), text(&after, &mut bytes)),
    };
    let mut diff = TextDiff::new();
    compare(&mut diff, &texts.0, &texts.1, &options);
    compare(&mut diff, &texts.1, &texts.0, &options);
    if bytes.rarely(2) {
        let broken = if bytes.rarely(2) { &mut texts.0 } else { &mut texts.1 };
        *broken = mangled(broken, &mut bytes);
        compare(&mut diff, &texts.0, &texts.1, &options);
        compare(&mut diff, &texts.1, &texts.0, &options);
    }
}

fn compare(diff: &mut TextDiff, before: &str, after: &str, options: &DiffOptions<'_>) {
    let expected = slowly(before, after, options);
    let found = diff.diff(before, after, options).map(str::to_owned);
    assert_eq!(found, expected, "{options:?}\n{before}\n{after}");
}

/// What reading both, and then comparing them, makes of two texts.
fn slowly(before: &str, after: &str, options: &DiffOptions<'_>) -> Result<String, TextDiffError> {
    let read = |text: &str| Json::read(text.as_bytes(), &options.limits);
    let one = read(before).map_err(TextDiffError::Before)?;
    let other = read(after).map_err(TextDiffError::After)?;
    assert!(Document::read(before.as_bytes(), &options.limits).is_ok());
    Ok(diff_with(&one, &other, options).to_string())
}
