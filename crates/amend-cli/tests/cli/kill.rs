//! Runs that are killed, and disks that are full: nothing is lost, and a resume ends
//! with the same bytes. `AMEND_KILLS` says how often; 100 in a full run.

use std::io::Write as _;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use std::{fs, thread};

use crate::lines::{Plan, Which};
use crate::maker::Maker;
use crate::random::Random;
use crate::support::{Bench, figure, json_lines};

const SEED: u64 = 3;

fn bench() -> Bench {
    bench_of(figure("AMEND_KILL_PAIRS", 4_000))
}

fn bench_of(count: u64) -> Bench {
    let plan = Plan { count, changes: 400, broken: 20, long: 9 << 20, seed: SEED };
    let maker = Maker::new("copper", SEED).unwrap();
    let bench = Bench::new();
    let mut files = ["pairs", "old", "new"].map(|name| {
        let file = fs::File::create(bench.path(&format!("{name}.ndjson"))).unwrap();
        std::io::BufWriter::new(file)
    });
    for number in 0..count {
        let other = plan.shuffled(number);
        let lines = [
            Some(plan.batch(&maker, number)),
            plan.snapshot(&maker, number, Which::Old),
            plan.snapshot(&maker, other, Which::New),
        ];
        for (file, line) in files.iter_mut().zip(lines) {
            if let Some(mut line) = line {
                line.push(b'\n');
                file.write_all(&line).unwrap();
            }
        }
    }
    for mut file in files {
        file.flush().unwrap();
    }
    bench
}

const BATCH: [&str; 3] = ["batch", "--vendor=copper", "pairs.ndjson"];
const SYNC: [&str; 6] =
    ["sync", "--vendor=copper", "--key=/id", "old.ndjson", "new.ndjson", "--removed=gone"];

/// Most runs are killed; some are asked to end, as by a system that goes down or by
/// Ctrl-C, which is the same to them.
fn end(child: &mut Child, number: u64) {
    let asked = |signal: &str| {
        let id = child.id().to_string();
        Command::new("kill").args([signal, &id]).status().is_ok_and(|status| status.success())
    };
    let ended = match number % 8 {
        3 => asked("-TERM"),
        5 => asked("-INT"),
        _ => false,
    };
    if !ended {
        let _ = child.kill();
    }
}

