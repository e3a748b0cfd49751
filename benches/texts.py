"""The words that documents are made of.

FILLER may say nothing that answers one of the five questions of an SOP: what is in scope or delivered, who checks
or approves, when to stop and ask, how long, who is told what by which channel. Whoever adds a sentence keeps to that, so that a
section which was taken out is really gone.
"""

import re

SLOTS = {
    "doc": ["engagement letter", "privilege log", "closing binder", "deposition outline", "disclosure schedule",
            "title commitment", "fee petition", "board consent", "lease abstract", "visa petition", "trust inventory",
            "redlined draft", "exhibit list", "charging letter", "parenting plan", "licence schedule"],
    "docs": ["leases", "pleadings", "estate inventories", "visa petitions", "board papers", "discovery sets", "contracts",
             "tax returns", "trademark files", "custody papers"],
    "sys": ["the matter workspace", "the document system", "the docket calendar", "the billing system",
            "the exhibit database", "the template library"],
    "code": ["L110", "L120", "L140", "L210", "L320", "L330", "A103", "A106", "A110", "B150"],
    "colour": ["green", "grey", "buff", "blue", "white", "yellow"],
    "year": ["2014", "2016", "2017", "2019", "2020", "2021", "2022"],
    "place": ["the Raleigh office", "the Tampa office", "the records room", "the third-floor store", "the annex"],
    "court": ["the county registry", "the district court", "the probate court", "the land office", "the tax tribunal"],
    "word": ["schedule", "annex", "rider", "exhibit", "attachment", "appendix"],
    "n": ["two", "three", "four", "five", "six", "eight"],
    "num": ["2", "3", "4", "6", "8", "12", "14", "20"],
    "party": ["Harrow Textiles", "Blue Heron Foods", "Muñoz Logistics", "Greyfield Dental", "Nørgaard Shipping",
              "Château Belmont Imports", "Larkspur Robotics", "Okonkwo Estates"],
    "code_client": ["C-104", "C-118", "C-131", "C-207", "C-255", "C-310", "C-377", "C-402"],
}

