//! What is predicted: the rows that have a target, and their labels or numbers.

use crate::EvaluateError;
use crate::check::task_name;
use crate::together::{refuse_repeated, together};
use glasshouse_learn::Target;
use glasshouse_prepare::{FEW_NUMBERS, at_once, guess_task, nearest, take};
use glasshouse_spec::{ColumnType, Place, Recipe, Role, TaskKind, TaskReport, TaskSpec, Warning};
use glasshouse_table::{Column, ColumnData, Table, truth};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The rows of a table that have a target.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// Those rows, in their order.
    pub table: Table,
    /// Position of each in the table that was given, ascending.
    pub rows: Vec<u32>,
    /// Their targets.
    pub target: Target,
    /// What is predicted, as it was decided.
    pub task: TaskReport,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// The targets of a table as a recipe asks for them. Rows without one are left out, of several targets
/// those that lack any; of a question without a target all rows stay. The kind of
/// question is guessed where the recipe does not say. Classes are labels as the file writes them,
/// sorted by text, or by value where every label is a number. A boolean column has two classes however
/// its cells are spelt: the most frequent spelling of each, of several the first in the file, is its
/// label. O(rows · log classes).
///
/// # Errors
/// No target, one that is not there, is an id, text or a date, has fewer than two classes, is not
/// numeric for regression; a positive class that is not one of two.
pub fn target(table: &Table, task: &TaskSpec) -> Result<Labelled, EvaluateError> {
    at_once(target_in_pieces(table, task, &async |_| {}))
}

/// As [`target`], in bounded pieces.
///
/// # Errors
/// Those of [`target`].
pub(crate) async fn target_in_pieces(
    table: &Table,
    task: &TaskSpec,
    pause: &impl AsyncFn(f64),
) -> Result<Labelled, EvaluateError> {
    let mut labelled = labelled(table, task)?;
    pause(0.0).await;
    labelled.table = take(table, &labelled.rows, pause).await;
    Ok(labelled)
}

/// The rows that have a target; the table is left empty.
fn labelled(table: &Table, task: &TaskSpec) -> Result<Labelled, EvaluateError> {
    if let Some(kind) = task.kind.filter(|kind| kind.without_target()) {
        return match task.all_targets().next() {
            None => Ok(without(table, kind)),
            Some(_) => Err(EvaluateError::TargetNotAsked(task_name(kind))),
        };
    }
    let name = task.target.as_deref().ok_or(EvaluateError::NoTarget)?;
    let column = find(table, name)?;
    let kind = task.kind.unwrap_or_else(|| guess(column));
    let first = match kind {
        TaskKind::Classification => classes(column, task.positive.as_deref(), true)?,
        kind => {
            let mut labelled = numbers(column)?;
            labelled.task.kind = kind;
            labelled
        }
    };
    if task.targets.is_empty() {
        return Ok(first);
    }
    if kind == TaskKind::Forecast {
        return Err(EvaluateError::SeveralTargets(task_name(kind)));
    }
    refuse_repeated(task)?;
    let mut each = vec![first];
    for (index, name) in task.targets.iter().enumerate() {
        each.push(further(table, name, kind, task).map_err(|error| error.in_targets(index))?);
    }
    together(each, table.rows())
}

/// A further target, of the kind of the first.
fn further(table: &Table, name: &str, kind: TaskKind, task: &TaskSpec) -> Result<Labelled, EvaluateError> {
    let column = find(table, name)?;
    if kind == TaskKind::Regression {
        return numbers(column);
    }
    if task.kind.is_none() && guess(column) == TaskKind::Regression {
        let message = format!(
            "the target \"{name}\" is an amount, and the first target a class: several targets are all classes \
             or all numbers"
        );
        return Err(bad(column, message, "Choose other targets, or set task.kind."));
    }
    classes(column, task.positive.as_deref(), false)
}

/// Every row, for a question without a target.
fn without(table: &Table, kind: TaskKind) -> Labelled {
    let task =
        TaskReport { kind, target: String::new(), classes: Vec::new(), positive: None, also: Vec::new() };
    Labelled {
        table: Table::new(Vec::new(), 0),
        rows: (0..table.rows() as u32).collect(),
        target: Target::None,
        task,
        warnings: Vec::new(),
    }
}

