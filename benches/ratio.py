#!/usr/bin/env python3
"""CPU time of commands on one folder, as a ratio to that of the first.

    ratio.py FOLDER 'YARDSTICK all .' 'soplint check --threads 1 --output json' [...] [--rounds 5] [--at-most 2.0]

The commands take turns, since a machine's speed changes from minute to minute. Printed for each: least and
median user plus system time, and the ratio of both to the first command's. --at-most: exit code 1 when the
smaller ratio of the last command is above it. Output is dropped; exit code 1 of a check is no failure here.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys


def cpu_seconds(command, folder):
    """User plus system time of a command and its children; stops at exit codes that mean it did not run."""
    child = subprocess.Popen(shlex.split(command), cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{command}: exit code {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("commands", nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-most", type=float)
    given = parser.parse_args()
    times = {command: [] for command in given.commands}
    for _ in range(given.rounds):
        for command in given.commands:
            times[command].append(cpu_seconds(command, given.folder))
    first = times[given.commands[0]]
    for command, own in times.items():
        least, median = min(own) / min(first), statistics.median(own) / statistics.median(first)
        print(f"{min(own):8.3f} s {statistics.median(own):8.3f} s   {least:6.2f} {median:6.2f}   {command}")
    if given.at_most is not None and min(least, median) > given.at_most:
        sys.exit(f"more than {given.at_most} times the first command")


if __name__ == "__main__":
    main()
