//! Estimators as graph nodes. The design matrix comes in as `[N,features]` of `f32`.

use super::graph::{Graph, Node, int};
use super::proto::kind;
use super::{
    OutputNames, boosted, committee, groups, kernels, neighbours, network, outlier, process, stochastic,
    sums, target, trees, tuned,
};
use crate::ExportError;
use glasshouse_learn::ModelState;
use glasshouse_learn::bayes::{DiscreteNbState, GaussianNbState};
use glasshouse_learn::dummy::DummyState;
use glasshouse_learn::linear::{LinearState, LogisticState, MarginState};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// Adds the estimator of a target and its outputs.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    match &state.model {
        ModelState::Dummy(dummy) => baseline(graph, state, dummy, features, outputs)?,
        ModelState::Linear(line) => linear(graph, line, features, outputs)?,
        ModelState::Penalised(model) => linear(graph, &model.line, features, outputs)?,
        ModelState::Logistic(model) => logistic(graph, state, model, features, outputs)?,
        ModelState::GaussianNb(model) => naive_bayes(graph, state, model, features, outputs)?,
        ModelState::Tree(tree) => trees::tree(graph, state, tree, features, outputs)?,
        ModelState::Forest(forest) => trees::forest(graph, state, forest, None, features, outputs)?,
        ModelState::ExtraTrees(extra) => trees::forest(graph, state, &extra.0, None, features, outputs)?,
        ModelState::Gappy(model) => {
            let turns = trees::Turns { levels: &model.levels(), branches: &model.gaps };
            trees::forest(graph, state, &model.forest, Some(turns), features, outputs)?;
        }
        ModelState::Boosted(boosted) => boosted::add(graph, state, boosted, None, features, outputs)?,
        ModelState::Centers(model) => groups::nearest(graph, state, model, features, outputs)?,
        ModelState::Mlp(model) => network::add(graph, state, model, features, outputs)?,
        ModelState::Embedded(model) => {
            let inputs = network::embedded(graph, &model.embeddings, features);
            network::add(graph, state, &model.network, &inputs, outputs)?;
        }
        ModelState::Huber(model) => linear(graph, &model.line, features, outputs)?,
        ModelState::SvmLine(model) => linear(graph, &model.line, features, outputs)?,
        ModelState::Svm(model) => kernels::svm(graph, state, model, features, outputs)?,
        ModelState::OneClass(model) => kernels::one_class(graph, state, model, features, outputs)?,
        ModelState::Gp(model) => kernels::number(graph, &model.sums, features, outputs)?,
        ModelState::GpClasses(model) => process::add(graph, state, model, features, outputs)?,
        ModelState::Sgd(model) => stochastic::add(graph, state, model, features, outputs)?,
        ModelState::Margin(model) => margin(graph, state, model, features, outputs)?,
        ModelState::DiscreteNb(model) => discrete(graph, state, model, features, outputs)?,
        ModelState::Mixture(model) => groups::mixture(graph, state, model, features, outputs)?,
        ModelState::Anchors(model) => groups::anchors(graph, state, model, features, outputs)?,
        ModelState::OutlierFactor(model) => outlier::add(graph, state, model, features, outputs)?,
        ModelState::Hdbscan(_) => return Err(not_in_onnx(state)),
        ModelState::Isolation(model) => groups::isolation(graph, state, model, features, outputs)?,
        ModelState::Committee(model) => committee::add(graph, state, model, features, outputs)?,
        ModelState::Calibrated(model) => tuned::calibrated(graph, state, model, features, outputs)?,
        ModelState::Stacked(model) => tuned::stacked(graph, state, model, features, outputs)?,
        ModelState::TransformedTarget(model) => target::add(graph, model, features, outputs)?,
        ModelState::Neighbors(model) => neighbours::add(graph, state, model, features, outputs)?,
        ModelState::Forecast(_) | ModelState::Several(_) | ModelState::Chain(_) => {
            return Err(not_in_onnx(state));
        }
        ModelState::Branched(model) => {
            let turns = trees::Turns { levels: &model.levels, branches: &model.branches };
            boosted::add(graph, state, &model.boosted, Some(turns), features, outputs)?;
        }
    }
    Ok(())
}

/// Of a model that no operators can express; its kind says so before one is trained
/// ([`EstimatorKind::onnx`](glasshouse_learn::EstimatorKind::onnx)).
pub(super) fn not_in_onnx(state: &PipelineState) -> ExportError {
    ExportError::NotInOnnx {
        what: match state.task {
            TaskKind::Forecast => "a forecast".into(),
            _ => format!("the model {}", state.model.kind()),
        },
        why: "ONNX has no operators for how it answers; the bundle holds the model".into(),
    }
}

