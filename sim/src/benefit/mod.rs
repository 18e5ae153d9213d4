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

mod accounts;
mod admission;
mod annual;
mod bill;
mod cover;
mod error;
mod fixed;
mod label;
mod order;
mod outpatient;
mod parts;
mod pay;
mod person;
mod place;
mod scheme;
mod settle;
mod sublimit;
mod tiers;

pub use admission::{AdmissionPayment, AdmissionRules, AdmissionTerms, RepeatCounts};
pub use annual::{
    AnnualRules, AnnualTerms, BonusMode, CapOn, CapScope, DeductibleScope, ScreeningBonus, TeleConsult,
};
pub use bill::{Amounts, Bill, ByLevel, CareKind, Claim, HospitalLevel, KindSet};
pub use cover::{Cover, PreExisting, WaitingEnds};
pub use error::TermsError;
pub use fixed::{CapPeriod, FixedRules, FixedTerms, Once};
pub use label::Label;
pub use order::{LayerName, PayerOrder};
pub use outpatient::{OutpatientDeductible, OutpatientTerms};
pub use parts::{Part, PartSet, Parts};
pub use person::{AidClass, InsuranceScheme, Person, Residence, When};
pub use place::{ByPlace, Place};
pub use scheme::{Earlier, Group, GroupMode, Layer, Payer, PersonTerms, Scheme, Terms};
pub use settle::{AdmissionWorking, AnnualWorking, Bound, FixedWorking, Line, Settlement, Working};
pub use sublimit::{LimitOn, Per, Sublimit};
pub use tiers::{RatioBy, Slice, Tier, TierBase, Tiers};
