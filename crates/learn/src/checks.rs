//! What every estimator asks of its data before it starts, and the weights it derives.

use crate::{Dataset, LearnError, Target};

/// Refuses data that no estimator can learn from. One pass over the data.
pub(crate) fn check_dataset(data: &Dataset) -> Result<(), LearnError> {
    let (rows, features) = data.x.data.dim();
    check_shape(data, rows, features)?;
    check_features(data)?;
    if let Target::Numbers(y) = &data.y
        && let Some((row, &value)) = y.iter().enumerate().find(|(_, v)| !is_f32(**v))
    {
        return Err(LearnError::BadTarget { row, value });
    }
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
    if let Some(weights) = &data.weights {
        same("the list of weights", weights.len(), rows)?;
    }
    match &data.y {
        Target::Numbers(y) => same("the target", y.len(), rows),
        Target::Classes { index, .. } => same("the target", index.len(), rows),
    }
}

fn check_features(data: &Dataset) -> Result<(), LearnError> {
    for (row, values) in data.x.data.outer_iter().enumerate() {
        if let Some(column) = values.iter().position(|v| !v.is_finite()) {
            return Err(LearnError::NotFinite { feature: data.x.names[column].clone(), row });
        }
    }
    Ok(())
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
    let Target::Classes { labels, index } = &data.y else {
        return Err(LearnError::Task { kind, task: "regression" });
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
    }
}

/// Weight of a row.
pub(crate) fn weight(data: &Dataset, row: usize) -> f64 {
    data.weights.as_ref().map_or(1.0, |w| w[row])
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
