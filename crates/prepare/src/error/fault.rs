//! What is refused as a person is told: its code, its place and what to do.

use super::PrepareError;
use glasshouse_learn::registry;
use glasshouse_spec::{ColumnType, Fault, Place};
use glasshouse_table::expression::FormulaError;

impl PrepareError {
    /// The problem as a person is told: code, place, what to do. Of several refused parameters
    /// the first; [`PrepareError::faults`] gives all.
    pub fn fault(&self) -> Fault {
        match self {
            Self::InStep { list, index, source } => within(source.fault(), list, *index),
            other => {
                let fault = Fault::new(other.code(), other.to_string()).with_place(other.place());
                match other.remedy() {
                    Some(remedy) => fault.with_remedy(remedy),
                    None => fault,
                }
            }
        }
    }

    /// All the problems that it holds, one a refused parameter.
    pub fn faults(&self) -> Vec<Fault> {
        match self {
            Self::InStep { list, index, source } => {
                source.faults().into_iter().map(|f| within(f, list, *index)).collect()
            }
            Self::Params(faults) => faults.iter().map(|f| Self::Params(vec![f.clone()]).fault()).collect(),
            other => vec![other.fault()],
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoColumn { .. } => "recipe.unknown_column",
            Self::NotAFeature { .. } => "recipe.not_a_feature",
            Self::UnknownSelector(_) => "recipe.unknown_selector",
            Self::UnknownStep { .. } => "recipe.unknown_step",
            Self::Params(_) => "recipe.parameter",
            Self::WrongKind { .. } => "prepare.wrong_type",
            Self::Unsuitable { .. } => "prepare.unsuitable",
            Self::Unseen { .. } => "prepare.unseen_category",
            Self::NewMissing { .. } => "prepare.new_missing",
            Self::StillMissing { .. } => "prepare.missing",
            Self::NotEncoded { .. } => "prepare.not_encoded",
            Self::NotBoolean { .. } => "prepare.not_boolean",
            Self::TooLarge { .. } => "prepare.too_large",
            Self::TooWide { .. } => "data.too_large",
            Self::Negative { .. } => "prepare.negative",
            Self::Refused { code, .. } => code,
            Self::Formula(FormulaError::NoColumn { .. }) => "recipe.unknown_column",
            Self::Formula(FormulaError::NoTruth { .. }) => "prepare.not_boolean",
            Self::Formula(_) => "recipe.formula",
            Self::Series { .. } => "data.series",
            Self::NoFeatures => "prepare.no_features",
            Self::NoRows => "prepare.no_rows",
            Self::DuplicateFeature(_) => "prepare.duplicate_feature",
            Self::InputsMissing(_) => "data.missing_column",
            Self::InputKind { .. } => "data.other_type",
            Self::BadTarget { .. } => "task.target",
            Self::AllDropped { .. } => "clean.no_rows",
            Self::Duplicates(error) => error.code(),
            Self::Decode(_) => "model.unreadable",
            Self::InStep { source, .. } => source.code(),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::NoColumn { column, .. } | Self::NotAFeature { column, .. } => at("columns", column),
            Self::UnknownSelector(_) => Place::parameter("columns"),
            Self::UnknownStep { .. } => Place::parameter("op"),
            Self::Params(faults) => faults.first().map(|f| Place::parameter(&f.name)).unwrap_or_default(),
            Self::Unsuitable { parameter, column, .. } => at(parameter, column),
            Self::WrongKind { column, .. }
            | Self::NewMissing { column }
            | Self::NotEncoded { column, .. }
            | Self::InputKind { column, .. }
            | Self::DuplicateFeature(column) => Place::column(column),
            Self::Unseen { column, row, .. }
            | Self::StillMissing { column, row, .. }
            | Self::NotBoolean { column, row, .. }
            | Self::Negative { column, row, .. }
            | Self::TooLarge { column, row, .. } => Place { row: Some(*row), ..Place::column(column) },
            Self::BadTarget { column, .. } => {
                Place { parameter: Some("task.target".into()), ..Place::column(column) }
            }
            Self::Series { parameter, column, rows, .. } => Place {
                parameter: Some((*parameter).into()),
                column: Some(column.clone()).filter(|column| !column.is_empty()),
                row: rows.first().copied(),
                ..Place::default()
            },
            Self::Formula(FormulaError::NoTruth { column, row, .. }) => {
                Place { row: Some(*row), ..Place::column(column) }
            }
            Self::Formula(error) => {
                let span = error.at().map(|at| (at.offset, at.length));
                Place { span, ..Place::parameter("formula") }
            }
            Self::Refused { column, row, .. } => {
                Place { column: column.clone(), row: *row, ..Place::default() }
            }
            Self::InputsMissing(names) => names.first().map(Place::column).unwrap_or_default(),
            Self::Duplicates(error) => error.fault().at,
            _ => Place::default(),
        }
    }

