//! Lines of a batch and of snapshots, and lines that are broken.

use amend::Json;

use crate::maker::Maker;
use crate::random::Random;

/// What to make.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// How many persons.
    pub(crate) count: u64,
    /// Pairs that differ, out of a thousand.
    pub(crate) changes: u64,
    /// Lines that are broken, out of a thousand.
    pub(crate) broken: u64,
    /// Bytes of a line that is too long.
    pub(crate) long: usize,
    pub(crate) seed: u64,
}

/// The ways in which a line is broken, and the kind of the error that each is.
pub(crate) const BROKEN: [(&str, &str); 14] = [
    ("not JSON", "syntax"),
    ("cut off", "syntax"),
    ("two values", "syntax"),
    ("empty", "syntax"),
    ("not UTF-8", "not-utf8"),
    ("half a surrogate pair", "lone-surrogate"),
    ("a member twice", "duplicate-member"),
    ("too deep", "limit"),
    ("too long", "limit"),
    ("no record", "missing-member"),
    ("no change", "missing-member"),
    ("two changes", "two-changes"),
    ("not an object", "wrong-kind"),
    ("no patch", "missing-member"),
];

impl Plan {
    /// How line `number` is broken, if it is.
    pub(crate) fn fault(&self, number: u64) -> Option<usize> {
        let mut random = Random::of(self.seed ^ 0xb0a5, number);
        if !random.in_thousand(self.broken) {
            return None;
        }
        usize::try_from(random.below(BROKEN.len() as u64)).ok()
    }

    /// Person `number` as it is and as it is wanted.
    pub(crate) fn pair(&self, maker: &Maker, number: u64) -> (Json, Json) {
        let before = maker.person(number);
        let mut random = Random::of(self.seed ^ 0x9a12, number);
        let after = if random.in_thousand(self.changes) {
            maker.changed(&before, number)
        } else if random.below(3) == 0 {
            maker.touched(&before, number)
        } else {
            before.clone()
        };
        (before, after)
    }

    /// A line of `amend batch`, without its end.
    pub(crate) fn batch(&self, maker: &Maker, number: u64) -> Vec<u8> {
        let (before, after) = self.pair(maker, number);
        let line = format!(r#"{{"id":"row-{number}","record":{before},"to":{after}}}"#);
        match self.fault(number) {
            Some(fault) => broken(fault, &line, &before, self.long),
            None => line.into_bytes(),
        }
    }

    /// A line of a snapshot, without its end; nothing for a person that it does
    /// not have. Every fiftieth person is in the one only, every fiftieth in the
    /// other.
    pub(crate) fn snapshot(&self, maker: &Maker, number: u64, which: Which) -> Option<Vec<u8>> {
        let missing = match which {
            Which::Old => 13,
            Which::New => 29,
        };
        if number % 50 == missing {
            return None;
        }
        let (before, after) = self.pair(maker, number);
        let record = if which == Which::Old { before } else { after };
        let line = record.to_string();
        Some(match self.fault(number).filter(|fault| *fault < 9 && which == Which::New) {
            Some(fault) => broken(fault, &line, &record, self.long),
            None => line.into_bytes(),
        })
    }

    /// The order of a snapshot: every number below the count once.
    pub(crate) fn shuffled(&self, at: u64) -> u64 {
        // A prime that does not divide the count goes through all numbers.
        let primes = [7_919_u64, 104_729, 1_299_709];
        let step =
            primes.iter().find(|step| !self.count.is_multiple_of(**step)).copied().unwrap_or(1);
        let product = u128::from(at) * u128::from(step) + u128::from(self.seed);
        u64::try_from(product % u128::from(self.count.max(1))).unwrap_or_default()
    }
}

/// One of two snapshots.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Which {
    Old,
    New,
}

fn broken(fault: usize, line: &str, record: &Json, long: usize) -> Vec<u8> {
    let half = line.char_indices().nth(line.chars().count() / 2).map_or(0, |(at, _)| at);
    let text = match fault {
        0 => format!("id;{}", line.len()),
        1 => line.get(..half).unwrap_or_default().to_owned(),
        2 => format!("{line} {line}"),
        3 => String::new(),
        4 => {
            let mut bytes = line.as_bytes().to_vec();
            bytes.insert(bytes.len().saturating_sub(2), 0xff);
            return bytes;
        }
        5 => line.replacen('{', r#"{"\ud800":1,"#, 1),
        6 => line.replacen('{', r#"{"twice":1,"tw\u0069ce":2,"#, 1),
        7 => line.replacen('{', &format!(r#"{{"deep":{}{},"#, "[".repeat(200), "]".repeat(200)), 1),
        8 => line.replacen('{', &format!(r#"{{"long":"{}","#, "x".repeat(long)), 1),
        9 => format!(r#"{{"to":{record}}}"#),
        10 => format!(r#"{{"record":{record}}}"#),
        11 => format!(r#"{{"record":{record},"to":{record},"patch":[]}}"#),
        12 => format!("[{record}]"),
        _ => format!(r#"{{"record":{record},"patch":[{{"op":"replace","path":"/name"}}]}}"#),
    };
    text.into_bytes()
}
