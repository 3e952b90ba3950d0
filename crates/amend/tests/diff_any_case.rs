//! Diff of documents in which the case of names does not count (semantics.md,
//! statement 5.7): the cases, and the laws.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use amend::options::{Arrays, Guards, MemberNames, Minimize, Moves};
use amend::{
    ApplyOptions, DiffOptions, Document, Json, Patch, apply, apply_with, diff_ignoring_case,
};
use proptest::prelude::*;

#[test]
fn cases() {
    common::run("diff-any-case.json", check);
}

/// A case says what patch is made of two documents, or which names stop it.
fn check(case: &Json) {
    let (before, after) = (case.get("before").unwrap(), case.get("after").unwrap());
    let mut options = DiffOptions::default();
    if let Some(key) = common::text(case, "key") {
        options.arrays = Arrays::Key(key.to_owned());
    }
    if case.get("moves").is_some() {
        options.moves = Moves::Yes;
    }
    if case.get("guards").is_some() {
        options.guards = Guards::Test;
    }
    let made = diff_ignoring_case(before, after, &options);
    through_the_other_doors(before, after, &options, &made);
    match case.get("ambiguous") {
        None => {
            let patch = made.unwrap();
            assert_eq!(patch.to_json().to_string(), case.get("patch").unwrap().to_string());
            holds(before, after, &patch);
        }
        Some(expected) => {
            let error = made.unwrap_err();
            let side = if error.in_before() { "before" } else { "after" };
            assert_eq!(Some(side), common::text(expected, "in"));
            assert_eq!(Some(&*error.object().to_string()), common::text(expected, "object"));
            assert_eq!(error.names().to_vec(), common::strings(expected, "names").unwrap());
            if let Some(text) = common::text(expected, "text") {
                assert_eq!(error.to_string(), text);
            }
        }
    }
}

fn through_the_other_doors(
    before: &Json,
    after: &Json,
    options: &DiffOptions<'_>,
    made: &Result<Patch, amend::error::AmbiguousNames>,
) {
    let texts = (before.to_string(), after.to_string());
    let (b, a) = (Document::parse(&texts.0).unwrap(), Document::parse(&texts.1).unwrap());
    assert_eq!(&diff_ignoring_case(b.root(), a.root(), options), made);
}

/// Applied with names compared exactly, and also with the case ignored, a patch
/// makes what is after, up to case.
fn holds(before: &Json, after: &Json, patch: &Patch) {
    let any_case = amend::Dialect { member_names: MemberNames::IgnoreCase, ..Default::default() };
    for dialect in [amend::Dialect::RFC6902, any_case] {
        let options = ApplyOptions { dialect, ..ApplyOptions::default() };
        let mut document = before.clone();
        let applied = apply_with(&mut document, patch, &options);
        assert!(applied.is_ok(), "{applied:?}\n{before}\n{after}\n{patch}");
        assert_eq!(folded(&document), folded(after), "{before}\n{after}\n{patch}");
    }
    let same = folded(before) == folded(after);
    assert_eq!(patch.is_empty(), same, "{before}\n{after}\n{patch}");
}

/// Each name in one case: as `OrdinalIgnoreCase` sees the few letters used here.
fn folded(json: &Json) -> Json {
    match json {
        Json::Array(elements) => Json::Array(elements.iter().map(folded).collect()),
        Json::Object(members) => {
            Json::object(members.iter().map(|(name, value)| (fold(name), folded(value))))
        }
        other => other.clone(),
    }
}

fn fold(name: &str) -> String {
    let upper = |c| match c {
        'a'..='z' => c.to_ascii_uppercase(),
        'é' => 'É',
        'ς' | 'σ' => 'Σ',
        // The dotless i, the long s and the Kelvin sign are no ASCII letters.
        other => other,
    };
    name.chars().map(upper).collect()
}

/// Whether some object has two names that are equal up to case.
fn ambiguous(json: &Json) -> bool {
    match json {
        Json::Array(elements) => elements.iter().any(ambiguous),
        Json::Object(members) => {
            let mut names: Vec<String> = members.names().map(fold).collect();
            names.sort_unstable();
            names.windows(2).any(|pair| pair[0] == pair[1])
                || members.iter().any(|(_, value)| ambiguous(value))
        }
        _ => false,
    }
}

fn names() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a", "A", "a", "A", "id", "ID", "Id", "é", "É", "ς", "σ", "Σ", "ı", "i", "ſ", "s", "a/b",
        "A/B", "0", "",
    ])
}

fn values() -> impl Strategy<Value = Json> {
    common::scalars().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            2 => prop::collection::vec((names(), inner), 0..3).prop_map(Json::object),
        ]
    })
}

/// The same document with some names in the other case: as the bits say, in turn.
fn recased(json: &Json, bits: &mut impl Iterator<Item = bool>) -> Json {
    match json {
        Json::Array(elements) => Json::Array(elements.iter().map(|e| recased(e, bits)).collect()),
        Json::Object(members) => Json::object(members.iter().map(|(name, value)| {
            let turn = |c: char| match c {
                'a'..='z' => c.to_ascii_uppercase(),
                'A'..='Z' => c.to_ascii_lowercase(),
                'é' => 'É',
                'ς' | 'σ' => 'Σ',
                'Σ' => 'ς',
                other => other,
            };
            let name: String =
                if bits.next().unwrap() { name.chars().map(turn).collect() } else { name.into() };
            (name, recased(value, bits))
        })),
        other => other.clone(),
    }
}

fn documents() -> impl Strategy<Value = (Json, Json)> {
    let edited = (values(), prop::collection::vec(common::plans(), 0..6), any::<u64>());
    prop_oneof![
        1 => (values(), values()),
        2 => edited.prop_map(|(before, plans, bits)| {
            let mut after = before.clone();
            apply(&mut after, &common::patch(&before, &plans, false)).unwrap();
            let mut bits = (0..64).map(|bit| bits >> bit & 1 == 1).cycle();
            let after = recased(&after, &mut bits);
            (before, after)
        }),
    ]
}

proptest! {
    #![proptest_config(common::many())]

    #[test]
    fn the_patch_makes_what_is_after_up_to_case((before, after) in documents()) {
        for arrays in [Arrays::Sequence, Arrays::Whole, Arrays::Key("iD".to_owned())] {
            for minimize in [Minimize::Places, Minimize::Bytes] {
                for moves in [Moves::No, Moves::Yes] {
                    for guards in [Guards::No, Guards::Test] {
                        let arrays = arrays.clone();
                        let options = DiffOptions {
                            arrays, minimize, moves, guards, ..DiffOptions::default()
                        };
                        match diff_ignoring_case(&before, &after, &options) {
                            Ok(patch) => {
                                prop_assert!(!ambiguous(&before) && !ambiguous(&after));
                                holds(&before, &after, &patch);
                            }
                            Err(error) => {
                                let document = if error.in_before() { &before } else { &after };
                                let object = document.pointer(error.object()).unwrap();
                                let [first, second] = error.names();
                                prop_assert_eq!(fold(first), fold(second));
                                prop_assert!(object.get(first).is_some());
                                prop_assert!(object.get(second).is_some() && first != second);
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn another_spelling_alone_is_no_difference(document in values(), bits in any::<u64>()) {
        prop_assume!(!ambiguous(&document));
        let mut bits = (0..64).map(|bit| bits >> bit & 1 == 1).cycle();
        let after = recased(&document, &mut bits);
        let patch = diff_ignoring_case(&document, &after, &DiffOptions::default()).unwrap();
        prop_assert!(patch.is_empty(), "{}\n{}\n{}", document, after, patch);
    }
}
