//! From the payers of a scenario to the rules that settle: every cell known, or a problem that names it.

use super::document::IndexDoc;
use super::field::{Amount, Cell, Keyed, Ratio};
use super::node::Place;
use super::payers::{GroupDoc, PayerDoc, TermsDoc, WhenDoc};
use super::problem::{ProblemKind, Problems};
use super::terms::{
    AmountByLevel, EligibleDoc, FixedDoc, InOut, OutpatientDoc, PerAdmissionDoc, PerYearDoc, RatioByLevel,
    RatioByPlace, SomeRatiosByPlace, SumDoc, TierDoc,
};
use crate::benefit::{
    AdmissionRules, AdmissionTerms, AnnualRules, AnnualTerms, ByLevel, ByPlace, Cover, FixedRules,
    FixedTerms, Group, KindSet, Label, LayerName, OutpatientDeductible, OutpatientTerms, Part, PartSet,
    Payer, PayerOrder, PreExisting, Scheme, ScreeningBonus, Sublimit, Terms, TermsError, Tier, Tiers, When,
};
use crate::units::{Age, Fen, Share};

/// What the payers of a scenario are read with.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The indices that deductibles and caps may be shares of.
    pub indices: &'a Keyed<IndexDoc>,
    /// Whether medical aid settles before the city product.
    pub order: PayerOrder,
    /// Where a refusal by the rules themselves is put, which the checks of the scenario leave no room for.
    pub place: &'a Place,
}

