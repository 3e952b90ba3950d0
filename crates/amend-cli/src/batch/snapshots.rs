//! Two snapshots of people: read and sorted, then told apart pair by pair.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use amend::Json;

use crate::batch::join::{Join, Joined, told};
use crate::batch::key::{Key, Place};
use crate::batch::listing::Listing;
use crate::batch::merge::Merge;
use crate::batch::ndjson::{Chunk, Line, Mark, Ndjson, too_long};
use crate::batch::plans::{End, Head, Part, Plans};
use crate::batch::spill::Sorter;
use crate::failure::Failure;
use crate::input::Text;
use crate::pipeline::{self, Flow, Give, Piece};

/// How a snapshot is read.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) plans: &'a Plans<'a>,
    pub(crate) place: Place<'a>,
    pub(crate) jobs: usize,
    pub(crate) temp_dir: Option<&'a Path>,
}

/// What is known of a snapshot that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read {
    pub(crate) end: Mark,
    /// Lines that are broken or have no key.
    pub(crate) unread: u64,
}

impl Read {
    /// As a journal keeps it.
    pub(crate) fn to_json(self) -> Json {
        let mut json = self.end.to_json();
        if let Some(members) = json.as_object_mut() {
            members.insert("unread", self.unread);
        }
        json
    }
}

/// The lines of a chunk that have keys, and what is said of the others.
struct Keyed {
    chunk: Chunk,
    keys: Vec<(Key, u64, Range<usize>)>,
    part: Part,
}

impl Reading<'_> {
    /// Reads a snapshot. What is wrong with its lines goes to `take`; the others come
    /// back sorted.
    pub(crate) fn sorted(
        &self,
        mut reader: Ndjson<'_>,
        snapshot: &str,
        mut take: impl FnMut(Part) -> Flow + Send,
    ) -> Result<(Merge, Read), Failure> {
        let mut sorter = Sorter::new(self.temp_dir);
        let mut unread = 0;
        pipeline::run(
            self.jobs,
            || reader.chunk(u64::MAX),
            |chunk, give: Give<'_, Keyed>| {
                give(self.keys(chunk, snapshot));
            },
            |Keyed { chunk, keys, part }| {
                sorter.push(chunk, keys)?;
                unread += part.tally.errors;
                take(part)
            },
        )?;
        Ok((sorter.sorted()?, Read { end: reader.at(), unread }))
    }

    fn keys(&self, chunk: Chunk, snapshot: &str) -> Keyed {
        let (mut keys, mut part) = (Vec::new(), self.plans.part());
        for (index, (number, line)) in chunk.lines().enumerate() {
            match self.key(number, line) {
                Ok(key) => keys.push((key, number, chunk.range_of(index))),
                Err(failure) => {
                    let head = format!("\"snapshot\":\"{snapshot}\",\"line\":{number}");
                    part.error(&head, &failure);
                }
            }
        }
        Keyed { chunk, keys, part }
    }

    fn key(&self, number: u64, line: Line<'_>) -> Result<Key, Failure> {
        let bytes = match line {
            Line::Text(bytes) => bytes,
            Line::Empty => {
                let message = "expected a record in each line, found an empty line";
                return Err(Failure::trouble("syntax", message));
            }
            Line::Long => return Err(too_long(self.plans.limits.line)),
        };
        let line = usize::try_from(number).unwrap_or(usize::MAX);
        let text = Text { source: self.plans.source, bytes, line };
        self.place.key(&text.document(self.plans.limits)?, text)
    }
}

/// The pairs of two snapshots that have to be looked at, in the order of their keys.
#[derive(Debug)]
pub(crate) struct Snapshots {
    pub(crate) join: Join,
    /// Where keys are listed that only the one or the other has.
    pub(crate) added: Option<Listing>,
    pub(crate) removed: Option<Listing>,
    pub(crate) counts: Counts,
    /// Pairs given out.
    pub(crate) number: u64,
    /// Lines that were joined, for whoever shows the progress.
    pub(crate) joined: Arc<AtomicU64>,
}

