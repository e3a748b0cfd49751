#!/usr/bin/env python3
"""Write an invented law firm's repository, the same bytes for the same arguments.

    python3 benches/generate.py OUT --documents 12000 --seed 1 --defect-rate 0.1 --git --manifest FILE

OUT must be empty or not exist yet. --documents is a multiple of 100: in each hundred, 55 SOPs, 8 engagements, and 37
records and agreement cards, which refer to one another and to nothing outside. `soplint.yaml` comes on top. A document
without a seeded defect is meant to pass the packs sop, clauses and records as of 2026-10-15.

The manifest has one JSON line for each finding that a defect must give:
{"path": ..., "policy": ..., "outcome": ..., "detail": ...}. An outcome of null means: whichever. A line with
"optional": true names a policy that may speak as well, and need not.

Nothing but the standard library and, for --git, the git command.
"""

import argparse
import collections
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True  # before the modules beside this one: nothing is left in the work tree

import records
import sops
from firm import BLOCK, ENGAGEMENTS, FIRST_ENGAGEMENT, FIRST_RECORD, generator, hurt, pick, profile

WHEN = "2026-10-14T12:00:00+00:00"


def document(seed, rate, number):
    """Path, kind, text and findings due (policy, outcome, optional, detail) of one document."""
    block, place = divmod(number, BLOCK)
    if place < FIRST_ENGAGEMENT:
        plan = sops.plan(seed, rate, number)
        rng = generator(seed, "sop-engagements", number)
        whole = [n for n in range(ENGAGEMENTS) if not hurt(seed, rate, block * BLOCK + FIRST_ENGAGEMENT + n)]
        chosen = sorted(rng.sample(whole, min(len(whole), pick(rng, [0, 1, 1, 2]))))
        engagements = [records.plan(seed, rate, block * ENGAGEMENTS + n).id for n in chosen]
        text, due = sops.write(seed, plan, engagements)
        return plan.path, plan.kind, text, [(*d, plan.defect) for d in due]
    if place < FIRST_RECORD:
        path, kind, text = records.engagement(seed, rate, block * ENGAGEMENTS + place - FIRST_ENGAGEMENT)
    else:
        path, kind, text = records.record(seed, rate, block, place)
    text, name, due = records.damage(seed, rate, number, path, kind, text)
    return path, kind, text, [(*d, name) for d in due]


def write(root, path, text):
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "xb") as file:
        file.write(text.encode())
    return len(text.encode())


def commit(root):
    """One commit of everything, with a fixed author and date."""
    who = {"NAME": "Records", "EMAIL": "records@example.com", "DATE": WHEN}
    env = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull,
               **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()})
    for arguments in (["init", "-q", "-b", "main"], ["config", "gc.auto", "0"], ["add", "-A"],
                      ["commit", "-q", "-m", "Import procedures, engagements and records"]):
        subprocess.run(["git", "-C", root, *arguments], check=True, env=env)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("out")
    options.add_argument("--documents", type=int, default=1000, help="a multiple of 100 (default 1000)")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--defect-rate", type=float, default=0.1, help="part of the documents that carry a defect")
    options.add_argument("--git", action="store_true", help="make it a git repository with one commit")
    options.add_argument("--manifest", help="write the findings due to this file, outside OUT")
    given = options.parse_args()
    if given.documents % BLOCK or given.documents <= 0:
        options.error(f"--documents must be a multiple of {BLOCK}")
    if os.path.isdir(given.out) and os.listdir(given.out):
        sys.exit(f"{given.out} is not empty")

    write(given.out, "soplint.yaml", profile())
    write(given.out, ".gitattributes", "* -text\n")
    count, size = collections.Counter(), collections.Counter()
    due = []
    for number in range(given.documents):
        path, kind, text, expected = document(given.seed, given.defect_rate, number)
        count[kind] += 1
        size[kind] += write(given.out, path, text)
        for policy, outcome, optional, detail in expected:
            line = {"path": path, "policy": policy, "outcome": outcome, "detail": detail}
            due.append(line | {"optional": True} if optional else line)
    if given.git:
        commit(given.out)
    if given.manifest:
        with open(given.manifest, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in due)
    for kind, files in count.most_common():
        print(f"{kind:22} {files:6} files {size[kind]:10} bytes, {size[kind] // files:6} on average")
    hurt_files = len({line["path"] for line in due})
    print(f"{'all':22} {given.documents:6} files {sum(size.values()):10} bytes; {hurt_files} with a defect, "
          f"{sum('optional' not in line for line in due)} findings due")


if __name__ == "__main__":
    main()
