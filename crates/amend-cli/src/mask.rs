//! A line of a JSON text as it may be shown: its structure and its member names,
//! and the values only to those who ask for them.
//!
//! No string of JSON goes over the end of a line, so that a line can be read alone,
//! even in a text that is broken further down.

use std::ops::Range;

use amend_vendor::printable;

use crate::settings::Values;

/// A line that a terminal can be given, and what of it is marked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) mark: Range<usize>,
}

/// What of a text is to be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight<'a> {
    /// The whole text.
    pub(crate) bytes: &'a [u8],
    /// What is marked; the line is the one where it begins.
    pub(crate) mark: &'a Range<usize>,
    /// From here on the text was not read: what looks like a name may be none.
    pub(crate) unread: usize,
    /// Strings that are no values of a record, such as the `path` of an operation.
    pub(crate) open: &'a [Range<usize>],
}

/// What a hidden value looks like: its length is nobody's business either.
const HIDDEN: &str = "***";

/// Bytes around the mark that are worth writing.
const NEAR: usize = 2048;

/// Characters of the line before the mark, and behind its beginning.
const BEFORE: usize = 48;
const BEHIND: usize = 72;

impl Sight<'_> {
    /// The line, masked or not.
    pub(crate) fn line(self, values: Values) -> Line {
        let at = self.mark.start.min(self.bytes.len());
        let start = self.bytes.iter().take(at).rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
        let rest = self.bytes.get(at..).unwrap_or_default();
        let end = rest.iter().position(|b| *b == b'\n').map_or(self.bytes.len(), |p| at + p);
        let mut drawn = Drawn { text: String::new(), begin: None, end: 0 };
        let mut at = start;
        // A mark may go over all of a long line, of which the beginning is shown.
        let is_enough = |drawn: &Drawn| drawn.begin.is_some_and(|b| drawn.text.len() > b + NEAR);
        let last = self.mark.end.max(self.mark.start + 1).saturating_add(NEAR);
        while at < end && at < last && !is_enough(&drawn) {
            let next = self.token(at, end);
            if next + NEAR > self.mark.start {
                self.draw(at..next, end, values, &mut drawn);
            }
            at = next;
        }
        drawn.cut()
    }

    fn byte(self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    /// Where the token that begins here ends.
    fn token(self, at: usize, end: usize) -> usize {
        let first = self.byte(at);
        if is_structure(first) {
            return at + 1;
        }
        // The first character that was not expected is shown by itself.
        if at == self.unread && first.is_ascii_punctuation() {
            return at + 1;
        }
        if first == b'"' && at < self.unread {
            let mut at = at + 1;
            while at < end {
                match self.byte(at) {
                    b'\\' => at += 2,
                    b'"' => return at + 1,
                    _ => at += 1,
                }
            }
            return end;
        }
        let stops = |at: usize| {
            let byte = self.byte(at);
            is_structure(byte) || (byte == b'"' && at < self.unread) || at == self.unread
        };
        (at + 1..end).find(|at| stops(*at)).unwrap_or(end)
    }

    fn draw(self, token: Range<usize>, end: usize, values: Values, drawn: &mut Drawn) {
        let bytes = self.bytes.get(token.clone()).unwrap_or_default();
        let raw = String::from_utf8_lossy(bytes);
        let before = drawn.text.len();
        let hidden = values == Values::Hidden && !self.is_open(&token, &raw, end);
        match bytes.first() {
            Some(b'\t' | b'\r') => drawn.text.push(' '),
            Some(b'"') if hidden && token.start < self.unread => {
                drawn.text.push('"');
                drawn.text.push_str(HIDDEN);
                if raw.len() > 1 && raw.ends_with('"') {
                    drawn.text.push('"');
                }
            }
            _ if hidden => drawn.text.push_str(HIDDEN),
            _ => drawn.text.push_str(&printable(&raw)),
        }
        // The mark, within the token where the token is shown.
        let touches =
            token.start < self.mark.end.max(self.mark.start + 1) && self.mark.start < token.end;
        if touches {
            let inside = self.mark.start.saturating_sub(token.start);
            let skipped = if hidden || inside == 0 {
                0
            } else {
                let head = bytes.get(..inside).unwrap_or_default();
                printable(&String::from_utf8_lossy(head)).len()
            };
            let from = (before + skipped).min(drawn.text.len());
            drawn.begin.get_or_insert(from);
            let one = self.mark.len() <= 1 && !hidden;
            drawn.end = if one {
                let c = drawn.text.get(from..).and_then(|rest| rest.chars().next());
                from + c.map_or(0, char::len_utf8)
            } else {
                drawn.text.len()
            };
        }
    }

    /// Whether a token is no value: structure, a name, or told to be open.
    fn is_open(self, token: &Range<usize>, raw: &str, end: usize) -> bool {
        let alone = token.len() == 1;
        match self.byte(token.start) {
            byte if is_structure(byte) => true,
            byte if token.start >= self.unread => {
                token.start == self.unread && alone && byte.is_ascii_punctuation()
            }
            b'"' => {
                let mut behind = token.end..end.min(self.unread);
                let next = behind.find(|at| !self.byte(*at).is_ascii_whitespace());
                next.is_some_and(|at| self.byte(at) == b':')
                    || self.open.iter().any(|open| open == token)
            }
            _ => raw == "null",
        }
    }
}

