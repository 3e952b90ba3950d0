"""Plants the mutants of cargo-mutants, all in one build, and wakes one at a time; see .ci/mutants."""

import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tree_sitter
import tree_sitter_rust

ROOT = Path(__file__).resolve().parent.parent
WORK = Path(os.environ.get("AMEND_MUTANTS", ROOT / "target/mutants")).resolve()
TREE, BUILD, RESULTS = WORK / "tree", WORK / "build", WORK / "results"
HELPER = """
/// Whether this mutant is the one that is awake. Writes down, once, that it was asked for.
#[doc(hidden)]
pub fn awake(number: u32) -> bool {
    use std::sync::atomic::{AtomicBool, Ordering};
    static AWAKE: std::sync::OnceLock<(u32, Option<String>)> = std::sync::OnceLock::new();
    static SEEN: [AtomicBool; 8192] = [const { AtomicBool::new(false) }; 8192];
    let (awake, reached) = AWAKE.get_or_init(|| {
        let awake = std::env::var("AMEND_MUTANT").ok().and_then(|text| text.parse().ok());
        (awake.unwrap_or(0), std::env::var("AMEND_REACHED").ok())
    });
    if let Some(file) = reached {
        if !SEEN[number as usize].swap(true, Ordering::Relaxed) {
            let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file).unwrap();
            std::io::Write::write_all(&mut file, format!("{number}\\n").as_bytes()).unwrap();
        }
    }
    *awake == number
}
"""
LIB, LAWS = "crates/amend/src/lib.rs", "crates/amend-laws/src/law.rs"
VENDORS = ["amend-folk", "amend-superoffice", "amend-copper", "amend-bigchange", "amend-allo"]
# The packages whose tests a mutant is held against.
SETS = {
    "amend": ["amend", "amend-fuzz-laws", *VENDORS, "amend-vendor", "amend-laws", "amend-cli"],
    "amend-vendor": ["amend-vendor", *VENDORS, "amend-laws", "amend-fuzz-laws", "amend-cli"],
    **{vendor: [vendor, "amend-laws", "amend-fuzz-laws", "amend-cli"] for vendor in VENDORS},
}
# Tests of the machine rather than of an answer, and those that only repeat others for long.
SKIPPED = ["every_planted_bug", "a_refusal_too_many", "kill::", "million::", "documents::", "pages::", "browser"]
# The last word, for what all others have missed.
SLOW = ["cli", "curl", "read_only", "pairs", "limits", "texts"]
# A body that asks for what its type does not have.
UNVIABLE = ["E0277", "E0433", "E0599", "E0624"]
JOBS = int(os.environ.get("AMEND_JOBS", "1"))
# Of the slow ones, the tests that can notice.
NAMED = {
    "crates/amend-vendor/src/render": {"cli": ["exports::", "advisories::"], "curl": []},
    "crates/amend-vendor/src/request.rs": {"cli": ["exports::", "advisories::", "cases::"]},
}
ENVIRONMENT = {"AMEND_CASES": "600", "PROPTEST_CASES": "64", "PROPTEST_MAX_SHRINK_ITERS": "0",
               "AMEND_TOKENS": "4", "RUST_BACKTRACE": "0"}
MEMORY = 3 << 30
# Built once, run for a few seconds thousands of times; but the building is most of it.
CARGO = ["cargo", "--config", 'profile.dev.package."*".opt-level=1']


def cargo_environment() -> dict:
    return dict(os.environ, CARGO_TARGET_DIR=str(BUILD), CARGO_PROFILE_DEV_DEBUG="0",
                RUSTFLAGS="--cap-lints=allow")


# ---- What there is


def listed(files: list) -> list:
    """The mutants that cargo-mutants lists, numbered within their file."""
    command = ["cargo", "mutants", "--list", "--json", "--workspace"]
    for file in files:
        command += ["--file", f"{file.rstrip('/')}/**" if (ROOT / file).is_dir() else file]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return json.loads(out)


# ---- Planting