/// A run that is killed after each of some times, until it ends.
fn killed(bench: &Bench, args: &[&str], kills: u64, random: &mut Random) -> (u64, Output) {
    let mut done = 0;
    let mut longest = 40;
    loop {
        let mut command = bench.command(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        if done < kills {
            thread::sleep(Duration::from_millis(random.below(longest)));
            // Each try may take longer, so that all moments come up.
            longest = (longest * 5 / 4).min(4_000);
            end(&mut child, done);
        }
        let output = child.wait_with_output().unwrap();
        if output.status.code().is_some() {
            return (done, output);
        }
        done += 1;
    }
}

#[test]
fn a_run_that_was_killed_goes_on_and_ends_with_the_same_bytes() {
    let bench = bench();
    let kills = figure("AMEND_KILLS", 8);
    let mut random = Random::of(SEED, 1);
    let (mut all, mut runs) = (0, 0);
    for (args, ending, more) in [
        (&BATCH[..], "ndjson", &[][..]),
        (&BATCH[..], "ndjson.gz", &["--bulk"]),
        (&SYNC[..], "ndjson", &["--bulk"]),
        (&SYNC[..], "ndjson.zst", &[]),
    ] {
        let args = [args, more, &["--errors=json"]].concat();
        let whole = format!("whole.{ending}");
        let undisturbed = bench.run(&[&args[..], &["--output", &whole]].concat());
        assert_eq!(undisturbed.status.code(), Some(1), "{args:?}");
        let gone = bench.read("gone");
        let out = format!("out.{ending}");
        let args = [&args[..], &["--output", &out, "--resume"]].concat();
        let mut left = kills;
        while left > 0 {
            fs::write(bench.path(&out), "what was there before").unwrap();
            let (done, output) = killed(&bench, &args, left, &mut random);
            left -= done;
            all += done;
            assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
            assert!(bench.read(&out) == bench.read(&whole), "{args:?}");
            // The counts are those of the whole run.
            assert_eq!(summary(&output), summary(&undisturbed));
            assert!(bench.read("gone") == gone);
            let names = bench.names();
            assert!(!names.iter().any(|name| name.contains("amend-")), "{names:?}");
            runs += 1;
        }
    }
    eprintln!("{all} kills in {runs} runs, each of which ended with the same bytes");
    assert_eq!(all, 4 * kills);
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn summary(output: &Output) -> Option<String> {
    json_lines(&output.stderr).pop().map(|json| json.to_string())
}

#[test]
fn a_run_that_is_not_to_be_resumed_leaves_what_is_there() {
    let bench = bench();
    let args = [&BATCH[..], &["--output=out.ndjson"]].concat();
    fs::write(bench.path("out.ndjson"), "old").unwrap();
    let mut child = bench.command(&args).stdin(Stdio::null()).spawn().unwrap();
    while bench.read("out.ndjson.amend-partial").is_none_or(|part| part.is_empty()) {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        thread::sleep(Duration::from_millis(1));
    }
    // Two runs never write one output.
    let resume = [&args[..], &["--resume"]].concat();
    let second = bench.run(&resume);
    let killed = child.kill().and_then(|()| child.wait());
    assert!(killed.unwrap().code().is_none(), "it ended too early");
    assert_eq!(second.status.code(), Some(2));
    let told = String::from_utf8(second.stderr).unwrap();
    assert!(told.contains("found one that is under way"), "{told}");

    let partial = bench.read("out.ndjson.amend-partial");
    let begun_again = bench.run(&args);
    assert_eq!(begun_again.status.code(), Some(2));
    let told = String::from_utf8(begun_again.stderr).unwrap();
    assert!(told.contains("go on with it by --resume"), "{told}");
    let other = bench.run(&[&resume[..], &["--undo"]].concat());
    assert_eq!(other.status.code(), Some(2));
    let told = String::from_utf8(other.stderr).unwrap();
    assert!(told.contains("undo differ"), "{told}");
    assert!(bench.read("out.ndjson.amend-partial") == partial);
    assert_eq!(bench.read("out.ndjson").unwrap(), b"old");
}

/// A run of which a record is in the journal, killed.
fn begin(bench: &Bench, args: &[&str]) {
    for _ in 0..5 {
        let mut child = bench.command(args).stdin(Stdio::null()).spawn().unwrap();
        loop {
            let journal = bench.read("out.ndjson.amend-journal").unwrap_or_default();
            let recorded = journal.split(|byte| *byte == b'\n').count() > 2;
            if recorded || child.try_wait().unwrap().is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        if child.wait().unwrap().code().is_none() {
            return;
        }
        // It was faster than its death.
        fs::remove_file(bench.path("out.ndjson")).unwrap();
    }
    let killed = bench.read("out.ndjson.amend-journal").is_some();
    assert!(killed, "every run ended before it could be killed");
}

#[test]
fn other_records_are_no_resume() {
    // Long enough for a record in the journal.
    let bench = bench_of(12_000);
    for (args, file) in [(&BATCH[..], "pairs.ndjson"), (&SYNC[..], "old.ndjson")] {
        let args = [args, &["--jobs=1", "--output=out.ndjson", "--resume"]].concat();
        begin(&bench, &args);
        let mut lines = fs::read(bench.path(file)).unwrap();
        lines[3] ^= 1;
        fs::write(bench.path(file), &lines).unwrap();
        let output = bench.run(&args);
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("found others"), "{told}");
        lines[3] ^= 1;
        fs::write(bench.path(file), &lines).unwrap();
        assert_eq!(bench.run(&args).status.code(), Some(1));
        fs::remove_file(bench.path("out.ndjson")).unwrap();
    }
}

/// A file may grow to so many KiB only: what a full disk looks like from within.
fn limited(bench: &Bench, kib: u64, args: &[&str]) -> Output {
    // The signal is ignored, so that the write fails.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
    let mut command = Command::new("sh");
    command.current_dir(bench.path("")).arg("-c").arg(script);
    command.arg(env!("CARGO_BIN_EXE_amend")).args(args);
    command.stdin(Stdio::null()).output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_that_loses_nothing() {
    let bench = bench();
    for (args, ending) in [(&BATCH[..], "ndjson"), (&BATCH[..], "ndjson.gz"), (&SYNC[..], "ndjson")]
    {
        let whole = format!("whole.{ending}");
        bench.run(&[args, &["--output", &whole]].concat());
        let size = bench.read(&whole).unwrap().len() as u64 >> 10;
        let out = format!("out.{ending}");
        fs::write(bench.path(&out), "what was there before").unwrap();
        let args = [args, &["--output", &out, "--resume"]].concat();
        for kib in [0, 1, size / 3, size * 3 / 4] {
            let output = limited(&bench, kib, &args);
            let told = String::from_utf8(output.stderr).unwrap();
            // A snapshot may already meet the limit where it is sorted.
            assert_eq!(output.status.code(), Some(2), "{kib} of {size} KiB: {told}");
            assert!(told.contains("cannot be written"), "{told}");
            assert_eq!(bench.read(&out).unwrap(), b"what was there before");
        }
        assert_eq!(bench.run(&args).status.code(), Some(1));
        assert!(bench.read(&out) == bench.read(&whole), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_file_system_is_an_error_that_loses_nothing() {
    let bench = bench().folder("small");
    let small = bench.path("small");
    let mount = |args: &[&str]| {
        let mut command = Command::new(args[0]);
        let command = command.args(&args[1..]).arg(&small);
        command.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=1m", "none"]) {
        // Not everybody may mount: then the limit on a file's size stands for it.
        return;
    }
    let args = [&BATCH[..], &["--output=small/out.ndjson", "--resume"]].concat();
    let full = bench.run(&args);
    let left = bench.names().len();
    let grown = mount(&["mount", "-o", "remount,size=256m"]);
    let resumed = bench.run(&args);
    let (out, whole) = (bench.read("small/out.ndjson"), bench.run(&BATCH).stdout);
    let unmounted = mount(&["umount"]);
    assert!(grown && unmounted && left > 0);
    assert_eq!(full.status.code(), Some(2));
    let told = String::from_utf8(full.stderr).unwrap();
    assert!(told.contains("cannot be written: No space left on device"), "{told}");
    assert!(told.contains("--resume goes on from it"), "{told}");
    assert_eq!(resumed.status.code(), Some(1));
    assert!(out == Some(whole));
}

#[cfg(unix)]
#[test]
fn t54_what_is_no_file_is_not_written() {
    let line = r#"{"record":{"id":1,"title":"a"},"to":{"title":"b"}}"#;
    let bench = Bench::new().file("pairs.ndjson", line).file("aim", "kept").folder("folder");
    for (link, at) in [("aim", "link"), ("aim", "a.amend-journal"), ("aim", "b.amend-partial")] {
        std::os::unix::fs::symlink(link, bench.path(at)).unwrap();
    }
    for out in ["link", "a", "b", "folder", "none/out", "aim/out", "/dev/full", "/dev/null"] {
        for resume in [&[][..], &["--resume"]] {
            let args = [&BATCH[..], &["--errors=json", "--output", out], resume].concat();
            let output = bench.run(&args);
            assert_eq!(output.status.code(), Some(2), "{out}");
            let error = json_lines(&output.stderr).pop().unwrap();
            let kind = error.get("error").unwrap().get("kind").cloned();
            assert_eq!(kind, Some(amend::Json::from("output")), "{out}");
            assert!(output.stdout.is_empty());
        }
    }
    assert_eq!(bench.read("aim").unwrap(), b"kept");
    assert_eq!(
        bench.names(),
        ["a.amend-journal", "aim", "b.amend-partial", "folder", "link", "pairs.ndjson"]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_trouble() {
    let bench = bench();
    for args in [&BATCH[..], &SYNC[..]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = bench.command(args);
        let output = command.stdin(Stdio::null()).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("standard output cannot be written: "), "{told}");
    }
}
