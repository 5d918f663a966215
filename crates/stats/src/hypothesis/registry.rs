//! Every test with its declaration.

use super::assumptions::{Assumption, Check, checked, taken};
use super::options::{TestOption, TestOptionKind};
use super::spec::{Arity, EffectScale, Run, TestSpec};
use super::*;

/// The test of a name, if there is one.
pub fn test(id: &str) -> Option<&'static TestSpec> {
    TESTS.iter().find(|t| t.id == id)
}

const ALTERNATIVE: TestOption = TestOption {
    name: "alternative",
    kind: TestOptionKind::Choice(&["two-sided", "less", "greater"]),
    help: "Which departures count: either way, or only the first being less, or greater.",
};
const DIRECTION: TestOption = TestOption {
    help: "Which departures count: either way, or only falling together (less), or rising (greater).",
    ..ALTERNATIVE
};
const REGRESSION: &str =
    "What the series is allowed besides wandering: c a level, ct a level and a straight trend.";

const fn scale(name: &'static str, small: f64, medium: f64, large: f64) -> Option<EffectScale> {
    Some(EffectScale { name, steps: [small, medium, large] })
}

const fn unscaled(name: &'static str) -> Option<EffectScale> {
    scale(name, 0.0, 0.0, 0.0)
}

const COHEN: Option<EffectScale> = scale("Cohen's d", 0.2, 0.5, 0.8);
const BISERIAL: Option<EffectScale> = scale("rank-biserial correlation", 0.1, 0.3, 0.5);
const INDEPENDENT: Assumption = taken("The rows are independent of one another.");
const NORMAL: Assumption =
    checked("The numbers of each sample are roughly normal, or there are many of them.", Check::Normal);
const IN_TIME: Assumption = taken("The rows are in the order of time and evenly spaced.");

const MEANS: (&str, &str) = (
    "The mean of {more} is higher than that of {less}",
    "The data do not show that the means of {0} and {1} differ",
);
const RANKS: (&str, &str) = (
    "Values of {more} tend to be larger than those of {less}",
    "The data do not show that values of {0} or of {1} tend to be larger",
);
const GROUP_MEANS: (&str, &str) =
    ("Not all groups have the same mean", "The data do not show that the means of the groups differ");
const GROUP_RANKS: (&str, &str) = (
    "Values of some groups tend to be larger than those of others",
    "The data do not show that values of any group tend to be larger",
);
const SPREADS: (&str, &str) = (
    "The groups do not spread equally: their variances differ",
    "The data do not show that the variances of the groups differ",
);
const CATEGORIES: (&str, &str) = (
    "{0} and {1} go together: how often a value of one occurs depends on the other",
    "The data do not show that {0} and {1} go together",
);
const SHAPES: (&str, &str) = (
    "The values do not come from a normal distribution",
    "The values look as if they could come from a normal distribution",
);
const LINES: (&str, &str) = (
    "{0} and {1} are related along a line",
    "The data do not show that {0} and {1} are related along a line",
);
const ORDERS: (&str, &str) =
    ("{0} and {1} rise or fall together", "The data do not show that {0} and {1} rise or fall together");

