//! Consents: one for each purpose. The vendor keeps those that a list does not
//! have; each has a legal base and a source, which have an id and a key.

use amend::value::Members;
use amend::{Json, Pointer};
use amend_vendor::{Case, Code, Member, Sent, Unit, Violation, Violations, meaning, same};

use crate::record::cite;

const RULE: &str = "superoffice.consent-members";

const PURPOSE: &str = "ConsentPurposeId";

/// Two names of one thing, of which a change may give either.
const PAIRS: [(&str, &str); 2] =
    [("LegalBaseId", "LegalBaseKey"), ("ConsentSourceId", "ConsentSourceKey")];

/// A consent has a legal base and a source; neither can be taken out.
pub(crate) fn check(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let (Sent::Kept, Some(after)) = (unit.top.sent, &unit.after) else {
        return;
    };
    if unit.before.is_some() && changes(unit, PURPOSE) && after.get(PURPOSE).is_some() {
        found.push(Violation::new(
            Code::NotExpressible,
            unit.path.child(PURPOSE),
            "expected the purpose that the consent has, found another; a consent for another purpose is another consent",
            cite(case.entity, RULE),
        ));
    }
    for (id, key) in PAIRS {
        for name in [id, key] {
            if part(unit, name, unit.before.as_ref()).is_some()
                && part(unit, name, Some(after)).is_none()
            {
                let path = unit.path.child(name);
                let message = "expected a value, found a clear; a consent always has a legal base and a source, and is withdrawn by the legal base `WITHDRAWN`";
                let source = cite(case.entity, RULE);
                found.push(Violation::new(Code::NotClearable, path, message, source));
            }
        }
        let neither = [id, key].iter().all(|name| part(unit, name, Some(after)).is_none());
        if unit.before.is_none() && neither {
            let message = format!("expected the member `{key}`, found none");
            let source = cite(case.entity, RULE);
            found.push(Violation::new(
                Code::MissingRequired,
                unit.path.child(key),
                message,
                source,
            ));
        }
    }
}

/// The consents that change, as the body takes them.
pub(crate) fn outgoing(case: &Case<'_>, top: &Member) -> Json {
    let units = case.units.iter().filter(|unit| unit.top.name == top.name);
    Json::array(units.map(element))
}

/// One consent: its purpose, its comment, and of each pair what the change gives;
/// the other half would contradict it.
fn element(unit: &Unit<'_>) -> Json {
    let mut sent = Members::new();
    let value = |name: &str| unit.after.as_ref().and_then(|after| after.get(name)).cloned();
    let mut put = |name: &str| {
        if let Some(value) = value(name).filter(|value| !value.is_null()) {
            sent.insert(name, value);
        }
    };
    put(PURPOSE);
    put("ConsentPurposeKey");
    for (id, key) in PAIRS {
        match (changes(unit, id), changes(unit, key)) {
            (true, false) if unit.before.is_some() => put(id),
            (false, true) if unit.before.is_some() => put(key),
            _ => {
                put(id);
                put(key);
            }
        }
    }
    match value("Comment") {
        Some(Json::String(comment)) => {
            sent.insert("Comment", comment);
        }
        _ if unit.before.is_some() => {
            sent.insert("Comment", "");
        }
        _ => {}
    }
    Json::Object(sent)
}

/// The other half of a pair, which follows the one that changes.
pub(crate) fn follow(unit: &Unit<'_>, unpredicted: &mut Vec<Pointer>) {
    for (id, key) in PAIRS {
        for (name, other) in [(id, key), (key, id)] {
            let shown = unit.before.as_ref().is_some_and(|before| before.get(other).is_some());
            if shown && changes(unit, name) && !changes(unit, other) {
                unpredicted.push(unit.path.child(other));
            }
        }
    }
}

fn changes(unit: &Unit<'_>, name: &str) -> bool {
    let before = unit.before.as_ref().and_then(|before| before.get(name));
    let after = unit.after.as_ref().and_then(|after| after.get(name));
    unit.member.member(name).is_some_and(|member| !same(member, before, after))
}

fn part<'v>(unit: &Unit<'_>, name: &str, value: Option<&'v Json>) -> Option<&'v Json> {
    meaning(unit.member.member(name)?, value.and_then(|value| value.get(name)))
}
