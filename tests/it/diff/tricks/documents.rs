//! A document that says of itself what takes it out of reach.

use super::{Trick, no_country, no_escalation, no_turnaround};
use crate::diff::edit;

pub(crate) const TRICKS: [Trick; 6] = [
    Trick {
        name: "the kind is taken out",
        breakage: no_turnaround,
        trick: |place| edit(place, "manual/summaries.md", "kind: sop\n", ""),
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
    Trick {
        name: "the kind is changed",
        breakage: no_turnaround,
        trick: |place| edit(place, "manual/summaries.md", "kind: sop\n", "kind: audit\n"),
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
    Trick {
        name: "the engagement becomes a draft",
        breakage: no_country,
        trick: |place| edit(place, "engagements/heredia.yaml", "status: active", "status: draft"),
        told: "error soplint/no-longer-judged engagements/heredia.yaml",
    },
    Trick {
        name: "a marker over an unrelated heading",
        breakage: no_escalation,
        trick: |place| {
            let marker = "<!-- soplint: section=escalation -->\n\n**Revision history**";
            edit(place, "manual/summaries.md", "**Revision history**", marker);
        },
        told: "error soplint/new-marker manual/summaries.md",
    },
    Trick {
        name: "its front matter can't be read",
        breakage: no_turnaround,
        trick: |place| edit(place, "manual/summaries.md", "kind: sop\n", "kind: sop\n\tid: [\n"),
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
    Trick {
        name: "no kind has this name, and git is told to treat it as data",
        breakage: no_turnaround,
        trick: |place| {
            place.write(".gitattributes", "*.md binary filter=lfs -diff export-ignore linguist-generated\n");
            edit(place, "manual/summaries.md", "kind: sop\n", "kind: sopp\n");
        },
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
];
