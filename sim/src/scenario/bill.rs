//! One person's year as a file gives it: who he is, and his claims in date order.
//!
//! A claim comes as a whole bill (`class_a_yuan`, `class_b_yuan` ...), as the parts that the patient
//! bears after the basic insurance (`self_pay_yuan`, `above_bmi_cap_yuan` ...), or as one amount
//! that is known to be eligible for the payer in question (`eligible_yuan`).

use super::field::Keyed;
use super::node::{Node, Place, Pointer, parse};
use super::problem::{ProblemKind, Problems};
use super::record::{Field, choice, record};
use crate::benefit::{
    AidClass, Amounts, Bill, CareKind, Claim, Earlier, HospitalLevel, InsuranceScheme, Label, Part, Per,
    Person, PersonTerms, Place as PlaceOfCare, Residence, Scheme, Terms,
};
use crate::units::{Age, Fen, Sex, Share, Year};

choice! { HospitalLevel, PlaceOfCare }

record! {
    /// One person's year: who he is, and his claims in date order.
    pub struct BillDoc {
        /// What the file is.
        about: Option<String>,
        /// The policy year whose terms settle them; the first of the scenario where it is not said.
        year: Option<Year> [Year(1990)..=Year(2150)],
        /// Whose bills they are.
        person: Option<PersonDoc>,
        /// The claims, in date order.
        claims: Vec<ClaimDoc>,
    }
    check in_date_order
}

fn in_date_order(doc: &BillDoc, node: &Node, problems: &mut Problems) {
    let mut before = None;
    for (number, claim) in doc.claims.iter().enumerate() {
        if let (Some(day), Some(earlier)) = (claim.day, before)
            && day < earlier
        {
            let kind = ProblemKind::DayBeforeEarlier { day: day.to_string(), earlier: earlier.to_string() };
            problems.report(&place_in(&node.place.file, number, "day"), kind);
        }
        before = claim.day.or(before);
    }
}

/// The place of a claim's key in a file of bills.
pub(super) fn place_in(file: &str, claim: usize, key: &str) -> Place {
    let pointer = Pointer::default().then("claims").then(&claim.to_string()).then(key);
    Place { pointer, ..Place::whole(file) }
}

/// Refuses claims that do not say what a payer in force for the person must know of them: the day where
/// somebody waits or joined late, the days where something is paid or limited by the day.
///
/// # Errors
/// Each claim and payer.
pub fn check_claims(
    bill: &BillDoc,
    file: &str,
    scheme: &Scheme,
    terms: &PersonTerms,
) -> Result<(), Problems> {
    let mut problems = Problems::new();
    for (number, claim) in bill.claims().iter().enumerate() {
        for layer in terms.layers() {
            let (cover, by_the_day) = match &layer.terms {
                Terms::PerAdmission(_) => continue,
                Terms::PerYear(terms) => {
                    let by_the_day = terms.rules().limits.iter().any(|limit| limit.per == Per::Day);
                    (&terms.rules().cover, by_the_day)
                }
                Terms::Fixed(terms) => {
                    let inpatient = claim.kind == CareKind::Inpatient;
                    (&terms.rules().cover, inpatient && terms.rules().per_day > Fen::ZERO)
                }
            };
            let asked = [
                ("day", cover.first_day > 1 && claim.day.is_none()),
                ("days", by_the_day && claim.days == 0),
            ];
            for (key, _) in asked.into_iter().filter(|(_, asked)| *asked && cover.counts(claim)) {
                let payer = scheme.payers()[layer.payer].id.clone();
                let kind = ProblemKind::PayerMustKnow { payer, key: key.into() };
                problems.report(&place_in(file, number, key), kind);
            }
        }
    }
    if problems.has_errors() { Err(problems.sorted()) } else { Ok(()) }
}

