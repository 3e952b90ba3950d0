//! Where two values differ, for the error of a failed `test`.

use crate::view::{Shape, View};
use crate::{Pointer, equal};

/// The first place where two values that are not equal differ, and how, in
/// types only.
pub(super) fn difference<'a, 'b, A: View<'a>, B: View<'b>>(
    found: A,
    wanted: B,
) -> (Pointer, String, String) {
    let mut at = Pointer::root();
    let (mut found, mut wanted) = (found, wanted);
    loop {
        let here = (found.shape(), wanted.shape());
        let nouns = (here.0.noun(), here.1.noun());
        let inner = match here {
            (Shape::Array(left), Shape::Array(right)) if found.len() == wanted.len() => left
                .zip(right)
                .enumerate()
                .find(|(_, (a, b))| !equal(*a, *b))
                .map(|(index, (a, b))| (index.to_string(), a, b)),
            (Shape::Array(_), Shape::Array(_)) => {
                let elements = |n: usize| match n {
                    1 => "an array of 1 element".to_owned(),
                    n => format!("an array of {n} elements"),
                };
                return (at, elements(wanted.len()), elements(found.len()));
            }
            (Shape::Object(left), Shape::Object(mut right)) => {
                let missing = right.find(|(name, _)| found.member(name).is_none());
                if let Some((name, value)) = missing {
                    at.push(name);
                    return (at, value.shape().noun().to_owned(), "no member".to_owned());
                }
                let mut inner = None;
                for (name, a) in left {
                    match wanted.member(&name) {
                        None => {
                            at.push(name);
                            return (at, "no member".to_owned(), a.shape().noun().to_owned());
                        }
                        Some(b) if !equal(a, b) => {
                            inner = Some((name.into_owned(), a, b));
                            break;
                        }
                        Some(_) => {}
                    }
                }
                inner
            }
            _ => None,
        };
        match inner {
            Some((token, a, b)) => {
                at.push(token);
                (found, wanted) = (a, b);
            }
            None if nouns.0 == nouns.1 => {
                return (at, nouns.1.to_owned(), "one that is not equal".to_owned());
            }
            None => return (at, nouns.1.to_owned(), nouns.0.to_owned()),
        }
    }
}
