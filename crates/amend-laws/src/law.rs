//! The law of the plan as a property, for any vendor.

use std::cell::Cell;
use std::collections::BTreeMap;

use amend::options::MemberNames;
use amend::{Json, Limits};
use amend_vendor::{Change, Options, Outcome, Plan, Vendor, Wire, plan};
use proptest::collection::vec;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::changes::{change, recased};
use crate::choices::Choices;
use crate::edits::record;
use crate::expected::{Expected, expected};
use crate::holds::holds;
use crate::moved::faults_of_moved;
use crate::plain::Plain;
use crate::samples::fail;

/// A vendor, and what the generator has to know of it.
#[derive(Clone, Debug)]
pub struct Law {
    vendor: &'static Vendor,
    records: Vec<Json>,
    catalogue: Option<Json>,
    loose: Vec<&'static str>,
    loose_with_fields: Vec<&'static str>,
    wires: Vec<Wire>,
}

/// How many pairs of record and change the default run makes.
const PAIRS: u32 = 5_000;
/// Decisions for one pair: enough that few end in the simplest ones.
pub(crate) const DECISIONS: usize = 160;

impl Law {
    /// A vendor and a JSON array of records to start from, the simplest first.
    ///
    /// # Panics
    /// Where the text is no array of records.
    pub fn new(vendor: &'static Vendor, records: &str) -> Self {
        let json = Json::read(records.as_bytes(), &Limits::default())
            .unwrap_or_else(|error| fail("records", &error.to_string()));
        let records = json.as_array().unwrap_or_default().to_vec();
        assert!(!records.is_empty(), "there is no record to start from");
        Self {
            vendor,
            records,
            catalogue: None,
            loose: Vec::new(),
            loose_with_fields: Vec::new(),
            wires: Vec::new(),
        }
    }

    pub(crate) fn vendor(&self) -> &'static Vendor {
        self.vendor
    }

    /// The account's custom fields: given in one run out of four, and then these
    /// members have rules that the keywords of the schema do not say.
    ///
    /// # Panics
    /// Where the text is no catalogue of the vendor's.
    #[must_use]
    pub fn with_fields(mut self, fields: &str, loose: &[&'static str]) -> Self {
        let json: Json =
            fields.parse().unwrap_or_else(|_| fail("fields", "the catalogue is no JSON"));
        if let Err(error) = self.vendor.catalogue(&json) {
            fail("fields", &error.to_string());
        }
        self.catalogue = Some(json);
        self.loose_with_fields = loose.to_vec();
        self
    }

    /// Members with rules that the keywords of the schema do not say: a change of
    /// one may be refused. The law holds for them as for the others.
    #[must_use]
    pub fn with_loose(mut self, members: &[&'static str]) -> Self {
        self.loose = members.to_vec();
        self
    }

    /// What does not hold of the pair of record and change that these bytes mean, a
    /// decision a byte, and of the ways back from its plan: for a fuzzer, over the
    /// same generator and the same laws as [`law`] and [`moved`](crate::moved()).
    ///
    /// The pair stands behind the faults as a case that a case file takes.
    pub fn faults_of(&self, bytes: &[u8]) -> Vec<String> {
        let numbers: Vec<u16> = bytes.iter().map(|byte| u16::from(*byte)).collect();
        let (numbers, others) = numbers.split_at(numbers.len().min(DECISIONS));
        let pair = Pair::of(self, numbers);
        let mut faults = pair.faults(self).1;
        faults.extend(faults_of_moved(self, &pair, others));
        if !faults.is_empty() {
            faults.push(format!("as a case: {}", pair.as_case(self.vendor)));
        }
        faults
    }

    /// Other forms of a body: one of them in one run out of five.
    #[must_use]
    pub fn with_wires(mut self, wires: &[Wire]) -> Self {
        self.wires = wires.to_vec();
        self
    }
}

/// Holds the law over generated pairs of record and change: 5,000 of them, or as
/// many as the environment variable `AMEND_CASES` says, from the seed `AMEND_SEED`.
///
/// What comes out of [`plan`] must hold to [`holds`], and must be refused exactly
/// where the schema's keywords say so, with exactly the codes and paths that they
/// give. A failure is shrunk and told as a case that a case file takes.
///
/// # Panics
/// Where the law does not hold, and where the run is hollow: too few plans, or too
/// few refusals.
pub fn law(law: &Law) {
    let pairs = pairs(PAIRS);
    let mut runner = runner(pairs);
    if std::env::var_os("AMEND_SURVEY").is_some() {
        return survey(law, pairs, &mut runner);
    }
    let counts: [Cell<u32>; 3] = Default::default();
    let outcome = runner.run(&vec(proptest::num::u16::ANY, 0..DECISIONS), |numbers| {
        let pair = Pair::of(law, &numbers);
        let (found, faults) = pair.faults(law);
        if let Some(count) = found.and_then(|status| counts.get(status)) {
            count.set(count.get() + 1);
        }
        if faults.is_empty() { Ok(()) } else { Err(TestCaseError::fail(faults.join("\n"))) }
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, numbers)) => {
            let pair = Pair::of(law, &numbers);
            fail(law.vendor.name(), &format!("{why}\nas a case: {}", pair.as_case(law.vendor)));
        }
        Err(TestError::Abort(why)) => fail(law.vendor.name(), why.message()),
    }
    let [planned, unchanged, refused] = counts.map(Cell::into_inner);
    let told = format!("{planned} planned, {unchanged} unchanged, {refused} refused");
    #[expect(clippy::print_stderr, reason = "the figures of a run")]
    {
        eprintln!("{}: {told}", law.vendor.name());
    }
    assert!(planned >= pairs / 4, "too few plans to prove anything: {told}");
    assert!(refused >= pairs / 20, "too few refusals to prove anything: {told}");
    assert!(unchanged >= pairs / 100, "too few without effect to prove anything: {told}");
}

