//! Instances for every schema of the vendors, with this project's validator's
//! verdict: `.ci/second-validator` holds another validator against it.
//!
//! Prints a line an instance: `{"schema": path, "instance": …, "valid": bool}`.
//! `AMEND_INSTANCES` says how many a schema gets; 2,000 without it.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let count = env::var("AMEND_INSTANCES").map_or(Ok(2_000), |text| text.parse::<usize>())?;
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let mut vendors: Vec<PathBuf> = fs::read_dir(schemas)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    vendors.sort();
    for vendor in vendors {
        for file in ["person.schema.json", "update.schema.json"] {
            let path = vendor.join(file);
            if !path.is_file() {
                continue;
            }
            let schema: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
            let validator = jsonschema::validator_for(&schema)?;
            let mut maker = Maker { root: &schema, random: 0x2545_f491_4f6c_dd1d };
            for round in 0..count {
                let mut instance = maker.value(&schema, 0);
                // A third is left as the schema asks for it.
                for _ in 0..round % 3 {
                    maker.spoil(&mut instance, 0);
                }
                let valid = validator.is_valid(&instance);
                println!(
                    "{}",
                    json!({ "schema": path.to_string_lossy(), "instance": instance, "valid": valid })
                );
            }
        }
    }
    Ok(())
}

struct Maker<'s> {
    root: &'s Value,
    random: u64,
}

impl<'s> Maker<'s> {
    fn below(&mut self, most: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random % most.max(1) as u64).unwrap_or_default()
    }

    fn pick<'v, T>(&mut self, list: &'v [T]) -> Option<&'v T> {
        let at = self.below(list.len());
        list.get(at)
    }

    /// A value that mostly holds to a schema.
    fn value(&mut self, schema: &'s Value, depth: usize) -> Value {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let found = self.root.pointer(target.trim_start_matches('#')).unwrap_or(&Value::Null);
            return if depth > 8 { Value::Null } else { self.value(found, depth + 1) };
        }
        if let Some(listed) = schema.get("enum").and_then(Value::as_array) {
            return self.pick(listed).cloned().unwrap_or_default();
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(branches) = schema.get(key).and_then(Value::as_array)
                && let Some(branch) = self.pick(branches)
            {
                return self.value(branch, depth + 1);
            }
        }
        let kind = match schema.get("type") {
            Some(Value::String(kind)) => kind.as_str(),
            Some(Value::Array(kinds)) => self.pick(kinds).and_then(Value::as_str).unwrap_or("null"),
            _ if schema.get("properties").is_some() => "object",
            _ => "string",
        };
        match kind {
            "null" => Value::Null,
            "boolean" => Value::Bool(self.below(2) == 0),
            "integer" => json!(self.below(1000)),
            "number" => json!(f64::from(u32::try_from(self.below(1000)).unwrap_or(0)) / 4.0),
            "array" => {
                let items = schema.get("items").unwrap_or(&Value::Bool(true));
                let count = self.below(4);
                (0..count).map(|_| self.value(items, depth + 1)).collect()
            }
            "object" => self.object(schema, depth),
            _ => self.string(schema),
        }
    }

    fn string(&mut self, schema: &Value) -> Value {
        let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(20);
        let most = usize::try_from(most).unwrap_or(20);
        let length = match self.below(5) {
            0 => most,
            1 => most + 1,
            2 => 0,
            _ => self.below(12),
        };
        let letter = *self.pick(&['a', 'é', '😀', '0', '_']).unwrap_or(&'a');
        match self.below(6) {
            0 => json!("2024-02-29"),
            1 => json!("per_183ed5cc-3182-45de-84d1-d520f2604810"),
            2 => json!("+33612345678"),
            _ => Value::String(std::iter::repeat_n(letter, length).collect()),
        }
    }

    fn object(&mut self, schema: &'s Value, depth: usize) -> Value {
        let mut object = Map::new();
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            for (name, inner) in properties {
                let wanted = required.contains(&name.as_str());
                if wanted || (depth < 6 && self.below(3) == 0) {
                    object.insert(name.clone(), self.value(inner, depth + 1));
                }
            }
        }
        if let Some(inner) = schema.get("additionalProperties").filter(|inner| inner.is_object()) {
            for name in ["a", "grp_5fa60242-0756-4e31-8cca-30c2c5ff1ac2"] {
                if self.below(2) == 0 {
                    object.insert(name.to_owned(), self.value(inner, depth + 1));
                }
            }
        }
        Value::Object(object)
    }

    /// Puts something else somewhere.
    fn spoil(&mut self, value: &mut Value, depth: usize) {
        let deeper = depth < 6 && self.below(4) > 0;
        match value {
            Value::Array(list) if deeper && !list.is_empty() => {
                let at = self.below(list.len());
                if let Some(element) = list.get_mut(at) {
                    self.spoil(element, depth + 1);
                }
            }
            Value::Object(members) if deeper && !members.is_empty() => {
                let at = self.below(members.len());
                let name = members.keys().nth(at).cloned().unwrap_or_default();
                match self.below(6) {
                    0 => {
                        members.remove(&name);
                    }
                    1 => {
                        members.insert("stranger".to_owned(), Value::Null);
                    }
                    _ => {
                        if let Some(member) = members.get_mut(&name) {
                            self.spoil(member, depth + 1);
                        }
                    }
                }
            }
            _ => {
                let other = [
                    Value::Null,
                    json!(true),
                    json!(1),
                    json!(1.5),
                    json!(-1),
                    json!(1e300),
                    json!(""),
                    json!("text"),
                    json!([]),
                    json!({}),
                    json!([null]),
                    json!({ "id": 1 }),
                ];
                *value = self.pick(&other).cloned().unwrap_or_default();
            }
        }
    }
}
