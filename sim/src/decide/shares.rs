//! Who carries a book: its co-insurers and reinsurers, each with premium, claims, cost and result (T11).
//!
//! Every trial is split to the fen, so that the insurers' parts add up to the book's own columns; the
//! table shows means over trials. Nothing of it is stored: it follows from the columns.

use crate::fund::Coinsurers;
use crate::stats::{Estimate, Sampled};
use crate::units::{Fen, Share};
use crate::wording::Bilingual;

use super::break_even::Fund;
use super::estimate::Estimated;
use super::metrics::{Amount, Scale};
use super::sample::Sample;
use super::summary::Design;

/// Premium after reinsurance: earned, and what last year's surplus stands in for.
const PREMIUM: Amount = Amount("{}_earned_premium_fen + {}_surplus_used_fen - {}_ceded_premium_fen");
const CLAIMS: Amount = Amount("{}_claims_fen - {}_recoveries_fen");
const COST: Amount = Amount("{}_cost_fen - {}_ceding_commission_fen");

/// One that carries a part of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    /// A direct insurer (共保公司).
    Insurer(Bilingual),
    /// All reinsurers together.
    Reinsurers,
    /// The book as a whole.
    Whole,
}

/// What a carrier gets and bears over the term, means over trials in yuan: `premium - claims - cost = result`.
#[derive(Debug, Clone, PartialEq)]
pub struct CarrierShare {
    /// Who.
    pub carrier: Carrier,
    /// The contracted share of a direct insurer.
    pub share: Option<Share>,
    /// Earned premium, with what last year's surplus stands in for.
    pub premium: Estimate,
    /// Incurred claims.
    pub claims: Estimate,
    /// Cost; of reinsurers, what they pay towards that of the insurers.
    pub cost: Estimate,
    /// 承保结果, before a surplus is put aside.
    pub result: Estimate,
}

/// How one book is shared: the insurers after reinsurance, the reinsurers where there are any, the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct BookShares {
    /// The id of the book.
    pub id: String,
    /// Row by row; the last is the whole and the sum of the others.
    pub carriers: Vec<CarrierShare>,
}

/// The shares of each co-insured book of a design.
pub(super) fn book_shares(sample: Sample<'_>, design: Option<&Design>) -> Vec<BookShares> {
    let funds = design.into_iter().flat_map(|design| &design.funds);
    funds
        .filter_map(|(id, fund)| {
            let Fund::Book { terms, coinsurers } = fund else { return None };
            let parts = Coinsurers::new(coinsurers.iter().map(|insurer| insurer.share).collect()).ok()?;
            let net = [PREMIUM, CLAIMS, COST].map(|amount| sample.over_years(amount, id));
            let [premium, claims, cost] = split_trials(&parts, net)?;
            let mut carriers = Vec::new();
            for (nth, insurer) in coinsurers.iter().enumerate() {
                let carrier = Carrier::Insurer(insurer.title.clone());
                let columns = [&premium[nth][..], &claims[nth], &cost[nth]];
                carriers.push(carrier_share(carrier, Some(insurer.share), columns, sample.sampled())?);
            }
            if terms.reinsurance != crate::fund::Reinsurance::default() {
                let column = |amount| sample.over_years(Amount(amount), id);
                let (premium, claims) = (column("{}_ceded_premium_fen")?, column("{}_recoveries_fen")?);
                let cost = column("{}_ceding_commission_fen")?;
                let columns = [&premium[..], &claims, &cost];
                carriers.push(carrier_share(Carrier::Reinsurers, None, columns, sample.sampled())?);
            }
            let gross = ["{}_earned_premium_fen + {}_surplus_used_fen", "{}_claims_fen", "{}_cost_fen"];
            let [premium, claims, cost] = gross.map(|amount| sample.over_years(Amount(amount), id));
            let columns = [&premium?[..], &claims?, &cost?];
            carriers.push(carrier_share(Carrier::Whole, None, columns, sample.sampled())?);
            Some(BookShares { id: id.clone(), carriers })
        })
        .collect()
}

/// `[amount][insurer][trial]`, each trial split to the fen.
fn split_trials(parts: &Coinsurers, net: [Option<Vec<i64>>; 3]) -> Option<[Vec<Vec<i64>>; 3]> {
    let [premium, claims, cost] = net;
    let split = |trials: Option<Vec<i64>>| -> Option<Vec<Vec<i64>>> {
        let trials: Vec<Vec<Fen>> = trials?.into_iter().map(|amount| parts.split(Fen(amount))).collect();
        let insurer = |nth: usize| trials.iter().map(|parts| parts[nth].0).collect();
        Some((0..parts.shares().len()).map(insurer).collect())
    };
    Some([split(premium)?, split(claims)?, split(cost)?])
}

