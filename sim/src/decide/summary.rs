//! Every figure of every design and period, each with its error and its difference to the base.

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::ops::Range;

use crate::engine::{EngineError, Outcome, Pieces};
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
        let subjects = Summary::subjects(&outcome.shape().columns, designs, payers);
        Summary::with(outcome, designs.first(), subjects, |base| {
            let others = outcome.designs().zip(designs).skip(1);
            Ok::<_, Infallible>(others.map(|(number, design)| base.beside(outcome, number, design)).collect())
        })
        .unwrap_or_else(|never| match never {})
    }

    /// [`Summary::new`] of a run's pieces, read a design a thread at a time. Memory: the base, one design a
    /// thread, and the influence of each trial on each figure of the base.
    pub fn of(
        pieces: &Pieces,
        designs: &[Design],
        payers: &[String],
        threads: Option<NonZeroUsize>,
    ) -> Result<Summary, EngineError> {
        let subjects = Summary::subjects(&pieces.shape().columns, designs, payers);
        Summary::against(pieces, 0, designs, subjects, threads)
    }

    /// The figures of `subjects`, the design at `base` first and every other of `designs` held against it.
    pub fn against(
        pieces: &Pieces,
        base: u32,
        designs: &[Design],
        subjects: Vec<Subject>,
        threads: Option<NonZeroUsize>,
    ) -> Result<Summary, EngineError> {
        let n_designs = u32::try_from(designs.len()).unwrap_or(u32::MAX);
        Summary::with(&pieces.design(base)?, designs.get(base as usize), subjects, |held| {
            let beside = |outcome: &Outcome| {
                let number = outcome.designs().start;
                held.beside(outcome, number, &designs[number as usize])
            };
            let mut others = pieces.each_design(0..base, threads, beside)?;
            others.extend(pieces.each_design(base + 1..n_designs, threads, beside)?);
            Ok(others)
        })
    }

    /// [`Summary::of`] of the first `n` trials alone.
    pub fn of_first(
        pieces: &Pieces,
        n: u64,
        designs: &[Design],
        payers: &[String],
    ) -> Result<Summary, EngineError> {
        let subjects = Summary::subjects(&pieces.shape().columns, designs, payers);
        Summary::with(&pieces.first(0, n)?, designs.first(), subjects, |base| {
            let others = (0..).zip(designs).skip(1);
            others
                .map(|(number, design)| Ok(base.beside(&pieces.first(number, n)?, number, design)))
                .collect()
        })
    }

    /// A design of another run over the same trials, held against the base of this one.
    pub fn across(
        base: (&Outcome, &Design),
        (outcome, design): (&Outcome, &Design),
        subjects: &[Subject],
    ) -> DesignSummary {
        Base::new(base.0, base.1, subjects).beside(outcome, outcome.designs().start, design)
    }

    /// The summary of an outcome's first design and of others that `beside` holds against it.
    fn with<E>(
        outcome: &Outcome,
        design: Option<&Design>,
        subjects: Vec<Subject>,
        beside: impl FnOnce(&Base<'_>) -> Result<Vec<DesignSummary>, E>,
    ) -> Result<Summary, E> {
        let years = outcome.shape().years.clone();
        let number = outcome.designs().start;
        let mut summaries = Vec::new();
        if let Some(design) = design {
            let base = Base::new(outcome, design, &subjects);
            summaries.push(base.summary());
            summaries.extend(beside(&base)?);
        }
        let shares = book_shares(Sample::new(outcome, number, 0..years.len()), design);
        Ok(Summary { n_trials: outcome.n_trials() as u64, years, subjects, shares, designs: summaries })
    }

    /// What a run with these columns has figures about: the city, funds and payers.
    pub fn subjects(columns: &[Column], designs: &[Design], payers: &[String]) -> Vec<Subject> {
        let there = |key: &str| columns.iter().any(|column| column.key == key);
        let mut subjects = vec![Subject::City];
        for (id, fund) in designs.iter().flat_map(|design| &design.funds) {
            let subject = match fund {
                Fund::Contract { .. } => Subject::Contract(id.clone()),
                Fund::Book { .. } => Subject::Book(id.clone()),
                Fund::Ledger => Subject::Ledger(id.clone()),
            };
            if !subjects.contains(&subject) && subject.has_figures(there) {
                subjects.push(subject);
            }
        }
        let payers = payers.iter().cloned().map(Subject::Payer);
        subjects.extend(payers.filter(|payer| payer.has_figures(there)));
        subjects
    }

    /// The figures that the run would have, had it kept these columns too.
    pub fn left_out(
        &self,
        columns: &[Column],
        left_out: &[Column],
        designs: &[Design],
        payers: &[String],
    ) -> Vec<(Subject, &'static Definition)> {
        if left_out.is_empty() {
            return Vec::new();
        }
        let all: Vec<Column> = columns.iter().chain(left_out).cloned().collect();
        let there = |key: &str| all.iter().any(|column| column.key == key);
        let has = |subject: &Subject, definition: &Definition| {
            let mut periods = self.base().into_iter().flat_map(|base| &base.periods);
            let of = |it: &Figure| it.subject == *subject && it.definition.metric == definition.metric;
            periods.any(|period| period.figures.iter().any(of))
        };
        let mut found = Vec::new();
        for subject in Summary::subjects(&all, designs, payers) {
            let missing = |it: &&'static Definition| it.reads_only(subject.id(), there) && !has(&subject, it);
            found.extend(subject.definitions().iter().filter(missing).map(|it| (subject.clone(), it)));
        }
        found
    }

    /// The base: the first design.
    pub fn base(&self) -> Option<&DesignSummary> {
        self.designs.first()
    }
}

