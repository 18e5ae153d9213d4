//! The book of a 惠民保 product, year by year: exposure, premium and who pays it, claims, cost, reinsurance,
//! margin, and the surplus that one year hands to the next, [S2] 三, 四.

use super::reserving::{earned, unearned_365};
use super::{Ceded, FundError, HmbTerms, SurplusForm, per_head};
use crate::units::{Fen, Heads};

/// Members of one kind, and what they pay together at the prices of the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Joined {
    /// How many.
    pub heads: Heads,
    /// The sum of their prices, before any reduction.
    pub premium: Fen,
}

/// What a year brings to the book. A member stands in one of the three groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HmbYearInput {
    /// Members whose premium local finance pays ([S2] 三(三)3).
    pub subsidised: Joined,
    /// Other members of the employee scheme, who may pay from their accounts ([S2] 三(三)2).
    pub employees: Joined,
    /// All others.
    pub residents: Joined,
    /// Benefits of all liabilities, 0 or more.
    pub claims: Fen,
    /// What of them is recovered person by person above the retention, in [0, claims].
    pub above_retention: Fen,
}

/// One year of an HMB book, in whole fen.
///
/// ```text
/// premium        = list prices - reduction from last year's surplus = subsidy + personal_account + paid by members
/// earned         = unearned_opening + premium - unearned_closing
/// claims         = benefits by the terms + extra benefits from last year's surplus
/// result         = earned + surplus_used - claims - cost - ceded premium + recoveries + ceding commission
/// surplus_excess = max(0, result - margin_allowed)
/// surplus_closing = surplus_opening + surplus_excess - surplus_used
/// ```
/// What the insurers keep is `result - surplus_excess`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HmbYear {
    /// Insured members.
    pub members: Heads,
    /// Days of cover in the year: 365 a member, less for late joiners, more for those of last year.
    pub member_days: i64,
    /// Written premium (签单保费).
    pub premium: Fen,
    /// The part of it that local finance pays.
    pub subsidy: Fen,
    /// The part of it that comes from employees' accounts.
    pub personal_account: Fen,
    /// Premium of last year's cover that this year earns.
    pub unearned_opening: Fen,
    /// Premium of this year's cover that next year earns.
    pub unearned_closing: Fen,
    /// Earned premium (已赚保费).
    pub earned: Fen,
    /// Benefits of all liabilities, those out of last year's surplus included.
    pub claims: Fen,
    /// All cost: operating, commission, levies.
    pub cost: Fen,
    /// The commission in it.
    pub commission: Fen,
    /// The levies in it.
    pub levy: Fen,
    /// What is ceded and recovered.
    pub ceded: Ceded,
    /// The margin that may be kept.
    pub margin_allowed: Fen,
    /// Gain or loss, after reinsurance.
    pub result: Fen,
    /// 超额结余 brought forward.
    pub surplus_opening: Fen,
    /// What of it is spent this year, on benefits or in place of premium.
    pub surplus_used: Fen,
    /// 超额结余 of this year: the part of a gain above the margin ([S2] 四(四)).
    pub surplus_excess: Fen,
    /// 超额结余 carried forward.
    pub surplus_closing: Fen,
}

/// The book of one product: its terms, the surplus and the unearned premium that it carries.
#[derive(Debug, Clone)]
pub struct HmbBook {
    terms: HmbTerms,
    surplus: Fen,
    unearned: Fen,
    /// Days of cover of last year's late joiners that lie in this year.
    days_owed: i64,
}

impl HmbBook {
    /// A book that carries nothing yet.
    pub fn new(terms: HmbTerms) -> Result<HmbBook, FundError> {
        terms.check()?;
        Ok(HmbBook { terms, surplus: Fen::ZERO, unearned: Fen::ZERO, days_owed: 0 })
    }

    /// The terms.
    pub const fn terms(&self) -> &HmbTerms {
        &self.terms
    }

    /// Other terms from this year on; surplus and unearned premium are carried through.
    pub fn revise(&mut self, terms: &HmbTerms) -> Result<(), FundError> {
        if self.terms != *terms {
            terms.check()?;
            self.terms = terms.clone();
        }
        Ok(())
    }

