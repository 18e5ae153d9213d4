//! A scheme: its payers in order, and what they come to for one person.

use super::admission::AdmissionTerms;
use super::annual::{AnnualTerms, CapOn, DeductibleScope, TeleConsult};
use super::error::TermsError;
use super::fixed::{FixedTerms, Once};
use super::label::Label;
use super::order::{LayerName, PayerOrder};
use super::parts::{Part, PartSet, Parts};
use super::person::{Person, When};
use crate::units::{Fen, keys};
use crate::wording::Bilingual;

/// The terms of a payer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Terms {
    /// It pays per admission: the basic insurance.
    PerAdmission(AdmissionTerms),
    /// It pays on the cumulative year.
    PerYear(AnnualTerms),
    /// It pays fixed sums beside the bill.
    Fixed(FixedTerms),
}

keys! {
    /// How a group's terms stand to the payer's own.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum GroupMode {
        /// In their place: "统一按90%" ([S1] Art. 8).
        #[default]
        Replace = "replace",
        /// After them, on what they leave; the group's cap holds for both together.
        Stack = "stack",
    }
}

/// Other terms for some persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name in the scenario file: `topup`.
    pub name: String,
    /// To whom the terms apply.
    pub when: When,
    /// In place of the payer's terms, or after them.
    pub mode: GroupMode,
    /// The clause that grants them: `[S1] Art. 8`.
    pub source: String,
    /// The terms in full.
    pub terms: Terms,
}

/// A payer: an insurance, a liability of a product, an aid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// The name in the scenario file: `cii`, `hmb-l1`.
    pub id: String,
    /// Whose money it is; several liabilities of one product are one book. The id when not named.
    pub book: String,
    /// Which layer of protection it belongs to, if any.
    pub layer: Option<LayerName>,
    /// What people call it; the id's own name where there is none.
    pub title: Option<Bilingual>,
    /// The clause that grants it: `[S1] Art. 5-8`.
    pub source: String,
    /// Whom it covers.
    pub when: When,
    /// Whether it pays at all in the policy year of the scheme: one that has not begun, or has ended,
    /// keeps its place and pays nobody.
    pub in_force: bool,
    /// Its terms for those in no group.
    pub terms: Terms,
    /// Other terms for some; of those that replace, the first that applies.
    pub groups: Vec<Group>,
    /// Payers that name the same pool count their payments together against their caps (泰安).
    pub cap_pool: Option<String>,
    /// Payers that name the same pool bear one deductible together.
    pub deductible_pool: Option<String>,
    /// An earlier payer whose payment this one does not see: it computes on what stood before that
    /// payer and pays no more than is left (payer order `parallel_indemnity`).
    pub parallel_to: Option<String>,
}

impl Payer {
    /// A payer for everyone, a book of its own, without groups or pools.
    pub fn new(id: &str, source: &str, terms: Terms) -> Payer {
        Payer {
            id: id.to_owned(),
            book: id.to_owned(),
            layer: match terms {
                Terms::PerAdmission(_) => Some(LayerName::Bmi),
                Terms::PerYear(_) | Terms::Fixed(_) => LayerName::of_book(id),
            },
            title: None,
            source: source.to_owned(),
            when: When::default(),
            in_force: true,
            terms,
            groups: Vec::new(),
            cap_pool: None,
            deductible_pool: None,
            parallel_to: None,
        }
    }

    /// Its terms, or those of a group, as they stand for a person.
    fn terms_for(&self, person: &Person, group: Option<&Group>) -> Terms {
        let day = if self.layer == Some(LayerName::Hmb) { person.insured_from_day } else { 1 };
        match group.map_or(&self.terms, |group| &group.terms) {
            Terms::PerAdmission(terms) => Terms::PerAdmission(terms.clone()),
            Terms::PerYear(terms) => Terms::PerYear(terms.for_person(person, day)),
            Terms::Fixed(terms) => {
                let mut terms = terms.clone();
                terms.rules.cover.begin_for(person, day);
                Terms::Fixed(terms)
            }
        }
    }

