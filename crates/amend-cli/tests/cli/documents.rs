//! The documents: every shell block runs, what they show is what comes out, and the
//! figures that they give are those of this build.
//!
//! `amend` in a block is this build's. Of cargo, `cargo run -p amend-cli` is it too; the
//! other commands of cargo are those of the gate, or name a test that is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::support::Bench;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A fenced block: what stands behind the fence, and what is in it.
struct Block {
    kind: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => {
                open = Some(Block { kind: kind.to_owned(), text: String::new() });
            }
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some(block), _) => block.text = format!("{}{line}\n", block.text),
            (None, None) => {}
        }
    }
    blocks
}

/// Every Markdown file of the project.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(path, target).unwrap();
        }
    }
}

/// A stand-in for cargo: runs `amend` where cargo would, and notes the rest.
const CARGO: &str = r#"#!/bin/bash
case "$*" in
  run*"-p amend-cli -- "*) while [ "$1" != -- ]; do shift; done; shift; exec amend "$@" ;;
  *) echo "cargo $*" >> "$CARGO_LOG" ;;
esac
"#;

fn run(block: &str) -> (Output, String) {
    let bench = Bench::new().file("cargo", CARGO).file("log", "");
    copy(&root().join("examples"), Path::new(&bench.at("examples")));
    let shell = |script: &str| {
        let mut command = Command::new("/bin/bash");
        command.args(["-euo", "pipefail", "-c", script]).current_dir(bench.at(""));
        let amend = Path::new(env!("CARGO_BIN_EXE_amend")).parent().unwrap().display().to_string();
        let path = format!("{}:{amend}:/usr/bin:/bin", bench.at(""));
        command.env_clear().envs([("PATH", path), ("HOME", bench.at(""))]);
        command.env("CARGO_LOG", bench.at("log"));
        command.output().unwrap()
    };
    assert!(shell("chmod +x cargo; git init --quiet .").status.success());
    let output = shell(block);
    (output, fs::read_to_string(bench.at("log")).unwrap())
}

/// Whether a command of cargo is one of the gate's, or runs a test that is there.
fn is_known(command: &str) -> bool {
    let gate = fs::read_to_string(root().join(".ci/run")).unwrap();
    let plain = |text: &str| text.replace(" --locked", "");
    if plain(&gate).lines().any(|line| line.trim().starts_with(&plain(command))) {
        return true;
    }
    let words: Vec<&str> = command.split(' ').collect();
    let behind = |flag: &str| {
        let at = words.iter().position(|word| *word == flag)?;
        words.get(at + 1).copied()
    };
    let (Some(package), Some(test)) = (behind("-p"), behind("--test")) else { return false };
    let short = package.trim_start_matches("amend-");
    [format!("crates/{package}"), format!("schemas/{short}")].iter().any(|folder| {
        let tests = root().join(folder).join("tests");
        tests.join(format!("{test}.rs")).exists() || tests.join(test).join("main.rs").exists()
    })
}

