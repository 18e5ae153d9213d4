//! The settlement of one person's year: who pays what of each claim, by which clause, and why.

use super::admission::AdmissionTerms;
use super::annual::{AnnualState, AnnualTerms, CapScope};
use super::bill::{Amounts, CareKind, Claim};
use super::fixed::{Event, FixedTerms};
use super::parts::{Part, PartSet, Parts};
use super::scheme::{Layer, PersonTerms, Terms};
use crate::units::{Fen, Share};

/// Which rule decided the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The payer does not count this kind of care, this cause, or any part that is left.
    NotCounted,
    /// The basic insurance was settled elsewhere: the claim came split.
    SettledElsewhere,
    /// All of it stayed below the deductible.
    BelowDeductible,
    /// The ratios above the deductible.
    Ratio,
    /// A fixed sum.
    Sum,
    /// The cap on the eligible cost.
    CapOnEligible,
    /// The cap on one claim.
    CapPerClaim,
    /// The cap on one drug.
    CapPerDrug,
    /// The cap on the year's payments.
    Cap,
    /// What other payers had left: the payer did not see their payments, but none is paid twice.
    NothingLeft,
}

impl Bound {
    /// The name in machine-readable settlements.
    pub const fn key(self) -> &'static str {
        match self {
            Bound::NotCounted => "not_counted",
            Bound::SettledElsewhere => "settled_elsewhere",
            Bound::BelowDeductible => "below_deductible",
            Bound::Ratio => "ratio",
            Bound::Sum => "sum",
            Bound::CapOnEligible => "cap_on_eligible",
            Bound::CapPerClaim => "cap_per_claim",
            Bound::CapPerDrug => "cap_per_drug",
            Bound::Cap => "cap",
            Bound::NothingLeft => "nothing_left",
        }
    }
}

/// How the basic insurance came to its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AdmissionWorking {
    /// 政策范围内费用 `P`.
    pub in_policy: Fen,
    /// 起付标准 of this claim.
    pub deductible: Fen,
    /// The ratio above it.
    pub ratio: Share,
    /// Paid in the year before this claim, which uses up the cap.
    pub used_before: Fen,
    /// The part of `P` that stands above the cap.
    pub above_cap: Fen,
}

/// How a yearly payer came to its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnnualWorking {
    /// The year's eligible cost before this claim.
    pub eligible_before: Fen,
    /// The eligible cost of this claim.
    pub eligible: Fen,
    /// What the deductible took of it.
    pub absorbed: Fen,
    /// Where on the tiers' scale the claim's payable cost begins.
    pub from: Fen,
    /// Where it ends.
    pub to: Fen,
    /// The ratio that replaces the tiers', by level or by cause.
    pub ratio_instead: Option<Share>,
    /// Paid in full beside the tiers.
    pub flat: Fen,
    /// What ratios give before any cap on payment.
    pub entitled: Fen,
    /// Payments that count against the cap, before this claim: of the year, or for the drug.
    pub paid_before: Fen,
}

/// How a fixed benefit came to its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FixedWorking {
    /// The sum on the claim's event.
    pub sum: Fen,
    /// The allowance for the claim's days.
    pub allowance: Fen,
    /// Payments of the year that count against the cap, before this claim.
    pub paid_before: Fen,
}

/// How an amount came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Working {
    /// By the rules of an admission.
    Admission(AdmissionWorking),
    /// By the cumulative year.
    Annual(AnnualWorking),
    /// By event and by day, beside the bill.
    Fixed(FixedWorking),
}

/// What one payer pays of one claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Line {
    /// The claim, from 0.
    pub claim: usize,
    /// The place in [`PersonTerms::layers`].
    pub layer: usize,
    /// The place in [`super::Scheme::payers`].
    pub payer: usize,
    /// The payment.
    pub paid: Fen,
    /// Which rule decided it.
    pub bound: Bound,
    /// How it came about.
    pub working: Working,
}

impl Line {
    /// Whether the payment is of the bill, not beside it.
    pub fn of_the_bill(&self) -> bool {
        !matches!(self.working, Working::Fixed(_))
    }
}

/// The settlement of one person's year.
#[derive(Debug, Clone, Default)]
pub struct Settlement {
    n_layers: usize,
    totals: Vec<Fen>,
    left: Vec<Parts>,
    lines: Vec<Line>,
    paid: Vec<Fen>,
    fixed: Fen,
    accounts: Accounts,
}

