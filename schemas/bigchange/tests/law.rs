//! The law of the plan, for BigChange's person.

use amend_laws::{Law, law, moved};

pub(crate) fn bigchange() -> Law {
    Law::new(&amend_bigchange::BIGCHANGE, include_str!("records.json"))
        .with_fields(include_str!("cases/fields/list.json"), &["customFields"])
}

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    law(&bigchange());
}

#[test]
fn a_moved_record_gets_what_was_changed_and_both_ways_back_agree() {
    moved(&bigchange());
}
