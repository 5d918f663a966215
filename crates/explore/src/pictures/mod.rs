//! The data of every picture that can be asked for, in bounded pieces.
//!
//! Counts, boxes, densities and lines are of all rows; points are of a seeded sample that the picture
//! tells of. Rows without a value are left out, and counted where the picture has a place for it.

mod bars;
mod calendar;
mod cluster;
mod cross;
mod gaps;
mod map;
mod points;
mod principal;
mod rows;
mod series;
mod spread;
mod subjects;
mod timed;
mod tsne;
mod umap;

use crate::ExploreError;
use crate::associations::Associating;
use glasshouse_chart::ChartSpec;
use glasshouse_spec::{PictureKind, PictureRequest};
use glasshouse_table::{Column, Table};
use principal::{Projecting, Standardising};
use std::sync::Arc;
use subjects::Subjects;
use tsne::Embedding;
use umap::Spreading;

/// Share of a projection that brings its columns to one scale.
const STANDARDISED: f64 = 0.3;

enum Work {
    /// Takes the rows of the view, a column at a time.
    Choosing(Vec<Arc<Column>>),
    Drawing,
    Correlating(Box<Associating>),
    Standardising(Standardising),
    Projecting(Projecting),
    Embedding(Box<Embedding>),
    Spreading(Box<Spreading>),
    Done(Box<ChartSpec>),
}

/// A picture that is made piece by piece.
pub struct Picturing {
    request: PictureRequest,
    given: Table,
    rows: Option<Vec<u32>>,
    table: Table,
    work: Work,
}

impl Picturing {
    /// Begins. `rows` are those to show, all where there are none.
    ///
    /// # Errors
    /// A column that the table does not have.
    pub fn new(table: &Table, rows: Option<Vec<u32>>, request: PictureRequest) -> Result<Self, ExploreError> {
        let given = wanted(table, &request)?;
        let work = if rows.is_some() { Work::Choosing(Vec::new()) } else { Work::Drawing };
        Ok(Self { table: given.clone(), given, rows, request, work })
    }

    /// Does one piece of work; the share done, or `None` when the picture is there.
    ///
    /// # Errors
    /// Columns that the picture cannot show, and data of which there is nothing to show.
    pub fn advance(&mut self) -> Result<Option<f64>, ExploreError> {
        match std::mem::replace(&mut self.work, Work::Drawing) {
            Work::Choosing(chosen) => Ok(Some(self.choose(chosen))),
            Work::Drawing => self.draw(),
            Work::Correlating(mut associating) => {
                if let Some(done) = associating.advance() {
                    self.work = Work::Correlating(associating);
                    return Ok(Some(done));
                }
                let found = associating.finish();
                self.done(cluster::correlations(&found, self.request.measure)?)
            }
            Work::Standardising(standardising) => self.standardise(standardising),
            Work::Projecting(mut projecting) => {
                if let Some(done) = projecting.advance() {
                    self.work = Work::Projecting(projecting);
                    return Ok(Some(STANDARDISED + (1.0 - STANDARDISED) * done));
                }
                let chart = projecting.finish(&Subjects::new(&self.table, &self.request))?;
                self.done(chart)
            }
            Work::Embedding(mut embedding) => {
                if let Some(done) = embedding.advance() {
                    self.work = Work::Embedding(embedding);
                    return Ok(Some(STANDARDISED + (1.0 - STANDARDISED) * done));
                }
                self.done(embedding.finish())
            }
            Work::Spreading(mut spreading) => {
                if let Some(done) = spreading.advance() {
                    self.work = Work::Spreading(spreading);
                    return Ok(Some(STANDARDISED + (1.0 - STANDARDISED) * done));
                }
                self.done(spreading.finish())
            }
            Work::Done(chart) => {
                self.work = Work::Done(chart);
                Ok(None)
            }
        }
    }

    /// The picture.
    ///
    /// # Errors
    /// A picture that is not there yet, a mistake in the program.
    pub fn finish(self) -> Result<ChartSpec, ExploreError> {
        match self.work {
            Work::Done(chart) => Ok(*chart),
            _ => Err(ExploreError::Write("it was asked for before it was made".into())),
        }
    }

    fn done(&mut self, chart: ChartSpec) -> Result<Option<f64>, ExploreError> {
        self.work = Work::Done(Box::new(chart));
        Ok(None)
    }

