//! What the model expects for a member, from the trials of [`ExpectedClaims`].

use crate::engine::Outcome;
use crate::scenario::expected::{Cell, MONTHS, heads_column, paid_column, squares_column};
use crate::stats::Moments;
use crate::units::Year;

/// Expected payments of one policy year, in yuan.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// The policy year.
    pub year: Year,
    /// By liability.
    pub liabilities: Vec<LiabilityRates>,
    /// Of all liabilities together.
    pub all: LiabilityRates,
}

/// Expected payments under one liability, or under all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct LiabilityRates {
    /// By cell: what a member of the whole year is paid for the care of each month; `None` for a cell in which the
    /// model has nobody.
    pub months: Vec<Option<[f64; MONTHS]>>,
    /// `sum x^2 / sum x` over the years of members: the variance of a sum of them over its mean.
    pub dispersion: f64,
    /// How far the level of one future lies from the mean, squared and relative: parameters, trend and single years
    /// of the model, without the chance of single persons.
    pub level_variance: f64,
    /// The squared relative error of the mean itself, from so many trials.
    pub sampling_variance: f64,
}

impl Rates {
    /// The rates of a year of an outcome of [`ExpectedClaims`](crate::scenario::expected::ExpectedClaims) with so many
    /// liabilities; `None` without two trials or without a payment in any. Nothing is expected under a liability that is not paid in
    /// any.
    pub fn new(outcome: &Outcome, year_index: usize, liabilities: usize) -> Option<Rates> {
        let year = outcome.shape().years[year_index];
        let one = |l: usize| LiabilityRates::of(outcome, year_index, &[l], liabilities);
        let own = (0..liabilities).map(|l| one(l).unwrap_or_else(LiabilityRates::nothing)).collect();
        let every: Vec<usize> = (0..liabilities).collect();
        Some(Rates {
            year,
            liabilities: own,
            all: LiabilityRates::of(outcome, year_index, &every, liabilities)?,
        })
    }

    /// Those of a liability, or of all.
    pub fn of(&self, liability: Option<usize>) -> &LiabilityRates {
        liability.map_or(&self.all, |at| &self.liabilities[at])
    }
}

impl LiabilityRates {
    /// Of a liability that is never paid.
    fn nothing() -> LiabilityRates {
        LiabilityRates {
            months: vec![Some([0.0; MONTHS]); Cell::COUNT],
            dispersion: 0.0,
            level_variance: 0.0,
            sampling_variance: 0.0,
        }
    }

    fn of(outcome: &Outcome, y: usize, which: &[usize], n: usize) -> Option<LiabilityRates> {
        let column = |at: usize| outcome.column(0, y, at);
        let sum = |at: usize| column(at).iter().map(|&it| it as f64).sum::<f64>();
        let months = Cell::all()
            .map(|cell| {
                let heads = sum(heads_column(cell, n));
                let month = |m: usize| {
                    which.iter().map(|&l| sum(paid_column(cell, l, n) + m)).sum::<f64>() / 100.0 / heads
                };
                (heads > 0.0).then(|| std::array::from_fn(month))
            })
            .collect();
        let n_trials = outcome.n_trials();
        let (mut paid, mut heads) = (vec![0_i64; n_trials], vec![0_i64; n_trials]);
        for cell in Cell::all() {
            add(&mut heads, column(heads_column(cell, n)));
            for (&l, m) in which.iter().flat_map(|l| (0..MONTHS).map(move |m| (l, m))) {
                add(&mut paid, column(paid_column(cell, l, n) + m));
            }
        }
        let all: f64 = paid.iter().map(|&it| it as f64).sum::<f64>() / 100.0;
        let squares: f64 = which.iter().map(|&l| sum(squares_column(l, n))).sum();
        let n_heads = heads.iter().sum::<i64>() as f64;
        if all <= 0.0 {
            return None;
        }
        // heads hardly differ between trials, so each trial's payments are taken for the mean number of heads
        let scaled = paid.iter().zip(&heads).map(|(&paid, &heads)| {
            #[expect(clippy::cast_possible_truncation, reason = "fen of a trial")]
            let at_mean = (paid as f64 * n_heads / n_trials as f64 / (heads.max(1)) as f64) as i64;
            at_mean
        });
        let between = scaled.collect::<Moments>();
        let (mean, variance) = (between.mean()?, between.variance()?);
        let relative = variance / (mean * mean);
        let dispersion = squares / all;
        Some(LiabilityRates {
            months,
            dispersion,
            level_variance: (relative - dispersion * n_trials as f64 / all).max(0.0),
            sampling_variance: relative / n_trials as f64,
        })
    }

    /// Expected payments for the care of each month of an exposure: by cell, members in force in each month.
    pub fn expected(&self, exposure: &[[f64; MONTHS]], cells: impl Fn(Cell) -> bool) -> [f64; MONTHS] {
        let mut sums = [0.0; MONTHS];
        for cell in Cell::all().filter(|cell| cells(*cell)) {
            if let Some(rates) = &self.months[cell.place()] {
                let in_force = &exposure[cell.place()];
                for ((sum, rate), in_force) in sums.iter_mut().zip(rates).zip(in_force) {
                    *sum += rate * in_force;
                }
            }
        }
        sums
    }
}

fn add(sums: &mut [i64], column: &[i64]) {
    sums.iter_mut().zip(column).for_each(|(sum, it)| *sum += it);
}
