//! Looks for the patch that takes longest: random records and patches of a mebibyte
//! each, of shapes and operations that are mixed anew for each seed.
//!
//! ```sh no-run
//! worst FIRST-SEED COUNT [DIRECTORY]
//! ```
//!
//! Prints the slowest of them; with a directory it leaves their texts there.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use amend::options::MemberNames;
use amend::{ApplyOptions, Dialect, Document};

const MEBIBYTE: usize = 1 << 20;
/// Copies are not to break the limit on growth.
const COPIED: usize = 12 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let mut number = |default| args.next().map_or(Ok(default), |arg| arg.parse::<u64>());
    let (first, count) = (number(0)?, number(100)?);
    let directory = args.next();
    let mut found: Vec<(Duration, String, u64)> = Vec::new();
    for seed in first..first + count {
        let case = Case::new(seed);
        let (time, end) = case.time()?;
        found.push((time, format!("{} {end}", case.about), seed));
    }
    found.sort_by(|one, other| other.cmp(one));
    for (time, about, seed) in found.iter().take(10) {
        writeln!(std::io::stdout(), "{:7.1} ms  seed {seed:6}  {about}", time.as_secs_f64() * 1e3)?;
        if let Some(directory) = &directory {
            let case = Case::new(*seed);
            std::fs::write(format!("{directory}/{seed}.a.json"), case.record)?;
            std::fs::write(format!("{directory}/{seed}.b.json"), case.patch)?;
        }
    }
    Ok(())
}

/// Xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most.max(1)
    }

    fn of<T: Copy>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())]
    }
}

struct Case {
    record: String,
    patch: String,
    options: ApplyOptions,
    about: String,
}

impl Case {
    fn time(&self) -> Result<(Duration, &'static str), Box<dyn Error>> {
        let (mut best, mut end) = (Duration::MAX, "");
        for _ in 0..3 {
            let start = Instant::now();
            let document = Document::parse(&self.record)?;
            let patched = document.patched(&self.patch, &self.options);
            best = best.min(start.elapsed());
            end = if patched.is_ok() { "applies" } else { "fails" };
        }
        Ok((best, end))
    }
}

/// What a case is made with, and what is in the record by now.
struct Maker {
    random: Random,
    value: fn(usize) -> String,
    name: fn(usize) -> String,
    any_case: bool,
    lists: [usize; 2],
    /// Which members there are, by their numbers.
    objects: [Vec<usize>; 2],
    next: usize,
    chains: usize,
    depth: usize,
    copied: usize,
}

/// What it is called, and how it is written by its number.
type Written = (&'static str, fn(usize) -> String);

const VALUES: [Written; 6] = [
    ("digits", |at| (at % 10).to_string()),
    ("numbers", |at| format!("{at}.{at}e{}", at % 300)),
    ("small lists", |at| format!("[[],{at}]")),
    ("escapes", |at| format!("\"\\u0061\\n\\\"{at}\"")),
    ("small objects", |at| format!("{{\"a\":{at},\"b\":{{\"c\":null}}}}")),
    ("deep", |at| format!("{}{at}{}", "[".repeat(at % 40), "]".repeat(at % 40))),
];

const NAMES: [Written; 4] = [
    ("short names", |at| format!("n{at}")),
    ("near-equal names", |at| format!("the same in all of them {at:06} and the end as well")),
    ("names with escapes", |at| format!("a~b/{at}")),
    ("long names", |at| format!("{at}{}", "\u{e9}x".repeat(60))),
];

impl Case {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (values, value) = random.of(&VALUES);
        let (names, name) = random.of(&NAMES);
        let any_case = random.below(4) == 0;
        let mut maker = Maker {
            random,
            value,
            name,
            any_case,
            lists: [0; 2],
            objects: [Vec::new(), Vec::new()],
            next: 0,
            chains: 0,
            depth: 100,
            copied: 0,
        };
        let record = maker.record();
        let kinds: Vec<usize> =
            (0..=maker.random.below(4)).map(|_| maker.random.below(13)).collect();
        let patch = maker.patch(&kinds);
        let dialect = if any_case {
            Dialect { member_names: MemberNames::IgnoreCase, ..Dialect::RFC6902 }
        } else {
            Dialect::RFC6902
        };
        let about = format!("{values}, {names}, operations {kinds:?}, any case {any_case},");
        Self { record, patch, options: ApplyOptions { dialect, ..ApplyOptions::default() }, about }
    }
}

impl Maker {
    /// Two lists, two objects, chains of containers, and what goes up and down. What
    /// gets most of the bytes is by chance.
    fn record(&mut self) -> String {
        let mut shares = [1; 4];
        shares[self.random.below(4)] = 12;
        let all: usize = shares.iter().sum();
        let mut text = String::from("{");
        for (list, share) in shares.iter().take(2).enumerate() {
            let end = text.len() + MEBIBYTE * share / all;
            let _ = write!(text, "\"l{list}\":[0");
            self.lists[list] = 1;
            while text.len() < end {
                let value = (self.value)(self.lists[list]);
                let _ = write!(text, ",{value}");
                self.lists[list] += 1;
            }
            text.push_str("],");
        }
        let end = text.len() + MEBIBYTE * shares[2] / all;
        text.push_str("\"o0\":{\"first\":0");
        while text.len() < end {
            let (name, value) = ((self.name)(self.next), (self.value)(self.next));
            let _ = write!(text, ",\"{name}\":{value}");
            self.objects[0].push(self.next);
            self.next += 1;
        }
        text.push_str("},\"o1\":{},\"down\":{},\"d\":[0");
        let end = text.len() + MEBIBYTE * shares[3] / all;
        while text.len() < end {
            text.push(',');
            text.push_str(&"[".repeat(self.depth));
            text.push('1');
            text.push_str(&"]".repeat(self.depth));
            self.chains += 1;
        }
        text.push_str("]}");
        text
    }

