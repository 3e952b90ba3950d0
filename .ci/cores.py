#!/usr/bin/env python3
"""The throughput of `amend batch` on two threads, as a ratio to that on one.

The runs take turns, so that what else goes on here hits both. A pair counts only
where both runs had their cores to themselves; for each, that share is shown.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

ROUNDS = int(os.environ.get("AMEND_ROUNDS", "7"))
# The share of its cores that a run must have had.
QUIET = 0.95


def run(amend, pairs, jobs):
    """Seconds, and seconds of processors, of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [amend, "batch", "--vendor", "copper", "--jobs", str(jobs), pairs],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"amend ended with {done.returncode}")
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, worked


def main():
    amend, pairs = sys.argv[1:]
    with open(pairs, "rb") as file:
        count = sum(1 for _ in file)
    ratios = []
    for number in range(1, ROUNDS + 1):
        (one, worked), (two, both) = run(amend, pairs, 1), run(amend, pairs, 2)
        quiet = worked / one >= QUIET and both / two / 2 >= QUIET
        print(
            f"{number}: {count / one:.0f} a second on one thread ({worked / one:.2f} cores), "
            f"{count / two:.0f} on two ({both / two:.2f} cores), ratio {one / two:.2f}"
            f"{'' if quiet else ', disturbed'}"
        )
        if quiet:
            ratios.append(one / two)
    if not ratios:
        sys.exit("every pair of runs was disturbed: nothing is known")
    print(f"median of {len(ratios)} undisturbed pairs: {statistics.median(ratios):.2f}")
    if statistics.median(ratios) < 1.8:
        sys.exit("expected at least 1.80")


if __name__ == "__main__":
    main()
