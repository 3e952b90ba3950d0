//! Plans of single records, made in the library by a program of its own: what it
//! links switches on features of serde_json that would slow json-patch down.

use std::process::Command;

use crate::corpora::vendors::{VENDORS, lines};
use crate::pace::Pace;
use crate::project;
use crate::table::{Line, Measured};
use crate::target::{Figure, Target};

/// The rows of all vendors.
pub fn rows(pace: Pace, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Measured>, String> {
    let count = pace.of(2_000);
    let mut rows = Vec::new();
    for vendor in VENDORS {
        for (kind, changes, most) in [("changed", 1_000, 60.0), ("unchanged", 0, 8.0)] {
            let name = format!("plan: a person of {vendor}, {kind}");
            if wanted(&name) {
                rows.push(row(name, (vendor, kind), (count, changes), most, pace)?);
            }
        }
    }
    Ok(rows)
}

fn row(
    name: String,
    (vendor, kind): (&str, &str),
    (count, changes): (usize, usize),
    most: f64,
    pace: Pace,
) -> Result<Measured, String> {
    let file = lines(&project::folder("corpora")?, vendor, count, changes)?;
    let output = Command::new(project::member("plans", pace)?)
        .args([vendor, kind])
        .arg(file)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut row = Measured { name, pairs: 0, bytes: 0, lines: Vec::new(), targets: Vec::new() };
    row.targets.push(Target::least(Figure::Micros, most));
    for told in text.lines() {
        let cells: Vec<&str> = told.split('\t').collect();
        match cells.as_slice() {
            ["pairs", pairs, bytes] => {
                row.pairs = pairs.parse().unwrap_or_default();
                row.bytes = bytes.parse().unwrap_or_default();
            }
            [engine, each, note] => row.lines.push(Line {
                engine: (*engine).to_owned(),
                each: each.parse().ok(),
                note: Some((*note).to_owned()),
                ..Line::default()
            }),
            _ => {}
        }
    }
    let ours = row.lines.first().and_then(|line| line.each);
    for line in row.lines.iter_mut().skip(1) {
        line.times = line.each.zip(ours).map(|(each, ours)| each / ours);
    }
    Ok(row)
}
