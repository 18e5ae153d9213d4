//! The claims document (理赔数据说明): which files, which columns, which codes, what was promised, what may be dropped.

use serde_json::{Value as Json, json};

use super::band::Measure;
use super::bill::CostPart;
use super::cell;
use super::columns;
use super::day::Day;
use crate::benefit::{CareKind, HospitalLevel, InsuranceScheme, Place};
use crate::scenario::field::{Amount, Keyed};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::{JsonType, ProblemKind, Problems, nearest};
use crate::scenario::record::{Definitions, Field, choice, record};
use crate::units::{Fen, Heads, Year, keys};
use crate::wording::Bilingual;
use crate::wording::claims::DefectKind;

choice! { CostPart, Measure, DefectKind, FileFormat, TextEncoding, Currency, DateForm, Separator, Totalled }

keys! {
    /// The format of a file.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum FileFormat {
        /// Comma-separated text.
        Csv = "csv",
        /// Apache Parquet.
        Parquet = "parquet",
    }
}

keys! {
    /// The encoding of a text file.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum TextEncoding {
        /// UTF-8, with or without byte order mark.
        Utf8 = "utf-8",
        /// GB18030, of which GBK and GB2312 are parts.
        Gb18030 = "gb18030",
    }
}

keys! {
    /// In what amounts are written.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Currency {
        /// 元
        Yuan = "yuan",
        /// 分
        Fen = "fen",
    }
}

keys! {
    /// How dates are written; a time of day behind them is ignored.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum DateForm {
        /// 2024-01-31
        Iso = "iso",
        /// 20240131
        Compact = "compact",
        /// 2024/1/31
        Slash = "slash",
        /// 2024年1月31日
        Chinese = "chinese",
    }
}

keys! {
    /// What stands between the cells of a text file.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Separator {
        /// ,
        Comma = "comma",
        /// ;
        Semicolon = "semicolon",
        /// A tab.
        Tab = "tab",
    }
}

keys! {
    /// Of which rows a control total is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Totalled {
        /// Of all rows in the files.
        Read = "read",
        /// Of the rows that are kept.
        Kept = "kept",
    }
}

/// One name, or several whose amounts are summed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl Field for Names {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<Names> {
        match &node.value {
            Value::List(_) => Vec::<String>::decode(node, None, problems).map(Names),
            _ => String::decode(node, None, problems).map(|name| Names(vec![name])),
        }
    }

    fn encode(&self) -> Option<Node> {
        match self.0.as_slice() {
            [one] => Some(Node::text(one.as_str())),
            several => {
                Some(Node::made(Value::List(several.iter().map(|it| Node::text(it.as_str())).collect())))
            }
        }
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> Json {
        json!({ "type": ["string", "array"], "items": { "type": "string" }, "minLength": 1 })
    }
}

/// Texts by text: what each stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glossary(pub Vec<(String, String)>);

impl Glossary {
    /// What a text stands for.
    pub fn get(&self, text: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == text).map(|(_, meaning)| meaning.as_str())
    }
}

impl Field for Glossary {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<Glossary> {
        if node.json_type() != JsonType::Object {
            let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::Object };
            problems.report(&node.place, kind);
            return None;
        }
        let entries = node
            .entries()
            .iter()
            .map(|entry| Some((entry.key.to_string(), String::decode(&entry.node, None, problems)?)));
        let entries: Vec<Option<(String, String)>> = entries.collect();
        entries.into_iter().collect::<Option<_>>().map(Glossary)
    }

    fn encode(&self) -> Option<Node> {
        let entries = self.0.iter().map(|(text, meaning)| (text.clone(), Node::text(meaning.as_str())));
        if self.0.is_empty() { None } else { Some(Node::object(entries.collect())) }
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> Json {
        json!({ "type": "object", "additionalProperties": { "type": "string" } })
    }

    fn absent() -> Option<Glossary> {
        Some(Glossary::default())
    }
}

/// Whether a document is meant to be one of claims: it names files of them, or tables, and no payers.
pub fn is_claims(node: &Node) -> bool {
    let names = |key: &str| node.get(key).is_some();
    ["policies", "claims", "bands"].into_iter().any(names) && !names("payers")
}

/// The JSON Schema of claims documents (2020-12).
pub fn claims_schema() -> Json {
    crate::scenario::schema::schema_of::<ClaimsDoc>("huimin claims")
}

