//! Ways to switch the gate off from inside a pull request, each with what it would hide.

/// By what a document says.
pub(super) mod documents;
/// By where it lies, and what its bytes are.
pub(super) mod files;
/// By what judges it.
pub(super) mod settings;

use super::{edit, text};
use crate::run::Place;

/// A change that hides something, and what it would hide.
pub(super) struct Trick {
    pub(super) name: &'static str,
    /// The breakage alone.
    pub(super) breakage: fn(&Place),
    /// What would hide it.
    pub(super) trick: fn(&Place),
    /// What is told where each side is judged by its own settings.
    pub(super) told: &'static str,
}

fn no_turnaround(place: &Place) {
    edit(place, "manual/summaries.md", "24 business hours", "soon");
}

fn no_letters(place: &Place) {
    edit(place, "procedures/letters.md", "24 business hours", "soon");
}

fn no_country(place: &Place) {
    edit(place, "engagements/heredia.yaml", "  country: CR\n", "");
}

fn no_escalation(place: &Place) {
    let text = text(place, "manual/summaries.md");
    let (start, _) = text.match_indices("**Escalation").next().unwrap();
    let end = start + 2 + text[start + 2..].find("\n**").unwrap();
    let end = end + text[end..].find("\n**").unwrap();
    let rest = format!("{}**Revision history**\n\nFirst made in May.\n{}", &text[..start], &text[end..]);
    place.write("manual/summaries.md", rest);
}
