//! The rivals for Python, in an environment of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{PATCHES, Rival, output, write};

/// fastjsonpatch takes no older one.
const LEAST: (u32, u32) = (3, 12);

const PACKAGES: [(&str, &str); 2] = [("fastjsonpatch", "1.0.0"), ("jsonpatch", "1.47")];

pub(super) fn rivals(folder: &Path) -> Result<Vec<Rival>, String> {
    let environment = folder.join("python");
    let program = environment.join("bin/python");
    if !program.is_file() {
        output(Command::new(interpreter()?).args(["-m", "venv"]).arg(&environment))?;
    }
    let driver = folder.join("driver.py");
    write(&driver, include_str!("../../drivers/driver.py"))?;
    let mut rivals = Vec::new();
    for (package, version) in PACKAGES {
        let known = format!("import importlib.metadata as m; print(m.version('{package}'))");
        let found = output(Command::new(&program).args(["-c", &known]));
        if found.is_ok_and(|found| found == version) || install(&program, package, version)? {
            rivals.push(Rival {
                name: format!("{package} {version} (Python)"),
                tasks: PATCHES,
                program: program.clone(),
                args: vec![driver.to_string_lossy().into_owned(), package.to_owned()],
            });
        }
    }
    Ok(rivals)
}

fn install(program: &Path, package: &str, version: &str) -> Result<bool, String> {
    let mut pip = Command::new(program);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    output(pip.arg(format!("{package}=={version}"))).map(|_| true)
}

/// An interpreter that is new enough: `AMEND_PYTHON`, one on the path, or one of
/// those that pyenv keeps.
fn interpreter() -> Result<PathBuf, String> {
    let mut candidates: Vec<PathBuf> =
        std::env::var_os("AMEND_PYTHON").map(PathBuf::from).into_iter().collect();
    candidates.extend(["python3", "python3.14", "python3.13", "python3.12"].map(PathBuf::from));
    let home = std::env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".pyenv")));
    let kept = home.and_then(|home| std::fs::read_dir(home.join("versions")).ok());
    candidates
        .extend(kept.into_iter().flatten().flatten().map(|kept| kept.path().join("bin/python3")));
    let asked = "import sys; print(*sys.version_info[:2])";
    let newest = candidates
        .into_iter()
        .filter_map(|candidate| {
            let told = output(Command::new(&candidate).args(["-c", asked])).ok()?;
            let (major, minor) = told.split_once(' ')?;
            Some(((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?), candidate))
        })
        .max_by_key(|(version, _)| *version);
    match newest {
        Some((version, program)) if version >= LEAST => Ok(program),
        _ => {
            Err(format!("there is no Python {}.{} here; AMEND_PYTHON names one", LEAST.0, LEAST.1))
        }
    }
}
