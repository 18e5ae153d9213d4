//! From a claims document to an [`Experience`] and its reconciliation.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::banded;
use super::bill::ClaimBill;
use super::book::Experience;
use super::cell::Fault;
use super::columns::{ClaimField, Field, PolicyField};
use super::day::Day;
use super::defect::{Defect, Defects};
use super::document::{ClaimFilesDoc, ClaimsDoc, FormDoc, Glossary, Names, PolicyFilesDoc, Totalled};
use super::draft::{Draft, Frame};
use super::liability::{Liability, LiabilityIndex};
use super::lines::{self, AMOUNTS, LineRow, Rules};
use super::payment::Payment;
use super::period::Period;
use super::policies::{self, PolicyRow};
use super::policy::PersonIndex;
use super::reconciliation::{Control, Reconciliation, YearTotals};
use super::rows::{Place, Refused};
use super::sheet::{Cells, RowFault, Sheet};
use super::source::{self, Row};
use super::tally::Tally;
use super::ties;
use crate::engine::Digest;
use crate::scenario::library::Library;
use crate::scenario::problem::Problems;
use crate::scenario::record::{Field as _, Synthetic};
use crate::units::{Fen, Year};
use crate::wording::claims::{Allowed, DefectKind};

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The document has problems.
    #[error(transparent)]
    Document(#[from] Problems),
    /// A file cannot be read.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Claims that were read.
#[derive(Debug, Clone)]
pub struct Claims {
    /// The document.
    pub doc: ClaimsDoc,
    /// Where it stands, as it was named.
    pub name: String,
    /// What was found out.
    pub reconciliation: Reconciliation,
    /// What was read; `None` where the reconciliation does not hold.
    pub experience: Option<Experience>,
}

impl Claims {
    /// Whether the persons are made up.
    pub fn is_synthetic(&self) -> bool {
        self.doc.is_synthetic()
    }
}

impl ClaimsDoc {
    /// Whether the document says that its persons are made up.
    pub fn is_synthetic(&self) -> bool {
        !matches!(self.notes.synthetic, None | Some(Synthetic::Flag(false)))
    }

    /// Reads a document.
    ///
    /// # Errors
    /// Every problem of it.
    pub fn read(name: &str) -> Result<ClaimsDoc, Problems> {
        let node = Library::built_in().read(name)?;
        let mut problems = Problems::new();
        match ClaimsDoc::decode(&node, None, &mut problems) {
            Some(doc) if !problems.has_errors() => Ok(doc),
            _ => Err(problems.sorted()),
        }
    }

    /// The policy years.
    pub(super) fn period(&self) -> Period {
        let ends = (self.years.iter().min(), self.years.iter().max());
        let (first, last) = (*ends.0.unwrap_or(&Year(0)), *ends.1.unwrap_or(&Year(0)));
        let begins = self
            .year_begins
            .split_once('-')
            .and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        Period { first, last, begins: begins.unwrap_or((1, 1)) }
    }
}

/// Reads the claims that a document describes: a path, or a library name.
///
/// # Errors
/// The document has problems, or a file cannot be read. Defects of rows are no error here: they stand in the
/// reconciliation, and keep the experience from being made.
pub fn read_claims(name: &str) -> Result<Claims, ReadError> {
    let doc = ClaimsDoc::read(name)?;
    let valued_at = doc.valued_at();
    let mut reader = Reader {
        doc: &doc,
        period: doc.period(),
        valued_at,
        base: Path::new(name).parent().unwrap_or(Path::new("")),
        persons: BTreeMap::new(),
        files: Vec::new(),
        assumed: Vec::new(),
        defects: Defects::default(),
    };
    let policies = doc.policies.as_ref().map(|files| reader.policies(files)).transpose()?;
    // nobody is told to have no cover for want of a file of policies that could not be read
    let covers_known = reader.defects.of_files() == 0;
    let claims = doc.claims.as_ref().map(|files| reader.claims(files)).transpose()?;
    let bands = banded::tables(&doc, name, &mut reader.defects);
    let (policies, mut policy_tally) = policies.unzip();
    let (mut lines, mut claim_tally) = claims.unzip();
    if let (Some(policies), Some(lines), Some(tally)) = (&policies, &mut lines, &mut claim_tally)
        && covers_known
    {
        reader.refuse(
            lines,
            ties::Covers::of(policies).uncovered(lines),
            (tally, line_amounts, |it| &it.place),
        );
    }
    let mut tied = Tied::default();
    if let (Some(lines), Some(tally)) = (&mut lines, &mut claim_tally) {
        tied = reader.tie(lines, tally);
    }
    let lines = lines.unwrap_or_default();
    let policies = policies.unwrap_or_default();
    keep(&policies, policy_tally.as_mut(), premium_of);
    keep(&lines, claim_tally.as_mut(), line_amounts);
    let controls = reader.controls(policy_tally.as_ref(), claim_tally.as_ref());
    let Reader { persons, files, assumed, defects, period, .. } = reader;
    let mut draft = draft((&doc, period, valued_at), persons.len(), &policies, (&lines, &tied));
    for table in bands {
        draft.band_table(table);
    }
    let experience = draft.finish().ok();
    let years = experience.as_ref().map(year_totals).unwrap_or_default();
    let reversed_net =
        tied.pairs.iter().map(|(&one, &other)| lines[one].said.cost.total + lines[other].said.cost.total);
    let reconciliation = Reconciliation {
        files,
        policies: policy_tally,
        claims: claim_tally,
        controls,
        reversed_pairs: tied.pairs.len() as u64,
        reversed_net: reversed_net.sum(),
        years,
        assumed,
        defects,
    };
    let experience = experience.filter(|_| reconciliation.holds());
    Ok(Claims { name: name.to_owned(), reconciliation, experience, doc })
}

/// How lines hang together.
#[derive(Debug, Default)]
struct Tied {
    pairs: ties::Pairs,
    stands: Vec<bool>,
    bills: Vec<Vec<usize>>,
}

impl Tied {
    /// The ties of lines whose reversals hold, and the lines that no bill holds.
    fn of(rows: &[LineRow]) -> (Tied, Vec<Refused>) {
        let (pairs, _) = ties::reversals(rows);
        let stands = ties::standing(rows.len(), &pairs);
        let (bills, refused) = ties::bills(rows, &stands);
        (Tied { pairs, stands, bills }, refused)
    }
}

struct Reader<'a> {
    doc: &'a ClaimsDoc,
    period: Period,
    valued_at: Day,
    base: &'a Path,
    persons: BTreeMap<Box<str>, u32>,
    files: Vec<(String, String)>,
    assumed: Vec<&'static str>,
    defects: Defects,
}

