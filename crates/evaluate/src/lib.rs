//! Splits, scores and diagnostics.
