//! Plans of a change that was made against an older record, and the two ways back
//! from a plan.

use amend::algebra::invert_with;
use amend::options::Exactness;
use amend::{ApplyOptions, Json, Operation, Patch, diff};
use proptest::collection::vec;

use crate::changes::change;
use crate::choices::Choices;
use crate::law::{DECISIONS, Law, Pair, run};
use amend_vendor::{Change, Code, Details, Options, Outcome, Plan, Vendor, plan, settled};

use crate::holds::first;
use crate::normal::{differing, same};
use crate::plain::{Plain, Rules};
use crate::wanted::{asked, below};

/// How many pairs of record and change the default run makes of each law.
const PAIRS: u32 = 2_000;

/// Holds two laws over generated pairs of record and change, 2,000 of them each, or
/// as many as the environment variable `AMEND_CASES` says.
///
/// - A change that was made against an older record, which somebody else has changed
///   since: what only one side changed comes out as that side has it, and where both
///   changed a value and not to the same, the plan is refused.
/// - The undo of a plan and the inverse of the patch bring the same record back,
///   wherever the vendor can express them.
///
/// # Panics
/// Where a law does not hold, and where the run is hollow: too few plans.
pub fn moved(law: &Law) {
    let vendor = law.vendor();
    let mut counts = [0_u32; 4];
    let decisions =
        || (vec(proptest::num::u16::ANY, 0..DECISIONS), vec(proptest::num::u16::ANY, 0..DECISIONS));
    run(law, PAIRS, &decisions(), |(numbers, others)| {
        let pair = Pair::of(law, numbers);
        let mut choices = Choices::new(others);
        let mut options = Options::default();
        let rules = Plain::of(vendor).record();
        let other = change(rules, &pair.record, &mut options, &mut choices);
        let by_other = plan(vendor, &pair.record, &other, &options);
        let record =
            by_other.ok().and_then(|plan| plan.details().map(|found| Json::clone(&found.after)));
        let has_moved = record.is_some();
        let record = record.unwrap_or_else(|| pair.record.clone());
        let faults = onto(vendor, (&pair.record, &record), &pair.change, &pair.options)?;
        let told = |other: &Change| match other {
            Change::To(json) | Change::MergePatch(json) => json.to_string(),
            Change::Patch(patch) => patch.to_string(),
            _ => String::new(),
        };
        if has_moved {
            let options = Options { base: Some(pair.record.clone()), ..pair.options.clone() };
            match plan(vendor, &record, &pair.change, &options) {
                Ok(plan) if conflicts(&plan).is_empty() => counts[0] += 1,
                _ => counts[1] += 1,
            }
        }
        if faults.is_empty() {
            return Ok(());
        }
        let record = format!("on {record}, made by {}", told(&other));
        Err(format!("{}\n{record}\nas a case: {}", faults.join("\n"), pair.as_case(vendor)))
    });
    run(law, PAIRS, &decisions(), |(numbers, _)| {
        let pair = Pair::of(law, numbers);
        match back(vendor, &pair.record, &pair.change, &pair.options) {
            Ok(Back::Compared) => counts[2] += 1,
            Ok(Back::Not) => counts[3] += 1,
            Err(fault) => {
                return Err(format!("{fault}\nas a case: {}", pair.as_case(vendor)));
            }
        }
        Ok(())
    });
    let [clean, conflicting, compared, alone] = counts;
    let told = format!(
        "{clean} changes of moved records without and {conflicting} with a conflict; {compared} inverses held against the undo, {alone} not"
    );
    #[expect(clippy::print_stderr, reason = "the figures of a run")]
    {
        eprintln!("{}: {told}", vendor.name());
    }
    assert!(clean >= 100 && conflicting >= 5 && compared >= 100, "{told}");
}

