//! Every figure of every design and period, each with its error and its difference to the base.

use std::ops::Range;

use crate::engine::Outcome;
use crate::stats::Estimate;
use crate::units::{Column, Fen, Year};
use crate::wording::Bilingual;
use crate::wording::metrics::Metric;

use super::break_even::{Fund, NoBreakEven, break_even_bid, break_even_premium};
use super::estimate::Estimated;
use super::metrics::{Amount, Definition, Periods, Rule, Subject};
use super::sample::Sample;
use super::shares::{BookShares, book_shares};

/// A design of a run, in the order of the outcome's designs; the first is the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// Its name in files.
    pub name: String,
    /// Its title for readers.
    pub title: Bilingual,
    /// The terms of its funds, by id.
    pub funds: Vec<(String, Fund)>,
    /// The funds whose terms change during the run, so that no one price breaks even.
    pub revised: Vec<String>,
}

/// A year, or all years of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// One settlement year.
    Year(Year),
    /// All years together.
    Term,
}

impl Period {
    /// The word that stands for the period in files: `2016`, `term`.
    pub fn key(self) -> String {
        match self {
            Period::Year(year) => year.to_string(),
            Period::Term => "term".to_owned(),
        }
    }
}

/// Why a figure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Too few trials for the figure and its error.
    TooFewTrials,
    /// What it divides by never occurs: no deficit in any trial, no reserve raised.
    NothingToDivideBy,
    /// The insurer's mean result is below zero even at the benchmark, so no bid breaks even.
    NoBidUpTo(Fen),
    /// The insurer's result does not move with the price.
    PriceWithoutEffect,
    /// The terms of the fund change during the run.
    TermsChange,
}

/// One figure of one design and period.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is about.
    pub subject: Subject,
    /// Its definition.
    pub definition: &'static Definition,
    /// Value, standard error, interval; or why there is none.
    pub estimate: Result<Estimate, Missing>,
    /// This design less the base, over the same bills; `None` for the base, and where one has no value.
    pub difference: Option<Estimate>,
}

impl Figure {
    /// Its name in files: `cii.loss_ratio`.
    pub fn key(&self) -> String {
        self.subject.key(self.definition.metric)
    }
}

/// The figures of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodSummary {
    /// The period.
    pub period: Period,
    /// Subject by subject, in the order of the definitions.
    pub figures: Vec<Figure>,
}

/// The figures of one design.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignSummary {
    /// Its name in files.
    pub name: String,
    /// Its title for readers.
    pub title: Bilingual,
    /// The years, then the term.
    pub periods: Vec<PeriodSummary>,
}

impl DesignSummary {
    /// One figure, or `None` where the period does not have it.
    pub fn figure(&self, period: Period, subject: &Subject, metric: Metric) -> Option<&Figure> {
        let figures = &self.periods.iter().find(|it| it.period == period)?.figures;
        figures.iter().find(|it| it.subject == *subject && it.definition.metric == metric)
    }
}

/// All that a run says in figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The number of trials.
    pub n_trials: u64,
    /// The years.
    pub years: Vec<Year>,
    /// What the figures are about: the city, funds, payers.
    pub subjects: Vec<Subject>,
    /// How the insurers and reinsurers of each book of the base share it over the term.
    pub shares: Vec<BookShares>,
    /// The designs, the base first.
    pub designs: Vec<DesignSummary>,
}

impl Summary {
    /// Every figure of every design: what an outcome says about `designs`, which stand in its order,
    /// and about `payers`, by id.
    ///
    /// # Panics
    /// When the outcome has fewer designs than `designs`.
    pub fn new(outcome: &Outcome, designs: &[Design], payers: &[String]) -> Summary {
        let years = outcome.shape().years.clone();
        let subjects = Summary::subjects(&outcome.shape().columns, designs, payers);
        let same: Vec<bool> = outcome.designs().map(|design| equals_base(outcome, design)).collect();
        let mut summaries: Vec<DesignSummary> = designs
            .iter()
            .map(|design| DesignSummary {
                name: design.name.clone(),
                title: design.title.clone(),
                periods: Vec::new(),
            })
            .collect();
        for (period, range) in periods(&years) {
            for summary in &mut summaries {
                summary.periods.push(PeriodSummary { period, figures: Vec::new() });
            }
            for subject in &subjects {
                for definition in subject.definitions().iter().filter(|it| it.holds_in(period)) {
                    let samples = outcome.designs().map(|design| Sample::new(outcome, design, range.clone()));
                    let figures = one_figure(samples, designs, subject, definition, &same);
                    for (summary, figure) in summaries.iter_mut().zip(figures) {
                        if let Some(period) = summary.periods.last_mut() {
                            period.figures.extend(figure);
                        }
                    }
                }
            }
        }
        let base = outcome.designs().start;
        let shares = book_shares(Sample::new(outcome, base, 0..years.len()), designs.first());
        Summary { n_trials: outcome.n_trials() as u64, years, subjects, shares, designs: summaries }
    }

