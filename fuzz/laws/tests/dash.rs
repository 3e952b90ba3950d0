//! The printed commands, run by a real shell: `dash`, where it is installed.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use amend_fuzz_laws::targets::{curl_commands, variable};

/// How many groups of commands are made up, beside those of the corpus.
const GROUPS: u64 = 3_000;

#[test]
fn the_shell_makes_of_them_what_was_intended() {
    if Command::new("dash").arg("-c").arg(":").status().is_err() {
        println!("skipped: there is no dash here");
        return;
    }
    let mut script = String::from("curl() { printf '%s\\0' curl \"$@\"; printf 'END\\0'; }\n");
    let mut expected = Vec::new();
    for seed in 0..GROUPS {
        let (commands, intended) = curl_commands(&bytes(seed));
        let _ = writeln!(script, "{commands}");
        expected.extend(intended);
    }
    let folder = std::env::temp_dir().join(format!("amend-dash-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut shell = Command::new("dash")
        .current_dir(&folder)
        .env("KEY", variable("KEY"))
        .env("HOST", variable("HOST"))
        .env("HOST_1", variable("HOST_1"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = shell.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(script.as_bytes()).unwrap());
    let output = shell.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().flatten().collect();
    assert!(left.is_empty(), "a command made a file: {left:?}");
    std::fs::remove_dir(&folder).unwrap();

    let text = String::from_utf8(output.stdout).unwrap();
    let mut words = text.split('\0');
    for intended in &expected {
        let found: Vec<&str> = words.by_ref().take_while(|word| *word != "END").collect();
        assert_eq!(&found, intended);
    }
    assert_eq!(words.collect::<Vec<_>>(), [""], "there is more");
    assert!(expected.len() > 2_000);
}

/// As many bytes as a group needs, from a generator that is the same everywhere.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32).to_le_bytes()[0]
    };
    (0..120).map(|_| next()).collect()
}
