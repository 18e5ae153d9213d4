//! The trials of a finished run, read back a column at a time.

use std::path::Path;

use parquet::data_type::Int64Type;

use crate::report::kept_run::{KeptError, KeptFile, values, whole};
use crate::scenario::load::Loaded;
use crate::scenario::sampling::SamplingKind;
use crate::stats::{Estimate, Moments, Proportion, ratio_of_means};
use crate::units::Year;
use crate::wording::book::FolderTrouble;

use super::answer::items;

/// `trials.parquet` of a finished run.
#[derive(Debug)]
pub struct KeptTrials {
    file: KeptFile,
    columns: Vec<String>,
    n_designs: usize,
    years: Vec<Year>,
    /// Whether the trials are independent and count alike, so that plain estimators hold.
    pub is_plain: bool,
}

impl KeptTrials {
    pub(super) fn open(path: &Path, scenario: &Loaded) -> Result<KeptTrials, FolderTrouble> {
        let file = KeptFile::open(path.to_owned()).map_err(trouble)?;
        let designs = file.text("huimin.designs").map_err(trouble)?;
        let unreadable = |reason: &str| FolderTrouble::Unreadable {
            path: path.display().to_string(),
            reason: reason.to_owned(),
        };
        let designs = crate::scenario::node::parse("huimin.designs", designs.as_bytes());
        let n_designs = designs.map_err(|_| unreadable("huimin.designs"))?;
        let n_designs = items(&n_designs).len().max(1);
        let years = scenario.base().term.as_ref().map(crate::scenario::document::TermDoc::years);
        let years = years.ok_or_else(|| unreadable("term"))?;
        let is_plain = scenario.sampling() == SamplingKind::Plain;
        let columns = file.columns();
        Ok(KeptTrials { file, columns, n_designs, years, is_plain })
    }

    /// The years.
    pub fn years(&self) -> &[Year] {
        &self.years
    }

    /// One column of a design and year, a number a trial; `None` when the run has no such column.
    pub fn column(&self, design: usize, year_index: usize, key: &str) -> Option<Vec<i64>> {
        let nth = self.columns.iter().position(|known| known == key)?;
        let slots = self.n_designs * self.years.len();
        let slot = design * self.years.len() + year_index;
        let mut column = Vec::new();
        let read = self.file.each_part(|part| {
            let rows = whole(part.metadata().num_rows());
            let n_trials = rows / slots;
            let of_part = values::<Int64Type>(part, nth, rows)?;
            column.extend_from_slice(&of_part[slot * n_trials..(slot + 1) * n_trials]);
            Ok(Some(()))
        });
        read.ok().map(|()| column)
    }

    /// A signed sum of columns over some years of the base: `cii_income_fen - cii_claims_fen`.
    pub fn amount(&self, formula: &str, years: std::ops::Range<usize>) -> Option<Vec<i64>> {
        let mut sums: Option<Vec<i64>> = None;
        for year in years {
            let mut sign = 1;
            for word in formula.split_whitespace() {
                match word {
                    "+" => sign = 1,
                    "-" => sign = -1,
                    key => {
                        let column = self.column(0, year, key)?;
                        let sums = sums.get_or_insert_with(|| vec![0; column.len()]);
                        sums.iter_mut().zip(column).for_each(|(sum, value)| *sum += sign * value);
                    }
                }
            }
        }
        sums
    }

    /// The mean of an amount of the base; `None` where trials do not count alike.
    pub fn mean(&self, formula: &str, years: std::ops::Range<usize>) -> Option<Estimate> {
        self.plain(self.amount(formula, years)?)?.into_iter().collect::<Moments>().estimate()
    }

    /// The ratio of the sums of two amounts of the base.
    pub fn ratio(&self, over: &str, under: &str, years: std::ops::Range<usize>) -> Option<Estimate> {
        let (x, y) = (self.amount(over, years.clone())?, self.amount(under, years)?);
        ratio_of_means(&self.plain(x)?, &y)
    }

    /// The share of trials in which an amount of the base is above 0 in any of some years.
    pub fn any(&self, formula: &str, years: std::ops::Range<usize>) -> Option<Estimate> {
        let mut happened: Vec<bool> = Vec::new();
        for year in years {
            let amount = self.plain(self.amount(formula, year..year + 1)?)?;
            happened.resize(amount.len(), false);
            happened.iter_mut().zip(amount).for_each(|(it, amount)| *it |= amount > 0);
        }
        Some(Proportion::count(happened)?.estimate())
    }

    fn plain(&self, amounts: Vec<i64>) -> Option<Vec<i64>> {
        self.is_plain.then_some(amounts)
    }
}

pub(super) fn trouble(error: KeptError) -> FolderTrouble {
    match error {
        KeptError::Missing(path) => FolderTrouble::Missing { path: path.display().to_string() },
        KeptError::Unreadable { path, reason } => {
            FolderTrouble::Unreadable { path: path.display().to_string(), reason }
        }
    }
}
