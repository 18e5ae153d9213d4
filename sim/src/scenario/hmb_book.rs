//! The book of a 惠民保 product in a scenario: prices, members, costs, reinsurance, co-insurers.

use super::city::age;
use super::enrolment::EnrolmentDoc;
use super::field::{Amount, Cell, Keyed, Ratio, UNKNOWN};
use super::health::HealthStateDoc;
use super::node::Node;
use super::payers::rises;
use super::problem::{ProblemKind, Problems};
use super::record::{choice, record};
use crate::benefit::{InsuranceScheme, When};
use crate::fund::{
    Coinsurers, FundError, HmbTerms, LateJoiners, LossRatio, PersonExcess, Premium, PriceBand, QuotaShare,
    Reinsurance, StopLoss, SurplusForm,
};
use crate::projection::{Enrolment, Hindsight};
use crate::units::{Fen, Sex, Share};
use crate::wording::Bilingual;

choice! { SurplusForm }

record! {
    /// One of the insurers that carry a product together.
    pub struct CoinsurerDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// Its share of premium and claims.
        share: Share,
        /// Its place, which breaks ties of a fen, if not by the order of the file.
        order: Option<i64>,
    }
}

record! {
    /// The price of one age band.
    pub struct PriceBandDoc {
        /// Youngest age.
        from_age: u32 [0..=100],
        /// Oldest age; 100 stands for 100 and over.
        to_age: u32 [0..=100],
        /// What a member of these ages pays a year.
        yuan: Amount,
    }
}

record! {
    /// Reinsurance of one person's claims of a year above a retention.
    pub struct PersonExcessDoc {
        /// What the book keeps of a person's year.
        retention_yuan: Amount,
        /// The most that is recovered for a person and year.
        limit_yuan: Amount,
        /// Its price, in parts of the earned premium.
        premium_ratio: Ratio,
    }
}

record! {
    /// Reinsurance of a fixed part of premium and claims.
    pub struct QuotaShareDoc {
        /// The part that is ceded.
        share: Ratio,
        /// What the reinsurer pays towards cost, in parts of the premium that he gets.
        commission_ratio: Ratio = Share::ZERO,
    }
}

record! {
    /// Reinsurance of claims between two loss ratios.
    pub struct StopLossDoc {
        /// The loss ratio above which it pays: 1 for 100%.
        attach_loss_ratio: Cell<LossRatio>,
        /// The loss ratio up to which it pays.
        up_to_loss_ratio: Cell<LossRatio>,
        /// Its price, in parts of the earned premium.
        premium_ratio: Ratio,
    }
    check stop_loss_rises
}

fn stop_loss_rises(doc: &StopLossDoc, node: &Node, problems: &mut Problems) {
    if let (Cell::Known(attach), Cell::Known(up_to)) = (&doc.attach_loss_ratio, &doc.up_to_loss_ratio)
        && attach > up_to
    {
        let kind = ProblemKind::NotBelow {
            key: "attach_loss_ratio".into(),
            found: attach.to_string(),
            other_key: "up_to_loss_ratio".into(),
            other: up_to.to_string(),
        };
        problems.report(&node.place_of("attach_loss_ratio"), kind);
    }
}

record! {
    /// The reinsurance of a book, in the order in which it works: persons, quota share, stop loss.
    pub struct ReinsuranceDoc {
        /// Per person and year.
        per_person_excess: Option<PersonExcessDoc>,
        /// Of what is left.
        quota_share: Option<QuotaShareDoc>,
        /// On the loss ratio of what is left.
        stop_loss: Option<StopLossDoc>,
    }
    check not_more_is_ceded_than_there_is
}

fn not_more_is_ceded_than_there_is(doc: &ReinsuranceDoc, node: &Node, problems: &mut Problems) {
    let prices = [
        doc.per_person_excess.as_ref().and_then(|excess| excess.premium_ratio.known()),
        doc.quota_share.as_ref().and_then(|quota| quota.share.known()),
        doc.stop_loss.as_ref().and_then(|stop| stop.premium_ratio.known()),
    ];
    let sum: i64 = prices.iter().flatten().map(|price| price.millionths()).sum();
    if sum > Share::ONE.millionths() {
        let key = "quota_share.share + premium_ratio";
        problems.report(&node.place, more_than_premium(key, sum));
    }
}

