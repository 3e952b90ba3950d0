//! Why a plan is refused: codes that stay, places, and the rules behind them.

use std::fmt;

use amend::{Json, Pointer};

/// A reason to refuse a change, or a fault of a record.
///
/// The message shows no value of the record; [`Violation::value`] does, to
/// callers who ask for it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Violation {
    code: Code,
    path: Pointer,
    message: String,
    source: String,
    value: Option<Json>,
    places: Option<Box<(Pointer, Pointer)>>,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal,)*) => {
        /// The codes of violations: stable words, explained by `amend explain`.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as the plan writes it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What the code means, in full sentences.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc, "\n"),*),)*
                }
            }
        }
    };
}

codes! {
    /// The member is set by the vendor, or may not be written on this record.
    /// Take it out of the patch; in a wanted record such members are ignored.
    ReadOnly = "read-only",
    /// The vendor's person has no such member. Check the spelling, and whether
    /// the record is this vendor's.
    UnknownField = "unknown-field",
    /// The value has another type than the vendor's documentation gives it.
    WrongType = "wrong-type",
    /// The text is longer than the vendor allows.
    TooLong = "too-long",
    /// The list has more elements than the vendor allows.
    TooMany = "too-many",
    /// The text does not have the form that the vendor asks for, such as a date.
    BadFormat = "bad-format",
    /// The value is none of those that the vendor lists.
    NotInEnum = "not-in-enum",
    /// The vendor documents no way to take the value out of this member.
    NotClearable = "not-clearable",
    /// A member that the vendor asks for is missing.
    MissingRequired = "missing-required",
    /// The id does not have the vendor's form, and would not be safe in a URL.
    BadId = "bad-id",
    /// The record was read in part: members that it does not show, or shows as null where it
    /// was read with `$select`, may have values, which the change would replace unseen. Read
    /// the whole record again.
    PartialRecord = "partial-record",
    /// The request would hold nothing, which the vendor answers with an error.
    NothingToUpdate = "nothing-to-update",
    /// The catalogue has no custom field of this key.
    UnknownCustomField = "unknown-custom-field",
    /// The value does not fit the type or the options of its custom field.
    BadCustomValue = "bad-custom-value",
    /// Custom values are given for a group that the person is not in.
    GroupNotJoined = "group-not-joined",
    /// Two members differ only in case, and the name given fits both.
    AmbiguousMember = "ambiguous-member",
    /// The vendor's dialect does not take this operation, or the patch replaces
    /// the whole record.
    UnsupportedOperation = "unsupported-operation",
    /// A `test` of the patch does not hold on the record.
    TestFailed = "test-failed",
    /// The patch names a place that the record does not have.
    PathNotFound = "path-not-found",
    /// No request of the vendor's has this effect and no other.
    NotExpressible = "not-expressible",
    /// The change would take something away that it does not name. Accept it with
    /// `--accept-losses`, or name it.
    SideEffectLoss = "side-effect-loss",
    /// The change and the record have both changed the same place since the base,
    /// and not to the same. Decide which it is to be, and plan that.
    Conflict = "conflict",
    /// Under `--strict`: the plan leans on a rule that is inferred or assumed.
    /// Accept single rules with `--assume RULE`.
    Assumption = "assumption",
    /// A limit on what is read or made is exceeded; the message names it. Raise it
    /// with `--limit NAME=N`, for input that is to be trusted.
    Limit = "limit",
}

impl Code {
    /// The code of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == word)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Violation {
    /// A violation at a place of the record; `source` says whose rule it breaks.
    pub fn new(
        code: Code,
        path: Pointer,
        message: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        Self {
            code,
            path,
            message: message.into(),
            source: source.into(),
            value: None,
            places: None,
        }
    }

    /// The same with the value that breaks the rule, for callers who ask.
    #[must_use]
    pub fn with_value(self, value: Json) -> Self {
        Self { value: Some(value), ..self }
    }

    /// The same with the places on both sides of a conflict: in what is wanted, and
    /// in the record.
    pub(crate) fn with_places(self, wanted: Pointer, record: Pointer) -> Self {
        Self { places: Some(Box::new((wanted, record))), ..self }
    }

    /// Of a conflict, the places in what is wanted and in the record.
    pub fn places(&self) -> Option<(&Pointer, &Pointer)> {
        self.places.as_deref().map(|(wanted, record)| (wanted, record))
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The place in the record, or in the patch for a patch's own faults.
    pub fn path(&self) -> &Pointer {
        &self.path
    }

    /// What is wrong and what to do about it.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whence the rule is known.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The value that breaks the rule, where there is one. It is people's data.
    pub fn value(&self) -> Option<&Json> {
        self.value.as_ref()
    }

    /// The violation as a plan writes it.
    pub fn to_json(&self) -> Json {
        let mut members = vec![
            ("code", Json::from(self.code.as_str())),
            ("path", Json::from(self.path.to_string())),
            ("message", Json::from(self.message.as_str())),
            ("source", Json::from(self.source.as_str())),
        ];
        if let Some((wanted, record)) = self.places() {
            let places = [("wanted", wanted), ("record", record)];
            let places = places.map(|(name, place)| (name, Json::from(place.to_string())));
            members.push(("places", Json::object(places)));
        }
        Json::object(members)
    }
}
