//! One trial, a hundred trials, and the settlement kernel.
fn main() {}
