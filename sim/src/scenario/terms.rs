//! The terms of a payer as a scenario writes them: per admission, per year, fixed.

use super::field::{Amount, Cell, Keyed, Ratio};
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::{choice, record};
use crate::benefit::{
    BonusMode, CapOn, CapPeriod, CapScope, CareKind, DeductibleScope, LimitOn, Once, Per, PreExisting,
    RepeatCounts, TeleConsult, TierBase, WaitingEnds,
};
use crate::units::{Fen, Share, keys};

choice! { BonusMode, CapOn, CapPeriod, CapScope, CareKind, DeductibleScope, LimitOn, Once, Per, PreExisting }
choice! { RepeatCounts, TeleConsult, TierBase, WaitingEnds }

keys! {
    /// Whether a part of the bill counts.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum InOut {
        /// It counts.
        In = "in",
        /// It does not.
        Out = "out",
    }
}
choice! { InOut }

record! {
    /// An amount for each level of hospital.
    pub struct AmountByLevel {
        /// 一级及以下
        primary: Amount,
        /// 二级
        secondary: Amount,
        /// 三级
        tertiary: Amount,
    }
}

record! {
    /// A ratio for each level of hospital.
    pub struct RatioByLevel {
        /// 一级及以下
        primary: Ratio,
        /// 二级
        secondary: Ratio,
        /// 三级
        tertiary: Ratio,
    }
}

record! {
    /// Which parts of what the patient still bears count (tele-consultation has a key of its own).
    pub struct EligibleDoc {
        /// 自付: deductible and coinsurance of the basic insurance.
        self_pay: InOut = InOut::In,
        /// 封顶线以上: in-policy cost above the cap of the basic insurance.
        above_bmi_cap: InOut = InOut::In,
        /// 乙类先行自付
        first_self_pay: InOut = InOut::Out,
        /// 超限价
        over_limit: InOut = InOut::Out,
        /// 丙类 on the list of reasonable cost.
        listed_own_expense: InOut = InOut::Out,
        /// 丙类 on no list.
        unlisted_own_expense: InOut = InOut::Out,
        /// 特药
        special_drug: InOut = InOut::Out,
        /// 罕见病用药
        rare_drug: InOut = InOut::Out,
    }
}

record! {
    /// One tier: the ratio paid of the cost up to its end.
    pub struct TierDoc {
        /// Where the tier ends, on the scale of `tier_base`; only the last may have no end.
        up_to_yuan: Option<Amount>,
        /// What is paid of the cost inside the tier.
        ratio: Ratio,
        /// What is paid of it for claims with a pre-existing cause (既往症).
        pre_existing_ratio: Option<Ratio>,
        /// Where the tier stands, if not by the order of the file; then all tiers must say so.
        order: Option<i64>,
    }
}

record! {
    /// A payer that works per admission, up to a yearly cap: the basic insurance.
    pub struct PerAdmissionDoc {
        /// Which care it pays for.
        counts: Vec<CareKind> = vec![CareKind::Inpatient, CareKind::SpecialOutpatient],
        /// 起付标准 of the year's first admission.
        deductible_yuan_by_level: AmountByLevel,
        /// The share of the deductible that every later admission of the year bears.
        repeat_deductible_ratio: Ratio = Share::ONE,
        /// The deductible of a spell of special-disease outpatient care.
        special_outpatient_deductible_yuan: Amount = Fen::ZERO,
        /// What is paid above the deductible.
        ratio_by_level: RatioByLevel,
        /// 封顶线: the most paid in a year; no cap where the key is left out.
        cap_yuan_per_year: Option<Amount>,
        /// Which earlier admissions make one a repeat.
        repeat_counts: RepeatCounts = RepeatCounts::All,
        /// The share of the cost that counts, by place of care; the rest is self-pay.
        counted_share_by_place: RatioByPlace,
        /// What is paid of care elsewhere, in place of the ratio by level.
        ratio_by_place: SomeRatiosByPlace,
        /// Ordinary outpatient care on terms of its own; `counts` must name `outpatient` too.
        outpatient: Option<OutpatientDoc>,
    }
    check something_is_counted
}

