//! Pairs of persons in any number: what `amend batch` and `amend sync` are
//! measured and tested with.
//!
//! ```sh
//! cargo run --release --example pairs -- --vendor copper --count 1000000 > pairs.ndjson
//! cargo run --release --example pairs -- --vendor copper --count 1000000 --make old > old.ndjson
//! cargo run --release --example pairs -- --vendor copper --count 1000000 --make new > new.ndjson
//! amend batch --vendor copper pairs.ndjson
//! amend sync --vendor copper --key /id old.ndjson new.ndjson
//! ```
//!
//! The same arguments give the same bytes. `--changes` and `--broken` are out of a
//! thousand, `--long` is the length of a line that is too long, `--seed` makes
//! others, and `--order shuffled` mixes a snapshot.

mod lines;
mod maker;
mod random;

use std::error::Error;
use std::io::{self, BufWriter, Write};

use crate::lines::{Plan, Which};
use crate::maker::Maker;

fn main() -> Result<(), Box<dyn Error>> {
    let mut vendor = "copper".to_owned();
    let (mut make, mut order) = ("batch".to_owned(), "sorted".to_owned());
    let mut plan = Plan { count: 1_000, changes: 250, broken: 0, long: 9 << 20, seed: 1 };
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let value = args.next().ok_or_else(|| format!("expected a value behind {name}"))?;
        match name.as_str() {
            "--vendor" => vendor = value,
            "--make" => make = value,
            "--order" => order = value,
            "--count" => plan.count = value.parse()?,
            "--changes" => plan.changes = value.parse()?,
            "--broken" => plan.broken = value.parse()?,
            "--long" => plan.long = value.parse()?,
            "--seed" => plan.seed = value.parse()?,
            _ => return Err(format!("no option is called {name}").into()),
        }
    }
    let maker = Maker::new(&vendor, plan.seed)?;
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    for at in 0..plan.count {
        let number = if order == "shuffled" { plan.shuffled(at) } else { at };
        let line = match make.as_str() {
            "old" => plan.snapshot(&maker, number, Which::Old),
            "new" => plan.snapshot(&maker, number, Which::New),
            _ => Some(plan.batch(&maker, number)),
        };
        if let Some(line) = line {
            out.write_all(&line)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(out.flush()?)
}
