//! `amend sync` on generated snapshots, in any order.

use std::collections::BTreeMap;

use amend::Json;

use crate::lines::{Plan, Which};
use crate::maker::Maker;
use crate::support::{Bench, json_lines};

const SEED: u64 = 9;

fn plan(count: u64, broken: u64) -> Plan {
    Plan { count, changes: 300, broken, long: 9 << 20, seed: SEED }
}

/// A snapshot, in the order of the keys or in another.
fn snapshot(vendor: &str, plan: &Plan, which: Which, shuffled: bool) -> Vec<u8> {
    let maker = Maker::new(vendor, SEED).unwrap();
    let numbers = (0..plan.count).map(|n| if shuffled { plan.shuffled(n) } else { n });
    let lines = numbers.filter_map(|n| plan.snapshot(&maker, n, which));
    lines
        .flat_map(|mut line| {
            line.push(b'\n');
            line
        })
        .collect()
}

const ARGS: [&str; 7] = [
    "sync",
    "--errors=json",
    "--vendor=copper",
    "--key=/id",
    "old.ndjson",
    "new.ndjson",
    "--added=added",
];

fn count(summary: &Json, name: &str) -> i64 {
    summary.get(name).and_then(Json::as_i64).unwrap()
}

#[test]
fn a_plan_for_each_person_who_changed_in_the_order_of_the_keys() {
    let plan = plan(700, 0);
    let [old, new] = [Which::Old, Which::New].map(|which| snapshot("copper", &plan, which, false));
    let bench = Bench::new().file("old.ndjson", &old).file("new.ndjson", &new);
    let args = [&ARGS[..], &["--removed=removed", "--summary=summary"]].concat();
    let output = bench.run(&args);
    let by_key = |text: &[u8]| -> BTreeMap<i64, Json> {
        let records = json_lines(text).into_iter();
        records.map(|r| (r.get("id").and_then(Json::as_i64).unwrap(), r)).collect()
    };
    let (old, new) = (by_key(&old), by_key(&new));
    let only = |one: &BTreeMap<i64, Json>, other: &BTreeMap<i64, Json>| -> String {
        one.keys().filter(|key| !other.contains_key(key)).map(|key| format!("{key}\n")).collect()
    };
    assert_eq!(bench.read("added").unwrap(), only(&new, &old).as_bytes());
    assert_eq!(bench.read("removed").unwrap(), only(&old, &new).as_bytes());
    // What `batch` makes of the same pairs, save for those without effect.
    let pairs: String = old
        .iter()
        .filter_map(|(key, old)| {
            let new = new.get(key)?;
            Some(format!("{{\"id\":{key},\"record\":{old},\"to\":{new}}}\n"))
        })
        .collect();
    let batch = Bench::new().stdin(pairs).run(&["batch", "--vendor=copper"]);
    let expected: String = json_lines(&batch.stdout)
        .iter()
        .filter(|plan| plan.get("status").and_then(Json::as_str) != Some("unchanged"))
        .map(|plan| {
            let mut plan = plan.clone();
            plan.as_object_mut().unwrap().remove("line");
            format!("{plan}\n").replacen("\"id\"", "\"key\"", 1)
        })
        .collect();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    let summary = bench.read("summary").unwrap();
    let summary: Json = String::from_utf8(summary).unwrap().parse().unwrap();
    let both = old.keys().filter(|key| new.contains_key(key)).count();
    let told: i64 = ["planned", "unchanged", "refused"].iter().map(|n| count(&summary, n)).sum();
    assert_eq!(usize::try_from(told).unwrap(), both);
    assert_eq!(count(&summary, "old"), i64::try_from(old.len()).unwrap());
    assert_eq!(count(&summary, "new"), i64::try_from(new.len()).unwrap());
    assert!(count(&summary, "unchanged") > 300);
    assert_eq!(output.status.code(), Some(i32::from(count(&summary, "refused") > 0)), "{summary}");
}

