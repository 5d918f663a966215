//! Steps before the model.

use super::pipelines::{NAMES, Question, step, text, usual_steps};
use super::{FEW_TREES, agrees};
use glasshouse_spec::{ParamValue, ParamValues, StepSpec};

#[test]
fn unscaled_numbers_and_category_options_agree() {
    let limit = ("max_categories", ParamValue::Int(3));
    let drop = ("drop", text("first"));
    let infrequent = ("handle_unknown", text("infrequent_if_exist"));
    let fill = ("fill_value", text("YES"));
    let steps = [
        step("missing_indicator", &["@numeric"], &[]),
        step("simple_imputer", &["@numeric"], &[("strategy", text("mean"))]),
        step("simple_imputer", &["@boolean"], &[("strategy", text("constant")), fill]),
        step("one_hot_encoder", &["@categorical"], &[limit, drop, infrequent]),
    ];
    agrees("decision_tree", Question::Three, &steps, &[]);
    agrees("logistic_regression", Question::Two, &steps, &[]);
}

#[test]
fn ordinals_and_other_scalers_agree() {
    let unknown = ("unknown_value", ParamValue::Int(-7));
    let use_it = ("handle_unknown", text("use_encoded_value"));
    let steps = [
        step("ordinal_encoder", &["@categorical"], &[unknown, use_it]),
        step("min_max_scaler", &["@numeric"], &[("clip", ParamValue::Bool(true))]),
        step("simple_imputer", &["@numeric"], &[("strategy", text("mean"))]),
        step("robust_scaler", &["@numeric"], &[]),
        step("one_hot_encoder", &["@boolean"], &[("handle_unknown", text("ignore"))]),
        step("drop_columns", &["probabilities"], &[]),
    ];
    agrees("logistic_regression", Question::Three, &steps, &[]);
    agrees("random_forest", Question::Amount, &steps, &FEW_TREES);
}

/// Categories in an order that is given, of which some are outside.
#[test]
fn ordinals_in_an_order_agree() {
    let order = ["red", "blue", "green"].map(text).to_vec();
    let params = [
        ("categories", ParamValue::List(order)),
        ("unknown_value", ParamValue::Int(-1)),
        ("handle_unknown", text("use_encoded_value")),
    ];
    let steps = [
        step("simple_imputer", &["@categorical", "@boolean"], &[("strategy", text("most_frequent"))]),
        step("ordinal_encoder", &[NAMES[3]], &params),
        step("one_hot_encoder", &["@categorical"], &[("handle_unknown", text("ignore"))]),
        step("simple_imputer", &["@numeric"], &[]),
    ];
    agree_before_models(&steps);
}

/// Components of few columns and of one, whitened or not, behind each other.
#[test]
fn components_agree() {
    let usual = usual_steps();
    let kept = |count: f64| ("n_components", ParamValue::Float(count));
    for (op, params) in [
        ("pca", vec![kept(0.9)]),
        ("pca", vec![("whiten", ParamValue::Bool(true)), kept(3.0)]),
        ("truncated_svd", vec![]),
    ] {
        let last = step("pca", &[NAMES[1], NAMES[6]], &[]);
        let all: Vec<StepSpec> = usual.iter().cloned().chain([step(op, &["@numeric"], &params)]).collect();
        let some: Vec<StepSpec> = usual.iter().cloned().chain([last]).collect();
        for steps in [all, some] {
            agrees("logistic_regression", Question::Three, &steps, &[]);
            agrees("linear_regression", Question::Amount, &steps, &[]);
            agrees("random_forest", Question::Amount, &steps, &FEW_TREES);
        }
    }
}

/// Directions between classes, and random ones.
#[test]
fn directions_of_classes_and_random_ones_agree() {
    let usual = usual_steps();
    let between = step("linear_discriminant_analysis", &[NAMES[0], NAMES[1], NAMES[6]], &[]);
    let steps: Vec<StepSpec> = usual.iter().cloned().chain([between]).collect();
    agrees("logistic_regression", Question::Three, &steps, &[]);
    agrees("random_forest", Question::Two, &steps, &FEW_TREES);
    for op in ["gaussian_random_projection", "sparse_random_projection"] {
        let random = step(op, &["@numeric"], &[("n_components", ParamValue::Int(3))]);
        let steps: Vec<StepSpec> = usual.iter().cloned().chain([random]).collect();
        agree_before_models(&steps);
    }
}

