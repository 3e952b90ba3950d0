//! The law of the plan, for BigChange's person.

use amend_laws::{Law, law};

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    let bigchange = Law::new(&amend_bigchange::BIGCHANGE, include_str!("records.json"))
        .with_fields(include_str!("cases/fields/list.json"), &["customFields"]);
    law(&bigchange);
}
