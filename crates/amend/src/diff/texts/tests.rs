//! The quick way is gone where it can be, and reads no more than what differs. Where
//! it is given up too soon the patch is the same, so no other test tells.

use super::{TextDiff, TextDiffError};
use crate::document::{Entry, Kind};
use crate::{DiffOptions, Document, Limits};

/// How many names and values of the text after were read onto its tape; nothing, if the
/// quick way was given up.
fn read(before: &str, after: &str) -> Option<usize> {
    read_with(before, after, &DiffOptions::default())
}

fn read_with(before: &str, after: &str, options: &DiffOptions<'_>) -> Option<usize> {
    let mut diff = TextDiff::new();
    diff.memory.before.document(before, &options.limits).unwrap();
    let is_any = |entry: &&Entry| entry.kind() != Kind::End;
    let read = diff.quick(before, after, options);
    read.then(|| diff.memory.after.tape.iter().filter(is_any).count())
}

/// An object of so many members, from the first one on.
fn members(names: impl Iterator<Item = usize>) -> String {
    let members: Vec<String> = names.map(|at| format!("\"m{at}\":{at}")).collect();
    format!("{{{}}}", members.join(","))
}

#[test]
fn only_what_differs_is_read() {
    for (before, after, entries) in [
        // A value that differs, and nothing beside it.
        (r#"{"a":1,"b":[1,2],"c":3}"#, r#"{"a":1,"b":[1,2],"c":4}"#, 1),
        (r#"{"a":1,"b":[1,2],"c":3}"#, r#"{"a":2,"b":[1,2],"c":3}"#, 1),
        (r#"{"a":1,"b":{"c":2,"d":3},"e":4}"#, r#"{"a":1,"b":{"c":2,"d":5},"e":4}"#, 1),
        (r#"{"a":"é","b":1}"#, r#"{"a":"ü","b":1}"#, 1),
        (r#"{"a":1,"b":2}"#, r#"{"a":12,"b":2}"#, 1),
        (r#"{"a":1,"b":2}"#, r#"{"a":{"c":[1]},"b":2}"#, 4),
        // White space.
        (
            r#"{"a":1,"b":{"c":2,"d":3},"e":4}"#,
            "{ \"a\" : 1 , \"b\" : {\n\"c\": 2, \"d\" :3 } ,\"e\":4}\n",
            0,
        ),
        // Members that go, come or stand elsewhere: a name is read to be found.
        (r#"{"a":1,"b":2,"c":3}"#, r#"{"a":1,"c":3}"#, 1),
        (r#"{"a":1,"b":2,"c":3}"#, r#"{"a":1,"b":2}"#, 0),
        (r#"{"a":1}"#, "{ }", 0),
        (r#"{"a":1,"b":2}"#, r#"{"a":1,"x":{"y":1},"b":2}"#, 4),
        (r#"{"a":1,"b":2}"#, r#"{"a":1,"b":2,"c":3}"#, 2),
        ("{}", r#"{"a":1}"#, 2),
        (r#"{"a":1,"b":{},"c":3}"#, r#"{"c":3,"a":1,"b":{}}"#, 2),
        (r#"{"a":1,"b":{},"c":3}"#, r#"{"c":3,"b":{},"a":2}"#, 4),
        // Elements, with an entry for each list that differs.
        (r#"{"a":[{"b":1},{"b":2},{"b":3}]}"#, r#"{"a":[{"b":1},{"b":9},{"b":3}]}"#, 4),
        (r#"{"a":[{"b":1},{"b":2},{"b":3}]}"#, r#"{"a":[{"b":1},{"b":3}]}"#, 1),
        (r#"{"a":[{"b":1},{"b":2},{"b":3}]}"#, r#"{"a":[{"b":1},{"b":9},{"b":2},{"b":3}]}"#, 4),
        ("[1,2,3,4,5]", "[1,5]", 1),
        (r#"["the first","the second","the third"]"#, r#"["the first","the third"]"#, 1),
        ("[1,2,3]", "[ 1, 2, 4, 3 ]", 2),
        (
            "{\"a\":[[1,{\"b\":\"x\"},true],2],\"c\":3}",
            "{\"a\":[[ 1 , { \"b\" : \"x\" } , true ] , 2 ],\"c\":3}",
            1,
        ),
        // Members in another order, in elements: only names are looked at.
        (r#"[{"a":1,"b":2},{"a":3,"b":4}]"#, r#"[{"b":2,"a":1},{"b":4,"a":3}]"#, 1),
        (r#"[{"a":1,"b":2},{"a":3,"b":4}]"#, r#"[{"b":2,"a":1},{"b":4,"a":9}]"#, 6),
        (
            r#"[{"a":1,"b":[{"c":2,"d":3,"e":{}},[]]},7]"#,
            r#"[{"b":[{"e":{ },"c":2,"d":3},[ ]],"a":1},7]"#,
            1,
        ),
        // Lists that have nothing in common are one value.
        (r#"{"a":[1,2]}"#, r#"{"a":[3,4,5]}"#, 4),
        (r#"{"a":[]}"#, r#"{"a":[3]}"#, 2),
    ] {
        assert_eq!(read(before, after), Some(entries), "{before} {after}");
    }
}

/// Elements whose members stand in another order, with every byte of the text taken out,
/// written twice or put in the place of another: the patches are those of the documents, and
/// so are the errors.
#[test]
fn what_is_nearly_in_another_order_is_read_as_strictly() {
    let before = r#"[{"a":1,"b":[2,{}],"c":{"d":3,"e":"f"}},{"a":4,"b":5}]"#;
    let after = r#"[{"b":[2,{}],"c":{"e":"f","d":3},"a":1},{"b":5,"a":4}]"#;
    let mut diff = TextDiff::new();
    let mut check = |after: &str| {
        let quick = diff.diff(before, after, &DiffOptions::default());
        let (one, other) = (Document::parse(before).unwrap(), Document::parse(after));
        let plain = other.map(|other| crate::diff(one.root(), other.root()).to_string());
        let plain = plain.map_err(TextDiffError::After);
        assert_eq!(quick.map(str::to_owned), plain, "{after}");
    };
    check(after);
    for at in 0..after.len() {
        let (front, back) = after.split_at(at);
        check(&format!("{front}{}", &back[1..]));
        for byte in "{}[],:\"abcdef0123456789 ".chars() {
            check(&format!("{front}{byte}{back}"));
            check(&format!("{front}{byte}{}", &back[1..]));
        }
    }
}

/// Objects that are not in order are looked through as long as they are short.
#[test]
fn wide_objects_are_read_as_a_whole() {
    let turned = |count: usize| format!("{{\"o\":{}}}", members((0..count).rev()));
    let straight = |count: usize| format!("{{\"o\":{}}}", members(0..count));
    // Each name is read, and found.
    assert_eq!(read(&straight(64), &turned(64)), Some(64));
    assert_eq!(read(&straight(65), &turned(65)), Some(1 + 2 * 65));
    assert_eq!(read(&straight(64), &straight(65)), Some(2));
    assert_eq!(read(&straight(64), &straight(128)), Some(2 * 64));
    assert_eq!(read(&straight(64), &straight(129)), Some(2 * 64 + 1 + 1 + 2 * 129));
}

#[test]
fn objects_are_looked_into_as_deep_as_they_may_be() {
    let nest = |depth: usize, inside: &str| {
        format!("{}{inside}{}", "{\"a\":".repeat(depth), "}".repeat(depth))
    };
    let most = Limits::default().depth;
    assert_eq!(read(&nest(most, "1"), &nest(most, "2")), Some(1));
    let lists = |inside: &str| nest(most - 2, &format!("[{inside},3]"));
    assert_eq!(read(&lists("1"), &lists("2")), Some(2));
    // Ten elements that stand nowhere before, of which the first goes on to the limit.
    let strangers = "[2],4,5,6,7,8,9,10,11,12";
    assert_eq!(read(&lists("1"), &nest(most - 2, &format!("[{strangers}]"))), Some(12));
}

/// Wide objects inside each other, each of which turns out to be in another order when what
/// is inside has been walked: their texts are not read once for each of them.
#[test]
fn what_was_walked_is_read_once_more_and_not_at_every_level() {
    let nest = |depth: usize, turned: bool| {
        (0..depth).fold("0".to_owned(), |inside, _| {
            let mut names: Vec<usize> = (0..70).collect();
            if turned {
                names.reverse();
            }
            let members = members(names.into_iter());
            format!("{{\"n\":{inside},{}", &members[1..])
        })
    };
    // The outermost is the document, which is given up by itself.
    let inside = |depth, turned| format!("{{\"o\":{}}}", nest(depth, turned));
    assert_eq!(read(&inside(1, false), &inside(1, true)), Some(1 + 2 * 71));
    assert_eq!(read(&inside(20, false), &inside(20, true)), None);
    let mut diff = TextDiff::new();
    let options = DiffOptions::default();
    let patch = diff.diff(&inside(20, false), &inside(20, true), &options);
    assert_eq!(patch, Ok("[]"));
    let entries = diff.memory.after.tape.capacity();
    assert!(entries < 20_000, "{entries}");
}

/// A list that is walked, and then replaced after all.
#[test]
fn a_list_with_too_many_edits_is_read_once_more() {
    let limits = Limits { operations: 2, ..Limits::default() };
    let options = DiffOptions { limits, ..DiffOptions::default() };
    let (before, after) = ("{\"a\":[1,2,3,4,5,6]}", "{\"a\":[1,9,3,8,5,7]}");
    assert_eq!(read_with(before, after, &options), Some(1 + 3));
}