/// A tally, whose a row is and what it adds to it, and where a row stands.
type Refusing<'t, R> = (&'t mut Tally, fn(&R) -> (u64, Vec<Option<Fen>>), fn(&R) -> &Place);

impl Reader<'_> {
    fn person(&mut self, id: &str) -> u32 {
        if let Some(&number) = self.persons.get(id) {
            return number;
        }
        let number = u32::try_from(self.persons.len()).unwrap_or(u32::MAX);
        self.persons.insert(id.into(), number);
        number
    }

    /// The number of the person whom a row names; one number for all rows that name nobody.
    fn person_said(&mut self, id: Option<&str>) -> u64 {
        id.map_or(u64::MAX, |id| u64::from(self.person(id)))
    }

    /// Goes through files of one kind: `sheet` finds the columns of each, `each` reads a row of it. Hands back the
    /// files that have a head and no row.
    fn files<F: Field>(
        &mut self,
        (files, form): (&[String], &FormDoc),
        (mapped, constants): (&[Option<&Names>], &Glossary),
        missing: impl Fn(&Sheet<F>) -> Vec<&'static str>,
        mut each: impl FnMut(&mut Self, &Place, &mut Cells<'_, F>),
    ) -> Result<Vec<Arc<str>>, ReadError> {
        let mut without_rows = Vec::new();
        for name in files {
            let path = self.base.join(name);
            let unreadable = |source| ReadError::File { path: path.clone(), source };
            self.files.push((name.clone(), Digest::of_file(&path).map_err(unreadable)?.to_string()));
            let file: Arc<str> = name.as_str().into();
            if let Some(kind) = source::no_text(&path, form).map_err(unreadable)? {
                self.blame_file(&file, 0, (kind, Allowed::Plain));
                continue;
            }
            let (mut sheet, mut any) = (None, false);
            source::rows(&path, form, |row: &Row| match &sheet {
                None if row.undecoded.is_some() => {
                    let stated = Allowed::Stated(form.encoding.key());
                    self.blame_file(&file, row.line, (DefectKind::HeadEncoding, stated));
                    sheet = Some(Err(()));
                }
                None => sheet = Some(self.head(&file, row, (mapped, constants), &missing)),
                Some(Err(())) => {}
                Some(Ok(sheet)) => {
                    any = true;
                    let place = Place { file: Arc::clone(&file), line: row.line };
                    each(self, &place, &mut sheet.cells(row, form));
                }
            })
            .map_err(unreadable)?;
            match sheet {
                None => self.blame_file(&file, 0, (DefectKind::EmptyFile, Allowed::Plain)),
                Some(Ok(_)) if !any => without_rows.push(file),
                Some(_) => {}
            }
        }
        Ok(without_rows)
    }

    /// Blames files without rows where no other file of their kind has any.
    fn demand_rows(&mut self, without: &[Arc<str>], files: &[String]) {
        for file in without.iter().filter(|_| without.len() == files.len()) {
            self.blame_file(file, 0, (DefectKind::NoRows, Allowed::Plain));
        }
    }

    fn head<F: Field>(
        &mut self,
        file: &Arc<str>,
        row: &Row,
        (mapped, constants): (&[Option<&Names>], &Glossary),
        missing: impl Fn(&Sheet<F>) -> Vec<&'static str>,
    ) -> Result<Sheet<F>, ()> {
        let place = Place { file: Arc::clone(file), line: row.line.min(1) };
        let sheet = Sheet::find(row, mapped, constants).map_err(|faults| {
            for fault in faults {
                self.blame(&place, fault);
            }
        })?;
        let missing = missing(&sheet);
        for &column in &missing {
            let fault = (DefectKind::MissingColumn, Allowed::Plain);
            self.blame(&place, (column.to_owned(), String::new(), fault));
        }
        let absent = sheet.absent().map(Field::key).filter(|key| !self.assumed.contains(key));
        let absent: Vec<&'static str> = absent.collect();
        self.assumed.extend(absent);
        if missing.is_empty() { Ok(sheet) } else { Err(()) }
    }

    fn blame(&mut self, place: &Place, (column, value, (kind, allowed)): RowFault) {
        let Place { file, line } = place;
        self.defects.push(Defect { kind, file: Arc::clone(file), line: *line, column, value, allowed });
    }

    /// Notes what is wrong with a whole file.
    fn blame_file(&mut self, file: &Arc<str>, line: u64, fault: Fault) {
        let place = Place { file: Arc::clone(file), line };
        self.blame(&place, (String::new(), String::new(), fault));
    }

    /// Notes what is wrong with a row of a person; true when there is anything.
    fn faulty(
        &mut self,
        place: &Place,
        faults: Vec<RowFault>,
        tally: &mut Tally,
        (person, amounts): (u64, &[Option<Fen>]),
    ) -> bool {
        let Some((_, _, (first, _))) = faults.first() else { return false };
        let fate = (*first, faults.iter().all(|(_, _, (kind, _))| self.doc.drops(*kind)));
        tally.refuse(fate, person, amounts);
        for fault in faults {
            self.blame(place, fault);
        }
        true
    }

    /// Takes refused rows out of a list; the other refusals of a row only name what else is wrong with it.
    fn refuse<R>(
        &mut self,
        rows: &mut Vec<R>,
        refused: Vec<Refused>,
        (tally, amounts, place): Refusing<'_, R>,
    ) {
        let mut of: BTreeMap<usize, Vec<RowFault>> = BTreeMap::new();
        for (at, kind, column, value, allowed) in refused {
            of.entry(at).or_default().push((column.to_owned(), value, (kind, allowed)));
        }
        if of.is_empty() {
            return;
        }
        let mut kept = Vec::with_capacity(rows.len());
        for (at, row) in std::mem::take(rows).into_iter().enumerate() {
            match of.remove(&at) {
                None => kept.push(row),
                Some(faults) => {
                    let (person, amounts) = amounts(&row);
                    self.faulty(&place(&row).clone(), faults, tally, (person, &amounts));
                }
            }
        }
        *rows = kept;
    }

    fn policies(&mut self, doc: &PolicyFilesDoc) -> Result<(Vec<PolicyRow>, Tally), ReadError> {
        let mut tally = Tally::new(&[PolicyField::Premium.key()]);
        let mut rows: Vec<PolicyRow> = Vec::new();
        let mut known: BTreeMap<Box<str>, usize> = BTreeMap::new();
        let period = self.period;
        let files = (doc.files.as_slice(), &doc.form);
        let columns = (&doc.columns.mapped()[..], &doc.constants);
        let without_rows = self.files(files, columns, policies::missing, |reader, place, cells| {
            let (read, premium) = policies::read(cells, doc, period);
            let person = reader.person_said(cells.text(PolicyField::Person));
            tally.read.add(person, &[premium]);
            let faults = std::mem::take(&mut cells.faults);
            if reader.faulty(place, faults, &mut tally, (person, &[premium])) {
                return;
            }
            let Some(read) = read else { return };
            let mut policy = read.policy;
            policy.person = PersonIndex(reader.person(read.person));
            let id = read.id.map_or_else(|| format!("{}@{}", read.person, policy.from), str::to_owned);
            if let Some(&at) = known.get(id.as_str()) {
                let kind =
                    if rows[at].policy == policy { DefectKind::Duplicates } else { DefectKind::SameId };
                let value = read.id.unwrap_or(read.person).to_owned();
                let fault = ("policy".to_owned(), value, (kind, Allowed::Line(rows[at].place.line)));
                reader.faulty(place, vec![fault], &mut tally, (person, &[premium]));
                return;
            }
            known.insert(id.into(), rows.len());
            rows.push(PolicyRow { place: place.clone(), policy });
        })?;
        self.demand_rows(&without_rows, &doc.files);
        let refused = policies::contradictions(&rows);
        self.refuse(&mut rows, refused, (&mut tally, premium_of, |row| &row.place));
        Ok((rows, tally))
    }

    fn claims(&mut self, doc: &ClaimFilesDoc) -> Result<(Vec<LineRow>, Tally), ReadError> {
        let mut tally = Tally::new(&AMOUNTS.map(ClaimField::key));
        let mut rows: Vec<LineRow> = Vec::new();
        let mut known: BTreeMap<Box<str>, usize> = BTreeMap::new();
        let liabilities = self.doc.liabilities.names().collect();
        let rules = Rules { doc, period: self.period, valued_at: self.valued_at, liabilities };
        let files = (doc.files.as_slice(), &doc.form);
        let columns = (&doc.columns.mapped()[..], &doc.constants);
        let without_rows = self.files(
            files,
            columns,
            |sheet| lines::missing(sheet, &rules),
            |reader, place, cells| {
                let (read, amounts) = lines::read(cells, &rules);
                let whose = reader.person_said(cells.text(ClaimField::Person));
                tally.read.add(whose, &amounts);
                let faults = std::mem::take(&mut cells.faults);
                if reader.faulty(place, faults, &mut tally, (whose, &amounts)) {
                    return;
                }
                let Some((mut said, person)) = read else { return };
                said.person = reader.person(person);
                if let Some(&at) = known.get(&said.id) {
                    let kind =
                        if rows[at].said == said { DefectKind::Duplicates } else { DefectKind::SameId };
                    let allowed = Allowed::Line(rows[at].place.line);
                    let fault = ("id".to_owned(), said.id.to_string(), (kind, allowed));
                    reader.faulty(place, vec![fault], &mut tally, (whose, &amounts));
                    return;
                }
                known.insert(said.id.clone(), rows.len());
                rows.push(LineRow { place: place.clone(), said });
            },
        )?;
        let none_stated = self.doc.control.as_ref().and_then(|stated| stated.claims) == Some(0);
        if !none_stated {
            self.demand_rows(&without_rows, &doc.files);
        }
        Ok((rows, tally))
    }

    /// Ties lines to what they take back and to their bills. Once reversals hold, only lines that stand are refused:
    /// pairs stay whole.
    fn tie(&mut self, rows: &mut Vec<LineRow>, tally: &mut Tally) -> Tied {
        let place: fn(&LineRow) -> &Place = |row| &row.place;
        let (_, refused) = ties::reversals(rows);
        self.refuse(rows, refused, (tally, line_amounts, place));
        let refused = Tied::of(rows).1;
        self.refuse(rows, refused, (tally, line_amounts, place));
        let fixed = self.doc.liabilities.iter().map(|(_, it)| it.is_fixed()).collect::<Vec<_>>();
        let is_fixed = |liability: u16| fixed.get(usize::from(liability)).is_some_and(|&it| it);
        let (tied, _) = Tied::of(rows);
        let refused = ties::overpaid(rows, (&tied.bills, &tied.stands), is_fixed);
        if refused.is_empty() {
            return tied;
        }
        self.refuse(rows, refused, (tally, line_amounts, place));
        Tied::of(rows).0
    }

    /// What the insurer states beside what was found.
    fn controls(&mut self, policies: Option<&Tally>, claims: Option<&Tally>) -> Vec<Control> {
        let Some(stated) = &self.doc.control else { return Vec::new() };
        let of = |tally: &Tally| match stated.of {
            Totalled::Read => tally.read.clone(),
            Totalled::Kept => tally.kept.clone(),
        };
        let rows = |tally: Option<&Tally>| tally.map_or(0, |tally| of(tally).rows.cast_signed());
        let amount = |tally: Option<&Tally>, at: usize| tally.map_or(0, |tally| of(tally).amounts[at].0);
        let count = |key, stated: Option<u64>, found| {
            Some(Control { key, stated: stated?.cast_signed(), found, is_amount: false })
        };
        let fen = |key, stated: Option<Fen>, found| {
            Some(Control { key, stated: stated?.0, found, is_amount: true })
        };
        let controls: Vec<Control> = [
            count("policies", stated.policies, rows(policies)),
            fen("premium_yuan", stated.premium_yuan, amount(policies, 0)),
            count("claims", stated.claims, rows(claims)),
            fen("total_yuan", stated.total_yuan, amount(claims, 0)),
            fen("payment_yuan", stated.payment_yuan, amount(claims, AMOUNTS.len() - 1)),
        ]
        .into_iter()
        .flatten()
        .collect();
        for control in controls.iter().filter(|control| !control.agrees()) {
            let text =
                |value: i64| if control.is_amount { Fen(value).to_string() } else { value.to_string() };
            self.defects.push(Defect {
                kind: DefectKind::ControlTotal,
                file: "control".into(),
                line: 0,
                column: control.key.to_owned(),
                value: text(control.found),
                allowed: Allowed::Exactly(text(control.stated)),
            });
        }
        controls
    }
}

