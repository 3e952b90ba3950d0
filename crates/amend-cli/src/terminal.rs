//! What the reader of a text is: a terminal with colours and a width, or a file.

use std::io::{IsTerminal, stderr, stdout};

use terminal_size::{Width, terminal_size};

/// How a text for people may look.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    /// Whether colours are understood and wanted.
    pub(crate) colour: bool,
    /// Columns, if there is an end to them: a file has none, so that nothing is cut
    /// off that somebody searches for.
    pub(crate) width: Option<usize>,
}

/// What a part of a text means; colours say it again, and never alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tone {
    Quiet,
    Strong,
    Added,
    Removed,
    Changed,
    Moved,
    Alarm,
}

impl Look {
    /// Standard output's.
    pub(crate) fn stdout() -> Self {
        Self::of(stdout().is_terminal())
    }

    /// Standard error's.
    pub(crate) fn stderr() -> Self {
        Self::of(stderr().is_terminal())
    }

    fn of(is_terminal: bool) -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        // https://no-color.org: set and not empty means no colour.
        let dumb = set("TERM").is_some_and(|term| term == "dumb");
        let colour = is_terminal && set("NO_COLOR").is_none() && !dumb;
        let columns = set("COLUMNS").and_then(|text| text.to_str()?.parse().ok());
        let width = match columns {
            Some(columns) => Some(columns),
            None if is_terminal => terminal_size().map(|(Width(columns), _)| usize::from(columns)),
            None => None,
        };
        // Nothing sensible can be said in less.
        Self { colour, width: width.map(|columns: usize| columns.max(40)) }
    }

    /// The text in the colour of its tone.
    pub(crate) fn paint(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Quiet => "2",
            Tone::Strong => "1",
            Tone::Added => "32",
            Tone::Removed => "31",
            Tone::Changed => "33",
            Tone::Moved => "36",
            Tone::Alarm => "1;31",
        };
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// The text, cut where the line ends; `used` columns of it are taken already.
    /// The text is printable: each character takes a column, most of the time.
    pub(crate) fn cut(self, text: &str, used: usize) -> String {
        let Some(width) = self.width else { return text.to_owned() };
        let room = width.saturating_sub(used).max(12);
        if text.chars().nth(room).is_none() {
            return text.to_owned();
        }
        let kept: String = text.chars().take(room - 1).collect();
        format!("{kept}…")
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, Tone};

    #[test]
    fn a_file_gets_all_of_it_and_no_colour() {
        let file = Look::default();
        let long = "x".repeat(1000);
        assert_eq!(file.cut(&long, 70), long);
        assert_eq!(file.paint(Tone::Alarm, "LOST"), "LOST");
    }

    #[test]
    fn a_terminal_gets_what_fits() {
        let terminal = Look { colour: true, width: Some(40) };
        assert_eq!(terminal.cut("é".repeat(50).as_str(), 20).chars().count(), 20);
        assert_eq!(terminal.cut("short", 20), "short");
        assert_eq!(terminal.paint(Tone::Added, "+"), "\u{1b}[32m+\u{1b}[0m");
    }
}
