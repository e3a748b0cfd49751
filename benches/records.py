"""Engagements, their records and their agreement cards; and the defects of files that are YAML."""

import functools
import re

import sops
import texts
from firm import (ACTIVE, ATTORNEYS, BLOCK, ENGAGEMENTS, FIRST_ENGAGEMENT, FIRST_RECORD, NAMES, PARALEGALS, PARTNERS,
                  SPECIAL_SOPS, between, generator, hurt, pick)
from texts import fill

PLACES = [("CO", "Bogotá", "America/Bogota", "-05:00", "16:30"), ("MX", "Guadalajara", "America/Mexico_City", "-06:00", "15:30"),
          ("CR", "Heredia", "America/Costa_Rica", "-06:00", "15:30")]
VENDORS = [("cordillera-apoyo", "Cordillera Apoyo Legal S.A.S."), ("tres-rios", "Tres Ríos Servicios Jurídicos"),
           ("lindero", "Lindero Gestión Legal"), ("puente-claro", "Puente Claro Paralegal Services"),
           ("alameda-norte", "Alameda Norte Soporte Legal")]
GIVEN = ["Camila", "Julián", "Marisol", "Esteban", "Ximena", "Rodrigo", "Noemí", "Andrés", "Paloma", "Íñigo"]
FAMILY = ["Arboleda", "Benavides", "Cienfuegos", "Dávalos", "Escalante", "Figueroa", "Ibáñez", "Montealegre", "Quiñones", "Zúñiga"]
WORKDAYS = ["2026-09-09", "2026-09-10", "2026-09-11", "2026-09-14", "2026-09-15", "2026-09-16", "2026-09-17", "2026-09-18",
            "2026-09-21", "2026-09-22", "2026-09-23", "2026-09-24", "2026-09-25", "2026-09-28", "2026-09-29"]
KINDS = ["msa card", "security card", "nda card", "client-consent", "conflict-check", "vendor-assessment", "supervision-log",
         "task-log", "kpi-review", "compliance-meeting", "onboarding-record"]
LAST = ["data-disposition", "audit", "incident"]

YAML_DEFECTS = ["broken yaml", "duplicate key", "key misspelled", "impossible date", "date in words", "time without zone"]
FRONT_DEFECTS = ["key misspelled", "impossible date", "date in words"]
# Keys that give a file its identity, or that other files lean on.
KEPT = {"kind", "schema", "id", "engagement", "member", "matter", "vendor", "status", "tasks", "entries", "milestones",
        "persons", "model", "team", "matters", "firm"}


class Plan:
    """An engagement: who, where, for which matter, under which SOPs."""

    def __init__(self, seed, rate, number):
        rng = generator(seed, "engagement", number)
        block, place = divmod(number, ENGAGEMENTS)
        self.number, self.active = number, place < ACTIVE
        self.id = f"ENG-2026-{number + 1:05d}"
        self.partner, self.sup, self.backup = pick(rng, PARTNERS), pick(rng, ATTORNEYS), pick(rng, ATTORNEYS)
        while self.backup == self.sup:
            self.backup = pick(rng, ATTORNEYS)
        self.paralegal = pick(rng, PARALEGALS)
        self.country, self.city, self.zone, self.offset, self.cutoff = pick(rng, PLACES)
        vendor, self.vendor_name = pick(rng, VENDORS)
        self.vendor = f"{vendor}-{number + 1:05d}"
        self.state = pick(rng, ["NC", "FL"])
        self.matter = f"M-26-{number + 1:05d}"
        self.client = f"C-{between(rng, 100, 999)}"
        self.members = []
        for at in range(1 if self.active else between(rng, 1, 3)):
            given, family = pick(rng, GIVEN), pick(rng, FAMILY)
            plain = (given[0] + family).lower().translate(str.maketrans("áéíóúñ", "aeioun"))
            self.members.append((f"{plain}{number + 1}{chr(97 + at)}", f"{given} {family}"))
        high = sops.sound(seed, rate, block, "high")
        self.sops = rng.sample(high, min(len(high), 1 if self.active else between(rng, 1, 3)))
        self.special = [sops.plan(seed, rate, block * BLOCK + at) for at in range(4)]
        self.practice = self.sops[0].practice.replace("-", "_") if self.sops else "litigation"
        self.slug = f"{self.id}-{ascii_slug(self.city)}-{self.practice.replace('_', '-')}"
        self.folder = f"records/{self.id}"
        self.dms = f"DMS VEND-{number + 1:05d}"

    def card(self, name):
        return f"agreements/{self.id}-{name}.md"


