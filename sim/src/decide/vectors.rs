//! Worked cases run through the library, and every figure that comes out otherwise.
//!
//! Each case takes the same path as a run: the scheme from the library with its switches set, the
//! settlement of `benefit`, the ledgers of `fund`. Nothing is computed here.

use crate::benefit::{CareKind, Claim, Part, PersonTerms, Scheme, Settlement, Terms};
use crate::compiled::{PersonScratch, Program, Way};
use crate::fund::{CiiAccount, CiiYear, CiiYearInput, Coinsurers, FundError, Reserve};
use crate::scenario::bill::{claims_of, terms_for};
use crate::scenario::case_terms::{contract_of, reserve_terms_of, scheme_of};
use crate::scenario::cases::{
    Case, CoinsurersCase, ContractCase, ReadCase, ReserveCase, SettleCase, read_cases,
};
use crate::scenario::library::Library;
use crate::scenario::node::Place;
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::units::Fen;
use crate::wording::Lang;
use crate::wording::cases::{self, Mismatch};

/// One figure that came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The figure: `by_claim_yuan`.
    pub figure: String,
    /// Its place in a list, from 0; `None` for a single amount.
    pub place: Option<usize>,
    /// What the case expects; `None` where it expects no such entry.
    pub expected: Option<Fen>,
    /// What came out; `None` where there is no such entry.
    pub found: Option<Fen>,
}

/// Why a case could not be computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The scheme, a switch or an unknown cell.
    Problems(Problems),
    /// The case names no single payer of its scheme.
    WhichPayer {
        /// The name, if it gives one.
        asked: Option<String>,
        /// The names that it could give.
        known: Vec<String>,
    },
}

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The case's name.
    pub id: String,
    /// Every figure that came out otherwise; or why nothing came out.
    pub differences: Result<Vec<Difference>, Obstacle>,
}

impl Verdict {
    /// Whether every expected figure came out.
    pub fn passed(&self) -> bool {
        self.differences.as_ref().is_ok_and(Vec::is_empty)
    }

    /// Its lines: one a difference, none where it passed.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        match &self.differences {
            Ok(differences) => differences.iter().map(|difference| difference.line(&self.id, lang)).collect(),
            Err(obstacle) => obstacle
                .reasons(lang)
                .into_iter()
                .map(|reason| cases::not_computed(&self.id, &reason, lang))
                .collect(),
        }
    }
}

impl Difference {
    fn line(&self, id: &str, lang: Lang) -> String {
        let Difference { ref figure, place, expected, found } = *self;
        cases::mismatch(id, &Mismatch { figure, place, expected, found }, lang)
    }
}

impl Obstacle {
    fn reasons(&self, lang: Lang) -> Vec<String> {
        match self {
            Obstacle::Problems(problems) => problems.iter().map(|problem| problem.message(lang)).collect(),
            Obstacle::WhichPayer { asked, known } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                vec![cases::which_payer(asked.as_deref(), &known, lang)]
            }
        }
    }
}

impl From<Problems> for Obstacle {
    fn from(problems: Problems) -> Obstacle {
        Obstacle::Problems(problems)
    }
}

impl From<FundError> for Obstacle {
    fn from(error: FundError) -> Obstacle {
        let kind = ProblemKind::Refused { reason: error.to_string() };
        Obstacle::Problems(vec![Problem::new(Place::whole(""), kind)].into())
    }
}

/// What became of every case of a file, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The cases.
    pub verdicts: Vec<Verdict>,
}

