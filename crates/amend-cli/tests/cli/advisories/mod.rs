//! What broke other tools, each under its id in SECURITY.md, for every vendor and
//! every verb that it concerns.

mod changes;
mod files;
mod texts;

use std::path::{Path, PathBuf};

use amend::{Json, Pointer};
use amend_vendor::{Member, Sent, Vendor};

/// Each vendor, and the member of its persons that holds the id.
fn vendors() -> [(&'static Vendor, &'static str); 5] {
    [
        (&amend_copper::COPPER, "id"),
        (&amend_bigchange::BIGCHANGE, "id"),
        (&amend_folk::FOLK, "id"),
        (&amend_superoffice::SUPEROFFICE, "PersonId"),
        (&amend_allo::ALLO, "id"),
    ]
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// The person of a vendor's example.
fn person(vendor: &Vendor) -> Json {
    let file = examples().join(vendor.name()).join("person.json");
    let json: Json = std::fs::read_to_string(file).unwrap().parse().unwrap();
    vendor.unwrap(&json).clone()
}

/// The places of a record that a client does not write, with the members that hold
/// them.
fn read_only(vendor: &Vendor, record: &Json) -> Vec<Pointer> {
    fn walk(member: &Member, value: &Json, path: &Pointer, found: &mut Vec<Pointer>) {
        let Json::Object(members) = value else { return };
        if member.sent == Sent::Dictionary {
            return;
        }
        for (name, value) in members {
            let Some(inner) = member.member(name) else { continue };
            let path = path.child(name);
            if inner.writable() {
                walk(inner, value, &path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&vendor.entity().unwrap().record, record, &Pointer::root(), &mut found);
    found
}
