"""SOPs in Markdown: plans (what a document is, cheap to ask for) and their text, with or without a defect."""

import functools
import re

import texts
from firm import (ATTORNEYS, BLOCK, NAMES, PARALEGALS, PARTNERS, PRACTICES, RANK, SOPS, SPECIAL_SOPS, TASKS, TIER_OF,
                  between, generator, hurt, pick)
from texts import fill

SECTION_DEFECTS = (
    [f"{part} removed" for part in ("scope", "deliverable", "checkpoints", "escalation", "turnaround", "communication")] * 2
    + [f"{part} vague" for part in ("scope", "checkpoints", "escalation", "turnaround", "communication")]
    + [f"{part} placeholder" for part in ("scope", "checkpoints", "escalation", "turnaround", "communication")]
    + ["checkpoints lack a stage", "escalation lacks a person", "escalation lacks a time"]
)
FIELD_DEFECTS = ["field removed", "owner unknown", "front matter unclosed", "front matter with a bare colon",
                 "optional key misspelled", "required key misspelled", "impossible date", "date in words"]
REQUIRED = ["id", "title", "owner", "version", "effective"]

# What soplint must say because of a defect in a section. A check of the substance hangs on the section: no section, no
# second finding. With no turnaround, no other section may name a time, so two weaker findings come along.
EXPECTED = {
    "scope removed": ["sop/scope", "sop/deliverable-standard"],
    "scope vague": ["sop/scope", "sop/deliverable-standard"],
    "scope placeholder": ["sop/scope", "sop/deliverable-standard", "sop/placeholder"],
    "deliverable removed": ["sop/deliverable-standard"],
    "checkpoints removed": ["sop/checkpoints"],
    "checkpoints vague": ["sop/checkpoints"],
    "checkpoints placeholder": ["sop/checkpoints", "sop/placeholder"],
    "checkpoints lack a stage": ["sop/checkpoint-per-stage"],
    "escalation removed": ["sop/escalation"],
    "escalation vague": ["sop/escalation", "sop/escalation-actionable"],
    "escalation placeholder": ["sop/escalation", "sop/escalation-actionable", "sop/placeholder"],
    "escalation lacks a person": ["sop/escalation-actionable"],
    "escalation lacks a time": ["sop/escalation-actionable"],
    "turnaround removed": ["sop/turnaround", "sop/escalation-actionable", "sop/communication-elements"],
    "turnaround vague": ["sop/turnaround-measurable"],
    "turnaround placeholder": ["sop/turnaround-measurable", "sop/placeholder"],
    "communication removed": ["sop/communication"],
    "communication vague": ["sop/communication-elements"],
    "communication placeholder": ["sop/communication-elements", "sop/placeholder"],
}
# Sections that speak of the same things and would stand in for the one that is gone.
WITHOUT_NEIGHBOURS = {name for name in EXPECTED
                      if name.startswith(("checkpoints", "escalation")) and not name.endswith(("stage", "person", "time"))
                      } | {"turnaround removed", "communication removed"}
NEIGHBOUR_POLICIES = ["sop/workflow-map", "sop/error-tracking", "sop/attorney-approval"]

STYLES = ["plain", "plain", "plain", "numbered", "lettered", "decorated", "setext", "bold", "upper"]


