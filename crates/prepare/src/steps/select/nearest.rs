//! Distances to the nearest of other points, by the larger of the differences of the coordinates: on a line by
//! sorted values, in the plane by a tree that halves the points along their wider side (J. L. Bentley,
//! "Multidimensional binary search trees used for associative searching", 1975).

/// Points up to which a part of the tree is not divided.
const LEAF: usize = 16;

/// The nearest distances that were found so far, ascending, and no more than are asked for.
struct Nearest {
    found: Vec<f64>,
    wanted: usize,
}

impl Nearest {
    fn bound(&self) -> f64 {
        if self.found.len() < self.wanted { f64::INFINITY } else { self.found[self.wanted - 1] }
    }

    fn add(&mut self, distance: f64) {
        if distance < self.bound() {
            let at = self.found.partition_point(|x| *x <= distance);
            self.found.insert(at, distance);
            self.found.truncate(self.wanted);
        }
    }
}

/// Points of the plane in a tree.
pub(super) struct Plane<'a> {
    points: [&'a [f64]; 2],
    /// The points in the order of the tree: each part is halved at its middle.
    order: Vec<u32>,
    /// The coordinate by which the part with this middle is halved, and where.
    splits: Vec<(u8, f64)>,
}

impl<'a> Plane<'a> {
    /// Of the coordinates of points. Time O(n log n).
    pub fn new(points: [&'a [f64]; 2]) -> Self {
        let n = points[0].len();
        let mut plane = Self { points, order: (0..n as u32).collect(), splits: vec![(0, 0.0); n] };
        plane.divide(0, n);
        plane
    }

    fn divide(&mut self, from: usize, to: usize) {
        if to - from <= LEAF {
            return;
        }
        let width = |cells: &[f64]| {
            let each = || self.order[from..to].iter().map(|at| cells[*at as usize]);
            each().fold(f64::NEG_INFINITY, f64::max) - each().fold(f64::INFINITY, f64::min)
        };
        let axis = usize::from(width(self.points[1]) > width(self.points[0]));
        let (cells, middle) = (self.points[axis], (to - from) / 2);
        self.order[from..to].select_nth_unstable_by(middle, |a, b| {
            cells[*a as usize].total_cmp(&cells[*b as usize]).then(a.cmp(b))
        });
        self.splits[from + middle] = (axis as u8, cells[self.order[from + middle] as usize]);
        self.divide(from, from + middle);
        self.divide(from + middle, to);
    }

    /// The distance from a point to the one of a number among the others, the nearest being the first. There
    /// are at least so many. Time O(log n) on the whole.
    pub fn distance(&self, point: usize, number: usize) -> f64 {
        let mut nearest = Nearest { found: Vec::with_capacity(number + 1), wanted: number };
        self.search(0, self.order.len(), point, &mut nearest);
        nearest.bound()
    }

    fn search(&self, from: usize, to: usize, point: usize, nearest: &mut Nearest) {
        let [x, y] = self.points;
        if to - from <= LEAF {
            for other in self.order[from..to].iter().map(|at| *at as usize).filter(|other| *other != point) {
                nearest.add((x[other] - x[point]).abs().max((y[other] - y[point]).abs()));
            }
            return;
        }
        let middle = from + (to - from) / 2;
        let (axis, split) = self.splits[middle];
        let beyond = self.points[usize::from(axis)][point] - split;
        let (near, far) = match beyond < 0.0 {
            true => ((from, middle), (middle, to)),
            false => ((middle, to), (from, middle)),
        };
        self.search(near.0, near.1, point, nearest);
        if beyond.abs() <= nearest.bound() {
            self.search(far.0, far.1, point, nearest);
        }
    }
}

/// Points of a line.
pub(super) struct Line(Vec<f64>);

impl Line {
    /// Of values. Time O(n log n).
    pub fn new(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self(values)
    }

    /// The distance from a value, which is one of them, to the one of a number among the others, the nearest
    /// being the first. There are at least so many.
    pub fn distance(&self, value: f64, number: usize) -> f64 {
        let own = self.0.partition_point(|x| *x < value);
        let (mut below, mut above, mut last) = (own, own + 1, 0.0);
        for _ in 0..number {
            let down = if below > 0 { value - self.0[below - 1] } else { f64::INFINITY };
            let up = if above < self.0.len() { self.0[above] - value } else { f64::INFINITY };
            last = down.min(up);
            if down <= up { below -= 1 } else { above += 1 }
        }
        last
    }

    /// How many lie within a distance of a value, those at the distance among them.
    pub fn within(&self, value: f64, distance: f64) -> usize {
        let from = self.0.partition_point(|x| value - x > distance);
        self.0.partition_point(|x| x - value <= distance) - from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(n: u64, by: u64, of: u64) -> Vec<f64> {
        (0..n).map(|i| (i * by % of) as f64 / 7.0).collect()
    }

    #[test]
    fn the_plane_finds_what_looking_at_all_finds() {
        for (x, y) in [(cells(300, 97, 311), cells(300, 41, 53)), (cells(300, 1, 2), cells(300, 29, 307))] {
            let plane = Plane::new([&x, &y]);
            for point in 0..x.len() {
                let distance = |other: usize| (x[other] - x[point]).abs().max((y[other] - y[point]).abs());
                let mut all: Vec<f64> = (0..x.len()).filter(|o| *o != point).map(distance).collect();
                all.sort_unstable_by(f64::total_cmp);
                for number in [1, 3, 20] {
                    assert_eq!(plane.distance(point, number), all[number - 1], "{point} {number}");
                }
            }
        }
    }

    #[test]
    fn the_line_finds_and_counts_what_looking_at_all_does() {
        let values = cells(200, 37, 101);
        let line = Line::new(values.clone());
        for value in values.iter().copied() {
            let mut all: Vec<f64> = values.iter().map(|other| (other - value).abs()).collect();
            all.sort_unstable_by(f64::total_cmp);
            for number in [1, 4, 30] {
                assert_eq!(line.distance(value, number), all[number]);
                let expected = all.iter().filter(|d| **d <= all[number]).count();
                assert_eq!(line.within(value, all[number]), expected);
            }
        }
    }
}
