//! Charts with any data at all: not finite, empty, huge, names of any letters.

use crate::*;
use proptest::prelude::*;

fn name() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z_ ]{0,60}", 1 => any::<String>()]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -1e6..1e6f64, 1 => any::<f64>(), 1 => Just(0.0), 1 => 0.0..1e-200f64, 1 => Just(f64::NAN)]
}

fn scale() -> impl Strategy<Value = AxisScale> {
    prop_oneof![Just(AxisScale::Linear), Just(AxisScale::Log), Just(AxisScale::Time)]
}

fn axis() -> impl Strategy<Value = Axis> {
    (name(), scale()).prop_map(|(name, scale)| Axis::column(name).scaled(scale))
}

fn numbers(n: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(number(), n)
}

fn points(most: usize) -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((number(), number()), 0..most)
}

fn classes(n: usize) -> impl Strategy<Value = Classes> {
    (1..12u32).prop_flat_map(move |k| {
        let codes = prop::collection::vec(prop::option::of(0..k), n);
        (name(), prop::collection::vec(name(), k as usize), codes)
            .prop_map(|(column, names, codes)| Classes { column, names, codes })
    })
}

fn names(most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(name(), 0..most)
}

const WHOLES: [ShareOf; 3] = [ShareOf::TrueClass, ShareOf::PredictedClass, ShareOf::AllRows];

fn model_chart() -> impl Strategy<Value = ChartSpec> {
    let matrix = (0..9usize).prop_flat_map(|n| {
        let counts = prop::collection::vec(prop::collection::vec(any::<u32>(), n), n);
        (prop::collection::vec(name(), n), counts).prop_map(move |(classes, counts)| {
            let counts = counts.into_iter().map(|row| row.into_iter().map(u64::from).collect()).collect();
            ChartSpec::Confusion(Confusion { classes, counts, share_of: WHOLES[n % 3] })
        })
    });
    let shares = prop::collection::vec((0.0..=1.0, 0.0..=1.0, any::<f64>()), 0..20);
    let curves = prop::collection::vec((name(), shares, any::<f64>()), 0..12).prop_map(|curves| {
        let curve = |(class, points, auc)| RocCurve { class, points, auc };
        ChartSpec::Roc(Roc { curves: curves.into_iter().map(curve).collect(), first_class: 3 })
    });
    let bars = prop::collection::vec((name(), any::<f64>()), 0..30);
    let regression = |points| RegressionPoints { target: "price".into(), points, sampled_from: 30 };
    prop_oneof![
        matrix,
        curves,
        points(20).prop_map(move |points| ChartSpec::PredictedActual(regression(points))),
        points(20).prop_map(move |points| ChartSpec::Residuals(regression(points))),
        bars.prop_map(|items| ChartSpec::Bars(Bars::new("weight", items))),
    ]
}

fn swarm() -> impl Strategy<Value = ChartSpec> {
    (0..40usize).prop_flat_map(|n| {
        let line = (name(), numbers(n), numbers(n), numbers(n), names(4)).prop_map(
            |(name, values, colors, cells, names)| SwarmLine {
                name,
                values,
                colors,
                cells,
                cell: "cell".into(),
                names,
            },
        );
        (name(), name(), prop::collection::vec(line, 0..40)).prop_map(move |(what, color, lines)| {
            let rows = (1..=n as u64).collect();
            ChartSpec::Swarm(Swarm { what, by: String::new(), color, lines, rows, left_out: 2 })
        })
    })
}

fn tree() -> impl Strategy<Value = ChartSpec> {
    let node = (any::<u32>(), name(), name(), number(), prop::option::of(0.0..=1.0), 0..9999u64);
    (name(), prop::collection::vec(node, 0..20), names(4)).prop_map(|(what, nodes, classes)| {
        let node = |(at, (above, way, answer, amount, share, rows))| TreeNode {
            parent: (at > 0).then(|| above % at),
            way,
            answer,
            amount,
            share,
            rows,
        };
        let nodes = (0..).zip(nodes).map(node).collect();
        ChartSpec::Tree(Tree { what, nodes, classes, marked: vec![1, 7] })
    })
}

fn contributions() -> impl Strategy<Value = ChartSpec> {
    let items = prop::collection::vec((name(), number()), 0..30);
    (name(), number(), number(), items, any::<bool>()).prop_map(|(what, base, answer, items, force)| {
        let told = Contributions { what, base, answer, items };
        if force { ChartSpec::Force(told) } else { ChartSpec::Waterfall(told) }
    })
}

fn histogram() -> impl Strategy<Value = ChartSpec> {
    let counts = prop::collection::vec(0..1_000_000u64, 0..30);
    let spread = (counts, -1e9..1e9f64, 0.0..1e6f64);
    let classes = prop::collection::vec((name(), points(20), any::<bool>()), 0..10);
    (name(), scale(), spread, points(20), classes).prop_map(|(column, scale, spread, density, classes)| {
        let (counts, from, step) = spread;
        let edges = (0..=counts.len()).map(|index| from + step * index as f64).collect();
        let class = |(class, density, counted)| {
            let counts = if counted { counts.iter().map(|n| n / 9).collect() } else { vec![] };
            ClassSpread { class, counts, density }
        };
        let classes = classes.into_iter().map(class).collect();
        let by = "by".into();
        ChartSpec::Histogram(Histogram {
            scale,
            density,
            classes,
            by,
            ..Histogram::new(column, edges, counts)
        })
    })
}

