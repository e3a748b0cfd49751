//! Settings, policies and exceptions that ask for less.

use super::{Trick, no_country, no_escalation, no_letters, no_turnaround};
use crate::diff::{edit, text};

pub(crate) const TRICKS: [Trick; 17] = [
    Trick {
        name: "the policy is weakened",
        breakage: no_country,
        trick: |place| {
            let policy = "policies/house/vendor-country.yaml";
            edit(place, policy, "present(doc.vendor.country)", "present(doc.vendor.id)");
            edit(
                place,
                policy,
                "given: {status: active, vendor: {id: v}}",
                "given: {status: active, vendor: {country: CR}}",
            );
        },
        told: "error house/vendor-country engagements/heredia.yaml",
    },
    Trick {
        name: "the policy is switched off",
        breakage: no_country,
        trick: |place| {
            edit(
                place,
                "soplint.yaml",
                "lint:\n",
                "lint:\n  off: {house/vendor-country: \"We do not need this any more.\"}\n",
            );
        },
        told: "error soplint/no-longer-judged soplint.yaml",
    },
    Trick {
        name: "the glob goes",
        breakage: no_letters,
        trick: |place| edit(place, "soplint.yaml", "procedures/**", "other/**"),
        told: "error soplint/no-longer-judged soplint.yaml",
    },
    Trick {
        name: "a severity is lowered",
        breakage: no_country,
        trick: |place| {
            edit(place, "soplint.yaml", "lint:\n", "lint:\n  severities: {house/vendor-country: note}\n");
        },
        told: "error house/vendor-country engagements/heredia.yaml",
    },
    Trick {
        name: "a limit is raised",
        breakage: |place| {
            edit(place, "engagements/heredia.yaml", "title: Review", "title: Review of many long papers")
        },
        trick: |place| {
            edit(place, "soplint.yaml", "lint:\n", "lint:\n  parameters: {longest_title: 9}\n");
        },
        told: "error house/title engagements/heredia.yaml",
    },
    Trick {
        name: "the default of a limit is raised in its pack",
        breakage: |place| {
            edit(place, "engagements/heredia.yaml", "title: Review", "title: Review of many long papers")
        },
        trick: |place| edit(place, "policies/house/pack.yaml", "default: 3", "default: 9"),
        told: "error house/title engagements/heredia.yaml",
    },
    Trick {
        name: "a term of the pack means something else",
        breakage: no_country,
        trick: |place| edit(place, "policies/house/pack.yaml", "== 'active'", "== 'suspended'"),
        told: "error house/vendor-country engagements/heredia.yaml",
    },
    Trick {
        name: "the pack is left out",
        breakage: no_country,
        trick: |place| edit(place, "soplint.yaml", "packs: [sop, house, shared]", "packs: [sop, shared]"),
        told: "error soplint/no-longer-judged soplint.yaml",
    },
    Trick {
        name: "the policy is deleted",
        breakage: no_country,
        trick: |place| place.git(&["rm", "--quiet", "policies/house/vendor-country.yaml"]),
        told: "error soplint/no-longer-judged soplint.yaml",
    },
    Trick {
        name: "a policy takes the id of one that comes with soplint",
        breakage: no_turnaround,
        trick: |place| {
            let policy = text(place, "policies/house/vendor-country.yaml");
            let shadow = policy.replace("house/vendor-country", "sop/turnaround-measurable");
            place.write("policies/sop/turnaround-measurable.yaml", shadow);
        },
        told: "error soplint/policy policies/sop/turnaround-measurable.yaml",
    },
    Trick {
        name: "another folder is extended",
        breakage: |place| edit(place, "engagements/heredia.yaml", "title: Review\n", ""),
        trick: |place| {
            place.write("shared/mild/soplint.yaml", "lint: {packs: [house]}\n");
            edit(place, "soplint.yaml", "shared/standard", "shared/mild");
        },
        told: "error soplint/settings soplint.yaml",
    },
    Trick {
        name: "the folder that is extended says less",
        breakage: |place| edit(place, "engagements/heredia.yaml", "title: Review\n", ""),
        trick: |place| {
            edit(
                place,
                "shared/standard/policies/shared/title.yaml",
                "present(doc.title)",
                "present(doc.id)",
            );
        },
        told: "error shared/title engagements/heredia.yaml",
    },
    Trick {
        name: "the firm's own words name another heading",
        breakage: no_escalation,
        trick: |place| {
            edit(
                place,
                "soplint.yaml",
                "lint:\n",
                "lint:\n  vocabulary: {escalation: {labels: [Revision history]}}\n",
            );
        },
        told: "error sop/escalation manual/summaries.md",
    },
    Trick {
        name: "an exception for it",
        breakage: no_country,
        trick: |place| {
            place.write(
                "waivers.yaml",
                "kind: waivers\nwaivers:\n  - {policy: house/vendor-country, subject: ENG-2026-003, approved_by: partner, \
                 reason: The country follows with the signed letter., approved: 2026-10-01, expires: 2026-12-31}\n",
            );
        },
        told: "warning soplint/new-waiver waivers.yaml",
    },
    Trick {
        name: "an exception in the engagement, by a partner of one's own",
        breakage: no_country,
        trick: |place| {
            edit(place, "soplint.yaml", "role: attorney", "role: partner");
            let engagement = text(place, "engagements/heredia.yaml");
            let waiver = "waivers:\n  - {policy: house/vendor-country, subject: ENG-2026-003, approved_by: rcastellane, \
                 reason: The country follows with the signed letter., approved: 2026-10-01, expires: 2026-12-31}\n";
            place.write("engagements/heredia.yaml", format!("{engagement}{waiver}"));
        },
        told: "error house/vendor-country engagements/heredia.yaml",
    },
    Trick {
        name: "the firm is somewhere else",
        breakage: |place| edit(place, "engagements/heredia.yaml", "  legal_name: Poas\n", ""),
        trick: |place| edit(place, "soplint.yaml", "jurisdictions: [NC]", "jurisdictions: [SC]"),
        told: "error soplint/no-longer-judged engagements/heredia.yaml",
    },
    Trick {
        name: "the list of names is emptied",
        breakage: |place| {
            edit(place, "engagements/heredia.yaml", "title: Review", "title: Review for Oakhurst")
        },
        trick: |place| edit(place, "soplint.yaml", "client_name_terms: [Oakhurst]\n", ""),
        told: "error records/client-data-in-repo engagements/heredia.yaml",
    },
];
