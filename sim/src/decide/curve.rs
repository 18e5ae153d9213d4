//! Curves of a city product over designs that differ in one number: the premium, or the participation.
//!
//! All points settle the same bills, and a person who joins at one price joins at every lower one, so
//! neighbouring points differ by few people and their differences are paired.

use crate::engine::Outcome;
use crate::stats::estimate::student_97_5;
use crate::stats::{Estimate, Moments};
use crate::units::Year;
use crate::wording::metrics::Metric;

use super::estimate::Estimated;
use super::metrics::{Amount, Scale, Subject};
use super::sample::Sample;
use super::summary::{Design, Missing, estimate};

/// The figures of a point that are defined for every run, in the order of tables.
pub const CURVE_METRICS: [Metric; 4] = [
    Metric::Participation,
    Metric::RenewalRate,
    Metric::BreakEvenPremium,
    Metric::BreakEvenPremiumWithMargin,
];

/// The book of a curve.
#[derive(Debug, Clone, Copy)]
pub struct CurveBook<'a> {
    /// The id of its fund.
    pub id: &'a str,
    /// The payers whose payments are its claims by the terms.
    pub payers: &'a [String],
}

/// What the book looks like in one design. Claims, premium and both ratios are by the terms: without what
/// last year's surplus adds to the benefits, and before what it takes off the prices.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePoint {
    /// The number that tells the designs apart: a premium in yuan, a participation.
    pub at: f64,
    /// Members in a year, mean over the years.
    pub members: Result<Estimate, Missing>,
    /// Premium per member and year, in yuan: a mean over ages.
    pub premium_per_member: Result<Estimate, Missing>,
    /// Claims per member and year, in yuan.
    pub claims_per_member: Result<Estimate, Missing>,
    /// Claims over earned premium.
    pub loss_ratio: Result<Estimate, Missing>,
    /// Claims and cost over earned premium, all after reinsurance.
    pub combined_ratio: Result<Estimate, Missing>,
    /// The book's result per member and year, in yuan.
    pub result_per_member: Result<Estimate, Missing>,
    /// The figures of [`CURVE_METRICS`] that the run has.
    pub figures: Vec<(Metric, Result<Estimate, Missing>)>,
    /// The result over the years in each trial, in fen.
    results: Vec<i64>,
}

impl CurvePoint {
    /// One of the figures of [`CURVE_METRICS`].
    pub fn figure(&self, metric: Metric) -> Option<&Result<Estimate, Missing>> {
        self.figures.iter().find(|(known, _)| *known == metric).map(|(_, figure)| figure)
    }

    fn total(&self) -> i128 {
        self.results.iter().copied().map(i128::from).sum()
    }

    /// Whether the mean result is told from zero, and on which side it is.
    fn told(&self) -> Option<bool> {
        let mean = self.results.iter().copied().collect::<Moments>().estimate()?;
        mean.differs_from(0.0).then_some(mean.value > 0.0)
    }
}

/// A place where the mean result passes zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Where, with its error: that of the mean result over the slope of its curve (delta method, over the
    /// trials, paired).
    pub at: Estimate,
    /// Whether losses turn into gains there as the number rises; otherwise gains turn into losses.
    pub gains: bool,
    /// Whether some point on either side, before the next crossing, is told from zero (95%). Two crossings
    /// that are not may be none.
    pub told: bool,
}

/// Points in ascending order of their number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// The points.
    pub points: Vec<CurvePoint>,
}

impl Curve {
    /// The curve over some designs of an outcome: for each its place there and its number. `designs` stand in
    /// the outcome's order; designs without the book's columns are left out.
    pub fn new(outcome: &Outcome, designs: &[Design], of: &[(u32, f64)], book: CurveBook<'_>) -> Curve {
        let n_years = outcome.shape().years.len();
        let mut points: Vec<CurvePoint> = of
            .iter()
            .filter_map(|&(design, at)| {
                let terms = designs.get(design as usize)?;
                point(Sample::new(outcome, design, 0..n_years), terms, book, at)
            })
            .collect();
        points.sort_by(|a, b| a.at.total_cmp(&b.at));
        Curve { points }
    }

