//! The order of members, restored.
//!
//! Undoing a removal by `add` puts a member behind the others. Two ways lead
//! from there to the order that was: the object is replaced, or the members that
//! stand in front of where they stood go and come again, in their order. Which
//! takes fewer bytes is known once the objects inside are known, so the plan is
//! made from the inside out.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "sizes of parts of one document: their sums are in proportion to its text"
)]

use std::borrow::Cow;
use std::collections::HashSet;

use super::covered;
use crate::apply::name_in_any_case;
use crate::measure::{Size, name_bytes};
use crate::pointer::escape;
use crate::trace::Trace;
use crate::{
    ApplyOptions, Json, Limits, MemberNames, Members, Operation, Operations, Patch, Pointer,
};

/// The bytes of an operation without those of its paths and its value, a comma
/// behind it included.
const ADD: usize = r#"{"op":"add","path":"","value":},"#.len();
const REMOVE: usize = r#"{"op":"remove","path":""},"#.len();
const REPLACE: usize = r#"{"op":"replace","path":"","value":},"#.len();
const MOVE: usize = r#"{"op":"move","from":"","path":""},"#.len();

/// The operations that lead from `after` to `before`, order included, made of
/// those that restore the values.
pub(super) fn restored(
    operations: Vec<Operation>,
    after: &Json,
    before: &Json,
    options: &ApplyOptions,
) -> Vec<Operation> {
    let unlimited = Limits {
        operations: usize::MAX,
        growth: usize::MAX,
        depth: usize::MAX,
        ..options.limits.clone()
    };
    let options = ApplyOptions { dialect: options.dialect, limits: unlimited };
    let inverse = Patch::from(operations);
    let Ok((mut trace, values)) = Trace::new(&inverse, after, &options) else {
        // The document goes deeper than any that may be patched.
        return whole(before);
    };
    let mut steps = Vec::new();
    while let Some(step) = trace.step() {
        steps.push(covered::Known::of(&step));
    }
    let tests = inverse.operations().iter().rev().take_while(|o| is_test(o)).count();
    let tested = |fix: Vec<Operation>| {
        // Order is nothing that a test sees: the last ones may as well be last.
        let (mut operations, fix) = covered::without(inverse.operations(), &steps, tests, fix);
        let tests = inverse.operations().iter().skip(inverse.operations().len() - tests).cloned();
        operations.extend(fix);
        operations.extend(tests);
        operations
    };
    let moves = options.dialect.operations == Operations::All;
    let planner = |replaces| Planner { replaces, moves, names: options.dialect.member_names };
    let Some(fix) = planner(true).fix(&values, before) else {
        return inverse.operations().to_vec();
    };
    let mut candidates = vec![tested(fix)];
    candidates.extend(planner(false).fix(&values, before).map(tested));
    if !inverse.operations().iter().any(is_test) {
        candidates.push(whole(before));
    }
    candidates.into_iter().min_by_key(|operations| bytes(operations)).unwrap_or_default()
}

fn whole(before: &Json) -> Vec<Operation> {
    vec![Operation::Replace { path: Pointer::root(), value: before.clone() }]
}

fn is_test(operation: &Operation) -> bool {
    matches!(operation, Operation::Test { .. })
}

fn bytes(operations: &[Operation]) -> usize {
    operations.iter().map(|operation| operation.to_json().to_string().len() + 1).sum()
}

