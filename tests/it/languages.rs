//! SOPs of teams that write in Spanish and Portuguese.
#![allow(clippy::unwrap_used, reason = "tests read the fixtures")]

use std::collections::BTreeSet;

use soplint::check::{Options, check};
use soplint::diagnostic::{Outcome, Report};
use soplint::workspace::MemoryTree;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::run::{AS_OF, files, fixtures};

/// The firm of `fixtures/languages`, each of its SOPs changed.
fn judged(change: impl Fn(&str) -> String) -> Report {
    let mut tree = MemoryTree::default();
    for (path, bytes) in files(&fixtures().join("languages")) {
        let text = String::from_utf8(bytes).unwrap();
        let text = if path.starts_with("sops") { change(&text) } else { text };
        tree.insert(path.to_str().unwrap(), text).unwrap();
    }
    let options = Options { as_of: AS_OF.into(), only: vec!["sop".into()], ..Options::default() };
    check(&tree, &options).unwrap()
}

/// Path and policy of every finding of the pack `sop`.
fn said(report: &Report) -> BTreeSet<(String, String)> {
    // Files in memory have no history, so that nobody can tell whether an approval is older than its text.
    let told = |d: &&soplint::diagnostic::Diagnostic| {
        d.policy.starts_with("sop/")
            && !(&*d.policy == "sop/approval-current" && d.outcome == Outcome::CannotCheck)
    };
    let found = report.diagnostics.iter().filter(told);
    found
        .map(|d| (report.sources.get(d.primary.at.source).path().to_string(), d.policy.to_string()))
        .collect()
}

#[test]
fn a_complete_sop_is_complete_in_spanish_and_in_portuguese() {
    let report = judged(str::to_owned);
    assert_eq!(said(&report), BTreeSet::new());
    assert_eq!(report.documents.len(), 3, "{:?}", report.documents);
}

#[test]
fn accents_that_nobody_typed_are_no_difference() {
    let bare = |text: &str| text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    // What is said of the firm's people stays as it is in the profile.
    assert_eq!(said(&judged(bare)), BTreeSet::new());
}

#[test]
fn what_is_gone_or_vague_is_noticed_in_each_language() {
    for (from, to, path, policy) in [
        ("un plazo de 30 minutos", "cuanto sea posible", "calendario-es", "sop/escalation-actionable"),
        ("un máximo de 8 horas hábiles", "cuanto se pueda", "calendario-es", "sop/turnaround-measurable"),
        ("Informe diario por", "Informe por", "calendario-es", "sop/communication-elements"),
        (
            "| Aprobación | Firma en el registro | abogada |\n",
            "",
            "calendario-es",
            "sop/checkpoint-per-stage",
        ),
        ("## 6. PLAZOS", "## 6. OTROS", "calendario-es", "sop/turnaround"),
        ("em até 45 minutos", "assim que possível", "traducao-pt", "sop/escalation-actionable"),
        ("24 horas úteis a partir", "o quanto antes a partir", "traducao-pt", "sop/turnaround-measurable"),
        ("em até uma hora", "com brevidade", "traducao-pt", "sop/communication-elements"),
        ("- Aprovação: o advogado assina a folha de rosto.\n", "", "traducao-pt", "sop/checkpoint-per-stage"),
        ("## 1. ÂMBITO DE APLICAÇÃO", "## 1. HISTÓRICO", "traducao-pt", "sop/scope"),
    ] {
        let report = judged(|text| {
            // "Los lunes" and "a cada dia" say how often as well.
            let text = if from.starts_with("Informe") {
                text.replace("; los lunes,", "; y")
            } else {
                text.to_owned()
            };
            text.replacen(from, to, 1).replace(". Los viernes, antes de las 15:00", "")
        });
        let expected = (format!("sops/{path}.md"), policy.to_owned());
        assert!(said(&report).contains(&expected), "'{from}' -> '{to}': {:?}", said(&report));
    }
}

/// Which of some texts a policy has nothing to say of; each is a document of its own.
fn passes(policy: &str, texts: impl IntoIterator<Item = String>) -> Vec<bool> {
    let mut tree = MemoryTree::default();
    let mut paths = Vec::new();
    for (number, text) in texts.into_iter().enumerate() {
        let path = format!("sops/{number}.md");
        tree.insert(&path, text).unwrap();
        paths.push(path);
    }
    let options = Options { as_of: AS_OF.into(), only: vec![policy.to_owned()], ..Options::default() };
    let report = check(&tree, &options).unwrap();
    assert_eq!(report.documents.len(), paths.len());
    let found = report.diagnostics.iter().filter(|d| {
        *d.policy == *policy && d.outcome == Outcome::NotFound && !d.message.contains("front matter")
    });
    let found: BTreeSet<&str> =
        found.map(|d| report.sources.get(d.primary.at.source).path().as_str()).collect();
    paths.iter().map(|path| !found.contains(path.as_str())).collect()
}

