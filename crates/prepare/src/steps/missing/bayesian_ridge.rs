//! A linear model whose shrinkage the rows decide themselves, for filling gaps: the evidence of MacKay, *Bayesian
//! interpolation*, 1992, with scikit-learn's priors and stopping rule. It is fitted on blocks of rows, so that each
//! piece of work is bounded; its equations are solved by Cholesky's decomposition, which the units of the columns
//! do not disturb.

/// Both shapes and both rates of the priors.
const PRIOR: f64 = 1e-6;
/// The change of all weights together at which it stops.
const STILL: f64 = 1e-3;
/// Times that it goes round, at most.
const ROUNDS: u32 = 300;
/// Products in one piece of work.
const PIECE: usize = 16_000_000;

/// Weights of columns, and what is added.
pub(super) struct Line {
    pub weights: Vec<f64>,
    pub intercept: f64,
}

/// The rows that it is fitted on: columns, the place of the one that is predicted, and rows that have it.
pub(super) struct Rows<'a> {
    pub columns: &'a [Vec<f64>],
    pub target: usize,
    pub known: &'a [u32],
}

impl Rows<'_> {
    /// Columns that predict, in their order.
    fn others(&self) -> impl Iterator<Item = &Vec<f64>> {
        self.columns.iter().enumerate().filter(|(at, _)| *at != self.target).map(|(_, column)| column)
    }
}

enum Stage {
    Means,
    Products,
    Solve,
    Misfit,
}

/// A fit in pieces.
pub(super) struct BayesianRidge {
    stage: Stage,
    /// Rows that the stage has gone through.
    done: usize,
    means: Vec<f64>,
    mean: f64,
    /// Products of the columns less their means with each other, row by row, and with the target.
    products: Vec<f64>,
    with_target: Vec<f64>,
    variance: f64,
    weights: Vec<f64>,
    before: Option<Vec<f64>>,
    misfit: f64,
    /// What the rows decide: precision of the noise, precision of the weights, and columns that they know of.
    noise: f64,
    shrink: f64,
    decided: f64,
    rounds: u32,
    last: bool,
}

impl BayesianRidge {
    /// Of a number of columns, that which is predicted among them.
    pub fn new(columns: usize) -> Self {
        let width = columns - 1;
        Self {
            stage: Stage::Means,
            done: 0,
            means: Vec::new(),
            mean: 0.0,
            products: vec![0.0; width * width],
            with_target: vec![0.0; width],
            variance: 0.0,
            weights: Vec::new(),
            before: None,
            misfit: 0.0,
            noise: 0.0,
            shrink: 1.0,
            decided: 0.0,
            rounds: 0,
            last: false,
        }
    }

    /// Does a piece; answers the line once it is found.
    pub fn advance(&mut self, rows: &Rows) -> Option<Line> {
        match self.stage {
            Stage::Means => self.average(rows),
            Stage::Products => self.multiply(rows),
            Stage::Solve => {
                self.solve();
                if self.last {
                    return Some(self.line());
                }
                (self.stage, self.done, self.misfit) = (Stage::Misfit, 0, 0.0);
            }
            Stage::Misfit => self.measure(rows),
        }
        None
    }

    fn average(&mut self, rows: &Rows) {
        let mean = |column: &Vec<f64>| {
            let known: Vec<f64> = rows.known.iter().map(|row| column[*row as usize]).collect();
            glasshouse_stats::mean(&known).unwrap_or_default()
        };
        // A column at a time, the target first.
        match self.done {
            0 => self.mean = mean(&rows.columns[rows.target]),
            at => {
                let column = rows.others().nth(at - 1);
                self.means.extend(column.map(mean));
            }
        }
        self.done += 1;
        if self.done > self.with_target.len() {
            (self.stage, self.done) = (Stage::Products, 0);
        }
    }