class Planter:
    """One file with all of its mutants asleep in it."""

    def __init__(self, file: str, mutants: list):
        self.source = (ROOT / file).read_bytes()
        self.door = "crate" if file.startswith("crates/amend/") else "::amend"
        starts, at = [0], 0
        for line in self.source.splitlines(keepends=True):
            at += len(line)
            starts.append(at)
        self.starts = starts
        parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))
        self.tree = parser.parse(self.source)
        self.at, self.aside = {}, {}
        for mutant in mutants:
            why = self.place(mutant)
            if why:
                self.aside[mutant["number"]] = why

    def offset(self, place: dict) -> int:
        start = self.starts[place["line"] - 1]
        line = self.source[start : self.starts[place["line"]]].decode()
        return start + len(line[: place["column"] - 1].encode())

    def place(self, mutant: dict):
        """Finds the node that a mutant changes; the reason, where it cannot be planted."""
        begin, end = self.offset(mutant["span"]["start"]), self.offset(mutant["span"]["end"])
        node = self.tree.root_node.descendant_for_byte_range(begin, max(begin, end - 1))
        genre = mutant["genre"]

        def up(node, good):
            while node is not None and not good(node):
                node = node.parent
            return node

        if genre == "FnValue":
            node = up(node, lambda n: n.type == "block" and n.parent.type == "function_item")
        elif genre in ("BinaryOperator", "UnaryOperator"):
            node = node.parent
            if node.type == "let_chain":
                return "unviable: an operator of a chain with let"
            if node.type not in ("binary_expression", "compound_assignment_expr",
                                 "unary_expression"):
                return f"not planted: an operator of {node.type}"
        elif genre == "MatchArm":
            node = up(node, lambda n: n.type == "match_arm" and n.start_byte <= begin)
        elif genre == "MatchArmGuard":
            node = up(node, lambda n: n.type == "match_pattern" and n.start_byte < begin)
        elif genre == "StructField":
            node = up(node, lambda n: n.type in ("field_initializer",
                                                 "shorthand_field_initializer"))
        else:
            return f"not planted: {genre}"
        if node is None:
            return "not planted: no such node"
        above = node
        while above is not None:
            if above.type in ("const_item", "static_item", "const_block"):
                return "not planted: in a constant"
            if above.type == "function_item":
                head = self.source[above.start_byte : above.child_by_field_name("body").start_byte]
                if re.search(rb"\bconst\s+fn\b", head):
                    return "not planted: in a const fn"
                break
            above = above.parent
        self.at.setdefault((node.start_byte, node.end_byte, node.type), []).append(mutant)
        return None

    def call(self, mutant: dict) -> str:
        return f"{self.door}::awake({mutant['number']})"

    def text(self, left_out: set) -> str:
        self.left_out = left_out
        return self.emit(self.tree.root_node)

    def plain(self, node, instead=None) -> str:
        """The text of a node, with what its children become."""
        if not node.children:
            return self.source[node.start_byte : node.end_byte].decode()
        parts, at = [], node.start_byte
        for child in node.children:
            parts.append(self.source[at : child.start_byte].decode())
            key = (child.start_byte, child.end_byte)
            parts.append(instead[key] if instead and key in instead else self.emit(child))
            at = child.end_byte
        parts.append(self.source[at : node.end_byte].decode())
        return "".join(parts)

    def emit(self, node) -> str:
        key = (node.start_byte, node.end_byte, node.type)
        mutants = [m for m in self.at.get(key, []) if m["number"] not in self.left_out]
        fields = node.type == "struct_expression" and self.fields(node)
        if not mutants and not fields:
            return self.plain(node)
        calls = [(self.call(m), m["replacement"]) for m in mutants]
        if node.type == "block":
            inner = self.plain(node)
            early = "".join(f" if {call} {{ return {value}; }}" for call, value in calls)
            return "{" + early + inner[1:]
        if node.type == "unary_expression":
            operator = self.source[node.start_byte : node.start_byte + 1].decode()
            inner = self.emit(node.children[-1])
            if operator == "!":
                return f"({calls[0][0]} ^ (!({inner})))"
            return f"(if {calls[0][0]} {{ {inner} }} else {{ {operator}({inner}) }})"
        if node.type in ("binary_expression", "compound_assignment_expr"):
            return self.operator(node, calls)
        if node.type == "match_pattern":
            guard = node.child_by_field_name("condition")
            inner = self.emit(guard)
            for call, value in calls:
                inner = f"({call} || {inner})" if value == "true" else f"(!{call} && {inner})"
            return self.plain(node, {(guard.start_byte, guard.end_byte): inner})
        if node.type == "match_arm":
            pattern = node.child_by_field_name("pattern")
            text, guard = self.emit(pattern), pattern.child_by_field_name("condition")
            if guard is None:
                text += f" if !{calls[0][0]}"
            else:
                head = self.source[pattern.start_byte : guard.start_byte].decode()
                text = f"{head} !{calls[0][0]} && ({text[len(head):]})"
            return self.plain(node, {(pattern.start_byte, pattern.end_byte): text})
        if fields:
            text = self.plain(node)
            for field, mutant in fields:
                # With the comma behind it.
                after = field.next_sibling
                gone = {(field.start_byte, field.end_byte): ""}
                if after is not None and after.type == ",":
                    gone[(after.start_byte, after.end_byte)] = ""
                listing = node.child_by_field_name("body")
                less = {(listing.start_byte, listing.end_byte): self.plain(listing, gone)}
                text = f"(if {self.call(mutant)} {{ {self.plain(node, less)} }} else {{ {text} }})"
            return text
        return self.plain(node)

    def fields(self, node) -> list:
        found = []
        for field in node.child_by_field_name("body").children:
            for mutant in self.at.get((field.start_byte, field.end_byte, field.type), []):
                if mutant["number"] not in self.left_out:
                    found.append((field, mutant))
        return found

    def operator(self, node, calls: list) -> str:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        sign = node.child_by_field_name("operator").type
        left, right = self.emit(left), self.emit(right)
        if sign in ("&&", "||"):
            ways = {value for _, value in calls}
            call = calls[0][0]
            if ways <= {"&&", "||"}:
                test = "!=" if sign == "&&" else "=="
                return f"({{ let __a: bool = {left}; if __a {test} {call} {{ {right} }} else {{ __a }} }})"
        if sign in ("==", "!=") and len(calls) == 1:
            return f"({calls[0][0]} ^ (({left}) {sign} ({right})))"
        chain = "".join(f"if {call} {{ ONE {value} TWO }} else " for call, value in calls)
        chain += f"{{ ONE {sign} TWO }}"
        if node.type == "compound_assignment_expr":
            return "(" + chain.replace("ONE", left).replace("TWO", right) + ")"
        if sign in ("<", ">", "<=", ">=", "==", "!="):
            chain = chain.replace("ONE", "*__l").replace("TWO", "*__r")
            return f"(match (&({left}), &({right})) {{ (__l, __r) => {chain} }})"
        chain = chain.replace("ONE", "__l").replace("TWO", "__r")
        return f"(match ({left}, {right}) {{ (__l, __r) => {chain} }})"


