//! How large and how deep a value is, measured no further than is needed.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "lengths and positions of what is in memory: their sums are far below what a usize holds"
)]

use crate::scan::behind_plain;
use crate::view::{Shape, View};

/// What a value takes: bytes of its compact text, and containers inside each
/// other.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Size {
    pub(crate) bytes: usize,
    pub(crate) depth: usize,
}

impl Size {
    /// Measures a value. The walk ends as soon as more than `bytes` or `depth`
    /// are found, and then gives what it found so far.
    pub(crate) fn of<'a, V: View<'a>>(value: V, bytes: usize, depth: usize) -> Self {
        let mut walk = Walk { size: Self::default(), bytes, depth };
        walk.value(value, 0);
        walk.size
    }
}

/// The bytes around one more element: a comma.
pub(crate) const ELEMENT_BYTES: usize = 1;

/// The bytes around one more member: its name, a colon and a comma.
pub(crate) fn member_bytes(name: &str) -> usize {
    name_bytes(name) + ELEMENT_BYTES
}

/// The bytes of a name with its quotes and its colon.
pub(crate) fn name_bytes(name: &str) -> usize {
    string_bytes(name) + 1
}

struct Walk {
    size: Size,
    bytes: usize,
    depth: usize,
}

impl Walk {
    /// Whether the walk may go on.
    fn value<'a, V: View<'a>>(&mut self, value: V, above: usize) -> bool {
        match value.shape() {
            Shape::Null | Shape::Bool(true) => self.bytes(4),
            Shape::Bool(false) => self.bytes(5),
            Shape::Number(text) => self.bytes(text.len()),
            Shape::String(text) => self.bytes(string_bytes(&text)),
            Shape::Array(mut elements) => {
                self.container(value.len(), above)
                    && elements.all(|element| self.value(element, above + 1))
            }
            Shape::Object(mut members) => {
                self.container(value.len(), above)
                    && members.all(|(name, member)| {
                        self.bytes(name_bytes(&name)) && self.value(member, above + 1)
                    })
            }
        }
    }

    fn bytes(&mut self, more: usize) -> bool {
        self.size.bytes = self.size.bytes.saturating_add(more);
        self.size.bytes <= self.bytes
    }

    /// Two brackets, and a comma between each two of what is inside.
    fn container(&mut self, len: usize, above: usize) -> bool {
        self.size.depth = self.size.depth.max(above + 1);
        self.bytes(2 + len.saturating_sub(1)) && self.size.depth <= self.depth
    }
}

/// The bytes of a string as it is written, quotes and escapes included.
pub(crate) fn string_bytes(text: &str) -> usize {
    // Most have none, which is soonest seen eight bytes at a time.
    let plain = behind_plain(text.as_bytes());
    let escapes: usize = text
        .bytes()
        .skip(plain)
        .map(|byte| match byte {
            b'"' | b'\\' | 0x08 | 0x09 | 0x0a | 0x0c | 0x0d => 1,
            0..=0x1f => 5,
            _ => 0,
        })
        .sum();
    text.len() + escapes + 2
}

#[cfg(test)]
mod tests {
    use super::Size;
    use crate::Json;

    #[test]
    fn the_bytes_are_those_of_the_compact_text() {
        for (text, depth) in [
            ("null", 0),
            ("[]", 1),
            (r#"{"a":[1,true,false,{"b\n":"\u0001\"\\\b\f\r\t"}],"é":1E400}"#, 3),
            ("[[],[[]],[]]", 3),
        ] {
            let json: Json = text.parse().unwrap();
            let size = Size::of(&json, usize::MAX, usize::MAX);
            assert_eq!(size, Size { bytes: json.to_string().len(), depth }, "{text}");
        }
    }

    #[test]
    fn the_walk_ends_early() {
        let json = Json::array(vec![Json::from(1); 1000]);
        let size = Size::of(&json, 10, usize::MAX);
        assert!(size.bytes > 10 && size.bytes < 2001);
    }
}
