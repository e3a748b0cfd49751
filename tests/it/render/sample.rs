//! The sample report: line breaks of every kind, emoji, tabs, smart quotes, escape sequences in a
//! file, its name and a message, causes, places in other files.

use std::sync::Arc;

use soplint::diagnostic::{
    ConceptTally, Diagnostic, Edit, Fingerprint, Fix, Label, Outcome, PolicyInfo, PolicyTally, Report,
    Safety, Severity, Waived,
};
use soplint::text::{Location, SourceFile, Sources, Span};

/// Where `needle` stands first.
fn at(report: &Report, path: &str, needle: &str) -> Location {
    let (source, file) =
        report.sources.iter().find(|(_, file)| file.path() == path).expect("is in the sample");
    let start = file.text().find(needle).expect("is in the text");
    Location { source, span: Span::new(start, start + needle.len()) }
}

/// A place with words.
pub(super) fn label(at: Location, text: &str) -> Label {
    Label { at, text: text.into() }
}

/// A finding with nothing but what it must have.
pub(super) fn finding(
    policy: &str,
    severity: Severity,
    outcome: Outcome,
    message: &str,
    primary: Label,
) -> Diagnostic {
    Diagnostic {
        policy: policy.into(),
        severity,
        outcome,
        message: message.into(),
        fingerprint: Fingerprint(format!("{policy}-{}", primary.at.span.start).into()),
        primary,
        related: Vec::new(),
        help: None,
        why: None,
        authority: Vec::new(),
        subjects: Vec::new(),
        fix: None,
        cause: None,
        operands: Vec::new(),
    }
}

/// A report without findings.
pub(super) fn empty() -> Report {
    Report {
        sources: Sources::default(),
        as_of: "2026-10-15".into(),
        tree: "worktree".into(),
        packs: vec!["sop 2026-10".into(), "aba 2026-10".into(), "data 2026-10".into()],
        time_zones: Some("2026b".into()),
        unconfigured: false,
        documents: Vec::new(),
        diagnostics: Vec::new(),
        waived: Vec::new(),
        policies: Vec::new(),
        concepts: Vec::new(),
        incomplete: false,
        diff: None,
    }
}

pub(super) const INTAKE: &str = "sops/intake-calls.md";
const BRIEF: &str = "sops/año-résumé.md";
const ENGAGEMENT: &str = "engagements/ENG-2026-007-bogota.yaml";
const CONSENT: &str = "records/ENG-2026-007/consents/M-26-0310.yaml";
const HOSTILE: &str = "sops/a\u{1b}[2J\u{202e}\nb.md";
const SCOPE: &str = "policies/sop/scope.yaml";
const ESCALATION: &str = "policies/sop/escalation.yaml";