/// What has to be done to a value so that its members stand in order.
enum Plan<'b> {
    Keep,
    Replace(&'b Json),
    Elements(Vec<(usize, Self)>),
    Members { inside: Vec<(&'b str, Self)>, again: Vec<(&'b str, Again<'b>)>, free: String },
}

/// How a member goes and comes again.
enum Again<'b> {
    /// By `remove` and `add`.
    Anew(&'b Json),
    /// By two moves, over a name that is free.
    Aside,
}

/// A plan, its bytes, and the bytes of the value.
struct Planned<'b> {
    plan: Plan<'b>,
    cost: usize,
    size: usize,
}

#[derive(Clone, Copy)]
struct Planner {
    /// Whether objects may be replaced.
    replaces: bool,
    moves: bool,
    names: MemberNames,
}

impl Planner {
    /// The operations that bring the members of `values` in the order that they
    /// have in `before`, if they are not; both are equal by value.
    fn fix(self, values: &Json, before: &Json) -> Option<Vec<Operation>> {
        let planned = self.plan(values, before, 0);
        if let Plan::Keep = planned.plan {
            return None;
        }
        let mut operations = Vec::new();
        emit(planned.plan, &mut Pointer::root(), &mut operations);
        Some(operations)
    }

    /// `path` are the bytes of the path to the value.
    fn plan<'b>(self, values: &Json, before: &'b Json, path: usize) -> Planned<'b> {
        let mut planned = match (values, before) {
            (Json::Array(values), Json::Array(before)) => self.elements(values, before, path),
            (Json::Object(values), Json::Object(members)) => {
                self.members(values, members, before, path)
            }
            _ => {
                let size = Size::of(before, usize::MAX, usize::MAX).bytes;
                return Planned { plan: Plan::Keep, cost: 0, size };
            }
        };
        let replaced = REPLACE + path + planned.size;
        if self.replaces && planned.cost > replaced {
            planned.plan = Plan::Replace(before);
            planned.cost = replaced;
        }
        planned
    }

    fn elements<'b>(self, values: &[Json], before: &'b [Json], path: usize) -> Planned<'b> {
        let (mut plans, mut cost, mut size) = (Vec::new(), 0, 1 + before.len().max(1));
        for (at, (value, before)) in values.iter().zip(before).enumerate() {
            let planned = self.plan(value, before, path + token_bytes(&at.to_string()));
            size += planned.size;
            cost += planned.cost;
            if planned.cost > 0 {
                plans.push((at, planned.plan));
            }
        }
        let plan = if plans.is_empty() { Plan::Keep } else { Plan::Elements(plans) };
        Planned { plan, cost, size }
    }

    fn members<'b>(
        self,
        values: &Members,
        before: &'b Members,
        whole: &'b Json,
        path: usize,
    ) -> Planned<'b> {
        // The longest beginning whose members are in order already stays.
        let mut names = values.names();
        let staying = before.names().take_while(|name| names.any(|other| other == *name)).count();
        let free = free_name(before);
        let aside = MOVE * 2 + (path + token_bytes(&free)) * 2;
        let (mut inside, mut again) = (Vec::new(), Vec::new());
        let (mut cost, mut size) = (0, 1 + before.len().max(1));
        for (at, (name, member)) in before.iter().enumerate() {
            let path = path + token_bytes(name);
            let value = values.get(name).unwrap_or(member);
            let planned = self.plan(value, member, path);
            size += planned.size + name_bytes(name);
            let anew = REMOVE + ADD + path * 2 + planned.size;
            if at >= staying && (!self.moves || anew <= planned.cost + aside + path * 2) {
                cost += anew;
                again.push((name, Again::Anew(member)));
                continue;
            }
            cost += planned.cost;
            if planned.cost > 0 {
                inside.push((name, planned.plan));
            }
            if at >= staying {
                cost += aside + path * 2;
                again.push((name, Again::Aside));
            }
        }
        if !again.is_empty() && self.has_twins(before) {
            // While one is away, its name would mean the other.
            let cost = REPLACE + path + size;
            return Planned { plan: Plan::Replace(whole), cost, size };
        }
        let keep = inside.is_empty() && again.is_empty();
        let plan = if keep { Plan::Keep } else { Plan::Members { inside, again, free } };
        Planned { plan, cost, size }
    }

    /// Whether names of members differ in case only.
    fn has_twins(self, members: &Members) -> bool {
        let mut names = HashSet::new();
        self.names != MemberNames::Exact
            && !members.names().all(|name| names.insert(name_in_any_case(name)))
    }
}

fn emit(plan: Plan<'_>, path: &mut Pointer, operations: &mut Vec<Operation>) {
    match plan {
        Plan::Keep => {}
        Plan::Replace(value) => {
            operations.push(Operation::Replace { path: path.clone(), value: value.clone() });
        }
        Plan::Elements(plans) => {
            for (at, plan) in plans {
                path.push(at.to_string());
                emit(plan, path, operations);
                path.pop();
            }
        }
        Plan::Members { inside, again, free } => {
            for (name, plan) in inside {
                path.push(name);
                emit(plan, path, operations);
                path.pop();
            }
            for (name, again) in again {
                let path_to = path.child(name);
                match again {
                    Again::Anew(value) => {
                        let value = value.clone();
                        operations.push(Operation::Remove { path: path_to.clone() });
                        operations.push(Operation::Add { path: path_to, value });
                    }
                    Again::Aside => {
                        let aside = path.child(free.as_str());
                        let (from, path) = (path_to.clone(), aside.clone());
                        operations.push(Operation::Move { from, path });
                        operations.push(Operation::Move { from: aside, path: path_to });
                    }
                }
            }
        }
    }
}

/// A name that no member has, in any case.
fn free_name(members: &Members) -> String {
    let mut name = String::from("_");
    while members.contains(&name) {
        name.push('_');
    }
    name
}

fn token_bytes(token: &str) -> usize {
    let token: Cow<'_, str> = escape(token);
    // With a slash in place of the quotes and the colon.
    name_bytes(&token) - 2
}
