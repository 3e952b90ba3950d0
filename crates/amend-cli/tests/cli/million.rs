//! Many pairs in little memory, the same bytes on any number of threads. By default a
//! few thousand; `AMEND_PAIRS=1000000 cargo test --release -p amend-cli --test cli
//! million -- --nocapture` is the full run, and prints its figures.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Write as _};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::lines::{Plan, Which};
use crate::maker::Maker;
use crate::support::{Bench, figure};

/// What a run may hold: 200 MiB, in KiB.
const MOST: u64 = 200 << 10;

/// The most that a run ever held, in KiB, and how long it took.
fn watched(mut child: Child) -> (Option<i32>, u64, Duration) {
    let started = Instant::now();
    let file = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        let mut status = String::new();
        // It may end between two looks: the last one is near enough.
        let _ = File::open(&file).and_then(|mut file| file.read_to_string(&mut status));
        let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = held.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(held.unwrap_or_default());
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), most, started.elapsed());
        }
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn many_pairs_go_through_little_memory() {
    let count = figure("AMEND_PAIRS", 20_000);
    let plan = Plan { count, changes: 250, broken: 1, long: 9 << 20, seed: 21 };
    let maker = Maker::new("copper", 21).unwrap();
    let bench = Bench::new();
    let mut sizes = Vec::new();
    for name in ["pairs", "old", "new"] {
        let file = File::create(bench.path(name)).unwrap();
        let mut file = BufWriter::with_capacity(1 << 20, file);
        for number in 0..count {
            let line = match name {
                "pairs" => Some(plan.batch(&maker, number)),
                "old" => plan.snapshot(&maker, plan.shuffled(number), Which::Old),
                _ => plan.snapshot(&maker, number, Which::New),
            };
            if let Some(mut line) = line {
                line.push(b'\n');
                file.write_all(&line).unwrap();
            }
        }
        file.flush().unwrap();
        sizes.push(fs::metadata(bench.path(name)).unwrap().len() >> 20);
    }
    eprintln!("{count} pairs; MiB of pairs, old, new: {sizes:?}");
    let batch = ["batch", "--vendor=copper", "pairs"];
    let sync = ["sync", "--vendor=copper", "--key=/id", "--temp-dir=.", "old", "new"];
    for args in [&batch[..], &sync[..]] {
        let mut first: Option<Vec<u8>> = None;
        for jobs in ["1", "2", "8"] {
            let args = [args, &["--jobs", jobs, "--output=out"]].concat();
            let mut command = bench.command(&args);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let (status, most, time) = watched(command.spawn().unwrap());
            assert_eq!(status, Some(1), "{args:?}");
            let rate = u128::from(count) * 1_000 / time.as_millis().max(1);
            eprintln!("{} --jobs {jobs}: {} MiB, {time:.1?}, {rate} a second", args[0], most >> 10);
            assert!(most < MOST, "{args:?} held {most} KiB");
            assert!(most > 0);
            let digest = digest(&bench);
            assert!(first.get_or_insert_with(|| digest.clone()) == &digest, "{args:?}");
        }
    }
}

/// Length and contents of the output, for large ones without holding them.
fn digest(bench: &Bench) -> Vec<u8> {
    let mut file = File::open(bench.path("out")).unwrap();
    let mut buffer = vec![0; 1 << 20];
    let mut sums = Vec::new();
    loop {
        let read = file.read(&mut buffer).unwrap();
        if read == 0 {
            return sums;
        }
        let sum = buffer[..read].iter().fold(read as u64, |sum, byte| {
            (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        sums.extend(sum.to_le_bytes());
    }
}