impl Reading<'_> {
    /// Builds the scheme. Each unknown cell that it needs is reported.
    pub fn scheme(&self, payers: &Keyed<PayerDoc>, problems: &mut Problems) -> Option<Scheme> {
        let built: Vec<Option<Payer>> =
            payers.iter().map(|(id, doc)| self.payer(id, doc, problems)).collect();
        let built = built.into_iter().collect::<Option<Vec<Payer>>>()?;
        self.accepted(Scheme::ordered(built, self.order), problems)
    }

    fn accepted<T>(&self, result: Result<T, TermsError>, problems: &mut Problems) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                let kind = match error {
                    TermsError::SharedDeductibleOverlap { id, other } => {
                        ProblemKind::SharedDeductibleOverlap { payer: id, other }
                    }
                    other => ProblemKind::Refused { reason: other.to_string() },
                };
                problems.report(self.place, kind);
                None
            }
        }
    }

    fn payer(&self, id: &str, doc: &PayerDoc, problems: &mut Problems) -> Option<Payer> {
        let terms = self.terms(&doc.terms, problems);
        let source = doc.head.notes.source.clone().unwrap_or_default();
        let in_force = doc.groups.iter().filter(|group| group.head.in_force);
        let groups: Vec<Option<Group>> = in_force.map(|doc| self.group(doc, problems)).collect();
        Some(Payer {
            id: id.to_string(),
            book: doc.head.book.clone().unwrap_or_else(|| id.to_string()),
            layer: doc.layer(id),
            title: doc.head.title.clone(),
            source,
            when: when(&doc.head.when),
            in_force: true,
            terms: terms?,
            groups: groups.into_iter().collect::<Option<Vec<Group>>>()?,
            cap_pool: doc.head.cap_pool.clone(),
            deductible_pool: doc.head.deductible_pool.clone(),
            parallel_to: doc.head.parallel_to.clone(),
        })
    }

    fn group(&self, doc: &GroupDoc, problems: &mut Problems) -> Option<Group> {
        let terms = self.terms(&doc.terms, problems)?;
        Some(Group {
            name: doc.name.clone(),
            when: when(&doc.head.when),
            mode: doc.head.mode,
            source: doc.source().unwrap_or_default().to_string(),
            terms,
        })
    }

    fn terms(&self, doc: &TermsDoc, problems: &mut Problems) -> Option<Terms> {
        match doc {
            TermsDoc::PerAdmission(doc) => {
                let rules = self.admission_rules(doc, problems)?;
                self.accepted(AdmissionTerms::new(rules), problems).map(Terms::PerAdmission)
            }
            TermsDoc::PerYear(doc) => {
                let rules = self.annual_rules(doc, problems)?;
                self.accepted(AnnualTerms::new(rules), problems).map(Terms::PerYear)
            }
            TermsDoc::Fixed(doc) => {
                let rules = fixed_rules(doc, problems)?;
                self.accepted(FixedTerms::new(rules), problems).map(Terms::Fixed)
            }
        }
    }

    /// The amount of an index; the check of the scenario has seen that there is one of this name.
    fn index(&self, name: Option<&String>, problems: &mut Problems) -> Option<Fen> {
        self.indices.get(name?)?.yuan.require(problems)
    }

    fn admission_rules(&self, doc: &PerAdmissionDoc, problems: &mut Problems) -> Option<AdmissionRules> {
        let deductible = amounts(&doc.deductible_yuan_by_level, problems);
        let repeat_deductible_ratio = doc.repeat_deductible_ratio.require(problems);
        let special_outpatient_deductible = doc.special_outpatient_deductible_yuan.require(problems);
        let ratio = ratios(&doc.ratio_by_level, problems);
        let cap = optional(doc.cap_yuan_per_year.as_ref(), problems);
        let counted_by_place = ratios_by_place(&doc.counted_share_by_place, problems);
        let ratio_by_place = some_ratios_by_place(&doc.ratio_by_place, problems);
        let outpatient = match &doc.outpatient {
            None => Some(None),
            Some(doc) => self.outpatient(doc, problems).map(Some),
        };
        Some(AdmissionRules {
            counts: KindSet::of(&doc.counts),
            deductible: deductible?,
            repeat_deductible_ratio: repeat_deductible_ratio?,
            special_outpatient_deductible: special_outpatient_deductible?,
            ratio: ratio?,
            cap: cap?,
            repeat_counts: doc.repeat_counts,
            counted_by_place: counted_by_place?,
            ratio_by_place: ratio_by_place?,
            outpatient: outpatient?,
        })
    }

    fn outpatient(&self, doc: &OutpatientDoc, problems: &mut Problems) -> Option<OutpatientTerms> {
        let ratio = ratios(&doc.ratio_by_level, problems);
        let cap = optional(doc.cap_yuan_per_year.as_ref(), problems);
        let deductible = if let Some(amount) = &doc.deductible_yuan_per_year {
            amount.require(problems).map(OutpatientDeductible::PerYear)
        } else if let Some(levels) = &doc.deductible_yuan_per_visit_by_level {
            amounts(levels, problems).map(OutpatientDeductible::PerVisit)
        } else if let Some(declining) = &doc.declining_deductible {
            let [first, step, floor] = [&declining.first_share, &declining.step, &declining.floor]
                .map(|share: &Ratio| share.require(problems));
            match (first, step, floor) {
                (Some(first), Some(step), Some(floor)) => {
                    Some(OutpatientDeductible::Declining { first, step, floor })
                }
                _ => None,
            }
        } else {
            let share = doc.deductible_index_share.as_ref().and_then(|share| share.require(problems));
            let index = self.index(doc.index.as_ref(), problems);
            share.zip(index).map(|(share, index)| OutpatientDeductible::PerYear(share.of(index)))
        };
        self.accepted(OutpatientTerms::new(deductible?, ratio?, cap?), problems)
    }

    fn annual_rules(&self, doc: &PerYearDoc, problems: &mut Problems) -> Option<AnnualRules> {
        let tiers = self.tiers(doc, problems);
        let cap = match &doc.cap_index_multiple {
            None => optional(doc.cap_yuan.as_ref(), problems),
            Some(multiple) => {
                let (multiple, index) =
                    (multiple.require(problems), self.index(doc.index.as_ref(), problems));
                multiple.zip(index).map(|(times, index)| Some(Fen(index.0 * i64::from(times))))
            }
        };
        let ratio_by_level = match &doc.ratio_by_level {
            None => Some(None),
            Some(doc) => ratios(doc, problems).map(Some),
        };
        let ratio_pre_existing = optional(doc.pre_existing_ratio.as_ref(), problems);
        let ratio_by_place = some_ratios_by_place(&doc.ratio_by_place, problems);
        let counted_by_place = ratios_by_place(&doc.counted_share_by_place, problems);
        let bonus = optional(doc.screening_bonus.as_ref(), problems);
        let benefit_share = doc.benefit_share.require(problems);
        let limits: Vec<Option<Sublimit>> = doc
            .limits
            .iter()
            .map(|(_, limit)| {
                let amount = limit.yuan.require(problems)?;
                Some(Sublimit { per: limit.per, on: limit.on, amount })
            })
            .collect();
        let counting = doc.eligible.parts().into_iter().filter(|(_, in_out)| *in_out == InOut::In);
        let eligible: Vec<Part> = counting.map(|(part, _)| part).collect();
        Some(AnnualRules {
            cover: doc.cover(),
            eligible: PartSet::of(&eligible),
            tele_consult: doc.tele_consult,
            tiers: tiers?,
            cap: cap?,
            cap_on: doc.cap_on,
            cap_scope: doc.cap_scope,
            deductible_scope: doc.deductible_scope,
            limits: limits.into_iter().collect::<Option<_>>()?,
            counted_by_place: counted_by_place?,
            ratio_by_place: ratio_by_place?,
            ratio_by_level: ratio_by_level?,
            ratio_pre_existing: ratio_pre_existing?,
            screening: bonus?.map(|bonus| ScreeningBonus { bonus, mode: doc.screening_bonus_mode }),
            benefit_share: benefit_share?,
        })
    }

    fn tiers(&self, doc: &PerYearDoc, problems: &mut Problems) -> Option<Tiers> {
        let deductible = match (&doc.deductible_yuan, &doc.deductible_index_share) {
            (Some(amount), _) => amount.require(problems),
            (None, share) => {
                let share = share.as_ref().and_then(|share| share.require(problems));
                let index = self.index(doc.index.as_ref(), problems);
                share.zip(index).map(|(share, index)| share.of(index))
            }
        };
        let Some(written) = &doc.tiers else {
            // the ratios by level stand in place of the tier's
            let whole = Tier::new(None, Share::ONE);
            return self.accepted(Tiers::new(doc.tier_base, deductible?, vec![whole]), problems);
        };
        let tiers: Vec<Option<Tier>> = written.iter().map(|(_, written)| tier(written, problems)).collect();
        let tiers = tiers.into_iter().collect::<Option<Vec<Tier>>>();
        self.accepted(Tiers::new(doc.tier_base, deductible?, tiers?), problems)
    }
}

