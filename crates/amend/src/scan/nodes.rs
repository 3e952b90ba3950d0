//! Counting the values of a text before any memory is taken for them.
//!
//! A value takes two bytes of text at least, so short texts need no count; the
//! long ones are looked through once more, which is little beside reading them.

use super::behind_space;

/// Where the value stands that is one more than `most`, if the text has so many.
/// A text that breaks the grammar is counted as far as it goes.
pub(super) fn beyond(bytes: &[u8], most: usize) -> Option<usize> {
    if most >= bytes.len().div_ceil(2) {
        return None;
    }
    let mut found = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'"' => {
                let end = behind_string(bytes, at + 1);
                // A string that a colon follows is a name, and no value.
                if bytes.get(behind_space(bytes, end)) == Some(&b':') {
                    at = end;
                    continue;
                }
                end
            }
            b'[' | b'{' => at + 1,
            b']' | b'}' | b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            _ => {
                let is_part = |b: &u8| !b"[]{},:\" \t\n\r".contains(b);
                let rest = bytes.get(at..).unwrap_or_default();
                at + rest.iter().take_while(|b| is_part(b)).count()
            }
        };
        if found == most {
            return Some(at);
        }
        found += 1;
        at = end;
    }
    None
}

/// Behind the quote that ends a string.
fn behind_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::beyond;
    use crate::{Document, Limits};

    #[test]
    fn values_are_counted_as_the_tape_has_them() {
        for (text, values) in [
            ("1", 1),
            ("[]", 1),
            ("[0,0]", 3),
            (r#"{"a":1,"b":[true,null],"c":{"d":"x"}}"#, 7),
            ("[ [ ] , { } , \"\" , -1E2 ]\n", 5),
            (r#"["a\"b", "\\", "c:d", {"\":" : ":"}]"#, 6),
            (r#"{"" :1}"#, 2),
        ] {
            assert!(Document::parse(text).is_ok(), "{text}");
            assert_eq!(beyond(text.as_bytes(), values), None, "{text}");
            assert!(beyond(text.as_bytes(), values - 1).is_some(), "{text}");
            let limits = Limits { nodes: values - 1, ..Limits::default() };
            let error = Document::read(text.as_bytes(), &limits).unwrap_err();
            assert_eq!(error.limit(), Some("nodes"), "{text}");
        }
        assert_eq!(beyond(b"[0,10,20]", 2), Some(3));
    }

    /// What is no JSON is counted without going beyond its end.
    #[test]
    fn broken_texts_end() {
        for text in ["\"", "\"\\", "[\"a", "{\"a\"", "]]]]", ",,,,", "\u{e9}\u{e9}"] {
            let _ = beyond(text.as_bytes(), 0);
        }
    }
}
