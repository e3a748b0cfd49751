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
    /// current, earlier-rules (decided under rules that have been replaced since) or withdrawn.
    pub status: String,
    /// The day on which the entry was last looked at, ISO 8601.
    pub as_of: String,
    /// Where it can be read; may be empty.
    pub url: String,
    /// What it says, in our words.
    pub says: String,
}

/// Which forces carry a basis: what a message of such a policy may lean on.
const CARRIES: [(&str, &[&str]); 3] =
    [("rule", &["rule", "comment"]), ("opinion", &["advisory"]), ("statute", &["statute", "regulation"])];

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
    /// The citation with its force, so that nothing is called law that is not.
    pub(super) fn cited(&self) -> String {
        let mut remarks = Vec::new();
        match self.force.as_str() {
            "rule" | "comment" if self.cite.starts_with("ABA Model") => {
                remarks.push("your state's version controls");
            }
            "advisory" => remarks.push("advisory, not binding"),
            "guidance" => remarks.push("guidance"),
            _ => {}
        }
        match self.status.as_str() {
            "earlier-rules" => remarks.push("decided under earlier rules"),
            "withdrawn" => remarks.push("withdrawn"),
            _ => {}
        }
        if self.certainty == "R" {
            remarks.push("citation not verified by soplint");
        }
        if remarks.is_empty() { self.cite.clone() } else { format!("{} ({})", self.cite, remarks.join("; ")) }
    }
}

/// Why a policy asks for something. What stands first is what carries it: a practice is never called law,
/// whatever else is cited beside it.
pub(super) fn why(basis: &str, authorities: &[&Authority]) -> Option<String> {
    if authorities.is_empty() {
        return None;
    }
    let carries = forces(basis);
    let outside = authorities.iter().filter(|a| !["practice", "integrity"].contains(&a.force.as_str()));
    let (first, rest): (Vec<_>, Vec<_>) = outside.partition(|a| carries.contains(&a.force.as_str()));
    let list = |found: Vec<&&Authority>| {
        found.into_iter().map(|authority| authority.cited()).collect::<Vec<_>>().join("; ")
    };
    let lead = match basis {
        "practice" => "Practice guidance, not law".to_owned(),
        "integrity" => "Records must be readable and agree to be of use".to_owned(),
        _ => list(first),
    };
    Some(if rest.is_empty() { format!("{lead}.") } else { format!("{lead}. See also {}.", list(rest)) })
}

/// What in a policy claims more than its authorities carry, in a sentence.
pub(super) fn overclaim(basis: &str, is_error: bool, authorities: &[&Authority]) -> Option<String> {
    let carries = forces(basis);
    if !carries.is_empty() && !authorities.iter().any(|a| carries.contains(&a.force.as_str())) {
        let forces = carries.join(" or ");
        return Some(format!("The basis '{basis}' needs an authority of force {forces}; none is named."));
    }
    let unverified = !authorities.is_empty() && authorities.iter().all(|a| a.certainty == "R");
    (is_error && unverified).then(|| {
        "Nobody has checked any of this policy's authorities against its text; it can be a warning at most."
            .to_owned()
    })
}

fn forces(basis: &str) -> &'static [&'static str] {
    CARRIES.iter().find(|(name, _)| *name == basis).map_or(&[], |(_, forces)| forces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(cite: &str, force: &str, certainty: &str, status: &str) -> Authority {
        Authority {
            id: cite.to_lowercase(),
            cite: cite.to_owned(),
            force: force.to_owned(),
            certainty: certainty.to_owned(),
            status: status.to_owned(),
            as_of: "2026-11-23".to_owned(),
            url: String::new(),
            says: "Something.".to_owned(),
        }
    }

    #[test]
    fn a_practice_is_never_called_law() {
        let practice = authority("Practice guidance", "practice", "V", "current");
        let rule = authority("ABA Model Rule 5.3", "rule", "VS", "current");
        let opinion = authority("N.Y.C. Op. 1", "advisory", "R", "earlier-rules");
        assert_eq!(
            why("practice", &[&practice, &rule]).unwrap(),
            "Practice guidance, not law. See also ABA Model Rule 5.3 (your state's version controls)."
        );
        assert_eq!(why("practice", &[&practice]).unwrap(), "Practice guidance, not law.");
        assert_eq!(
            why("opinion", &[&rule, &opinion]).unwrap(),
            "N.Y.C. Op. 1 (advisory, not binding; decided under earlier rules; citation not verified by \
             soplint). See also ABA Model Rule 5.3 (your state's version controls)."
        );
    }

    #[test]
    fn a_policy_claims_no_more_than_its_authorities_carry() {
        let practice = authority("Practice guidance", "practice", "V", "current");
        let statute = authority("Stat. 1", "statute", "V", "current");
        let memory = authority("Op. 2", "advisory", "R", "current");
        assert!(overclaim("rule", true, &[&practice, &statute]).is_some());
        assert!(overclaim("statute", true, &[&statute, &memory]).is_none());
        assert!(overclaim("practice", true, &[&practice]).is_none());
        assert!(overclaim("opinion", true, &[&memory]).is_some());
        assert!(overclaim("opinion", false, &[&memory]).is_none());
    }
}