impl Settlement {
    /// The number of claims.
    pub fn n_claims(&self) -> usize {
        self.totals.len()
    }

    /// All lines: claim by claim, payer by payer.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The lines of one claim, in the order of the payers.
    pub fn lines_of(&self, claim: usize) -> &[Line] {
        &self.lines[claim * self.n_layers..(claim + 1) * self.n_layers]
    }

    /// The cost of one claim.
    pub fn total_of(&self, claim: usize) -> Fen {
        self.totals[claim]
    }

    /// What the patient bears of one claim, by part.
    pub fn left(&self, claim: usize) -> &Parts {
        &self.left[claim]
    }

    /// What a payer (by its place in the scheme) pays of one claim.
    pub fn paid_of(&self, claim: usize, payer: usize) -> Fen {
        self.lines_of(claim).iter().filter(|line| line.payer == payer).map(|line| line.paid).sum()
    }

    /// What a payer (by its place in the scheme) pays in the year; nothing where it is not in force.
    pub fn paid(&self, payer: usize) -> Fen {
        self.paid[payer]
    }

    /// What every payer of the scheme pays in the year, in order.
    pub fn paid_by_payer(&self) -> &[Fen] {
        &self.paid
    }

    /// The year's cost.
    pub fn total(&self) -> Fen {
        self.totals.iter().copied().sum()
    }

    /// What the patient bears of the year's cost: `total - sum of the payers that pay of the bill`.
    pub fn patient(&self) -> Fen {
        self.total() - (self.paid.iter().copied().sum::<Fen>() - self.fixed)
    }

    /// The fixed benefits of the year: money to the patient beside the bill, not taken off what he
    /// bears; the payers' amounts include it.
    pub fn fixed(&self) -> Fen {
        self.fixed
    }

    /// What the patient bears in the year, by part.
    pub fn patient_parts(&self) -> Parts {
        self.left.iter().fold(Parts::NONE, |sum, &left| sum + left)
    }

    fn clear(&mut self, terms: &PersonTerms) {
        self.n_layers = terms.layers().len();
        self.totals.clear();
        self.left.clear();
        self.lines.clear();
        self.paid.clear();
        self.fixed = Fen::ZERO;
        self.paid.resize(terms.n_payers(), Fen::ZERO);
        self.accounts.clear(self.n_layers);
    }
}

/// Everything that is carried from claim to claim within the year.
#[derive(Debug, Clone, Default)]
struct Accounts {
    /// Inpatient claims so far.
    admissions: usize,
    /// By layer.
    years: Vec<AnnualState>,
    /// Payments by layer and drug, where a cap is kept per drug.
    drugs: Vec<(usize, Option<u16>, Fen)>,
    /// Events that have been paid, by layer.
    events: Vec<(usize, Event)>,
    /// What was left before each layer of the current claim.
    before: Vec<Parts>,
}

impl Accounts {
    fn clear(&mut self, n_layers: usize) {
        self.admissions = 0;
        self.years.clear();
        self.years.resize(n_layers, AnnualState::default());
        self.drugs.clear();
        self.events.clear();
    }

    fn paid_with(&self, layers: &[usize]) -> Fen {
        layers.iter().map(|&layer| self.years[layer].paid).sum()
    }

    fn absorbed_with(&self, layers: &[usize]) -> Fen {
        layers.iter().map(|&layer| self.years[layer].absorbed).sum()
    }

    /// The account of one drug under one layer, opened when it is new.
    fn drug(&mut self, layer: usize, drug: Option<u16>) -> &mut Fen {
        let found = self.drugs.iter().position(|&(of, number, _)| of == layer && number == drug);
        let place = found.unwrap_or_else(|| {
            self.drugs.push((layer, drug, Fen::ZERO));
            self.drugs.len() - 1
        });
        &mut self.drugs[place].2
    }
}

impl PersonTerms {
    /// Settles a year's claims, in date order, through all payers.
    ///
    /// The payments and what the patient bears add up to the cost of each claim, to the fen; fixed
    /// benefits stand beside it.
    pub fn settle(&self, claims: &[Claim]) -> Settlement {
        let mut settlement = Settlement::default();
        self.settle_into(claims, &mut settlement);
        settlement
    }

