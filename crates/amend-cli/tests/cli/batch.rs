//! `amend batch` on generated pairs: a line for a line, whatever the line.

use std::fmt::Write as _;
use std::process::Output;

use amend::Json;

use crate::lines::{BROKEN, Plan};
use crate::maker::Maker;
use crate::support::{Bench, json_lines};

const SEED: u64 = 5;

fn plan(count: u64, broken: u64) -> Plan {
    Plan { count, changes: 300, broken, long: 9 << 20, seed: SEED }
}

fn pairs(vendor: &str, plan: &Plan) -> Vec<u8> {
    let maker = Maker::new(vendor, SEED).unwrap();
    let lines = (0..plan.count).flat_map(|n| [plan.batch(&maker, n), vec![b'\n']]);
    lines.flatten().collect()
}

fn text<'j>(json: &'j Json, path: &str) -> &'j str {
    json.pointer(&path.parse().unwrap()).and_then(Json::as_str).unwrap_or_default()
}

fn summary(output: &Output) -> Json {
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    let line: Json = stderr.lines().last().unwrap().parse().unwrap();
    line.get("summary").unwrap().clone()
}

fn count(summary: &Json, name: &str) -> u64 {
    u64::try_from(summary.get(name).and_then(Json::as_i64).unwrap()).unwrap()
}

#[test]
fn every_line_is_answered_by_the_plan_that_plan_makes() {
    let plan = plan(60, 0);
    let lines = pairs("copper", &plan);
    let bench = Bench::new().file("pairs.ndjson", &lines);
    let output = bench.run(&["batch", "--errors=json", "--vendor=copper", "pairs.ndjson"]);
    let answers = json_lines(&output.stdout);
    assert_eq!(answers.len(), 60);
    let mut statuses = Vec::new();
    for (number, (line, answer)) in (1_u64..).zip(json_lines(&lines).iter().zip(&answers)) {
        let mut names = answer.as_object().unwrap().names();
        assert_eq!((names.next(), names.next()), (Some("line"), Some("id")));
        assert_eq!(answer.get("line"), Some(&Json::from(number)));
        assert_eq!(answer.get("id"), line.get("id"));
        let bench = Bench::new()
            .file("record.json", line.get("record").unwrap().to_string())
            .file("after.json", line.get("to").unwrap().to_string());
        let args = ["plan", "-c", "--vendor=copper", "record.json", "--to=after.json"];
        let plan = String::from_utf8(bench.run(&args).stdout).unwrap();
        let head = format!("{{\"line\":{number},\"id\":{},", line.get("id").unwrap());
        assert_eq!(format!("{answer}\n"), plan.replacen('{', &head, 1));
        statuses.push(text(answer, "/status").to_owned());
    }
    let summary = summary(&output);
    for status in ["planned", "unchanged", "refused"] {
        let counted = statuses.iter().filter(|s| *s == status).count() as u64;
        assert_eq!(count(&summary, status), counted, "{status}");
    }
    assert!(count(&summary, "planned") > 10);
    let clean = count(&summary, "refused") == 0;
    assert_eq!(output.status.code(), Some(i32::from(!clean)));
    // 180 requests a minute: a third of a second each.
    let requests = count(&summary, "requests");
    assert_eq!(count(&summary, "seconds"), requests.div_ceil(3));
}

