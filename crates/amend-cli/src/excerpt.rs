//! The line of a fault, with a mark under it, its rule and what to do.

use std::ops::Range;

use amend::error::Place;
use amend::value::Shape;
use amend::{Document, Node, Pointer, View};
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Renderer, Snippet};

use crate::input::Text;
use crate::mask::{Line, Sight};
use crate::settings::Values;
use crate::terminal::{Look, Tone};

/// A line of a file, with and without its values.
#[derive(Clone, Debug)]
pub(crate) struct Excerpt {
    number: usize,
    column: usize,
    hidden: Line,
    shown: Line,
}

/// What is said under a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Note<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl Excerpt {
    /// The line of a fault that ended the reading of its text.
    pub(crate) fn of_unread(text: Text<'_>, place: Place) -> Self {
        Self::new(text, &(place.offset..place.offset), place.offset, &[])
    }

    /// The line of a place in a document that was read whole; `patch` if it is a
    /// JSON Patch, whose words are no values.
    pub(crate) fn of(text: Text<'_>, document: &Document<'_>, at: &Range<usize>) -> Self {
        Self::new(text, at, usize::MAX, &words_of_patch(document))
    }

    fn new(text: Text<'_>, mark: &Range<usize>, unread: usize, open: &[Range<usize>]) -> Self {
        let place = Place::of_range(text.bytes, mark);
        let sight = Sight { bytes: text.bytes, mark, unread, open };
        Self {
            number: text.place(place).line,
            column: place.column,
            hidden: sight.line(Values::Hidden),
            shown: sight.line(Values::Shown),
        }
    }

    /// The lines under a message: the excerpt, and the notes.
    pub(crate) fn draw(&self, notes: &[Note<'_>], values: Values, look: Look) -> String {
        let group = Group::with_level(Level::ERROR).element(self.snippet(values));
        render(look, group.elements(elements(notes)))
    }

    /// A whole report: a title, the place in its file, the excerpt, the notes.
    pub(crate) fn report(
        &self,
        (code, title): (&str, &str),
        file: &str,
        notes: &[Note<'_>],
        values: Values,
        look: Look,
    ) -> String {
        let head = self.head((code, title), file, look);
        format!("{head}\n{}", self.draw(notes, values, look))
    }

    /// A report of the same line as the one before: what is wrong with it too.
    pub(crate) fn head(&self, (code, title): (&str, &str), file: &str, look: Look) -> String {
        let title = render(look, Group::with_title(Level::ERROR.primary_title(title).id(code)));
        // The excerpt is cut and masked: its own columns are not those of the file.
        let indent = " ".repeat(self.number.to_string().len());
        let place = format!("{indent}--> {file}:{}:{}", self.number, self.column);
        format!("{title}\n{}", look.paint(Tone::Quiet, &place))
    }

    fn snippet(&self, values: Values) -> Snippet<'_, Annotation<'_>> {
        let line = match values {
            Values::Hidden => &self.hidden,
            Values::Shown => &self.shown,
        };
        Snippet::source(line.text.as_str())
            .line_start(self.number)
            .fold(false)
            .annotation(AnnotationKind::Primary.span(line.mark.clone()))
    }
}

/// A report without a line: a fault of what is not there.
pub(crate) fn bare((code, title): (&str, &str), notes: &[Note<'_>], look: Look) -> String {
    render(look, Level::ERROR.primary_title(title).id(code).elements(elements(notes)))
}

fn elements<'a>(notes: &'a [Note<'a>]) -> impl Iterator<Item = Element<'a>> {
    notes.iter().map(|note| Level::NOTE.with_name(note.name).message(note.text).into())
}

fn render(look: Look, group: Group<'_>) -> String {
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(look.width.unwrap_or(160)).render(&[group])
}

/// Where the value at a pointer stands, or the last one on the way to it; and
/// whether all of the way was there.
pub(crate) fn span(document: &Document<'_>, pointer: &Pointer) -> (Range<usize>, usize) {
    let mut node = document.root();
    let mut found = 0;
    for token in pointer.tokens() {
        let next = node.member(token).or_else(|| node.element(token.parse().ok()?));
        let Some(next) = next else { break };
        node = next;
        found += 1;
    }
    (node.span(), found)
}

/// The words of a JSON Patch that are no values of a record: what `op`, `path` and
/// `from` are, where they are what they should be.
fn words_of_patch(document: &Document<'_>) -> Vec<Range<usize>> {
    const NAMES: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];
    let mut words = Vec::new();
    let Shape::Array(operations) = document.root().shape() else { return words };
    let mut note = |member: Option<Node<'_>>, fits: fn(&str) -> bool| {
        if let Some(member) = member
            && let Shape::String(text) = member.shape()
            && fits(&text)
        {
            words.push(member.span());
        }
    };
    for operation in operations {
        let is_operation = operation.member("op").is_some();
        note(operation.member("op"), |op| NAMES.contains(&op));
        if is_operation {
            note(operation.member("path"), |path| path.is_empty() || path.starts_with('/'));
            note(operation.member("from"), |path| path.is_empty() || path.starts_with('/'));
        }
    }
    words
}
