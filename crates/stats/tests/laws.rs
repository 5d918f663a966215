//! Laws that hold for any numbers, however strange: no answer is NaN or out of its range, and no
//! input ends in a panic.

use glasshouse_stats::{
    Bandwidth, BinRule, CrossTable, Kde, autocorrelation, average_ranks, correlation_ratio, cramers_v,
    equal_width_bins, histogram, kendall_tau_b, mutual_information, partial_autocorrelation, pearson,
    pearson_matrix, probability_plot, spearman, stl,
};
use proptest::prelude::*;

/// Plain numbers, repeated ones, and everything that a file can hold instead.
fn anything() -> impl Strategy<Value = f64> {
    let strange = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        0.0,
        -0.0,
        1e300,
        1e-300,
        0.1,
    ];
    prop_oneof![4 => -5.0..5.0_f64, 3 => (0..4i8).prop_map(f64::from), 2 => prop::sample::select(strange.to_vec())]
}

fn column(most: usize) -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![prop::collection::vec(anything(), 0..most), prop::collection::vec(-9.0..9.0_f64, 0..most)]
}

fn two(most: usize) -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    prop::collection::vec((anything(), anything()), 0..most).prop_map(|rows| rows.into_iter().unzip())
}

proptest! {
    #[test]
    fn correlations_stay_in_range_and_are_symmetric((x, y) in two(30)) {
        for measure in [pearson, spearman, kendall_tau_b] {
            let r = measure(&x, &y);
            prop_assert!(r.is_none_or(|r| (-1.0..=1.0).contains(&r)));
            let back = measure(&y, &x);
            prop_assert_eq!(r.is_some(), back.is_some());
            prop_assert!((r.unwrap_or(0.0) - back.unwrap_or(0.0)).abs() < 1e-12);
        }
        let matrix = pearson_matrix(&[&x, &y]);
        prop_assert!(matrix.iter().flatten().all(|r| (-1.0..=1.0).contains(r)));
    }

    #[test]
    fn measures_with_categories_stay_in_range(rows in prop::collection::vec((0u32..4, prop::option::of(0u32..3), anything()), 0..40)) {
        let a: Vec<Option<u32>> = rows.iter().map(|r| r.0.checked_sub(1)).collect();
        let b: Vec<Option<u32>> = rows.iter().map(|r| r.1).collect();
        let values: Vec<f64> = rows.iter().map(|r| r.2).collect();
        let table = CrossTable::of(a.clone(), b, 3, 3);
        let unit = |v: Option<f64>| v.is_none_or(|v| (0.0..=1.0).contains(&v));
        prop_assert!(unit(cramers_v(&table)));
        prop_assert!(unit(correlation_ratio(&a, &values)));
        prop_assert!(mutual_information(&table).is_none_or(|mi| (0.0..=3.0_f64.ln() + 1e-12).contains(&mi)));
        prop_assert!(equal_width_bins(&values, 5).iter().flatten().all(|bin| *bin < 5));
    }

    #[test]
    fn bins_hold_every_finite_value(values in column(60), bins in 1u32..9) {
        let finite = values.iter().filter(|v| v.is_finite()).count() as u64;
        for rule in [BinRule::Auto, BinRule::FreedmanDiaconis, BinRule::Sturges, BinRule::Count(bins)] {
            if let Some(h) = histogram(&values, rule, 200) {
                prop_assert_eq!(h.counts.iter().sum::<u64>(), finite);
                prop_assert_eq!(h.edges.len(), h.counts.len() + 1);
                prop_assert!(h.edges.windows(2).all(|pair| pair[0] <= pair[1]));
            }
        }
    }

    #[test]
    fn densities_are_never_negative_nor_nan(values in column(60)) {
        if let Some(kde) = Kde::new(&values, Bandwidth::Scott) {
            let curve = kde.curve(20, 3.0);
            prop_assert!(curve.density.iter().chain(&curve.x).all(|v| v.is_finite()));
            prop_assert!(curve.density.iter().all(|d| *d >= 0.0));
        }
    }

    #[test]
    fn ranks_sum_up(values in column(60)) {
        let ranks = average_ranks(&values);
        let n = values.iter().filter(|v| !v.is_nan()).count() as f64;
        prop_assert_eq!(ranks.iter().flatten().sum::<f64>(), n * (n + 1.0) / 2.0);
    }

    #[test]
    fn plots_of_series_are_finite(values in column(60), lags in 0usize..70, period in 0usize..9, robust: bool) {
        for r in [autocorrelation(&values, lags), partial_autocorrelation(&values, lags)].into_iter().flatten() {
            prop_assert!(r.values.iter().chain(&r.bands).all(|v| v.is_finite()));
            prop_assert_eq!((r.values[0], r.bands[0], r.values.len()), (1.0, 0.0, r.bands.len()));
        }
        if let Some(parts) = stl(&values, period, robust) {
            let all = [&parts.seasonal, &parts.trend, &parts.remainder, &parts.weights];
            prop_assert!(all.into_iter().flatten().all(|v| v.is_finite()));
        }
        if let Some(plot) = probability_plot(&values, 30) {
            prop_assert!(plot.slope.is_finite() && plot.intercept.is_finite() && (-1.0..=1.0).contains(&plot.r));
        }
    }
}

#[test]
fn too_little_is_none() {
    assert_eq!(histogram(&[f64::NAN, f64::INFINITY], BinRule::Auto, 10), None);
    assert!(Kde::new(&[1.0, 1.0], Bandwidth::Scott).is_none());
    assert_eq!(probability_plot(&[1.0], 10), None);
    assert_eq!(autocorrelation(&[2.0; 9], 3), None);
    assert_eq!(stl(&[1.0, 2.0, f64::NAN, 4.0], 2, false), None);
    assert_eq!(pearson(&[0.1; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]), None);
    assert!(average_ranks(&[]).is_empty() && pearson_matrix(&[]).is_empty());
}
