//! What a cell is worked out from, where sums and quotients do not do: the arithmetic of a clause, which a reader
//! recalculates in a spreadsheet.
//!
//! One expression gives the text that a spreadsheet reads and the exact value in decimals, so that what is said to
//! be recalculated has been. A cell without a number counts as nothing: least and most leave it out.

use rust_decimal::{Decimal, RoundingStrategy};

use super::At;

/// An expression over cells of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// Nothing.
    Zero,
    /// What stands in a cell.
    Cell(At),
    /// All cells of a column from one to another, inside a sum, a least or a most.
    Down(At, At),
    /// The sum.
    Sum(Vec<Expression>),
    /// The first without the second.
    Less(Box<Expression>, Box<Expression>),
    /// The product of two.
    Times(Box<Expression>, Box<Expression>),
    /// The least of them.
    Least(Vec<Expression>),
    /// The most of them.
    Most(Vec<Expression>),
    /// Half up to a hundredth: 四舍五入到分.
    Rounded(Box<Expression>),
}

impl Expression {
    /// The first without the second.
    #[must_use]
    pub fn less(self, other: Expression) -> Expression {
        Expression::Less(Box::new(self), Box::new(other))
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Expression) -> Expression {
        Expression::Times(Box::new(self), Box::new(other))
    }

    /// To a hundredth.
    #[must_use]
    pub fn rounded(self) -> Expression {
        Expression::Rounded(Box::new(self))
    }

    /// Not below zero.
    #[must_use]
    pub fn or_zero(self) -> Expression {
        Expression::Most(vec![Expression::Zero, self])
    }

    /// What a spreadsheet reads after the equals sign; `name` is how it calls a cell.
    pub fn text(&self, name: &impl Fn(At) -> String) -> String {
        let listed = |function: &str, all: &[Expression]| {
            let all: Vec<String> = all.iter().map(|it| it.text(name)).collect();
            format!("{function}({})", all.join(","))
        };
        match self {
            Expression::Zero => "0".to_owned(),
            Expression::Cell(at) => name(*at),
            Expression::Down(from, to) => format!("{}:{}", name(*from), name(*to)),
            Expression::Sum(all) => listed("SUM", all),
            Expression::Less(a, b) => format!("({}-{})", a.text(name), b.text(name)),
            Expression::Times(a, b) => format!("{}*{}", a.text(name), b.text(name)),
            Expression::Least(all) => listed("MIN", all),
            Expression::Most(all) => listed("MAX", all),
            Expression::Rounded(inner) => format!("ROUND({},2)", inner.text(name)),
        }
    }

    /// Its exact value; `cell` is what stands in one, `None` where that is no number.
    pub fn value(&self, cell: &impl Fn(At) -> Option<Decimal>) -> Decimal {
        let all = |of: &[Expression]| -> Vec<Decimal> {
            let shown = |it: &Expression| match it {
                Expression::Cell(at) => vec![cell(*at)],
                Expression::Down(from, to) => {
                    (from.row..=to.row).map(|row| cell(At { row, column: from.column })).collect()
                }
                other => vec![Some(other.value(cell))],
            };
            of.iter().flat_map(shown).flatten().collect()
        };
        match self {
            Expression::Zero => Decimal::ZERO,
            Expression::Down(at, _) | Expression::Cell(at) => cell(*at).unwrap_or_default(),
            Expression::Sum(of) => all(of).into_iter().sum(),
            Expression::Less(a, b) => a.value(cell) - b.value(cell),
            Expression::Times(a, b) => a.value(cell) * b.value(cell),
            Expression::Least(of) => all(of).into_iter().min().unwrap_or_default(),
            Expression::Most(of) => all(of).into_iter().max().unwrap_or_default(),
            Expression::Rounded(inner) => {
                inner.value(cell).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
            }
        }
    }

    /// Changes every cell that it reads.
    pub fn each(&mut self, change: &mut impl FnMut(&mut At)) {
        match self {
            Expression::Zero => {}
            Expression::Cell(at) => change(at),
            Expression::Down(from, to) => {
                change(from);
                change(to);
            }
            Expression::Sum(all) | Expression::Least(all) | Expression::Most(all) => {
                for it in all {
                    it.each(change);
                }
            }
            Expression::Less(a, b) | Expression::Times(a, b) => {
                a.each(change);
                b.each(change);
            }
            Expression::Rounded(inner) => inner.each(change),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(column: usize) -> Expression {
        Expression::Cell(At { row: 0, column })
    }

    #[test]
    fn text_and_value_are_of_one_expression() {
        let tier = cell(0).less(cell(1)).or_zero().times(cell(2)).rounded();
        let name = |at: At| ["A1", "B1", "C1"][at.column].to_owned();
        assert_eq!(tier.text(&name), "ROUND(MAX(0,(A1-B1))*C1,2)");
        let numbers = ["20000.05", "20000", "0.5"].map(|text| text.parse::<Decimal>().unwrap());
        let value = tier.value(&|at| Some(numbers[at.column]));
        assert_eq!(value.to_string(), "0.03", "0.025 is half up");
    }

    #[test]
    fn an_empty_cell_is_left_out_of_least_and_most_as_spreadsheets_do() {
        let least = Expression::Least(vec![cell(0), cell(1)]);
        let numbers = [Some(Decimal::TEN), None];
        assert_eq!(least.value(&|at| numbers[at.column]), Decimal::TEN);
    }
}
