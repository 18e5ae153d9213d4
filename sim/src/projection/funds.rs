//! The rows of one trial: the year's sums, and what the funds make of them.

use crate::benefit::{InsuranceScheme, Scheme};
use crate::fund::{CiiAccount, CiiYearInput};
use crate::projection::plan::{CiiFund, HmbFund, Projection};
use crate::projection::totals::{CityYear, DesignYear};
use crate::units::{Fen, Heads, Share, Year};

impl Projection {
    /// Fills the rows of one design, one a year, in column order.
    ///
    /// # Panics
    /// When a contract that the scenario module has checked is refused by its account.
    pub(super) fn settle_funds(
        &self,
        design: usize,
        city: &[CityYear],
        sums: &[DesignYear],
        mut row: impl FnMut(usize, &[i64]),
        line: &mut Vec<i64>,
    ) {
        let design = &self.parts.designs[design];
        let first = design.in_year(self.parts.years[0]);
        let mut accounts: Vec<CiiAccount> = first
            .cii
            .iter()
            .map(|fund| {
                CiiAccount::new(fund.contract, fund.opening_balance).expect("a contract checked on entry")
            })
            .collect();
        for (y, &year) in self.parts.years.iter().enumerate() {
            let funds = design.in_year(year);
            line.clear();
            self.city_columns(year, &city[y], &sums[y], line);
            for (account, (f, fund)) in accounts.iter_mut().zip(funds.cii.iter().enumerate()) {
                account.revise(fund.contract).expect("a contract checked on entry");
                let covered = covered_scheme(&funds.scheme, &fund.payers);
                self.contract_columns(account, (fund, covered), f, year, &sums[y], line);
            }
            for (f, fund) in (funds.cii.len()..).zip(&funds.hmb) {
                self.book_columns(fund, f, &sums[y], line);
            }
            row(y, line);
        }
    }

    fn city_columns(&self, year: Year, city: &CityYear, sums: &DesignYear, line: &mut Vec<i64>) {
        let people = &self.parts.people;
        let heads = |scheme| people.scheme_in_force(scheme, year).0;
        let later: Fen = sums.paid.iter().copied().sum();
        let cost = city.cost[0] + city.cost[1] + city.other_cost;
        let first_payer = sums.first_payer[0] + sums.first_payer[1] + sums.first_payer_other;
        let patient = cost - first_payer - later;
        line.extend([
            heads(InsuranceScheme::Employee),
            heads(InsuranceScheme::Resident),
            city.admissions[0],
            city.admissions[1],
            city.persons_admitted,
            city.cost[0].0,
            city.cost[1].0,
            city.in_policy[0].0,
            city.in_policy[1].0,
            sums.first_payer[0].0,
            sums.first_payer[1].0,
            city.other_cost.0,
            sums.first_payer_other.0,
            patient.0,
        ]);
        for (paid, persons) in sums.paid.iter().zip(&sums.persons_paid) {
            line.extend([paid.0, *persons]);
        }
    }

    fn contract_columns(
        &self,
        account: &mut CiiAccount,
        (fund, covered): (&CiiFund, Option<InsuranceScheme>),
        f: usize,
        year: Year,
        sums: &DesignYear,
        line: &mut Vec<i64>,
    ) {
        let people = &self.parts.people;
        let at_end = |scheme, year| {
            let in_it = covered.is_none_or(|covered| covered == scheme);
            if in_it { people.scheme_at_year_end(scheme, year) } else { Heads(0) }
        };
        let last = Year(year.0 - 1);
        let (employees_last, employees) =
            (at_end(InsuranceScheme::Employee, last), at_end(InsuranceScheme::Employee, year));
        let claims: Fen = self.fund_payers[f].iter().map(|&payer| sums.paid[payer]).sum();
        let settled = account.settle_year(&CiiYearInput {
            heads_prev_year_end: employees_last + at_end(InsuranceScheme::Resident, last),
            heads_year_end: employees + at_end(InsuranceScheme::Resident, year),
            employee_net_increase: employees - employees_last,
            topup_payers: share_of_heads(self.parts.attributes.topup_share, employees_last),
            claims,
            topup_benefits: claims - sums.base_claims[f],
        });
        debug_assert_eq!(fund.contract, *account.contract());
        line.extend([
            settled.heads_funded.0,
            settled.transfer.0,
            settled.premium.0,
            settled.true_up.0,
            settled.topup_income.0,
            settled.income.0,
            settled.claims.0,
            sums.base_claims[f].0,
            sums.claimants[f],
            settled.operating_cost.0,
            settled.reserve_contribution.0,
            settled.deficit.0,
            settled.draw.0,
            settled.insurer_part.0,
            settled.balance_closing.0,
            settled.released.0,
            settled.surplus.0,
            settled.surplus_returned.0,
            settled.insurer_result.0,
            settled.reserve_refill.0,
            settled.topup_pool_result.0,
        ]);
    }

    fn book_columns(&self, fund: &HmbFund, f: usize, sums: &DesignYear, line: &mut Vec<i64>) {
        let claims: Vec<Fen> = self.fund_payers[f].iter().map(|&payer| sums.paid[payer]).collect();
        let settled = fund.terms.settle_year(Heads(sums.enrolled), &claims);
        line.extend([
            settled.members.0,
            settled.premium.0,
            settled.claims.0,
            sums.claimants[f],
            settled.cost.0,
            settled.result.0,
        ]);
    }
}

/// The one basic insurance scheme to whose members all payers of a contract are limited, if there is
/// one: its heads alone fund the contract.
fn covered_scheme(scheme: &Scheme, payers: &[String]) -> Option<InsuranceScheme> {
    let mut limits = scheme.payers().iter().filter(|payer| payers.contains(&payer.id)).map(|p| p.when.scheme);
    let first = limits.next().flatten()?;
    limits.all(|limit| limit == Some(first)).then_some(first)
}

/// So many heads of `heads`, half up.
#[expect(clippy::cast_possible_truncation, reason = "a share of heads")]
fn share_of_heads(share: f64, heads: Heads) -> Heads {
    Heads((share * heads.0 as f64 + 0.5).floor() as i64)
}

/// The word below which a uniform word falls with this share as its probability.
pub(super) fn share_threshold(share: Share) -> u64 {
    let scaled = (u128::from(share.millionths().unsigned_abs()) << 64) / 1_000_000;
    u64::try_from(scaled).unwrap_or(u64::MAX)
}
