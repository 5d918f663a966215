//! The distribution of the Dickey–Fuller statistic: J. G. MacKinnon, "Approximate asymptotic
//! distribution functions for unit-root and cointegration tests", 1994 (p-values), and "Critical
//! values for cointegration tests", 2010 (for no terms: 1996).

use super::Deterministic;
use crate::hypothesis::outcome::Critical;
use crate::special::normal_cdf;

/// A response surface for one choice of deterministic terms.
struct Surface {
    /// Above it the p-value is 1, below it 0, and between the two branches it changes over.
    top: f64,
    bottom: f64,
    change: f64,
    /// Coefficients from the constant up.
    lower: [f64; 3],
    upper: [f64; 4],
    /// At 1 %, 5 % and 10 %, in powers of 1 / n.
    critical: [[f64; 4]; 3],
}

#[rustfmt::skip]
const SURFACES: [Surface; 4] = [
    Surface {
        top: f64::INFINITY, bottom: -19.04, change: -1.04,
        lower: [0.6344, 1.2378, 0.032_496], upper: [0.4797, 0.935_57, -0.069_99, 0.033_066],
        critical: [[-2.565_74, -2.2358, -3.627, 0.0], [-1.941_00, -0.2686, -3.365, 31.223], [-1.616_82, 0.2656, -2.714, 25.364]],
    },
    Surface {
        top: 2.74, bottom: -18.83, change: -1.61,
        lower: [2.1659, 1.4412, 0.038_269], upper: [1.7339, 0.932_02, -0.127_45, -0.010_368],
        critical: [[-3.430_35, -6.5393, -16.786, -79.433], [-2.861_54, -2.8903, -4.234, -40.040], [-2.566_77, -1.5384, -2.809, 0.0]],
    },
    Surface {
        top: 0.7, bottom: -16.18, change: -2.89,
        lower: [3.2512, 1.6047, 0.049_588], upper: [2.5261, 0.616_54, -0.379_56, -0.060_285],
        critical: [[-3.958_77, -9.0531, -28.428, -134.155], [-3.410_49, -4.3904, -9.036, -45.374], [-3.127_05, -2.5856, -3.925, -22.380]],
    },
    Surface {
        top: 0.54, bottom: -17.17, change: -3.21,
        lower: [4.0003, 1.658, 0.048_288], upper: [3.0778, 0.495_29, -0.414_77, -0.059_359],
        critical: [[-4.371_13, -11.5882, -35.819, -334.047], [-3.832_39, -5.9057, -12.490, -118.284], [-3.553_26, -3.6596, -5.293, -63.559]],
    },
];

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

pub(super) fn p_value(statistic: f64, terms: Deterministic) -> f64 {
    let surface = &SURFACES[terms.terms()];
    if statistic > surface.top {
        1.0
    } else if statistic < surface.bottom {
        0.0
    } else if statistic <= surface.change {
        normal_cdf(polynomial(&surface.lower, statistic))
    } else {
        normal_cdf(polynomial(&surface.upper, statistic))
    }
}

/// For a regression over `rows` rows, the weakest level first.
pub(super) fn critical(rows: usize, terms: Deterministic) -> Vec<Critical> {
    let surface = &SURFACES[terms.terms()].critical;
    let at = |level, i: usize| Critical { level, value: polynomial(&surface[i], 1.0 / rows as f64) };
    vec![at(0.10, 2), at(0.05, 1), at(0.01, 0)]
}
