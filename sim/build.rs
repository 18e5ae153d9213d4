//! Rebuilds the program when a scenario of the built-in library changes.

fn main() {
    println!("cargo:rerun-if-changed=../scenarios");
}
