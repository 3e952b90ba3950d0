//! What became of the records, counted.

use std::borrow::Cow;
use std::collections::BTreeMap;

use amend::Json;

/// Counts of a run, or of a part of one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tally {
    /// Lines, or pairs of records, that were worked on.
    pub(crate) records: u64,
    pub(crate) planned: u64,
    pub(crate) unchanged: u64,
    pub(crate) refused: u64,
    pub(crate) errors: u64,
    /// Requests that go out.
    pub(crate) requests: u64,
    /// Requests that go out as part of another.
    pub(crate) merged: u64,
    /// Refused records, by each code that they are refused with.
    pub(crate) codes: Words,
    /// Errors, by kind.
    pub(crate) kinds: Words,
}

type Words = BTreeMap<Cow<'static, str>, u64>;

impl Tally {
    /// Adds the counts of a part.
    pub(crate) fn add(&mut self, part: &Self) {
        let theirs = part.figures();
        for ((_, mine), (_, theirs)) in self.figures_mut().into_iter().zip(theirs) {
            *mine += theirs;
        }
        let words = [(&mut self.codes, &part.codes), (&mut self.kinds, &part.kinds)];
        for (mine, theirs) in words {
            for (word, count) in theirs {
                *mine.entry(word.clone()).or_default() += count;
            }
        }
    }

    /// Whether every record was planned or had nothing to plan.
    pub(crate) fn is_clean(&self) -> bool {
        self.refused == 0 && self.errors == 0
    }

    /// Counts an error.
    pub(crate) fn error(&mut self, kind: &'static str) {
        self.errors += 1;
        *self.kinds.entry(Cow::Borrowed(kind)).or_default() += 1;
    }

    fn figures(&self) -> [(&'static str, u64); 7] {
        [
            ("records", self.records),
            ("planned", self.planned),
            ("unchanged", self.unchanged),
            ("refused", self.refused),
            ("errors", self.errors),
            ("requests", self.requests),
            ("merged", self.merged),
        ]
    }

    fn figures_mut(&mut self) -> [(&'static str, &mut u64); 7] {
        [
            ("records", &mut self.records),
            ("planned", &mut self.planned),
            ("unchanged", &mut self.unchanged),
            ("refused", &mut self.refused),
            ("errors", &mut self.errors),
            ("requests", &mut self.requests),
            ("merged", &mut self.merged),
        ]
    }

    /// The counts as a journal keeps them.
    pub(crate) fn to_json(&self) -> Json {
        let figures = self.figures().map(|(name, count)| (name, Json::from(count)));
        let words = [("codes", words_json(&self.codes)), ("kinds", words_json(&self.kinds))];
        Json::object(figures.into_iter().chain(words))
    }

    pub(crate) fn from_json(json: &Json) -> Option<Self> {
        let count = |json: &Json| u64::try_from(json.as_i64()?).ok();
        let mut tally = Self::default();
        for (name, figure) in tally.figures_mut() {
            *figure = count(json.get(name)?)?;
        }
        let words = [("codes", &mut tally.codes), ("kinds", &mut tally.kinds)];
        for (name, words) in words {
            for (word, figure) in json.get(name)?.as_object()? {
                words.insert(Cow::Owned(word.to_owned()), count(figure)?);
            }
        }
        Some(tally)
    }
}

/// Words and how often each came up.
pub(crate) fn words_json(words: &Words) -> Json {
    Json::object(words.iter().map(|(word, count)| (word.as_ref(), Json::from(*count))))
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn counts_come_back_from_a_journal() {
        let mut tally = Tally { records: 3, requests: 2, merged: 1, ..Tally::default() };
        tally.error("syntax");
        tally.codes.insert("too-long".into(), 4);
        assert_eq!(Tally::from_json(&tally.to_json()), Some(tally.clone()));
        let mut twice = tally.clone();
        twice.add(&tally);
        assert_eq!(twice.kinds.get("syntax"), Some(&2));
        assert_eq!(twice.codes.get("too-long"), Some(&8));
        assert_eq!((twice.records, twice.errors), (6, 2));
        assert_eq!(Tally::from_json(&amend::Json::Null), None);
    }
}
