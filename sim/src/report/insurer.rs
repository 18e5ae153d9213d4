//! The files of a synthetic insurer: policies, claims, the document that reads them, and the truth beside.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::table_file::{Cell, CellKind, Format, TableColumn, TableError, TableFile};
use crate::experience::{Book, Insurer, SyntheticLine, SyntheticPolicy, SyntheticRow, Truth};
use crate::units::{Sex, Year};
use crate::wording::claims::synthetic_insurer;
use crate::wording::{Bilingual, Lang};

const fn number(key: &'static str, unit: &'static str) -> TableColumn {
    TableColumn { key, unit, kind: CellKind::Number }
}
const fn word(key: &'static str, unit: &'static str) -> TableColumn {
    TableColumn { key, unit, kind: CellKind::Text }
}

/// The columns of policies.
const POLICIES: [TableColumn; 10] = [
    word("psn_no", "id"),
    number("policy_year", "year"),
    number("age", "years"),
    word("gend", "code"),
    word("insutype", "code"),
    number("retired", "flag"),
    number("medical_aid", "flag"),
    number("premium", "fen"),
    word("from", "date"),
    word("to", "date"),
];

/// The columns of claims: national names where there are any.
const CLAIMS: [TableColumn; 22] = [
    word("setl_id", "id"),
    word("bill", "id"),
    word("psn_no", "id"),
    word("enddate", "date"),
    word("notified", "date"),
    word("paid", "date"),
    word("reversal_of", "id"),
    word("liability", "code"),
    word("med_type", "code"),
    word("level", "code"),
    word("place", "code"),
    number("listed_cause", "flag"),
    number("medfee_sumamt", "fen"),
    number("inscp_scp_amt", "fen"),
    number("preselfpay_amt", "fen"),
    number("overlmt_selfpay", "fen"),
    number("fulamt_ownpay_amt", "fen"),
    number("listed", "fen"),
    number("hifp_pay", "fen"),
    number("hifmi_pay", "fen"),
    number("maf_pay", "fen"),
    number("payment", "fen"),
];

/// Both tables, being written.
pub struct InsurerTables<'a, W: Write + Send> {
    book: &'a Book,
    policies: TableFile<W>,
    claims: TableFile<W>,
}

impl<'a, W: Write + Send> InsurerTables<'a, W> {
    /// Starts the tables in a file of policies and one of claims.
    pub fn new(
        [policies, claims]: [W; 2],
        format: Format,
        book: &'a Book,
    ) -> Result<InsurerTables<'a, W>, TableError> {
        let metadata = [("huimin.synthetic", synthetic_insurer(Lang::En).to_owned())];
        Ok(InsurerTables {
            book,
            policies: TableFile::new(policies, format, &POLICIES, &metadata)?,
            claims: TableFile::new(claims, format, &CLAIMS, &metadata)?,
        })
    }

    /// Writes a row.
    pub fn push(&mut self, row: &SyntheticRow) -> Result<(), TableError> {
        match row {
            SyntheticRow::Policy(policy) => self.policy(policy),
            SyntheticRow::Line(line) => self.line(line),
        }
    }

    fn policy(&mut self, it: &SyntheticPolicy) -> Result<(), TableError> {
        let year = i64::from(it.year.0);
        let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
        let sex = if it.sex == Sex::Male { "1" } else { "2" };
        self.policies.push(&[
            Cell::Text(&person(it.person)),
            Cell::Number(year),
            Cell::Number(i64::from(it.age.0)),
            Cell::Text(sex),
            Cell::Text(it.scheme.key()),
            Cell::Number(i64::from(it.retired)),
            Cell::Number(i64::from(it.aid)),
            Cell::Number(it.premium.0),
            Cell::Text(&from),
            Cell::Text(&to),
        ])
    }

    fn line(&mut self, it: &SyntheticLine) -> Result<(), TableError> {
        let [service, notified] = [it.service, it.notified].map(|day| day.to_string());
        let paid = it.paid.map(|day| day.to_string()).unwrap_or_default();
        let cost = &it.cost;
        self.claims.push(&[
            Cell::Text(&it.id),
            Cell::Text(&it.bill),
            Cell::Text(&person(it.person)),
            Cell::Text(&service),
            Cell::Text(&notified),
            Cell::Text(&paid),
            Cell::Text(&it.reversal_of),
            Cell::Text(&self.book.keys[it.liability]),
            Cell::Text(it.kind.key()),
            Cell::Text(it.level.key()),
            Cell::Text(it.place.key()),
            Cell::Number(i64::from(it.listed_cause)),
            Cell::Number(cost.total.0),
            Cell::Number(cost.in_scope.0),
            Cell::Number(cost.first_self_pay.0),
            Cell::Number(cost.over_limit.0),
            Cell::Number(cost.own_expense.0),
            Cell::Number(cost.listed.0),
            Cell::Number(cost.bmi.0),
            Cell::Number(cost.cii.0),
            Cell::Number(cost.aid.0),
            Cell::Number(it.payment.0),
        ])
    }

    /// Ends both files.
    pub fn finish(self) -> Result<[W; 2], TableError> {
        Ok([self.policies.finish()?, self.claims.finish()?])
    }
}