impl Report {
    /// How many passed.
    pub fn passed(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.passed()).count()
    }

    /// How many did not.
    pub fn failed(&self) -> usize {
        self.verdicts.len() - self.passed()
    }

    /// How many of these could not be read or computed.
    pub fn not_computed(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.differences.is_err()).count()
    }

    /// Every difference, then the totals.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines: Vec<String> = self.verdicts.iter().flat_map(|verdict| verdict.lines(lang)).collect();
        lines.push(cases::totals((self.passed(), self.failed(), self.not_computed()), lang));
        lines
    }

    /// The same for programs.
    pub fn to_json(&self) -> serde_json::Value {
        let amount = |amount: Option<Fen>| amount.map(|fen| fen.to_string());
        let verdicts = self.verdicts.iter().map(|verdict| {
            let differences = verdict.differences.as_ref().ok().into_iter().flatten().map(|difference| {
                serde_json::json!({
                    "figure": difference.figure,
                    "place": difference.place,
                    "expected_yuan": amount(difference.expected),
                    "found_yuan": amount(difference.found),
                })
            });
            let differences: Vec<serde_json::Value> = differences.collect();
            let obstacles = verdict.differences.as_ref().err().map(|obstacle| obstacle.reasons(Lang::En));
            serde_json::json!({
                "id": verdict.id,
                "passed": verdict.passed(),
                "differences": differences,
                "obstacles": obstacles.unwrap_or_default(),
            })
        });
        let verdicts: Vec<serde_json::Value> = verdicts.collect();
        serde_json::json!({
            "passed": self.passed(),
            "failed": self.failed(),
            "not_computed": self.not_computed(),
            "cases": verdicts,
        })
    }
}

/// Runs the cases of a file; `file` is its name in messages, schemes come from `library`.
///
/// # Errors
/// A file that is no file of cases, or of none. A single case that cannot be read or computed is a verdict of its own.
pub fn vectors(file: &str, bytes: &[u8], library: &Library) -> Result<Report, Problems> {
    let verdict = |case: ReadCase| {
        let case = match case {
            Ok(case) => case,
            Err((id, problems)) => return Verdict { id, differences: Err(problems.into()) },
        };
        let (id, expected, found) = match &case {
            Case::Settle(case) => (&case.id, settle_expected(case), settle(case, library)),
            Case::Reserve(case) => (&case.id, case.expect.0.clone(), reserve(case)),
            Case::Contract(case) => (&case.id, case.expect.0.clone(), contract(case, library)),
            Case::Coinsurers(case) => (&case.id, case.expect.0.clone(), coinsurers(case)),
        };
        Verdict { id: id.clone(), differences: found.map(|found| differences(&expected, &found)) }
    };
    Ok(Report { verdicts: read_cases(file, bytes)?.into_iter().map(verdict).collect() })
}

/// Figures by name; a single amount is a list of one.
type Expected = Vec<(String, Vec<Fen>)>;
type Found = Vec<(&'static str, Vec<Fen>)>;

fn differences(expected: &Expected, found: &Found) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (figure, expected) in expected {
        let found = found.iter().find(|(name, _)| name == figure).map_or(&[][..], |(_, amounts)| amounts);
        let single = expected.len() == 1 && found.len() == 1;
        for place in 0..expected.len().max(found.len()) {
            let (expected, found) = (expected.get(place).copied(), found.get(place).copied());
            if expected != found {
                let place = (!single).then_some(place);
                differences.push(Difference { figure: figure.clone(), place, expected, found });
            }
        }
    }
    differences
}

fn settle_expected(case: &SettleCase) -> Expected {
    let expect = &case.expect;
    let one = |amount: Option<Fen>| amount.map(|amount| vec![amount]);
    [
        ("by_claim_yuan", expect.by_claim_yuan.clone()),
        ("year_yuan", one(expect.year_yuan)),
        ("patient_yuan", one(expect.patient_yuan)),
    ]
    .into_iter()
    .filter_map(|(name, amounts)| Some((name.to_owned(), amounts?)))
    .collect()
}

fn settle(case: &SettleCase, library: &Library) -> Result<Found, Obstacle> {
    let scheme = scheme_of(library, &case.scheme, &case.set.0, case.year)?;
    let asked = payers_asked(&scheme, case.expect.payer.as_deref())?;
    let part = |kind| eligible_part(&scheme, asked[0], kind);
    let claims = claims_of(&case.claims, case.person.as_ref(), part);
    let terms = terms_for(&scheme, case.person.as_ref())?;
    let settlement = terms.settle(&claims);
    debug_assert!(
        compiled_alike(&terms, &claims, &settlement),
        "the compiled scheme pays what the terms say"
    );
    let paid = |claim| asked.iter().map(|&payer| settlement.paid_of(claim, payer)).sum();
    Ok(vec![
        ("by_claim_yuan", (0..claims.len()).map(paid).collect()),
        ("year_yuan", vec![asked.iter().map(|&payer| settlement.paid(payer)).sum()]),
        ("patient_yuan", vec![settlement.patient()]),
    ])
}

