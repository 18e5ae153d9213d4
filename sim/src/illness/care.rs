//! Care over the year beside admissions: what it is, who needs it, and which part of the bill it is.

use crate::benefit::{CareKind, Label};
use crate::illness::split::Parts;
use crate::random::Family;
use crate::units::{Fen, Share, round_millionths};

/// Care that some patients need over the year beside their admissions: special-disease outpatient
/// care (chemotherapy, dialysis), or a drug of a list.
///
/// Its users are patients who are admitted in the year: who is not admitted has none.
#[derive(Debug, Clone, PartialEq)]
pub struct YearlyCare {
    /// What kind of claim it makes.
    pub kind: CareKind,
    /// The place of its random words: one for each care, the same in every scenario.
    pub words: u16,
    /// Users per person-year, by status in service, retired, resident.
    pub users: [f64; 3],
    /// Mean cost of a user's year, yuan, by status.
    pub cost: [f64; 3],
    /// The shape of that cost; its level is divided out.
    pub family: Family,
    /// Which parts of the bill it is; `None`: split as an admission is.
    pub parts: Option<CareParts>,
    /// Which drug it is.
    pub drug: Option<Label>,
    /// Which disease it treats.
    pub disease: Option<Label>,
    /// Whom it is for: those in this state of health alone, by its place (0 for the healthy).
    pub state: Option<usize>,
}

/// The place of the random words of the care of this name.
///
/// The two cares of the first version keep theirs; every other name has its own place from 16 on, so
/// that a care that comes or goes moves no draw of another.
pub fn words_of(name: &str) -> u16 {
    match name {
        "special-outpatient" => CareKind::SpecialOutpatient as u16,
        "special-drugs" => CareKind::SpecialDrug as u16,
        other => {
            let hash = other
                .bytes()
                .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
            u16::try_from(16 + hash % (65_536 - 16)).unwrap_or(u16::MAX)
        }
    }
}

/// The shares of a care's cost that are each part of the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CareParts {
    /// 甲类.
    pub class_a: Share,
    /// 乙类, its first self-pay included.
    pub class_b: Share,
    /// 先行自付 as a share of 乙类.
    pub first_self_pay: Share,
    /// 丙类 on the list of reasonable cost.
    pub listed_own_expense: Share,
    /// 丙类 on no list.
    pub unlisted_own_expense: Share,
    /// A drug of the special list (特药).
    pub special_drug: Share,
    /// A drug of the rare-disease list.
    pub rare_drug: Share,
}

impl CareParts {
    /// All of it one part, where the kind of care says which.
    pub fn of_kind(kind: CareKind) -> Option<CareParts> {
        let whole = CareParts::default();
        match kind {
            CareKind::SpecialDrug => Some(CareParts { special_drug: Share::ONE, ..whole }),
            CareKind::RareDrug => Some(CareParts { rare_drug: Share::ONE, ..whole }),
            CareKind::Inpatient | CareKind::SpecialOutpatient | CareKind::Outpatient => None,
        }
    }

    /// The shares of the parts in order, 先行自付 apart.
    fn shares(&self) -> [Share; 6] {
        [
            self.class_a,
            self.class_b,
            self.listed_own_expense,
            self.unlisted_own_expense,
            self.special_drug,
            self.rare_drug,
        ]
    }

    /// The sum of the parts, in millionths.
    pub fn millionths(&self) -> i64 {
        self.shares().iter().map(|share| share.millionths()).sum()
    }

    /// Whether a drug of a list is among them.
    pub(super) fn has_drugs(&self) -> bool {
        self.special_drug != Share::ZERO || self.rare_drug != Share::ZERO
    }

    /// Whether the parts make up the whole.
    pub fn is_whole(&self) -> bool {
        self.millionths() == Share::ONE.millionths()
    }

    /// Splits a cost: each bound between two parts is rounded half up to the fen, so the parts sum to it.
    pub(super) fn split(&self, total: Fen) -> Parts {
        let (mut up_to, mut before) = (0, Fen::ZERO);
        let [class_a, class_b, listed, unlisted, special_drug, rare_drug] = self.shares().map(|share| {
            up_to += share.millionths();
            let bound = round_millionths(i128::from(total.0) * i128::from(up_to));
            bound - std::mem::replace(&mut before, bound)
        });
        let first_self_pay = self.first_self_pay.of(class_b);
        Parts {
            in_policy: class_a + class_b - first_self_pay,
            class_a,
            first_self_pay,
            over_limit: Fen::ZERO,
            listed_own_expense: listed,
            unlisted_own_expense: unlisted,
            special_drug,
            rare_drug,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_care_sum_to_its_cost() {
        let parts = CareParts {
            class_b: Share::parse("0.6").unwrap(),
            first_self_pay: Share::percent(10),
            unlisted_own_expense: Share::parse("0.333333").unwrap(),
            special_drug: Share::parse("0.066667").unwrap(),
            ..CareParts::default()
        };
        assert!(parts.is_whole());
        for total in 0..10_000 {
            let split = parts.split(Fen(total));
            let sum =
                split.in_policy + split.first_self_pay + split.unlisted_own_expense + split.special_drug;
            assert_eq!(sum, Fen(total));
        }
        let split = parts.split(Fen(1_000_000));
        assert_eq!((split.in_policy, split.first_self_pay), (Fen(540_000), Fen(60_000)));
        assert_eq!((split.unlisted_own_expense, split.special_drug), (Fen(333_333), Fen(66_667)));
    }

    #[test]
    fn every_name_has_words_of_its_own_and_the_first_two_keep_theirs() {
        assert_eq!((words_of("special-outpatient"), words_of("special-drugs")), (1, 3));
        let names = ["car-t", "listed-2018", "listed-2017", "provincial-drugs", "rare"];
        let words: std::collections::BTreeSet<u16> = names.map(words_of).into_iter().collect();
        assert_eq!(words.len(), names.len());
        assert!(words.iter().all(|&words| words >= 16));
    }
}
