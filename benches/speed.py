#!/usr/bin/env python3
"""Generate a firm, see that every seeded defect is found, and hold the CPU time of a full check against a yardstick.

    python3 benches/speed.py /path/of/sol [--soplint target/release/soplint] [--documents 12000] [--rounds 7]
                             [--max-ratio 2.0] [--instructions] [--keep DIR]

The yardstick is a program that only reads and parses the same files; it is called as `sol all .` in the generated
repository. The two take turns, so that a busy machine hurts both alike. --instructions counts instructions as well, on
a tenth of the documents, with valgrind. Exit code 1: a defect was missed, or the ratio is above --max-ratio.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
AS_OF = "2026-10-15"
PACKS = "soplint,records,sop,clauses"


def generate(folder, name, documents):
    root = os.path.join(folder, name)
    manifest = root + ".jsonl"
    if not os.path.isdir(root):
        subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), root, "--documents", str(documents),
                        "--git", "--manifest", manifest], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["git", "-C", root, "status", "--porcelain"], check=True, stdout=subprocess.DEVNULL)
    return root, manifest


def compare(check, root, manifest):
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        subprocess.run(check, cwd=root, stdout=result)  # findings are exit code 1
        return subprocess.run([sys.executable, os.path.join(HERE, "compare.py"), manifest, result.name,
                               "--packs", PACKS]).returncode == 0


def cost(command, root):
    """CPU seconds (user and system) and peak memory in MiB of one run."""
    child = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def instructions(command, root):
    counted = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                             cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return int(re.search(r"Collected : (\d+)", counted.stderr)[1])


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("yardstick")
    options.add_argument("--soplint", default="target/release/soplint")
    options.add_argument("--documents", type=int, default=12000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--max-ratio", type=float)
    options.add_argument("--instructions", action="store_true")
    options.add_argument("--keep", help="generate in this folder, and use what is there from before")
    given = options.parse_args()
    yardstick = [os.path.abspath(given.yardstick), "all", "."]
    check = [os.path.abspath(given.soplint), "check", "--threads", "1", "--as-of", AS_OF, "-o", "json"]

    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or temporary
        os.makedirs(folder, exist_ok=True)
        root, manifest = generate(folder, f"c{given.documents}", given.documents)
        right = compare(check, root, manifest)
        runs = {"yardstick": [], "soplint": []}
        for turn in range(given.rounds):
            pair = [("yardstick", yardstick), ("soplint", check)]
            for name, command in pair if turn % 2 == 0 else reversed(pair):
                runs[name].append(cost(command, root))
        least = {name: min(cpu for cpu, _ in all_runs) for name, all_runs in runs.items()}
        median = {name: statistics.median(cpu for cpu, _ in all_runs) for name, all_runs in runs.items()}
        ratios = [least["soplint"] / least["yardstick"], median["soplint"] / median["yardstick"]]
        for name, all_runs in runs.items():
            print(f"{name:10} CPU {least[name]:.3f} s at least, {median[name]:.3f} s median, "
                  f"peak {max(peak for _, peak in all_runs):.0f} MiB")
        print(f"ratio {ratios[0]:.2f} by the least, {ratios[1]:.2f} by the medians")
        if given.instructions:
            root, _ = generate(folder, f"c{given.documents // 10 // 100 * 100}", given.documents // 10 // 100 * 100)
            counts = [instructions(command, root) for command in (yardstick, check)]
            print(f"instructions {counts[0]} and {counts[1]}, ratio {counts[1] / counts[0]:.2f}")
    sys.exit(0 if right and (given.max_ratio is None or min(ratios) <= given.max_ratio) else 1)


if __name__ == "__main__":
    main()
