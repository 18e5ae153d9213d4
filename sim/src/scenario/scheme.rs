//! From the payers of a scenario to the rules that settle: every cell known, or a problem that names it.

use super::field::{Amount, Keyed, Ratio};
use super::node::Place;
use super::payers::{
    AmountByLevel, EligibleDoc, GroupDoc, InOut, PayerDoc, PerAdmissionDoc, PerYearDoc, RatioByLevel,
    TermsDoc, WhenDoc,
};
use super::problem::{ProblemKind, Problems};
use crate::benefit::{
    AdmissionRules, AdmissionTerms, AnnualRules, AnnualTerms, ByLevel, Group, KindSet, Part, PartSet, Payer,
    Scheme, Terms, TermsError, Tier, Tiers, When,
};
use crate::units::{Age, Fen, Share};

/// Builds the scheme.
///
/// Each unknown cell that it needs is reported; `place` is where a refusal by the rules themselves
/// is put, which the checks of the scenario leave no room for.
pub fn scheme(payers: &Keyed<PayerDoc>, place: &Place, problems: &mut Problems) -> Option<Scheme> {
    let built: Vec<Option<Payer>> = payers.iter().map(|(id, doc)| payer(id, doc, place, problems)).collect();
    let built = built.into_iter().collect::<Option<Vec<Payer>>>()?;
    accepted(Scheme::new(built), place, problems)
}

fn accepted<T>(result: Result<T, TermsError>, place: &Place, problems: &mut Problems) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            problems.report(place, ProblemKind::Refused { reason: error.to_string() });
            None
        }
    }
}

fn payer(id: &str, doc: &PayerDoc, place: &Place, problems: &mut Problems) -> Option<Payer> {
    let terms = terms(&doc.terms, place, problems);
    let source = doc.head.notes.source.clone().unwrap_or_default();
    let groups: Vec<Option<Group>> = doc.groups.iter().map(|doc| group(doc, place, problems)).collect();
    Some(Payer {
        id: id.to_string(),
        book: doc.head.book.clone().unwrap_or_else(|| id.to_string()),
        title: doc.head.title.clone(),
        source,
        when: when(&doc.head.when),
        terms: terms?,
        groups: groups.into_iter().collect::<Option<Vec<Group>>>()?,
        cap_pool: doc.head.cap_pool.clone(),
        deductible_pool: doc.head.deductible_pool.clone(),
        parallel_to: doc.head.parallel_to.clone(),
    })
}

fn group(doc: &GroupDoc, place: &Place, problems: &mut Problems) -> Option<Group> {
    let terms = terms(&doc.terms, place, problems)?;
    Some(Group {
        name: doc.name.clone(),
        when: when(&doc.head.when),
        mode: doc.head.mode,
        source: doc.source().unwrap_or_default().to_string(),
        terms,
    })
}

fn terms(doc: &TermsDoc, place: &Place, problems: &mut Problems) -> Option<Terms> {
    match doc {
        TermsDoc::PerAdmission(doc) => {
            let rules = admission_rules(doc, problems)?;
            accepted(AdmissionTerms::new(rules), place, problems).map(Terms::PerAdmission)
        }
        TermsDoc::PerYear(doc) => {
            let rules = annual_rules(doc, place, problems)?;
            accepted(AnnualTerms::new(rules), place, problems).map(Terms::PerYear)
        }
    }
}

fn admission_rules(doc: &PerAdmissionDoc, problems: &mut Problems) -> Option<AdmissionRules> {
    let deductible = amounts(&doc.deductible_yuan_by_level, problems);
    let repeat_deductible_ratio = doc.repeat_deductible_ratio.require(problems);
    let special_outpatient_deductible = doc.special_outpatient_deductible_yuan.require(problems);
    let ratio = ratios(&doc.ratio_by_level, problems);
    let cap = optional(doc.cap_yuan_per_year.as_ref(), problems);
    Some(AdmissionRules {
        counts: KindSet::of(&doc.counts),
        deductible: deductible?,
        repeat_deductible_ratio: repeat_deductible_ratio?,
        special_outpatient_deductible: special_outpatient_deductible?,
        ratio: ratio?,
        cap: cap?,
    })
}

fn annual_rules(doc: &PerYearDoc, place: &Place, problems: &mut Problems) -> Option<AnnualRules> {
    let tiers = tiers(doc, place, problems);
    let cap = optional(doc.cap_yuan.as_ref(), problems);
    let cap_per_claim = optional(doc.cap_yuan_per_claim.as_ref(), problems);
    let ratio_by_level = match &doc.ratio_by_level {
        None => Some(None),
        Some(doc) => ratios(doc, problems).map(Some),
    };
    let ratio_listed_cause = match &doc.listed_cause_ratio {
        None => Some(None),
        Some(ratio) => ratio.require(problems).map(Some),
    };
    let counting = doc.eligible.parts().into_iter().filter(|(_, in_out)| *in_out == InOut::In);
    let eligible: Vec<Part> = counting.map(|(part, _)| part).collect();
    Some(AnnualRules {
        counts: KindSet::of(&doc.counts),
        eligible: PartSet::of(&eligible),
        tele_consult: doc.tele_consult,
        tiers: tiers?,
        cap: cap?,
        cap_on: doc.cap_on,
        cap_scope: doc.cap_scope,
        cap_per_claim: cap_per_claim?,
        ratio_by_level: ratio_by_level?,
        ratio_listed_cause: ratio_listed_cause?,
        listed_causes_only: doc.listed_causes_only,
    })
}

fn tiers(doc: &PerYearDoc, place: &Place, problems: &mut Problems) -> Option<Tiers> {
    let deductible = doc.deductible_yuan.require(problems);
    let Some(written) = &doc.tiers else {
        // the ratios by level stand in place of the tier's
        let whole = Tier { up_to: None, ratio: Share::ONE };
        return accepted(Tiers::new(doc.tier_base, deductible?, vec![whole]), place, problems);
    };
    let tiers: Vec<Option<Tier>> = written
        .iter()
        .map(|(_, tier)| {
            let up_to = optional(tier.up_to_yuan.as_ref(), problems);
            let ratio = tier.ratio.require(problems);
            Some(Tier { up_to: up_to?, ratio: ratio? })
        })
        .collect();
    let tiers = tiers.into_iter().collect::<Option<Vec<Tier>>>();
    accepted(Tiers::new(doc.tier_base, deductible?, tiers?), place, problems)
}

/// An amount that may be left out: `None` only where it is there but unknown.
#[expect(clippy::option_option, reason = "outside: whether it could be read; inside: whether it is there")]
fn optional(amount: Option<&Amount>, problems: &mut Problems) -> Option<Option<Fen>> {
    match amount {
        None => Some(None),
        Some(amount) => amount.require(problems).map(Some),
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

fn when(doc: &WhenDoc) -> When {
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