class Plan:
    """What an SOP is: path, id, kind, tasks, and the name of its defect or None."""

    def __init__(self, seed, rate, number):
        rng = generator(seed, "sop", number)
        place = number % BLOCK
        self.number = number
        self.kind = SPECIAL_SOPS[place] if place < len(SPECIAL_SOPS) else "sop"
        if self.kind == "sop":
            self.practice = pick(rng, list(PRACTICES))
            code = PRACTICES[self.practice]
            first = pick(rng, TASKS)
            # The tasks of one SOP share a tier, so that the SOP's tier is the tier of each.
            same = [t for t in TASKS if TIER_OF[t] == TIER_OF[first] and t != first]
            self.tasks = [first] + rng.sample(same, pick(rng, [0, 0, 0, 1, 1, 2]))
            self.tier = max((TIER_OF[t] for t in self.tasks), key=RANK.get)
            self.title = f"{words(first).capitalize()} in {self.practice.replace('-', ' ')} matters"
        else:
            self.practice = "firm"
            code = {"data-security-sop": "SEC", "supervision-procedure": "SUP", "onboarding-sop": "ONB",
                    "continuity-protocol": "CON"}[self.kind]
            self.tasks, self.tier = [], None
            self.title = {"SEC": "Data security for outsourced staff", "SUP": "Supervision of outsourced staff",
                          "ONB": "Onboarding of outsourced staff", "CON": "Continuity of outsourced work"}[code]
        self.id = f"SOP-{code}-{number:06d}"
        slug = re.sub(r"[^a-z]+", "-", self.title.lower()).strip("-")
        self.path = f"sops/{self.practice}/{self.id}-{slug}.md"
        self.owner = pick(rng, PARTNERS if self.kind != "sop" else ATTORNEYS + PARALEGALS)
        self.approver = pick(rng, PARTNERS + ATTORNEYS)
        self.version = f"{between(rng, 1, 3)}.{between(rng, 0, 6)}"
        month = between(rng, 1, 8)
        self.approved = f"2026-{month:02d}-{between(rng, 1, 12):02d}"
        self.effective = f"2026-{month:02d}-{between(rng, 13, 28):02d}"
        self.review_by = f"2027-{self.approved[5:]}"
        self.engagements = []
        self.defect = None
        if hurt(seed, rate, number):
            self.defect = choose_defect(generator(seed, "defect-kind", number), self)


@functools.lru_cache(maxsize=2048)
def plan(seed, rate, number):
    return Plan(seed, rate, number)


def sound(seed, rate, block, tier=None):
    """The plans of a block's SOPs of kind `sop` that have no defect (of one tier, if one is named)."""
    plans = (plan(seed, rate, block * BLOCK + place) for place in range(len(SPECIAL_SOPS), SOPS))
    return [p for p in plans if p.defect is None and tier in (None, p.tier)]


def choose_defect(rng, it):
    if it.kind == "sop":
        names = SECTION_DEFECTS if rng.random() < 0.7 else FIELD_DEFECTS
        if any("review" in task or "check" in task for task in it.tasks):
            # The name of the work itself would speak of checks; of messages, below.
            names = [name for name in names if not name.startswith("checkpoints ") or name.endswith("stage")]
        if any("contact" in task or "correspondence" in task for task in it.tasks):
            names = [name for name in names if not name.startswith("communication ")]
        return pick(rng, names)
    if it.kind == "data-security-sop" and rng.random() < 0.8:
        topic = pick(rng, list(texts.SECURITY))
        return "incident response placeholder" if topic == "incident-notice" and rng.random() < 0.3 else f"no clause: {topic}"
    return pick(rng, ["field removed", "optional key misspelled", "impossible date", "date in words"])


def words(task):
    return task.replace("_", " ")


def write(seed, it, engagements):
    """The text of an SOP, and the findings due on it: (policy, outcome, whether it is only allowed)."""
    rng = generator(seed, "sop-text", it.number)
    due = []
    front = front_matter(rng, it, engagements, due)
    if it.kind == "sop":
        body = procedure(rng, it, due)
    elif it.kind == "data-security-sop":
        body = security(rng, it, due)
    else:
        body = {"supervision-procedure": supervision, "onboarding-sop": onboarding,
                "continuity-protocol": continuity}[it.kind](rng, it)
    closing = [] if it.defect == "front matter unclosed" else ["---"]
    text = "\n".join(["---", *front, *closing, "", body]) + "\n"
    # A few files as other people's editors leave them.
    if it.defect is None and rng.random() < 0.02:
        text = text.replace("\n", "\r\n")
    return text, due


