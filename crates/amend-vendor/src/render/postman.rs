//! Requests as a Postman collection.

use amend::Json;

use super::unsafe_request::{self, UnsafeRequest};
use super::{placeholder, shown};
use crate::request::Request;

/// A collection in the format 2.1, which Postman, Bruno, Insomnia and others
/// import.
///
/// A placeholder `${NAME}` becomes the variable `{{NAME}}`, which the collection
/// declares without a value. Postman takes `{{` for a variable in bodies too:
/// there it can only stand in a string, where it is written with an escape.
///
/// # Errors
/// [`UnsafeRequest`], for one that [`super::check`] refuses.
///
/// ```
/// use amend_vendor::{Request, render};
///
/// let headers = vec![("Authorization".to_owned(), "Bearer ${KEY}".to_owned())];
/// let request = Request::new("DELETE", "https://api.example.com/people/7", headers, None);
/// let collection = render::postman("one", &[request])?.to_string();
/// assert!(collection.contains(r#"{"key":"Authorization","value":"Bearer {{KEY}}"}"#));
/// # Ok::<(), render::UnsafeRequest>(())
/// ```
pub fn postman(name: &str, requests: &[Request]) -> Result<Json, UnsafeRequest> {
    unsafe_request::check(requests)?;
    let mut names = Vec::new();
    let items: Vec<Json> = requests.iter().map(|request| item(request, &mut names)).collect();
    let variables = names.iter().map(|name| Json::object([("key", name.as_str()), ("value", "")]));
    Ok(Json::object([
        (
            "info",
            Json::object([
                ("name", name),
                ("description", "planned requests: fill the variables in, run them in order"),
                ("schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"),
            ]),
        ),
        ("item", Json::Array(items)),
        ("variable", Json::array(variables)),
    ]))
}

fn item(request: &Request, names: &mut Vec<String>) -> Json {
    let headers = request.headers().iter().map(|(name, value)| {
        Json::object([("key", name.clone()), ("value", variables(value, names))])
    });
    let mut members = vec![
        ("method", Json::from(request.method())),
        ("header", Json::array(headers.collect::<Vec<_>>())),
    ];
    if let Some(body) = request.body() {
        let raw = shown(body).replace("{{", "{\\u007b");
        let language = Json::object([("raw", Json::object([("language", "json")]))]);
        members.push((
            "body",
            Json::object([
                ("mode", Json::from("raw")),
                ("raw", Json::from(raw)),
                ("options", language),
            ]),
        ));
    }
    members.push(("url", url(&variables(request.url(), names))));
    let title = format!("{} {}", request.method(), request.path());
    Json::object([("name", Json::from(title)), ("request", Json::object(members))])
}

/// A URL with its parts, which is what Postman shows and sends.
fn url(text: &str) -> Json {
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let (place, query) = rest.split_once('?').map_or((rest, None), |(p, q)| (p, Some(q)));
    let mut parts = place.split('/');
    let host = parts.next().unwrap_or_default();
    let mut members = vec![
        ("raw", Json::from(text)),
        ("protocol", Json::from(scheme)),
        ("host", Json::array([host])),
        ("path", Json::array(parts)),
    ];
    if let Some(query) = query {
        let pairs = query.split('&').map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            Json::object([("key", key), ("value", value)])
        });
        members.push(("query", Json::array(pairs)));
    }
    Json::object(members)
}

/// The text with `{{NAME}}` for `${NAME}`; each name is noted once.
fn variables(text: &str, names: &mut Vec<String>) -> String {
    let mut written = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = placeholder(rest) {
        written.push_str(before);
        written.push_str("{{");
        written.push_str(name);
        written.push_str("}}");
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    written.push_str(rest);
    written
}
