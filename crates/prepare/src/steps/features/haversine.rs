//! `haversine`: how far apart two places on the earth are, as scikit-learn's `haversine_distances` measures on a ball
//! of the earth's mean radius. The shortest way along the ground differs from it by up to half a percent.

use super::made;
use super::{Known, is_free};
use crate::fitted::{Applied, Applying, Made};
use crate::step::Fitting;
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use arrow_array::Array;
use glasshouse_spec::{
    Offers, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues, Place as At, Warning,
    check_params, param,
};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Rows that are measured between two pauses.
const ROWS: usize = 200_000;

const fn text(name: &'static str, default: &'static str, help: &'static str) -> ParamSpec {
    ParamSpec::new(name, ParamKind::Text, ParamDefault::Text(Cow::Borrowed(default)), help)
}

static PARAMS: [ParamSpec; 5] = [
    text("latitude", "", "The column of latitudes in degrees, from −90 in the south to 90 in the north.")
        .offering(Offers::Columns),
    text("longitude", "", "The column of longitudes in degrees, those in the west below 0.")
        .offering(Offers::Columns),
    text("to_latitude", "", "The latitude to which is measured: a number in degrees, or another column.")
        .offering(Offers::ColumnOrTyped),
    text("to_longitude", "", "The longitude to which is measured: a number in degrees, or another column.")
        .offering(Offers::ColumnOrTyped),
    text("name", "distance_km", "What the new column is called."),
];

/// The kind.
pub(super) static HAVERSINE: StepKind = StepKind {
    id: "haversine",
    title: "Measure distances on the earth",
    help: "Appends how many kilometres a place is from one that you name, or from that of two other columns. Where a coordinate is missing the distance is. A latitude beyond 90 degrees is refused in training; later its distance is missing, with a note.",
    when: "Coordinates: how far from the centre, from the shop, from start to end.",
    beware: "As the crow flies, on a ball: roads are longer, and it is off by up to half a percent.",
    example: "46.95, 7.44 to 47.38, 8.54 → 95.8",
    params: &PARAMS,
    columns: &[],
    onnx: true,
    build,
};

/// A latitude or a longitude: of a column, or the same for all rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Coordinate {
    /// The column of this name.
    Column(String),
    /// In degrees.
    Degrees(f64),
}

/// What `haversine` knows: between which places it measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HaversineState {
    /// Column of latitudes.
    pub latitude: String,
    /// Column of longitudes.
    pub longitude: String,
    /// Latitude of the other place.
    pub to_latitude: Coordinate,
    /// Longitude of the other place.
    pub to_longitude: Coordinate,
    /// The column that it appends.
    pub name: String,
}

