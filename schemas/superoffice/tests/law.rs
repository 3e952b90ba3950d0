//! The law of the plan, for SuperOffice's person.

use amend_laws::{Law, law};
use amend_vendor::Wire;

#[test]
fn what_is_planned_comes_out_as_wanted_and_the_rest_is_refused() {
    let superoffice = Law::new(&amend_superoffice::SUPEROFFICE, include_str!("records.json"))
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
        ]);
    law(&superoffice.with_wires(&[Wire::MergePatch]));
}