fn person(number: u64) -> String {
    format!("P{number:016x}")
}

/// One liability as a document states it: title, parts of cost, deductible and cap in yuan.
pub type StatedLiability = (Bilingual, Vec<&'static str>, Option<String>, Option<String>);

/// The claims document that reads the files.
pub fn insurer_document(
    (title, years, insurer): (&Bilingual, &[Year], &Insurer),
    (book, liabilities): (&Book, &[StatedLiability]),
    format: Format,
) -> Value {
    let file = |name: &str| format!("{name}.{}", format.ending());
    let stated = book.keys.iter().zip(liabilities).map(|(key, (title, parts, deductible, cap))| {
        let mut stated = json!({ "title": { "zh": title.zh, "en": title.en }, "eligible": parts });
        let truncated = deductible.as_ref().filter(|_| insurer.paid_only);
        for (key, amount) in [
            ("truncated_at_yuan", truncated),
            ("deductible_yuan", deductible.as_ref()),
            ("cap_yuan", cap.as_ref()),
        ] {
            if let Some(amount) = amount {
                stated[key] = amount.clone().into();
            }
        }
        (key.clone(), stated)
    });
    json!({
        "title": { "zh": format!("虚构保险人：{}", title.zh), "en": format!("A synthetic insurer: {}", title.en) },
        "synthetic": synthetic_insurer(Lang::En),
        "years": years.iter().map(|year| year.0).collect::<Vec<_>>(),
        "valued_at": insurer.valued_at.to_string(),
        "policies": { "files": [file("policies")], "form": { "unit": "fen" } },
        "claims": { "files": [file("claims")], "form": { "unit": "fen" } },
        "liabilities": stated.collect::<Map<_, _>>(),
    })
}

/// What the files do not say: the parameters, and what the product pays in the end.
pub fn insurer_truth(insurer: &Insurer, years: &[Year], book: &Book, truth: &Truth) -> Value {
    let year = |(at, year): (usize, &Year)| {
        let liabilities = book.keys.iter().zip(&truth.ultimate[at]).map(|(key, it)| {
            let value =
                json!({ "ultimate_fen": it.ultimate.0, "paid_fen": it.paid.0, "claimants": it.claimants });
            (key.clone(), value)
        });
        json!({
            "year": year.0,
            "policies": truth.policies[at],
            "premium_fen": truth.premium[at].0,
            "liabilities": liabilities.collect::<Map<_, _>>(),
        })
    };
    json!({
        "synthetic": { "zh": synthetic_insurer(Lang::Zh), "en": synthetic_insurer(Lang::En) },
        "seed": insurer.seed,
        "trial": insurer.trial.0,
        "share": insurer.share,
        "valued_at": insurer.valued_at.to_string(),
        "notice": { "days": "floor(E)", "E": "exponential", "mean": insurer.notice_days },
        "payment": { "days": "floor(E)", "E": "exponential", "mean": insurer.payment_days },
        "reversal_rate": insurer.reversal_rate,
        "paid_only": insurer.paid_only,
        "years": years.iter().enumerate().map(year).collect::<Vec<_>>(),
    })
}
