//! Edits of a record, one place at a time, each as the patch operations that make
//! it.

use amend::{Json, Operation, Patch, Pointer, apply};

use crate::choices::Choices;
use crate::plain::Rules;
use crate::values::{respelled, right, wrong};

/// A record that is being edited.
#[derive(Clone, Debug)]
pub(crate) struct Editing {
    pub(crate) record: Json,
    pub(crate) operations: Vec<Operation>,
}

impl Editing {
    pub(crate) fn new(record: &Json) -> Self {
        Self { record: record.clone(), operations: Vec::new() }
    }

    /// One edit of a member of the record.
    pub(crate) fn edit(&mut self, rules: Rules<'_>, choices: &mut Choices<'_>) {
        let all = rules.properties();
        let written: Vec<_> = all.iter().filter(|(_, inner)| !inner.is_server()).collect();
        let root = Pointer::root();
        let kind = choices.below(24);
        if kind == 22 {
            let name = choices.one(&["qvz_unknown", "Name", "", "a/b~c"]).copied();
            self.set(root.child(name.unwrap_or_default()), Json::from("Qvz-9"), choices);
        } else if kind == 23 {
            let server: Vec<_> = all.iter().filter(|(_, inner)| inner.is_server()).collect();
            if let Some((name, inner)) = choices.one(&server) {
                let value = right(*inner, choices);
                self.set(root.child(*name), value, choices);
            }
        } else if let Some((name, inner)) = choices.one(&written) {
            self.member(*inner, &root.child(*name), choices);
        }
    }

    fn member(&mut self, rules: Rules<'_>, path: &Pointer, choices: &mut Choices<'_>) {
        let now = self.record.pointer(path).cloned();
        match choices.below(8) {
            0..=3 if now.as_ref().is_some_and(|now| !flat(now)) => {
                self.inside(rules, path, choices);
            }
            4 => self.cleared(rules, path, choices),
            5 => {
                if let Some(value) = wrong(rules, choices) {
                    self.set(path.clone(), value, choices);
                }
            }
            6 => {
                if let Some(now) = now {
                    self.set(path.clone(), respelled(&now), choices);
                }
            }
            _ => {
                let value = right(rules, choices);
                self.set(path.clone(), value, choices);
            }
        }
    }

    fn cleared(&mut self, rules: Rules<'_>, path: &Pointer, choices: &mut Choices<'_>) {
        let there = self.record.pointer(path).is_some();
        let mut forms: Vec<Json> = vec![Json::Null];
        forms.extend(rules.empty().iter().cloned());
        if there && choices.below(3) != 0 {
            self.push(Operation::Remove { path: path.clone() });
        } else if let Some(form) = choices.one(&forms) {
            self.set(path.clone(), form.clone(), choices);
        }
    }

    /// An edit inside an object or a list.
    fn inside(&mut self, rules: Rules<'_>, path: &Pointer, choices: &mut Choices<'_>) {
        match self.record.pointer(path).cloned() {
            Some(Json::Array(elements)) => self.element(rules, path, elements.len(), choices),
            Some(Json::Object(entries)) if rules.sent() == "dictionary" => {
                let mut names: Vec<String> = entries.names().map(str::to_owned).collect();
                names.push("Qvz-1".to_owned());
                if let (Some(name), Some(item)) = (choices.one(&names), rules.item()) {
                    self.member(item, &path.child(name.as_str()), choices);
                }
            }
            _ => {
                let all = rules.properties();
                if all.is_empty() || choices.rarely(16) {
                    self.set(path.child("qvz_unknown"), Json::from(1), choices);
                } else if let Some((name, inner)) = choices.one(&all) {
                    self.member(*inner, &path.child(*name), choices);
                }
            }
        }
    }

    fn element(
        &mut self,
        rules: Rules<'_>,
        path: &Pointer,
        count: usize,
        choices: &mut Choices<'_>,
    ) {
        let Some(item) = rules.item() else {
            return;
        };
        let at = |at: usize| path.child(at.to_string());
        let place = choices.below(count);
        match choices.below(8) {
            0..=1 if count > 0 => self.member(item, &at(place), choices),
            2..=3 if count > 0 => self.push(Operation::Remove { path: at(place) }),
            4 if count > 1 => {
                // Another order.
                let value = self.record.pointer(&at(place)).cloned().unwrap_or_default();
                self.push(Operation::Remove { path: at(place) });
                self.push(Operation::Add { path: at(choices.below(count)), value });
            }
            5 if count > 0 => {
                // A twin of an element that is there.
                let value = self.record.pointer(&at(place)).cloned().unwrap_or_default();
                self.push(Operation::Add { path: at(choices.below(count + 1)), value });
            }
            6 => {
                let value = right(item, choices);
                self.push(Operation::Add { path: at(choices.below(count + 1)), value });
            }
            _ => {
                let value = right(item, choices);
                self.push(Operation::Add { path: path.child("-"), value });
            }
        }
    }

    fn set(&mut self, path: Pointer, value: Json, choices: &mut Choices<'_>) {
        let there = self.record.pointer(&path).is_some();
        self.push(if there && choices.below(2) == 0 {
            Operation::Replace { path, value }
        } else {
            Operation::Add { path, value }
        });
    }

    /// Makes an operation, if it applies.
    pub(crate) fn push(&mut self, operation: Operation) {
        let patch = Patch::from(vec![operation.clone()]);
        if apply(&mut self.record, &patch).is_ok() {
            self.operations.push(operation);
        }
    }
}

fn flat(value: &Json) -> bool {
    !matches!(value, Json::Array(_) | Json::Object(_))
}

/// A record as it might have come: some members otherwise than in the sample, and
/// some that no page knows.
pub(crate) fn record(rules: Rules<'_>, id: &str, sample: &Json, choices: &mut Choices<'_>) -> Json {
    let mut editing = Editing::new(sample);
    let all: Vec<_> = rules.properties().into_iter().filter(|(name, _)| *name != id).collect();
    for _ in 0..choices.below(4) {
        let Some((name, inner)) = choices.one(&all) else {
            continue;
        };
        let path = Pointer::from_tokens([*name]);
        match choices.below(8) {
            0..=2 => {
                let value = right(*inner, choices);
                editing.set(path, value, choices);
            }
            3 => editing.set(path, Json::Null, choices),
            4 => editing.push(Operation::Remove { path }),
            5 => {
                if let Some(now) = editing.record.pointer(&path).cloned() {
                    editing.set(path, respelled(&now), choices);
                }
            }
            6 => editing.set(Pointer::from_tokens(["qvz_extra"]), Json::from("Qvz-7"), choices),
            _ => editing.member(*inner, &path, choices),
        }
    }
    editing.record
}
