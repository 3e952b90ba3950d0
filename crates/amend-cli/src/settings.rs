//! The options that every verb has.

use amend::{Json, Limits};

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
    ///
    /// The limits are operations (10000 in a patch), depth (128, at most 1024), growth (16777216 bytes
    /// by which a patch may make a document longer), document (268435455 bytes, which is the most), pointer (8192
    /// bytes), number (1024 characters) and line (8388608 bytes of a line of NDJSON).
    #[arg(long = "limit", value_name = "NAME=N", value_parser = parse_limit)]
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
    /// Bytes of one line of NDJSON.
    pub(crate) line_limit: usize,
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
        let mut line_limit = 8 << 20;
        for limit in before.limits.iter().chain(&after.limits) {
            // Names and figures were checked when the argument was read.
            if limits.set(&limit.name, limit.value).is_err() {
                line_limit = limit.value;
            }
        }
        let compact = before.compact || after.compact;
        let shown = before.show_values || after.show_values;
        Self {
            layout: if compact { Layout::Compact } else { Layout::Indented },
            errors: after.errors.or(before.errors).unwrap_or_default(),
            limits,
            line_limit,
            values: if shown { Values::Shown } else { Values::Hidden },
        }
    }
}

impl Layout {
    pub(crate) fn write(self, json: &Json) -> String {
        match self {
            Self::Indented => format!("{json:#}"),
            Self::Compact => json.to_string(),
        }
    }
}

/// The engine counts the bytes of a text with 28 bits.
const MAX_DOCUMENT: usize = (1 << 28) - 1;

fn parse_limit(text: &str) -> Result<Limit, String> {
    let Some((name, figure)) = text.split_once('=') else {
        return Err("expected NAME=N, as in `depth=256`".to_owned());
    };
    let Ok(value) = figure.parse::<usize>() else {
        return Err(format!("expected a whole number behind `{name}=`"));
    };
    match name {
        "line" => {}
        "depth" if value > Limits::MAX_DEPTH => {
            return Err(format!("`depth` can be raised to {} at most", Limits::MAX_DEPTH));
        }
        "document" if value > MAX_DOCUMENT => {
            return Err(format!("`document` can be raised to {MAX_DOCUMENT} at most"));
        }
        name if Limits::NAMES.contains(&name) => {}
        name => {
            let names = Limits::NAMES.join(", ");
            return Err(format!("no limit is called `{name}`; the limits are {names} and line"));
        }
    }
    Ok(Limit { name: name.to_owned(), value })
}
