//! Pictures of one column and of counts, with plain and with ugly data.

use glasshouse_chart::{
    Axis, AxisScale, BoxGroup, Boxes, ChartSpec, ClassSpread, Counts, CrossBars, Histogram, MissingMatrix,
    MissingPatterns, QuantileQuantile, Together, Violin, Violins,
};

pub const TREES: [&str; 13] = [
    "Quercus robur",
    "Fagus sylvatica",
    "Betula pendula (silver birch, common in the north)",
    "Pinus sylvestris",
    "Picea abies",
    "Larix decidua",
    "Acer platanoides",
    "Tilia cordata",
    "Fraxinus excelsior",
    "Alnus glutinosa",
    "Populus tremula",
    "Sorbus aucuparia",
    "Taxus baccata",
];

/// 2024-01-01 in microseconds.
pub const NEW_YEAR: f64 = 1_704_067_200e6;
pub const DAY: f64 = 86_400e6;

/// Numbers between 0 and 1 without a pattern that the eye sees.
pub fn noise(seed: u32) -> f64 {
    let mixed = seed.wrapping_add(1).wrapping_mul(2_654_435_761);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
    f64::from((mixed ^ (mixed >> 13)) % 1_000_003) / 1_000_003.0
}

fn bell(x: f64, middle: f64, width: f64) -> f64 {
    let z = (x - middle) / width;
    (-z * z / 2.0).exp() / width / (2.0 * std::f64::consts::PI).sqrt()
}

fn curve(middle: f64, width: f64) -> Vec<(f64, f64)> {
    (0..=100)
        .map(|i| middle + width * (f64::from(i) / 12.5 - 4.0))
        .map(|x| (x, bell(x, middle, width)))
        .collect()
}

fn histogram() -> Histogram {
    let edges: Vec<f64> = (0..=24).map(|i| 170.0 + f64::from(i) * 2.5).collect();
    let counts =
        edges.windows(2).map(|pair| (344.0 * 2.5 * bell(pair[0] + 1.25, 198.0, 11.0)).round() as u64);
    let density = (0..=120).map(|i| 168.0 + f64::from(i) * 0.55).map(|x| (x, bell(x, 198.0, 11.0)));
    Histogram {
        missing: 2,
        density: density.collect(),
        ..Histogram::new("flipper_length_mm", edges.clone(), counts.collect())
    }
}

fn densities() -> Histogram {
    let mut densities = by_class();
    densities.counts.clear();
    densities.classes.iter_mut().for_each(|class| class.counts.clear());
    densities
}

fn by_class() -> Histogram {
    let whole = histogram();
    let classes = ["Adelie", "Chinstrap", "Gentoo"].iter().enumerate().map(|(at, name)| ClassSpread {
        class: (*name).into(),
        counts: whole.counts.iter().map(|n| n / 3).collect(),
        density: curve(188.0 + 12.0 * at as f64, 5.0 + at as f64 * 2.0),
    });
    Histogram { by: "species".into(), classes: classes.collect(), ..whole }
}

fn group(name: &str, middle: f64, width: f64, n: u64) -> BoxGroup {
    BoxGroup {
        name: name.into(),
        n,
        five: [-3.0, -0.7, 0.0, 0.7, 3.6].map(|z| middle + z * width),
        whiskers: (middle - 2.1 * width, middle + 2.2 * width),
        mean: Some(middle + 0.1 * width),
        outliers: (0..6)
            .map(|i| middle + width * (2.4 + 0.2 * f64::from(i)))
            .chain([middle - 3.0 * width])
            .collect(),
        outliers_total: 7,
    }
}

fn boxes(names: &[&str]) -> Boxes {
    let groups = names.iter().enumerate();
    let groups =
        groups.map(|(at, name)| group(name, 10.0 + 3.0 * noise(at as u32), 1.0 + noise(at as u32 + 9), 40));
    Boxes {
        axis: Axis::column("height_in_metres"),
        by: Some("species".into()),
        groups: groups.collect(),
        ..Boxes::default()
    }
}

