//! Glasshouse on the command line.
fn main() {}
