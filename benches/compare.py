#!/usr/bin/env python3
"""Hold the findings of a run against the defects that were seeded.

    soplint check --output json --as-of 2026-10-15 > result.json      # in the generated repository
    python3 benches/compare.py manifest.jsonl result.json [--packs soplint,records,sop,clauses]

A finding that is due counts as found when it has the path, the policy and (unless the manifest says null) the outcome.
Unexpected is a finding of severity error on a policy and file for which none is due. Exit code: 0 all found and
nothing unexpected, 1 otherwise. --packs leaves everything outside these packs out of account.
"""

import argparse
import collections
import json
import sys

SHOWN = 20


def show(title, lines):
    if lines:
        print(f"\n{title}:")
        for line in lines[:SHOWN]:
            print(f"  {line}")
        if len(lines) > SHOWN:
            print(f"  ... and {len(lines) - SHOWN} more")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("manifest", help="written by generate.py --manifest")
    options.add_argument("result", help="output of soplint check --output json, or - for standard input")
    options.add_argument("--packs", help="comma-separated; only policies of these packs count")
    given = options.parse_args()
    packs = given.packs.split(",") if given.packs else None

    def counts(policy):
        return packs is None or policy.split("/")[0] in packs

    with open(given.manifest, encoding="utf-8") as file:
        due = [line for line in map(json.loads, file) if counts(line["policy"])]
    with sys.stdin if given.result == "-" else open(given.result, encoding="utf-8") as file:
        result = json.load(file)

    said = collections.defaultdict(set)
    for finding in result["diagnostics"]:
        said[finding["path"], finding["policy"]].add(finding["outcome"])
    misses, wanted, by_policy = [], 0, collections.defaultdict(lambda: [0, 0])
    for line in due:
        if line.get("optional"):
            continue
        wanted += 1
        by_policy[line["policy"]][1] += 1
        got = said.get((line["path"], line["policy"]), set())
        if got and (line["outcome"] is None or line["outcome"] in got):
            by_policy[line["policy"]][0] += 1
        else:
            instead = f", got {', '.join(sorted(got))}" if got else ""
            misses.append(f"{line['path']}: {line['policy']} {line['outcome'] or 'any outcome'}{instead} ({line['detail']})")

    known = {(line["path"], line["policy"]) for line in due}
    errors, lighter = [], collections.Counter()
    for finding in result["diagnostics"]:
        if (finding["path"], finding["policy"]) in known or not counts(finding["policy"]):
            continue
        if finding["severity"] == "error":
            start = finding.get("range", {}).get("start", {})
            errors.append(f"{finding['path']}:{start.get('line', '?')}: {finding['policy']} {finding['outcome']}: {finding['message']}")
        else:
            lighter[finding["policy"], finding["severity"], finding["outcome"]] += 1
    idle = [policy["id"] for policy in result["policies"] if policy["subjects"] == 0 and counts(policy["id"])]

    print(f"seeded defects found: {wanted - len(misses)} of {wanted} findings due")
    for policy, (found, of) in sorted(by_policy.items()):
        print(f"  {policy:30} {found:6} of {of}")
    print(f"unexpected findings of severity error: {len(errors)}")
    show("missed", misses)
    show("unexpected errors", errors)
    show("unexpected, lighter than error (these do not fail)",
         [f"{number:6} {policy} {severity} {outcome}" for (policy, severity, outcome), number in lighter.most_common()])
    show("policies that judged nothing", idle)
    sys.exit(1 if misses or errors else 0)


if __name__ == "__main__":
    main()