    /// Its own terms and its groups', where they work per year.
    fn yearly_terms(&self) -> impl Iterator<Item = &AnnualTerms> {
        let all = std::iter::once(&self.terms).chain(self.groups.iter().map(|group| &group.terms));
        all.filter_map(|terms| match terms {
            Terms::PerYear(terms) => Some(terms),
            Terms::PerAdmission(_) | Terms::Fixed(_) => None,
        })
    }
}

/// The payers of a scheme, and the order in which they settle a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    payers: Vec<Payer>,
    /// Places in `payers`, as they settle.
    sequence: Vec<usize>,
    order: PayerOrder,
}

impl Scheme {
    /// Payers that settle in the order given.
    ///
    /// Errors: no payers; two of one name; a payer per admission that is not the first; a group of
    /// another kind than its payer; a payer parallel to none of the yearly ones before it; a cap
    /// on eligible cost in a pool; a deductible shared by payers that look at the same cost.
    pub fn new(payers: Vec<Payer>) -> Result<Scheme, TermsError> {
        Scheme::ordered(payers, PayerOrder::default())
    }

    /// Payers in the order given, but for medical aid and the city product, whose order is a question of
    /// its own. The payers keep their places in [`Scheme::payers`], whatever the order.
    ///
    /// Errors: as [`Scheme::new`].
    pub fn ordered(payers: Vec<Payer>, order: PayerOrder) -> Result<Scheme, TermsError> {
        if payers.is_empty() {
            return Err(TermsError::NoPayers);
        }
        let mut sequence: Vec<usize> = (0..payers.len()).collect();
        let is = |payers: &[Payer], place: usize, layer| payers[place].layer == Some(layer);
        match order {
            PayerOrder::AidThenHmb => {
                if let Some(first) = sequence.iter().position(|&p| is(&payers, p, LayerName::Hmb)) {
                    let (before, after) = sequence.split_at(first);
                    let (aid, others): (Vec<usize>, Vec<usize>) =
                        after.iter().partition(|&&p| is(&payers, p, LayerName::Aid));
                    sequence = [before, &aid, &others].concat();
                }
            }
            PayerOrder::HmbThenAid => {
                if let Some(last) = sequence.iter().rposition(|&p| is(&payers, p, LayerName::Hmb)) {
                    let (before, after) = sequence.split_at(last + 1);
                    let (aid, others): (Vec<usize>, Vec<usize>) =
                        before.iter().partition(|&&p| is(&payers, p, LayerName::Aid));
                    sequence = [&others, &aid, after].concat();
                }
            }
            PayerOrder::ParallelIndemnity => {}
        }
        let scheme = Scheme { payers, sequence, order };
        scheme.check()?;
        Ok(scheme)
    }

    fn check(&self) -> Result<(), TermsError> {
        for (index, &place) in self.sequence.iter().enumerate() {
            let payer = &self.payers[place];
            let earlier: Vec<&Payer> = self.sequence[..index].iter().map(|&p| &self.payers[p]).collect();
            if earlier.iter().any(|other| other.id == payer.id) {
                return Err(TermsError::DuplicatePayer { id: payer.id.clone() });
            }
            let per_admission = matches!(payer.terms, Terms::PerAdmission(_));
            let stacks = payer.groups.iter().any(|group| group.mode == GroupMode::Stack);
            if per_admission && (index > 0 || stacks) {
                return Err(TermsError::AdmissionPayerNotFirst { id: payer.id.clone() });
            }
            for group in &payer.groups {
                if std::mem::discriminant(&group.terms) != std::mem::discriminant(&payer.terms) {
                    let (id, group) = (payer.id.clone(), group.name.clone());
                    return Err(TermsError::GroupOfAnotherKind { id, group });
                }
            }
            if let Some(other) = &payer.parallel_to
                && !earlier.iter().any(|payer| payer.id == *other && matches!(payer.terms, Terms::PerYear(_)))
            {
                let (id, other) = (payer.id.clone(), other.clone());
                return Err(TermsError::ParallelToNoEarlierPayer { id, other });
            }
            if payer.cap_pool.is_some()
                && payer.yearly_terms().any(|terms| terms.rules().cap_on == CapOn::Eligible)
            {
                return Err(TermsError::CapOnEligibleNotShared);
            }
            check_deductible_pool(payer, &earlier)?;
        }
        Ok(())
    }

