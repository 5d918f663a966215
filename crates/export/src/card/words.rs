//! What was fitted, in words.

use super::markdown::{cell, code, table};
use glasshouse_prepare::{
    ClusterOutput, Coordinate, Fill, InputColumn, JudgedColumn, LetterCase, OutlierAction, ParsedType,
    PipelineState, RowOrder, SelectionState, StepState, WindowFunction,
};
use glasshouse_spec::{ColumnType, Receipt, TrainReport};

/// Names that are listed before the rest is counted.
const LISTED: usize = 8;

/// The steps, one an item.
pub fn preparation(pipeline: &PipelineState) -> String {
    let mut out = String::from("Everything was fitted on the training rows only.\n\n");
    for (index, step) in pipeline.steps.iter().enumerate() {
        out.push_str(&format!("{}. {}\n", index + 1, sentence(step)));
    }
    if pipeline.steps.is_empty() {
        out.push_str("The columns enter the model as they are.\n");
    }
    out.push_str(&format!("\n{} features reach the model.\n", pipeline.features.len()));
    out
}

fn sentence(step: &StepState) -> String {
    let columns = listed(step.reads());
    let op = code(step.op());
    match step {
        StepState::SimpleImputer(s) => {
            let fill = |fill: &Fill| match fill {
                Fill::Number(x) => x.to_string(),
                Fill::Level(level) => code(level),
            };
            let fills = s.columns.iter().map(|c| format!("{} by {}", code(&c.name), fill(&c.fill)));
            format!("{op} fills missing cells: {}.", shortened(fills.collect()))
        }
        StepState::MissingIndicator(_) => format!("{op} says by 0 and 1 where {columns} is missing."),
        StepState::OneHotEncoder(s) => {
            let made: usize = s.columns.iter().map(|c| c.outputs.len()).sum();
            let zeros = s.columns.iter().all(|c| c.unknown.is_none());
            let unknown = match (s.refuse_unknown, zeros) {
                (true, _) => "is refused",
                (false, true) => "becomes all zeros",
                (false, false) => "counts as infrequent",
            };
            format!("{op} makes {made} columns of 0 and 1 of {columns}; an unknown category {unknown}.")
        }
        StepState::OrdinalEncoder(s) => match s.columns.iter().find(|c| !c.categories.is_sorted()) {
            None => format!("{op} replaces the categories of {columns} by 0, 1, 2, …."),
            Some(ordered) => format!(
                "{op} replaces the categories of {columns} by 0, 1, 2, … in the order {}.",
                listed(names(&ordered.categories))
            ),
        },
        StepState::TargetEncoder(_) => format!(
            "{op} replaces the categories of {columns} by the average of the target among their rows; an unknown category gets that of all rows."
        ),
        StepState::CountEncoder(_) => format!(
            "{op} replaces the categories of {columns} by how many training rows have them; an unknown category becomes 0."
        ),
        StepState::BinaryEncoder(s) => {
            let made: usize = s.columns.iter().map(|c| c.outputs.len()).sum();
            format!(
                "{op} numbers the categories of {columns} and makes {made} columns of the digits; an unknown category becomes zeros."
            )
        }
        StepState::HashingEncoder(s) => format!(
            "{op} counts the categories of {columns} in {} columns, each in the one that a hash says.",
            s.outputs.len()
        ),
        StepState::LeaveOneOutEncoder(_) => format!(
            "{op} replaces the categories of {columns} by the average of the target among their rows, without the row itself in training; an unknown category gets that of all rows."
        ),
        StepState::WoeEncoder(_) => format!(
            "{op} replaces the categories of {columns} by their weight of evidence for the later class; an unknown category becomes 0."
        ),
        StepState::RareLabelEncoder(s) => format!(
            "{op} puts rare and unknown categories of {columns} together as {}.",
            code(&s.replace_with)
        ),
        StepState::Categories(_) => {
            format!(
                "The model takes the categories of {columns} as they are; one that it does not know counts as missing."
            )
        }
        StepState::StandardScaler(_) => format!("{op} brings {columns} to mean 0 and deviation 1."),
        StepState::MinMaxScaler(_) => format!("{op} brings {columns} to the range from 0 to 1."),
        StepState::RobustScaler(_) => format!("{op} brings {columns} to median 0 and a like spread."),
        StepState::Log1p(_) => format!(
            "{op} replaces {columns} by the natural logarithm of 1 + x; a negative number counts as 0."
        ),
        StepState::ReplaceValues(s) => {
            let pair = |(from, to): &(String, Option<String>)| match to {
                Some(to) => format!("{} by {}", code(from), code(to)),
                None => format!("{} by nothing", code(from)),
            };
            format!("{op} replaces cells of {columns}: {}.", shortened(s.texts.iter().map(pair).collect()))
        }
        StepState::NormalizeText(s) => {
            let case = match s.case {
                LetterCase::Same => "",
                LetterCase::Lower => ", in small letters",
                LetterCase::Upper => ", in large letters",
            };
            let accents = if s.strip_accents { ", without accents" } else { "" };
            format!("{op} writes what {columns} say alike, without needless spaces{case}{accents}.")
        }
        StepState::ParseTypes(s) => {
            let what = match s.to {
                ParsedType::Number => "numbers",
                ParsedType::Date => "dates",
                ParsedType::Boolean => "true and false",
            };
            format!("{op} reads the text of {columns} as {what}; what cannot be read counts as missing.")
        }
        StepState::ZScore(s) | StepState::Iqr(s) | StepState::Winsorizer(s) | StepState::Clip(s) => {
            let bounds = s.columns.iter().map(|c| match (c.low.is_finite(), c.high.is_finite()) {
                (true, true) => format!("{} beyond {} to {}", code(&c.name), c.low, c.high),
                (true, false) => format!("{} below {}", code(&c.name), c.low),
                (false, true) => format!("{} above {}", code(&c.name), c.high),
                (false, false) => format!("none of {}", code(&c.name)),
            });
            let does = match s.action {
                OutlierAction::Cap => "draws in numbers beyond bounds",
                OutlierAction::Blank => "takes numbers beyond bounds as missing",
                OutlierAction::Flag => "marks numbers beyond bounds by a column of 0 and 1",
            };
            format!("{op} {does}: {}.", shortened(bounds.collect()))
        }
        StepState::KnnImputer(s) => format!(
            "{op} fills missing cells of {columns} with the average of the {} training rows most like theirs.",
            s.neighbors
        ),
        StepState::IterativeImputer(_) | StepState::BoundedImputer(_) => {
            format!("{op} fills missing cells of {columns} by lines over the other columns.")
        }
        StepState::MaxAbsScaler(_) => format!("{op} brings {columns} to the range from −1 to 1."),
        StepState::Normalizer(_) => format!("{op} brings each row of {columns} to length 1."),
        StepState::Sqrt(_) => {
            format!("{op} replaces {columns} by the square root; a negative number counts as 0.")
        }
        StepState::Reciprocal(_) => format!("{op} replaces {columns} by 1 / x; 0 becomes missing."),
        StepState::PowerTransformer(s) => {
            let powers = s.columns.iter().map(|c| format!("{} to {:.3}", code(&c.name), c.lambda));
            format!("{op} raises numbers to a power: {}.", shortened(powers.collect()))
        }
        StepState::QuantileTransformer(_) => {
            format!("{op} replaces {columns} by the share of the training rows below.")
        }
        StepState::KBinsDiscretizer(s) => {
            let bins = s.columns.iter().map(|c| format!("{} into {}", code(&c.name), c.edges.len() + 1));
            format!("{op} puts numbers into bins: {}.", shortened(bins.collect()))
        }
        StepState::SplineTransformer(_) => format!("{op} replaces {columns} by smooth humps along them."),
        StepState::Pca(s) | StepState::TruncatedSvd(s) => {
            let (made, share) = (s.components.len(), 100.0 * s.share());
            format!(
                "{op} replaces {columns} by {made} components, which hold {share:.1} % of their variance."
            )
        }
        StepState::LinearDiscriminantAnalysis(s) => format!(
            "{op} replaces {columns} by {} directions in which the classes lie apart.",
            s.components.len()
        ),
        StepState::GaussianRandomProjection(s) | StepState::SparseRandomProjection(s) => {
            format!("{op} replaces {columns} by {} random directions.", s.components.len())
        }
        StepState::Haversine(s) => {
            let to = |to: &Coordinate| match to {
                Coordinate::Column(name) => code(name),
                Coordinate::Degrees(x) => x.to_string(),
            };
            let place = format!("{}, {}", code(&s.latitude), code(&s.longitude));
            let to = format!("{}, {}", to(&s.to_latitude), to(&s.to_longitude));
            format!("{op} appends {}, the kilometres from {place} to {to}.", code(&s.name))
        }
        StepState::KMeansClusters(s) => {
            let told = match s.output {
                ClusterOutput::OneHot | ClusterOutput::Label => "to which each row belongs",
                ClusterOutput::Distances => "how far each row is from their middles",
            };
            format!("{op} finds {} clusters in {columns} and appends {told}.", s.clusters())
        }
        StepState::IsolationForest(s) | StepState::LocalOutlierFactor(s) | StepState::Dbscan(s) => {
            match s.action {
                OutlierAction::Flag => {
                    format!("{op} marks rows that are unlike the others in {columns} by {}.", code(&s.output))
                }
                _ => format!("{op} takes {columns} as missing in rows that are unlike the others."),
            }
        }
        StepState::CountVectorizer(s) | StepState::TfidfVectorizer(s) => {
            let terms: usize = s.columns.iter().map(|column| column.terms.len()).sum();
            format!(
                "{op} makes {terms} columns of {columns}, one for each term; a term that it does not know is passed over."
            )
        }
        StepState::HashingVectorizer(s) => format!(
            "{op} counts the terms of {columns} in {} columns each, every term in the one that a hash says.",
            s.n_features
        ),
        StepState::TextFeatures(_) => format!(
            "{op} appends what {columns} measures: characters, words, capitals, digits, sentences, punctuation, and the mean length of words."
        ),
        StepState::RelativeFeatures(s) => {
            let gone = if s.drop_original { ", which go" } else { "" };
            format!(
                "{op} sets {} against {}{gone}.",
                listed(names(&s.variables)),
                listed(names(&s.reference))
            )
        }
        StepState::DatetimeFeatures(s) => {
            let stay = if s.keep { "which stay" } else { "which go" };
            format!("{op} makes {} numbers of the dates of {columns}, {stay}.", s.outputs.len())
        }
        StepState::GroupAggregate(s) => {
            let made = listed(s.outputs.iter().map(|output| output.name.as_str()).collect());
            format!(
                "{op} appends what {} groups of training rows by {columns} are like: {made}.",
                s.groups.len()
            )
        }
        StepState::LagFeatures(s) => format!(
            "{op} appends the cells of {} from {} rows before{}.",
            listed(names(&s.columns)),
            numbers(&s.periods),
            in_order(&s.order)
        ),
        StepState::DifferenceFeatures(s) => format!(
            "{op} appends how {} changed since {} rows before{}.",
            listed(names(&s.columns)),
            numbers(&s.periods),
            in_order(&s.order)
        ),
        StepState::WindowFeatures(s) => {
            let windows: Vec<u32> = s.windows.iter().flatten().copied().collect();
            let columns = listed(names(&s.columns));
            let (told, order) = (told_of(&s.functions), in_order(&s.order));
            let rows = numbers(&windows);
            format!("{op} appends the {told} of {columns} over {rows} earlier rows{order}.")
        }
        StepState::ExpandingWindowFeatures(s) => format!(
            "{op} appends the {} of {} over all earlier rows{}.",
            told_of(&s.functions),
            listed(names(&s.columns)),
            in_order(&s.order)
        ),
        StepState::ForwardFill(s) | StepState::BackwardFill(s) => {
            let (columns, order) = (listed(names(&s.columns)), in_order(&s.order));
            let side = if s.backward { "next value after" } else { "last value before" };
            format!("{op} fills missing cells of {columns} with the {side} them{order}.")
        }
        StepState::PolynomialFeatures(s) => {
            let stay = if s.keep { "which stay" } else { "which go" };
            format!("{op} makes {} products of {columns}, {stay}.", s.terms.len())
        }
        StepState::Expression(s) => {
            format!("{op} appends {}, which is {}.", code(&s.name), code(&s.formula))
        }
        StepState::VarianceThreshold(s)
        | StepState::CorrelationFilter(s)
        | StepState::SelectKBest(s)
        | StepState::SelectPercentile(s)
        | StepState::SelectFdr(s)
        | StepState::SelectFromModel(s)
        | StepState::Rfe(s)
        | StepState::Rfecv(s)
        | StepState::SequentialFeatureSelector(s)
        | StepState::PermutationSelector(s)
        | StepState::Boruta(s) => selection(&op, s),
        StepState::DropColumns(names) => {
            format!("{op} leaves out {}.", listed(names.iter().map(String::as_str).collect()))
        }
    }
}