/// Whether a procedure says how long its work may take, when a sentence is all that it says.
fn measurable(heading: &str, sentences: &[&str]) -> Vec<bool> {
    let texts = sentences.iter().map(|sentence| {
        format!("---\nkind: sop\nid: SOP-1\ntitle: T\n---\n\n# T\n\n## {heading}\n\n{sentence}\n")
    });
    passes("sop/turnaround-measurable", texts)
}

#[test]
fn lengths_of_time_are_read_in_each_language() {
    let spanish = [
        ("Se entrega dentro de dos días hábiles.", true),
        ("En un plazo de 24 horas hábiles.", true),
        ("PLAZO: 2 DIAS HABILES", true),
        ("A más tardar a las 17:00.", true),
        ("Antes de las 5 de la tarde.", true),
        ("El mismo día hábil.", true),
        ("Cuarenta y ocho horas desde la asignación.", true),
        ("En media hora.", true),
        ("Máximo 2 h.", true),
        ("Una semana laboral.", true),
        ("Lo antes posible.", false),
        ("A la brevedad.", false),
        ("En un plazo razonable.", false),
        ("Según la carga de trabajo.", false),
    ];
    let portuguese = [
        ("Em até dois dias úteis.", true),
        ("No prazo de 24 horas úteis.", true),
        ("Até as 17h.", true),
        ("No mesmo dia útil.", true),
        ("Quarenta e oito horas a partir da atribuição.", true),
        ("Em até uma hora.", true),
        ("Em meia hora.", true),
        ("Até o fim do expediente.", true),
        ("Máximo de 2 h.", true),
        ("O mais rápido possível.", false),
        ("Assim que possível.", false),
        ("Em prazo razoável.", false),
        ("Em tempo hábil.", false),
    ];
    for (heading, sentences) in [("Plazos", &spanish[..]), ("Prazos", &portuguese[..])] {
        let texts: Vec<&str> = sentences.iter().map(|(sentence, _)| *sentence).collect();
        for ((sentence, is), found) in sentences.iter().zip(measurable(heading, &texts)) {
            assert_eq!(found, *is, "{sentence}");
        }
    }
}

