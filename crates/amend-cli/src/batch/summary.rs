//! What a run came to, at its end: for people on standard error, as JSON where it
//! is asked for.

use std::fmt::Write as _;
use std::io::Write as _;

use amend::Json;
use amend::value::Members;
use amend_vendor::{Entity, printable};

use crate::batch::listing::Listing;
use crate::batch::tally::{Tally, words_json};
use crate::failure::{ErrorFormat, Failure, Status};

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Summary<'a> {
    pub(crate) entity: &'a Entity,
    pub(crate) tally: &'a Tally,
    /// Counts that only one verb has, in front of the others.
    pub(crate) own: Vec<(&'static str, u64)>,
    /// What the tally's records are: the name of their count.
    pub(crate) records: &'static str,
    /// Lines of OLD and of NEW whose people are not known.
    pub(crate) unread: Option<[u64; 2]>,
    /// What looked wrong before the run.
    pub(crate) doubt: Option<&'static str>,
}

impl Summary<'_> {
    /// Says it, and gives the status of the run.
    pub(crate) fn tell(
        &self,
        file: Option<Listing>,
        errors: ErrorFormat,
    ) -> Result<Status, Failure> {
        if let Some(mut file) = file {
            file.line(&format!("{:#}", self.to_json()))?;
            file.place()?;
        }
        let text = match errors {
            ErrorFormat::Text => printable_lines(&self.text()),
            ErrorFormat::Json => Json::object([("summary", self.to_json())]).to_string(),
        };
        // Where it cannot be told, there is nobody left to tell that.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
        Ok(if self.tally.is_clean() { Status::Done } else { Status::Negative })
    }

    /// Seconds that the requests need at the vendor's rate.
    fn seconds(&self) -> Option<u64> {
        let rate = self.entity.update.rate.as_ref()?;
        let needed = u128::from(self.tally.requests) * u128::from(rate.seconds);
        u64::try_from(needed.div_ceil(u128::from(rate.requests))).ok()
    }

    pub(crate) fn to_json(&self) -> Json {
        let tally = self.tally;
        let mut summary = Members::new();
        summary.insert("vendor", self.entity.vendor.as_str());
        for (name, count) in &self.own {
            summary.insert(*name, *count);
        }
        if !self.records.is_empty() {
            summary.insert(self.records, tally.records);
        }
        if let Some([old, new]) = self.unread {
            summary.insert("unread", Json::object([("old", old), ("new", new)]));
        }
        summary.insert("planned", tally.planned);
        summary.insert("unchanged", tally.unchanged);
        summary.insert("refused", tally.refused);
        summary.insert("errors", tally.errors);
        summary.insert("requests", tally.requests);
        let saved = [("unchanged", tally.unchanged), ("bulk", tally.merged)];
        summary.insert("requests_saved", Json::object(saved));
        summary.insert("seconds", self.seconds().map_or(Json::Null, Json::from));
        let rate = self.entity.update.rate.as_ref().map_or(Json::Null, |rate| {
            Json::object([
                ("requests", Json::from(rate.requests)),
                ("seconds", Json::from(rate.seconds)),
                ("source", Json::from(rate.source.as_str())),
            ])
        });
        summary.insert("rate", rate);
        summary.insert("refusals", words_json(&tally.codes));
        summary.insert("error_kinds", words_json(&tally.kinds));
        summary.insert("doubts", Json::array(self.doubts().iter().map(String::as_str)));
        Json::from(summary)
    }

    /// What looks like a run with the wrong files.
    fn doubts(&self) -> Vec<String> {
        let tally = self.tally;
        let count = |wanted: &str| {
            let own = self.own.iter().find(|(name, _)| *name == wanted);
            own.map_or(tally.records, |(_, count)| *count)
        };
        let mut doubts: Vec<String> = self.doubt.iter().map(ToString::to_string).collect();
        if tally.refused > 0 && tally.planned == 0 && tally.unchanged == 0 {
            let title = &self.entity.title;
            doubts.push(format!("no record was planned: are these people of {title}?"));
        }
        let files = if self.records.is_empty() { &["old", "new"][..] } else { &[self.records] };
        let empty: Vec<&str> = files.iter().copied().filter(|name| count(name) == 0).collect();
        for name in &empty {
            let file = if *name == "lines" { "the input".to_owned() } else { name.to_uppercase() };
            doubts.push(format!("{file} is empty"));
        }
        let sides = [("OLD", "added"), ("NEW", "removed")];
        for (count, (file, list)) in self.unread.into_iter().flatten().zip(sides) {
            if count > 0 {
                let lines = counted(count, "line");
                doubts.push(format!(
                    "{lines} of {file} could not be read: their people may be among the {list}"
                ));
            }
        }
        if self.records.is_empty()
            && empty.is_empty()
            && count("added") > 0
            && count("removed") > 0
            && tally.records + tally.unchanged == 0
        {
            doubts.push("no key is in both snapshots: is --key right for both?".to_owned());
        }
        doubts
    }

    fn text(&self) -> String {
        let tally = self.tally;
        let mut own = self.own.clone();
        if !self.records.is_empty() {
            own.push((self.records, tally.records));
        }
        let own: Vec<String> = own
            .iter()
            .map(|(name, count)| match *name {
                "lines" => counted(*count, "line"),
                name => format!("{count} {name}"),
            })
            .collect();
        // Writing to a String cannot fail.
        let mut text = format!(
            "amend: {}: {} planned, {} unchanged, {} refused, {}",
            own.join(", "),
            tally.planned,
            tally.unchanged,
            tally.refused,
            counted(tally.errors, "error")
        );
        let _ = write!(text, "\namend: {}", counted(tally.requests, "request"));
        let saved = tally.unchanged + tally.merged;
        if saved > 0 {
            let _ = write!(text, ", {saved} saved ({} had none to make", tally.unchanged);
            if tally.merged > 0 {
                let _ = write!(text, ", {} go with others", tally.merged);
            }
            text.push(')');
        }
        match (self.seconds(), &self.entity.update.rate) {
            (Some(seconds), Some(rate)) => {
                let _ = write!(
                    text,
                    "; {} at {} in {} s",
                    duration(seconds),
                    rate.requests,
                    rate.seconds
                );
            }
            _ => text.push_str(
                "; the vendor publishes no rate limit, so how long they need is not known",
            ),
        }
        for (name, words) in [("refused", &tally.codes), ("errors", &tally.kinds)] {
            if !words.is_empty() {
                let words: Vec<String> =
                    words.iter().map(|(word, count)| format!("{word} {count}")).collect();
                let _ = write!(text, "\namend: {name}: {}", words.join(", "));
            }
        }
        for doubt in self.doubts() {
            let _ = write!(text, "\namend: {doubt}");
        }
        text
    }
}

fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Seconds as people say them.
fn duration(seconds: u64) -> String {
    let (minutes, rest) = (seconds / 60, seconds % 60);
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{rest} s"),
        (0, minutes) => format!("{minutes} min {rest} s"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn time_is_told_as_people_tell_it() {
        assert_eq!(duration(0), "0 s");
        assert_eq!(duration(59), "59 s");
        assert_eq!(duration(60), "1 min 0 s");
        assert_eq!(duration(3_599), "59 min 59 s");
        assert_eq!(duration(333_333), "92 h 35 min");
    }
}
