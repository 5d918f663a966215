//! `linear_discriminant_analysis`: the directions along which classes lie furthest apart, measured by how far rows
//! lie apart within them (Fisher, *The use of multiple measurements in taxonomic problems*, 1936), as
//! scikit-learn's `LinearDiscriminantAnalysis(solver="svd").transform` gives them. Singular values are found as
//! roots of eigenvalues of products, whose share below `tol` is too small to count either way. The sign of a
//! direction is that of its largest weight. Weights of rows are not used, as there. O(rows · columns² + columns³)
//! time, O(columns²) memory.

use super::numbers::Numbers;
use super::state::{Component, ProjectionState};
use crate::paused::{Pauses, paused};
use crate::step::Fitting;
use crate::steps::naming::beginning;
use crate::{Built, Context, PrepareError, Step, StepKind, StepState};
use glasshouse_compute::{Matrix, add_square};
use glasshouse_learn::Target;
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::{Eigenvectors, dot, mean, signed, sum};
use glasshouse_table::Table;

const OP: &str = "linear_discriminant_analysis";
/// Products that one piece of work adds up.
const PIECE: usize = 40_000_000;

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::optional_int(
        "n_components",
        1,
        100_000,
        "How many directions are kept: at most one less than there are classes, and no more than columns. All when there is no value.",
    ),
    ParamSpec::float(
        "tol",
        1e-4,
        0.0,
        1.0,
        "Directions along which rows of one class vary less than this, measured in standard deviations of the columns, count as none: columns that follow from others.",
    ),
];

/// The kind.
pub(super) static LINEAR_DISCRIMINANT_ANALYSIS: StepKind = StepKind {
    id: OP,
    title: "Directions between classes",
    help: "Replaces numeric columns by the few directions along which the classes of the target lie furthest apart, the one that tells them apart best first: at most one less than there are classes. It takes no missing cells.",
    when: "Classes are to be told apart, and there are many more columns than needed for it.",
    beware: "With few rows and many columns it finds directions that part the training rows by chance. It asks for a target of classes, and expects classes of like spread.",
    example: "sepal and petal sizes of three species → lda_0, lda_1",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

struct Discriminant {
    wanted: Option<usize>,
    tol: f64,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let wanted = of("n_components").as_i64().and_then(|n| usize::try_from(n).ok());
    Ok(Box::new(Discriminant { wanted, tol: of("tol").as_f64().unwrap_or(1e-4) }))
}

impl Step for Discriminant {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let (index, classes) = classes(&context.target)?;
        let numbers = Numbers::of(train, columns, OP)?;
        let most = columns.len().min(classes - 1);
        if let Some(wanted) = self.wanted
            && let Some(first) = columns.first()
            && wanted > most
        {
            let message = format!(
                "n_components is {wanted}, and {} columns with {classes} classes have at most {most} such directions",
                columns.len()
            );
            return Err(PrepareError::Unsuitable {
                parameter: "n_components",
                column: first.clone(),
                message,
            });
        }
        let fit = Fit {
            names: columns.to_vec(),
            begin: beginning(train, columns, "lda_", |at| format!("lda_{at}_")),
            numbers,
            index,
            classes,
            wanted: self.wanted.unwrap_or(most).min(most),
            tol: self.tol,
        };
        Ok(paused(async move |pauses| {
            Ok(StepState::LinearDiscriminantAnalysis(fit.found(&pauses).await?).into())
        }))
    }
}

/// The class of each row, of those that have rows, and how many those are.
fn classes(target: &Target) -> Result<(Vec<u32>, usize), PrepareError> {
    let Target::Classes { labels, index } = target else { return Err(needs_classes("no classes")) };
    let mut place = vec![None; labels.len()];
    index.iter().for_each(|class| place[*class as usize] = Some(0));
    let present = (0..).zip(place.iter_mut().flatten()).map(|(at, place)| *place = at).count();
    if present < 2 {
        return Err(needs_classes("only one class in the training rows"));
    }
    Ok((index.iter().map(|class| place[*class as usize].unwrap_or_default()).collect(), present))
}