fn something_is_counted(doc: &PerAdmissionDoc, node: &Node, problems: &mut Problems) {
    if doc.counts.is_empty() {
        problems.report(&node.place_of("counts"), ProblemKind::NothingInside);
    }
}

record! {
    /// The share that counts of care at each place.
    pub struct RatioByPlace {
        /// In the city (参保地).
        local: Ratio = Share::ONE,
        /// Elsewhere on referral (转外就医).
        referred: Ratio = Share::ONE,
        /// Elsewhere without referral (异地就医未转诊).
        unreferred: Ratio = Share::ONE,
    }
}

record! {
    /// A ratio for care at some places.
    pub struct SomeRatiosByPlace {
        /// In the city (参保地).
        local: Option<Ratio>,
        /// Elsewhere on referral (转外就医).
        referred: Option<Ratio>,
        /// Elsewhere without referral (异地就医未转诊).
        unreferred: Option<Ratio>,
    }
}

record! {
    /// A deductible that falls from visit to visit, in shares of the admission deductible of the level.
    pub struct DecliningDoc {
        /// At the first visit of the year.
        first_share: Ratio,
        /// By how much it falls with each visit.
        step: Ratio,
        /// The least.
        floor: Ratio,
    }
    check falls_to_its_floor
}

fn falls_to_its_floor(doc: &DecliningDoc, node: &Node, problems: &mut Problems) {
    if let (Cell::Known(first), Cell::Known(floor)) = (&doc.first_share, &doc.floor)
        && floor > first
    {
        let kind = ProblemKind::NotBelow {
            key: "floor".into(),
            found: floor.to_string(),
            other_key: "first_share".into(),
            other: first.to_string(),
        };
        problems.report(&node.place_of("floor"), kind);
    }
}

record! {
    /// Ordinary outpatient care under the basic insurance: a deductible of one kind, ratios, a cap.
    pub struct OutpatientDoc {
        /// 起付标准 of the year.
        deductible_yuan_per_year: Option<Amount>,
        /// 起付标准 of the year as a share of the index.
        deductible_index_share: Option<Ratio>,
        /// The index, by its name under `indices`.
        index: Option<String>,
        /// 起付标准 of each visit.
        deductible_yuan_per_visit_by_level: Option<AmountByLevel>,
        /// A deductible that falls from visit to visit.
        declining_deductible: Option<DecliningDoc>,
        /// What is paid above the deductible.
        ratio_by_level: RatioByLevel,
        /// The most paid in a year, beside the cap of the other care.
        cap_yuan_per_year: Option<Amount>,
    }
    check one_kind_of_deductible
}

fn one_kind_of_deductible(doc: &OutpatientDoc, node: &Node, problems: &mut Problems) {
    let given = [
        ("deductible_yuan_per_year", doc.deductible_yuan_per_year.is_some()),
        ("deductible_index_share", doc.deductible_index_share.is_some()),
        ("deductible_yuan_per_visit_by_level", doc.deductible_yuan_per_visit_by_level.is_some()),
        ("declining_deductible", doc.declining_deductible.is_some()),
    ];
    one_of(&given, node, problems);
    index_is_named(doc.deductible_index_share.is_some(), doc.index.as_ref(), node, problems);
}

/// Refuses none of some keys, and two of them.
fn one_of(given: &[(&str, bool)], node: &Node, problems: &mut Problems) {
    let mut there = given.iter().filter(|(_, given)| *given).map(|(key, _)| *key);
    match (there.next(), there.next()) {
        (None, _) => problems.report(&node.place, ProblemKind::MissingKey { key: given[0].0.into() }),
        (Some(one), Some(other)) => {
            let text = |key| node.get(key).map(|value| value.to_json().trim().to_owned()).unwrap_or_default();
            problems.report(&node.place_of(other), not_together(other, &text(other), one, &text(one)));
        }
        (Some(_), None) => {}
    }
}