/// Every kind of finding, over texts with all that texts are made of.
pub(super) fn sample() -> Report {
    let mut report = empty();
    for (path, text) in [
        (
            ENGAGEMENT,
            "kind: engagement\nid: ENG-2026-007\nteam:\n  - id: jrojas\n    start_date: 2026-08-03 \t# “día uno” 😀 first day\naccess:\n  vpn:\n    required: false\n".to_owned(),
        ),
        (CONSENT, "kind: client-consent\nmatter: M-26-0310\noutcome: [consented\nconsented_on: 2026-07-30\n".to_owned()),
        (HOSTILE, "# Title \u{1b}]0;owned\u{7}\r\n\r\ntext \u{202e}desrever\u{2066} \u{9b}31m\u{2028}end\r\n".to_owned()),
        (
            BRIEF,
            format!(
                "# Résumé 😀\n\n{}the paralegal “asks 👩‍👩‍👧 somebody” when\tin doubt{}\n\n- one\n- two\n- three\n- four\n- five\n",
                "Every step is written down here. ".repeat(5),
                ", and goes on with the work".repeat(5)
            ),
        ),
        (
            INTAKE,
            "---\r\nkind: sop\r\nid: SOP-INT-001\r\n---\r\n# Intake calls\r\n\r\nAnswer within “two rings”.\r\n\r\n## When things go wrong\r\n\r\n\tCall the duty attorney.\r\n"
                .to_owned(),
        ),
        (ESCALATION, "id: sop/escalation\ntitle: Escalation triggers\nsection: escalation\n".to_owned()),
        (SCOPE, "id: sop/scope\ntitle: Task scope\nseverity: error\nsection: scope\n".to_owned()),
    ] {
        if !path.starts_with("policies/") {
            report.documents.push(path.into());
        }
        report.sources.add(Arc::new(SourceFile::new(path, text)));
    }
    let place = |path: &str, needle: &str| at(&report, path, needle);
    let asked = |path: &str, needle: &str| label(place(path, needle), "asked for here");

    let mut vpn = finding(
        "data/vpn",
        Severity::Warning,
        Outcome::Conflict,
        "VPN is recorded as not required, and the data security procedure requires it for every outsourced user.",
        label(place(ENGAGEMENT, "required: false"), "access.vpn.required is recorded as false"),
    );
    vpn.related.push(label(place(ENGAGEMENT, "jrojas"), "this person has access to firm systems"));
    vpn.help = Some("Record `required: true`, or an approved exception with an end date.".into());
    vpn.why = Some("practice guidance: the article names VPN for every outsourced user".into());
    vpn.authority = vec!["article".into(), "mr-1.6c".into()];

    let start = finding(
        "onboarding/training",
        Severity::Note,
        Outcome::NotFound,
        "No training record was found for jrojas dated before 2026-08-03.",
        label(place(ENGAGEMENT, "“día uno” 😀"), ""),
    );

    let yaml = finding(
        "soplint/yaml-syntax",
        Severity::Error,
        Outcome::NotFound,
        "This file could not be read to its end: a list is opened with “[” and not closed.",
        label(place(CONSENT, "[consented\n"), "opened here"),
    );
    let consequence = |policy: &str, outcome, primary| {
        let mut consequence = finding(
            policy,
            Severity::Warning,
            outcome,
            "It hangs on a file that could not be read.",
            primary,
        );
        consequence.cause = Some(yaml.fingerprint.clone());
        consequence
    };
    let scope_of =
        consequence("aba/consent-scope", Outcome::CannotCheck, label(place(CONSENT, "M-26-0310"), ""));
    let mut content =
        consequence("aba/consent-content", Outcome::CannotCheck, label(place(CONSENT, "matter"), ""));
    content.cause = Some(scope_of.fingerprint.clone());
    let informed =
        consequence("aba/informed-consent", Outcome::NotFound, label(place(ENGAGEMENT, "ENG-2026-007"), ""));

    let hostile = finding(
        "firm/title\u{1b}[1m",
        Severity::Warning,
        Outcome::NotFound,
        "No owner found for “Title \u{1b}]0;owned\u{7}”.\r\nSecond line \u{2067}of it.",
        label(place(HOSTILE, "\u{202e}desrever\u{2066} \u{9b}31m"), "label \u{1b}[31m\u{200f}"),
    );

    let long = finding(
        "sop/escalation-actionable",
        Severity::Warning,
        Outcome::NotFound,
        "Escalation triggers found, but not to whom. Name the person or role and the answer time, and state events that a nonlawyer can recognise.",
        label(place(BRIEF, "“asks 👩‍👩‍👧 somebody”"), "says “somebody”, and names no role or person who answers"),
    );
    let mut list = finding(
        "sop/checkpoint-per-stage",
        Severity::Warning,
        Outcome::NotFound,
        "No checkpoint found for review and delivery.",
        label(place(BRIEF, "- one\n- two\n- three\n- four\n- five\n"), "the checkpoints"),
    );
    list.related.push(label(place(BRIEF, "- two\n- three"), "these name no stage"));
    let end = finding(
        "sop/communication",
        Severity::Error,
        Outcome::NotFound,
        "No communication protocol found.",
        label(Location { span: Span::at(0), ..place(BRIEF, "#") }, ""),
    );

    let mut scope = finding(
        "sop/scope",
        Severity::Error,
        Outcome::NotFound,
        "No task scope found in “Intake calls”.",
        label(place(INTAKE, "Intake calls"), "no section of this procedure says so"),
    );
    scope.related.push(asked(SCOPE, "section: scope"));
    scope.help = Some(
        "Add a section “Scope” that says which work this procedure covers and which it does not.".into(),
    );
    scope.why = Some("practice guidance (article); Rule 5.3 speaks to lawyers who supervise".into());
    scope.authority = vec!["article".into(), "mr-5.3".into()];

    let heading = place(INTAKE, "When things go wrong");
    let mut escalation = finding(
        "sop/escalation",
        Severity::Warning,
        Outcome::Misplaced,
        "Escalation is dealt with under “When things go wrong”, not in a section of that name.",
        label(place(INTAKE, "Call the duty attorney."), "this reads like an escalation trigger"),
    );
    escalation.related =
        vec![label(heading, "the heading over it"), asked(ESCALATION, "section: escalation")];
    escalation.help = Some("Rename the heading to “Escalation”.".into());
    escalation.fix = Some(Fix {
        title: "Rename the heading to “Escalation”".into(),
        safety: Safety::Safe,
        edits: vec![Edit { at: heading, replacement: "Escalation".into() }],
    });

    report.diagnostics =
        vec![informed, vpn, start, content, scope_of, yaml, hostile, end, long, list, scope, escalation];
    let rbac = finding(
        "data/rbac",
        Severity::Error,
        Outcome::NotFound,
        "jrojas: no role was found.",
        label(at(&report, ENGAGEMENT, "team"), ""),
    );
    report.waived = vec![Waived {
        finding: rbac,
        reason: "the vendor’s own register is kept\n[here](x) \u{1b}[1muntil March".into(),
        approved_by: "hpruitt".into(),
        approved: "2026-09-01".into(),
        expires: "2027-03-31".into(),
        at: at(&report, ENGAGEMENT, "access"),
    }];
    for (id, title, builtin, outcomes) in [
        ("data/rbac", "Access by role", true, vec![Outcome::Waived]),
        ("data/vpn", "VPN for outsourced users", true, vec![Outcome::Conflict]),
        ("firm/quiet", "See [the list](https://example.com) of @partners <b>|</b> #12", false, vec![]),
        ("records/ids", "Ids are given once.", true, vec![Outcome::Found, Outcome::NotApplicable]),
        ("sop/escalation", "Escalation triggers", false, vec![Outcome::Misplaced]),
        ("sop/scope", "Task scope", true, vec![Outcome::NotFound, Outcome::Found, Outcome::Found]),
    ] {
        let finding = report.diagnostics.iter().find(|finding| &*finding.policy == id);
        let info = PolicyInfo {
            sensitive: false,
            title: title.into(),
            severity: finding.map_or(Severity::Note, |finding| finding.severity),
            basis: "practice".into(),
            authority: finding.map_or(Vec::new(), |finding| finding.authority.clone()),
            why: finding.and_then(|finding| finding.why.clone()),
            help: finding.map_or_else(|| Some(title.into()), |finding| finding.help.clone()),
            builtin,
        };
        let mut tally = PolicyTally::new(id.into(), info.into());
        outcomes.into_iter().for_each(|outcome| tally.add(outcome));
        report.policies.push(tally);
    }
    for (title, found, misplaced, not_found) in [
        ("Scope", 12, 2, 6),
        ("Quality checkpoints", 3, 0, 17),
        ("Escalation", 5, 9, 6),
        ("Turnaround", 11, 5, 4),
        ("Communication", 0, 3, 17),
    ] {
        report.concepts.push(ConceptTally { title: title.into(), found, misplaced, not_found });
    }
    report
}
