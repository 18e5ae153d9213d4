//! What a clause looks at, as numbers of its row: the terms, and what was counted before the bill.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::columns::{
    CAP, CAP_ON_COST, DEDUCTIBLE, DEDUCTIBLE_BEFORE, ELIGIBLE, ELIGIBLE_BEFORE, EXACT_BEFORE, FLAT, LIMIT,
    LIMIT_USED, PAID_BEFORE, TAKEN, TIERS,
};
use crate::benefit::{
    AdmissionWorking, AnnualTerms, AnnualWorking, Bound, CapOn, Claim, DeductibleScope, FixedTerms,
    FixedWorking, Label, Layer, Line, Part, TierBase,
};
use crate::report::book::{At, Expression};
use crate::units::Fen;

/// Numbers of a row by column.
pub(super) type Numbers = Vec<(usize, Decimal)>;

/// What a layer has counted of a person's year: as exact as the settlement keeps it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    /// In millionths of a fen.
    pub(super) exact: i128,
    pub(super) absorbed: Fen,
}

/// Over what a layer bears its deductible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Over {
    Year,
    Drug(Option<Label>),
    Care(Part),
}

impl Over {
    /// `None` where every claim begins anew.
    pub(super) fn of(terms: &AnnualTerms, claim: &Claim) -> Option<Over> {
        match terms.rules().deductible_scope {
            DeductibleScope::Person => Some(Over::Year),
            DeductibleScope::Drug => Some(Over::Drug(claim.drug)),
            DeductibleScope::Care => Some(Over::Care(claim.kind.natural_part())),
            DeductibleScope::Claim => None,
        }
    }
}

/// The basic insurance: one tier above the deductible of the admission.
pub(super) fn admission(working: AdmissionWorking, cap: Option<Fen>, after: usize, numbers: &mut Numbers) {
    numbers.extend([
        (ELIGIBLE, yuan(working.in_policy)),
        (DEDUCTIBLE, yuan(working.deductible)),
        (TIERS + 1, working.ratio.to_decimal()),
    ]);
    if let Some(cap) = cap {
        numbers.extend([(after + CAP, yuan(cap)), (after + PAID_BEFORE, yuan(working.used_before))]);
    }
}

/// What a layer had counted before a claim: by the unit over which it bears its deductible, and what the deductible
/// had taken together with the payers that bear it with this one.
pub(super) fn before(
    terms: &AnnualTerms,
    layer: &Layer,
    line: &Line,
    claim: &Claim,
    counted: &BTreeMap<(usize, Over), Counted>,
) -> Counted {
    let Some(over) = Over::of(terms, claim) else { return Counted::default() };
    let own = counted.get(&(line.layer, over)).copied().unwrap_or_default();
    let absorbed = match over {
        Over::Year => {
            let together = layer.deductible_with.iter().filter_map(|&it| counted.get(&(it, Over::Year)));
            together.map(|it| it.absorbed).sum()
        }
        Over::Drug(_) | Over::Care(_) => own.absorbed,
    };
    Counted { absorbed, ..own }
}

/// Adds a claim to what its layer has counted.
pub(super) fn count(
    terms: &AnnualTerms,
    working: AnnualWorking,
    line: &Line,
    claim: &Claim,
    counted: &mut BTreeMap<(usize, Over), Counted>,
) {
    let Some(over) = Over::of(terms, claim) else { return };
    let kept = counted.entry((line.layer, over)).or_default();
    let slices = terms.slices(working.from, working.to, working.ratio_by);
    let tiers: i128 = slices.map(|it| i128::from(it.cost.0) * i128::from(it.ratio.millionths())).sum();
    kept.exact += tiers + i128::from(working.flat.0) * 1_000_000;
    kept.absorbed += working.absorbed;
}

/// A payer that works on the cumulative year.
pub(super) fn year(
    terms: &AnnualTerms,
    working: AnnualWorking,
    before: Counted,
    (line, after): (&Line, usize),
    numbers: &mut Numbers,
) {
    let rules = terms.rules();
    numbers.extend([
        (ELIGIBLE, yuan(working.eligible)),
        (ELIGIBLE_BEFORE, yuan(working.eligible_before)),
        (DEDUCTIBLE, yuan(rules.tiers.deductible())),
        (DEDUCTIBLE_BEFORE, yuan(before.absorbed)),
        // a millionth of a fen is a hundred-millionth of a yuan
        (EXACT_BEFORE, Decimal::from_i128_with_scale(before.exact, 8).normalize()),
    ]);
    if working.flat > Fen::ZERO {
        numbers.push((FLAT, yuan(working.flat)));
    }
    for (nth, tier) in rules.tiers.tiers().iter().enumerate() {
        let at = TIERS + 2 * nth;
        numbers.extend(tier.up_to.map(|end| (at, yuan(end))));
        numbers.push((at + 1, working.ratio_by.of(tier).to_decimal()));
    }
    match (rules.cap, rules.cap_on) {
        (Some(cap), CapOn::Eligible) => numbers.push((CAP_ON_COST, yuan(cap))),
        (Some(cap), CapOn::Payment) => {
            numbers.extend([(after + CAP, yuan(cap)), (after + PAID_BEFORE, yuan(working.paid_before))]);
        }
        (None, _) => {}
    }
    if let (Bound::Sublimit(_), Some((used, amount))) = (line.bound, working.sublimit) {
        numbers.extend([(after + LIMIT, yuan(amount)), (after + LIMIT_USED, yuan(used))]);
    }
}

/// A fixed benefit: what is entitled to stands beside the tiers.
pub(super) fn fixed(terms: &FixedTerms, working: FixedWorking, after: usize, numbers: &mut Numbers) {
    numbers.push((FLAT, yuan(working.sum + working.allowance)));
    if let Some(cap) = terms.rules().cap {
        numbers.extend([(after + CAP, yuan(cap)), (after + PAID_BEFORE, yuan(working.paid_before))]);
    }
}

/// Where on the tiers' scale the payable cost of a claim begins.
pub(super) fn from(base: TierBase, row: usize) -> Expression {
    let cell = |column: usize| Expression::Cell(At { row, column });
    let before = Expression::Least(vec![cell(ELIGIBLE_BEFORE), cell(CAP_ON_COST)]);
    match base {
        TierBase::EligibleTotal => Expression::Sum(vec![before, cell(TAKEN)]).rounded(),
        TierBase::AboveDeductible => before.less(cell(DEDUCTIBLE_BEFORE)).rounded(),
    }
}

pub(super) fn yuan(amount: Fen) -> Decimal {
    amount.to_decimal()
}
