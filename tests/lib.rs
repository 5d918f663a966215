//! Golden recipes through the real binary: see `golden.rs`.
