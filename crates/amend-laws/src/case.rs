//! A case of a case file: read strictly, so that no misspelt expectation passes.

use std::fmt;
use std::path::Path;

use amend::options::Operations;
use amend::{Dialect, Json, Limits, Patch};
use amend_vendor::{Absent, Change, Options, Request, Vendor, Wire};

/// A case that is not written as it should be, or does not come out as it says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseError(String);

impl CaseError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a case does.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Given {
    /// Plans a change.
    Change(Change),
    /// Simulates requests.
    Simulate(Vec<Request>),
    /// Checks the record.
    Check,
    /// Holds a body against the update schema.
    Body(Json),
}

/// One case, read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Case {
    /// What the case is called in a failure.
    pub name: String,
    /// The record, or the vendor's answer around it.
    pub record: Json,
    /// What is done.
    pub given: Given,
    /// How it is planned.
    pub options: Options,
    /// What must come of it.
    pub expect: Json,
}

const KEYS: [&str; 7] = ["name", "why", "record", "base", "options", "fields", "expect"];
const KINDS: [&str; 6] = ["to", "patch", "merge_patch", "simulate", "check", "body"];
const OPTIONS: [&str; 9] =
    ["absent", "strict", "assume", "accept_losses", "guard", "undo", "base_url", "wire", "limits"];

impl Case {
    /// Reads a case. A `record` or `fields` that is the name of a file is read from
    /// `records/` or `fields/` in the folder of the case files.
    ///
    /// # Errors
    /// [`CaseError`] for a key that no case has, and for a value that is not what
    /// the key asks for.
    pub fn read(vendor: &Vendor, json: &Json, folder: &Path) -> Result<Self, CaseError> {
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let name = text("name").ok_or_else(|| CaseError::new("a case without a name"))?;
        only(json, &[&KEYS[..], &KINDS[..]].concat())?;
        let need = |key: &str| {
            json.get(key).ok_or_else(|| CaseError::new(format!("expected the key `{key}`")))
        };
        let record = match json.get("body") {
            Some(_) => Json::Null,
            None => by_name(need("record")?, &folder.join("records"))?,
        };
        let mut options = options(json.get("options"))?;
        if let Some(fields) = json.get("fields") {
            let fields = by_name(fields, &folder.join("fields"))?;
            let catalogue = vendor.catalogue(&fields);
            options.catalogue =
                Some(catalogue.map_err(|e| CaseError::new(format!("`fields`: {e}")))?);
        }
        if let Some(base) = json.get("base") {
            options.base = Some(by_name(base, &folder.join("records"))?);
        }
        let expect = need("expect")?.clone();
        if expect.get("undo").is_some() {
            options.undo = true;
        }
        let given = given(vendor, json, &options.limits)?;
        Ok(Self { name, record, given, options, expect })
    }
}

/// Every key must be one of these.
pub(crate) fn only(json: &Json, keys: &[&str]) -> Result<(), CaseError> {
    let members = json
        .as_object()
        .ok_or_else(|| CaseError::new(format!("expected an object, found {}", json.noun())))?;
    match members.names().find(|name| !keys.contains(name)) {
        None => Ok(()),
        Some(name) => Err(CaseError::new(format!(
            "expected keys among `{}`, found `{name}`",
            keys.join("`, `")
        ))),
    }
}

fn by_name(value: &Json, folder: &Path) -> Result<Json, CaseError> {
    let named = value.as_str().and_then(|name| name.strip_suffix(".json"));
    let Some(name) = named.map(|name| format!("{name}.json")) else {
        return Ok(value.clone());
    };
    let text = std::fs::read_to_string(folder.join(&name))
        .map_err(|error| CaseError::new(format!("`{name}`: {error}")))?;
    text.parse().map_err(|error| CaseError::new(format!("`{name}`: {error}")))
}

fn options(json: Option<&Json>) -> Result<Options, CaseError> {
    let mut options = Options::default();
    let Some(json) = json else {
        return Ok(options);
    };
    only(json, &OPTIONS)?;
    for (name, value) in json.as_object().into_iter().flatten() {
        let malformed = || CaseError::new(format!("the option `{name}` has no such value"));
        let flag = || value.as_bool().ok_or_else(malformed);
        match name {
            "absent" => {
                options.absent = match value.as_str() {
                    Some("keep") => Absent::Keep,
                    Some("clear") => Absent::Clear,
                    _ => return Err(malformed()),
                }
            }
            "wire" => {
                options.wire = match value.as_str() {
                    Some("json-patch") => Wire::JsonPatch,
                    Some("merge-patch") => Wire::MergePatch,
                    _ => return Err(malformed()),
                }
            }
            "strict" => options.strict = flag()?,
            "accept_losses" => options.accept_losses = flag()?,
            "guard" => options.guard = flag()?,
            "undo" => options.undo = flag()?,
            "base_url" => {
                options.base_url = Some(value.as_str().ok_or_else(malformed)?.to_owned());
            }
            "assume" => {
                for rule in value.as_array().ok_or_else(malformed)? {
                    options.assume.push(rule.as_str().ok_or_else(malformed)?.to_owned());
                }
            }
            _ => limits(value, &mut options.limits).ok_or_else(malformed)?,
        }
    }
    Ok(options)
}

fn limits(json: &Json, limits: &mut Limits) -> Option<()> {
    for (name, value) in json.as_object()? {
        limits.set(name, usize::try_from(value.as_i64()?).ok()?).ok()?;
    }
    Some(())
}

fn given(vendor: &Vendor, json: &Json, limits: &Limits) -> Result<Given, CaseError> {
    let mut found = KINDS.iter().filter_map(|kind| json.get(kind).map(|value| (*kind, value)));
    let (Some((kind, value)), None) = (found.next(), found.next()) else {
        return Err(CaseError::new(format!("expected one of `{}`", KINDS.join("`, `"))));
    };
    Ok(match kind {
        "to" => Given::Change(Change::To(value.clone())),
        "merge_patch" => Given::Change(Change::MergePatch(value.clone())),
        "patch" => Given::Change(Change::Patch(patch(vendor, value, limits)?)),
        "body" => Given::Body(value.clone()),
        "simulate" => {
            let requests = value.as_array().unwrap_or(std::slice::from_ref(value));
            let requests = requests.iter().map(Request::from_json).collect::<Result<_, _>>();
            Given::Simulate(requests.map_err(|error| CaseError::new(error.to_string()))?)
        }
        _ if value.as_bool() == Some(true) => Given::Check,
        _ => return Err(CaseError::new("expected `check` to be true")),
    })
}

/// A patch in the vendor's dialect; operations that the vendor does not support
/// are read too, since refusing them is the plan's part.
fn patch(vendor: &Vendor, json: &Json, limits: &Limits) -> Result<Patch, CaseError> {
    let dialect = Dialect { operations: Operations::All, ..vendor.behaviour().dialect() };
    let limits = Limits { operations: usize::MAX, ..limits.clone() };
    Patch::read(json, &dialect, &limits)
        .map_err(|error| CaseError::new(format!("`patch`: {error}")))
}