/// Clusters that are told by columns of 0 and 1, by number, and by distances.
#[test]
fn clusters_of_rows_agree() {
    for output in ["one_hot", "label", "distances"] {
        let params = [("output", text(output)), ("n_clusters", ParamValue::Int(4))];
        let found = step("k_means_clusters", &[NAMES[0], NAMES[1], NAMES[6]], &params);
        let steps: Vec<StepSpec> = usual_steps().into_iter().chain([found]).collect();
        agree_before_models(&steps);
    }
}

/// Rows that were left out because they are unlike the others leave no trace.
#[test]
fn unlike_rows_that_were_left_out_leave_no_trace() {
    for op in ["isolation_forest", "local_outlier_factor", "dbscan"] {
        let dropped = step(op, &[NAMES[0], NAMES[1]], &[("action", text("drop"))]);
        let steps: Vec<StepSpec> = usual_steps().into_iter().chain([dropped]).collect();
        agrees("logistic_regression", Question::Three, &steps, &[]);
    }
}

/// Every label and every number to the last bit where rounding decides: lines that are level but for it,
/// and components that hold nothing else, which are blown up to the size of the others.
#[test]
fn what_rounding_left_agrees() {
    let blown_up = [step("pca", &["@numeric"], &[]), step("standard_scaler", &["@numeric"], &[])];
    let steps: Vec<StepSpec> = usual_steps().into_iter().chain(blown_up).collect();
    for kind in ["linear_svm", "logistic_regression", "decision_tree", "random_forest"] {
        agrees(kind, Question::Three, &steps, &[]);
    }
    let flat = [("loss", text("hinge")), ("C", ParamValue::Float(1e-12))];
    agrees("linear_svm", Question::Three, &usual_steps(), &flat);
    for loss in ["hinge", "log_loss"] {
        let flat = [("loss", text(loss)), ("alpha", ParamValue::Float(1e9))];
        agrees("sgd", Question::Three, &usual_steps(), &flat);
    }
}

/// Logarithms of gaps, of numbers near 0 and of negative ones that the training rows lacked.
#[test]
fn logarithms_agree() {
    let onto_zero_to_one = step("min_max_scaler", &["@numeric"], &[("clip", ParamValue::Bool(true))]);
    let filled = step("simple_imputer", &["@numeric"], &[("strategy", text("mean"))]);
    let unclipped = step("min_max_scaler", &["@numeric"], &[]);
    let rest = [
        step("simple_imputer", &["@categorical", "@boolean"], &[("strategy", text("most_frequent"))]),
        step(
            "ordinal_encoder",
            &["@categorical"],
            &[("unknown_value", ParamValue::Int(-7)), ("handle_unknown", text("use_encoded_value"))],
        ),
    ];
    for first in [onto_zero_to_one, unclipped] {
        let log = step("log1p", &[NAMES[0], NAMES[1], NAMES[6]], &[]);
        let scaled = step("standard_scaler", &["@numeric"], &[]);
        let steps: Vec<StepSpec> =
            [first, log, filled.clone(), scaled].into_iter().chain(rest.clone()).collect();
        agrees("logistic_regression", Question::Three, &steps, &[]);
        agrees("linear_regression", Question::Amount, &steps, &[]);
        agrees("random_forest", Question::Amount, &steps, &FEW_TREES);
    }
}

