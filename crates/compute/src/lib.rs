//! Matrix kernels for the processor: products, activations and the softmax in `f32`, products in `f64`.
//!
//! Every number has the same bytes on every host: each element is computed alone, its sum runs in
//! one fixed order, products are rounded before they are added (no fused multiply-add). So it does
//! not matter how many elements the processor takes at once; that is chosen when the program
//! runs (AVX-512, AVX2, NEON; WebAssembly's SIMD when it is built). There are no threads here: who
//! has some gives each a block of rows.

pub mod activation;
mod doubles;
mod gemm;
mod lanes;
mod matrix;
mod packed;
mod softmax;

pub use doubles::{DEPTH, add_product, add_square};
pub use gemm::{gemm, gemm_packed};
pub use lanes::{Work, vectorised};
pub use matrix::Matrix;
pub use packed::Packed;
pub use softmax::softmax;