    /// The same scheme with the payers in force that `in_force` names by their id, and no other.
    #[must_use]
    pub fn with_in_force(mut self, in_force: impl Fn(&str) -> bool) -> Scheme {
        self.payers.iter_mut().for_each(|payer| payer.in_force = in_force(&payer.id));
        self
    }

    /// The payers, in order.
    pub fn payers(&self) -> &[Payer] {
        &self.payers
    }

    /// The place of a payer in the order.
    pub fn payer(&self, id: &str) -> Option<usize> {
        self.payers.iter().position(|payer| payer.id == id)
    }

    /// The places of the payers called `name`, or whose book is called so.
    pub fn payers_of(&self, name: &str) -> impl Iterator<Item = usize> {
        self.payers.iter().enumerate().filter(move |(_, p)| p.id == name || p.book == name).map(|(i, _)| i)
    }

    /// Whether some terms depend on how many years a person went without a claim.
    pub fn asks_for_claim_free_years(&self) -> bool {
        let asks = |when: &When| when.claim_free_years_from.is_some() || when.claim_free_years_to.is_some();
        self.conditions().any(asks)
    }

    /// What is asked of a person to know who pays him, and under which terms, besides his years insured.
    pub fn conditions(&self) -> impl Iterator<Item = &When> {
        self.payers.iter().flat_map(|payer| {
            std::iter::once(&payer.when).chain(payer.groups.iter().map(|group| &group.when))
        })
    }

    /// Whether some terms depend on the day of a claim.
    pub fn asks_for_days(&self) -> bool {
        let all = self.payers.iter().flat_map(|payer| {
            std::iter::once(&payer.terms).chain(payer.groups.iter().map(|group| &group.terms))
        });
        all.into_iter().any(|terms| match terms {
            Terms::PerAdmission(_) => false,
            Terms::PerYear(terms) => terms.rules().cover.waiting_days > 0,
            Terms::Fixed(terms) => terms.rules().cover.waiting_days > 0,
        })
    }

    /// What the scheme comes to for one person: who pays, under which terms. Depends on the person's
    /// attributes alone, so one result serves every person of the same kind.
    pub fn terms_for(&self, person: &Person) -> PersonTerms {
        let mut layers: Vec<Layer> = Vec::new();
        let in_turn = self.sequence.iter().map(|&index| (index, &self.payers[index]));
        let covers = |payer: &Payer| payer.in_force && payer.when.holds(person);
        for (index, payer) in in_turn.filter(|(_, payer)| covers(payer)) {
            let holds = |mode| move |(_, g): &(usize, &Group)| g.mode == mode && g.when.holds(person);
            let replaced = payer.groups.iter().enumerate().find(holds(GroupMode::Replace));
            let seen = |layer: &Layer| !self.is_parallel(payer, &self.payers[layer.payer]);
            let unseen: Vec<usize> = (0..layers.len()).filter(|&place| !seen(&layers[place])).collect();
            let layer = |group: Option<(usize, &Group)>| Layer {
                payer: index,
                group: group.map(|(place, _)| place),
                terms: payer.terms_for(person, group.map(|(_, group)| group)),
                paid_earlier: Fen::ZERO,
                unseen: unseen.clone(),
                cap_with: Vec::new(),
                deductible_with: Vec::new(),
            };
            layers.push(layer(replaced));
            for stacked in payer.groups.iter().enumerate().filter(holds(GroupMode::Stack)) {
                layers.push(layer(Some(stacked)));
            }
        }
        self.link_pools(&mut layers);
        let screens = layers.iter().filter_map(|layer| Screen::new(layer, &layers)).collect();
        PersonTerms { layers, screens, n_payers: self.payers.len(), earlier: Vec::new() }
    }

