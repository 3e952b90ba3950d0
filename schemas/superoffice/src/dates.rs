//! Dates of records and of HTTP headers, without a clock.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "years of four digits, and what has_format has seen to be a clock and a zone of two digits each"
)]

use amend_vendor::{Format, has_format};

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: i64 = 86_400;

/// A moment in seconds since 1970, and whether a part of a second goes beyond it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Moment {
    seconds: i64,
    beyond: bool,
}

impl Moment {
    /// A date of a record: UTC where it has no zone (`UpdatedDate` is in UTC).
    /// A date in the year 1 is none.
    pub(crate) fn of_record(text: &str) -> Option<Self> {
        if !has_format(Format::DateTime, text) {
            return None;
        }
        let number = |at: std::ops::Range<usize>| text.get(at)?.parse::<i64>().ok();
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        if year <= 1 {
            return None;
        }
        let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
        let rest = text.get(19..)?;
        let (fraction, zone) = match rest.find(['Z', '+', '-']) {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let offset = match zone.split_at_checked(1) {
            None | Some(("Z", _)) => 0,
            Some((sign, time)) => {
                let (hours, minutes) = time.split_once(':')?;
                let offset = hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60;
                if sign == "-" { -offset } else { offset }
            }
        };
        let seconds = day_number(year, month, day) * DAY + hour * 3_600 + minute * 60 + second;
        let beyond = fraction.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        Some(Self { seconds: seconds - offset, beyond })
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
    pub(crate) fn of_header(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once(", ")?;
        let parts: Vec<&str> = rest.split(' ').collect();
        let [day, month, year, time, "GMT"] = parts.as_slice() else {
            return None;
        };
        let month = MONTHS.iter().position(|name| name == month)? + 1;
        let date = format!("{year}-{month:02}-{day}T{time}");
        Self::of_record(&date).filter(|_| date.len() == 19)
    }

    /// The header for this moment, rounded up to a whole second.
    pub(crate) fn to_header(self) -> Option<String> {
        let seconds = self.seconds + i64::from(self.beyond);
        let (days, time) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = date(days);
        let weekday = DAYS.get(usize::try_from(days.rem_euclid(7)).ok()?)?;
        let name = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
        let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
        (1..=9_999).contains(&year).then(|| {
            format!("{weekday}, {day:02} {name} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
        })
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted from a March
/// so that the leap day is the last of a year.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`day_number`].
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{Moment, date, day_number};

    fn header(text: &str) -> Option<String> {
        Moment::of_record(text)?.to_header()
    }

    #[test]
    fn the_header_is_the_next_whole_second_in_utc() {
        for (record, expected) in [
            ("2022-07-14T14:44:54", "Thu, 14 Jul 2022 14:44:54 GMT"),
            ("2022-07-14T14:44:54.000", "Thu, 14 Jul 2022 14:44:54 GMT"),
            ("2022-07-14T14:44:54.0000001", "Thu, 14 Jul 2022 14:44:55 GMT"),
            ("2022-12-31T23:59:59.37", "Sun, 01 Jan 2023 00:00:00 GMT"),
            ("2024-02-28T23:59:59.5Z", "Thu, 29 Feb 2024 00:00:00 GMT"),
            ("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("2008-09-15T02:30:52.7255309+02:00", "Mon, 15 Sep 2008 00:30:53 GMT"),
            ("2008-09-15T22:30:52-03:30", "Tue, 16 Sep 2008 02:00:52 GMT"),
            ("1970-01-01T00:00:00", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("1969-12-31T23:59:58.9", "Wed, 31 Dec 1969 23:59:59 GMT"),
            ("2000-02-29T12:00:00", "Tue, 29 Feb 2000 12:00:00 GMT"),
        ] {
            assert_eq!(header(record).as_deref(), Some(expected), "{record}");
        }
    }

    #[test]
    fn what_is_no_date_gives_no_header() {
        for text in ["0001-01-01T00:00:00", "", "yesterday", "2022-07-14", "2023-02-29T00:00:00"] {
            assert_eq!(header(text), None, "{text}");
        }
    }

    #[test]
    fn a_header_is_read_as_it_is_written() {
        for text in ["2022-07-14T14:44:54", "1969-12-31T23:59:58", "2400-02-29T00:00:00"] {
            let moment = Moment::of_record(text);
            let header = moment.and_then(Moment::to_header).unwrap();
            assert_eq!(Moment::of_header(&header), moment, "{header}");
        }
        for text in ["", "Thu, 14 Jul 2022 14:44:54 CET", "14 Jul 2022 14:44:54 GMT", "Thu, x"] {
            assert_eq!(Moment::of_header(text), None, "{text}");
        }
    }

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-720_000..2_900_000).step_by(97) {
            let (year, month, day) = date(days);
            assert_eq!(day_number(year, month, day), days);
        }
    }
}
