//! A JSON file becomes checked data, or a good error.
//!
//! `node` reads JSON with positions; `merge` applies bases, settings and designs, `revisions` what
//! changes from year to year; `record` and `field` turn objects into structs by one table each; the
//! documents (`payers`, `terms`, `funds`, `hmb_book`, `document`) are such structs with their checks.
//! Threads and reports are not known here.

pub mod assumptions;
pub mod axes;
pub mod backtest;
pub mod bill;
pub mod calibration;
mod candidate;
mod case_fields;
pub mod case_terms;
pub mod cases;
pub mod census;
pub mod city;
pub mod comparison;
pub mod compliance;
pub mod demand;
mod designs;
pub mod document;
pub mod driver;
pub mod enrolment;
pub mod events;
pub mod expected;
pub mod field;
pub mod funds;
pub mod grids;
pub mod groups;
pub mod health;
pub mod hmb_book;
pub mod households;
pub mod illness;
pub mod library;
pub mod load;
pub mod merge;
pub mod node;
mod numbers;
pub mod own_bills;
pub mod path_plan;
pub mod paths;
pub mod payers;
pub mod plan;
pub mod prices;
pub mod problem;
pub mod readings;
pub mod record;
pub mod reference;
pub mod register;
pub mod revisions;
pub mod sampling;
pub mod schema;
pub mod scheme;
pub mod severity;
pub mod stated;
pub mod stress;
pub mod steps;
pub mod switches;
pub mod terms;
mod undrawn;
pub mod validate;
mod values;
pub mod varied;
pub mod vocabulary;
pub mod walk;
pub mod world;

pub use validate::{Report, backtest_schema, schema, validate, walk_schema};

#[cfg(test)]
mod tests;