    /// Whether a payer does not see what an earlier one pays.
    fn is_parallel(&self, payer: &Payer, earlier: &Payer) -> bool {
        let product_beside_aid = self.order == PayerOrder::ParallelIndemnity
            && payer.layer == Some(LayerName::Hmb)
            && earlier.layer == Some(LayerName::Aid);
        product_beside_aid || payer.parallel_to.as_ref() == Some(&earlier.id)
    }

    /// Tells each layer whose payments and deductibles count together with its own.
    fn link_pools(&self, layers: &mut [Layer]) {
        let places: Vec<(usize, bool)> =
            layers.iter().map(|layer| (layer.payer, self.stacks(layer))).collect();
        for (own, layer) in layers.iter_mut().enumerate() {
            let (payer, stacks) = places[own];
            let with = |shares: &dyn Fn(usize) -> bool| -> Vec<usize> {
                (0..places.len()).filter(|&other| other == own || shares(places[other].0)).collect()
            };
            let pool = |of: fn(&Payer) -> &Option<String>| {
                move |other: usize| {
                    of(&self.payers[payer]).is_some() && of(&self.payers[payer]) == of(&self.payers[other])
                }
            };
            let cap_pool = pool(|payer| &payer.cap_pool);
            layer.cap_with = with(&|other| cap_pool(other) || stacks && other == payer);
            layer.deductible_with = with(&pool(|payer| &payer.deductible_pool));
        }
    }

    fn stacks(&self, layer: &Layer) -> bool {
        layer.group.is_some_and(|group| self.payers[layer.payer].groups[group].mode == GroupMode::Stack)
    }
}

/// Checks that a payer sees no cost that another bearer of its deductible sees, which would fill the
/// deductible twice.
fn check_deductible_pool(payer: &Payer, earlier: &[&Payer]) -> Result<(), TermsError> {
    if payer.deductible_pool.is_none() {
        return Ok(());
    }
    if payer.yearly_terms().any(|terms| terms.rules().deductible_scope != DeductibleScope::Person) {
        return Err(TermsError::SharedDeductiblePerUnit { id: payer.id.clone() });
    }
    let overlap =
        |other: &Payer| TermsError::SharedDeductibleOverlap { id: payer.id.clone(), other: other.id.clone() };
    if payer.groups.iter().any(|group| group.mode == GroupMode::Stack) {
        return Err(overlap(payer));
    }
    for other in earlier.iter().filter(|other| other.deductible_pool == payer.deductible_pool) {
        let same_cost = |mine: &AnnualTerms| other.yearly_terms().any(|theirs| mine.sees_cost_of(theirs));
        if payer.yearly_terms().any(same_cost) {
            return Err(overlap(other));
        }
    }
    Ok(())
}

/// One payer's terms as they stand for one person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Layer {
    /// The payer's place in [`Scheme::payers`].
    pub payer: usize,
    /// The place of the group in [`Payer::groups`] whose terms these are.
    pub group: Option<usize>,
    /// The terms.
    pub terms: Terms,
    /// What the payer paid the person in earlier years.
    pub(crate) paid_earlier: Fen,
    /// The earlier layers whose payments this one does not see.
    pub(crate) unseen: Vec<usize>,
    /// The layers whose payments count against this one's cap, itself included.
    pub(crate) cap_with: Vec<usize>,
    /// The layers whose deductibles count as one with this one's, itself included.
    pub(crate) deductible_with: Vec<usize>,
}

/// What a payer did for a person in earlier years.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Earlier {
    /// What it paid.
    pub paid: Fen,
    /// The events for which it paid a fixed sum.
    pub events: Vec<Label>,
}

/// What a scheme comes to for one person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonTerms {
    layers: Vec<Layer>,
    screens: Vec<Screen>,
    n_payers: usize,
    /// Earlier years, by layer.
    earlier: Vec<(usize, Earlier)>,
}