/// Which rows come before which.
fn in_order(order: &RowOrder) -> String {
    let by = match order.sort_by.as_slice() {
        [] => ", as the rows stand in the table".to_owned(),
        some => format!(", in the order of {}", listed(names(some))),
    };
    match order.group_by.as_slice() {
        [] => by,
        some => format!("{by} within {}", listed(names(some))),
    }
}

fn numbers(all: &[u32]) -> String {
    shortened(all.iter().map(ToString::to_string).collect())
}

fn told_of(functions: &[WindowFunction]) -> String {
    shortened(functions.iter().map(|function| function.name().to_owned()).collect())
}

/// Columns that stay and go, with what decided.
fn selection(op: &str, state: &SelectionState) -> String {
    let (kept, gone): (Vec<&JudgedColumn>, Vec<&JudgedColumn>) = state.columns.iter().partition(|c| c.kept);
    let named = |columns: &[&JudgedColumn]| shortened(columns.iter().map(|c| cell(&c.why())).collect());
    let by = state.measure.words();
    match (kept.is_empty(), gone.is_empty()) {
        (true, _) => format!("{op} leaves out {}, by {by}.", named(&gone)),
        (_, true) => format!("{op} keeps all columns, by {by}: {}.", named(&kept)),
        _ => format!("{op} keeps {} and leaves out {}, by {by}.", named(&kept), named(&gone)),
    }
}

