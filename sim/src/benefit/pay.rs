//! What one payer pays of one claim: by the admission, by the cumulative year, by the event.

use super::accounts::{Accounts, Kept};
use super::admission::AdmissionTerms;
use super::annual::{AnnualState, AnnualTerms, CapScope, DeductibleScope};
use super::bill::{Amounts, CareKind, Claim};
use super::fixed::{CapPeriod, FixedTerms};
use super::outpatient::OutpatientTerms;
use super::parts::{Part, PartSet, Parts};
use super::scheme::Layer;
use super::settle::{AdmissionWorking, AnnualWorking, Bound, FixedWorking, Working};
use super::sublimit::{LimitOn, Per, Sublimit};
use super::tiers::RatioBy;
use crate::units::Fen;

/// What the basic insurance pays of a claim; its own expense above the cap is told from self-pay.
pub(super) fn pay_admission(
    terms: &AdmissionTerms,
    place: usize,
    claim: &Claim,
    left: &mut Parts,
    accounts: &mut Accounts,
) -> (Fen, Bound, Working) {
    let rules = terms.rules();
    let mut working = AdmissionWorking {
        in_policy: Fen::ZERO,
        deductible: Fen::ZERO,
        ratio: terms.ratio_at(claim.level, claim.place),
        used_before: accounts.years[place].paid,
        above_cap: Fen::ZERO,
    };
    let Amounts::Bill(bill) = &claim.amounts else {
        return (Fen::ZERO, Bound::SettledElsewhere, Working::Admission(working));
    };
    working.in_policy = rules.counted_by_place[claim.place].of(bill.in_policy());
    if let (CareKind::Outpatient, Some(outpatient)) = (claim.kind, &rules.outpatient) {
        return pay_visit(terms, outpatient, place, claim, left, accounts, working);
    }
    let nth = terms.nth(claim.level, &accounts.admissions);
    let Some(deductible) = terms.deductible_of(claim.kind, claim.level, nth) else {
        return (Fen::ZERO, Bound::NotCounted, Working::Admission(working));
    };
    working.deductible = deductible;
    let payment = terms.pay_above(deductible, working.in_policy, working.ratio, working.used_before);
    working.above_cap = payment.above_cap;
    left[Part::SelfPay] -= payment.paid + payment.above_cap;
    left[Part::AboveBmiCap] += payment.above_cap;
    accounts.years[place].paid += payment.paid;
    let above_deductible = (working.in_policy - deductible).positive_part();
    let bound = match payment.paid {
        _ if above_deductible == Fen::ZERO => Bound::BelowDeductible,
        paid if paid < working.ratio.of(above_deductible) => Bound::Cap,
        _ => Bound::Ratio,
    };
    (payment.paid, bound, Working::Admission(working))
}

/// What is paid of an ordinary outpatient visit, on a deductible and a cap of its own.
fn pay_visit(
    terms: &AdmissionTerms,
    outpatient: &OutpatientTerms,
    place: usize,
    claim: &Claim,
    left: &mut Parts,
    accounts: &mut Accounts,
    mut working: AdmissionWorking,
) -> (Fen, Bound, Working) {
    let borne = accounts.sum(place, Kept::OutpatientDeductible);
    let admission = terms.deductible(claim.level, 0);
    working.deductible = outpatient.deductible(accounts.visits, claim.level, admission, borne);
    working.ratio = terms.rules().ratio_by_place[claim.place].unwrap_or(outpatient.ratio()[claim.level]);
    working.used_before = accounts.sum(place, Kept::Outpatient);
    let above_deductible = (working.in_policy - working.deductible).positive_part();
    let entitled = working.ratio.of(above_deductible);
    let room = outpatient.cap().map_or(entitled, |cap| (cap - working.used_before).positive_part());
    let paid = entitled.min(room);
    left[Part::SelfPay] -= paid;
    accounts.add(place, Kept::OutpatientDeductible, working.in_policy.min(working.deductible));
    accounts.add(place, Kept::Outpatient, paid);
    let bound = match paid {
        _ if above_deductible == Fen::ZERO => Bound::BelowDeductible,
        paid if paid < entitled => Bound::Cap,
        _ => Bound::Ratio,
    };
    (paid, bound, Working::Admission(working))
}

