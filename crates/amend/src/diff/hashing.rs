//! Tables with a hash that is cheap, and keyed.
//!
//! Most of what is hashed here is a number or a short text, for which the standard
//! library's hash takes several times as long. The keys come from its randomness,
//! so that no input can be made whose hashes collide; and of every table it is only
//! the speed that depends on them.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use foldhash::SharedSeed;
use foldhash::quality::{FoldHasher, SeedableRandomState};

/// A table with a key of its own.
pub(super) type Table<K, V> = HashMap<K, V, Keys>;

static SHARED: LazyLock<SharedSeed> = LazyLock::new(|| SharedSeed::from_u64(random()));

fn random() -> u64 {
    RandomState::new().hash_one(0_u8)
}

/// Another number for each table of a thread, the first of which nobody can foresee:
/// to draw each anew takes longer than many a small table is asked.
fn next() -> u64 {
    thread_local! {
        static NEXT: Cell<u64> = Cell::new(random());
    }
    let next = NEXT.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
    NEXT.set(next);
    next
}

/// The keys of one table.
#[derive(Clone, Debug)]
pub(crate) struct Keys(SeedableRandomState);

impl Default for Keys {
    fn default() -> Self {
        Self(SeedableRandomState::with_seed(next(), &SHARED))
    }
}

impl BuildHasher for Keys {
    type Hasher = FoldHasher<'static>;

    fn build_hasher(&self) -> FoldHasher<'static> {
        self.0.build_hasher()
    }
}
