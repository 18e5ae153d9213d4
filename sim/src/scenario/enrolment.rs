//! Who joins a city product, in a scenario: log-odds by trait, the effect of the price, renewal.

use super::city::age;
use super::field::{Amount, Keyed, Ratio};
use super::funds::unknown_reference;
use super::health::HealthStateDoc;
use super::hmb_book::PriceBandDoc;
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::{record, tagged};
use crate::fund::{FundError, Premium, PriceBand};
use crate::population::{Effect, EnrolmentLaw};
use crate::projection::{Enrolment, Renewal};
use crate::units::{Fen, Share};

record! {
    /// How much the ages of a band move who joins.
    pub struct AgeEnrolmentDoc {
        /// Youngest age.
        from_age: u32 [0..=100],
        /// Oldest age; 100 stands for 100 and over.
        to_age: u32 [0..=100],
        /// Added to the log-odds of joining.
        log_odds: f64 [-10.0..=10.0] = 0.0,
        /// Added to `price_effect`.
        price_effect: f64 [0.0..=10.0] = 0.0,
    }
    check band_rises
}

fn band_rises(doc: &AgeEnrolmentDoc, node: &Node, problems: &mut Problems) {
    super::payers::rises(("from_age", Some(doc.from_age)), ("to_age", Some(doc.to_age)), node, problems);
}

record! {
    /// How much a state of health moves who joins.
    pub struct StateEnrolmentDoc {
        /// Added to the log-odds of joining.
        log_odds: f64 [-10.0..=10.0] = 0.0,
        /// Added to `price_effect`.
        price_effect: f64 [0.0..=10.0] = 0.0,
    }
}

record! {
    /// So many members renew at unchanged terms.
    pub struct RenewalRateDoc {
        /// The share of members that renews.
        ratio: Ratio,
    }
}

record! {
    /// Members asked whether they will renew the product as it is ([S3] ch. 1 §2(三)).
    pub struct RenewalSurveyDoc {
        /// The share that will not.
        refuse_ratio: Ratio,
        /// The share that cannot say.
        undecided_ratio: Ratio,
        /// The share of these that renews (`renewal.undecided`).
        undecided: Ratio [Share::ZERO..=Share::ONE] = Share::percent(50),
    }
    check answers_fit
}

fn answers_fit(doc: &RenewalSurveyDoc, node: &Node, problems: &mut Problems) {
    if let (Some(refuse), Some(undecided)) = (doc.refuse_ratio.known(), doc.undecided_ratio.known())
        && undecided > refuse.complement()
    {
        let kind = ProblemKind::NotBelow {
            key: "undecided_ratio".into(),
            found: undecided.to_string(),
            other_key: "1 - refuse_ratio".into(),
            other: refuse.complement().to_string(),
        };
        problems.report(&node.place_of("undecided_ratio"), kind);
    }
}

record! {
    /// So many people, members or not, keep their inclination from one year to the next.
    pub struct InclinationDoc {
        /// Their share.
        ratio: Ratio,
    }
}

tagged! {
    /// How lasting an inclination to join is.
    pub enum RenewalDoc {
        /// The renewal rate itself.
        Rate(RenewalRateDoc) = "rate",
        /// The answers of a survey.
        Survey(RenewalSurveyDoc) = "survey",
        /// The share of people who do not change their minds.
        Inclination(InclinationDoc) = "inclination",
    }
}

