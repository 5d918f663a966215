//! Models without a target.

use super::agrees;
use super::pipelines::{Question, text, usual_steps};
use glasshouse_spec::ParamValue;

#[test]
fn groups_agree() {
    for clusters in [1, 2, 8] {
        let params = [("n_clusters", ParamValue::Int(clusters))];
        agrees("k_means", Question::Alike, &usual_steps(), &params);
        agrees("mini_batch_k_means", Question::Alike, &usual_steps(), &params);
    }
    for shape in ["full", "tied", "diag", "spherical"] {
        let params = [("n_components", ParamValue::Int(5)), ("covariance_type", text(shape))];
        agrees("gaussian_mixture", Question::Alike, &usual_steps(), &params);
    }
}

#[test]
fn anchors_agree() {
    for (metric, eps) in [("euclidean", 1.3), ("manhattan", 2.5), ("chebyshev", 0.9), ("cosine", 0.1)] {
        let least = ("min_samples", ParamValue::Int(3));
        let params = [("metric", text(metric)), ("eps", ParamValue::Float(eps)), least];
        agrees("dbscan", Question::Alike, &usual_steps(), &params);
    }
    for linkage in ["ward", "complete", "average", "single"] {
        let params = [("linkage", text(linkage)), ("n_clusters", ParamValue::Int(6))];
        agrees("agglomerative", Question::Alike, &usual_steps(), &params);
    }
}

#[test]
fn outlier_factors_agree() {
    for metric in ["euclidean", "manhattan", "chebyshev", "cosine"] {
        for contamination in [text("auto"), ParamValue::Float(0.07)] {
            let params = [("metric", text(metric)), ("contamination", contamination)];
            agrees("local_outlier_factor", Question::Unlike, &usual_steps(), &params);
        }
    }
}

#[test]
fn marks_agree() {
    for contamination in [text("auto"), ParamValue::Float(0.1)] {
        agrees("isolation_forest", Question::Unlike, &usual_steps(), &[("contamination", contamination)]);
    }
}
