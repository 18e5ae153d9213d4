//! The rows of one trial: the year's sums, and what the funds make of them.

use crate::benefit::{InsuranceScheme, Scheme};
use crate::fund::{CiiAccount, CiiYear, CiiYearInput, HmbBook, HmbYearInput, Ledger};
use crate::projection::design::CiiFund;
use crate::projection::plan::{LedgerPlan, Projection};
use crate::projection::totals::{CityYear, DesignYear};
use crate::units::{Fen, Heads, Share};

impl Projection {
    /// Fills the rows of one design, one a year, in column order.
    ///
    /// # Panics
    /// When a fund whose terms the scenario module has checked refuses them.
    pub(super) fn settle_funds(
        &self,
        design: usize,
        city: &[CityYear],
        sums: &[DesignYear],
        row: impl FnMut(usize, &[i64]),
        line: &mut Vec<i64>,
    ) {
        let city = |y: usize, line: &mut Vec<i64>| self.city_columns(y, &city[y], &sums[y], line);
        self.settle_funds_after(design, city, sums, row, line);
    }

    /// The same behind the columns of the city, with which `city` begins each row.
    pub(super) fn settle_funds_after(
        &self,
        design: usize,
        city: impl Fn(usize, &mut Vec<i64>),
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
        let mut books: Vec<HmbBook> = first
            .hmb
            .iter()
            .map(|fund| HmbBook::new(fund.terms.clone()).expect("terms checked on entry"))
            .collect();
        let mut ledgers: Vec<Ledger> = first
            .ledgers
            .iter()
            .map(|fund| Ledger::new(fund.terms, fund.opening_balance).expect("terms checked on entry"))
            .collect();
        for (y, &year) in self.parts.years.iter().enumerate() {
            let funds = design.in_year(year);
            line.clear();
            city(y, line);
            for (paid, persons) in sums[y].paid.iter().zip(&sums[y].persons_paid) {
                line.extend([paid.0, *persons]);
            }
            let mut transfers = Vec::with_capacity(accounts.len());
            for (account, (f, fund)) in accounts.iter_mut().zip(funds.cii.iter().enumerate()) {
                account.revise(fund.contract).expect("a contract checked on entry");
                let covered = covered_scheme(&funds.scheme, &fund.payers);
                let settled = self.contract_columns(account, (fund, covered), f, y, &sums[y], line);
                transfers.push(settled.transfer + settled.true_up);
            }
            for (book, (f, fund)) in books.iter_mut().zip((funds.cii.len()..).zip(&funds.hmb)) {
                book.revise(&fund.terms).expect("terms checked on entry");
                self.book_columns(book, f, &sums[y], line);
            }
            for (ledger, (plan, fund)) in ledgers.iter_mut().zip(self.ledgers.iter().zip(&funds.ledgers)) {
                ledger.revise(fund.terms).expect("terms checked on entry");
                self.ledger_columns(ledger, plan, y, &sums[y], &transfers, line);
            }
            if let Some(kept) = &self.kept {
                kept.iter().enumerate().for_each(|(to, &from)| line[to] = line[from]);
                line.truncate(kept.len());
            }
            row(y, line);
        }
    }

    fn city_columns(&self, y: usize, city: &CityYear, sums: &DesignYear, line: &mut Vec<i64>) {
        let [employees, residents] = self.heads[y].in_force;
        // fixed benefits stand beside the bill and take nothing off it
        let of_bills = sums.paid.iter().zip(&self.fixed).filter(|(_, fixed)| !**fixed);
        let later: Fen = of_bills.map(|(paid, _)| *paid).sum();
        let cost = city.cost[0] + city.cost[1] + city.other_cost;
        let first_payer = sums.first_payer[0] + sums.first_payer[1] + sums.first_payer_other;
        let patient = cost - first_payer - later;
        line.extend([
            employees.0,
            residents.0,
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
            city.employees[0],
            city.employees[1],
            city.employee_admissions[0],
            city.employee_admissions[1],
            city.cost_60_plus.0,
            city.adults.total().0,
            city.top_tenth.0,
            sums.above[0],
            sums.above[1],
            sums.above[2],
            city.special_outpatient[0].0,
            city.special_outpatient[1].0,
        ]);
    }

