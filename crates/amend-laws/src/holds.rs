//! What every plan must hold to, however it was come by.

use amend::{Json, Pointer};
use amend_vendor::{Change, Details, Loss, Options, Outcome, Plan, Record, Vendor, plan};

use crate::again;
use crate::bodies;
use crate::lost::lost;
use crate::normal::{differing, key_text, same};
use crate::plain::{Plain, Rules};
use crate::refused;
use crate::texts;
use crate::told;
use crate::wanted::{Asked, asked, members};

/// What a plan breaks of the laws that hold for every vendor, in words.
///
/// The record that is wanted, equality, the losses and the names that a change
/// names are worked out anew from the schema's keywords, without the code under
/// test.
///
/// - Planning the same again gives the same bytes, from text to text as well.
/// - The requests, simulated on the record, give `after`, to the byte, and that is
///   what was asked for; members that the change does not name are the same bytes
///   as before, and no request names them unless they are listed as carried.
/// - No request names what the vendor writes.
/// - `changes`, `losses`, `ignored` and `unpredicted` say what happens: all of it,
///   and nothing else.
/// - Asking for the same of the predicted record changes nothing.
/// - The undo brings the record back, or lists what does not come back.
/// - Under `strict`, a plan is refused exactly where it has assumptions.
/// - A plan without requests was asked for nothing; a refusal says why, sorted by
///   path, and shows no value of the record or of the change.
pub fn holds(
    vendor: &'static Vendor,
    answer: &Json,
    change: &Change,
    options: &Options,
    found: &Plan<'_>,
) -> Vec<String> {
    let mut faults = Vec::new();
    match plan(vendor, answer, change, options) {
        Ok(again) if again.to_json().to_string() == found.to_json().to_string() => {}
        Ok(again) => {
            faults.push(format!("the same change is planned in another way: {}", again.to_json()));
        }
        Err(error) => faults.push(error.to_string()),
    }
    if let Some(other) = texts::differs(vendor, answer, change, options, found) {
        faults.push(format!("from text to text it is planned in another way: {other}"));
    }
    let plain = Plain::of(vendor);
    let record = plain.unwrapped(answer);
    let case = Told { vendor, plain, record, change, options };
    match found.outcome() {
        Outcome::Refused(violations) => refused::reasons(&case, violations, &mut faults),
        Outcome::Planned(details) | Outcome::Unchanged(details) => {
            let Some(mut asked) = asked(vendor, record, change, options.absent) else {
                faults.push("a change that does not apply is planned".to_owned());
                return faults;
            };
            // What the vendor sets on this very record, and which values only the
            // catalogue tells to be the same, is the vendor's code to say, and its
            // cases' to hold.
            if let (Change::To(_), Ok(entity)) = (change, vendor.entity()) {
                let behaviour = vendor.behaviour();
                let (record, mut wanted) = (Record::of(record), Record::of(&asked.record));
                behaviour.check_wanted(entity, &record, &mut wanted, &mut Vec::new());
                asked.record = wanted.to_json();
            }
            if let Some(catalogue) = &options.catalogue {
                let (record, mut wanted) = (Record::of(record), Record::of(&asked.record));
                vendor.behaviour().settle(catalogue, &record, &mut wanted);
                asked.record = wanted.to_json();
            }
            case.outcome(details, &asked, &mut faults);
            again::strict(&case, details, &mut faults);
            again::same_wish(&case, details, &asked, &mut faults);
            again::undo(&case, details, &mut faults);
        }
    }
    faults
}

/// A record and what is asked of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    pub(crate) vendor: &'static Vendor,
    pub(crate) plain: &'static Plain,
    pub(crate) record: &'a Json,
    pub(crate) change: &'a Change,
    pub(crate) options: &'a Options,
}

