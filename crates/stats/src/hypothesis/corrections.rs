//! Many tests at once: p-values corrected for the number of chances to find something.

/// p-values corrected by Holm's step-down method, in the order given: with them, the chance of any
/// false finding stays below the level. NaN stays NaN and does not count. S. Holm, "A simple
/// sequentially rejective multiple test procedure", 1979. Time O(n log n).
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values);
    let mut corrected = vec![f64::NAN; p_values.len()];
    let mut largest = 0.0_f64;
    for (place, &i) in order.iter().enumerate() {
        largest = largest.max(p_values[i] * (order.len() - place) as f64).min(1.0);
        corrected[i] = largest;
    }
    corrected
}

/// p-values corrected by Benjamini and Hochberg's step-up method, in the order given: with them,
/// the expected share of false findings stays below the level, for independent tests. NaN stays
/// NaN and does not count. "Controlling the false discovery rate", 1995. Time O(n log n).
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values);
    let mut corrected = vec![f64::NAN; p_values.len()];
    let mut smallest = 1.0_f64;
    for (place, &i) in order.iter().enumerate().rev() {
        smallest = smallest.min(p_values[i] * order.len() as f64 / (place + 1) as f64);
        corrected[i] = smallest;
    }
    corrected
}

fn ascending(p_values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p_values.len()).filter(|i| !p_values[*i].is_nan()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    order
}
