//! The settlement of one person's year: who pays what of each claim, by which clause, and why.

use super::accounts::Accounts;
use super::bill::{Amounts, CareKind, Claim};
use super::parts::{Part, Parts};
use super::pay::{pay_admission, pay_fixed, pay_year};
use super::scheme::{PersonTerms, Terms};
use super::sublimit::Per;
use super::tiers::RatioBy;
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
    /// A sublimit on the cost.
    SublimitOnCost(Per),
    /// A sublimit on the payment.
    Sublimit(Per),
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
            Bound::SublimitOnCost(_) => "limit_on_cost",
            Bound::Sublimit(_) => "limit",
            Bound::CapPerDrug => "cap_per_drug",
            Bound::Cap => "cap",
            Bound::NothingLeft => "nothing_left",
        }
    }
}

/// How the basic insurance came to its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AdmissionWorking {
    /// 政策范围内费用 `P`, as far as it counts.
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
    /// By which ratio it is paid.
    pub ratio_by: RatioBy,
    /// Paid in full beside the tiers.
    pub flat: Fen,
    /// What ratios give before any cap on payment.
    pub entitled: Fen,
    /// Payments that count against the cap, before this claim: of the year, or for the drug.
    pub paid_before: Fen,
    /// What had been used of the sublimit that decided, and how much it is.
    pub sublimit: Option<(Fen, Fen)>,
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
        self.accounts.begin(self.n_layers, terms.earlier());
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
            match claim.kind {
                CareKind::Inpatient => settlement.accounts.admissions[claim.level as usize] += 1,
                CareKind::Outpatient => settlement.accounts.visits += 1,
                CareKind::SpecialOutpatient | CareKind::SpecialDrug | CareKind::RareDrug => {}
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
