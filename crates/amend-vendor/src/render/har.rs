//! Requests as an HTTP Archive: what browsers' tools and proxies take.

use amend::Json;

use super::unsafe_request::{self, UnsafeRequest};
use crate::request::Request;

/// An HTTP Archive (HAR 1.2): an entry a request.
///
/// Nothing was sent, and the archive says so: every response has the status 0, and
/// the times are the epoch, so that the same plan gives the same bytes.
/// Credentials stay placeholders.
///
/// # Errors
/// [`UnsafeRequest`], for one that [`super::check`] refuses.
///
/// ```
/// use amend_vendor::{Request, render};
///
/// let body = r#"{"title":"CTO"}"#.parse()?;
/// let request = Request::new("PUT", "https://api.example.com/people/7", vec![], Some(body));
/// let archive = render::har(&[request])?;
/// let entry = &archive.pointer(&"/log/entries/0/request".parse()?).ok_or("no entry")?;
/// assert_eq!(entry.get("method").and_then(|m| m.as_str()), Some("PUT"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn har(requests: &[Request]) -> Result<Json, UnsafeRequest> {
    unsafe_request::check(requests)?;
    let version = env!("CARGO_PKG_VERSION");
    Ok(Json::object([(
        "log",
        Json::object([
            ("version", Json::from("1.2")),
            ("creator", Json::object([("name", "amend"), ("version", version)])),
            ("entries", Json::array(requests.iter().map(entry))),
            ("comment", Json::from("planned requests: nothing was sent")),
        ]),
    )]))
}

fn entry(request: &Request) -> Json {
    Json::object([
        ("startedDateTime", Json::from("1970-01-01T00:00:00.000Z")),
        ("time", Json::from(0_u32)),
        ("request", sent(request)),
        ("response", response()),
        ("cache", Json::object::<&str, Json>([])),
        ("timings", Json::object([("send", 0_u32), ("wait", 0), ("receive", 0)])),
        ("comment", Json::from("planned, not sent")),
    ])
}

fn sent(request: &Request) -> Json {
    let (_, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
    let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Json::object([("name", name), ("value", value)])
    });
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| Json::object([("name", name.as_str()), ("value", value.as_str())]));
    let body = request.body().map(super::shown);
    let mut members = vec![
        ("method", Json::from(request.method())),
        ("url", Json::from(request.url())),
        ("httpVersion", Json::from("HTTP/1.1")),
        ("cookies", Json::Array(Vec::new())),
        ("headers", Json::array(headers)),
        ("queryString", Json::array(query)),
    ];
    if let Some(text) = &body {
        let kind = request.header("Content-Type").unwrap_or("application/json");
        let data = [("mimeType", Json::from(kind)), ("text", Json::from(text.as_str()))];
        members.push(("postData", Json::object(data)));
    }
    members.push(("headersSize", unknown()));
    let size = body.map_or_else(|| Json::from(0_u32), |text| Json::from(text.len()));
    members.push(("bodySize", size));
    Json::object(members)
}

fn response() -> Json {
    Json::object([
        ("status", Json::from(0_u32)),
        ("statusText", Json::from("")),
        ("httpVersion", Json::from("HTTP/1.1")),
        ("cookies", Json::Array(Vec::new())),
        ("headers", Json::Array(Vec::new())),
        (
            "content",
            Json::object([("size", Json::from(0_u32)), ("mimeType", Json::from("x-unknown"))]),
        ),
        ("redirectURL", Json::from("")),
        ("headersSize", unknown()),
        ("bodySize", unknown()),
    ])
}

/// HAR writes -1 for a size that is not known.
fn unknown() -> Json {
    Json::from(-1_i32)
}
