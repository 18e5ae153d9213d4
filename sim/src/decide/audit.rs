//! The persons that a reviewer recalculates bill by bill (抽样核对): strata by who pays last and what decides it, and
//! of each stratum as many as of the others, evenly over its costs.
//!
//! Nobody chooses: who is drawn follows from the scenario, its seed and the trial alone. All of them are synthetic.

use std::collections::BTreeMap;

use crate::benefit::{Bound, Claim, PersonTerms, Settlement, Terms, Working};
use crate::population::{Member, Roll, Status};
use crate::projection::OneIn;
use crate::scenario::load::Loaded;
use crate::scenario::problem::Problems;
use crate::units::{Age, Fen, Trial, Year};

/// How close to a deductible, in hundredths of it, is near.
pub const NEAR: i64 = 80;

/// What decides what a person is paid by the last payer that pays him.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decided {
    /// The ratios of its first tier, or nothing at all.
    Plainly,
    /// The same; and a later payer would have paid a little more cost: it is within [`NEAR`] of its deductible.
    NearDeductible,
    /// The ratios of a higher tier.
    HigherTier,
    /// A cap or another limit.
    Limit,
}

/// Who pays a person last, and what decides it: a stratum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    /// The place of the payer in the scheme; nothing where nobody pays.
    pub payer: Option<usize>,
    /// What decides.
    pub decided: Decided,
}

/// A stratum of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stratum {
    /// Which.
    pub reach: Reach,
    /// How many persons looked at are in it.
    pub persons: usize,
    /// How many of them are drawn.
    pub drawn: usize,
}

/// A person of the sample with his year.
#[derive(Debug, Clone)]
pub struct AuditPerson {
    /// The place of his stratum.
    pub stratum: usize,
    /// Where he stands.
    pub member: Member,
    /// His age at the end of the year.
    pub age: Age,
    /// His status.
    pub status: Status,
    /// His bills in the order in which they are settled.
    pub claims: Vec<Claim>,
    /// The terms that settle them.
    pub terms: PersonTerms,
}

/// The sample.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Of which trial.
    pub trial: Trial,
    /// Of which year.
    pub year: Year,
    /// One member in so many is looked at, in the order of addresses.
    pub every: usize,
    /// How many are looked at.
    pub looked_at: usize,
    /// The strata of those who have bills.
    pub strata: Vec<Stratum>,
    /// The persons drawn, stratum by stratum, by rising cost.
    pub persons: Vec<AuditPerson>,
}

impl Audit {
    /// About `n` persons with bills of the first year of a trial, from about `of` members looked at.
    ///
    /// # Errors
    /// What a run of the scenario fails in.
    pub fn draw(scenario: &Loaded, trial: Trial, n: usize, of: u64) -> Result<Audit, Problems> {
        let projection = scenario.projection()?.person_by_person();
        let register = scenario.register()?;
        let members = Roll::of(&register.terms().people, &register.terms().years).total();
        let every = usize::try_from(members.div_ceil(of.max(1))).unwrap_or(usize::MAX).max(1);
        let sample = OneIn { every, from: 0 };
        let (mut looked_at, mut found) = (0, BTreeMap::<Reach, Vec<(Fen, usize)>>::new());
        let (mut scratch, mut settlement) = (projection.scratch(), Settlement::default());
        projection.visit_persons(trial, sample, &mut scratch, |person| {
            if person.year_index != 0 {
                return;
            }
            if let Some(bills) = person.bills {
                bills.terms.settle_into(&bills.claims(), &mut settlement);
                found.entry(reach(&settlement, bills.terms)).or_default().push((person.cost, looked_at));
            }
            looked_at += 1;
        });
        let sizes: Vec<usize> = found.values().map(Vec::len).collect();
        let (mut strata, mut chosen) = (Vec::new(), BTreeMap::new());
        for (nth, ((reach, mut persons), drawn)) in found.into_iter().zip(shared_out(n, &sizes)).enumerate() {
            persons.sort_unstable();
            strata.push(Stratum { reach, persons: persons.len(), drawn });
            for k in 0..drawn {
                let (cost, ordinal) = persons[(2 * k + 1) * persons.len() / (2 * drawn)];
                chosen.insert(ordinal, (nth, cost));
            }
        }
        let (mut ordinal, mut persons) = (0, Vec::new());
        projection.visit_persons(trial, sample, &mut scratch, |person| {
            if person.year_index != 0 {
                return;
            }
            if let (Some(&(stratum, cost)), Some(bills)) = (chosen.get(&ordinal), person.bills) {
                let (member, age, status) = (person.member, person.age, person.status);
                let (claims, terms) = (bills.claims(), bills.terms.clone());
                persons.push((stratum, cost, AuditPerson { stratum, member, age, status, claims, terms }));
            }
            ordinal += 1;
        });
        persons.sort_by_key(|(stratum, cost, person)| (*stratum, *cost, person.member.id()));
        let persons = persons.into_iter().map(|(.., person)| person).collect();
        let year = projection.years().first().copied().unwrap_or(Year(0));
        Ok(Audit { trial, year, every, looked_at, strata, persons })
    }

