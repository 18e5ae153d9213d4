//! Who joins a voluntary product: a logit law of age, health, history, account, promotion and price.
//!
//! ```text
//! logit P(join) = a + age + health + insured last year + claim last year + account + promotion - e ln(price ratio)
//! ```
//! The intercept `a` is no datum: it is solved so that a stated share of the heads joins. This module
//! knows probabilities of one person; who draws what is the projection's business.

use crate::benefit::InsuranceScheme;
use crate::units::Age;

/// What a trait adds to the log-odds of joining, and to the price effect `e`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Effect {
    /// Added to the log-odds at the reference price.
    pub log_odds: f64,
    /// Added to the price effect, at least 0.
    pub price: f64,
}

/// The coefficients of the law, in log-odds; the intercept stands apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnrolmentLaw {
    /// By age, both ends included; of bands that share an age the effects add up.
    pub ages: Vec<(Age, Age, Effect)>,
    /// By health state; states without an entry have no effect.
    pub states: Vec<Effect>,
    /// Of those who were insured by the product last year.
    pub insured_last_year: f64,
    /// Of those whom it paid last year.
    pub claim_last_year: f64,
    /// Of members of the employee scheme, who may pay from their personal accounts.
    pub account: f64,
    /// Of the promotion of this year, for everyone.
    pub promotion: f64,
    /// `e`, for everyone.
    pub price: f64,
}

/// A person as the law sees him in one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// His age.
    pub age: Age,
    /// His scheme of the basic insurance.
    pub scheme: InsuranceScheme,
    /// His health state.
    pub state: usize,
    /// Whether the product insured him last year.
    pub insured_last_year: bool,
    /// Whether it paid him last year.
    pub claim_last_year: bool,
    /// His price over the reference price, above 0.
    pub price_ratio: f64,
}

impl EnrolmentLaw {
    /// The log-odds of joining without the intercept. With `price: 0.5` and nothing else, twice the
    /// reference price costs `0.5 ln 2 = 0.3466` of them.
    pub fn log_odds(&self, it: &Candidate) -> f64 {
        let mut sum = Effect { log_odds: self.promotion, price: self.price };
        let ages = self.ages.iter().filter(|(from, to, _)| (*from..=*to).contains(&it.age));
        for effect in ages.map(|(_, _, effect)| effect).chain(self.states.get(it.state)) {
            sum.log_odds += effect.log_odds;
            sum.price += effect.price;
        }
        for (holds, log_odds) in [
            (it.insured_last_year, self.insured_last_year),
            (it.claim_last_year, self.claim_last_year),
            (it.scheme == InsuranceScheme::Employee, self.account),
        ] {
            sum.log_odds += if holds { log_odds } else { 0.0 };
        }
        // a price without effect has none at a price of 0 either
        sum.log_odds - if sum.price > 0.0 { sum.price * libm::log(it.price_ratio) } else { 0.0 }
    }

    /// Whether who is a member at some price is one at every lower price in all years, whatever happened
    /// before: those who were insured last year, paid or not, must not be less inclined than others.
    ///
    /// In the first year, and for a law that does not look back, it always holds, since no price effect is
    /// below 0.
    pub fn is_nested_over_years(&self) -> bool {
        self.insured_last_year >= 0.0 && self.insured_last_year + self.claim_last_year >= 0.0
    }
}

/// The probability that belongs to log-odds: `1 / (1 + exp(-x))`.
///
/// ```
/// use huimin::population::probability;
/// assert_eq!(probability(0.0), 0.5);
/// assert!((probability(3.0_f64.ln()) - 0.75).abs() < 1e-15);
/// ```
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// Persons who are alike to the law: how many, and their log-odds without the intercept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// How many, 0 or more; need not be whole.
    pub heads: f64,
    /// Log-odds in a first year.
    pub log_odds: f64,
    /// What they would be for somebody who was insured last year.
    pub insured: f64,
}

/// The intercept at which the mean probability over all heads is `target` in [0, 1].
///
/// Bisection down to neighbouring floats, so far beyond 1e-12 in the mean; `-inf` for a target of 0 and
/// `+inf` for 1. For a law without effects it is `ln(target / (1 - target))`. Without heads it is 0.
pub fn intercept(people: &[Alike], target: f64) -> f64 {
    if target <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if target >= 1.0 {
        return f64::INFINITY;
    }
    let heads: f64 = people.iter().map(|it| it.heads).sum();
    if heads <= 0.0 {
        return 0.0;
    }
    let joining = |a: f64| people.iter().map(|it| it.heads * probability(a + it.log_odds)).sum::<f64>();
    // at the ends everybody's log-odds lie on one side of the target's
    let of_target = libm::log(target / (1.0 - target));
    let span = |fold: fn(f64, f64) -> f64, start| people.iter().map(|it| it.log_odds).fold(start, fold);
    let (mut low, mut high) =
        (of_target - span(f64::max, f64::NEG_INFINITY), of_target - span(f64::min, f64::INFINITY));
    loop {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            return middle;
        }
        if joining(middle) < target * heads { low = middle } else { high = middle }
    }
}

