//! The journal of an output file: what run it belongs to, and how much of it is
//! known to have reached the disk. It holds figures only, nothing of a record.
//!
//! A line is JSON, a tab, and the CRC-32 of the JSON. What a kill or a torn write
//! leaves behind the last whole line is no part of the journal.

use amend::Json;

use crate::batch::disk::DiskFile;

/// What a journal begins with.
const FORMAT: i64 = 1;

/// A point up to which a run is safe.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Bytes of the output, as it stands on the disk.
    pub(crate) output: u64,
    /// The CRC-32 of those behind the record before.
    pub(crate) sum: u32,
    /// Whether nothing comes behind them.
    pub(crate) sealed: bool,
    /// What the run needs to go on from here.
    pub(crate) state: Json,
}

/// What a journal says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    /// The run; nothing where not even the first line is whole.
    pub(crate) run: Option<Json>,
    /// Where the line of the run ends.
    pub(crate) start: u64,
    /// The records, each with the place where its line ends.
    pub(crate) records: Vec<(Record, u64)>,
}

impl Record {
    pub(crate) fn line(&self) -> String {
        line(&Json::object([
            ("output", Json::from(self.output)),
            ("sum", Json::from(self.sum)),
            ("sealed", Json::from(self.sealed)),
            ("state", self.state.clone()),
        ]))
    }

    fn from_json(json: &Json) -> Option<Self> {
        let figure = |name: &str| json.get(name).and_then(Json::as_i64);
        Some(Self {
            output: u64::try_from(figure("output")?).ok()?,
            sum: u32::try_from(figure("sum")?).ok()?,
            sealed: json.get("sealed")?.as_bool()?,
            state: json.get("state")?.clone(),
        })
    }
}

/// The first line of a journal.
pub(crate) fn first_line(run: &Json) -> String {
    line(&Json::object([("amend", Json::from(FORMAT)), ("run", run.clone())]))
}

impl Journal {
    /// Reads a journal as far as it is whole.
    pub(crate) fn read(file: &mut impl DiskFile) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        Ok(Self::parse(&bytes))
    }

    fn parse(bytes: &[u8]) -> Self {
        let mut journal = Self::default();
        let mut end = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(json) = whole(line) else {
                break;
            };
            end += line.len() as u64;
            if journal.run.is_none() {
                let ours = json.get("amend").and_then(Json::as_i64) == Some(FORMAT);
                let Some(run) = json.get("run").filter(|_| ours) else {
                    break;
                };
                journal.run = Some(run.clone());
                journal.start = end;
            } else if let Some(record) = Record::from_json(&json) {
                journal.records.push((record, end));
            } else {
                break;
            }
        }
        journal
    }
}

fn line(json: &Json) -> String {
    let text = json.to_string();
    let sum = crc32fast::hash(text.as_bytes());
    format!("{text}\t{sum:08x}\n")
}

/// The JSON of a line that is whole.
fn whole(line: &[u8]) -> Option<Json> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let (text, sum) = line.rsplit_once('\t')?;
    let holds = sum == format!("{:08x}", crc32fast::hash(text.as_bytes()));
    if holds { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use amend::Json;

    use super::{Journal, Record, first_line};

    #[test]
    fn a_torn_line_ends_the_journal() {
        let run: Json = r#"{"verb":"batch"}"#.parse().unwrap();
        let mut text = first_line(&run);
        let mut ends = vec![text.len()];
        for n in 0..3 {
            let state = Json::from(n);
            text += &Record { output: 9, sum: 7, sealed: n == 2, state }.line();
            ends.push(text.len());
        }
        for length in 0..=text.len() {
            let whole = ends.iter().filter(|end| **end <= length).count();
            // Cut off, filled with zeros, or with something else: all the same.
            for tail in ["", "\0\0\0\0\0", "{}\n", "\n", "\t\n"] {
                let mut torn = text.as_bytes()[..length].to_vec();
                torn.extend(tail.as_bytes());
                let journal = Journal::parse(&torn);
                let found = usize::from(journal.run.is_some()) + journal.records.len();
                // A line feed may stand where one was cut off.
                let healed = tail == "\n" && ends.contains(&(length + 1));
                assert_eq!(found, whole + usize::from(healed), "{length} {tail:?}");
            }
        }
        let journal = Journal::parse(text.as_bytes());
        assert_eq!(journal.run, Some(run));
        assert!(journal.records.last().is_some_and(|(record, _)| record.sealed));
    }

    #[test]
    fn a_bit_that_flips_is_seen() {
        let text = first_line(&Json::Null)
            + &Record { output: 1, sum: 2, sealed: false, state: Json::Null }.line();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let journal = Journal::parse(&bytes);
            assert!(journal.run.is_none() || journal.records.is_empty(), "{at}");
        }
    }
}