impl Told<'_> {
    fn outcome(&self, details: &Details<'_>, asked: &Asked, faults: &mut Vec<String>) {
        let after = &details.after;
        let wishes = differing(self.plain.record(), self.record, &asked.record);
        if details.requests.is_empty() {
            if !wishes.is_empty() {
                faults.push(format!("no request, though a change of {wishes:?} was asked for"));
            }
            if after.to_string() != self.record.to_string() {
                faults.push("no request, and yet another record".to_owned());
            }
        } else if wishes.is_empty() {
            faults.push("requests, though nothing was asked for".to_owned());
        }
        match self.vendor.simulate(self.record, &details.requests) {
            Ok((_, simulated)) if simulated.to_string() == after.to_string() => {}
            Ok((_, simulated)) => {
                faults.push(format!("the requests give {simulated}, the plan says {after}"));
            }
            Err(failure) => faults.push(format!("the requests fail: {}", failure.status)),
        }
        let side: Vec<&Loss> = details.losses.iter().filter(|loss| !loss.requested).collect();
        if !side.is_empty() && !self.options.accept_losses {
            faults.push("a side effect that nobody accepted".to_owned());
        }
        let beside = |top: &str| side.iter().any(|loss| first(&loss.path) == top);
        for top in differing(self.plain.record(), after, &asked.record) {
            if !beside(&top) {
                faults.push(format!("`{top}` comes out otherwise than was asked for"));
            }
        }
        self.frame(after, asked, &beside, faults);
        bodies::requests(self, details, faults);
        for (name, list) in self.plain.record().properties() {
            displayed(list, self.record.get(name), after.get(name), name, faults);
        }
        told::changes(self, details, faults);
        self.losses(details, faults);
        self.unpredicted(details, faults);
        self.ignored(details, faults);
    }

    /// What the change does not name is the same bytes as before, in the same
    /// order, and so is what the vendor writes.
    fn frame(
        &self,
        after: &Json,
        asked: &Asked,
        beside: &dyn Fn(&str) -> bool,
        faults: &mut Vec<String>,
    ) {
        let rules = self.plain.record();
        let untouched = |record: &Json| -> Vec<(String, String)> {
            let untouched = members(record).filter(|(name, _)| {
                let server = rules.property(name).is_some_and(Rules::is_server);
                server || !(asked.names.iter().any(|named| named == name) || beside(name))
            });
            untouched.map(|(name, value)| (name.to_owned(), value.to_string())).collect()
        };
        if untouched(self.record) != untouched(after) {
            faults.push(format!("members that the change does not name differ in {after}"));
        }
    }

    /// The losses are the multiset difference of record and predicted record.
    fn losses(&self, details: &Details<'_>, faults: &mut Vec<String>) {
        let told = |path: &Pointer, kind: &str| -> String {
            // Which of two equal elements goes is nobody's business.
            let place = match (kind, path.split_last()) {
                ("element", Some((above, _))) => above,
                _ => path.clone(),
            };
            let value = self.record.pointer(path).map(ToString::to_string);
            format!("{kind} of {place}: {}", value.as_deref().unwrap_or("nowhere"))
        };
        let mut expected: Vec<String> = lost(self.plain.record(), self.record, &details.after)
            .iter()
            .map(|(path, kind)| told(path, kind))
            .collect();
        let mut found: Vec<String> =
            details.losses.iter().map(|loss| told(&loss.path, loss.kind.as_str())).collect();
        expected.sort();
        found.sort();
        if expected != found {
            faults.push(format!("lost {expected:?}, told of {found:?}"));
        }
    }

    /// What follows a changed member is listed, unless it is written too.
    fn unpredicted(&self, details: &Details<'_>, faults: &mut Vec<String>) {
        let rules = self.plain.record();
        let changed = differing(rules, self.record, &details.after);
        for (name, follower) in rules.properties() {
            let path = Pointer::from_tokens([name]);
            let volatile = follower.value("volatile").and_then(Json::as_bool) == Some(true);
            let follows = follower.follows().any(|leader| changed.iter().any(|c| c == leader));
            let written = changed.iter().any(|changed| changed == name);
            let expected = follows && !written && !volatile && self.record.get(name).is_some();
            let listed = details.unpredicted.contains(&path);
            if expected && !listed {
                faults.push(format!("`{name}` is set anew, and not listed as unpredicted"));
            }
            if listed && (volatile || written) {
                faults.push(format!("`{name}` is listed as unpredicted"));
            }
        }
    }

    /// A wanted record that shows the vendor's members otherwise: listed.
    fn ignored(&self, details: &Details<'_>, faults: &mut Vec<String>) {
        let Change::To(after) = self.change else {
            return;
        };
        for (name, value) in members(self.plain.unwrapped(after)) {
            let rules = self.plain.record().property(name).filter(|rules| rules.is_server());
            let differs =
                rules.is_some_and(|rules| !same(rules, self.record.get(name), Some(value)));
            let path = Pointer::from_tokens([name]);
            if differs != details.ignored.contains(&path) && rules.is_some() {
                faults.push(format!("`{name}` is the vendor's: ignored is {:?}", details.ignored));
            }
        }
    }
}

/// What the vendor wrote into an element stays with it, wherever it goes.
fn displayed(
    list: Rules<'_>,
    before: Option<&Json>,
    after: Option<&Json>,
    name: &str,
    faults: &mut Vec<String>,
) {
    let elements = |list: Option<&Json>| list.and_then(Json::as_array).unwrap_or_default().to_vec();
    let Some((item, identity)) = list.item().and_then(|item| Some((item, item.identity()?))) else {
        return;
    };
    let key = |element: &Json| element.get(identity).filter(|id| !id.is_null()).map(key_text);
    let before = elements(before);
    for element in elements(after) {
        let twins: Vec<&Json> = before
            .iter()
            .filter(|twin| key(twin).is_some() && key(twin) == key(&element))
            .collect();
        let [twin] = twins.as_slice() else {
            continue;
        };
        for (part, value) in members(twin).filter(|(part, _)| item.displays(part, twin)) {
            if element.get(part) != Some(value) {
                faults
                    .push(format!("an element of `{name}` loses what the vendor shows: `{part}`"));
            }
        }
    }
}

pub(crate) fn first(path: &Pointer) -> &str {
    path.tokens().first().map_or("", String::as_str)
}
