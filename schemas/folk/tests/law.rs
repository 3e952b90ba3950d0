//! The law of the plan, for folk's person.

use amend_laws::{Law, law};

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    let folk = Law::new(&amend_folk::FOLK, include_str!("records.json"))
        // Joining and leaving groups have rules that no keyword says.
        .with_loose(&["groups", "companies", "customFieldValues"]);
    law(&folk);
}