/// Whether the compiled terms pay the same, or leave the claims to the terms themselves.
fn compiled_alike(terms: &PersonTerms, claims: &[Claim], settlement: &Settlement) -> bool {
    let mut paid = vec![Fen::ZERO; terms.n_payers()];
    let way = Program::compile(terms).settle(claims, &mut PersonScratch::default(), &mut paid);
    way == Way::Exact || paid == settlement.paid_by_payer()
}

/// The places of the payers that a case asks about: by name, by book, or the only one after the basic insurance.
fn payers_asked(scheme: &Scheme, asked: Option<&str>) -> Result<Vec<usize>, Obstacle> {
    let later = |payer: &usize| !matches!(scheme.payers()[*payer].terms, Terms::PerAdmission(_));
    let places: Vec<usize> = asked.map_or_else(
        || (0..scheme.payers().len()).filter(later).collect(),
        |name| scheme.payers_of(name).collect(),
    );
    if places.is_empty() || asked.is_none() && places.len() > 1 {
        let known = scheme.payers().iter().map(|payer| payer.id.clone()).collect();
        return Err(Obstacle::WhichPayer { asked: asked.map(str::to_owned), known });
    }
    Ok(places)
}

/// In which part an amount that is eligible for a payer is counted: the natural one of its kind of care
/// where the payer looks at it, else the first that the payer looks at.
fn eligible_part(scheme: &Scheme, payer: usize, kind: CareKind) -> Part {
    let natural = kind.natural_part();
    match &scheme.payers()[payer].terms {
        Terms::PerAdmission(_) | Terms::Fixed(_) => natural,
        Terms::PerYear(terms) => {
            let eligible = terms.rules().eligible;
            if eligible.contains(natural) { natural } else { eligible.iter().next().unwrap_or(natural) }
        }
    }
}

fn reserve(case: &ReserveCase) -> Result<Found, Obstacle> {
    let mut reserve = Reserve::new(reserve_terms_of(&case.set.0)?, case.opening_yuan)?;
    let years: Vec<_> = case
        .years
        .iter()
        .map(|year| reserve.settle_year(-year.result_yuan, year.contribution_yuan, Fen::ZERO))
        .collect();
    Ok(vec![
        ("draw_yuan", years.iter().map(|year| year.draw).collect()),
        ("insurer_yuan", years.iter().map(|year| year.insurer_part).collect()),
        ("balance_yuan", years.iter().map(|year| year.closing).collect()),
        ("released_yuan", years.iter().map(|year| year.released).collect()),
    ])
}

fn contract(case: &ContractCase, library: &Library) -> Result<Found, Obstacle> {
    let year = &case.year;
    let mut account = CiiAccount::new(contract_of(library, case)?, year.opening_yuan)?;
    let settled = account.settle_year(&CiiYearInput {
        heads_prev_year_end: year.heads_prev_year_end,
        heads_year_end: year.heads_year_end.unwrap_or(year.heads_prev_year_end),
        employee_net_increase: year.employee_net_increase,
        topup_payers: year.topup_payers.unwrap_or(year.employees_prev_year_end),
        claims: year.claims_yuan,
        topup_benefits: year.topup_benefits_yuan,
        closes_term: true,
    });
    Ok(figures_of(&settled).map(|(name, amount)| (name, vec![amount])).to_vec())
}

