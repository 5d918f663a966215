//! What is learnt by training again, against MAPIE, mlxtend and scikit-learn (`tests/reference/refit.py`).

use glasshouse_evaluate::{
    Bands, Clustered, Decomposing, LEVEL, adjusted_rand, by_quantiles, likeness, read_decomposition,
    stability_of,
};
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::{ClusterTrust, DecompositionReading};
use ndarray::Array2;
use serde_json::Value;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/refit.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

#[test]
fn conformalised_quantiles_are_those_of_mapie() {
    for case in reference()["quantiles"].as_array().expect("cases") {
        let [low, high, truth] = ["low", "high", "truth"].map(|name| floats(&case[name]));
        let half = case["half"].as_u64().expect("a count") as usize;
        // Which of the two models is the lower one is of no matter.
        let bands = |from: usize, to: usize| Bands::new(&high[from..to], &low[from..to], &truth[from..to]);
        let level = case["level"].as_f64().expect("a share");
        let measured = bands(half, truth.len());
        let (found, widths) = by_quantiles(&bands(0, half), &measured, level, LEVEL);
        let [plain, moved] = found.as_slice() else { panic!("{found:?}") };
        let first = floats(&case["ends"][0]);
        assert!(near(low[half] - moved.quantile, first[0]) && near(high[half] + moved.quantile, first[1]));
        assert!(near(moved.coverage, case["coverage"].as_f64().expect("a share")), "{moved:?}");
        assert!(near(moved.size, case["width"].as_f64().expect("a width")), "{moved:?}");
        assert_eq!((moved.calibrated_on, moved.measured_on), (half as u64, (truth.len() - half) as u64));
        let inside = (half..truth.len()).filter(|at| low[*at] <= truth[*at] && truth[*at] <= high[*at]);
        assert!(near(plain.coverage, inside.count() as f64 / (truth.len() - half) as f64));
        assert!(widths.len() == 3 && widths.is_sorted_by(|a, b| a.1 <= b.1), "{widths:?}");
        // Too few rows to promise so much: as they are, and no more.
        let (few, _) = by_quantiles(&bands(0, 3), &measured, level, LEVEL);
        assert_eq!(few, found[..1]);
    }
}

fn places(v: &Value) -> Vec<u32> {
    // Rows without a cluster bear the last place.
    v.as_array()
        .expect("a list")
        .iter()
        .map(|x| x.as_i64().map_or(9, |x| if x < 0 { 9 } else { x as u32 }))
        .collect()
}

#[test]
fn bias_and_variance_are_those_of_mlxtend() {
    for case in reference()["decompositions"].as_array().expect("cases") {
        let classes = case["loss"] == "0-1_loss";
        let labels = ["a", "b", "c", "d"].map(String::from).into_iter().collect();
        let target = match classes {
            true => Target::Classes { labels, index: places(&case["truth"]) },
            false => Target::Numbers(floats(&case["truth"])),
        };
        let mut found = Decomposing::new(&target).expect("one target");
        assert_eq!(found.finish(), None);
        for answers in case["answers"].as_array().expect("rounds") {
            found.add(&match classes {
                true => Prediction::Classes { probabilities: Array2::zeros((60, 0)), index: places(answers) },
                false => Prediction::Numbers(floats(answers)),
            });
        }
        let (loss, figures) = found.finish().expect("rows and rounds");
        assert_eq!(Some(loss), case["loss"].as_str());
        for (ours, theirs) in figures.into_iter().zip(floats(&case["found"])) {
            assert!(near(ours, theirs), "{loss}: {figures:?}");
        }
    }
    use DecompositionReading::{Bias, Both, Variance};
    let readings = [(0.1, 0.3), (0.3, 0.1), (0.2, 0.2), (0.0, 0.0)].map(|(b, v)| read_decomposition(b, v));
    assert_eq!(readings, [Variance, Bias, Both, DecompositionReading::None]);
}

#[test]
fn clusters_are_as_alike_as_scikit_learn_says() {
    for case in reference()["likeness"].as_array().expect("cases") {
        let (one, other) = (places(&case["one"]), places(&case["other"]));
        let [a, b] = [&one, &other].map(|index| Clustered { index, noise: Some(9) });
        let clusters = case["clusters"].as_u64().expect("a count") as usize;
        let found = likeness(a, b, clusters);
        for (ours, theirs) in found.iter().zip(case["best"].as_array().expect("clusters")) {
            assert_eq!(ours.is_some(), theirs.is_number());
            assert!(near(ours.unwrap_or(0.0), theirs.as_f64().unwrap_or(0.0)), "{found:?}");
        }
        assert!(near(adjusted_rand(&one, &other), case["rand"].as_f64().expect("a number")));
    }
    let same = [0, 0, 1, 1, 2];
    assert_eq!(adjusted_rand(&same, &[4, 4, 7, 7, 1]), 1.0);
    let of = stability_of("0".into(), 7, vec![0.9, 0.5, 0.8, 0.76]);
    assert_eq!((of.dissolved, of.recovered, of.trust), (1, 3, Some(ClusterTrust::Pattern)));
    assert_eq!(of.five.expect("values")[4], 0.9);
    assert_eq!(stability_of("1".into(), 0, Vec::new()).trust, None);
}
