//! The law of the plan, for Copper's person.

use amend_laws::{Law, law};

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    let copper = Law::new(&amend_copper::COPPER, include_str!("records.json"))
        .with_fields(include_str!("cases/fields/definitions.json"), &["custom_fields"]);
    law(&copper);
}
