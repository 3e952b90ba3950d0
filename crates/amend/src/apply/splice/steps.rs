//! The text of a patch, of which only the values and the pointers are put on a tape.
//!
//! Most operations are written as this library writes them: `op` first, then `from`, then
//! `path`, and `value` last, without white space. Of these the names and the operation are
//! known by their bytes. Any other is read as a whole, and taken apart when its turn comes.

use super::operation::{Operation, Path};
use super::tape::{Spot, Tape};
use crate::document::Entry;
use crate::scan::{Scanner, behind_space};
use crate::{ApplyOptions, Document, Limits, Operations};

/// A patch: what its operations are, and a tape of what they hold.
#[derive(Debug)]
pub(in crate::apply) struct Steps<'t> {
    pub(super) values: Document<'t>,
    list: Vec<Step>,
}

/// An operation: where on the tape its pointers and its value stand, one behind the other,
/// or it as a whole, in the lower bits; and above, which it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step(u32);

/// What an operation does, or that it is not known yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Deed {
    Add,
    Remove,
    Replace,
    Move,
    Copy,
    Test,
    Unknown,
}

/// A tape has fewer than 2^29 entries.
const BITS: u32 = 29;

/// How deep a value stands in a patch, and an operation.
const VALUE: usize = 2;
const OPERATION: usize = 1;

impl Step {
    #[expect(clippy::cast_possible_truncation, reason = "a tape has fewer than 2^29 entries")]
    fn new(deed: Deed, place: usize) -> Self {
        Self((deed as u32) << BITS | place as u32)
    }

    fn deed(self) -> Deed {
        match self.0 >> BITS {
            0 => Deed::Add,
            1 => Deed::Remove,
            2 => Deed::Replace,
            3 => Deed::Move,
            4 => Deed::Copy,
            5 => Deed::Test,
            _ => Deed::Unknown,
        }
    }

    /// The operation, if nothing is wrong with it.
    #[inline]
    pub(super) fn operation<'t>(
        self,
        tape: &Tape<'t>,
        options: &ApplyOptions,
    ) -> Option<Operation<'t>> {
        let at = self.0 & ((1 << BITS) - 1);
        let path = || Path::read(tape, at, options);
        let value = Spot::of_patch(at + 1);
        Some(match self.deed() {
            Deed::Add => Operation::Add(path()?, value),
            Deed::Remove => Operation::Remove(path()?),
            Deed::Replace => Operation::Replace(path()?, value),
            Deed::Test => Operation::Test(path()?, value),
            deed @ (Deed::Move | Deed::Copy) => {
                if options.dialect.operations != Operations::All {
                    return None;
                }
                let (from, path) = (path()?, Path::read(tape, at + 1, options)?);
                let is_copy = deed == Deed::Copy;
                if is_copy { Operation::Copy(from, path) } else { Operation::Move(from, path) }
            }
            Deed::Unknown => Operation::read(tape, at, options)?,
        })
    }
}