/// What is found without a plan.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) added: u64,
    pub(crate) removed: u64,
    pub(crate) same: u64,
}

/// Some pairs to plan.
#[derive(Debug)]
pub(crate) struct Pairs {
    these: Vec<(u64, Joined)>,
    end: u64,
    bytes: usize,
}

/// Bytes of pairs that are handed over at once.
const CHUNK: usize = 128 << 10;

impl Snapshots {
    /// The next pair that is not the same in both, with its number from 1.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Joined)>, Failure> {
        loop {
            let Some(joined) = self.join.next()? else {
                return Ok(None);
            };
            let lines = if matches!(joined, Joined::Added(_) | Joined::Removed(_)) { 1 } else { 2 };
            self.joined.fetch_add(lines, Ordering::Relaxed);
            let (listing, key) = match joined {
                Joined::Same => {
                    self.counts.same += 1;
                    continue;
                }
                Joined::Added(key) => {
                    self.counts.added += 1;
                    (&mut self.added, key)
                }
                Joined::Removed(key) => {
                    self.counts.removed += 1;
                    (&mut self.removed, key)
                }
                other => {
                    self.number += 1;
                    return Ok(Some((self.number, other)));
                }
            };
            if let Some(listing) = listing {
                listing.line(&key.text())?;
            }
        }
    }

    /// The next pairs, to be handed over together.
    pub(crate) fn pairs(&mut self) -> Result<Option<Pairs>, Failure> {
        let (mut pairs, mut bytes) = (Vec::new(), 0);
        while bytes < CHUNK {
            let Some((number, joined)) = self.next()? else {
                break;
            };
            bytes += match &joined {
                Joined::Pair(_, old, new) => old.len() + new.len(),
                _ => 64,
            };
            pairs.push((number, joined));
        }
        Ok((!pairs.is_empty()).then_some(Pairs { these: pairs, end: self.number, bytes }))
    }
}

impl Piece for Pairs {
    fn weight(&self) -> usize {
        self.bytes
    }
}

impl Pairs {
    /// Plans each of them.
    pub(crate) fn answer(&self, plans: &Plans<'_>, give: Give<'_, Part>) {
        let mut part = plans.part();
        for (number, joined) in &self.these {
            answer(plans, *number, joined, &mut part);
            if !part.give_if_long(give) {
                return;
            }
        }
        part.end = Some(End::Pairs(self.end));
        give(part);
    }
}

/// Plans one pair, or says what is wrong with it.
pub(crate) fn answer(plans: &Plans<'_>, number: u64, joined: &Joined, part: &mut Part) {
    part.tally.records += 1;
    match joined {
        Joined::Pair(key, old, new) => {
            let head = Head::Key(number, key.to_json());
            if let Err(failure) = plans.pair(&head, [old, new], part) {
                part.error(&head.text(), &failure);
            }
        }
        Joined::Twice(key, old, new) => {
            let message =
                format!("expected each key once in a snapshot, found it {}", told(old, new));
            let head = Head::Key(number, key.to_json());
            part.error(&head.text(), &Failure::trouble("duplicate-key", message));
        }
        Joined::Added(_) | Joined::Removed(_) | Joined::Same => {}
    }
}

/// The failure of a resume with other snapshots.
pub(crate) fn other_snapshots(now: &amend::value::Members, before: &Json) -> Failure {
    let others: Vec<&str> = [("old", "OLD"), ("new", "NEW")]
        .into_iter()
        .filter(|(name, _)| now.get(name) != before.get(name))
        .map(|(_, shown)| shown)
        .collect();
    let message = format!(
        "expected the snapshots of the unfinished run, found others: {} differs",
        others.join(" and ")
    );
    Failure::trouble("unfinished", message)
}