def copied(planted_files: set) -> None:
    """The rest of the tree, written only where it differs: what is unchanged is not built again."""
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                           capture_output=True, text=True).stdout.splitlines()
    for file in files:
        if (ROOT / file).is_file() and file not in planted_files | {LIB, LAWS}:
            written(TREE / file, (ROOT / file).read_bytes())
    there = {TREE / file for file in files}
    for path in TREE.rglob("*"):
        if path.is_file() and path not in there:
            path.unlink()
    # What stands beside the checkout stands beside the copy.
    shared = ROOT.parent / "shared"
    if shared.is_dir() and not (WORK / "shared").exists():
        (WORK / "shared").symlink_to(shared)


def written(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def planted(mutants: list) -> dict:
    """Plants all that compile; the others, each with the reason."""
    by_file = {}
    for mutant in mutants:
        by_file.setdefault(mutant["file"], []).append(mutant)
    planters = {file: Planter(file, of) for file, of in by_file.items()}
    aside = {}
    for planter in planters.values():
        aside.update(planter.aside)
    # What did not compile the last time is not tried again: what is planted is the same to the
    # byte, and nothing is built anew.
    kept = WORK / "aside.json"
    known = json.loads(kept.read_text()) if kept.is_file() else {}
    digests = {file: digest(file) for file in by_file}
    for mutant in mutants:
        of = known.get(mutant["name"])
        if of and of[0] == digests[mutant["file"]]:
            aside[mutant["number"]] = of[1]
    genres = {mutant["number"]: mutant["genre"] for mutant in mutants}
    for attempt in range(80):
        for file, planter in planters.items():
            text = planter.text(set(aside))
            if file == LIB:
                text += HELPER
            written(TREE / file, text.encode())
        if LIB not in planters:
            written(TREE / LIB, (ROOT / LIB).read_bytes() + HELPER.encode())
        # A shrunk failure is no better than one that is not.
        laws = (ROOT / LAWS).read_bytes()
        written(TREE / LAWS, laws.replace(b"max_shrink_iters: 20_000", b"max_shrink_iters: 0"))
        faults = checked()
        if not faults:
            for mutant in mutants:
                known.pop(mutant["name"], None)
                if mutant["number"] in aside:
                    known[mutant["name"]] = [digests[mutant["file"]], aside[mutant["number"]]]
            kept.write_text(json.dumps(known, indent=0))
            return aside
        before = len(aside)
        for file, begin, end, code, message in faults:
            text = (TREE / file).read_bytes()
            calls = [(m.start(), int(m[1])) for m in re.finditer(rb"awake\((\d+)\)", text)]
            inside = [number for at, number in calls if begin <= at < end]
            ahead = [number for at, number in calls if at < begin][-1:]
            if code == "E0004":
                # Told of what is matched: the arm that is missed stands behind it.
                arms = [number for at, number in calls if at >= begin and genres[number] == "MatchArm"]
                inside = [number for number in arms if number not in aside][:1]
            for number in (inside if 0 < len(inside) <= 3 else ahead or inside):
                sure = genres[number] == "FnValue" and code in UNVIABLE
                kind = "unviable" if sure else "not planted"
                aside.setdefault(number, f"{kind}: {code} {message}")
        print(f"  attempt {attempt + 1}: {len(faults)} errors, {len(aside)} set aside", flush=True)
        for mutant in mutants:
            if mutant["number"] in aside:
                known[mutant["name"]] = [digests[mutant["file"]], aside[mutant["number"]]]
        kept.write_text(json.dumps(known, indent=0))
        if len(aside) == before:
            sys.exit(f"the planted tree does not compile: {faults[:5]}")
    sys.exit("the planted tree does not compile")


def checked() -> list:
    run = subprocess.run(
        [*CARGO, "check", "--locked", "--lib", "--keep-going", "--message-format=json",
         "--features", "amend-vendor/http", "-p", "amend",
         "-p", "amend-vendor"] + [word for vendor in VENDORS for word in ("-p", vendor)],
        cwd=TREE, env=cargo_environment(), capture_output=True, text=True)
    faults = []
    for line in run.stdout.splitlines():
        message = json.loads(line)
        if message.get("reason") != "compiler-message" or message["message"]["level"] != "error":
            continue
        message = message["message"]
        for span in message["spans"]:
            if span["is_primary"]:
                code = (message.get("code") or {}).get("code") or "error"
                faults.append((span["file_name"], span["byte_start"], span["byte_end"], code,
                               message["message"].split("\n")[0]))
    if run.returncode != 0 and not faults:
        sys.exit(run.stderr[-3000:])
    return faults


# ---- Running


def programs(mutated: set, whole: bool) -> list:
    """All test programs that these packages are held against."""
    own = "--own" in sys.argv
    packages = sorted({package for name in mutated for package in ([name] if own else SETS[name])
                       if whole or package != "amend-cli"})
    command = [*CARGO, "test", f"-j{JOBS}", "--locked", "--no-run", "--message-format=json"]
    # Cargo knows no feature of a package that is not built.
    command += ["--features", "amend-vendor/http"] if "amend-vendor" in packages else []
    command += [word for package in packages for word in ("-p", package)]
    run = subprocess.run(command, cwd=TREE, env=cargo_environment(), stdout=subprocess.PIPE,
                         text=True)
    if run.returncode != 0:
        sys.exit("the planted tree does not build")
    found = []
    for line in run.stdout.splitlines():
        message = json.loads(line)
        if message.get("reason") != "compiler-artifact" or not message.get("executable"):
            continue
        if not message["profile"]["test"]:
            continue
        folder = Path(message["manifest_path"]).parent
        name = message["target"]["name"]
        kind = "lib" if "lib" in message["target"]["kind"] else name
        manifest = (folder / "Cargo.toml").read_text()
        package = re.search(r'^name = "([^"]+)"', manifest, re.M)[1]
        found.append({"package": package, "name": kind, "program": message["executable"],
                      "folder": str(folder), "copy": copy_of(message["executable"])})
    return found


def copy_of(program: str) -> str:
    """What is run is a copy: another build may go on meanwhile."""
    copy = WORK / "programs" / Path(program).name
    copy.parent.mkdir(exist_ok=True)
    if not copy.is_file() or copy.stat().st_mtime_ns != os.stat(program).st_mtime_ns:
        shutil.copy2(program, copy)
    return str(copy)


def ran(program: dict, number: int, seconds: float, reached: str = "") -> str:
    """`passed`, `failed` or `timeout`."""
    command = [program["copy"], "-q", *program.get("tests", [])]
    for name in SKIPPED:
        command += ["--skip", name]
    environment = dict(os.environ, **ENVIRONMENT, AMEND_MUTANT=str(number))
    if reached:
        environment["AMEND_REACHED"] = reached
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    child = subprocess.Popen(command, cwd=program["folder"], env=environment, preexec_fn=limit,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             process_group=0)
    try:
        return "passed" if child.wait(seconds) == 0 else "failed"
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, 9)
        child.wait()
        return "timeout"


