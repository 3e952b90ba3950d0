//! Requests as the texts that other tools take: a shell with curl, an `.http`
//! file, an HTTP Archive, a Postman collection; and, with the feature `http`, the
//! type that Rust's clients send.
//!
//! A body comes from a record, and a record from a stranger: it is quoted so
//! that nothing in it is ever more than text.

mod har;
#[cfg(feature = "http")]
mod http_request;
mod postman;
mod unsafe_request;

use std::fmt::Write as _;

use amend::Json;

use crate::printable::printable;
use crate::request::Request;

pub use har::har;
#[cfg(feature = "http")]
pub use http_request::http_request;
pub use postman::postman;
pub use unsafe_request::{UnsafeRequest, check};

/// Commands for a POSIX shell: one `curl` a request, each run only if the one
/// before succeeded.
///
/// All that may come from a record stands in single quotes and goes out by
/// `--data-raw`, which reads no file; only placeholders (`${NAME}`) in the URL and
/// the headers stand in double quotes, so that the shell fills them in.
///
/// ```
/// use amend::Json;
/// use amend_vendor::{Request, render};
///
/// let headers = vec![("Authorization".to_owned(), "Bearer ${KEY}".to_owned())];
/// let body = Json::object([("name", Json::from("O'Neil $(id)"))]);
/// let request = Request::new("PUT", "https://api.example.com/people/7", headers, Some(body));
/// assert_eq!(
///     render::curl(&[request]),
///     r#"curl --globoff --fail-with-body --request 'PUT' \
///   --url 'https://api.example.com/people/7' \
///   --header 'Authorization: Bearer '"${KEY}" \
///   --data-raw '{"name":"O'\''Neil $(id)"}'
/// "#
/// );
/// ```
pub fn curl(requests: &[Request]) -> String {
    let commands: Vec<String> = requests.iter().map(command).collect();
    let mut text = commands.join(" &&\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn command(request: &Request) -> String {
    let mut text = format!(
        "curl --globoff --fail-with-body --request {} \\\n  --url {}",
        quoted(request.method()),
        filled(request.url())
    );
    for (name, value) in request.headers() {
        // Writing to a String cannot fail.
        let _ = write!(text, " \\\n  --header {}", filled(&format!("{name}: {value}")));
    }
    if let Some(body) = request.body() {
        let _ = write!(text, " \\\n  --data-raw {}", quoted(&shown(body)));
    }
    text
}

/// A body's text, in which what a terminal would obey or hide is written with the
/// escapes of JSON: the value is the same.
fn shown(body: &Json) -> String {
    printable(&body.to_string()).into_owned()
}

/// A word that the shell takes as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A word in which the shell fills placeholders in.
fn filled(text: &str) -> String {
    let mut word = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = placeholder(rest) {
        if !before.is_empty() {
            word.push_str(&quoted(before));
        }
        let _ = write!(word, "\"${{{name}}}\"");
        rest = after;
    }
    if !rest.is_empty() || word.is_empty() {
        word.push_str(&quoted(rest));
    }
    word
}

/// The first `${NAME}`: what stands before it, the name, what stands behind it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find("${") {
        let start = from.saturating_add(at);
        let inner = text.get(start.saturating_add(2)..)?;
        let (name, after) = inner.split_once('}')?;
        let is_name = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if is_name {
            return Some((text.get(..start)?, name, after));
        }
        from = start.saturating_add(2);
    }
    None
}

/// An `.http` file as editors run it: requests parted by `###`.
///
/// Editors take `{{` for a variable wherever it stands; within a body it can only
/// stand in a string, where it is written with an escape.
pub fn http(requests: &[Request]) -> String {
    let mut text = String::new();
    for (at, request) in requests.iter().enumerate() {
        if at > 0 {
            text.push_str("\n###\n\n");
        }
        let _ = writeln!(text, "{} {}", request.method(), request.url());
        for (name, value) in request.headers() {
            let _ = writeln!(text, "{name}: {value}");
        }
        if let Some(body) = request.body() {
            let _ = writeln!(text, "\n{}", shown(body).replace("{{", "{\\u007b"));
        }
    }
    text
}
