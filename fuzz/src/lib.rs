//! From bytes to documents and patches over small alphabets, so that names,
//! values and places collide as often as they can.

use amend::{Json, Operation, Patch, Pointer};

/// Names that meet: escapes, indices that are not, case variants.
const NAMES: [&str; 12] = ["a", "b", "A", "", "0", "1", "01", "-", "a/b", "m~n", "é", "__proto__"];

/// Scalars that meet: equal by value and not by text, unlike and alike.
const SCALARS: [&str; 14] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "1.0",
    "10e-1",
    "9007199254740993",
    "1E400",
    "\"\"",
    "\"a\"",
    "\"1\"",
    "\"\\u0000\"",
];

/// Bytes, taken one by one; zero when there are no more.
#[derive(Debug)]
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// All of the fuzzer's bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether there are none left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A number below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first) % most.max(1)
    }

    /// A name.
    pub fn name(&mut self) -> &'static str {
        NAMES[self.below(NAMES.len())]
    }

    /// A document of some 20 values at most.
    pub fn json(&mut self) -> Json {
        let mut left = 20;
        self.value(&mut left, 4)
    }

    fn value(&mut self, left: &mut usize, depth: usize) -> Json {
        *left = left.saturating_sub(1);
        if depth == 0 || *left == 0 {
            return self.scalar();
        }
        match self.below(4) {
            0 => {
                let count = self.below(5);
                Json::array((0..count).map(|_| self.value(left, depth - 1)).collect::<Vec<_>>())
            }
            1 => {
                let count = self.below(5);
                let members: Vec<_> =
                    (0..count).map(|_| (self.name(), self.value(left, depth - 1))).collect();
                Json::object(members)
            }
            _ => self.scalar(),
        }
    }

    fn scalar(&mut self) -> Json {
        SCALARS[self.below(SCALARS.len())].parse().expect("the alphabet is JSON")
    }

    /// A place, there or not.
    pub fn pointer(&mut self) -> Pointer {
        let count = self.below(4);
        Pointer::from_tokens((0..count).map(|_| self.name()).collect::<Vec<_>>())
    }

    /// A patch of up to eight operations.
    pub fn patch(&mut self) -> Patch {
        let count = self.below(9);
        let operations: Vec<Operation> = (0..count).map(|_| self.operation()).collect();
        Patch::from(operations)
    }

    fn operation(&mut self) -> Operation {
        let kind = self.below(6);
        let path = self.pointer();
        match kind {
            0 => Operation::Add { path, value: self.json() },
            1 => Operation::Remove { path },
            2 => Operation::Replace { path, value: self.json() },
            3 => Operation::Move { from: self.pointer(), path },
            4 => Operation::Copy { from: self.pointer(), path },
            _ => Operation::Test { path, value: self.json() },
        }
    }
}