record! {
    /// An insurer's claims: where they are, and how they are to be read.
    pub struct ClaimsDoc {
        /// What people call them.
        title: Bilingual,
        /// The policy years (保单年度).
        years: Vec<Year> [Year(1990)..=Year(2100)],
        /// The month and day on which a policy year begins: `01-01`.
        year_begins: String = "01-01".to_owned(),
        /// The last day whose notices and payments are in the files (评估日): `2025-12-31`.
        valued_at: String,
        /// The policies.
        policies: Option<PolicyFilesDoc>,
        /// The claims or settlements.
        claims: Option<ClaimFilesDoc>,
        /// The liabilities of the product.
        liabilities: Keyed<LiabilityDoc> = Keyed::default(),
        /// Tables by band, instead of or beside the files.
        bands: Keyed<BandTableDoc> = Keyed::default(),
        /// Defects whose rows are dropped and counted; rows with any other defect stop the reading.
        drop: Vec<DefectKind> = Vec::new(),
        /// Totals that the insurer states.
        control: Option<ControlDoc>,
    }
    check ClaimsDoc::check
}

impl ClaimsDoc {
    /// The last day whose notices and payments are in the files; checked when the document was read.
    pub(super) fn valued_at(&self) -> Day {
        cell::day(&self.valued_at, DateForm::Iso).unwrap_or(Day(0))
    }

    /// Whether rows with this defect are dropped and counted.
    pub fn drops(&self, kind: DefectKind) -> bool {
        self.drop.contains(&kind)
    }

    fn check(&self, node: &Node, problems: &mut Problems) {
        let outside = |found: &str, low: &str, high: &str| ProblemKind::OutOfRange {
            found: found.to_owned(),
            low: low.to_owned(),
            high: high.to_owned(),
        };
        if self.years.is_empty() {
            problems.report(&node.place_of("years"), ProblemKind::NothingInside);
        }
        if self.policies.is_none() && self.claims.is_none() && self.bands.is_empty() {
            problems.report(&node.place, ProblemKind::MissingKey { key: "claims".to_owned() });
        }
        for year in self.years.windows(2).filter(|pair| pair[1].0 != pair[0].0 + 1) {
            let next = Year(year[0].0 + 1).to_string();
            problems.report(&node.place_of("years"), outside(&year[1].to_string(), &next, &next));
        }
        let first = self.years.first().map_or(0, |year| year.0);
        if cell::day(&self.valued_at, DateForm::Iso).ok().is_none_or(|day| day.year().0 < first) {
            let kind = outside(&self.valued_at, &format!("{first}-01-01"), "9999-12-31");
            problems.report(&node.place_of("valued_at"), kind);
        }
        // 2001 has no leap day: the day exists in every year
        if cell::day(&format!("2001-{}", self.year_begins), DateForm::Iso).is_err() {
            problems.report(&node.place_of("year_begins"), outside(&self.year_begins, "01-01", "12-31"));
        }
        let of_files = DefectKind::ALL.into_iter().filter(|kind| DefectKind::of_rows().all(|it| it != *kind));
        for kind in of_files.filter(|kind| self.drop.contains(kind)) {
            let choices = DefectKind::of_rows().map(|kind| kind.key().to_owned()).collect();
            let kind = ProblemKind::NotAChoice { found: kind.key().to_owned(), suggestion: None, choices };
            problems.report(&node.place_of("drop"), kind);
        }
        if let (Some(claims), Some(node)) = (&self.claims, node.at(&["claims", "codes"])) {
            let known: Vec<&str> = self.liabilities.names().collect();
            check_words(&claims.codes.liability, "liability", &known, node, problems);
        }
    }
}

/// Reports meanings that are none of the known words.
fn check_words(glossary: &Glossary, key: &str, known: &[&str], node: &Node, problems: &mut Problems) {
    let Some(written) = node.get(key) else { return };
    for (entry, (_, meaning)) in written.entries().iter().zip(&glossary.0) {
        if !known.contains(&meaning.as_str()) {
            let kind = ProblemKind::NotAChoice {
                found: meaning.clone(),
                suggestion: nearest(meaning, known.iter().copied()),
                choices: known.iter().map(|&it| it.to_owned()).collect(),
            };
            problems.report(&entry.node.place, kind);
        }
    }
}