    fn remedy(&self) -> Option<String> {
        Some(match self {
            Self::NoColumn { .. } => {
                "Use a name as the header writes it, or a selector such as @numeric.".into()
            }
            Self::NotAFeature { .. } => {
                "Take it out of the step, or change the step that comes before.".into()
            }
            Self::UnknownStep { known, .. } => format!("Known steps are: {known}."),
            Self::WrongKind { remedy, .. }
            | Self::Unseen { remedy, .. }
            | Self::BadTarget { remedy, .. }
            | Self::Series { remedy, .. } => (*remedy).into(),
            Self::Refused { remedy, .. } => remedy.clone(),
            Self::Formula(error) => error.remedy().into(),
            Self::NewMissing { .. } => "Set error_on_new to false, or fill the cells.".into(),
            Self::StillMissing { column, levels, .. } => {
                let strategy = if *levels { "most_frequent" } else { "median" };
                format!(
                    "Add the step simple_imputer for \"{column}\" (strategy \"{strategy}\"), or give the column the role ignore."
                )
            }
            Self::NotEncoded { column, kind } => not_encoded(column, *kind),
            Self::NotBoolean { column, .. } => {
                format!("Correct the cell, or add the step one_hot_encoder for \"{column}\".")
            }
            Self::TooLarge { column, .. } => {
                format!("Correct the number, add a scaler for \"{column}\", or give it the role ignore.")
            }
            Self::Negative { column, .. } => {
                format!(
                    "Correct the number, put log1p before the steps that scale, or name columns for it without \"{column}\"; robust_scaler takes negative numbers."
                )
            }
            Self::TooWide { .. } => too_wide(),
            Self::NoFeatures => "Give at least one column the role feature.".into(),
            Self::DuplicateFeature(_) => "Rename one of the columns in the file, or ignore it.".into(),
            Self::InputsMissing(_) => "Give data with the columns that the model was trained on.".into(),
            Self::InputKind { expected, .. } => {
                format!("Read the column as {}.", expected.words())
            }
            Self::AllDropped { .. } => "Name fewer columns, or switch the step off.".into(),
            Self::Duplicates(error) => return error.fault().remedy,
            Self::InStep { source, .. } => return source.remedy(),
            _ => return None,
        })
    }
}

fn at(parameter: &str, column: &str) -> Place {
    Place { parameter: Some(parameter.into()), ..Place::column(column) }
}

/// Puts a fault into a step: its parameter becomes a path of the recipe.
fn within(mut fault: Fault, list: &str, index: u32) -> Fault {
    fault.at.parameter = Some(match fault.at.parameter.take() {
        Some(name) => format!("{list}[{index}].{name}"),
        None => format!("{list}[{index}]"),
    });
    fault
}

fn not_encoded(column: &str, kind: ColumnType) -> String {
    match kind {
        ColumnType::Datetime => {
            format!("Add the step datetime_features for \"{column}\", or give it the role ignore.")
        }
        _ => format!("Add the step one_hot_encoder for \"{column}\", or give it the role ignore."),
    }
}

/// What to do instead, by name.
fn too_wide() -> String {
    let sparse = registry().iter().filter(|kind| kind.takes().sparse).map(|kind| kind.id());
    let coded = registry().iter().filter(|kind| kind.takes().categories).map(|kind| kind.id());
    let list = |names: Vec<&str>| names.join(", ");
    format!(
        "Give one_hot_encoder max_categories or min_frequency, use ordinal_encoder instead of it, or leave the column out; \
         or choose an estimator that takes features of which most are zero ({}), or one that takes categories as they are ({}).",
        list(sparse.collect()),
        list(coded.collect())
    )
}