/// What does not hold of a change of `base` that is planned on `record`, which is
/// what somebody else has made of it since.
///
/// - Where the record has not moved on, it is the plan without a base.
/// - What only the change changed comes out as it was asked for; what only the
///   record's side changed stays as the record has it, to the byte.
/// - A conflict is where both changed something; and where both changed a member
///   that is no list and no object, and not to the same, there is one.
pub(crate) fn onto(
    vendor: &'static Vendor,
    (base, record): (&Json, &Json),
    change: &Change,
    options: &Options,
) -> Result<Vec<String>, String> {
    let with_base = Options { base: Some(base.clone()), ..options.clone() };
    let run = |record, options: &Options| {
        plan(vendor, record, change, options).map_err(|error| error.to_string())
    };
    let alone = run(base, options)?;
    let still = run(base, &with_base)?;
    let mut faults = Vec::new();
    if alone.to_json().to_string() != still.to_json().to_string() {
        faults.push(format!(
            "where nothing has moved, it is planned otherwise: {} {}",
            still.to_json(),
            alone.to_json()
        ));
    }
    let found = run(record, &with_base)?;
    let rules = Plain::of(vendor).record();
    let Some(wish) = asked(vendor, base, change, options.absent) else { return Ok(faults) };
    if alone.details().is_none() {
        return Ok(faults);
    }
    let ours = differing(rules, base, &wish.record);
    let theirs = differing(rules, base, record);
    for conflict in conflicts(&found) {
        if !ours.contains(&conflict) || !theirs.contains(&conflict) {
            faults.push(format!("a conflict in `{conflict}`, which only one side changed"));
        }
    }
    let Some(details) = found.details() else { return Ok(faults) };
    let side = |top: &str| details.losses.iter().any(|l| !l.requested && first(&l.path) == top);
    for (top, member) in rules.properties() {
        if member.is_server() || side(top) {
            continue;
        }
        let [old, mine, there, after] =
            [base, &wish.record, record, &details.after].map(|side| side.get(top));
        let is = |names: &[String]| names.iter().any(|name| name == top);
        match (is(&ours), is(&theirs)) {
            (true, false) if !same(member, after, mine) => {
                faults.push(format!("`{top}` does not come out as it was asked for"));
            }
            (false, _) if after.map(Json::to_string) != there.map(Json::to_string) => {
                faults.push(format!("`{top}`, which the change leaves alone, comes out otherwise"));
            }
            (true, true) if is_plain([old, mine, there]) && !same(member, mine, there) => {
                faults.push(format!("`{top}` was changed twice, and is planned"));
            }
            _ => {}
        }
    }
    Ok(faults)
}

/// What does not hold of a change when somebody else has changed the record, as these
/// decisions say, and of the two ways back; the former only where there is such a
/// change.
pub(crate) fn faults_of_moved(law: &Law, pair: &Pair, others: &[u16]) -> Vec<String> {
    let vendor = law.vendor();
    let mut faults = Vec::new();
    if !others.is_empty() {
        let mut choices = Choices::new(others);
        let mut options = Options::default();
        let rules = Plain::of(vendor).record();
        let other = change(rules, &pair.record, &mut options, &mut choices);
        if let Ok(by_other) = plan(vendor, &pair.record, &other, &options)
            && let Some(details) = by_other.details()
        {
            let record = &details.after;
            let found = onto(vendor, (&pair.record, record), &pair.change, &pair.options);
            let found = found.unwrap_or_else(|fault| vec![fault]);
            faults.extend(found.into_iter().map(|fault| format!("{fault}, on {record}")));
        }
    }
    faults.extend(back(vendor, &pair.record, &pair.change, &pair.options).err());
    faults
}

fn conflicts(plan: &Plan<'_>) -> Vec<String> {
    let conflicts = plan.violations().iter().filter(|v| v.code() == Code::Conflict);
    conflicts.map(|conflict| first(conflict.path()).to_owned()).collect()
}

fn is_plain(values: [Option<&Json>; 3]) -> bool {
    values.iter().flatten().all(|v| v.as_array().is_none() && v.as_object().is_none())
}

/// Whether the two ways back from a plan were held against each other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Back {
    Compared,
    /// There is no plan, or the vendor cannot express one of them.
    Not,
}