    /// The same curve with the points of another run of the same trials; of equal numbers the first stays.
    #[must_use]
    pub fn with(mut self, other: Curve) -> Curve {
        self.points.extend(other.points);
        self.points.sort_by(|a, b| a.at.total_cmp(&b.at));
        self.points.dedup_by(|later, kept| later.at.total_cmp(&kept.at).is_eq());
        self
    }

    /// The neighbouring numbers between which the mean result passes zero.
    pub fn brackets(&self) -> Vec<(f64, f64)> {
        self.passes().into_iter().map(|i| (self.points[i].at, self.points[i + 1].at)).collect()
    }

    fn passes(&self) -> Vec<usize> {
        let gains = |i: usize| self.points[i].total() >= 0;
        (1..self.points.len()).map(|i| i - 1).filter(|&i| gains(i) != gains(i + 1)).collect()
    }

    /// Every place where the mean result over the trials passes zero, in ascending order: linear between
    /// neighbouring points.
    ///
    /// Empty where it never does; `None` for fewer than two trials.
    pub fn crossings(&self) -> Option<Vec<Crossing>> {
        let passes = self.passes();
        let edges: Vec<usize> =
            [0].into_iter().chain(passes.iter().map(|&i| i + 1)).chain([self.points.len()]).collect();
        // whether some point of each stretch between two crossings is told from zero on its own side
        let told: Vec<bool> = edges
            .windows(2)
            .map(|stretch| {
                let side = self.points.get(stretch[0]).is_some_and(|it| it.total() >= 0);
                self.points[stretch[0]..stretch[1]].iter().any(|it| it.told() == Some(side))
            })
            .collect();
        passes
            .iter()
            .enumerate()
            .map(|(nth, &i)| {
                let at = self.crossing_after(i)?;
                let gains = self.points[i + 1].total() >= 0;
                Some(Crossing { at, gains, told: told[nth] && told[nth + 1] })
            })
            .collect()
    }

    /// The zero between point `i` and the next.
    fn crossing_after(&self, i: usize) -> Option<Estimate> {
        let (low, high) = (&self.points[i], &self.points[i + 1]);
        let n = low.results.len();
        if n < 2 || high.results.len() != n {
            return None;
        }
        let mean = |point: &CurvePoint| point.total() as f64 / n as f64;
        let weight = mean(low) / (mean(low) - mean(high));
        let at = low.at + weight * (high.at - low.at);
        let slope = self.slope_around(i)?;
        let there: Vec<f64> = low
            .results
            .iter()
            .zip(&high.results)
            .map(|(&low, &high)| low as f64 + weight * (high as f64 - low as f64))
            .collect();
        let centre = there.iter().sum::<f64>() / n as f64;
        let squares: f64 = there.iter().map(|it| (it - centre) * (it - centre)).sum();
        let se = libm::sqrt(squares / (n as f64 - 1.0) / n as f64) / slope.abs();
        let reach = student_97_5(n as u64 - 1) * se;
        Some(Estimate { value: at, se, low: at - reach, high: at + reach, n: n as u64 })
    }

    /// The slope of the mean result around the stretch after point `i`: over its neighbours too, where the
    /// curve goes the same way there.
    fn slope_around(&self, i: usize) -> Option<f64> {
        let slope = |a: usize, b: usize| {
            let (from, to) = (&self.points[a], &self.points[b]);
            (to.total() - from.total()) as f64 / from.results.len() as f64 / (to.at - from.at)
        };
        let own = slope(i, i + 1);
        let wide = slope(i.saturating_sub(1), (i + 2).min(self.points.len() - 1));
        let best = if wide * own > 0.0 { wide } else { own };
        (best != 0.0).then_some(best)
    }
}

