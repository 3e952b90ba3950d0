//! Joining, leaving and the custom values between them: every combination of a
//! small model, against an answer worked out in the test.

use amend::{Json, Pointer};
use amend_folk::FOLK;
use amend_vendor::{Change, Options, plan};

const RECORD: &str = include_str!("cases/records/bare.json");
const GROUPS: [&str; 2] =
    ["grp_11111111-1111-4111-8111-111111111111", "grp_22222222-2222-4222-8222-222222222222"];

/// Which groups a list has, in which order.
const LISTS: [&[usize]; 5] = [&[], &[0], &[1], &[0, 1], &[1, 0]];

/// What happens to the values of a group.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Values {
    Untouched,
    Changed,
    OneRemoved,
    AllRemoved,
}

const VALUES: [Values; 4] =
    [Values::Untouched, Values::Changed, Values::OneRemoved, Values::AllRemoved];

#[derive(Clone, Copy, Debug)]
struct Model {
    /// The groups of the record, and which of them have the values `a` and `b`.
    groups: &'static [usize],
    held: [bool; 2],
    /// The groups that are wanted, and what happens to their values.
    wanted: &'static [usize],
    values: [Values; 2],
    accept: bool,
}

impl Model {
    fn left(self, group: usize) -> bool {
        self.groups.contains(&group) && !self.wanted.contains(&group)
    }

    /// Whether the values of a group come out otherwise, leaving it aside.
    fn differs(self, group: usize) -> bool {
        match self.values.get(group) {
            Some(Values::Untouched) | None => false,
            Some(Values::Changed) => true,
            Some(_) => self.holds(group),
        }
    }

    fn holds(self, group: usize) -> bool {
        self.held.get(group) == Some(&true)
    }

