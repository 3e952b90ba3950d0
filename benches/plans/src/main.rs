//! What a plan of one record takes, in the library: `plans VENDOR KIND FILE`, where
//! the kind is `changed` or `unchanged` and the file has lines for `amend batch`.
//!
//! Prints the count of the pairs with their bytes, and for each way to plan its
//! median in microseconds, of the medians of each record.

use std::path::Path;

use amend::{Document, Json};
use amend_benches::corpora::{Pair, vendors};
use amend_benches::engines::processor;
use amend_benches::measure::median;
use amend_vendor::{Change, Options, Outcome, Plan, Vendor, plan};

const ROUNDS: usize = 11;

fn main() -> Result<(), String> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [vendor, kind, file] = args.as_slice() else {
        return Err("expected a vendor, a kind and a file".to_owned());
    };
    let all: [&'static Vendor; 5] = [
        &amend_allo::ALLO,
        &amend_bigchange::BIGCHANGE,
        &amend_copper::COPPER,
        &amend_folk::FOLK,
        &amend_superoffice::SUPEROFFICE,
    ];
    let vendor = all.into_iter().find(|known| known.name() == vendor).ok_or("no such vendor")?;
    let mut pairs = vendors::pairs(Path::new(file))?;
    pairs.retain(|pair| (pair.before != pair.after) == (kind == "changed"));
    let bytes: usize = pairs.iter().map(Pair::bytes).sum();
    println!("pairs\t{}\t{bytes}", pairs.len());

    let options = Options::default();
    let read: Vec<(Json, Change)> = pairs.iter().map(both).collect::<Result<_, _>>()?;
    let planned = |at: usize| {
        let (record, change) = &read[at];
        plan(vendor, record, change, &options).map_err(|error| error.to_string())
    };
    let (mut refused, mut empty) = (0, 0);
    for at in 0..read.len() {
        match planned(at)?.outcome() {
            Outcome::Refused(_) => refused += 1,
            Outcome::Unchanged(_) => empty += 1,
            Outcome::Planned(_) => {}
        }
    }
    let told = format!("{refused} refused, {empty} with nothing to do");
    show("amend", &told, read.len(), &|at| planned(at).map(drop))?;
    show("amend, text to text", "reading, planning, writing", read.len(), &|at| {
        let (record, change) = both(&pairs[at])?;
        let plan: Plan = plan(vendor, &record, &change, &options).map_err(|e| e.to_string())?;
        drop(std::hint::black_box(plan.into_json().to_string()));
        Ok(())
    })
}

fn both(pair: &Pair) -> Result<(Json, Change), String> {
    let json = |text: &str| {
        Document::parse(text).map(|read| read.root().to_json()).map_err(|error| error.to_string())
    };
    Ok((json(&pair.before)?, Change::To(json(&pair.after)?)))
}

fn show(
    name: &str,
    note: &str,
    count: usize,
    one: &dyn Fn(usize) -> Result<(), String>,
) -> Result<(), String> {
    let mut times = vec![Vec::with_capacity(ROUNDS); count];
    for _ in 0..ROUNDS {
        for (at, times) in times.iter_mut().enumerate() {
            let start = processor();
            one(at)?;
            times.push((processor() - start).as_secs_f64() * 1e6);
        }
    }
    let all = times.into_iter().filter_map(median).collect();
    println!("{name}\t{}\t{note}", median(all).unwrap_or_default());
    Ok(())
}
