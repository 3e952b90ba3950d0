//! Shapes that make engines crawl. Each takes a size, and what it makes grows with
//! the size, so that two sizes show whether time grows with them or faster.

use serde_json::{Map, Value, json};

use super::{Pair, Random};

/// Lists in lists, 100 deep, different at the bottom: comparing once a level takes
/// two to the depth.
pub fn deep(count: usize) -> Pair {
    let tower =
        |leaf: usize| (0..100).fold(json!([leaf]), |inner, level| json!([level % 3, inner]));
    let list = |from: usize| -> Value { (0..count).map(|at| tower(from + at)).collect() };
    Pair::new(&list(0), &list(count))
}

/// Objects that are nearly equal, each different in one member from all others, in
/// another order.
pub fn near(count: usize) -> Pair {
    let object = |number: usize| {
        let mut members: Map<String, Value> =
            (0..20).map(|at| (format!("member{at}"), json!("the same in all of them"))).collect();
        members.insert(format!("member{}", number % 20), json!(number));
        Value::Object(members)
    };
    let mut random = Random::new(11);
    let after = (0..count).map(|_| object(count + random.below(count))).collect();
    Pair::new(&(0..count).map(object).collect(), &after)
}

/// Two lists of few values, which repeat in no order: much is equal, nothing is an
/// anchor.
pub fn repeated(count: usize) -> Pair {
    let mut random = Random::new(12);
    let mut list = || -> Value { (0..count).map(|_| json!(random.below(3))).collect() };
    let before = list();
    Pair::new(&before, &list())
}

/// A wide object of which every second member gets another name and the others
/// another value.
pub fn wide(count: usize) -> Pair {
    let object = |after: usize| -> Value {
        let member = |at: usize| (format!("m{}", at + (at % 2) * after), json!(at + after));
        Value::Object((0..count).map(member).collect())
    };
    Pair::new(&object(0), &object(count * 2))
}

/// A list, fully reversed.
pub fn reversed(count: usize) -> Pair {
    Pair::new(&(0..count).collect(), &(0..count).rev().collect())
}

/// Changes at the end of long pointers, which hold characters to be escaped.
pub fn pointers(count: usize) -> Pair {
    let document = |leaf: &str| {
        let leaves: Map<String, Value> =
            (0..count).map(|at| (format!("leaf~{at}"), json!(leaf))).collect();
        (0..50).fold(Value::Object(leaves), |inner, level| {
            let name = format!("a/long~name\u{e9}\"{level:030}");
            Value::Object([(name, inner)].into_iter().collect())
        })
    };
    Pair::new(&document("before"), &document("after"))
}

/// Names that are the same, written in another way.
pub fn escapes(count: usize) -> Pair {
    let members = |name: fn(usize) -> String, last: usize| {
        let members: Vec<String> =
            (0..count).map(|at| format!("{}:{}", name(at), at / last)).collect();
        format!("{{{}}}", members.join(","))
    };
    let before = members(|at| format!("\"name{at}\""), 1);
    Pair { before, after: members(|at| format!("\"n\\u0061me{at}\""), 1).replacen(":0", ":1", 1) }
}

/// A document of a mebibyte and a patch of as much, of 10,000 operations at most.
#[derive(Clone, Copy, Debug)]
pub struct Patched {
    /// What is hard about it.
    pub name: &'static str,
    /// Makes it, with so many operations.
    pub make: fn(usize) -> Pair,
}

/// What makes engines crawl that apply patches.
pub const PATCHED: [Patched; 14] = [
    Patched { name: "insertions in front", make: insertions_in_front },
    Patched { name: "moves between two lists", make: moves_between_lists },
    Patched { name: "moves up and down", make: moves_up_and_down },
    Patched { name: "long pointers", make: long_pointers },
    Patched { name: "deep paths", make: deep_paths },
    Patched { name: "near-equal members", make: near_equal_members },
    Patched { name: "members that come and go", make: come_and_go },
    Patched { name: "lists of lists", make: lists_of_lists },
    Patched { name: "tests of a wide object", make: tests_of_wide },
    Patched { name: "copies that are changed", make: changed_copies },
    Patched { name: "elements one by one", make: one_by_one },
    Patched { name: "deep values that move and change", make: deep_moves },
    Patched { name: "deep paths beside copies", make: deep_beside_copies },
    Patched { name: "copies of what is gone", make: gone_copies },
];

