"""The invented firm: its people, its practice groups, its tasks, and who sits where in a block.

Documents come in blocks of 100. References stay inside a block, and a block depends on the seed and its own
number only, so that a larger corpus begins with the files of a smaller one.
"""

import random

BLOCK = 100
SOPS = 55          # places 0 to 54 of a block
ENGAGEMENTS = 8    # places 55 to 62: the first three are active, the others are drafts
ACTIVE = 3
RECORDS = 37       # places 63 to 99: twelve for each active engagement, one more for the first
FIRST_ENGAGEMENT = SOPS
FIRST_RECORD = SOPS + ENGAGEMENTS

# The kinds of the first places; every other SOP is of kind `sop`. Engagements refer to the first four, so these
# never carry a defect.
SPECIAL_SOPS = ["data-security-sop", "supervision-procedure", "onboarding-sop", "continuity-protocol",
                "data-security-sop", "data-security-sop", "data-security-sop", "data-security-sop"]
REFERRED_SOPS = 4

PRACTICES = {
    "litigation": "LIT", "employment": "EMP", "corporate": "COR", "real-estate": "REA", "immigration": "IMM",
    "trusts-estates": "TRU", "intellectual-property": "IPR", "tax": "TAX", "privacy": "PRI", "family": "FAM",
}

TIERS = {
    "high": ["client_intake", "document_review", "case_research", "court_filing_preparation", "legal_research",
             "drafting_discovery", "drafting_contract", "privilege_review", "deposition_summary",
             "medical_record_summary", "citation_check"],
    "medium": ["document_formatting", "scheduling", "billing_support", "contract_abstraction",
               "ediscovery_processing", "transcription", "exhibit_preparation", "e_filing_assembly",
               "records_requests"],
    "low": ["data_entry", "file_organization", "basic_correspondence", "scanning", "contact_updates", "mail_log",
            "expense_entry"],
}
TIER_OF = {task: tier for tier, tasks in TIERS.items() for task in tasks}
TASKS = list(TIER_OF)
RANK = {"low": 0, "medium": 1, "high": 2}

FIRST_NAMES = ["Adela", "Bram", "Corinne", "Dorian", "Edda", "Farouk", "Greta", "Hollis", "Imogen", "Jasper",
               "Katya", "Lorne", "Maribel", "Nils", "Odette", "Piers", "Quilla", "Roscoe", "Sunniva", "Thaddeus",
               "Ursula", "Viggo", "Wilhelmina", "Xenia", "Yusuf", "Zelda", "Anselm", "Briony", "Caspian", "Delphine"]
LAST_NAMES = ["Abernathy", "Brisket", "Cavanaugh", "Dunmore", "Ellsworth", "Fairweather", "Garrick", "Hathersage",
              "Inchbald", "Jessamy", "Kettering", "Lovelace", "Merriweather", "Nightingale", "Ollerton", "Pemberley",
              "Quarrington", "Ravenscroft", "Silverton", "Thistlewood", "Underhay", "Vickery", "Wetherby", "Yarborough",
              "Zouche", "Applegarth", "Birtwhistle", "Coldstream", "Drinkwater", "Everdene"]
ROLES = ["partner"] * 4 + ["attorney"] * 14 + ["paralegal"] * 10 + ["staff"] * 2

PEOPLE = [((first[0] + last).lower(), f"{first} {last}", role)
          for first, last, role in zip(FIRST_NAMES, LAST_NAMES, ROLES)]
PARTNERS = [p[0] for p in PEOPLE if p[2] == "partner"]
ATTORNEYS = [p[0] for p in PEOPLE if p[2] == "attorney"]
PARALEGALS = [p[0] for p in PEOPLE if p[2] == "paralegal"]
NAMES = {p[0]: p[1] for p in PEOPLE}


def generator(*parts):
    """A random generator of its own for every thing that is made: no thing depends on how many came before it."""
    return random.Random("/".join(map(str, parts)))


def pick(rng, items):
    return items[int(rng.random() * len(items))]


def between(rng, low, high):
    return low + int(rng.random() * (high - low + 1))


def hurt(seed, rate, number):
    """Whether the document of this number carries a defect."""
    place = number % BLOCK
    protected = place < REFERRED_SOPS or FIRST_ENGAGEMENT <= place < FIRST_ENGAGEMENT + ACTIVE
    return not protected and generator(seed, "defect", number).random() < rate


def profile():
    """The text of `soplint.yaml`."""
    out = [
        "# Firm profile. All names are invented.",
        "kind: firm-profile",
        "schema: 1",
        "firm: Abernathy & Brisket, PLLC",
        "offices:",
        "  - {city: Raleigh, country: US, timezone: America/New_York}",
        "  - {city: Tampa, country: US, timezone: America/New_York}",
        "jurisdictions: [NC, FL]",
        "holidays: [2026-07-03, 2026-09-07]",
        "people:",
    ]
    for number, (person, name, role) in enumerate(PEOPLE):
        out += [
            f"  - id: {person}",
            f"    name: {name}",
            f"    git: {{emails: [{person}@example.com]}}",
            f"    role: {role}",
        ]
        if role in ("partner", "attorney"):
            out += [
                "    bar:",
                f"      - {{jurisdiction: NC, number: \"NC-{41000 + 37 * number}\", status: active, verified: 2026-06-02}}",
                f"      - {{jurisdiction: FL, number: \"FL-{90100 + 53 * number:07d}\", status: active, verified: 2026-06-02}}",
            ]
        else:
            out.append(f"    title: {'Senior paralegal' if role == 'paralegal' else 'Office manager'}")
        out += [
            "    timezone: America/New_York",
            '    hours: {days: [Mon, Tue, Wed, Thu, Fri], start: "09:00", end: "18:00"}',
        ]
    out += [
        "external_id_patterns: ['^DMS [A-Z0-9]+(-[A-Z0-9]+)+$']",
        "approved_channels: [ndocs-workspace, firm-teams, firm-email, firm-softphone]",
        "in_house_baseline:",
        "  encryption: {at_rest: AES-256, in_transit: \"TLS 1.2+\"}",
        "  vpn: true",
        "  mfa: true",
        "  rbac: true",
        "  logging: true",
        "kpi_targets:",
        "  in_house: &targets",
        "    accuracy_rate: {min: 0.95}",
        "    turnaround_compliance: {min: 0.95}",
        "    revision_frequency: {max: 0.30}",
        "    escalation_rate: {min: 0.02, max: 0.15}",
        "  outsourced: *targets",
        "lint:",
        "  parameters:",
        "    min_overlap_minutes: 240",
        "    max_vendor_notice_hours: 72",
        "",
    ]
    return "\n".join(out)
