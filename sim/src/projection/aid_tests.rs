//! Medical aid in whole trials, and the ledgers beside it.

use super::tests::{column, design, parts, rows, tiers};
use super::*;
use crate::benefit::{AnnualRules, AnnualTerms, Part, PartSet, Payer, Scheme, Terms, When};
use crate::fund::{LedgerTerms, Premium, PriceBand};
use crate::units::{Age, Fen, Share};

/// A design whose medical aid pays 60% of what is left to the poor, with ledgers of it and of basic insurance.
fn design_with_aid() -> Design {
    let mut base = design(20_000);
    let mut payers = base.scheme.payers().to_vec();
    let rules = AnnualRules::new(PartSet::of(&[Part::SelfPay]), tiers(0, &[(None, 60)]));
    let mut aid = Payer::new("aid", "synthetic", Terms::PerYear(AnnualTerms::new(rules).unwrap()));
    aid.when = When { poor: Some(true), ..When::default() };
    payers.insert(2, aid);
    base.scheme = Scheme::new(payers).unwrap();
    let ledger = |id: &str, payer: &str, terms| LedgerFund {
        id: id.into(),
        payers: vec![payer.into()],
        transfers_to: Vec::new(),
        terms,
        opening_balance: Fen::yuan(1_000),
    };
    let per_head = LedgerTerms {
        per_employee: Fen::yuan(3_000),
        per_resident: Fen::yuan(900),
        ..LedgerTerms::default()
    };
    let budget = LedgerTerms { budget: Fen::yuan(500_000), ..LedgerTerms::default() };
    base.ledgers = vec![
        LedgerFund { transfers_to: vec!["cii".into()], ..ledger("bmi", "bmi", per_head) },
        ledger("aid", "aid", budget),
    ];
    base
}

fn with_aid(aid_share: [f64; 2], design: Design) -> Projection {
    let mut parts = parts(60_000, 1.0, 0.7, vec![design]);
    parts.attributes.aid_share = aid_share;
    Projection::new(parts).unwrap()
}

#[test]
fn medical_aid_pays_for_the_poor_and_every_ledger_closes() {
    let projection = with_aid([0.0, 0.1], design_with_aid());
    let mut balances = [100_000, 100_000];
    for row in &rows(&projection, 1)[0] {
        let get = |key: &str| column(&projection, row, key);
        assert!(get("paid_aid_fen") > 0);
        assert_eq!(get("aid_claims_fen"), get("paid_aid_fen"));
        let bmi = get("bmi_employee_fen") + get("bmi_resident_fen") + get("bmi_other_fen");
        assert_eq!(get("bmi_claims_fen"), bmi);
        assert_eq!(get("bmi_transfers_fen"), get("cii_transfer_fen") + get("cii_true_up_fen"));
        let heads = 300_000 * get("heads_employee") + 90_000 * get("heads_resident");
        assert_eq!((get("bmi_income_fen"), get("aid_income_fen")), (heads, 50_000_000));
        for (id, balance) in ["bmi", "aid"].iter().zip(&mut balances) {
            let of = |name: &str| get(&format!("{id}_{name}_fen"));
            assert_eq!(of("result"), of("income") - of("claims") - of("transfers"));
            assert_eq!(of("balance"), *balance + of("result"));
            *balance = of("balance");
        }
        // the bill is still borne by payers and patients alone
        let cost = get("cost_employee_fen") + get("cost_resident_fen") + get("other_cost_fen");
        let later = get("paid_cii_fen") + get("paid_aid_fen") + get("paid_hmb-l1_fen");
        assert_eq!(bmi + later + get("patient_fen"), cost);
    }
}

#[test]
fn where_nobody_is_poor_medical_aid_pays_nothing_and_moves_nothing() {
    let without = Projection::new(parts(60_000, 1.0, 0.7, vec![design(20_000)])).unwrap();
    let with = with_aid([0.0; 2], design_with_aid());
    for (plain, row) in rows(&without, 2)[0].iter().zip(&rows(&with, 2)[0]) {
        assert_eq!(column(&with, row, "paid_aid_fen"), 0);
        for key in without.columns() {
            assert_eq!(column(&with, row, &key.key), column(&without, plain, &key.key), "{}", key.key);
        }
    }
}

#[test]
fn who_is_entitled_to_medical_aid_joins_and_local_finance_pays() {
    let mut design = design_with_aid();
    design.hmb[0].participation = Share::ZERO;
    design.hmb[0].terms.premium = Premium::by_age(vec![
        PriceBand { from: Age(0), to: Age(17), price: Fen::yuan(50) },
        PriceBand { from: Age(18), to: Age(100), price: Fen::yuan(100) },
    ])
    .unwrap();
    let projection = with_aid([0.0, 0.1], design);
    let row = &rows(&projection, 1)[0][0];
    let get = |key| column(&projection, row, key);
    let (residents, members) = (get("heads_resident") as f64, get("hmb_members"));
    assert_eq!(get("hmb_subsidised_members"), members);
    // five standard deviations of a binomial: a false alarm in 1.7 million
    let sd = (residents * 0.1 * 0.9).sqrt();
    assert!((members as f64 - 0.1 * residents).abs() < 5.0 * sd, "{members} of {residents}");
    assert_eq!(get("hmb_subsidy_fen"), get("hmb_premium_fen"));
    let mean = get("hmb_premium_fen") as f64 / members as f64;
    assert!(mean > 5_000.0 && mean < 10_000.0, "minors pay half: {mean}");
    assert!(get("hmb_claims_fen") > 0, "who joins is paid");
}
