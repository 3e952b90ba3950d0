//! Holding a value against a schema, and what is said of it.

use amend::{Json, Pointer};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, Validator};

use crate::check;
use crate::model::Entity;
use crate::schema_error::SchemaError;
use crate::violation::{Code, Violation};
use crate::violations::Violations;

/// Bytes of a compiled pattern.
const PATTERN: usize = 1 << 20;

/// A validator of a schema. Patterns run in linear time: what only a backtracking
/// engine knows (look-around, back references) is refused, and so is a reference to
/// anything outside of the schema.
pub(crate) fn validator(schema: &Json) -> Result<Validator, SchemaError> {
    let value = schema.to_value().map_err(|e| SchemaError::malformed("", &e.to_string()))?;
    jsonschema::options()
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN))
        .should_validate_formats(true)
        .with_format("local-date-time", |text| check::has_format(crate::Format::DateTime, text))
        .build(&value)
        .map_err(|error| {
            SchemaError::malformed(error.schema_path().as_str(), "a schema that compiles")
        })
}

/// Adds the validator's errors, as violations.
pub(crate) fn faults(validator: &Validator, json: &Json, entity: &Entity, found: &mut Violations) {
    let value = match json.to_value() {
        Ok(value) => value,
        Err(error) => {
            let text = error.to_string();
            found.push(Violation::new(Code::WrongType, Pointer::root(), text, "RFC 8259"));
            return;
        }
    };
    // Most values are valid, which is seen sooner than it is told why one is not.
    if validator.is_valid(&value) {
        return;
    }
    for error in validator.iter_errors(&value) {
        let path: Pointer = error.instance_path().as_str().parse().unwrap_or_default();
        let source = || {
            let top = path.tokens().first().and_then(|name| entity.record.member(name));
            entity.source(top.map_or(&entity.update.rules, |member| &member.rules))
        };
        let mut add = |code: Code, path: Pointer, message: String| {
            let violation = Violation::new(code, path.clone(), message, source());
            let value = json.pointer(&path).cloned();
            found.push(match value {
                Some(value) => violation.with_value(value),
                None => violation,
            });
        };
        // The validator's own texts show values; these do not.
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                add(
                    Code::MissingRequired,
                    path.child(name),
                    format!("expected the member `{name}`, found none"),
                );
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                for name in unexpected {
                    add(
                        Code::UnknownField,
                        path.child(name.as_str()),
                        format!("expected a member that the schema names, found `{name}`"),
                    );
                }
            }
            ValidationErrorKind::Type { .. } => {
                let noun = json.pointer(&path).map_or("nothing", Json::noun);
                add(Code::WrongType, path.clone(), format!("expected another type, found {noun}"));
            }
            ValidationErrorKind::MaxLength { limit } => add(
                Code::TooLong,
                path.clone(),
                format!("expected at most {limit} characters, found more"),
            ),
            ValidationErrorKind::MaxItems { limit } => add(
                Code::TooMany,
                path.clone(),
                format!("expected at most {limit} elements, found more"),
            ),
            ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. } => add(
                Code::NotInEnum,
                path.clone(),
                "expected one of the listed values, found another".to_owned(),
            ),
            ValidationErrorKind::MinProperties { .. } => add(
                Code::NothingToUpdate,
                path.clone(),
                "expected at least one member, found none".to_owned(),
            ),
            other => {
                let id = path.tokens() == [entity.id.member.clone()];
                add(
                    if id { Code::BadId } else { Code::BadFormat },
                    path.clone(),
                    format!("expected a value that holds to `{}`, found another", other.keyword()),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use amend::{Json, Limits};

    use super::validator;

    fn schema(text: &str) -> Json {
        text.parse().unwrap()
    }

    /// Patterns that take a backtracking engine time without end, each with a text
    /// that makes it do so. Here both are read once: the texts are so long that
    /// anything worse than linear would not end while somebody waits.
    #[test]
    fn t30_patterns_that_backtrack() {
        const PATTERNS: [&str; 12] = [
            "^(a+)+$",
            "^(a|a)*$",
            "^(a|aa)+$",
            "^(.*a){12}$",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
            "^([a-zA-Z0-9])(([-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}$",
            "^(\\w+\\s?)*$",
            "^((ab)*|(a|b)*)*c$",
            "(x+x+)+y",
            "^(\\d+)*\\.$",
            "^\\s+|\\s+$",
            "^(?:a?){64}a{64}$",
        ];
        for pattern in PATTERNS {
            let validator = validator(&Json::object([("pattern", pattern)])).unwrap();
            for letter in ["a", "x", "1", " ", "ab", "a "] {
                let text = serde_json::Value::from(format!("{}!", letter.repeat(20_000)));
                let _ = validator.is_valid(&text);
            }
        }
        // A pattern that needs an engine which backtracks, or too much memory, is none.
        for pattern in
            ["(?=a)b", "(?!a)b", "(?<=a)b", "(?<!a)b", "(a)\\1", "(((a{100}){100}){100}){100}"]
        {
            assert!(validator(&Json::object([("pattern", pattern)])).is_err(), "{pattern}");
        }
    }

    /// A schema is one text: nothing is fetched, from nowhere.
    #[test]
    fn t32_references_lead_nowhere_else() {
        for reference in [
            "http://localhost/person.json",
            "https://example.com/schema",
            "file:///etc/passwd",
            "//example.com/schema",
            "person.schema.json",
            "../update.schema.json",
            "urn:none",
        ] {
            let schema = schema(&format!(r#"{{"$ref":"{reference}"}}"#));
            assert!(validator(&schema).is_err(), "{reference}");
        }
        assert!(validator(&schema(r##"{"$ref":"#/$defs/a","$defs":{"a":{}}}"##)).is_ok());
        assert!(validator(&schema(r##"{"$ref":"#/$defs/b"}"##)).is_err());
    }

    /// Lists and objects as deep as `depth` allows are judged at their deepest value.
    fn check_nested(validator: &jsonschema::Validator, depth: usize) {
        let limits = Limits { depth, ..Limits::default() };
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let text = |inner: &str| {
                format!("{}{inner}{}", open.repeat(depth - 1), close.repeat(depth - 1))
            };
            let valid = |inner: &str| {
                let json = Json::read(text(inner).as_bytes(), &limits).unwrap();
                validator.is_valid(&json.to_value().unwrap())
            };
            assert!(valid("[1]"));
            assert!(!valid("[1,2]"));
            let error = Json::read(text("[[]]").as_bytes(), &limits).unwrap_err();
            assert_eq!(error.limit(), Some("depth"));
        }
    }

    /// A schema that refers to itself goes as deep as the record does, which has a
    /// limit of its own.
    #[test]
    fn t33_schemas_that_refer_to_themselves() {
        let schema =
            schema(r##"{"items":{"$ref":"#"},"additionalProperties":{"$ref":"#"},"maxItems":1}"##);
        let validator = validator(&schema).unwrap();
        check_nested(&validator, Limits::default().depth);
        // The greatest depth of all is promised on Rust's own stacks, not on smaller ones.
        std::thread::scope(|scope| {
            std::thread::Builder::new()
                .stack_size(2 << 20)
                .spawn_scoped(scope, || check_nested(&validator, Limits::MAX_DEPTH))
                .unwrap();
        });
        // It would have to end where a reference is its own meaning, too.
        let _ = super::validator(&self::schema(r##"{"$ref":"#"}"##)).map(|v| v.is_valid(&1.into()));
    }
}