    fn contract_columns(
        &self,
        account: &mut CiiAccount,
        (fund, covered): (&CiiFund, Option<InsuranceScheme>),
        f: usize,
        y: usize,
        sums: &DesignYear,
        line: &mut Vec<i64>,
    ) -> CiiYear {
        let of_year = &self.heads[y];
        let funding = |[employees, residents]: [Heads; 2]| {
            let counts = |scheme, heads| {
                if covered.is_none_or(|covered| covered == scheme) { heads } else { Heads(0) }
            };
            (counts(InsuranceScheme::Employee, employees), counts(InsuranceScheme::Resident, residents))
        };
        let (employees_last, residents_last) = funding(of_year.at_last_end);
        let (employees, residents) = funding(of_year.at_end);
        let claims: Fen = self.fund_payers[f].iter().map(|&payer| sums.paid[payer]).sum();
        let settled = account.settle_year(&CiiYearInput {
            heads_prev_year_end: employees_last + residents_last,
            heads_year_end: employees + residents,
            employee_net_increase: employees - employees_last,
            topup_payers: share_of_heads(self.parts.attributes.topup_share, employees_last),
            claims,
            topup_benefits: claims - sums.base_claims[f],
            closes_term: y + 1 == self.parts.years.len(),
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
        settled
    }

    fn book_columns(&self, book: &mut HmbBook, f: usize, sums: &DesignYear, line: &mut Vec<i64>) {
        let payers = &self.fund_payers[f];
        let [employees, residents] = sums.joined.paying;
        let settled = book.settle_year(&HmbYearInput {
            subsidised: sums.joined.subsidised,
            employees,
            residents,
            claims: payers.iter().map(|&payer| sums.paid[payer]).sum(),
            above_retention: sums.above_retention[f],
        });
        line.extend([
            settled.members.0,
            settled.premium.0,
            settled.claims.0,
            sums.claimants[f],
            settled.cost.0,
            settled.result.0,
            settled.earned.0,
            settled.unearned_closing.0,
            settled.member_days,
            sums.joined.subsidised.heads.0,
            settled.subsidy.0,
            settled.personal_account.0,
            settled.commission.0,
            settled.levy.0,
            payers.iter().map(|&payer| sums.persons_paid[payer]).sum(),
            settled.ceded.premium.0,
            settled.ceded.commission.0,
            settled.ceded.recoveries().0,
            settled.surplus_used.0,
            settled.surplus_excess.0,
            settled.surplus_closing.0,
            sums.eligible,
        ]);
        if self.by_law {
            line.extend([sums.renewable, sums.renewed]);
        }
    }

    /// A ledger of the people in force; `transfers` are those of each contract.
    fn ledger_columns(
        &self,
        ledger: &mut Ledger,
        plan: &LedgerPlan,
        y: usize,
        sums: &DesignYear,
        transfers: &[Fen],
        line: &mut Vec<i64>,
    ) {
        let [employees, residents] = self.heads[y].in_force;
        let later: Fen = plan.later.iter().map(|&payer| sums.paid[payer]).sum();
        let first = if plan.first_payer {
            sums.first_payer[0] + sums.first_payer[1] + sums.first_payer_other
        } else {
            Fen::ZERO
        };
        let settled = ledger.settle_year(
            employees,
            residents,
            first + later,
            plan.transfers_to.iter().map(|&contract| transfers[contract]).sum(),
        );
        line.extend([
            settled.income.0,
            settled.claims.0,
            settled.transfers.0,
            settled.result.0,
            settled.closing.0,
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