/// Reports a list of no files, and constants of columns that are not known.
fn check_files<F: columns::Field>(
    (files, constants): (&[String], &Glossary),
    node: &Node,
    problems: &mut Problems,
) {
    if files.is_empty() {
        problems.report(&node.place_of("files"), ProblemKind::NothingInside);
    }
    let Some(written) = node.get("constants") else { return };
    let known: Vec<&str> = F::ALL.iter().map(|field| field.key()).collect();
    for (entry, (key, _)) in written.entries().iter().zip(&constants.0) {
        if !known.contains(&key.as_str()) {
            let kind = ProblemKind::UnknownKey {
                key: key.clone(),
                suggestion: nearest(key, known.iter().copied()),
                allowed: known.iter().map(|&it| it.to_owned()).collect(),
            };
            problems.report(&entry.place, kind);
        }
    }
}

impl PolicyFilesDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        check_files::<columns::PolicyField>((&self.files, &self.constants), node, problems);
    }
}

impl ClaimFilesDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        check_files::<columns::ClaimField>((&self.files, &self.constants), node, problems);
    }
}

impl PolicyCodesDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        check_words(&self.sex, "sex", &["male", "female"], node, problems);
        let schemes = InsuranceScheme::ALL.map(InsuranceScheme::key);
        check_words(&self.scheme, "scheme", &schemes, node, problems);
    }
}

impl ClaimCodesDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        check_words(&self.kind, "kind", &CareKind::ALL.map(CareKind::key), node, problems);
        check_words(&self.level, "level", &HospitalLevel::ALL.map(HospitalLevel::key), node, problems);
        check_words(&self.place, "place", &Place::ALL.map(Place::key), node, problems);
    }
}

record! {
    /// Files of policies.
    pub struct PolicyFilesDoc {
        /// Their paths beside the document.
        files: Vec<String>,
        /// How they are written.
        form: FormDoc,
        /// The names of their columns, where they are not known.
        columns: PolicyColumnsDoc,
        /// What codes mean, by column and code.
        codes: PolicyCodesDoc,
        /// Values that all rows share, by column.
        constants: Glossary,
    }
    check PolicyFilesDoc::check
}

record! {
    /// Files of claims or settlements.
    pub struct ClaimFilesDoc {
        /// Their paths beside the document.
        files: Vec<String>,
        /// How they are written.
        form: FormDoc,
        /// The names of their columns, where they are not known.
        columns: ClaimColumnsDoc,
        /// What codes mean, by column and code.
        codes: ClaimCodesDoc,
        /// Values that all rows share, by column.
        constants: Glossary,
    }
    check ClaimFilesDoc::check
}

record! {
    /// How files are written.
    pub struct FormDoc {
        /// The format; by the ending of each file where left out.
        format: Option<FileFormat>,
        /// The encoding of text.
        encoding: TextEncoding = TextEncoding::Utf8,
        /// What stands between cells.
        separator: Separator = Separator::Comma,
        /// In what amounts are written.
        unit: Currency = Currency::Yuan,
        /// How dates are written.
        dates: DateForm = DateForm::Iso,
    }
}

record! {
    /// The names of the columns of policies.
    pub struct PolicyColumnsDoc {
        /// The policy's number.
        policy: Option<Names>,
        /// The person's id.
        person: Option<Names>,
        /// The policy year; that of the first day of cover where there is none.
        year: Option<Names>,
        /// Completed years of life.
        age: Option<Names>,
        /// The date of birth, where there is no age.
        birth: Option<Names>,
        /// Sex.
        sex: Option<Names>,
        /// Employee or resident.
        scheme: Option<Names>,
        /// Whether retired.
        retired: Option<Names>,
        /// Whether with a disease of the product's pre-existing list.
        pre_existing: Option<Names>,
        /// Whether entitled to medical aid.
        medical_aid: Option<Names>,
        /// What was paid for the cover.
        premium: Option<Names>,
        /// The first day of cover; of the policy year where there is none.
        from: Option<Names>,
        /// The last day of cover; of the policy year where there is none.
        to: Option<Names>,
    }
}

