//! Where two values differ, for the error of a failed `test`.

use crate::finder::Finder;
use crate::view::{Shape, View};
use crate::{Pointer, equal};

/// The first place where two values that are not equal differ, and how, in
/// types only.
pub(super) fn difference<'a, 'b, A: View<'a>, B: View<'b>>(
    found: A,
    wanted: B,
) -> (Pointer, String, String) {
    let mut at = Vec::new();
    let (expected, is) = differ(found, wanted, &mut at).unwrap_or_default();
    (Pointer::from_tokens(at.into_iter().rev()), expected, is)
}

/// What was expected and what is there, at the first place where two values differ, if
/// they do; `at` gets its tokens, the last one first. All is looked at once, and the
/// depth of what is wanted is bounded, so this may recurse.
fn differ<'a, 'b, A: View<'a>, B: View<'b>>(
    found: A,
    wanted: B,
    at: &mut Vec<String>,
) -> Option<(String, String)> {
    let here = (found.shape(), wanted.shape());
    let nouns = (here.0.noun(), here.1.noun());
    match here {
        (Shape::Array(_), Shape::Array(_)) if found.len() != wanted.len() => {
            let elements = |n: usize| match n {
                1 => "an array of 1 element".to_owned(),
                n => format!("an array of {n} elements"),
            };
            Some((elements(wanted.len()), elements(found.len())))
        }
        (Shape::Array(left), Shape::Array(right)) => {
            left.zip(right).enumerate().find_map(|(index, (a, b))| {
                let differs = differ(a, b, at)?;
                at.push(index.to_string());
                Some(differs)
            })
        }
        (Shape::Object(mut left), Shape::Object(mut right)) => {
            let mut others = Finder::new(found);
            if let Some((name, value)) = right.find(|(name, _)| others.find(name).is_none()) {
                at.push(name.into_owned());
                return Some((value.shape().noun().to_owned(), "no member".to_owned()));
            }
            let mut others = Finder::new(wanted);
            left.find_map(|(name, a)| {
                let differs = match others.find(&name) {
                    None => ("no member".to_owned(), a.shape().noun().to_owned()),
                    Some(b) => differ(a, b, at)?,
                };
                at.push(name.into_owned());
                Some(differs)
            })
        }
        _ if nouns.0 != nouns.1 => Some((nouns.1.to_owned(), nouns.0.to_owned())),
        _ if equal(found, wanted) => None,
        _ => Some((nouns.1.to_owned(), "one that is not equal".to_owned())),
    }
}