@functools.lru_cache(maxsize=256)
def plan(seed, rate, number):
    return Plan(seed, rate, number)


def ascii_slug(text):
    return re.sub(r"[^a-z]+", "-", text.lower().translate(str.maketrans("áéíóúñ", "aeioun"))).strip("-")


def engagement(seed, rate, number):
    """Path, kind, text and findings due of the engagement with this number."""
    it = plan(seed, rate, number)
    rng = generator(seed, "engagement-text", number)
    status = "active" if it.active else "draft"
    out = [
        "kind: engagement", "schema: 1", f"id: {it.id}",
        f"title: {it.practice.replace('_', ' ').capitalize()} support, {it.city} team", f"status: {status}", "model: nearshore",
        "start_date: 2026-09-01", "first_data_access: 2026-09-01", "end_date: null", "",
        "vendor:", f"  id: {it.vendor}", f"  legal_name: {it.vendor_name}", f"  country: {it.country}",
        "  relationship: staffing_company      # staffing_company | lpo | freelancer | foreign_law_firm | captive",
        "  selected_by: firm", "  subcontractors: none", "vendor_compensation: {basis: monthly_fixed}", "",
        "firm:", f"  responsible_partner: {it.partner}", f"  supervising_attorneys: [{it.sup}]", f"  backup_supervisor: {it.backup}", "",
        "matters:", f"  - id: {it.matter}", f"    client_code: {it.client}", f"    jurisdictions: [{it.state}]",
        f"    practice_area: {it.practice}", "    data_classes: [client_confidential, privileged]", "    phi: false",
        "    technical_data: none", "    third_party_sensitive: false", "    client_restrictions:", "      reviewed: 2026-08-12",
        f"      by: {it.sup}", f"      source: \"Outside counsel guidelines v{between(rng, 2, 9)}, section {between(rng, 2, 6)}.{between(rng, 1, 4)}\"",
        "      offshore_allowed: true", "      us_only_storage: true", "      us_only_access: false",
    ]
    if it.active:
        out.append(f"    consent: {it.folder}/consents/{it.matter}.yaml")
    out += ["", "team:"]
    for member, name in it.members:
        nda = it.card("nda") if it.active else f"{it.dms}-0005"
        out += [
            f"  - id: {member}", f"    name: {name}", f"    git: {{emails: [{member}@example.com]}}", "    role: legal_assistant",
            "    licensed_us: []", "    licensed_elsewhere: []", f"    matters: [{it.matter}]",
            f"    location: {{country: {it.country}, city: {it.city}}}", f"    timezone: {it.zone}",
            '    hours: {days: [Mon, Tue, Wed, Thu, Fri], start: "08:00", end: "17:00"}', "    start_date: 2026-09-01",
            "    end_date: null", f"    backup: {it.paralegal}",
            f"    confidentiality_agreement: {{signed: 2026-08-19, file: {nda}}}",
            "    confidentiality_training: {completed: 2026-08-25, provider: vendor, topics: [legal_confidentiality, privilege, phishing]}",
            f"    ethics_instructions: {{given: 2026-09-01, by: {it.sup}}}",
            f"    qualifications: {{verified: 2026-08-18, by: {it.paralegal}, checked: [education, experience, references, background_check]}}",
        ]
    members = ", ".join(m for m, _ in it.members)
    out += ["", "tasks:"]
    for sop in it.sops:
        out += [
            f"  - type: {sop.tasks[0]}", f"    tier: {sop.tier}", "    substantive: true", "    client_facing: false",
            f"    members: [{members}]", f"    sop: {sop.path}",
            f"    oversight: {{mode: same_day, reviewer: {it.sup}, submission_cutoff: \"{it.cutoff} {it.zone}\"}}",
        ]
    exhibit = it.card("security") if it.active else f"{it.dms}-0002"
    msa = it.card("msa") if it.active else f"{it.dms}-0001"
    law = "North Carolina" if it.state == "NC" else "Florida"
    out += [
        "", "access:", f"  encryption: {{at_rest: AES-256, in_transit: \"TLS 1.3\", evidence: {exhibit}}}",
        "  vpn: {required: true, exceptions: []}", "  mfa: true", "  rbac:", "    last_review: 2026-09-24",
        f"    reviewed_by: {it.paralegal}", "    roles:",
        f"      - {{name: work-{number + 1:05d}, members: [{members}], matters: [{it.matter}], permissions: [view, annotate, edit_drafts]}}",
        "  channels: [ndocs-workspace, firm-teams]", f"  logging: {{enabled: true, reviewer: {it.paralegal}, frequency: weekly}}", "",
        "agreements:",
        f"  - {{type: msa, with: {it.vendor}, signed: 2026-08-14, effective: 2026-08-14, expires: 2027-08-13, governing_law: {law}, "
        f"forum: \"courts of {law}\", clauses: [continuity, non_solicitation, ongoing_conflict_notice, audit, insurance], file: {msa}}}",
        f"  - {{type: nda, with: {it.vendor}, signed: 2026-08-14, effective: 2026-08-14, governing_law: {law}, "
        f"forum: \"courts of {law}\", clauses: [confidentiality, survival], file: {msa}}}",
        f"  - {{type: data_security, with: {it.vendor}, signed: 2026-08-14, effective: 2026-08-14, "
        f"clauses: [firm_duties, vendor_duties, incident_notice, return_or_destroy, subcontractors, audit, safeguards], file: {exhibit}}}",
        "", "data:", "  systems:", "    - {name: ndocs-workspace, holder: firm, purpose: matter workspace}", "  storage_locations:",
        "    - {country: US, region: us-east, system: ndocs-workspace, encrypted: true}", f"  access_locations: [US, {it.country}]",
        "  residency:", "    allowed_storage: [US]", f"    allowed_access: [US, {it.country}]", "    basis:",
        f"      - {{type: privacy_law, source: \"Memo on the law of {it.country} and {it.state}\", reviewed: 2026-08-12, by: {it.sup}}}",
        f"      - {{type: client_contract, source: \"{it.client} guidelines\", reviewed: 2026-08-12, by: {it.sup}}}",
        "  retention: {period: \"0 days on vendor devices; firm schedule RS-3 on firm systems\", trigger: matter_close}",
        f"  deletion: {{method: \"cryptographic erase, NIST SP 800-88 Rev. 2 purge\", deadline_days: 10, confirmation: certificate, responsible: {it.paralegal}}}",
        "", f"incident_response: {{notify_firm_within_hours: 24, firm_contact: {it.partner}, sop: {it.special[0].path}}}", "", "insurance:",
    ]
    for kind, limit in (("professional_liability", 2000000), ("cyber", 3000000)):
        out.append(f"  - {{type: {kind}, carrier: \"Seguros del Llano\", limit_usd: {limit}, expires: 2027-06-30, verified: 2026-08-13, "
                   f"verified_by: {it.paralegal}, evidence: {it.dms}-0009}}")
    out += [
        "", "billing:", "  method: expense", "  presentation: separate_line", "  markup_pct: 0",
        "  fee_agreement_clause: \"Engagement letter, section 6(c)\"", "", "conflicts:",
    ]
    if it.active:
        out.append(f"  checks: {it.folder}/conflicts/")
    out += [
        "  vendor_procedure_reviewed: 2026-08-12", "", "geography_review:", "  legal_environment:",
        f"    - {{country: {it.country}, privacy_regime: \"statute on personal data\", compelled_access: \"counsel’s note of 2026-08-11: judicial order needed\", reviewer: {it.partner}, date: 2026-08-11}}",
        "  nda_enforceability:",
        f"    - {{country: {it.country}, counsel: \"Solano & Prieto ({it.city})\", date: 2026-08-11, file: {it.dms}-0010}}",
        "  restrictive_covenants:",
        f"    - {{country: {it.country}, counsel: \"Solano & Prieto ({it.city})\", date: 2026-08-11, conclusion: \"client non-solicitation kept\"}}",
        f"  third_party_law: \"No sensitive third-party records in {it.matter}\"",
        f"  decision: {{summary: \"Shared business hours with the supervising attorney; storage stays in the US\", decided_by: {it.partner}, date: 2026-08-17}}",
        "", "jurisdiction_checks:",
        f"  - {{jurisdiction: {it.state}, checked: 2026-08-12, by: {it.sup}, sources: [\"Rule 5.3\", \"ABA Op. 08-451\"], conclusion: \"written informed consent obtained for each matter\"}}",
        "", "supervision:", f"  procedures: {it.special[1].path}",
    ]
    if it.active:
        out += [f"  logs: {it.folder}/supervision-log/", "quality:", "  kpi_targets: inherit", f"  task_logs: {it.folder}/task-log/",
                f"  reviews: {it.folder}/kpi-reviews/", f"meetings: {it.folder}/meetings/",
                f"onboarding: {{sop: {it.special[2].path}, records: {it.folder}/onboarding/}}"]
    else:
        out += ["quality:", "  kpi_targets: inherit", f"onboarding: {{sop: {it.special[2].path}}}"]
    out += [f"continuity: {{protocol: {it.special[3].path}}}", f"data_security_sop: {it.special[0].path}", "vendor_holidays: []", "waivers: []", "ai_tools: none"]
    return f"engagements/{it.slug}.yaml", "engagement", "\n".join(out) + "\n"