impl BillDoc {
    /// Reads a file with one person's bills; `file` is its name in messages.
    ///
    /// # Errors
    /// Everything in it that is no strict JSON, unknown, missing, of another type or out of range.
    pub fn read(file: &str, bytes: &[u8]) -> Result<BillDoc, Problems> {
        let node = parse(file, bytes)?;
        let mut problems = Problems::new();
        let bill = BillDoc::decode(&node, None, &mut problems);
        bill.filter(|_| !problems.has_errors()).ok_or_else(|| problems.sorted())
    }

    /// The person, with defaults for what is not said.
    pub fn person(&self) -> Person {
        self.person.as_ref().map_or_else(Person::default, PersonDoc::person)
    }

    /// The claims; an eligible amount is counted in the natural part of its kind of care.
    pub fn claims(&self) -> Vec<Claim> {
        claims_of(&self.claims, self.person.as_ref(), CareKind::natural_part)
    }
}

/// The claims of a person; `eligible` is the part in which an eligible amount of a kind of care is counted.
pub fn claims_of(
    claims: &[ClaimDoc],
    person: Option<&PersonDoc>,
    eligible: impl Fn(CareKind) -> Part,
) -> Vec<Claim> {
    let before = person.and_then(|person| person.pre_existing_diseases.as_deref()).unwrap_or_default();
    claims.iter().map(|claim| claim.claim(before, &eligible)).collect()
}

record! {
    /// What a payer did for a person in earlier years.
    pub struct EarlierDoc {
        /// What it paid: limits over a lifetime count it.
        paid_yuan: Fen = Fen::ZERO,
        /// Events for which it paid a fixed sum.
        events: Vec<String> = Vec::new(),
    }
}

