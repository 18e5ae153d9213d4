//! The sample bill by bill: one row a bill and payer clause, with everything that the clause looks at, our exact
//! payment, and the same payment as a formula over the cells of the row; then one row a bill for the patient.
//!
//! The formulas are written from the rules of the clause and never from the payment, so that the difference means
//! something. A difference of amounts is rounded once more: it is exact in decimals, and spreadsheets count in
//! binary. A clause that cells cannot say has no formula, and its row says so.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::columns::{
    AFTER, CAP, CAP_ON_COST, COLUMNS, DEDUCTIBLE, DEDUCTIBLE_BEFORE, DIFFERENCE, ELIGIBLE, ELIGIBLE_BEFORE,
    ENTITLED, EXACT, EXACT_BEFORE, FLAT, FROM, HOW, LIMIT, LIMIT_USED, PAID_BEFORE, PAYABLE, RECALCULATED,
    TAKEN, TIERS, TO, TOTAL, WRITTEN,
};
use super::inputs::{Counted, Numbers, Over, admission, before, count, fixed, from, year, yuan};
use crate::benefit::{Bound, CareKind, Claim, Layer, Line, Scheme, Settlement, Terms, TierBase, Working};
use crate::decide::audit::{Audit, AuditPerson};
use crate::report::book::{At, Cell, Column, Content, ErrorShown, Expression, Formula, Row, Sheet};
use crate::report::waterfall::Waterfall;
use crate::units::Fen;
use crate::wording::Bilingual;
use crate::wording::book::{Table, Unit, both};
use crate::wording::clauses::{listed, name_of};
use crate::wording::sign_off::{SignOffTable, Word};

use super::{column, plain, text, words};

/// What the rows say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recalculated {
    /// Bills.
    pub bills: usize,
    /// Payments and patients' parts that a formula gives.
    pub formulas: usize,
    /// Clauses that cells cannot say.
    pub without: usize,
    /// Formulas that give another amount than the settlement.
    pub different: usize,
}

/// The table of a sample under the scheme that settles it, and what it says.
pub(super) fn sheet(audit: &Audit, scheme: &Scheme, strata: &[Bilingual]) -> (Sheet, Recalculated) {
    let mut draft = Draft::new(audit, scheme);
    for (nth, person) in audit.persons.iter().enumerate() {
        draft.person(nth, person, audit, &strata[person.stratum]);
    }
    draft.total();
    let notes = vec![
        words(Word::AllSynthetic),
        words(Word::FormulaOfRow),
        words(Word::RoundedToTheFen),
        words(Word::StandsForNote),
    ];
    let columns = draft.columns();
    let table = Table::SignOff(SignOffTable::Bills);
    (Sheet { table, money: Some(Unit::Yuan), columns, rows: draft.rows, notes }, draft.said)
}

/// Formulas of a row by column.
type Formulas = Vec<(usize, Expression)>;

struct Draft<'a> {
    scheme: &'a Scheme,
    /// Where the columns after the tiers begin, and the tiers.
    after: usize,
    rows: Vec<Row>,
    /// The numbers of the rows, as decimals.
    numbers: Vec<Vec<Option<Decimal>>>,
    said: Recalculated,
}

