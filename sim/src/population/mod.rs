//! Who is insured: heads by scheme, sex and age, and the addresses under which they live.
//!
//! A person's address never changes: an entry cohort (birth year, sex, entry scheme) and a slot in
//! one of its blocks of 4,096. Age and status are attributes of the address and the year. Growth
//! appends slots. This module knows no benefits and no money.

mod block;
mod enrolment;
mod people;

pub use block::{Block, Cohort, SLOTS};
pub use enrolment::{
    Alike, Candidate, Effect, EnrolmentLaw, OutOfReach, intercept, probability, stay_probability,
};
pub use people::{Growth, OLDEST, People, PeopleError, Status, cells};
