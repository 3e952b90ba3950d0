//! The account's own fields: their definitions, and what their values look like.

use amend::{Json, Pointer};
use amend_vendor::{
    Case, Catalogue, CatalogueError, Code, Field, Sent, Unit, Violation, Violations, marker, same,
};

use crate::lower::key;
use crate::record::cite;

const SOURCE: &str = "documented: GET Person/CustomField; GET Person/UdefLayout";
const VALUES: &str = "superoffice.custom-values";

/// Marks the fields of a layout, which has no extra fields.
const LAYOUT: &str = "layout";

/// Reads the answer of `GET Person/CustomField` or `GET Person/UdefLayout`: a list,
/// or one definition.
pub(crate) fn read(file: &Json) -> Result<Catalogue, CatalogueError> {
    let one = std::slice::from_ref(file);
    let (list, single) = match file {
        Json::Array(list) => (list.as_slice(), false),
        Json::Object(_) => (one, true),
        _ => return Err(CatalogueError::new(EXPECTED, "")),
    };
    let place = |at: usize| if single { String::new() } else { format!("/{at}") };
    list.iter().enumerate().map(|(at, definition)| field(definition, &place(at))).collect()
}

const EXPECTED: &str = "custom fields of persons, with `FieldName` or `ProgId` and `FieldType`";

fn field(definition: &Json, place: &str) -> Result<Field, CatalogueError> {
    let malformed = |member: &str| CatalogueError::new(EXPECTED, format!("{place}/{member}"));
    let text = |name: &str| definition.get(name).and_then(Json::as_str).filter(|t| !t.is_empty());
    let flag = |name: &str| definition.get(name).and_then(Json::as_bool) == Some(true);
    let kind = text("FieldType").ok_or_else(|| malformed("FieldType"))?;
    let mut field = if let Some(name) = text("FieldName") {
        let mut field = Field::new(Json::from(name), text("DisplayName").unwrap_or(name), kind);
        field.max_length = match (kind, name.starts_with("x_")) {
            ("ShortText", true) => Some(255),
            ("ShortText", false) => Some(39),
            ("LongText", false) => Some(199),
            _ => None,
        };
        field
    } else {
        // A layout of companies has the same form: only its type tells.
        if text("Type") != Some("Person") {
            return Err(malformed("Type"));
        }
        let identity = definition.get("UdefIdentity").and_then(Json::as_i64);
        let key = match (text("ProgId"), identity) {
            (Some(id), _) => id.to_owned(),
            (None, Some(identity)) => format!("SuperOffice:{identity}"),
            (None, None) => return Err(malformed("ProgId")),
        };
        let label = text("FieldLabel").map_or_else(|| key.clone(), str::to_owned);
        let mut field = Field::new(Json::from(key), label, kind);
        field.scope = Some(LAYOUT.to_owned());
        let length = definition.get("TextLength").and_then(Json::as_i64);
        field.max_length = length.and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
        field
    };
    field.read_only = flag("IsReadOnly");
    field.mandatory = flag("IsMandatory");
    Ok(field)
}

/// What is sent to clear a value: the empty form that is wanted, as in the record that a way
/// back leads to, or that of its type, which the catalogue knows, or the value that is there.
pub(crate) fn cleared(case: &Case<'_>, unit: &Unit<'_>) -> Json {
    let text =
        |value: Option<&'_ Json>| value.and_then(Json::as_str).unwrap_or_default().to_owned();
    let (before, wanted) = (text(unit.before.as_ref()), text(case.wanted.pointer(&unit.path)));
    let (kind, _) = marker(&before);
    // A list of ids is none of the forms that a record shows for nothing.
    let old = kind.filter(|old| *old != "A");
    let date = |kind: &str| matches!(kind, "D" | "DT");
    if let (Some(new), _) = marker(&wanted)
        && old.is_none_or(|old| old == new || date(old) && date(new))
    {
        return Json::from(wanted);
    }
    let field = case.catalogue.and_then(|all| all.field(&Json::from(key(unit)), None));
    Json::from(match (field.map(|field| field.kind.as_str()), kind) {
        (Some("Decimal") | None, Some("M")) => "[M:0]",
        (Some("Decimal"), _) | (None, Some("F")) => "[F:0]",
        (Some("Date" | "UnlimitedDate"), None | Some("D")) | (None, Some("D")) => {
            "[D:01/01/0001 00:00:00.0000000]"
        }
        (Some("Date" | "UnlimitedDate" | "DateTime"), _) | (None, Some("DT")) => {
            "[DT:01/01/0001 00:00:00.0000000]"
        }
        (
            Some(
                "Number" | "Integer" | "Checkbox" | "List" | "MdoList" | "RelationTo"
                | "Attachment" | "TimeSpan",
            ),
            None | Some("I"),
        )
        | (None, Some("I")) => "[I:0]",
        (_, Some("A")) => "[A:]",
        (_, Some("B")) => "[B:]",
        _ => "",
    })
}

/// Holds a change of a custom value against its definition, and against what the
/// change says of the same field elsewhere.
pub(crate) fn check(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let (Sent::Dictionary, [.., key]) = (unit.top.sent, unit.path.tokens()) else {
        return;
    };
    let path = &unit.path;
    let elsewhere = case.units.iter().filter(|other| {
        other.top.sent == Sent::Dictionary
            && other.top.name != unit.top.name
            && other.path.tokens().last() == Some(key)
    });
    for other in elsewhere {
        if !same(unit.member, unit.after.as_ref(), other.after.as_ref()) {
            let message = format!(
                "expected one value for a field, found another one in `{}`, which shows the same data",
                other.top.name
            );
            let source = case.entity.source(&unit.top.rules);
            found.push(Violation::new(Code::NotExpressible, path.clone(), message, source));
        }
    }
    if unit.top.mirrors.is_some() && key.contains(['/', '~']) {
        found.push(Violation::new(
            Code::NotExpressible,
            path.clone(),
            "expected a key that a path can hold as it is, found one with `/` or `~`; change it in `CustomFields`",
            case.entity.source(&unit.top.rules),
        ));
    }
    if let Some(catalogue) = case.catalogue {
        against(case, catalogue, unit, key, found);
    }
}