/// One figure that is asked for.
struct Asked<'a> {
    period: Period,
    years: Range<usize>,
    subject: &'a Subject,
    definition: &'static Definition,
}

/// The figures of the base, against which other designs are held.
struct Base<'a> {
    outcome: &'a Outcome,
    design: &'a Design,
    asked: Vec<Asked<'a>>,
    /// `None` where the run has not the columns.
    estimates: Vec<Option<Result<Estimated, Missing>>>,
}

impl<'a> Base<'a> {
    fn new(outcome: &'a Outcome, design: &'a Design, subjects: &'a [Subject]) -> Base<'a> {
        let mut asked = Vec::new();
        for (period, years) in periods(&outcome.shape().years) {
            for subject in subjects {
                let definitions = subject.definitions().iter().filter(|it| it.holds_in(period));
                let years = &years;
                asked.extend(definitions.map(|definition| Asked {
                    period,
                    years: years.clone(),
                    subject,
                    definition,
                }));
            }
        }
        let number = outcome.designs().start;
        let estimates = asked.iter().map(|asked| asked.estimate(outcome, number, design)).collect();
        Base { outcome, design, asked, estimates }
    }

    /// The base itself.
    fn summary(&self) -> DesignSummary {
        self.summary_of(self.design, |nth| {
            let estimated = self.estimates[nth].as_ref()?;
            Some((estimated.as_ref().map(|it| it.estimate).map_err(|&missing| missing), None))
        })
    }

    /// Another design of the run, figure by figure beside the base.
    fn beside(&self, outcome: &Outcome, number: u32, design: &Design) -> DesignSummary {
        let held = (self.outcome, self.outcome.designs().start);
        self.summary_of(design, |nth| {
            let asked = &self.asked[nth];
            let same = asked.definition.rule.reads_the_same(asked.subject.id(), held, (outcome, number));
            let estimated = asked.estimate(outcome, number, design)?;
            let difference = match (&estimated, &self.estimates[nth]) {
                (Ok(own), Some(Ok(base))) => own.less(base, same),
                _ => None,
            };
            Some((estimated.map(|it| it.estimate), difference))
        })
    }

    fn summary_of(
        &self,
        design: &Design,
        figure: impl Fn(usize) -> Option<(Result<Estimate, Missing>, Option<Estimate>)>,
    ) -> DesignSummary {
        let mut periods: Vec<PeriodSummary> = Vec::new();
        for (nth, &Asked { period, subject, definition, .. }) in self.asked.iter().enumerate() {
            if periods.last().is_none_or(|last| last.period != period) {
                periods.push(PeriodSummary { period, figures: Vec::new() });
            }
            if let (Some(period), Some((estimate, difference))) = (periods.last_mut(), figure(nth)) {
                period.figures.push(Figure { subject: subject.clone(), definition, estimate, difference });
            }
        }
        DesignSummary { name: design.name.clone(), title: design.title.clone(), periods }
    }
}

impl Rule {
    /// Whether a share of trials differs by exactly nothing between two designs: it reads the same numbers, which
    /// differ from trial to trial, or they stand in a ledger that is the same and does, or the designs are the same
    /// throughout. What happened in no trial of either may yet happen in one of them.
    pub(super) fn reads_the_same(
        self,
        id: &str,
        (one, first): (&Outcome, u32),
        (other, second): (&Outcome, u32),
    ) -> bool {
        let years = 0..one.shape().years.len();
        let same = |keys: &[String]| {
            let mut cells = years.clone().flat_map(|year| keys.iter().map(move |key| (year, key)));
            cells.all(|(year, key)| {
                one.column_named(first, year, key) == other.column_named(second, year, key)
            })
        };
        let varies = |keys: &[String]| {
            let cells = years.clone().flat_map(|year| keys.iter().map(move |key| (year, key)));
            let mut columns = cells.filter_map(|(year, key)| one.column_named(first, year, key));
            columns.any(|column| column.iter().any(|it| *it != column[0]))
        };
        let read: Vec<String> =
            self.amounts().into_iter().flat_map(|amount| amount.columns(id)).map(|(_, key)| key).collect();
        let all: Vec<String> = one.shape().columns.iter().map(|column| column.key.clone()).collect();
        let of_ledger = format!("{id}_");
        let ledger: Vec<String> = all.iter().filter(|key| key.starts_with(&of_ledger)).cloned().collect();
        same(&read) && (varies(&read) || same(&ledger) && varies(&ledger) || same(&all))
    }
}

impl Asked<'_> {
    /// In the figure's unit; `None` where the run has not its columns.
    fn estimate(
        &self,
        outcome: &Outcome,
        number: u32,
        design: &Design,
    ) -> Option<Result<Estimated, Missing>> {
        let sample = Sample::new(outcome, number, self.years.clone());
        let estimated = estimate(sample, design, self.subject.id(), self.definition.rule)?;
        Some(estimated.map(|it| it.scaled(self.definition.kind.scale())))
    }
}

