//! The report of a table: one page that needs nothing beside it, or the figures as JSON.
//!
//! Both hold aggregates and never a row. The page stays under a megabyte for any table: columns are
//! told with their picture while there is room, then in a line each, and what is left is counted.

mod page;
pub(crate) mod paint;

use crate::ExploreError;
use crate::findings::picture_of;
use crate::pictures::Picturing;
use glasshouse_chart::ChartSpec;
use glasshouse_spec::{
    ColumnFigures, ColumnType, Exploration, PictureKind, PictureRequest, ReadReport, TableProfile, TaskKind,
};
use glasshouse_table::Table;
use paint::Paint;
use serde::Serialize;
use std::collections::VecDeque;

/// Bytes that pictures of columns may take together.
const PICTURES: usize = 520_000;
/// Bytes of one picture above which it is left out.
const PICTURE: usize = 90_000;
/// Features that are shown beside the target.
const BEST: usize = 3;

/// The profile with the exploration beside it, as indented JSON that ends in a line break. Frequent
/// values of ids and free text are left out unless `values` asks for them.
///
/// # Errors
/// Figures that cannot be written, a mistake in the program.
pub fn json_report(
    profile: &TableProfile,
    exploration: &Exploration,
    values: bool,
) -> Result<Vec<u8>, ExploreError> {
    #[derive(Serialize)]
    struct Document<'a> {
        #[serde(flatten)]
        profile: &'a TableProfile,
        exploration: &'a Exploration,
    }
    let (mut profile, mut exploration) = (profile.clone(), exploration.clone());
    if !values {
        profile.columns.iter_mut().filter(|c| names_persons(c.kind)).for_each(|c| c.top.clear());
        exploration.columns.iter_mut().filter(|c| names_persons(c.kind)).for_each(|c| c.top.clear());
    }
    let document = Document { profile: &profile, exploration: &exploration };
    let mut text = serde_json::to_vec_pretty(&document).map_err(|e| ExploreError::Write(e.to_string()))?;
    text.push(b'\n');
    Ok(text)
}

/// Whether values of a type may name persons.
fn names_persons(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Id | ColumnType::Text)
}

/// Where a picture belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Column(usize),
    Missing,
    Relations,
    Target,
}

impl Place {
    /// Width that its pictures are drawn at, in pixels: those beside others or beside figures are read
    /// well on a phone, those of every column need room.
    fn width(self) -> u32 {
        match self {
            Self::Column(_) | Self::Target => 440,
            Self::Missing | Self::Relations => 680,
        }
    }
}

/// A page that is written picture by picture.
pub struct Reporter {
    table: Table,
    read: ReadReport,
    exploration: Exploration,
    values: bool,
    wanted: VecDeque<(Place, PictureRequest)>,
    whole: usize,
    drawing: Option<(Place, Picturing)>,
    drawn: Vec<(Place, String)>,
    paint: Paint,
    of_columns: usize,
}

impl Reporter {
    /// Begins; `values` decides whether frequent values of ids and free text are shown.
    pub fn new(table: &Table, read: &ReadReport, exploration: Exploration, values: bool) -> Self {
        let wanted = wanted(table, &exploration);
        Self {
            table: table.clone(),
            read: read.clone(),
            values,
            whole: wanted.len(),
            wanted,
            exploration,
            drawing: None,
            drawn: Vec::new(),
            paint: Paint::default(),
            of_columns: 0,
        }
    }

    /// Does one piece of work; the share done, or `None` when all is.
    ///
    /// # Errors
    /// A picture that cannot be drawn, a mistake in the program.
    pub fn advance(&mut self) -> Result<Option<f64>, ExploreError> {
        if let Some((place, mut picturing)) = self.drawing.take() {
            match picturing.advance() {
                Ok(Some(_)) => self.drawing = Some((place, picturing)),
                Ok(None) => self.keep(place, picturing.finish()?)?,
                // A picture of nothing is left out; the figures say why there is nothing.
                Err(
                    ExploreError::Empty { .. } | ExploreError::Columns { .. } | ExploreError::Type { .. },
                ) => {}
                Err(error) => return Err(error),
            }
        } else if let Some((place, request)) = self.wanted.pop_front() {
            let room = !matches!(place, Place::Column(_)) || self.of_columns < PICTURES;
            if room {
                self.drawing = Some((place, Picturing::new(&self.table, None, request)?));
            }
        } else {
            return Ok(None);
        }
        Ok(Some(1.0 - self.wanted.len() as f64 / self.whole.max(1) as f64))
    }

    /// The page.
    pub fn finish(self) -> String {
        page::page(&self.read, &self.exploration, self.values, &self.drawn, &self.paint)
    }

    fn keep(&mut self, place: Place, mut chart: ChartSpec) -> Result<(), ExploreError> {
        if let ChartSpec::Boxes(boxes) = &mut chart {
            // Outliers are cells of single rows.
            boxes.groups.iter_mut().for_each(|group| group.outliers.clear());
        }
        let svg = self.paint.svg(&chart, place.width())?;
        if svg.len() <= PICTURE {
            if matches!(place, Place::Column(_)) {
                self.of_columns += svg.len();
            }
            self.drawn.push((place, svg));
        }
        Ok(())
    }
}

/// The pictures of a report: those of the table first, since they must have room.
fn wanted(table: &Table, exploration: &Exploration) -> VecDeque<(Place, PictureRequest)> {
    let mut wanted = VecDeque::new();
    if let Some(target) = &exploration.target {
        let of_target = match target.kind {
            TaskKind::Regression => PictureKind::Histogram,
            _ => PictureKind::ClassBalance,
        };
        wanted.push_back((Place::Target, PictureRequest::new(of_target, &[&target.column])));
        for feature in target.features.iter().filter(|f| f.score.is_some_and(|s| s > 0.0)).take(BEST) {
            let mut request = picture_of(table, &feature.column, &target.column);
            if request.kind == PictureKind::Scatter {
                // Points are rows; their counts are not.
                request.kind = PictureKind::Hexbin;
            }
            wanted.push_back((Place::Target, request));
        }
    }
    if exploration.missing.cells > 0 {
        wanted.push_back((Place::Missing, PictureRequest::new(PictureKind::MissingMatrix, &[])));
    }
    if !exploration.associations.matrices.is_empty() {
        wanted.push_back((Place::Relations, PictureRequest::new(PictureKind::Correlation, &[])));
    }
    let columns = exploration.columns.iter().enumerate();
    wanted.extend(columns.filter_map(|(i, c)| Some((Place::Column(i), picture_of_column(c)?))));
    wanted
}

fn picture_of_column(c: &ColumnFigures) -> Option<PictureRequest> {
    let kind = match c.kind {
        _ if c.present == 0 => return None,
        ColumnType::Numeric | ColumnType::Datetime => PictureKind::Histogram,
        ColumnType::Categorical | ColumnType::Boolean => PictureKind::Bar,
        ColumnType::Text | ColumnType::Id => return None,
    };
    Some(PictureRequest::new(kind, &[&c.name]))
}

#[cfg(test)]
mod tests;