#[test]
fn every_shell_block_runs_and_shows_what_it_shows() {
    let mut faults = Vec::new();
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let blocks = blocks(&text);
        for (at, block) in blocks.iter().enumerate() {
            if !block.kind.starts_with("sh") {
                continue;
            }
            count += 1;
            let name = format!("{}, block {at}", page.display());
            let (output, log) = run(&block.text);
            let stderr = String::from_utf8_lossy(&output.stderr);
            if !output.status.success() {
                faults.push(format!("{name}: {}\n{stderr}", output.status));
            }
            for command in log.lines().filter(|command| !is_known(command)) {
                faults.push(format!("{name}: `{command}` is not run by the gate"));
            }
            let shown = blocks.get(at + 1).filter(|next| next.kind == "text output");
            if let Some(shown) = shown {
                let stdout = String::from_utf8_lossy(&output.stdout);
                let right = match shown.text.split_once("…\n") {
                    Some((begin, "")) => stdout.starts_with(begin),
                    _ => stdout == shown.text.as_str(),
                };
                if !right {
                    faults.push(format!("{name} shows another output than\n{stdout}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 8, "{count} blocks");
}

/// A number of the README: what stands between two texts.
fn figure(before: &str, after: &str) -> f64 {
    let page = fs::read_to_string(root().join("README.md")).unwrap().replace('\n', " ");
    let (_, rest) = page.split_once(before).expect(before);
    rest.split_once(after).expect(after).0.trim().parse().unwrap()
}

/// The crates that a package needs when it is built, itself included.
fn crates(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "-p", package, "-e", "normal", "--prefix", "none", "--locked", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let name = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    text.lines().filter(|line| !line.is_empty()).map(name).collect()
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "a hundred crates are exact")]
fn the_crates_are_as_few_as_the_readme_says() {
    let (engine, program) = (crates("amend"), crates("amend-cli"));
    assert!(engine.len() <= 20, "{engine:?}");
    assert!(program.len() <= 130, "{program:?}");
    let told = |count: usize, before: &str, after: &str| {
        let difference = figure(before, after) - count as f64;
        assert!(difference.abs() < 0.5, "{before} {count} crates");
    };
    told(engine.len(), "The engine needs ", " crates");
    told(program.len(), "the command line ", ", none of them");
    for stranger in ["hyper", "reqwest", "ureq", "curl", "isahc", "tokio", "async-std", "smol"] {
        let found = program.iter().find(|name| name.split(' ').next() == Some(stranger));
        assert_eq!(found, None);
    }
}

/// The shortest of some runs: what the program itself takes.
fn shortest(program: &str, bench: &Bench, args: &[&str]) -> Duration {
    let run = || {
        let begun = Instant::now();
        let output = Command::new(program).args(args).current_dir(bench.at("")).output().unwrap();
        assert!(!output.stdout.is_empty());
        begun.elapsed()
    };
    (0..20).map(|_| run()).min().unwrap()
}

/// `AMEND_RELEASE` names the release binary: the gate builds it. Without it, this
/// build is held to a looser bound.
#[test]
#[expect(clippy::cast_precision_loss, reason = "a file of megabytes is exact")]
fn the_program_is_as_small_and_as_quick_as_the_readme_says() {
    let bench = Bench::new().file("a.json", r#"{"a": 1}"#).file("b.json", r#"{"a": 2}"#);
    let diff = ["diff", "a.json", "b.json"];
    let Ok(release) = std::env::var("AMEND_RELEASE") else {
        let slow = Duration::from_millis(100);
        assert!(shortest(env!("CARGO_BIN_EXE_amend"), &bench, &["--version"]) < slow);
        assert!(shortest(env!("CARGO_BIN_EXE_amend"), &bench, &diff) < slow);
        println!("the release binary was not measured: AMEND_RELEASE does not name it");
        return;
    };
    let megabytes = fs::metadata(&release).unwrap().len() as f64 / 1e6;
    let told = figure("The release binary is ", " MB");
    println!("{megabytes:.1} MB, {told} in the README");
    assert!((megabytes - told).abs() < 0.5, "{megabytes:.1} MB, {told} in the README");
    for (args, told) in [
        (&["--version"][..], figure("`amend --version` answers in ", " ms")),
        (&diff[..], figure("a small `amend diff` in ", " ms")),
    ] {
        let taken = shortest(&release, &bench, args).as_secs_f64() * 1e3;
        println!("{args:?}: {taken:.1} ms, {told} in the README");
        // Other machines are slower, and busier; a start that reads what it does not
        // need takes ten times as long.
        assert!(taken < 3.0 * told + 2.0, "{args:?}: {taken:.1} ms, {told} in the README");
    }
}

/// The limits of SECURITY.md are those of the code: their names, in their order, their
/// defaults, and what they are figures of.
#[test]
fn the_limits_are_those_of_the_security_page() {
    let page = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let rows: Vec<[String; 3]> = page
        .lines()
        .skip_while(|line| *line != "| limit | default | of | beyond it |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
            [(); 3].map(|()| cells.next().unwrap())
        })
        .collect();
    let limits = amend::Limits::default();
    let expected = amend::Limits::NAMES.iter().map(|name| {
        let (figure, of) = limits.get(name).unwrap();
        let shown = match figure {
            _ if of.starts_with("bytes") && figure % (1 << 20) == 0 => {
                format!("{} MiB", figure >> 20)
            }
            _ if of.starts_with("bytes") => format!("{} KiB", figure >> 10),
            _ if figure % (1 << 20) == 0 => format!("{} Mi", figure >> 20),
            _ => grouped(figure),
        };
        [format!("`{name}`"), shown, of.to_owned()]
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
    for most in [amend::Limits::MAX_DEPTH, (amend::Limits::MAX_DOCUMENT + 1) >> 20] {
        assert!(page.contains(&format!("at most {}", grouped(most))), "{most}");
    }
}

/// A figure with commas between its thousands.
fn grouped(figure: usize) -> String {
    let digits = figure.to_string();
    let first = digits.len() % 3;
    let mut groups = vec![digits[..first].to_owned()];
    groups.extend(digits.as_bytes()[first..].chunks(3).map(|g| String::from_utf8_lossy(g).into()));
    groups.retain(|group| !group.is_empty());
    groups.join(",")
}