FILLER = {
    "Background": [
        "Before {year} each office kept its own notes on {docs}, and no two sets agreed.",
        "Much of this page began as a Word file called “{doc} notes, final, {num}”.",
        "Older {docs} were kept on paper in {place}, in {colour} folders with a “do not refile” slip.",
        "The practice group took the outline from a manual of {year}, which was {num}0 pages long and seldom read.",
        "{party} and clients like it send {docs} in {n} or more parts, often as scans.",
        "The name “{doc}” has meant several things in this firm; here it has the meaning that {court} gives it.",
        "In {year} the firm merged its {n} sets of forms into one library, and the {colour} binders went out of use.",
        "The work grew from a handful of {docs} in {year} to several hundred, most of them for clients such as {party}.",
    ],
    "Definitions": [
        "“Batch” means the {docs} that carry one number in {sys}.",
        "“Family” means a letter together with every {word} that came with it.",
        "“Control number” means the number printed at the foot of each page of the {doc}.",
        "“Source” means the paper or file from which an entry in {sys} was made.",
        "“Client code” means the short code, such as {code_client}, that stands in place of a name.",
        "A “hot” page is one that both sides are likely to quote; the term says nothing about who is right.",
        "“Native” means the file as the author’s program saved it, not a picture of it.",
        "“Rider” and “annex” mean the same thing in older {docs}; this page has the first word only.",
    ],
    "Templates and Forms": [
        "The form for a {doc} lies in {sys} under “Forms / {code}”.",
        "The {colour} front sheet is used for {docs} and for nothing else.",
        "Each form has a short code such as {code} at the foot of its first page.",
        "Forms in Spanish and Portuguese lie beside the English ones and carry the same code.",
        "A form holds its fields in square boxes; the {n} shaded boxes are filled by macro.",
        "Where {court} prints its own form, the firm’s form is a front sheet and no more.",
        "The library holds the {n} latest versions of each form, with the year in brackets.",
        "The caption block is the same on every form, so that a {doc} looks alike from every office.",
    ],
    "File Names": [
        "A file name has the matter number, the kind of paper and the day, joined by underscores.",
        "Names are in lower case without spaces, and accents are kept: “muñoz”, not “munoz”.",
        "A second version ends in `_v2`, a third in `_v3`; the words “new” and “final” are not used.",
        "Scans carry the suffix `_scan` and the number of pages, for instance `_scan_{num}`.",
        "The client’s name never stands in a file name; the code, such as {code_client}, does.",
        "Exhibits are numbered from 001 with three digits, so that they sort as they are read.",
        "A {doc} in two languages has the language code before the suffix: `_en`, `_es`, `_pt`.",
    ],
    "Folder Layout": [
        "Each matter has {n} folders at the top, in the order of the table below.",
        "Loose pages have no place of their own: each belongs to a {doc} or to the source folder.",
        "The folder “{word}” holds what came with a letter, and the letter itself stays in “letters”.",
        "Folders are not nested more than {n} deep, since {sys} cuts long paths.",
        "Old {docs} from {place} were scanned in {year} and lie in the folder “paper”.",
        "An empty folder is left where it is, so that every matter looks the same.",
    ],
    "House Style": [
        "Dates are written out, as in March 4, {year}; the form 3/4 is ambiguous abroad.",
        "Numbers from one to twelve are words, larger ones are figures, and sums of money are always figures.",
        "The firm writes “attorneys’ fees” with the apostrophe after the s, and “judgment” without the middle e.",
        "Headings in a {doc} are bold and not underlined; defined terms are bold once, where they are defined.",
        "Paragraphs are numbered, sub-paragraphs lettered, and nothing goes below a third level.",
        "Curly quotes are used in {docs}, straight ones only where {court}’s system cannot read the others.",
        "Names of ships and of newspapers are in italics; names of cases too, with a plain “v.” between the parties.",
        "Two spaces after a full stop are a habit of {year} and are taken out.",
    ],
    "Systems and Accounts": [
        "The work is done in {sys}, which keeps its own list of users by practice group.",
        "Each {doc} has one entry in {sys} and a number that is never used again.",
        "{sys} shows {docs} in the order in which they arrived, with the newest at the top.",
        "The screen has {n} panes: the list, the page, the fields and the notes.",
        "The laptop, the headset and the second screen belong to the firm and carry a {colour} label.",
        "Search in {sys} ignores accents, so “Munoz” and “Muñoz” give the same list.",
        "Shortcuts differ from one browser to the next; a card with the {n} common ones is in the template library.",
    ],
    "Billing Codes": [
        "Time on a {doc} goes to {code}; time on {docs} of other matters goes to {code}.",
        "The narrative names the paper and the act, such as “draft {doc}”, and never a person.",
        "Tenths of an hour are used, as on every other matter of the firm.",
        "Copies and courier costs have the code {code} and are entered as an expense.",
        "Practice work has a code of its own and is not charged to {code_client} or to any other client.",
        "A line without a code falls into the suspense account, which bears the number {num}00.",
    ],
    "Worked Example": [
        "Take a matter for {party}, client code {code_client}, with {num}0 {docs} in one batch.",
        "The first page is a {doc}; its {word} has {n} pages and a {colour} stamp.",
        "The entry in {sys} shows the control number, the language and the kind of paper.",
        "The second page has no date of its own, so the field stays blank and the postmark goes into the note.",
        "The {word} names {party} in full; the entry has the code and nothing more.",
        "Page {num} is blank on both sides and is kept, because its number is part of the run.",
        "The batch ends with a {doc} in Spanish, filed under the code `_es`.",
    ],
    "Common Slips": [
        "A {word} is filed without its letter, and the family falls apart.",
        "A scan is upside down, and the page numbers run backwards.",
        "The year is read as the day in dates that come from abroad.",
        "A name with two surnames is sorted under the second one instead of the first.",
        "Blank pages are thrown away, and the control numbers no longer match the {doc}.",
        "The {word} of one {doc} lands in the folder of another because both carry the number {num}.",
        "Square brackets from the form are left standing in the {doc}.",
    ],
}

