//! The law of the plan, for SuperOffice's person.

use amend_laws::{Law, law, moved};
use amend_vendor::Wire;

pub(crate) fn superoffice() -> Law {
    Law::new(&amend_superoffice::SUPEROFFICE, include_str!("records.json"))
        // What the vendor keeps, lists that a record does not show, fields that are
        // shown twice, and the lead status have rules that no keyword says.
        .with_loose(&[
            "Interests",
            "ShipmentTypes",
            "Consents",
            "Emails",
            "ChatEmails",
            "PrivatePhones",
            "Faxes",
            "MobilePhones",
            "OfficePhones",
            "OtherPhones",
            "InternetPhones",
            "Urls",
            "UserDefinedFields",
            "ExtraFields",
            "CustomFields",
            "LeadstatusId",
        ])
        .with_wires(&[Wire::MergePatch])
}

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    law(&superoffice());
}

#[test]
fn a_moved_record_gets_what_was_changed_and_both_ways_back_agree() {
    moved(&superoffice());
}