/// The figures of one design.
fn point(sample: Sample<'_>, design: &Design, book: CurveBook<'_>, at: f64) -> Option<CurvePoint> {
    let results = sample.over_years(Amount("{}_result_fen"), book.id)?;
    let members = sample.over_years(Amount("{}_members"), book.id)?;
    let terms = ByTerms::of(sample, book)?;
    let few = Missing::TooFewTrials;
    let ratio = |x: &[i64], y: &[i64]| {
        let nothing = y.iter().all(|&it| it == 0);
        Estimated::ratio(x, y, sample.sampled()).ok_or(if nothing { Missing::NothingToDivideBy } else { few })
    };
    let per_member =
        |amounts: &[i64]| ratio(amounts, &members).map(|it| it.scaled(Scale::Over(100.0)).estimate);
    let years = sample.years().len().max(1) as f64;
    let subject = Subject::Book(book.id.to_owned());
    let figures = CURVE_METRICS.iter().filter_map(|&metric| {
        let definition = subject.definition(metric)?;
        let figure = estimate(sample, design, book.id, definition.rule)?;
        Some((metric, figure.map(|it| it.scaled(definition.kind.scale()).estimate)))
    });
    Some(CurvePoint {
        at,
        members: Estimated::mean(&members, sample.sampled())
            .map(|it| it.scaled(Scale::Over(years)).estimate)
            .ok_or(few),
        premium_per_member: per_member(&terms.premium),
        claims_per_member: per_member(&terms.claims),
        loss_ratio: ratio(&terms.claims, &terms.earned).map(|it| it.estimate),
        combined_ratio: ratio(&terms.net_outgo, &terms.net_earned).map(|it| it.estimate),
        result_per_member: per_member(&results),
        figures: figures.collect(),
        results,
    })
}

/// A book over the years of a sample as if no surplus were passed on, a number a trial, in fen:
///
/// ```text
/// claims    = benefits by the terms
/// extra     = the book's claims - claims             out of last year's surplus
/// reduction = surplus used - extra                   off the prices, for the same reason
/// premium   = written premium + reduction,           earned = earned premium + reduction
/// ```
struct ByTerms {
    claims: Vec<i64>,
    premium: Vec<i64>,
    earned: Vec<i64>,
    /// Claims and cost after reinsurance.
    net_outgo: Vec<i64>,
    /// Earned premium after reinsurance.
    net_earned: Vec<i64>,
}

impl ByTerms {
    fn of(sample: Sample<'_>, book: CurveBook<'_>) -> Option<ByTerms> {
        let mut claims = vec![0; sample.n_trials()];
        for payer in book.payers {
            claims = sum(&claims, &sample.over_years(Amount("paid_{}_fen"), payer)?);
        }
        let of = |amount| sample.over_years(Amount(amount), book.id);
        let reduction = sum(&claims, &of("{}_surplus_used_fen - {}_claims_fen")?);
        let earned = sum(&reduction, &of("{}_earned_premium_fen")?);
        Some(ByTerms {
            premium: sum(&reduction, &of("{}_premium_fen")?),
            net_outgo: sum(&claims, &of("{}_cost_fen - {}_ceding_commission_fen - {}_recoveries_fen")?),
            net_earned: sum(&earned, &of("- {}_ceded_premium_fen")?),
            claims,
            earned,
        })
    }
}

/// Trial by trial.
fn sum(one: &[i64], other: &[i64]) -> Vec<i64> {
    one.iter().zip(other).map(|(one, other)| one + other).collect()
}

/// A year of a product that is priced anew each year.
#[derive(Debug, Clone, PartialEq)]
pub struct SpiralYear {
    /// The policy year.
    pub year: Year,
    /// The figures of the year alone, at its premium of the dearest age in yuan.
    pub point: CurvePoint,
}

impl SpiralYear {
    /// One year of an outcome's base.
    pub fn new(
        outcome: &Outcome,
        designs: &[Design],
        year_index: usize,
        book: CurveBook<'_>,
        yuan: f64,
    ) -> Option<SpiralYear> {
        let base = outcome.designs().start;
        let sample = Sample::new(outcome, base, year_index..year_index + 1);
        let point = point(sample, designs.first()?, book, yuan)?;
        Some(SpiralYear { year: *outcome.shape().years.get(year_index)?, point })
    }

    fn participation(&self) -> Option<f64> {
        self.point.figure(Metric::Participation)?.as_ref().ok().map(|it| it.value)
    }
}

