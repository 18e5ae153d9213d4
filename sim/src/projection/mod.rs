//! One trial of one city, from the first to the last policy year, under every design at once.
//!
//! Order of work (docs/model.md): world factors, then block by block and year by year the
//! admissions, the basic insurance of each, and the later payers of the few persons whom they can
//! reach; at the end the funds settle their years. A projection knows no threads and no files.

mod as_if;
mod by_year;
mod classes;
mod columns;
mod concentration;
mod cost_grid;
mod counted;
mod design;
mod enrolment;
mod enrolment_plan;
mod fan;
mod fan_sums;
mod first_payer;
mod funds;
mod one_by_one;
mod patients;
mod person;
mod plain_bills;
mod plan;
mod recount;
mod settled;
mod sampling;
mod totals;
mod trial_counts;
mod trial;

#[cfg(test)]
mod aid_tests;
#[cfg(test)]
mod counted_tests;
#[cfg(test)]
mod enrolment_tests;
#[cfg(test)]
mod fan_tests;
#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world_tests;

pub use as_if::{OwnBills, OwnCell, OwnPatient};
pub use by_year::ByYear;
pub use columns::ColumnNames;
pub use cost_grid::{AskedGrid, CostGrid};
pub use counted::{Counting, NotCounted};
pub use design::{CiiFund, Design, Hindsight, HmbFund, LedgerFund};
pub use enrolment_plan::{Enrolment, Renewal};
pub use plan::{Attributes, Projection, ProjectionError, ProjectionParts};
pub use recount::{NotRecounted, Recounting};
pub use settled::Ways;
pub use trial::Scratch;
pub use trial::persons::{Bills, OneIn, PaidYear, PersonYear};
pub use trial_counts::{GroupCounts, TrialCounts, YearCounts};
