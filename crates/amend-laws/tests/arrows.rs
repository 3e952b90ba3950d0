//! The dependency arrows of the workspace, and what the lock file must not hold.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use amend::{Json, Limits};

/// A dependency within the workspace: from, to, and whether only for tests.
#[derive(Debug)]
struct Arrow {
    from: String,
    to: String,
    dev: bool,
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn metadata() -> Json {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .env_remove("RUST_MIN_STACK")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Json::read(&output.stdout, &Limits::default()).unwrap()
}

fn text<'j>(json: &'j Json, name: &str) -> &'j str {
    json.get(name).and_then(Json::as_str).unwrap()
}

/// The packages of the workspace with their folders, and the arrows between them.
fn workspace() -> (Vec<(String, String)>, Vec<Arrow>) {
    let metadata = metadata();
    let mut packages = Vec::new();
    let mut arrows = Vec::new();
    for package in metadata.get("packages").and_then(Json::as_array).unwrap() {
        let from = text(package, "name");
        let manifest = Path::new(text(package, "manifest_path"));
        let folder = manifest.parent().unwrap();
        let place: Vec<String> =
            folder.iter().rev().take(2).map(|part| part.to_string_lossy().into_owned()).collect();
        packages.push((from.to_owned(), format!("{}/{}", place[1], place[0])));
        for dependency in package.get("dependencies").and_then(Json::as_array).unwrap() {
            if dependency.get("path").is_some_and(|path| !path.is_null()) {
                let dev = dependency.get("kind").and_then(Json::as_str) == Some("dev");
                let to = text(dependency, "name").to_owned();
                arrows.push(Arrow { from: from.to_owned(), to, dev });
            }
        }
    }
    (packages, arrows)
}

#[test]
fn dependencies_point_one_way() {
    let (packages, arrows) = workspace();
    let folder = |name: &str| {
        let found = packages.iter().find(|(package, _)| package == name);
        found.map(|(_, folder)| folder.as_str()).unwrap()
    };
    let is_schema = |name: &str| folder(name).starts_with("schemas/");
    assert!(packages.iter().any(|(name, _)| is_schema(name)), "no vendor in {packages:?}");
    for Arrow { from, to, dev } in &arrows {
        let shipped = match folder(from) {
            "crates/amend" => false,
            "crates/amend-vendor" => to == "amend",
            "crates/amend-laws" => to == "amend" || to == "amend-vendor",
            "crates/amend-cli" => to == "amend" || to == "amend-vendor" || is_schema(to),
            place if place.starts_with("schemas/") => to == "amend" || to == "amend-vendor",
            // What the fuzz targets hold is a test kit, too, and no crate's dependency.
            "fuzz/laws" => true,
            other => panic!("a crate in an unknown place: {other}"),
        };
        // Tests may use the test kit; a vendor's tests still see no other vendor.
        let for_tests = *dev && (to == "amend-laws" || to == "amend" || to == "amend-vendor");
        assert!(shipped || for_tests, "{from} must not depend on {to}");
        let kit = folder(from) == "fuzz/laws";
        assert!(*dev || kit || to != "amend-laws", "{from} ships the test kit");
    }
}

#[test]
fn every_vendor_has_the_same_files() {
    let (packages, _) = workspace();
    for (name, folder) in packages.iter().filter(|(_, folder)| folder.starts_with("schemas/")) {
        for file in [
            "Cargo.toml",
            "README.md",
            "person.schema.json",
            "update.schema.json",
            "src/lib.rs",
            "tests/cases",
            "tests/cases.rs",
            "tests/law.rs",
            "tests/records.json",
            "tests/samples.rs",
        ] {
            assert!(root().join(folder).join(file).exists(), "{name} has no {file}");
        }
        let vendor = folder.trim_start_matches("schemas/");
        assert_eq!(*name, format!("amend-{vendor}"));
    }
}

#[test]
fn t32_nothing_that_opens_a_socket_is_in_the_lock_file() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let names: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.contains(&"amend") && names.contains(&"jsonschema"), "{names:?}");
    for forbidden in [
        "async-std",
        "attohttpc",
        "curl",
        "curl-sys",
        "h2",
        "hyper",
        "hyper-util",
        "isahc",
        "mio",
        "native-tls",
        "openssl",
        "openssl-sys",
        "quinn",
        "reqwest",
        "ring",
        "rustls",
        "smol",
        "socket2",
        "surf",
        "tokio",
        "tungstenite",
        "ureq",
    ] {
        assert!(!names.contains(&forbidden), "`{forbidden}` is in the lock file");
    }
}

#[test]
fn the_crates_that_compute_do_no_input_or_output() {
    let (packages, _) = workspace();
    let computing = packages.iter().filter(|(_, folder)| {
        folder.starts_with("schemas/")
            || ["crates/amend", "crates/amend-vendor"].contains(&folder.as_str())
    });
    let mut files = 0;
    for (_, folder) in computing {
        let mut folders = vec![root().join(folder).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                files += 1;
                let source = fs::read_to_string(&path).unwrap();
                // A test may choose the stack that it runs on.
                let code = source.split("\n#[cfg(test)]\nmod ").next().unwrap();
                for word in
                    ["std::fs", "std::net", "std::env", "std::process", "std::thread", "SystemTime"]
                {
                    assert!(!code.contains(word), "{} uses {word}", path.display());
                }
            }
        }
    }
    assert!(files > 40, "found {files} files only");
}