/// What a payer that works on the cumulative year pays of a claim.
pub(super) fn pay_year(
    terms: &AnnualTerms,
    layer: &Layer,
    place: usize,
    claim: &Claim,
    left: &mut Parts,
    accounts: &mut Accounts,
) -> (Fen, Bound, Working) {
    let base = layer.unseen.iter().fold(*left, |base, &earlier| base + accounts.taken(earlier));
    let (mut working, unlimited) = count(terms, layer, place, claim, &base, accounts);
    let set = terms.rules().eligible;
    let flat_left = working.flat.min(left[Part::TeleConsult]);
    let limits = payment_limits(terms, layer, place, claim, accounts);
    let available = left.within(set) + flat_left;
    let tightest = tightest(terms, working.paid_before, available, limits);
    let (paid, bound) = if working.entitled > tightest.most {
        (tightest.most, tightest.bound)
    } else {
        (working.entitled, unlimited)
    };
    if bound == tightest.bound {
        working.sublimit = tightest.sublimit;
    }

    let flat_paid = paid.min(flat_left);
    left.take(PartSet::of(&[Part::TeleConsult]), flat_paid);
    left.take(set, paid - flat_paid);
    accounts.years[place].paid += paid;
    if terms.rules().cap_scope == CapScope::Drug {
        accounts.add(place, Kept::Drug(claim.drug), paid);
    }
    for (number, limit) in limits_on(terms, LimitOn::Payment, claim) {
        if let Some(label) = limit.kept_for(claim) {
            accounts.add(place, Kept::Sublimit(number, label), paid);
        }
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
    let rules = terms.rules();
    let counted = rules.cover.counts(claim);
    let seen = if counted { terms.counted(claim, base) } else { Fen::ZERO };
    let flat = if counted { terms.flat(base) } else { Fen::ZERO };
    let (eligible, cost_limit) = within_cost_limits(terms, place, claim, seen, accounts);

    let mut state = accounts.state(place, rules.deductible_scope, claim);
    let eligible_before = state.eligible;
    let counted_before = terms.countable(eligible_before);
    let payable = terms.countable(eligible_before + eligible) - counted_before;
    let absorbed_before = match rules.deductible_scope {
        DeductibleScope::Person => accounts.absorbed_with(&layer.deductible_with),
        DeductibleScope::Drug | DeductibleScope::Claim | DeductibleScope::Care => state.absorbed,
    };
    let absorbed = payable.min((rules.tiers.deductible() - absorbed_before).positive_part());
    let (from, to) = terms.scale(counted_before, state.absorbed, payable, absorbed);
    let ratio_by = terms.ratio_by(claim);
    let entitled = entitle(terms, &mut state, (from, to), ratio_by, flat);
    state.eligible += eligible;
    state.absorbed += absorbed;
    accounts.keep(place, rules.deductible_scope, claim, state);
    let paid_before = match rules.cap_scope {
        CapScope::Person => accounts.paid_with(&layer.cap_with),
        CapScope::Drug => accounts.sum(place, Kept::Drug(claim.drug)),
    };
    let bound = if eligible + flat == Fen::ZERO && cost_limit.is_none() {
        Bound::NotCounted
    } else if let Some(limit) = cost_limit {
        Bound::SublimitOnCost(limit.per)
    } else if payable < eligible {
        Bound::CapOnEligible
    } else if absorbed == payable && flat == Fen::ZERO {
        Bound::BelowDeductible
    } else {
        Bound::Ratio
    };
    let sublimit = cost_limit.map(|limit| (seen, limit.of(claim)));
    let working = AnnualWorking {
        eligible_before,
        eligible,
        absorbed,
        from,
        to,
        ratio_by,
        flat,
        entitled,
        paid_before,
        sublimit,
    };
    (working, bound)
}

/// What the ratios between two points of the scale and the flat amount add to a year, to the fen.
fn entitle(
    terms: &AnnualTerms,
    state: &mut AnnualState,
    (from, to): (Fen, Fen),
    ratio_by: RatioBy,
    flat: Fen,
) -> Fen {
    let slices = terms.slices(from, to, ratio_by);
    let exact: i128 = slices.map(|s| i128::from(s.cost.0) * i128::from(s.ratio.millionths())).sum();
    state.add_exact(exact + i128::from(flat.0) * 1_000_000)
}

/// A payer's sublimits of one kind that hold for a claim, with their places in the rules.
fn limits_on<'a>(
    terms: &'a AnnualTerms,
    on: LimitOn,
    claim: &Claim,
) -> impl Iterator<Item = (usize, &'a Sublimit)> {
    let rules = terms.rules();
    let ordinary = !rules.limits.is_empty() && !rules.cover.was_there_before(claim);
    let holds = move |limit: &Sublimit| limit.on == on && !(ordinary && limit.per == Per::PreExisting);
    rules.limits.iter().enumerate().filter(move |(_, limit)| holds(limit))
}