fn figures_of(year: &CiiYear) -> [(&'static str, Fen); 16] {
    [
        ("transfer_yuan", year.transfer),
        ("true_up_yuan", year.true_up),
        ("premium_yuan", year.premium),
        ("topup_income_yuan", year.topup_income),
        ("income_yuan", year.income),
        ("claims_yuan", year.claims),
        ("operating_cost_yuan", year.operating_cost),
        ("reserve_contribution_yuan", year.reserve_contribution),
        ("deficit_yuan", year.deficit),
        ("draw_yuan", year.draw),
        ("insurer_yuan", year.insurer_part),
        ("balance_yuan", year.balance_closing),
        ("released_yuan", year.released),
        ("surplus_yuan", year.surplus),
        ("surplus_returned_yuan", year.surplus_returned),
        ("insurer_result_yuan", year.insurer_result),
    ]
}

fn coinsurers(case: &CoinsurersCase) -> Result<Found, Obstacle> {
    let coinsurers = Coinsurers::new(case.shares_pct.iter().map(|share| share.0).collect())?;
    Ok(vec![("split_yuan", coinsurers.split(case.payment_yuan))])
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[u8] = include_bytes!("../../tests/data/cases.json");

    fn report_of(cases: &str) -> Report {
        let file = format!("{{\"cases\": [{cases}]}}");
        vectors("cases.json", file.as_bytes(), &Library::built_in()).unwrap()
    }

    fn lines_of(case: &str) -> Vec<String> {
        report_of(case).lines(Lang::En)
    }

    #[test]
    fn every_worked_case_of_the_project_comes_out_to_the_fen() {
        let report = vectors("cases.json", CASES, &Library::built_in()).unwrap();
        assert_eq!(report.lines(Lang::En), ["60 cases: 60 passed, 0 failed"]);
    }

    /// The scheme of domain vector F01: basic insurance and both liabilities are synthetic.
    const F01: &str = r#"{
        "title": "F01", "purpose": "a whole waterfall",
        "payers": {
            "bmi": {"order": 10, "kind": "per_admission", "cap_yuan_per_year": 250000,
                "deductible_yuan_by_level": {"primary": 1000, "secondary": 1000, "tertiary": 1000},
                "ratio_by_level": {"primary": 0.65, "secondary": 0.65, "tertiary": 0.65}},
            "cii": {"order": 20, "kind": "per_year", "deductible_yuan": 20000, "cap_yuan": 150000,
                "tiers": {"low": {"up_to_yuan": 120000, "ratio": 0.55}, "high": {"ratio": 0.60}}},
            "hmb-l1": {"order": 40, "book": "hmb", "kind": "per_year", "deductible_yuan": 15000,
                "eligible": {"first_self_pay": "in"}, "tiers": {"all": {"ratio": 0.80}}, "pre_existing_ratio": 0.40},
            "hmb-l2": {"order": 50, "book": "hmb", "kind": "per_year", "deductible_yuan": 20000,
                "eligible": {"self_pay": "out", "above_bmi_cap": "out", "listed_own_expense": "in", "over_limit": "in"},
                "tiers": {"all": {"ratio": 0.70}}, "pre_existing_ratio": 0.35}
        }
    }"#;

    #[test]
    fn a_whole_bill_goes_through_every_payer_of_its_scheme() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("f01.json"), F01).unwrap();
        let case = |id: &str, cause: bool, expect: &str| {
            format!(
                r#"{{"id": "{id}", "kind": "settle", "scheme": "f01", "claims": [{{"kind": "inpatient",
                "class_a_yuan": 90000, "class_b_yuan": 50000, "first_self_pay_ratio": "0.10", "over_limit_yuan": 4000,
                "listed_own_expense_yuan": 30000, "unlisted_own_expense_yuan": 6000,
                "caused_by_listed_disease": {cause}}}], "expect": {{{expect}}}}}"#
            )
        };
        let cases = [
            case("F01-bmi", false, r#""payer": "bmi", "year_yuan": "87100.00""#),
            case("F01-cii", false, r#""payer": "cii", "by_claim_yuan": ["15345.00"]"#),
            case("F01-l2", false, r#""payer": "hmb-l2", "year_yuan": "9800.00""#),
            case("F01-book", false, r#""payer": "hmb", "year_yuan": "27844.00", "patient_yuan": "49711.00""#),
            case("F02-book", true, r#""payer": "hmb", "year_yuan": "13922.00", "patient_yuan": "63633.00""#),
            case("nobody", false, r#""year_yuan": 0"#),
        ];
        let file = format!("{{\"cases\": [{}]}}", cases.join(","));
        let library = Library::with_directory(directory.path());
        let lines = vectors("f.json", file.as_bytes(), &library).unwrap().lines(Lang::En);
        assert_eq!(
            lines,
            [
                "nobody: cannot be computed: several payers follow the basic insurance; name one in expect.payer: \
                 bmi, cii, hmb-l1, hmb-l2",
                "6 cases: 5 passed, 1 failed (1 of them not computed)",
            ]
        );
    }

    #[test]
    fn a_figure_that_is_off_by_a_fen_is_named_with_its_place() {
        let case = r#"{"id": "X1", "kind": "reserve", "years": [
            {"result_yuan": "-10.00", "contribution_yuan": "5.00"}, {"result_yuan": "1", "contribution_yuan": 5}],
            "expect": {"draw_yuan": ["3.00", "0.00"], "insurer_yuan": ["7.01", "0"], "balance_yuan": ["2.00"]}}"#;
        assert_eq!(
            lines_of(case),
            [
                "X1: insurer_yuan[1]: expected 7.01, found 7.00 (0.01 too little)",
                "X1: balance_yuan[2]: expected none, found 7.00",
                "1 case: 0 passed, 1 failed",
            ]
        );
    }

    #[test]
    fn a_key_that_no_case_has_is_named_and_the_other_cases_still_run() {
        let good = r#"{"id": "C", "kind": "coinsurers", "payment_yuan": "-0.03", "shares_pct": [50, "50"],
            "expect": {"split_yuan": ["-0.02", "-0.01"]}}"#;
        let bad =
            good.replace("\"payment_yuan\"", "\"lead\": \"A\", \"payment_yuan\"").replace("\"C\"", "\"B\"");
        let report = report_of(&format!("{bad}, {good}"));
        assert_eq!((report.passed(), report.failed(), report.not_computed()), (1, 1, 1));
        let line = &report.lines(Lang::En)[0];
        assert!(line.contains("\"lead\"") && line.contains("/cases/0/lead"), "{line}");
    }

    #[test]
    fn a_case_that_tests_nothing_or_has_the_id_of_another_does_not_pass() {
        let settle = |expect: &str| {
            let claims = r#"[{"kind": "inpatient", "self_pay_yuan": 30000}]"#;
            format!(
                "{{\"id\": \"S\", \"kind\": \"settle\", \"scheme\": \"cii/quzhou-2016\", \"claims\": {claims}, \
                 \"expect\": {expect}}}"
            )
        };
        for expect in ["{}", r#"{"payer": "cii"}"#] {
            let lines = lines_of(&settle(expect));
            let pointer = "/cases/0/expect: error: no figure is expected";
            assert!(lines[0].starts_with("S: cannot be computed") && lines[0].contains(pointer), "{lines:?}");
        }
        let split = r#"{"id": "C", "kind": "coinsurers", "payment_yuan": 2, "shares_pct": [50, 50], "expect": {"split_yuan": [1, 1]}}"#;
        let report = report_of(&format!("{split}, {split}"));
        assert_eq!((report.passed(), report.not_computed()), (1, 1));
        let lines = report.lines(Lang::En);
        assert!(
            lines[0].contains("/cases/1/id: error: two cases have the id \"C\" (first on line 1)"),
            "{lines:?}"
        );
        assert!(
            report_of(&split.replace("[1, 1]", "[]").replace("split_yuan", "splt_yuan")).not_computed() == 1
        );
    }

    #[test]
    fn impossible_terms_fail_the_case_with_a_reason() {
        for (case, reason) in [
            (
                r#"{"id": "a", "kind": "coinsurers", "payment_yuan": 1, "shares_pct": [50, 49],
                   "expect": {"split_yuan": [1, 0]}}"#,
                "990000",
            ),
            (
                r#"{"id": "b", "kind": "reserve", "set": {"reserve.share": "0.31"}, "years": [],
                   "expect": {"draw_yuan": []}}"#,
                "0.31",
            ),
            (
                r#"{"id": "c", "kind": "reserve", "set": {"reserve.capby": "balance"}, "years": [],
                   "expect": {"draw_yuan": []}}"#,
                "reserve",
            ),
            (
                r#"{"id": "d", "kind": "settle", "scheme": "cii/nowhere", "claims": [], "expect": {"year_yuan": 0}}"#,
                "cii/nowhere",
            ),
        ] {
            let lines = lines_of(case);
            assert!(lines[0].contains("cannot be computed") && lines[0].contains(reason), "{lines:?}");
        }
    }

    #[test]
    fn a_file_without_cases_is_refused() {
        let refused = |text: &str| vectors("f.json", text.as_bytes(), &Library::built_in()).is_err();
        assert!(
            refused("[1, 2")
                && refused("{}")
                && refused("{\"cases\": 1}")
                && refused("{\"cases\": [], \"x\": 1}")
                && refused("{\"cases\": []}")
        );
    }
}
