//! What no request may hold, whichever tool it is written for.

use crate::request::Request;

/// A request that would not be one request on the wire, or not to the place that
/// its URL shows.
///
/// It names the part; never the text, which may come from a record.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected {expected} in {part}, found something else")]
pub struct UnsafeRequest {
    part: &'static str,
    expected: &'static str,
}

impl UnsafeRequest {
    pub(crate) fn new(part: &'static str, expected: &'static str) -> Self {
        Self { part, expected }
    }
}

/// Checks that each request stays one request: no line break in a header (RFC
/// 9110 §5.5), no `..` in a path (RFC 3986 §5.2.4), nothing that ends a URL.
///
/// # Errors
/// [`UnsafeRequest`], naming the part.
///
/// ```
/// use amend_vendor::{Request, render};
///
/// let headers = vec![("X-Id".to_owned(), "7\r\nX-Admin: yes".to_owned())];
/// let request = Request::new("PUT", "https://api.example.com/people/7", headers, None);
/// assert!(render::check(&[request]).is_err());
/// ```
pub fn check(requests: &[Request]) -> Result<(), UnsafeRequest> {
    requests.iter().try_for_each(one)
}

fn one(request: &Request) -> Result<(), UnsafeRequest> {
    let token = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
    };
    if !token(request.method()) {
        return Err(UnsafeRequest::new("the method", "one word"));
    }
    url(request.url())?;
    for (name, value) in request.headers() {
        if !token(name) {
            return Err(UnsafeRequest::new("the name of a header", "one word"));
        }
        // RFC 9110 allows more; what is not visible ASCII, tools read differently.
        let visible = |b: u8| b == b' ' || b.is_ascii_graphic();
        // `curl --header @file` reads a file.
        let trimmed = value.trim() == value;
        if !value.bytes().all(visible) || !trimmed {
            return Err(UnsafeRequest::new("the value of a header", "visible ASCII characters"));
        }
    }
    Ok(())
}

fn url(url: &str) -> Result<(), UnsafeRequest> {
    let fault = |expected| Err(UnsafeRequest::new("the URL", expected));
    let Some((scheme, rest)) = url.split_once("://") else {
        return fault("a scheme and a host");
    };
    if !matches!(scheme, "http" | "https") || rest.is_empty() || rest.starts_with('/') {
        return fault("a scheme and a host");
    }
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?[]!$&'()*+,;=%{}".contains(&b);
    if !rest.bytes().all(allowed) {
        return fault("the characters of a URL without fragment and credentials");
    }
    let path = rest.split('?').next().unwrap_or_default();
    let climbs = |segment: &str| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        plain == "." || plain == ".." || plain.contains("%2f") || plain.contains("%5c")
    };
    if path.split('/').any(climbs) {
        return fault("a path that does not climb");
    }
    Ok(())
}
