//! What a member holds after a value was put in its place: a list that is replaced,
//! a dictionary that is laid over, a reference that is another.

use amend::value::Members;
use amend::{Json, equal};
use amend_vendor::{Failure, Member, Sent, Type, Writer, identity};

use crate::simulate::{Engine, find};

impl Engine<'_, '_> {
    /// The value of a member after another was put in its place.
    pub(crate) fn assigned(
        &self,
        member: &Member,
        now: Option<&Json>,
        value: &Json,
    ) -> Result<Json, Failure> {
        if member.writer == Writer::Server {
            return Err(self.bad("the path names a member that the vendor sets"));
        }
        match (member.sent, value) {
            (Sent::Reference, Json::Object(_)) => {
                let id = given_id(member, value);
                let id = id.ok_or_else(|| self.bad("a reference has an id"))?;
                let same = now.and_then(|now| identity(member, now)).is_some_and(|n| equal(n, &id));
                let name = member.identity.as_deref().unwrap_or_default();
                let shown = now.filter(|_| same).cloned();
                Ok(shown.unwrap_or_else(|| Json::object([(name, id)])))
            }
            (Sent::Members, Json::Object(given)) => {
                let mut shown = Members::new();
                for inner in &member.members {
                    let old = now.and_then(|now| now.get(&inner.name));
                    let new = given.iter().find(|(n, _)| n.eq_ignore_ascii_case(&inner.name));
                    let value = match new {
                        Some((_, new)) if inner.writable() => {
                            Some(self.assigned(inner, None, new)?)
                        }
                        _ if inner.writable() => old.map(|_| Json::Null),
                        _ => old.cloned(),
                    };
                    if let Some(value) = value {
                        shown.insert(inner.name.as_str(), value);
                    }
                }
                Ok(Json::Object(shown))
            }
            (Sent::Whole, Json::Array(elements)) => {
                let old = now.and_then(Json::as_array).unwrap_or_default();
                let item = member.item();
                let shown = elements.iter().map(|element| {
                    let id = given_id(item, element);
                    let twin = old.iter().find(|other| {
                        id.as_ref()
                            .zip(identity(item, other))
                            .is_some_and(|(id, other)| equal(id, other))
                    });
                    self.built(item, twin, element)
                });
                Ok(Json::Array(shown.collect::<Result<_, _>>()?))
            }
            (Sent::Whole, Json::Object(_)) => self.lines(member, now, value),
            (Sent::Dictionary, Json::Object(entries)) => {
                let mut shown = now.and_then(Json::as_object).cloned().unwrap_or_default();
                for (key, value) in entries {
                    if member.accompanies(key) || value.as_str().is_none() {
                        return Err(self.bad("a custom field takes a text"));
                    }
                    shown.insert(key, value.clone());
                }
                Ok(Json::Object(shown))
            }
            (Sent::Selection, Json::Array(items)) => {
                let mut list = now.and_then(Json::as_array).unwrap_or_default().to_vec();
                for item in items {
                    let id = given_id(member, item);
                    let id = id.ok_or_else(|| self.bad("an item has an id"))?;
                    if !self.select(member, &mut list, &id, item)? {
                        return Err(self.bad("the vendor lists no such item"));
                    }
                }
                Ok(Json::Array(list))
            }
            (Sent::Kept, Json::Array(elements)) => self.kept(member, now, elements),
            (Sent::Value, value) => self.typed(member, value),
            _ => Err(self.bad("the value has another type than the member")),
        }
    }

    /// An element that a client gave: what it writes, and of an element that was
    /// there what the vendor wrote.
    pub(crate) fn built(
        &self,
        item: &Member,
        twin: Option<&Json>,
        given: &Json,
    ) -> Result<Json, Failure> {
        let Some(given) = given.as_object() else {
            return Err(self.bad("the element of a list is an object"));
        };
        if given.names().any(|name| find(item, name).is_none()) {
            return Err(self.bad("an element of the list has no such member"));
        }
        let mut shown = Members::new();
        for inner in &item.members {
            let new = given.iter().find(|(name, _)| name.eq_ignore_ascii_case(&inner.name));
            let value = match (inner.writable(), new) {
                (true, Some((_, Json::Null)) | None) => None,
                (true, Some((_, value))) => Some(self.typed(inner, value)?),
                (false, _) => twin.and_then(|twin| twin.get(&inner.name)).cloned(),
            };
            if let Some(value) = value {
                shown.insert(inner.name.as_str(), value);
            }
        }
        if item.required.iter().any(|name| !shown.contains(name)) {
            return Err(self.bad("an element of the list lacks a member"));
        }
        Ok(Json::Object(shown))
    }