/// Averages of the target, a column of each category or one for each class, of rows of which some are repeated
/// or left out.
#[test]
fn averages_of_the_target_agree() {
    let usual = usual_steps();
    let of = |smooth: ParamValue, op: &str| {
        let encoder = step("target_encoder", &["@categorical", "@boolean"], &[("smooth", smooth)]);
        let fill = step("simple_imputer", &["@numeric"], &[]);
        [encoder, step(op, &[], &[]), fill]
    };
    for (smooth, op) in
        [(text("auto"), "random_over_sampler"), (ParamValue::Float(3.0), "random_under_sampler")]
    {
        let steps = of(smooth, op);
        agrees("logistic_regression", Question::Two, &steps, &[]);
        agrees("random_forest", Question::Three, &steps, &FEW_TREES);
    }
    let encoder = step("target_encoder", &["@categorical"], &[]);
    let steps: Vec<StepSpec> = [encoder].into_iter().chain(usual).collect();
    agrees("ridge", Question::Amount, &steps, &[]);
}

/// Steps before a model of each sort.
fn agree_before_models(steps: &[StepSpec]) {
    agrees("logistic_regression", Question::Three, steps, &[]);
    agrees("linear_regression", Question::Amount, steps, &[]);
    agrees("random_forest", Question::Amount, steps, &FEW_TREES);
}

fn words() -> [StepSpec; 2] {
    let unknown = [("unknown_value", ParamValue::Int(-7)), ("handle_unknown", text("use_encoded_value"))];
    [
        step("simple_imputer", &["@categorical", "@boolean"], &[("strategy", text("most_frequent"))]),
        step("ordinal_encoder", &["@categorical"], &unknown),
    ]
}

/// Cells that become others, numbers and words, of which the training rows lack some; numbers beyond bounds.
#[test]
fn cleaned_cells_agree() {
    let list = |names: &[&str]| ParamValue::List(names.iter().map(|name| text(name)).collect());
    // 0.5 is made by clipping; the others change places, become a new word, or missing.
    let numbers = [("to_replace", list(&["0.5", "-0.125"])), ("value", list(&["7", ""]))];
    let swapped = [
        ("to_replace", list(&["red", "green", "never seen", "a"])),
        ("value", list(&["green", "red", "blue", ""])),
    ];
    let bounds = [("lower", ParamValue::Float(-0.125)), ("upper", ParamValue::Float(0.5))];
    let blank = [("upper", ParamValue::Float(100.0)), ("action", text("blank"))];
    let steps = [
        step("clip", &[NAMES[0], NAMES[6]], &bounds),
        step("clip", &[NAMES[1]], &blank),
        step("replace_values", &[NAMES[0], NAMES[6]], &numbers),
        step("replace_values", &[NAMES[3], NAMES[4]], &swapped),
        step("simple_imputer", &["@numeric"], &[]),
    ];
    agree_before_models(&[&steps[..], &words()].concat());
}

/// Rows of length 1, and sizes, roots and reciprocals with gaps, of which those of 0 are filled.
#[test]
fn lengths_roots_and_reciprocals_agree() {
    let filled = step("simple_imputer", &["@numeric"], &[]);
    for norm in ["l1", "l2", "max"] {
        let steps = [
            step("max_abs_scaler", &["@numeric"], &[]),
            filled.clone(),
            step("normalizer", &[NAMES[0], NAMES[1], NAMES[6]], &[("norm", text(norm))]),
        ];
        agree_before_models(&[&steps[..], &words()].concat());
    }
    let steps = [
        step("reciprocal", &[NAMES[0], NAMES[6]], &[]),
        step("quantile_transformer", &[NAMES[0], NAMES[6]], &[]),
        step("min_max_scaler", &[NAMES[1], NAMES[2]], &[]),
        step("sqrt", &[NAMES[1], NAMES[2]], &[]),
        filled,
    ];
    agree_before_models(&[&steps[..], &words()].concat());
}

/// Powers of any numbers and of those above 0, with gaps and far beyond those of the training rows.
#[test]
fn powers_agree() {
    let filled = step("simple_imputer", &["@numeric"], &[]);
    for standardize in [true, false] {
        let standardize = ("standardize", ParamValue::Bool(standardize));
        let knots = [("n_knots", ParamValue::Int(2)), ("degree", ParamValue::Int(2))];
        let middle = format!("{}_sp_1", NAMES[1]);
        let steps = [
            step("spline_transformer", &[NAMES[1]], &knots),
            step("power_transformer", &[&middle], &[("method", text("box-cox"))]),
            step("robust_scaler", &[NAMES[6]], &[]),
            step("power_transformer", &[NAMES[0], NAMES[2], NAMES[6]], &[standardize]),
            filled.clone(),
        ];
        agree_before_models(&[&steps[..], &words()].concat());
    }
}