impl PersonTerms {
    /// The terms of a person whom a payer (by its place in the scheme) has paid in earlier years: what
    /// limits over a lifetime and benefits that are paid once ask for.
    #[must_use]
    pub fn after(mut self, payer: usize, earlier: &Earlier) -> PersonTerms {
        for (place, layer) in self.layers.iter_mut().enumerate().filter(|(_, layer)| layer.payer == payer) {
            layer.paid_earlier = earlier.paid;
            // only a sum that is paid once in all years remembers an event of an earlier one
            if matches!(&layer.terms, Terms::Fixed(terms) if terms.rules().once == Once::Ever) {
                self.earlier.push((place, earlier.clone()));
            }
        }
        self
    }

    /// Earlier years, by layer.
    pub(crate) fn earlier(&self) -> &[(usize, Earlier)] {
        &self.earlier
    }

    /// The payers in force for the person, in order.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The number of payers of the scheme, in force or not.
    pub fn n_payers(&self) -> usize {
        self.n_payers
    }

    /// The first payer, where it works per admission: the basic insurance.
    pub fn admission_payer(&self) -> Option<&AdmissionTerms> {
        match &self.layers.first()?.terms {
            Terms::PerAdmission(terms) => Some(terms),
            Terms::PerYear(_) | Terms::Fixed(_) => None,
        }
    }

    /// Whether a later payer may pay anything to a person whose year's left-over parts, after the
    /// basic insurance, are `left`. May be true where nothing is paid; never false where a fen is.
    #[inline]
    pub fn may_pay_after_bmi(&self, left: &Parts) -> bool {
        self.screens.iter().any(|screen| screen.may_pay(left))
    }
}

/// The cheapest test that tells that a yearly payer cannot pay.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Screen {
    /// Every part that its deductible can be borne by.
    looks_at: [i64; 9],
    /// What these parts must exceed.
    above: Fen,
    /// Whether tele-consultation is paid in full, without a deductible.
    tele_consult: bool,
    /// Whether the benefit is fixed and asks for no cost at all.
    fixed: bool,
}

impl Screen {
    fn new(layer: &Layer, layers: &[Layer]) -> Option<Screen> {
        let terms = match &layer.terms {
            Terms::PerYear(terms) => terms,
            Terms::PerAdmission(_) => return None,
            Terms::Fixed(_) => {
                return Some(Screen { looks_at: [0; 9], above: Fen::ZERO, tele_consult: false, fixed: true });
            }
        };
        if !terms.can_pay() {
            return None;
        }
        let mut looks_at = PartSet::EMPTY;
        for &other in &layer.deductible_with {
            if let Terms::PerYear(terms) = &layers[other].terms {
                looks_at = looks_at.union(terms.rules().eligible);
            }
        }
        let above = terms.rules().tiers.deductible();
        let tele_consult = terms.rules().tele_consult == TeleConsult::Flat;
        Some(Screen { looks_at: looks_at.masks(), above, tele_consult, fixed: false })
    }

