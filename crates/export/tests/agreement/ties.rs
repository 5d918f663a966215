//! Classes and groups that are level to the last bit: the graph chooses the one that the model does, the first.

use super::pipelines::{Question, pipeline, rows, text, trained, usual_steps};
use super::{ROUNDED, is_equal};
use glasshouse_learn::{ModelState, Prediction};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::ParamValue;

/// What the pipeline chooses of the rows that are scored.
fn chosen(state: &PipelineState) -> Vec<u32> {
    match pipeline(state).predict(&rows(5000, 2, true)).unwrap().prediction {
        Prediction::Classes { index, .. } | Prediction::Groups { index, .. } => index,
        _ => panic!("classes or groups"),
    }
}

/// The last class is the same as the first: it is never chosen, and the first is.
fn last_is_first(what: &str, state: &PipelineState, last: u32) {
    let chosen = chosen(state);
    assert!(chosen.contains(&0) && !chosen.contains(&last), "{what}");
    is_equal(what, state);
}

/// Makes what stands at the end what stands at the beginning; there are `count` of each.
fn repeat<T: Clone>(values: &mut [T], count: usize) {
    let size = values.len() / count;
    let first = values[..size].to_vec();
    values[(count - 1) * size..].clone_from_slice(&first);
}

#[test]
fn equal_classes_of_naive_bayes() {
    let mut state = trained("gaussian_nb", Question::Three, &usual_steps(), &[]);
    let ModelState::GaussianNb(model) = &mut state.model else { panic!("a naive Bayes") };
    repeat(&mut model.means, 3);
    repeat(&mut model.variances, 3);
    repeat(&mut model.priors, 3);
    last_is_first("gaussian_nb", &state, 2);
}

#[test]
fn equal_centres() {
    for clusters in [2, 3, 8, 13] {
        let params = [("n_clusters", ParamValue::Int(i64::from(clusters)))];
        let mut state = trained("k_means", Question::Alike, &usual_steps(), &params);
        let ModelState::Centers(model) = &mut state.model else { panic!("centres") };
        repeat(&mut model.centers, clusters as usize);
        last_is_first("k_means", &state, clusters - 1);
    }
}

/// Distances are added as the model adds them, so that what is level there is level here.
#[test]
fn distances_from_centres_agree_to_the_last_bit() {
    for clusters in [1, 5, 8] {
        let params = [("n_clusters", ParamValue::Int(clusters))];
        let state = trained("k_means", Question::Alike, &usual_steps(), &params);
        assert!(super::receipt(&state).max_difference <= ROUNDED);
    }
}

#[test]
fn equal_components() {
    for shape in ["full", "tied", "diag", "spherical"] {
        let params = [("n_components", ParamValue::Int(5)), ("covariance_type", text(shape))];
        let mut state = trained("gaussian_mixture", Question::Alike, &usual_steps(), &params);
        let ModelState::Mixture(model) = &mut state.model else { panic!("a mixture") };
        repeat(&mut model.mixture.means, 5);
        repeat(&mut model.mixture.shares, 5);
        if shape != "tied" {
            repeat(&mut model.mixture.factors, 5);
        }
        last_is_first(shape, &state, 4);
    }
}

/// The columns of the last layer, of which a runtime may add the last ones otherwise than the first.
#[test]
fn equal_outputs_of_networks() {
    for activation in ["relu", "tanh", "identity"] {
        let params = [("activation", text(activation)), ("max_iter", ParamValue::Int(20))];
        let mut state = trained("mlp", Question::Three, &usual_steps(), &params);
        let ModelState::Mlp(model) = &mut state.model else { panic!("a network") };
        let last = model.layers.last_mut().unwrap();
        last.weights.chunks_exact_mut(3).for_each(|row| row[2] = row[0]);
        last.biases[2] = last.biases[0];
        last_is_first(activation, &state, 2);
    }
}

/// Votes that go round in a circle, and scores that speak for neither of a pair.
#[test]
fn level_votes_and_level_pairs() {
    for (heights, class) in [([1.0, -1.0, 1.0], 0), ([-1.0, 1.0, -1.0], 0), ([0.0; 3], 2)] {
        let mut state = trained("svm", Question::Three, &usual_steps(), &[]);
        let ModelState::Svm(model) = &mut state.model else { panic!("a support vector machine") };
        model.sums.weights.fill(0.0);
        model.sums.heights = heights.to_vec();
        assert!(chosen(&state).iter().all(|chosen| *chosen == class), "{heights:?}");
        is_equal("svm", &state);
    }
}