    /// As [`PersonTerms::settle`], into a settlement whose memory is used again.
    pub fn settle_into(&self, claims: &[Claim], settlement: &mut Settlement) {
        settlement.clear(self);
        for (number, claim) in claims.iter().enumerate() {
            let mut left = before_all_payers(claim);
            settlement.accounts.before.clear();
            for (place, layer) in self.layers().iter().enumerate() {
                settlement.accounts.before.push(left);
                let (paid, bound, working) = match &layer.terms {
                    Terms::PerAdmission(terms) => {
                        pay_admission(terms, place, claim, &mut left, &mut settlement.accounts)
                    }
                    Terms::PerYear(terms) => {
                        pay_year(terms, layer, place, claim, &mut left, &mut settlement.accounts)
                    }
                    Terms::Fixed(terms) => pay_fixed(terms, layer, place, claim, &mut settlement.accounts),
                };
                if matches!(working, Working::Fixed(_)) {
                    settlement.fixed += paid;
                }
                debug_assert!(paid >= Fen::ZERO, "no payer takes money back");
                settlement.paid[layer.payer] += paid;
                settlement.lines.push(Line {
                    claim: number,
                    layer: place,
                    payer: layer.payer,
                    paid,
                    bound,
                    working,
                });
            }
            if claim.kind == CareKind::Inpatient {
                settlement.accounts.admissions += 1;
            }
            settlement.totals.push(claim.amounts.total());
            settlement.left.push(left);
            let lines = settlement.lines_of(number).iter();
            let paid: Fen = lines.filter(|line| line.of_the_bill()).map(|line| line.paid).sum();
            debug_assert_eq!(paid + left.total(), claim.amounts.total(), "payers + patient = bill");
        }
    }
}

/// A claim's parts before anyone pays; the whole in-policy cost is self-pay until the basic insurance
/// has paid.
fn before_all_payers(claim: &Claim) -> Parts {
    match &claim.amounts {
        Amounts::Bill(bill) => bill.outside_policy() + Parts::only(Part::SelfPay, bill.in_policy()),
        Amounts::Split(parts) => *parts,
    }
}

fn pay_admission(
    terms: &AdmissionTerms,
    place: usize,
    claim: &Claim,
    left: &mut Parts,
    accounts: &mut Accounts,
) -> (Fen, Bound, Working) {
    let used_before = accounts.years[place].paid;
    let mut working = AdmissionWorking {
        in_policy: Fen::ZERO,
        deductible: Fen::ZERO,
        ratio: terms.rules().ratio[claim.level],
        used_before,
        above_cap: Fen::ZERO,
    };
    let Amounts::Bill(bill) = &claim.amounts else {
        return (Fen::ZERO, Bound::SettledElsewhere, Working::Admission(working));
    };
    working.in_policy = bill.in_policy();
    let Some(deductible) = terms.deductible_of(claim.kind, claim.level, accounts.admissions) else {
        return (Fen::ZERO, Bound::NotCounted, Working::Admission(working));
    };
    working.deductible = deductible;
    let payment = terms.pay_above(deductible, bill.in_policy(), claim.level, used_before);
    working.above_cap = payment.above_cap;
    left[Part::SelfPay] -= payment.paid + payment.above_cap;
    left[Part::AboveBmiCap] += payment.above_cap;
    accounts.years[place].paid += payment.paid;
    let above_deductible = (bill.in_policy() - deductible).positive_part();
    let bound = match payment.paid {
        _ if above_deductible == Fen::ZERO => Bound::BelowDeductible,
        paid if paid < working.ratio.of(above_deductible) => Bound::Cap,
        _ => Bound::Ratio,
    };
    (payment.paid, bound, Working::Admission(working))
}

fn pay_year(
    terms: &AnnualTerms,
    layer: &Layer,
    place: usize,
    claim: &Claim,
    left: &mut Parts,
    accounts: &mut Accounts,
) -> (Fen, Bound, Working) {
    let base = layer.basis.map_or(*left, |earlier| accounts.before[earlier]);
    let (working, unlimited) = count(terms, layer, place, claim, &base, accounts);
    let set = terms.rules().eligible;
    let flat_left = working.flat.min(left[Part::TeleConsult]);
    let (room, limit) = tightest_limit(terms, working.paid_before, left.within(set) + flat_left);
    let (paid, bound) = if working.entitled > room { (room, limit) } else { (working.entitled, unlimited) };

    let flat_paid = paid.min(flat_left);
    left.take(PartSet::of(&[Part::TeleConsult]), flat_paid);
    left.take(set, paid - flat_paid);
    accounts.years[place].paid += paid;
    if terms.rules().cap_scope == CapScope::Drug {
        *accounts.drug(place, claim.drug) += paid;
    }
    (paid, bound, Working::Annual(working))
}

