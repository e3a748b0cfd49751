//! How phrases are written short: `(deed|oath) of secrecy` stands for the phrase with each of these, an empty
//! one for none; `~notify` stands for an English verb in all forms that oblige or state: "notify", "notifies",
//! "notified", "notifying".

/// The phrases that a short one stands for. Brackets without a bar are text, and so is a `~` before no letter.
#[must_use]
pub fn alternatives(phrase: &str) -> Vec<String> {
    let open = phrase.match_indices('(').find_map(|(open, _)| {
        let (inside, behind) = phrase[open + 1..].split_once(')')?;
        inside.contains('|').then_some((&phrase[..open], inside, behind))
    });
    let Some((before, inside, behind)) = open else { return conjugated(phrase) };
    let rest = alternatives(behind);
    let each = inside.split('|').flat_map(|one| conjugated(&format!("{before}{one}")));
    each.flat_map(|one| rest.iter().map(move |rest| format!("{one}{rest}"))).collect()
}

/// A phrase with its marked verbs in every form.
fn conjugated(phrase: &str) -> Vec<String> {
    let Some((before, marked)) = phrase.split_once('~') else { return vec![phrase.to_owned()] };
    let end = marked.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(marked.len());
    let (verb, behind) = marked.split_at(end);
    if verb.is_empty() {
        return vec![phrase.to_owned()];
    }
    let rest = conjugated(behind);
    forms(verb).iter().flat_map(|form| rest.iter().map(move |rest| format!("{before}{form}{rest}"))).collect()
}

/// The participles of verbs that have one of their own.
const IRREGULAR: [(&str, &str); 50] = [
    ("be", "been"),
    ("bind", "bound"),
    ("break", "broken"),
    ("bring", "brought"),
    ("buy", "bought"),
    ("choose", "chosen"),
    ("cut", "cut"),
    ("do", "done"),
    ("draw", "drawn"),
    ("find", "found"),
    ("forbid", "forbidden"),
    ("get", "got"),
    ("give", "given"),
    ("go", "gone"),
    ("have", "had"),
    ("hear", "heard"),
    ("hold", "held"),
    ("keep", "kept"),
    ("know", "known"),
    ("lead", "led"),
    ("leave", "left"),
    ("lend", "lent"),
    ("let", "let"),
    ("lose", "lost"),
    ("make", "made"),
    ("meet", "met"),
    ("overwrite", "overwritten"),
    ("pay", "paid"),
    ("put", "put"),
    ("read", "read"),
    ("ring", "rung"),
    ("run", "run"),
    ("say", "said"),
    ("see", "seen"),
    ("seek", "sought"),
    ("sell", "sold"),
    ("send", "sent"),
    ("set", "set"),
    ("show", "shown"),
    ("shut", "shut"),
    ("speak", "spoken"),
    ("stand", "stood"),
    ("swear", "sworn"),
    ("take", "taken"),
    ("tell", "told"),
    ("throw", "thrown"),
    ("undertake", "undertaken"),
    ("withdraw", "withdrawn"),
    ("withhold", "withheld"),
    ("write", "written"),
];

/// Verbs of several syllables that double their last letter.
const DOUBLED: [&str; 9] =
    ["admit", "commit", "compel", "control", "defer", "permit", "refer", "submit", "transfer"];

/// A verb as it stands, in the third person, and its participles.
fn forms(verb: &str) -> Vec<String> {
    let is_vowel = |c: char| "aeiou".contains(c);
    let mut from_end = verb.chars().rev();
    let (last, before, third) = (from_end.next(), from_end.next(), from_end.next());
    let of_consonant = before.is_some_and(|c| !is_vowel(c));
    let third_person = match verb {
        "have" => "has".to_owned(),
        "be" => "is".to_owned(),
        _ if last == Some('y') && of_consonant => format!("{}ies", &verb[..verb.len() - 1]),
        _ if ["s", "x", "z", "ch", "sh", "go", "do"].iter().any(|end| verb.ends_with(end)) => {
            format!("{verb}es")
        }
        _ => format!("{verb}s"),
    };
    let syllables = verb.chars().filter(|c| is_vowel(*c) || *c == 'y').count();
    let short = syllables == 1
        && last.is_some_and(|c| !is_vowel(c) && !"wxy".contains(c))
        && before.is_some_and(is_vowel)
        && third.is_none_or(|c| !is_vowel(c));
    let stem = match last {
        Some('e') if verb != "be" && !verb.ends_with("ee") => verb[..verb.len() - 1].to_owned(),
        Some(letter) if short || DOUBLED.contains(&verb) => format!("{verb}{letter}"),
        _ => verb.to_owned(),
    };
    let participle = match IRREGULAR.iter().find(|(irregular, _)| *irregular == verb) {
        Some((_, participle)) => (*participle).to_owned(),
        None if last == Some('y') && of_consonant => format!("{}ied", &verb[..verb.len() - 1]),
        None if verb.ends_with("ee") => format!("{verb}d"),
        None => format!("{stem}ed"),
    };
    let mut forms = vec![verb.to_owned(), third_person, participle, format!("{stem}ing")];
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::alternatives;

    #[test]
    fn a_short_phrase_stands_for_several() {
        for (short, phrases) in [
            ("third party", &["third party"][..]),
            ("party (ies)", &["party (ies)"]),
            ("~ 5", &["~ 5"]),
            (
                "(deed|oath) of (secrecy|trust)",
                &["deed of secrecy", "deed of trust", "oath of secrecy", "oath of trust"],
            ),
            ("written (prior |)consent", &["written prior consent", "written consent"]),
            ("~notify", &["notify", "notifies", "notified", "notifying"]),
            ("~erase", &["erase", "erases", "erased", "erasing"]),
            ("~flag it", &["flag it", "flags it", "flagged it", "flagging it"]),
            ("~discuss", &["discuss", "discusses", "discussed", "discussing"]),
            ("~report", &["report", "reports", "reported", "reporting"]),
            ("~overwrite", &["overwrite", "overwrites", "overwritten", "overwriting"]),
            ("~refer", &["refer", "refers", "referred", "referring"]),
            ("~screen", &["screen", "screens", "screened", "screening"]),
            ("(~tell|inform) us", &["tell us", "tells us", "told us", "telling us", "inform us"]),
            ("~put", &["put", "puts", "put", "putting"]),
        ] {
            assert_eq!(alternatives(short), phrases, "{short}");
        }
    }
}