impl<'a> Draft<'a> {
    fn new(audit: &Audit, scheme: &'a Scheme) -> Draft<'a> {
        let layers = audit.persons.iter().flat_map(|person| person.terms.layers());
        let tiers = layers.map(|layer| match &layer.terms {
            Terms::PerYear(terms) => terms.rules().tiers.tiers().len(),
            Terms::PerAdmission(_) | Terms::Fixed(_) => 1,
        });
        let after = TIERS + 2 * tiers.max().unwrap_or(1);
        Draft { scheme, after, rows: Vec::new(), numbers: Vec::new(), said: Recalculated::default() }
    }

    fn columns(&self) -> Vec<Column> {
        let before = COLUMNS.iter().map(|&(word, unit)| column(word, unit));
        let tiers = (TIERS..self.after).map(|at| {
            let nth = (at - TIERS) / 2 + 1;
            let (word, unit) = match (at - TIERS) % 2 {
                0 => (Word::TierEnd, Unit::Yuan),
                _ => (Word::TierRatio, Unit::AsWritten),
            };
            Column {
                key: format!("{}_{nth}", word.key()),
                head: both(|lang| format!("{}{nth}", word.text(lang))),
                unit,
                error: ErrorShown::None,
            }
        });
        before.chain(tiers).chain(AFTER.iter().map(|&(word, unit)| column(word, unit))).collect()
    }

    fn person(&mut self, nth: usize, person: &AuditPerson, audit: &Audit, stratum: &Bilingual) {
        let settlement = person.terms.settle(&person.claims);
        let waterfall = Waterfall {
            scheme: self.scheme,
            terms: &person.terms,
            claims: &person.claims,
            settlement: &settlement,
        };
        let mut counted = BTreeMap::<(usize, Over), Counted>::new();
        for (number, claim) in person.claims.iter().enumerate() {
            let head = head(nth, number, person, audit, stratum, &settlement);
            let first = self.rows.len();
            for line in settlement.lines_of(number) {
                let layer = &person.terms.layers()[line.layer];
                if !matches!(line.bound, Bound::NotCounted | Bound::SettledElsewhere) {
                    self.line(&head, &waterfall, (line, layer, claim), &mut counted);
                }
            }
            self.patient(&head, first, &settlement, number);
            self.said.bills += 1;
        }
    }

    /// One clause.
    fn line(
        &mut self,
        head: &[Cell],
        waterfall: &Waterfall<'_>,
        (line, layer, claim): (&Line, &Layer, &Claim),
        counted: &mut BTreeMap<(usize, Over), Counted>,
    ) {
        let row = self.rows.len();
        let (mut numbers, mut formulas) = (Numbers::new(), Formulas::new());
        match (&layer.terms, line.working) {
            (Terms::PerAdmission(terms), Working::Admission(working)) => {
                let visits = (claim.kind == CareKind::Outpatient).then(|| terms.rules().outpatient.as_ref());
                let cap = match visits.flatten() {
                    Some(visits) => visits.cap(),
                    None => terms.rules().cap,
                };
                admission(working, cap, self.after, &mut numbers);
            }
            (Terms::PerYear(terms), Working::Annual(working)) => {
                let before = before(terms, layer, line, claim, counted);
                year(terms, working, before, (line, self.after), &mut numbers);
                let pooled = layer.deductible_with.len() > 1;
                if pooled && terms.rules().tiers.base() == TierBase::AboveDeductible {
                    numbers.push((FROM, yuan(working.from)));
                } else {
                    formulas.push((FROM, from(terms.rules().tiers.base(), row)));
                }
                count(terms, working, line, claim, counted);
            }
            (Terms::Fixed(terms), Working::Fixed(working)) => {
                fixed(terms, working, self.after, &mut numbers);
            }
            _ => {}
        }
        if !numbers.iter().any(|(at, _)| *at == FROM) && !formulas.iter().any(|(at, _)| *at == FROM) {
            formulas.push((FROM, from(TierBase::EligibleTotal, row)));
        }
        formulas.extend(self.arithmetic(row, &numbers));
        let sayable = line.bound != Bound::NothingLeft;
        let how = both(|lang| {
            let clauses: Vec<String> =
                waterfall.explain(line).iter().map(|clause| clause.say(lang)).collect();
            listed(&clauses, lang)
        });
        let written = if sayable { Word::Formula } else { Word::NoFormula };
        let mut cells = head.to_vec();
        cells.push(text(both(|lang| waterfall.payer_name(line, lang))));
        cells.push(plain(waterfall.source(line)));
        numbers.push((self.after + EXACT, yuan(line.paid)));
        if sayable {
            formulas.push((self.after + RECALCULATED, self.payment(row, &numbers)));
        } else {
            numbers.push((self.after + RECALCULATED, yuan(line.paid)));
        }
        self.push(cells, numbers, formulas, (written, how));
    }

    /// What the clauses share: payable cost, deductible, place on the scale, what the tiers give.
    fn arithmetic(&self, row: usize, numbers: &Numbers) -> Formulas {
        let cell = |column: usize| Expression::Cell(At { row, column });
        let has = |column: usize| numbers.iter().any(|(at, _)| *at == column);
        let upto = |cost: Expression| Expression::Least(vec![cost, cell(CAP_ON_COST)]);
        let payable = if has(CAP_ON_COST) {
            let whole = Expression::Sum(vec![cell(ELIGIBLE_BEFORE), cell(ELIGIBLE)]);
            upto(whole).less(upto(cell(ELIGIBLE_BEFORE))).rounded()
        } else {
            cell(ELIGIBLE)
        };
        let left = cell(DEDUCTIBLE).less(cell(DEDUCTIBLE_BEFORE)).or_zero();
        let taken = Expression::Least(vec![cell(PAYABLE), left]);
        let to = Expression::Sum(vec![cell(FROM), cell(PAYABLE).less(cell(TAKEN))]).rounded();
        let mut given = vec![cell(EXACT_BEFORE)];
        for end in (TIERS..self.after).step_by(2).filter(|end| has(end + 1)) {
            let high = if has(end) { Expression::Least(vec![cell(TO), cell(end)]) } else { cell(TO) };
            let low =
                if end > TIERS { Expression::Most(vec![cell(FROM), cell(end - 2)]) } else { cell(FROM) };
            given.push(high.less(low).or_zero().times(cell(end + 1)));
        }
        given.push(cell(FLAT));
        let entitled = Expression::Sum(given).rounded().less(cell(EXACT_BEFORE).rounded()).rounded();
        vec![(PAYABLE, payable), (TAKEN, taken), (TO, to), (self.after + ENTITLED, entitled)]
    }

    /// What is entitled to, within what is left under the cap and the limit that decided.
    fn payment(&self, row: usize, numbers: &Numbers) -> Expression {
        let cell = |column: usize| Expression::Cell(At { row, column: self.after + column });
        let has = |column: usize| numbers.iter().any(|(at, _)| *at == self.after + column);
        let mut least = vec![cell(ENTITLED)];
        for (limit, used) in [(CAP, PAID_BEFORE), (LIMIT, LIMIT_USED)] {
            if has(limit) {
                least.push(cell(limit).less(cell(used)).or_zero());
            }
        }
        Expression::Least(least).rounded()
    }

    /// What the patient bears of a bill: the bill without what payers pay of it.
    fn patient(&mut self, head: &[Cell], first: usize, settlement: &Settlement, number: usize) {
        let row = self.rows.len();
        let of_the_bill = settlement.lines_of(number).iter().filter(|line| {
            line.of_the_bill() && !matches!(line.bound, Bound::NotCounted | Bound::SettledElsewhere)
        });
        let recalculated = self.after + RECALCULATED;
        let beside =
            settlement.lines_of(number).iter().any(|line| !line.of_the_bill() && line.paid > Fen::ZERO);
        let cell = |row: usize, column: usize| Expression::Cell(At { row, column });
        let paid = if beside {
            // payers beside the bill stand among the rows; those of the bill come first to last
            let lines = settlement.lines_of(number).iter();
            let shown =
                lines.filter(|line| !matches!(line.bound, Bound::NotCounted | Bound::SettledElsewhere));
            let places = shown.enumerate().filter(|(_, line)| line.of_the_bill());
            Expression::Sum(places.map(|(nth, _)| cell(first + nth, recalculated)).collect())
        } else {
            let last = At { row: row.saturating_sub(1), column: recalculated };
            Expression::Sum(vec![Expression::Down(At { row: first, column: recalculated }, last)])
        };
        let left =
            if of_the_bill.count() == 0 { cell(row, TOTAL) } else { cell(row, TOTAL).less(paid).rounded() };
        let mut cells = head.to_vec();
        cells.extend([text(words(Word::Patient)), Cell::new(Content::Empty)]);
        let numbers = vec![(self.after + EXACT, yuan(settlement.left(number).total()))];
        self.push(cells, numbers, vec![(recalculated, left)], (Word::Formula, words(Word::BillLessPayers)));
    }

    /// The sums of both amounts over all rows.
    fn total(&mut self) {
        let Some(last) = self.rows.len().checked_sub(1) else { return };
        let row = last + 1;
        let down = |column: usize| {
            Expression::Sum(vec![Expression::Down(At { row: 0, column }, At { row: last, column })]).rounded()
        };
        let (exact, recalculated) = (self.after + EXACT, self.after + RECALCULATED);
        let mut cells = vec![Cell::new(Content::Empty); ELIGIBLE];
        cells[1] = text(words(Word::TotalOfAll));
        let formulas = vec![(exact, down(exact)), (recalculated, down(recalculated))];
        let said = self.said;
        self.push(cells, Vec::new(), formulas, (Word::Formula, words(Word::TotalOfAll)));
        self.said = said;
        self.rows[row].is_total = true;
    }

    /// A row: its words, its inputs, its formulas in the order in which they can be worked out.
    fn push(
        &mut self,
        mut cells: Vec<Cell>,
        inputs: Numbers,
        formulas: Formulas,
        (written, how): (Word, Bilingual),
    ) {
        let row = self.rows.len();
        cells.resize(self.after + AFTER.len(), Cell::new(Content::Empty));
        let exact = self.after + EXACT;
        let mut numbers: Vec<Option<Decimal>> =
            cells.iter().map(|cell| cell.value().and_then(decimal)).collect();
        for (at, number) in inputs {
            numbers[at] = Some(number);
            cells[at] = Cell { is_input: at != exact, ..Cell::new(number_of(number)) };
        }
        self.numbers.push(numbers);
        let check = Expression::Cell(At { row, column: exact })
            .less(Expression::Cell(At { row, column: self.after + RECALCULATED }))
            .rounded();
        let has_formula = formulas.iter().any(|(at, _)| *at == self.after + RECALCULATED);
        let mut formulas = formulas;
        formulas.sort_by_key(|(at, _)| order_of(*at, self.after));
        formulas.push((self.after + DIFFERENCE, check));
        for (at, expression) in formulas {
            let value = expression.value(&|at: At| self.numbers[at.row][at.column]);
            self.numbers[row][at] = Some(value);
            cells[at] = Cell { formula: Some(Formula::Worked(expression)), ..Cell::new(number_of(value)) };
        }
        let differs = self.numbers[row][self.after + DIFFERENCE] != Some(Decimal::ZERO);
        self.said.formulas += usize::from(has_formula);
        self.said.without += usize::from(!has_formula);
        self.said.different += usize::from(differs);
        cells[self.after + WRITTEN] = text(words(written));
        cells[self.after + HOW] = text(how);
        self.rows.push(Row { cells, is_total: false });
    }
}

/// The order in which cells of a row are worked out: what the deductible takes comes before the place on the scale.
fn order_of(at: usize, after: usize) -> usize {
    let order = [PAYABLE, TAKEN, FROM, TO, after + ENTITLED, after + EXACT, after + RECALCULATED];
    order.iter().position(|it| *it == at).unwrap_or(order.len())
}

/// The words that every row of a bill begins with.
fn head(
    nth: usize,
    number: usize,
    person: &AuditPerson,
    audit: &Audit,
    stratum: &Bilingual,
    settlement: &Settlement,
) -> Vec<Cell> {
    let claim = &person.claims[number];
    let (persons, drawn) = audit.stands_for(person);
    let count = |n: usize| Cell::new(Content::Number(n as f64));
    let care = both(|lang| {
        let keys = [claim.kind.key(), claim.level.key(), claim.place.key()];
        keys.map(|key| name_of(key, lang)).join(" · ")
    });
    let address = both(|lang| {
        let of = (audit.trial.0, audit.year.0, person.member.id(), person.age.0);
        crate::wording::sign_off::address(of, lang)
    });
    vec![
        count(nth + 1),
        text(stratum.clone()),
        text(address),
        Cell::new(Content::Number((persons * audit.every) as f64 / drawn as f64)),
        count(number + 1),
        text(care),
        Cell::new(Content::Number(settlement.total_of(number).as_yuan_f64())),
    ]
}

fn number_of(number: Decimal) -> Content {
    Content::Number(number.to_f64().unwrap_or(f64::NAN))
}

/// A number as it is written.
fn decimal(number: f64) -> Option<Decimal> {
    Decimal::from_str(&number.to_string()).ok()
}
