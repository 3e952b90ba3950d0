//! What the kinds of errors mean, for `amend explain`: those that a run of many
//! records meets in its lines, and those that end it.

/// A kind, and its meaning in full sentences. Kinds that are codes of violations
/// too are explained as such.
pub(crate) const KINDS: [(&str, &str); 20] = [
    (
        "bad-key",
        "What stands where --key points is neither a number nor a string. Its person cannot be told from others; the line is left out, and the run goes on.",
    ),
    (
        "bad-pointer",
        "A pointer of the patch does not hold to RFC 6901: it is empty or begins with `/`, and `~` stands before `0` or `1` only.",
    ),
    (
        "duplicate-key",
        "A snapshot has several lines with this key (1 and 1.0 are one key). Which of them counts is not guessed: there is no plan for this person. Take the others out.",
    ),
    (
        "duplicate-member",
        "An object has two members of one name. Readers differ in which of them they take, so neither is taken.",
    ),
    (
        "lone-surrogate",
        "A string escapes half of a surrogate pair, which is no character. It cannot be written as UTF-8.",
    ),
    (
        "missing-key",
        "The line has nothing where --key points. Its person cannot be told from others; the line is left out, and the run goes on.",
    ),
    (
        "missing-member",
        "A line of `batch` needs `record`, and `to` or `patch`; an operation of a JSON Patch needs the members that RFC 6902 gives it.",
    ),
    (
        "not-utf8",
        "The bytes are no UTF-8. JSON is UTF-8 (RFC 8259, 8.1); convert the file, or ask its source for UTF-8.",
    ),
    (
        "output",
        "What was made cannot be written: there is no such folder, no permission, no room, or what stands there is no file. What an --output has so far is kept, and --resume goes on from it.",
    ),
    ("syntax", "The text is no JSON (RFC 8259), or the line is empty."),
    ("system", "The system refused a thread. Fewer --jobs need fewer."),
    (
        "temporary-file",
        "A snapshot that does not fit in memory is sorted in temporary files, and one of these cannot be written or read. --temp-dir names a folder with room for both snapshots.",
    ),
    (
        "two-changes",
        "A line of `batch` has both `to` and `patch`. Which of them is wanted is not guessed.",
    ),
    (
        "unequal-lines",
        "One of two files that are taken line against line has more lines than the other.",
    ),
    (
        "unfinished",
        "There is a run for this output that was not ended. --resume with the same arguments and the same records goes on with it; without its `.amend-journal` and `.amend-partial`, a run begins anew.",
    ),
    ("unknown-operation", "An operation of a JSON Patch has an `op` that RFC 6902 does not know."),
    (
        "unreadable-file",
        "A file is not there, may not be read, is a folder, or ends within a compressed frame.",
    ),
    ("usage", "The arguments cannot be understood, or cannot be used together."),
    (
        "wrong-kind",
        "A file or a line is JSON, but not the kind that it is given as: an object where a list is needed, a catalogue of another vendor.",
    ),
    ("internal", "A fault of amend's own. Please report it, without people's data."),
];

/// The meaning of a kind.
pub(crate) fn meaning(kind: &str) -> Option<&'static str> {
    KINDS.iter().find(|(name, _)| *name == kind).map(|(_, meaning)| *meaning)
}