const MEBIBYTE: usize = 1 << 20;

/// The patch, with a member that nobody reads in its operations, so that it is a
/// mebibyte.
fn padded(document: &Value, operations: impl Iterator<Item = Value>) -> Pair {
    let operations: Vec<Value> = operations.collect();
    let mut pair = Pair::new(document, &Value::Array(operations));
    let more = MEBIBYTE.saturating_sub(pair.after.len());
    if pair.after.len() > 2 {
        pair.after = pair.after.replacen('{', &format!("{{\"note\":\"{}\",", "x".repeat(more)), 1);
    }
    pair
}

fn insertions_in_front(count: usize) -> Pair {
    let list = (0..count * 15).collect();
    padded(&list, (0..count).map(|at| json!({"op": "add", "path": "/0", "value": [at]})))
}

fn moves_between_lists(count: usize) -> Pair {
    let list = |from: usize| -> Value { (from..from + count * 7).collect() };
    let mut random = Random::new(21);
    let document = json!({"a": list(0), "b": list(count * 7)});
    let moves = (0..count).map(|at| {
        let (from, to) = if at % 2 == 0 { ("a", "b") } else { ("b", "a") };
        let mut place = || random.below(count * 6);
        json!({"op": "move", "from": format!("/{from}/{}", place()), "path": format!("/{to}/{}", place())})
    });
    padded(&document, moves)
}

/// A large value that goes a level down and up again.
fn moves_up_and_down(count: usize) -> Pair {
    let large: Value = (0..count * 7).map(|at| json!([[at]])).collect();
    let moves = (0..count).map(|at| {
        let (from, to) = if at % 2 == 0 { ("/a", "/b/c") } else { ("/b/c", "/a") };
        json!({"op": "move", "from": from, "path": to})
    });
    padded(&json!({"a": large, "b": {}}), moves)
}

fn long_pointers(count: usize) -> Pair {
    let name = |level: usize| format!("a/long~name of {level:049}");
    let leaves: Map<String, Value> =
        (0..count * 4).map(|at| (format!("leaf~{at}"), json!(at))).collect();
    let document = (0..100).rev().fold(Value::Object(leaves), |inner, level| {
        Value::Object([(name(level), inner)].into_iter().collect())
    });
    let way: String =
        (0..100).map(|at| format!("/{}", name(at).replace('~', "~0").replace('/', "~1"))).collect();
    let operations = (0..(count / 70).max(1)).map(
        |at| json!({"op": "replace", "path": format!("{way}/leaf~0{}", at * 3), "value": "x"}),
    );
    padded(&document, operations)
}

/// Each operation goes down a way of its own.
fn deep_paths(count: usize) -> Pair {
    let chain = |leaf: usize| (0..120).fold(json!(leaf), |inner, _| json!([inner]));
    let chains = count * 4 / 10;
    let list = (0..chains).map(chain).collect();
    let operations = (0..chains).map(|at| {
        json!({"op": "replace", "path": format!("/{at}{}", "/0".repeat(120)), "value": at + 1})
    });
    padded(&list, operations)
}

fn near_equal_members(count: usize) -> Pair {
    let name = |at: usize| format!("the same in all of them, {at:06}, and the end as well");
    let members: Map<String, Value> = (0..count * 2).map(|at| (name(at), json!(at))).collect();
    let mut random = Random::new(22);
    let operations = (0..count).map(|_| {
        json!({"op": "replace", "path": format!("/{}", name(random.below(count * 2))), "value": null})
    });
    padded(&Value::Object(members), operations)
}

fn come_and_go(count: usize) -> Pair {
    let members: Map<String, Value> =
        (0..count * 8).map(|at| (format!("m{at}"), json!(at))).collect();
    let operations = (0..count).map(|at| match at % 4 {
        0 => json!({"op": "add", "path": format!("/n{at}"), "value": at}),
        1 => json!({"op": "remove", "path": format!("/m{}", at * 7)}),
        2 => json!({"op": "move", "from": format!("/n{}", at - 2), "path": format!("/m{}", (at - 1) * 7)}),
        _ => json!({"op": "remove", "path": format!("/m{}", (at - 2) * 7)}),
    });
    padded(&Value::Object(members), operations)
}

