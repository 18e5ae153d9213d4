use super::*;
use crate::benefit::{CareKind, HospitalLevel, InsuranceScheme, Place};
use crate::experience::{
    ClaimBill, Cost, CostPart, Day, Draft, Frame, Liability, Period, PersonIndex, Policy,
};
use crate::random::special::{incomplete_beta_inverse, incomplete_gamma_inverse};
use crate::random::{Address, Family, Law, Purpose, Uniforms};
use crate::scenario::library::Library;
use crate::scenario::load::load;
use crate::units::{Age, Fen, Sex};
use crate::wording::Bilingual;

/// What the made-up insurer's claims are drawn from, beside the base.
#[derive(Debug, Clone)]
struct Truth {
    /// On the base's admissions, without and with a listed disease.
    levels: [f64; 2],
    /// On the base's cost.
    cost: f64,
    frailty: f64,
    law: Family,
    own_expense: f64,
    elasticity: f64,
    concentration: f64,
    users: f64,
    renewal: f64,
    /// Where the file's claimants begin and its amounts stop.
    ends: Option<(f64, f64)>,
}

fn truth() -> Truth {
    let law = Law::LogNormal { mu: 0.0, sigma: 1.2 };
    Truth {
        levels: [1.2, 2.4],
        cost: 1.3,
        frailty: 0.5,
        law: Family::new(law).unwrap().with_mean(1.0).unwrap(),
        own_expense: 0.12,
        elasticity: 0.1,
        concentration: 20.0,
        users: 0.02,
        renewal: 0.85,
        ends: None,
    }
}

const FORMS_OF_TESTS: [Form; 2] = [Form::LogNormal, Form::Gamma];

fn scenario() -> Loaded {
    load(&Library::built_in(), "cities/national", &[]).unwrap()
}

fn title() -> Bilingual {
    Bilingual { zh: "例".into(), en: "example".into() }
}

/// A few thousand persons over three years, drawn from `truth` by the base's rates.
#[expect(clippy::cast_possible_truncation, reason = "whole fen")]
fn drawn(truth: &Truth, base: &Base<'_>, persons: usize, trial: u64) -> Experience {
    let ends = truth.ends.map(|(from, to)| [from, to].map(|it| Fen((it * 100.0) as i64)));
    let liability = Liability {
        key: "l1".into(),
        title: title(),
        eligible: vec![CostPart::SelfPay],
        truncated_at: ends.map(|it| it[0]),
        censored_at: ends.map(|it| it[1]),
        deductible: None,
        cap: None,
    };
    let frame = Frame {
        title: title(),
        synthetic: true,
        period: Period { first: Year(2019), last: Year(2021), begins: (1, 1) },
        valued_at: Day::last_of(Year(2022)),
        liabilities: vec![liability],
    };
    let mut draft = Draft::new(frame);
    let mut chance = Uniforms::new(&Address::world(90, Purpose::Resample, trial, 0));
    for _ in 0..persons {
        let person = draft.person();
        let scheme =
            if chance.uniform() < 0.4 { InsuranceScheme::Employee } else { InsuranceScheme::Resident };
        let first_age = (20.0 + 60.0 * chance.uniform()) as u8;
        let retired = scheme == InsuranceScheme::Employee && first_age >= 60;
        let sex = if chance.uniform() < 0.5 { Sex::Male } else { Sex::Female };
        let pre_existing = chance.uniform() < 0.15;
        for year in (2019..=2021).map(Year) {
            let age = Age(first_age + u8::try_from(year.0 - 2019).unwrap());
            let (from, to) = (Day::first_of(year), Day::last_of(year));
            let (aid, premium) = (false, Fen::yuan(100));
            let policy =
                Policy { person, year, age, sex, scheme, retired, pre_existing, aid, premium, from, to };
            draft.policy(policy);
            let status = base::status_of(&policy);
            let (often, dear) = base.expected(status, sex, age, year);
            let mean = often * truth.levels[usize::from(pre_existing)];
            let frailty = incomplete_gamma_inverse(truth.frailty, chance.uniform()) / truth.frailty;
            for _ in 0..poisson(&mut chance, mean * frailty) {
                draft.bill(admission(truth, base, (person, year, status), dear, &mut chance));
            }
            if chance.uniform() < truth.users {
                let cost = 20_000.0 * chance.uniform();
                draft.bill(bill((person, year), CareKind::SpecialOutpatient, cost, [0.0; 2]));
            }
            if chance.uniform() > truth.renewal {
                break;
            }
        }
    }
    draft.finish().unwrap()
}

