//! A request is written by one program and read by another: it is the same one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::Json;
use amend_vendor::{Guard, Request};

fn guarded(guard: Guard) -> Request {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    let body = Json::object([("title", Json::from("Miller"))]);
    Request::new("PUT", "https://crm.example/v1/people/7?x=1", headers, Some(body))
        .with_guard(guard)
}

#[test]
fn what_is_written_is_read() {
    for guard in
        [Guard::None, Guard::Test, Guard::IfUnmodifiedSince, Guard::TestAndIfUnmodifiedSince]
    {
        let request = guarded(guard);
        let read = Request::from_json(&request.to_json()).unwrap();
        assert_eq!(read.guard(), guard);
        assert_eq!(read, request);
    }
}

#[test]
fn a_word_that_is_no_guard_guards_nothing() {
    let json: Json =
        r#"{"method": "get", "url": "https://crm.example/", "guard": "dog"}"#.parse().unwrap();
    let read = Request::from_json(&json).unwrap();
    assert_eq!((read.guard(), read.method(), read.body()), (Guard::None, "GET", None));
}
