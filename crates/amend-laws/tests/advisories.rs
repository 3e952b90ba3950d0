//! SECURITY.md's table of what broke others, held against the tests; and what of it
//! is a matter of the whole project.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every source file of the workspace.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("crates"), root().join("schemas")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// The names of all tests that begin with an id: `t01_…`.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let Some((_, rest)) = line.split_once("fn t") else { continue };
            let name: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let bytes = name.as_bytes();
            let is_id =
                matches!(bytes, [a, b, b'_', _, ..] if a.is_ascii_digit() && b.is_ascii_digit());
            if is_id && line.trim_start().starts_with("fn t") {
                found.insert(format!("t{name}"));
            }
        }
    }
    found
}

/// The rows of the table: an id, and what stands in its last column.
fn rows() -> BTreeMap<String, String> {
    let page = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    page.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            match cells[..] {
                [id, _, tests] if id.starts_with('T') && id.len() == 3 => {
                    Some((id.to_owned(), tests.to_owned()))
                }
                _ => None,
            }
        })
        .collect()
}

#[test]
fn every_advisory_has_its_tests_or_says_why_not() {
    let rows = rows();
    let ids = (1..=22).chain(30..=34).chain(40..=55).map(|n| format!("T{n:02}"));
    let ids: BTreeSet<String> = ids.collect();
    assert_eq!(rows.keys().cloned().collect::<BTreeSet<_>>(), ids);

    let tests = tests();
    let mut told = BTreeSet::new();
    for (id, cell) in &rows {
        let prefix = format!("{}_", id.to_lowercase());
        let named: Vec<&str> = cell.split('`').filter(|word| word.starts_with(&prefix)).collect();
        assert!(!named.is_empty() || cell.starts_with("does not apply: "), "{id}: {cell}");
        for name in named {
            assert!(tests.contains(name), "{id}: there is no test `{name}`");
            told.insert(name.to_owned());
        }
    }
    let untold: Vec<&String> = tests.difference(&told).collect();
    assert!(untold.is_empty(), "SECURITY.md does not list {untold:?}");
}

/// Names come from strangers: no table may have a hash that they can foresee. Clippy
/// refuses such types, and an exception says why.
#[test]
fn t21_no_hash_is_without_a_key() {
    let rules = fs::read_to_string(root().join("clippy.toml")).unwrap();
    for name in ["DefaultHasher", "SipHasher", "BuildHasherDefault"] {
        let path = format!("std::hash::{name}");
        assert!(rules.contains(&path), "clippy.toml does not refuse `{path}`");
        for file in sources() {
            let text = fs::read_to_string(&file).unwrap();
            let used = text.contains(&format!("{name}<")) || text.contains(&format!("{name}::"));
            let here = file.ends_with("tests/advisories.rs");
            let excused = text.contains("clippy::disallowed_types");
            assert!(!used || excused || here, "{} uses {name}", file.display());
        }
    }
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let used = |package: &str| -> Vec<String> {
        let output =
            cargo(&["tree", "-p", package, "-e", "normal", "--prefix", "none", "--offline"]);
        output.lines().filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect()
    };
    assert!(lock.contains("name = \"indexmap\""));
    for unkeyed in ["rustc-hash", "fxhash", "fnv", "twox-hash", "seahash", "nohash"] {
        assert!(!used("amend").iter().any(|name| name == unkeyed), "the engine has {unkeyed}");
    }
}

fn cargo(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    // What is meant for the threads of tests is too little for the compiler's.
    command.args(args).current_dir(root()).env_remove("RUST_MIN_STACK");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What is compiled into the program, build scripts and macros included.
#[test]
fn t32_no_crate_of_the_program_can_connect() {
    let tree = cargo(&[
        "tree",
        "-p",
        "amend-cli",
        "-e",
        "normal,build",
        "--prefix",
        "none",
        // Not offline: a feature that is off may stand on a crate that nobody has fetched yet.
        "--locked",
        "--all-features",
    ]);
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("jsonschema") && names.len() > 50, "{names:?}");
    for stranger in [
        "reqwest",
        "hyper",
        "h2",
        "rustls",
        "native-tls",
        "openssl",
        "ureq",
        "curl",
        "isahc",
        "surf",
        "attohttpc",
        "tokio",
        "mio",
        "socket2",
        "async-std",
        "smol",
        "quinn",
        "hickory-resolver",
        "trust-dns-resolver",
        "websocket",
        "tungstenite",
    ] {
        assert!(!names.contains(stranger), "`{stranger}` is compiled in");
    }
    let features =
        cargo(&["tree", "-p", "amend-cli", "-e", "features", "--prefix", "none", "--offline"]);
    for feature in ["resolve-http", "resolve-file", "resolve-async"] {
        assert!(!features.contains(&format!("jsonschema feature \"{feature}\"")), "{feature}");
    }
}

/// The schemas are read by a validator of another make, too: not here, since it is not
/// Rust, but before anything lands.
#[test]
fn t34_a_second_validator_is_part_of_the_gate() {
    let gate = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(gate.lines().any(|line| line.trim() == ".ci/second-validator"));
    assert!(root().join(".ci/second_validator.py").exists());
}
