//! Work of a size that is given, for whoever counts what it costs: `.ci/slopes`.
//!
//! ```sh no-run
//! slopes CASE SIZE
//! ```

use std::error::Error;

use amend::value::Members;
use amend::{
    ApplyOptions, Dialect, DiffOptions, Document, Json, Limits, Operation, Patch, Pointer,
    TextDiff, apply_to_text, apply_with, diff, equal, merge_patch, merge_patch_of,
};

type Outcome = Result<(), Box<dyn Error>>;

/// A name, and the work of a size.
type Case = (&'static str, fn(usize) -> Outcome);

/// The cases, each with what it does with so many.
const CASES: [Case; 17] = [
    ("read", read),
    ("insert-in-front", |size| edits(size, |_| ("add", "/0"))),
    ("remove-in-front", |size| edits(size, |_| ("remove", "/0"))),
    ("insert-and-remove", |size| {
        edits(size, |n| (if n % 2 == 0 { "add" } else { "remove" }, "/3"))
    }),
    ("move-between-lists", moves),
    ("deep-paths", deep_paths),
    ("names-in-any-case", any_case),
    ("new-names-in-any-case", new_in_any_case),
    ("test-last-elements", |size| tests(&Json::array(0..size), |n| n)),
    ("test-members", |size| tests(&object(size, |n| n.to_string()), |n| n)),
    ("members-in-another-order", other_order),
    ("diff-of-lists", lists),
    ("diff-of-texts", texts),
    ("merge-patch", merge),
    ("moves-of-what-changes", moves_and_changes),
    ("deep-paths-of-their-own", ways_of_their_own),
    ("a-test-that-fails", failing_test),
];

fn main() -> Outcome {
    let mut args = std::env::args().skip(1);
    let (name, size) = (args.next(), args.next());
    let (Some(name), Some(size)) = (name, size) else {
        use std::io::Write as _;
        let names: Vec<&str> = CASES.iter().map(|(name, _)| *name).collect();
        return Ok(writeln!(std::io::stdout(), "{}", names.join("\n"))?);
    };
    let (_, work) = CASES.iter().find(|(case, _)| *case == name).ok_or("no such case")?;
    work(size.parse()?)
}

fn options() -> ApplyOptions {
    let limits = Limits { operations: usize::MAX, ..Limits::default() };
    ApplyOptions { limits, ..ApplyOptions::default() }
}

/// Applies operations to a document through both doors.
fn applied(document: &Json, operations: Vec<Operation>, options: &ApplyOptions) -> Outcome {
    let patch = Patch::from(operations);
    apply_with(&mut document.clone(), &patch, options)?;
    apply_to_text(&document.to_string(), &patch, options)?;
    Ok(())
}

fn object(size: usize, name: impl Fn(usize) -> String) -> Json {
    Json::object((0..size).map(|n| (name(n), Json::from(n))))
}

fn read(size: usize) -> Outcome {
    let text = object(size, |n| format!("member {n}")).to_string();
    Document::parse(&text)?;
    text.parse::<Json>()?;
    Ok(())
}

fn edits(size: usize, edit: fn(usize) -> (&'static str, &'static str)) -> Outcome {
    let operations: Result<Vec<Operation>, Box<dyn Error>> = (0..size)
        .map(|n| {
            let (name, path) = edit(n);
            let path: Pointer = path.parse()?;
            Ok(match name {
                "add" => Operation::Add { path, value: Json::from(n) },
                _ => Operation::Remove { path },
            })
        })
        .collect();
    applied(&Json::array(0..size + 8), operations?, &options())
}

fn moves(size: usize) -> Outcome {
    let document = Json::object([("a", Json::array(0..size)), ("b", Json::array(0..size))]);
    let (a, b): (Pointer, Pointer) = ("/a/0".parse()?, "/b/1".parse()?);
    let operations = (0..size).map(|n| {
        let (from, path) = if n % 2 == 0 { (&a, &b) } else { (&b, &a) };
        Operation::Move { from: from.clone(), path: path.clone() }
    });
    applied(&document, operations.collect(), &options())
}

fn deep_paths(size: usize) -> Outcome {
    let document = (0..100).fold(Json::array(0..10), |inner, _| Json::object([("a", inner)]));
    let path: Pointer = format!("{}/3", "/a".repeat(100)).parse()?;
    let replace = |n| Operation::Replace { path: path.clone(), value: Json::from(n) };
    applied(&document, (0..size).map(replace).collect(), &options())
}

fn any_case(size: usize) -> Outcome {
    let document = object(size, |n| format!("Member {n}"));
    let mut options = options();
    options.dialect = Dialect::DOT_NET;
    let operations = (0..size).map(|n| {
        let path = Pointer::from_tokens([format!("MEMBER {n}")]);
        Operation::Replace { path, value: Json::Null }
    });
    applied(&document, operations.collect(), &options)
}

fn new_in_any_case(size: usize) -> Outcome {
    let mut options = options();
    options.dialect = Dialect::DOT_NET;
    let operations = (0..size).map(|n| {
        let path = Pointer::from_tokens([format!("new {n}")]);
        Operation::Add { path, value: Json::Null }
    });
    applied(&object(size, |n| format!("Member {n}")), operations.collect(), &options)
}

/// A `test` of each value, the last ones first.
fn tests(document: &Json, value: fn(usize) -> usize) -> Outcome {
    let size = document
        .as_array()
        .map_or_else(|| document.as_object().map_or(0, Members::len), <[_]>::len);
    let operations = (0..size).rev().map(|n| {
        let path = Pointer::from_tokens([n.to_string()]);
        Operation::Test { path, value: Json::from(value(n)) }
    });
    applied(document, operations.collect(), &options())
}

fn other_order(size: usize) -> Outcome {
    let one = object(size, |n| format!("member {n}"));
    let other = Json::object((0..size).rev().map(|n| (format!("member {n}"), Json::from(n))));
    let same = equal(&one, &other) && diff(&one, &other).is_empty();
    let (one, other) = (one.to_string(), other.to_string());
    let (one, other) = (Document::parse(&one)?, Document::parse(&other)?);
    let same = same && equal(one.root(), other.root());
    if same && merge_patch_of(one.root(), other.root())?.to_string() == "{}" {
        Ok(())
    } else {
        Err("not equal".into())
    }
}

fn lists(size: usize) -> Outcome {
    let record = |n: usize| Json::object([("id", Json::from(n)), ("v", Json::from(n % 10))]);
    let before = Json::array((0..size).map(record));
    let after = Json::array(
        (0..size).filter(|n| n % 50 != 7).map(|n| record(if n % 40 == 3 { n * 2 } else { n })),
    );
    if diff(&before, &after).is_empty() { Err("no difference".into()) } else { Ok(()) }
}

fn texts(size: usize) -> Outcome {
    let record = |n: usize, v: usize| Json::object([("id", n), ("v", v)]);
    let all =
        |v: fn(usize) -> usize| Json::object((0..size).map(|n| (format!("k{n}"), record(n, v(n)))));
    let (before, after) =
        (all(|n| n % 10).to_string(), all(|n| if n % 30 == 0 { 11 } else { n % 10 }).to_string());
    TextDiff::new().diff(&before, &after, &DiffOptions::default())?;
    Ok(())
}

fn merge(size: usize) -> Outcome {
    let mut document = object(size, |n| format!("member {n}"));
    let gone = |n| (format!("member {n}"), if n % 2 == 0 { Json::Null } else { Json::from(1) });
    merge_patch(&mut document, &Json::object((0..size).map(gone)))?;
    Ok(())
}

/// A large value goes down and up, and has another element each time.
fn moves_and_changes(size: usize) -> Outcome {
    let large = Json::array((0..size).map(|n| Json::array([Json::array([n])])));
    let document = Json::object([("a", large), ("b", Json::object::<&str, Json>([]))]);
    let (up, down): (Pointer, Pointer) = ("/a".parse()?, "/b/c".parse()?);
    let (into, out): (Pointer, Pointer) = ("/b/c/-".parse()?, "/a/1".parse()?);
    let operations = (0..size).map(|n| match n % 4 {
        0 => Operation::Move { from: up.clone(), path: down.clone() },
        1 => Operation::Add { path: into.clone(), value: Json::array([n]) },
        2 => Operation::Move { from: down.clone(), path: up.clone() },
        _ => Operation::Remove { path: out.clone() },
    });
    applied(&document, operations.collect(), &options())
}

fn ways_of_their_own(size: usize) -> Outcome {
    let chain = |n: usize| (0..50).fold(Json::from(n), |inner, _| Json::array([inner]));
    let replace = |n: usize| {
        let path: Pointer = format!("/{n}{}", "/0".repeat(50)).parse()?;
        Ok(Operation::Replace { path, value: Json::Null })
    };
    let operations: Result<_, Box<dyn Error>> = (0..size).map(replace).collect();
    applied(&Json::array((0..size).map(chain)), operations?, &options())
}

/// Of many members in another order, all the way down, the last one differs.
fn failing_test(size: usize) -> Outcome {
    let wrap = |inner: Json| (0..50).fold(inner, |inner, _| Json::array([inner]));
    let wide = |n: &mut dyn Iterator<Item = usize>| {
        wrap(Json::object(n.map(|n| (format!("member {n}"), Json::from(n)))))
    };
    let (found, mut wanted) = (wide(&mut (0..size)), wide(&mut (0..size).rev()));
    wanted = wanted.to_string().replace("0\":0", "0\":1").parse()?;
    let test = Operation::Test { path: Pointer::root(), value: wanted };
    match applied(&found, vec![test], &options()) {
        Ok(()) => Err("equal".into()),
        Err(_) => Ok(()),
    }
}
