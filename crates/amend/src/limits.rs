//! The limits that keep any input bounded: one list for all that is bounded.

use std::fmt;

macro_rules! limits {
    ($($(#[doc = $doc:literal])* $name:ident = $default:expr, $of:literal;)*) => {
        /// Bounds on what reading, applying, comparing and checking may cost, with
        /// the defaults of the project.
        ///
        /// Whatever exceeds a limit is refused with an error that names the limit;
        /// only what is said to be otherwise is done in another way, or counted in
        /// place of being listed. Nothing is unlimited by default, since documents
        /// and patches come from strangers.
        ///
        /// Some of the limits concern the crates above this one. They stand here so
        /// that there is one list of them, and one way to set them.
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
        #[expect(
            clippy::exhaustive_structs,
            reason = "a plain bag of figures, changed field by field"
        )]
        pub struct Limits {
            $($(#[doc = $doc])* pub $name: usize,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Limits {
            /// The names that [`Limits::set`] takes.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The limit of this name, and what it is a number of, if there is one.
            ///
            /// ```
            /// use amend::Limits;
            ///
            /// let limits = Limits::default();
            /// assert_eq!(limits.get("depth"), Some((128, "containers inside each other")));
            /// ```
            pub fn get(&self, name: &str) -> Option<(usize, &'static str)> {
                match name {
                    $(stringify!($name) => Some((self.$name, $of)),)*
                    _ => None,
                }
            }

            fn place(&mut self, name: &str) -> Option<&mut usize> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

limits! {
    /// Operations of one patch: 10,000. A diff that needs more replaces the values
    /// around them.
    operations = 10_000, "operations of one patch";
    /// Containers that may stand inside each other: 128, held while reading and
    /// after every operation. More than [`Limits::MAX_DEPTH`] counts as that.
    depth = 128, "containers inside each other";
    /// Bytes by which a patch may let a document grow: 16 MiB of compact text.
    ///
    /// What `copy` makes counts in full, and nothing is given back for a removal.
    /// What `add`, `replace` and a Merge Patch bring stands in the patch already,
    /// whose own size is bounded: so it does not count, and what `diff` makes,
    /// `apply` takes. Under a limit that is lower than the default it does, as far
    /// as it goes beyond what it replaces.
    growth = GROWTH, "bytes by which one patch makes a document longer";
    /// Bytes of a document's text: 256 MiB. More than [`Limits::MAX_DOCUMENT`] counts
    /// as that.
    document = 256 << 20, "bytes of a document";
    /// Bytes of one JSON Pointer: 8 KiB.
    pointer = 8 << 10, "bytes of a JSON Pointer";
    /// Characters of one number: 1,024.
    number = 1_024, "characters of a number";
    /// Values of a document's text: 64 Mi. A value takes memory however short it is
    /// written.
    nodes = 64 << 20, "values of a document";
    /// Bytes of the text that a patch makes of a text: 256 MiB, so that what is
    /// written can be read again.
    result = 256 << 20, "bytes of the text that a patch makes";
    /// Steps that a diff spends on finding which elements of lists belong together:
    /// 131,072, beside one for each value that it looks at. Then values count as
    /// replaced: the patch is as right, and touches more.
    effort = 1 << 17, "steps of a diff through the elements of lists";
    /// Bytes of a line of NDJSON: 8 MiB.
    line = 8 << 20, "bytes of a line of NDJSON";
    /// Violations that are listed of one record: 1,000. The rest is counted.
    violations = 1_000, "violations listed of one record";
}

/// The default of `growth`.
const GROWTH: usize = 16 << 20;

impl Limits {
    /// The most that `depth` can be. Values are walked, compared and dropped
    /// level by level on the stack; so deep a one needs less than 1 MiB of it.
    pub const MAX_DEPTH: usize = 1_024;

    /// The most that `document` can be: a byte less than 512 MiB. Where something begins and
    /// ends is kept in 29 bits, and so is its place among all names, values and ends.
    pub const MAX_DOCUMENT: usize = (1 << 29) - 1;

    /// The depth that holds.
    pub(crate) fn depth(&self) -> usize {
        self.depth.min(Self::MAX_DEPTH)
    }

    /// Whether what stands in a patch counts as growth, beside what is copied.
    pub(crate) fn counts_what_is_brought(&self) -> bool {
        self.growth < GROWTH
    }

    /// Sets one limit by its name.
    ///
    /// # Errors
    /// [`UnknownLimit`] for a name that is not in [`Limits::NAMES`], and for a
    /// depth or a document beyond the most that these can be.
    pub fn set(&mut self, name: &str, value: usize) -> Result<(), UnknownLimit> {
        let most = Self::most(name);
        if value > most {
            return Err(UnknownLimit(Repr::TooHigh { name: name.to_owned(), most }));
        }
        match self.place(name) {
            Some(place) => {
                *place = value;
                Ok(())
            }
            None => Err(UnknownLimit(Repr::Unknown { name: name.to_owned() })),
        }
    }

    /// The most that a limit can be.
    fn most(name: &str) -> usize {
        match name {
            "depth" => Self::MAX_DEPTH,
            "document" => Self::MAX_DOCUMENT,
            _ => usize::MAX,
        }
    }
}

/// A limit was named that does not exist, or set to what it cannot be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownLimit(Repr);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Repr {
    Unknown { name: String },
    TooHigh { name: String, most: usize },
}

impl fmt::Display for UnknownLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Unknown { name } => {
                let names = Limits::NAMES.join(", ");
                write!(f, "no limit is called `{name}`; the limits are {names}")
            }
            Repr::TooHigh { name, most } => write!(f, "`{name}` can be raised to {most} at most"),
        }
    }
}

impl std::error::Error for UnknownLimit {}