    /// All lines of an address; those that were not given are empty.
    fn lines(&self, member: &Member, now: Option<&Json>, given: &Json) -> Result<Json, Failure> {
        let given = given.as_object().cloned().unwrap_or_default();
        if given.names().any(|name| find(member, name).is_none()) {
            return Err(self.bad("an address has no such line"));
        }
        let mut shown = Members::new();
        for inner in &member.members {
            let new = given.iter().find(|(name, _)| name.eq_ignore_ascii_case(&inner.name));
            let old = now.and_then(|now| now.get(&inner.name));
            let value = match (inner.writable(), new) {
                (true, Some((_, Json::Null)) | None) => Some(Json::from("")),
                (true, Some((_, value))) => Some(self.typed(inner, value)?),
                (false, _) => old.cloned(),
            };
            if let Some(value) = value {
                shown.insert(inner.name.as_str(), value);
            }
        }
        Ok(Json::Object(shown))
    }

    /// The item with the flag that was given.
    pub(crate) fn selected(
        &self,
        member: &Member,
        now: &Json,
        given: &Json,
    ) -> Result<Json, Failure> {
        let flag = member.value.as_deref().unwrap_or_default();
        let given = given.as_object().into_iter().flatten();
        let mut shown = now.clone();
        for (_, value) in given.filter(|(name, _)| name.eq_ignore_ascii_case(flag)) {
            let value = match member.item().member(flag) {
                Some(inner) => self.typed(inner, value)?,
                None => value.clone(),
            };
            if let Some(members) = shown.as_object_mut() {
                members.insert(flag, value);
            }
        }
        Ok(shown)
    }

    /// Sets the flag of the item with this id, wherever it stands among the
    /// headings.
    fn select(
        &self,
        member: &Member,
        list: &mut [Json],
        id: &Json,
        given: &Json,
    ) -> Result<bool, Failure> {
        for item in list {
            if identity(member, item).is_some_and(|other| equal(other, id)) {
                *item = self.selected(member, item, given)?;
                return Ok(true);
            }
            for inner in member.item().members.iter().filter(|m| m.sent == Sent::Selection) {
                let below = item.as_object_mut().and_then(|item| item.get_mut(&inner.name));
                if let Some(Json::Array(below)) = below
                    && inner.items.is_some()
                    && self.select(inner, below, id, given)?
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// What was given is laid over what is there; the rest stays.
    fn kept(
        &self,
        member: &Member,
        now: Option<&Json>,
        elements: &[Json],
    ) -> Result<Json, Failure> {
        let item = member.item();
        let mut list = now.and_then(Json::as_array).unwrap_or_default().to_vec();
        for element in elements {
            let given = element.as_object();
            let given = given.ok_or_else(|| self.bad("the element of a list is an object"))?;
            let id = given_id(member, element);
            let id = id.ok_or_else(|| self.bad("an element of the list lacks a member"))?;
            let at = list.iter().position(|e| identity(member, e).is_some_and(|o| equal(o, &id)));
            let old = at.and_then(|at| list.get(at)).and_then(Json::as_object);
            let mut shown = old.cloned().unwrap_or_default();
            for (name, value) in given {
                let Some(inner) = find(item, name) else {
                    return Err(self.bad("an element of the list has no such member"));
                };
                let known = old.is_some_and(|old| old.contains(&inner.name));
                if inner.writable() || !known {
                    shown.insert(inner.name.as_str(), self.typed(inner, value)?);
                }
            }
            match at.and_then(|at| list.get_mut(at)) {
                Some(place) => *place = Json::Object(shown),
                None => list.push(Json::Object(shown)),
            }
        }
        Ok(Json::Array(list))
    }

    /// A scalar of the member's type and within its bounds.
    fn typed(&self, member: &Member, value: &Json) -> Result<Json, Failure> {
        let value = coerced(member, value);
        let fits = match &value {
            Json::Bool(_) => member.types.contains(&Type::Boolean),
            Json::Number(number) => {
                member.types.contains(&Type::Number)
                    || (member.types.contains(&Type::Integer) && number.is_integer())
            }
            Json::String(text) => {
                member.types.contains(&Type::String)
                    && member.max_length.is_none_or(|most| text.encode_utf16().count() <= most)
                    && member.format.is_none_or(|format| amend_vendor::has_format(format, text))
            }
            _ => false,
        };
        if fits {
            Ok(value)
        } else {
            Err(self.bad("the value does not fit the type of the member"))
        }
    }
}

/// The id that a client gives, in any spelling.
pub(crate) fn given_id(member: &Member, value: &Json) -> Option<Json> {
    let name = member.identity.as_deref()?;
    let holder = if member.items.is_some() { member.item() } else { member };
    let inner = holder.member(name)?;
    let (_, id) = value.as_object()?.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
    Some(coerced(inner, id)).filter(|id| !id.is_null())
}

/// The vendor reads the text of a number where it has one.
pub(crate) fn coerced(member: &Member, value: &Json) -> Json {
    match value.as_str().map(str::parse) {
        Some(Ok(number @ Json::Number(_)))
            if member.numeric_text && !member.types.contains(&Type::String) =>
        {
            number
        }
        _ => value.clone(),
    }
}
