//! The smallest value of a function of few numbers, without slopes (Nelder and Mead, 1965).

/// Most evaluations.
const MOST: usize = 250;
/// Difference of values, relative, at which it rests.
const REST: f64 = 1e-10;

/// A place within bounds where a function is smallest nearby, and its value. A place outside of the
/// bounds stands for the nearest within.
pub fn minimise(function: &dyn Fn(&[f64]) -> f64, begin: &[f64], bounds: &[(f64, f64)]) -> (Vec<f64>, f64) {
    let value = |place: Vec<f64>| {
        let within: Vec<f64> =
            place.into_iter().zip(bounds).map(|(x, (low, high))| x.clamp(*low, *high)).collect();
        let value = function(&within);
        (within, value)
    };
    let mut corners = vec![value(begin.to_vec())];
    for (axis, (low, high)) in bounds.iter().enumerate() {
        let mut place = begin.to_vec();
        let step = 0.2 * (high - low);
        place[axis] += if place[axis] + step <= *high { step } else { -step };
        corners.push(value(place));
    }
    let mut evaluated = corners.len();
    while evaluated < MOST {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, worst) = (corners[0].1, corners[corners.len() - 1].1);
        if (worst - best).abs() <= REST * (best.abs() + REST) && width(&corners) < 1e-6 {
            break;
        }
        evaluated += step(&mut corners, &value);
    }
    corners.into_iter().reduce(|best, one| if one.1 < best.1 { one } else { best }).unwrap_or_default()
}

type Corner = (Vec<f64>, f64);

/// How far the corners lie from the first.
fn width(corners: &[Corner]) -> f64 {
    let first = &corners[0].0;
    let far = |corner: &Corner| corner.0.iter().zip(first).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    corners.iter().map(far).fold(0.0, f64::max)
}

/// Reflects, stretches or draws in the worst of sorted corners, or draws all to the best. Answers the
/// number of evaluations.
fn step(corners: &mut [Corner], value: &dyn Fn(Vec<f64>) -> Corner) -> usize {
    let last = corners.len() - 1;
    let centre: Vec<f64> = (0..corners[0].0.len())
        .map(|axis| corners[..last].iter().map(|corner| corner.0[axis]).sum::<f64>() / last as f64)
        .collect();
    let towards = |from: &[f64], by: f64| -> Vec<f64> {
        centre.iter().zip(from).map(|(middle, x)| middle + by * (x - middle)).collect()
    };
    let worst = corners[last].clone();
    let reflected = value(towards(&worst.0, -1.0));
    if reflected.1 < corners[0].1 {
        let stretched = value(towards(&worst.0, -2.0));
        corners[last] = if stretched.1 < reflected.1 { stretched } else { reflected };
        return 2;
    }
    if reflected.1 < corners[last - 1].1 {
        corners[last] = reflected;
        return 1;
    }
    let nearer = if reflected.1 < worst.1 { &reflected } else { &worst };
    let drawn = value(towards(&nearer.0, 0.5));
    if drawn.1 < nearer.1 {
        corners[last] = drawn;
        return 2;
    }
    let best = corners[0].0.clone();
    for corner in corners.iter_mut().skip(1) {
        let place = best.iter().zip(&corner.0).map(|(b, x)| b + 0.5 * (x - b)).collect();
        *corner = value(place);
    }
    2 + last
}
