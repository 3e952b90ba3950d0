//! The vendors, by name.

use amend::options::Operations;
use amend::value::Shape;
use amend::{Dialect, Document, Json, Limits, Node, Patch, Pointer, View};
use amend_vendor::{Change, Entity, Vendor, near};

use crate::engine;
use crate::excerpt::Excerpt;
use crate::failure::Failure;
use crate::input::{Source, Text};
use crate::settings::Settings;

/// Every vendor, in the order of the documentation.
pub(crate) const ALL: [&Vendor; 5] = [
    &amend_copper::COPPER,
    &amend_bigchange::BIGCHANGE,
    &amend_folk::FOLK,
    &amend_superoffice::SUPEROFFICE,
    &amend_allo::ALLO,
];

/// The argument parser of `--vendor`.
pub(crate) fn parse(name: &str) -> Result<&'static Vendor, String> {
    ALL.iter().copied().find(|vendor| vendor.name() == name).ok_or_else(|| {
        let names: Vec<&str> = ALL.iter().map(|vendor| vendor.name()).collect();
        match near(name, names.iter().copied()) {
            Some(meant) => format!("no vendor is called `{name}`; did you mean `{meant}`?"),
            None => format!("no vendor is called `{name}`; the vendors are {}", names.join(", ")),
        }
    })
}

/// The entity of a vendor. Its schema comes with the program, so that this fails
/// only for a program that was built wrongly.
pub(crate) fn entity(vendor: &'static Vendor) -> Result<&'static Entity, Failure> {
    vendor.entity().map_err(|error| Failure::trouble("schema", error.to_string()))
}

/// Reads a file as one JSON document.
pub(crate) fn json(source: &Source, settings: &Settings) -> Result<Json, Failure> {
    let bytes = source.bytes(settings)?;
    Ok(Text::whole(source, &bytes).document(&settings.limits)?.root().to_json())
}

/// Reads a patch: an array is a JSON Patch in the vendor's dialect, an object a
/// merge patch.
pub(crate) fn patch(
    vendor: &Vendor,
    source: &Source,
    settings: &Settings,
) -> Result<Change, Failure> {
    let bytes = source.bytes(settings)?;
    let text = Text::whole(source, &bytes);
    // The array and the operation around a value do not count against its depth.
    let depth = settings.limits.depth.saturating_add(2);
    let document = text.document(&Limits { depth, ..settings.limits.clone() })?;
    change(vendor, document.root(), &Pointer::root(), text, &document, &settings.limits)
        .map_err(|failure| failure.file(source))
}

/// The change that a patch makes which stands at a place of a document.
pub(crate) fn change(
    vendor: &Vendor,
    patch: Node<'_>,
    at: &Pointer,
    text: Text<'_>,
    document: &Document<'_>,
    limits: &Limits,
) -> Result<Change, Failure> {
    match patch.shape() {
        Shape::Array(_) => {
            // That an operation is not the vendor's is a reason to refuse, not a
            // fault of the file.
            let dialect = Dialect { operations: Operations::All, ..vendor.behaviour().dialect() };
            Patch::read(patch, &dialect, limits)
                .map(Change::Patch)
                .map_err(|error| engine::patch_at(at, &error, text, document))
        }
        Shape::Object(_) => Ok(Change::MergePatch(patch.to_json())),
        _ => {
            let message = format!(
                "expected an array (a JSON Patch) or an object (a merge patch), found {}",
                patch.to_json().noun()
            );
            let place = text.place(engine::nearest(document, at));
            let excerpt = Excerpt::of(text, document, &patch.span());
            Err(Failure::trouble("wrong-kind", message).place(place).excerpt(excerpt))
        }
    }
}
