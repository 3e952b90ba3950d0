//! The law of the plan, for folk's person.

use amend_laws::{Law, law, moved};

/// A catalogue that names no group is every group's.
const FIELDS: &str = r#"{"data": {"items": [
    {"name": "Status", "type": "singleSelect", "options": [{"label": "Qvz-1"}, {"label": "Qvz-2"}]},
    {"name": "Sacks", "type": "numericField"},
    {"name": "Notes", "type": "textField"},
    {"name": "Grains", "type": "multipleSelect", "options": [{"label": "Qvz-1"}, {"label": "Qvz-2"}]},
    {"name": "Since", "type": "dateField"},
    {"name": "Assignee", "type": "userField"},
    {"name": "Relations", "type": "contactField"}
]}}"#;

pub(crate) fn folk() -> Law {
    Law::new(&amend_folk::FOLK, include_str!("records.json"))
        // Joining and leaving groups have rules that no keyword says.
        .with_loose(&["groups", "companies", "customFieldValues"])
        .with_fields(FIELDS, &[])
}

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    law(&folk());
}

#[test]
fn a_moved_record_gets_what_was_changed_and_both_ways_back_agree() {
    moved(&folk());
}
