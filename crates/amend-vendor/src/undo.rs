//! The way back: a plan from the predicted record to the record.

use amend::value::Members;
use amend::{Json, Pointer};

use crate::compare::{self, Unit};
use crate::model::{Sent, Writer};
use crate::plan::{Details, Options, Undo};
use crate::planner::Planner;
use crate::record::Record;
use crate::violation::Violation;
use crate::violations::Violations;

/// Plans from the predicted record back to the record. What cannot be said is
/// left out of it, and listed.
pub(crate) fn undo(planner: &Planner<'_, '_>, details: &Details<'_>) -> Undo {
    // The way back may lose what the way there gave, and leans on what it leaned on.
    let options =
        Options { undo: false, strict: false, accept_losses: true, ..planner.options.clone() };
    let after = &*details.after;
    let predicted = Record::of(after);
    let back = Planner { predicted: true, record: &predicted, options: &options, ..*planner };
    let mut wanted = planner.record.to_json();
    let mut irreversible: Vec<(Pointer, String)> = details.lasting.clone();
    loop {
        let mut found =
            compare::differences(&planner.entity.record, back.record, &Record::of(&wanted));
        // What nobody can predict is set again, or it would stay as it came.
        for path in &details.unpredicted {
            let Some(member) = path
                .tokens()
                .first()
                .filter(|_| path.tokens().len() == 1)
                .and_then(|name| planner.entity.record.member(name))
            else {
                continue;
            };
            let known = found.units.iter().any(|unit| unit.path == *path)
                || irreversible.iter().any(|(lost, _)| lost == path);
            if member.writer == Writer::Client && !known {
                found.units.push(Unit {
                    path: path.clone(),
                    top: member,
                    member,
                    key: Vec::new(),
                    before: None,
                    after: compare::meaning(member, wanted.get(&member.name)).cloned(),
                });
            }
        }
        let parts: Vec<Part<'_>> = found
            .units
            .iter()
            .map(|unit| Part {
                path: unit.path.clone(),
                top: &unit.top.name,
                alone: unit.top.sent == Sent::Dictionary && !unit.key.is_empty(),
            })
            .collect();
        let outcome = back.details(&Record::of(&wanted), found, Violations::new(&options.limits));
        match outcome {
            Ok(details) => {
                let lost = details.losses.iter().filter(|loss| !loss.requested);
                irreversible.extend(lost.map(|loss| {
                    let why = "the vendor drops it with what the way back takes away";
                    (loss.path.clone(), why.to_owned())
                }));
                irreversible.sort_by_cached_key(|(path, _)| path.to_string());
                return Undo { plan: Box::new(back.plan(details).into_owned()), irreversible };
            }
            Err(violations) => {
                let given_up = give_up(&mut wanted, after, &parts, &violations);
                if given_up.is_empty() {
                    return Undo {
                        plan: Box::new(back.refused(violations).into_owned()),
                        irreversible,
                    };
                }
                irreversible.extend(given_up);
            }
        }
    }
}

/// What comes back, or does not, as one.
#[derive(Debug)]
struct Part<'e> {
    path: Pointer,
    top: &'e str,
    /// Whether it comes back without the rest of its member, as an entry of a
    /// dictionary does.
    alone: bool,
}

/// Leaves the members out that the violations name: they stay as they are after
/// the plan.
fn give_up(
    wanted: &mut Json,
    after: &Json,
    parts: &[Part<'_>],
    violations: &[Violation],
) -> Vec<(Pointer, String)> {
    let mut lost = Vec::new();
    for Part { path, top, alone } in parts {
        let why = violations
            .iter()
            .find(|v| path.contains(v.path()) || (v.path().contains(path) && !v.path().is_root()));
        let Some(why) = why else {
            continue;
        };
        lost.push((path.clone(), why.message().to_owned()));
        if *alone {
            stay(wanted, after, path);
        } else {
            stay(wanted, after, &Pointer::from_tokens([*top]));
        }
    }
    // A member that is given up takes its other parts along.
    for Part { path, top, alone } in parts {
        let together = !alone
            && lost.iter().any(|(other, _)| other.tokens().first().is_some_and(|name| name == top));
        if together && !lost.iter().any(|(other, _)| other == path) {
            lost.push((path.clone(), "it stands beside what does not come back".to_owned()));
        }
    }
    lost
}

/// What `after` has at a place of objects within objects, wanted too.
fn stay(wanted: &mut Json, after: &Json, path: &Pointer) {
    let Some((above, last)) = path.split_last() else {
        return;
    };
    let mut owner = Some(wanted);
    for token in above.tokens() {
        owner = owner.and_then(Json::as_object_mut).and_then(|members| {
            if !members.contains(token) {
                members.insert(token.as_str(), Members::new());
            }
            members.get_mut(token)
        });
    }
    let Some(members) = owner.and_then(Json::as_object_mut) else {
        return;
    };
    match after.pointer(path) {
        Some(value) => {
            members.insert(last, value.clone());
        }
        None => {
            members.remove(last);
        }
    }
}
