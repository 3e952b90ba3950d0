//! Diff: under every option the patch brings one document to the other.

use amend::options::{Arrays, ArraysAt, Guards, MemberNames, Minimize, Moves};
use amend::{
    ApplyOptions, Dialect, DiffOptions, Document, Json, Limits, Operation, Patch, Pointer,
    apply_with, diff_ignoring_case, diff_with,
};

use crate::bytes::Bytes;
use crate::documents::NAMES;
use crate::model;
use crate::patches::pair;

/// Lists by a key at some places, and otherwise as the other options say.
const BY_PLACE: ArraysAt<'static> = &|place: &Pointer| match place.tokens().last()?.as_str() {
    "a" => Some(Arrays::Key("id".to_owned())),
    "b" => Some(Arrays::Whole),
    "c" => Some(Arrays::Values),
    _ => None,
};

/// All options, limits among them.
pub(crate) fn options(bytes: &mut Bytes<'_>) -> DiffOptions<'static> {
    let arrays = match bytes.below(6) {
        0 => Arrays::Whole,
        1 => Arrays::Values,
        2 => Arrays::Key("id".to_owned()),
        3 => Arrays::Key(bytes.one(&NAMES).to_owned()),
        _ => Arrays::Sequence,
    };
    let flags = bytes.below(16); // of which two bits choose guards
    let mut limits = Limits::default();
    if bytes.rarely(4) {
        limits.operations = bytes.below(8);
        limits.pointer = bytes.below(16);
        limits.growth = bytes.below(100);
        limits.depth = bytes.below(8);
    }
    DiffOptions {
        arrays,
        arrays_at: bytes.rarely(5).then_some(BY_PLACE),
        minimize: if flags & 1 == 0 { Minimize::Places } else { Minimize::Bytes },
        moves: if flags & 2 == 0 { Moves::No } else { Moves::Yes },
        guards: if flags & 0b1100 == 0b1100 { Guards::Test } else { Guards::No },
        limits,
    }
}

/// Holds the law on two documents and options that the bytes mean.
pub fn diff(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let options = options(&mut bytes);
    let any_case = bytes.rarely(5);
    let (before, after) = pair(&mut bytes);
    if any_case {
        return ignoring_case(&before, &after, &options);
    }
    let patch = diff_with(&before, &after, &options);
    leads_there(&before, &after, &patch, &options);
    within_limits(&before, &after, &patch, &options);
    guarded(&before, &patch, &options);

    let (old, new) = (before.to_string(), format!("{after:#}"));
    let read = |text| Document::parse(text).expect("what is written is read");
    let (old, new) = (read(&old), read(&new));
    assert_eq!(diff_with(old.root(), new.root(), &options), patch, "the doors differ");
    // A `Value` spells numbers in its own way, so that it is held against what it says.
    let value = |json: &Json| json.to_value().expect("arbitrary precision holds every number");
    let (old, new) = (value(&before), value(&after));
    let patch = diff_with(&Json::from(&old), &Json::from(&new), &options);
    assert_eq!(diff_with(&old, &new, &options).to_string(), patch.to_string(), "the doors differ");
}

/// The patch, applied by the reference, makes what is after; it is empty where
/// there is no difference, and has no operation that was not allowed.
fn leads_there(before: &Json, after: &Json, patch: &Patch, options: &DiffOptions<'_>) {
    let told = || format!("{options:?}\n{before}\n{after}\n{patch}");
    let made = model::apply(before, patch, Dialect::RFC6902);
    let made = made.unwrap_or_else(|at| panic!("operation {at} fails: {}", told()));
    assert!(model::equal(&made, after), "it makes {made}: {}", told());
    assert_eq!(patch.is_empty(), model::equal(before, after), "{}", told());
    for operation in patch.operations() {
        match operation {
            Operation::Move { .. } | Operation::Copy { .. } => {
                assert_eq!(options.moves, Moves::Yes, "{}", told());
            }
            Operation::Test { .. } => assert_eq!(options.guards, Guards::Test, "{}", told()),
            _ => {}
        }
    }
    if options.minimize == Minimize::Places && options.limits == Limits::default() {
        narrow(before, patch);
    }
}

/// No object is replaced by another one, unless it is an element of a list.
fn narrow(before: &Json, patch: &Patch) {
    let mut document = before.clone();
    for operation in patch.operations() {
        if let Operation::Replace { path, value: Json::Object(_) } = operation {
            let above = path.split_last().and_then(|(above, _)| document.pointer(&above).cloned());
            let element = matches!(above, Some(Json::Array(_)));
            let object = matches!(document.pointer(path), Some(Json::Object(_)));
            assert!(element || !object, "{before}\n{patch}");
        }
        let one = Patch::from(vec![operation.clone()]);
        document = model::apply(&document, &one, Dialect::RFC6902).expect("it has applied before");
    }
}

/// What diff makes, apply takes, under the same limits, wherever a patch can.
fn within_limits(before: &Json, after: &Json, patch: &Patch, options: &DiffOptions<'_>) {
    let limits = &options.limits;
    // One that replaces the whole, and the test of it, is the shortest there is.
    let least = if options.guards == Guards::Test { 2 } else { 1 };
    assert!(patch.operations().len() <= limits.operations.max(least), "{patch}");
    for operation in patch.operations() {
        for path in [Some(operation.path()), operation.from()].into_iter().flatten() {
            assert!(path.to_string().len() <= limits.pointer, "{patch}");
        }
    }
    let deep = crate::targets::apply::depth(before).max(crate::targets::apply::depth(after));
    let large = after.to_string().len() > before.to_string().len() + limits.growth;
    if deep > limits.depth || large || patch.operations().len() > limits.operations {
        return;
    }
    let rules = ApplyOptions { limits: limits.clone(), ..ApplyOptions::default() };
    let mut document = before.clone();
    let applied = apply_with(&mut document, patch, &rules);
    assert!(applied.is_ok(), "{options:?}\n{applied:?}\n{patch}\n{before}\n{after}");
}

/// With guards, what is replaced, removed, moved or copied is tested before.
fn guarded(before: &Json, patch: &Patch, options: &DiffOptions<'_>) {
    if options.guards == Guards::No {
        return;
    }
    let operations = patch.operations();
    let mut document = before.clone();
    for (at, operation) in operations.iter().enumerate() {
        let tested = |path: &Pointer| {
            let tests = operations[..at].iter().rev();
            tests.take_while(|o| o.name() == "test").any(|test| test.path() == path)
        };
        let (path, from) = (operation.path(), operation.from());
        assert!(from.is_none_or(tested), "{patch}\n{before}");
        match operation {
            Operation::Remove { .. } | Operation::Replace { .. } => {
                assert!(tested(path), "{patch}\n{before}");
            }
            Operation::Add { .. } | Operation::Copy { .. } => {
                let above = path.split_last().map(|(above, _)| above);
                let list = above.as_ref().and_then(|above| document.pointer(above)?.as_array());
                match (list, above) {
                    (Some([]), Some(above)) => assert!(tested(&above), "{patch}\n{before}"),
                    (Some(elements), Some(above)) => {
                        let mut all = (0..elements.len()).map(|at| above.child(at.to_string()));
                        assert!(all.any(|path| tested(&path)), "{patch}\n{before}");
                    }
                    _ => {
                        let new = document.pointer(path).is_none();
                        assert!(new || tested(path), "{patch}\n{before}");
                    }
                }
            }
            Operation::Move { .. } | Operation::Test { .. } => {}
        }
        let one = Patch::from(vec![operation.clone()]);
        document = model::apply(&document, &one, Dialect::RFC6902).expect("it has applied before");
    }
}

/// The same where the case of names does not count.
fn ignoring_case(before: &Json, after: &Json, options: &DiffOptions<'_>) {
    let told = || format!("{options:?}\n{before}\n{after}");
    let twice = [before, after].map(ambiguous);
    match diff_ignoring_case(before, after, options) {
        Ok(patch) => {
            assert_eq!(twice, [false, false], "{}\n{patch}", told());
            for names in [MemberNames::Exact, MemberNames::IgnoreCase] {
                let dialect = Dialect { member_names: names, ..Dialect::RFC6902 };
                let made = model::apply(before, &patch, dialect);
                let made = made.unwrap_or_else(|at| panic!("{at}: {}\n{patch}", told()));
                assert!(model::equal(&folded(&made), &folded(after)), "{}\n{patch}", told());
            }
            let same = model::equal(&folded(before), &folded(after));
            assert_eq!(patch.is_empty(), same, "{}\n{patch}", told());
        }
        Err(error) => {
            let document = if error.in_before() { before } else { after };
            let object = document.pointer(error.object()).expect("the object is there");
            let [first, second] = error.names();
            assert!(first != second && model::fold(first) == model::fold(second), "{}", told());
            assert!(object.get(first).is_some() && object.get(second).is_some(), "{}", told());
        }
    }
}

/// Each name in one case, by the reference.
fn folded(json: &Json) -> Json {
    match json {
        Json::Array(elements) => Json::array(elements.iter().map(folded)),
        Json::Object(members) => {
            Json::object(members.iter().map(|(name, value)| (model::fold(name), folded(value))))
        }
        other => other.clone(),
    }
}

/// Whether some object has two names that are equal up to case.
fn ambiguous(json: &Json) -> bool {
    match json {
        Json::Array(elements) => elements.iter().any(ambiguous),
        Json::Object(members) => {
            let mut names: Vec<String> = members.names().map(model::fold).collect();
            names.sort_unstable();
            names.windows(2).any(|pair| pair[0] == pair[1])
                || members.iter().any(|(_, value)| ambiguous(value))
        }
        _ => false,
    }
}
