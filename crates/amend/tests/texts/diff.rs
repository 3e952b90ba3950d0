//! Diff from text to text: the same bytes as diff of the documents, and the same
//! errors as reading them.
use amend::error::TextDiffError;
use amend::options::{Arrays, Guards, Minimize, Moves};
use amend::{DiffOptions, Document, Json, Limits, Pointer, TextDiff, apply, diff_with};
use proptest::prelude::*;

use crate::{common, text};

/// How a text is written: mostly as the other one.
pub(crate) fn style() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![3 => Just(vec![]), 2 => prop::collection::vec(0..9_u8, 1..40)]
}

/// Values large enough for members and elements to stand in both.
fn documents() -> impl Strategy<Value = Json> {
    let members = prop::collection::vec((common::names(), common::values()), 0..9);
    let list = prop::collection::vec(common::values(), 0..9).prop_map(Json::Array).boxed();
    prop_oneof![
        4 => members.prop_map(Json::object),
        2 => list.clone(),
        3 => (list.clone(), list).prop_map(|(a, b)| {
            let inner = Json::object([("n", b)]);
            Json::object([("l", a), ("a", inner)])
        }),
        1 => common::documents(),
    ]
}

fn pairs() -> impl Strategy<Value = (Json, Json)> {
    let edited = (documents(), prop::collection::vec(common::plans(), 0..4));
    prop_oneof![
        1 => (documents(), documents()),
        5 => edited.prop_map(|(before, plans)| {
            let mut after = before.clone();
            apply(&mut after, &common::patch(&before, &plans, false)).unwrap();
            (before, after)
        }),
    ]
}

fn combinations() -> Vec<DiffOptions<'static>> {
    let whole: amend::options::ArraysAt<'static> = &|_: &Pointer| Some(Arrays::Whole);
    let few = |operations, growth, pointer, depth| Limits {
        operations,
        growth,
        pointer,
        depth,
        ..Limits::default()
    };
    let plain = DiffOptions::default();
    vec![
        DiffOptions { arrays: Arrays::Whole, ..plain.clone() },
        DiffOptions { arrays: Arrays::Key("a".to_owned()), ..plain.clone() },
        DiffOptions { arrays_at: Some(whole), ..plain.clone() },
        DiffOptions { minimize: Minimize::Bytes, ..plain.clone() },
        DiffOptions { moves: Moves::Yes, ..plain.clone() },
        DiffOptions { guards: Guards::Test, ..plain.clone() },
        DiffOptions { limits: few(2, 1 << 20, 8_192, 128), ..plain.clone() },
        DiffOptions { limits: few(100, 9, 8_192, 128), ..plain.clone() },
        DiffOptions { limits: few(100, 1 << 20, 4, 128), ..plain.clone() },
        DiffOptions { limits: few(100, 1 << 20, 8_192, 4), ..plain.clone() },
        plain,
    ]
}

/// What reading both, and then comparing them, makes of two texts.
fn slowly(before: &str, after: &str, options: &DiffOptions<'_>) -> Result<String, TextDiffError> {
    let read = |text: &str| Json::read(text.as_bytes(), &options.limits);
    let one = read(before).map_err(TextDiffError::Before)?;
    let other = read(after).map_err(TextDiffError::After)?;
    assert!(Document::read(before.as_bytes(), &options.limits).is_ok());
    Ok(diff_with(&one, &other, options).to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..common::many() })]

    #[test]
    fn the_patch_is_that_of_the_documents(
        (before, after) in pairs(),
        styles in (style(), style()),
    ) {
        let texts = (text(&before, &styles.0), text(&after, &styles.1));
        let mut diff = TextDiff::new();
        for options in combinations() {
            let expected = slowly(&texts.0, &texts.1, &options);
            let found = diff.diff(&texts.0, &texts.1, &options).map(str::to_owned);
            prop_assert_eq!(found, expected, "{:?}\n{}\n{}", options, texts.0, texts.1);
        }
    }

    /// A fault anywhere in one of the texts is found, whatever the other is like.
    #[test]
    fn the_faults_are_those_of_reading(
        (before, after) in pairs(),
        style in style(),
        at in any::<prop::sample::Index>(),
        what in prop::sample::select(vec![
            "", ",", "1", "}", "]", "\"", ":", "x", "\\", "0", ".", "e", " ", "{", "[", "-", "\u{1}",
            "\"a\":1,", ",1", "é",
        ]),
        cut in 0..3_usize,
        second in any::<bool>(),
    ) {
        let texts = (text(&before, &style), text(&after, &style));
        let broken = if second { &texts.1 } else { &texts.0 };
        let places: Vec<usize> = broken.char_indices().map(|(at, _)| at).collect();
        let from = at.index(places.len());
        let end = places.get(from + cut).copied().unwrap_or(broken.len());
        let broken = format!("{}{what}{}", &broken[..places[from]], &broken[end..]);
        let (one, other) =
            if second { (&texts.0, &broken) } else { (&broken, &texts.1) };
        let mut diff = TextDiff::new();
        for options in combinations() {
            let expected = slowly(one, other, &options);
            let found = diff.diff(one, other, &options).map(str::to_owned);
            prop_assert_eq!(found, expected, "{:?}\n{}\n{}", options, one, other);
        }
    }
}