fn against(
    case: &Case<'_>,
    catalogue: &Catalogue,
    unit: &Unit<'_>,
    key: &str,
    found: &mut Violations,
) {
    let path: &Pointer = &unit.path;
    let mut fault = |code: Code, message: String, source: String| {
        found.push(Violation::new(code, path.clone(), message, source));
    };
    let Some(field) = catalogue.field(&Json::from(key), None) else {
        // A layout lists user-defined fields only, and says nothing of extra ones.
        let layout = catalogue.fields().iter().all(|f| f.scope.as_deref() == Some(LAYOUT));
        if !(layout && !catalogue.fields().is_empty() && key.starts_with("x_")) {
            let message = "expected a custom field of persons, found a key that the catalogue does not list; keys are compared exactly";
            fault(Code::UnknownCustomField, message.to_owned(), SOURCE.to_owned());
        }
        return;
    };
    if field.read_only {
        let message = "expected a custom field that clients write, found one that is read-only";
        fault(Code::ReadOnly, message.to_owned(), SOURCE.to_owned());
        return;
    }
    let Some(text) = unit.after.as_ref().and_then(Json::as_str) else {
        if field.mandatory && unit.before.is_some() && unit.after.is_none() {
            let message = "expected a value, found a clear of a custom field that is mandatory";
            fault(Code::NotClearable, message.to_owned(), SOURCE.to_owned());
        }
        return;
    };
    if let Some(expected) = misfit(&field.kind, text) {
        let message = format!(
            "expected {expected} for a custom field of type `{}`, found another text",
            field.kind
        );
        fault(Code::BadCustomValue, message, cite(case.entity, VALUES));
    }
    let length = text.encode_utf16().count();
    if let Some(most) = field.max_length.filter(|most| length > *most) {
        let message = format!("expected at most {most} characters, found {length}");
        fault(Code::TooLong, message, SOURCE.to_owned());
    }
}

/// What a field of this type takes, where the text is nothing of the kind.
fn misfit(kind: &str, text: &str) -> Option<&'static str> {
    let (marked, body) = marker(text);
    let among = |markers: &[&str]| marked.is_none_or(|marked| markers.contains(&marked));
    let integer = || body.parse::<i32>().is_ok() && !body.starts_with('+');
    let (holds, expected) = match kind {
        "Number" | "Integer" | "RelationTo" | "Attachment" | "TimeSpan" => {
            (among(&["I", "TS"]) && integer(), "a whole number, `42` or `[I:42]`")
        }
        "Decimal" => (
            among(&["F", "M", "I"])
                && body.parse::<Json>().is_ok_and(|json| json.as_number().is_some()),
            "a number, `3.14` or `[F:3.14]`",
        ),
        "Checkbox" => (
            among(&["I"]) && ["0", "1"].contains(&body)
                || marked.is_none() && ["True", "False", "true", "false"].contains(&body),
            "`[I:1]` or `[I:0]`",
        ),
        "List" | "MdoList" => {
            let ids = || body.split(',').all(|id| id.trim().parse::<u32>().is_ok());
            let holds = match marked {
                Some("A") => ids(),
                marked => marked.is_none_or(|m| m == "I") && integer(),
            };
            (holds, "the id of an item, `5` or `[I:5]`")
        }
        "Date" | "UnlimitedDate" | "DateTime" => {
            (among(&["D", "DT"]) && is_date(body), "a date, `[D:12/31/2020]`")
        }
        "Time" => (among(&["T"]), "a time, `[T:10:30:00]`"),
        _ => (true, ""),
    };
    (!holds).then_some(expected)
}

/// `MM/dd/yyyy`, and a time of day behind it or not.
fn is_date(text: &str) -> bool {
    let (date, time) = text.split_once(' ').unwrap_or((text, "00:00:00"));
    let [month, day, year] = date.split('/').collect::<Vec<_>>()[..] else {
        return false;
    };
    amend_vendor::has_format(
        amend_vendor::Format::DateTime,
        &format!("{year}-{month}-{day}T{time}"),
    )
}

/// Places that show the same field, or accompany it, and which the vendor sets anew.
pub(crate) fn follow(case: &Case<'_>, unit: &Unit<'_>, unpredicted: &mut Vec<Pointer>) {
    let Some(key) = unit.path.tokens().last() else {
        return;
    };
    let dictionaries =
        case.entity.record.members.iter().filter(|member| member.sent == Sent::Dictionary);
    for member in dictionaries {
        let entries = case.record.get(&member.name).and_then(Json::as_object);
        for name in entries.into_iter().flat_map(amend::value::Members::names) {
            let path = Pointer::from_tokens([member.name.as_str(), name]);
            let accompanies = member
                .companions
                .iter()
                .any(|ending| name.strip_suffix(ending.as_str()) == Some(key.as_str()));
            let other = name == key && case.units.iter().all(|unit| unit.path != path);
            if accompanies || other {
                unpredicted.push(path);
            }
        }
    }
}
