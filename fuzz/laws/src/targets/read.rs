//! Reading: what is read is JSON for `serde_json` too, and nothing else is; what is
//! written is read again as the same text; every span is its value's own text.

use amend::error::{ReadError, ReadErrorKind};
use amend::value::Shape;
use amend::{Document, Json, Limits, Node, View};

/// Holds the law on bytes as they are.
pub fn read(bytes: &[u8]) {
    let limits = Limits::default();
    let read = Document::read(bytes, &limits);
    let owned = Json::read(bytes, &limits);
    match (&read, &owned) {
        (Ok(document), Ok(json)) => {
            assert_eq!(document.root().to_json().to_string(), json.to_string());
        }
        (Err(one), Err(other)) => assert_eq!(one, other, "the two ways to read differ"),
        _ => panic!("one way to read takes it, the other does not: {read:?} {owned:?}"),
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_eq!(
            Document::parse(text).map(|_| ()),
            read.as_ref().map(|_| ()).map_err(Clone::clone)
        );
    }
    beside_serde_json(bytes, read.as_ref());
    match &read {
        Ok(document) => {
            written_and_read_again(document);
            spans(document.root());
        }
        Err(error) => place(bytes, error),
    }
    under_limits(bytes, &read);
}

/// `serde_json` 1.0 takes the same texts, save for what is told here.
fn beside_serde_json(bytes: &[u8], read: Result<&Document<'_>, &ReadError>) {
    let theirs = serde_json::from_slice::<serde_json::Value>(bytes);
    match (read, theirs) {
        (Ok(document), Ok(value)) => {
            // With arbitrary precision, a member of this name stands for a number.
            if !document.text().contains("$serde_json") {
                assert!(amend::equal(document.root(), &value), "serde_json reads {value}");
            }
        }
        (Err(_), Err(_)) => {}
        // RFC 8259 §4 leaves two members of one name open; serde_json keeps the last.
        (Err(error), Ok(_)) => {
            let strict = [ReadErrorKind::DuplicateMember, ReadErrorKind::Limit];
            assert!(strict.contains(&error.kind()), "serde_json reads it: {error}");
        }
        (Ok(document), Err(error)) => {
            let explained = error.to_string().contains("recursion limit exceeded")
                || document.text().contains("$serde_json");
            assert!(explained, "serde_json does not read it: {error}");
        }
    }
}

fn written_and_read_again(document: &Document<'_>) {
    let json = document.root().to_json();
    assert!(amend::equal(document.root(), &json));
    let text = json.to_string();
    for text in [&text, &format!("{json:#}")] {
        let again: Json = text.parse().expect("what is written is read");
        assert_eq!(again.to_string(), json.to_string());
    }
    // Compact text has nothing to spare, and what is compact stays as it is.
    assert!(text.len() <= document.root().text().len() + escapes(document.text()));
    // Of a value that has another door: it is the same there.
    if let Ok(value) = json.to_value()
        && !text.contains("$serde_json")
    {
        assert!(amend::equal(&value, &json));
        assert!(amend::equal(&Json::from(&value), &json));
    }
}

/// Bytes that characters take which may stand as they are and are written with an
/// escape: the delete character and others that terminals obey.
fn escapes(text: &str) -> usize {
    6 * text.chars().filter(|c| c.is_control() || !c.is_ascii()).count()
}

/// Each value's span is a text of that value, inside the one around it, behind the
/// one before it, and between them is nothing but what the grammar puts there.
fn spans(node: Node<'_>) {
    let part = Document::parse(node.text()).expect("a value's text is JSON");
    assert!(amend::equal(part.root(), node));
    assert_eq!(part.root().span(), 0..node.text().len(), "a span has white space at its end");
    let whole = node.span();
    let mut at = whole.start + 1;
    let mut between = String::new();
    let mut step = |to: std::ops::Range<usize>| {
        assert!(at <= to.start && to.end < whole.end, "spans overlap");
        between.push_str(&node.text()[at - whole.start..to.start - whole.start]);
        at = to.end;
    };
    match node.shape() {
        Shape::Array(elements) => {
            assert_eq!(elements.clone().count(), node.len());
            for (index, element) in elements.enumerate() {
                step(element.span());
                assert_eq!(node.element(index).map(Node::span), Some(element.span()));
            }
        }
        Shape::Object(members) => {
            assert_eq!(members.count(), node.len());
            for (name, span, value) in node.spanned_members() {
                let own = &node.text()[span.start - whole.start..span.end - whole.start];
                assert_eq!(own.parse::<Json>().ok(), Some(Json::from(&*name)));
                step(span);
                step(value.span());
                assert_eq!(node.member(&name).map(Node::span), Some(value.span()));
            }
        }
        _ => return,
    }
    assert!(between.chars().all(|c| " \t\r\n,:".contains(c)), "between values: {between}");
    match node.shape() {
        Shape::Array(elements) => elements.for_each(shallow),
        Shape::Object(members) => members.for_each(|(_, value)| shallow(value)),
        _ => {}
    }
}

/// The same one level down, as far as texts of texts do not cost too much.
fn shallow(node: Node<'_>) {
    if node.text().len() < 256 {
        spans(node);
    }
}

/// The place of a fault is a place of the text.
fn place(bytes: &[u8], error: &ReadError) {
    let place = error.place();
    assert!(place.offset <= bytes.len(), "{error}");
    let before = &bytes[..place.offset];
    assert_eq!(place.line, 1 + before.iter().filter(|b| **b == b'\n').count(), "{error}");
    assert!(place.column >= 1 && place.column <= place.offset + 1, "{error}");
    assert_eq!(error.limit().is_some(), error.kind() == ReadErrorKind::Limit);
    if let Some(first) = error.first_place() {
        assert!(first.offset < place.offset, "{error}");
    }
}

/// A limit takes nothing that would not be taken without it, makes nothing else of
/// it, and says its name.
fn under_limits(bytes: &[u8], read: &Result<Document<'_>, ReadError>) {
    let plain = Limits::default();
    for limits in [
        Limits { depth: 0, ..plain.clone() },
        Limits { depth: 2, ..plain.clone() },
        Limits { number: 3, ..plain.clone() },
        Limits { document: 24, ..plain.clone() },
    ] {
        match (Json::read(bytes, &limits), read) {
            (Ok(json), Ok(document)) => {
                assert_eq!(json.to_string(), document.root().to_json().to_string());
                assert!(bytes.len() <= limits.document);
                assert!(depth(document.root()) <= limits.depth);
            }
            (Ok(_), Err(error)) => panic!("a limit lets more in: {error}"),
            (Err(error), Ok(_)) => assert_eq!(error.kind(), ReadErrorKind::Limit, "{error}"),
            (Err(error), Err(other)) => {
                assert!(error == *other || error.kind() == ReadErrorKind::Limit, "{error}");
                place(bytes, &error);
            }
        }
    }
}

fn depth(node: Node<'_>) -> usize {
    match node.shape() {
        Shape::Array(elements) => 1 + elements.map(depth).max().unwrap_or(0),
        Shape::Object(members) => 1 + members.map(|(_, value)| depth(value)).max().unwrap_or(0),
        _ => 0,
    }
}