fn index_is_named(needed: bool, index: Option<&String>, node: &Node, problems: &mut Problems) {
    if needed && index.is_none() {
        problems.report(&node.place, ProblemKind::MissingKey { key: "index".into() });
    }
}

record! {
    /// A payer that works on the person's cumulative year: 大病保险, 医疗救助, a liability of 惠民保.
    pub struct PerYearDoc {
        /// Which care counts.
        counts: Vec<CareKind> = vec![CareKind::Inpatient, CareKind::SpecialOutpatient],
        /// Which parts of the bill count.
        eligible: EligibleDoc,
        /// How the tele-consultation of an inpatient counts.
        tele_consult: TeleConsult = TeleConsult::Out,
        /// On which scale the tiers end: cumulative eligible cost, or the amount above the deductible.
        tier_base: TierBase = TierBase::EligibleTotal,
        /// 起付标准 of the year.
        deductible_yuan: Option<Amount>,
        /// 起付标准 as a share of the index, in place of the amount.
        deductible_index_share: Option<Ratio>,
        /// Whether the deductible is borne once a year, for each drug, or for each claim.
        deductible_scope: DeductibleScope = DeductibleScope::Person,
        /// The index of `deductible_index_share` and `cap_index_multiple`, by its name under `indices`.
        index: Option<String>,
        /// The ratios by amount, from below; needed unless `ratio_by_level` is given.
        tiers: Option<Keyed<TierDoc>>,
        /// The ratio by level of hospital, in place of those of the tiers.
        ratio_by_level: Option<RatioByLevel>,
        /// The ratio by place of care, in place of those two.
        ratio_by_place: SomeRatiosByPlace,
        /// The share of the eligible cost that counts, by place of care.
        counted_share_by_place: RatioByPlace,
        /// What a pre-existing cause of a claim (既往症) does; `ratio` where a ratio for it is given, else `none`.
        pre_existing: Option<PreExisting>,
        /// The ratio for claims with a pre-existing cause, in place of every other.
        pre_existing_ratio: Option<Ratio>,
        /// The diseases that can be pre-existing; any where left out.
        pre_existing_list: Option<Vec<String>>,
        /// What a negative screening before inception adds to every ratio.
        screening_bonus: Option<Ratio>,
        /// Whether the bonus is in points, or a part of the ratio.
        screening_bonus_mode: BonusMode = BonusMode::Additive,
        /// The share of every ratio that is paid.
        benefit_share: Ratio = Share::ONE,
        /// Only claims caused by one of these diseases count.
        diseases: Option<Vec<String>>,
        /// Only claims for one of these drugs count.
        drugs: Option<Vec<String>>,
        /// Only claims for one of these items count.
        items: Option<Vec<String>>,
        /// Only claims that report one of these events count.
        events: Option<Vec<String>>,
        /// Days of waiting from the beginning of a person's first policy.
        waiting_days: u32 [0..=366] = 0_u32,
        /// Whether the last day of waiting is paid.
        waiting_ends: WaitingEnds = WaitingEnds::After,
        /// Whether only claims that a listed disease caused count at all.
        listed_causes_only: bool = false,
        /// 封顶线 of the year; no cap where the key is left out.
        cap_yuan: Option<Amount>,
        /// 封顶线 as a multiple of the index, in place of the amount.
        cap_index_multiple: Option<Cell<u32>> [1..=1000],
        /// Whether the cap limits the payment or the cost that is looked at.
        cap_on: CapOn = CapOn::Payment,
        /// Whether the cap holds for the person's year or for each drug.
        cap_scope: CapScope = CapScope::Person,
        /// Limits beside the cap: per claim, day, drug, item, disease, lifetime.
        limits: Keyed<SublimitDoc> = Keyed::default(),
    }
    check terms_fit_together
}