FOLDERS = [("letters", "letters in and out"), ("source", "papers as they came"), ("drafts", "versions in work"),
           ("exhibits", "numbered exhibits"), ("forms", "filled forms"), ("paper", "scans of paper files"),
           ("notes", "notes to the file"), ("costs", "invoices and receipts")]
SHORT = [("MSJ", "motion for summary judgment"), ("RFP", "request for production"), ("POA", "power of attorney"),
         ("HOA", "homeowners’ association"), ("TM", "trademark"), ("LLC", "limited liability company"),
         ("ESI", "electronically stored information"), ("RFE", "request for evidence"), ("QDRO", "domestic relations order"),
         ("NOL", "net operating loss"), ("UCC", "commercial code filing")]

# Topics that say how files are named: how a finished thing looks, in other words.
NAMING = {"File Names"}

# Heading words by concept; the plain ones come first and are the only ones in a document with a defect.
HEADINGS = {
    "scope": ["Scope", "Task Scope", "Purpose and Scope", "What This Covers", "Applicability", "Scope and Applicability"],
    "deliverable": ["Deliverable Standard", "Deliverables", "Work Product", "Finished Product", "Definition of Done"],
    "workflow": ["Workflow", "Process Map", "Steps", "Procedure"],
    "checkpoints": ["Quality Checkpoints", "Quality Control", "Quality Checks", "QC", "Review Points"],
    "escalation": ["Escalation Triggers", "Escalation", "When to Ask", "When to Stop", "When to Escalate",
                   "Escalation Criteria"],
    "turnaround": ["Turnaround", "Turnaround Times", "Timing", "Deadlines", "Service Level",
                   "Response and Completion Times"],
    "communication": ["Communication", "Communications", "Communication Protocol", "Contact Protocol", "Reporting"],
    "confidentiality": ["Confidentiality", "Confidentiality and Handling", "Document Handling", "Data Handling"],
    "tracking": ["Error Tracking", "Error Log", "Quality Log"],
}
PLAIN = 2

SCOPE = [
    "This procedure covers {task} for {docs} in {practice} matters, from the first page of a batch to the last.",
    "It covers {task} in {practice} matters of both offices, whether the {docs} arrive on paper or as files.",
    "The work is {task} for {practice} clients: reading {docs}, entering what they say and putting them in order.",
]
OUTSIDE = [
    "It does not cover legal advice, court appearances, fee quotes or any decision on privilege.",
    "Outside it are trust account entries, witness contact and papers under seal.",
    "Pro bono matters and the firm’s own leases lie outside it.",
]
DELIVERABLES = [
    "Every {doc} is in the firm’s form and carries its control number.",
    "No required field is blank, and names are spelled as in the source.",
    "The memo of one page lists the papers read and the questions that remain.",
    "Files lie in the folder of the matter under the agreed name.",
    "Exhibits are numbered without gaps, and each link opens.",
]
CHECKS = {
    "Assignment": ["Conflict clearance and the current form attached", "Source file and instructions lie in the folder",
                   "Matter number and client code agree"],
    "Execution": ["Names compared with the source by the assistant", "Both searches run and cleared",
                  "Totals compared with the source by the assistant"],
    "Review": ["A sample of ten percent read by the {sup}", "All flagged pages read by the {sup}"],
    "Approval": ["Initials of the {sup} on the last version", "Signature of the {sup} on the front sheet"],
    "Final delivery": ["Sent copy compared with the signed version", "Page count compared with the signed version"],
}
CHECKERS = {"Assignment": "Senior paralegal", "Execution": "Assistant", "Review": "{Sup}", "Approval": "{Sup}",
            "Final delivery": "Senior paralegal"}
