//! What every estimator asks of its data before it starts, and the weights it derives.

use crate::{Dataset, FeatureKind, LearnError, Takes, Target};

/// Refuses data that an estimator cannot learn from that takes numbers only. One pass over the data.
pub(crate) fn check_dataset(data: &Dataset) -> Result<(), LearnError> {
    check_dataset_for(data, Takes::default())
}

/// What an estimator takes that learns from sparse rows.
pub(crate) const SPARSE: Takes = Takes { missing: false, categories: false, sparse: true };

/// The same for an estimator that takes more.
pub(crate) fn check_dataset_for(data: &Dataset, takes: Takes) -> Result<(), LearnError> {
    let (rows, features) = (data.x.rows(), data.x.width());
    check_shape(data, rows, features)?;
    if data.x.sparse.is_some() && !takes.sparse {
        let what = "the dense matrix of an estimator that takes no sparse one";
        return Err(LearnError::Shape { what, found: 0, expected: features });
    }
    check_features(data, takes)?;
    check_numbers(&data.y)?;
    if let Some(weights) = &data.weights {
        let bad = |v: f64| !v.is_finite() || v < 0.0;
        if let Some((row, &value)) = weights.iter().enumerate().find(|(_, v)| bad(**v)) {
            return Err(LearnError::BadWeight { row, value });
        }
        if weights.iter().all(|&w| w == 0.0) {
            return Err(LearnError::NoRows);
        }
    }
    Ok(())
}

/// Refuses numbers that are not finite, or too large.
fn check_numbers(target: &Target) -> Result<(), LearnError> {
    match target {
        Target::Numbers(y) => match y.iter().enumerate().find(|(_, v)| !is_f32(**v)) {
            Some((row, &value)) => Err(LearnError::BadTarget { row, value }),
            None => Ok(()),
        },
        Target::Several(targets) => targets.iter().try_for_each(check_numbers),
        _ => Ok(()),
    }
}

fn is_f32(value: f64) -> bool {
    value.is_finite() && value.abs() <= f64::from(f32::MAX)
}

fn check_shape(data: &Dataset, rows: usize, features: usize) -> Result<(), LearnError> {
    if rows == 0 {
        return Err(LearnError::NoRows);
    }
    if features == 0 {
        return Err(LearnError::NoFeatures);
    }
    let limit = u32::MAX as usize / 2;
    if rows > limit || features > limit {
        return Err(LearnError::TooLarge(format!("a matrix of {rows} rows and {features} features")));
    }
    let same = |what, found, expected| match found == expected {
        true => Ok(()),
        false => Err(LearnError::Shape { what, found, expected }),
    };
    same("the list of feature names", data.x.names.len(), features)?;
    same("the list of feature kinds", data.x.kinds.len(), features)?;
    if let Some(weights) = &data.weights {
        same("the list of weights", weights.len(), rows)?;
    }
    let fits = |target: &Target| match target {
        Target::Numbers(y) => same("the target", y.len(), rows),
        Target::Classes { index, .. } => same("the target", index.len(), rows),
        Target::None | Target::Series(_) | Target::Several(_) => Ok(()),
    };
    match &data.y {
        Target::Several(targets) => targets.iter().try_for_each(fits),
        one => fits(one),
    }
}

fn check_features(data: &Dataset, takes: Takes) -> Result<(), LearnError> {
    let category = |kind: &FeatureKind| matches!(kind, FeatureKind::Category { .. });
    if let (false, Some(at)) = (takes.categories, data.x.kinds.iter().position(category)) {
        return Err(LearnError::Category(data.x.names[at].clone()));
    }
    let gappy = |column: usize| match data.x.kinds[column] {
        FeatureKind::Number => false,
        FeatureKind::Gappy => takes.missing,
        FeatureKind::Category { .. } => takes.categories,
    };
    let bad = |(column, v): (usize, &f32)| !(v.is_finite() || v.is_nan() && gappy(column));
    let not_finite =
        |column: usize, row| Err(LearnError::NotFinite { feature: data.x.names[column].clone(), row });
    if let Some(sparse) = &data.x.sparse {
        for row in 0..sparse.rows() {
            let (columns, values) = sparse.row(row);
            let mut cells = columns.iter().map(|&column| column as usize).zip(values);
            if let Some((column, _)) = cells.find(|cell| bad(*cell)) {
                return not_finite(column, row);
            }
        }
    }
    for (row, values) in data.x.data.outer_iter().enumerate() {
        if let Some(column) = values.iter().enumerate().position(bad) {
            return not_finite(column, row);
        }
    }
    let codes = data.x.kinds.iter().enumerate().filter(|(_, kind)| category(kind));
    codes.into_iter().try_for_each(|(column, kind)| check_codes(data, column, *kind))
}