fn tier(doc: &TierDoc, problems: &mut Problems) -> Option<Tier> {
    let up_to = optional(doc.up_to_yuan.as_ref(), problems);
    let ratio = doc.ratio.require(problems);
    let pre_existing_ratio = optional(doc.pre_existing_ratio.as_ref(), problems);
    Some(Tier { up_to: up_to?, ratio: ratio?, pre_existing_ratio: pre_existing_ratio? })
}

fn fixed_rules(doc: &FixedDoc, problems: &mut Problems) -> Option<FixedRules> {
    let insured = optional(doc.sum_insured_yuan.as_ref(), problems);
    let per_day = doc.yuan_per_day.require(problems);
    let cap = optional(doc.cap_yuan.as_ref(), problems);
    let sums: Vec<Option<(Label, Fen)>> = doc
        .sums
        .iter()
        .map(|(event, sum)| Some((Label::of(event), sum_of(sum, insured.flatten(), problems)?)))
        .collect();
    insured?;
    Some(FixedRules {
        cover: doc.cover(),
        sums: sums.into_iter().collect::<Option<_>>()?,
        once: doc.once,
        per_day: per_day?,
        cap: cap?,
        cap_period: doc.cap_period,
    })
}

/// The sum on an event: an amount, or a share of what is insured, half up.
fn sum_of(doc: &SumDoc, insured: Option<Fen>, problems: &mut Problems) -> Option<Fen> {
    match (&doc.yuan, &doc.share_of_sum_insured) {
        (Some(amount), _) => amount.require(problems),
        (None, share) => {
            let share = share.as_ref()?.require(problems);
            share.zip(insured).map(|(share, insured)| share.of(insured))
        }
    }
}

fn labels(names: Option<&Vec<String>>) -> Vec<Label> {
    names.into_iter().flatten().map(|name| Label::of(name)).collect()
}

fn short(days: u32) -> u16 {
    u16::try_from(days).unwrap_or(u16::MAX)
}

impl PerYearDoc {
    /// What a pre-existing cause does: as written, or else by whether a ratio for it is given.
    pub fn pre_existing_rule(&self) -> PreExisting {
        let of_a_tier = |(_, tier): (&str, &TierDoc)| tier.pre_existing_ratio.is_some();
        let given = self.pre_existing_ratio.is_some()
            || self.tiers.as_ref().is_some_and(|tiers| tiers.iter().any(of_a_tier));
        self.pre_existing.unwrap_or(if given { PreExisting::Ratio } else { PreExisting::None })
    }

    /// Which claims count.
    fn cover(&self) -> Cover {
        Cover {
            diseases: labels(self.diseases.as_ref()),
            drugs: labels(self.drugs.as_ref()),
            items: labels(self.items.as_ref()),
            events: labels(self.events.as_ref()),
            listed_causes_only: self.listed_causes_only,
            pre_existing: self.pre_existing_rule(),
            pre_existing_list: labels(self.pre_existing_list.as_ref()),
            waiting_days: short(self.waiting_days),
            waiting_ends: self.waiting_ends,
            ..Cover::of(KindSet::of(&self.counts))
        }
    }
}