fn five() -> impl Strategy<Value = [f64; 5]> {
    prop::array::uniform5(number()).prop_map(|mut five| {
        five.sort_by(f64::total_cmp);
        five
    })
}

fn boxes() -> impl Strategy<Value = ChartSpec> {
    let outliers = prop::collection::vec(number(), 0..9);
    let group = (name(), 0..99u64, five(), number(), outliers).prop_map(|(name, n, five, mean, outliers)| {
        let whiskers = (five[0], five[4]);
        BoxGroup {
            name,
            n,
            five,
            whiskers,
            mean: Some(mean),
            outliers_total: outliers.len() as u64,
            outliers,
        }
    });
    let by = prop::option::of(name());
    (axis(), by, any::<bool>(), prop::collection::vec(group, 0..14)).prop_map(
        |(axis, by, by_class, groups)| ChartSpec::Boxes(Boxes { axis, by, by_class, groups, others: 2 }),
    )
}

fn violins() -> impl Strategy<Value = ChartSpec> {
    let group = (name(), 0..99u64, five(), points(20)).prop_map(|(name, n, five, density)| Violin {
        name,
        n,
        five,
        density,
    });
    let by = prop::option::of(name());
    (axis(), by, any::<bool>(), prop::collection::vec(group, 0..14)).prop_map(
        |(axis, by, by_class, groups)| ChartSpec::Violins(Violins { axis, by, by_class, groups, others: 0 }),
    )
}

fn counts() -> impl Strategy<Value = Counts> {
    let values = prop::collection::vec((name(), 0..1_000_000_000u64), 0..40);
    let more = (0..9u64, 0..999u64, 0..999u64);
    (name(), values, more, any::<bool>(), any::<bool>()).prop_map(
        |(column, values, more, upright, by_class)| Counts {
            column,
            values,
            others: (more.0, more.1),
            missing: more.2,
            upright,
            by_class,
        },
    )
}

fn cross() -> impl Strategy<Value = ChartSpec> {
    (0..12usize, 0..12usize).prop_flat_map(|(c, s)| {
        let counts = prop::collection::vec(prop::collection::vec(0..9_999u64, s), c);
        let together = prop_oneof![Just(Together::Stacked), Just(Together::Grouped), Just(Together::Shares)];
        let labels = (prop::collection::vec(name(), c), prop::collection::vec(name(), s));
        (name(), labels, counts, together).prop_map(|(column, (categories, series), counts, together)| {
            let by = "by".into();
            ChartSpec::CrossBars(CrossBars {
                column,
                categories,
                by,
                series,
                counts,
                together,
                others: (1, 4),
            })
        })
    })
}

fn heatmap() -> impl Strategy<Value = ChartSpec> {
    (0..9usize, 0..9usize).prop_flat_map(|(r, c)| {
        let values = prop::collection::vec(prop::collection::vec(prop::option::of(number()), c), r);
        let format = prop_oneof![
            Just(Format::Number),
            Just(Format::Coefficient),
            Just(Format::Count),
            Just(Format::Percent)
        ];
        let shade = prop_oneof![Just(Shade::Sequential), Just(Shade::Diverging)];
        let labels = (prop::collection::vec(name(), r), prop::collection::vec(name(), c));
        (name(), labels, values, shade, format, any::<bool>()).prop_map(
            |(what, (rows, columns), values, shade, format, categories)| {
                let range = Some((-1.0, 1.0)).filter(|_| shade == Shade::Diverging);
                let (row_name, column_name) = (what.clone(), what.clone());
                ChartSpec::Heatmap(Heatmap {
                    what,
                    row_name,
                    column_name,
                    categories,
                    rows,
                    columns,
                    values,
                    shade,
                    range,
                    format,
                    left_out: String::new(),
                })
            },
        )
    })
}

fn missing() -> impl Strategy<Value = ChartSpec> {
    let matrix = (0..20usize, 0..40usize).prop_flat_map(|(n, blocks)| {
        let blocks = prop::collection::vec(prop::collection::vec(number(), n), blocks);
        (prop::collection::vec(name(), n), any::<u64>(), blocks).prop_map(|(columns, rows, blocks)| {
            let missing = vec![3; columns.len()];
            ChartSpec::MissingMatrix(MissingMatrix { columns, missing, rows, blocks })
        })
    });
    let patterns = (1..12u32).prop_flat_map(|n| {
        let pattern = (prop::collection::vec(0..n, 0..5), 0..9_999_999u64);
        let patterns = prop::collection::vec(pattern, 0..40);
        (prop::collection::vec(name(), n as usize), patterns).prop_map(|(columns, patterns)| {
            ChartSpec::MissingPatterns(MissingPatterns { columns, patterns, others: (2, 3), rows: 99 })
        })
    });
    prop_oneof![matrix, patterns]
}

