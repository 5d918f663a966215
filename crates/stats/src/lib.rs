//! Descriptive statistics over plain slices.
