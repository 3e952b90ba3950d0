//! Applying a JSON Merge Patch (RFC 7396 §2).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::error::{ApplyError, Fault, Reason};
use super::tree::{Adopt, Map, Open, Target, Whole};
use super::{ApplyOptions, fold};
use crate::measure::{Size, member_bytes};
use crate::view::{Shape, View};
use crate::{Json, MemberNames, Members, NotRepresentable, Pointer};

/// Applies a JSON Merge Patch to a document (RFC 7396 §2), under the default
/// limits.
///
/// `null` removes a member, an object is merged, anything else replaces.
/// Members that stay keep their places; new ones go to the end.
///
/// # Errors
/// [`ApplyError`] of kind `Limit` or `NotRepresentable`. The document is then
/// what it was.
///
/// ```
/// use amend::{Json, merge_patch};
///
/// let mut document: Json = r#"{"a": 1, "b": {"c": 2, "d": 3}}"#.parse()?;
/// merge_patch(&mut document, &r#"{"b": {"c": null}, "e": [null]}"#.parse()?)?;
/// assert_eq!(document.to_string(), r#"{"a":1,"b":{"d":3},"e":[null]}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge_patch<T: Target>(document: &mut T, patch: &Json) -> Result<(), ApplyError> {
    merge_patch_with(document, patch, &ApplyOptions::default())
}

/// Applies a JSON Merge Patch under a dialect and limits.
///
/// Of the dialect only `member_names` matters, of the limits `depth` and
/// `growth`. Ignoring case, a name means the member that it would mean in a
/// pointer; two names of a patch that mean the same member are an error.
///
/// # Errors
/// [`ApplyError`] of kind `Limit`, `NotRepresentable` or `AmbiguousMember`. The
/// document is then what it was.
///
/// ```
/// use amend::{ApplyOptions, Dialect, Json, merge_patch_with};
///
/// let options = ApplyOptions { dialect: Dialect::DOT_NET, ..ApplyOptions::default() };
/// let mut document: Json = r#"{"Department": "Support"}"#.parse()?;
/// merge_patch_with(&mut document, &r#"{"department": "Sales"}"#.parse()?, &options)?;
/// assert_eq!(document.to_string(), r#"{"Department":"Sales"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge_patch_with<T: Target>(
    document: &mut T,
    patch: &Json,
    options: &ApplyOptions,
) -> Result<(), ApplyError> {
    let patch = prepared(document.view(), patch, options)?;
    let patch =
        T::adopt(&patch).map_err(|_| ApplyError::new(Fault::NotRepresentable, Pointer::root()))?;
    merge(document, patch);
    Ok(())
}

/// The patch with the names of its members as the document spells them, and held
/// to the limits. Whatever can fail is done here: merging itself can not, so
/// nothing has ever to be undone.
pub(super) fn prepared<'p, 'a, V: View<'a>>(
    document: V,
    patch: &'p Json,
    options: &ApplyOptions,
) -> Result<Cow<'p, Json>, ApplyError> {
    let (depth, growth) = (options.limits.depth(), options.limits.growth);
    // Every container of the patch stands as deep in the result as in the patch.
    if Size::of(patch, usize::MAX, depth).depth > depth {
        return Err(ApplyError::new(Fault::Depth { limit: depth }, Pointer::root()));
    }
    let spelt = match options.dialect.member_names {
        MemberNames::Exact => Cow::Borrowed(patch),
        MemberNames::IgnoreCase => Cow::Owned(spell(Some(document), patch, &mut Vec::new())?),
    };
    if options.limits.counts_what_is_brought() {
        let mut check = Check { growth, grown: 0, at: Vec::new() };
        check.value(Some(document), &spelt).map_err(|fault| {
            ApplyError::new(fault, Pointer::from_tokens(check.at.iter().copied()))
        })?;
    }
    Ok(spelt)
}

/// The patch with the names of its members as the document spells them.
pub(crate) fn spell<'p, 'a, V: View<'a>>(
    target: Option<V>,
    patch: &'p Json,
    at: &mut Vec<&'p str>,
) -> Result<Json, ApplyError> {
    let Json::Object(members) = patch else {
        return Ok(patch.clone());
    };
    let target = target.filter(|target| is_object(*target));
    let spellings = target.map(Spellings::of).unwrap_or_default();
    let mut known: HashMap<(bool, String), &str> = HashMap::with_capacity(members.len());
    let mut spelt = Members::new();
    for (name, value) in members {
        at.push(name);
        let ambiguous = |candidates| {
            let reason = Reason::Ambiguous { candidates };
            let token = at.len().saturating_sub(1);
            let fault = Fault::Lookup { token, reason, meant: None };
            ApplyError::new(fault, Pointer::from_tokens(at.iter().copied()))
        };
        let spelling = match target {
            Some(target) if target.member(name).is_some() => Some(name),
            _ => spellings.of_name(name).map_err(ambiguous)?,
        };
        let key = spelling.map_or((false, fold::key(name)), |name| (true, name.to_owned()));
        if let Some(earlier) = known.insert(key, name) {
            return Err(ambiguous(vec![earlier.to_owned(), name.to_owned()]));
        }
        let name = spelling.unwrap_or(name);
        let below = target.and_then(|target| target.member(name));
        spelt.insert(name, spell(below, value, at)?);
        at.pop();
    }
    Ok(Json::Object(spelt))
}