    /// What a run with these columns has figures about: the city, funds and payers.
    pub fn subjects(columns: &[Column], designs: &[Design], payers: &[String]) -> Vec<Subject> {
        let there = |key: String| columns.iter().any(|column| column.key == key);
        let mut subjects = vec![Subject::City];
        for (id, fund) in designs.iter().flat_map(|design| &design.funds) {
            let subject = match fund {
                Fund::Contract { .. } => Subject::Contract(id.clone()),
                Fund::Book { .. } => Subject::Book(id.clone()),
                Fund::Ledger => Subject::Ledger(id.clone()),
            };
            if !subjects.contains(&subject) && there(format!("{id}_claims_fen")) {
                subjects.push(subject);
            }
        }
        let paid = payers.iter().filter(|id| there(format!("paid_{id}_fen")));
        subjects.extend(paid.cloned().map(Subject::Payer));
        subjects
    }

    /// The base: the first design.
    pub fn base(&self) -> Option<&DesignSummary> {
        self.designs.first()
    }
}

/// Whether a design has the base's number in every cell.
fn equals_base(outcome: &Outcome, design: u32) -> bool {
    let base = outcome.designs().start;
    let shape = outcome.shape();
    (0..shape.years.len()).all(|year| {
        (0..shape.columns.len())
            .all(|column| outcome.column(base, year, column) == outcome.column(design, year, column))
    })
}

/// Each year, and the term.
fn periods(years: &[Year]) -> Vec<(Period, Range<usize>)> {
    let each = years.iter().enumerate().map(|(place, &year)| (Period::Year(year), place..place + 1));
    each.chain([(Period::Term, 0..years.len())]).collect()
}

impl Definition {
    /// Whether the figure means something in a period.
    pub fn holds_in(&self, period: Period) -> bool {
        match (self.periods, period) {
            (Periods::YearsAndTerm, _)
            | (Periods::Years, Period::Year(_))
            | (Periods::Term, Period::Term) => true,
            (Periods::Years, Period::Term) | (Periods::Term, Period::Year(_)) => false,
        }
    }
}

/// One definition for every design; `None` where the run has not its columns.
fn one_figure<'a>(
    samples: impl Iterator<Item = Sample<'a>>,
    designs: &[Design],
    subject: &Subject,
    definition: &'static Definition,
    same: &[bool],
) -> Vec<Option<Figure>> {
    let estimates: Vec<Option<Result<Estimated, Missing>>> = samples
        .zip(designs)
        .map(|(sample, design)| {
            let estimated = estimate(sample, design, subject.id(), definition.rule)?;
            Some(estimated.map(|it| it.scaled(definition.kind.scale())))
        })
        .collect();
    let base = estimates.first().and_then(Option::as_ref).and_then(|it| it.as_ref().ok());
    estimates
        .iter()
        .enumerate()
        .map(|(nth, estimated)| {
            let estimated = estimated.as_ref()?;
            let difference = match (estimated, base) {
                (Ok(own), Some(base)) if nth > 0 => own.less(base, same[nth]),
                _ => None,
            };
            let estimate = estimated.as_ref().map(|it| it.estimate).map_err(|&missing| missing);
            Some(Figure { subject: subject.clone(), definition, estimate, difference })
        })
        .collect()
}

