//! One patch for two: apply(compose(p, q), a) = apply(q, apply(p, a)), failing
//! exactly where the two in sequence fail; and simplifying is doing so to one.

use amend::algebra::{compose_on, simplify};
use amend::{ApplyOptions, Dialect, Json, Patch, compose as one_of_two};

use crate::bytes::Bytes;
use crate::documents::{document, in_any_order};
use crate::model::{self, equal};
use crate::patches::{Keep, edited, patch};
use crate::targets::invert::dialect;

/// Holds the law on patches and documents that the bytes mean.
pub fn compose(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let dialect = dialect(&mut bytes);
    let keep = if bytes.rarely(3) { Keep::All } else { Keep::Applying };
    let before = document(&mut bytes);
    let (first, between) = patch(&before, 5, dialect, keep, &mut bytes);
    let (second, _) = patch(&between, 5, dialect, keep, &mut bytes);
    if dialect == Dialect::RFC6902 {
        let others = [edited(&before, 3, &mut bytes), document(&mut bytes), between, Json::Null];
        on_any_document(&before, &first, &second, &others);
    }
    on_the_document(&before, &first, &second, dialect);
}

fn joined(first: &Patch, second: &Patch) -> Patch {
    Patch::from([first.operations(), second.operations()].concat())
}

/// By the reference; the number of the operation that fails is of no concern.
fn applied(document: &Json, patch: &Patch, dialect: Dialect) -> Option<Json> {
    model::apply(document, patch, dialect).ok()
}

fn on_any_document(before: &Json, first: &Patch, second: &Patch, others: &[Json]) {
    let two = joined(first, second);
    let both = one_of_two(first, second);
    assert!(both.operations().len() <= two.operations().len(), "{two} {both}");
    assert!(both.to_string().len() <= two.to_string().len(), "{two} {both}");
    assert_eq!(simplify(&two), both, "to compose is to simplify both");
    assert_eq!(simplify(&both), both, "what is simple stays as it is");
    for document in others.iter().chain([before]) {
        let expected = applied(document, &two, Dialect::RFC6902);
        let found = applied(document, &both, Dialect::RFC6902);
        let same = match (&found, &expected) {
            (Some(found), Some(expected)) => equal(found, expected),
            (None, None) => true,
            _ => false,
        };
        assert!(same, "{two} on {document} gives {expected:?}, and {both} {found:?}");
    }
}

/// With the document that they are for, the spelling of numbers stays, too.
fn on_the_document(before: &Json, first: &Patch, second: &Patch, dialect: Dialect) {
    let options = ApplyOptions { dialect, ..ApplyOptions::default() };
    let two = joined(first, second);
    let both = compose_on(first, second, before, &options);
    match (both, applied(before, &two, dialect)) {
        (Ok(both), Some(expected)) => {
            let found = applied(before, &both, dialect);
            let found = found.unwrap_or_else(|| panic!("{two} on {before}: {both} fails"));
            let [found, expected] = [&found, &expected].map(|json| in_any_order(json).to_string());
            assert_eq!(found, expected, "{two} on {before}: {both}");
            assert!(both.to_string().len() <= two.to_string().len(), "{two} {both}");
        }
        (Err(error), None) => {
            let mut document = before.clone();
            let outcome = amend::apply_with(&mut document, first, &options)
                .and_then(|()| amend::apply_with(&mut document, second, &options));
            assert_eq!(outcome, Err(error), "{two} on {before}");
        }
        (both, expected) => panic!("{two} on {before}: {both:?}, and in sequence {expected:?}"),
    }
}