    /// Settles one year.
    ///
    /// G05: premium 100,000,000, claims 70,000,000, cost 8,000,000, margin 3%: a result of 22,000,000,
    /// of which 19,000,000 is 超额结余; the next year spends them.
    pub fn settle_year(&mut self, input: &HmbYearInput) -> HmbYear {
        let terms = &self.terms;
        let members = input.subsidised.heads + input.employees.heads + input.residents.heads;
        let relief = self.relief(members);
        let written = |group: Joined| group.premium - relief.per_member * group.heads;
        let subsidy = written(input.subsidised);
        let premium = subsidy + written(input.employees) + written(input.residents);
        let exposure = self.exposure(members, premium);
        let earned = earned(premium, self.unearned, exposure.unearned);

        let commission = terms.commission_ratio.of(premium);
        let levy = terms.levy_ratio.of(premium);
        let operating = terms.fixed_cost + terms.cost_per_head * members + terms.cost_ratio.of(premium);
        let cost = operating + commission + levy;

        let claims = input.claims + relief.extra_benefits;
        let ceded = terms.reinsurance.cede(earned, input.claims, input.above_retention);
        let used = relief.extra_benefits + relief.per_member * members;
        let result = earned + used - claims - cost - ceded.premium + ceded.commission + ceded.recoveries();
        let margin_allowed = terms.margin.of(earned);
        let surplus_excess = (result - margin_allowed).positive_part();

        let year = HmbYear {
            members,
            member_days: exposure.days,
            premium,
            subsidy,
            personal_account: terms.personal_account_share.of(written(input.employees)),
            unearned_opening: self.unearned,
            unearned_closing: exposure.unearned,
            earned,
            claims,
            cost,
            commission,
            levy,
            ceded,
            margin_allowed,
            result,
            surplus_opening: self.surplus,
            surplus_used: used,
            surplus_excess,
            surplus_closing: self.surplus + surplus_excess - used,
        };
        debug_assert!(year.balances(), "a book that does not balance: {year:?}");
        (self.surplus, self.unearned, self.days_owed) =
            (year.surplus_closing, exposure.unearned, exposure.days_owed);
        year
    }

    /// How last year's surplus comes back: as benefits, all of it; or as whole fen off every price, where
    /// what does not divide stays in the book. Nothing comes back to a book without members.
    fn relief(&self, members: Heads) -> Relief {
        let none = Relief { per_member: Fen::ZERO, extra_benefits: Fen::ZERO };
        if members <= Heads(0) {
            return none;
        }
        match self.terms.surplus_form {
            SurplusForm::Benefit => Relief { extra_benefits: self.surplus, ..none },
            SurplusForm::Premium => {
                let per_member = Fen(self.surplus.0 / members.0).min(self.terms.premium.lowest());
                Relief { per_member, ..none }
            }
        }
    }

    /// What of the year's premium and cover lies in the next year: late joiners are covered for 365 days.
    fn exposure(&self, members: Heads, premium: Fen) -> Exposure {
        let late = &self.terms.late_joiners;
        let elapsed = late.days_elapsed();
        let days_owed = late.of(members).0 * i64::from(365_u32.saturating_sub(elapsed));
        Exposure {
            unearned: unearned_365(late.share.of(premium), elapsed, 365),
            days: members.0 * 365 - days_owed + self.days_owed,
            days_owed,
        }
    }
}

/// What last year's surplus gives back.
struct Relief {
    per_member: Fen,
    extra_benefits: Fen,
}

/// Premium and days of cover that a year leaves to the next, and the days that it holds.
struct Exposure {
    unearned: Fen,
    days: i64,
    days_owed: i64,
}

impl HmbYear {
    /// This year's 超额结余 for each of next year's members, half up: G05 gives 15.83 yuan for 1,200,000.
    pub fn excess_per_head(&self, next_members: Heads) -> Option<Fen> {
        per_head(self.surplus_excess, next_members)
    }

