//! Who is insured: heads by scheme, sex and age, and the addresses under which they live.
//!
//! A person's address never changes: an entry cohort (birth year, sex, entry scheme) and a slot in
//! one of its blocks of 4,096. Age and status are attributes of the address and the year. Growth
//! appends slots. This module knows no benefits and no money.

mod apportionment;
mod block;
mod census;
mod dynamics;
mod household_size;
mod households;
mod income;
mod enrolment;
mod people;
mod register;
mod roll;

pub use block::{Block, Cohort, SLOTS};
pub use census::{Band, ByKind, Insured, Pyramid, TooManyEmployees, insured};
pub use dynamics::Vitality;
pub use enrolment::{
    Alike, Candidate, Effect, EnrolmentLaw, OutOfReach, intercept, probability, stay_probability,
};
pub use household_size::{HouseholdSizes, LARGEST};
pub use households::{Households, TooFewAdults};
pub use income::{BANDS, IncomeTerms, Incomes, Settlement};
pub use people::{Growth, OLDEST, People, PeopleError, Status, cells};
pub use register::{Homes, HouseholdEntry, PersonEntry, Register, RegisterTerms, word_below};
pub use roll::{ADULT, Member, OLD, Roll};

#[cfg(test)]
mod tests;
