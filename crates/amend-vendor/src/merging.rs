//! Three records of one vendor in one: what two sides made of a record.

use amend::merge::{Keep, MergeOptions, Merged, merge_with};
use amend::options::Arrays;
use amend::{Json, Pointer};

use crate::between::{self, settled};
use crate::model::{Entity, Member, Sent, Type};
use crate::schema_error::SchemaError;
use crate::vendor::Vendor;

/// Merges what two sides made of a vendor's record: the elements of lists by what
/// identifies them.
///
/// All may be bare records, or the vendor's responses around them. Members that
/// the vendor writes are those of `theirs`: nobody else has a say in them.
///
/// # Errors
/// [`SchemaError`] for a schema that cannot be used.
pub fn merged(
    vendor: &Vendor,
    [base, ours, theirs]: [&Json; 3],
    keep: Keep,
) -> Result<Merged, SchemaError> {
    let entity = vendor.entity()?;
    let records = [base, ours, theirs].map(|answer| vendor.unwrap(answer));
    let is_wrapped = |(record, answer): (&&Json, &Json)| !std::ptr::eq(*record, answer);
    let wrapped: Vec<bool> = records.iter().zip([base, ours, theirs]).map(is_wrapped).collect();
    let [old, mine, there] = records;
    let mine = settled(entity, there, mine);
    let envelope = entity.envelope.as_deref().unwrap_or_default();
    if wrapped == [true; 3] {
        let mut mine_wrapped = ours.clone();
        put(&mut mine_wrapped, envelope, mine);
        return Ok(records_merged(entity, [base, &mine_wrapped, theirs], 1, keep));
    }
    let mut merged = records_merged(entity, [old, &mine, there], 0, keep);
    if wrapped.get(1) == Some(&true) {
        let mut around = ours.clone();
        put(&mut around, envelope, merged.document);
        merged.document = around;
        for conflict in &mut merged.conflicts {
            let below = conflict.path.tokens().iter().map(String::as_str);
            conflict.path = Pointer::from_tokens([envelope].into_iter().chain(below));
        }
    }
    Ok(merged)
}

/// Merges three records that stand so many levels deep in their documents.
pub(crate) fn records_merged(
    entity: &Entity,
    [base, ours, theirs]: [&Json; 3],
    level: usize,
    keep: Keep,
) -> Merged {
    let arrays_at = |place: &Pointer| {
        arrays_at(entity, &Pointer::from_tokens(place.tokens().iter().skip(level).cloned()))
    };
    let options = MergeOptions { arrays_at: Some(&arrays_at), keep, ..MergeOptions::default() };
    merge_with(base, ours, theirs, &options)
}

fn put(answer: &mut Json, envelope: &str, record: Json) {
    if let Json::Object(members) = answer {
        members.insert(envelope, record);
    }
}

/// How the list at a place is merged: by what identifies its elements, where the
/// schema says so; lists of plain texts, such as addresses, by these.
pub(crate) fn arrays_at(entity: &Entity, place: &Pointer) -> Option<Arrays> {
    let is_texts = |name| entity.record.member(name).is_some_and(is_list_of_texts);
    match place.tokens() {
        [name] if is_texts(name) => Some(Arrays::Values),
        _ => between::arrays_at(entity, place),
    }
}

fn is_list_of_texts(member: &Member) -> bool {
    let text = |item: &Member| item.members.is_empty() && item.types == [Type::String];
    member.sent == Sent::Whole && member.items.as_deref().is_some_and(text)
}