fn poisson(chance: &mut Uniforms, mean: f64) -> u32 {
    let u = chance.uniform();
    let (mut n, mut term) = (0, libm::exp(-mean));
    let mut below = term;
    while u > below && n < 100 {
        n += 1;
        term *= mean / f64::from(n);
        below += term;
    }
    n
}

fn admission(
    truth: &Truth,
    base: &Base<'_>,
    (person, year, status): (PersonIndex, Year, Status),
    dear: f64,
    chance: &mut Uniforms,
) -> ClaimBill {
    let relative = truth.law.quantile(chance.uniform());
    let doc = base.status(status);
    let costs = base::level_costs(doc);
    let u = chance.uniform();
    let level = if u < doc.levels.primary.share {
        0
    } else if u < doc.levels.primary.share + doc.levels.secondary.share {
        1
    } else {
        2
    };
    // the mean of the share over cost is the stated one: E[x^(1 + e)] = 1 by the factor
    let e = truth.elasticity;
    let normal = libm::exp(-0.5 * 1.44 * e * (1.0 + e));
    let mean = (truth.own_expense * libm::pow(relative, e) * normal).min(0.5);
    let (a, b) = (mean * truth.concentration, (1.0 - mean) * truth.concentration);
    let share = incomplete_beta_inverse(a, b, chance.uniform()).0;
    let total = dear * truth.cost * costs[level] * relative;
    let levels = [HospitalLevel::Primary, HospitalLevel::Secondary, HospitalLevel::Tertiary];
    ClaimBill { level: levels[level], ..bill((person, year), CareKind::Inpatient, total, [share, 0.02]) }
}

fn bill(
    (person, year): (PersonIndex, Year),
    kind: CareKind,
    total: f64,
    [own, first]: [f64; 2],
) -> ClaimBill {
    let fen = |yuan: f64| Fen((yuan * 100.0).round() as i64);
    let total_fen = fen(total).max(Fen(1));
    let (own_expense, first_self_pay) = (fen(total * own), fen(total * first));
    let in_scope = total_fen - own_expense - first_self_pay;
    let cost = Cost { total: total_fen, in_scope, own_expense, first_self_pay, ..Cost::default() };
    ClaimBill {
        person,
        year,
        service: Day::first_of(year),
        kind,
        level: HospitalLevel::Tertiary,
        place: Place::Local,
        listed_cause: false,
        cost,
        stands: true,
    }
}

fn asked() -> Asked {
    Asked { forms: FORMS_OF_TESTS.to_vec(), fund: None }
}

/// The true value of what the made-up claims were drawn from.
fn known(truth: &Truth, it: &Parameter) -> Option<f64> {
    match it.quantity {
        Quantity::Cost => Some(it.base? * truth.cost),
        Quantity::OwnExpense => Some(truth.own_expense),
        Quantity::OwnExpenseElasticity => Some(truth.elasticity),
        Quantity::Concentration => Some(truth.concentration),
        Quantity::Frailty => Some(truth.frailty),
        Quantity::Lasting => Some(0.0),
        Quantity::CareUsers => Some(1000.0 * truth.users),
        Quantity::CareCost => Some(10_000.0),
        Quantity::Renewal | Quantity::RenewalUnpaid => Some(truth.renewal),
        Quantity::LevelShare | Quantity::LevelCost => it.base,
        Quantity::Law if it.name.as_deref() == Some("sigma") => Some(1.2),
        _ => None,
    }
}

fn fitted<'a>(truth: &Truth, scenario: &'a Loaded, persons: usize, trial: u64) -> ClaimsFit<'a> {
    let experience = drawn(truth, &Base::new(scenario).unwrap(), persons, trial);
    ClaimsFit::new(&experience, scenario, asked()).unwrap()
}