    /// The names of the values that the change wants there to be.
    fn wants(self, group: usize) -> Vec<&'static str> {
        match (self.values.get(group), self.holds(group)) {
            (Some(Values::Changed | Values::Untouched), true) => vec!["a", "b"],
            (Some(Values::Changed), false) => vec!["a"],
            (Some(Values::OneRemoved), true) => vec!["b"],
            _ => vec![],
        }
    }

    /// The reasons to refuse, by the sentences of the page.
    fn reasons(self) -> Vec<String> {
        let mut found = Vec::new();
        for (group, id) in GROUPS.iter().enumerate() {
            let removal = self.values.get(group) != Some(&Values::Changed);
            let goes = self.left(group) && removal;
            if self.differs(group) && !self.wanted.contains(&group) && !goes {
                found.push(format!("group-not-joined /customFieldValues/{id}"));
            }
            if self.left(group) && !self.accept {
                for name in self.wants(group) {
                    found.push(format!("side-effect-loss /customFieldValues/{id}/{name}"));
                }
            }
        }
        found.sort();
        found
    }

    fn record(self) -> Json {
        let mut record: Json = RECORD.parse().expect("the record is JSON");
        let groups = self
            .groups
            .iter()
            .filter_map(|group| GROUPS.get(*group))
            .map(|id| Json::object([("id", Json::from(*id)), ("name", Json::from("a name"))]));
        let held =
            GROUPS.iter().enumerate().filter(|(group, _)| self.holds(*group)).map(|(_, id)| {
                (*id, Json::object([("a", Json::from("1")), ("b", Json::array(["x"]))]))
            });
        let (groups, held) = (Json::array(groups), Json::object(held));
        if let Some(members) = record.as_object_mut() {
            members.insert("groups", groups);
            members.insert("customFieldValues", held);
        }
        record
    }

    fn change(self) -> Json {
        let ids = self.wanted.iter().filter_map(|group| GROUPS.get(*group));
        let groups = Json::array(ids.map(|id| Json::object([("id", Json::from(*id))])));
        let values = GROUPS.iter().zip(self.values).filter_map(|(id, values)| {
            let value = match values {
                Values::Untouched => return None,
                Values::Changed => Json::object([("a", Json::from(2))]),
                Values::OneRemoved => Json::object([("a", Json::Null)]),
                Values::AllRemoved => Json::Null,
            };
            Some((*id, value))
        });
        Json::object([("groups", groups), ("customFieldValues", Json::object(values))])
    }

    fn check(self) {
        let record = self.record();
        let options = Options { accept_losses: self.accept, undo: true, ..Options::default() };
        let change = Change::MergePatch(self.change());
        let found = plan(&FOLK, &record, &change, &options).expect("the schema is good");
        let reasons = self.reasons();
        let mut told: Vec<String> =
            found.violations().iter().map(|v| format!("{} {}", v.code(), v.path())).collect();
        told.sort();
        assert_eq!(told, reasons, "{self:?}");
        if !reasons.is_empty() {
            return;
        }
        let details = found.details().expect("it is not refused");
        let sent: Vec<usize> =
            (0..2).filter(|group| self.differs(*group) && self.wanted.contains(group)).collect();
        let moved = self.groups != self.wanted;
        assert_eq!(details.requests.is_empty(), sent.is_empty() && !moved, "{self:?}");
        let carried: Vec<String> = details.carried.iter().map(Pointer::to_string).collect();
        let expected: &[&str] = if sent.is_empty() || moved { &[] } else { &["/groups"] };
        assert_eq!(carried, expected, "{self:?}");
        if let Some(body) = details.requests.first().and_then(|request| request.body()) {
            // Exactly the groups after the change, and values of no other group.
            let groups: Vec<&str> = ids(body);
            let wanted: Vec<&str> =
                self.wanted.iter().filter_map(|group| GROUPS.get(*group)).copied().collect();
            assert_eq!(groups, wanted, "{self:?}");
            let values = body.get("customFieldValues").and_then(Json::as_object);
            let names: Vec<&str> = values.into_iter().flatten().map(|(id, _)| id).collect();
            let mut expected: Vec<&str> =
                sent.iter().filter_map(|group| GROUPS.get(*group)).copied().collect();
            expected.sort_by_key(|id| names.iter().position(|name| name == id));
            assert_eq!(names, expected, "{self:?}");
        }
        for (group, id) in GROUPS.iter().enumerate() {
            let gone = self.left(group);
            let at = |name: &str| {
                let place = Pointer::from_tokens(["customFieldValues", id, name]);
                details.after.pointer(&place).filter(|value| !value.is_null())
            };
            let wants = if gone { Vec::new() } else { self.wants(group) };
            for name in ["a", "b"] {
                assert_eq!(at(name).is_some(), wants.contains(&name), "{self:?} {name}");
            }
            let changed = self.values.get(group) == Some(&Values::Changed) && !gone;
            assert!(!changed || at("a") == Some(&Json::from("2")), "{self:?}");
            self.losses(group, id, details);
        }
        self.undone(&record, details);
    }

    /// What goes is listed, and whether it was asked for.
    fn losses(self, group: usize, id: &str, details: &amend_vendor::Details<'_>) {
        let stays = if self.left(group) { Vec::new() } else { self.wants(group) };
        let held = if self.holds(group) { vec!["a", "b"] } else { Vec::new() };
        for name in ["a", "b"] {
            let place = Pointer::from_tokens(["customFieldValues", id, name]);
            let told = details.losses.iter().find(|loss| loss.path == place);
            let goes = held.contains(&name) && !stays.contains(&name);
            assert_eq!(told.is_some(), goes, "{self:?} {name}");
            let asked = !self.wants(group).contains(&name);
            assert!(told.is_none_or(|loss| loss.requested == asked), "{self:?} {name}");
        }
    }

    /// The way back gives the record, or lists what does not come back.
    fn undone(self, record: &Json, details: &amend_vendor::Details<'_>) {
        let undo = details.undo.as_ref().expect("an undo was asked for");
        let back = undo.plan.details().expect("the way back is planned");
        assert_eq!(ids(&back.after), ids(record), "{self:?}");
        for (group, id) in GROUPS.iter().enumerate() {
            for name in ["a", "b"] {
                let place = Pointer::from_tokens(["customFieldValues", id, name]);
                let value = |json: &Json| {
                    json.pointer(&place).filter(|value| !value.is_null()).map(ToString::to_string)
                };
                // A group that was joined on the way there is left on the way back.
                let lost = self.wanted.contains(&group) && !self.groups.contains(&group);
                let listed = undo.irreversible.iter().any(|(path, _)| *path == place);
                if value(record) == value(&back.after) {
                    assert!(!listed, "{self:?} {name}");
                } else {
                    assert!(lost && listed, "{self:?} {name}");
                }
            }
        }
    }
}

fn ids(json: &Json) -> Vec<&str> {
    let list = json.get("groups").and_then(Json::as_array).unwrap_or_default();
    list.iter().filter_map(|group| group.get("id").and_then(Json::as_str)).collect()
}

#[test]
fn groups_and_values_hold_together() {
    let (mut all, mut planned) = (0, 0);
    for groups in LISTS {
        for held in [[false, false], [true, false], [false, true], [true, true]] {
            for wanted in LISTS {
                for first in VALUES {
                    for second in VALUES {
                        for accept in [false, true] {
                            let values = [first, second];
                            let model = Model { groups, held, wanted, values, accept };
                            model.check();
                            all += 1;
                            planned += usize::from(model.reasons().is_empty());
                        }
                    }
                }
            }
        }
    }
    assert_eq!(all, 3_200);
    assert!(planned > 900 && all - planned > 900, "{planned} of {all} are planned");
}