/// So many cases, unless the environment says how many.
fn pairs(default: u32) -> u32 {
    figure("AMEND_CASES").and_then(|n| u32::try_from(n).ok()).unwrap_or(default)
}

fn figure(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A run of so many cases, from the seed that the environment says.
fn runner(cases: u32) -> TestRunner {
    let mut seed = [7_u8; 32];
    for (byte, of) in seed.iter_mut().zip(figure("AMEND_SEED").unwrap_or_default().to_le_bytes()) {
        *byte ^= of;
    }
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// Holds anything over so many generated cases.
pub(crate) fn run<S: Strategy>(
    law: &Law,
    cases: u32,
    of: &S,
    mut holds: impl FnMut(&S::Value) -> Result<(), String>,
) {
    let holds = std::cell::RefCell::new(&mut holds);
    let outcome = runner(pairs(cases))
        .run(of, |value| (holds.borrow_mut())(&value).map_err(TestCaseError::fail));
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, _) | TestError::Abort(why)) => {
            fail(law.vendor.name(), why.message());
        }
    }
}

/// Counts the faults of a run by their kind, with the shortest pair of each: where
/// there are many, they are better seen side by side than one after the other.
fn survey(law: &Law, pairs: u32, runner: &mut TestRunner) {
    let mut kinds: BTreeMap<String, (u32, String)> = BTreeMap::new();
    for _ in 0..pairs {
        let tree = vec(proptest::num::u16::ANY, 0..DECISIONS).new_tree(runner);
        let Ok(numbers) = tree.map(|tree| tree.current()) else {
            continue;
        };
        let pair = Pair::of(law, &numbers);
        for fault in pair.faults(law).1 {
            let kind: String = fault.chars().filter(|c| !c.is_ascii_digit()).take(140).collect();
            let told = format!("{fault}\n  {}", pair.as_case(law.vendor));
            let (count, shortest) = kinds.entry(kind).or_insert_with(|| (0, told.clone()));
            *count += 1;
            if told.len() < shortest.len() {
                *shortest = told;
            }
        }
    }
    let told: Vec<String> = kinds.values().map(|(n, told)| format!("{n} times: {told}")).collect();
    assert!(told.is_empty(), "{}", told.join("\n\n"));
}

/// A record and a change of it.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) record: Json,
    pub(crate) change: Change,
    pub(crate) options: Options,
    with_fields: bool,
}