fn terms_fit_together(doc: &PerYearDoc, node: &Node, problems: &mut Problems) {
    let eligible = doc.eligible.parts();
    if doc.counts.is_empty() {
        problems.report(&node.place_of("counts"), ProblemKind::NothingInside);
    }
    no_empty_lists(
        &[
            ("diseases", &doc.diseases),
            ("drugs", &doc.drugs),
            ("items", &doc.items),
            ("events", &doc.events),
            ("pre_existing_list", &doc.pre_existing_list),
        ],
        node,
        problems,
    );
    if eligible.iter().all(|(_, in_out)| *in_out == InOut::Out) && doc.tele_consult == TeleConsult::Out {
        problems.report(&node.place_of("eligible"), ProblemKind::NothingInside);
    }
    let deductible = [
        ("deductible_yuan", doc.deductible_yuan.is_some()),
        ("deductible_index_share", doc.deductible_index_share.is_some()),
    ];
    one_of(&deductible, node, problems);
    if doc.cap_yuan.is_some() && doc.cap_index_multiple.is_some() {
        let text = |key| node.get(key).map(|value| value.to_json().trim().to_owned()).unwrap_or_default();
        let (key, other) = ("cap_index_multiple", "cap_yuan");
        problems.report(&node.place_of(key), not_together(key, &text(key), other, &text(other)));
    }
    let linked = doc.deductible_index_share.is_some() || doc.cap_index_multiple.is_some();
    index_is_named(linked, doc.index.as_ref(), node, problems);
    let capped = doc.cap_yuan.is_some() || doc.cap_index_multiple.is_some();
    if doc.cap_on == CapOn::Eligible && !capped {
        problems.report(&node.place, ProblemKind::MissingKey { key: "cap_yuan".into() });
    }
    if doc.cap_on == CapOn::Eligible && doc.cap_scope == CapScope::Drug {
        problems.report(&node.place_of("cap_scope"), not_together("cap_scope", "drug", "cap_on", "eligible"));
    }
    if doc.cap_on == CapOn::Eligible && doc.deductible_scope != DeductibleScope::Person {
        let kind = not_together("deductible_scope", doc.deductible_scope.key(), "cap_on", "eligible");
        problems.report(&node.place_of("deductible_scope"), kind);
    }
    match &doc.tiers {
        Some(tiers) => tiers_rise(tiers, node, problems),
        None if doc.ratio_by_level.is_none() => {
            problems.report(&node.place, ProblemKind::MissingKey { key: "tiers".into() });
        }
        None => {}
    }
}

/// Refuses a list without a word, which would hold no claim; who wants all leaves the key out.
fn no_empty_lists(lists: &[(&str, &Option<Vec<String>>)], node: &Node, problems: &mut Problems) {
    for (key, _) in lists.iter().filter(|(_, list)| list.as_ref().is_some_and(Vec::is_empty)) {
        problems.report(&node.place_of(key), ProblemKind::NothingInside);
    }
}

pub(super) fn not_together(key: &str, value: &str, other_key: &str, other: &str) -> ProblemKind {
    ProblemKind::NotTogether {
        key: key.into(),
        value: value.into(),
        other_key: other_key.into(),
        other: other.into(),
    }
}

fn tiers_rise(tiers: &Keyed<TierDoc>, node: &Node, problems: &mut Problems) {
    if tiers.is_empty() {
        problems.report(&node.place_of("tiers"), ProblemKind::NothingInside);
    }
    let mut before = Fen::ZERO;
    for (i, (name, tier)) in tiers.iter().enumerate() {
        let written = node.at(&["tiers", name]).unwrap_or(node);
        match &tier.up_to_yuan {
            None if i + 1 < tiers.len() => problems.report(&written.place, ProblemKind::OpenTierBeforeLast),
            Some(Cell::Known(bound)) if *bound <= before => {
                let kind = ProblemKind::NotRising { found: bound.to_string(), before: before.to_string() };
                problems.report(&written.place_of("up_to_yuan"), kind);
            }
            Some(Cell::Known(bound)) => before = *bound,
            None | Some(Cell::Unknown(_)) => {}
        }
    }
}