def sound(all_programs: list) -> list:
    """Those that pass with every mutant asleep, how long each takes, and what it reaches."""
    reached, kept = WORK / "reached", WORK / "sound.json"
    known = json.loads(kept.read_text()) if kept.is_file() else {}
    for program in all_programs:
        key = f"{program['program']} {os.stat(program['program']).st_mtime_ns}"
        if key not in known:
            reached.unlink(missing_ok=True)
            begin = time.monotonic()
            outcome = ran(program, 0, 900, str(reached))
            seconds = round(time.monotonic() - begin, 2)
            lines = reached.read_text().split() if reached.is_file() else []
            known[key] = [outcome, seconds, sorted({int(line) for line in lines})]
        program["outcome"], program["seconds"], reaches = known[key]
        program["reaches"], program["kills"] = set(reaches), 0
        print(f"  {program['package']} {program['name']}: {program['outcome']}, "
              f"{program['seconds']:.1f} s, reaches {len(reaches)}", flush=True)
    now = {f"{p['program']} {os.stat(p['program']).st_mtime_ns}" for p in all_programs}
    kept.write_text(json.dumps({key: value for key, value in known.items() if key in now}))
    return [program for program in all_programs if program["outcome"] == "passed"]


def chosen(file: str, package: str, all_programs: list, whole: bool) -> list:
    packages = SETS[package]
    mine = [program for program in all_programs
            if program["package"] in packages and (whole or program["name"] not in SLOW)]
    for part, tests in NAMED.items():
        if part in file and whole:
            mine = [dict(program, tests=tests.get(program["name"], [])) for program in mine
                    if program["name"] not in SLOW or program["name"] in tests]
    return mine


