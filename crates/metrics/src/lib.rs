//! Scores from targets and predictions.