/// What stands between values.
fn is_structure(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b' ' | b'\t' | b'\r')
}

/// A line while it is written.
struct Drawn {
    text: String,
    begin: Option<usize>,
    end: usize,
}

impl Drawn {
    fn cut(self) -> Line {
        let text = self.text.trim_end();
        let begin = self.begin.unwrap_or(text.len()).min(text.len());
        let end = self.end.clamp(begin, text.len());
        let place = |back: bool, count: usize| {
            let found = if back {
                text.get(..begin).and_then(|t| t.char_indices().rev().nth(count)).map(|(at, _)| at)
            } else {
                text.get(begin..)
                    .and_then(|t| t.char_indices().nth(count))
                    .map(|(at, _)| at + begin)
            };
            found.unwrap_or(if back { 0 } else { text.len() })
        };
        let (from, to) = (place(true, BEFORE), place(false, BEHIND));
        let mut shown = String::new();
        if from > 0 {
            shown.push('…');
        }
        let moved = shown.len();
        shown.push_str(text.get(from..to).unwrap_or_default());
        let mark = begin - from + moved..end.min(to) - from + moved;
        if to < text.len() {
            shown.push('…');
        }
        Line { text: shown, mark }
    }
}

#[cfg(test)]
mod tests {
    use super::Sight;
    use crate::settings::Values;

    fn line(text: &str, mark: std::ops::Range<usize>, unread: usize, values: Values) -> String {
        let line = Sight { bytes: text.as_bytes(), mark: &mark, unread, open: &[] }.line(values);
        let width = |text: &str| text.chars().count();
        format!(
            "{}\n{}{}",
            line.text,
            " ".repeat(width(&line.text[..line.mark.start])),
            "^".repeat(width(&line.text[line.mark.clone()]).max(1))
        )
    }

    #[test]
    fn names_and_structure_are_shown_and_values_are_not() {
        let text = "{\n\t\"name\": \"Ada \\\" : L\", \"n\": 42, \"t\": true, \"x\": null}";
        let at = text.find("42").unwrap();
        assert_eq!(
            line(text, at..at + 2, usize::MAX, Values::Hidden),
            " \"name\": \"***\", \"n\": ***, \"t\": ***, \"x\": null}\n                     ^^^"
        );
        assert_eq!(
            line(text, at..at + 2, usize::MAX, Values::Shown),
            " \"name\": \"Ada \\\" : L\", \"n\": 42, \"t\": true, \"x\": null}\n                            ^^"
        );
    }

    #[test]
    fn what_was_not_read_is_masked_whatever_it_looks_like() {
        let text = r#"{"a": "x" Ada", "Lovelace": "1815"}"#;
        let at = text.find("Ada").unwrap();
        let masked = line(text, at..at + 1, at, Values::Hidden);
        assert_eq!(masked, "{\"a\": \"***\" ***, ***: ***}\n            ^^^");
        assert_eq!(line("{'a': 1}", 1..2, 1, Values::Hidden), "{'***: ***}\n ^");
    }

    /// What cannot be shown is not drawn: a patch of many operations is one long line.
    #[test]
    fn a_long_mark_is_drawn_as_far_as_it_is_shown() {
        let line = |count: usize| {
            let text = format!("[{}]", vec!["\"a\""; count].join(","));
            line(&text, 0..text.len(), usize::MAX, Values::Hidden)
        };
        assert_eq!(line(1_000), line(600));
        assert!(line(1_000).contains("\"***\",\"***\"") && line(1_000).contains('…'));
    }

    #[test]
    fn a_cut_string_and_the_end_of_the_text() {
        assert_eq!(line(r#"{"a": "Ada"#, 10..10, 10, Values::Hidden), "{\"a\": \"***\n          ^");
        assert_eq!(line("", 0..0, 0, Values::Hidden), "\n^");
    }

    #[test]
    fn t49_terminals_get_nothing_to_obey() {
        let text = "{\"a\u{1b}[2J\": \"\u{202e}x\u{1b}[2J\", \"b\": 1}";
        let at = text.find(": 1").unwrap() + 2;
        for values in [Values::Hidden, Values::Shown] {
            let line = line(text, at..at + 1, usize::MAX, values);
            assert!(line.chars().all(|c| c == '\n' || !c.is_control()), "{line:?}");
            assert!(!line.contains('\u{202e}'));
        }
    }

    #[test]
    fn a_line_of_megabytes_is_cut_around_the_mark() {
        let text = format!("[{}9, {}1]", "1, ".repeat(1 << 20), "1, ".repeat(1 << 20));
        let at = text.find('9').unwrap();
        let line = line(&text, at..at + 1, usize::MAX, Values::Shown);
        assert!(line.starts_with('…') && line.len() < 400, "{line}");
        let (text, mark) = line.split_once('\n').unwrap();
        assert_eq!(text.chars().nth(mark.chars().count() - 1), Some('9'));
    }
}