fn violins(names: &[&str]) -> Violins {
    let group = |(at, name): (usize, &&str)| {
        let (middle, width) = (10.0 + 3.0 * noise(at as u32), 1.0 + noise(at as u32 + 9));
        Violin {
            name: (*name).into(),
            n: 40,
            density: curve(middle, width),
            five: [-3.0, -0.7, 0.0, 0.7, 3.6].map(|z| middle + z * width),
        }
    };
    Violins {
        axis: Axis::column("height_in_metres"),
        by: Some("species".into()),
        by_class: true,
        groups: names.iter().enumerate().map(group).collect(),
        others: 0,
    }
}

fn counts(names: &[&str]) -> Counts {
    let values = names.iter().enumerate();
    let values =
        values.map(|(at, name)| ((*name).to_string(), (9_000.0 / (1.0 + at as f64).powf(1.3)) as u64));
    Counts { column: "species".into(), values: values.collect(), ..Counts::default() }
}

fn fifty() -> Vec<(String, u64)> {
    (0..50)
        .map(|i| (format!("household_income_before_taxes_group_{i:02}_of_fifty"), 1_000 - i * 17))
        .collect()
}

fn cross(names: &[&str], together: Together) -> ChartSpec {
    let categories: Vec<String> = names.iter().map(|name| (*name).to_string()).collect();
    let counts = (0..names.len() as u32).map(|c| (0..4).map(|s| (100.0 * noise(c * 7 + s)) as u64).collect());
    ChartSpec::CrossBars(CrossBars {
        column: "species".into(),
        counts: counts.collect(),
        categories,
        by: "soil".into(),
        series: ["clay", "loam", "sand", "a soil that nobody could tell the name of"]
            .map(String::from)
            .to_vec(),
        together,
        others: (3, 17),
    })
}

fn matrix(columns: usize, blocks: usize) -> ChartSpec {
    let names: Vec<String> = (0..columns)
        .map(|i| ["age", "income_before_taxes", "city", "visit", "note"][i % 5].to_string() + &i.to_string())
        .collect();
    let share = |block: usize, column: usize| match column % 5 {
        1 => noise((block * 31 + column) as u32).powi(3),
        2 if block > blocks / 2 => 1.0,
        4 => 0.3,
        _ => 0.0,
    };
    let blocks: Vec<Vec<f64>> = (0..blocks).map(|b| (0..columns).map(|c| share(b, c)).collect()).collect();
    let missing = (0..columns).map(|c| (blocks.iter().map(|b| b[c]).sum::<f64>() * 100.0) as u64).collect();
    ChartSpec::MissingMatrix(MissingMatrix {
        columns: names,
        missing,
        rows: blocks.len() as u64 * 100,
        blocks,
    })
}

fn patterns() -> ChartSpec {
    let columns = ["income_before_taxes", "city", "note", "the_date_of_the_last_visit_to_the_doctor"];
    ChartSpec::MissingPatterns(MissingPatterns {
        columns: columns.map(String::from).to_vec(),
        patterns: vec![
            (vec![], 43_210),
            (vec![2], 5_120),
            (vec![0, 3], 900),
            (vec![0, 1, 2, 3], 88),
            (vec![1], 3),
        ],
        others: (4, 7),
        rows: 49_328,
    })
}

fn quantiles(n: u32) -> ChartSpec {
    let points = (1..=n).map(|i| {
        let share = f64::from(i) / f64::from(n + 1);
        let z = 4.91 * (share.powf(0.14) - (1.0 - share).powf(0.14));
        (z, 40.0 + 12.0 * z + z.powi(3))
    });
    ChartSpec::QuantileQuantile(QuantileQuantile {
        axis: Axis::column("hours_per_week"),
        distribution: "normal".into(),
        points: points.collect(),
        line: (40.0, 14.0),
        sampled_from: 48_842,
    })
}

