//! Why a run ends without an answer, or with a negative one: one type for every
//! verb, and its two forms on standard error.

use std::io::Write as _;
use std::process::ExitCode;

use amend::error::Place;
use amend::value::Members;
use amend::{Json, Pointer};

use crate::excerpt::{Excerpt, Note};
use crate::explain;
use crate::input::Source;
use crate::settings::Values;
use crate::terminal::Look;
use amend_vendor::{printable, printable_lines};

/// What the exit status says.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Status {
    /// 0: done; equal, applied.
    Done,
    /// 1: a well-formed question with a negative answer.
    Negative,
    /// 2: the question cannot be understood or the answer not given.
    Trouble,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// The form of errors on standard error.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum ErrorFormat {
    /// A line for people: `amend: FILE:LINE:COLUMN: what is wrong`
    #[default]
    Text,
    /// One JSON object: `{"error": {"kind", "message", ...}}`
    Json,
}

/// An error, with all that is known of its place.
#[derive(Debug)]
pub(crate) struct Failure(Box<Repr>);

#[derive(Debug)]
struct Repr {
    status: Status,
    kind: &'static str,
    message: String,
    /// More for people, under the message: how the verb is used.
    advice: String,
    file: Option<Source>,
    line: Option<usize>,
    column: Option<usize>,
    path: Option<String>,
    operation: Option<usize>,
    /// The line of the file, for people.
    excerpt: Option<Excerpt>,
}

impl Failure {
    pub(crate) fn new(status: Status, kind: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Repr {
            status,
            kind,
            message: message.into(),
            advice: String::new(),
            file: None,
            line: None,
            column: None,
            path: None,
            operation: None,
            excerpt: None,
        }))
    }

    pub(crate) fn trouble(kind: &'static str, message: impl Into<String>) -> Self {
        Self::new(Status::Trouble, kind, message)
    }

    pub(crate) fn negative(kind: &'static str, message: impl Into<String>) -> Self {
        Self::new(Status::Negative, kind, message)
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::trouble("usage", message)
    }

    pub(crate) fn file(mut self, source: &Source) -> Self {
        self.0.file = Some(source.clone());
        self
    }

    pub(crate) fn place(self, place: Place) -> Self {
        self.line(place.line).column(place.column)
    }

    pub(crate) fn line(mut self, line: usize) -> Self {
        self.0.line = Some(line);
        self
    }

    pub(crate) fn column(mut self, column: usize) -> Self {
        self.0.column = Some(column);
        self
    }

    pub(crate) fn path(mut self, path: &Pointer) -> Self {
        self.0.path = Some(path.to_string());
        self
    }

    pub(crate) fn operation(mut self, index: usize) -> Self {
        self.0.operation = Some(index);
        self
    }

    /// The line where it is wrong, with a mark.
    pub(crate) fn excerpt(mut self, excerpt: Excerpt) -> Self {
        self.0.excerpt = Some(excerpt);
        self
    }

    /// Names the option that raises a limit.
    pub(crate) fn limit(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.more(&format!(" (--limit {name}=N)")),
            None => self,
        }
    }

    /// Adds to the message.
    pub(crate) fn more(mut self, text: &str) -> Self {
        self.0.message.push_str(text);
        self
    }

    /// Adds what only people read.
    pub(crate) fn advice(mut self, advice: &str) -> Self {
        advice.clone_into(&mut self.0.advice);
        self
    }

    /// The word for what is wrong.
    pub(crate) fn kind(&self) -> &'static str {
        self.0.kind
    }

    /// The error as a member of something that says itself which line it is about.
    pub(crate) fn members(&self) -> Members {
        let mut error = Members::new();
        error.insert("kind", self.0.kind);
        error.insert("message", self.0.message.as_str());
        self.place_in(&mut error);
        error
    }

    fn place_in(&self, error: &mut Members) {
        if let Some(column) = self.0.column {
            error.insert("column", column);
        }
        if let Some(path) = &self.0.path {
            error.insert("path", path.as_str());
        }
        if let Some(operation) = self.0.operation {
            error.insert("operation", operation);
        }
    }

    /// What is wrong, without its place.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    pub(crate) fn status(&self) -> Status {
        self.0.status
    }

    /// Writes the error to standard error. Where that fails too, there is
    /// nobody left to tell.
    pub(crate) fn report(&self, format: ErrorFormat, values: Values) {
        let text = match format {
            ErrorFormat::Text => self.text() + &self.excerpted(values, Look::stderr()),
            ErrorFormat::Json => self.json(),
        };
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    fn text(&self) -> String {
        let mut text = String::from("amend: ");
        if let Some(file) = &self.0.file {
            text.push_str(&printable(&file.shown()));
            for figure in [self.0.line, self.0.column].into_iter().flatten() {
                text.push(':');
                text.push_str(&figure.to_string());
            }
            text.push_str(": ");
        }
        text.push_str(&printable(&self.0.message));
        if !self.0.advice.is_empty() {
            text.push_str("\n\n");
            text.push_str(&printable_lines(&self.0.advice));
        }
        text
    }

    /// The line, the rule and what to do, under the message.
    fn excerpted(&self, values: Values, look: Look) -> String {
        let Some(excerpt) = &self.0.excerpt else { return String::new() };
        let rule = explain::rule(self.0.kind);
        let help = explain::help(self.0.kind);
        let notes = [("rule", &rule), ("help", &help)];
        let notes: Vec<Note<'_>> = notes
            .iter()
            .filter_map(|(name, text)| Some(Note { name, text: text.as_deref()? }))
            .collect();
        format!("\n{}", excerpt.draw(&notes, values, look))
    }

    fn json(&self) -> String {
        let mut error = Members::new();
        error.insert("kind", self.0.kind);
        error.insert("message", self.0.message.as_str());
        if let Some(file) = &self.0.file {
            error.insert("file", file.named());
        }
        if let Some(line) = self.0.line {
            error.insert("line", line);
        }
        self.place_in(&mut error);
        // Characters that need showing stand inside strings only, where their
        // escape means the same.
        printable(&Json::object([("error", Json::from(error))]).to_string()).into_owned()
    }
}

/// Tells something on standard error that is no failure: a line for people, or
/// one JSON object with this one member.
pub(crate) fn tell(format: ErrorFormat, kind: &'static str, text: &str, json: Json) {
    let text = match format {
        ErrorFormat::Text => format!("amend: {kind}: {}", printable(text)),
        ErrorFormat::Json => printable(&Json::object([(kind, json)]).to_string()).into_owned(),
    };
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use amend::Json;

    use super::{Failure, Source};

    #[test]
    fn t49_no_escape_sequence_of_a_name_gets_through() {
        let failure = Failure::trouble("syntax", "found `/\u{1b}[2J\u{202e}` again")
            .file(&Source::from("a\n.json".as_ref()))
            .line(3)
            .column(1);
        assert_eq!(failure.text(), "amend: a\\u000a.json:3:1: found `/\\u001b[2J\\u202e` again");
        let json = failure.json();
        assert!(json.is_ascii(), "{json}");
        let read: Json = json.parse().unwrap();
        let message = read.get("error").and_then(|e| e.get("message")).and_then(Json::as_str);
        assert_eq!(message, Some("found `/\u{1b}[2J\u{202e}` again"));
    }
}
