//! Where the lines of a run go, in their order: to standard output, or to a file
//! that survives a kill.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use amend::Json;
use amend::value::Members;

use crate::batch::disk::RealDisk;
use crate::batch::group::Group;
use crate::batch::keeper::{Keeper, Opened, Pace, Resume, Sealed};
use crate::batch::plans::{End, Part};
use crate::batch::progress::Progress;
use crate::batch::tally::Tally;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::Report;

/// How often a run that is written to a file can be gone on with.
const RECORDS: Duration = Duration::from_millis(200);

/// What goes out, and what was counted on the way.
pub(crate) struct Writer<'o> {
    sink: Sink<'o>,
    group: Option<Group<'o>>,
    pub(crate) tally: Tally,
    pub(crate) progress: Progress,
    /// What the journal says beside the counts: the same in every record.
    pub(crate) inputs: Members,
    pub(crate) stage: Stage,
    /// The report, if there is to be one.
    pub(crate) report: Option<Report>,
    /// Whether the run is to reach its end even if nobody reads its answers, since
    /// other files come of it: a part of those would look like the whole.
    pub(crate) to_the_end: bool,
    buffer: Vec<u8>,
}

/// What the lines are that come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stage {
    /// Answers from which a run can go on.
    Planning,
    /// What is said in front of them, and made from the beginning by a resume.
    Reading,
    /// The same, in a resume that has it in its output already.
    Again,
}

enum Sink<'o> {
    Stdout(&'o mut Output),
    File(Box<Keeper<RealDisk>>),
}

/// How a run begins.
pub(crate) enum Begun<'o> {
    New(Writer<'o>),
    /// Behind this state.
    Resumed(Writer<'o>, State),
    /// There is nothing left to do but to say so.
    Whole(Whole, State),
}

/// An output that is whole and in its place.
pub(crate) struct Whole(Option<Sealed<RealDisk>>);

/// What a journal says of a run.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// How far it was.
    pub(crate) end: Json,
    /// What was read for it.
    pub(crate) inputs: Json,
    /// The numbers of the plans that wait for a bulk request.
    pub(crate) waiting: Vec<u64>,
    pub(crate) tally: Tally,
}

impl<'o> Writer<'o> {
    /// Begins a run that writes to a file, if one is named, or else to standard
    /// output. `run` says all that the bytes of the output depend on, save for the
    /// records.
    pub(crate) fn open(
        file: Option<&Path>,
        resume: Resume,
        run: &Json,
        output: &'o mut Output,
        group: Option<Group<'o>>,
    ) -> Result<Begun<'o>, Failure> {
        let writer = |sink| Self {
            sink,
            group,
            tally: Tally::default(),
            progress: Progress::none(),
            inputs: Members::new(),
            stage: Stage::Planning,
            report: None,
            to_the_end: false,
            buffer: Vec::new(),
        };
        let Some(path) = file else {
            return Ok(Begun::New(writer(Sink::Stdout(output))));
        };
        let opened = Keeper::open(RealDisk, path, run, resume, Pace::every(RECORDS))?;
        let broken = || {
            let message = "expected the state of a run in its journal, found none";
            Failure::trouble("unfinished", message)
        };
        Ok(match opened {
            Opened::New(keeper) => Begun::New(writer(Sink::File(Box::new(keeper)))),
            Opened::Resumed(keeper, state) => Begun::Resumed(
                writer(Sink::File(Box::new(keeper))),
                State::from_json(&state).ok_or_else(broken)?,
            ),
            Opened::Whole(sealed, state) => {
                Begun::Whole(Whole(Some(sealed)), State::from_json(&state).ok_or_else(broken)?)
            }
        })
    }

    /// Writes the lines of a part.
    pub(crate) fn take(&mut self, mut part: Part) -> Result<ControlFlow<()>, Failure> {
        if self.stage == Stage::Again {
            return Ok(ControlFlow::Continue(()));
        }
        match &mut self.group {
            None => self.sink.write(part.text.as_bytes())?,
            Some(group) => {
                self.buffer.clear();
                group.take(&mut part, &mut self.buffer);
                self.sink.write(&self.buffer)?;
            }
        }
        self.tally.add(&part.tally);
        if let Some(report) = &mut self.report {
            part.rows.iter().flatten().try_for_each(|row| report.row(row))?;
        }
        if let (Some(end), Stage::Planning) = (part.end, self.stage) {
            let Self { sink, group, tally, inputs, .. } = self;
            sink.mark(|| state(end.to_json(), inputs, group.as_ref(), tally))?;
        }
        self.progress.show(&self.tally);
        let idle = self.sink.is_gone() && !self.to_the_end;
        Ok(if idle { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }

    /// Goes on with plans that were waiting when the run was ended.
    pub(crate) fn reopen(&mut self, part: Part) {
        if let Some(group) = &mut self.group {
            group.reopen(part);
        }
    }

    /// Ends the output.
    pub(crate) fn finish(mut self) -> Result<(Whole, Tally), Failure> {
        if let Some(group) = &mut self.group {
            let mut rest = Part::default();
            self.buffer.clear();
            group.close(&mut rest, &mut self.buffer);
            self.sink.write(&self.buffer)?;
            self.tally.add(&rest.tally);
        }
        let sealed = match self.sink {
            Sink::Stdout(_) => None,
            Sink::File(keeper) => {
                let end = End::Pairs(self.tally.records).to_json();
                Some(keeper.seal(state(end, &self.inputs, None, &self.tally))?)
            }
        };
        Ok((Whole(sealed), self.tally))
    }
}

impl Whole {
    /// Ends the run: there is nothing to go on with any more.
    pub(crate) fn forget(self) -> Result<(), Failure> {
        self.0.map_or(Ok(()), Sealed::forget)
    }
}

impl Sink<'_> {
    fn write(&mut self, text: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stdout(output) => output.lines(text),
            Self::File(keeper) => keeper.write(text),
        }
    }

    fn mark(&mut self, state: impl FnOnce() -> Json) -> Result<(), Failure> {
        match self {
            Self::Stdout(_) => Ok(()),
            Self::File(keeper) => keeper.mark(state),
        }
    }

    fn is_gone(&self) -> bool {
        match self {
            Self::Stdout(output) => output.is_gone(),
            Self::File(_) => false,
        }
    }
}

fn state(end: Json, inputs: &Members, group: Option<&Group<'_>>, tally: &Tally) -> Json {
    let waiting = group.into_iter().flat_map(Group::waiting).map(Json::from);
    Json::object([
        ("end", end),
        ("inputs", Json::from(inputs.clone())),
        ("waiting", Json::array(waiting)),
        ("tally", tally.to_json()),
    ])
}

impl State {
    fn from_json(json: &Json) -> Option<Self> {
        let waiting = json.get("waiting")?.as_array()?.iter();
        Some(Self {
            end: json.get("end")?.clone(),
            inputs: json.get("inputs")?.clone(),
            waiting: waiting.map(|n| u64::try_from(n.as_i64()?).ok()).collect::<Option<_>>()?,
            tally: Tally::from_json(json.get("tally")?)?,
        })
    }
}
