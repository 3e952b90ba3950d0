//! yyjson and nlohmann/json, compiled with drivers of ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{ALL, Rival, output, write};

const DRIVER: &str = include_str!("../../drivers/driver.h");

/// yyjson, whose sources the crate `yyjson-sys` carries.
pub(super) fn yyjson(folder: &Path) -> Result<Vec<Rival>, String> {
    let sources = crate_folder("yyjson-sys")?.join("yyjson/src");
    write(&folder.join("driver.h"), DRIVER)?;
    let driver = folder.join("yyjson.c");
    write(&driver, include_str!("../../drivers/yyjson.c"))?;
    let program = folder.join("yyjson");
    let mut compiler = Command::new("cc");
    compiler.args(["-O3", "-DNDEBUG", "-I"]).arg(&sources).arg("-I").arg(folder);
    compiler.arg(&driver).arg(sources.join("yyjson.c")).arg("-o").arg(&program);
    if !newer(&program, &[&driver, &folder.join("driver.h")]) {
        output(&mut compiler)?;
    }
    let header = std::fs::read_to_string(sources.join("yyjson.h")).unwrap_or_default();
    let version = quoted_behind(&header, "YYJSON_VERSION_STRING").unwrap_or("?");
    Ok(vec![rival(format!("yyjson {version}, by index"), program)])
}

/// nlohmann/json: the system's, or Debian's package unpacked here.
pub(super) fn nlohmann(folder: &Path) -> Result<Vec<Rival>, String> {
    let header = |root: &Path| root.join("usr/include/nlohmann/json.hpp").is_file();
    let unpacked = folder.join("debian");
    let root = if header(Path::new("/")) {
        PathBuf::from("/")
    } else {
        if !header(&unpacked) {
            let mut download = Command::new("apt-get");
            output(download.args(["download", "nlohmann-json3-dev"]).current_dir(folder))?;
            let package = std::fs::read_dir(folder)
                .map_err(|error| error.to_string())?
                .filter_map(|entry| Some(entry.ok()?.path()))
                .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
                .ok_or("the package is not there")?;
            output(Command::new("dpkg").arg("-x").arg(package).arg(&unpacked))?;
        }
        unpacked
    };
    let include = root.join("usr/include");
    write(&folder.join("driver.h"), DRIVER)?;
    let driver = folder.join("nlohmann.cpp");
    write(&driver, include_str!("../../drivers/nlohmann.cpp"))?;
    let program = folder.join("nlohmann");
    let mut compiler = Command::new("c++");
    compiler.args(["-O3", "-DNDEBUG", "-std=c++17", "-I"]).arg(&include).arg("-I").arg(folder);
    if !newer(&program, &[&driver, &folder.join("driver.h")]) {
        output(compiler.arg(&driver).arg("-o").arg(&program))?;
    }
    let version = version(&include).unwrap_or_default();
    Ok(vec![rival(format!("nlohmann/json {version}"), program)])
}

/// Whether a program was made after its sources.
fn newer(program: &Path, sources: &[&Path]) -> bool {
    let made = |path: &Path| path.metadata().and_then(|found| found.modified()).ok();
    let program = made(program);
    sources.iter().all(|source| made(source).zip(program).is_some_and(|(source, at)| source < at))
}

fn rival(name: String, program: PathBuf) -> Rival {
    Rival { name, tasks: ALL, program, args: Vec::new() }
}

/// Where cargo keeps the sources of a crate that this one names.
fn crate_folder(name: &str) -> Result<PathBuf, String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--manifest-path"]);
    cargo.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    let metadata: serde_json::Value =
        serde_json::from_str(&output(&mut cargo)?).map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let package = packages.iter().find(|package| package["name"] == name);
    let manifest = package.and_then(|package| package["manifest_path"].as_str());
    let folder = manifest.and_then(|manifest| Path::new(manifest).parent());
    folder.map(Path::to_path_buf).ok_or_else(|| format!("cargo knows no {name}"))
}

fn quoted_behind<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let line = text.lines().find(|line| line.contains(name) && line.contains('"'))?;
    line.split('"').nth(1)
}

fn version(include: &Path) -> Option<String> {
    // Newer versions have the figures in a file of their own.
    let files = ["nlohmann/detail/abi_macros.hpp", "nlohmann/json.hpp"];
    files.iter().find_map(|file| {
        let text = std::fs::read_to_string(include.join(file)).ok()?;
        let figures: Option<Vec<&str>> = ["MAJOR", "MINOR", "PATCH"]
            .iter()
            .map(|part| {
                let name = format!("#define NLOHMANN_JSON_VERSION_{part} ");
                let line = text.lines().find(|line| line.trim_start().starts_with(&name))?;
                line.split_whitespace().nth(2)
            })
            .collect();
        Some(figures?.join("."))
    })
}
