//! Reading: what is read is JSON for serde_json too; what is written is read
//! again as the same text; every span is the value's own text.

#![no_main]

use amend::{Document, Json, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let Ok(document) = Document::read(bytes, &limits) else {
        return;
    };
    let json = document.root().to_json();
    let text = json.to_string();
    let again = Json::read(text.as_bytes(), &limits).expect("what is written is read");
    assert_eq!(again.to_string(), text);
    assert!(amend::equal(document.root(), &again));
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).expect("serde_json reads it too");
    let part = Document::parse(document.root().text()).expect("a value's text is JSON");
    assert!(amend::equal(part.root(), document.root()));
});
