"""Plants bugs and looks for them; see .ci/planted."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HELPER = """
/// Which planted bug is awake.
#[doc(hidden)]
pub fn planted(number: usize) -> bool {
    static AWAKE: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    let read = || std::env::var("AMEND_PLANTED").ok()?.parse().ok();
    *AWAKE.get_or_init(|| read().unwrap_or(0)) == number
}
"""
SEED = 7


def copied(folder: Path) -> None:
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                           capture_output=True, text=True).stdout.splitlines()
    for file in files:
        if (ROOT / file).is_file():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, folder / file)


def planted(folder: Path, bugs: list) -> None:
    for number, bug in enumerate(bugs, 1):
        file = folder / bug["file"]
        text = file.read_text()
        if text.count(bug["old"]) != 1:
            sys.exit(f"bug {number}: {bug['file']} has {text.count(bug['old'])} places for it")
        door = "crate" if bug["file"].startswith("crates/amend/") else "amend"
        new = bug["new"].replace("PLANTED", f"{door}::planted({number})")
        file.write_text(text.replace(bug["old"], new))
    lib = folder / "crates/amend/src/lib.rs"
    lib.write_text(lib.read_text() + HELPER)


def built(folder: Path, targets: Path) -> Path:
    """The targets with all bugs asleep in them, out of the way of the sound ones."""
    environment = dict(os.environ, CARGO_TARGET_DIR=str(targets))
    subprocess.run(["cargo", "+nightly", "fuzz", "build", "-s", "none"], cwd=folder / "fuzz",
                   env=environment, check=True)
    programs = targets / "planted"
    programs.mkdir(exist_ok=True)
    release = next(targets.glob("*/release/read")).parent
    for target in (folder / "fuzz/fuzz_targets").glob("*.rs"):
        shutil.move(release / target.stem, programs / target.stem)
    return programs


def hunted(program: Path, number: int, seconds: int, seed: int, corpora: Path):
    """After how many seconds and executions it is found; nothing, if it is not."""
    target = program.name
    with tempfile.TemporaryDirectory() as work:
        # As .ci/fuzz-one has it.
        length, control = (320, 0) if target.startswith("plan_") else (400, 20)
        command = [str(program), str(Path(work)), str(corpora / target), f"-seed={seed}",
                   f"-max_total_time={seconds}", f"-max_len={length}", f"-len_control={control}",
                   f"-artifact_prefix={work}/found-", "-print_final_stats=1", "-timeout=20"]
        if target == "read":
            command.append(f"-dict={ROOT / 'fuzz/json.dict'}")
        begin = time.monotonic()
        run = subprocess.run(command, env=dict(os.environ, AMEND_PLANTED=str(number)),
                             capture_output=True, cwd=work)
        took = time.monotonic() - begin
        told = run.stderr.decode(errors="replace")
        executions = re.search(r"number_of_executed_units: (\d+)", told)
        executions = int(executions.group(1)) if executions else 0
        return (took, executions) if run.returncode != 0 else None


def main() -> None:
    seconds = int(sys.argv[1])
    chosen = {int(number) for number in sys.argv[2:]}
    readme = ROOT / "fuzz/README.md"
    text = readme.read_text()
    begin, end = "<!-- planted -->\n", "<!-- /planted -->"
    before, rest = text.split(begin, 1)
    written, after = rest.split(end, 1)
    written = written.splitlines()[2:]
    bugs = json.loads((ROOT / "fuzz/planted.json").read_text())
    targets = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "fuzz/target"))
    rows, missed = [], []
    with tempfile.TemporaryDirectory() as work:
        # At one place, so that only what has changed is built the next time.
        folder = targets / "planted-tree"
        shutil.rmtree(folder, ignore_errors=True)
        copied(folder)
        planted(folder, bugs)
        programs = built(folder, targets)
        empty = Path(work) / "empty"
        for number, bug in enumerate(bugs, 1):
            if chosen and number not in chosen:
                rows.append(written[number - 1])
                continue
            (empty / bug["target"]).mkdir(parents=True, exist_ok=True)
            program = programs / bug["target"]
            with ThreadPoolExecutor(2) as both:
                hunts = [both.submit(hunted, program, number, seconds, SEED, corpora)
                         for corpora in (ROOT / "fuzz/corpus", empty)]
                replayed, afresh = [hunt.result() for hunt in hunts]
            for found in (replayed, afresh):
                print(number, bug["target"], bug["bug"], found, flush=True)
            if not replayed and not afresh:
                missed.append(f"{bug['target']}: {bug['bug']}")
            cell = lambda found: f"{found[1]:,} in {found[0]:.1f} s" if found else "not found"
            at = (ROOT / bug["file"]).read_text()
            line = at[: at.index(bug["old"])].count("\n") + 1
            rows.append(f"| `{bug['target']}` | {bug['law']} | {bug['bug']} | "
                        f"`{bug['file']}:{line}` | {cell(replayed)} | {cell(afresh)} |")
    head = ("| target | law | planted bug | place | with the corpus | without |\n"
            "|---|---|---|---|---|---|\n")
    readme.write_text(before + begin + head + "\n".join(rows) + "\n" + end + after)
    if missed:
        sys.exit("not found:\n" + "\n".join(missed))


main()