/// Why a renewal rate cannot be reached: the rate that comes of itself, or the highest that can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutOfReach {
    /// The rate if everybody drew his inclination anew each year.
    pub least: f64,
    /// The rate if everybody kept his.
    pub most: f64,
}

/// The probability `s` of keeping one's inclination to join from one year to the next, otherwise drawing it
/// anew, at which members renew with probability `rate` on unchanged terms.
///
/// With `p` the probability of joining and `p1` that of somebody who was insured last year, over all heads:
/// ```text
/// rate = s * sum(min(p, p1)) / sum(p) + (1 - s) * sum(p p1) / sum(p)
/// ```
/// For a law that sees no difference between people, `s = (rate - p) / (1 - p)`: with half of them joining,
/// 80% renew when 60% keep their inclination.
///
/// # Errors
/// A rate below that of independent years, or above that of unchanging minds.
pub fn stay_probability(people: &[Alike], intercept: f64, rate: f64) -> Result<f64, OutOfReach> {
    let (mut members, mut kept, mut anew) = (0.0, 0.0, 0.0);
    for it in people {
        let [p, insured] = [it.log_odds, it.insured].map(|log_odds| probability(intercept + log_odds));
        members += it.heads * p;
        kept += it.heads * p.min(insured);
        anew += it.heads * p * insured;
    }
    if members <= 0.0 {
        return Ok(1.0);
    }
    let (most, least) = (kept / members, anew / members);
    if most - least < 1e-12 {
        return if (rate - most).abs() < 1e-6 { Ok(1.0) } else { Err(OutOfReach { least, most }) };
    }
    let stay = (rate - least) / (most - least);
    // a millionth is the last place in which a rate is written
    if (-1e-6..=1.0 + 1e-6).contains(&stay) {
        Ok(stay.clamp(0.0, 1.0))
    } else {
        Err(OutOfReach { least, most })
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of groups")]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose, Uniforms};
    use libm::log;
    use std::f64::consts::LN_2;

    fn candidate(age: u8, price_ratio: f64) -> Candidate {
        Candidate {
            age: Age(age),
            scheme: InsuranceScheme::Resident,
            state: 0,
            insured_last_year: false,
            claim_last_year: false,
            price_ratio,
        }
    }

    fn alike(heads: f64, log_odds: f64) -> Alike {
        Alike { heads, log_odds, insured: log_odds }
    }

    #[test]
    fn every_trait_adds_its_log_odds_and_the_price_takes_some() {
        let law = EnrolmentLaw {
            ages: vec![(Age(60), Age(100), Effect { log_odds: 0.4, price: 0.0 })],
            states: vec![Effect::default(), Effect { log_odds: 0.8, price: -0.0 }],
            insured_last_year: 1.5,
            claim_last_year: 0.7,
            account: 0.3,
            promotion: 0.2,
            price: 0.5,
        };
        let all = Candidate {
            scheme: InsuranceScheme::Employee,
            state: 1,
            insured_last_year: true,
            claim_last_year: true,
            ..candidate(60, 2.0)
        };
        let paper = 0.4 + 0.8 + 1.5 + 0.7 + 0.3 + 0.2 - 0.5 * LN_2;
        assert!((law.log_odds(&all) - paper).abs() < 1e-14);
        assert!((law.log_odds(&candidate(59, 1.0)) - 0.2).abs() < 1e-15);
    }

    #[test]
    fn the_intercept_meets_the_target_on_paper() {
        // without effects: the log-odds of the target
        let plain = intercept(&[alike(7_000_000.0, 0.0)], 0.45);
        assert!((plain - log(0.45 / 0.55)).abs() < 1e-15, "{plain}");
        // odds 1 and 3 times b: half of b/(1+b) + 3b/(1+3b) = 0.5 gives 3 b^2 = 1
        let two = intercept(&[alike(10.0, 0.0), alike(10.0, log(3.0))], 0.5);
        assert!((two - log(1.0 / libm::sqrt(3.0))).abs() < 1e-14, "{two}");
    }

    #[test]
    fn the_mean_over_the_heads_is_the_target_to_1e_12() {
        let mut chance = Uniforms::new(&Address::world(16, Purpose::Resample, 0, 0));
        for _ in 0..200 {
            let n = 1 + (chance.uniform() * 60.0) as usize;
            let people: Vec<Alike> =
                (0..n).map(|_| alike(chance.uniform() * 1e6, 4.0 * chance.normal())).collect();
            let target = 0.001 + 0.998 * chance.uniform();
            let a = intercept(&people, target);
            let heads: f64 = people.iter().map(|it| it.heads).sum();
            let joining: f64 = people.iter().map(|it| it.heads * probability(a + it.log_odds)).sum();
            assert!((joining / heads - target).abs() < 1e-12, "{n} {target}");
        }
        assert_eq!(probability(intercept(&[alike(5.0, 0.3)], 0.0)), 0.0);
        assert_eq!(probability(intercept(&[alike(5.0, 0.3)], 1.0)), 1.0);
    }

    #[test]
    fn where_all_are_alike_the_renewal_rate_has_a_closed_form() {
        // M12 with half of the undecided: 80.5%; (0.805 - 0.45) / 0.55
        let people = [alike(1000.0, 0.0)];
        let a = intercept(&people, 0.45);
        assert!((stay_probability(&people, a, 0.805).unwrap() - 0.355 / 0.55).abs() < 1e-12);
        assert!(stay_probability(&people, a, 0.45).unwrap().abs() < 1e-12);
        assert!((stay_probability(&people, a, 1.0).unwrap() - 1.0).abs() < 1e-12);
        let refused = stay_probability(&people, a, 0.3).unwrap_err();
        assert!((refused.least - 0.45).abs() < 1e-12 && (refused.most - 1.0).abs() < 1e-12);
    }

    #[test]
    fn where_people_differ_members_are_likelier_to_renew_than_the_mean_says() {
        // half join with 0.2, half with 0.8: independent years renew (0.04 + 0.64) / 1.0 = 68%, not 50%
        let people = [alike(1.0, log(0.25)), alike(1.0, log(4.0))];
        let stay = stay_probability(&people, 0.0, 0.84).unwrap();
        assert!((stay - (0.84 - 0.68) / 0.32).abs() < 1e-12);
        assert!(stay_probability(&people, 0.0, 0.6).is_err());
    }

    #[test]
    fn with_one_price_effect_for_all_a_higher_price_never_lowers_the_mean_risk_of_those_who_join() {
        // guaranteed where the order of the log-odds is the order of the risks: the dearer the price, the
        // nearer the odds of joining stand to their ratio, which favours the sick most
        let mut chance = Uniforms::new(&Address::world(17, Purpose::Resample, 0, 0));
        for _ in 0..300 {
            let n = 2 + (chance.uniform() * 8.0) as usize;
            let mut risks: Vec<f64> = (0..n).map(|_| chance.uniform()).collect();
            let mut odds: Vec<f64> = (0..n).map(|_| 2.0 * chance.normal()).collect();
            risks.sort_by(f64::total_cmp);
            odds.sort_by(f64::total_cmp);
            let law = EnrolmentLaw { price: 2.0 * chance.uniform(), ..EnrolmentLaw::default() };
            let risk_at = |price: f64| {
                let joining = odds.iter().map(|odds| probability(odds + law.log_odds(&candidate(30, price))));
                let (mut risk, mut heads) = (0.0, 0.0);
                for (p, own) in joining.zip(&risks) {
                    risk += p * own;
                    heads += p;
                }
                risk / heads
            };
            let prices = [0.1, 0.5, 1.0, 1.5, 3.0, 10.0];
            assert!(prices.windows(2).all(|pair| risk_at(pair[1]) >= risk_at(pair[0]) - 1e-12));
        }
    }

    #[test]
    fn where_the_sick_are_the_less_inclined_a_higher_price_lowers_the_mean_risk() {
        let risk = |price: f64| {
            let odds = |own: f64| probability(own - log(price));
            let (healthy, sick) = (odds(1.0), odds(-1.0));
            sick / (healthy + sick)
        };
        assert!(risk(5.0) < risk(1.0), "the order of the effects is what guarantees it");
    }

    #[test]
    fn a_price_of_nothing_keeps_everybody_whom_a_price_matters_to() {
        let law = EnrolmentLaw { price: 0.4, ..EnrolmentLaw::default() };
        assert_eq!(probability(law.log_odds(&candidate(30, 0.0))), 1.0);
        assert_eq!(EnrolmentLaw::default().log_odds(&candidate(30, 0.0)), 0.0);
    }
}
