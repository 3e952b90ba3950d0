//! The account's custom fields: `GET /v1/groups/{groupId}/custom-fields/person`.
//!
//! An answer does not name its group but in the link to its next page. Beside the
//! answer itself, two more forms are taken: a list of answers (the pages of one
//! group), and an object that gives either by the id of its group.

use amend::{Json, Pointer};
use amend_vendor::{Catalogue, CatalogueError, Field, FieldOption, is_uuid};

const EXPECTED: &str = "an answer of `GET /v1/groups/{groupId}/custom-fields/person` with `items` of `name` and `type`, a list of such answers, or an object of them by group id";

/// Reads the definitions.
pub(crate) fn read(file: &Json) -> Result<Catalogue, CatalogueError> {
    let mut fields = Vec::new();
    match file {
        Json::Object(members) if !members.is_empty() && members.names().all(is_group) => {
            for (group, answers) in members {
                let place = Pointer::from_tokens([group]);
                pages(answers, &place, Some(group), &mut fields)?;
            }
        }
        answers => pages(answers, &Pointer::root(), None, &mut fields)?,
    }
    Ok(fields.into_iter().collect())
}

fn is_group(name: &str) -> bool {
    name.strip_prefix("grp_").is_some_and(is_uuid)
}

/// One answer, or a list of them, of one group.
fn pages(
    answers: &Json,
    place: &Pointer,
    group: Option<&str>,
    fields: &mut Vec<Field>,
) -> Result<(), CatalogueError> {
    let listed: Vec<(Pointer, &Json)> = match answers.as_array() {
        Some(list) => {
            list.iter().enumerate().map(|(at, page)| (place.child(at.to_string()), page)).collect()
        }
        None => vec![(place.clone(), answers)],
    };
    if listed.is_empty() {
        return Err(CatalogueError::new(EXPECTED, place.to_string()));
    }
    // The last page has no link: it is of the group of the others.
    let mut group = group.map(str::to_owned);
    for (place, page) in &listed {
        if let Some(linked) = linked(page, place)? {
            if group.as_ref().is_some_and(|group| *group != linked) {
                return Err(CatalogueError::new("pages of one group", place.to_string()));
            }
            group = Some(linked);
        }
    }
    for (place, page) in &listed {
        items(page, place, group.as_deref(), fields)?;
    }
    Ok(())
}

/// What an answer holds, with the place of it.
fn unwrapped<'j>(answer: &'j Json, place: &Pointer) -> (&'j Json, Pointer) {
    match answer.get("data") {
        Some(data) => (data, place.child("data")),
        None => (answer, place.clone()),
    }
}

/// The group in the link to the next page, if there is one.
fn linked(answer: &Json, place: &Pointer) -> Result<Option<String>, CatalogueError> {
    let (data, place) = unwrapped(answer, place);
    let link = data.get("pagination").and_then(|pagination| pagination.get("nextLink"));
    let Some(link) = link.and_then(Json::as_str) else {
        return Ok(None);
    };
    let place = place.child("pagination").child("nextLink");
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let Some((_, rest)) = path.split_once("/groups/") else {
        return Err(CatalogueError::new("the link of a group's custom fields", place.to_string()));
    };
    match rest.split_once("/custom-fields/") {
        Some((group, "person")) if is_group(group) => Ok(Some(group.to_owned())),
        _ => Err(CatalogueError::new("the custom fields of a group's persons", place.to_string())),
    }
}

fn items(
    answer: &Json,
    place: &Pointer,
    group: Option<&str>,
    fields: &mut Vec<Field>,
) -> Result<(), CatalogueError> {
    let (data, place) = unwrapped(answer, place);
    let place = place.child("items");
    let malformed = |place: &Pointer| CatalogueError::new(EXPECTED, place.to_string());
    let items = data.get("items").and_then(Json::as_array).ok_or_else(|| malformed(&place))?;
    for (at, item) in items.iter().enumerate() {
        let place = place.child(at.to_string());
        let text = |name: &str| {
            item.get(name).and_then(Json::as_str).ok_or_else(|| malformed(&place.child(name)))
        };
        let name = text("name")?;
        let mut field = Field::new(Json::from(name), name, text("type")?);
        field.scope = group.map(str::to_owned);
        for option in item.get("options").and_then(Json::as_array).unwrap_or_default() {
            let label = option.get("label").and_then(Json::as_str);
            let label = label.ok_or_else(|| malformed(&place.child("options")))?;
            field.options.push(FieldOption { id: Json::from(label), label: label.to_owned() });
        }
        fields.push(field);
    }
    Ok(())
}