/// Some 40 quantities at 4.5 errors: a false alarm in 1 of 3,000.
#[test]
fn what_claims_were_drawn_from_is_found_within_its_error() {
    let (truth, scenario) = (truth(), scenario());
    let fit = fitted(&truth, &scenario, 6000, 1);
    let mut checked = 0;
    for it in &fit.parameters {
        let (Some(known), Some(se)) = (known(&truth, it), it.se) else { continue };
        assert!(
            (it.value - known).abs() < 4.5 * se,
            "{:?} {:?} {} is not {known} ± {se}",
            it.quantity,
            it.of,
            it.value
        );
        checked += 1;
    }
    assert!(checked > 30, "{checked}");
    let frequency = fit.frequency.as_ref().unwrap();
    for (level, known) in frequency.levels.iter().zip(truth.levels) {
        assert!((level / known - 1.0).abs() < 0.12, "{level} {known}");
    }
    let severity = fit.severity(&Subject::Admission).unwrap();
    assert_eq!(severity.best().body.form, Form::LogNormal);
}

/// The same claims held against other truths: a cost 15% higher, a frailty half as uneven, a share of own expense
/// 2 points higher lie outside the 95% intervals.
#[test]
fn a_slightly_wrong_truth_is_rejected() {
    let (truth, scenario) = (truth(), scenario());
    let fit = fitted(&truth, &scenario, 6000, 1);
    let resident = Of::status(Status::Resident);
    for (quantity, of, wrong) in [
        (Quantity::Cost, resident, 1.15),
        (Quantity::Frailty, Of::default(), 2.0),
        (Quantity::OwnExpense, resident, 0.14 / 0.12),
        (Quantity::CareUsers, Of { care: Some(0), ..resident }, 1.5),
    ] {
        let it = fit.parameter(quantity, of).unwrap();
        let [low, high] = it.interval.unwrap();
        let wrong = known(&truth, it).unwrap() * wrong;
        assert!(wrong < low || wrong > high, "{quantity:?} {low} {high} {wrong}");
    }
}

