//! The documented samples, which stand beside the checkout and are not copied
//! into it.

use std::path::{Path, PathBuf};

use amend::{Json, Limits};
use amend_vendor::Vendor;

/// The folder of samples and pages beside the checkout, or nothing, with a
/// message, where it is not there.
pub fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let found = folder.canonicalize().ok().filter(|folder| folder.is_dir());
    if found.is_none() {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: there is no folder `shared` beside the checkout");
        }
    }
    found
}

/// The JSON samples of a vendor, by file name and sorted by it; none, with a
/// message, where the folder is not there.
///
/// # Panics
/// Where a file cannot be read: a sample that is passed over proves nothing.
pub fn samples(vendor: &Vendor) -> Vec<(String, Json)> {
    let Some(shared) = shared() else {
        return Vec::new();
    };
    files(&shared.join("vendors/samples").join(vendor.name()), "json")
        .into_iter()
        .map(|(name, text)| {
            let json = Json::read(text.as_bytes(), &Limits::default());
            (name.clone(), json.unwrap_or_else(|error| fail(&name, &error.to_string())))
        })
        .collect()
}

/// The pages that the project was created from, by file name and sorted by it;
/// none, with a message, where the folder is not there.
///
/// # Panics
/// Where a file cannot be read.
pub fn seeds() -> Vec<(String, String)> {
    shared().map(|shared| files(&shared.join("seeds"), "txt")).unwrap_or_default()
}

/// The JSON objects and arrays that stand in a page, each beginning on a line of
/// its own.
pub fn json_blocks(page: &str) -> Vec<Json> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = opening(rest) {
        let from = rest.get(start..).unwrap_or_default();
        match closing(from).and_then(|end| Some((end, from.get(..end)?.parse::<Json>().ok()?))) {
            Some((end, json)) => {
                found.push(json);
                rest = from.get(end..).unwrap_or_default();
            }
            None => rest = from.get(1..).unwrap_or_default(),
        }
    }
    found
}

/// The first `{` or `[` that begins a line.
fn opening(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        if line.trim_start().starts_with(['{', '[']) {
            return Some(at + indent);
        }
        at += line.len();
    }
    None
}

/// Where the bracket that the text begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

pub(crate) fn files(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder)
        .unwrap_or_else(|error| fail(&folder.to_string_lossy(), &error.to_string()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path);
            (name.clone(), text.unwrap_or_else(|error| fail(&name, &error.to_string())))
        })
        .collect()
}

pub(crate) fn fail(place: &str, why: &str) -> ! {
    #[expect(clippy::panic, reason = "a test kit tells of a failure by a panic")]
    {
        panic!("{place}: {why}");
    }
}

#[cfg(test)]
mod tests {
    use super::json_blocks;

    #[test]
    fn blocks_are_found_between_other_lines() {
        let page = "text {\n  {\"a\": \"}\"}\n[not json]\n--data \"{\n[1,\n2]\nend";
        let found: Vec<String> = json_blocks(page).iter().map(ToString::to_string).collect();
        assert_eq!(found, [r#"{"a":"}"}"#, "[1,2]"]);
    }
}