impl FixedDoc {
    /// Which claims count.
    fn cover(&self) -> Cover {
        Cover {
            diseases: labels(self.diseases.as_ref()),
            pre_existing: self.pre_existing,
            pre_existing_list: labels(self.pre_existing_list.as_ref()),
            waiting_days: short(self.waiting_days),
            waiting_ends: self.waiting_ends,
            ..Cover::of(KindSet::of(&self.counts))
        }
    }
}

impl PayerDoc {
    /// The layer of protection that the payer belongs to.
    pub fn layer(&self, id: &str) -> Option<LayerName> {
        let named = self.head.layer.or_else(|| LayerName::of_book(self.head.book.as_deref().unwrap_or(id)));
        named.or(matches!(self.terms, TermsDoc::PerAdmission(_)).then_some(LayerName::Bmi))
    }
}

fn ratios_by_place(doc: &RatioByPlace, problems: &mut Problems) -> Option<ByPlace<Share>> {
    let [local, referred, unreferred] =
        [&doc.local, &doc.referred, &doc.unreferred].map(|ratio: &Ratio| ratio.require(problems));
    Some(ByPlace { local: local?, referred: referred?, unreferred: unreferred? })
}

fn some_ratios_by_place(doc: &SomeRatiosByPlace, problems: &mut Problems) -> Option<ByPlace<Option<Share>>> {
    let [local, referred, unreferred] = [&doc.local, &doc.referred, &doc.unreferred]
        .map(|ratio: &Option<Ratio>| optional(ratio.as_ref(), problems));
    Some(ByPlace { local: local?, referred: referred?, unreferred: unreferred? })
}

/// A number that may be left out: `None` only where it is there but unknown.
#[expect(clippy::option_option, reason = "outside: whether it could be read; inside: whether it is there")]
fn optional<T: Copy>(number: Option<&Cell<T>>, problems: &mut Problems) -> Option<Option<T>> {
    match number {
        None => Some(None),
        Some(number) => number.require(problems).map(Some),
    }
}

fn amounts(doc: &AmountByLevel, problems: &mut Problems) -> Option<ByLevel<Fen>> {
    let [primary, secondary, tertiary] =
        [&doc.primary, &doc.secondary, &doc.tertiary].map(|amount: &Amount| amount.require(problems));
    Some(ByLevel { primary: primary?, secondary: secondary?, tertiary: tertiary? })
}

fn ratios(doc: &RatioByLevel, problems: &mut Problems) -> Option<ByLevel<Share>> {
    let [primary, secondary, tertiary] =
        [&doc.primary, &doc.secondary, &doc.tertiary].map(|ratio: &Ratio| ratio.require(problems));
    Some(ByLevel { primary: primary?, secondary: secondary?, tertiary: tertiary? })
}

pub(super) fn when(doc: &WhenDoc) -> When {
    let small = |years: Option<u32>| years.map(|years| u8::try_from(years).unwrap_or(u8::MAX));
    When {
        scheme: doc.scheme,
        retired: doc.retired,
        topup_paid: doc.topup_paid,
        poor: doc.poor,
        aid: doc.aid.clone().unwrap_or_default(),
        pre_existing: doc.pre_existing,
        screened_negative: doc.screened_negative,
        years_insured_from: small(doc.years_insured_from),
        years_insured_to: small(doc.years_insured_to),
        claim_free_years_from: small(doc.claim_free_years_from),
        claim_free_years_to: small(doc.claim_free_years_to),
        residence: doc.residence,
        enrolled: doc.enrolled,
        age_from: small(doc.age_from).map(Age),
        age_to: small(doc.age_to).map(Age),
        sex: doc.sex,
    }
}

impl EligibleDoc {
    /// Each part and whether it counts.
    pub fn parts(&self) -> [(Part, InOut); 8] {
        [
            (Part::SelfPay, self.self_pay),
            (Part::AboveBmiCap, self.above_bmi_cap),
            (Part::FirstSelfPay, self.first_self_pay),
            (Part::OverLimit, self.over_limit),
            (Part::ListedOwnExpense, self.listed_own_expense),
            (Part::UnlistedOwnExpense, self.unlisted_own_expense),
            (Part::SpecialDrug, self.special_drug),
            (Part::RareDrug, self.rare_drug),
        ]
    }
}