def front_matter(rng, it, engagements, due):
    hours, it.hours = {}, {}
    clock = "calendar" if rng.random() < 0.2 else "business"
    for task in it.tasks:
        hours[task] = pick(rng, [24, 48] if clock == "calendar" else [4, 6, 8, 16, 24, 40])
    it.hours, it.clock = hours, clock
    lines = [f"kind: {it.kind}", f"id: {it.id}", f"title: {it.title}", f"owner: {it.owner}", f'version: "{it.version}"',
             f"effective: {it.effective}", f"approved_by: {it.approver}", f"approved: {it.approved}",
             f"review_by: {it.review_by}"]
    if it.kind == "sop":
        lines += [f"tier: {it.tier}", f"task_types: [{', '.join(it.tasks)}]"]
    if it.kind == "data-security-sop":
        lines.append("audit_cadence: quarterly")
    if it.kind == "onboarding-sop":
        lines.append("period_days: 30")
    lines.append(f"engagements: [{', '.join(engagements)}]")
    if it.tasks and it.defect != "turnaround removed":
        lines.append("turnaround:")
        lines += [f"  {task}: {{hours: {hours[task]}, clock: {clock}, starts: assignment}}" for task in it.tasks]

    def change(key, line):
        at = next(n for n, old in enumerate(lines) if old.startswith(f"{key}: "))
        lines[at:at + 1] = [line(lines[at])] if line else []

    metadata = ("sop/metadata", "not-found", False)
    match it.defect:
        case "field removed":
            change(pick(rng, REQUIRED + ["task_types"] * (it.kind == "sop")), None)
            due.append(metadata)
        case "owner unknown":
            change("owner", lambda _: "owner: " + pick(rng, ["kbrandvold", "the office manager", "litigation team"]))
            due.append(("sop/metadata", "not-found", True))  # who is known to the firm is not judged yet
        case "front matter unclosed":
            due.append(("soplint/front-matter", "not-found", False))
            due += [(policy, "cannot-check", False) for policy in ["sop/metadata", "records/date", "records/unknown-field"]]
        case "front matter with a bare colon":
            change("title", lambda _: f"title: {it.title}: a guide")
            due.append(("soplint/front-matter", "not-found", False))  # and the title is read all the same
        case "optional key misspelled":
            change(*misspelled(rng, ["review_by", "approved_by", "engagements"]))
            due += [("records/unknown-field", "not-found", False), ("sop/approval-current", None, True)]
        case "required key misspelled":
            change(*misspelled(rng, ["owner", "version", "effective", "title"]))
            due += [("records/unknown-field", "not-found", False), metadata]
        case "impossible date":
            key = pick(rng, ["approved", "review_by"])
            change(key, lambda _: f"{key}: 2026-02-{between(rng, 29, 31)}")
            due += [("records/date", "not-found", False), ("sop/approval-current", None, True)]
        case "date in words":
            key = pick(rng, ["approved", "review_by"])
            change(key, lambda _: f"{key}: " + pick(rng, ["March 4, 2026", "June 2026", "next spring", "4 August 2026"]))
            due += [("records/date", "not-found", False), ("sop/approval-current", None, True)]
    return lines


def misspelled(rng, keys):
    """A key, and the change that swaps two neighbouring letters of it."""
    key = pick(rng, keys)
    at = pick(rng, [n for n in range(1, len(key) - 1) if key[n] != key[n + 1] and "_" not in key[n:n + 2]])
    wrong = key[:at] + key[at + 1] + key[at] + key[at + 2:]
    return key, lambda line: wrong + line[len(key):]


class Page:
    """Collects blocks; headings come in one style for the whole document."""

    def __init__(self, rng, title, style, plain):
        self.rng, self.style, self.plain = rng, style, plain
        self.count, self.titles = 0, []
        self.blocks = [f"{title}\n{'=' * len(title)}" if style == "setext" else f"# {title}"]

    def heading(self, words_or_concept):
        choices = texts.HEADINGS.get(words_or_concept, [words_or_concept])
        title = pick(self.rng, choices[:texts.PLAIN] if self.plain else choices)
        self.titles.append(title)
        self.count += 1
        self.blocks.append({
            "plain": f"## {title}",
            "numbered": f"## {self.count}. {title}",
            "lettered": f"## {chr(64 + (self.count - 1) % 26 + 1)}. {title}",
            "decorated": pick(self.rng, [f"## **{title}**", f"## {title}:", f"## {title} ##", f"## *{title}*"]),
            "setext": f"{title}\n{'-' * max(len(title), 4)}",
            "bold": f"**{title}**",
            "upper": f"## {title.upper()}",
        }[self.style])

    def add(self, *blocks):
        self.blocks += [b for b in blocks if b]

    def size(self):
        return sum(len(b) + 2 for b in self.blocks)

    def text(self):
        return "\n\n".join(self.blocks)


