//! Where the variance of a run's headline comes from: first-order shares of the sources of uncertainty, for each
//! later payer and each fund.

use crate::engine::Outcome;
use crate::random::Source;
use crate::stats::{Estimate, VarianceShares, variance_shares};
use crate::wording::metrics::Metric;

use super::metrics::{Definition, Rule, Subject};
use super::sample::Sample;

/// What a split of the variance reads of a run: the headline of each subject over the term, a number a trial;
/// `None` where the run has not its columns, or some trial nothing to divide by.
#[derive(Debug)]
pub struct Headlines(Vec<Option<Vec<f64>>>);

impl Headlines {
    /// The headlines of an outcome's first design.
    pub fn of(outcome: &Outcome, subjects: &[Subject]) -> Headlines {
        let of_subject = |subject| trials(outcome, subject, headline_of(subject)?);
        Headlines(subjects.iter().map(of_subject).collect())
    }
}

/// The same trials with other seeds: what a split of the variance needs beside the run itself.
#[derive(Debug)]
pub struct Redrawn {
    /// All sources anew.
    pub anew: Headlines,
    /// One source as in the run, all others as in `anew`; a source without chance is left out.
    pub kept: Vec<(Source, Headlines)>,
}

/// The variance of one figure of the base over the term, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct VarianceSplit {
    /// What the figure is about.
    pub subject: Subject,
    /// Its definition.
    pub definition: &'static Definition,
    /// The variance between trials, in the figure's unit squared.
    pub variance: Estimate,
    /// The standard deviation between trials, in the figure's unit.
    pub deviation: Estimate,
    /// The first-order share of each source; exactly 0 for a source without chance, or whose events came in no trial.
    pub first_order: Vec<(Source, Estimate)>,
    /// 1 less all of them: what sources do together.
    pub interaction: Estimate,
}

impl VarianceSplit {
    /// Its name in files: `cii.loss_ratio`.
    pub fn key(&self) -> String {
        self.subject.key(self.definition.metric)
    }
}

/// The figure whose variance is split: the loss ratio of a contract or a book, what a later payer pays.
const fn headline(subject: &Subject) -> Option<Metric> {
    match subject {
        Subject::Contract(_) | Subject::Book(_) => Some(Metric::LossRatio),
        Subject::Payer(_) => Some(Metric::Paid),
        Subject::City | Subject::Ledger(_) | Subject::FirstPayer(_) | Subject::Patients => None,
    }
}

fn headline_of(subject: &Subject) -> Option<&'static Definition> {
    subject.definition(headline(subject)?)
}

/// The split of each headline figure over the term. Left out are figures without variance, and those that some
/// trial has nothing to divide by.
pub fn variance_splits(run: &Headlines, redrawn: &Redrawn, subjects: &[Subject]) -> Vec<VarianceSplit> {
    subjects.iter().enumerate().filter_map(|(nth, subject)| split(run, redrawn, (nth, subject))).collect()
}

fn split(run: &Headlines, redrawn: &Redrawn, (nth, subject): (usize, &Subject)) -> Option<VarianceSplit> {
    let definition = headline_of(subject)?;
    let of = |headlines: &'_ Headlines| headlines.0[nth].clone();
    let (y, z) = (of(run)?, of(&redrawn.anew)?);
    let kept: Vec<Option<Vec<f64>>> = Source::ALL
        .iter()
        .map(|source| {
            let kept = redrawn.kept.iter().find(|(kept, _)| kept == source);
            kept.map_or_else(|| Some(z.clone()), |(_, headlines)| of(headlines))
        })
        .collect();
    let kept: Vec<Vec<f64>> = kept.into_iter().collect::<Option<_>>()?;
    let frozen: Vec<&[f64]> = kept.iter().map(Vec::as_slice).collect();
    let VarianceShares { variance, first_order, interaction } = variance_shares(&y, &z, &frozen)?;
    let value = libm::sqrt(variance.value);
    let se = variance.se / (2.0 * value);
    let (low, high) = (libm::sqrt(variance.low.max(0.0)), libm::sqrt(variance.high.max(0.0)));
    let deviation = Estimate { value, se, low, high, n: variance.n };
    let first_order = Source::ALL.into_iter().zip(first_order).collect();
    Some(VarianceSplit {
        subject: subject.clone(),
        definition,
        variance,
        deviation,
        first_order,
        interaction,
    })
}