record! {
    /// The names of the columns of claims.
    pub struct ClaimColumnsDoc {
        /// The line's id.
        id: Option<Names>,
        /// The bill's id, where a bill has several lines.
        bill: Option<Names>,
        /// The person's id.
        person: Option<Names>,
        /// The policy year; that of the day of service where there is none.
        year: Option<Names>,
        /// The day of service: of discharge, for an admission.
        service: Option<Names>,
        /// The day of notice.
        notified: Option<Names>,
        /// The day of payment; empty while it is open.
        paid: Option<Names>,
        /// The id of the line that it takes back.
        reversal_of: Option<Names>,
        /// Under which liability.
        liability: Option<Names>,
        /// Which kind of care.
        kind: Option<Names>,
        /// The hospital's level.
        level: Option<Names>,
        /// In the city or elsewhere.
        place: Option<Names>,
        /// Whether a pre-existing disease caused it.
        listed_cause: Option<Names>,
        /// The whole cost.
        total: Option<Names>,
        /// The cost in the policy range.
        in_scope: Option<Names>,
        /// First self-pay.
        first_self_pay: Option<Names>,
        /// Above the price limit.
        over_limit: Option<Names>,
        /// Own expense.
        own_expense: Option<Names>,
        /// What of own expense is on the product's list of reasonable cost.
        listed: Option<Names>,
        /// What the basic insurance paid.
        bmi: Option<Names>,
        /// What critical-illness insurance paid.
        cii: Option<Names>,
        /// What medical aid paid.
        aid: Option<Names>,
        /// What the product paid.
        payment: Option<Names>,
    }
}

record! {
    /// What codes of policies mean.
    pub struct PolicyCodesDoc {
        /// `male`, `female`.
        sex: Glossary,
        /// `employee`, `resident`.
        scheme: Glossary,
    }
    check PolicyCodesDoc::check
}

record! {
    /// What codes of claims mean.
    pub struct ClaimCodesDoc {
        /// A liability by its key.
        liability: Glossary,
        /// `inpatient`, `special_outpatient`, `outpatient`, `special_drug`, `rare_drug`.
        kind: Glossary,
        /// `primary`, `secondary`, `tertiary`.
        level: Glossary,
        /// `local`, `referred`, `unreferred`.
        place: Glossary,
    }
    check ClaimCodesDoc::check
}

record! {
    /// A liability of the product.
    pub struct LiabilityDoc {
        /// What people call it.
        title: Bilingual,
        /// The parts of cost that it looks at; none of a fixed benefit, which is paid beside the bill.
        eligible: Vec<CostPart>,
        /// Persons whose eligible cost of a year does not exceed this are not in the files.
        truncated_at_yuan: Option<Amount>,
        /// Eligible cost of a year above this is not in the files.
        censored_at_yuan: Option<Amount>,
        /// The product's deductible of a year.
        deductible_yuan: Option<Amount>,
        /// The product's cap on a year's payment.
        cap_yuan: Option<Amount>,
    }
}

impl LiabilityDoc {
    /// Whether it pays fixed sums beside the bill.
    pub(super) fn is_fixed(&self) -> bool {
        self.eligible.is_empty()
    }
}

record! {
    /// A table by band.
    pub struct BandTableDoc {
        /// The year.
        year: Year [Year(1990)..=Year(2100)],
        /// What is banded.
        measure: Measure,
        /// Whose; all where left out.
        scheme: Option<InsuranceScheme>,
        /// The insured persons.
        exposed: Heads,
        /// The bands, low to high.
        bands: Vec<BandDoc>,
    }
}

record! {
    /// One band.
    pub struct BandDoc {
        /// Where it begins, included.
        from_yuan: Fen,
        /// Where it ends, not included; the last may be open.
        to_yuan: Option<Fen>,
        /// Persons in it.
        persons: Heads,
        /// Their cost in all.
        amount_yuan: Option<Fen>,
    }
}

record! {
    /// Totals that the insurer states.
    pub struct ControlDoc {
        /// Of which rows.
        of: Totalled = Totalled::Read,
        /// Rows of policies.
        policies: Option<u64>,
        /// Their premiums.
        premium_yuan: Option<Fen>,
        /// Rows of claims.
        claims: Option<u64>,
        /// Their whole cost, reversals counted against it.
        total_yuan: Option<Fen>,
        /// What the product paid, reversals counted against it.
        payment_yuan: Option<Fen>,
    }
}