/// The targets of new data for a model that was trained: its classes in their order, in any spelling
/// where they are true and false. Rows without a target are left out, and so are rows of a class that
/// the model does not know, with a warning that counts them. Of several targets a row needs all; there is
/// no target where no row has. The table is left empty.
///
/// # Errors
/// A target that is not there, or is not numeric for regression.
pub fn known_target(table: &Table, task: &TaskReport) -> Result<Labelled, EvaluateError> {
    if !task.also.is_empty() {
        let each: Result<_, _> = task.each().iter().map(|one| known_target(table, one)).collect();
        return match together(each?, table.rows()) {
            Err(EvaluateError::NoCommonRows) => Ok(without(&Table::new(Vec::new(), 0), task.kind)),
            labelled => labelled,
        };
    }
    let column = find(table, &task.target)?;
    if task.kind == TaskKind::Regression {
        return numbers(column);
    }
    let labels = Labels::of(column);
    let classes: Vec<Option<usize>> =
        labels.texts.iter().map(|label| known_class(&task.classes, label)).collect();
    let (mut rows, mut index) = (Vec::new(), Vec::new());
    for (row, label) in (0_u32..).zip(&labels.of_row) {
        if let Some(class) = label.and_then(|label| classes[label as usize]) {
            rows.push(row);
            index.push(class as u32);
        }
    }
    let counted = labels.texts.iter().zip(labels.counts()).zip(&classes);
    let strange: BTreeMap<&String, u64> =
        counted.filter(|(_, class)| class.is_none()).map(|(counted, _)| counted).collect();
    let warnings = strange.iter().map(|(label, n)| unknown_class(&column.name, label, *n)).collect();
    let target = Target::Classes { labels: task.classes.clone().into(), index };
    Ok(Labelled { table: Table::new(Vec::new(), 0), rows, target, task: task.clone(), warnings })
}

/// Cells of a column by their labels.
struct Labels {
    /// The label of each row, `None` where it is missing.
    of_row: Vec<Option<u32>>,
    /// The different labels, in the order of their first rows.
    texts: Vec<String>,
}

impl Labels {
    /// A label is written once for each different cell. O(rows).
    fn of(column: &Column) -> Self {
        let (mut of_cell, mut of_text) = (HashMap::new(), HashMap::new());
        let mut texts = Vec::new();
        let mut intern = |label: String| {
            *of_text.entry(label).or_insert_with_key(|label| {
                texts.push(label.clone());
                texts.len() as u32 - 1
            })
        };
        let mut label = |row: usize, cell: Option<u64>| match cell {
            Some(cell) => Some(match of_cell.entry(cell) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(free) => *free.insert(intern(column.label(row)?)),
            }),
            None => Some(intern(column.label(row)?)),
        };
        let of_row: Vec<Option<u32>> = match (&column.data, column.numbers()) {
            (_, Some(numbers)) => {
                let cells = numbers.iter().enumerate();
                cells.map(|(row, x)| x.and_then(|x| label(row, Some(x.to_bits())))).collect()
            }
            (ColumnData::Levels(_), _) => {
                let cells = column.level_indices().enumerate();
                cells.map(|(row, level)| level.and_then(|level| label(row, Some(level.into())))).collect()
            }
            _ => (0..column.len()).map(|row| label(row, None)).collect(),
        };
        Self { of_row, texts }
    }

    /// Rows of each label.
    fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.texts.len()];
        self.of_row.iter().flatten().for_each(|label| counts[*label as usize] += 1);
        counts
    }
}

/// Which of the classes a label names.
fn known_class(classes: &[String], label: &str) -> Option<usize> {
    let named = classes.iter().position(|class| class == label);
    let truths = || match classes {
        [a, b] => truth(a).zip(truth(b)).filter(|(a, b)| a != b),
        _ => None,
    };
    named.or_else(|| truth(label).zip(truths()).map(|(said, (first, _))| usize::from(said != first)))
}

/// The weights of the rows, from the column with the role of a weight; `None` where there is none.
///
/// # Errors
/// More than one such column; one that is not numeric; a missing or negative weight.
pub fn weights(table: &Table, recipe: &Recipe) -> Result<Option<Vec<f64>>, EvaluateError> {
    let mut named = recipe.columns.iter().filter(|(_, c)| c.role == Some(Role::Weight)).map(|(name, _)| name);
    let Some(name) = named.next() else { return Ok(None) };
    let refuse =
        |row: Option<u64>, message: String| EvaluateError::Weights { column: name.clone(), row, message };
    if let Some(second) = named.next() {
        return Err(refuse(None, format!("\"{name}\" and \"{second}\" both have the role of a weight")));
    }
    let column = table.column(name).ok_or_else(|| refuse(None, format!("there is no column \"{name}\"")))?;
    let array =
        column.numbers().ok_or_else(|| refuse(None, format!("the weight \"{name}\" is not numeric")))?;
    let mut weights = Vec::with_capacity(array.len());
    for (row, cell) in array.iter().enumerate() {
        match cell {
            Some(w) if w.is_finite() && w >= 0.0 => weights.push(w),
            Some(w) => {
                return Err(refuse(Some(row as u64), format!("column \"{name}\" holds the weight {w}")));
            }
            None => {
                return Err(refuse(Some(row as u64), format!("a row has no weight in column \"{name}\"")));
            }
        }
    }
    Ok(Some(weights))
}

