//! Text that a terminal, or a log that somebody reads, cannot be tricked with.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with everything escaped that would not be seen as what it is:
/// control characters, characters that turn the direction of writing, and those
/// without width. They are shown as JSON writes them (`\u202e`), so that a
/// quoted string stays the JSON string that it was.
///
/// `##[` and `##vso[` begin a command in the logs of some build services,
/// wherever they stand in a line: their second `#` is escaped too.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let command = shown.ends_with('#') && (rest.starts_with("#[") || rest.starts_with("#vso["));
        if is_unseen(c) || command {
            escape(&mut shown, c);
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// As [`printable`], where line feeds are the layout of this program's own and
/// not part of anybody's data.
pub fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

fn escape(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// General category Cc, Zl and Zp, the property `Default_Ignorable_Code_Point`
/// (zero width characters, direction marks, tags, variation selectors), and the
/// interlinear annotations.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::{printable, printable_lines};

    #[test]
    fn what_is_seen_stays_as_it_is() {
        for text in ["", "plain", "é ß 你好 😀", "e\u{301}", "a\\u0041", "## title", "#[", "##x["]
        {
            assert_eq!(printable(text), text);
        }
    }

    #[test]
    fn t49_what_is_not_seen_is_escaped() {
        for (text, shown) in [
            ("\u{1b}[31m", "\\u001b[31m"),
            ("a\r\nb\tc\0", "a\\u000d\\u000ab\\u0009c\\u0000"),
            ("\u{7f}\u{85}\u{9b}", "\\u007f\\u0085\\u009b"),
            ("\u{202e}\u{2066}\u{200f}\u{61c}", "\\u202e\\u2066\\u200f\\u061c"),
            ("\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}", "\\u200b\\u200d\\u2060\\ufeff\\u00ad"),
            ("\u{2028}\u{2029}", "\\u2028\\u2029"),
            ("\u{e0041}", "\\udb40\\udc41"),
            ("x ##[error] ##vso[task]", "x #\\u0023[error] #\\u0023vso[task]"),
            ("###[x", "##\\u0023[x"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }

    #[test]
    fn only_line_feeds_of_our_own_stay() {
        assert_eq!(printable_lines("a\n\u{1b}b\n"), "a\n\\u001bb\n");
    }
}
