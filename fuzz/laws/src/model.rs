//! RFC 6902 in the plainest words: a slow reference with a tree, a lookup, a fold
//! and an equality of its own. It shares nothing with the engine but the types
//! that patches and documents are given in.

use amend::options::{MemberNames, Operations};
use amend::{Dialect, Json, Operation, Patch};

/// A document of the model: members in a list, numbers as texts.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Leaf(Json),
    List(Vec<Self>),
    Members(Vec<(String, Self)>),
}

/// That an operation does not apply.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct No;

impl Tree {
    pub(crate) fn of(json: &Json) -> Self {
        match json {
            Json::Array(elements) => Self::List(elements.iter().map(Self::of).collect()),
            Json::Object(members) => Self::Members(
                members.iter().map(|(name, value)| (name.to_owned(), Self::of(value))).collect(),
            ),
            other => Self::Leaf(other.clone()),
        }
    }

    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Leaf(json) => json.clone(),
            Self::List(elements) => Json::array(elements.iter().map(Self::to_json)),
            Self::Members(members) => {
                Json::object(members.iter().map(|(name, value)| (name.clone(), value.to_json())))
            }
        }
    }
}

/// Applies a patch to a document; the number of the operation that fails, if one
/// does.
pub(crate) fn apply(document: &Json, patch: &Patch, dialect: Dialect) -> Result<Json, usize> {
    let mut tree = Tree::of(document);
    for (at, operation) in patch.operations().iter().enumerate() {
        tree = one(tree, operation, dialect).map_err(|No| at)?;
    }
    Ok(tree.to_json())
}

fn one(mut tree: Tree, operation: &Operation, dialect: Dialect) -> Result<Tree, No> {
    let names = dialect.member_names;
    if operation.from().is_some() && dialect.operations != Operations::All {
        return Err(No);
    }
    match operation {
        Operation::Add { path, value } => add(tree, path.tokens(), Tree::of(value), names),
        Operation::Remove { path } => {
            take(&mut tree, path.tokens(), names)?;
            Ok(tree)
        }
        Operation::Replace { path, value } => {
            *find(&mut tree, path.tokens(), names)? = Tree::of(value);
            Ok(tree)
        }
        Operation::Test { path, value } => {
            let there = find(&mut tree, path.tokens(), names)?;
            if same(there, &Tree::of(value)) { Ok(tree) } else { Err(No) }
        }
        Operation::Copy { from, path } => {
            let value = find(&mut tree, from.tokens(), names)?.clone();
            add(tree, path.tokens(), value, names)
        }
        Operation::Move { from, path } => {
            find(&mut tree, from.tokens(), names)?;
            // §4.4, by the names that the document has (semantics.md, 5.5).
            let (from, path) = (from.tokens(), path.tokens());
            let spelt = spelt(&tree, path, names)?;
            let source = self::spelt(&tree, from, names)?;
            if spelt.starts_with(&source) {
                return if spelt.len() == source.len() { Ok(tree) } else { Err(No) };
            }
            let value = take(&mut tree, from, names)?;
            add(tree, path, value, names)
        }
    }
}

/// The place of the member that a token means, if there is one.
pub(crate) fn member(
    members: &[(String, Tree)],
    token: &str,
    names: MemberNames,
) -> Result<Option<usize>, No> {
    if let Some(at) = members.iter().position(|(name, _)| name == token) {
        return Ok(Some(at));
    }
    if names == MemberNames::Exact {
        return Ok(None);
    }
    let mut alike = (0..members.len()).filter(|at| fold(&members[*at].0) == fold(token));
    match (alike.next(), alike.next()) {
        (found, None) => Ok(found),
        (_, Some(_)) => Err(No),
    }
}

/// The simple upper case of the letters of the alphabet, written out from
/// UnicodeData.txt: the dotless i has the upper case I and the Kelvin sign the lower
/// case k, and neither is one of ASCII's letters.
pub(crate) fn fold(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            'a'..='z' => char::from(c as u8 - 32),
            'é' => 'É',
            'ς' | 'σ' => 'Σ',
            other => other,
        })
        .collect()
}

