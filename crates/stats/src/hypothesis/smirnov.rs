//! Whether two samples come from one distribution: N. V. Smirnov, 1939; the exact probability
//! and the one-sided probabilities after J. L. Hodges, "The significance probability of the Smirnov
//! two-sample test", 1958.

use super::error::{TestError, enough};
use super::outcome::{Alternative, Outcome};
use crate::pieces::{Pause, sort};
use crate::ranks::present;
use crate::special::exp;
use crate::special::kolmogorov::kolmogorov_sf;

/// Size of the larger sample up to which the exact distribution is used, as in scipy.
const EXACT: u64 = 10_000;
/// Crossings of paths that are counted in one piece, some 20 milliseconds.
const STEPS: i64 = 5_000_000;

/// Whether two samples come from one distribution, by the largest gap D between the shares of
/// values up to any point. `Greater` looks where the first share lies above the second, as it does where
/// values of the first tend to be smaller, `Less` where it lies below. Exact while neither sample has
/// more than 10 000 values, and one-sided as long as the number of ways to mix the samples is a finite
/// number, as in scipy. Effect: D. Drops NaN. Time O(n log n), exact O(n₁n₂).
///
/// # Errors
/// An empty sample.
pub async fn ks_2samp(
    a: &[f64],
    b: &[f64],
    side: Alternative,
    pause: Pause<'_>,
) -> Result<Outcome, TestError> {
    let (mut a, mut b) = (present(a), present(b));
    enough(&a, 1).map_err(|e| e.of(0))?;
    enough(&b, 1).map_err(|e| e.of(1))?;
    sort(&mut a, f64::total_cmp, &|done| pause(0.1 * done)).await;
    sort(&mut b, f64::total_cmp, &|done| pause(0.1 + 0.1 * done)).await;
    let (gap, location, sign) = largest_gap(&a, &b, side);
    let (n1, n2) = (a.len() as u64, b.len() as u64);
    let common = gcd(n1, n2);
    let steps = n1 / common * n2;
    // Gaps are whole multiples of one step.
    let h = gap / common;
    let d = h as f64 / steps as f64;
    let two_sided = side == Alternative::TwoSided;
    let exact = n1.max(n2) <= EXACT && (two_sided || n1 == n2 || h == 0 || mixes(n1, n2).is_finite());
    let p_value = match (exact, two_sided) {
        _ if h == 0 => 1.0,
        (true, true) if n1 == n2 => outside_square(n1, h),
        (true, false) if n1 == n2 => above_square(n1, h),
        (true, _) => {
            let share = |done: f64| pause(0.2 + 0.8 * done);
            outside(n1.max(n2), n1.min(n2), (common, h), two_sided, &share).await
        }
        (false, true) => {
            let (m, n) = (n1 as f64, n2 as f64);
            kolmogorov_sf(libm::rint(m * n / (m + n)), d)
        }
        (false, false) => hodges(n1.max(n2) as f64, n1.min(n2) as f64, d),
    };
    Ok(Outcome {
        statistic: d,
        p_value: p_value.clamp(0.0, 1.0),
        n: a.len() + b.len(),
        effect: Some(d),
        method: Some(if exact { "exact" } else { "asymptotic" }),
        details: vec![("location", location), ("sign", sign)],
        ..Outcome::default()
    })
}