#[test]
fn the_order_of_the_snapshots_and_the_number_of_threads_are_all_the_same() {
    let plan = plan(900, 20);
    let run = |shuffled: [bool; 2], jobs: &str, more: &[&str]| {
        let bench = Bench::new()
            .file("old.ndjson", snapshot("copper", &plan, Which::Old, shuffled[0]))
            .file("new.ndjson", snapshot("copper", &plan, Which::New, shuffled[1]));
        let output = bench.run(&[&ARGS[..], &["--jobs", jobs], more].concat());
        assert_eq!(output.status.code(), Some(1));
        (output.stdout, bench.read("added").unwrap())
    };
    let plans = |text: &[u8]| -> Vec<String> {
        let lines = json_lines(text).into_iter();
        lines.filter(|line| line.get("snapshot").is_none()).map(|l| l.to_string()).collect()
    };
    let first = run([false, false], "1", &[]);
    assert!(plans(&first.0).len() > 200);
    for (shuffled, jobs) in [([true, false], "1"), ([false, true], "2"), ([true, true], "8")] {
        let other = run(shuffled, jobs, &[]);
        assert!(plans(&other.0) == plans(&first.0), "{shuffled:?} {jobs}");
        assert!(other.1 == first.1);
        // The errors name lines, which are others where the order is another.
        let again = run(shuffled, "3", &[]);
        assert!(again == other);
    }
    let bulk = run([false, false], "1", &["--bulk"]);
    assert!(run([false, true], "8", &["--bulk"]).0.len() == bulk.0.len());
}

#[test]
fn broken_lines_are_told_in_front() {
    let plan = plan(500, 200);
    let bench = Bench::new()
        .file("old.ndjson", snapshot("copper", &plan, Which::Old, true))
        .file("new.ndjson", snapshot("copper", &plan, Which::New, false));
    let output = bench.run(&ARGS);
    assert_eq!(output.status.code(), Some(1));
    let lines = json_lines(&output.stdout);
    let errors = lines.iter().take_while(|line| line.get("snapshot").is_some()).count();
    assert!(lines.iter().skip(errors).all(|line| line.get("key").is_some()));
    let broken =
        (0..plan.count).filter(|n| plan.fault(*n).is_some_and(|fault| fault < 9) && n % 50 != 29);
    assert_eq!(errors, broken.count());
    let last = &lines[errors - 1];
    assert_eq!(last.get("snapshot").and_then(Json::as_str), Some("new"));
    assert!(last.get("error").unwrap().get("kind").is_some());
}

#[test]
fn snapshots_of_other_vendors_come_by_their_keys() {
    for (vendor, key) in [("folk", "/id"), ("allo", "/id"), ("bigchange", "/id")] {
        let plan = plan(200, 0);
        let wrap = |text: Vec<u8>| -> String {
            // As the vendor's answers come.
            let wrapped = json_lines(&text);
            wrapped.iter().map(|record| format!("{{\"data\":{record}}}\n")).collect()
        };
        let new = snapshot(vendor, &plan, Which::New, true);
        let new = if vendor == "bigchange" { new } else { wrap(new).into_bytes() };
        let bench = Bench::new()
            .file("old.ndjson", snapshot(vendor, &plan, Which::Old, false))
            .file("new.ndjson", new);
        let args = ["sync", "--vendor", vendor, "--key", key, "old.ndjson", "new.ndjson"];
        let output = bench.run(&args);
        let lines = json_lines(&output.stdout);
        assert!(lines.len() > 30, "{vendor}: {}", String::from_utf8_lossy(&output.stderr));
        let keys: Vec<&str> =
            lines.iter().map(|line| line.get("key").and_then(Json::as_str).unwrap()).collect();
        assert!(keys.is_sorted(), "{vendor}");
        let refused = lines.iter().filter(|l| l.get("violations").is_some()).count();
        assert!(refused < lines.len() / 3, "{vendor}: {refused} refused");
    }
}
