//! `amend vendors`, `amend schema` and `amend explain`: what the program knows.

use std::fmt::Write as _;

use amend::Json;
use amend_vendor::{Code, Vendor, near};

use crate::explain;
use crate::failure::{Failure, Status};
use crate::output::Output;
use crate::registry;
use crate::settings::Settings;

/// The arguments of `amend schema`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  amend schema copper update")]
pub(crate) struct SchemaArgs {
    /// The vendor: see `amend vendors`
    #[arg(value_name = "V", value_parser = registry::parse)]
    vendor: &'static Vendor,

    /// The record as it is read, or the body of its update
    #[arg(value_enum, default_value = "person")]
    which: Which,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Which {
    /// The record
    Person,
    /// The body of the update request
    Update,
}

/// The arguments of `amend explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  amend explain not-clearable")]
pub(crate) struct ExplainArgs {
    /// A code of a violation, a kind of error, or the name of a vendor's rule; without it, all codes and kinds
    code: Option<String>,
}

pub(crate) fn vendors(settings: &Settings, output: &mut Output) -> Result<Status, Failure> {
    let mut list = Vec::new();
    for vendor in registry::ALL {
        let entity = registry::entity(vendor)?;
        let update = &entity.update;
        let names = entity.record.members.iter().filter(|member| member.writable());
        list.push(Json::object([
            ("name", Json::from(vendor.name())),
            ("title", Json::from(entity.title.as_str())),
            ("update", Json::from(format!("{} {}{}", update.method, update.base, update.path))),
            ("status", Json::from(u32::from(update.status))),
            ("writable", Json::array(names.map(|member| member.name.as_str()))),
        ]));
    }
    output.json(&Json::array(list), settings.layout);
    Ok(Status::Done)
}

pub(crate) fn schema(
    args: &SchemaArgs,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let text = match args.which {
        Which::Person => args.vendor.person_schema(),
        Which::Update => args.vendor.update_schema(),
    };
    let schema: Json = text
        .parse()
        .map_err(|error: amend::error::ReadError| Failure::trouble("schema", error.to_string()))?;
    output.json(&schema, settings.layout);
    Ok(Status::Done)
}

pub(crate) fn explain(args: &ExplainArgs, output: &mut Output) -> Result<Status, Failure> {
    let Some(word) = args.code.as_deref() else {
        let mut text = String::new();
        for code in Code::ALL {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{code}\n    {}", first_sentence(code.meaning()));
        }
        for kind in explain::kinds() {
            let meaning = explain::meaning(kind).unwrap_or_default();
            let _ = writeln!(text, "{kind}\n    {}", first_sentence(meaning));
        }
        output.text(text);
        return Ok(Status::Done);
    };
    if let Some(code) = Code::from_word(word) {
        let meaning = one_line(code.meaning());
        output.text(format!("{code}\n\n{meaning}\n{}", explain::details(word)));
        return Ok(Status::Done);
    }
    if let Some(meaning) = explain::meaning(word) {
        output.text(format!("{word} (an error)\n\n{meaning}\n{}", explain::details(word)));
        return Ok(Status::Done);
    }
    for vendor in registry::ALL {
        if let Some(rule) = registry::entity(vendor)?.rule(word) {
            output.text(format!("{} ({})\n\n{}\n", rule.name, rule.cite(), rule.text));
            return Ok(Status::Done);
        }
    }
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let codes: Vec<&str> = codes.into_iter().chain(explain::kinds()).collect();
    let meant = match near(word, codes.iter().copied()) {
        Some(meant) => format!("; did you mean `{meant}`?"),
        None => format!("; the codes and kinds are {}", codes.join(", ")),
    };
    let message = format!("no code, no kind of error and no rule is called `{word}`{meant}");
    Err(Failure::usage(message))
}

fn first_sentence(meaning: &str) -> String {
    let end = meaning.find(". ").or_else(|| meaning.find(".\n")).map(|at| at + 1);
    one_line(end.and_then(|end| meaning.get(..end)).unwrap_or(meaning))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