/// Long lists of numbers: alike in a few places, in many or in none, in any order.
fn long_lists() -> impl Strategy<Value = (Json, Json)> {
    let list = |kinds: u32| prop::collection::vec((0..kinds, 0..20_u8), 0..300);
    let number = |add: u32, (number, spelling): &(u32, u8)| {
        let dot = if *spelling == 0 { ".0" } else { "" };
        format!("{}{dot}", number + add).parse::<Json>().unwrap()
    };
    let pair = prop::sample::select(vec![3, 40, 1_000_000])
        .prop_flat_map(move |kinds| (list(kinds), list(kinds), 0..5_u8, 0..300_usize));
    (pair, 0..4_u8).prop_map(move |((mut one, mut other, relation, at), around)| {
        match relation {
            0 => other.clone_from(&one),
            1 => other = one.iter().rev().copied().collect(),
            2 => {
                other.clone_from(&one);
                other.truncate(at);
                one.drain(..at.min(one.len()) / 2);
            }
            _ => {}
        }
        let apart = if relation == 3 { 1_000_000 } else { 0 };
        let list = |add, list: &[_]| Json::array(list.iter().map(|one| number(add, one)));
        let (one, other) = (list(0, &one), list(apart, &other));
        match around {
            0 => (one, other),
            1 => (Json::array([one.clone()]), Json::array([other, one])),
            2 => (Json::object([("a", one.clone()), ("b", one)]), {
                Json::object([("b", other.clone()), ("a", other)])
            }),
            _ => (Json::object([("a", one)]), Json::object([("a", other), ("b", 1.into())])),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..common::many() })]

    #[test]
    fn the_patch_of_long_lists_is_that_of_the_documents(
        (before, after) in long_lists(),
        styles in (style(), style()),
    ) {
        let texts = (text(&before, &styles.0), text(&after, &styles.1));
        let mut diff = TextDiff::new();
        for options in combinations() {
            let expected = slowly(&texts.0, &texts.1, &options);
            let found = diff.diff(&texts.0, &texts.1, &options).map(str::to_owned);
            prop_assert_eq!(&found, &expected, "{:?}\n{}\n{}", options, texts.0, texts.1);
            let mut patched = before.clone();
            if apply(&mut patched, &expected.unwrap().parse().unwrap()).is_ok() {
                prop_assert!(amend::equal(&patched, &after), "{:?}", options);
            }
        }
    }
}

