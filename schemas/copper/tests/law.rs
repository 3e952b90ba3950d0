//! The law of the plan, for Copper's person.

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    let law = amend_laws::Law::new(&amend_copper::COPPER, include_str!("records.json"));
    amend_laws::law(&law);
}