/// The problem of ratios that add up to more of the premium than there is.
fn more_than_premium(key: &str, millionths: i64) -> ProblemKind {
    ProblemKind::NotBelow {
        key: key.into(),
        found: rust_decimal::Decimal::new(millionths, 6).normalize().to_string(),
        other_key: "premium".into(),
        other: "1".into(),
    }
}

record! {
    /// Whom a product takes among the members of the basic insurance; everyone where nothing is said.
    pub struct MembersDoc {
        /// Members of this scheme of the basic insurance.
        scheme: Option<InsuranceScheme>,
        /// One sex.
        sex: Option<Sex>,
        /// At least this age.
        age_from: Option<u32> [0..=100],
        /// At most this age.
        age_to: Option<u32> [0..=100],
    }
    check ages_rise
}

fn ages_rise(doc: &MembersDoc, node: &Node, problems: &mut Problems) {
    rises(("age_from", doc.age_from), ("age_to", doc.age_to), node, problems);
}

impl MembersDoc {
    fn when(&self) -> When {
        When {
            scheme: self.scheme,
            sex: self.sex,
            age_from: self.age_from.map(age),
            age_to: self.age_to.map(age),
            ..When::default()
        }
    }
}

record! {
    /// The book of a 惠民保 product ([S2] 三, 四).
    pub struct HmbBookDoc {
        /// The payers whose payments are its claims: one liability each.
        payers: Vec<String>,
        /// One price for all, a member and year; either this or `premium_by_age`.
        premium_yuan_per_year: Option<Amount>,
        /// A price for each age band; the bands cover every age from 0 to 100 once.
        premium_by_age: Option<Keyed<PriceBandDoc>>,
        /// Whom the product takes.
        members: MembersDoc,
        /// The share of those who may join that does; who is entitled to medical aid always does.
        participation: Ratio,
        /// What moves who joins: age, last year, account, price; `participation` is then the mean of the first
        /// year at the reference prices. Where left out everybody joins with the same probability.
        enrolment: Option<EnrolmentDoc>,
        /// Days of the first year whose bills are known before enrolment closes ([S2] 六): who was paid for
        /// them joins; none where cover begins after enrolment.
        hindsight_days: u32 [0..=365] = 0_u32,
        /// The share of those who know so that they would be paid that joins.
        hindsight_take_up: Ratio = Share::ONE,
        /// The part of the employees' own premium that comes from their accounts; a source of cash alone.
        personal_account_share: Ratio = Share::ZERO,
        /// The part of the members who join after 1 January.
        late_joiner_share: Ratio = Share::ZERO,
        /// The day of the year on which they join on average; 32 is 1 February.
        late_joiner_mean_day: Option<u32> [1..=365],
        /// Operating cost of a year whatever the membership.
        fixed_cost_yuan_per_year: Amount = Fen::ZERO,
        /// Operating cost per member and year.
        cost_yuan_per_head: Amount = Fen::ZERO,
        /// Operating cost in parts of the premium, without commission and levies.
        cost_ratio: Ratio = Share::ZERO,
        /// Commission, platform and sales fees in parts of the premium; taken as 0 where left out, with a warning.
        commission_ratio: Option<Ratio>,
        /// Levies and taxes in parts of the premium.
        levy_ratio: Ratio = Share::ZERO,
        /// 保本微利: the margin that may be kept, in parts of the premium.
        margin_ratio: Ratio = Share::percent(3),
        /// Where a surplus above the margin goes: into next year's benefits or premium.
        surplus_form: SurplusForm = SurplusForm::Benefit,
        /// What is ceded to reinsurers; nothing where left out.
        reinsurance: Option<ReinsuranceDoc>,
        /// The insurers that carry it together, with shares that make up the whole; one where left out.
        coinsurers: Option<Keyed<CoinsurerDoc>>,
    }
    check HmbBookDoc::check
}