/// All texts of a few tokens, against documents of all kinds: what is no document is
/// never taken for one, and what is one is compared as it should be.
#[test]
fn every_short_text() {
    const TOKENS: [&str; 12] =
        ["{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "2", " ", "true"];
    const BEFORE: [&str; 16] = [
        "{}",
        "{ }",
        "[]",
        "[1]",
        "[1,2]",
        "[[]]",
        "[{}]",
        "[1,[2]]",
        "1",
        "{\"a\":1}",
        "{\"a\":1,\"b\":2}",
        "{\"a\":{}}",
        "{\"a\":{\"b\":1}}",
        "{\"a\":[1]}",
        "{\"b\":[]}",
        "{\"a\":[1,2],\"b\":{\"a\":1}}",
    ];
    let longest: u32 =
        std::env::var("AMEND_TOKENS").map_or(5, |tokens| tokens.parse().expect("a number"));
    let options = DiffOptions::default();
    let befores: Vec<(&str, Json)> = BEFORE.map(|text| (text, text.parse().unwrap())).into();
    let mut diff = TextDiff::new();
    let mut documents = 0;
    for length in 0..=longest {
        for mut number in 0..TOKENS.len().pow(length) {
            let mut after = String::new();
            for _ in 0..length {
                after.push_str(TOKENS[number % TOKENS.len()]);
                number /= TOKENS.len();
            }
            let wanted = Json::read(after.as_bytes(), &options.limits);
            documents += usize::from(wanted.is_ok());
            for (before, current) in &befores {
                let found = diff.diff(before, &after, &options);
                match (&wanted, found) {
                    (Ok(wanted), Ok(patch)) => {
                        let expected = diff_with(current, wanted, &options);
                        assert_eq!(patch, expected.to_string(), "{before} {after}");
                    }
                    (Err(wanted), Err(found)) => {
                        assert_eq!(found, TextDiffError::After(wanted.clone()), "{before} {after}");
                    }
                    (wanted, found) => panic!("{before} {after}: {wanted:?} {found:?}"),
                }
            }
        }
    }
    assert!(documents > 100, "{documents}");
}

/// As many members come, go or change their order as nobody compares with each
/// other, one by one: that would take minutes.
#[test]
fn wide_objects() {
    let members = |names: &mut dyn Iterator<Item = u32>| {
        let members: Vec<String> = names.map(|at| format!("\"m{at}\":{at}")).collect();
        format!("{{{}}}", members.join(","))
    };
    let (empty, few) = ("{}".to_owned(), members(&mut (0..64)));
    let wide = members(&mut (0..200_000));
    let turned = members(&mut (0..200_000).rev());
    let others = members(&mut (200_000..400_000));
    let limits = Limits { operations: usize::MAX, ..Limits::default() };
    let options = DiffOptions { limits, ..DiffOptions::default() };
    let mut diff = TextDiff::new();
    for (before, after) in [
        (&empty, &wide),
        (&wide, &empty),
        (&few, &wide),
        (&wide, &few),
        (&wide, &turned),
        (&wide, &others),
    ] {
        for (before, after) in [
            (before.clone(), after.clone()),
            (format!("{{\"a\":{before}}}"), format!("{{\"a\":{after}}}")),
        ] {
            let expected = slowly(&before, &after, &options);
            assert!(diff.diff(&before, &after, &options).map(str::to_owned) == expected);
        }
    }
}

#[test]
fn numbers_and_words_that_go_on() {
    let mut diff = TextDiff::new();
    let options = DiffOptions::default();
    for (before, after) in [
        ("[1,2]", "[1,23]"),
        ("[1]", "[12]"),
        ("{\"a\":1}", "{\"a\":1.5}"),
        ("{\"a\":1,\"b\":2}", "{\"a\":1e3,\"b\":2}"),
        ("[1]", "[1e]"),
        ("[true]", "[truex]"),
        ("{\"a\":1}", "{\"a\":1}x"),
        ("{\"a\":1}", "{\"a\":1,}"),
        ("[1,2]", "[1,2,]"),
        ("[1,2,3]", "[1,3,]"),
        ("{\"a\":1}", "{\"a\":1,\"a\":1}"),
        ("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2,\"\\u0062\":1}}"),
        ("{\"a\":1,\"b\":2,\"c\":3}", "{\"b\":2,\"a\":1,\"b\":2,\"c\":3}"),
        ("1", "1 1"),
        ("{}", ""),
        ("{ }", "{, \"a\":{}}"),
        ("{}", "{,}"),
        ("{}", "{\"a\":1,}"),
        ("{\"a\":{}}", "{\"a\":{,\"b\":1}}"),
        ("[]", "[,1]"),
        ("[1]", "[,1]"),
    ] {
        let expected = slowly(before, after, &options);
        assert_eq!(diff.diff(before, after, &options).map(str::to_owned), expected, "{after}");
    }
}