fn lists_of_lists(count: usize) -> Pair {
    let list = (0..count * 10).map(|at| json!([at, [at]])).collect();
    let mut random = Random::new(23);
    let operations = (0..count).map(|at| {
        let path = format!("/{}", random.below(count * 9));
        match at % 3 {
            0 => json!({"op": "add", "path": path, "value": [[at], at]}),
            1 => json!({"op": "add", "path": format!("{path}/0"), "value": at}),
            _ => json!({"op": "remove", "path": path}),
        }
    });
    padded(&list, operations)
}

fn tests_of_wide(count: usize) -> Pair {
    let members: Map<String, Value> =
        (0..count * 8).map(|at| (format!("m{at}"), json!(at))).collect();
    let mut random = Random::new(24);
    let operations = (0..count).map(|_| {
        let at = random.below(count * 8);
        json!({"op": "test", "path": format!("/m{at}"), "value": at})
    });
    padded(&Value::Object(members), operations)
}

fn changed_copies(count: usize) -> Pair {
    let list: Value = (0..count * 14).collect();
    let operations = (0..count).map(|at| match at % 2 {
        0 => json!({"op": "copy", "from": "/small", "path": "/b"}),
        _ => json!({"op": "add", "path": "/small/0", "value": at % 10}),
    });
    // Copies grow: as long as that is within the limit.
    padded(&json!({"small": [], "list": list}), operations.take(count * 7 / 10))
}

fn one_by_one(count: usize) -> Pair {
    let list = (0..count * 7).map(|at| json!({"a": at})).collect();
    let mut random = Random::new(25);
    let operations = (0..count).map(|at| {
        json!({"op": "replace", "path": format!("/{}/a", random.below(count * 7)), "value": at})
    });
    padded(&list, operations)
}

/// A value of almost as many levels as there may be, wide at the bottom, that goes down
/// and up and gets another element each time.
fn deep_moves(count: usize) -> Pair {
    let wide: Value = (0..count * 7).map(|at| json!([[at]])).collect();
    let deep = (0..118).fold(wide, |inner, _| json!([inner]));
    let operations = (0..count).map(|at| match at % 4 {
        0 => json!({"op": "move", "from": "/a", "path": "/b/c"}),
        1 => json!({"op": "add", "path": "/b/c/-", "value": [at]}),
        2 => json!({"op": "move", "from": "/b/c", "path": "/a"}),
        _ => json!({"op": "remove", "path": "/a/1"}),
    });
    padded(&json!({"a": deep, "b": {}}), operations)
}

/// Each operation goes down a way of its own, or copies a list that has changed.
fn deep_beside_copies(count: usize) -> Pair {
    let chain = |leaf: usize| (0..120).fold(json!(leaf), |inner, _| json!([inner]));
    let chains = count * 35 / 100;
    let chained: Value = (0..chains).map(chain).collect();
    let operations = (0..chains).flat_map(|at| {
        let path = format!("/d/{at}{}", "/0".repeat(120));
        [
            json!({"op": "replace", "path": path, "value": at + 1}),
            json!({"op": "add", "path": "/l/0", "value": 0}),
            json!({"op": "copy", "from": "/l", "path": "/c"}),
        ]
    });
    padded(&json!({"d": chained, "l": []}), operations.take(count))
}

/// An object that has lost its members is copied, and each copy is changed.
fn gone_copies(count: usize) -> Pair {
    let third = count / 3;
    let members: Map<String, Value> =
        (0..third).map(|at| (format!("member {at:020}"), json!("x".repeat(250)))).collect();
    let removals = (0..third)
        .map(|at| json!({"op": "remove", "path": format!("/o/member {:020}", at * 7 % third)}));
    let copies = (0..third).flat_map(|at| {
        [
            json!({"op": "copy", "from": "/o", "path": "/c"}),
            json!({"op": "add", "path": "/o/x", "value": at}),
        ]
    });
    padded(&json!({"o": members}), removals.chain(copies))
}
