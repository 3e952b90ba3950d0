//! Requests as the type that Rust's HTTP clients take.

use http::header::HeaderValue;

use super::placeholder;
use super::unsafe_request::{self, UnsafeRequest};
use crate::request::Request;

/// The request as an [`http::Request`], its placeholders filled in by `fill`.
///
/// This is where a program that sends requests takes over: `fill` gives the value
/// of a placeholder's name (`COPPER_API_KEY`), from wherever the program keeps
/// its secrets. Headers with a filled-in value are marked as sensitive.
///
/// # Errors
/// [`UnsafeRequest`] for a placeholder without a value, for a value that would
/// change the place of the URL or end its header, and for a request that
/// [`super::check`] refuses.
///
/// ```
/// use amend_vendor::{Request, render};
///
/// let headers = vec![("Authorization".to_owned(), "Bearer ${KEY}".to_owned())];
/// let body = r#"{"title":"CTO"}"#.parse()?;
/// let request = Request::new("PUT", "https://api.example.com/people/7", headers, Some(body));
/// let ready = render::http_request(&request, |name| (name == "KEY").then(|| "s3cret".into()))?;
/// assert_eq!(ready.uri().path(), "/people/7");
/// assert_eq!(ready.headers()["authorization"], "Bearer s3cret");
/// assert_eq!(ready.body(), br#"{"title":"CTO"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn http_request(
    request: &Request,
    mut fill: impl FnMut(&str) -> Option<String>,
) -> Result<http::Request<Vec<u8>>, UnsafeRequest> {
    unsafe_request::check(std::slice::from_ref(request))?;
    let (url, _) = filled(request.url(), &mut fill)?;
    // A value may bring slashes and dots along.
    let url_only = Request::new(request.method(), url.clone(), Vec::new(), None);
    unsafe_request::check(&[url_only])?;
    let mut builder = http::Request::builder().method(request.method()).uri(url);
    for (name, value) in request.headers() {
        let (value, is_secret) = filled(value, &mut fill)?;
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| UnsafeRequest::new("the value of a header", "visible characters"))?;
        value.set_sensitive(is_secret);
        builder = builder.header(name, value);
    }
    let body = request.body().map(|body| body.to_string().into_bytes()).unwrap_or_default();
    builder.body(body).map_err(|_| UnsafeRequest::new("the URL", "what RFC 3986 allows"))
}

/// The text with the placeholders' values, and whether there were any.
fn filled(
    text: &str,
    fill: &mut impl FnMut(&str) -> Option<String>,
) -> Result<(String, bool), UnsafeRequest> {
    let mut written = String::new();
    let mut rest = text;
    let mut any = false;
    while let Some((before, name, after)) = placeholder(rest) {
        let missing = || UnsafeRequest::new("a placeholder", "a value from the caller");
        written.push_str(before);
        written.push_str(&fill(name).filter(|value| !value.is_empty()).ok_or_else(missing)?);
        any = true;
        rest = after;
    }
    written.push_str(rest);
    Ok((written, any))
}