def held(mutant: dict, mine: list):
    """What becomes of one mutant; who catches many in a short time goes first."""
    worth = lambda program: (program["seconds"] + 0.05) / (program["kills"] + 1)
    reaching = [program for program in mine if mutant["number"] in program["reaches"]]
    for program in sorted(reaching, key=worth):
        outcome = ran(program, mutant["number"], max(20.0, 8 * program["seconds"]))
        if outcome != "passed":
            program["kills"] += 1
            return ("caught" if outcome == "failed" else "timeout",
                    f"{program['package']} {program['name']}")
    return "missed", "" if reaching else "not reached"


def record(file: str) -> Path:
    return RESULTS / (file.replace("/", "__") + ".tsv")


def digest(file: str) -> str:
    return hashlib.sha256((ROOT / file).read_bytes()).hexdigest()[:16]


def read_record(file: str) -> dict:
    """What is known of a file, if it still is the same text."""
    path = record(file)
    if path.is_file():
        lines = path.read_text().splitlines()
        if lines and lines[0] == digest(file):
            return dict((line.split("\t")[0], line.split("\t")[1:]) for line in lines[1:])
    RESULTS.mkdir(parents=True, exist_ok=True)
    path.write_text(digest(file) + "\n")
    return {}


def lottery(mutant: dict) -> bytes:
    """A sample is the same every time, and a larger one holds the smaller."""
    return hashlib.sha256(mutant["name"].encode()).digest()