/// Where a product that is priced anew each year is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpiralVerdict {
    /// Participation has fallen below half of the first year's: a spiral (死亡螺旋).
    Spirals,
    /// In the last year neither price nor participation has moved by more than 2%.
    Settles,
    /// Neither.
    Moves,
}

/// How little price and participation move in a year that has settled.
const SETTLED: f64 = 0.02;

impl SpiralVerdict {
    /// The verdict on some years; `None` for fewer than two, or without participation.
    pub fn of(years: &[SpiralYear]) -> Option<SpiralVerdict> {
        let [first, .., before, last] = match years {
            [first, last] => [first, first, first, last],
            [first, .., before, last] => [first, first, before, last],
            _ => return None,
        };
        let (first, before_q, last_q) =
            (first.participation()?, before.participation()?, last.participation()?);
        if last_q < 0.5 * first {
            return Some(SpiralVerdict::Spirals);
        }
        let moved = |from: f64, to: f64| (to / from - 1.0).abs() > SETTLED;
        let still = !moved(before.point.at, last.point.at) && !moved(before_q, last_q);
        Some(if still { SpiralVerdict::Settles } else { SpiralVerdict::Moves })
    }
}

/// Next year's price of the dearest age, in whole yuan: this year's times claims per member over what the
/// target loss ratio leaves of the premium per member, changed by at most `max_change`, rounded up. Both are
/// by the terms, so that a surplus passed on neither raises the next price nor lowers it.
///
/// `None` where a figure is missing. 100 yuan, claims of 90 a member on a premium of 95 and a target of 80%:
/// 100 * 90 / (0.8 * 95) = 118.42; with at most 10% up it is 110.
pub fn next_price(point: &CurvePoint, target_loss_ratio: f64, max_change: f64) -> Option<i64> {
    let (claims, premium) = (point.claims_per_member.as_ref().ok()?, point.premium_per_member.as_ref().ok()?);
    whole_yuan(point.at, claims.value / premium.value / target_loss_ratio, max_change)
}

