//! Texts that carry their type in front, such as `[I:42]`, in words of its own.

use amend::Json;

/// A text with a type in front, read.
#[derive(Debug, PartialEq)]
enum Marked<'t> {
    Number(Json),
    Date([&'t str; 4]),
    Other(&'t str, &'t str),
}

/// The type in front, and the rest.
fn parted(text: &str) -> Option<(&str, &str)> {
    let (kind, rest) = text.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    ["I", "F", "M", "D", "DT", "T", "TS", "A", "B"].contains(&kind).then_some((kind, rest))
}

/// A text read as one of a type.
fn read<'t>(kind: &'t str, text: &'t str) -> Marked<'t> {
    let number = match text {
        "True" | "true" => Some(Json::from(1)),
        "False" | "false" => Some(Json::from(0)),
        _ => text.parse().ok().filter(|json: &Json| json.as_number().is_some()),
    };
    match (kind, number) {
        ("I" | "F" | "M", Some(number)) => Marked::Number(number),
        ("D" | "DT", _) => {
            let (day, time) = text.split_once(' ').unwrap_or((text, ""));
            let time =
                time.strip_prefix("00:00:00").map_or(time, |rest| rest.trim_matches(['.', '0']));
            let parts: Vec<&str> = day.split('/').collect();
            match parts.as_slice() {
                [month, day, year] => Marked::Date([month, day, year, time]),
                _ => Marked::Other(kind, text),
            }
        }
        _ => Marked::Other(kind, text),
    }
}

/// Whether the text is the empty form of its type.
pub(crate) fn is_nothing(text: &str) -> bool {
    match parted(text).map(|(kind, rest)| (kind, rest, read(kind, rest))) {
        None => text.is_empty(),
        Some((_, _, Marked::Number(number))) => number == Json::from(0),
        Some((_, _, Marked::Date([_, _, year, _]))) => year == "0001",
        Some(("A" | "B", rest, _)) => rest.is_empty(),
        Some((_, rest, _)) => rest.starts_with("0001-"),
    }
}

/// Whether two texts are one value: the type may be left away.
pub(crate) fn same(one: &str, other: &str) -> bool {
    if one == other || (is_nothing(one) && is_nothing(other)) {
        return true;
    }
    match (parted(one), parted(other)) {
        (None, None) => false,
        (Some((kind, rest)), None) => read(kind, rest) == read(kind, other),
        (None, Some((kind, rest))) => read(kind, rest) == read(kind, one),
        (Some((a, one)), Some((b, other))) => match (read(a, one), read(b, other)) {
            (Marked::Other(a, one), Marked::Other(b, other)) => a == b && one == other,
            (one, other) => one == other,
        },
    }
}
