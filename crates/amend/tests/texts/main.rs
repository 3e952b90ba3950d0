//! From text to text: diff and apply without building documents.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod apply;
#[path = "../common/mod.rs"]
mod common;
mod diff;

use amend::Json;

/// A document as some text: white space, escapes and the spelling of numbers are
/// chosen by the bits, in turn.
fn written(json: &Json, bits: &mut impl Iterator<Item = u8>, out: &mut String) {
    let space = |bits: &mut dyn Iterator<Item = u8>, out: &mut String| match bits.next() {
        Some(0) => out.push(' '),
        Some(1) => out.push_str("\n          \t"),
        _ => {}
    };
    let string = |text: &str, bits: &mut dyn Iterator<Item = u8>, out: &mut String| {
        let text = Json::from(text).to_string();
        match bits.next() {
            Some(2) => out.push_str(&text.replace('a', "\\u0061").replace('/', "\\/")),
            _ => out.push_str(&text),
        }
    };
    space(bits, out);
    match json {
        Json::Array(elements) => {
            out.push('[');
            space(bits, out);
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                written(element, bits, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            if bits.next() == Some(0) {
                members.reverse();
            }
            out.push('{');
            space(bits, out);
            for (at, (name, value)) in members.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                    space(bits, out);
                }
                string(name, bits, out);
                space(bits, out);
                out.push(':');
                written(value, bits, out);
            }
            out.push('}');
        }
        Json::String(text) => string(text, bits, out),
        Json::Number(number) => {
            out.push_str(number.as_str());
            if bits.next() == Some(3) {
                out.push_str("e0");
            }
        }
        other => out.push_str(&other.to_string()),
    }
    space(bits, out);
}

fn text(json: &Json, seed: &[u8]) -> String {
    let mut out = String::new();
    let plain = [9];
    let seed = if seed.is_empty() { &plain } else { seed };
    written(json, &mut seed.iter().copied().cycle(), &mut out);
    out
}
