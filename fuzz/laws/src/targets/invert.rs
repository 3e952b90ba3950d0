//! The way back: apply(invert(p, a), apply(p, a)) = a.

use amend::algebra::invert_with;
use amend::options::{Exactness, MemberNames};
use amend::{ApplyOptions, Dialect, Document, Json, Operation, Patch, apply_with, invert as back};

use crate::bytes::Bytes;
use crate::documents::document;
use crate::model;
use crate::patches::{Keep, patch};

/// The dialect of a run: RFC 6902 in most.
pub(crate) fn dialect(bytes: &mut Bytes<'_>) -> Dialect {
    match bytes.below(6) {
        4 => Dialect::DOT_NET,
        5 => Dialect { member_names: MemberNames::IgnoreCase, ..Dialect::RFC6902 },
        _ => Dialect::RFC6902,
    }
}

/// How many operations only look.
pub(crate) fn tests(patch: &Patch) -> usize {
    patch.operations().iter().filter(|o| matches!(o, Operation::Test { .. })).count()
}

/// Holds the law on a document and a patch that the bytes mean.
pub fn invert(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let dialect = dialect(&mut bytes);
    let keep = if bytes.rarely(5) { Keep::All } else { Keep::Applying };
    let before = document(&mut bytes);
    let (patch, _) = patch(&before, 8, dialect, keep, &mut bytes);
    let options = ApplyOptions { dialect, ..ApplyOptions::default() };

    let mut after = before.clone();
    let outcome = apply_with(&mut after, &patch, &options);
    let inverse = |exactness| invert_with(&patch, &before, exactness, &options);
    if let Err(error) = outcome {
        // A patch that fails has no inverse, and says why as it would.
        assert_eq!(inverse(Exactness::Value).as_ref().err(), Some(&error), "{patch} on {before}");
        assert_eq!(inverse(Exactness::Bytes).as_ref().err(), Some(&error), "{patch} on {before}");
        return;
    }
    for exactness in [Exactness::Value, Exactness::Bytes] {
        let inverse = inverse(exactness).expect("the patch applies");
        let told = || format!("{patch} on {before}: {inverse}");
        let again = model::apply(&after, &inverse, dialect);
        let again = again.unwrap_or_else(|at| panic!("operation {at} fails: {}", told()));
        assert!(model::equal(&again, &before), "it gives {again}: {}", told());
        if exactness == Exactness::Bytes {
            assert_eq!(again.to_string(), before.to_string(), "{}", told());
        }
        assert_eq!(tests(&inverse), tests(&patch), "{}", told());
        if exactness == Exactness::Value {
            assert!(inverse.operations().len() <= 2 * patch.operations().len(), "{}", told());
        }
        through_other_doors(&before, &patch, exactness, &options, &inverse);
    }
    if dialect == Dialect::RFC6902 {
        assert_eq!(back(&patch, &before), inverse(Exactness::Value));
    }
}

fn through_other_doors(
    before: &Json,
    patch: &Patch,
    exactness: Exactness,
    options: &ApplyOptions,
    inverse: &Patch,
) {
    let text = format!("{before:#}");
    let tape = Document::parse(&text).expect("what is written is read");
    let other = invert_with(patch, tape.root(), exactness, options);
    assert_eq!(other.as_ref(), Ok(inverse), "the doors differ: {patch} on {before}");
}
