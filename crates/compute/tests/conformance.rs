//! Products are those of `ndarray` in double precision, for odd sizes and matrices turned over.

use glasshouse_compute::{Matrix, Packed, gemm, gemm_packed};
use ndarray::{Array2, ArrayView2};
use proptest::prelude::*;

fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// The same product in double precision.
fn expected(a: &[f32], b: &[f32], shape: [usize; 3], turned: [bool; 2]) -> Array2<f64> {
    let wide = |data: &[f32], rows: usize, columns: usize, turned: bool| {
        let shape = if turned { (columns, rows) } else { (rows, columns) };
        let view = ArrayView2::from_shape(shape, data).expect("the shape fits").mapv(f64::from);
        if turned { view.reversed_axes() } else { view }
    };
    let [rows, depth, columns] = shape;
    wide(a, rows, depth, turned[0]).dot(&wide(b, depth, columns, turned[1]))
}

fn agrees(shape: [usize; 3], turned: [bool; 2], accumulate: bool, seed: u32) {
    let [rows, depth, columns] = shape;
    let (a, b) = (numbers(rows * depth, seed), numbers(depth * columns, seed + 1));
    let view = |data, rows, columns, turned| match turned {
        true => Matrix::new(data, columns, rows).turned(),
        false => Matrix::new(data, rows, columns),
    };
    let before = numbers(rows * columns, seed + 2);
    let mut c = before.clone();
    gemm(view(&a, rows, depth, turned[0]), view(&b, depth, columns, turned[1]), &mut c, accumulate);
    // Each of the sums of at most 256 rounds, and so does the sum of these sums.
    let tolerance = f64::from(f32::EPSILON) * (depth.min(256) + depth / 256 + 2) as f64;
    for ((found, sum), before) in c.iter().zip(&expected(&a, &b, shape, turned)).zip(before) {
        let sum = if accumulate { sum + f64::from(before) } else { *sum };
        assert!((f64::from(*found) - sum).abs() <= tolerance, "{shape:?} {turned:?}: {found} {sum}");
    }
}

#[test]
fn edges_of_every_tile_and_block() {
    for rows in [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 191, 192, 193] {
        for columns in [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 65] {
            for turned in [[false, false], [false, true], [true, false], [true, true]] {
                agrees([rows, 9, columns], turned, rows % 2 == 0, 1);
            }
        }
    }
    for depth in [0, 1, 15, 16, 17, 255, 256, 257, 600] {
        for accumulate in [false, true] {
            agrees([14, depth, 34], [true, false], accumulate, 2);
            agrees([14, depth, 34], [false, true], accumulate, 3);
        }
    }
}

/// Blocks of rows, each for itself, are the whole.
#[test]
fn parts_of_the_rows_are_the_product() {
    let (rows, depth, columns) = (150, 70, 45);
    let (a, b) = (numbers(rows * depth, 1), numbers(depth * columns, 2));
    let b = Packed::new(Matrix::new(&b, depth, columns));
    for a in [Matrix::new(&a, rows, depth), Matrix::new(&a, depth, rows).turned()] {
        let (mut whole, mut parts) = (vec![0.0; rows * columns], vec![0.0; rows * columns]);
        gemm_packed(a, &b, &mut whole, false);
        for (at, part) in parts.chunks_mut(67 * columns).enumerate() {
            let range = at * 67..at * 67 + part.len() / columns;
            gemm_packed(a.part(range), &b, part, false);
        }
        assert_eq!(whole, parts);
    }
}

#[test]
fn nothing_times_nothing() {
    for shape in [[0, 3, 4], [3, 0, 4], [3, 4, 0], [0, 0, 0]] {
        agrees(shape, [false, false], false, 5);
        agrees(shape, [true, true], true, 5);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_shape(
        shape in [1usize..220, 1usize..300, 1usize..70], turned: [bool; 2], accumulate: bool, seed in 0u32..1000,
    ) {
        agrees(shape, turned, accumulate, seed);
    }
}

#[test]
#[should_panic(expected = "columns of the left factor")]
fn shapes_must_fit() {
    gemm(Matrix::new(&[1.0; 6], 2, 3), Matrix::new(&[1.0; 8], 4, 2), &mut [0.0; 4], false);
}
