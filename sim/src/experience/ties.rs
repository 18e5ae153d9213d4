//! How lines hang together: which take others back, which are of one bill, and whose policies cover them.

use std::collections::{BTreeMap, BTreeSet};

use super::bill::Cost;
use super::lines::LineRow;
use super::policies::PolicyRow;
use super::policy::Policy;
use super::rows::Refused;
use crate::units::Fen;
use crate::wording::claims::{Allowed, DefectKind};

/// The policies of each person, in order.
pub(super) struct Covers<'a>(Vec<&'a Policy>);

impl<'a> Covers<'a> {
    pub(super) fn of(rows: &'a [PolicyRow]) -> Covers<'a> {
        let mut policies: Vec<&Policy> = rows.iter().map(|row| &row.policy).collect();
        policies.sort_by_key(|policy| (policy.person, policy.from));
        Covers(policies)
    }

    /// Lines of persons without a policy, or of days on which they had none.
    pub(super) fn uncovered(&self, lines: &[LineRow]) -> Vec<Refused> {
        let mut refused = Vec::new();
        for (at, LineRow { said, .. }) in lines.iter().enumerate() {
            let from = self.0.partition_point(|policy| policy.person.0 < said.person);
            let own = self.0[from..].iter().take_while(|policy| policy.person.0 == said.person);
            let mut own = own.peekable();
            if own.peek().is_none() {
                refused.push((at, DefectKind::NoPolicy, "person", String::new(), Allowed::Plain));
            } else if !own.any(|policy| policy.covers(said.service)) {
                let service = said.service.to_string();
                refused.push((at, DefectKind::NotCovered, "service", service, Allowed::Plain));
            }
        }
        refused
    }
}

/// By the place of a line that takes another back: the place of that one.
pub(super) type Pairs = BTreeMap<usize, usize>;

/// Which line each one takes back, and those whose reversal does not hold.
pub(super) fn reversals(lines: &[LineRow]) -> (Pairs, Vec<Refused>) {
    let asked: BTreeSet<&str> = lines.iter().filter_map(|line| line.said.reversal_of.as_deref()).collect();
    let by_id = lines.iter().enumerate().filter(|(_, line)| asked.contains(&*line.said.id));
    let by_id: BTreeMap<&str, usize> = by_id.map(|(at, line)| (&*line.said.id, at)).collect();
    let mut taken_back: BTreeSet<usize> = BTreeSet::new();
    let mut of = Pairs::new();
    let mut refused = Vec::new();
    for (at, LineRow { said, .. }) in lines.iter().enumerate() {
        let Some(id) = said.reversal_of.as_deref() else { continue };
        let mut refuse = |kind, allowed| refused.push((at, kind, "reversal_of", id.to_owned(), allowed));
        let Some(&first) = by_id.get(id) else {
            refuse(DefectKind::UnmatchedReversal, Allowed::Plain);
            continue;
        };
        let (original, see) = (&lines[first], Allowed::Line(lines[first].place.line));
        if original.said.reversal_of.is_some() || taken_back.contains(&first) {
            refuse(DefectKind::ReversedTwice, see);
        } else if !cancel(said, &original.said) {
            refuse(DefectKind::ReversalDiffers, see);
        } else {
            taken_back.insert(first);
            of.insert(at, first);
        }
    }
    (of, refused)
}

/// Whether each line stands: neither takes another back, nor is taken back.
pub(super) fn standing(n_lines: usize, pairs: &Pairs) -> Vec<bool> {
    let mut stands = vec![true; n_lines];
    for (&one, &other) in pairs {
        (stands[one], stands[other]) = (false, false);
    }
    stands
}

/// Whether two lines are of one person, liability and year, and bring each other to zero.
fn cancel(one: &super::lines::Line, other: &super::lines::Line) -> bool {
    let amounts = |cost: &Cost, payment: Option<Fen>| {
        let Cost { total, in_scope, first_self_pay, over_limit, own_expense, listed, bmi, cii, aid } = *cost;
        [
            total,
            in_scope,
            first_self_pay,
            over_limit,
            own_expense,
            listed,
            bmi,
            cii,
            aid,
            payment.unwrap_or_default(),
        ]
    };
    let same = (one.person, one.year, one.liability) == (other.person, other.year, other.liability);
    let pairs = amounts(&one.cost, one.payment).into_iter().zip(amounts(&other.cost, other.payment));
    same && pairs.into_iter().all(|(one, other)| one + other == Fen::ZERO)
}

/// The lines of each bill, in the order of the file: standing lines that share a bill number, every other line by
/// itself; and those that state another cost of it. A line that was taken back and what is entered in its place are
/// not of one bill: their payments do not add up.
pub(super) fn bills(lines: &[LineRow], stands: &[bool]) -> (Vec<Vec<usize>>, Vec<Refused>) {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bills: Vec<Vec<usize>> = Vec::new();
    let mut refused = Vec::new();
    for (at, LineRow { said, .. }) in lines.iter().enumerate() {
        let number = said.bill.as_deref().filter(|_| stands[at]);
        let Some(&place) = number.and_then(|number| places.get(number)) else {
            if let Some(number) = number {
                places.insert(number, bills.len());
            }
            bills.push(vec![at]);
            continue;
        };
        let first = &lines[bills[place][0]];
        let alike = |line: &super::lines::Line| (line.person, line.year, line.service, line.kind, line.cost);
        if alike(&first.said) == alike(said) {
            bills[place].push(at);
        } else {
            let (number, see) = (number.unwrap_or("").to_owned(), Allowed::Line(first.place.line));
            refused.push((at, DefectKind::BillDiffers, "bill", number, see));
        }
    }
    (bills, refused)
}

/// Bills of which the product pays more than public payers left: their lines. What was taken back counts as little
/// as fixed benefits, which are paid beside the bill.
pub(super) fn overpaid(
    lines: &[LineRow],
    (bills, stands): (&[Vec<usize>], &[bool]),
    is_fixed: impl Fn(u16) -> bool,
) -> Vec<Refused> {
    let mut refused = Vec::new();
    for bill in bills.iter().filter(|bill| stands[bill[0]]) {
        let cost = &lines[bill[0]].said.cost;
        let of_bill = |at: &&usize| !lines[**at].said.liability.is_some_and(&is_fixed);
        let paid: Fen = bill.iter().filter(of_bill).filter_map(|&at| lines[at].said.payment).sum();
        if paid > cost.patient() {
            let allowed = Allowed::Between("0".to_owned(), cost.patient().to_string());
            refused.extend(
                bill.iter().filter(of_bill).map(|&at| {
                    (at, DefectKind::PaymentAboveCost, "payment", paid.to_string(), allowed.clone())
                }),
            );
        }
    }
    refused
}
