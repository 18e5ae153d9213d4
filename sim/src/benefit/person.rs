//! Whose bill it is, and to whom a rule applies.

use crate::units::{Age, Sex, keys};

keys! {
    /// The basic insurance scheme of a person.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    pub enum InsuranceScheme {
        /// 职工基本医疗保险
        Employee = "employee",
        /// 城乡居民基本医疗保险
        #[default]
        Resident = "resident",
    }
}

keys! {
    /// Why a person is entitled to medical aid ([S3] ch. 1 §1(三)).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum AidClass {
        /// 特困人员
        Destitute = "destitute",
        /// 最低生活保障对象 (低保)
        Subsistence = "subsistence",
        /// 低保边缘家庭成员 (低边)
        LowIncome = "low_income",
        /// 监测户: at risk of falling back into poverty.
        Monitored = "monitored",
        /// 因病致贫: poor through the cost of illness.
        PoorByIllness = "poor_by_illness",
    }
}

keys! {
    /// Where a person is registered, as far as rules ask.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    pub enum Residence {
        /// 城镇
        #[default]
        Urban = "urban",
        /// 农村
        Rural = "rural",
    }
}

/// What the rules of a scheme may ask about a person.
///
/// The default is an ordinary adult resident, entitled to no aid, who holds the city product where
/// there is one (whoever settles a bill under a scheme is in it unless he says otherwise).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that a rule may ask about")]
pub struct Person {
    /// 职工 or 居民.
    pub scheme: InsuranceScheme,
    /// 退休
    pub retired: bool,
    /// Whether the employee top-up contribution was paid ([S1] Art. 8).
    pub topup_paid: bool,
    /// Entitlement to medical aid.
    pub aid: Option<AidClass>,
    /// Whether the person has a disease of the product's pre-existing list.
    pub pre_existing: bool,
    /// Whether the product's screening before inception was negative ([S3] ch. 3 §2(一)).
    pub screened_negative: bool,
    /// Years of unbroken insurance in the product, the current one included.
    pub years_insured: u8,
    /// Unbroken years of that before the current one in which the product paid nothing.
    pub claim_free_years: u8,
    /// The day of the policy year on which the cover of the city product begins, 1 for the first.
    pub insured_from_day: u16,
    /// 城镇 or 农村.
    pub residence: Residence,
    /// Whether the person holds the city product (惠民保).
    pub enrolled_hmb: bool,
    /// Completed years of life.
    pub age: Age,
    /// Sex.
    pub sex: Sex,
}

impl Default for Person {
    fn default() -> Person {
        Person {
            scheme: InsuranceScheme::Resident,
            retired: false,
            topup_paid: false,
            aid: None,
            pre_existing: false,
            screened_negative: false,
            years_insured: 1,
            claim_free_years: 0,
            insured_from_day: 1,
            residence: Residence::Urban,
            enrolled_hmb: true,
            age: Age(40),
            sex: Sex::Female,
        }
    }
}

/// To whom a payer or a group's terms apply: every condition that is given must hold.
///
/// ```
/// use huimin::benefit::{Person, When};
/// let topped_up = When { topup_paid: Some(true), ..When::default() };
/// assert!(!topped_up.holds(&Person::default()));
/// assert!(When::default().holds(&Person::default()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct When {
    /// Members of this basic insurance scheme.
    pub scheme: Option<InsuranceScheme>,
    /// The retired, or those who are not.
    pub retired: Option<bool>,
    /// Those who paid the top-up, or those who did not.
    pub topup_paid: Option<bool>,
    /// Those entitled to medical aid in any class, or those who are not.
    pub poor: Option<bool>,
    /// Those in one of these classes of medical aid; empty asks nothing.
    pub aid: Vec<AidClass>,
    /// Those with a disease of the pre-existing list, or those without.
    pub pre_existing: Option<bool>,
    /// Those with a negative screening, or those without.
    pub screened_negative: Option<bool>,
    /// At least so many years insured.
    pub years_insured_from: Option<u8>,
    /// At most so many years insured.
    pub years_insured_to: Option<u8>,
    /// At least so many claim-free years.
    pub claim_free_years_from: Option<u8>,
    /// At most so many claim-free years.
    pub claim_free_years_to: Option<u8>,
    /// Those registered in town, or in the country.
    pub residence: Option<Residence>,
    /// Those who hold the city product, or those who do not.
    pub enrolled: Option<bool>,
    /// At least this age.
    pub age_from: Option<Age>,
    /// At most this age.
    pub age_to: Option<Age>,
    /// One sex.
    pub sex: Option<Sex>,
}

impl When {
    /// Whether every given condition holds for the person.
    pub fn holds(&self, person: &Person) -> bool {
        fn asks<T: PartialEq + Copy>(wanted: Option<T>, found: T) -> bool {
            wanted.is_none_or(|wanted| wanted == found)
        }
        asks(self.scheme, person.scheme)
            && asks(self.retired, person.retired)
            && asks(self.topup_paid, person.topup_paid)
            && asks(self.poor, person.aid.is_some())
            && (self.aid.is_empty() || person.aid.is_some_and(|class| self.aid.contains(&class)))
            && asks(self.pre_existing, person.pre_existing)
            && asks(self.screened_negative, person.screened_negative)
            && self.years_insured_from.is_none_or(|from| person.years_insured >= from)
            && self.years_insured_to.is_none_or(|to| person.years_insured <= to)
            && self.claim_free_years_from.is_none_or(|from| person.claim_free_years >= from)
            && self.claim_free_years_to.is_none_or(|to| person.claim_free_years <= to)
            && asks(self.residence, person.residence)
            && asks(self.enrolled, person.enrolled_hmb)
            && self.age_from.is_none_or(|from| person.age >= from)
            && self.age_to.is_none_or(|to| person.age <= to)
            && asks(self.sex, person.sex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_given_condition_must_hold() {
        let poor_women = When { poor: Some(true), sex: Some(Sex::Female), ..When::default() };
        let person = Person { aid: Some(AidClass::LowIncome), ..Person::default() };
        assert!(poor_women.holds(&person));
        assert!(!poor_women.holds(&Person { aid: None, ..person }));
        assert!(!poor_women.holds(&Person { sex: Sex::Male, ..person }));
    }

    #[test]
    fn ages_and_years_insured_include_their_ends() {
        let when = When { age_from: Some(Age(18)), age_to: Some(Age(65)), ..When::default() };
        let aged = |age| when.holds(&Person { age: Age(age), ..Person::default() });
        assert_eq!([aged(17), aged(18), aged(65), aged(66)], [false, true, true, false]);
        let when = When { years_insured_from: Some(2), years_insured_to: Some(3), ..When::default() };
        let insured = |years_insured| when.holds(&Person { years_insured, ..Person::default() });
        assert_eq!([insured(1), insured(2), insured(3), insured(4)], [false, true, true, false]);
    }

    #[test]
    fn a_class_of_aid_must_be_among_the_named() {
        let when = When { aid: vec![AidClass::Destitute, AidClass::Subsistence], ..When::default() };
        assert!(when.holds(&Person { aid: Some(AidClass::Subsistence), ..Person::default() }));
        assert!(!when.holds(&Person { aid: Some(AidClass::Monitored), ..Person::default() }));
        assert!(!when.holds(&Person::default()));
    }
}