    fn choose(&mut self, mut chosen: Vec<Arc<Column>>) -> f64 {
        let rows = self.rows.as_deref().unwrap_or_default();
        let all = self.given.columns();
        if let Some(column) = all.get(chosen.len()) {
            chosen.push(Arc::new(column.take(rows)));
        }
        let done = 0.5 * chosen.len() as f64 / all.len().max(1) as f64;
        if chosen.len() < all.len() {
            self.work = Work::Choosing(chosen);
        } else {
            self.table = Table::new(chosen, rows.len());
        }
        done
    }

    fn draw(&mut self) -> Result<Option<f64>, ExploreError> {
        let of = Subjects::new(&self.table, &self.request);
        if self.table.rows() == 0 {
            return Err(of.nothing("There are no rows to show"));
        }
        match self.request.kind {
            PictureKind::Correlation => {
                self.work = Work::Correlating(Box::new(Associating::new(&self.table)));
                Ok(Some(0.0))
            }
            PictureKind::Pca | PictureKind::TSne | PictureKind::Umap => {
                self.work = Work::Standardising(Standardising::new(&of)?);
                Ok(Some(0.0))
            }
            _ => {
                let chart = at_once(&of)?;
                self.done(chart)
            }
        }
    }
}

impl Picturing {
    fn standardise(&mut self, mut standardising: Standardising) -> Result<Option<f64>, ExploreError> {
        let of = Subjects::new(&self.table, &self.request);
        let done = standardising.advance(&of)?;
        self.work = match (done, self.request.kind) {
            (Some(_), _) => Work::Standardising(standardising),
            (None, PictureKind::Pca) => {
                Work::Projecting(Projecting::new(standardising.finish(of.table.rows())))
            }
            (None, PictureKind::Umap) => {
                Work::Spreading(Box::new(Spreading::new(&of, &standardising.finish(of.table.rows()))?))
            }
            (None, _) => {
                Work::Embedding(Box::new(Embedding::new(&of, &standardising.finish(of.table.rows()))?))
            }
        };
        Ok(Some(STANDARDISED * done.unwrap_or(1.0)))
    }
}

/// The columns that a picture looks at: those that are named, all where none is.
fn wanted(table: &Table, request: &PictureRequest) -> Result<Table, ExploreError> {
    let others = [&request.by, &request.color, &request.size].into_iter().flatten();
    let mut names: Vec<&String> = request.columns.iter().chain(others).collect();
    if let Some(name) = names.iter().find(|name| table.column(name).is_none()) {
        return Err(ExploreError::NoColumn { column: name.to_string() });
    }
    let whole = matches!(request.kind, PictureKind::MissingMatrix | PictureKind::MissingPairs);
    if request.columns.is_empty() || whole {
        return Ok(table.clone());
    }
    names.sort();
    names.dedup();
    let kept = table.columns().iter().filter(|column| names.contains(&&column.name)).cloned();
    Ok(Table::new(kept.collect(), table.rows()))
}

/// The pictures that take one pass, or few.
fn at_once(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    match of.request.kind {
        PictureKind::Histogram => spread::histogram(of),
        PictureKind::Box => spread::boxes(of),
        PictureKind::Violin => spread::violins(of),
        PictureKind::Qq => spread::quantiles(of),
        PictureKind::ClassDensities => spread::densities(of),
        PictureKind::Bar => bars::bar(of),
        PictureKind::Pie => bars::pie(of),
        PictureKind::ClassBalance => bars::balance(of),
        PictureKind::StackedBar | PictureKind::GroupedBar => cross::bars(of),
        PictureKind::Contingency => cross::contingency(of),
        PictureKind::Scatter => points::scatter(of),
        PictureKind::Hexbin => points::hexbin(of),
        PictureKind::PairPlot => rows::pair_plot(of),
        PictureKind::ParallelCoordinates => rows::parallel(of),
        PictureKind::Line => timed::line(of),
        PictureKind::Decomposition => series::decomposition(of),
        PictureKind::Acf => series::correlogram(of, false),
        PictureKind::Pacf => series::correlogram(of, true),
        PictureKind::MissingMatrix => gaps::matrix(of),
        PictureKind::MissingPairs => gaps::patterns(of),
        PictureKind::Correlation | PictureKind::Pca | PictureKind::TSne | PictureKind::Umap => {
            Err(ExploreError::Write("it takes several steps".into()))
        }
    }
}

#[cfg(test)]
mod tests;
