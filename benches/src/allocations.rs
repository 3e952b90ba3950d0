//! Allocations and memory, counted by a program of its own: an allocator that counts
//! would slow down whoever allocates most.

use std::process::Command;

use crate::pace::Pace;
use crate::project;
use crate::table::Measured;

/// Puts the figures into the rows; why not, where it cannot.
pub fn count(measured: &mut [Measured], args: &[String]) -> Result<(), String> {
    let program = project::member("allocations", Pace::asked(args))?;
    let output = Command::new(program).args(args).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("the allocations are not counted".to_owned());
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut cells = line.split('\t');
        let (Some(row), Some(engine)) = (cells.next(), cells.next()) else { continue };
        let mut figure = || cells.next().and_then(|cell| cell.parse().ok());
        let (allocations, peak) = (figure(), figure());
        let row = measured.iter_mut().find(|measured| measured.name == row);
        let lines = row.map(|row| row.lines.as_mut_slice()).unwrap_or_default();
        if let Some(line) = lines.iter_mut().find(|line| line.engine == engine) {
            (line.allocations, line.peak) = (allocations, peak);
        }
    }
    Ok(())
}