impl HmbBookDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        self.check_premium(node, problems);
        self.check_renewal(node, problems);
        self.check_ratios(node, problems);
        if self.commission_ratio.is_none() {
            // every design has the same kind at the same place, so that the warning comes once
            problems.report(&node.place_of("kind"), ProblemKind::CommissionTakenAsZero);
        }
        if self.late_joiner_share != Cell::Known(Share::ZERO) && self.late_joiner_mean_day.is_none() {
            problems.report(&node.place, ProblemKind::MissingKey { key: "late_joiner_mean_day".into() });
        }
        if let Some(coinsurers) = &self.coinsurers {
            let sum: i64 = coinsurers.iter().map(|(_, insurer)| insurer.share.millionths()).sum();
            if sum != Share::ONE.millionths() {
                let sum = rust_decimal::Decimal::new(sum, 6).normalize().to_string();
                problems.report(&node.place_of("coinsurers"), ProblemKind::SharesNotWhole { sum });
            }
        }
    }

    /// There is one price, or a price for every age.
    fn check_premium(&self, node: &Node, problems: &mut Problems) {
        match (&self.premium_yuan_per_year, &self.premium_by_age) {
            (None, None) => {
                problems.report(&node.place, ProblemKind::MissingKey { key: "premium_yuan_per_year".into() });
            }
            (Some(price), Some(_)) => {
                let found = price.known().map_or_else(|| UNKNOWN.to_string(), |price| price.to_string());
                let kind = ProblemKind::NotTogether {
                    key: "premium_yuan_per_year".into(),
                    value: found,
                    other_key: "premium_by_age".into(),
                    other: "{...}".into(),
                };
                problems.report(&node.place_of("premium_yuan_per_year"), kind);
            }
            (None, Some(bands)) => {
                // an unknown price is a price as far as ages go
                let price = |band: &PriceBandDoc| band.yuan.known().unwrap_or(Fen::ZERO);
                let bands = bands.iter().map(|(_, band)| band.price_band(price(band))).collect();
                if let Err(FundError::AgeWithoutOnePrice { age }) = Premium::by_age(bands) {
                    let kind = ProblemKind::AgeWithoutOnePrice { age };
                    problems.report(&node.place_of("premium_by_age"), kind);
                }
            }
            (Some(_), None) => {}
        }
    }

    /// More members renew than people join, since minds last longer than a draw.
    fn check_renewal(&self, node: &Node, problems: &mut Problems) {
        let rate = self.enrolment.as_ref().and_then(EnrolmentDoc::renewal_rate);
        if let (Some(rate), Some(participation)) = (rate, self.participation.known())
            && rate < participation
        {
            let kind = ProblemKind::NotBelow {
                key: "participation".into(),
                found: participation.to_string(),
                other_key: "enrolment.renewal".into(),
                other: rate.to_string(),
            };
            problems.report(&node.place_of("participation"), kind);
        }
    }

    /// Costs and margin leave something of the premium.
    fn check_ratios(&self, node: &Node, problems: &mut Problems) {
        let ratios = [Some(&self.cost_ratio), self.commission_ratio.as_ref(), Some(&self.levy_ratio)];
        let known = ratios.into_iter().flatten().chain([&self.margin_ratio]).filter_map(Cell::known);
        let sum: i64 = known.map(Share::millionths).sum();
        if sum >= Share::ONE.millionths() {
            let key = "cost_ratio + commission_ratio + levy_ratio + margin_ratio";
            problems.report(&node.place_of("cost_ratio"), more_than_premium(key, sum));
        }
    }
}

impl PriceBandDoc {
    /// The band at a price.
    pub(super) fn price_band(&self, price: Fen) -> PriceBand {
        PriceBand { from: age(self.from_age), to: age(self.to_age), price }
    }
}

