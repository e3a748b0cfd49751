//! The authorities that policies rest on, and the "why" that follows from them.

use serde::Deserialize;

use crate::syntax::yaml;

/// A rule, opinion, statute or practice.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// As policies name it.
    pub id: String,
    /// As lawyers cite it.
    pub cite: String,
    /// rule, comment, advisory, statute, regulation, guidance, practice or integrity.
    pub force: String,
    /// `V` read in the primary text, `VS` in a secondary source, `R` from memory.
    pub certainty: String,
    /// Where it can be read; may be empty.
    pub url: String,
    /// What it says, in our words.
    pub says: String,
}

/// Reads the list of authorities.
///
/// # Errors
/// Why it can't be read.
pub(super) fn read(text: &str) -> Result<Vec<Authority>, String> {
    let stream = yaml::parse(text, yaml::Limits::default());
    let node = stream.documents.first().ok_or("there are no authorities")?;
    let mut authorities: Vec<Authority> = yaml::from_node(node).map_err(|error| error.to_string())?;
    authorities.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(authorities)
}

impl Authority {
    /// One sentence: the citation with its force, so that nothing is called law that is not.
    fn because(&self) -> String {
        let certainty = if self.certainty == "R" { "; not yet checked against the text" } else { "" };
        match self.force.as_str() {
            "practice" => "Practice guidance, not law.".to_owned(),
            "integrity" => {
                "The firm's records must be readable to be of use; no outside authority.".to_owned()
            }
            "rule" => format!("{} (model rule; your state's rules control{certainty}).", self.cite),
            "comment" => format!("{} (comment to a model rule{certainty}).", self.cite),
            "advisory" => format!("{} (advisory opinion, not binding{certainty}).", self.cite),
            other => format!("{} ({other}{certainty}).", self.cite),
        }
    }
}

/// Why a policy asks for something: the authorities by their force, strongest first.
pub(super) fn why(authorities: &[&Authority]) -> Option<String> {
    const ORDER: [&str; 8] =
        ["statute", "regulation", "rule", "comment", "advisory", "guidance", "practice", "integrity"];
    let mut sorted = authorities.to_vec();
    sorted.sort_by_key(|authority| ORDER.iter().position(|force| *force == authority.force));
    let sentences: Vec<_> = sorted.into_iter().map(Authority::because).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}
