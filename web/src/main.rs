//! The page of Glasshouse.
fn main() {}