def procedure(rng, it, due):
    """The body of a document of kind `sop`."""
    defect = it.defect or ""
    due += [(policy, "not-found", False) for policy in EXPECTED.get(defect, [])]
    style = pick(rng, STYLES)
    page = Page(rng, it.title, style, plain=defect in EXPECTED)
    sup = pick(rng, ["supervising attorney", "responsible attorney", "matter partner"])
    target = int(rng.triangular(1800, 11800, 5200))
    neighbours = defect not in WITHOUT_NEIGHBOURS
    if not neighbours:
        due += [(policy, None, True) for policy in NEIGHBOUR_POLICIES]
    sections = ["scope", "deliverable"] + ["workflow"] * neighbours + [
        "checkpoints", "escalation", "turnaround", "communication", "confidentiality"] + ["tracking"] * neighbours
    if rng.random() < 0.25:
        rng.shuffle(five := sections[2:])
        sections[2:] = five
    if defect in EXPECTED and defect.endswith(" removed"):
        gone = defect.removesuffix(" removed")
        sections.remove(gone)
        if gone == "scope":
            sections.remove("deliverable")
        if rng.random() < 0.25:
            # A heading in a comment or in code is no section.
            title = texts.HEADINGS[gone][0]
            page.add(pick(rng, [f"<!--\n## {title}\n\nText to come.\n-->", f"```text\n## {title}\n```"]))
    if defect.startswith("scope "):
        sections = [s for s in sections if s != "deliverable"]
    topics = [t for t in texts.FILLER if t not in texts.NAMING or not defect.startswith(("scope ", "deliverable "))]
    fillers = rng.sample(topics, len(topics))
    if rng.random() < 0.7:
        page.add(paragraph(rng, "Background", 2))
    made = {name: SECTIONS[name](rng, it, defect, sup) for name in sections}
    # A replaced body stays under its heading.
    part, _, how = defect.partition(" ")
    if how == "vague":
        made[part] = [pick(rng, texts.VAGUE[part])]
    if how == "placeholder":
        empty = style not in ("bold", "setext") and rng.random() < 0.2
        made[part] = [] if empty else [pick(rng, texts.PLACEHOLDERS)]
    room = target - page.size() - sum(len(b) + 20 for blocks in made.values() for b in blocks)
    extra = []
    while room > 500 and fillers:
        topic = fillers.pop()
        blocks = filler(rng, topic, min(room, 2200))
        extra.append((topic, blocks))
        room -= sum(len(b) + 2 for b in blocks)
    nested = defect == "" and style == "plain" and rng.random() < 0.3
    for name in sections:
        if name == "deliverable" and nested and sections.index("scope") + 1 == sections.index("deliverable"):
            page.add("### Deliverable standard")
        else:
            page.heading(name)
        page.add(*made[name])
        if extra and rng.random() < 0.6:
            topic, blocks = extra.pop()
            page.heading(topic)
            page.add(*blocks)
    for topic, blocks in extra:
        page.heading(topic)
        page.add(*blocks)
    if it.defect is None and style == "plain" and rng.random() < 0.05:
        contents = [f"- [{t}](#{t.lower().replace(' ', '-')})" for t in page.titles]
        page.blocks.insert(1, "\n".join(contents))
    return page.text()


def scope(rng, it, defect, sup):
    practice = it.practice.replace("-", " ")
    first = fill(rng, pick(rng, texts.SCOPE), task=" and ".join(words(t) for t in it.tasks), practice=practice)
    return [first, pick(rng, texts.OUTSIDE)]