/// Refuses a category that is not the code of one.
fn check_codes(data: &Dataset, column: usize, kind: FeatureKind) -> Result<(), LearnError> {
    let FeatureKind::Category { levels } = kind else { return Ok(()) };
    let known = |v: f32| v.is_nan() || v >= 0.0 && v.fract() == 0.0 && v < levels as f32;
    if data.x.sparse.is_some() {
        return Err(LearnError::Category(data.x.names[column].clone()));
    }
    match data.x.data.column(column).iter().position(|&v| !known(v)) {
        None => Ok(()),
        Some(row) => Err(LearnError::NotFinite { feature: data.x.names[column].clone(), row }),
    }
}

/// Classes of a target, for an estimator that classifies.
pub(crate) struct Classes<'a> {
    /// Number of classes, those without a row included.
    pub count: usize,
    /// Class of each row.
    pub index: &'a [u32],
    /// Sum of the weights of each class.
    pub totals: Vec<f64>,
}

/// The classes, if the target has some and at least two of them have rows with weight.
pub(crate) fn classes<'a>(data: &'a Dataset, kind: &'static str) -> Result<Classes<'a>, LearnError> {
    let (labels, index) = match &data.y {
        Target::Classes { labels, index } => (labels, index),
        Target::Numbers(_) => return Err(LearnError::Task { kind, task: "regression" }),
        Target::None => return Err(LearnError::Task { kind, task: NO_TARGET }),
        Target::Series(_) => return Err(LearnError::Task { kind, task: SERIES }),
        Target::Several(_) => return Err(LearnError::Task { kind, task: SEVERAL }),
    };
    if let Some(&found) = index.iter().find(|&&c| c as usize >= labels.len()) {
        let (found, expected) = (found as usize + 1, labels.len());
        return Err(LearnError::Shape { what: "the list of classes in use", found, expected });
    }
    let mut totals = vec![0.0; labels.len()];
    for (row, &class) in index.iter().enumerate() {
        totals[class as usize] += weight(data, row);
    }
    let present: Vec<usize> = (0..totals.len()).filter(|&c| totals[c] > 0.0).collect();
    match present[..] {
        [] => Err(LearnError::NoRows),
        [one] => Err(LearnError::OneClass(labels[one].clone())),
        _ => Ok(Classes { count: labels.len(), index, totals }),
    }
}

/// The numbers, if the target has them.
pub(crate) fn numbers<'a>(data: &'a Dataset, kind: &'static str) -> Result<&'a [f64], LearnError> {
    match &data.y {
        Target::Numbers(y) => Ok(y),
        Target::Classes { .. } => Err(LearnError::Task { kind, task: "classification" }),
        Target::None => Err(LearnError::Task { kind, task: NO_TARGET }),
        Target::Series(_) => Err(LearnError::Task { kind, task: SERIES }),
        Target::Several(_) => Err(LearnError::Task { kind, task: SEVERAL }),
    }
}

/// What is asked of rows without a target, in words.
const NO_TARGET: &str = "questions without a target";
/// What is asked of series, in words.
const SERIES: &str = "forecasts";
/// What is asked of several targets, in words.
pub(crate) const SEVERAL: &str = "several targets at once";

/// Refuses a target, for an estimator that takes none.
pub(crate) fn untargeted(data: &Dataset, kind: &'static str) -> Result<(), LearnError> {
    match &data.y {
        Target::None => Ok(()),
        Target::Series(_) => Err(LearnError::Task { kind, task: SERIES }),
        Target::Several(_) => Err(LearnError::Task { kind, task: SEVERAL }),
        Target::Numbers(_) => Err(LearnError::Task { kind, task: "regression" }),
        Target::Classes { .. } => Err(LearnError::Task { kind, task: "classification" }),
    }
}

/// Weight of a row.
pub(crate) fn weight(data: &Dataset, row: usize) -> f64 {
    data.weights.as_ref().map_or(1.0, |w| w[row])
}

/// The rows that have weight, row by row, and their weights.
pub(crate) fn weighty(data: &Dataset) -> (Vec<f32>, Vec<f64>) {
    let kept = (0..data.x.data.nrows()).filter(|&row| weight(data, row) > 0.0);
    let mut rows = Vec::with_capacity(data.x.data.len());
    kept.clone().for_each(|row| rows.extend(data.x.data.row(row)));
    (rows, kept.map(|row| weight(data, row)).collect())
}

/// scikit-learn's `balanced` weights: the total divided by the number of classes that have rows
/// and by the class's own total; zero for a class without rows.
pub(crate) fn balanced(totals: &[f64]) -> Vec<f64> {
    let all: f64 = totals.iter().sum();
    let present = totals.iter().filter(|&&t| t > 0.0).count() as f64;
    totals.iter().map(|&t| if t > 0.0 { all / (present * t) } else { 0.0 }).collect()
}

/// The first position of the largest value.
pub(crate) fn first_maximum(values: &[f32]) -> u32 {
    let mut best = 0;
    for (i, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = i;
        }
    }
    best as u32
}
