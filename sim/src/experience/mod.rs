//! An insurer's own experience (经验): its policies, bills and payments, read, reconciled and held read-only.
//!
//! [`Experience`] is what every reader of claims works on, sorted and checked; [`Draft`] makes one, for the reader
//! of files and for tests. Nothing here knows how a report looks, and no row of a person leaves the module but
//! through what is summed over many.

mod band;
mod bill;
mod book;
mod day;
mod draft;
mod liability;
mod payment;
mod policy;

pub use band::{Band, BandTable, Measure};
pub use bill::{ClaimBill, Cost, CostPart};
pub use book::{Claimant, Experience, Exposure};
pub use day::{Day, Month};
pub use draft::{Draft, DraftError, Frame};
pub use liability::{Liability, LiabilityIndex};
pub use payment::Payment;
pub use policy::{PersonIndex, Policy};