    /// How many of those looked at a person of the sample stands for: his stratum over those drawn of it.
    pub fn stands_for(&self, person: &AuditPerson) -> (usize, usize) {
        let stratum = &self.strata[person.stratum];
        (stratum.persons, stratum.drawn)
    }
}

/// So many shared out over strata of these sizes: one to each in turn, as long as it has one.
fn shared_out(n: usize, sizes: &[usize]) -> Vec<usize> {
    let mut drawn = vec![0; sizes.len()];
    let mut left = n.min(sizes.iter().sum());
    while left > 0 {
        for (drawn, size) in drawn.iter_mut().zip(sizes) {
            if left > 0 && *drawn < *size {
                *drawn += 1;
                left -= 1;
            }
        }
    }
    drawn
}

/// Who pays a year last, and what decides it.
fn reach(settlement: &Settlement, terms: &PersonTerms) -> Reach {
    let lines = || settlement.lines().iter();
    let last = lines().filter(|line| line.paid > Fen::ZERO).map(|line| line.layer).max();
    let limited = lines().any(|line| Some(line.layer) == last && is_limit(line.bound));
    let higher = lines().any(|line| {
        let Terms::PerYear(terms) = &terms.layers()[line.layer].terms else { return false };
        let first = terms.rules().tiers.tiers().first().and_then(|tier| tier.up_to);
        let Working::Annual(working) = line.working else { return false };
        Some(line.layer) == last && line.paid > Fen::ZERO && first.is_some_and(|end| working.to > end)
    });
    let near = lines().any(|line| {
        let Terms::PerYear(terms) = &terms.layers()[line.layer].terms else { return false };
        let Working::Annual(working) = line.working else { return false };
        let eligible = working.eligible_before + working.eligible;
        let deductible = terms.rules().tiers.deductible();
        Some(line.layer) > last && deductible > Fen::ZERO && eligible.0 * 100 >= deductible.0 * NEAR
    });
    let decided = match (limited, higher, near) {
        (true, ..) => Decided::Limit,
        (_, true, _) => Decided::HigherTier,
        (.., true) => Decided::NearDeductible,
        _ => Decided::Plainly,
    };
    Reach { payer: last.map(|layer| terms.layers()[layer].payer), decided }
}

/// Whether a cap or another limit decided an amount.
fn is_limit(bound: Bound) -> bool {
    match bound {
        Bound::CapOnEligible
        | Bound::SublimitOnCost(_)
        | Bound::Sublimit(_)
        | Bound::CapPerDrug
        | Bound::Cap
        | Bound::NothingLeft => true,
        Bound::NotCounted | Bound::SettledElsewhere | Bound::BelowDeductible | Bound::Ratio | Bound::Sum => {
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    #[test]
    fn a_sample_is_shared_out_in_turn_and_takes_small_strata_whole() {
        assert_eq!(shared_out(10, &[100, 2, 50]), [4, 2, 4]);
        assert_eq!(shared_out(10, &[3, 2]), [3, 2]);
        assert_eq!(shared_out(1, &[3, 2]), [1, 0]);
        assert_eq!(shared_out(5, &[]), Vec::<usize>::new());
    }

    #[test]
    fn the_persons_drawn_stand_for_all_who_have_bills_and_are_the_same_every_time() {
        // a city of a few thousand
        let settings = [
            "term.years=1",
            "city.heads=null",
            r#"city.heads={"all": {"from_age": 0, "to_age": 85, "employee_male": 500, "employee_female": 500,
                "resident_male": 1500, "resident_female": 1500}}"#,
            "payers.cii.deductible_yuan=2000",
        ];
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let scenario = load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap();
        let audit = Audit::draw(&scenario, Trial(0), 40, 8_000).unwrap();
        assert_eq!(audit.persons.len(), 40);
        for (nth, stratum) in audit.strata.iter().enumerate() {
            let drawn = audit.persons.iter().filter(|it| it.stratum == nth).count();
            assert_eq!(drawn, stratum.drawn);
            assert!(0 < drawn && drawn <= stratum.persons);
        }
        for person in &audit.persons {
            let settlement = person.terms.settle(&person.claims);
            assert_eq!(reach(&settlement, &person.terms), audit.strata[person.stratum].reach);
        }
        let again = Audit::draw(&scenario, Trial(0), 40, 8_000).unwrap();
        let ids = |audit: &Audit| audit.persons.iter().map(|it| it.member.id()).collect::<Vec<_>>();
        assert_eq!(ids(&audit), ids(&again));
        let other = Audit::draw(&scenario, Trial(1), 40, 8_000).unwrap();
        assert_ne!(ids(&audit), ids(&other));
    }
}