    #[inline]
    fn may_pay(&self, left: &Parts) -> bool {
        self.fixed
            || left.masked(&self.looks_at) > self.above
            || self.tele_consult && left[Part::TeleConsult] > Fen::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefit::{AdmissionRules, AnnualRules, ByLevel, Tiers};
    use crate::units::Share;

    fn yearly(id: &str) -> Payer {
        let tiers = Tiers::flat(Fen::ZERO, Share::ONE).unwrap();
        let rules =
            AnnualRules { cap: Some(Fen(1)), ..AnnualRules::new(PartSet::of(&[Part::SelfPay]), tiers) };
        Payer::new(id, "", Terms::PerYear(AnnualTerms::new(rules).unwrap()))
    }

    fn per_admission(id: &str) -> Payer {
        let rules = AdmissionRules::new(ByLevel::all(Fen::ZERO), ByLevel::all(Share::ONE), None);
        let terms = AdmissionTerms::new(rules);
        Payer::new(id, "", Terms::PerAdmission(terms.unwrap()))
    }

    fn group(mode: GroupMode, terms: Terms) -> Group {
        Group { name: "g".to_owned(), when: When::default(), mode, source: String::new(), terms }
    }

    fn refused(payers: Vec<Payer>) -> TermsError {
        Scheme::new(payers).unwrap_err()
    }

    #[test]
    fn a_scheme_needs_payers_of_different_names() {
        assert_eq!(refused(vec![]), TermsError::NoPayers);
        assert_eq!(
            refused(vec![yearly("a"), yearly("a")]),
            TermsError::DuplicatePayer { id: "a".to_owned() }
        );
    }

    #[test]
    fn only_the_first_payer_may_work_per_admission() {
        let error = TermsError::AdmissionPayerNotFirst { id: "bmi".to_owned() };
        assert_eq!(refused(vec![yearly("a"), per_admission("bmi")]), error);
        let stacked = group(GroupMode::Stack, per_admission("bmi").terms);
        assert_eq!(refused(vec![Payer { groups: vec![stacked], ..per_admission("bmi") }]), error);
    }

    #[test]
    fn a_group_works_over_the_same_period_as_its_payer() {
        let groups = vec![group(GroupMode::Replace, per_admission("bmi").terms)];
        let error = TermsError::GroupOfAnotherKind { id: "a".to_owned(), group: "g".to_owned() };
        assert_eq!(refused(vec![Payer { groups, ..yearly("a") }]), error);
    }

    #[test]
    fn a_payer_is_parallel_to_an_earlier_yearly_one_only() {
        let parallel = Payer { parallel_to: Some("b".to_owned()), ..yearly("a") };
        let error = TermsError::ParallelToNoEarlierPayer { id: "a".to_owned(), other: "b".to_owned() };
        assert_eq!(refused(vec![parallel.clone(), yearly("b")]), error);
        assert_eq!(refused(vec![per_admission("b"), parallel.clone()]), error);
        assert!(Scheme::new(vec![yearly("b"), parallel]).is_ok());
    }

    #[test]
    fn a_cap_on_cost_cannot_be_pooled() {
        let Terms::PerYear(terms) = yearly("a").terms else { unreachable!("it works per year") };
        let rules = AnnualRules { cap_on: CapOn::Eligible, ..terms.rules().clone() };
        let terms = Terms::PerYear(AnnualTerms::new(rules).unwrap());
        let pooled = Payer { terms, cap_pool: Some("pool".to_owned()), ..yearly("a") };
        assert_eq!(refused(vec![pooled]), TermsError::CapOnEligibleNotShared);
    }

    #[test]
    fn a_payer_with_a_stacked_group_cannot_share_its_deductible() {
        let groups = vec![group(GroupMode::Stack, yearly("a").terms)];
        let pooled = Payer { groups, deductible_pool: Some("pool".to_owned()), ..yearly("a") };
        let error = TermsError::SharedDeductibleOverlap { id: "a".to_owned(), other: "a".to_owned() };
        assert_eq!(refused(vec![pooled]), error);
    }

    #[test]
    fn of_the_groups_that_replace_the_first_that_applies_counts() {
        let never = Group {
            when: When { poor: Some(true), ..When::default() },
            ..group(GroupMode::Replace, yearly("x").terms)
        };
        let groups = vec![
            never,
            group(GroupMode::Replace, yearly("x").terms),
            group(GroupMode::Replace, yearly("x").terms),
        ];
        let terms = Scheme::new(vec![Payer { groups, ..yearly("a") }]).unwrap().terms_for(&Person::default());
        assert_eq!(terms.layers().iter().map(|layer| layer.group).collect::<Vec<_>>(), [Some(1)]);
    }

    #[test]
    fn a_payer_that_does_not_cover_the_person_is_not_in_force() {
        let poor = When { poor: Some(true), ..When::default() };
        let scheme = Scheme::new(vec![Payer { when: poor, ..yearly("aid") }, yearly("hmb")]).unwrap();
        let terms = scheme.terms_for(&Person::default());
        assert_eq!(terms.layers().iter().map(|layer| layer.payer).collect::<Vec<_>>(), [1]);
        assert_eq!(terms.n_payers(), 2);
    }
}
