//! A table on its way: rows of several folders, columns that turn out empty, cells by what is in them.

use super::super::{At, Cell, Column, Content, ErrorShown, Formula, Row, Sheet};
use super::Filled;
use crate::report::finished::{Finished, KeptFigure};
use crate::stats::Estimate;
use crate::wording::Bilingual;
use crate::wording::book::{Head, Note, Table, Unit, both, why_missing};
use crate::wording::clauses::name_of;

/// A table whose rows come from folder after folder.
pub(super) struct Draft {
    sheet: Sheet,
    /// Whether a first column names the folder.
    names_runs: bool,
}

impl Draft {
    /// A table with these columns, before which the folder stands where there are several.
    pub(super) fn new(table: Table, money: Option<Unit>, columns: Vec<Column>, runs: &[Finished]) -> Draft {
        let names_runs = runs.len() > 1;
        let run = names_runs.then(|| Column::new(Head::Run, Unit::Text));
        let columns = run.into_iter().chain(columns).collect();
        Draft { sheet: Sheet { table, money, columns, rows: Vec::new(), notes: Vec::new() }, names_runs }
    }

    /// Adds the rows of a folder; their formulas count from the first of them and without the folder's column.
    pub(super) fn add(&mut self, run: &Finished, rows: Vec<Row>) {
        let (down, right) = (self.sheet.rows.len(), usize::from(self.names_runs));
        for mut row in rows {
            for cell in &mut row.cells {
                if let Some(formula) = &mut cell.formula {
                    formula.each(|at| *at = At { row: at.row + down, column: at.column + right });
                }
            }
            if self.names_runs {
                row.cells.insert(0, plain(&run.name));
            }
            self.sheet.rows.push(row);
        }
    }

    /// The table without columns in which nothing stands, and without the unit of money that it does not have; `none`
    /// where it has no rows.
    pub(super) fn finished(mut self, notes: &[Note], none: Note) -> Filled {
        if self.sheet.rows.is_empty() {
            return Err(none);
        }
        let used = |nth: usize| self.sheet.rows.iter().any(|row| row.cells[nth].content != Content::Empty);
        let used: Vec<bool> = (0..self.sheet.columns.len()).map(used).collect();
        let place = |column: usize| used[column].then(|| used[..column].iter().filter(|it| **it).count());
        for row in &mut self.sheet.rows {
            for cell in &mut row.cells {
                let mut whole = true;
                if let Some(formula) = &mut cell.formula {
                    formula.each(|at| match place(at.column) {
                        Some(column) => at.column = column,
                        None => whole = false,
                    });
                }
                cell.formula = cell.formula.take().filter(|_| whole);
            }
            retain(&mut row.cells, &used);
        }
        retain(&mut self.sheet.columns, &used);
        let sheet = &self.sheet;
        let mut own = sheet.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.unit);
        let money = sheet.money.filter(|&money| {
            sheet.columns.iter().any(|it| it.unit == money) || own.any(|it| it == Some(money))
        });
        self.sheet.money = money;
        self.sheet.notes = notes.iter().map(|note| note.both()).collect();
        Ok(self.sheet)
    }
}

fn retain<T>(list: &mut Vec<T>, used: &[bool]) {
    let mut used = used.iter();
    list.retain(|_| used.next().copied().unwrap_or(false));
}

impl Formula {
    /// Every cell that it reads.
    fn each(&mut self, mut change: impl FnMut(&mut At)) {
        match self {
            Formula::Sum(cells) => cells.iter_mut().for_each(change),
            Formula::Less(a, b) | Formula::Over(a, b) => {
                change(a);
                change(b);
            }
            Formula::Worked(expression) => expression.each(&mut change),
        }
    }
}

/// A row of cells.
pub(super) fn row(cells: Vec<Cell>) -> Row {
    Row { cells, is_total: false }
}

/// An empty cell.
pub(super) fn empty() -> Cell {
    Cell::new(Content::Empty)
}

/// A cell with words.
pub(super) fn words(text: Bilingual) -> Cell {
    Cell::new(Content::Text(text))
}

/// A cell with a name that is the same in both languages.
pub(super) fn plain(text: &str) -> Cell {
    words(both(|_| text.to_owned()))
}