fn premium_of(row: &PolicyRow) -> (u64, Vec<Option<Fen>>) {
    (u64::from(row.policy.person.0), vec![Some(row.policy.premium)])
}

fn line_amounts(row: &LineRow) -> (u64, Vec<Option<Fen>>) {
    let said = &row.said;
    let of = |field| match field {
        ClaimField::Total => Some(said.cost.total),
        ClaimField::InScope => Some(said.cost.in_scope),
        ClaimField::FirstSelfPay => Some(said.cost.first_self_pay),
        ClaimField::OverLimit => Some(said.cost.over_limit),
        ClaimField::OwnExpense => Some(said.cost.own_expense),
        ClaimField::Bmi => Some(said.cost.bmi),
        ClaimField::Cii => Some(said.cost.cii),
        ClaimField::Aid => Some(said.cost.aid),
        _ => said.payment,
    };
    (u64::from(said.person), AMOUNTS.map(of).to_vec())
}

/// Counts what is kept.
fn keep<R>(rows: &[R], tally: Option<&mut Tally>, of: impl Fn(&R) -> (u64, Vec<Option<Fen>>)) {
    let Some(tally) = tally else { return };
    for row in rows {
        let (person, amounts) = of(row);
        tally.kept.add(person, &amounts);
    }
}

