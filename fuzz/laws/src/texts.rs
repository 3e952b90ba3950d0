//! Documents as texts: white space, escapes and the spelling of numbers as the
//! bytes say, and texts with a fault in them.

use std::fmt::Write as _;

use amend::Json;

use crate::bytes::Bytes;

/// A document as some text, or as the compact one.
pub(crate) fn text(json: &Json, bytes: &mut Bytes<'_>) -> String {
    match bytes.below(4) {
        0 => json.to_string(),
        1 => format!("{json:#}"),
        _ => {
            let mut out = String::new();
            write(json, bytes, &mut out);
            out
        }
    }
}

fn write(json: &Json, bytes: &mut Bytes<'_>, out: &mut String) {
    space(bytes, out);
    match json {
        Json::Array(elements) => {
            out.push('[');
            space(bytes, out);
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(element, bytes, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            if bytes.rarely(4) {
                members.reverse();
            }
            out.push('{');
            space(bytes, out);
            for (at, (name, value)) in members.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                    space(bytes, out);
                }
                string(name, bytes, out);
                space(bytes, out);
                out.push(':');
                write(value, bytes, out);
            }
            out.push('}');
        }
        Json::String(text) => string(text, bytes, out),
        Json::Number(number) => out.push_str(&respelt(number.as_str(), bytes)),
        other => {
            let _ = write!(out, "{other}");
        }
    }
    space(bytes, out);
}

fn space(bytes: &mut Bytes<'_>, out: &mut String) {
    out.push_str(match bytes.below(8) {
        5 => " ",
        6 => "\n  ",
        7 => "\r\n\t  \t       ",
        _ => "",
    });
}

fn string(text: &str, bytes: &mut Bytes<'_>, out: &mut String) {
    if bytes.below(4) < 3 {
        let _ = write!(out, "{}", Json::from(text));
        return;
    }
    // RFC 8259 §7: any character may be escaped.
    out.push('"');
    let mut units = [0; 2];
    for c in text.chars() {
        match (c, bytes.below(3)) {
            ('/', 0) => out.push_str("\\/"),
            (_, 0) => {
                let plain = Json::from(c.to_string()).to_string();
                out.push_str(&plain[1..plain.len() - 1]);
            }
            (_, upper) => {
                for unit in c.encode_utf16(&mut units) {
                    let _ = match upper {
                        1 => write!(out, "\\u{unit:04x}"),
                        _ => write!(out, "\\u{unit:04X}"),
                    };
                }
            }
        }
    }
    out.push('"');
}

/// The same number, perhaps in another spelling.
pub(crate) fn respelt(number: &str, bytes: &mut Bytes<'_>) -> String {
    let choice = bytes.below(8);
    if number.contains(['e', 'E']) {
        return number.to_owned();
    }
    let behind = match (choice, number.contains('.')) {
        (5, false) => ".0",
        (5, true) => "00",
        (6, _) => "e0",
        (7, false) => ".00E-0",
        (7, true) => "0E+00",
        _ => "",
    };
    format!("{number}{behind}")
}

/// What is put into a text to break it, or to make another of it.
const FAULTS: [&str; 26] = [
    "", ",", "1", "}", "]", "\"", ":", "\\", "0", ".", "e", " ", "{", "[", "-", "\u{1}", "x",
    "\"a\":1,", ",1", "é", "null", "\\u", "\\ud800", "{}", "[]", "\"a\"",
];

/// A text with something put in and something left out.
pub(crate) fn mangled(text: &str, bytes: &mut Bytes<'_>) -> String {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = bytes.below(256) * 256 + bytes.below(256);
    let from = at % (places.len() + 1);
    let start = places.get(from).copied().unwrap_or(text.len());
    let end = places.get(from + bytes.below(4)).copied().unwrap_or(text.len());
    format!("{}{}{}", &text[..start], bytes.one(&FAULTS), &text[end..])
}
