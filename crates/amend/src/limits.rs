//! The limits that keep any input bounded.

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
/// # Ok::<(), amend::UnknownLimit>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a plain bag of figures, changed field by field")]
pub struct Limits {
    /// Operations of one patch: 10,000.
    pub operations: usize,
    /// Containers that may stand inside each other: 128, held while reading and
    /// after every operation.
    pub depth: usize,
    /// Bytes by which `add` and `copy` may let a document grow: 16 MiB.
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

    /// Sets one limit by its name.
    ///
    /// # Errors
    /// [`UnknownLimit`] for a name that is not in [`Limits::NAMES`].
    pub fn set(&mut self, name: &str, value: usize) -> Result<(), UnknownLimit> {
        let place = match name {
            "operations" => &mut self.operations,
            "depth" => &mut self.depth,
            "growth" => &mut self.growth,
            "document" => &mut self.document,
            "pointer" => &mut self.pointer,
            "number" => &mut self.number,
            _ => return Err(UnknownLimit { name: name.to_owned() }),
        };
        *place = value;
        Ok(())
    }
}

/// A limit was named that does not exist.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no limit is called `{name}`; the limits are {}", Limits::NAMES.join(", "))]
pub struct UnknownLimit {
    name: String,
}