    /// The next rows, as many as a piece takes.
    fn block<'a>(&mut self, rows: &Rows<'a>, each: usize) -> &'a [u32] {
        let end = rows.known.len().min(self.done + (PIECE / each.max(1)).max(1));
        let block = &rows.known[self.done..end];
        self.done = end;
        block
    }

    fn multiply(&mut self, rows: &Rows) {
        let width = self.means.len();
        let block = self.block(rows, width * width / 2 + 1);
        let others: Vec<&Vec<f64>> = rows.others().collect();
        let mut row = vec![0.0; width];
        for at in block.iter().map(|row| *row as usize) {
            row.iter_mut().zip(&others).zip(&self.means).for_each(|((x, c), mean)| *x = c[at] - mean);
            let y = rows.columns[rows.target][at] - self.mean;
            self.variance += y * y;
            for i in 0..width {
                self.with_target[i] += row[i] * y;
                let products = &mut self.products[i * width..i * width + i + 1];
                products.iter_mut().zip(&row).for_each(|(sum, x)| *sum += row[i] * x);
            }
        }
        if self.done == rows.known.len() {
            self.variance /= rows.known.len() as f64;
            self.noise = 1.0 / (self.variance + f64::EPSILON);
            self.stage = Stage::Solve;
        }
    }

    /// The weights that fit best with the shrinkage as it is, and how many of them the rows decide.
    fn solve(&mut self) {
        let width = self.means.len();
        let ratio = self.shrink / self.noise;
        let mut lower = self.products.clone();
        (0..width).for_each(|i| lower[i * width + i] += ratio);
        decompose(&mut lower, width);
        let mut weights = self.with_target.clone();
        forward(&lower, &mut weights, 0);
        for i in (0..width).rev() {
            let rest: f64 = (i + 1..width).fold(0.0, |sum, k| sum + lower[k * width + i] * weights[k]);
            weights[i] = (weights[i] - rest) / lower[i * width + i];
        }
        self.weights = weights;
        // The trace of the inverse is the sum of the squares of that of the triangle.
        let mut trace = 0.0;
        let mut unit = vec![0.0; width];
        for i in 0..width {
            unit.fill(0.0);
            unit[i] = 1.0;
            forward(&lower, &mut unit, i);
            trace += unit[i..].iter().fold(0.0, |sum, x| sum + x * x);
        }
        self.decided = width as f64 - ratio * trace;
    }

    /// Adds up how far the weights are off, and then weighs noise against weights anew.
    fn measure(&mut self, rows: &Rows) {
        let width = self.means.len();
        let block = self.block(rows, width);
        let mut rest: Vec<f64> =
            block.iter().map(|row| rows.columns[rows.target][*row as usize] - self.mean).collect();
        for ((column, mean), weight) in rows.others().zip(&self.means).zip(&self.weights) {
            rest.iter_mut().zip(block).for_each(|(y, row)| *y -= (column[*row as usize] - mean) * weight);
        }
        self.misfit += rest.iter().fold(0.0, |sum, y| sum + y * y);
        if self.done < rows.known.len() {
            return;
        }
        let squares = self.weights.iter().fold(0.0, |sum, w| sum + w * w);
        self.shrink = (self.decided + 2.0 * PRIOR) / (squares + 2.0 * PRIOR);
        self.noise = (rows.known.len() as f64 - self.decided + 2.0 * PRIOR) / (self.misfit + 2.0 * PRIOR);
        let change = self
            .before
            .as_ref()
            .map(|before| before.iter().zip(&self.weights).fold(0.0, |sum, (a, b)| sum + (a - b).abs()));
        self.rounds += 1;
        self.last = change.is_some_and(|change| change < STILL) || self.rounds == ROUNDS;
        self.before = Some(self.weights.clone());
        self.stage = Stage::Solve;
    }

    fn line(&self) -> Line {
        let along = self.weights.iter().zip(&self.means).fold(0.0, |sum, (w, mean)| sum + w * mean);
        Line { weights: self.weights.clone(), intercept: self.mean - along }
    }
}

/// The lower triangle whose product with itself is a matrix, in its place.
fn decompose(matrix: &mut [f64], width: usize) {
    for i in 0..width {
        for j in 0..=i {
            let dot = (0..j).fold(0.0, |sum, k| sum + matrix[i * width + k] * matrix[j * width + k]);
            let rest = matrix[i * width + j] - dot;
            matrix[i * width + j] = match i == j {
                // Rounding may leave nothing where columns repeat each other.
                true => rest.max(f64::MIN_POSITIVE).sqrt(),
                false => rest / matrix[j * width + j],
            };
        }
    }
}

/// Solves the triangle for numbers that are zero before a place, in their place.
fn forward(lower: &[f64], numbers: &mut [f64], from: usize) {
    let width = numbers.len();
    for i in from..width {
        let rest = (from..i).fold(0.0, |sum, k| sum + lower[i * width + k] * numbers[k]);
        numbers[i] = (numbers[i] - rest) / lower[i * width + i];
    }
}
