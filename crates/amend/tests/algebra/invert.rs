//! apply(invert(p, a), apply(p, a)) = a.

use amend::algebra::invert_with;
use amend::options::Exactness;
use amend::{ApplyOptions, Dialect, Json, Operation, Patch, apply_with, invert};
use proptest::prelude::*;

use crate::common;
use crate::edits::{self, Keep, seeds};
use crate::{cases, options};

fn there_and_back(before: &Json, patch: &Patch, back: &Patch, options: &ApplyOptions) -> Json {
    let mut document = before.clone();
    apply_with(&mut document, patch, options).unwrap();
    apply_with(&mut document, back, options).unwrap();
    document
}

fn tests_of(patch: &Patch) -> usize {
    patch.operations().iter().filter(|o| matches!(o, Operation::Test { .. })).count()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_inverse_restores_the_values(before in common::documents(), seeds in seeds(6)) {
        let options = options("rfc6902");
        let (patch, _) = edits::patch(&before, &seeds, options.dialect, Keep::Applying);
        let back = invert(&patch, &before).unwrap();
        prop_assert_eq!(&there_and_back(&before, &patch, &back, &options), &before);
        prop_assert_eq!(tests_of(&back), tests_of(&patch));
        prop_assert!(back.operations().len() <= 2 * patch.operations().len());
    }

    #[test]
    fn the_exact_inverse_restores_every_byte(before in common::documents(), seeds in seeds(6)) {
        let options = options("rfc6902");
        let (patch, _) = edits::patch(&before, &seeds, options.dialect, Keep::Applying);
        let back = invert_with(&patch, &before, Exactness::Bytes, &options).unwrap();
        let again = there_and_back(&before, &patch, &back, &options);
        prop_assert_eq!(again.to_string(), before.to_string());
        prop_assert_eq!(tests_of(&back), tests_of(&patch));
    }

    #[test]
    fn both_hold_in_any_case(before in common::documents(), seeds in seeds(6), moves: bool) {
        let options = options(if moves { "any-case" } else { "dot-net" });
        let (patch, _) = edits::patch(&before, &seeds, options.dialect, Keep::Applying);
        let back = invert_with(&patch, &before, Exactness::Value, &options).unwrap();
        prop_assert_eq!(&there_and_back(&before, &patch, &back, &options), &before);
        let back = invert_with(&patch, &before, Exactness::Bytes, &options).unwrap();
        let again = there_and_back(&before, &patch, &back, &options);
        prop_assert_eq!(again.to_string(), before.to_string());
    }

    #[test]
    fn a_patch_that_fails_has_no_inverse(before in common::documents(), seeds in seeds(6)) {
        let options = options("rfc6902");
        let (patch, _) = edits::patch(&before, &seeds, options.dialect, Keep::All);
        let outcome = apply_with(&mut before.clone(), &patch, &options);
        prop_assert_eq!(invert(&patch, &before).err(), outcome.err());
    }
}

#[test]
fn cases_of_inverses() {
    common::run("invert.json", check);
}

fn check(case: &Json) {
    let before = case.get("doc").expect("`doc`");
    let options = common::options(case, "");
    let patch =
        Patch::read(case.get("patch").unwrap(), &Dialect::RFC6902, &options.limits).unwrap();
    let inverse = |exactness| invert_with(&patch, before, exactness, &options);
    if let Some(text) = common::text(case, "error") {
        let error = inverse(Exactness::Value).unwrap_err();
        assert_eq!(error.to_string(), text);
        assert_eq!(inverse(Exactness::Bytes), Err(error));
        return;
    }
    let expected = case.get("inverse").expect("`inverse`");
    let back = inverse(Exactness::Value).unwrap();
    assert_eq!(back.to_string(), expected.to_string());
    assert_eq!(&there_and_back(before, &patch, &back, &options), before);

    let exact = inverse(Exactness::Bytes).unwrap();
    assert_eq!(exact.to_string(), case.get("exact").unwrap_or(expected).to_string());
    let again = there_and_back(before, &patch, &exact, &options);
    assert_eq!(again.to_string(), before.to_string());
}
