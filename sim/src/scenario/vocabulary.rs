//! The words of a bill that no payer of the scheme knows: a mistyped disease is paid nothing, silently.

use super::bill::{BillDoc, place_in};
use super::field::Keyed;
use super::payers::{PayerDoc, TermsDoc};
use super::problem::{ProblemKind, Problems, nearest};

/// The words by which payers tell claims apart.
#[derive(Debug, Default)]
struct Vocabulary<'a> {
    diseases: Vec<&'a str>,
    drugs: Vec<&'a str>,
    items: Vec<&'a str>,
    events: Vec<&'a str>,
}

impl<'a> Vocabulary<'a> {
    fn of(payers: &'a Keyed<PayerDoc>) -> Vocabulary<'a> {
        let mut words = Vocabulary::default();
        for (_, payer) in payers.iter() {
            let all = std::iter::once(&payer.terms).chain(payer.groups.iter().map(|group| &group.terms));
            all.for_each(|terms| words.add(terms));
        }
        words
    }

    fn add(&mut self, terms: &'a TermsDoc) {
        let listed = |list: &'a Option<Vec<String>>| list.iter().flatten().map(String::as_str);
        match terms {
            TermsDoc::PerAdmission(_) => {}
            TermsDoc::PerYear(doc) => {
                self.diseases.extend(listed(&doc.diseases).chain(listed(&doc.pre_existing_list)));
                self.drugs.extend(listed(&doc.drugs));
                self.items.extend(listed(&doc.items));
                self.events.extend(listed(&doc.events));
            }
            TermsDoc::Fixed(doc) => {
                self.diseases.extend(listed(&doc.diseases).chain(listed(&doc.pre_existing_list)));
                self.events.extend(doc.sums.iter().map(|(event, _)| event));
            }
        }
    }
}

/// Warns of every word of a bill that stands in none of the lists of its kind, where payers have such
/// lists; `file` is the bill's name in messages.
pub fn check_words(bill: &BillDoc, file: &str, payers: &Keyed<PayerDoc>) -> Problems {
    let (words, mut problems) = (Vocabulary::of(payers), Problems::new());
    for (number, claim) in bill.claims.iter().enumerate() {
        for (key, word, known) in [
            ("disease", &claim.disease, &words.diseases),
            ("drug", &claim.drug, &words.drugs),
            ("item", &claim.item, &words.items),
            ("event", &claim.event, &words.events),
        ] {
            let Some(word) = word.as_deref().filter(|word| !known.is_empty() && !known.contains(word)) else {
                continue;
            };
            let place = place_in(file, number, key);
            let suggestion = nearest(word, known.iter().copied());
            problems.report(&place, ProblemKind::NobodyKnows { found: word.to_owned(), suggestion });
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    #[test]
    fn a_mistyped_event_is_named_with_the_nearest_one() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("scheme.json");
        let scheme = r#"{"title": "t", "purpose": "p", "payers": {
            "hmb": {"order": 1, "kind": "fixed", "sums": {"recurrence": {"yuan": 1}, "metastasis": {"yuan": 2}}}}}"#;
        std::fs::write(&file, scheme).unwrap();
        let scenario = load(&Library::built_in(), file.to_str().unwrap(), &[]).unwrap();
        let bill = |event: &str| {
            let text =
                format!(r#"{{"claims": [{{"kind": "inpatient", "event": "{event}", "disease": "any"}}]}}"#);
            let bill = BillDoc::read("bill.json", text.as_bytes()).unwrap();
            check_words(&bill, "bill.json", &scenario.base().payers)
        };
        assert!(bill("recurrence").is_empty(), "no payer has a list of diseases");
        let problems = bill("recurence");
        let problem = problems.iter().next().unwrap();
        assert_eq!(problem.place.pointer.to_string(), "/claims/0/event");
        let expected =
            ProblemKind::NobodyKnows { found: "recurence".into(), suggestion: Some("recurrence".into()) };
        assert_eq!(problem.kind, expected);
    }
}
