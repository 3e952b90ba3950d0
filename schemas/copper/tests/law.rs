//! The law of the plan, for Copper's person.

use amend_laws::{Law, law, moved};

pub(crate) fn copper() -> Law {
    Law::new(&amend_copper::COPPER, include_str!("records.json"))
        .with_fields(include_str!("cases/fields/definitions.json"), &["custom_fields"])
        // Whether there is a company to be removed first the record has to show.
        .with_loose(&["company_id"])
}

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    law(&copper());
}

#[test]
fn a_moved_record_gets_what_was_changed_and_both_ways_back_agree() {
    moved(&copper());
}
