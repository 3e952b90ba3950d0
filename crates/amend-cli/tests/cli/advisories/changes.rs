//! Changes that reach further than they say.

use amend::{Json, Operation, Patch, Pointer};
use amend_vendor::{Change, Code, Options, Outcome, Vendor, Violation, plan};

use super::{person, read_only, vendors};

fn refused(vendor: &Vendor, record: &Json, change: &Change) -> Vec<Violation> {
    let plan = plan(vendor, record, change, &Options::default()).unwrap();
    match plan.outcome() {
        Outcome::Refused(violations) => violations.clone(),
        _ => panic!("{} plans {change:?}", vendor.name()),
    }
}

fn codes(violations: &[Violation]) -> Vec<Code> {
    violations.iter().map(Violation::code).collect()
}

fn patch(operations: Vec<Operation>) -> Change {
    Change::Patch(Patch::from(operations))
}

/// Names that pollute prototypes are no members of a person, by any way in.
#[test]
fn t09_names_of_prototypes_are_refused() {
    for (vendor, _) in vendors() {
        let record = person(vendor);
        for name in ["__proto__", "constructor", "prototype"] {
            let path = Pointer::from_tokens([name]);
            let polluted = || Json::object([("isAdmin", true)]);
            for change in [
                patch(vec![Operation::Add { path: path.clone(), value: polluted() }]),
                patch(vec![Operation::Add { path: path.child("isAdmin"), value: true.into() }]),
                Change::MergePatch(Json::object([(name, polluted())])),
                Change::To(Json::object([(name, polluted())])),
            ] {
                let found = refused(vendor, &record, &change);
                assert!(codes(&found).contains(&Code::UnknownField), "{} {name}", vendor.name());
                assert!(found.iter().any(|v| path.contains(v.path())), "{} {name}", vendor.name());
            }
        }
    }
}

/// The record as a whole is never replaced or removed: whatever stands in it that
/// the change does not show would go unseen.
#[test]
fn t10_the_whole_record_is_no_place_to_write() {
    for (vendor, _) in vendors() {
        let record = person(vendor);
        let root = Pointer::root;
        for operation in [
            Operation::Add { path: root(), value: record.clone() },
            Operation::Replace { path: root(), value: record.clone() },
            Operation::Replace { path: root(), value: Json::object([("isAdmin", true)]) },
            Operation::Remove { path: root() },
        ] {
            let found = refused(vendor, &record, &patch(vec![operation]));
            assert!(codes(&found).contains(&Code::UnsupportedOperation), "{}", vendor.name());
        }
        for value in [Json::Null, Json::from(1), Json::from("x"), Json::array([1])] {
            let found = refused(vendor, &record, &Change::MergePatch(value));
            assert_eq!(codes(&found), [Code::UnsupportedOperation], "{}", vendor.name());
        }
    }
}

/// What the vendor writes is refused by its name: at its place, below it, as where a
/// value comes from or goes to, and in a merge patch.
#[test]
fn t11_what_the_vendor_writes_is_refused_by_name() {
    let mut places = 0;
    for (vendor, _) in vendors() {
        let record = person(vendor);
        let other = Json::from("another value");
        for place in read_only(vendor, &record) {
            places += 1;
            let spare = Pointer::from_tokens(["spare"]);
            let merge = place
                .tokens()
                .iter()
                .rev()
                .fold(other.clone(), |inner, name| Json::object([(name.as_str(), inner)]));
            let value = || other.clone();
            let changes = [
                patch(vec![Operation::Add { path: place.clone(), value: value() }]),
                patch(vec![Operation::Replace { path: place.clone(), value: value() }]),
                patch(vec![Operation::Remove { path: place.clone() }]),
                patch(vec![Operation::Add { path: place.child("x"), value: value() }]),
                patch(vec![Operation::Move { from: place.clone(), path: spare.clone() }]),
                patch(vec![Operation::Copy { from: place.clone(), path: place.clone() }]),
                Change::MergePatch(merge),
            ];
            for change in changes {
                let found = refused(vendor, &record, &change);
                let named = found.iter().any(|violation| {
                    violation.code() == Code::ReadOnly && violation.path() == &place
                });
                assert!(named, "{} {place} {change:?}: {found:?}", vendor.name());
            }
        }
    }
    assert!(places > 30, "only {places} places");
}