#[test]
fn broken_lines_of_every_kind_are_told_and_the_others_planned() {
    let broken = plan(600, 200);
    let whole = plan(600, 0);
    let maker = Maker::new("copper", SEED).unwrap();
    let bench = Bench::new()
        .file("broken.ndjson", pairs("copper", &broken))
        .file("whole.ndjson", pairs("copper", &whole));
    let run = |file: &str| bench.run(&["batch", "--errors=json", "--vendor=copper", file]);
    let (output, undisturbed) = (run("broken.ndjson"), run("whole.ndjson"));
    assert_eq!(output.status.code(), Some(1));
    let answers = json_lines(&output.stdout);
    assert_eq!(answers.len(), 600);
    let mut seen = vec![0; BROKEN.len()];
    for (number, (answer, whole)) in
        (0..).zip(answers.iter().zip(json_lines(&undisturbed.stdout).iter()))
    {
        let Some(fault) = broken.fault(number) else {
            assert_eq!(answer.to_string(), whole.to_string());
            continue;
        };
        seen[fault] += 1;
        let (name, kind) = BROKEN[fault];
        assert_eq!(answer.get("line"), Some(&Json::from(number + 1)), "{name}");
        assert_eq!(text(answer, "/status"), "error", "{name}");
        assert_eq!(text(answer, "/error/kind"), kind, "{name}: {answer}");
        assert!(!text(answer, "/error/message").is_empty(), "{name}");
        // Nothing of the person is in it.
        let person = maker.person(number);
        for path in ["/details", "/address/street", "/emails/0/email"] {
            assert!(!answer.to_string().contains(text(&person, path)), "{name}: {answer}");
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    let summary = summary(&output);
    assert_eq!(count(&summary, "errors"), seen.iter().sum::<u64>());
    let kinds = summary.get("error_kinds").and_then(Json::as_object).unwrap();
    let counted: i64 = kinds.iter().filter_map(|(_, count)| count.as_i64()).sum();
    assert_eq!(u64::try_from(counted).unwrap(), count(&summary, "errors"));
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let lines = pairs("copper", &plan(900, 30));
    let bench = Bench::new().stdin(lines);
    for more in [&[][..], &["--bulk"]] {
        let run = |jobs: &str| {
            bench.run(
                &[&["batch", "--errors=json", "--vendor=copper", "--jobs", jobs], more].concat(),
            )
        };
        let one = run("1");
        for jobs in ["2", "8"] {
            let many = run(jobs);
            assert_eq!(many.status.code(), one.status.code());
            assert!(many.stdout == one.stdout, "{jobs} threads, {more:?}");
            assert!(many.stderr == one.stderr, "{jobs} threads, {more:?}");
        }
    }
}

#[test]
fn every_vendor_has_pairs() {
    for vendor in ["copper", "bigchange", "folk", "superoffice", "allo"] {
        let lines = pairs(vendor, &plan(200, 0));
        let bench = Bench::new().stdin(lines);
        let output = bench.run(&["batch", "--errors=json", "--vendor", vendor]);
        let summary = summary(&output);
        assert!(count(&summary, "planned") > 20, "{vendor}: {summary}");
        assert!(count(&summary, "unchanged") > 80, "{vendor}: {summary}");
        assert!(count(&summary, "refused") < 40, "{vendor}: {summary}");
        assert_eq!(count(&summary, "errors"), 0, "{vendor}: {summary}");
    }
}

#[test]
fn the_people_of_another_vendor_are_refused_and_told() {
    let bench = Bench::new().stdin(pairs("copper", &plan(20, 0)));
    let output = bench.run(&["batch", "--vendor=folk"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(json_lines(&output.stdout).iter().all(|line| text(line, "/status") == "refused"));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("are these people of folk?"), "{stderr}");
    assert!(stderr.contains("refused: "), "{stderr}");
}

/// The requests of a bulk run, each taken apart by the simulator, do to each person
/// what its plan says; and all that is sent comes in the order of the plans.
#[test]
fn bulk_requests_have_the_effect_of_the_plans() {
    let lines = pairs("copper", &plan(400, 0));
    let bench = Bench::new().file("pairs.ndjson", &lines);
    let run = |more: &[&str]| {
        bench.run(&[&["batch", "--errors=json", "--vendor=copper", "pairs.ndjson"], more].concat())
    };
    let (single, bulk) = (run(&[]), run(&["--bulk"]));
    let records: Vec<Json> =
        json_lines(&lines).iter().map(|line| line.get("record").unwrap().clone()).collect();
    let plans = json_lines(&single.stdout);
    let mut waiting: Vec<u64> = Vec::new();
    let (mut groups, mut plain, mut others) = (0, 0, 0);
    let answers = json_lines(&bulk.stdout);
    for answer in &answers {
        let requests = answer.get("requests").and_then(Json::as_array).unwrap_or_default();
        if text(answer, "/status") == "bulk" {
            groups += 1;
            let numbers = answer.get("lines").and_then(Json::as_array).unwrap();
            let numbers: Vec<u64> =
                numbers.iter().map(|n| u64::try_from(n.as_i64().unwrap()).unwrap()).collect();
            assert_eq!(numbers, waiting);
            assert!(numbers.len() == 10 || Some(answer) == answers.last());
            waiting.clear();
            let request = amend_vendor::Request::from_json(&requests[0]).unwrap();
            for number in numbers {
                let at = usize::try_from(number - 1).unwrap();
                let bench = Bench::new()
                    .file("record.json", records[at].to_string())
                    .file("request.json", request.to_json().to_string());
                if number % 7 == 0 {
                    let args = ["simulate", "-c", "--vendor=copper", "record.json", "request.json"];
                    let output = bench.run(&args);
                    let simulated = json_lines(&output.stdout);
                    let after = simulated[0].get("record").unwrap().to_string();
                    assert_eq!(after, plans[at].get("after").unwrap().to_string());
                }
            }
            continue;
        }
        let number = answer.get("line").and_then(Json::as_i64).unwrap();
        let plan = &plans[usize::try_from(number - 1).unwrap()];
        if answer.get("bulk") == Some(&Json::Bool(true)) {
            plain += 1;
            waiting.push(u64::try_from(number).unwrap());
            assert!(requests.is_empty());
            let mut same = answer.clone();
            let members = same.as_object_mut().unwrap();
            members.remove("bulk");
            members.insert("requests", plan.get("requests").unwrap().clone());
            assert_eq!(same.to_string(), plan.to_string());
        } else {
            others += requests.len() as u64;
            assert_eq!(answer.to_string(), plan.to_string());
        }
    }
    assert!(waiting.is_empty());
    assert!(groups > 5 && others > 10, "{groups} {others}");
    let summary = summary(&bulk);
    assert_eq!(count(&summary, "requests"), groups + others);
    let saved = summary.get("requests_saved").unwrap();
    assert_eq!(count(saved, "bulk"), plain - groups);
}

#[test]
fn one_person_twice_is_never_in_one_bulk_request() {
    let line = |id: u32, title: &str, company: u32| {
        format!(
            r#"{{"record":{{"id":{id},"title":"a","company_id":1}},"to":{{"title":"{title}","company_id":{company}}}}}"#
        )
    };
    let lines = [
        line(1, "b", 1),
        line(2, "b", 1),
        line(1, "c", 1),
        line(3, "d", 1),
        // More than a plain update, of a person who waits.
        line(3, "e", 2),
        line(4, "f", 1),
    ];
    let input = lines.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").unwrap();
        text
    });
    let output = Bench::new().stdin(input).run(&["batch", "--vendor=copper", "--bulk"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Vec<String> = json_lines(&output.stdout)
        .iter()
        .map(|line| match line.get("lines") {
            Some(lines) => format!("bulk {lines}"),
            None => line.get("line").unwrap().to_string(),
        })
        .collect();
    let expected = ["1", "2", "bulk [1,2]", "3", "4", "bulk [3,4]", "5", "6", "bulk [6]"];
    assert_eq!(told, expected);
}

#[test]
fn compressed_files_hold_the_same() {
    let lines = pairs("copper", &plan(700, 20));
    let bench = Bench::new().file("pairs.ndjson", &lines);
    let plain = bench.run(&["batch", "--vendor=copper", "pairs.ndjson"]).stdout;
    for ending in ["gz", "zst"] {
        // What amend packs, amend unpacks; and so does whoever else is there.
        let out = format!("plans.ndjson.{ending}");
        let run = bench.run(&["batch", "--vendor=copper", "pairs.ndjson", "--output", &out]);
        assert_eq!(run.status.code(), Some(1));
        assert!(run.stdout.is_empty());
        let tool = if ending == "gz" { "gzip" } else { "zstd" };
        let unpack = |file: &str| {
            let mut command = std::process::Command::new(tool);
            command.args(["-dc", bench.path(file).to_str().unwrap()]).output()
        };
        if let Ok(unpacked) = unpack(&out) {
            assert!(unpacked.status.success(), "{tool}");
            assert!(unpacked.stdout == plain, "{tool}");
        }
        let mut pack = std::process::Command::new(tool);
        let packed = format!("pairs.ndjson.{ending}");
        pack.args(["-kq", bench.path("pairs.ndjson").to_str().unwrap()]);
        if pack.status().is_ok_and(|status| status.success()) {
            let run = bench.run(&["batch", "--vendor=copper", &packed]);
            assert!(run.stdout == plain, "{tool}");
            // Cut off: what could be read is planned, and the end is trouble.
            let whole = bench.read(&packed).unwrap();
            let cut = format!("cut.ndjson.{ending}");
            std::fs::write(bench.path(&cut), &whole[..whole.len() - 9]).unwrap();
            let run = bench.run(&["batch", "--vendor=copper", &cut]);
            assert_eq!(run.status.code(), Some(2));
            let told = String::from_utf8(run.stderr).unwrap();
            assert!(told.contains(&format!("{cut}: it cannot be read: ")), "{told}");
        }
    }
}

#[test]
fn the_summary_is_also_a_file() {
    let bench = Bench::new()
        .stdin(pairs("copper", &plan(50, 100)))
        .file("summary.json", "of an earlier run");
    let args = ["batch", "--errors=json", "--vendor=copper", "--summary=summary.json"];
    let output = bench.run(&args);
    let file: Json =
        String::from_utf8(bench.read("summary.json").unwrap()).unwrap().parse().unwrap();
    assert_eq!(file.to_string(), summary(&output).to_string());
    assert_eq!(count(&file, "lines"), 50);
    assert_eq!(bench.names(), ["summary.json"]);
}