/// Makes the outputs of a classifier: `scores` decide the label (the first largest),
/// `probabilities` are `[N,classes]` of `f32`.
pub fn classes(
    graph: &mut Graph,
    state: &PipelineState,
    scores: &str,
    probabilities: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let attributes = vec![int("axis", 1), int("keepdims", 0), int("select_last_index", 0)];
    let best =
        graph.add(Node { domain: "", op: "ArgMax", name: "model/best class", inputs: &[scores], attributes });
    label(graph, state, &best, outputs)?;
    if let Some(held) = &mut graph.held {
        held.scores = Some(scores.to_owned());
    }
    if outputs.numbers.is_some() {
        give(graph, "model/probabilities", probabilities, outputs.numbers()?, state.classes.len());
    }
    Ok(())
}

/// Hands out the name of the class or group whose position is `best`, `[N]` of `i64`.
pub fn label(
    graph: &mut Graph,
    state: &PipelineState,
    best: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    if let Some(held) = &mut graph.held {
        held.best = Some(best.to_owned());
        return Ok(());
    }
    let label = outputs.label.as_deref().ok_or_else(|| wrong_task("a classifier", "regression"))?;
    let names = graph.texts("model/classes", &[state.classes.len() as i64], &state.classes);
    let gather = Node {
        domain: "",
        op: "Gather",
        name: "model/label",
        inputs: &[&names, best],
        attributes: vec![int("axis", 0)],
    };
    graph.add_to(gather, label);
    graph.output(label, kind::STRING, None);
    Ok(())
}

/// Hands a value out under the name of an output.
pub fn give(graph: &mut Graph, name: &str, value: &str, output: &str, width: usize) {
    if let Some(held) = &mut graph.held {
        held.numbers = Some(value.to_owned());
        return;
    }
    let node = Node { domain: "", op: "Identity", name, inputs: &[value], attributes: Vec::new() };
    graph.add_to(node, output);
    graph.output(output, kind::FLOAT, Some(width as i64));
}

/// A number in double precision.
pub fn number_of(graph: &mut Graph, value: f64) -> String {
    graph.doubles("model/constant", &[], &[value])
}

/// That an estimator and the task contradict each other.
pub fn wrong_task(model: &str, task: &str) -> ExportError {
    ExportError::Inconsistent(format!("it has {model} for a task of {task}"))
}

/// Checks that the model knows as many classes as the pipeline.
pub fn same_classes(state: &PipelineState, classes: usize) -> Result<(), ExportError> {
    if classes == state.classes.len() {
        return Ok(());
    }
    let why = format!("its model has {classes} classes and its task {}", state.classes.len());
    Err(ExportError::Inconsistent(why))
}

/// The same row for every row of the input.
fn baseline(
    graph: &mut Graph,
    state: &PipelineState,
    dummy: &DummyState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let row = match dummy {
        DummyState::Classes(shares) => shares.clone(),
        DummyState::Number(number) => vec![*number as f32],
    };
    let width = row.len();
    let row = graph.floats("model/answer", &[1, width as i64], &row);
    let shape = graph.op("Shape", "model/shape of the rows", &[features]);
    let first = graph.integers("model/first", &[1], &[0]);
    let rows = graph.op("Gather", "model/number of rows", &[&shape, &first]);
    let one = graph.integers("model/one", &[1], &[1]);
    let attributes = vec![int("axis", 0)];
    let inputs = [rows.as_str(), one.as_str()];
    let node = Node { domain: "", op: "Concat", name: "model/repetitions", inputs: &inputs, attributes };
    let times = graph.add(node);
    let answers = graph.op("Tile", "model/answers", &[&row, &times]);
    match dummy {
        DummyState::Classes(_) => {
            same_classes(state, width)?;
            classes(graph, state, &answers, &answers, outputs)
        }
        DummyState::Number(_) => {
            give(graph, "model/prediction", &answers, outputs.numbers()?, 1);
            Ok(())
        }
    }
}

