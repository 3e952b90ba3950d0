//! The word that was probably meant.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "the lengths of two words, and edits of which there are no more"
)]

/// The nearest of the known words: not more than two letters away, case aside, and
/// with some letter in common.
///
/// ```
/// use amend_vendor::near;
///
/// assert_eq!(near("jobtitle", ["name", "jobTitle"]), Some("jobTitle"));
/// assert_eq!(near("surname", ["name", "jobTitle"]), None);
/// ```
pub fn near<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let length = word.chars().count();
    known
        .into_iter()
        .map(|known| (distance(known, word), known))
        .filter(|(distance, _)| *distance <= 2 && *distance < length)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// How many single letters part two names, case aside; long names are far.
fn distance(a: &str, b: &str) -> usize {
    let fold = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (fold(a), fold(b));
    if a.len().abs_diff(b.len()) > 2 || a.len() > 64 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let substitute = row.get(j).copied().unwrap_or_default() + usize::from(x != y);
            let insert = row.get(j + 1).copied().unwrap_or_default() + 1;
            let delete = next.last().copied().unwrap_or_default() + 1;
            next.push(substitute.min(insert).min(delete));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