STEPS = {
    "Assignment": "The senior paralegal opens the item, attaches the form and assigns it in the task log.",
    "Execution": "The assistant performs the work in {sys} and nowhere else.",
    "Review": "The {sup} reviews the item against the source.",
    "Approval": "The {sup} approves the item or returns it with written comments.",
    "Final delivery": "The senior paralegal releases the item and closes the task.",
}
TRIGGERS = [
    "a page looks privileged and belongs to the other side",
    "a page suggests a threat to any person or a crime that has not happened yet",
    "medical records, Social Security numbers or account numbers turn up",
    "the form gives {n} answers, or none, for the same kind of paper",
    "a name matches a party on another matter",
    "somebody outside the firm wants a view on the merits",
    "the source is unreadable or pages are not in the run",
    "two papers give different dates for the same event",
    "a signature differs from the one on the {doc}",
    "the papers show that a lawsuit has been filed",
    "the instructions contradict the {doc}",
]
FREQUENCY = ["A short summary goes out daily at the end of the shift", "A plan is posted each morning and a summary each evening",
             "A weekly summary goes out every Friday, with the count of items and the open points"]
CHANNELS = ["Firm Teams is used for day-to-day messages, and the telephone for urgent ones",
            "Messages go through the client portal or firm email, never through a private account",
            "The matter channel in Teams is used, with firm email as the fallback"]
HANDLING = [
    "{docs} are opened only in {sys}, over the firm VPN, from the assigned laptop.",
    "Copying, printing, photographing and forwarding are not permitted.",
    "Nothing is kept on a private device, a USB stick or a desk.",
    "The screen faces the wall, and the door is shut.",
]
VAGUE = {
    "scope": ["All matters.", "General support work.", "As described elsewhere."],
    "checkpoints": ["We expect excellent work from everyone at all times.", "Good work speaks for itself, and everybody takes pride in it."],
    "escalation": ["Use good judgment and escalate as needed.", "Use common sense. Escalate if necessary."],
    "turnaround": ["Work is returned as soon as the matter allows.", "Work is returned promptly, as circumstances permit."],
    "communication": ["Please communicate clearly and keep everyone in the loop.", "Good communication is everybody’s job."],
}
PLACEHOLDERS = ["TBD", "TODO", "To be determined.", "[insert text here]", "TBD."]

SECURITY = {
    "secure-remote-access": [
        "Outsourced staff must connect through the firm VPN with multi-factor sign-in; no other route is open.",
        "All remote access must go through the firm’s VPN, from a managed laptop.",
    ],
    "encryption": [
        "Client data must be encrypted at rest with AES-256 on every server and laptop, and encrypted in transit with TLS 1.2 or later.",
        "Every disk that holds client data must be encrypted at rest, and every connection must be encrypted in transit with TLS 1.3.",
    ],
    "least-privilege": [
        "Access must be limited by role to the matters a person is assigned to, on a need-to-know basis and no wider.",
        "Each user must be given the least privilege that the assigned matters need, by role.",
    ],
    "incident-notice": [
        "The vendor must notify the firm of any suspected loss, theft or breach within {hours} hours of learning of it, by telephone and in writing, to {partner}.",
        "Any security incident must be reported to {partner} within {hours} hours of its discovery.",
    ],
    "retention-deletion": [
        "Client data must be deleted from vendor equipment within {days} days after the matter closes, under NIST SP 800-88 Rev. 2, and the vendor must send a certificate of destruction.",
        "The vendor must retain no client data beyond the assignment; what is left must be securely destroyed within {days} days, and the certificate filed.",
    ],
}

_CUT = {}


def fill(rng, template, **given):
    """The template with each `{slot}` replaced: from `given`, else by a random word."""
    parts = _CUT.get(template)
    if parts is None:
        parts = _CUT[template] = re.split(r"\{(\w+)\}", template)
    out = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            out.append(part)
        elif part in given:
            out.append(given[part])
        else:
            words = SLOTS[part]
            out.append(words[int(rng.random() * len(words))])
    text = "".join(out)
    text = re.sub(r"\b([Aa]) (?=[aeiouAEIO]|L\d)", r"\1n ", text)
    return text[0].upper() + text[1:] if template[0] == "{" else text