/// Adds a claim to a payer's year: what deductible and ratios make of it before any cap on payment,
/// and the rule that decided.
fn count(
    terms: &AnnualTerms,
    layer: &Layer,
    place: usize,
    claim: &Claim,
    base: &Parts,
    accounts: &mut Accounts,
) -> (AnnualWorking, Bound) {
    let counted = terms.counts(claim);
    let eligible = if counted { base.within(terms.rules().eligible) } else { Fen::ZERO };
    let flat = if counted { terms.flat(base) } else { Fen::ZERO };

    let year = accounts.years[place];
    let counted_before = terms.countable(year.eligible);
    let payable = terms.countable(year.eligible + eligible) - counted_before;
    let deductible = terms.rules().tiers.deductible();
    let deductible_left = (deductible - accounts.absorbed_with(&layer.deductible_with)).positive_part();
    let absorbed = payable.min(deductible_left);
    let (from, to) = terms.scale(counted_before, year.absorbed, payable, absorbed);
    let ratio_instead = terms.ratio_instead(claim);
    let slices = terms.slices(from, to, ratio_instead);
    let exact: i128 = slices.map(|s| i128::from(s.cost.0) * i128::from(s.ratio.millionths())).sum();

    let state = &mut accounts.years[place];
    state.eligible += eligible;
    state.absorbed += absorbed;
    let entitled = state.add_exact(exact + i128::from(flat.0) * 1_000_000);
    let paid_before = match terms.rules().cap_scope {
        CapScope::Person => accounts.paid_with(&layer.cap_with),
        CapScope::Drug => *accounts.drug(place, claim.drug),
    };
    let bound = if eligible + flat == Fen::ZERO {
        Bound::NotCounted
    } else if payable < eligible {
        Bound::CapOnEligible
    } else if absorbed == payable && flat == Fen::ZERO {
        Bound::BelowDeductible
    } else {
        Bound::Ratio
    };
    let eligible_before = year.eligible;
    (
        AnnualWorking {
            eligible_before,
            eligible,
            absorbed,
            from,
            to,
            ratio_instead,
            flat,
            entitled,
            paid_before,
        },
        bound,
    )
}

/// The least that limits on payments leave for a claim, and which of them; `left` is what other
/// payers left of the cost.
fn tightest_limit(terms: &AnnualTerms, paid_before: Fen, left: Fen) -> (Fen, Bound) {
    let cap_bound = match terms.rules().cap_scope {
        CapScope::Person => Bound::Cap,
        CapScope::Drug => Bound::CapPerDrug,
    };
    let per_claim = terms.rules().cap_per_claim.map(|cap| (cap, Bound::CapPerClaim));
    let cap = terms.cap_on_payment().map(|cap| ((cap - paid_before).positive_part(), cap_bound));
    let mut tightest = (left, Bound::NothingLeft);
    // on a tie the narrower rule is named: the claim's, then the year's, then what is left
    for limit in cap.into_iter().chain(per_claim) {
        if limit.0 <= tightest.0 {
            tightest = limit;
        }
    }
    tightest
}

fn pay_fixed(
    terms: &FixedTerms,
    layer: &Layer,
    place: usize,
    claim: &Claim,
    accounts: &mut Accounts,
) -> (Fen, Bound, Working) {
    let paid_before = accounts.paid_with(&layer.cap_with);
    let seen = |event| accounts.events.contains(&(place, event));
    let (sum, allowance) = terms.entitled(claim, seen).unwrap_or_default();
    let working = Working::Fixed(FixedWorking { sum, allowance, paid_before });
    let entitled = sum + allowance;
    if entitled == Fen::ZERO {
        return (Fen::ZERO, Bound::NotCounted, working);
    }
    accounts.events.extend(claim.event.map(|event| (place, event)));
    let room = terms.rules().cap.map(|cap| (cap - paid_before).positive_part());
    let paid = room.map_or(entitled, |room| entitled.min(room));
    accounts.years[place].paid += paid;
    (paid, if paid < entitled { Bound::Cap } else { Bound::Sum }, working)
}
