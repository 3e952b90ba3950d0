//! Lists far longer than any person's are planned, and not in hours.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::Json;
use amend_copper::COPPER;
use amend_vendor::{Change, Options, plan};

fn person(tags: impl Iterator<Item = u32>, fields: impl Iterator<Item = u32>) -> Json {
    let tags = Json::array(tags.map(|tag| Json::from(format!("tag {tag}"))));
    let fields = Json::array(fields.map(|id| {
        Json::object([
            ("custom_field_definition_id", Json::from(id + 1)),
            ("value", Json::from(id)),
        ])
    }));
    Json::object([("id", Json::from(7)), ("tags", tags), ("custom_fields", fields)])
}

#[test]
fn a_long_list_in_another_order() {
    let count = 20_000;
    let record = person(0..count, 0..0);
    let wanted = person((0..count).rev().skip(1), 0..0);
    let plan = plan(&COPPER, &record, &Change::To(wanted), &Options::default()).unwrap();
    let details = plan.details().unwrap();
    assert_eq!(details.losses.len(), 1);
    assert_eq!(details.losses[0].path.to_string(), format!("/tags/{}", count - 1));
}

#[test]
fn many_custom_fields() {
    let count = 5_000;
    let record = person(0..0, 0..count);
    let wanted = person(0..0, (1..count).rev());
    let change = Change::Patch(amend::diff(&record, &wanted));
    let plan = plan(&COPPER, &record, &change, &Options::default()).unwrap();
    let details = plan.details().unwrap();
    assert_eq!(details.losses.len(), 1);
    assert_eq!(details.losses[0].path.to_string(), "/custom_fields/0");
}