fn find<'a>(table: &'a Table, name: &str) -> Result<&'a Column, EvaluateError> {
    table.column(name).map(AsRef::as_ref).ok_or_else(|| EvaluateError::UnknownTarget {
        column: name.into(),
        nearest: nearest(name, table.names()).map(Into::into),
    })
}

/// The kind of question that a column asks.
fn guess(column: &Column) -> TaskKind {
    let Some(array) = column.numbers() else { return TaskKind::Classification };
    let mut values: BTreeSet<u64> = BTreeSet::new();
    for x in array.iter().flatten() {
        if values.len() as u64 > FEW_NUMBERS {
            break;
        }
        values.insert((x + 0.0).to_bits());
    }
    let integer = array.iter().flatten().all(|x| x.fract() == 0.0);
    let rows = column.len() - column.missing();
    guess_task(column.kind, integer, values.len() as u64, rows as u64)
}

fn bad(column: &Column, message: String, remedy: &'static str) -> EvaluateError {
    EvaluateError::BadTarget { column: column.name.clone(), message, remedy }
}

fn numbers(column: &Column) -> Result<Labelled, EvaluateError> {
    let array = column.numbers().ok_or_else(|| {
        let message = format!("a number is predicted, and \"{}\" is not numeric", column.name);
        bad(column, message, "Set task.kind to classification, or choose a numeric target.")
    })?;
    let rows: Vec<u32> = (0..column.len() as u32).filter(|row| !column.is_missing(*row as usize)).collect();
    let values: Vec<f64> = array.iter().flatten().collect();
    if values.is_empty() {
        return Err(empty(column));
    }
    if let Some(x) = values.iter().find(|x| !(**x as f32).is_finite()) {
        let message = format!("the target \"{}\" holds {x:e}, which is too large to learn", column.name);
        return Err(bad(column, message, "Correct the number, or leave the row out."));
    }
    let mut warnings = without_target(column);
    if values.iter().all(|x| *x == values[0]) {
        let message = format!("the target \"{}\" is {} in every row", column.name, values[0]);
        warnings.push(Warning::new("target.constant", message, Place::column(&column.name)));
    }
    let task = TaskReport {
        kind: TaskKind::Regression,
        target: column.name.clone(),
        classes: Vec::new(),
        positive: None,
        also: Vec::new(),
    };
    let table = Table::new(Vec::new(), 0);
    Ok(Labelled { table, rows, target: Target::Numbers(values), task, warnings })
}

fn empty(column: &Column) -> EvaluateError {
    bad(
        column,
        format!("the target \"{}\" has no value", column.name),
        "Choose another column as the target.",
    )
}

/// The classes of a column. A positive class that is not one of two is refused, or passed over where the
/// column `must` not have it.
fn classes(column: &Column, positive: Option<&str>, must: bool) -> Result<Labelled, EvaluateError> {
    refuse_unsuitable(column)?;
    let labels = Labels::of(column);
    let spellings = spellings(column, &labels);
    let class_of: Vec<&str> =
        labels.texts.iter().map(|label| spellings.get(label).unwrap_or(label).as_str()).collect();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (class, rows) in class_of.iter().zip(labels.counts()) {
        *counts.entry(class).or_default() += rows;
    }
    let order = in_order(counts.keys().copied().collect());
    match order[..] {
        [] => return Err(empty(column)),
        [one] => {
            let message = format!(
                "every row of the target \"{}\" is \"{one}\": there is nothing to tell apart",
                column.name
            );
            return Err(bad(column, message, "Choose another target, or give rows of another class."));
        }
        _ => refuse_ids(column, &counts)?,
    }
    let named = positive.map(|name| spellings.get(name).map_or(name, String::as_str));
    let positive = match positive_of(&order, named) {
        Err(_) if !must => positive_of(&order, None)?,
        positive => positive?,
    };
    let place: BTreeMap<&str, u32> = order.iter().enumerate().map(|(i, label)| (*label, i as u32)).collect();
    let place: Vec<u32> = class_of.iter().map(|class| place[class]).collect();
    let index: Vec<u32> = labels.of_row.iter().flatten().map(|label| place[*label as usize]).collect();
    let rows: Vec<u32> =
        (0_u32..).zip(&labels.of_row).filter_map(|(row, label)| label.map(|_| row)).collect();
    let mut warnings = without_target(column);
    warnings.extend(spelt(&column.name, &spellings));
    warnings.extend(counts.iter().filter(|(_, n)| **n == 1).map(|(label, _)| one_row(&column.name, label)));
    let classes: Vec<String> = order.iter().map(ToString::to_string).collect();
    let report = TaskReport {
        kind: TaskKind::Classification,
        target: column.name.clone(),
        classes: classes.clone(),
        positive,
        also: Vec::new(),
    };
    let target = Target::Classes { labels: classes.into(), index };
    Ok(Labelled { table: Table::new(Vec::new(), 0), rows, target, task: report, warnings })
}