impl Pair {
    pub(crate) fn of(law: &Law, numbers: &[u16]) -> Self {
        let mut choices = Choices::new(numbers);
        let plain = Plain::of(law.vendor);
        let sample = choices.one(&law.records).cloned().unwrap_or_default();
        let record = record(plain.record(), plain.id(), &sample, &mut choices);
        let mut options = Options {
            accept_losses: choices.rarely(4),
            guard: choices.rarely(6),
            ..Options::default()
        };
        if !law.wires.is_empty() && choices.rarely(5) {
            options.wire = choices.one(&law.wires).copied().unwrap_or_default();
        }
        let with_fields = law.catalogue.is_some() && choices.rarely(4);
        if with_fields && let Some(fields) = &law.catalogue {
            options.catalogue = law.vendor.catalogue(fields).ok();
        }
        let change = change(plain.record(), &record, &mut options, &mut choices);
        Self { record, change, options, with_fields }
    }

    /// What does not hold, and which status came out.
    fn faults(&self, law: &Law) -> (Option<usize>, Vec<String>) {
        let found = match plan(law.vendor, &self.record, &self.change, &self.options) {
            Ok(found) => found,
            Err(error) => return (None, vec![error.to_string()]),
        };
        let mut faults = holds(law.vendor, &self.record, &self.change, &self.options, &found);
        let mut loose = law.loose.clone();
        if self.with_fields {
            loose.extend(&law.loose_with_fields);
        }
        let expected = expected(law.vendor, &self.record, &self.change, &self.options, &loose);
        faults.extend(Self::unexpected(&found, &expected));
        faults.extend(self.otherwise_put(law.vendor, &found));
        let status = match found.outcome() {
            Outcome::Planned(_) => 0,
            Outcome::Unchanged(_) => 1,
            Outcome::Refused(_) => 2,
        };
        (Some(status), faults)
    }

    /// The reasons are those that must come.
    fn unexpected(found: &Plan<'_>, expected: &Expected) -> Option<String> {
        let mut reasons: Vec<(String, &str)> =
            found.violations().iter().map(|v| (v.path().to_string(), v.code().as_str())).collect();
        reasons.sort();
        reasons.dedup();
        let holds = if expected.exact {
            reasons == expected.reasons
        } else {
            expected.reasons.iter().all(|reason| reasons.contains(reason))
        };
        (!holds).then(|| {
            let told: Vec<String> =
                found.violations().iter().map(|v| v.to_json().to_string()).collect();
            format!("expected {:?}, found {} {told:?}", expected.reasons, found.status())
        })
    }

    /// The same in the vendor's envelope, and with names in another case where the
    /// vendor ignores it, is planned in the same way.
    fn otherwise_put(&self, vendor: &'static Vendor, found: &Plan<'_>) -> Option<String> {
        let plain = Plain::of(vendor);
        let mut record = self.record.clone();
        let mut change = self.change.clone();
        if let Some(envelope) = plain.entity(&["envelope"]) {
            record = Json::object([(envelope, record)]);
            if let Change::To(after) = change {
                change = Change::To(Json::object([(envelope, after)]));
            }
        }
        if vendor.behaviour().dialect().member_names != MemberNames::Exact {
            change = recased(plain.record(), &change);
        }
        let again = plan(vendor, &record, &change, &self.options).ok()?;
        let (one, other) = (found.to_json().to_string(), again.to_json().to_string());
        (one != other).then(|| format!("put otherwise, it is planned otherwise: {one} {other}"))
    }

    /// The pair as a case file has it.
    pub(crate) fn as_case(&self, vendor: &Vendor) -> Json {
        let (kind, change) = match &self.change {
            Change::To(after) => ("to", after.clone()),
            Change::Patch(patch) => ("patch", patch.to_json()),
            Change::MergePatch(patch) => ("merge_patch", patch.clone()),
            _ => ("to", Json::Null),
        };
        let mut options = Vec::new();
        for (name, set) in
            [("accept_losses", self.options.accept_losses), ("guard", self.options.guard)]
        {
            if set {
                options.push((name, Json::Bool(true)));
            }
        }
        if self.options.wire == Wire::MergePatch {
            options.push(("wire", Json::from("merge-patch")));
        }
        if self.options.absent == amend_vendor::Absent::Clear {
            options.push(("absent", Json::from("clear")));
        }
        let found = plan(vendor, &self.record, &self.change, &self.options);
        let found = found.map_or(Json::Null, |found| found.to_json());
        Json::object([
            ("name", Json::from(if self.with_fields { "with fields" } else { "" })),
            ("record", self.record.clone()),
            (kind, change),
            ("options", Json::object(options)),
            ("found", found),
        ])
    }
}
