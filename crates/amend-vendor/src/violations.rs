//! Violations as they are found: some are kept, the rest is counted.
//!
//! A record of a million faults is refused as well as one of ten; nobody reads a
//! million reasons, and each takes more memory than the fault itself.

use std::ops::Deref;

use amend::{Limits, Pointer};

use crate::violation::{Code, Violation};

/// The violations of one record: no more than are listed are kept, of these the
/// first by their paths, and the others are counted.
///
/// ```
/// use amend::{Limits, Pointer};
/// use amend_vendor::{Code, Violation, Violations};
///
/// let limits = Limits { violations: 2, ..Limits::default() };
/// let mut found = Violations::new(&limits);
/// for name in ["d", "b", "c", "a"] {
///     let path = Pointer::from_tokens([name]);
///     found.push(Violation::new(Code::TooLong, path, "expected less, found more", ""));
/// }
/// let listed = found.listed();
/// let paths: Vec<String> = listed.iter().map(|v| v.path().to_string()).collect();
/// assert_eq!(paths, ["", "/a", "/b"]);
/// assert_eq!(listed[0].code(), Code::Limit);
/// assert_eq!(
///     listed[0].message(),
///     "the limit `violations` of 2 is exceeded: 2 more were found and are not listed; raise it to see them",
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Violations {
    kept: Vec<Violation>,
    most: usize,
    /// How many were found and not kept.
    further: usize,
}

impl Violations {
    /// None so far; so many are kept as `limits` lists.
    pub fn new(limits: &Limits) -> Self {
        Self { kept: Vec::new(), most: limits.violations, further: 0 }
    }

    /// Adds one.
    pub fn push(&mut self, violation: Violation) {
        self.kept.push(violation);
        // Now and then, so that the cost of sorting is shared by many.
        if self.kept.len() > self.most.saturating_mul(2).saturating_add(64) {
            self.tidy();
        }
    }

    /// How many were found so far.
    pub fn found(&self) -> usize {
        self.kept.len().saturating_add(self.further)
    }

    /// The same, of which as many are listed as these limits say.
    pub(crate) fn within(self, limits: &Limits) -> Self {
        Self { most: limits.violations, ..self }
    }

    /// What is told: sorted by path as text, then by code; equal ones once. Where
    /// some are not listed, the first one says how many.
    pub fn listed(mut self) -> Vec<Violation> {
        self.tidy();
        let Self { mut kept, most, further } = self;
        if further > 0 {
            let message = format!(
                "the limit `violations` of {most} is exceeded: {further} more were found and are not listed; raise it to see them"
            );
            kept.insert(0, Violation::new(Code::Limit, Pointer::root(), message, ""));
        }
        kept
    }

    /// What a vendor is said to answer: as it was found, unless there is too much.
    pub(crate) fn in_order(self) -> Vec<Violation> {
        if self.found() <= self.most { self.kept } else { self.listed() }
    }

    /// The first by path, each once; the others go, and are counted.
    fn tidy(&mut self) {
        self.kept.sort_by_cached_key(|violation| {
            (violation.path().to_string(), violation.code(), violation.message().to_owned())
        });
        // A rule of the element and one of its list may say the same.
        self.kept.dedup_by(|later, one| {
            (later.path(), later.code(), later.message()) == (one.path(), one.code(), one.message())
        });
        let beyond = self.kept.len().saturating_sub(self.most);
        self.kept.truncate(self.most);
        self.further = self.further.saturating_add(beyond);
    }
}

impl Default for Violations {
    fn default() -> Self {
        Self::new(&Limits::default())
    }
}

/// Those that are kept.
impl Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.kept
    }
}

impl Extend<Violation> for Violations {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, more: I) {
        for violation in more {
            self.push(violation);
        }
    }
}

impl From<Vec<Violation>> for Violations {
    fn from(kept: Vec<Violation>) -> Self {
        Self { kept, ..Self::default() }
    }
}