#[expect(clippy::cast_possible_truncation, reason = "a price in yuan")]
fn whole_yuan(price: f64, change: f64, max_change: f64) -> Option<i64> {
    let changed = price * change.clamp(1.0 - max_change, 1.0 + max_change);
    // 110.00000000000001 is 110 yuan
    (changed.is_finite()).then(|| libm::ceil(changed - 1e-9).max(1.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::super::toy::outcome;
    use super::*;
    use crate::fund::{HmbBook, HmbTerms, HmbYear, HmbYearInput, Joined, Premium, SurplusForm};
    use crate::units::{Fen, Heads, Share};

    /// A curve whose mean result at each price is given in fen, with an error.
    fn curve(of: &[(f64, i64, i64)]) -> Curve {
        let point = |&(at, mean, spread): &(f64, i64, i64)| CurvePoint {
            at,
            members: Err(Missing::TooFewTrials),
            premium_per_member: Err(Missing::TooFewTrials),
            claims_per_member: Err(Missing::TooFewTrials),
            loss_ratio: Err(Missing::TooFewTrials),
            combined_ratio: Err(Missing::TooFewTrials),
            result_per_member: Err(Missing::TooFewTrials),
            figures: Vec::new(),
            results: vec![mean - spread, mean + spread, mean - spread, mean + spread],
        };
        Curve { points: of.iter().map(point).collect() }
    }

    #[test]
    fn a_parabola_has_its_two_break_even_premiums() {
        // gain (p - 60)(340 - p), straight between points that stand 20 apart on either side of each root
        let points: Vec<(f64, i64, i64)> =
            (0..=20).map(|i| 10 + 20 * i).map(|p| (p as f64, (p - 60) * (340 - p), 10)).collect();
        let found = curve(&points).crossings().unwrap();
        assert_eq!(found.len(), 2);
        // from -10 * 290 at 50 to 10 * 270 at 70: the zero of the chord
        assert!((found[0].at.value - (50.0 + 20.0 * 2900.0 / 5600.0)).abs() < 1e-12);
        assert!(found[0].gains && !found[1].gains && found.iter().all(|it| it.told));
        assert!((found[1].at.value - (330.0 + 20.0 * 2700.0 / 5600.0)).abs() < 1e-12);
    }

    #[test]
    fn the_error_is_that_of_the_mean_over_the_slope() {
        // mean -100 and +100 over 10 yuan: 20 a yuan; four trials of +-6 have a standard error of sqrt(12)
        let found = curve(&[(50.0, -100, 6), (60.0, 100, 6)]).crossings().unwrap();
        assert_eq!((found[0].at.value, found[0].at.n), (55.0, 4));
        assert!((found[0].at.se - 12.0_f64.sqrt() / 20.0).abs() < 1e-12);
        assert!(
            (found[0].at.high - 55.0 - 3.182_446_305 * found[0].at.se).abs() < 1e-6,
            "Student, 3 degrees"
        );
    }

    #[test]
    fn none_one_or_two_are_told_apart_and_a_touch_is_not_told() {
        assert_eq!(curve(&[(50.0, -5, 1), (60.0, -1, 1)]).crossings().unwrap().len(), 0);
        assert_eq!(curve(&[(50.0, 5, 1), (60.0, 1, 1)]).crossings().unwrap().len(), 0);
        assert_eq!(curve(&[(50.0, -5, 1), (60.0, 9, 1)]).crossings().unwrap().len(), 1);
        // between two roots no price gains by more than chance
        let touch = curve(&[(50.0, -500, 40), (60.0, 3, 40), (70.0, -500, 40)]).crossings().unwrap();
        assert_eq!(touch.iter().map(|it| it.told).collect::<Vec<_>>(), [false, false]);
    }

    #[test]
    fn a_finer_curve_of_the_same_trials_joins_in() {
        let coarse = curve(&[(50.0, -100, 1), (60.0, 300, 1)]);
        assert_eq!(coarse.brackets(), [(50.0, 60.0)]);
        let finer = coarse.with(curve(&[(55.0, 10, 1), (60.0, 299, 1)]));
        assert_eq!(finer.points.len(), 3);
        assert_eq!(finer.brackets(), [(50.0, 55.0)]);
    }

    #[test]
    fn prices_follow_claims_within_their_limit_and_round_up() {
        // 100 * 90 / (0.8 * 95) = 118.42
        assert_eq!(whole_yuan(100.0, 90.0 / 95.0 / 0.8, 1.0), Some(119));
        assert_eq!(whole_yuan(100.0, 90.0 / 95.0 / 0.8, 0.1), Some(110));
        assert_eq!(whole_yuan(100.0, 0.2, 0.1), Some(90));
        assert_eq!(whole_yuan(100.0, f64::NAN, 0.1), None);
    }

    /// Two years of 100 yuan a member and claims of 70: what the first year leaves is spent in the second, as
    /// benefits or off the prices.
    fn two_years(members: i64, form: SurplusForm) -> Outcome {
        let price = Fen::yuan(100);
        let terms = HmbTerms { surplus_form: form, ..HmbTerms::plain(Premium::one(price)) };
        let mut book = HmbBook::new(terms).unwrap();
        let residents = Joined { heads: Heads(members), premium: price * Heads(members) };
        let claims = Fen::yuan(70) * Heads(members);
        let input = HmbYearInput { residents, claims, ..HmbYearInput::default() };
        let years = [book.settle_year(&input), book.settle_year(&input)];
        let column = |of: fn(&HmbYear) -> i64| years.each_ref().map(|year| [of(year); 2]);
        let columns = [
            ("hmb_members", column(|it| it.members.0)),
            ("hmb_eligible", column(|_| 1_000)),
            ("hmb_result_fen", column(|it| it.result.0)),
            ("hmb_premium_fen", column(|it| it.premium.0)),
            ("hmb_earned_premium_fen", column(|it| it.earned.0)),
            ("hmb_claims_fen", column(|it| it.claims.0)),
            ("hmb_cost_fen", column(|it| it.cost.0)),
            ("hmb_ceded_premium_fen", column(|_| 0)),
            ("hmb_ceding_commission_fen", column(|_| 0)),
            ("hmb_recoveries_fen", column(|_| 0)),
            ("hmb_surplus_used_fen", column(|it| it.surplus_used.0)),
            ("paid_l1_fen", [[claims.0; 2]; 2]),
        ];
        let years = columns.each_ref().map(|(key, years)| (*key, years.each_ref().map(|it| &it[..])));
        let designs = years.each_ref().map(|(key, years)| (*key, [&years[..]]));
        outcome(&designs.each_ref().map(|(key, designs)| (*key, &designs[..])))
    }

    fn looked_at(run: &Outcome, year: usize, at: f64) -> SpiralYear {
        let design = Design {
            name: "base".into(),
            title: crate::wording::Bilingual { zh: "基准".into(), en: "base".into() },
            funds: Vec::new(),
            revised: Vec::new(),
        };
        let payers = ["l1".to_owned()];
        SpiralYear::new(run, &[design], year, CurveBook { id: "hmb", payers: &payers }, at).unwrap()
    }

    #[test]
    fn a_surplus_passed_on_moves_neither_the_price_nor_the_ratios() {
        for form in [SurplusForm::Benefit, SurplusForm::Premium] {
            let run = two_years(500, form);
            // a margin of 3% leaves 27 yuan a member for the second year
            for year in [0, 1] {
                let point = looked_at(&run, year, 100.0).point;
                let value = |it: &Result<Estimate, Missing>| it.as_ref().unwrap().value;
                assert_eq!(
                    (value(&point.claims_per_member), value(&point.premium_per_member)),
                    (70.0, 100.0)
                );
                assert_eq!((value(&point.loss_ratio), value(&point.combined_ratio)), (0.7, 0.7), "{form:?}");
                assert_eq!(next_price(&point, 0.97, 0.5), Some(73), "70 / 0.97 = 72.2: {form:?}, {year}");
            }
        }
    }

    #[test]
    fn h03_under_selection_the_participation_breaks_even_far_above_that_of_flat_claims() {
        // 2,000,000 eligible, 79 yuan, 8% and 8,000,000 fixed: 48 (1 + 0.9 (1 - q)) a member breaks even at
        // 0.5865605420 (vectors.json), 62.40 at 0.3891050584; chords this short err by less than 1e-8
        let terms = HmbTerms {
            fixed_cost: Fen::yuan(8_000_000),
            cost_ratio: Share::percent(8),
            ..HmbTerms::plain(Premium::one(Fen::yuan(79)))
        };
        let breaks_even = |from: i64, claims_fen: fn(i64) -> i64| {
            let point = |members: i64| {
                let residents = Joined { heads: Heads(members), premium: Fen::yuan(79) * Heads(members) };
                let claims = Fen(claims_fen(members));
                let input = HmbYearInput { residents, claims, ..HmbYearInput::default() };
                let result = HmbBook::new(terms.clone()).unwrap().settle_year(&input).result;
                (members as f64 / 2e6, result.0, 0)
            };
            curve(&[point(from), point(from + 200)]).crossings().unwrap()[0].at.value
        };
        let selected = breaks_even(1_173_000, |n| 9_120 * n - 4_320 * n * n / 2_000_000);
        assert!((selected - 0.586_560_542_0).abs() < 1e-8, "{selected}");
        let flat = breaks_even(778_200, |n| 6_240 * n);
        assert!((flat - 0.389_105_058_4).abs() < 1e-8, "{flat}");
    }

    fn year(at: f64, members: i64) -> SpiralYear {
        looked_at(&two_years(members, SurplusForm::Benefit), 0, at)
    }

    #[test]
    fn half_of_the_members_lost_is_a_spiral_and_two_per_cent_are_rest() {
        let verdict = |years: &[(f64, i64)]| {
            SpiralVerdict::of(&years.iter().map(|&(at, members)| year(at, members)).collect::<Vec<_>>())
        };
        assert_eq!(verdict(&[(100.0, 600), (110.0, 500), (121.0, 290)]), Some(SpiralVerdict::Spirals));
        assert_eq!(verdict(&[(100.0, 600), (110.0, 500), (111.0, 495)]), Some(SpiralVerdict::Settles));
        assert_eq!(verdict(&[(100.0, 600), (110.0, 500)]), Some(SpiralVerdict::Moves));
        assert_eq!(verdict(&[(100.0, 600)]), None);
    }
}
