//! A pointer in the document's own spelling, against the reference.

use amend::error::ApplyErrorKind;
use amend::options::MemberNames;
use amend::{Document, Json, Pointer, resolve};

use crate::model::{self, Tree};

/// Holds `resolve` against the slow lookup, token by token.
pub(crate) fn resolved(document: &Json, pointer: &Pointer) {
    let found = resolve(document, pointer, MemberNames::IgnoreCase);
    let text = document.to_string();
    let tape = Document::parse(&text).expect("what is written is read");
    assert_eq!(resolve(tape.root(), pointer, MemberNames::IgnoreCase), found, "the doors differ");

    let tree = Tree::of(document);
    let mut at = Some(&tree);
    let tokens = pointer.tokens();
    let mut spelt = Vec::new();
    let mut expected = Ok(());
    for (number, token) in tokens.iter().enumerate() {
        let last = number + 1 == tokens.len();
        let Some(now) = at else {
            expected = Err(());
            break;
        };
        spelt.push(token.clone());
        at = match now {
            Tree::Leaf(_) => {
                expected = Err(());
                break;
            }
            Tree::List(elements) => {
                let canonical = token.parse::<usize>().ok().filter(|n| n.to_string() == *token);
                // The gap behind the last element is a place, too.
                let gap = last && (token == "-" || canonical == Some(elements.len()));
                let inner = canonical.and_then(|n| elements.get(n));
                if inner.is_none() && !gap {
                    expected = Err(());
                    break;
                }
                inner
            }
            Tree::Members(members) => {
                match model::member(members, token, MemberNames::IgnoreCase) {
                    Err(model::No) => {
                        let kind = found.as_ref().err().map(amend::error::ApplyError::kind);
                        assert_eq!(
                            kind,
                            Some(ApplyErrorKind::AmbiguousMember),
                            "{pointer} in {document}"
                        );
                        return;
                    }
                    Ok(None) if last => None,
                    Ok(None) => {
                        expected = Err(());
                        break;
                    }
                    Ok(Some(place)) => {
                        let (name, value) = &members[place];
                        spelt.last_mut().expect("just pushed").clone_from(name);
                        Some(value)
                    }
                }
            }
        };
    }
    match (&found, expected) {
        (Ok(found), Ok(())) => assert_eq!(found.tokens(), spelt, "{pointer} in {document}"),
        (Err(error), Err(())) => {
            assert_ne!(error.kind(), ApplyErrorKind::AmbiguousMember, "{pointer} in {document}");
        }
        _ => panic!("{pointer} in {document}: {found:?}, and by the reference {expected:?}"),
    }
}
