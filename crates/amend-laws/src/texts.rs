//! The same plan, from text to text.

use amend::{Document, Json};
use amend_vendor::{Change, Options, Plan, Record, Vendor, Written, plan_written};

/// How the plan of a wanted record differs where both records are read from their
/// texts as far as they differ: not at all, whatever the texts look like.
pub(crate) fn differs(
    vendor: &'static Vendor,
    answer: &Json,
    change: &Change,
    options: &Options,
    found: &Plan<'_>,
) -> Option<String> {
    let Change::To(to) = change else {
        return None;
    };
    let expected = found.to_json().to_string();
    let plain: fn(&Json) -> String = ToString::to_string;
    let wide: fn(&Json) -> String = |json| format!("{json:#}");
    // No word of JSON has this letter: it stands in names and strings only.
    let escaped: fn(&Json) -> String = |json| json.to_string().replace('o', "\\u006f");
    let forms = [plain, wide, escaped];
    let mut pairs = forms.iter().flat_map(|one| forms.iter().map(move |other| (one, other)));
    pairs.find_map(|(one, other)| {
        let told = planned(vendor, [&one(answer), &other(to)], options);
        told.filter(|told| *told != expected)
    })
}

fn planned(vendor: &'static Vendor, texts: [&str; 2], options: &Options) -> Option<String> {
    let [record, to] = texts.map(Document::parse);
    let (record, to) = (record.ok()?, to.ok()?);
    let written = Written::of(vendor, record.root())?;
    let record = Record::written(&written);
    let plan = plan_written(vendor, &record, to.root(), options).ok()??;
    let mut text = "{".to_owned();
    plan.write_members(&mut text);
    text.push('}');
    // Made whole it is the same too.
    let whole = plan.into_json().to_string();
    Some(if whole == text { text } else { format!("{text} is written for {whole}") })
}
