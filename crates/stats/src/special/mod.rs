//! Special functions behind the distributions: incomplete gamma and beta integrals, the normal
//! integral and its inverse, binomial and hypergeometric probabilities, Kolmogorov's distribution.
//!
//! They are written out here, on `libm`, because p-values far in a tail need the complement of an
//! integral computed directly, large degrees of freedom need a prefactor free of cancellation, and
//! both hosts must give the same bits. Prefactors are those of C. Loader, "Fast and accurate
//! computation of binomial probabilities", 2000.

mod beta;
mod discrete;
mod gamma;
pub(crate) mod kolmogorov;
mod normal;

pub(crate) use beta::beta_integral;
pub(crate) use discrete::{binomial, hypergeometric};
pub(crate) use gamma::gamma_integral;
pub use normal::{NORMAL_MIDDLE, NORMAL_NEAR, Ratio, normal_cdf, normal_quantile, normal_sf};

pub(crate) use libm::{exp, log as ln, pow};
