//! The law of the plan, for Allo's person.

use amend_laws::{Law, law};

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    let allo = Law::new(&amend_allo::ALLO, include_str!("records.json"))
        // New telephone numbers have a form that no keyword says.
        .with_loose(&["numbers"]);
    law(&allo);
}
