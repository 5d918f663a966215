//! Errors of every room below, turned into [`Fault`]s once, here.

use glasshouse_evaluate::EvaluateError;
use glasshouse_explore::{ExploreError, TestingError, test_infos};
use glasshouse_export::ExportError;
use glasshouse_learn::LearnError;
use glasshouse_prepare::PrepareError;
use glasshouse_spec::{Fault, ParamFault, Place, TaskReport};
use glasshouse_table::TableError;

/// What to do about a refused parameter.
const PARAMETER_REMEDY: &str = "Correct the value, or leave the parameter out to take its default.";

/// What a request ends with when it cannot be carried out; there is at least one, and the first
/// is the one to show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Faults(pub Vec<Fault>);

impl Faults {
    /// The words of the first.
    pub fn message(&self) -> String {
        self.0.first().map(|fault| fault.message.clone()).unwrap_or_default()
    }
}

impl From<Vec<Fault>> for Faults {
    /// The declaration of a parameter says what is allowed, and the way out is always the same.
    fn from(mut faults: Vec<Fault>) -> Self {
        for fault in faults.iter_mut().filter(|fault| fault.code == "recipe.parameter") {
            fault.remedy.get_or_insert_with(|| PARAMETER_REMEDY.into());
        }
        Self(faults)
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl From<Box<Fault>> for Faults {
    fn from(fault: Box<Fault>) -> Self {
        Self(vec![*fault])
    }
}

impl From<TableError> for Faults {
    fn from(error: TableError) -> Self {
        error.fault().into()
    }
}

impl From<PrepareError> for Faults {
    fn from(error: PrepareError) -> Self {
        error.faults().into()
    }
}

impl From<EvaluateError> for Faults {
    fn from(error: EvaluateError) -> Self {
        match error {
            EvaluateError::Learn(error) => error.into(),
            error => error.faults().into(),
        }
    }
}

impl From<TestingError> for Faults {
    fn from(error: TestingError) -> Self {
        let mut faults = error.faults();
        if let TestingError::Unknown { name } = &error {
            let infos = test_infos();
            let known: Vec<&str> = infos.iter().map(|test| test.id.as_str()).collect();
            faults.iter_mut().for_each(|fault| fault.remedy = Some(did_you_mean(name, &known)));
        }
        Self(faults)
    }
}

impl From<ExploreError> for Faults {
    fn from(error: ExploreError) -> Self {
        error.fault().into()
    }
}

impl From<ExportError> for Faults {
    fn from(error: ExportError) -> Self {
        error.fault().into()
    }
}

impl From<LearnError> for Faults {
    fn from(error: LearnError) -> Self {
        learn_fault(&error).into()
    }
}

/// What serde says about a recipe in plain words, and what to do about it.
pub(crate) fn plain_reason(reason: &str) -> (String, String) {
    let reason = reason.trim().trim_end_matches('.');
    if let Some(rest) = reason.strip_prefix("unknown field ") {
        return unknown(rest, "field");
    }
    if let Some(rest) = reason.strip_prefix("unknown variant ") {
        return unknown(rest, "value");
    }
    if let Some(rest) = reason.strip_prefix("missing field ") {
        return (format!("it lacks the field {rest}"), format!("add {rest}"));
    }
    if reason.contains("untagged enum ParamValue") {
        let allowed = "text, a number, true, false, a list of them or an estimator in braces";
        return (format!("a parameter is {allowed}"), format!("write {allowed} there"));
    }
    if let Some((found, wanted)) =
        reason.strip_prefix("invalid type: ").and_then(|r| r.split_once(", expected "))
    {
        let wanted = in_words(wanted);
        return (format!("found {found} where there should be {wanted}"), format!("write {wanted} there"));
    }
    (reason.to_string(), "correct it there; `glasshouse suggest` writes a recipe that trains".into())
}

/// What serde calls a type, as a person would.
fn in_words(wanted: &str) -> &str {
    match wanted {
        "f64" | "f32" => "a number",
        "u64" | "u32" | "i64" | "i32" | "u8" => "a whole number",
        "a boolean" => "true or false",
        "a string" => "text in quotes",
        "a sequence" => "a list in brackets",
        other => other,
    }
}

/// From "`colour`, expected one of `name`, `seed`": what is unknown, and the nearest known name.
fn unknown(rest: &str, what: &str) -> (String, String) {
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let name = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    (format!("there is no {what} `{name}` here"), did_you_mean(name, &known))
}

/// "did you mean `x`?" where a known name is near, the known names otherwise.
pub(crate) fn did_you_mean(name: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|k| (strsim::damerau_levenshtein(name, k), *k)).min();
    match nearest {
        Some((distance, near)) if distance <= 2.max(name.chars().count() / 3) => {
            format!("did you mean `{near}`?")
        }
        _ => format!("known here are {}", known.join(", ")),
    }
}

/// A fault of the program itself, which no input should be able to cause.
pub(crate) fn internal(what: impl Into<String>) -> Fault {
    Fault::new("internal", what)
        .with_remedy("this is a mistake in Glasshouse: please report it with the recipe and the file")
}

/// Refused parameters, under the path in the recipe where they stand.
pub(crate) fn param_faults(faults: &[ParamFault], path: &str) -> Faults {
    let fault = |fault: &ParamFault| {
        Fault::new("recipe.parameter", fault.message.clone())
            .with_place(Place::parameter(format!("{path}.{}", fault.name)))
    };
    faults.iter().map(fault).collect::<Vec<_>>().into()
}

/// Why an estimator cannot be trained, of several targets which of them it is about.
pub(crate) fn of_targets(error: LearnError, task: &TaskReport) -> Faults {
    let LearnError::OfTarget { number, error } = error else { return error.into() };
    let mut fault = learn_fault(&error);
    let name = task.each().into_iter().nth(number).map(|one| one.target).unwrap_or_default();
    fault.message = format!("of the target \"{name}\": {}", fault.message);
    if fault.at == Place::default() {
        let parameter = match number.checked_sub(1) {
            None => "task.target".into(),
            Some(further) => format!("task.targets[{further}]"),
        };
        fault.at = Place { parameter: Some(parameter), ..Place::column(&name) };
    }
    fault.into()
}

/// Why an estimator cannot be trained.
fn learn_fault(error: &LearnError) -> Fault {
    let (code, remedy) = match error {
        LearnError::NoRows => ("fit.no_rows", "give the training part more rows"),
        LearnError::NoFeatures => ("fit.no_features", "give at least one column the role feature"),
        LearnError::OneClass(_) => {
            ("target.one_class", "choose another target, or give rows of at least two classes")
        }
        LearnError::NotFinite { .. } => ("prepare.missing", "add the step simple_imputer for the column"),
        LearnError::Negative { .. } => (
            "prepare.negative",
            "add the step min_max_scaler for the column, or choose gaussian_nb, which learns from any number",
        ),
        LearnError::Category(_) => ("prepare.not_encoded", "add the step one_hot_encoder for the column"),
        LearnError::ManyCategories { .. } => (
            "prepare.many_categories",
            "add the step one_hot_encoder with max_categories for the column, or give it the role ignore",
        ),
        LearnError::BadTarget { .. } => {
            ("target.not_finite", "correct the target in that row, or leave the row out")
        }
        LearnError::TargetRange { .. } => {
            ("target.range", "choose another loss, or correct the target in that row")
        }
        LearnError::Parameter { .. } => ("recipe.parameter", PARAMETER_REMEDY),
        LearnError::Resume(_) => ("model.other", "train anew"),
        LearnError::BadWeight { .. } => ("weight.invalid", "correct the weight in that row"),
        LearnError::TooLarge(_) => ("data.too_large", "take a sample of the rows, or fewer columns"),
        LearnError::Task { .. } => {
            ("recipe.task", "choose an estimator that serves the task; see `glasshouse kinds`")
        }
        LearnError::BadState(_) => ("model.damaged", "train the model again"),
        LearnError::ShortSeries { .. } => (
            "forecast.short",
            "give more rows, a larger share to train, or a shorter season, fewer lags or a shorter horizon",
        ),
        LearnError::NotTold { .. } => (
            "forecast.not_told",
            "give the file rows of those times, with the columns that are known beforehand and without a target",
        ),
        LearnError::NotPositive { .. } => {
            ("forecast.not_positive", "set seasonal and error to add, or choose another model")
        }
        LearnError::UnknownSeries(_) => {
            ("forecast.unknown_series", "train with its rows, leave them out, or choose a regressor of lags")
        }
        LearnError::OfTarget { error, .. } => return learn_fault(error),
        LearnError::Shape { .. } => return internal(error.to_string()),
    };
    let place = match error {
        LearnError::NotFinite { feature, .. }
        | LearnError::Negative { feature, .. }
        | LearnError::Category(feature)
        | LearnError::ManyCategories { feature, .. } => Place::column(feature),
        LearnError::Task { .. } => Place::parameter("model.kind"),
        LearnError::Parameter { name, .. } => Place::parameter(format!("model.params.{name}")),
        LearnError::TargetRange { .. } => Place::parameter("model.params.loss"),
        _ => Place::default(),
    };
    Fault::new(code, error.to_string()).with_place(place).with_remedy(remedy)
}