/// The names of an object, found in any case.
#[derive(Default)]
struct Spellings(HashMap<String, Vec<String>>);

impl Spellings {
    fn of<'a, V: View<'a>>(object: V) -> Self {
        let mut names: HashMap<String, Vec<String>> = HashMap::with_capacity(object.len());
        if let Shape::Object(members) = object.shape() {
            for (name, _) in members {
                names.entry(fold::key(&name)).or_default().push(name.into_owned());
            }
        }
        Self(names)
    }

    /// The one spelling of a name; the candidates where there are several.
    fn of_name(&self, name: &str) -> Result<Option<&str>, Vec<String>> {
        match self.0.get(&fold::key(name)).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([one]) => Ok(Some(one)),
            Some(several) => Err(several.to_vec()),
        }
    }
}

/// Walks over patch and document together before anything is changed.
struct Check<'p> {
    growth: usize,
    grown: usize,
    /// Where the walk is; after an error, where the error is.
    at: Vec<&'p str>,
}

impl<'p> Check<'p> {
    fn value<'a, V: View<'a>>(&mut self, target: Option<V>, patch: &'p Json) -> Result<(), Fault> {
        let Json::Object(members) = patch else {
            let bytes = Size::of(patch, usize::MAX, usize::MAX).bytes;
            return self.grow(bytes, target);
        };
        let object = target.filter(|target| is_object(*target));
        if object.is_none() {
            self.grow("{}".len(), target)?;
        }
        for (name, value) in members {
            if value.is_null() {
                continue;
            }
            self.at.push(name);
            let member = object.and_then(|object| object.member(name));
            if member.is_none() {
                self.grow(member_bytes(name), None::<V>)?;
            }
            self.value(member, value)?;
            self.at.pop();
        }
        Ok(())
    }

    /// Counts what is added, less what it replaces.
    fn grow<'a, V: View<'a>>(&mut self, bytes: usize, before: Option<V>) -> Result<(), Fault> {
        let before = before.map_or(0, |before| Size::of(before, bytes, usize::MAX).bytes);
        self.grown += bytes.saturating_sub(before);
        if self.grown > self.growth {
            return Err(Fault::Growth { limit: self.growth });
        }
        Ok(())
    }
}

fn is_object<'a, V: View<'a>>(value: V) -> bool {
    matches!(value.shape(), Shape::Object(_))
}

/// `MergePatch` of RFC 7396 §2, names as the document spells them.
fn merge<T: Whole>(target: &mut T, patch: T) {
    let patch = match patch.into_members() {
        Ok(patch) => patch,
        Err(value) => {
            *target = value;
            return;
        }
    };
    // "If the target is not an object, ignore its contents and set it to an
    // empty object": this is also how nulls vanish from what is new.
    if !matches!(target.open(), Open::Object(_)) {
        *target = T::from_members(std::iter::empty());
    }
    let Open::Object(members) = target.open() else {
        return;
    };
    let mut gone = Vec::new();
    for (name, value) in patch {
        let null = matches!(value.view().shape(), Shape::Null);
        match (null, members.at(&name)) {
            (true, Some(_)) => gone.push(name),
            (true, None) => {}
            (false, Some(member)) => merge(member, value),
            (false, None) => {
                let mut member = T::default();
                merge(&mut member, value);
                members.append(&name, member);
            }
        }
    }
    if gone.len() <= FEW {
        for name in gone {
            members.take(&name);
        }
    } else {
        let gone: HashSet<String> = gone.into_iter().collect();
        T::keep(members, |name| !gone.contains(name));
    }
}

/// Up to this many members are taken out one by one.
const FEW: usize = 2;

/// `MergePatch` of RFC 7396 §2 over a tree that takes its values from the patch.
pub(super) fn lay<'p, T: Adopt<'p>>(
    target: &mut T,
    patch: &'p Json,
) -> Result<(), NotRepresentable> {
    static EMPTY: LazyLock<Json> = LazyLock::new(|| Json::Object(Members::new()));
    let Json::Object(members) = patch else {
        *target = T::adopt(patch)?;
        return Ok(());
    };
    if !matches!(target.open(), Open::Object(_)) {
        *target = T::adopt(&EMPTY)?;
    }
    let Open::Object(map) = target.open() else {
        return Ok(());
    };
    for (name, value) in members {
        match (value.is_null(), map.at(name)) {
            (true, Some(_)) => _ = map.take(name),
            (true, None) => {}
            (false, Some(member)) => lay(member, value)?,
            (false, None) => {
                let mut member = T::default();
                lay(&mut member, value)?;
                map.append(name, member);
            }
        }
    }
    Ok(())
}
