//! Functions of numbers. A missing number is NaN; what has no number as its answer gives NaN, too.

use super::function::Function;

/// One function of all rows.
pub(super) fn numbers(function: Function, mut values: Vec<Vec<f64>>) -> Vec<f64> {
    use Function as F;
    let rest = values.split_off(1.min(values.len()));
    let first = values.pop().unwrap_or_default();
    match function {
        F::Min => several(first, &rest, |a, b| if b < a { b } else { a }),
        F::Max => several(first, &rest, |a, b| if b > a { b } else { a }),
        F::Clip => {
            let raised = both(first, &rest[0], |x, low| if x < low { low } else { x });
            both(raised, &rest[1], |x, high| if x > high { high } else { x })
        }
        _ => match rest.first() {
            Some(second) => both(first, second, of_two(function)),
            None => each(first, of_one(function)),
        },
    }
}

fn of_one(function: Function) -> fn(f64) -> f64 {
    use Function as F;
    match function {
        F::Negative => |x| -x,
        F::Abs => f64::abs,
        F::Round => libm::rint,
        F::Floor => libm::floor,
        F::Ceil => libm::ceil,
        F::Sqrt => libm::sqrt,
        F::Exp => libm::exp,
        F::Log => libm::log,
        F::Log2 => libm::log2,
        F::Log10 => libm::log10,
        F::Log1p => libm::log1p,
        F::Sin => libm::sin,
        F::Cos => libm::cos,
        other => unreachable!("{} is no function of one number", other.name()),
    }
}

fn of_two(function: Function) -> fn(f64, f64) -> f64 {
    use Function as F;
    match function {
        F::Add => |a, b| a + b,
        F::Subtract => |a, b| a - b,
        F::Multiply => |a, b| a * b,
        F::Divide => |a, b| a / b,
        F::Remainder => remainder,
        F::Power => libm::pow,
        other => unreachable!("{} is no function of two numbers", other.name()),
    }
}

/// With the sign of the divisor, as numpy and Python have it.
fn remainder(a: f64, b: f64) -> f64 {
    let rest = libm::fmod(a, b);
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
}

fn each(mut values: Vec<f64>, map: fn(f64) -> f64) -> Vec<f64> {
    values.iter_mut().for_each(|x| *x = map(*x));
    values
}

/// Of two numbers; missing where one of them is, even where the function would answer (`x ^ 0`).
fn both(mut first: Vec<f64>, second: &[f64], map: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    for (a, b) in first.iter_mut().zip(second) {
        *a = if a.is_nan() || b.is_nan() { f64::NAN } else { map(*a, *b) };
    }
    first
}

fn several(first: Vec<f64>, rest: &[Vec<f64>], map: fn(f64, f64) -> f64) -> Vec<f64> {
    rest.iter().fold(first, |so_far, next| both(so_far, next, map))
}