/// The means of one carrier; `None` for fewer than two trials.
fn carrier_share(
    carrier: Carrier,
    share: Option<Share>,
    columns: [&[i64]; 3],
    sampled: &Sampled,
) -> Option<CarrierShare> {
    let [premium, claims, cost] = columns;
    let result: Vec<i64> = premium
        .iter()
        .zip(claims)
        .zip(cost)
        .map(|((premium, claims), cost)| premium - claims - cost)
        .collect();
    let mean = |trials: &[i64]| Some(Estimated::mean(trials, sampled)?.scaled(Scale::Over(100.0)).estimate);
    Some(CarrierShare {
        carrier,
        share,
        premium: mean(premium)?,
        claims: mean(claims)?,
        cost: mean(cost)?,
        result: mean(&result)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::break_even::Coinsurer;
    use super::super::toy::outcome;
    use super::*;
    use crate::fund::{HmbTerms, Premium, QuotaShare, Reinsurance};

    #[test]
    fn b07_every_trial_is_split_to_the_fen_and_the_rows_add_up_to_the_whole() {
        let run = outcome(&[
            ("hmb_earned_premium_fen", &[&[&[20_001, 20_001]]]),
            ("hmb_surplus_used_fen", &[&[&[0, 0]]]),
            ("hmb_ceded_premium_fen", &[&[&[10_000, 10_000]]]),
            ("hmb_claims_fen", &[&[&[10_000, 14_000]]]),
            ("hmb_recoveries_fen", &[&[&[5_000, 7_000]]]),
            ("hmb_cost_fen", &[&[&[1_000, 1_000]]]),
            ("hmb_ceding_commission_fen", &[&[&[500, 500]]]),
        ]);
        let insurer = |points| Coinsurer { title: Bilingual::default(), share: Share::percent(points) };
        let half = QuotaShare { share: Share::percent(50), commission: Share::percent(5) };
        let reinsurance = Reinsurance { quota_share: Some(half), ..Reinsurance::default() };
        let book = Fund::Book {
            terms: HmbTerms { reinsurance, ..HmbTerms::plain(Premium::one(Fen::yuan(100))) },
            coinsurers: [30, 25, 20, 15, 10].map(insurer).to_vec(),
        };
        let design = Design {
            name: "base".into(),
            title: Bilingual::default(),
            funds: vec![("hmb".into(), book), ("bmi".into(), Fund::Ledger)],
            revised: Vec::new(),
        };
        let shares = book_shares(Sample::new(&run, 0, 0..1), Some(&design));
        assert_eq!(shares.len(), 1, "a ledger has no insurers");
        let rows = &shares[0].carriers;
        let of = |amount: fn(&CarrierShare) -> Estimate| -> Vec<f64> {
            rows.iter().map(|row| amount(row).value).collect()
        };
        // the odd fen of 100.01 goes to the lead, as in B07
        assert_eq!(of(|row| row.premium), [30.01, 25.0, 20.0, 15.0, 10.0, 100.0, 200.01]);
        assert_eq!(of(|row| row.claims), [18.0, 15.0, 12.0, 9.0, 6.0, 60.0, 120.0]);
        for amount in [of(|row| row.premium), of(|row| row.claims), of(|row| row.cost), of(|row| row.result)]
        {
            let (whole, parts) = amount.split_last().unwrap();
            assert!((parts.iter().sum::<f64>() - whole).abs() < 1e-9, "{amount:?}");
        }
        assert_eq!(rows[5].carrier, Carrier::Reinsurers);
        assert!((rows[5].result.value - 35.0).abs() < 1e-9);
    }

    #[test]
    fn a_book_of_one_insurer_needs_no_table() {
        let run = outcome(&[("hmb_earned_premium_fen", &[&[&[1, 1]]])]);
        let terms = HmbTerms::plain(Premium::one(Fen::yuan(100)));
        let design = Design {
            name: "base".into(),
            title: Bilingual::default(),
            funds: vec![("hmb".into(), Fund::Book { terms, coinsurers: vec![] })],
            revised: Vec::new(),
        };
        assert_eq!(book_shares(Sample::new(&run, 0, 0..1), Some(&design)), []);
    }
}