/// Holds the undo of a plan against the inverse of the patch: planned on the
/// predicted record, both bring the same record, wherever the vendor can express
/// them.
pub(crate) fn back(
    vendor: &'static Vendor,
    record: &Json,
    change: &Change,
    options: &Options,
) -> Result<Back, String> {
    let options = Options { undo: true, strict: false, guard: false, ..options.clone() };
    let run = |record, change: &Change, options: &Options| {
        plan(vendor, record, change, options).map_err(|error| error.to_string())
    };
    let there = run(record, change, &options)?;
    let Outcome::Planned(details) = there.outcome() else { return Ok(Back::Not) };
    if details.losses.iter().any(|loss| !loss.requested) {
        return Ok(Back::Not); // the undo brings back what the patch does not name
    }
    let Some(inverse) = inverse(vendor, record, change, &options, details) else {
        return Ok(Back::Not);
    };
    let Some(undo) = details.undo.as_ref() else { return Err("there is no undo".to_owned()) };
    let Some(undone) = undo.plan.details() else { return Ok(Back::Not) };
    let options = Options { undo: false, accept_losses: true, ..options };
    let by_patch = run(&details.after, &Change::Patch(inverse.clone()), &options)?;
    let lost = |top: &str| undo.irreversible.iter().any(|(path, _)| first(path) == top);
    let Some(inverted) = by_patch.details() else {
        // What the undo leaves out, the patch asks for in vain.
        let mut reasons = by_patch.violations().iter();
        let unexpected = reasons.find(|violation| {
            let wrong_form = match violation.code() {
                Code::PathNotFound | Code::TestFailed => true,
                // Of the whole request: then the undo leaves something out, too.
                Code::NotExpressible => !undo.irreversible.is_empty(),
                _ => false,
            };
            !wrong_form && !lost(first(violation.path()))
        });
        return match unexpected {
            None => Ok(Back::Not),
            Some(violation) => Err(format!("{inverse} is refused: {}", violation.to_json())),
        };
    };
    let rules = Plain::of(vendor).record();
    let differ = differing(rules, &undone.after, &inverted.after);
    match differ.iter().find(|top| !lost(top)) {
        None => Ok(Back::Compared),
        Some(top) => Err(format!(
            "`{top}` comes back as {:?} by the undo, and as {:?} by {inverse}",
            undone.after.get(top).map(Json::to_string),
            inverted.after.get(top).map(Json::to_string),
        )),
    }
}

/// The inverse of what is asked for, as a patch of the predicted record.
fn inverse(
    vendor: &'static Vendor,
    record: &Json,
    change: &Change,
    options: &Options,
    details: &Details<'_>,
) -> Option<Patch> {
    let rules =
        ApplyOptions { dialect: vendor.behaviour().dialect(), limits: options.limits.clone() };
    let wanted = asked(vendor, record, change, options.absent)?.record;
    let patch = if let Change::Patch(patch) = change {
        patch.clone()
    } else {
        // What a client writes and what differs: nothing of the order of lists that
        // have none.
        let settled = settled(vendor.entity().ok()?, record, &wanted);
        let mut changed = record.clone();
        let members = changed.as_object_mut()?;
        for top in differing(Plain::of(vendor).record(), record, &wanted) {
            match settled.get(&top) {
                Some(value) => drop(members.insert(top, value.clone())),
                None => drop(members.remove(&top)),
            }
        }
        diff(record, &changed)
    };
    let back = invert_with(&patch, record, Exactness::Value, &rules).ok()?;
    // A test looks at what the patch made, which the vendor may have in another form.
    let changes = back.operations().iter().filter(|o| !matches!(o, Operation::Test { .. }));
    let back = Patch::from(changes.cloned().collect::<Vec<_>>());
    // A patch knows the elements of a list by their place: one that turns into another
    // takes on what the vendor wrote into that one, which no client may say.
    let of_vendor = |operation: &Operation| {
        let mut rules = Some(Plain::of(vendor).record());
        operation.path().tokens().iter().any(|token| {
            rules = rules.and_then(|rules| below(rules, token));
            rules.is_some_and(Rules::is_server)
        })
    };
    if back.operations().iter().any(of_vendor) {
        return None;
    }
    // So may all else: then the patch is not for the predicted record.
    let as_predicted = |operation: &Operation| {
        let top = first(operation.path());
        let text = |record: &Json| record.get(top).map(Json::to_string);
        // Of a whole dictionary a patch says which entries to set, not which to take away.
        let rules = Plain::of(vendor).record().property(top);
        let whole = rules.is_some_and(|rules| rules.sent() == "dictionary")
            && operation.path().tokens().len() == 1;
        !whole && text(&wanted) == text(&details.after)
    };
    back.operations().iter().all(as_predicted).then_some(back)
}