fn scatter() -> impl Strategy<Value = ChartSpec> {
    points(30).prop_flat_map(|points| {
        let n = points.len();
        let amounts = || (axis(), numbers(n)).prop_map(|(axis, values)| Amounts { axis, values });
        let color = prop_oneof![
            Just(None),
            classes(n).prop_map(|by| Some(Coloring::Classes(by))),
            amounts().prop_map(|by| Some(Coloring::Amounts(by)))
        ];
        let band = prop::collection::vec((number(), number(), number()), 0..9);
        let trend =
            (self::points(9), band).prop_map(|(line, band)| Trend { words: "line".into(), line, band });
        (axis(), axis(), color, prop::option::of(amounts()), prop::option::of(trend)).prop_map(
            move |(x, y, color, size, trend)| {
                let points = points.clone();
                ChartSpec::Scatter(Scatter { x, y, points, color, size, trend, sampled_from: 99 })
            },
        )
    })
}

fn hexbin() -> impl Strategy<Value = ChartSpec> {
    let cells = prop::collection::vec((number(), number(), 0..999u64), 0..30);
    let step = (1e-9..1e6f64, 1e-9..1e6f64);
    (axis(), axis(), cells, step, any::<bool>()).prop_map(|(x, y, cells, step, hexagons)| {
        ChartSpec::Hexbin(Hexbin { x, y, cells, step, hexagons, missing: 1 })
    })
}

fn series(most: usize) -> impl Strategy<Value = Vec<Series>> {
    let band = prop::collection::vec((number(), number(), number()), 0..5);
    let one = (name(), points(30), band).prop_map(|(name, mut points, band)| {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        Series { name, points, band }
    });
    prop::collection::vec(one, 0..most)
}

fn over_time() -> impl Strategy<Value = ChartSpec> {
    let lines = (axis(), axis(), series(12)).prop_map(|(x, y, series)| {
        ChartSpec::Lines(Lines { x, y, by: "by".into(), series, aggregated: String::new() })
    });
    let parts = (axis(), name(), series(5)).prop_map(|(x, column, parts)| {
        ChartSpec::Decomposition(Decomposition { x, column, parts, period: 12 })
    });
    let values = prop::collection::vec((number(), number(), number()), 0..40);
    let lags = (name(), values, any::<bool>()).prop_map(|(column, all, partial)| {
        let values = all.iter().map(|value| value.0).collect();
        let band = all.iter().map(|value| (value.1, value.2)).collect();
        ChartSpec::Correlogram(Correlogram { column, partial, values, band, n: 9 })
    });
    prop_oneof![lines, parts, lags]
}

fn pairs() -> impl Strategy<Value = ChartSpec> {
    (0..5usize, 0..20usize).prop_flat_map(|(columns, n)| {
        let column = (axis(), numbers(n), -1e3..1e3f64).prop_map(|(axis, values, from)| PairColumn {
            axis,
            values,
            edges: (0..5).map(|at| from + f64::from(at)).collect(),
            counts: vec![1, 0, 9, 4],
        });
        let classes = prop::option::of(classes(n));
        (prop::collection::vec(column, columns), classes).prop_map(move |(columns, classes)| {
            let classes = classes.filter(|_| !columns.is_empty());
            ChartSpec::PairPlot(PairPlot { columns, classes, sampled_from: 99 })
        })
    })
}

fn parallel() -> impl Strategy<Value = ChartSpec> {
    (1..7usize, 0..20usize).prop_flat_map(|(axes, n)| {
        let axis = (name(), scale(), names(6), numbers(n)).prop_map(|(column, scale, categories, values)| {
            let scale = if categories.is_empty() { scale } else { AxisScale::Linear };
            ParallelAxis { column, scale, categories, values }
        });
        (prop::collection::vec(axis, axes), prop::option::of(classes(n))).prop_map(|(axes, classes)| {
            ChartSpec::ParallelCoordinates(ParallelCoordinates { axes, classes, sampled_from: 0 })
        })
    })
}

fn quantiles() -> impl Strategy<Value = ChartSpec> {
    (axis(), points(30), (number(), number())).prop_map(|(axis, points, line)| {
        let distribution = "normal".into();
        ChartSpec::QuantileQuantile(QuantileQuantile { axis, distribution, points, line, sampled_from: 0 })
    })
}

/// Any chart of any kind.
pub fn any_chart() -> impl Strategy<Value = ChartSpec> {
    prop_oneof![
        5 => model_chart(),
        3 => prop_oneof![histogram(), quantiles()],
        3 => prop_oneof![boxes(), violins()],
        3 => prop_oneof![counts().prop_map(ChartSpec::Counts), counts().prop_map(ChartSpec::Pie)],
        3 => prop_oneof![cross(), heatmap(), missing()],
        3 => prop_oneof![scatter(), hexbin()],
        3 => over_time(),
        2 => prop_oneof![pairs(), parallel()],
        3 => prop_oneof![swarm(), contributions(), tree()],
    ]
}