/// A cell with a fund or payer: what people call it, where it has one of the usual ids.
pub(super) fn subject(id: &str) -> Cell {
    words(both(|lang| name_of(id, lang).to_owned()))
}

/// A cell with a sentence.
pub(super) fn note(note: Note) -> Cell {
    words(note.both())
}

/// A cell with a number.
pub(super) fn number(value: f64) -> Cell {
    Cell::new(Content::Number(value))
}

/// A cell with a number that the scenario file may change.
pub(super) fn input(cell: Cell) -> Cell {
    Cell { is_input: true, ..cell }
}

/// A cell with a formula beside its value.
pub(super) fn by(formula: Formula, cell: Cell) -> Cell {
    let shows = matches!(cell.content, Content::Number(_) | Content::Figure(_));
    Cell { formula: shows.then_some(formula), ..cell }
}

/// A cell with a figure in the unit of its column; nothing where there is none.
pub(super) fn figure(estimate: Option<Estimate>, unit: Unit) -> Cell {
    let Some(estimate) = estimate else { return empty() };
    let estimate = estimate.scaled(scale(unit));
    Cell::new(match estimate.value {
        _ if unit != Unit::Probability => Content::Figure(estimate),
        _ if estimate.low <= 0.0 && estimate.high >= 1.0 => missing("too_few_trials"),
        value if value <= 0.0 => Content::Never(estimate),
        value if value >= 1.0 => Content::Always(estimate),
        _ => Content::Figure(estimate),
    })
}

/// A cell with a figure of a folder, or why it has none.
pub(super) fn kept(found: Option<KeptFigure>, unit: Unit) -> Cell {
    match found.map(|figure| figure.estimate) {
        None => empty(),
        Some(Ok(estimate)) => figure(Some(estimate), unit),
        Some(Err(why)) => Cell::new(missing(&why)),
    }
}

/// Why there is no figure.
pub(super) fn missing(why: &str) -> Content {
    Content::Missing(both(|lang| why_missing(why, lang)))
}

/// What a figure in yuan, heads or parts of one is multiplied by in a unit.
pub(super) fn scale(unit: Unit) -> f64 {
    match unit {
        Unit::Points => 100.0,
        Unit::TenThousandYuan => 1e-4,
        Unit::HundredMillionYuan => 1e-8,
        _ => 1.0,
    }
}

/// A cell whose unit is its own.
pub(super) fn in_unit(cell: Cell, unit: Unit) -> Cell {
    Cell { unit: Some(unit), ..cell }
}

/// A column of figures whose units differ from row to row.
pub(super) fn mixed(head: Head) -> Column {
    Column { error: ErrorShown::StandardError, ..Column::new(head, Unit::Mixed) }
}

/// Columns of words.
pub(super) fn texts<const N: usize>(heads: [Head; N]) -> Vec<Column> {
    heads.into_iter().map(|head| Column::new(head, Unit::Text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::Style;
    use crate::wording::Lang;

    #[test]
    fn a_change_of_a_ratio_is_in_points_without_a_percent_sign() {
        let moved = Estimate { value: -0.0584, se: 0.0012, low: -0.06, high: -0.056, n: 50 };
        let cell = figure(Some(moved), Unit::Points);
        assert_eq!(cell.value(), Some(-5.84));
        assert_eq!(cell.text(Unit::Points, Lang::Zh), "-5.8");
        assert_eq!(cell.error_text(Unit::Points, ErrorShown::StandardError).as_deref(), Some("±0.1"));
        assert_eq!(Style::of(Unit::Points).number_format(), "#,##0.0");
    }

    #[test]
    fn a_table_without_money_has_no_unit_of_it_in_its_title() {
        let table = |unit| {
            let mut draft = Draft::new(
                Table::Calibration,
                Some(Unit::TenThousandYuan),
                vec![mixed(Head::Simulated)],
                &[],
            );
            draft.sheet.rows.push(row(vec![in_unit(number(1.0), unit)]));
            draft.finished(&[], Note::NoTargets).unwrap().title().zh
        };
        assert_eq!(table(Unit::YuanPerAdmission), "T13 校准核对表");
        assert_eq!(table(Unit::TenThousandYuan), "T13 校准核对表（金额单位：万元）");
    }
}
