//! An output is killed at every operation on the disk, and gone on with.

use std::io::Read as _;
use std::path::Path;

use amend::Json;

use crate::batch::codec::Codec;
use crate::batch::keeper::{Keeper, Opened, Pace, Resume};
use crate::batch::shaky_disk::{Breaking, Dice, ShakyDisk};
use crate::failure::Failure;

/// Pieces of a run.
const PIECES: i64 = 14;
const OLD: &[u8] = b"what was there before\n";

fn piece(number: i64) -> Vec<u8> {
    let count = usize::try_from(number * 37 % 11).unwrap();
    format!("line of piece {number}\n").repeat(count).into_bytes()
}

/// How far a run came.
#[derive(Debug, Eq, PartialEq)]
enum Came {
    /// It began anew, or went on from the state of this piece.
    From(i64),
    ToTheEnd,
}

/// A run that goes on wherever it can.
fn run(disk: &ShakyDisk, target: &str) -> Result<Came, Failure> {
    let run = Json::from("the run");
    let pace = Pace::always(40);
    let (mut keeper, from) =
        match Keeper::open(disk.clone(), Path::new(target), &run, Resume::Yes, pace)? {
            Opened::New(keeper) => (keeper, 0),
            Opened::Resumed(keeper, state) => (keeper, state.as_i64().unwrap()),
            Opened::Whole(sealed, state) => {
                assert_eq!(state.as_i64(), Some(PIECES));
                sealed.forget()?;
                return Ok(Came::ToTheEnd);
            }
        };
    for number in from..PIECES {
        keeper.write(&piece(number))?;
        keeper.mark(|| Json::from(number + 1))?;
    }
    keeper.seal(Json::from(PIECES))?.forget()?;
    Ok(Came::From(from))
}

/// The output of a run that nothing happens to.
fn undisturbed(target: &str) -> Vec<u8> {
    let disk = ShakyDisk::default();
    assert_eq!(run(&disk, target).unwrap(), Came::From(0));
    let output = disk.content(target).unwrap();
    let mut text = Vec::new();
    let bytes = std::io::Cursor::new(output.clone());
    Codec::of(Path::new(target)).unpacked(bytes).unwrap().read_to_end(&mut text).unwrap();
    assert!(text == (0..PIECES).flat_map(piece).collect::<Vec<u8>>());
    output
}

/// Breaks a run at each operation in turn; `left` is what the next run finds.
fn broken_everywhere(
    target: &str,
    breaking: Breaking,
    mut left: impl FnMut(&ShakyDisk, &mut Dice) -> ShakyDisk,
) {
    let expected = undisturbed(target);
    let mut went_on = 0;
    for round in 0..6_u64 {
        for operation in 0.. {
            let mut dice = Dice(round * 1_000 + operation as u64);
            let mut disk = ShakyDisk::default();
            disk.put(target, OLD);
            disk.break_at(operation, breaking);
            if run(&disk, target).is_ok() {
                assert!(operation > 40, "the run has {operation} operations only");
                break;
            }
            // Some runs are broken again and again.
            for _ in 0..dice.below(4) {
                disk = left(&disk, &mut dice);
                check_target(&disk, target, &expected);
                disk.break_at(dice.below(60), breaking);
                let _ = run(&disk, target);
            }
            disk = left(&disk, &mut dice);
            check_target(&disk, target, &expected);
            disk.heal();
            match run(&disk, target) {
                Ok(came) => went_on += usize::from(came != Came::From(0)),
                Err(error) => panic!("{target}, round {round}, operation {operation}: {error:?}"),
            }
            let output = disk.content(target);
            assert!(output.as_ref() == Some(&expected), "{target} {round} {operation}");
            for rest in [".amend-partial", ".amend-journal"] {
                assert_eq!(disk.content(&format!("{target}{rest}")), None);
            }
        }
    }
    assert!(went_on > 100, "only {went_on} runs went on");
}

/// Before the whole output is there, the old one is.
fn check_target(disk: &ShakyDisk, target: &str, expected: &[u8]) {
    let content = disk.content(target).unwrap();
    assert!(content == OLD || content == expected);
}

#[test]
fn a_killed_process_leaves_what_it_wrote() {
    for target in ["out.ndjson", "out.ndjson.gz", "out.ndjson.zst"] {
        broken_everywhere(target, Breaking::Crash, |disk, _| {
            disk.heal();
            disk.clone()
        });
    }
}

#[test]
fn a_power_cut_leaves_what_was_synced_and_some_of_the_rest() {
    for target in ["out.ndjson", "out.ndjson.gz", "out.ndjson.zst"] {
        broken_everywhere(target, Breaking::Crash, ShakyDisk::after_power_cut);
    }
}

#[test]
fn a_full_disk_leaves_half_a_write() {
    for target in ["out.ndjson", "out.ndjson.gz"] {
        broken_everywhere(target, Breaking::Full, |disk, _| {
            disk.heal();
            disk.clone()
        });
    }
}

#[test]
fn an_unfinished_run_is_not_begun_again_unasked() {
    let disk = ShakyDisk::default();
    disk.break_at(30, Breaking::Crash);
    assert!(run(&disk, "out").is_err());
    disk.heal();
    let open = |run: &str, resume| {
        let opened = Keeper::open(
            disk.clone(),
            Path::new("out"),
            &Json::object([("verb", run)]),
            resume,
            Pace::always(40),
        );
        opened.map(|_| ()).map_err(|failure| failure.kind())
    };
    let before = disk.content("out.amend-partial");
    assert_eq!(open("batch", Resume::No), Err("unfinished"));
    assert_eq!(disk.content("out.amend-partial"), before);
    // The run that was not ended is one without any name.
    assert_eq!(open("batch", Resume::Yes), Err("unfinished"));
    assert_eq!(disk.content("out.amend-partial"), before);
    assert!(run(&disk, "out").is_ok());
}

#[test]
fn an_output_that_was_replaced_is_no_end_of_the_run() {
    let target = "out";
    // Killed when the output was in its place and its journal still there.
    let mut disk = ShakyDisk::default();
    for operation in 0.. {
        disk = ShakyDisk::default();
        disk.break_at(operation, Breaking::Crash);
        assert!(run(&disk, target).is_err());
        disk.heal();
        if disk.content("out").is_some() && disk.content("out.amend-journal").is_some() {
            break;
        }
    }
    disk.put("out", b"something else\n");
    assert_eq!(run(&disk, target).map_err(|failure| failure.kind()), Err("unfinished"));
    assert_eq!(disk.content("out").unwrap(), b"something else\n");
}
