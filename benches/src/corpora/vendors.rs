//! Persons of the five vendors, made after their samples by the example `pairs` of
//! the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use amend::Json;

use super::Pair;
use crate::pace::Pace;
use crate::project;

/// The vendors, in the order of the documentation.
pub const VENDORS: [&str; 5] = ["copper", "folk", "bigchange", "superoffice", "allo"];

/// A file of lines for `amend batch`: so many pairs, of which so many out of a
/// thousand differ.
pub fn lines(folder: &Path, vendor: &str, count: usize, changes: usize) -> Result<PathBuf, String> {
    // Nobody times it: the build that tests have made does.
    let program = project::program("--example", "pairs", Pace::Quick)?;
    let path = folder.join(format!("{vendor}-{count}-{changes}.ndjson"));
    let file = fs::File::create(&path).map_err(|error| error.to_string())?;
    let status = Command::new(program)
        .args(["--vendor", vendor, "--count", &count.to_string()])
        .args(["--changes", &changes.to_string()])
        .stdout(Stdio::from(file))
        .status()
        .map_err(|error| error.to_string())?;
    if status.success() { Ok(path) } else { Err(format!("the pairs of {vendor} are not made")) }
}

/// The pairs of such a file.
pub fn pairs(path: &Path) -> Result<Vec<Pair>, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    text.lines()
        .map(|line| {
            let line: Json = line.parse().map_err(|error| format!("{error}"))?;
            let text = |name: &str| line.get(name).map(ToString::to_string);
            match (text("record"), text("to")) {
                (Some(before), Some(after)) => Ok(Pair { before, after }),
                _ => Err("a line without a pair".to_owned()),
            }
        })
        .collect()
}
