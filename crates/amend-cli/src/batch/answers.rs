//! What `batch` answers to some lines, without files, threads and a terminal: the
//! door by which tests hold laws over any bytes as a line.

use amend::Limits;
use amend_vendor::{Options, Vendor};

use crate::batch::ndjson::Ndjson;
use crate::batch::plans::{Plans, Sending};
use crate::input::Source;
use crate::registry;
use crate::settings::Values;

/// The output of `batch` for these lines, of which none may be longer than
/// `line_limit` bytes; nothing where the vendor's schema cannot be used.
///
/// ```
/// let lines = b"{\"record\": {\"id\": 1}, \"to\": {\"id\": 1}}\nno JSON\n";
/// let answers = amend_cli::answers(&amend_copper::COPPER, lines, 1 << 20).unwrap_or_default();
/// assert_eq!(answers.lines().count(), 2);
/// assert!(answers.contains(r#"{"line":2,"status":"error","error":{"kind":"syntax""#));
/// ```
pub fn answers(vendor: &'static Vendor, lines: &[u8], line_limit: usize) -> Option<String> {
    let limits = Limits { line: line_limit, ..Limits::default() };
    let (source, options) = (Source::Stdin, Options::default());
    let plans = Plans {
        vendor,
        entity: registry::entity(vendor).ok()?,
        options: &options,
        limits: &limits,
        values: Values::Hidden,
        sending: Sending::Single,
        report: None,
        source: &source,
    };
    let mut reader = Ndjson::of(lines, &source, line_limit);
    let mut text = String::new();
    while let Some(chunk) = reader.chunk(u64::MAX).ok()? {
        plans.chunk(&chunk, &mut |part| {
            text.push_str(&part.text);
            true
        });
    }
    Some(text)
}