/// The figure of each trial over the term, in its unit.
fn trials(outcome: &Outcome, subject: &Subject, definition: &Definition) -> Option<Vec<f64>> {
    let sample = Sample::new(outcome, outcome.designs().start, 0..outcome.shape().years.len());
    let sum = |amount| sample.over_years(amount, subject.id());
    let scale = definition.kind.scale();
    match definition.rule {
        Rule::Mean(x) => Some(sum(x)?.into_iter().map(|x| scale.of(x as f64)).collect()),
        Rule::Ratio(x, y) => sum(x)?
            .into_iter()
            .zip(sum(y)?)
            .map(|(x, y)| (y > 0).then(|| scale.of(x as f64 / y as f64)))
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::toy::outcome;
    use super::*;
    use crate::random::single::normal;
    use crate::random::{Address, Purpose, Seeds};

    const N: u64 = 1_000;

    /// Two years of claims against an income of 100 million: `80 + 6 P + 8 T` million a year, the process anew
    /// each year, the trend once. Over the term the loss ratio has a variance of 0.0018 + 0.0064 = 0.0082.
    fn town(seeds: Seeds) -> Outcome {
        let draw = |source: Source, trial, year| {
            normal(&Address::world(seeds.of(source), Purpose::Resample, trial, year + 10 * source as u16))
        };
        #[expect(clippy::cast_possible_truncation, reason = "amounts far below 2^53")]
        let claims = |year: u16| -> Vec<i64> {
            let of = |t| 80.0 + 6.0 * draw(Source::Process, t, year) + 8.0 * draw(Source::Trend, t, 9);
            (0..N).map(|t| (of(t) * 1e8) as i64).collect()
        };
        let income = vec![10_000_000_000; 1_000];
        let (first, second) = (claims(1), claims(2));
        outcome(&[
            ("cii_claims_fen", &[&[&first, &second]]),
            ("cii_income_fen", &[&[&income, &income]]),
            ("paid_cii_fen", &[&[&first, &second]]),
        ])
    }

    fn subjects() -> [Subject; 3] {
        [Subject::City, Subject::Contract("cii".into()), Subject::Payer("cii".into())]
    }

    fn redrawn(kept: &[(Source, Source)]) -> Redrawn {
        let headlines = |seeds| Headlines::of(&town(seeds), &subjects());
        let one = |&(called, kept): &(Source, Source)| (called, headlines(Seeds::all(2).with(kept, 1)));
        Redrawn { anew: headlines(Seeds::all(2)), kept: kept.iter().map(one).collect() }
    }

    /// Four errors each: a false alarm once in 16,000. The wrong attribution is 40 errors off.
    #[test]
    fn the_loss_ratio_of_a_closed_form_is_split_and_a_wrong_attribution_is_caught() {
        use Source::{Process, Trend};
        let splits = variance_splits(
            &Headlines::of(&town(Seeds::all(1)), &subjects()),
            &redrawn(&[(Process, Process), (Trend, Trend)]),
            &subjects(),
        );
        let keys: Vec<String> = splits.iter().map(VarianceSplit::key).collect();
        assert_eq!(keys, ["cii.loss_ratio", "cii.paid"]);
        let near = |it: &Estimate, expected: f64| (it.value - expected).abs() <= 4.0 * it.se;
        let (process, trend) = (0.0018 / 0.0082, 0.0064 / 0.0082);
        for split in &splits {
            let of = |source: Source| &split.first_order[source as usize].1;
            assert!(near(of(Process), process) && near(of(Trend), trend), "{split:?}");
            assert!(near(&split.interaction, 0.0), "{:?}", split.interaction);
            assert!(of(Source::Model).value.abs() < 1e-12 && of(Source::Model).se < 1e-12);
        }
        assert!(near(&splits[0].variance, 0.0082) && near(&splits[0].deviation, 0.0082_f64.sqrt()));
        // 160 million yuan paid over the term, less and more: 2 x 100 million x the loss ratio
        assert!(near(&splits[1].deviation, 2e8 * 0.0082_f64.sqrt()), "{:?}", splits[1].deviation);

        let wrong = variance_splits(
            &Headlines::of(&town(Seeds::all(1)), &subjects()),
            &redrawn(&[(Process, Trend), (Trend, Process)]),
            &subjects(),
        );
        assert!(!near(&wrong[0].first_order[Process as usize].1, process));
        assert!(!near(&wrong[0].first_order[Trend as usize].1, trend));
    }

    #[test]
    fn a_fund_without_income_in_some_trial_and_a_figure_without_variance_are_left_out() {
        let subjects = [Subject::Contract("cii".into()), Subject::Payer("x".into())];
        let still = |income: &[i64]| {
            let claims = [5_i64; 4];
            let run = outcome(&[
                ("cii_claims_fen", &[&[&claims]]),
                ("cii_income_fen", &[&[income]]),
                ("paid_x_fen", &[&[&claims]]),
            ]);
            Headlines::of(&run, &subjects)
        };
        let redrawn = Redrawn { anew: still(&[0, 9, 9, 9]), kept: Vec::new() };
        assert_eq!(variance_splits(&still(&[9, 9, 9, 0]), &redrawn, &subjects), []);
    }
}
