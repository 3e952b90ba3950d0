//! The forms of texts: dates, times, UUIDs. Every character at every place.

use amend_vendor::{Format, has_format, is_uuid};

/// The texts that differ from this one in one character, with the place.
fn neighbours(text: &str) -> impl Iterator<Item = (usize, char, String)> + '_ {
    (0..text.len()).flat_map(move |at| {
        (0..128_u8).map(char::from).map(move |c| {
            let (before, after) = text.split_at(at);
            (at, c, format!("{before}{c}{}", &after[1..]))
        })
    })
}

#[test]
fn dates_are_those_of_the_calendar() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leaps = [(0, 1), (1, 0), (4, 1), (100, 0), (400, 1), (1900, 0), (1999, 0), (2000, 1)];
    for (year, more) in leaps.into_iter().chain([(2023, 0), (2024, 1), (2100, 0), (9996, 1)]) {
        for month in 0..=99_usize {
            for day in 0..=99 {
                let length = month.checked_sub(1).and_then(|at| lengths.get(at));
                let most = length.map_or(0, |days| days + if month == 2 { more } else { 0 });
                let text = format!("{year:04}-{month:02}-{day:02}");
                assert_eq!(has_format(Format::Date, &text), (1..=most).contains(&day), "{text}");
            }
        }
    }
}

#[test]
fn a_date_has_digits_and_dashes() {
    for (at, c, text) in neighbours("1111-11-11") {
        let holds = if matches!(at, 4 | 7) { c == '-' } else { c.is_ascii_digit() };
        // 2 to 9 make no month and no day of the first digit, 3 makes no month.
        let in_calendar = match at {
            5 => c == '1' || c == '0',
            6 | 8 => c <= '2',
            _ => true,
        };
        assert_eq!(has_format(Format::Date, &text), holds && in_calendar, "{text:?}");
    }
    for text in ["", "1111-11-1", "1111-11-111", "11111-11-11", "1111-11-11 ", "1111-11-11T"] {
        assert!(!has_format(Format::Date, text), "{text:?}");
    }
}

#[test]
fn a_clock_has_hours_minutes_and_seconds() {
    let holds = |text: &str| has_format(Format::DateTime, text);
    for two in 0..=99 {
        for (text, most) in [
            (format!("2024-02-29T{two:02}:00:00"), 23),
            (format!("2024-02-29T00:{two:02}:00"), 59),
            (format!("2024-02-29T00:00:{two:02}"), 59),
            (format!("2024-02-29T00:00:00+{two:02}:00"), 23),
            (format!("2024-02-29T00:00:00-00:{two:02}"), 59),
        ] {
            assert_eq!(holds(&text), two <= most, "{text}");
        }
    }
    for text in [
        "2024-02-29T23:59:59",
        "2024-02-29T23:59:59Z",
        "2024-02-29T23:59:59.0",
        "2024-02-29T23:59:59.123456789",
        "2024-02-29T23:59:59.5Z",
        "2024-02-29T23:59:59.5+01:00",
        "2024-02-29T23:59:59-23:59",
    ] {
        assert!(holds(text), "{text}");
    }
    for text in [
        "",
        "T",
        "2024-02-29",
        "2024-02-29T",
        "2024-02-29 23:59:59",
        "2024-02-29t23:59:59",
        "2023-02-29T23:59:59",
        "2024-02-29T23:59",
        "2024-02-29T23:59:5",
        "2024-02-29T23:59:599",
        "2024-02-29T23:59:59.",
        "2024-02-29T23:59:59.Z",
        "2024-02-29T23:59:59.x",
        "2024-02-29T23:59:59.5x",
        "2024-02-29T23:59:59.5.5",
        "2024-02-29T23:59:59z",
        "2024-02-29T23:59:59ZZ",
        "2024-02-29T23:59:59+01",
        "2024-02-29T23:59:59+0100",
        "2024-02-29T23:59:59+1:00",
        "2024-02-29T23:59:59+01:000",
        "2024-02-29T23:59:59Z+01:00",
        "2024-02-29TZ",
        "2024-02-29T23:59:59 ",
    ] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn a_clock_has_digits_and_colons() {
    let text = "1111-11-11T11:11:11+11:11";
    for (at, c, text) in neighbours(text).filter(|(at, _, _)| *at > 10) {
        let holds = match at {
            13 | 16 | 22 => c == ':',
            19 => c == '+' || c == '-',
            11 | 20 => ('0'..='2').contains(&c),
            14 | 17 | 23 => ('0'..='5').contains(&c),
            _ => c.is_ascii_digit(),
        };
        // A dot makes a fraction of what follows, if that is digits up to the zone.
        assert_eq!(has_format(Format::DateTime, &text), holds, "{text:?}");
    }
}

#[test]
fn a_uuid_has_hexadecimal_digits_in_five_groups() {
    let text = "183ed5cc-3182-45de-84d1-D520F2604810";
    for (at, c, text) in neighbours(text) {
        let dash = [8, 13, 18, 23].contains(&at);
        let holds = if dash { c == '-' } else { c.is_ascii_hexdigit() };
        assert_eq!(is_uuid(&text), holds, "{text:?}");
    }
    for text in ["", &text[1..], &format!("{text}0"), &format!("{text}-"), &text.replace('-', "")] {
        assert!(!is_uuid(text), "{text:?}");
    }
}