/// An index of RFC 6901 §4: `0`, or digits that begin with another one.
fn index(token: &str) -> Result<usize, No> {
    let digits = !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit());
    if !digits || (token.len() > 1 && token.starts_with('0')) {
        return Err(No);
    }
    token.parse().map_err(|_| No)
}

fn find<'t>(tree: &'t mut Tree, tokens: &[String], names: MemberNames) -> Result<&'t mut Tree, No> {
    let Some((first, rest)) = tokens.split_first() else {
        return Ok(tree);
    };
    match tree {
        Tree::Leaf(_) => Err(No),
        Tree::List(elements) => find(elements.get_mut(index(first)?).ok_or(No)?, rest, names),
        Tree::Members(members) => {
            let at = member(members, first, names)?.ok_or(No)?;
            find(&mut members[at].1, rest, names)
        }
    }
}

/// The tokens as the document spells them, as far as they lead to something.
fn spelt(tree: &Tree, tokens: &[String], names: MemberNames) -> Result<Vec<String>, No> {
    let Some((first, rest)) = tokens.split_first() else {
        return Ok(Vec::new());
    };
    let mut out = vec![first.clone()];
    let inner = match tree {
        Tree::Leaf(_) => None,
        Tree::List(elements) => index(first).ok().and_then(|at| elements.get(at)),
        Tree::Members(members) => match member(members, first, names)? {
            Some(at) => {
                out[0].clone_from(&members[at].0);
                Some(&members[at].1)
            }
            None => None,
        },
    };
    match inner {
        Some(inner) => out.extend(spelt(inner, rest, names)?),
        None => out.extend_from_slice(rest),
    }
    Ok(out)
}

fn add(mut tree: Tree, tokens: &[String], value: Tree, names: MemberNames) -> Result<Tree, No> {
    let Some((last, above)) = tokens.split_last() else {
        return Ok(value);
    };
    match find(&mut tree, above, names)? {
        Tree::Leaf(_) => return Err(No),
        Tree::List(elements) => {
            let at = if last == "-" { elements.len() } else { index(last)? };
            if at > elements.len() {
                return Err(No);
            }
            elements.insert(at, value);
        }
        Tree::Members(members) => match member(members, last, names)? {
            Some(at) => members[at].1 = value,
            None => members.push((last.clone(), value)),
        },
    }
    Ok(tree)
}

fn take(tree: &mut Tree, tokens: &[String], names: MemberNames) -> Result<Tree, No> {
    let (last, above) = tokens.split_last().ok_or(No)?;
    match find(tree, above, names)? {
        Tree::Leaf(_) => Err(No),
        Tree::List(elements) => {
            let at = index(last)?;
            if at < elements.len() { Ok(elements.remove(at)) } else { Err(No) }
        }
        Tree::Members(members) => {
            let at = member(members, last, names)?.ok_or(No)?;
            Ok(members.remove(at).1)
        }
    }
}

/// RFC 6902 §4.6.
pub(crate) fn same(one: &Tree, other: &Tree) -> bool {
    match (one, other) {
        (Tree::Leaf(Json::Number(one)), Tree::Leaf(Json::Number(other))) => {
            decimal(one.as_str()) == decimal(other.as_str())
        }
        (Tree::Leaf(one), Tree::Leaf(other)) => one.to_string() == other.to_string(),
        (Tree::List(one), Tree::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Tree::Members(one), Tree::Members(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, a)| other.iter().any(|(twin, b)| twin == name && same(a, b)))
        }
        _ => false,
    }
}

/// Whether two documents are equal by the rules of `test`.
pub(crate) fn equal(one: &Json, other: &Json) -> bool {
    same(&Tree::of(one), &Tree::of(other))
}

/// A number as its sign, its digits without zeros at either end, and the power of
/// ten that the last of them counts.
fn decimal(text: &str) -> (bool, String, i64) {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut power: i64 = exponent.parse().expect("exponents of the alphabet are short");
    power -= i64::try_from(fraction.len()).expect("so are its fractions");
    let mut digits = format!("{whole}{fraction}").trim_start_matches('0').to_owned();
    while digits.ends_with('0') {
        digits.pop();
        power += 1;
    }
    if digits.is_empty() { (false, digits, 0) } else { (negative, digits, power) }
}