impl HmbBookDoc {
    /// The terms of the book, if every cell is known; the unknown ones become problems.
    pub fn terms(&self, problems: &mut Problems) -> Option<HmbTerms> {
        let premium = self.premium(problems);
        let fixed_cost = self.fixed_cost_yuan_per_year.require(problems);
        let cost_per_head = self.cost_yuan_per_head.require(problems);
        let cost_ratio = self.cost_ratio.require(problems);
        let commission_ratio =
            self.commission_ratio.as_ref().map_or(Some(Share::ZERO), |ratio| ratio.require(problems));
        let levy_ratio = self.levy_ratio.require(problems);
        let margin = self.margin_ratio.require(problems);
        let personal_account_share = self.personal_account_share.require(problems);
        let late = self.late_joiner_share.require(problems);
        let reinsurance = match &self.reinsurance {
            None => Some(Reinsurance::default()),
            Some(doc) => doc.reinsurance(problems),
        };
        Some(HmbTerms {
            premium: premium?,
            fixed_cost: fixed_cost?,
            cost_per_head: cost_per_head?,
            cost_ratio: cost_ratio?,
            commission_ratio: commission_ratio?,
            levy_ratio: levy_ratio?,
            margin: margin?,
            personal_account_share: personal_account_share?,
            late_joiners: LateJoiners { share: late?, mean_day: self.late_joiner_mean_day.unwrap_or(1) },
            surplus_form: self.surplus_form,
            reinsurance: reinsurance?,
        })
    }

    /// The prices, if every one is known.
    fn premium(&self, problems: &mut Problems) -> Option<Premium> {
        if let Some(price) = &self.premium_yuan_per_year {
            return price.require(problems).map(Premium::one);
        }
        let bands = self.premium_by_age.iter().flat_map(Keyed::iter);
        let bands: Vec<Option<PriceBand>> =
            bands.map(|(_, band)| Some(band.price_band(band.yuan.require(problems)?))).collect();
        Premium::by_age(bands.into_iter().collect::<Option<_>>()?).ok()
    }

    /// Whether all ages pay the same.
    pub fn has_one_price(&self) -> bool {
        let mut prices = self.premium_by_age.iter().flat_map(Keyed::iter).map(|(_, band)| &band.yuan);
        let first = prices.next();
        prices.all(|price| Some(price) == first)
    }

    /// Whom the product takes.
    pub fn members(&self) -> When {
        self.members.when()
    }

    /// Who joins because he knows his bills, if anybody does.
    pub fn hindsight(&self, problems: &mut Problems) -> Option<Hindsight> {
        let days = u16::try_from(self.hindsight_days).unwrap_or(u16::MAX);
        self.hindsight_take_up.require(problems).map(|take_up| Hindsight { days, take_up })
    }

    /// The law by which people in these states of health join, if there is one and it is known.
    pub fn enrolment(
        &self,
        states: &Keyed<HealthStateDoc>,
        problems: &mut Problems,
    ) -> Option<Option<Enrolment>> {
        self.enrolment.as_ref().map_or(Some(None), |doc| doc.enrolment(states, problems).map(Some))
    }

    /// The insurers that carry the book together; `None` where there is one.
    pub fn coinsurers(&self) -> Option<Coinsurers> {
        let insurers = self.coinsurers.as_ref()?;
        Coinsurers::new(insurers.iter().map(|(_, insurer)| insurer.share).collect()).ok()
    }
}

impl ReinsuranceDoc {
    /// The cover, if every cell is known; the unknown ones become problems.
    fn reinsurance(&self, problems: &mut Problems) -> Option<Reinsurance> {
        let excess = self.per_person_excess.as_ref().map(|doc| {
            let (retention, limit) = (doc.retention_yuan.require(problems), doc.limit_yuan.require(problems));
            let premium = doc.premium_ratio.require(problems);
            Some(PersonExcess { retention: retention?, limit: limit?, premium: premium? })
        });
        let quota = self.quota_share.as_ref().map(|doc| {
            let (share, commission) = (doc.share.require(problems), doc.commission_ratio.require(problems));
            Some(QuotaShare { share: share?, commission: commission? })
        });
        let stop = self.stop_loss.as_ref().map(|doc| {
            let attach = doc.attach_loss_ratio.require(problems);
            let (up_to, premium) =
                (doc.up_to_loss_ratio.require(problems), doc.premium_ratio.require(problems));
            Some(StopLoss { attach: attach?, up_to: up_to?, premium: premium? })
        });
        // what is not bought is known; what is bought must be
        Some(Reinsurance {
            person_excess: excess.map(|known| known.ok_or(())).transpose().ok()?,
            quota_share: quota.map(|known| known.ok_or(())).transpose().ok()?,
            stop_loss: stop.map(|known| known.ok_or(())).transpose().ok()?,
        })
    }
}