record! {
    /// What moves who joins: log-odds of each trait. Traits of last year are none in the first year of the term.
    pub struct EnrolmentDoc {
        /// By age; of bands that share an age the effects add up, other ages have none.
        ages: Keyed<AgeEnrolmentDoc> = Keyed::default(),
        /// By state of health, under the names of `illness.health`: the state of the year before, which is known
        /// when people join. Other states, and the healthy, have no effect.
        health: Keyed<StateEnrolmentDoc> = Keyed::default(),
        /// Log-odds of who is in a state on the lists of pre-existing diseases (既往症), beside those of the state.
        listed_log_odds: f64 [-10.0..=10.0] = 0.0,
        /// Log-odds of who was insured by the product last year.
        insured_last_year_log_odds: f64 [-10.0..=10.0] = 0.0,
        /// Log-odds of whom it paid last year.
        claim_last_year_log_odds: f64 [-10.0..=10.0] = 0.0,
        /// Log-odds of members of the employee scheme, who may pay from their personal accounts.
        account_log_odds: f64 [-10.0..=10.0] = 0.0,
        /// Log-odds of everybody under a full promotion.
        promotion_log_odds: f64 [-10.0..=10.0] = 0.0,
        /// How much of a full promotion there is; `participation` is that without any.
        promotion: f64 [0.0..=1.0] = 0.0,
        /// The log-odds lost for each unit of ln(price / reference price).
        price_effect: f64 [0.0..=10.0] = 0.0,
        /// The price at which `participation` holds, where all ages pay the same.
        reference_yuan_per_year: Option<Amount> [Fen(1)..=Fen::MAX_INPUT],
        /// The prices at which `participation` holds; the bands cover every age from 0 to 100 once.
        reference_by_age: Option<Keyed<PriceBandDoc>>,
        /// Whether people change their minds between years; never where left out.
        renewal: Option<RenewalDoc>,
    }
    check reference_is_one
}

fn reference_is_one(doc: &EnrolmentDoc, node: &Node, problems: &mut Problems) {
    let priced = doc.price_effect > 0.0
        || doc.ages.iter().any(|(_, band)| band.price_effect > 0.0)
        || doc.health.iter().any(|(_, state)| state.price_effect > 0.0);
    match (&doc.reference_yuan_per_year, &doc.reference_by_age) {
        (None, None) if priced => {
            problems.report(&node.place, ProblemKind::MissingKey { key: "reference_yuan_per_year".into() });
        }
        (Some(price), Some(_)) => {
            let found = price.known().map_or_else(|| super::field::UNKNOWN.to_string(), |it| it.to_string());
            let kind = ProblemKind::NotTogether {
                key: "reference_yuan_per_year".into(),
                value: found,
                other_key: "reference_by_age".into(),
                other: "{...}".into(),
            };
            problems.report(&node.place_of("reference_yuan_per_year"), kind);
        }
        (None, Some(bands)) => {
            // an unknown price is a price as far as ages go
            let price = |band: &PriceBandDoc| band.yuan.known().unwrap_or(Fen::ZERO);
            let bands = bands.iter().map(|(_, band)| band.price_band(price(band))).collect();
            if let Err(FundError::AgeWithoutOnePrice { age }) = Premium::by_age(bands) {
                problems.report(&node.place_of("reference_by_age"), ProblemKind::AgeWithoutOnePrice { age });
            }
        }
        _ => {}
    }
}

impl EnrolmentDoc {
    /// The law, if every cell is known; the unknown ones become problems. `states` are those of `illness.health`.
    pub fn enrolment(&self, states: &Keyed<HealthStateDoc>, problems: &mut Problems) -> Option<Enrolment> {
        let referred = self.reference_yuan_per_year.is_some() || self.reference_by_age.is_some();
        let reference = if referred { self.reference(problems).map(Some) } else { Some(None) };
        let renewal = match &self.renewal {
            None => Some(None),
            Some(doc) => doc.renewal(problems).map(Some),
        };
        let ages = self.ages.iter().map(|(_, band)| {
            let effect = Effect { log_odds: band.log_odds, price: band.price_effect };
            (age(band.from_age), age(band.to_age), effect)
        });
        let law = EnrolmentLaw {
            ages: ages.collect(),
            states: self.states(states),
            insured_last_year: self.insured_last_year_log_odds,
            claim_last_year: self.claim_last_year_log_odds,
            account: self.account_log_odds,
            promotion: self.promotion_log_odds * self.promotion,
            price: self.price_effect,
        };
        Some(Enrolment { law, reference: reference?, renewal: renewal?, decided_on: None })
    }