/// Every picture by its name.
pub fn charts() -> Vec<(&'static str, ChartSpec)> {
    let dates = (0..=12).map(|i| NEW_YEAR - f64::from(12 - i) * 3.0 * 365.0 * DAY).collect();
    let ratio = |i: i32| 10f64.powf(-3.0 + f64::from(i) * 0.5);
    let tiny = (0..=10).map(|i| f64::from(i) * 1e-12 - 4e-12).collect();
    let alone = |n| BoxGroup { outliers: vec![], ..group("", 5.0, 1.0, n) };
    vec![
        ("histogram", ChartSpec::Histogram(histogram())),
        ("histogram-classes", ChartSpec::Histogram(by_class())),
        ("histogram-densities", ChartSpec::Histogram(densities())),
        (
            "histogram-dates",
            ChartSpec::Histogram(Histogram {
                scale: AxisScale::Time,
                ..Histogram::new("first_seen", dates, vec![3, 9, 4, 0, 0, 7, 2, 1, 30, 8, 4, 2])
            }),
        ),
        (
            "histogram-log",
            ChartSpec::Histogram(Histogram {
                scale: AxisScale::Log,
                ..Histogram::new(
                    "price",
                    (0..=16).map(ratio).collect(),
                    (0..16).map(|i| 1 + i * (16 - i)).collect(),
                )
            }),
        ),
        ("histogram-one", ChartSpec::Histogram(Histogram::new("constant", vec![4.0, 4.0], vec![120]))),
        (
            "histogram-tiny",
            ChartSpec::Histogram(Histogram::new(
                "current_in_ampere",
                tiny,
                vec![1, 0, 2, 1, 1, 0, 0, 1, 1, 1],
            )),
        ),
        (
            "boxes-one",
            ChartSpec::Boxes(Boxes {
                axis: Axis::column("price"),
                groups: vec![alone(12)],
                ..Boxes::default()
            }),
        ),
        ("boxes-trees", ChartSpec::Boxes(boxes(&TREES))),
        (
            "boxes-equal",
            ChartSpec::Boxes(Boxes {
                groups: vec![BoxGroup {
                    five: [4.0; 5],
                    whiskers: (4.0, 4.0),
                    mean: Some(4.0),
                    outliers: vec![],
                    ..group("", 4.0, 0.0, 9)
                }],
                by: None,
                ..boxes(&[])
            }),
        ),
        ("violins-trees", ChartSpec::Violins(violins(&TREES))),
        ("violins-3", ChartSpec::Violins(violins(&["Adelie", "Chinstrap", "Gentoo"]))),
        ("quantiles", quantiles(400)),
        ("quantiles-1", quantiles(1)),
        ("counts", ChartSpec::Counts(Counts { missing: 120, others: (14, 2_000), ..counts(&TREES) })),
        (
            "counts-upright",
            ChartSpec::Counts(Counts { upright: true, ..counts(&["Torgersen", "Biscoe", "Dream"]) }),
        ),
        ("counts-upright-trees", ChartSpec::Counts(Counts { upright: true, missing: 7, ..counts(&TREES) })),
        ("counts-50", ChartSpec::Counts(Counts { values: fifty(), ..counts(&[]) })),
        (
            "counts-classes",
            ChartSpec::Counts(Counts { by_class: true, ..counts(&["Adelie", "Chinstrap", "Gentoo"]) }),
        ),
        ("pie", ChartSpec::Pie(Counts { missing: 1_200, ..counts(&TREES) })),
        ("pie-1", ChartSpec::Pie(counts(&["only"]))),
        ("cross-stacked", cross(&["Torgersen", "Biscoe", "Dream"], Together::Stacked)),
        ("cross-grouped", cross(&["Torgersen", "Biscoe", "Dream"], Together::Grouped)),
        ("cross-shares-trees", cross(&TREES, Together::Shares)),
        ("cross-grouped-trees", cross(&TREES, Together::Grouped)),
        ("missing", matrix(12, 60)),
        ("missing-80", matrix(80, 200)),
        ("patterns", patterns()),
    ]
}