/// The class of each spelling of true and false that is not the class itself; nothing for a column
/// that is not boolean or has one spelling for each.
fn spellings(column: &Column, labels: &Labels) -> BTreeMap<String, String> {
    if column.kind != ColumnType::Boolean {
        return BTreeMap::new();
    }
    let counts = labels.counts();
    let class = |of: bool| {
        let same = labels.texts.iter().zip(&counts).enumerate().filter(|(_, (l, _))| truth(l) == Some(of));
        // Of several the first in the file.
        same.max_by_key(|(at, (_, rows))| (**rows, std::cmp::Reverse(*at))).map(|(_, (label, _))| label)
    };
    let classes = [class(false), class(true)];
    let others = labels.texts.iter().filter_map(|label| {
        let class = classes[usize::from(truth(label)?)]?;
        (class != label).then(|| (label.clone(), class.clone()))
    });
    others.collect()
}

fn spelt(column: &str, spellings: &BTreeMap<String, String>) -> Option<Warning> {
    let each: Vec<String> =
        spellings.iter().map(|(label, class)| format!("\"{label}\" counts as \"{class}\"")).collect();
    let message = format!("the target \"{column}\" is spelt in several ways: {}", each.join(", "));
    (!each.is_empty()).then(|| Warning::new("target.spellings", message, Place::column(column)))
}

/// By text; by value where every label is a number.
fn in_order(mut labels: Vec<&str>) -> Vec<&str> {
    labels.sort_unstable();
    let values: Option<Vec<f64>> =
        labels.iter().map(|l| l.parse().ok().filter(|v: &f64| !v.is_nan())).collect();
    if let Some(values) = values {
        let mut pairs: Vec<(f64, &str)> = values.into_iter().zip(labels).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        return pairs.into_iter().map(|(_, label)| label).collect();
    }
    labels
}

fn refuse_unsuitable(column: &Column) -> Result<(), EvaluateError> {
    let name = &column.name;
    match column.kind {
        ColumnType::Id => {
            let message = format!("the target \"{name}\" is an id: nearly every row has another value");
            Err(bad(column, message, "Choose another column as the target."))
        }
        ColumnType::Text => {
            let message = format!("the target \"{name}\" is free text, which hardly repeats");
            Err(bad(column, message, "Choose another target, or give the column the type categorical."))
        }
        ColumnType::Datetime => {
            let message = format!("the target \"{name}\" is a date, and a date cannot be predicted yet");
            Err(bad(column, message, "Choose another column as the target."))
        }
        _ => Ok(()),
    }
}

/// Refuses a target whose every row is a class of its own.
fn refuse_ids(column: &Column, counts: &BTreeMap<&str, u64>) -> Result<(), EvaluateError> {
    let rows: u64 = counts.values().sum();
    let classes = counts.len() as u64;
    if classes < rows || rows < 5 {
        return Ok(());
    }
    let message =
        format!("the target \"{}\" has {classes} classes in {rows} rows: no class repeats", column.name);
    let remedy = if column.kind == ColumnType::Numeric {
        "Set task.kind to regression, or choose another target."
    } else {
        "Choose another column as the target."
    };
    Err(bad(column, message, remedy))
}

/// The positive of two classes: the named one, else the later.
fn positive_of(order: &[&str], named: Option<&str>) -> Result<Option<String>, EvaluateError> {
    match (order, named) {
        ([_, later], None) => Ok(Some((*later).to_string())),
        ([_, _], Some(name)) if order.contains(&name) => Ok(Some(name.to_string())),
        ([first, later], Some(name)) => {
            let message = format!("the positive class \"{name}\" is neither \"{first}\" nor \"{later}\"");
            Err(EvaluateError::Positive(message))
        }
        (_, None) => Ok(None),
        (_, Some(name)) => {
            let message =
                format!("there are {} classes, so \"{name}\" cannot be the positive of two", order.len());
            Err(EvaluateError::Positive(message))
        }
    }
}

fn without_target(column: &Column) -> Vec<Warning> {
    let n = column.missing();
    if n == 0 {
        return Vec::new();
    }
    let message = format!("{n} of {} rows have no target and are left out", column.len());
    vec![Warning::new("target.missing", message, Place::column(&column.name))]
}

fn one_row(column: &str, label: &str) -> Warning {
    let message = format!("the class \"{label}\" has one row, so it is trained on but never tested");
    Warning::new("target.rare_class", message, Place::column(column))
}

fn unknown_class(column: &str, label: &str, n: u64) -> Warning {
    let message = format!(
        "{n} {} the class \"{label}\", which the model does not know; not scored",
        if n == 1 { "row has" } else { "rows have" }
    );
    Warning::new("target.unknown_class", message, Place::column(column))
}
