//! The limits that keep any input bounded.

use std::fmt;

/// Bounds on what reading and applying may cost, with the defaults of the project.
///
/// Every limit has an error of its own that names it. Nothing is unlimited by
/// default, since documents and patches come from strangers.
///
/// ```
/// use amend::Limits;
///
/// let mut limits = Limits::default();
/// assert_eq!(limits.depth, 128);
/// limits.set("operations", 20_000)?;
/// assert_eq!(limits.operations, 20_000);
/// assert!(limits.set("colour", 1).is_err());
/// # Ok::<(), amend::error::UnknownLimit>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a plain bag of figures, changed field by field")]
pub struct Limits {
    /// Operations of one patch: 10,000.
    pub operations: usize,
    /// Containers that may stand inside each other: 128, held while reading and
    /// after every operation. More than [`Limits::MAX_DEPTH`] counts as that.
    pub depth: usize,
    /// Bytes by which a patch may let a document grow: 16 MiB of compact text.
    ///
    /// What `copy` makes counts in full. Of what `add`, `replace` and a Merge
    /// Patch bring, which is there already in the patch, only that counts which
    /// goes beyond what it replaces. Nothing is given back for a removal.
    pub growth: usize,
    /// Bytes of a document's text: 256 MiB.
    pub document: usize,
    /// Bytes of one JSON Pointer: 8 KiB.
    pub pointer: usize,
    /// Characters of one number: 1,024.
    pub number: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            operations: 10_000,
            depth: 128,
            growth: 16 << 20,
            document: 256 << 20,
            pointer: 8 << 10,
            number: 1_024,
        }
    }
}

impl Limits {
    /// The names that [`Limits::set`] takes.
    pub const NAMES: [&'static str; 6] =
        ["operations", "depth", "growth", "document", "pointer", "number"];

    /// The most that `depth` can be. Values are walked, compared and dropped
    /// level by level on the stack; so deep a one needs less than 1 MiB of it.
    pub const MAX_DEPTH: usize = 1_024;

    /// The depth that holds.
    pub(crate) fn depth(&self) -> usize {
        self.depth.min(Self::MAX_DEPTH)
    }

    /// Sets one limit by its name.
    ///
    /// # Errors
    /// [`UnknownLimit`] for a name that is not in [`Limits::NAMES`], and for a
    /// depth beyond [`Limits::MAX_DEPTH`].
    pub fn set(&mut self, name: &str, value: usize) -> Result<(), UnknownLimit> {
        if name == "depth" && value > Self::MAX_DEPTH {
            return Err(UnknownLimit { name: None });
        }
        let place = match name {
            "operations" => &mut self.operations,
            "depth" => &mut self.depth,
            "growth" => &mut self.growth,
            "document" => &mut self.document,
            "pointer" => &mut self.pointer,
            "number" => &mut self.number,
            _ => return Err(UnknownLimit { name: Some(name.to_owned()) }),
        };
        *place = value;
        Ok(())
    }
}

/// A limit was named that does not exist, or set to what it cannot be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownLimit {
    /// Nothing where the name is known and the value is too high.
    name: Option<String>,
}

impl fmt::Display for UnknownLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(
                f,
                "expected the name of a limit ({}), found `{name}`",
                Limits::NAMES.join(", ")
            ),
            None => write!(f, "expected a limit `depth` of at most {}", Limits::MAX_DEPTH),
        }
    }
}

impl std::error::Error for UnknownLimit {}