fn needs_classes(has: &str) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.needs_classes",
        column: None,
        row: None,
        message: format!("{OP} looks for what tells classes apart, and the target has {has}"),
        remedy: "Choose a target of classes, or use pca instead.".into(),
    }
}

/// What is to be found.
struct Fit {
    names: Vec<String>,
    /// What the names of directions begin with.
    begin: String,
    numbers: Numbers,
    /// The class of each row.
    index: Vec<u32>,
    classes: usize,
    wanted: usize,
    tol: f64,
}

/// What is known of a column.
struct Spread {
    /// Mean of all rows.
    centre: f64,
    /// Means of the classes.
    means: Vec<f64>,
    /// Standard deviation within the classes; 1 where there is none.
    scale: f64,
}

impl Fit {
    async fn found(mut self, pauses: &Pauses) -> Result<ProjectionState, PrepareError> {
        if self.names.is_empty() {
            return Ok(ProjectionState { columns: Vec::new(), centers: Vec::new(), components: Vec::new() });
        }
        let sizes = self.sizes();
        let mut columns = Vec::with_capacity(self.names.len());
        for at in 0..self.names.len() {
            columns.push(self.spread(at, &sizes)?);
            pauses.at(0.1 * at as f64 / self.names.len() as f64).await;
        }
        let whitened = self.whitened(&columns, pauses).await?;
        let directions = self.between(&columns, &sizes, &whitened, pauses).await?;
        let all = sum(&directions.iter().map(|(value, _)| *value).collect::<Vec<_>>());
        let component = |(at, (value, weights)): (usize, &(f64, Vec<f64>))| Component {
            name: format!("{}{at}", self.begin),
            weights: weights.clone(),
            scale: 1.0,
            variance: *value,
            share: value / all,
        };
        let components = directions.iter().take(self.wanted).enumerate().map(component).collect();
        let centers = columns.iter().map(|column| column.centre).collect();
        Ok(ProjectionState { columns: std::mem::take(&mut self.names), centers, components })
    }

    /// Rows of each class.
    fn sizes(&self) -> Vec<f64> {
        let mut sizes = vec![0.0; self.classes];
        self.index.iter().for_each(|class| sizes[*class as usize] += 1.0);
        sizes
    }

    fn spread(&self, at: usize, sizes: &[f64]) -> Result<Spread, PrepareError> {
        let values = self.numbers.column(at);
        let of = |class: u32| self.index.iter().zip(values).filter(move |(own, _)| **own == class);
        let own = |class| mean(&of(class).map(|(_, x)| *x).collect::<Vec<_>>()).unwrap_or_default();
        let means: Vec<f64> = (0..self.classes as u32).map(own).collect();
        let squares: Vec<f64> = self
            .index
            .iter()
            .zip(values)
            .map(|(class, x)| (x - means[*class as usize]) * (x - means[*class as usize]))
            .collect();
        let rows = values.len() as f64;
        let centre = sum(&means.iter().zip(sizes).map(|(mean, size)| mean * size / rows).collect::<Vec<_>>());
        let scale = (sum(&squares) / rows).sqrt();
        if !scale.is_finite() || !centre.is_finite() {
            let largest =
                |best: usize, row: usize| if values[row].abs() > values[best].abs() { row } else { best };
            let row = (0..values.len()).reduce(largest).unwrap_or_default();
            return Err(PrepareError::TooLarge {
                column: self.names[at].clone(),
                row: row as u64,
                value: values[row],
            });
        }
        Ok(Spread { centre, means, scale: if scale > 0.0 { scale } else { 1.0 } })
    }