def deliverable(rng, it, defect, sup):
    lines = [fill(rng, t) for t in rng.sample(texts.DELIVERABLES, between(rng, 2, 4))]
    lead = fill(rng, "A finished {doc} meets each of these points; it must be complete and in the firm’s format.")
    return [lead, "\n".join(f"- {line}" for line in lines)]


def workflow(rng, it, defect, sup):
    steps = [(stage, fill(rng, text, sup=sup)) for stage, text in texts.STEPS.items()]
    if rng.random() < 0.3:
        return ["| Step | What happens |\n|---|---|\n" + "\n".join(f"| {s} | {t} |" for s, t in steps)]
    return ["\n".join(f"{n}. **{s}.** {t}" for n, (s, t) in enumerate(steps, 1))]


def checkpoints(rng, it, defect, sup):
    stages = list(texts.CHECKS)
    if defect == "checkpoints lack a stage":
        stages.remove(pick(rng, stages))
    rows = [(s, fill(rng, pick(rng, texts.CHECKS[s]), sup=sup),
             fill(rng, texts.CHECKERS[s], Sup=sup.capitalize())) for s in stages]
    shape = rng.random()
    if shape < 0.5:
        return ["| Stage | Check | Who |\n|:------|-------|-----|\n" + "\n".join(f"| {s} | {c} | {w} |" for s, c, w in rows)]
    if shape < 0.75:
        return ["\n".join(f"- **{s}:** {c} ({w.lower()})." for s, c, w in rows)]
    if shape < 0.9:
        return ["\n".join(f"{n}. {s}: {c} ({w.lower()})." for n, (s, c, w) in enumerate(rows, 1))]
    return ["\n".join(f"- [ ] {s}: {c} ({w.lower()})" for s, c, w in rows)]


def escalation(rng, it, defect, sup):
    triggers = [fill(rng, t) for t in rng.sample(texts.TRIGGERS, between(rng, 3, 6))]
    answer = pick(rng, ["two hours", "three hours", "30 minutes", "60 minutes", "2 hours", "4 business hours"])
    if defect == "escalation lacks a person":
        return ["Stop and ask when:", bulleted(triggers), f"An answer comes within {answer}."]
    timed = defect not in ("escalation lacks a time", "turnaround removed")
    channel = "" if defect == "communication removed" else pick(rng, ["", " in the matter channel", " by telephone"])
    if rng.random() < 0.3 and timed:
        return [f"Stop and ask the {sup}{channel} when " + ", when ".join(triggers[:-1]) + f", or when {triggers[-1]}. "
                f"The {sup} answers within {answer}."]
    tail = f"The {sup} answers within {answer}." if timed else f"The {sup} decides how the work goes on."
    if rng.random() < 0.2 and timed:
        rows = "\n".join(f"| {t[0].upper()}{t[1:]} | {sup.capitalize()} | {answer} |" for t in triggers)
        return ["| Event | Ask | Answer within |\n|---|---|---|\n" + rows]
    return [f"Stop and ask the {sup}{channel} when:", bulleted(triggers), tail]


def bulleted(triggers):
    return "\n".join(f"- {t};" for t in triggers[:-1]) + f"\n- {triggers[-1]}."


def turnaround(rng, it, defect, sup):
    def span(task):
        hours = it.hours[task]
        if it.clock == "calendar":
            return f"{hours} hours"
        if hours % 8 == 0 and hours > 8 and rng.random() < 0.4:
            return f"{hours // 8} business days"
        return f"{hours} business hours"

    if len(it.tasks) == 1 and rng.random() < 0.6:
        return [f"The time for {words(it.tasks[0])} is {span(it.tasks[0])}, counted from assignment."]
    if rng.random() < 0.5:
        return ["| Task | Time | Starts |\n|---|--:|---|\n"
                + "\n".join(f"| {words(t).capitalize()} | {span(t)} | assignment |" for t in it.tasks)]
    return ["\n".join(f"- {words(t).capitalize()}: {span(t)} from assignment." for t in it.tasks)]


