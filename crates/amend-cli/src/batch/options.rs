//! The options of verbs that work on many records.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use amend::Json;
use amend_vendor::{Entity, Options, Provenance, Vendor};

use crate::batch::group::Group;
use crate::batch::keeper::{JOURNAL, PARTIAL, Resume, beside};
use crate::batch::listing::Listing;
use crate::batch::plans::Sending;
use crate::failure::Failure;
use crate::report::Report;
use crate::settings::{Settings, Values};
use crate::verbs::{MOST_JOBS, parse_jobs};

/// The options of verbs that work on many records.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options for many records")]
pub(crate) struct Many {
    /// Put plans of one plain update together into requests for several records
    #[arg(long)]
    bulk: bool,

    /// Threads to work on; all cores by default; the output is the same for any number
    #[arg(long, value_name = "N", value_parser = parse_jobs)]
    jobs: Option<NonZeroUsize>,

    /// Write to FILE, in place of standard output, so that a run that is killed can be resumed
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Go on with the run for this output that was not ended, if there is one
    #[arg(long, requires = "output")]
    resume: bool,

    /// Write a report to FILE: one HTML file, for a browser. It is made of what this run plans,
    /// so that a resume has none
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    pub(crate) report: Option<PathBuf>,

    /// Write the summary to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
}

impl Many {
    pub(crate) fn jobs(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.jobs.map_or_else(|| cores().min(MOST_JOBS), NonZeroUsize::get)
    }

    /// Begins the file of the summary, if there is to be one.
    pub(crate) fn summary(&self) -> Result<Option<Listing>, Failure> {
        self.summary.as_deref().map(Listing::create).transpose()
    }

    /// Begins the report, if there is to be one.
    pub(crate) fn report(
        &self,
        vendor: &Vendor,
        settings: &Settings,
    ) -> Result<Option<Report>, Failure> {
        let begin = |path: &PathBuf| Report::create(path, vendor.name(), settings.values);
        self.report.as_ref().map(begin).transpose()
    }

    pub(crate) fn resume(&self) -> Resume {
        if self.resume { Resume::Yes } else { Resume::No }
    }

    pub(crate) fn sending(&self) -> Sending {
        if self.bulk { Sending::Bulk } else { Sending::Single }
    }

    /// Whoever puts requests together, if that is asked for.
    pub(crate) fn group<'a>(
        &self,
        entity: &'a Entity,
        options: &'a Options,
        labels: &'static str,
    ) -> Result<Option<Group<'a>>, Failure> {
        if !self.bulk {
            return Ok(None);
        }
        let Some(bulk) = &entity.update.bulk else {
            return Err(Failure::usage(format!(
                "{} has no request for several records: --bulk is not for it",
                entity.title
            )));
        };
        let leaning = bulk.rules.iter().find(|name| {
            let rule = entity.rule(name).map(|rule| rule.provenance);
            rule != Some(Provenance::Documented) && !options.assume.contains(name)
        });
        match leaning {
            Some(rule) if options.strict => Err(Failure::usage(format!(
                "expected documented rules only, found that --bulk leans on `{rule}`; --assume {rule} lets it pass"
            ))),
            _ => Ok(Group::new(entity, options, labels)),
        }
    }

    /// All that the bytes of the output depend on, save for the records: what a
    /// resume holds against the run that was not ended.
    pub(crate) fn run(
        &self,
        verb: &str,
        vendor: &Vendor,
        options: &Options,
        settings: &Settings,
        own: Vec<(&'static str, Json)>,
    ) -> Json {
        let schemas = [vendor.person_schema(), vendor.update_schema()].concat();
        let shown = |value: &dyn std::fmt::Debug| Json::from(format!("{value:?}"));
        let catalogue = format!("{:?}", options.catalogue);
        let mut run = vec![
            ("version", Json::from(env!("CARGO_PKG_VERSION"))),
            ("verb", Json::from(verb)),
            ("vendor", Json::from(vendor.name())),
            ("schemas", Json::from(crc32fast::hash(schemas.as_bytes()))),
            ("fields", Json::from(crc32fast::hash(catalogue.as_bytes()))),
            ("guard", Json::from(options.guard)),
            ("undo", Json::from(options.undo)),
            ("strict", Json::from(options.strict)),
            ("assume", Json::array(options.assume.iter().map(String::as_str))),
            ("accept-losses", Json::from(options.accept_losses)),
            ("absent", shown(&options.absent)),
            ("wire", shown(&options.wire)),
            ("base-url", options.base_url.as_deref().map_or(Json::Null, Json::from)),
            ("limit", shown(&settings.limits)),
            ("show-values", Json::from(settings.values == Values::Shown)),
            ("bulk", Json::from(self.bulk)),
        ];
        run.extend(own);
        Json::object(run)
    }
}

/// Each file is written by one of the options, and none that is read; the files
/// that are written beside them count, too.
pub(crate) fn check_files(
    written: &[(&str, Option<&Path>)],
    read: &[(&str, Option<&Path>)],
) -> Result<(), Failure> {
    let mut taken: Vec<(&str, PathBuf)> =
        read.iter().filter_map(|(name, path)| Some((*name, one_name((*path)?)))).collect();
    for (name, given) in written.iter().filter_map(|(name, path)| Some((name, (*path)?))) {
        let path = one_name(given);
        let own = [path.clone(), beside(&path, PARTIAL), beside(&path, JOURNAL)];
        let clash = |(_, other): &&(&str, PathBuf)| own.contains(other);
        if let Some((other, _)) = taken.iter().find(clash) {
            let given = given.display();
            return Err(Failure::usage(format!(
                "expected another file for {name} than for {other}, found `{given}`, which is the same or is written beside it"
            )));
        }
        taken.extend(own.map(|path| (*name, path)));
    }
    Ok(())
}

/// The same file may have several names, even where it is not there yet.
pub(crate) fn one_name(path: &Path) -> PathBuf {
    let whole = std::fs::canonicalize(path);
    whole
        .or_else(|error| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = std::fs::canonicalize(folder.unwrap_or(Path::new(".")))?;
            path.file_name().map(|name| folder.join(name)).ok_or(error)
        })
        .unwrap_or_else(|_| path.to_owned())
}