fn names(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

fn listed(names: Vec<&str>) -> String {
    shortened(names.into_iter().map(code).collect())
}

fn shortened(mut items: Vec<String>) -> String {
    let rest = items.len().saturating_sub(LISTED);
    if rest > 1 {
        items.truncate(LISTED);
        items.push(format!("and {rest} more"));
    }
    items.join(", ")
}

/// The estimator with its parameters.
pub fn model(report: &TrainReport) -> String {
    let rows: Vec<Vec<String>> =
        report.model.params.iter().map(|(name, value)| vec![code(name), code(&value.to_string())]).collect();
    let mut out = format!("{}, fitted in {:.2} s.\n", code(&report.model.kind), report.seconds.fit);
    if !rows.is_empty() {
        out.push_str(&format!("\n{}", table(&["Parameter", "Value"], &rows)));
    }
    out
}

/// An input as a row of the table of inputs.
pub fn input(input: &InputColumn) -> Vec<String> {
    let missing = if input.missing { "missing cells" } else { "no missing cells" };
    let levels = input.levels.len();
    let had = if levels > 0 { format!("{levels} categories, {missing}") } else { missing.into() };
    vec![code(&input.name), input.kind.name().into(), had]
}

/// An input's value in Python.
pub fn example(input: &InputColumn) -> String {
    if input.kind == ColumnType::Numeric {
        return "np.array([[1.0]], dtype=np.float32)".into();
    }
    let level = input.levels.first().map_or("", String::as_str);
    format!("np.array([[{}]], dtype=object)", serde_json::Value::from(level))
}

/// What the receipt says, in a sentence.
pub fn proof(receipt: &Receipt) -> String {
    if let Some(fault) = &receipt.fault {
        return format!("It was not proven equal to the model: {}.", cell(&fault.message));
    }
    let runtime = cell(receipt.runtime.as_deref().unwrap_or("a runtime"));
    if receipt.equal {
        let rows = format!("all {} {} rows", receipt.rows, cell(&receipt.part));
        let numbers = match receipt.max_difference {
            0.0 => "every number is the same".to_owned(),
            most => format!("numbers differ by at most {most:.1e}"),
        };
        format!("{runtime} agreed with the model on {rows}: no label differs, and {numbers}.")
    } else {
        format!(
            "It does not agree with the model: by {runtime}, {} of {} labels differ, and numbers by up to {:.1e}.",
            receipt.labels_differ, receipt.rows, receipt.max_difference
        )
    }
}
