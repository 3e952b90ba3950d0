//! `amend completions` and `amend man`: generated from the command line itself.

use amend_vendor::near;
use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args;
use crate::failure::{Failure, Status};
use crate::output::Output;

/// The arguments of `amend completions`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  amend completions bash")]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// The arguments of `amend man`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  amend man\n  amend man diff")]
pub(crate) struct ManArgs {
    /// The command; without it, the page of amend itself
    command: Option<String>,
}

pub(crate) fn completions(args: &CompletionsArgs, output: &mut Output) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "amend", &mut script);
    output.lines(&script)?;
    Ok(Status::Done)
}

pub(crate) fn man(args: &ManArgs, output: &mut Output) -> Result<Status, Failure> {
    let mut amend = args::command();
    amend.build();
    let page = match &args.command {
        None => amend,
        Some(name) => page_of(&amend, name)?,
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text).map_err(|error| {
        Failure::trouble("internal", format!("the page cannot be made: {error}"))
    })?;
    output.lines(&text)?;
    Ok(Status::Done)
}

fn page_of(amend: &Command, name: &str) -> Result<Command, Failure> {
    amend.find_subcommand(name).cloned().ok_or_else(|| {
        let names: Vec<&str> = amend.get_subcommands().map(Command::get_name).collect();
        let told = match near(name, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the commands are {}", names.join(", ")),
        };
        Failure::usage(format!("no command is called `{name}`; {told}"))
    })
}