def table(files: list) -> None:
    """What is known, as the rows of crates/MUTANTS.md; and every mutant that no test noticed."""
    missed = []
    for path in sorted(RESULTS.glob("*.tsv")):
        file = path.stem.replace("__", "/")
        if not any(part in file for part in files or [""]):
            continue
        of = read_record(file)
        count = lambda outcome: sum(1 for found in of.values() if found[0] == outcome)
        figures = [len(of), *map(count, ["caught", "timeout", "missed", "unviable", "not planted"])]
        print(f"| `{file}` | " + " | ".join(str(figure) for figure in figures) + " |")
        missed += [f"{name}\t{found[1]}" for name, found in of.items() if found[0] == "missed"]
    print("\n".join(missed))


def main() -> None:
    arguments = sys.argv[1:]
    if "--table" in arguments:
        return table([word for word in arguments if not word.startswith("--")])
    again = "--missed" in arguments
    sample = next((int(word[9:]) for word in arguments if word.startswith("--sample=")), 0)
    files = [word for word in arguments if not word.startswith("--")]
    mutants = listed(files)
    for number, mutant in enumerate(mutants, 1):
        mutant["number"] = number
    print(f"{len(mutants)} mutants in {len({m['file'] for m in mutants})} files", flush=True)
    copied({mutant["file"] for mutant in mutants})
    aside = planted(mutants)
    print(f"{len(aside)} set aside, {len(mutants) - len(aside)} planted", flush=True)
    if "--plant" in arguments:
        for mutant in mutants:
            if mutant["number"] in aside:
                print(mutant["name"], aside[mutant["number"]], sep="\t")
        return
    whole = "--whole" in arguments
    good = sound([program for program in programs({mutant["package"] for mutant in mutants}, whole)
                  if whole or program["name"] not in SLOW])
    order_of = list(dict.fromkeys(m["file"] for m in mutants))
    only = [word[7:] for word in arguments if word.startswith("--only=")]
    order_of = [file for file in order_of if not only or any(part in file for part in only)]
    order_of.sort(key=lambda file: min([at for at, arg in enumerate(files) if arg in file] or [0]))
    for file in order_of:
        known = read_record(file)
        of = [mutant for mutant in mutants if mutant["file"] == file]
        mine = chosen(file, of[0]["package"], good, whole)
        if sample:
            of = sorted(sorted(of, key=lottery)[:sample], key=lambda mutant: mutant["number"])
        begin = time.monotonic()
        with record(file).open("a") as out, ThreadPoolExecutor(JOBS) as pool:

            def settled(mutant: dict) -> str:
                name = mutant["name"]
                if name in known and not (again and known[name][0] in ("missed", "timeout")):
                    return known[name][0]
                if mutant["number"] in aside:
                    outcome, _, who = aside[mutant["number"]].partition(": ")
                else:
                    outcome, who = held(mutant, mine)
                out.write(f"{name}\t{outcome}\t{who}\n")
                out.flush()
                if outcome == "missed":
                    print(f"  MISSED {name} {who}", flush=True)
                return outcome

            outcomes = list(pool.map(settled, of))
        counts = {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        print(f"{file}: {len(of)} mutants, {told}, {time.monotonic() - begin:.0f} s", flush=True)


main()
