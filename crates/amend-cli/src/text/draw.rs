//! The lines of a tree: a sign, a place, what was there and what is.

use std::fmt::Write as _;

use amend::{DiffOptions, Json, Pointer, diff_with};
use amend_vendor::{Details, Vendor, arrays_at, printable};

use super::tree::{Mark, Parts, Tree};
use crate::failure::Failure;
use crate::registry;
use crate::settings::Values;
use crate::terminal::{Look, Tone};

/// The changes of a document, to be written.
#[derive(Debug)]
pub(crate) struct Changes {
    lines: Vec<Line>,
}

/// A line, for other layouts than that of a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'l> {
    pub(crate) sign: char,
    pub(crate) path: &'l str,
    pub(crate) before: Option<&'l str>,
    pub(crate) after: Option<&'l str>,
    pub(crate) note: &'l str,
}

#[derive(Debug)]
struct Line {
    sign: char,
    tone: Tone,
    path: String,
    /// What was there, and what is.
    before: Option<String>,
    after: Option<String>,
    note: String,
}

/// Columns that places are aligned to, if they are not longer.
const ALIGNED: usize = 34;

impl Changes {
    /// The lines of all that is touched, in the order of the document.
    pub(crate) fn of(tree: &Tree, values: Values) -> Self {
        let mut changes = Self { lines: Vec::new() };
        let root = Pointer::root();
        Drawing { values, lines: &mut changes.lines }.place(tree, &root, &root, false);
        changes
    }

    /// What a plan makes of a record: elements of lists by what identifies them.
    pub(crate) fn of_plan(
        vendor: &'static Vendor,
        record: &Json,
        details: &Details<'_>,
        values: Values,
    ) -> Result<Self, Failure> {
        let entity = registry::entity(vendor)?;
        let by_identity = |place: &Pointer| arrays_at(entity, place);
        let options = DiffOptions { arrays_at: Some(&by_identity), ..DiffOptions::default() };
        let patch = diff_with(record, &*details.after, &options);
        Ok(Self::of(&Tree::new(record.clone(), &patch)?, values))
    }

    /// The lines as parts: a sign, a place, what was there, what is, a note.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.lines.iter().map(|line| Part {
            sign: line.sign,
            path: &line.path,
            before: line.before.as_deref(),
            after: line.after.as_deref(),
            note: &line.note,
        })
    }

    /// How many places differ.
    pub(crate) fn count(&self) -> usize {
        self.lines.iter().filter(|line| !matches!(line.sign, ' ' | '=')).count()
    }

    /// The text, each line indented by two.
    pub(crate) fn text(&self, look: Look) -> String {
        let lengths = self.lines.iter().map(|line| line.path.chars().count());
        let width = lengths.filter(|length| *length <= ALIGNED).max().unwrap_or_default();
        let mut text = String::new();
        for line in &self.lines {
            line.write(width, look, &mut text);
        }
        text
    }
}

impl Line {
    // Writing to a String cannot fail.
    fn write(&self, width: usize, look: Look, text: &mut String) {
        let sign = look.paint(self.tone, &self.sign.to_string());
        let path = format!("{:width$}", self.path);
        // What stays is not what is looked for.
        let tone = if self.tone == Tone::Quiet { Tone::Quiet } else { Tone::Strong };
        let head = format!("  {sign} {}", look.paint(tone, &path));
        let used = 4 + path.chars().count() + 2;
        let what = match (&self.before, &self.after) {
            (Some(before), Some(after)) => format!("{before} -> {after}"),
            (Some(only), None) | (None, Some(only)) => only.clone(),
            (None, None) => String::new(),
        };
        let note = match (what.is_empty(), self.note.is_empty()) {
            (_, true) => String::new(),
            (true, false) => self.note.clone(),
            (false, false) => format!("  ({})", self.note),
        };
        let fits = look
            .width
            .is_none_or(|columns| used + what.chars().count() + note.chars().count() <= columns);
        let quiet = |text: &str| look.paint(Tone::Quiet, text);
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if !fits => {
                let _ = writeln!(text, "{}", head.trim_end());
                for (sign, tone, value) in [("-", Tone::Removed, before), ("+", Tone::Added, after)]
                {
                    let value = look.paint(tone, &format!("{sign} {}", look.cut(value, 8)));
                    let _ = writeln!(text, "      {value}");
                }
            }
            _ if what.is_empty() && note.is_empty() => {
                let _ = writeln!(text, "{}", head.trim_end());
            }
            _ => {
                let room = used + note.chars().count();
                let what = look.paint(self.tone, &look.cut(&what, room));
                let _ = writeln!(text, "{head}  {what}{}", quiet(&note));
            }
        }
    }
}