impl<'t> Steps<'t> {
    /// Reads the text of a patch. Nothing: it is no list of objects, or no JSON within
    /// these limits.
    pub(in crate::apply) fn read(text: &'t str, limits: &Limits) -> Option<Self> {
        let mut reader = Reader { scanner: Scanner::default(), text, at: 0, limits };
        reader.scanner.begin(text, limits).ok()?;
        // A pointer and a value take three times this as text, mostly.
        reader.scanner.tape.reserve_exact(text.len() / 24 + 4);
        let mut list = Vec::with_capacity(text.len() / 48 + 1);
        reader.space();
        reader.skip(b"[")?;
        reader.space();
        while reader.skip(b"]").is_none() {
            if !list.is_empty() {
                reader.skip(b",")?;
                reader.space();
            }
            let (at, place) = (reader.at, reader.scanner.tape.len());
            let deed = reader.usual().or_else(|| {
                reader.scanner.tape.truncate(place);
                reader.at = at;
                reader.byte().filter(|byte| *byte == b'{')?;
                reader.value(OPERATION)?;
                Some(Deed::Unknown)
            });
            list.push(Step::new(deed?, place));
            reader.space();
        }
        reader.space();
        let is_whole = reader.at == text.len();
        let tape: Vec<Entry> = reader.scanner.tape;
        is_whole.then(|| Self { values: Document::of(text, tape), list })
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Step> {
        self.list.iter().copied()
    }
}

struct Reader<'t, 'l> {
    scanner: Scanner,
    text: &'t str,
    at: usize,
    limits: &'l Limits,
}

impl Reader<'_, '_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        self.at = behind_space(self.text.as_bytes(), self.at);
    }

    /// Goes behind these bytes, if they stand here.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "of known length they are compared without a call")]
    fn skip(&mut self, bytes: &[u8]) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        rest.starts_with(bytes).then(|| self.at += bytes.len())
    }

    /// Reads an operation that is written as most are.
    fn usual(&mut self) -> Option<Deed> {
        // The third letter tells them apart.
        let letter = self.text.as_bytes().get(self.at + "{'op':'ad".len())?;
        let (deed, has_value) = match letter {
            b'd' => (self.skip(br#"{"op":"add","path":"#)).map(|()| (Deed::Add, true)),
            b'm' => (self.skip(br#"{"op":"remove","path":"#)).map(|()| (Deed::Remove, false)),
            b'p' => (self.skip(br#"{"op":"replace","path":"#))
                .map(|()| (Deed::Replace, true))
                .or_else(|| self.skip(br#"{"op":"copy","from":"#).map(|()| (Deed::Copy, false))),
            b's' => (self.skip(br#"{"op":"test","path":"#)).map(|()| (Deed::Test, true)),
            b'v' => (self.skip(br#"{"op":"move","from":"#)).map(|()| (Deed::Move, false)),
            _ => None,
        }?;
        self.string()?;
        if matches!(deed, Deed::Move | Deed::Copy) {
            self.skip(b",\"path\":")?;
            self.string()?;
        }
        if has_value {
            self.skip(b",\"value\":")?;
            self.value(VALUE)?;
        }
        self.skip(b"}").map(|()| deed)
    }

    fn string(&mut self) -> Option<()> {
        self.at = self.scanner.string_at(self.text, self.at)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if self.byte() == Some(b'"') {
            return self.string();
        }
        self.at = self.scanner.value_at(self.text, self.at, (depth, 1), self.limits)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;
    use crate::Limits;

    /// What is read is what reading the whole says, where it is a list of objects.
    #[test]
    fn reads_what_is_a_list_of_objects() {
        for (text, is_read) in [
            ("[]", true),
            (" [ ] ", true),
            ("[{}]", true),
            (r#"[{"op":"add","path":"/a","value":[1,{"b":null}]}]"#, true),
            (r#"[{"op":"remove","path":"/a"},{"op":"test","path":"","value":1}]"#, true),
            (
                r#"[{"op":"move","from":"/a","path":"/b"}, {"op":"copy","from":"/a","path":"/b"}]"#,
                true,
            ),
            (r#"[{"op":"remove","path":"/a","more":1}]"#, true),
            (r#"[{"op":"add","path":"/a","value":1,"op":"add"}]"#, false),
            (r#"[{"op":"remove","path":"/a","path":"/b"}]"#, false),
            (r#"[{"op":"add","path":"/a","value":1]"#, false),
            (r#"[{"op":"add","path":"/a","value":01}]"#, false),
            (r#"[{"op":"add","path":"/a""#, false),
            (r#"[{"op":"re"#, false),
            (r#"[{"op":"remove","path":"/a"},]"#, false),
            (r#"[,{"op":"remove","path":"/a"}]"#, false),
            (r#"[{"op":"remove","path":"/a"}{"op":"remove","path":"/a"}]"#, false),
            (r#"[{"op":"remove","path":"/a"}]]"#, false),
            (r#"[{"op":"remove","path":"\u00"}]"#, false),
            ("[1]", false),
            ("{}", false),
            ("", false),
        ] {
            assert_eq!(Steps::read(text, &Limits::default()).is_some(), is_read, "{text}");
        }
    }
}
