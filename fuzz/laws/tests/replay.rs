//! Every input of the corpora, and every one that ever broke a law, on stable Rust and
//! without a fuzzer.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use amend::Json;
use amend_fuzz_laws::{TARGETS, Target};

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Runs the law on the files of a folder and says which break it.
fn replay(law: Target, folder: &Path, failed: &mut Vec<String>) -> usize {
    let files = files(folder);
    for file in &files {
        let bytes = fs::read(file).unwrap();
        if std::panic::catch_unwind(|| law(&bytes)).is_err() {
            failed.push(file.display().to_string());
        }
    }
    files.len()
}

#[test]
fn every_law_holds_on_what_was_found_before() {
    let fuzz = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut failed = Vec::new();
    for (name, law) in TARGETS {
        let seeds = replay(*law, &fuzz.join("corpus").join(name), &mut failed);
        assert!(seeds > 0, "{name} has no corpus");
        let cases = replay(*law, &fuzz.join("regressions").join(name), &mut failed);
        println!("{name}: {seeds} of the corpus, {cases} that were found");
        // The end of the bytes is a decision like any other.
        law(b"");
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// No folder of inputs without a target, and no target without its two lines.
#[test]
fn the_folders_are_those_of_the_targets() {
    let fuzz = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    let mut names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    for name in &names {
        let source = fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(source.contains(&format!("targets::{name}(bytes)")), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), names.len());
    names.sort_unstable();
    for folder in ["corpus", "regressions"] {
        for found in files(&fuzz.join(folder)) {
            let found = found.file_name().unwrap().to_string_lossy().into_owned();
            assert!(names.contains(&found.as_str()), "{folder}/{found} has no target");
        }
    }
}

/// A bug that nothing can be planted for says nothing about a law.
#[test]
fn every_planted_bug_has_its_place() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let list = fs::read_to_string(root.join("fuzz/planted.json")).unwrap();
    let list: Json = list.parse().unwrap();
    let bugs = list.as_array().unwrap();
    for (number, bug) in bugs.iter().enumerate() {
        let text = |name: &str| bug.get(name).and_then(Json::as_str).unwrap();
        let source = fs::read_to_string(root.join(text("file"))).unwrap();
        assert_eq!(source.matches(text("old")).count(), 1, "bug {}: {}", number + 1, text("bug"));
        assert!(text("new").contains("PLANTED"), "bug {}", number + 1);
        assert!(TARGETS.iter().any(|(name, _)| *name == text("target")), "bug {}", number + 1);
    }
    assert!(bugs.len() > 30);
}