def communication(rng, it, defect, sup):
    often, how = pick(rng, texts.FREQUENCY), pick(rng, texts.CHANNELS)
    answer = pick(rng, ["30 minutes", "60 minutes", "2 hours", "4 business hours"])
    items = [("Reporting frequency", often), ("Channels", how)]
    if defect != "turnaround removed":
        items.append(("Response time", f"Messages are answered within {answer} in working hours"))
    if rng.random() < 0.5:
        return ["\n".join(f"- **{label}.** {text}." for label, text in items)]
    return [" ".join(f"{text}." for _, text in items)]


def confidentiality(rng, it, defect, sup):
    return [" ".join(fill(rng, t) for t in rng.sample(texts.HANDLING, 3)) + " What is in the client’s papers stays there."]


def tracking(rng, it, defect, sup):
    return ["The task log records, for every item, each revision with its reason, each escalation with the time asked and "
            "the time answered, and the turnaround against the due time. The senior paralegal keeps the log."]


SECTIONS = {"scope": scope, "deliverable": deliverable, "workflow": workflow, "checkpoints": checkpoints,
            "escalation": escalation, "turnaround": turnaround, "communication": communication,
            "confidentiality": confidentiality, "tracking": tracking}


def paragraph(rng, topic, sentences):
    pool = texts.FILLER[topic]
    return " ".join(fill(rng, t) for t in rng.sample(pool, min(sentences, len(pool))))


def filler(rng, topic, room):
    """Blocks on a topic that answer no question of an SOP; no sentence comes twice."""
    rest = [fill(rng, t) for t in rng.sample(texts.FILLER[topic], len(texts.FILLER[topic]))]
    out = []
    while rest and sum(len(b) for b in out) < room * 0.8:
        shape = rng.random()
        if not out or shape < 0.6:
            taken = between(rng, 2, 4)
            out.append(" ".join(rest[:taken]))
        elif shape < 0.8 and len(rest) > 1:
            taken = 3
            out.append("\n".join(f"- {sentence}" for sentence in rest[:taken]))
        else:
            taken = 1
            out.append(f"> {rest[0]}\n> — note of {fill(rng, '{year}')}")
        rest = rest[taken:]
    if rng.random() < 0.4:
        pairs = rng.sample(texts.FOLDERS if topic == "Folder Layout" else texts.SHORT, between(rng, 4, 7))
        out.append("| Name | Meaning |\n|---|---|\n" + "\n".join(f"| `{a}` | {b} |" for a, b in pairs))
    if rng.random() < 0.2:
        out.append(f"```text\nM-26-{between(rng, 10, 99):05d}_{fill(rng, '{code}')}_2026-03-{between(rng, 10, 28)}_scan.pdf\n```")
    if rng.random() < 0.1:
        out.append(fill(rng, "The card with the *short forms* lies in [{sys}](https://example.com/forms/{code}), see “{word}”."))
    return out


def security(rng, it, due):
    defect = it.defect or ""
    gone = defect.removeprefix("no clause: ")
    if defect.startswith("no clause: "):
        due.append((f"clauses/{gone}", "not-found", False))
    page = Page(rng, it.title, pick(rng, ["plain", "numbered", "setext", "decorated"]), plain=True)
    it.partner = NAMES[it.owner]

    def clause(topic):
        if topic == gone:
            return ""
        return fill(rng, pick(rng, texts.SECURITY[topic]), hours=pick(rng, ["12", "24", "48", "72"]),
                    days=pick(rng, ["5", "10", "15", "30"]), partner=it.partner)

    page.add(paragraph(rng, "Systems and Accounts", 2))
    page.heading("Systems and access")
    page.add(fill(rng, "Client papers live in {sys} of the firm, and the vendor’s people work there."),
             " ".join(filter(None, map(clause, ["secure-remote-access", "least-privilege", "encryption"]))))
    if gone != "incident-notice":
        page.heading("Incident response")
        if defect == "incident response placeholder":
            page.add(pick(rng, texts.PLACEHOLDERS))
            due += [("sop/placeholder", "not-found", False), ("clauses/incident-notice", "not-found", False)]
        else:
            page.add(clause("incident-notice") + " The firm then decides on containment and on what clients learn.")
    page.heading("Storage locations and residency")
    page.add("Client papers are stored in the United States (us-east) only and may be viewed from the United States, Colombia, "
             "Mexico and Costa Rica. They may not be stored anywhere else.")
    page.heading("Logging and monitoring")
    page.add("Sign-ins, views and exports are logged. The senior paralegal reads the list every Monday and notes that this was done.")
    page.heading("Audit")
    page.add("The firm audits the arrangement every quarter: user list, sign-in log, training records and one walk through the workroom by video.")
    if gone != "retention-deletion":
        page.heading("Retention and deletion")
        page.add(clause("retention-deletion"))
    for topic in rng.sample(["Definitions", "File Names", "Background", "Common Slips", "Folder Layout"], between(rng, 0, 2)):
        page.heading(topic)
        page.add(*filler(rng, topic, 1200))
    return page.text()