fn linear(
    graph: &mut Graph,
    line: &LinearState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    // What is inside another is told to others, who may hang on its last bit.
    let sum = match graph.held {
        Some(_) => scores(graph, features, &line.coefficients, &[line.intercept]),
        None => self::line(graph, features, &line.coefficients, &[line.intercept]),
    };
    let rounded = graph.cast("model/single precision", &sum, kind::FLOAT);
    give(graph, "model/prediction", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// `intercepts + features · coefficients` in double precision, to the bit as the model adds, since scores
/// that are level but for rounding decide a label; `coefficients` has one row of features for each intercept.
pub fn scores(graph: &mut Graph, features: &str, coefficients: &[f64], intercepts: &[f64]) -> String {
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let by_feature = by_feature(coefficients, intercepts.len());
    sums::in_order(graph, "model/score", &x, &by_feature, intercepts)
}

/// The same for numbers, where the order of a sum does not show.
pub fn line(graph: &mut Graph, features: &str, coefficients: &[f64], intercepts: &[f64]) -> String {
    let outputs = intercepts.len();
    let by_feature = by_feature(coefficients, outputs);
    let dims = [(by_feature.len() / outputs.max(1)) as i64, outputs as i64];
    let weights = graph.doubles("model/coefficients", &dims, &by_feature);
    let bias = graph.doubles("model/intercept", &[1, outputs as i64], intercepts);
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let product = graph.op("MatMul", "model/weighted sum", &[&x, &weights]);
    graph.op("Add", "model/score", &[&product, &bias])
}

/// One row of outputs for each feature.
pub fn by_feature(coefficients: &[f64], outputs: usize) -> Vec<f64> {
    let inputs = coefficients.len() / outputs.max(1);
    let of = |feature: usize| (0..outputs).map(move |output| coefficients[output * inputs + feature]);
    (0..inputs).flat_map(of).collect()
}

/// Two classes have one score, that of the later; a score of zero for the earlier makes the
/// softmax of both the logistic function of it, and the first largest of both the sign of it.
fn logistic(
    graph: &mut Graph,
    state: &PipelineState,
    model: &LogisticState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.classes as usize)?;
    let (coefficients, intercepts) =
        beside_zero(model.classes, model.features, &model.coefficients, &model.intercepts);
    let sums = scores(graph, features, &coefficients, &intercepts);
    softmax(graph, state, &sums, outputs)
}

/// Scores alone, which decide the label.
fn margin(
    graph: &mut Graph,
    state: &PipelineState,
    model: &MarginState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.classes as usize)?;
    let (coefficients, intercepts) =
        beside_zero(model.classes, model.features, &model.coefficients, &model.intercepts);
    let sums = scores(graph, features, &coefficients, &intercepts);
    classes(graph, state, &sums, &sums, outputs)
}

/// Two classes have one score, that of the later: the earlier gets a score of zero.
pub fn beside_zero(
    classes: u32,
    features: u32,
    coefficients: &[f64],
    intercepts: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    if classes != 2 {
        return (coefficients.to_vec(), intercepts.to_vec());
    }
    let zeros = vec![0.0; features as usize];
    ([zeros.as_slice(), coefficients].concat(), [&[0.0], intercepts].concat())
}

/// Weighted sums of the numbers, or of whether they are above a threshold.
fn discrete(
    graph: &mut Graph,
    state: &PipelineState,
    model: &DiscreteNbState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.classes())?;
    let flags = model.above.map(|above| {
        let x = graph.cast("model/numbers", features, kind::DOUBLE);
        let above = graph.doubles("model/threshold", &[1], &[above]);
        let flags = graph.op("Greater", "model/above the threshold", &[&x, &above]);
        graph.cast("model/flags", &flags, kind::FLOAT)
    });
    let sums = scores(graph, flags.as_deref().unwrap_or(features), &model.weights, &model.heights);
    softmax(graph, state, &sums, outputs)
}

/// Squared distances from the means of each class, over the variances, to the bit as the model adds: see
/// [`scores`].
fn naive_bayes(
    graph: &mut Graph,
    state: &PipelineState,
    model: &GaussianNbState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.classes())?;
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let by = sums::Measure::Variances(&model.variances);
    let sum = sums::distances(graph, "model/sum", &x, &model.means, model.classes(), &by);
    let scores = densities(graph, &sum, &model.heights());
    softmax(graph, state, &scores, outputs)
}

/// Logarithms of normal densities, `[N,heights]`, from squared distances in deviations.
pub fn densities(graph: &mut Graph, distances: &str, heights: &[f64]) -> String {
    let half = graph.doubles("model/half", &[1], &[-0.5]);
    let density = graph.op("Mul", "model/densities", &[distances, &half]);
    let heights = graph.doubles("model/heights", &[1, heights.len() as i64], heights);
    graph.op("Add", "model/score", &[&density, &heights])
}

/// Scores of the classes in double precision decide the label; their softmax are the probabilities.
pub fn softmax(
    graph: &mut Graph,
    state: &PipelineState,
    scores: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let attributes = vec![int("axis", 1)];
    let node = Node { domain: "", op: "Softmax", name: "model/softmax", inputs: &[scores], attributes };
    let shares = graph.add(node);
    let probabilities = graph.cast("model/single precision", &shares, kind::FLOAT);
    classes(graph, state, scores, &probabilities, outputs)
}