struct Drawing<'l> {
    values: Values,
    lines: &'l mut Vec<Line>,
}

impl Drawing<'_> {
    /// A place, by where it was and where it is.
    fn place(&mut self, tree: &Tree, was: &Pointer, is: &Pointer, in_list: bool) {
        let value = || Some(self.show(&tree.now()));
        match &tree.mark {
            Mark::Kept => self.parts(tree, was, is),
            Mark::Added => {
                let value = value();
                self.line('+', Tone::Added, is, (None, value), String::new());
            }
            Mark::Removed => {
                let value = value();
                self.line('-', Tone::Removed, was, (value, None), String::new());
            }
            Mark::Replaced(old) => {
                let (old, new) = (self.show(old), value());
                self.line('~', Tone::Changed, is, (Some(old), new), String::new());
            }
            Mark::Moved(from) => {
                let value = value();
                let from = if in_list && tree.was.is_some() { was } else { from };
                let note = format!("moved from {}", path(from));
                self.line('>', Tone::Moved, is, (None, value), note);
            }
            Mark::Copied(from) => {
                let value = value();
                let note = format!("copied from {}", path(from));
                self.line('+', Tone::Added, is, (None, value), note);
            }
        }
    }

    fn parts(&mut self, tree: &Tree, was: &Pointer, is: &Pointer) {
        if !tree.is_touched() {
            return;
        }
        match &tree.parts {
            None => {}
            Some(Parts::Members(members)) => {
                for (name, place) in members.iter().filter(|(_, place)| place.is_touched()) {
                    self.place(place, &was.child(name), &is.child(name), false);
                }
            }
            Some(Parts::Elements(elements)) => self.list(elements, was, is),
        }
    }

    /// A list: what becomes of its elements, and each that does not just stay.
    fn list(&mut self, elements: &[Tree], was: &Pointer, is: &Pointer) {
        let count = |wanted: fn(&Mark) -> bool| elements.iter().filter(|e| wanted(&e.mark)).count();
        let untouched = elements.iter().filter(|e| !e.is_touched()).count();
        let counts = [
            (untouched, "kept"),
            (count(|m| matches!(m, Mark::Kept)) - untouched, "changed inside"),
            (count(|m| matches!(m, Mark::Replaced(_))), "replaced"),
            (count(|m| matches!(m, Mark::Added | Mark::Copied(_))), "added"),
            (count(|m| matches!(m, Mark::Removed)), "removed"),
            (count(|m| matches!(m, Mark::Moved(_))), "moved"),
        ];
        let told: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        self.line(' ', Tone::Quiet, is, (None, None), format!("list: {}", told.join(", ")));
        let mut at = 0;
        let mut run: Option<(usize, usize)> = None;
        for (place, element) in elements.iter().enumerate() {
            let here = is.child(at.to_string());
            if element.is_touched() {
                self.kept(run.take(), is);
                let old = was.child(element.was.unwrap_or(place).to_string());
                self.place(element, &old, &here, true);
            } else {
                run = Some((run.map_or(at, |(first, _)| first), at));
            }
            at += usize::from(element.is_live());
        }
        self.kept(run, is);
    }

    /// Elements that stay, as one line.
    fn kept(&mut self, run: Option<(usize, usize)>, list: &Pointer) {
        let Some((first, last)) = run else { return };
        let note = if first == last {
            "kept".to_owned()
        } else {
            format!("to {last}: {} elements kept", last - first + 1)
        };
        let first = list.child(first.to_string());
        self.line('=', Tone::Quiet, &first, (None, None), note);
    }

    fn line(
        &mut self,
        sign: char,
        tone: Tone,
        place: &Pointer,
        (before, after): (Option<String>, Option<String>),
        note: String,
    ) {
        self.lines.push(Line { sign, tone, path: path(place), before, after, note });
    }

    fn show(&self, value: &Json) -> String {
        match self.values {
            Values::Hidden => value.noun().to_owned(),
            Values::Shown => printable(&value.to_string()).into_owned(),
        }
    }
}

/// A pointer; in quotes where it would not be clear where it ends.
pub(crate) fn path(pointer: &Pointer) -> String {
    if pointer.is_root() {
        return "the document".to_owned();
    }
    let text = pointer.to_string();
    let plain = !text.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\\' | ':'));
    let text = if plain { text } else { Json::from(text).to_string() };
    printable(&text).into_owned()
}
