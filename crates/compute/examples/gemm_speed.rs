//! Times products: prints the shape and the billions of operations a second.
//!
//! usage: gemm_speed [ROWS DEPTH COLUMNS]

use glasshouse_compute::{Matrix, Packed, gemm_packed};
use std::time::Instant;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).map(|size| size.parse().expect("a size")).collect();
    match sizes[..] {
        [rows, depth, columns] => time(rows, depth, columns),
        _ => {
            let shapes = [(128, 784, 128), (128, 128, 10), (784, 128, 128), (128, 20, 100), (512, 512, 512)];
            shapes.into_iter().for_each(|(rows, depth, columns)| time(rows, depth, columns));
        }
    }
}

fn time(rows: usize, depth: usize, columns: usize) {
    let numbers = |count: usize| (0..count).map(|i| (i % 251) as f32 / 251.0 - 0.5).collect::<Vec<f32>>();
    let (a, b) = (numbers(rows * depth), numbers(depth * columns));
    let mut c = vec![0.0; rows * columns];
    for (word, a) in
        [("as it lies", Matrix::new(&a, rows, depth)), ("turned", Matrix::new(&a, depth, rows).turned())]
    {
        let mut packed = Packed::default();
        let operations = 2 * rows * depth * columns;
        let mut best = f64::INFINITY;
        for _ in 0..20 {
            let times = (200_000_000 / operations).max(1);
            let start = Instant::now();
            for _ in 0..times {
                packed.fill(Matrix::new(&b, depth, columns));
                gemm_packed(a, &packed, &mut c, false);
            }
            best = best.min(start.elapsed().as_secs_f64() / times as f64);
        }
        let speed = operations as f64 / best / 1e9;
        println!("{rows} x {depth} x {columns}, left factor {word}: {speed:.1} GFLOP/s ({:e})", c[0]);
    }
}
