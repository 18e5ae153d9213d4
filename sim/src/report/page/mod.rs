//! The page of a report: one file that opens without a network, prints, and works out other terms by itself.

mod bits;
mod carried;
mod model;
mod sliders;
mod terms;

pub use model::Model;