/// One figure of one design; `None` where the run has not its columns, or not the period.
pub(super) fn figure_of(
    outcome: &Outcome,
    number: u32,
    design: &Design,
    period: Period,
    subject: &Subject,
    definition: &'static Definition,
) -> Option<Result<Estimated, Missing>> {
    let (period, years) = periods(&outcome.shape().years).into_iter().find(|(it, _)| *it == period)?;
    Asked { period, years, subject, definition }.estimate(outcome, number, design)
}

/// Each year, and the term.
fn periods(years: &[Year]) -> Vec<(Period, Range<usize>)> {
    let each = years.iter().enumerate().map(|(place, &year)| (Period::Year(year), place..place + 1));
    each.chain([(Period::Term, 0..years.len())]).collect()
}

impl Subject {
    /// Whether columns that are `there` are enough for some figure of its own.
    fn has_figures(&self, there: impl Fn(&str) -> bool + Copy) -> bool {
        let reads = |it: &&Definition| !it.rule.amounts().is_empty();
        self.definitions().iter().filter(reads).any(|it| it.reads_only(self.id(), there))
    }
}

impl Definition {
    /// Whether it reads no column but those that are `there`; what breaks even reads none by name.
    pub(super) fn reads_only(&self, id: &str, there: impl Fn(&str) -> bool) -> bool {
        self.rule.amounts().into_iter().flat_map(|amount| amount.columns(id)).all(|(_, key)| there(&key))
    }

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
