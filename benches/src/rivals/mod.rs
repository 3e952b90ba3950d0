//! The rivals that are no crates: installed beside the bench's binary, run as
//! processes, each timing itself. One that cannot be had is told of, and left out.

mod child;
mod native;
mod node;
mod python;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub use child::Child;

use crate::engines::Task;

/// A rival that is installed.
#[derive(Clone, Debug)]
pub struct Rival {
    /// Its name and version.
    pub name: String,
    tasks: &'static [Task],
    program: PathBuf,
    args: Vec<String>,
}

impl Rival {
    /// Whether it can do such work at all.
    pub fn does(&self, task: Task) -> bool {
        self.tasks.contains(&task)
    }

    /// The process that does it with this corpus.
    pub fn start(&self, task: Task, corpus: &Path) -> Result<Child, String> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).arg(task.word()).arg(corpus);
        Child::start(&self.name, command)
    }
}

const PATCHES: &[Task] = &[Task::Diff, Task::Apply];
const ALL: &[Task] = &[Task::Diff, Task::Apply, Task::Merge];

/// Installs what is not there yet. Beside those that there are: why others are not.
pub fn install() -> (Vec<Rival>, Vec<String>) {
    let (mut rivals, mut missing) = (Vec::new(), Vec::new());
    let folder = match crate::project::folder("rivals") {
        Ok(folder) => folder,
        Err(error) => return (rivals, vec![error]),
    };
    let found = [
        ("yyjson", native::yyjson(&folder)),
        ("nlohmann/json", native::nlohmann(&folder)),
        ("fastjsonpatch, jsonpatch", python::rivals(&folder)),
        ("fast-json-patch, rfc6902", node::rivals(&folder)),
    ];
    for (name, result) in found {
        match result {
            Ok(found) => rivals.extend(found),
            Err(why) => missing.push(format!("{name}: {why}")),
        }
    }
    (rivals, missing)
}

/// Runs a command to its end and gives what it printed.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let last = told.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    Err(format!("{name} fails: {}", last.trim()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    // A file that is as it should be is not written again: what was built of it is newer.
    if std::fs::read_to_string(path).is_ok_and(|found| found == text) {
        return Ok(());
    }
    std::fs::write(path, text).map_err(|error| error.to_string())
}
