//! On what it was measured.

use std::process::Command;

/// The machine's load above which figures are not to be trusted.
const QUIET: f64 = 0.5;

/// What a record says at its top, a line each.
pub fn described(rivals: &[String]) -> String {
    let kernel = told("uname", &["-sr"]);
    let facts = [
        ("date", told("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        ("processor", processor()),
        ("system", format!("{}, {kernel}", system())),
        ("load at the start", load().map_or("unknown".to_owned(), |load| format!("{load:.2}"))),
        ("compiler", told("rustc", &["--version"])),
        ("C compiler", told("cc", &["--version"])),
        ("Node", told("node", &["--version"])),
        ("callgrind", told("valgrind", &["--version"])),
        (
            "amend",
            told("git", &["-C", env!("CARGO_MANIFEST_DIR"), "describe", "--always", "--dirty"]),
        ),
        ("rivals", rivals.join("; ")),
    ];
    let lines: Vec<String> =
        facts.iter().map(|(name, fact)| format!("- {name}: {fact}\n")).collect();
    lines.concat()
}

/// What is to be said of the load.
pub fn warning() -> Option<String> {
    let load = load().filter(|load| *load > QUIET)?;
    Some(format!("The machine was busy when this began (load {load:.2}): figures wander."))
}

/// The load of the last minute.
fn load() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = text.lines().find(|line| line.starts_with("model name"));
    let name = named.and_then(|line| line.split(": ").nth(1)).unwrap_or("unknown");
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{name}, {count} core(s)")
}

fn system() -> String {
    let text = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let named = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    named.unwrap_or(std::env::consts::OS).trim_matches('"').to_owned()
}

fn told(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().ok();
    let text = output.filter(|output| output.status.success()).map(|output| output.stdout);
    let text = text.map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("not here").trim().to_owned()
}