/// Ranks among many quantiles and few, with ties and gaps.
#[test]
fn ranks_and_bins_agree() {
    let filled = step("simple_imputer", &["@numeric"], &[]);
    for (shape, count) in [("uniform", 1000), ("normal", 1000), ("normal", 7), ("uniform", 1)] {
        let params = [("output_distribution", text(shape)), ("n_quantiles", ParamValue::Int(count))];
        let steps = [
            step("k_bins_discretizer", &[NAMES[6]], &[("encode", text("ordinal"))]),
            step("quantile_transformer", &["@numeric"], &params),
            filled.clone(),
        ];
        agree_before_models(&[&steps[..], &words()].concat());
    }
    for strategy in ["uniform", "quantile", "kmeans"] {
        let strategy = ("strategy", text(strategy));
        let steps = [
            step(
                "k_bins_discretizer",
                &[NAMES[0], NAMES[1]],
                &[strategy.clone(), ("n_bins", ParamValue::Int(9))],
            ),
            step("k_bins_discretizer", &[NAMES[2]], &[strategy, ("encode", text("ordinal"))]),
            step("k_bins_discretizer", &[NAMES[6]], &[("edges", text("-1, 0, 2"))]),
            filled.clone(),
        ];
        agree_before_models(&[&steps[..], &words()].concat());
    }
}

/// Humps between the knots, and what is beyond them.
#[test]
fn humps_agree() {
    let filled = step("simple_imputer", &["@numeric"], &[]);
    for beyond in ["constant", "linear", "continue", "periodic"] {
        for (degree, knots) in [(3, "uniform"), (2, "quantile"), (1, "uniform")] {
            let params = [
                ("extrapolation", text(beyond)),
                ("degree", ParamValue::Int(degree)),
                ("knots", text(knots)),
                ("include_bias", ParamValue::Bool(degree == 2)),
                ("handle_missing", text("zeros")),
            ];
            let steps = [step("spline_transformer", &[NAMES[0], NAMES[1]], &params), filled.clone()];
            agree_before_models(&[&steps[..], &words()].concat());
        }
    }
}

/// Gaps that are filled from the other columns, those that the training rows lacked among them.
#[test]
fn gaps_filled_by_lines_agree() {
    for order in ["ascending", "arabic"] {
        let steps = [step("iterative_imputer", &["@numeric"], &[("imputation_order", text(order))])];
        agree_before_models(&[&steps[..], &words()].concat());
        let bounds = [("min_value", ParamValue::Float(0.1)), ("max_value", ParamValue::Float(0.3))];
        for bounds in [&bounds[..1], &bounds] {
            let steps = [step("iterative_imputer", &["@numeric"], bounds)];
            agree_before_models(&[&steps[..], &words()].concat());
        }
    }
}

/// Numbers beyond bounds, drawn in, taken as missing or marked; what is marked stays.
#[test]
fn outliers_agree() {
    let filled = step("simple_imputer", &["@numeric"], &[]);
    let some = [NAMES[0], NAMES[1], NAMES[2]];
    for action in ["cap", "blank", "flag", "drop"] {
        let action = ("action", text(action));
        let steps = [
            step("iqr", &some, &[("factor", ParamValue::Float(0.3)), action.clone()]),
            step("z_score", &[NAMES[6]], &[("threshold", ParamValue::Float(1.2)), action]),
            step("winsorizer", &[NAMES[1]], &[("tail", text("right"))]),
            filled.clone(),
        ];
        agree_before_models(&[&steps[..], &words()].concat());
    }
}

