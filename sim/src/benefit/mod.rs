//! What a contract pays of a bill: deductibles, tiers, ratios, caps, and the waterfall of payers.
//!
//! A claim is first cut into [`Parts`] (what the patient bears, by kind of cost); each payer in the
//! order of the [`Scheme`] looks at some parts, pays, and takes what it pays from them. The basic
//! insurance ([`AdmissionTerms`]) works per admission, every later payer ([`AnnualTerms`]) on the
//! person's cumulative year, so that the payments of the claims add up to the year to the fen. Fixed
//! benefits ([`FixedTerms`]) stand beside the bill.
//! [`PersonTerms::settle`] is the readable specification of all this and explains each fen it pays.
//!
//! Pure rules: no chance, no floats, no files, no funds.
#![deny(clippy::float_arithmetic)]

mod admission;
mod annual;
mod bill;
mod error;
mod fixed;
mod parts;
mod person;
mod scheme;
mod settle;
mod tiers;

pub use admission::{AdmissionPayment, AdmissionRules, AdmissionTerms};
pub use annual::{AnnualRules, AnnualTerms, CapOn, CapScope, TeleConsult};
pub use bill::{Amounts, Bill, ByLevel, CareKind, Claim, HospitalLevel, KindSet};
pub use error::TermsError;
pub use fixed::{Event, FixedRules, FixedTerms};
pub use parts::{Part, PartSet, Parts};
pub use person::{AidClass, InsuranceScheme, Person, When};
pub use scheme::{Group, GroupMode, Layer, Payer, PersonTerms, Scheme, Terms};
pub use settle::{AdmissionWorking, AnnualWorking, Bound, FixedWorking, Line, Settlement, Working};
pub use tiers::{Slice, Tier, TierBase, Tiers};
