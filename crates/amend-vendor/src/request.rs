//! HTTP requests as plain data.

use amend::Json;

/// A request that brings a record one step further. Nothing here sends it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Json>,
    guard: Guard,
}

/// What keeps a request from overwriting somebody else's change.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Guard {
    /// Nothing: the vendor has no means, or none was asked for.
    #[default]
    None,
    /// `test` operations in the body.
    Test,
    /// The header `If-Unmodified-Since`.
    IfUnmodifiedSince,
    /// Both.
    TestAndIfUnmodifiedSince,
}

impl Guard {
    /// The guard as a plan writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Test => "test",
            Self::IfUnmodifiedSince => "if-unmodified-since",
            Self::TestAndIfUnmodifiedSince => "test+if-unmodified-since",
        }
    }

    fn from_word(word: &str) -> Self {
        [Self::Test, Self::IfUnmodifiedSince, Self::TestAndIfUnmodifiedSince]
            .into_iter()
            .find(|guard| guard.as_str() == word)
            .unwrap_or_default()
    }
}

impl Request {
    /// A request without a guard.
    pub fn new(
        method: impl Into<String>,
        url: impl Into<String>,
        headers: Vec<(String, String)>,
        body: Option<Json>,
    ) -> Self {
        Self { method: method.into(), url: url.into(), headers, body, guard: Guard::None }
    }

    /// The same request, guarded.
    #[must_use]
    pub fn with_guard(self, guard: Guard) -> Self {
        Self { guard, ..self }
    }

    /// The same request with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The method, in upper case.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The URL; credentials and hosts that only the user knows are `${NAME}`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The headers, in order.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The value of a header, whose name is compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// The JSON body, if there is one.
    pub fn body(&self) -> Option<&Json> {
        self.body.as_ref()
    }

    /// What guards the request.
    pub fn guard(&self) -> Guard {
        self.guard
    }

    /// The path of the URL: what follows scheme and host, without the query.
    pub fn path(&self) -> &str {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let path = rest.find('/').map_or("", |at| rest.get(at..).unwrap_or_default());
        path.split(['?', '#']).next().unwrap_or_default()
    }

    /// The request as a plan writes it.
    pub fn to_json(&self) -> Json {
        let headers = self.headers.iter().map(|(n, v)| (n.as_str(), Json::from(v.as_str())));
        let mut members = vec![
            ("method", Json::from(self.method.as_str())),
            ("url", Json::from(self.url.as_str())),
            ("headers", Json::object(headers)),
        ];
        if let Some(body) = &self.body {
            members.push(("body", body.clone()));
        }
        members.push(("guard", Json::from(self.guard.as_str())));
        Json::object(members)
    }

    /// Reads a request as a plan writes it; `headers` and `guard` may be missing.
    ///
    /// # Errors
    /// [`RequestError`] where `method` or `url` is missing or not a string, or
    /// `headers` is not an object of strings.
    pub fn from_json(json: &Json) -> Result<Self, RequestError> {
        let text = |name: &'static str| {
            json.get(name).and_then(Json::as_str).ok_or(RequestError { member: name })
        };
        let headers = match json.get("headers") {
            None => Vec::new(),
            Some(headers) => headers
                .as_object()
                .ok_or(RequestError { member: "headers" })?
                .iter()
                .map(|(name, value)| {
                    let value = value.as_str().ok_or(RequestError { member: "headers" })?;
                    Ok((name.to_owned(), value.to_owned()))
                })
                .collect::<Result<_, _>>()?,
        };
        let guard = json.get("guard").and_then(Json::as_str).unwrap_or_default();
        Ok(Self::new(
            text("method")?.to_ascii_uppercase(),
            text("url")?,
            headers,
            json.get("body").cloned(),
        )
        .with_guard(Guard::from_word(guard)))
    }
}

/// A JSON value that is no request.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "expected a request with `method` and `url` as strings and `headers` as an object of strings, found something else in `{member}`"
)]
pub struct RequestError {
    member: &'static str,
}
