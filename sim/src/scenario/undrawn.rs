//! Payers that no drawn bill can reach: a run has no items, no care but admissions and its yearly care, and no events
//! and diseases but those of its states of health and yearly care.

use super::document::ScenarioDoc;
use super::node::Node;
use super::payers::TermsDoc;
use super::problem::{ProblemKind, Problems};
use crate::benefit::{CareKind, Per};

/// Warns of every payer that asks for care, words or hospital days which no bill of a run carries: it settles
/// bills from a file, and pays nothing in a run. `docs` are the scenario's versions, by design and year.
pub(super) fn undrawn_payers(docs: &[&ScenarioDoc], payers: &Node) -> Problems {
    let mut problems = Problems::new();
    if docs.iter().all(|doc| doc.illness.is_none()) {
        return problems;
    }
    let care = || docs.iter().filter_map(|doc| doc.illness.as_ref()).flat_map(|doc| doc.yearly_care.iter());
    let states = || docs.iter().filter_map(|doc| doc.illness.as_ref()).flat_map(|doc| doc.health.iter());
    let treated = care().filter_map(|(_, care)| care.disease.as_ref());
    let diseases: Vec<&String> = states().filter_map(|(_, it)| it.disease.as_ref()).chain(treated).collect();
    let events: Vec<&String> = states().filter_map(|(_, it)| it.onset_event.as_ref()).collect();
    let drugs: Vec<&String> = care().filter_map(|(_, care)| care.drug.as_ref()).collect();
    let is_drawn =
        |kind: CareKind| kind == CareKind::Inpatient || care().any(|(_, it)| it.care.kind() == kind);
    let missed = |asked: &Option<Vec<String>>, drawn: &[&String]| {
        asked.as_ref().is_some_and(|asked| !asked.iter().any(|word| drawn.contains(&word)))
    };
    let unmet = |terms: &TermsDoc| match terms {
        TermsDoc::PerAdmission(_) => None,
        TermsDoc::Fixed(terms) => {
            let reached = terms.sums.names().any(|name| events.iter().any(|event| *event == name));
            (!reached).then_some("sums")
        }
        TermsDoc::PerYear(terms) => [
            ("counts", !terms.counts.iter().any(|&kind| is_drawn(kind))),
            ("items", terms.items.is_some()),
            ("events", missed(&terms.events, &events)),
            ("diseases", missed(&terms.diseases, &diseases)),
            ("drugs", missed(&terms.drugs, &drugs)),
            ("limits", terms.limits.iter().any(|(_, limit)| limit.per == Per::Day)),
        ]
        .into_iter()
        .find_map(|(key, unmet)| unmet.then_some(key)),
    };
    let mut named: Vec<&str> = Vec::new();
    for (id, payer) in docs.iter().flat_map(|doc| doc.payers.iter()) {
        let Some(key) = unmet(&payer.terms).filter(|_| !named.contains(&id)) else { continue };
        named.push(id);
        let place = payers.get(id).unwrap_or(payers).place_of(key);
        problems.report(&place, ProblemKind::NobodyDrawn { payer: id.to_string() });
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    #[test]
    fn a_payer_by_event_or_by_a_disease_that_is_not_drawn_is_named_before_a_run() {
        let unreached = |settings: &[&str]| {
            let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
            let scenario = load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap();
            scenario
                .run_warnings()
                .iter()
                .map(|problem| problem.place.pointer.to_string())
                .collect::<Vec<_>>()
        };
        assert!(unreached(&[]).is_empty());
        let rare_drugs = r#"payers.cii.counts=["rare_drug"]"#;
        assert_eq!(unreached(&[rare_drugs]), ["/payers/cii/counts"]);
        let drawn = r#"illness.yearly_care.special-drugs.care="rare_drug""#;
        assert!(unreached(&[rare_drugs, drawn]).is_empty());
        let diseases = r#"payers.cii.diseases=["asthma"]"#;
        assert_eq!(unreached(&[diseases]), ["/payers/cii/diseases"]);
        let care = r#"illness.yearly_care.special-drugs.disease="asthma""#;
        assert!(unreached(&[diseases, care]).is_empty());
        let by_the_day = r#"payers.cii.limits={"bed": {"per": "day", "yuan": 100}}"#;
        assert_eq!(unreached(&[by_the_day]), ["/payers/cii/limits"]);
        assert_eq!(unreached(&[r#"payers.cii.events=["recurrence"]"#]), ["/payers/cii/events"]);
    }
}