def record(seed, rate, block, place):
    """Path, kind and text of the record at this place of a block (63 to 99)."""
    at = place - FIRST_RECORD
    which, index = (at // 12, at % 12) if at < 36 else (0, 12)
    it = plan(seed, rate, block * ENGAGEMENTS + which)
    kind = KINDS[index] if index < 11 else LAST[which] if index == 11 else "handoff"
    rng = generator(seed, "record", block * BLOCK + place)
    make = {
        "msa card": card, "security card": card, "nda card": card, "client-consent": consent, "conflict-check": conflicts,
        "vendor-assessment": assessment, "supervision-log": supervision_log, "task-log": task_log, "kpi-review": kpi_review,
        "compliance-meeting": meeting, "onboarding-record": onboarding, "data-disposition": disposition, "audit": audit,
        "incident": incident, "handoff": handoff,
    }[kind]
    path, text = make(it, rng, kind.removesuffix(" card"))
    return path, "agreement" if kind.endswith(" card") else kind, text


def head(it, kind, *lines):
    return [f"kind: {kind}", "schema: 1", *lines]


def yaml(it, folder, name, lines):
    return f"{it.folder}/{folder}/{name}.yaml", "\n".join(lines) + "\n"


def card(it, rng, which):
    number, type_, title, with_, says = {
        "msa": (1, "msa", "Services agreement", it.vendor, "Confidentiality; audit; insurance; non-solicitation; continuity; notice of adverse work"),
        "security": (2, "data_security", "Security exhibit", it.vendor, "Firm duties; vendor duties; 24-hour incident notice; return or destroy; subcontractors by consent only; quarterly audit"),
        "nda": (5, "confidentiality", "Individual confidentiality agreement", it.members[0][0], "Survives the assignment; covers what is heard as well as what is read"),
    }[which]
    signed = "2026-08-19" if which == "nda" else "2026-08-14"
    text = f"""---
kind: agreement
id: AG-{it.number + 1:05d}-{number:02d}
title: {title}, {it.vendor_name}
engagement: {it.id}
type: {type_}
with: {with_}
signed: {signed}
original: {it.dms}-{number:04d}
---

Index card: {title.lower()} of {signed}, “{it.vendor_name}”. {says}. Original: {it.dms}-{number:04d}.
"""
    return it.card(which), text


def consent(it, rng, _):
    tasks = ", ".join(s.tasks[0] for s in it.sops)
    return yaml(it, "consents", it.matter, head(it, "client-consent",
        f"id: CON-{it.matter}", f"engagement: {it.id}", f"matter: {it.matter}", f"client_code: {it.client}", "disclosed_on: 2026-08-17",
        "consented_on: 2026-08-21", "outcome: consented          # consented | declined | withdrawn", "form: signed_writing",
        f"obtained_by: {it.sup}", "consulted: true", f"provider: \"{it.vendor_name}, {it.city}\"",
        f"scope: {{tasks: [{tasks}], countries: [{it.country}], vendor: {it.vendor}, expires: null}}",
        "work_described: \"Support work under the firm’s SOPs. No advice, no contact with witnesses.\"",
        "information_shared: \"Papers of the matter, viewed on the firm’s US platform\"",
        "risks_explained: \"Access from abroad; different courts and privacy law; staff not subject to US bar discipline\"",
        "alternatives: \"In-house work at paralegal rates; US contract staff\"", "billing: \"Actual cost, shown as a separate line\"",
        f"document: \"DMS {it.client.replace('C-', 'CLI-')}-{it.number + 1:05d}\""))


def conflicts(it, rng, _):
    return yaml(it, "conflicts", "2026-08-team", head(it, "conflict-check",
        f"id: CC-{it.number + 1:05d}-1", f"engagement: {it.id}", "date: 2026-08-24", f"by: {it.paralegal}", f"reviewed_by: {it.sup}",
        "lookback_months: 24", "persons:",
        f"  - {{member: {it.members[0][0]}, matter: {it.matter}, result: cleared, sources: [employment_history, assignment_history, relatives]}}",
        "vendor:", "  adverse_work: none_reported", "  tracks_other_clients: true",
        "  procedure: \"An assignment register by party is searched before a person is placed; seen 2026-08-12\""))


def assessment(it, rng, _):
    answers = [("incident_response", "How fast do you tell us?", "24 hours by telephone and in writing", "notify_hours: 24, "),
               ("storage_residency", "Where is client data stored and viewed?", f"Not stored by us; viewed from {it.city}", ""),
               ("access_logging", "What is logged, who reads it?", "Endpoint and sign-in logs, read weekly by the security lead", ""),
               ("audit_cadence", "How often may we audit?", "Quarterly", "cadence: quarterly, "),
               ("qualifications", "How are staff vetted?", "Degree, two references, background certificate", ""),
               ("reputation", "References from US firms", "Three spoken to in August", ""),
               ("interview", "Interview of the people proposed", "By video on 2026-08-18", ""),
               ("hiring_practices", "Training and turnover", f"Yearly training; turnover {between(rng, 6, 19)} percent in 2025", ""),
               ("ai_and_software", "AI or other software on client work?", "None outside firm systems", "")]
    lines = [f"  - {{topic: {t}, question: \"{q}\", answer: \"{a}\", {extra}evidence: [{it.dms}-{20 + n:04d}]}}"
             for n, (t, q, a, extra) in enumerate(answers)]
    return yaml(it, "vendor-assessments", "2026-08", head(it, "vendor-assessment",
        f"id: VA-{it.number + 1:05d}", f"vendor: {it.vendor}", f"engagement: {it.id}", "completed: 2026-08-20", f"completed_by: {it.paralegal}",
        f"approved_by: {it.partner}", "outcome: approved            # approved | approved_with_conditions | rejected", "answers:", *lines,
        "attestations:",
        f"  - {{type: soc2_type2, auditor: \"Contreras Auditores\", period_start: 2025-07-01, period_end: 2026-06-30, scope: \"managed workforce, {it.city} site\"}}",
        "findings:",
        f"  - {{text: \"Clean-desk rule not posted in the workroom\", owner: {it.paralegal}, due: 2026-09-15, status: closed, closed: 2026-09-09}}"))


def work(it):
    """The tasks of September: (id, day of assignment, day of submission, task)."""
    rng = generator("work", it.id, it.sup)
    starts = sorted(rng.sample(range(len(WORKDAYS) - 1), between(rng, 8, 10)))
    return [(f"T-{it.number + 1:05d}-{n:02d}", WORKDAYS[at], WORKDAYS[at + 1], it.sops[0]) for n, at in enumerate(starts, 1)] if it.sops else []


def sentence(text):
    return text[0].upper() + text[1:]


def task_log(it, rng, _):
    lines = head(it, "task-log", f"engagement: {it.id}", "period: 2026-Q3", "timezone: America/New_York", "no_work: []", "tasks:")
    for n, (task, first, last, sop) in enumerate(work(it)):
        lines += [f"- task_id: {task}", f"  engagement: {it.id}", f"  sop: {sop.id}", f"  task_type: {sop.tasks[0]}", f"  tier: {sop.tier}",
                  f"  matter: {it.matter}", f"  assignee: {it.members[0][0]}", f"  assigned_at: {first}T09:{between(rng, 10, 55)}-04:00",
                  f"  due_at: {last}T15:00{it.offset}", f"  submitted_at: {last}T11:{between(rng, 10, 55)}{it.offset}",
                  f"  delivered_at: {last}T15:{between(rng, 30, 55)}-04:00", "  status: delivered", "  revision_cycles: 0",
                  "  substantive_revision: false", "  revisions: []"]
        if n == 0:
            lines += ["  escalations:", f"  - raised_at: {first}T10:20{it.offset}", f"    trigger: {sentence(fill(rng, pick(rng, texts.TRIGGERS)))}",
                      f"    answered_at: {first}T13:05-04:00", f"    answered_by: {it.sup}", "    attorney_needed: true"]
        else:
            lines.append("  escalations: []")
        lines.append(f"  performed_from: {it.country}")
    return yaml(it, "task-log", "2026-Q3", lines)


NOTES = ["Sample clean; two tags changed, neither affects the outcome.", "One family was split; put together while on the call.",
         "All flagged pages read; form v{num} used throughout.", "Mostly invoices of {party_code}; nothing to change.",
         "Page run without gaps; one {word} renamed.", "Names agree with the source; “{word}” spelled out.",
         "Short batch from {place}; accents kept in all names."]


def supervision_log(it, rng, _):
    lines = head(it, "supervision-log", f"engagement: {it.id}", "period: 2026-09", "timezone: America/New_York", "closed: 2026-10-02", "entries:")
    for n, (task, _first, last, sop) in enumerate(work(it), 1):
        pages = between(rng, 4, 40) * 5
        note = fill(rng, NOTES[n % len(NOTES)], party_code=it.client)
        lines += [f"- id: SL-{it.number + 1:05d}-{n:03d}", f"  member: {it.members[0][0]}", f"  reviewer: {it.sup}",
                  f"  reviewed_at: {last}T14:{between(rng, 10, 40)}-04:00", f"  logged_at: {last}T15:{between(rng, 10, 25)}-04:00",
                  "  method: batch_review", f"  task_types: [{sop.tasks[0]}]", f"  tasks: [{task}]", f"  items_done: {pages}",
                  f"  items_sampled: {max(5, pages // 10)}", f"  minutes: {between(rng, 18, 45)}", "  outcome: approved",
                  f"  notes: \"{note} {pages} pages.\""]
    return yaml(it, "supervision-log", "2026-09", lines)


def kpi_review(it, rng, _):
    done = len(work(it))
    member = it.members[0][0]
    lines = head(it, "kpi-review", f"engagement: {it.id}", "period: 2026-Q3", "held: 2026-10-08", f"held_by: [{it.sup}, {it.partner}]",
                 f"members: [{member}]", "cohort: delivered in period, firm time zone", "kpis:")
    for name, top, target in (("accuracy_rate", done, "{min: 0.95}"), ("turnaround_compliance", done, "{min: 0.95}"),
                              ("revision_frequency", 0, "{max: 0.3}"), ("escalation_rate", min(1, done), "{min: 0.02, max: 0.15}")):
        value = round(top / done, 4) if done else 0.0
        met = value <= 0.15 if name == "escalation_rate" else True
        lines.append(f"  {name}: {{numerator: {top}, denominator: {done}, value: {value}, target: {target}, met: {str(met).lower()}}}")
    lines += ["by_member:", f"  {member}:", f"    accuracy_rate: [{done}, {done}]", f"    turnaround_compliance: [{done}, {done}]",
              f"    revision_frequency: [0, {done}]", f"    escalation_rate: [{min(1, done)}, {done}]", "actions:",
              f"- {{text: \"Add the new form to the template library\", owner: {it.paralegal}, due: 2026-10-30, status: open}}",
              "findings: \"First month of work; too few items to judge a rate.\""]
    return yaml(it, "kpi-reviews", "2026-Q3", lines)


def meeting(it, rng, _):
    text = f"""---
kind: compliance-meeting
schema: 1
engagement: {it.id}
month: 2026-09
held: 2026-10-06
attendees:
  firm: [{it.partner}, {it.sup}, {it.paralegal}]
  vendor: ["{pick(rng, GIVEN)} {pick(rng, FAMILY)} (account manager)", {it.members[0][0]}]
actions:
  - {{text: "Put the vendor’s holidays on the firm’s calendar", owner: {it.paralegal}, due: 2026-10-20, status: open}}
---

# Compliance meeting, month 2026-09

## Quality metrics

{len(work(it))} items in the month, none late and none sent back. {fill(rng, pick(rng, texts.FILLER["Common Slips"]))}

## Supervision challenges

The same-day reviews were held for all items. {it.members[0][1]} would like the “{fill(rng, '{word}')}” form in Spanish.

## Process improvements

{fill(rng, pick(rng, texts.FILLER["File Names"]))} The list of names goes into the template library.
"""
    return f"{it.folder}/meetings/2026-09.md", text


def onboarding(it, rng, _):
    stones = [("systems_and_confidentiality", 1, "2026-09-01", ""), ("competence_work_sample", 5, "2026-09-08", ", result: passed"),
              ("first_live_work_reviewed", 14, "2026-09-14", ""), ("midpoint_error_list", 22, "2026-09-22", ""),
              ("day_30_review", 30, "2026-09-30", "")]
    return yaml(it, "onboarding", it.members[0][0], head(it, "onboarding-record",
        f"engagement: {it.id}", f"member: {it.members[0][0]}", f"sop: {it.special[2].id}", "start: 2026-09-01", "milestones:",
        *[f"  - {{name: {n}, day: {d}, due: {on}, completed: {on}, by: {it.sup}{more}}}" for n, d, on, more in stones],
        "check_ins: [2026-09-01, 2026-09-08, 2026-09-14, 2026-09-22, 2026-09-30]",
        f"decision: {{outcome: continue, decided_by: {it.sup}, date: 2026-09-30}}",
        f"competence_check: {{date: 2026-09-08, reviewed_by: {it.sup}, result: passed, sample: \"practice batch of {between(rng, 3, 9)}0 pages\"}}"))


def disposition(it, rng, _):
    return yaml(it, "dispositions", "2026-09-laptop", head(it, "data-disposition",
        f"engagement: {it.id}", f"member: {it.members[0][0]}", "date: 2026-09-25", "systems: [ndocs-workspace, vendor-laptop]",
        f"by: {it.paralegal}", f"certificate: {it.dms}-0041", "method: \"cryptographic erase of a replaced laptop, NIST SP 800-88 Rev. 2 purge\""))


def audit(it, rng, _):
    return yaml(it, "audits", "2026-Q3", head(it, "audit",
        f"id: AUD-{it.number + 1:05d}-Q3", f"engagement: {it.id}", "quarter: 2026-Q3", "date: 2026-09-24", f"by: {it.paralegal}",
        f"reviewed_by: {it.partner}", "checked: [access_list, vpn_logs, training_records, workroom_video, device_encryption]",
        f"access_countries: [US, {it.country}]", "findings: []", f"evidence: [{it.dms}-0031]"))


def incident(it, rng, _):
    return yaml(it, "incidents", "2026-09", head(it, "incident",
        f"id: INC-{it.number + 1:05d}-1", f"engagement: {it.id}", f"discovered_by_vendor: 2026-09-17T09:{between(rng, 10, 50)}{it.offset}",
        f"vendor_notified_firm: 2026-09-17T15:{between(rng, 10, 50)}-04:00", f"matters: [{it.matter}]",
        f"client_notice: {{decision: no_notice, by: {it.partner}, date: 2026-09-18, reason: \"no client information was opened\"}}",
        f"state_law_review: {{by: {it.sup}, date: 2026-09-18}}", "closed: 2026-09-21",
        "summary: \"A laptop was left in a taxi and came back the next morning; the disk was encrypted and the log shows no sign-in\""))


def handoff(it, rng, _):
    tasks = work(it)
    return yaml(it, "handoffs", "2026-09-leave", head(it, "handoff",
        f"engagement: {it.id}", f"member: {it.members[0][0]}", "date: 2026-09-29", f"receiving: {it.paralegal}",
        f"open_tasks: [{', '.join(t[0] for t in tasks[-2:])}]", "deadlines: []", "locations: [\"ndocs-workspace, folder drafts\"]",
        f"client_notice: {{decision: no_notice, by: {it.sup}, date: 2026-09-29}}"))


def damage(seed, rate, number, path, kind, text):
    """The text with the defect that this number carries, its name, and the findings due."""
    if not hurt(seed, rate, number):
        return text, None, []
    rng = generator(seed, "defect-kind", number)
    defects = list(FRONT_DEFECTS if path.endswith(".md") else YAML_DEFECTS)
    times = list(re.finditer(r"^[- ]+(?:\w+_at): (\S+)$|^(?:discovered_by_vendor|vendor_notified_firm): (\S+)$", text, re.M))
    dates = list(re.finditer(r"^\w+: (2026-\d\d-\d\d)$", text, re.M))
    plain = [m for m in re.finditer(r"^(\w+): (?=[^\[{\n])[^\n#]+$", text, re.M)]
    keys = [m for m in re.finditer(r"^(\w+):", text, re.M) if m[1] not in KEPT and len(m[1]) > 3]
    if path.endswith(".md"):
        end = text.index("\n---\n")
        dates, keys = ([m for m in found if m.start() < end] for found in (dates, keys))
    if not dates:
        defects = [d for d in defects if "date" not in d]
    if not times:
        defects = [d for d in defects if d != "time without zone"]
    name = pick(rng, defects)

    def put(match, group, new):
        return text[:match.start(group)] + new + text[match.end(group):]

    match name:
        case "broken yaml":
            # The last line loses what closes it, so that all the rest can still be read.
            body = text.rstrip("\n")
            if body[-1] in "}]\"":
                body = body[:-1]
            else:
                at = body.rindex(": ") + 2
                body = body[:at] + '"' + body[at:]
            half_read = [(policy, "cannot-check", False) for policy in ["records/date", "records/unknown-field"]]
            return body + "\n", name, [("soplint/yaml-syntax", "not-found", False), *half_read]
        case "duplicate key":
            line = pick(rng, [m for m in plain if m[1] not in ("kind", "schema")])
            return text + line[0].rstrip() + "\n", f"{name}: {line[1]}", [("soplint/duplicate-key", "not-found", False)]
        case "key misspelled":
            key = pick(rng, keys)
            at = pick(rng, [n for n in range(1, len(key[1]) - 1) if key[1][n] != key[1][n + 1] and "_" not in key[1][n:n + 2]])
            wrong = key[1][:at] + key[1][at + 1] + key[1][at] + key[1][at + 2:]
            return put(key, 1, wrong), f"{name}: {wrong}", [("records/unknown-field", "not-found", False)]
        case "impossible date":
            return put(pick(rng, dates), 1, f"2026-02-{between(rng, 29, 31)}"), name, [("records/date", "not-found", False)]
        case "date in words":
            return put(pick(rng, dates), 1, pick(rng, ["September 2026", "Sept. 9, 2026", "last Tuesday", "9 September 2026"])), name, [("records/date", "not-found", False)]
        case "time without zone":
            time = pick(rng, times)
            group = 1 if time[1] else 2
            return put(time, group, time[group][:16]), name, [("records/date", "not-found", False)]
    raise AssertionError(name)