/// Every test, by what data it takes.
pub static TESTS: &[TestSpec] = &[
    TestSpec {
        id: "ttest_ind",
        title: "Two means (Student's or Welch's t test)",
        asks: "Do two independent samples have the same mean?",
        statistic: "t",
        interval: Some("difference of the means"),
        assumptions: &[
            INDEPENDENT,
            NORMAL,
            checked("Both samples spread equally; if not, set equal_var to false.", Check::EqualSpread),
        ],
        arity: Arity::TwoSamples,
        effect: COHEN,
        options: &[
            TestOption {
                name: "equal_var",
                kind: TestOptionKind::Flag(true),
                help: "Whether both samples have one variance; if false, Welch's test is used.",
            },
            ALTERNATIVE,
        ],
        verdicts: MEANS,
        run: Run::AtOnce(|data, options| {
            let (a, b) = data.two()?;
            ttest_ind(a, b, options.flag("equal_var", true), options.alternative())
        }),
    },
    TestSpec {
        id: "mannwhitneyu",
        title: "Two samples by ranks (Mann–Whitney U)",
        asks: "Do values of one sample tend to be larger than those of the other?",
        statistic: "U",
        interval: None,
        assumptions: &[
            INDEPENDENT,
            checked("To speak of medians, both samples have the same shape and spread.", Check::EqualSpread),
        ],
        arity: Arity::TwoSamples,
        effect: BISERIAL,
        options: &[ALTERNATIVE],
        verdicts: RANKS,
        run: Run::InPieces(|data, options, pause| {
            Box::pin(async move {
                let (a, b) = data.two()?;
                mannwhitneyu(a, b, options.alternative(), pause).await
            })
        }),
    },
    TestSpec {
        id: "ks_2samp",
        title: "Two distributions (Kolmogorov–Smirnov)",
        asks: "Do two samples come from the same distribution, whatever way it might differ?",
        statistic: "D",
        interval: None,
        assumptions: &[
            INDEPENDENT,
            checked("The numbers are continuous; ties make the test cautious.", Check::FewTies),
        ],
        arity: Arity::TwoSamples,
        effect: unscaled("largest gap between the cumulative shares (D)"),
        options: &[TestOption {
            help: "Which departures count: either way, or only where the cumulative share of the first lies \
                   below that of the second, as its values tend to be larger (less), or above (greater).",
            ..ALTERNATIVE
        }],
        verdicts: (
            "{0} and {1} do not have the same distribution",
            "The data do not show that the distributions of {0} and {1} differ",
        ),
        run: Run::InPieces(|data, options, pause| {
            Box::pin(async move {
                let (a, b) = data.two()?;
                ks_2samp(a, b, options.alternative(), pause).await
            })
        }),
    },
    TestSpec {
        id: "ttest_rel",
        title: "Mean of differences (paired t test)",
        asks: "Is the mean of the differences of pairs zero?",
        statistic: "t",
        interval: Some("mean of the differences"),
        assumptions: &[
            INDEPENDENT,
            checked(
                "The differences are roughly normal, or there are many of them.",
                Check::NormalDifferences,
            ),
        ],
        arity: Arity::Pairs,
        effect: COHEN,
        options: &[ALTERNATIVE],
        verdicts: MEANS,
        run: Run::AtOnce(|data, options| {
            data.two().and_then(|(a, b)| ttest_rel(a, b, options.alternative()))
        }),
    },
    TestSpec {
        id: "wilcoxon",
        title: "Differences by ranks (Wilcoxon signed-rank)",
        asks: "Do the differences of pairs lie evenly around zero?",
        statistic: "W",
        interval: None,
        assumptions: &[
            INDEPENDENT,
            checked("The differences are symmetric around their middle.", Check::SymmetricDifferences),
        ],
        arity: Arity::PairsOrDifferences,
        effect: BISERIAL,
        options: &[
            TestOption {
                name: "correction",
                kind: TestOptionKind::Flag(false),
                help: "Whether the normal approximation is corrected for continuity.",
            },
            ALTERNATIVE,
        ],
        verdicts: (
            "The differences do not lie evenly around zero: {more} tends to be larger",
            "The data do not show that the differences lie to one side of zero",
        ),
        run: Run::InPieces(|data, options, pause| {
            Box::pin(async move {
                let (x, y) = match data.samples(Arity::PairsOrDifferences)? {
                    [differences] => (*differences, None),
                    _ => data.two().map(|(a, b)| (a, Some(b)))?,
                };
                wilcoxon(x, y, options.flag("correction", false), options.alternative(), pause).await
            })
        }),
    },
    TestSpec {
        id: "pearsonr",
        title: "Correlation along a line (Pearson's r)",
        asks: "Are two columns of numbers linearly related?",
        statistic: "r",
        interval: Some("Pearson's r"),
        assumptions: &[
            INDEPENDENT,
            checked(
                "For the p-value, both columns are roughly normal, or there are many rows.",
                Check::Normal,
            ),
            checked("No few outliers make the relation.", Check::NoOutliers),
        ],
        arity: Arity::Pairs,
        effect: scale("Pearson's r", 0.1, 0.3, 0.5),
        options: &[DIRECTION],
        verdicts: LINES,
        run: Run::AtOnce(|data, options| data.two().and_then(|(a, b)| pearsonr(a, b, options.alternative()))),
    },
    TestSpec {
        id: "spearmanr",
        title: "Correlation of ranks (Spearman's rho)",
        asks: "Do two columns of numbers rise or fall together, along any curve?",
        statistic: "rho",
        interval: None,
        assumptions: &[
            INDEPENDENT,
            checked("For the p-value, there are more than about ten rows.", Check::MoreThan(10)),
        ],
        arity: Arity::Pairs,
        effect: scale("Spearman's rho", 0.1, 0.3, 0.5),
        options: &[DIRECTION],
        verdicts: ORDERS,
        run: Run::InPieces(|data, options, pause| {
            Box::pin(async move {
                let (a, b) = data.two()?;
                spearmanr(a, b, options.alternative(), pause).await
            })
        }),
    },
    TestSpec {
        id: "kendalltau",
        title: "Agreement of orders (Kendall's tau-b)",
        asks: "Do two columns of numbers put the rows in the same order?",
        statistic: "tau-b",
        interval: None,
        assumptions: &[INDEPENDENT],
        arity: Arity::Pairs,
        effect: scale("Kendall's tau-b", 0.1, 0.2, 0.3),
        options: &[DIRECTION],
        verdicts: ORDERS,
        run: Run::InPieces(|data, options, pause| {
            Box::pin(async move {
                let (a, b) = data.two()?;
                kendalltau(a, b, options.alternative(), pause).await
            })
        }),
    },
    TestSpec {
        id: "f_oneway",
        title: "Means of groups (analysis of variance)",
        asks: "Do all groups have the same mean?",
        statistic: "F",
        interval: None,
        assumptions: &[INDEPENDENT, NORMAL, checked("All groups spread equally.", Check::EqualSpread)],
        arity: Arity::Groups,
        effect: scale("eta squared", 0.01, 0.06, 0.14),
        options: &[],
        verdicts: GROUP_MEANS,
        run: Run::AtOnce(|data, _| f_oneway(data.samples(Arity::Groups)?)),
    },
    TestSpec {
        id: "kruskal",
        title: "Groups by ranks (Kruskal–Wallis)",
        asks: "Do values of some groups tend to be larger than those of others?",
        statistic: "H",
        interval: None,
        assumptions: &[
            INDEPENDENT,
            checked("To speak of medians, all groups have the same shape and spread.", Check::EqualSpread),
        ],
        arity: Arity::Groups,
        effect: scale("epsilon squared", 0.01, 0.08, 0.26),
        options: &[],
        verdicts: GROUP_RANKS,
        run: Run::InPieces(|data, _, pause| {
            Box::pin(async move { kruskal(data.samples(Arity::Groups)?, pause).await })
        }),
    },
    TestSpec {
        id: "levene",
        title: "Variances of groups, robustly (Levene, Brown–Forsythe)",
        asks: "Do all groups spread equally?",
        statistic: "W",
        interval: None,
        assumptions: &[INDEPENDENT],
        arity: Arity::Groups,
        effect: unscaled("largest standard deviation divided by the smallest"),
        options: &[TestOption {
            name: "center",
            kind: TestOptionKind::Choice(&["median", "mean", "trimmed"]),
            help: "What deviations are measured from: the median serves for skewed numbers too.",
        }],
        verdicts: SPREADS,
        run: Run::InPieces(|data, options, pause| {
            Box::pin(async move { levene(data.samples(Arity::Groups)?, options.center(), pause).await })
        }),
    },
    TestSpec {
        id: "bartlett",
        title: "Variances of normal groups (Bartlett)",
        asks: "Do all groups spread equally?",
        statistic: "chi-squared",
        interval: None,
        assumptions: &[
            INDEPENDENT,
            checked("The numbers of each group are normal; if not, use levene.", Check::StrictlyNormal),
        ],
        arity: Arity::Groups,
        effect: unscaled("largest standard deviation divided by the smallest"),
        options: &[],
        verdicts: SPREADS,
        run: Run::AtOnce(|data, _| bartlett(data.samples(Arity::Groups)?)),
    },
    TestSpec {
        id: "friedmanchisquare",
        title: "Several measurements of the same rows (Friedman)",
        asks: "Do some of three or more measurements of the same rows tend to be larger?",
        statistic: "chi-squared",
        interval: None,
        assumptions: &[INDEPENDENT, checked("There are more than about ten rows.", Check::MoreThan(10))],
        arity: Arity::Blocks,
        effect: scale("Kendall's W", 0.1, 0.3, 0.5),
        options: &[],
        verdicts: (
            "Some of the measurements tend to be larger than others",
            "The data do not show that any of the measurements tends to be larger",
        ),
        run: Run::InPieces(|data, _, pause| {
            Box::pin(async move { friedmanchisquare(data.samples(Arity::Blocks)?, pause).await })
        }),
    },
    TestSpec {
        id: "chi2_contingency",
        title: "Two categories (chi-squared)",
        asks: "Are two categories independent of each other?",
        statistic: "chi-squared",
        interval: None,
        assumptions: &[
            INDEPENDENT,
            checked(
                "Every cell would hold five rows or more if the two were independent.",
                Check::ExpectedCounts,
            ),
        ],
        arity: Arity::Table,
        effect: scale("Cramér's V", 0.1, 0.3, 0.5),
        options: &[TestOption {
            name: "correction",
            kind: TestOptionKind::Flag(true),
            help: "Whether tables of two by two are corrected for continuity (Yates).",
        }],
        verdicts: CATEGORIES,
        run: Run::AtOnce(|data, options| chi2_contingency(data.table()?, options.flag("correction", true))),
    },
    TestSpec {
        id: "fisher_exact",
        title: "Two yes-or-no questions (Fisher's exact test)",
        asks: "Are two categories of two values each independent of each other?",
        statistic: "odds ratio",
        interval: None,
        assumptions: &[INDEPENDENT, taken("The sums of rows and columns are taken as given.")],
        arity: Arity::Table,
        effect: unscaled("odds ratio"),
        options: &[ALTERNATIVE],
        verdicts: CATEGORIES,
        run: Run::AtOnce(|data, options| fisher_exact(data.table()?, options.alternative())),
    },
    TestSpec {
        id: "ttest_1samp",
        title: "One mean (t test)",
        asks: "Is the mean a given value?",
        statistic: "t",
        interval: Some("mean"),
        assumptions: &[
            INDEPENDENT,
            checked("The numbers are roughly normal, or there are many of them.", Check::Normal),
        ],
        arity: Arity::OneSample,
        effect: COHEN,
        options: &[
            TestOption {
                name: "popmean",
                kind: TestOptionKind::Number(0.0),
                help: "The mean that it is compared with.",
            },
            ALTERNATIVE,
        ],
        verdicts: (
            "The mean of {0} is not {1}",
            "The data do not show that the mean of {0} differs from {1}",
        ),
        run: Run::AtOnce(|data, options| {
            ttest_1samp(data.one()?, options.number("popmean", 0.0), options.alternative())
        }),
    },
    TestSpec {
        id: "shapiro",
        title: "Normal shape (Shapiro–Wilk)",
        asks: "Could the values come from a normal distribution?",
        statistic: "W",
        interval: None,
        assumptions: &[INDEPENDENT, checked("There are no more than 5000 values.", Check::AtMost(5000))],
        arity: Arity::OneSample,
        effect: None,
        options: &[],
        verdicts: SHAPES,
        run: Run::AtOnce(|data, _| shapiro(data.one()?)),
    },
    TestSpec {
        id: "normaltest",
        title: "Normal skewness and kurtosis (D'Agostino–Pearson)",
        asks: "Are the values as symmetric and as peaked as normal ones?",
        statistic: "K-squared",
        interval: None,
        assumptions: &[INDEPENDENT, checked("There are twenty values or more.", Check::MoreThan(19))],
        arity: Arity::OneSample,
        effect: None,
        options: &[],
        verdicts: SHAPES,
        run: Run::AtOnce(|data, _| normaltest(data.one()?)),
    },
    TestSpec {
        id: "anderson",
        title: "Normal shape with its tails (Anderson–Darling)",
        asks: "Could the values come from a normal distribution, above all in the tails?",
        statistic: "A-squared",
        interval: None,
        assumptions: &[INDEPENDENT],
        arity: Arity::OneSample,
        effect: None,
        options: &[],
        verdicts: SHAPES,
        run: Run::InPieces(|data, _, pause| Box::pin(async move { anderson(data.one()?, pause).await })),
    },
    TestSpec {
        id: "adfuller",
        title: "A series that returns (augmented Dickey–Fuller)",
        asks: "Does a series come back to its level, or does it wander off?",
        statistic: "tau",
        interval: None,
        assumptions: &[IN_TIME],
        arity: Arity::Series,
        effect: None,
        options: &[TestOption {
            name: "regression",
            kind: TestOptionKind::Choice(&["c", "ct", "ctt", "n"]),
            help: "What the series is allowed besides wandering: c a level, ct a level and a straight trend, \
                   ctt also a bend, n nothing.",
        }],
        verdicts: (
            "The series {0} comes back to its level (no unit root)",
            "The data do not show that the series {0} comes back to its level",
        ),
        run: Run::InPieces(|data, options, pause| {
            Box::pin(async move { adfuller(data.one()?, options.regression(), pause).await })
        }),
    },
    TestSpec {
        id: "kpss",
        title: "A series that wanders (KPSS)",
        asks: "Does a series wander off, or does it stay around its level?",
        statistic: "LM",
        interval: None,
        assumptions: &[IN_TIME],
        arity: Arity::Series,
        effect: None,
        options: &[TestOption {
            name: "regression",
            kind: TestOptionKind::Choice(&["c", "ct"]),
            help: REGRESSION,
        }],
        verdicts: (
            "The series {0} does not stay around its level",
            "The data do not show that the series {0} leaves its level",
        ),
        run: Run::AtOnce(|data, options| kpss(data.one()?, options.regression())),
    },
];