/// The eligible cost that the limits on cost leave of a claim, and the one that took most.
fn within_cost_limits<'a>(
    terms: &'a AnnualTerms,
    place: usize,
    claim: &Claim,
    seen: Fen,
    accounts: &mut Accounts,
) -> (Fen, Option<&'a Sublimit>) {
    let (mut eligible, mut binding) = (seen, None);
    for (number, limit) in limits_on(terms, LimitOn::Cost, claim) {
        let kept = limit.kept_for(claim).map(|label| Kept::Sublimit(number, label));
        let used = kept.map_or(Fen::ZERO, |kept| accounts.sum(place, kept));
        let room = (limit.of(claim) - used).positive_part();
        if eligible > room {
            (eligible, binding) = (room, Some(limit));
        }
    }
    for (number, limit) in limits_on(terms, LimitOn::Cost, claim) {
        if let Some(label) = limit.kept_for(claim) {
            accounts.add(place, Kept::Sublimit(number, label), eligible);
        }
    }
    (eligible, binding)
}

/// What one rule leaves for a claim's payment.
#[derive(Clone, Copy)]
struct Room {
    most: Fen,
    bound: Bound,
    /// What was used of a sublimit before, and how much it is.
    sublimit: Option<(Fen, Fen)>,
}

/// What each limit on payments leaves for a claim.
fn payment_limits(
    terms: &AnnualTerms,
    layer: &Layer,
    place: usize,
    claim: &Claim,
    accounts: &Accounts,
) -> Vec<Room> {
    let room = |(number, limit): (usize, &Sublimit)| {
        let kept = limit.kept_for(claim).map(|label| Kept::Sublimit(number, label));
        let used = kept.map_or(Fen::ZERO, |kept| accounts.sum(place, kept));
        let earlier = if limit.per == Per::Lifetime { layer.paid_earlier } else { Fen::ZERO };
        let (used, amount) = (used + earlier, limit.of(claim));
        Room {
            most: (amount - used).positive_part(),
            bound: Bound::Sublimit(limit.per),
            sublimit: Some((used, amount)),
        }
    };
    limits_on(terms, LimitOn::Payment, claim).map(room).collect()
}

/// The least that limits on payments leave for a claim; `left` is what other payers left of the cost.
fn tightest(terms: &AnnualTerms, paid_before: Fen, left: Fen, limits: Vec<Room>) -> Room {
    let cap_bound = match terms.rules().cap_scope {
        CapScope::Person => Bound::Cap,
        CapScope::Drug => Bound::CapPerDrug,
    };
    let cap = terms.cap_on_payment().map(|cap| Room {
        most: (cap - paid_before).positive_part(),
        bound: cap_bound,
        sublimit: None,
    });
    let mut tightest = Room { most: left, bound: Bound::NothingLeft, sublimit: None };
    // on a tie the narrower rule is named: a sublimit, then the year's cap, then what is left
    for limit in cap.into_iter().chain(limits) {
        if limit.most <= tightest.most {
            tightest = limit;
        }
    }
    tightest
}

/// What a fixed benefit pays with a claim, beside the bill.
pub(super) fn pay_fixed(
    terms: &FixedTerms,
    layer: &Layer,
    place: usize,
    claim: &Claim,
    accounts: &mut Accounts,
) -> (Fen, Bound, Working) {
    let earlier = match terms.rules().cap_period {
        CapPeriod::Year => Fen::ZERO,
        CapPeriod::Lifetime => layer.paid_earlier,
    };
    let paid_before = accounts.paid_with(&layer.cap_with) + earlier;
    let seen = |event| accounts.has_paid(place, event);
    let (sum, allowance) = terms.entitled(claim, seen).unwrap_or_default();
    let working = Working::Fixed(FixedWorking { sum, allowance, paid_before });
    let entitled = sum + allowance;
    if entitled == Fen::ZERO {
        return (Fen::ZERO, Bound::NotCounted, working);
    }
    if let Some(event) = claim.event {
        accounts.pay_event(place, event);
    }
    let room = terms.rules().cap.map(|cap| (cap - paid_before).positive_part());
    let paid = room.map_or(entitled, |room| entitled.min(room));
    accounts.years[place].paid += paid;
    (paid, if paid < entitled { Bound::Cap } else { Bound::Sum }, working)
}