#[test]
fn a_duty_is_told_from_its_denial_in_each_language() {
    let spanish = [
        ("El proveedor debe", true),
        ("El proveedor deberá", true),
        ("Los proveedores deberán", true),
        ("El proveedor tiene que", true),
        ("El proveedor tendrá que", true),
        ("El proveedor está obligado a", true),
        ("Los proveedores están obligados a", true),
        ("El proveedor queda obligado a", true),
        ("El proveedor se obliga a", true),
        ("El proveedor se compromete a", true),
        ("El proveedor habrá de", true),
        ("Será necesario", true),
        ("Es imprescindible", true),
        ("El proveedor que no usa la VPN tiene que", true),
        ("El proveedor no está obligado a", false),
        ("La empresa no está obligada a", false),
        ("Los proveedores no están obligados a", false),
        ("El proveedor no estará obligado a", false),
        ("El proveedor no queda obligado a", false),
        ("El proveedor no se verá obligado a", false),
        ("El proveedor no se obliga a", false),
        ("El proveedor no tiene que", false),
        ("Los proveedores no tienen que", false),
        ("El proveedor no tendrá que", false),
        ("El proveedor nunca tendrá que", false),
        ("El proveedor no necesita", false),
        ("No es necesario", false),
        ("No será necesario", false),
        ("No hace falta", false),
        ("No hará falta", false),
        ("No es obligatorio", false),
        ("No es preciso", false),
        ("No se exige", false),
        ("No se exigirá al proveedor", false),
        ("No se requiere", false),
        ("No se le exige al proveedor", false),
        ("Nadie está obligado a", false),
        ("Nadie tiene que", false),
        ("Ningún proveedor está obligado a", false),
        ("El proveedor tampoco está obligado a", false),
        ("El proveedor queda dispensado de", false),
        ("La empresa queda exenta de", false),
        ("El proveedor está exento de", false),
        ("El proveedor queda eximido de", false),
        ("Se exime al proveedor de", false),
        ("Se dispensa al proveedor de", false),
        ("El proveedor no asume la obligación de", false),
        ("No existe obligación de", false),
        ("El proveedor no tiene la obligación de", false),
        ("El proveedor puede omitir", false),
        ("Es opcional", false),
        ("Es facultativo", false),
        ("El proveedor, sin necesidad de", false),
        ("El proveedor puede", false),
    ];
    let portuguese = [
        ("O fornecedor deve", true),
        ("O fornecedor deverá", true),
        ("Os fornecedores deverão", true),
        ("O fornecedor tem que", true),
        ("O fornecedor terá de", true),
        ("O fornecedor é obrigado a", true),
        ("Os fornecedores são obrigados a", true),
        ("O fornecedor fica obrigado a", true),
        ("O fornecedor obriga-se a", true),
        ("O fornecedor se compromete a", true),
        ("O fornecedor precisa", true),
        ("É necessário", true),
        ("O fornecedor que não usa a VPN tem que", true),
        ("O fornecedor não é obrigado a", false),
        ("A empresa não é obrigada a", false),
        ("Os fornecedores não são obrigados a", false),
        ("O fornecedor não será obrigado a", false),
        ("O fornecedor não está obrigado a", false),
        ("O fornecedor não fica obrigado a", false),
        ("O fornecedor não se obriga a", false),
        ("O fornecedor não tem que", false),
        ("O fornecedor não tem de", false),
        ("O fornecedor não terá que", false),
        ("O fornecedor não precisa", false),
        ("O fornecedor não precisará", false),
        ("Não é necessário", false),
        ("Não será necessário", false),
        ("Não é obrigatório", false),
        ("Não é preciso", false),
        ("Não se exige", false),
        ("Não será exigido do fornecedor", false),
        ("Ninguém é obrigado a", false),
        ("Ninguém precisa", false),
        ("Nenhum fornecedor é obrigado a", false),
        ("O fornecedor nunca terá que", false),
        ("O fornecedor tampouco é obrigado a", false),
        ("O fornecedor fica dispensado de", false),
        ("A empresa está dispensada de", false),
        ("O fornecedor está isento de", false),
        ("O fornecedor fica desobrigado de", false),
        ("O fornecedor não assume a obrigação de", false),
        ("Não há obrigação de", false),
        ("O fornecedor não tem a obrigação de", false),
        ("O fornecedor pode deixar de", false),
        ("É opcional", false),
        ("É facultativo", false),
        ("O fornecedor, sem necessidade de", false),
        ("O fornecedor pode", false),
    ];
    let english = [
        ("The vendor must", true),
        ("The vendor has to", true),
        ("The vendor is obliged to", true),
        ("A vendor that does not use the portal is required to", true),
        ("The vendor is not obliged to", false),
        ("The vendor shall not be obliged to", false),
        ("The vendor will not be required to", false),
        ("The vendor is in no way obligated to", false),
        ("The vendor never has to", false),
        ("The vendor need not", false),
        ("No vendor is required to", false),
        ("No vendor has to", false),
        ("The vendor is under no duty to", false),
        ("There is no need to", false),
        ("The vendor is exempt from having to", false),
        ("The vendor is excused from any obligation to", false),
        ("Nobody is expected to", false),
        ("The vendor may choose not to", false),
    ];
    let what = [
        (&spanish[..], "avisar al despacho de un incidente dentro de 24 horas."),
        (&portuguese[..], "avisar o escritório de um incidente em até 24 horas."),
        (&english[..], "tell the firm of an incident within 24 hours."),
    ];
    let bare = |text: &str| text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    let mut sentences = Vec::new();
    for (openings, act) in what {
        for (opening, is) in openings {
            let sentence = format!("{opening} {act}");
            sentences.extend([bare(&sentence), sentence.to_uppercase(), sentence].map(|text| (text, *is)));
        }
    }
    let texts = sentences.iter().map(|(sentence, _)| {
        format!("---\nkind: data-security-sop\nid: SOP-1\n---\n\n# Seguridad\n\n{sentence}\n")
    });
    let found = passes("clauses/incident-notice", texts);
    let wrong = sentences.iter().zip(found).filter(|((_, is), found)| is != found);
    let wrong: Vec<String> = wrong.map(|((sentence, is), _)| format!("{is}: {sentence}")).collect();
    assert!(wrong.is_empty(), "{} are read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_promises_speed_gives_no_time() {
    let spanish = [
        "a la brevedad",
        "a la brevedad posible",
        "a la mayor brevedad",
        "a la mayor brevedad posible",
        "con la mayor brevedad",
        "lo antes posible",
        "cuanto antes",
        "lo más pronto posible",
        "lo más rápido posible",
        "tan pronto como sea posible",
        "tan pronto como pueda",
        "en cuanto se pueda",
        "en cuanto sea posible",
        "con prontitud",
        "con celeridad",
        "sin demora",
        "sin dilación indebida",
        "en un plazo razonable",
        "en un plazo prudencial",
        "oportunamente",
        "en tiempo y forma",
        "cuando haya tiempo",
    ];
    let portuguese = [
        "o mais breve possível",
        "o mais rápido possível",
        "o mais cedo possível",
        "o quanto antes",
        "assim que possível",
        "assim que for possível",
        "logo que possível",
        "tão logo seja possível",
        "com a maior brevidade",
        "com brevidade",
        "na maior brevidade possível",
        "com celeridade",
        "sem demora",
        "sem demora injustificada",
        "em prazo razoável",
        "dentro de um prazo razoável",
        "em tempo hábil",
        "oportunamente",
        "quando houver tempo",
    ];
    for (heading, opening, times) in [
        ("Plazos", "El resumen se entrega", &spanish[..]),
        ("Prazos", "O resumo é entregue", &portuguese[..]),
    ] {
        let sentences: Vec<String> = times.iter().map(|time| format!("{opening} {time}.")).collect();
        let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
        for (sentence, found) in sentences.iter().zip(measurable(heading, &sentences)) {
            assert!(!found, "{sentence}");
        }
    }
}
