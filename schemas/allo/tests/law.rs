//! The law of the plan, for Allo's person.

use amend_laws::{Law, law, moved};

pub(crate) fn allo() -> Law {
    Law::new(&amend_allo::ALLO, include_str!("records.json"))
        // New telephone numbers have a form that no keyword says.
        .with_loose(&["numbers"])
}

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    law(&allo());
}

#[test]
fn a_moved_record_gets_what_was_changed_and_both_ways_back_agree() {
    moved(&allo());
}
