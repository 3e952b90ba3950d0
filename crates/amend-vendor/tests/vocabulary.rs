//! The vocabulary of the schemas: every vendor's `person.schema.json` keeps to the
//! published meta-schema, and the meta-schema is strict enough to mean something.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use amend::{Json, Pointer, merge_patch};
use amend_vendor::Entity;
use jsonschema::Validator;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn read(path: &Path) -> Json {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn vocabulary() -> Validator {
    let schema = read(&folder().join("vocabulary.schema.json"));
    jsonschema::validator_for(&schema.to_value().unwrap()).unwrap()
}

/// The faults of a schema, each with its place.
fn faults(vocabulary: &Validator, schema: &Json) -> Vec<(Pointer, String)> {
    let value = schema.to_value().unwrap();
    let errors = vocabulary.iter_errors(&value);
    errors.map(|e| (e.instance_path().as_str().parse().unwrap(), e.to_string())).collect()
}

/// The `person.schema.json` of every folder that has one.
fn vendors() -> Vec<(String, Json)> {
    let folders = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        folders.map(|folder| folder.join("person.schema.json")).filter(|f| f.is_file()).collect();
    files.sort();
    files.iter().map(|file| (file.display().to_string(), read(file))).collect()
}

#[test]
fn every_vendor_keeps_to_the_vocabulary() {
    let vocabulary = vocabulary();
    let vendors = vendors();
    assert!(!vendors.is_empty());
    for (file, schema) in vendors {
        assert_eq!(faults(&vocabulary, &schema), [], "{file}");
    }
}

/// What the vocabulary takes and the reader of the entities does not, or the other
/// way round, would be two vocabularies.
#[test]
fn what_keeps_to_the_vocabulary_can_be_read() {
    let schema = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vocabulary/schema.json"));
    assert_eq!(faults(&vocabulary(), &schema), []);
    let entity = Entity::read(&schema).unwrap();
    assert_eq!(entity.record.members.len(), 6);
    for (file, schema) in vendors() {
        Entity::read(&schema).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
}

#[test]
fn every_misuse_is_found_at_its_place() {
    let vocabulary = vocabulary();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vocabulary");
    let schema = read(&tests.join("schema.json"));
    let misuses = read(&tests.join("misuses.json"));
    for misuse in misuses.as_array().unwrap() {
        let text = |name: &str| misuse.get(name).and_then(Json::as_str).unwrap();
        let mut misused = schema.clone();
        merge_patch(&mut misused, misuse.get("patch").unwrap()).unwrap();
        let place: Pointer = text("at").parse().unwrap();
        let found = faults(&vocabulary, &misused);
        assert!(
            found.iter().any(|(path, _)| *path == place),
            "{}: expected a fault at `{place}`, found {found:?}",
            text("name")
        );
    }
}

/// A keyword that nobody describes is one that nobody can use.
#[test]
fn every_keyword_is_described_here_and_in_the_readme() {
    let schema = read(&folder().join("vocabulary.schema.json"));
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let keywords = schema.get("properties").and_then(Json::as_object).unwrap();
    for (name, keyword) in keywords {
        let description = keyword.get("description").and_then(Json::as_str);
        assert!(description.is_some_and(|text| text.ends_with('.')), "`{name}`");
        assert!(readme.contains(&format!("`{name}`")), "the README has no `{name}`");
    }
}
