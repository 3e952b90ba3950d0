//! The form of an error: Errors, and the published schema's `Error`.

use amend::Json;
use amend_vendor::{Code, Violation};

/// An error's body. `requestId` and `timestamp` are left out: nobody can know them.
pub(crate) fn body(status: u16, message: &str, violations: &[Violation]) -> Json {
    let (code, anchor) = match status {
        401 => ("UNAUTHORIZED", "unauthorized"),
        403 => ("FORBIDDEN", "forbidden"),
        404 => ("RESOURCE_NOT_FOUND", "not-found"),
        422 => ("UNPROCESSABLE_ENTITY", "unprocessable-entity"),
        429 => ("RATE_LIMIT_EXCEEDED", "rate-limiting"),
        500 => ("INTERNAL_SERVER_ERROR", "internal-server-error"),
        503 => ("SERVICE_UNAVAILABLE", "service-unavailable"),
        _ => ("INVALID_REQUEST", "bad-request"),
    };
    let url = format!("https://developer.folk.app/api-reference/errors#{anchor}");
    let mut error = vec![
        ("code", Json::from(code)),
        ("message", Json::from(message)),
        ("documentationUrl", Json::from(url)),
    ];
    if !violations.is_empty() {
        let issues = Json::array(violations.iter().map(issue));
        error.push(("details", Json::object([("issues", issues)])));
    }
    Json::object([("error", Json::object(error))])
}

/// A violation in the words of Zod, whose issues the vendor shows.
fn issue(violation: &Violation) -> Json {
    let code = match violation.code() {
        Code::TooLong | Code::TooMany => "too_big",
        Code::WrongType | Code::MissingRequired => "invalid_type",
        Code::UnknownField => "unrecognized_keys",
        _ => "custom",
    };
    let step = |token: &String| match token.parse::<u32>() {
        Ok(index) => Json::from(index),
        Err(_) => Json::from(token.as_str()),
    };
    Json::object([
        ("code", Json::from(code)),
        ("message", Json::from(violation.message())),
        ("path", Json::array(violation.path().tokens().iter().map(step))),
    ])
}