record! {
    /// A limit beside the cap of the year.
    pub struct SublimitDoc {
        /// Over what it is kept.
        per: Per,
        /// Whether it limits the payment or the cost that is looked at.
        on: LimitOn = LimitOn::Payment,
        /// How much.
        yuan: Amount,
    }
    check a_lifetime_is_of_payments
}

fn a_lifetime_is_of_payments(doc: &SublimitDoc, node: &Node, problems: &mut Problems) {
    if doc.per == Per::Lifetime && doc.on == LimitOn::Cost {
        problems.report(&node.place_of("on"), not_together("on", "cost", "per", "lifetime"));
    }
}

record! {
    /// What is paid on an event: an amount, or a share of the sum insured.
    pub struct SumDoc {
        /// The amount.
        yuan: Option<Amount>,
        /// The share of `sum_insured_yuan`.
        share_of_sum_insured: Option<Ratio>,
    }
    check amount_or_share
}

fn amount_or_share(doc: &SumDoc, node: &Node, problems: &mut Problems) {
    let given = [("yuan", doc.yuan.is_some()), ("share_of_sum_insured", doc.share_of_sum_insured.is_some())];
    one_of(&given, node, problems);
}

record! {
    /// A payer of fixed benefits beside the bill: a sum on an event, an allowance by the day.
    pub struct FixedDoc {
        /// The care with which it is paid.
        counts: Vec<CareKind> = CareKind::ALL.to_vec(),
        /// What is paid on each event, by the event's name.
        sums: Keyed<SumDoc> = Keyed::default(),
        /// The sum insured (保险金额).
        sum_insured_yuan: Option<Amount>,
        /// How often the sum of an event is paid.
        once: Once = Once::Ever,
        /// The allowance for each day in hospital.
        yuan_per_day: Amount = Fen::ZERO,
        /// The most paid, sums and allowances together.
        cap_yuan: Option<Amount>,
        /// Whether the cap holds for the year or for all years of the person.
        cap_period: CapPeriod = CapPeriod::Year,
        /// Only claims caused by one of these diseases count.
        diseases: Option<Vec<String>>,
        /// What a pre-existing cause of a claim (既往症) does.
        pre_existing: PreExisting = PreExisting::None,
        /// The diseases that can be pre-existing; any where left out.
        pre_existing_list: Option<Vec<String>>,
        /// Days of waiting from the beginning of a person's first policy.
        waiting_days: u32 [0..=366] = 0_u32,
        /// Whether the last day of waiting is paid.
        waiting_ends: WaitingEnds = WaitingEnds::After,
    }
    check something_is_paid
}

fn something_is_paid(doc: &FixedDoc, node: &Node, problems: &mut Problems) {
    if doc.counts.is_empty() {
        problems.report(&node.place_of("counts"), ProblemKind::NothingInside);
    }
    no_empty_lists(
        &[("diseases", &doc.diseases), ("pre_existing_list", &doc.pre_existing_list)],
        node,
        problems,
    );
    if doc.sums.is_empty() && doc.yuan_per_day == Cell::Known(Fen::ZERO) {
        problems.report(&node.place, ProblemKind::MissingKey { key: "sums".into() });
    }
    let shares = doc.sums.iter().any(|(_, sum)| sum.share_of_sum_insured.is_some());
    if shares && doc.sum_insured_yuan.is_none() {
        problems.report(&node.place, ProblemKind::MissingKey { key: "sum_insured_yuan".into() });
    }
    if doc.pre_existing == PreExisting::Ratio {
        problems
            .report(&node.place_of("pre_existing"), not_together("pre_existing", "ratio", "kind", "fixed"));
    }
}
