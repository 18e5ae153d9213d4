//! The program on one screen: everything else is in the library.
fn main() {}
