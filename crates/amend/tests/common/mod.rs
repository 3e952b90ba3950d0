//! What the tests of this crate share: case files, and small random documents.
#![allow(dead_code, reason = "each test file takes what it needs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use amend::options::{LeadingSlash, MemberNames, Operations};
use amend::{ApplyOptions, Dialect, Json, Limits, Operation, Patch, Pointer};
use proptest::prelude::*;

/// The cases of a file of tests/cases, each with the file's `dialect` unless it
/// has its own.
pub(crate) fn cases(file: &str) -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    let text = std::fs::read(&path).unwrap();
    let json = Json::read(&text, &Limits::default()).unwrap_or_else(|e| panic!("{file}: {e}"));
    let cases = json.get("cases").and_then(Json::as_array).expect("an array `cases`");
    let dialect = json.get("dialect");
    cases
        .iter()
        .cloned()
        .map(|mut case| {
            let members = case.as_object_mut().expect("a case is an object");
            if let (Some(dialect), false) = (dialect, members.contains("dialect")) {
                members.insert("dialect", dialect.clone());
            }
            case
        })
        .collect()
}

/// Runs `check` on each case of a file and says which failed.
pub(crate) fn run(file: &str, check: impl Fn(&Json)) {
    let cases = cases(file);
    assert!(!cases.is_empty(), "{file} has no cases");
    let failed: Vec<&str> = cases
        .iter()
        .filter(|case| {
            let check = std::panic::AssertUnwindSafe(|| check(case));
            std::panic::catch_unwind(check).is_err()
        })
        .map(name)
        .collect();
    assert!(failed.is_empty(), "{file}: {} failed: {failed:#?}", failed.len());
}

pub(crate) fn name(case: &Json) -> &str {
    text(case, "name").expect("a case has a name")
}

pub(crate) fn text<'a>(case: &'a Json, member: &str) -> Option<&'a str> {
    case.get(member).map(|value| value.as_str().expect("a string"))
}

pub(crate) fn number(case: &Json, member: &str) -> Option<usize> {
    case.get(member).map(|value| usize::try_from(value.as_i64().unwrap()).unwrap())
}

pub(crate) fn strings(case: &Json, member: &str) -> Option<Vec<String>> {
    let list = case.get(member)?.as_array().expect("an array");
    Some(list.iter().map(|s| s.as_str().expect("a string").to_owned()).collect())
}

pub(crate) fn dialect(name: &str) -> Dialect {
    match name {
        "rfc6902" => Dialect::RFC6902,
        "dot-net" => Dialect::DOT_NET,
        "any-case" => Dialect {
            member_names: MemberNames::IgnoreCase,
            leading_slash: LeadingSlash::Optional,
            operations: Operations::All,
        },
        other => panic!("no dialect `{other}`"),
    }
}

/// The members `dialect` and `limits` of a case, or those with a prefix.
pub(crate) fn options(case: &Json, prefix: &str) -> ApplyOptions {
    let mut options = ApplyOptions::default();
    let member = |name| case.get(&format!("{prefix}{name}")).or_else(|| case.get(name));
    if let Some(name) = member("dialect") {
        options.dialect = dialect(name.as_str().unwrap());
    }
    for (name, value) in member("limits").into_iter().flat_map(|l| l.as_object().unwrap()) {
        options.limits.set(name, usize::try_from(value.as_i64().unwrap()).unwrap()).unwrap();
    }
    options
}

pub(crate) fn pointer(text: &str) -> Pointer {
    text.parse().unwrap()
}

/// The cases of each property.
pub(crate) fn many() -> ProptestConfig {
    ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() }
}

/// Names that collide, in other cases and where they look like something else.
pub(crate) fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("a"),
        4 => Just("b"),
        3 => Just("c"),
        2 => Just("A"),
        1 => Just(""),
        1 => Just("0"),
        1 => Just("1"),
        1 => Just("-"),
        1 => Just("01"),
        1 => Just("a/b"),
        1 => Just("m~n"),
        1 => Just("~1"),
        1 => Just("é"),
    ]
    .prop_map(str::to_owned)
}

/// Scalars of which many are equal, some by value only.
pub(crate) fn scalars() -> impl Strategy<Value = Json> {
    let number = |text: &'static str| text.parse::<Json>().unwrap();
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        prop::sample::select(vec!["0", "1", "1.0", "2", "-1", "1.5", "9007199254740993"])
            .prop_map(number),
        prop::sample::select(vec!["", "a", "b", "1", "\u{0}é\"\\"]).prop_map(Json::from),
    ]
}