    /// Directions along which the rows of a class have variance 1, as weights of the columns.
    async fn whitened(&self, columns: &[Spread], pauses: &Pauses) -> Result<Vec<Vec<f64>>, PrepareError> {
        let (width, rows) = (columns.len(), self.numbers.rows);
        let mut square = vec![0.0; width * width];
        let step = (PIECE / (width * width)).clamp(16, 4096);
        let mut block = Vec::with_capacity(width * step);
        for begin in (0..rows).step_by(step) {
            let end = rows.min(begin + step);
            block.clear();
            for (at, column) in columns.iter().enumerate() {
                let cells = self.numbers.column(at)[begin..end].iter().zip(&self.index[begin..end]);
                block.extend(cells.map(|(x, class)| (x - column.means[*class as usize]) / column.scale));
            }
            add_square(Matrix::new(&block, width, end - begin), &mut square);
            pauses.at(0.1 + 0.5 * end as f64 / rows as f64).await;
        }
        mirror(&mut square, width);
        square.iter_mut().for_each(|cell| *cell /= rows as f64);
        let found = solved(square, width, [0.6, 0.9], pauses).await;
        let kept = found.into_iter().filter(|(value, _)| value.max(0.0).sqrt() > self.tol);
        let weights = |(value, vector): (f64, Vec<f64>)| {
            let unit = value.sqrt();
            vector.iter().zip(columns).map(|(x, column)| x / column.scale / unit).collect()
        };
        Ok(kept.map(weights).collect())
    }

    /// The directions in which the means of the classes lie apart, and how far, furthest first.
    async fn between(
        &self,
        columns: &[Spread],
        sizes: &[f64],
        whitened: &[Vec<f64>],
        pauses: &Pauses,
    ) -> Result<Vec<(f64, Vec<f64>)>, PrepareError> {
        let others = (self.classes as f64 - 1.0).max(1.0);
        let place = |class: usize, weights: &Vec<f64>| {
            let apart: Vec<f64> = columns.iter().map(|column| column.means[class] - column.centre).collect();
            (sizes[class] / others).sqrt() * dot(&apart, weights)
        };
        // Directions by classes.
        let places: Vec<f64> = whitened
            .iter()
            .flat_map(|weights| (0..self.classes).map(move |class| place(class, weights)))
            .collect();
        let order = whitened.len();
        let mut square = vec![0.0; order * order];
        if order > 0 {
            add_square(Matrix::new(&places, order, self.classes), &mut square);
        }
        mirror(&mut square, order);
        let found = solved(square, order, [0.9, 1.0], pauses).await;
        let most = found.first().map_or(0.0, |(value, _)| value.max(0.0).sqrt());
        let kept = found.into_iter().take(self.classes - 1);
        let kept = kept.filter(|(value, _)| value.max(0.0).sqrt() > self.tol * most);
        let weights = |(value, vector): (f64, Vec<f64>)| {
            let of = |at: usize| {
                let parts: Vec<f64> = whitened.iter().zip(&vector).map(|(w, x)| w[at] * x).collect();
                sum(&parts)
            };
            (value, signed((0..columns.len()).map(of).collect()))
        };
        let directions: Vec<_> = kept.map(weights).collect();
        match directions.is_empty() {
            false => Ok(directions),
            true => Err(PrepareError::Refused {
                code: "prepare.no_direction",
                column: self.names.first().cloned(),
                row: None,
                message: format!("{OP} finds no direction in which the classes differ"),
                remedy: "Name other columns, or switch the step off.".into(),
            }),
        }
    }
}

fn mirror(square: &mut [f64], order: usize) {
    for i in 0..order {
        for j in 0..i {
            square[i * order + j] = square[j * order + i];
        }
    }
}

async fn solved(square: Vec<f64>, order: usize, part: [f64; 2], pauses: &Pauses) -> Vec<(f64, Vec<f64>)> {
    let mut work = Eigenvectors::new(square, order);
    while let Some(share) = work.advance() {
        pauses.at(part[0] + (part[1] - part[0]) * share).await;
    }
    work.finish()
}