struct Haversine(HaversineState);

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| match param(&PARAMS, values, name) {
        ParamValue::Null => String::new(),
        ParamValue::Text(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    let coordinate = |name| {
        let text = of(name);
        text.parse::<f64>()
            .ok()
            .filter(|x| x.is_finite())
            .map_or(Coordinate::Column(text), Coordinate::Degrees)
    };
    let to_latitude = coordinate("to_latitude");
    if let Coordinate::Degrees(x) = &to_latitude
        && x.abs() > 90.0
    {
        let message = format!("to_latitude must be from -90 to 90 degrees, not {x}");
        return Err(vec![ParamFault { name: "to_latitude".into(), message }]);
    }
    let name = Some(of("name")).filter(|name| !name.is_empty()).unwrap_or_else(|| "distance_km".into());
    Ok(Box::new(Haversine(HaversineState {
        latitude: of("latitude"),
        longitude: of("longitude"),
        to_latitude,
        to_longitude: coordinate("to_longitude"),
        name,
    })))
}

impl HaversineState {
    /// Mean radius of the earth in kilometres (Moritz, *Geodetic reference system 1980*).
    pub const EARTH: f64 = 6371.0088;

    /// Columns that it reads, each once.
    fn columns(&self) -> Vec<&str> {
        let to = [&self.to_latitude, &self.to_longitude].into_iter().filter_map(|to| match to {
            Coordinate::Column(name) => Some(name.as_str()),
            Coordinate::Degrees(_) => None,
        });
        let mut columns: Vec<&str> = Vec::new();
        for name in [self.latitude.as_str(), self.longitude.as_str()].into_iter().chain(to) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        columns
    }

    /// Columns of latitudes.
    fn latitudes(&self) -> Vec<&str> {
        let other = match &self.to_latitude {
            Coordinate::Column(name) => Some(name.as_str()),
            Coordinate::Degrees(_) => None,
        };
        std::iter::once(self.latitude.as_str()).chain(other).collect()
    }

    /// Refuses columns that were not named, and names what is no latitude.
    fn check(&self, train: &Table) -> Result<(), PrepareError> {
        if self.columns().contains(&"") {
            return Err(PrepareError::Refused {
                code: "recipe.coordinates",
                column: None,
                row: None,
                message: "haversine does not know between which places to measure".into(),
                remedy:
                    "Name latitude and longitude, and to_latitude and to_longitude as numbers or columns."
                        .into(),
            });
        }
        for name in self.columns() {
            cells::scaled(train, name, "haversine")?;
        }
        for name in self.latitudes() {
            let array = cells::scaled(train, name, "haversine")?;
            let beyond = |row: &usize| array.is_valid(*row) && array.value(*row).abs() > 90.0;
            if let Some(row) = (0..array.len()).find(beyond) {
                return Err(PrepareError::Refused {
                    code: "prepare.no_latitude",
                    column: Some(name.into()),
                    row: Some(row as u64),
                    message: format!(
                        "column \"{name}\" holds {}, and a latitude is from -90 to 90 degrees",
                        array.value(row)
                    ),
                    remedy: "Correct the cell, or see whether latitude and longitude are swapped.".into(),
                });
            }
        }
        is_free(train, &self.name)
    }

    fn coordinates(&self, table: &Table, of: &Coordinate) -> Result<Vec<f64>, PrepareError> {
        match of {
            Coordinate::Column(name) => made::numbers(table, name, "haversine"),
            Coordinate::Degrees(x) => Ok(vec![*x; table.rows()]),
        }
    }
}

impl Step for Haversine {
    fn reads_together(&self) -> bool {
        true
    }

    fn columns(&self) -> Option<Vec<String>> {
        Some(self.0.columns().into_iter().filter(|name| !name.is_empty()).map(String::from).collect())
    }

    fn start(
        &self,
        train: &Table,
        _columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        self.0.check(train)?;
        Ok(Box::new(Known(Some(StepState::Haversine(self.0.clone())))))
    }
}

/// Kilometres between two places in degrees, by the haversine formula; NaN where one is missing or none.
fn kilometres([latitude, longitude]: [f64; 2], [to_latitude, to_longitude]: [f64; 2]) -> f64 {
    if latitude.abs() > 90.0 || to_latitude.abs() > 90.0 {
        return f64::NAN;
    }
    let radians = |degrees: f64| degrees * (std::f64::consts::PI / 180.0);
    let [a, b] = [latitude, to_latitude].map(radians);
    let half = |x: f64, y: f64| libm::sin(0.5 * (x - y));
    let (up, along) = (half(a, b), half(radians(longitude), radians(to_longitude)));
    let share = up * up + libm::cos(a) * libm::cos(b) * along * along;
    // Of places that face each other rounding leaves a little more than 1.
    let root = libm::sqrt(share);
    2.0 * HaversineState::EARTH * libm::asin(if root > 1.0 { 1.0 } else { root })
}

impl FittedStep for HaversineState {
    fn reads(&self) -> Vec<&str> {
        self.columns()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        vec![(self.columns(), vec![self.name.as_str()])]
    }

    fn opens(&self) -> Vec<&str> {
        vec![self.name.as_str()]
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let from = [&self.latitude, &self.longitude];
        let [latitude, longitude] = from.map(|name| made::numbers(table, name, "haversine"));
        let to = [&self.to_latitude, &self.to_longitude];
        let [to_latitude, to_longitude] = to.map(|of| self.coordinates(table, of));
        let places = [latitude?, longitude?, to_latitude?, to_longitude?];
        Ok(Box::new(Measuring { state: self, table, places, made: Vec::with_capacity(table.rows()) }))
    }
}

/// Distances that are being measured.
struct Measuring<'a> {
    state: &'a HaversineState,
    table: &'a Table,
    /// Latitudes and longitudes from which, and to which, in degrees.
    places: [Vec<f64>; 4],
    made: Vec<f64>,
}

impl Applying for Measuring<'_> {
    fn advance(&mut self, notes: &mut Notes) -> Result<Applied, PrepareError> {
        let (done, rows) = (self.made.len(), self.table.rows());
        if done < rows {
            let [latitude, longitude, to_latitude, to_longitude] = &self.places;
            let distance = |row: usize| {
                kilometres([latitude[row], longitude[row]], [to_latitude[row], to_longitude[row]])
            };
            self.made.extend((done..rows.min(done + ROWS)).map(distance));
            return Ok(Applied::Running(done as f64 / rows as f64));
        }
        for name in self.state.latitudes() {
            let array = cells::scaled(self.table, name, "haversine")?;
            let beyond = array.iter().flatten().filter(|x| x.abs() > 90.0).count();
            if beyond > 0 {
                notes.warnings.push(beyond_the_pole(name, beyond));
            }
        }
        let column = made::column(&self.state.name, std::mem::take(&mut self.made));
        Ok(Applied::Done(Made { appended: vec![column], ..Made::default() }))
    }
}

fn beyond_the_pole(name: &str, cells: usize) -> Warning {
    let message = format!(
        "column \"{name}\" holds {cells} {} beyond 90 degrees: no distance is measured there",
        if cells == 1 { "latitude" } else { "latitudes" }
    );
    Warning::new("prepare.no_latitude", message, At::column(name))
}