    /// The effect of each state, the healthy first; empty where no state has one.
    fn states(&self, states: &Keyed<HealthStateDoc>) -> Vec<Effect> {
        let of = |(name, state): (&str, &HealthStateDoc)| {
            let own = self.health.get(name);
            let listed = if state.listed { self.listed_log_odds } else { 0.0 };
            Effect {
                log_odds: own.map_or(0.0, |own| own.log_odds) + listed,
                price: own.map_or(0.0, |own| own.price_effect),
            }
        };
        let effects: Vec<Effect> = std::iter::once(Effect::default()).chain(states.iter().map(of)).collect();
        if effects.iter().all(|effect| *effect == Effect::default()) { Vec::new() } else { effects }
    }

    /// Reports states that the city does not have.
    pub(super) fn check_states(&self, states: &Keyed<HealthStateDoc>, node: &Node, problems: &mut Problems) {
        for (name, _) in self.health.iter().filter(|(name, _)| states.get(name).is_none()) {
            let place = node.get("health").map_or(&node.place, |health| &health.place).clone();
            let place = node.at(&["health", name]).map_or(place, |state| state.place.clone());
            problems.report(&place, unknown_reference(name, &states.names()));
        }
    }

    /// The renewal rate that is asked for, if one is and it is known.
    pub fn renewal_rate(&self) -> Option<Share> {
        match self.renewal.as_ref()?.renewal(&mut Problems::new())? {
            Renewal::Rate(rate) => Some(rate),
            Renewal::Stay(_) => None,
        }
    }

    /// The reference prices, if they are given and known.
    fn reference(&self, problems: &mut Problems) -> Option<Premium> {
        if let Some(price) = &self.reference_yuan_per_year {
            return price.require(problems).map(Premium::one);
        }
        let bands = self.reference_by_age.iter().flat_map(Keyed::iter);
        let bands: Vec<Option<PriceBand>> =
            bands.map(|(_, band)| Some(band.price_band(band.yuan.require(problems)?))).collect();
        Premium::by_age(bands.into_iter().collect::<Option<_>>()?).ok()
    }
}

impl RenewalDoc {
    fn renewal(&self, problems: &mut Problems) -> Option<Renewal> {
        match self {
            RenewalDoc::Rate(doc) => doc.ratio.require(problems).map(Renewal::Rate),
            RenewalDoc::Inclination(doc) => doc.ratio.require(problems).map(Renewal::Stay),
            RenewalDoc::Survey(doc) => {
                let [refuse, undecided, renew] =
                    [&doc.refuse_ratio, &doc.undecided_ratio, &doc.undecided].map(|it| it.require(problems));
                let (refuse, undecided, renew) = (refuse?, undecided?, renew?);
                // G03: 6.6% refuse and 25.8% cannot say: 67.6%, 80.5% or 93.4% renew
                let lost = refuse.millionths() + half_up(undecided, renew.complement());
                Share::from_millionths(Share::ONE.millionths() - lost).map(Renewal::Rate)
            }
        }
    }
}

/// A part of a share in millionths, half up.
fn half_up(share: Share, part: Share) -> i64 {
    (share.millionths() * part.millionths() + 500_000) / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    fn law(settings: &[&str]) -> Option<Enrolment> {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let loaded = load(&Library::built_in(), "hmb/wenzhou", &settings).unwrap();
        let projection = loaded.projection().unwrap();
        projection.designs()[0].first().hmb[0].enrolment.clone()
    }

    #[test]
    fn g03_the_undecided_decide_on_the_renewal_rate() {
        let survey = r#"funds.hmb.enrolment={"renewal":{"kind":"survey","refuse_ratio":0.066,"undecided_ratio":0.258}}"#;
        let rate = |settings: &[&str]| match law(&[&[survey], settings].concat()).unwrap().renewal {
            Some(Renewal::Rate(rate)) => rate.millionths(),
            other => panic!("{other:?}"),
        };
        assert_eq!(rate(&[]), 805_000);
        assert_eq!(rate(&["renewal.undecided=0"]), 676_000);
        assert_eq!(rate(&["renewal.undecided=1"]), 934_000);
    }

    #[test]
    fn a_book_without_enrolment_has_no_law() {
        assert_eq!(law(&[]), None);
        assert_eq!(law(&["funds.hmb.enrolment={}"]), Some(Enrolment::default()));
    }
}
