//! The rivals for Node.

use std::path::Path;
use std::process::Command;

use super::{PATCHES, Rival, output, write};

const PACKAGES: [(&str, &str); 2] = [("fast-json-patch", "3.1.1"), ("rfc6902", "5.4.0")];

pub(super) fn rivals(folder: &Path) -> Result<Vec<Rival>, String> {
    let folder = folder.join("node");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    output(Command::new("node").arg("--version"))?;
    let listed = PACKAGES.map(|(name, version)| format!(r#""{name}":"{version}""#)).join(",");
    write(
        &folder.join("package.json"),
        &format!(r#"{{"private":true,"dependencies":{{{listed}}}}}"#),
    )?;
    let driver = folder.join("driver.mjs");
    write(&driver, include_str!("../../drivers/driver.mjs"))?;
    let there = |name: &str| folder.join("node_modules").join(name).is_dir();
    if !PACKAGES.iter().all(|(name, _)| there(name)) {
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"]);
        output(npm.current_dir(&folder))?;
    }
    Ok(PACKAGES
        .map(|(name, version)| Rival {
            name: format!("{name} {version} (Node)"),
            tasks: PATCHES,
            program: "node".into(),
            args: vec![
                "--max-old-space-size=4096".to_owned(),
                driver.to_string_lossy().into_owned(),
                name.to_owned(),
            ],
        })
        .into())
}
