//! What else of this project the bench runs: programs that it has cargo build.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::pace::Pace;

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A folder for what the bench makes and installs: beside its own binary, outside of
/// what is committed.
pub fn folder(name: &str) -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = program.ancestors().nth(2).ok_or("the program stands in no target folder")?;
    let folder = target.join("bench").join(name);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    Ok(folder)
}

/// A program of the command line's package: `--bin amend` or `--example pairs`. A
/// quick run takes the build that tests have made already.
pub fn program(kind: &str, name: &str, pace: Pace) -> Result<PathBuf, String> {
    let manifest = root().join("Cargo.toml");
    let mut cargo = cargo(&manifest, pace);
    let what: &[&str] = match pace {
        Pace::Quick => &["--workspace"],
        Pace::Full => &["--package", "amend-cli"],
    };
    cargo.args(what).args([kind, name]);
    built(cargo, name)
}

/// A program of another member of the bench's own workspace, built by itself.
pub fn member(name: &str, pace: Pace) -> Result<PathBuf, String> {
    let manifest = root().join("benches").join(name).join("Cargo.toml");
    built(cargo(&manifest, pace), name)
}

fn cargo(manifest: &Path, pace: Pace) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--locked", "--message-format", "json", "--manifest-path"]);
    cargo.arg(manifest);
    if pace == Pace::Full {
        cargo.arg("--release");
    }
    cargo
}

/// Where cargo put a program.
fn built(mut cargo: Command, name: &str) -> Result<PathBuf, String> {
    let output = cargo.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let program = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"].as_str().is_some_and(|n| n.ends_with(name)))
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back();
    program.ok_or_else(|| format!("{name} is not built"))
}
