//! What `soplint explain` shows of one policy: what it asks, why, and its own examples.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::diagnostic::Severity;
use crate::policy::{Authority, Policy, PolicySet, Stricter};
use crate::rules::Parameter;
use crate::rules::expression::{Data, Value};
use crate::text::Encoding;

use super::Style;
use super::terminal::{Paint, clean_line, clean_text, wrap};

/// A policy as it judges here.
#[derive(Debug)]
pub struct Explanation<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// All that it refers to.
    pub set: &'a PolicySet,
    /// After the firm's settings; `None` where it is switched off.
    pub severity: Option<Severity>,
    /// The limits that hold here.
    pub limits: &'a BTreeMap<String, Parameter>,
}

/// Columns of the names on the left.
const LEFT: usize = 12;

/// One policy for people.
///
/// # Errors
/// What the writer says.
pub fn explain(explanation: &Explanation<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint { colour: style.colour };
    let Explanation { policy, set, severity, .. } = explanation;
    let weight = severity.map_or("off", Severity::name);
    writeln!(out, "{}  {weight}", paint.bold(clean_line(&policy.id)))?;
    for line in wrap(&clean_line(&policy.title), style.width.max(40) - 2, style.width.max(40) - 2) {
        writeln!(out, "  {line}")?;
    }
    writeln!(out)?;
    let kinds: Vec<&str> = policy.applies_to.iter().map(|kind| set.kinds.get(*kind).name.as_str()).collect();
    let asked =
        if kinds.len() == set.kinds.iter().count() { "every document".into() } else { kinds.join(", ") };
    row("Asked of", &asked, style, out)?;
    row(
        "Kind",
        &format!("{}; `soplint explain --kind {}` says what that is", policy.rule.kind(), policy.rule.kind()),
        style,
        out,
    )?;
    row("Basis", &policy.basis, style, out)?;
    for (index, id) in policy.authority.iter().enumerate() {
        let label = if index == 0 { "Authority" } else { "" };
        let Some(authority) = set.authorities.iter().find(|authority| authority.id == **id) else { continue };
        row(label, &cited(authority), style, out)?;
    }
    if let Some(condition) = set.pack_of(policy).and_then(|pack| pack.condition.as_ref()) {
        row("Where", &format!("{condition} (of the pack)"), style, out)?;
    }
    for (index, name) in policy.reads.limits.iter().enumerate() {
        row(if index == 0 { "Limits" } else { "" }, &limit(explanation, name), style, out)?;
    }
    if let Some(help) = &policy.help {
        row("Next step", help, style, out)?;
    }
    let by_firm = if policy.waivable {
        "may be lowered, switched off or waived"
    } else {
        "can't be lowered, switched off or waived"
    };
    row("The firm", by_firm, style, out)?;
    let origin = if policy.builtin { "comes with soplint" } else { "the firm's own" };
    writeln!(out, "\n  {} ({origin})", clean_line(policy.file.path().as_str()))?;
    let text = policy.file.text();
    let tests =
        policy.tests().first().map_or(text.len(), |_| text.find("\ntests:").map_or(text.len(), |at| at + 1));
    for line in clean_text(text[..tests].trim_end()).lines() {
        writeln!(out, "  {} {line}", paint.dim("|"))?;
    }
    if !policy.tests().is_empty() {
        writeln!(out, "\n  Its tests")?;
    }
    for test in policy.tests() {
        let line = policy.file.position(test.span.start, Encoding::CodePoints).line + 1;
        for (_, expect) in &test.expect {
            let says = expect.says.as_ref();
            let says = says.map_or(String::new(), |says| format!(": \"{}\"", clean_line(says)));
            let outcome = expect.outcome.name();
            writeln!(out, "  {line:>5}  {outcome:<14} {}{says}", clean_line(&test.name))?;
        }
    }
    Ok(())
}

/// A name on the left and its text on the right, broken into lines.
fn row(name: &str, text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let room = style.width.max(40) - LEFT - 2;
    for (index, line) in wrap(&clean_line(text), room, room).iter().enumerate() {
        writeln!(out, "  {:<LEFT$}{line}", if index == 0 { name } else { "" })?;
    }
    Ok(())
}

/// A limit that the policy reads: its value and unit, who set it, and what it is.
fn limit(explanation: &Explanation<'_>, name: &str) -> String {
    let own = explanation.set.pack_of(explanation.policy).into_iter();
    let found = own.chain(&explanation.set.packs).find_map(|pack| Some((pack, pack.parameters.get(name)?)));
    let Some((pack, spec)) = found else { return name.to_owned() };
    let here = explanation.limits.get(name).unwrap_or(&spec.default);
    let by = match &here.written {
        Some((file, span)) => {
            let line = file.position(span.start, Encoding::CodePoints).line + 1;
            format!("set in {}:{line}", file.path())
        }
        None => format!("the default of the pack {}", pack.name),
    };
    let unit = if spec.unit.is_empty() { String::new() } else { format!(" {}", spec.unit) };
    let stricter = match spec.stricter {
        Some(Stricter::Lower) => "; less is stricter",
        Some(Stricter::Higher) => "; more is stricter",
        None => "",
    };
    format!("{name} = {}{unit}, {by}{stricter}. {}", plain(&here.value), spec.says)
}

/// A limit's value, as settings write it.
fn plain(value: &Value<'_>) -> String {
    match &value.data {
        Data::Bool(value) => value.to_string(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::Text(text) => text.to_string(),
        Data::Date(day) => day.to_string(),
        Data::List(list) => format!("[{}]", list.items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Data::Map(entries) => {
            let entries = entries.iter().map(|(name, value)| format!("{name}: {}", plain(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    }
}

fn cited(authority: &Authority) -> String {
    let checked = match authority.certainty.as_str() {
        "V" => "read in its text",
        "VS" => "read in a secondary source",
        _ => "from memory, not yet checked against its text",
    };
    let link = if authority.url.is_empty() { String::new() } else { format!(" {}", authority.url) };
    format!("{} ({}; {checked}). {}{link}", authority.cite, authority.force, authority.says)
}

/// A page of text that comes with soplint or from the repository, made harmless for a terminal.
#[must_use]
pub fn clean_page(text: &str) -> String {
    clean_text(text) + "\n"
}