/// The fitted scenario reads without a problem and holds the fitted numbers, with the marks of made-up persons.
#[test]
fn a_fitted_scenario_is_one_that_loads() {
    let (truth, scenario) = (truth(), scenario());
    let fit = fitted(&truth, &scenario, 3000, 2);
    let origin = Origin {
        extends: "cities/national".to_owned(),
        title: ["例".to_owned(), "example".to_owned()],
        day: "2022-12-31".to_owned(),
        digest: "0".repeat(64),
        synthetic: true,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fitted.json");
    std::fs::write(&path, serde_json::to_vec_pretty(&fit.scenario(&origin)).unwrap()).unwrap();
    let loaded = load(&Library::built_in(), path.to_str().unwrap(), &[]).unwrap();
    let illness = loaded.base().illness.as_ref().unwrap();
    let cost = fit.parameter(Quantity::Cost, Of::status(Status::Resident)).unwrap().value;
    assert!((illness.statuses.resident.cost_per_admission_yuan / cost - 1.0).abs() < 1e-5);
    let world = loaded.base().world.as_ref().unwrap();
    assert_eq!(world.base_year, Some(Year(2020)));
    assert!(world.severity.parameter_sd > 0.0 && world.tail.parameter_sd > 0.0);
    let correlation = fit.correlation.unwrap();
    assert!((world.parameter_correlation - correlation).abs() < 1e-5 && correlation.abs() > 1e-4);
    assert!(loaded.projection().is_ok());
    // the rates of the fitted scenario over its base's are the credible ones
    let (again, base) = (Base::new(&loaded).unwrap(), Base::new(&scenario).unwrap());
    let year = Year(2020);
    for status in Status::ALL {
        let factors = &fit.frequency.as_ref().unwrap().factors;
        for age in [25, 45, 62, 77].map(Age) {
            let rate = |base: &Base<'_>| base.expected(status, Sex::Female, age, year).0;
            let factor = factors.of(status, Sex::Female, age);
            assert!((rate(&again) / rate(&base) / factor - 1.0).abs() < 2e-3, "{status:?} {age:?}");
        }
    }
}

/// Yearly eligible cost above 5,000 yuan alone, and no more than 60,000: the law of it is found, and a law that
/// forgets where the file begins is not that law.
#[test]
fn claimants_above_a_deductible_and_below_a_cap_tell_their_law() {
    let law = Family::new(Law::LogNormal { mu: 9.0, sigma: 1.1 }).unwrap();
    let (truth, scenario) = (Truth { ends: Some((5000.0, 60_000.0)), ..truth() }, scenario());
    let base = Base::new(&scenario).unwrap();
    let experience = drawn_years(&truth, &base, &law, 4000);
    let fit =
        ClaimsFit::new(&experience, &scenario, Asked { forms: vec![Form::LogNormal], fund: None }).unwrap();
    assert!(fit.frequency.is_none() && fit.remarks.iter().any(|it| matches!(it, Remark::Truncated { .. })));
    let severity = fit.severity(&Subject::Liability(LiabilityIndex(0))).unwrap();
    assert!(severity.censored > 10.0 && severity.from > 4999.0);
    let whole = severity.laws.iter().find(|it| it.tail.is_none() && it.body.form == Form::LogNormal).unwrap();
    // 3.9 errors: a false alarm in 1 of 10,000
    let found = |it: &crate::stats::Fitted| {
        let covariance = it.maximum.covariance.as_ref().unwrap();
        (it.maximum.at[1] - libm::log(1.1)).abs() / libm::sqrt(covariance[1][1])
    };
    assert!(found(&whole.body) < 3.9, "{}", found(&whole.body));
    let forgetful: Vec<Observation> = severity::eligible(&experience, LiabilityIndex(0))
        .into_iter()
        .map(|it| Observation { from: 0.0, ..it })
        .collect();
    assert!(found(&crate::stats::Fitted::new(Form::LogNormal, &forgetful).unwrap()) > 3.9);
}

/// One bill a person, of self-pay alone, where it is above the file's beginning.
fn drawn_years(truth: &Truth, base: &Base<'_>, law: &Family, persons: usize) -> Experience {
    let experience = drawn(truth, base, 0, 0);
    let mut draft = Draft::new(Frame {
        title: title(),
        synthetic: true,
        period: Period { first: Year(2019), last: Year(2021), begins: (1, 1) },
        valued_at: Day::last_of(Year(2022)),
        liabilities: experience.liabilities().to_vec(),
    });
    let mut chance = Uniforms::new(&Address::world(91, Purpose::Resample, 0, 0));
    for _ in 0..persons {
        let amount = law.quantile(chance.uniform());
        if amount > truth.ends.unwrap().0 {
            let person = draft.person();
            draft.bill(bill((person, Year(2020)), CareKind::Inpatient, amount, [0.0; 2]));
        }
    }
    draft.finish().unwrap()
}

/// 200 repetitions of 4,000 persons and three years: how often the 95% intervals hold the truth, quantity by
/// quantity. The share of one has the error 0.0154; 4.1 of them, over some 40 quantities, is a false alarm in 1 of
/// 600. Result: docs/decisions/0036.
#[test]
#[ignore = "a measurement; 36 of 37 quantities hold, docs/decisions/0036"]
fn the_intervals_cover() {
    let (truth, scenario) = (truth(), scenario());
    let mut held = std::collections::BTreeMap::new();
    for trial in 0..200 {
        let fit = fitted(&truth, &scenario, 4000, 1000 + trial);
        for it in &fit.parameters {
            let (Some(known), Some([low, high])) = (known(&truth, it), it.interval) else { continue };
            let name = format!("{:?} {:?} {:?}", it.quantity, it.of, it.name);
            let counted = held.entry(name).or_insert((0_u32, 0_u32));
            counted.0 += u32::from(low <= known && known <= high);
            counted.1 += 1;
        }
    }
    let mut wrong = Vec::new();
    for (name, (inside, of)) in &held {
        let share = f64::from(*inside) / f64::from(*of);
        let error = libm::sqrt(0.95 * 0.05 / f64::from(*of));
        if (share - 0.95).abs() > 4.1 * error {
            wrong.push(name);
        }
        eprintln!("{name}: {share:.3} of {of}");
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
