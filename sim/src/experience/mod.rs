//! An insurer's own experience (经验): its policies, bills and payments, read, reconciled and held read-only.
//!
//! [`Experience`] is what every reader of claims works on, sorted and checked; [`Draft`] makes one, for the reader
//! of files and for tests. Nothing here knows how a report looks, and no row of a person leaves the module but
//! through what is summed over many.

mod band;
mod banded;
mod bill;
mod book;
mod cell;
mod columns;
mod day;
mod defect;
mod document;
mod draft;
mod insurer;
mod liability;
mod lines;
mod own_bills;
mod payment;
mod period;
mod policies;
mod policy;
mod reading;
mod reconciliation;
mod rows;
mod sheet;
mod source;
mod suppression;
mod tally;
mod ties;

pub use band::{Band, BandTable, Measure};
pub use bill::{ClaimBill, Cost, CostPart};
pub use book::{Claimant, Experience, Exposure};
pub use day::{Day, Month};
pub use defect::{Defect, Defects, shape};
pub use document::{ClaimsDoc, claims_schema, is_claims};
pub use draft::{Draft, DraftError, Frame};
pub use insurer::{Book, Insurer, SyntheticLine, SyntheticPolicy, SyntheticRow, Truth, Ultimate};
pub use liability::{Liability, LiabilityIndex};
pub use own_bills::CostTrend;
pub use payment::Payment;
pub use period::Period;
pub use policy::{PersonIndex, Policy};
pub use reading::{Claims, ReadError, read_claims};
pub use reconciliation::{Control, Reconciliation, YearTotals};
pub use suppression::Suppression;
pub use tally::{Sum, Tally};
