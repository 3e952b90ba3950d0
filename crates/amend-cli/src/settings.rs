//! The options that every verb has.

use std::fmt;

use amend::{Json, Limits, Node};

use crate::failure::ErrorFormat;

/// The options that every verb has. They stand before the verb or after it.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// Print JSON in one line
    #[arg(short, long)]
    compact: bool,

    /// How errors are printed on standard error
    #[arg(long, value_name = "FORMAT")]
    errors: Option<ErrorFormat>,

    /// Change a limit, as in `depth=256`; may be given several times
    #[arg(
        long = "limit",
        value_name = "NAME=N",
        value_parser = parse_limit,
        long_help = limits_help()
    )]
    limits: Vec<Limit>,

    /// Let texts for people show the values of the documents, not only their types
    #[arg(long)]
    show_values: bool,
}

/// The same options, with all that they leave open filled in.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) layout: Layout,
    pub(crate) errors: ErrorFormat,
    pub(crate) limits: Limits,
    pub(crate) values: Values,
}

/// How JSON is laid out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Layout {
    Indented,
    Compact,
}

/// Whether texts for people show the values of the documents.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Values {
    Hidden,
    Shown,
}

/// One `--limit`.
#[derive(Clone, Debug)]
struct Limit {
    name: String,
    value: usize,
}

impl Settings {
    /// What the options before the verb and those behind it say together; where
    /// they differ, those behind it win.
    pub(crate) fn new(before: &Common, after: &Common) -> Self {
        let mut limits = Limits::default();
        for limit in before.limits.iter().chain(&after.limits) {
            // Names and figures were checked when the argument was read.
            let _ = limits.set(&limit.name, limit.value);
        }
        let compact = before.compact || after.compact;
        let shown = before.show_values || after.show_values;
        Self {
            layout: if compact { Layout::Compact } else { Layout::Indented },
            errors: after.errors.or(before.errors).unwrap_or_default(),
            limits,
            values: if shown { Values::Shown } else { Values::Hidden },
        }
    }
}

impl Layout {
    /// Writes a value bit by bit.
    pub(crate) fn write_to(self, out: &mut impl fmt::Write, node: Node<'_>) -> fmt::Result {
        match self {
            Self::Indented => write!(out, "{node:#}"),
            Self::Compact => write!(out, "{node}"),
        }
    }

    /// How many bytes a value takes.
    pub(crate) fn bytes(self, node: Node<'_>) -> usize {
        struct Count(usize);

        impl fmt::Write for Count {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                self.0 = self.0.saturating_add(text.len());
                Ok(())
            }
        }

        let mut count = Count(0);
        // Counting cannot fail.
        let _ = self.write_to(&mut count, node);
        count.0
    }

    pub(crate) fn write(self, json: &Json) -> String {
        match self {
            Self::Indented => format!("{json:#}"),
            Self::Compact => json.to_string(),
        }
    }
}

/// What `--limit` says for itself: each limit with its default.
fn limits_help() -> String {
    let limits = Limits::default();
    let shown: Vec<String> = Limits::NAMES
        .iter()
        .filter_map(|name| Some((name, limits.get(name)?)))
        .map(|(name, (figure, of))| format!("  {name:<12}{figure:>10} {of}"))
        .collect();
    format!(
        "Change a limit, as in `depth=256`; may be given several times\n\nThe limits and their defaults:\n{}\n\n`depth` can be raised to {} at most, `document` to {}.",
        shown.join("\n"),
        Limits::MAX_DEPTH,
        Limits::MAX_DOCUMENT,
    )
}

fn parse_limit(text: &str) -> Result<Limit, String> {
    let Some((name, figure)) = text.split_once('=') else {
        return Err("expected NAME=N, as in `depth=256`".to_owned());
    };
    let Ok(value) = figure.parse::<usize>() else {
        return Err(format!("expected a whole number behind `{name}=`"));
    };
    Limits::default().set(name, value).map_err(|error| error.to_string())?;
    Ok(Limit { name: name.to_owned(), value })
}