/// The largest of |i n₂ − j n₁| over the values, i and j being how many of each sample are no
/// larger, or of one sign of it; where it is, and which sample is ahead there.
fn largest_gap(a: &[f64], b: &[f64], side: Alternative) -> (u64, f64, f64) {
    let (n1, n2) = (a.len() as i64, b.len() as i64);
    let (mut i, mut j) = (0, 0);
    let (mut above, mut below) = ((0_i64, a[0].min(b[0])), (0_i64, a[0].min(b[0])));
    while i < a.len() || j < b.len() {
        let value = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => x.min(*y),
            (Some(x), None) => *x,
            (None, y) => y.copied().unwrap_or_default(),
        };
        i += a[i..].iter().take_while(|v| **v == value).count();
        j += b[j..].iter().take_while(|v| **v == value).count();
        let gap = i as i64 * n2 - j as i64 * n1;
        if gap > above.0 {
            above = (gap, value);
        }
        if -gap > below.0 {
            below = (-gap, value);
        }
    }
    let first_behind = match side {
        Alternative::TwoSided => below.0 > above.0,
        Alternative::Less => true,
        Alternative::Greater => false,
    };
    if first_behind {
        (below.0.unsigned_abs(), below.1, -1.0)
    } else {
        (above.0.unsigned_abs(), above.1, 1.0)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The share of paths through an n × n square that reach a diagonal h steps away; Horner's scheme
/// for the alternating sum of binomials.
fn outside_square(n: u64, h: u64) -> f64 {
    let mut share = 0.0;
    for k in (0..=n / h).rev() {
        let mut factor = 1.0;
        for j in 0..h {
            let above = n as f64 - (k * h) as f64 - j as f64;
            factor = above * factor / ((n + k * h + j + 1) as f64);
        }
        share = factor * (1.0 - share);
    }
    2.0 * share
}

/// The share of such paths that reach the diagonal on one side.
fn above_square(n: u64, h: u64) -> f64 {
    (0..h).map(|j| (n - j) as f64 / (n + j + 1) as f64).product()
}

/// The ways to mix two samples, about; infinite where there are too many for a number.
fn mixes(m: u64, n: u64) -> f64 {
    let (many, few) = (m.max(n), m.min(n));
    (1..=few).map(|i| (many + i) as f64 / i as f64).product()
}

/// The one-sided probability of a gap between large samples, `m` and no more than that `n`: Hodges'
/// equation 5.3.
fn hodges(m: f64, n: f64, d: f64) -> f64 {
    let z = (m * n / (m + n)).sqrt() * d;
    exp(-2.0 * z * z - 2.0 * z * (m + 2.0 * n) / (m * n * (m + n)).sqrt() / 3.0)
}

/// The share of paths from (0, 0) to (m, n) with n x − m y ≥ h · common somewhere, or, if both sides
/// count, m y − n x: every crossing is reached from the left or from below, in proportion to x and y.
/// Nothing cancels.
async fn outside(m: u64, n: u64, (common, h): (u64, u64), both: bool, pause: Pause<'_>) -> f64 {
    let (mg, ng) = ((m / common) as i64, (n / common) as i64);
    let (n, h) = (n as i64, h as i64);
    // Heights strictly within the diagonals in a column, both ends inclusive.
    let span = |x: i64| {
        let low = (ng * x - h).div_euclid(mg) + 1;
        let high = if both { (ng * x + h - 1).div_euclid(mg) } else { n };
        (low.max(0), high.min(n))
    };
    // No division within the loop, whose every step waits for the one before.
    let inverse: Vec<f64> = (0..=m + n.unsigned_abs()).map(|sum| 1.0 / sum as f64).collect();
    let mut column = vec![1.0; n as usize + 1];
    let (mut from, to) = span(0);
    let mut steps = 0;
    (from..=to).for_each(|y| column[y as usize] = 0.0);
    for x in 1..=m as i64 {
        let (low, high) = span(x);
        (from..low.min(n + 1)).for_each(|y| column[y as usize] = 1.0);
        for y in low..=high {
            let below = if y > 0 { column[y as usize - 1] } else { 0.0 };
            let each = inverse[(x + y) as usize];
            column[y as usize] = column[y as usize] * (x as f64 * each) + below * (y as f64 * each);
        }
        from = low;
        steps += (high - low).max(0);
        if steps >= STEPS {
            steps = 0;
            pause(x as f64 / m as f64).await;
        }
    }
    column[n as usize]
}
