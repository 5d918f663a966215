//! Distances between places. Runtimes have an arcsine in single precision only: what it lacks follows from the sine of
//! the difference of two angles, which double precision has.

use super::combined::numeric;
use super::flow::Flows;
use super::graph::Graph;
use super::proto::kind;
use super::steps::titled;
use crate::ExportError;
use glasshouse_prepare::{Coordinate, HaversineState};
use std::f64::consts::PI;

/// Adds a `haversine`.
pub fn haversine(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &HaversineState,
    label: &str,
) -> Result<(), ExportError> {
    let label = titled(label, &[&state.latitude, &state.longitude]);
    let of = |graph: &mut Graph, to: &Coordinate| match to {
        Coordinate::Column(name) => flows.numbers(graph, &label, &[name.as_str()]),
        Coordinate::Degrees(x) => Ok(graph.doubles(&format!("{label}/degrees"), &[1, 1], &[*x])),
    };
    let column = |name: &String| Coordinate::Column(name.clone());
    let latitude = of(graph, &column(&state.latitude))?;
    let longitude = of(graph, &column(&state.longitude))?;
    let [to_latitude, to_longitude] = [of(graph, &state.to_latitude)?, of(graph, &state.to_longitude)?];
    let mut earth = Earth { graph, label };
    let distance = earth.kilometres([&latitude, &to_latitude], [&longitude, &to_longitude]);
    for flow in numeric(flows, std::iter::once(&state.name), distance, 1) {
        flows.push(flow);
    }
    Ok(())
}

struct Earth<'a> {
    graph: &'a mut Graph,
    label: String,
}

impl Earth<'_> {
    fn op(&mut self, op: &'static str, what: &str, inputs: &[&str]) -> String {
        self.graph.op(op, &format!("{}/{what}", self.label), inputs)
    }

    fn number(&mut self, what: &str, value: f64) -> String {
        self.graph.doubles(&format!("{}/{what}", self.label), &[1, 1], &[value])
    }

    fn squared(&mut self, what: &str, x: &str) -> String {
        self.op("Mul", what, &[x, x])
    }

    /// The same operations as those of the step, in their order.
    fn kilometres(&mut self, latitudes: [&str; 2], longitudes: [&str; 2]) -> String {
        let degree = self.number("degree", PI / 180.0);
        let half = self.number("half", 0.5);
        let mut radians = |of: [&str; 2]| of.map(|x| self.op("Mul", "radians", &[x, &degree]));
        let ([a, b], [c, d]) = (radians(latitudes), radians(longitudes));
        let mut sine_of_half = |x: &str, y: &str| {
            let apart = self.op("Sub", "apart", &[x, y]);
            let angle = self.op("Mul", "half of it", &[&half, &apart]);
            self.op("Sin", "sine of half", &[&angle])
        };
        let (up, along) = (sine_of_half(&a, &b), sine_of_half(&c, &d));
        let cosines = [&a, &b].map(|x| self.op("Cos", "cosine", &[x]));
        let up = self.squared("up", &up);
        let narrow = self.op("Mul", "narrow", &[&cosines[0], &cosines[1]]);
        let narrow = self.op("Mul", "narrow along", &[&narrow, &along]);
        let across = self.op("Mul", "across", &[&narrow, &along]);
        let share = self.op("Add", "share", &[&up, &across]);
        let root = self.op("Sqrt", "root", &[&share]);
        let angle = self.arcsine(&root);
        let diameter = self.number("diameter", 2.0 * HaversineState::EARTH);
        let distance = self.op("Mul", "distance", &[&diameter, &angle]);
        self.on_earth(latitudes, &distance)
    }

    /// The arcsine of a number from 0 on, of which what is beyond 1 counts as 1.
    fn arcsine(&mut self, root: &str) -> String {
        let one = self.number("1", 1.0);
        let beyond = self.op("Greater", "beyond 1", &[root, &one]);
        let sine = self.op("Where", "sine", &[&beyond, &one, root]);
        let (less, more) = (self.op("Sub", "less", &[&one, &sine]), self.op("Add", "more", &[&one, &sine]));
        let product = self.op("Mul", "square of the cosine", &[&less, &more]);
        let cosine = self.op("Sqrt", "cosine of it", &[&product]);
        let single = self.graph.cast(&format!("{}/single", self.label), &sine, kind::FLOAT);
        let near = self.op("Asin", "nearly", &[&single]);
        let near = self.graph.cast(&format!("{}/near", self.label), &near, kind::DOUBLE);
        // sin(angle - near), which is less than a thousandth.
        let (its_sine, its_cosine) =
            (self.op("Sin", "sine of near", &[&near]), self.op("Cos", "cosine of near", &[&near]));
        let (first, second) =
            (self.op("Mul", "first", &[&sine, &its_cosine]), self.op("Mul", "second", &[&cosine, &its_sine]));
        let lacking = self.op("Sub", "sine of what lacks", &[&first, &second]);
        let square = self.squared("square of what lacks", &lacking);
        let sixth = self.number("sixth", 1.0 / 6.0);
        let cube = self.op("Mul", "a sixth of the square", &[&square, &sixth]);
        let cube = self.op("Mul", "a sixth of the cube", &[&cube, &lacking]);
        let lacking = self.op("Add", "what lacks", &[&lacking, &cube]);
        self.op("Add", "angle", &[&near, &lacking])
    }

    /// Missing where a latitude is none.
    fn on_earth(&mut self, latitudes: [&str; 2], distance: &str) -> String {
        let (pole, none) = (self.number("pole", 90.0), self.number("none", f64::NAN));
        latitudes.into_iter().fold(distance.to_owned(), |distance, latitude| {
            let north = self.op("Abs", "from the equator", &[latitude]);
            let beyond = self.op("Greater", "beyond the pole", &[&north, &pole]);
            self.op("Where", "on earth", &[&beyond, &none, &distance])
        })
    }
}