/// An id and a time of change are an address and a clock: a wanted record may show
/// others, and no payload has them.
#[test]
fn t12_no_payload_has_what_the_vendor_writes() {
    for (vendor, id) in vendors() {
        let record = person(vendor);
        let places = read_only(vendor, &record);
        assert!(places.contains(&Pointer::from_tokens([id])), "{}", vendor.name());
        let mut wanted = record.clone();
        for place in &places {
            let Some(members) =
                place.tokens().split_last().and_then(|(_, above)| wanted.pointer_mut_of(above))
            else {
                continue;
            };
            let name = place.tokens().last().unwrap();
            members.insert(name.as_str(), "2030-01-01T00:00:00Z");
        }
        // The id stays: another one would be another person.
        let own = record.get(id).unwrap().clone();
        wanted.as_object_mut().unwrap().insert(id, own);
        // And something is really changed, so that there is a request.
        let text = wanted
            .as_object()
            .unwrap()
            .iter()
            .find(|(name, value)| {
                value.as_str().is_some_and(|text| !text.contains(['-', '@', ':', '+']))
                    && vendor.entity().unwrap().record.member(name).is_some_and(|m| {
                        m.writable() && m.enumeration.is_empty() && m.format.is_none()
                    })
            })
            .map(|(name, _)| name.to_owned())
            .unwrap();
        wanted.as_object_mut().unwrap().insert(text.as_str(), "Changed");
        let plan = plan(vendor, &record, &Change::To(wanted), &Options::default()).unwrap();
        let details = plan.details().unwrap_or_else(|| panic!("{:?}", plan.violations()));
        assert!(!details.requests.is_empty());
        for request in &details.requests {
            let body = request.body().unwrap().to_string();
            assert!(!body.contains("2030-01-01"), "{}: {body}", vendor.name());
            for place in places.iter().filter(|place| place.tokens().len() == 1) {
                let name = place.tokens().last().unwrap();
                let named = request.body().unwrap().get(name).is_some()
                    || body.contains(&format!("\"path\":\"{place}\""));
                assert!(!named, "{}: {name} in {body}", vendor.name());
            }
        }
        assert!(details.ignored.len() + 1 >= places.len() / 2, "{:?}", details.ignored);
    }
}

/// A value is not carried from a place that a client may not write to one that it
/// may: SuperOffice takes neither operation, and what others have is told.
#[test]
fn t14_nothing_is_moved_out_of_what_the_vendor_writes() {
    for (vendor, _) in vendors() {
        let record = person(vendor);
        for place in read_only(vendor, &record) {
            let from = place.clone();
            let to = Pointer::from_tokens(["spare"]);
            let found = refused(vendor, &record, &patch(vec![Operation::Move { from, path: to }]));
            assert!(codes(&found).contains(&Code::ReadOnly), "{} {place}", vendor.name());
        }
        if vendor.name() == "superoffice" {
            for operation in [
                Operation::Move {
                    from: "/Firstname".parse().unwrap(),
                    path: "/Title".parse().unwrap(),
                },
                Operation::Copy {
                    from: "/Firstname".parse().unwrap(),
                    path: "/Title".parse().unwrap(),
                },
            ] {
                let found = refused(vendor, &record, &patch(vec![operation]));
                assert_eq!(codes(&found), [Code::UnsupportedOperation]);
            }
        }
    }
}

/// Two spellings of one member in what is wanted: nothing is guessed.
#[test]
fn t19_two_spellings_of_one_member_are_ambiguous() {
    let vendor = &amend_superoffice::SUPEROFFICE;
    let record = person(vendor);
    let both = Json::object([("Firstname", "A"), ("firstname", "B")]);
    for change in [Change::MergePatch(both.clone()), Change::To(both)] {
        assert!(codes(&refused(vendor, &record, &change)).contains(&Code::AmbiguousMember));
    }
    let mut two = record.clone();
    two.as_object_mut().unwrap().insert("firstname", "B");
    let change = Change::MergePatch(Json::object([("Title", "Dr")]));
    assert!(codes(&refused(vendor, &two, &change)).contains(&Code::AmbiguousMember));
    for name in ["Department\u{212a}", "T\u{131}tle", "Fir\u{17f}tname"] {
        let change = Change::MergePatch(Json::object([(name, "x")]));
        let found = refused(vendor, &record, &change);
        assert_eq!(codes(&found), [Code::UnknownField], "{name}");
    }
}

/// No name of a record goes into a query: there is none.
#[test]
fn t46_no_request_has_a_query() {
    for (vendor, _) in vendors() {
        let record = person(vendor);
        let members = record.as_object().unwrap().iter();
        for (name, _) in members {
            let change = Change::MergePatch(Json::object([(name, Json::Null)]));
            let plan = plan(vendor, &record, &change, &Options::default()).unwrap();
            for request in plan.details().iter().flat_map(|details| &details.requests) {
                assert!(!request.url().contains(['?', '#', '&']), "{}", request.url());
                assert!(!request.url().contains("$select"), "{}", request.url());
            }
        }
    }
}

/// The members of an object somewhere in a document.
trait PointerMut {
    fn pointer_mut_of(&mut self, above: &[String]) -> Option<&mut amend::value::Members>;
}

impl PointerMut for Json {
    fn pointer_mut_of(&mut self, above: &[String]) -> Option<&mut amend::value::Members> {
        let mut at = self;
        for name in above {
            at = at.as_object_mut()?.get_mut(name)?;
        }
        at.as_object_mut()
    }
}