fn draft(
    (doc, period, valued_at): (&ClaimsDoc, Period, Day),
    n_persons: usize,
    policies: &[PolicyRow],
    (lines, tied): (&[LineRow], &Tied),
) -> Draft {
    let mut draft = Draft::new(Frame {
        title: doc.title.clone(),
        synthetic: doc.is_synthetic(),
        period,
        valued_at,
        liabilities: doc.liabilities.iter().map(|(key, it)| Liability::new(key, it)).collect(),
    });
    (0..n_persons).for_each(|_| {
        draft.person();
    });
    for row in policies {
        draft.policy(row.policy);
    }
    let mut payment_of: Vec<Option<u32>> = vec![None; lines.len()];
    let mut bill_of: Vec<Option<u32>> = vec![None; lines.len()];
    for bill in &tied.bills {
        let said = &lines[bill[0]].said;
        let number = draft.bill(ClaimBill {
            person: PersonIndex(said.person),
            year: said.year,
            service: said.service,
            kind: said.kind,
            level: said.level,
            place: said.care_place,
            listed_cause: said.listed_cause,
            cost: said.cost,
            stands: tied.stands[bill[0]],
        });
        for &at in bill {
            bill_of[at] = Some(number);
        }
    }
    // what is taken back first, so that its number is known
    let reverse_last = |at: &usize| tied.pairs.contains_key(at);
    let (reversals, others): (Vec<usize>, Vec<usize>) = (0..lines.len()).partition(reverse_last);
    for at in others.into_iter().chain(reversals) {
        let said = &lines[at].said;
        let (Some(amount), Some(bill)) = (said.payment, bill_of[at]) else { continue };
        let number = draft.payment(Payment {
            bill,
            liability: LiabilityIndex(said.liability.unwrap_or(0)),
            notified: said.notified,
            paid: said.paid,
            amount,
            reverses: tied.pairs.get(&at).and_then(|&first| payment_of[first]),
            stands: tied.stands[at],
        });
        payment_of[at] = Some(number);
    }
    draft
}

fn year_totals(read: &Experience) -> Vec<YearTotals> {
    let totals = |&year: &Year| {
        let exposure = read.exposure(year);
        let mut totals = YearTotals {
            year,
            persons: exposure.persons.0,
            premium: exposure.premium,
            bills: 0,
            patients: 0,
            total: Fen::ZERO,
            paid: Fen::ZERO,
            open: Fen::ZERO,
        };
        let mut last = None;
        for bill in read.bills().iter().filter(|bill| bill.year == year && bill.stands) {
            totals.bills += 1;
            totals.patients += i64::from(last != Some(bill.person));
            totals.total += bill.cost.total;
            last = Some(bill.person);
        }
        for payment in read.payments().iter().filter(|it| it.stands && read.bill_of(it).year == year) {
            *if payment.paid.is_some() { &mut totals.paid } else { &mut totals.open } += payment.amount;
        }
        totals
    };
    read.years().iter().map(totals).collect()
}