def supervision(rng, it):
    page = Page(rng, it.title, pick(rng, ["plain", "numbered", "setext"]), plain=True)
    page.add("The firm and its supervising attorneys remain responsible for outsourced work as for the firm’s own.",
             "| Tier | Tasks | Oversight | Longest gap |\n|---|---|---|---|\n"
             "| High | client intake, document review, case research, court filing preparation | Supervising attorney, real-time or same day | Same day |\n"
             "| Medium | document formatting, scheduling, billing support | Periodic review at written checkpoints | 5 business days |\n"
             "| Low | data entry, file organization, basic correspondence | Spot check, at least 5 items | 30 days |")
    page.heading("Logs")
    page.add("A task that is not in the table is high until a partner says otherwise in writing. Every review, quality check and "
             "corrective action is logged on the day it happens.")
    page.heading("Limits")
    page.add("Outsourced staff do not give legal advice, accept or decline clients, quote fees, sign papers or speak in court.")
    return page.text()


def onboarding(rng, it):
    page = Page(rng, it.title, pick(rng, ["plain", "numbered", "setext"]), plain=True)
    page.add("The first 30 days follow this plan. The senior paralegal runs it, and the supervising attorney holds the check-ins.")
    for title, text in [("Case management systems", "Day 1 to day 3: {sys}, the task log, the VPN. The new member works through a practice batch."),
                        ("Naming conventions", "Day 2: file names and folders, with twenty practice files."),
                        ("Communication expectations", "Day 1: start-of-day and end-of-day messages, channels, answer times, whom to call."),
                        ("Confidentiality protocols", "Before day 1: signed agreement and vendor training. Day 1: the firm’s own session on client confidences and privilege.")]:
        page.heading(title)
        page.add(fill(rng, text))
    page.heading("Milestones and check-ins")
    page.add("| Day | Milestone | Check-in |\n|---|---|---|\n"
             "| 1 | Systems, confidentiality session, ethics instructions | Supervising attorney |\n"
             "| 5 | Work sample reviewed by the attorney | Supervising attorney |\n"
             "| 14 | First live work reviewed in full | Supervising attorney |\n"
             "| 22 | Mid-point, error list discussed | Senior paralegal |\n"
             "| 30 | Decision: continue, extend or replace | Supervising attorney and partner |",
             "No high-risk work is assigned before the day 5 milestone is passed; the firm’s rule has no exceptions.")
    return page.text()


def continuity(rng, it):
    page = Page(rng, it.title, pick(rng, ["plain", "numbered", "setext"]), plain=True)
    page.add("This protocol applies when a team member leaves, when a team member is unavailable without notice for more than 4 hours, "
             "and when the vendor’s work is disrupted (power, network, insolvency, disaster, strike).")
    page.heading("Work transfer")
    page.add("The senior paralegal moves open tasks to the named backup the same day, and to in-house staff where no backup is cleared "
             "for conflicts. Deadlines inside ten days go to the supervising attorney first.")
    page.heading("Knowledge preservation")
    page.add("Memos, protocols and question logs are kept in the matter workspace, not in personal notes. A leaver spends the last two days on a written handoff.")
    page.heading("Protection of client matters")
    page.add("Access is removed within 24 hours, devices are erased, the client is told when the change affects the matter, and a handoff record is filed.")
    return page.text()