/// A selection only drops columns, whatever chose them.
#[test]
fn selections_agree() {
    let ridge = ("estimator", ParamValue::nested("ridge", ParamValues::new()));
    let few = ("n_features_to_select", ParamValue::Float(2.0));
    let quick = [ridge.clone(), ("cv", ParamValue::Int(2))];
    let forest = [
        ("n_estimators", ParamValue::Int(10)),
        ("max_iter", ParamValue::Int(7)),
        ("weak", ParamValue::Bool(true)),
    ];
    let wide = [ridge.clone(), ("cv", ParamValue::Int(2)), ("threshold", ParamValue::Float(-1.0))];
    for (op, params) in [
        ("variance_threshold", vec![("threshold", ParamValue::Float(0.1))]),
        ("correlation_filter", vec![("threshold", ParamValue::Float(0.2))]),
        ("select_k_best", vec![("k", ParamValue::Int(4))]),
        ("select_percentile", vec![("percentile", ParamValue::Float(50.0))]),
        ("select_fdr", vec![("alpha", ParamValue::Float(0.9))]),
        ("select_from_model", vec![ridge.clone()]),
        ("rfe", vec![ridge.clone(), few.clone()]),
        ("rfecv", quick.to_vec()),
        ("sequential_feature_selector", [&quick[..], &[few]].concat()),
        ("permutation_selector", wide.to_vec()),
        ("boruta", forest.to_vec()),
    ] {
        // One column is beside them, so that a model has something to learn from whatever is left out.
        let columns = [NAMES[0], NAMES[1], NAMES[2], NAMES[6]];
        let last = step(op, &columns[..], &params);
        let steps: Vec<StepSpec> = usual_steps().into_iter().chain([last]).collect();
        agrees("logistic_regression", Question::Three, &steps, &[]);
        agrees("random_forest", Question::Amount, &steps, &FEW_TREES);
    }
}

/// Categories that are counted, numbered, weighed or put together, unknown and missing ones among them.
#[test]
fn categories_looked_up_agree() {
    let fill = step("simple_imputer", &["@numeric"], &[]);
    let rest = step("one_hot_encoder", &["@categorical", "@boolean"], &[("handle_unknown", text("ignore"))]);
    let rare = [("tol", ParamValue::Float(0.3)), ("n_categories", ParamValue::Int(2))];
    let share = [("normalize", ParamValue::Bool(true))];
    let noise = [("sigma", ParamValue::Float(0.1))];
    for (op, params) in [
        ("count_encoder", &share[..]),
        ("binary_encoder", &[]),
        ("leave_one_out_encoder", &noise[..]),
        ("woe_encoder", &[]),
        ("rare_label_encoder", &rare[..]),
    ] {
        let steps = [fill.clone(), step(op, &["@categorical"], params), rest.clone()];
        agrees("logistic_regression", Question::Two, &steps, &[]);
        agrees("random_forest", Question::Two, &steps, &FEW_TREES);
        if op != "woe_encoder" {
            agrees("ridge", Question::Amount, &steps, &[]);
        }
    }
}

/// Steps that change which rows are trained on leave nothing for rows that are scored.
#[test]
fn rows_that_were_made_or_left_out_leave_no_trace() {
    let balances = [
        "smote",
        "smote_nc",
        "borderline_smote",
        "adasyn",
        "tomek_links",
        "edited_nearest_neighbours",
        "smote_tomek",
        "smote_enn",
        "noise_augmentation",
    ];
    for op in balances {
        let scaled =
            [step("simple_imputer", &["@numeric"], &[]), step("standard_scaler", &["@numeric"], &[])];
        // adasyn refuses classes that are almost equal in size.
        let uneven = (op == "adasyn").then(|| {
            step("edited_nearest_neighbours", &["@numeric"], &[("sampling_strategy", text("majority"))])
        });
        let rest = [
            step("simple_imputer", &["@categorical", "@boolean"], &[("strategy", text("most_frequent"))]),
            step(op, &[], &[]),
            step("one_hot_encoder", &["@categorical", "@boolean"], &[("handle_unknown", text("ignore"))]),
        ];
        let steps: Vec<StepSpec> = scaled.into_iter().chain(uneven).chain(rest).collect();
        let question = if op == "adasyn" { Question::Two } else { Question::Three };
        agrees("logistic_regression", question, &steps, &[]);
    }
}
