//! Any bytes as lines of a batch: a line for a line, each valid JSON, with the right
//! number, and what is wrong with one line is of no concern to another.

use amend::{Json, Limits};
use amend_vendor::Vendor;

use crate::bytes::Bytes;
use crate::documents::document;
use crate::texts::{mangled, text};

const VENDORS: [&Vendor; 5] = [
    &amend_copper::COPPER,
    &amend_bigchange::BIGCHANGE,
    &amend_folk::FOLK,
    &amend_superoffice::SUPEROFFICE,
    &amend_allo::ALLO,
];

/// Records that lines begin with, one a vendor.
const RECORDS: [&str; 5] = [
    r#"{"id":1,"name":"Qvz-1","emails":[]}"#,
    r#"{"id":1,"firstName":"Qvz-1"}"#,
    r#"{"id":"per_183ed5cc-3182-45de-84d1-d520f2604810","firstName":"Qvz-1"}"#,
    r#"{"PersonId":1,"Firstname":"Qvz-1"}"#,
    r#"{"id":"Qvz-1","name":"Qvz-1"}"#,
];

/// Pieces of a line that is nearly right.
const PIECES: [&str; 20] = [
    "{\"record\":",
    "\"to\":",
    "\"patch\":",
    "\"id\":",
    "{\"id\":1}",
    "[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"Qvz-2\"}]",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "1",
    "\"\\ud800\"",
    "\r",
    " ",
    "\u{feff}",
    "null",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "\"\u{2028}\u{202e}\"",
];

/// Longer lines are refused.
const LONGEST: usize = 600;

/// Holds the law on lines that the bytes mean.
pub fn batch_line(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let which = bytes.below(VENDORS.len());
    let mut file = Vec::new();
    for _ in 0..=bytes.below(4) {
        line(which, &mut bytes, &mut file);
        file.extend_from_slice(bytes.one(&[&b"\n"[..], b"\n", b"\r\n", b"\n\n", b""]));
    }
    // What is left comes as it is.
    file.extend_from_slice(bytes.rest());
    hold(VENDORS[which], &file);
}

fn line(which: usize, bytes: &mut Bytes<'_>, out: &mut Vec<u8>) {
    match bytes.below(6) {
        0 => {
            for _ in 0..bytes.below(8) {
                out.extend_from_slice(bytes.one(&PIECES).as_bytes());
            }
        }
        1 => {
            for _ in 0..bytes.below(8) {
                out.push(u8::try_from(bytes.below(256)).unwrap_or_default());
            }
        }
        2 => out.extend(std::iter::repeat_n(b'1', LONGEST + bytes.below(4) - 2)),
        kind => {
            let record: Json = RECORDS[which].parse().expect("the records are JSON");
            let id = document(bytes);
            let (name, change) = match bytes.below(4) {
                0 => ("to", document(bytes)),
                1 => ("patch", document(bytes)),
                2 => ("patch", Json::array([operation(bytes)])),
                _ => ("to", Json::object([("name", document(bytes))])),
            };
            let line = Json::object([("id", id), ("record", record), (name, change)]);
            let mut line = match kind {
                3 => text(&line, bytes),
                _ => line.to_string(),
            };
            if kind == 5 {
                line = mangled(&line, bytes);
            }
            // A line feed would part it; white space of another kind does not.
            out.extend(line.replace('\n', " ").bytes());
        }
    }
}

fn operation(bytes: &mut Bytes<'_>) -> Json {
    let op = bytes.one(&["add", "replace", "remove", "test", "move", "nothing"]);
    let path = bytes.one(&["/name", "/firstName", "/Firstname", "/id", "", "/0", "name", "/~2"]);
    Json::object([("op", Json::from(op)), ("path", Json::from(path)), ("value", document(bytes))])
}

fn hold(vendor: &'static Vendor, file: &[u8]) {
    let answers = amend_cli::answers(vendor, file, LONGEST).expect("the schemas can be used");
    let mut lines: Vec<&[u8]> = file.split(|byte| *byte == b'\n').collect();
    // What stands behind the last line feed is a line if there is something.
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    let told = || String::from_utf8_lossy(file).into_owned();
    assert!(answers.is_empty() || answers.ends_with('\n'), "{}: {answers}", told());
    let answers: Vec<&str> = answers.split_terminator('\n').collect();
    assert_eq!(answers.len(), lines.len(), "{}: {answers:?}", told());
    for (at, (line, answer)) in lines.iter().zip(&answers).enumerate() {
        let json: Json = answer.parse().unwrap_or_else(|error| {
            panic!("line {} is answered by {answer}, which is no JSON: {error}", at + 1)
        });
        assert_eq!(json.get("line").and_then(Json::as_i64), i64::try_from(at + 1).ok(), "{answer}");
        assert!(!answer.contains('\r'), "{answer}");
        let status = json.get("status").and_then(Json::as_str).unwrap_or_default();
        let known = ["planned", "unchanged", "refused", "error"];
        assert!(known.contains(&status), "{answer}");
        well_formed(line, &json, answer);
        // Alone, a line is answered in the same way, but for its number.
        let alone = amend_cli::answers(vendor, line, LONGEST).unwrap_or_default();
        if !line.is_empty() {
            let from = format!("{{\"line\":{}", at + 1);
            let rest = answer.strip_prefix(&from).unwrap_or_default();
            // The number stands in the place of an error, too, and in its message where
            // a name is there again.
            let place = format!(",\"line\":{},\"column\"", at + 1);
            let first = format!("(first at line {}, column", at + 1);
            let rest = rest.replace(&place, ",\"line\":1,\"column\"");
            let rest = rest.replace(&first, "(first at line 1, column");
            assert_eq!(alone.trim_end(), format!("{{\"line\":1{rest}"), "{}", told());
        }
    }
}

/// A line that is no JSON is an error; one that is has its id in the answer.
fn well_formed(line: &[u8], answer: &Json, text: &str) {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let status = answer.get("status").and_then(Json::as_str);
    let deep = Limits { depth: 1_024, ..Limits::default() };
    match Json::read(line, &deep) {
        Err(_) => assert_eq!(status, Some("error"), "{text}"),
        Ok(_) if line.len() > LONGEST => {
            assert_eq!(status, Some("error"), "{text}");
        }
        Ok(json) => {
            if status == Some("error") {
                assert!(answer.get("error").is_some_and(|e| e.get("kind").is_some()), "{text}");
                return;
            }
            assert_eq!(answer.get("id"), json.get("id"), "{text}");
            assert!(json.get("record").is_some(), "{text}");
        }
    }
}