/// Small values, of which many are scalars.
pub(crate) fn values() -> impl Strategy<Value = Json> {
    scalars().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            3 => prop::collection::vec((names(), inner), 0..4).prop_map(Json::object),
        ]
    })
}

/// Small documents, of which most are containers.
pub(crate) fn documents() -> impl Strategy<Value = Json> {
    prop_oneof![
        6 => prop::collection::vec((names(), values()), 1..5).prop_map(Json::object),
        3 => prop::collection::vec(values(), 1..5).prop_map(Json::Array),
        1 => scalars(),
    ]
}

/// All places of a document that have a value, the whole of it first.
pub(crate) fn places(document: &Json) -> Vec<Pointer> {
    let mut places = vec![Pointer::root()];
    let mut next = 0;
    while let Some(place) = places.get(next).cloned() {
        next += 1;
        match document.pointer(&place) {
            Some(Json::Array(elements)) => {
                places.extend((0..elements.len()).map(|index| place.child(index.to_string())));
            }
            Some(Json::Object(members)) => {
                places.extend(members.names().map(|name| place.child(name)));
            }
            _ => {}
        }
    }
    places
}

/// Where an operation may go: an index into the places of the document at that
/// time, and maybe one token more.
pub(crate) type Spot = (prop::sample::Index, Option<String>);

/// An operation, its places still open.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    name: &'static str,
    path: Spot,
    from: Spot,
    value: Option<Json>,
}

/// Operations that mostly apply: paths lead to what is there, or beside it.
pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    let name =
        prop::sample::select(vec!["add", "add", "remove", "replace", "move", "copy", "test"]);
    let token = prop_oneof![
        3 => Just(None),
        1 => names().prop_map(Some),
        1 => Just(Some("-".to_owned())),
        1 => Just(Some("0".to_owned())),
    ];
    let spot = (any::<prop::sample::Index>(), token);
    // Without a value, `test` is given the one that is there.
    (name, spot.clone(), spot, prop::option::weighted(0.8, values()))
        .prop_map(|(name, path, from, value)| Plan { name, path, from, value })
}

/// The operations that plans mean, each on the document as those before it left
/// it. One that does not apply is kept with a chance, and ends the patch.
pub(crate) fn patch(document: &Json, plans: &[Plan], keep_failing: bool) -> Patch {
    let mut now = document.clone();
    let mut operations = Vec::new();
    for plan in plans {
        let places = places(&now);
        let place = |(index, token): &Spot| {
            let place = index.get(&places).clone();
            token.iter().fold(place, |place, token| place.child(token.as_str()))
        };
        let (path, from) = (place(&plan.path), place(&plan.from));
        let there = || now.pointer(&path).cloned().unwrap_or_default();
        let value = plan.value.clone().unwrap_or_else(there);
        let operation = match plan.name {
            "add" => Operation::Add { path, value },
            "remove" => Operation::Remove { path },
            "replace" => Operation::Replace { path, value },
            "move" => Operation::Move { from, path },
            "copy" => Operation::Copy { from, path },
            _ => Operation::Test { path, value },
        };
        let applies = amend::apply(&mut now, &Patch::from(vec![operation.clone()])).is_ok();
        if applies || keep_failing {
            operations.push(operation);
        }
        if !applies && keep_failing {
            break;
        }
    }
    Patch::from(operations)
}

/// Whether `serde_json` keeps members in order of insertion in this build.
pub(crate) fn preserves_order() -> bool {
    let map: serde_json::Map<String, serde_json::Value> =
        ["b", "a"].map(|name| (name.to_owned(), serde_json::Value::Null)).into_iter().collect();
    map.keys().next().is_some_and(|name| name == "b")
}

/// Runs on a thread with a stack of 128 KiB: enough to read, apply and write whatever
/// the default limits allow.
pub(crate) fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    on_stack_of(128, work);
}

/// Runs on a thread with a stack of so many KiB. A diff and a merge of the deepest
/// documents need more than 128 and less than 256, without optimisation.
pub(crate) fn on_stack_of(kilobytes: usize, work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(kilobytes << 10);
    thread.spawn(work).unwrap().join().unwrap();
}