    fn index(&mut self, len: usize) -> usize {
        match self.random.below(4) {
            0 => 0,
            1 => len.saturating_sub(1),
            2 => len / 2,
            _ => self.random.below(len),
        }
    }

    /// The path of a member, in another case where that does not count.
    fn member(&self, object: usize, number: usize) -> String {
        let name = (self.name)(number).replace('~', "~0").replace('/', "~1");
        let name = if self.any_case { name.to_uppercase() } else { name };
        format!("/o{object}/{name}")
    }

    fn patch(&mut self, kinds: &[usize]) -> String {
        let mut text = String::from("[{\"op\":\"test\",\"path\":\"/down\",\"value\":{}}");
        let fails = self.random.below(4) == 0;
        for _ in 0..9_990 {
            if text.len() > MEBIBYTE - 20_000 {
                break;
            }
            let kind = self.random.of(kinds);
            if let Some(operation) = self.operation(kind) {
                text.push_str(",{\"op\":");
                text.push_str(&operation);
                text.push('}');
            }
        }
        if fails {
            let path = "/a/b".repeat(2_000);
            let _ = write!(text, ",{{\"op\":\"remove\",\"path\":\"/l1{path}\"}}");
        }
        let more = "x".repeat(MEBIBYTE.saturating_sub(text.len()));
        let _ = write!(
            text,
            ",{{\"op\":\"test\",\"path\":\"/down\",\"value\":{{}},\"note\":\"{more}\"}}]"
        );
        text
    }

    fn operation(&mut self, kind: usize) -> Option<String> {
        let (list, other) = (self.random.below(2), self.random.below(2));
        let (len, at) = (self.lists[list], self.next);
        match kind {
            0 => {
                self.lists[list] += 1;
                let (index, value) = (self.index(len), (self.value)(at));
                Some(format!("\"add\",\"path\":\"/l{list}/{index}\",\"value\":{value}"))
            }
            1 if len > 1 => {
                self.lists[list] -= 1;
                Some(format!("\"remove\",\"path\":\"/l{list}/{}\"", self.index(len)))
            }
            2 if len > 0 => {
                let (index, value) = (self.index(len), (self.value)(at));
                Some(format!("\"replace\",\"path\":\"/l{list}/{index}\",\"value\":{value}"))
            }
            3 if len > 1 => {
                self.lists[list] -= 1;
                let from = self.index(len);
                let path = self.index(self.lists[other]);
                self.lists[other] += 1;
                Some(format!("\"move\",\"from\":\"/l{list}/{from}\",\"path\":\"/l{other}/{path}\""))
            }
            4 if len > 0 => {
                let (from, path) = (self.index(len), self.index(self.lists[other]));
                self.lists[other] += 1;
                Some(format!("\"copy\",\"from\":\"/l{list}/{from}\",\"path\":\"/l{other}/{path}\""))
            }
            5 => {
                self.objects[list].push(at);
                self.next += 1;
                let (path, value) = (self.member(list, at), (self.value)(at));
                Some(format!("\"add\",\"path\":\"{path}\",\"value\":{value}"))
            }
            6..=8 if !self.objects[list].is_empty() => {
                let place = self.index(self.objects[list].len());
                let number = self.objects[list][place];
                let from = self.member(list, number);
                match kind {
                    6 => Some(format!("\"replace\",\"path\":\"{from}\",\"value\":[{at}]")),
                    7 => {
                        self.objects[list].swap_remove(place);
                        Some(format!("\"remove\",\"path\":\"{from}\""))
                    }
                    _ => {
                        self.objects[list].swap_remove(place);
                        self.objects[other].push(number);
                        let path = self.member(other, number);
                        (from != path)
                            .then(|| format!("\"move\",\"from\":\"{from}\",\"path\":\"{path}\""))
                    }
                }
            }
            9 if self.chains > 0 => {
                let chain = 1 + self.random.below(self.chains);
                let way = "/0".repeat(self.depth);
                Some(format!("\"replace\",\"path\":\"/d/{chain}{way}\",\"value\":{at}"))
            }
            // A large value goes down and up, and is changed on the way.
            10 => {
                let (from, path) = ("/d", "/down/d");
                let add = format!(",{{\"op\":\"add\",\"path\":\"{path}/-\",\"value\":[{at}]");
                let back = format!(",{{\"op\":\"move\",\"from\":\"{path}\",\"path\":\"{from}\"");
                Some(format!("\"move\",\"from\":\"{from}\",\"path\":\"{path}\"}}{add}}}{back}"))
            }
            // A copy of all, as often as that is within the limit.
            11 => {
                let bytes = (len + 1) * 40;
                self.copied += bytes;
                (self.copied < COPIED).then(|| {
                    self.lists[list] += 1;
                    let add = format!("{{\"op\":\"add\",\"path\":\"/l{list}/0\",\"value\":{at}");
                    format!("\"copy\",\"from\":\"/l{list}\",\"path\":\"/copy\"}},{add}")
                })
            }
            12 => {
                self.copied += 2;
                Some("\"copy\",\"from\":\"/o1\",\"path\":\"/copied\"},{\"op\":\"add\",\"path\":\"/copied/x\",\"value\":0".to_owned())
                    .filter(|_| self.objects[1].len() < 3 || self.copied < 2_000)
            }
            _ => None,
        }
    }
}
