//! The predicted record: held as what a plan lays over the record, made whole for
//! whoever reads it.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use amend::Json;

use crate::record::Record;

/// The record as a plan predicts it. It reads as a [`Json`].
///
/// Most of it is the record that was planned from, which it borrows. What changes is
/// laid over that when it is first read; where nothing changes it is the record itself,
/// and nothing is copied.
///
/// ```
/// use amend::Json;
/// use amend_vendor::{After, Record};
///
/// let json: Json = r#"{"id": 1, "name": "Ada"}"#.parse()?;
/// let mut record = Record::of(&json);
/// assert!(std::ptr::eq(&*After::from(record.clone()), &json));
///
/// record.insert("name", Json::from("Grace"));
/// let after = After::from(record);
/// assert_eq!(after.get("name"), Some(&Json::from("Grace")));
/// assert_eq!(after.into_json().to_string(), r#"{"id":1,"name":"Grace"}"#);
/// # Ok::<(), amend::error::ReadError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct After<'a>(Held<'a>);

#[derive(Clone, Debug)]
enum Held<'a> {
    /// A record, and the whole of it once it was read.
    Laid(Record<'a>, OnceLock<Json>),
    Whole(Json),
}

impl Default for Held<'_> {
    fn default() -> Self {
        Self::Whole(Json::Null)
    }
}

impl After<'_> {
    /// The whole record, for whoever needs nothing else of the plan.
    #[must_use]
    pub fn into_json(self) -> Json {
        match self.0 {
            Held::Whole(json) => json,
            Held::Laid(record, mut whole) => whole.take().unwrap_or_else(|| record.to_json()),
        }
    }

    /// The same, of which nothing is borrowed.
    #[must_use]
    pub fn into_owned(self) -> After<'static> {
        After(Held::Whole(self.into_json()))
    }

    /// Writes the compact form behind a text, without making the record whole.
    pub(crate) fn write(&self, out: &mut String) {
        match &self.0 {
            Held::Whole(json) => json.write(out),
            Held::Laid(record, _) => record.write(out),
        }
    }
}

impl<'a> From<Record<'a>> for After<'a> {
    fn from(record: Record<'a>) -> Self {
        Self(Held::Laid(record, OnceLock::new()))
    }
}

/// As the [`Json`] is written.
impl fmt::Display for After<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

impl Deref for After<'_> {
    type Target = Json;

    fn deref(&self) -> &Json {
        match &self.0 {
            Held::Whole(json) => json,
            Held::Laid(record, whole) => match record.as_json() {
                Some(json) => json,
                None => whole.get_or_init(|| record.to_json()),
            },
        }
    }
}
