//! Which claims a payer counts: by kind of care, cause, drug, item, event, day, and what was there before.

use super::bill::{Claim, KindSet};
use super::label::Label;
use super::person::Person;
use crate::units::keys;

keys! {
    /// What a disease that was there before the policy began (既往症) does to a claim that it caused.
    /// The cause of the claim counts, not the person.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum PreExisting {
        /// Nothing: 不限既往症 ([S3] ch. 3 §1(二)).
        #[default]
        None = "none",
        /// A ratio of its own.
        Ratio = "ratio",
        /// The claim is not paid: 惠她保, the same cancer ([S3] ch. 3 §2(一)).
        ExcludeSameDisease = "exclude_same_disease",
    }
}

keys! {
    /// Whether the last day of a waiting time is paid.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum WaitingEnds {
        /// Not: after 90 days of waiting the 91st is paid ([S3] ch. 3 §3(四)).
        #[default]
        After = "after",
        /// It is: the 90th is paid.
        On = "on",
    }
}

/// Which claims a payer counts; an empty list asks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cover {
    /// Which care.
    pub counts: KindSet,
    /// Only claims that one of these diseases caused.
    pub diseases: Vec<Label>,
    /// Only claims for one of these drugs.
    pub drugs: Vec<Label>,
    /// Only claims for one of these items.
    pub items: Vec<Label>,
    /// Only claims that report one of these events.
    pub events: Vec<Label>,
    /// Only claims whose bill says that a disease of the payer's list caused them (Shanghai, [S4] B1).
    pub listed_causes_only: bool,
    /// What a pre-existing cause does.
    pub pre_existing: PreExisting,
    /// The diseases that can be pre-existing; any where empty.
    pub pre_existing_list: Vec<Label>,
    /// Days of waiting from the beginning of a person's first policy.
    pub waiting_days: u16,
    /// Whether the last of them is paid.
    pub waiting_ends: WaitingEnds,
    /// The first day of the policy year that is paid: 1 in a contract, later for a person who waits.
    pub first_day: u16,
}

impl Cover {
    /// Every claim for care of these kinds.
    pub const fn of(counts: KindSet) -> Cover {
        Cover {
            counts,
            diseases: Vec::new(),
            drugs: Vec::new(),
            items: Vec::new(),
            events: Vec::new(),
            listed_causes_only: false,
            pre_existing: PreExisting::None,
            pre_existing_list: Vec::new(),
            waiting_days: 0,
            waiting_ends: WaitingEnds::After,
            first_day: 1,
        }
    }

    /// Whether the payer counts the claim. A claim without a day is taken as one after all waiting.
    pub fn counts(&self, claim: &Claim) -> bool {
        let among = |list: &[Label], found: Option<Label>| {
            list.is_empty() || found.is_some_and(|label| list.contains(&label))
        };
        self.counts.contains(claim.kind)
            && claim.day.is_none_or(|day| day >= self.first_day)
            && among(&self.diseases, claim.disease)
            && among(&self.drugs, claim.drug)
            && among(&self.items, claim.item)
            && among(&self.events, claim.event)
            && (!self.listed_causes_only || claim.caused_by_listed_disease)
            && !(self.pre_existing == PreExisting::ExcludeSameDisease && self.was_there_before(claim))
    }

    /// Whether a disease that was there before caused the claim.
    ///
    /// A bill that only says `caused_by_listed_disease` means the list of pre-existing diseases, unless
    /// the payer has a list of diseases that it covers.
    pub(super) fn was_there_before(&self, claim: &Claim) -> bool {
        let listed = claim.caused_by_listed_disease && !self.listed_causes_only && self.diseases.is_empty();
        let on_list = self.pre_existing_list.is_empty()
            || claim.disease.is_none_or(|disease| self.pre_existing_list.contains(&disease));
        listed || claim.pre_existing_cause && on_list
    }

    /// The cover of a person who has been insured from `day` of the policy year on; who has been
    /// insured for years has waited.
    pub(super) fn begin_for(&mut self, person: &Person, day: u16) {
        let wait = if person.years_insured > 1 { 0 } else { self.waiting_days };
        let last_is_paid = self.waiting_ends == WaitingEnds::On && wait > 0;
        self.first_day = day.saturating_add(wait) - u16::from(last_is_paid);
    }

    /// Whether some claim could count under both.
    pub(super) fn overlaps(&self, other: &Cover) -> bool {
        let apart = |mine: &[Label], theirs: &[Label]| {
            !mine.is_empty() && !theirs.is_empty() && !mine.iter().any(|label| theirs.contains(label))
        };
        self.counts.overlaps(other.counts)
            && !apart(&self.diseases, &other.diseases)
            && !apart(&self.drugs, &other.drugs)
            && !apart(&self.items, &other.items)
            && !apart(&self.events, &other.events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefit::CareKind;
    use crate::units::Fen;

    fn on_day(day: u16) -> Claim {
        Claim { day: Some(day), ..Claim::eligible(CareKind::SpecialDrug, Fen::yuan(1)) }
    }

    fn waits(ends: WaitingEnds, person: &Person, from: u16) -> Cover {
        let mut cover = Cover { waiting_days: 90, waiting_ends: ends, ..Cover::of(KindSet::ALL) };
        cover.begin_for(person, from);
        cover
    }

    #[test]
    fn m45_after_90_days_of_waiting_the_91st_is_paid_and_by_the_other_reading_the_90th() {
        let paid = |cover: &Cover| [89, 90, 91].map(|day| cover.counts(&on_day(day)));
        assert_eq!(paid(&waits(WaitingEnds::After, &Person::default(), 1)), [false, false, true]);
        assert_eq!(paid(&waits(WaitingEnds::On, &Person::default(), 1)), [false, true, true]);
    }

    #[test]
    fn who_joins_later_waits_from_then_on_and_who_was_insured_before_does_not_wait() {
        let late = waits(WaitingEnds::After, &Person::default(), 32);
        assert_eq!([121, 122].map(|day| late.counts(&on_day(day))), [false, true]);
        let loyal = Person { years_insured: 2, ..Person::default() };
        assert!(waits(WaitingEnds::After, &loyal, 1).counts(&on_day(1)));
    }

    #[test]
    fn the_cause_of_the_claim_decides_what_was_there_before() {
        let cancer = Label::of("breast-cancer");
        let claim = |disease: &str| Claim {
            disease: Some(Label::of(disease)),
            pre_existing_cause: true,
            ..on_day(1)
        };
        let rule = PreExisting::ExcludeSameDisease;
        let any = Cover { pre_existing: rule, ..Cover::of(KindSet::ALL) };
        assert!(!any.counts(&claim("asthma")));
        let listed = Cover { pre_existing_list: vec![cancer], ..any };
        assert!(listed.counts(&claim("asthma")) && !listed.counts(&claim("breast-cancer")));
        assert!(listed.counts(&Claim { pre_existing_cause: false, ..claim("breast-cancer") }));
    }

    #[test]
    fn a_bill_that_names_no_cause_is_under_no_list_of_causes() {
        let cover = Cover { diseases: vec![Label::of("asthma")], ..Cover::of(KindSet::ALL) };
        assert!(!cover.counts(&on_day(1)));
        assert!(cover.counts(&Claim { disease: Some(Label::of("asthma")), ..on_day(1) }));
    }
}