    /// Whether the identities in the type's documentation hold.
    fn balances(&self) -> bool {
        self.earned + self.unearned_closing == self.unearned_opening + self.premium
            && self.surplus_closing == self.surplus_opening + self.surplus_excess - self.surplus_used
            && self.surplus_closing >= Fen::ZERO
            && self.ceded.recoveries() <= self.claims
            && self.subsidy + self.personal_account <= self.premium
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fund::{LateJoiners, LossRatio, PersonExcess, Premium, QuotaShare, Reinsurance, StopLoss};
    use crate::units::Share;
    use proptest::prelude::*;

    fn joined(heads: i64, yuan: i64) -> Joined {
        Joined { heads: Heads(heads), premium: Fen::yuan(yuan) * Heads(heads) }
    }

    fn residents(heads: i64, claims: Fen) -> HmbYearInput {
        HmbYearInput { residents: joined(heads, 100), claims, ..HmbYearInput::default() }
    }

    fn plain() -> HmbTerms {
        HmbTerms::plain(Premium::one(Fen::yuan(100)))
    }

    fn book(terms: HmbTerms) -> HmbBook {
        HmbBook::new(terms).unwrap()
    }

    #[test]
    fn g05_a_surplus_above_the_margin_becomes_next_years_benefits() {
        let mut book = book(HmbTerms { cost_ratio: Share::percent(8), ..plain() });
        let year = book.settle_year(&residents(1_000_000, Fen::yuan(70_000_000)));
        assert_eq!(year.result.to_string(), "22000000.00");
        assert_eq!(year.surplus_excess.to_string(), "19000000.00");
        assert_eq!(year.excess_per_head(Heads(1_200_000)).unwrap().to_string(), "15.83");
        assert_eq!(year.excess_per_head(Heads(0)), None);
        // the next year pays the 19 million as benefits on top, and its result is that of a year without
        let next = book.settle_year(&residents(1_200_000, Fen::yuan(108_000_000)));
        assert_eq!(next.claims, Fen::yuan(127_000_000));
        assert_eq!((next.surplus_used, next.surplus_closing), (Fen::yuan(19_000_000), Fen::ZERO));
        assert_eq!(next.result, Fen::yuan(120_000_000 - 108_000_000 - 9_600_000));
    }

    #[test]
    fn as_premium_the_surplus_lowers_every_price_by_whole_fen_and_the_rest_stays() {
        let mut book = book(HmbTerms { surplus_form: SurplusForm::Premium, ..plain() });
        book.settle_year(&residents(1_000, Fen::yuan(90_000)));
        // 7,000 yuan above the margin, on 900 members: 7.77 each, and 7.00 stay
        let next = book.settle_year(&residents(900, Fen::yuan(90_000)));
        assert_eq!(next.surplus_used, Fen(777) * Heads(900));
        assert_eq!(next.surplus_closing, Fen::yuan(7));
        assert_eq!(next.premium, Fen(9_223) * Heads(900));
        assert_eq!(next.result, Fen::ZERO, "the surplus stands in for the premium that is not asked");
    }

    #[test]
    fn g04_the_counties_pay_the_premium_of_the_subsidised() {
        let input = HmbYearInput { subsidised: joined(222_000, 100), ..HmbYearInput::default() };
        let year = book(plain()).settle_year(&input);
        assert_eq!(
            (year.premium.to_string(), year.subsidy.to_string()),
            ("22200000.00".into(), "22200000.00".into())
        );
    }

    #[test]
    fn accounts_pay_a_part_of_what_employees_pay_themselves() {
        let terms = HmbTerms { personal_account_share: Share::percent(40), ..plain() };
        let input = HmbYearInput {
            subsidised: joined(10, 100),
            employees: joined(50, 100),
            residents: joined(40, 100),
            ..HmbYearInput::default()
        };
        let year = book(terms).settle_year(&input);
        assert_eq!(
            (year.personal_account, year.subsidy, year.premium),
            (Fen::yuan(2_000), Fen::yuan(1_000), Fen::yuan(10_000))
        );
    }

    #[test]
    fn w17_who_joins_on_1_february_has_earned_334_days_by_the_years_end() {
        let late = LateJoiners { share: Share::ONE, mean_day: 32 };
        let mut book = book(HmbTerms { late_joiners: late, ..plain() });
        let first = book.settle_year(&residents(1_000, Fen::ZERO));
        assert_eq!(first.premium, Fen::yuan(100_000));
        assert_eq!(first.earned.to_string(), "91506.85");
        assert_eq!(first.member_days, 334_000);
        // the 31 days that are left are earned in January of the next year
        let second = book.settle_year(&residents(1_000, Fen::ZERO));
        assert_eq!((second.earned, second.member_days), (Fen::yuan(100_000), 365_000));
    }

    #[test]
    fn a_loss_leaves_no_excess() {
        let terms = HmbTerms { fixed_cost: Fen::yuan(1), cost_ratio: Share::percent(8), ..plain() };
        let year = book(terms).settle_year(&residents(10, Fen::yuan(1_000)));
        assert_eq!((year.result, year.surplus_excess), (Fen::yuan(-81), Fen::ZERO));
    }

    #[test]
    fn commission_and_levies_are_cost() {
        let terms = HmbTerms {
            commission_ratio: Share::percent(5),
            levy_ratio: Share::percent(1),
            cost_ratio: Share::percent(2),
            cost_per_head: Fen::yuan(1),
            ..plain()
        };
        let year = book(terms).settle_year(&residents(100, Fen::ZERO));
        assert_eq!((year.commission, year.levy, year.cost), (Fen::yuan(500), Fen::yuan(100), Fen::yuan(900)));
    }

    fn any_terms() -> impl Strategy<Value = HmbTerms> {
        let ratios = (0..100_000_i64, 0..100_000_i64, 0..50_000_i64, 0..100_000_i64, 0..=1_000_000_i64);
        let late = (0..=1_000_000_i64, 1..=365_u32);
        let bought = (0..400_000_i64, 0..300_000_i64, 500_000..1_500_000_i64, any::<bool>(), any::<bool>());
        (ratios, late, bought, 0..10_i64.pow(8), 0..300_i64).prop_map(
            |((cost, commission, levy, margin, account), (share, mean_day), bought, fixed, per_head)| {
                let part = |millionths| Share::from_millionths(millionths).unwrap();
                let (quota, price, attach, buys, premium_form) = bought;
                let reinsurance = Reinsurance {
                    person_excess: Some(PersonExcess {
                        retention: Fen(1),
                        limit: Fen(1),
                        premium: part(price / 2),
                    }),
                    quota_share: Some(QuotaShare { share: part(quota), commission: part(price) }),
                    stop_loss: Some(StopLoss {
                        attach: LossRatio(attach),
                        up_to: LossRatio(2 * attach),
                        premium: part(price / 3),
                    }),
                };
                HmbTerms {
                    fixed_cost: Fen(fixed),
                    cost_per_head: Fen(per_head),
                    cost_ratio: part(cost),
                    commission_ratio: part(commission),
                    levy_ratio: part(levy),
                    margin: part(margin),
                    personal_account_share: part(account),
                    late_joiners: LateJoiners { share: part(share), mean_day },
                    surplus_form: if premium_form { SurplusForm::Premium } else { SurplusForm::Benefit },
                    reinsurance: if buys { reinsurance } else { Reinsurance::default() },
                    ..plain()
                }
            },
        )
    }

    fn any_year() -> impl Strategy<Value = HmbYearInput> {
        (0..10_000_i64, 0..100_000_i64, 0..100_000_i64, 0..2 * 10_i64.pow(9), 0..=1_000_000_i64).prop_map(
            |(subsidised, employees, residents, claims, above)| HmbYearInput {
                subsidised: joined(subsidised, 100),
                employees: joined(employees, 100),
                residents: joined(residents, 100),
                claims: Fen(claims),
                above_retention: Share::from_millionths(above).unwrap().of(Fen(claims)),
            },
        )
    }

    proptest! {
        /// All that members, finance and reinsurers paid over the years was paid out, kept by the insurers
        /// and reinsurers, or is still in the book; net is never above gross.
        #[test]
        fn every_fen_of_the_book_is_accounted_for(terms in any_terms(), years in prop::collection::vec(any_year(), 1..6)) {
            let mut book = book(terms);
            let (mut paid_in, mut paid_out, mut last) = (Fen::ZERO, Fen::ZERO, None::<HmbYear>);
            for input in &years {
                let year = book.settle_year(input);
                prop_assert!(year.balances());
                prop_assert_eq!(year.surplus_opening, last.map_or(Fen::ZERO, |last| last.surplus_closing));
                prop_assert_eq!(year.unearned_opening, last.map_or(Fen::ZERO, |last| last.unearned_closing));
                prop_assert!(year.ceded.premium <= year.earned && year.ceded.recoveries() <= year.claims);
                prop_assert!(year.surplus_used <= year.surplus_opening && year.surplus_excess >= Fen::ZERO);
                prop_assert!(year.member_days >= 0 && year.premium >= Fen::ZERO);
                paid_in += year.premium + year.ceded.recoveries() + year.ceded.commission;
                paid_out += year.claims + year.cost + year.ceded.premium + (year.result - year.surplus_excess);
                prop_assert_eq!(paid_in - paid_out, year.surplus_closing + year.unearned_closing);
                last = Some(year);
            }
        }
    }
}