/// Applies a rule; `None` where the run has not its columns.
pub(super) fn estimate(
    sample: Sample<'_>,
    design: &Design,
    id: &str,
    rule: Rule,
) -> Option<Result<Estimated, Missing>> {
    let (sum, sampled) = (|amount: Amount| sample.over_years(amount, id), sample.sampled());
    let too_few = Missing::TooFewTrials;
    Some(match rule {
        Rule::Mean(x) => Estimated::mean(&sum(x)?, sampled).ok_or(too_few),
        Rule::Closing(x) => {
            let last = sample.years().end.checked_sub(1)?;
            Estimated::mean(&sample.of_year(x, id, last)?, sampled).ok_or(too_few)
        }
        Rule::Ratio(x, y) => {
            let (x, y) = (sum(x)?, sum(y)?);
            Estimated::ratio(&x, &y, sampled).ok_or_else(|| why_no_ratio(&y))
        }
        Rule::MeanWhere(x, y) => {
            let (x, y) = (sum(x)?, sum(y)?);
            Estimated::mean_where(&x, &y, sampled).ok_or_else(|| why_no_ratio(&y))
        }
        Rule::MeanOfRatios(x, y) => {
            let (x, y) = (sum(x)?, sum(y)?);
            Estimated::mean_of_ratios(&x, &y, sampled).ok_or_else(|| why_no_ratio(&y))
        }
        Rule::Quantile(x, y, level) => Estimated::quantile(&sum(x)?, &sum(y)?, level, sampled).ok_or(too_few),
        Rule::Tvar(x, level) => Estimated::tail_mean(&sum(x)?, level, sampled).ok_or(too_few),
        Rule::AnyYear(x) => Estimated::share(
            &any_year(sample, |year| {
                Some(sample.of_year(x, id, year)?.into_iter().map(|x| x > 0).collect())
            })?,
            sampled,
        )
        .ok_or(too_few),
        Rule::AnyYearEmptied(x, y) => Estimated::share(
            &any_year(sample, |year| {
                let (x, y) = (sample.of_year(x, id, year)?, sample.of_year(y, id, year)?);
                Some(x.into_iter().zip(y).map(|(x, y)| x > 0 && y == 0).collect())
            })?,
            sampled,
        )
        .ok_or(too_few),
        Rule::Whole(x) => {
            let happened: Vec<bool> = sum(x)?.into_iter().map(|x| x > 0).collect();
            Estimated::share(&happened, sampled).ok_or(too_few)
        }
        Rule::BreakEvenBid | Rule::BreakEvenPremium { .. } => break_even(sample, design, id, rule)?,
    })
}

fn why_no_ratio(divisors: &[i64]) -> Missing {
    if divisors.len() >= 2 && divisors.iter().all(|&it| it <= 0) {
        Missing::NothingToDivideBy
    } else {
        Missing::TooFewTrials
    }
}

/// In which trials something happened in at least one year.
fn any_year(sample: Sample<'_>, in_year: impl Fn(usize) -> Option<Vec<bool>>) -> Option<Vec<bool>> {
    let mut happened = vec![false; sample.n_trials()];
    for year in sample.years() {
        happened.iter_mut().zip(in_year(year)?).for_each(|(before, now)| *before |= now);
    }
    Some(happened)
}

/// The price of the fund `id` in this design; `None` where the design has no such fund.
fn break_even(
    sample: Sample<'_>,
    design: &Design,
    id: &str,
    rule: Rule,
) -> Option<Result<Estimated, Missing>> {
    let (_, fund) = design.funds.iter().find(|(name, _)| name == id)?;
    let price = match (fund, rule) {
        (Fund::Contract { .. }, Rule::BreakEvenBid) | (Fund::Book { .. }, Rule::BreakEvenPremium { .. })
            if design.revised.iter().any(|name| name == id) =>
        {
            return Some(Err(Missing::TermsChange));
        }
        (&Fund::Contract { contract, opening }, Rule::BreakEvenBid) => {
            break_even_bid(sample, id, contract, opening)
        }
        (Fund::Book { terms, .. }, Rule::BreakEvenPremium { with_margin }) => {
            break_even_premium(sample, id, terms, with_margin)
        }
        _ => return None,
    };
    match price {
        Ok(estimated) => Some(Ok(estimated)),
        Err(NoBreakEven::OtherColumns) => None,
        Err(NoBreakEven::BelowBenchmark(benchmark)) => Some(Err(Missing::NoBidUpTo(benchmark))),
        Err(NoBreakEven::Flat | NoBreakEven::NothingLeftForClaims) => Some(Err(Missing::PriceWithoutEffect)),
        Err(NoBreakEven::TooFewTrials) => Some(Err(Missing::TooFewTrials)),
    }
}