/// The terms of a scheme for a person, with what was paid in earlier years.
///
/// # Errors
/// A payer of earlier years that the scheme does not have.
pub fn terms_for(scheme: &Scheme, person: Option<&PersonDoc>) -> Result<PersonTerms, Problems> {
    let Some(doc) = person else { return Ok(scheme.terms_for(&Person::default())) };
    let (mut terms, mut problems) = (scheme.terms_for(&doc.person()), Problems::new());
    for (id, earlier) in doc.earlier.iter() {
        let events = earlier.events.iter().map(|event| Label::of(event)).collect();
        if let Some(payer) = scheme.payer(id) {
            terms = terms.after(payer, &Earlier { paid: earlier.paid_yuan, events });
        } else {
            let known = scheme.payers().iter().map(|payer| payer.id.as_str());
            let place = Place::whole("person.earlier");
            problems.report(&place, super::funds::unknown_reference(id, &known));
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(terms) }
}

record! {
    /// Whose bills they are. The default is an adult resident, entitled to no aid, who holds the city product.
    pub struct PersonDoc {
        /// Basic insurance: `employee` or `resident`.
        scheme: Option<InsuranceScheme>,
        /// Whether retired.
        retired: Option<bool>,
        /// Whether the employee's top-up contribution was paid.
        topup_paid: Option<bool>,
        /// Class of medical aid.
        aid: Option<AidClass>,
        /// Whether entitled to medical aid, where the class does not matter.
        poor: Option<bool>,
        /// Whether a disease of the product's pre-existing list is there.
        pre_existing: Option<bool>,
        /// Whether the screening before inception was negative.
        screened_negative: Option<bool>,
        /// Years of unbroken insurance, the current one included.
        years_insured: Option<u32> [0..=120],
        /// Unbroken years before the current one in which the product paid nothing.
        claim_free_years: Option<u32> [0..=120],
        /// The day of the policy year on which the cover of the city product begins.
        insured_from_day: Option<u32> [1..=366],
        /// Registered in town (`urban`) or in the country (`rural`).
        residence: Option<Residence>,
        /// Diseases that were there before the policy began: claims that they caused are pre-existing.
        pre_existing_diseases: Option<Vec<String>>,
        /// What payers did in earlier years, by payer.
        earlier: Keyed<EarlierDoc> = Keyed::default(),
        /// Whether the city product is held.
        enrolled_hmb: Option<bool>,
        /// Completed years of life.
        age: Option<u32> [0..=120],
        /// Sex.
        sex: Option<Sex>,
    }
}

impl PersonDoc {
    /// The person, with defaults for what is not said. Who is `poor` without a class is a 低保 member.
    pub fn person(&self) -> Person {
        let usual = Person::default();
        let small = |years: u32| u8::try_from(years).unwrap_or(u8::MAX);
        let short = |day: u32| u16::try_from(day).unwrap_or(u16::MAX);
        let aid = self.aid.or((self.poor == Some(true)).then_some(AidClass::Subsistence));
        Person {
            scheme: self.scheme.unwrap_or(usual.scheme),
            retired: self.retired.unwrap_or(usual.retired),
            topup_paid: self.topup_paid.unwrap_or(usual.topup_paid),
            aid: aid.or(usual.aid),
            pre_existing: self.pre_existing.unwrap_or(usual.pre_existing),
            screened_negative: self.screened_negative.unwrap_or(usual.screened_negative),
            years_insured: self.years_insured.map_or(usual.years_insured, small),
            claim_free_years: self.claim_free_years.map_or(usual.claim_free_years, small),
            insured_from_day: self.insured_from_day.map_or(usual.insured_from_day, short),
            residence: self.residence.unwrap_or(usual.residence),
            enrolled_hmb: self.enrolled_hmb.unwrap_or(usual.enrolled_hmb),
            age: self.age.map_or(usual.age, |age| Age(small(age))),
            sex: self.sex.unwrap_or(usual.sex),
        }
    }
}

record! {
    /// One claim: an admission, a spell of special-disease outpatient care, a purchase of a drug.
    pub struct ClaimDoc {
        /// Which kind of care.
        kind: CareKind,
        /// Level of the hospital; tertiary where it is not said.
        level: Option<HospitalLevel>,
        /// In the city (`local`), or elsewhere on referral or without; in the city where it is not said.
        place: Option<PlaceOfCare>,
        /// Whether a disease of the payer's list caused it.
        caused_by_listed_disease: Option<bool>,
        /// Whether a disease that was there before the policy began caused it.
        pre_existing_cause: Option<bool>,
        /// Which disease caused it; the words that payers use.
        disease: Option<String>,
        /// Which drug; the same words are the same drug.
        drug: Option<String>,
        /// Which item of care, where a payer counts by item.
        item: Option<String>,
        /// The event that the claim reports: `diagnosis`, `recurrence`; the words that payers use.
        event: Option<String>,
        /// Days in hospital, where something is paid or limited by the day.
        days: u32 [0..=366] = 0_u32,
        /// The day of the policy year, where waiting or a late beginning matters.
        day: Option<u32> [1..=366],
        /// An amount that is eligible for the payer in question.
        eligible_yuan: Option<Fen>,
        /// 甲类.
        class_a_yuan: Option<Fen>,
        /// 乙类, the first self-pay included.
        class_b_yuan: Option<Fen>,
        /// 乙类先行自付 as a share of 乙类, in place of the amount.
        first_self_pay_ratio: Option<Share>,
        /// 自付 within the policy range, after the basic insurance.
        self_pay_yuan: Option<Fen>,
        /// Cost within the policy range above the cap of the basic insurance.
        above_bmi_cap_yuan: Option<Fen>,
        /// 乙类先行自付.
        first_self_pay_yuan: Option<Fen>,
        /// 超限价.
        over_limit_yuan: Option<Fen>,
        /// 丙类 on the list of reasonable cost.
        listed_own_expense_yuan: Option<Fen>,
        /// 丙类 on no list.
        unlisted_own_expense_yuan: Option<Fen>,
        /// Special drugs (特药).
        special_drug_yuan: Option<Fen>,
        /// Drugs of the rare-disease list.
        rare_drug_yuan: Option<Fen>,
        /// Tele-consultation of an inpatient.
        tele_consult_yuan: Option<Fen>,
    }
    check ClaimDoc::check
}

impl ClaimDoc {
    /// Refuses a claim without an amount, event or day, one given in two ways at once, and a first self-pay above 乙类.
    fn check(&self, node: &Node, problems: &mut Problems) {
        let given = |keys: &[&'static str]| keys.iter().copied().find(|key| node.get(key).is_some());
        let whole = given(&["class_a_yuan", "class_b_yuan", "first_self_pay_ratio"]);
        let left = given(&["self_pay_yuan", "above_bmi_cap_yuan"]);
        let eligible = given(&["eligible_yuan"]);
        let ratio = given(&["first_self_pay_ratio"]);
        let amount = given(&["first_self_pay_yuan"]);
        for (key, other) in [(left, whole), (eligible, whole), (eligible, left), (ratio, amount)] {
            if let (Some(key), Some(other)) = (key, other) {
                let text =
                    |key| node.get(key).map(|value| value.to_json().trim().to_owned()).unwrap_or_default();
                let (value, other_value) = (text(key), text(other));
                let (key, other_key) = (key.to_owned(), other.to_owned());
                let place = node.place_of(&key);
                problems
                    .report(&place, ProblemKind::NotTogether { key, value, other_key, other: other_value });
            }
        }
        let bill = self.bill();
        if whole.is_some() && bill.first_self_pay > bill.class_b {
            let kind = ProblemKind::NotBelow {
                key: "first_self_pay_yuan".into(),
                found: bill.first_self_pay.to_string(),
                other_key: "class_b_yuan".into(),
                other: bill.class_b.to_string(),
            };
            problems.report(&node.place_of("first_self_pay_yuan"), kind);
        }
        let fixed = self.event.is_some() || self.days > 0;
        if !fixed && node.entries().iter().all(|entry| !entry.key.ends_with("_yuan")) {
            problems.report(&node.place, ProblemKind::MissingKey { key: "eligible_yuan".into() });
        }
    }

    fn bill(&self) -> Bill {
        let amount = |amount: Option<Fen>| amount.unwrap_or(Fen::ZERO);
        let class_b = amount(self.class_b_yuan);
        Bill {
            class_a: amount(self.class_a_yuan),
            class_b,
            first_self_pay: self
                .first_self_pay_ratio
                .map_or(amount(self.first_self_pay_yuan), |ratio| ratio.of(class_b)),
            over_limit: amount(self.over_limit_yuan),
            listed_own_expense: amount(self.listed_own_expense_yuan),
            unlisted_own_expense: amount(self.unlisted_own_expense_yuan),
            special_drug: amount(self.special_drug_yuan),
            rare_drug: amount(self.rare_drug_yuan),
            tele_consult: amount(self.tele_consult_yuan),
        }
    }

    /// The claim of a person who had the diseases `before`; `eligible` is the part in which an eligible
    /// amount of this kind of care is counted.
    fn claim(&self, before: &[String], eligible: impl Fn(CareKind) -> Part) -> Claim {
        let mut outside = self.bill().outside_policy();
        let settled_elsewhere = [self.self_pay_yuan, self.above_bmi_cap_yuan, self.eligible_yuan];
        let whole = self.class_a_yuan.is_some() || self.class_b_yuan.is_some();
        let lone_first_self_pay = !whole && self.first_self_pay_yuan.is_some();
        let amounts = if settled_elsewhere.iter().all(Option::is_none) && !lone_first_self_pay {
            Amounts::Bill(self.bill())
        } else {
            for (part, amount) in [
                (Part::SelfPay, self.self_pay_yuan),
                (Part::AboveBmiCap, self.above_bmi_cap_yuan),
                (eligible(self.kind), self.eligible_yuan),
            ] {
                outside[part] += amount.unwrap_or(Fen::ZERO);
            }
            Amounts::Split(outside)
        };
        let label = |name: &Option<String>| name.as_deref().map(Label::of);
        let was_there = self.disease.as_ref().is_some_and(|disease| before.contains(disease));
        Claim {
            kind: self.kind,
            level: self.level.unwrap_or_default(),
            place: self.place.unwrap_or_default(),
            amounts,
            caused_by_listed_disease: self.caused_by_listed_disease.unwrap_or(false),
            pre_existing_cause: self.pre_existing_cause.unwrap_or(was_there),
            disease: label(&self.disease),
            drug: label(&self.drug),
            item: label(&self.item),
            event: label(&self.event),
            days: u16::try_from(self.days).unwrap_or(u16::MAX),
            day: self.day.map(|day| u16::try_from(day).unwrap_or(u16::MAX)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ClaimDoc, Vec<String>> {
        let mut problems = Problems::new();
        let doc = ClaimDoc::decode(&parse("bill.json", text.as_bytes()).unwrap(), None, &mut problems);
        let pointers = problems.iter().map(|problem| problem.place.pointer.to_string()).collect();
        doc.filter(|_| !problems.has_errors()).ok_or(pointers)
    }

    fn claim(text: &str) -> Claim {
        read(text).unwrap().claim(&[], CareKind::natural_part)
    }

    #[test]
    fn a_whole_bill_keeps_its_parts_for_the_basic_insurance() {
        let text = r#"{"kind": "inpatient", "level": "secondary", "class_a_yuan": 90000, "class_b_yuan": "50000.00",
            "first_self_pay_ratio": 0.10, "over_limit_yuan": 4000, "unlisted_own_expense_yuan": 6000}"#;
        let Claim { level, amounts: Amounts::Bill(bill), .. } = claim(text) else { panic!("not a bill") };
        assert_eq!((level, bill.first_self_pay), (HospitalLevel::Secondary, Fen::yuan(5_000)));
        assert_eq!((bill.in_policy(), bill.total()), (Fen::yuan(135_000), Fen::yuan(150_000)));
    }

    #[test]
    fn what_is_left_after_the_basic_insurance_is_taken_part_by_part() {
        let text = r#"{"kind": "inpatient", "self_pay_yuan": 50000, "above_bmi_cap_yuan": 100000, "over_limit_yuan": 1}"#;
        let Amounts::Split(parts) = claim(text).amounts else { panic!("not split") };
        assert_eq!((parts[Part::SelfPay], parts[Part::AboveBmiCap]), (Fen::yuan(50_000), Fen::yuan(100_000)));
        assert_eq!(parts.total(), Fen::yuan(150_001));
    }

    #[test]
    fn an_eligible_amount_goes_to_the_part_that_is_asked_for() {
        let doc = read(r#"{"kind": "rare_drug", "drug": "x", "eligible_yuan": 7}"#).unwrap();
        let amount_in = |part| doc.claim(&[], |_| part).amounts;
        for part in [Part::RareDrug, Part::OverLimit] {
            assert_eq!(amount_in(part), Amounts::Split(crate::benefit::Parts::only(part, Fen::yuan(7))));
        }
    }

    #[test]
    fn a_disease_that_the_person_had_before_makes_the_claim_pre_existing() {
        let text = r#"{"person": {"pre_existing_diseases": ["asthma"]}, "claims": [
            {"kind": "inpatient", "disease": "asthma", "eligible_yuan": 1},
            {"kind": "inpatient", "disease": "cataract", "eligible_yuan": 1},
            {"kind": "inpatient", "disease": "asthma", "pre_existing_cause": false, "eligible_yuan": 1}]}"#;
        let bill = BillDoc::read("bill.json", text.as_bytes()).unwrap();
        let before: Vec<bool> = bill.claims().iter().map(|claim| claim.pre_existing_cause).collect();
        assert_eq!(before, [true, false, false]);
    }

    #[test]
    fn a_claim_given_in_two_ways_or_in_none_is_refused() {
        for (text, pointer) in [
            (r#"{"kind": "inpatient", "class_a_yuan": 1, "eligible_yuan": 1}"#, "/eligible_yuan"),
            (r#"{"kind": "inpatient", "class_a_yuan": 1, "self_pay_yuan": 1}"#, "/self_pay_yuan"),
            (r#"{"kind": "inpatient", "self_pay_yuan": 1, "eligible_yuan": 1}"#, "/eligible_yuan"),
            (r#"{"kind": "inpatient", "class_b_yuan": 1, "first_self_pay_yuan": 2}"#, "/first_self_pay_yuan"),
            (r#"{"kind": "inpatient", "eligible_yuan": -1}"#, "/eligible_yuan"),
            (r#"{"kind": "inpatient"}"#, ""),
        ] {
            assert_eq!(read(text), Err(vec![pointer.to_owned()]), "{text}");
        }
    }

    #[test]
    fn a_file_of_bills_gives_the_person_and_the_claims_in_their_order() {
        let text = r#"{"person": {"age": 7}, "claims": [
            {"kind": "inpatient", "class_a_yuan": 5}, {"kind": "special_outpatient", "eligible_yuan": 6}]}"#;
        let bill = BillDoc::read("bill.json", text.as_bytes()).unwrap();
        assert_eq!(bill.person().age, Age(7));
        assert_eq!(bill.claims().iter().map(|claim| claim.amounts.total()).sum::<Fen>(), Fen::yuan(11));
        let problems =
            BillDoc::read("bill.json", br#"{"persons": {}, "claims": [{"kind": "stay"}]}"#).unwrap_err();
        let pointers: Vec<String> =
            problems.iter().map(|problem| problem.place.pointer.to_string()).collect();
        assert_eq!(pointers, ["/persons", "/claims/0/kind"]);
    }

    #[test]
    fn claims_that_are_not_in_date_order_are_refused() {
        let text = br#"{"claims": [{"kind": "inpatient", "day": 200, "eligible_yuan": 1},
            {"kind": "inpatient", "eligible_yuan": 1}, {"kind": "inpatient", "day": 20, "eligible_yuan": 1}]}"#;
        let problems = BillDoc::read("bill.json", text).unwrap_err();
        let pointers: Vec<String> =
            problems.iter().map(|problem| problem.place.pointer.to_string()).collect();
        assert_eq!(pointers, ["/claims/2/day"]);
    }

    #[test]
    fn what_a_payer_must_know_of_a_claim_is_asked_for() {
        let limits = r#"payers.hmb-l1.limits={"bed": {"per": "day", "yuan": 100}}"#;
        let settings = ["payers.hmb-l1.waiting_days=30", limits].map(String::from);
        let library = crate::scenario::library::Library::built_in();
        let scenario = crate::scenario::load::load(&library, "layers/quzhou-full-stack", &settings).unwrap();
        let scheme = scenario.scheme_in(None).unwrap();
        let asked = |claim: &str| {
            let bill = format!(r#"{{"claims": [{{"kind": "inpatient", "class_a_yuan": 9, {claim}}}]}}"#);
            let bill = BillDoc::read("bill.json", bill.as_bytes()).unwrap();
            let terms = terms_for(&scheme, bill.person.as_ref()).unwrap();
            let found = check_claims(&bill, "bill.json", &scheme, &terms).err();
            let found = found.into_iter().flat_map(|found| found.iter().cloned().collect::<Vec<_>>());
            found.map(|problem| problem.place.pointer.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(asked(r#""item": "bed""#), ["/claims/0/day", "/claims/0/days"]);
        assert_eq!(asked(r#""day": 40, "days": 3"#), [""; 0]);
    }

    #[test]
    fn who_is_poor_is_entitled_to_aid_and_the_rest_is_ordinary() {
        let person = |text: &str| {
            let node = parse("bill.json", text.as_bytes()).unwrap();
            PersonDoc::decode(&node, None, &mut Problems::new()).unwrap().person()
        };
        assert_eq!(person("{}"), Person::default());
        assert_eq!(person(r#"{"poor": true}"#).aid, Some(AidClass::Subsistence));
        assert_eq!(person(r#"{"poor": true, "aid": "low_income"}"#).aid, Some(AidClass::LowIncome));
        assert_eq!(person(r#"{"scheme": "employee", "age": 61}"#).age, Age(61));
    }
}
