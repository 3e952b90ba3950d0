//! Texts that carry their type in front: `[I:42]` is the integer 42, and the same
//! value as `42` where a client leaves the type away.

use amend::Json;

/// The types, as the marker names them.
const TYPES: [&str; 9] = ["I", "F", "M", "D", "DT", "T", "TS", "A", "B"];

/// The marker of a text, if it has one, and what it stands in front of.
///
/// ```
/// use amend_vendor::marker;
///
/// assert_eq!(marker("[I:42]"), (Some("I"), "42"));
/// assert_eq!(marker("42"), (None, "42"));
/// assert_eq!(marker("[X:42]"), (None, "[X:42]"));
/// ```
pub fn marker(text: &str) -> (Option<&str>, &str) {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match inner.and_then(|inner| inner.split_once(':')) {
        Some((kind, body)) if TYPES.contains(&kind) => (Some(kind), body),
        _ => (None, text),
    }
}

/// Whether a text is the empty form of its type: no text, 0, a date in the year 1.
pub(crate) fn is_empty(text: &str) -> bool {
    match marker(text) {
        (Some("I" | "F" | "M"), body) => number(body).is_some_and(|n| n == Json::from(0)),
        (Some("D" | "DT"), body) => {
            moment(body).is_some_and(|moment| moment.year == 1) || body.starts_with("0001-")
        }
        (None | Some("A" | "B"), body) => body.is_empty(),
        (Some(_), _) => false,
    }
}

/// Whether two texts are the same value: a marker only adds the type.
pub(crate) fn same(one: &str, other: &str) -> bool {
    if one == other || (is_empty(one) && is_empty(other)) {
        return true;
    }
    let ((a, one), (b, other)) = (marker(one), marker(other));
    match (a, b) {
        // Two plain texts are the same only letter by letter.
        (None, None) => false,
        (Some("I" | "F" | "M") | None, Some("I" | "F" | "M") | None) => {
            truth(one).or_else(|| number(one)).is_some_and(|value| {
                truth(other).or_else(|| number(other)).is_some_and(|other| value == other)
            })
        }
        (Some("D" | "DT") | None, Some("D" | "DT") | None) => {
            one == other
                || moment(one).is_some_and(|value| moment(other).is_some_and(|o| value == o))
        }
        (Some(a), Some(b)) => a == b && one == other,
        _ => one == other,
    }
}

fn number(text: &str) -> Option<Json> {
    text.parse().ok().filter(|json: &Json| json.as_number().is_some())
}

/// A checkbox is an integer that some services write as a word.
fn truth(text: &str) -> Option<Json> {
    match text {
        "True" | "true" => Some(Json::from(1)),
        "False" | "false" => Some(Json::from(0)),
        _ => None,
    }
}

/// A date of the invariant culture, `MM/dd/yyyy`, and the time after it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Moment<'t> {
    year: u32,
    month: u32,
    day: u32,
    /// Without the zeros that say nothing.
    time: &'t str,
}

fn moment(text: &str) -> Option<Moment<'_>> {
    let (date, time) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = date.split('/');
    let mut part = |digits: usize| {
        parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let (month, day, year) = (part(2)?, part(2)?, part(4)?);
    if parts.next().is_some() || !time.bytes().all(|b| b.is_ascii_digit() || b":.".contains(&b)) {
        return None;
    }
    let time = match time.split_once('.') {
        Some(_) => time.trim_end_matches('0').trim_end_matches('.'),
        None => time,
    };
    let time = if time == "00:00:00" { "" } else { time };
    Some(Moment {
        year: year.parse().ok()?,
        month: month.parse().ok()?,
        day: day.parse().ok()?,
        time,
    })
}

#[cfg(test)]
mod tests {
    use super::{is_empty, same};

    #[test]
    fn a_marker_only_adds_the_type() {
        for (one, other) in [
            ("[I:42]", "42"),
            ("[F:3.140]", "3.14"),
            ("[I:3]", "[F:3.0]"),
            ("[M:1e2]", "100"),
            ("[I:1]", "True"),
            ("false", "[I:0]"),
            ("0", "[I:0]"),
            ("[D:06/01/2020]", "[DT:06/01/2020 00:00:00.0000000]"),
            ("[D:06/01/2020]", "06/01/2020"),
            ("[DT:06/01/2020 10:30:00]", "[DT:06/01/2020 10:30:00.000]"),
            ("[T:10:30:00]", "10:30:00"),
            ("[A:3,4,5]", "3,4,5"),
            ("[I:0]", ""),
            ("[D:01/01/0001 00:00:00.0000000]", "[DT:01/01/0001 00:00:00]"),
            ("[D:01/01/0001]", ""),
        ] {
            assert!(same(one, other) && same(other, one), "{one} = {other}");
        }
    }

    #[test]
    fn other_values_stay_others() {
        for (one, other) in [
            ("42", "42.0"),
            ("042", "42"),
            ("True", "1"),
            ("[I:42]", "43"),
            ("[I:42]", "forty-two"),
            ("[I:42]", "[D:42]"),
            ("[D:06/01/2020]", "[D:01/06/2020]"),
            ("[D:06/01/2020]", "[DT:06/01/2020 10:30:00]"),
            ("[D:2020.06.01]", "[D:06/01/2020]"),
            ("[D:6/1/2020]", "[D:06/01/2020]"),
            ("0", ""),
            ("[I:0]", "0001"),
            ("[X:1]", "1"),
            ("[I:1", "1"),
            ("[D:01/01/0002]", ""),
        ] {
            assert!(!same(one, other) && !same(other, one), "{one} ≠ {other}");
        }
    }

    #[test]
    fn the_empty_forms_are_those_of_the_types() {
        for text in ["", "[I:0]", "[F:0.0]", "[M:0]", "[D:01/01/0001 00:00:00.0000000]", "[A:]"] {
            assert!(is_empty(text), "{text}");
        }
        for text in ["0", " ", "[I:1]", "[D:01/01/0002]", "[T:00:00:00]", "[I:]", "01/01/0001"] {
            assert!(!is_empty(text), "{text}");
        }
    }
}
