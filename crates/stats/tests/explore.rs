//! Associations, bins, densities, ranks, Q-Q points, series and tails equal scipy's, numpy's,
//! pandas', statsmodels' and scikit-learn's, from `tests/reference/stats_explore.py`.

mod answers;

use answers::{agree, agree_from, all_agree, codes, counts, each, number, numbers, same};
use glasshouse_stats::distributions::{chi_squared_sf, fisher_f_sf, student_t_quantile, student_t_sf};
use glasshouse_stats::{
    Bandwidth, BinRule, CrossTable, Kde, autocorrelation, average_ranks, correlation_ratio, cramers_v,
    histogram, kendall_tau_b, mutual_information, normal_quantile, normal_sf, partial_autocorrelation,
    pearson, pearson_matrix, probability_plot, spearman, stl,
};
use serde_json::Value;

const CLOSE: f64 = 1e-9;

fn answers() -> Value {
    answers::answers("stats_explore")
}

#[test]
fn correlations() {
    for (name, case) in each(&answers()["pairs"]) {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        same(&format!("{name} pearson"), pearson(&x, &y), &case["pearson"], CLOSE, 1e-3);
        same(&format!("{name} spearman"), spearman(&x, &y), &case["spearman"], CLOSE, 1e-3);
        same(&format!("{name} kendall"), kendall_tau_b(&x, &y), &case["kendall"], CLOSE, 1e-3);
    }
}

#[test]
fn measures_with_categories() {
    let all = answers();
    for (name, case) in each(&all["crossed"]) {
        let size = |key: &str| case[key].as_u64().expect("a count") as usize;
        let table = CrossTable::of(codes(&case["a"]), codes(&case["b"]), size("rows"), size("columns"));
        same(&format!("{name} V"), cramers_v(&table), &case["cramers_v"], CLOSE, 1e-3);
        same(&format!("{name} MI"), mutual_information(&table), &case["mutual_information"], CLOSE, 1e-3);
    }
    for (name, case) in each(&all["related"]) {
        let eta = correlation_ratio(&codes(&case["codes"]), &numbers(&case["values"]));
        same(&format!("{name} eta"), eta, &case["eta"], CLOSE, 1e-3);
    }
}

#[test]
fn a_matrix_is_pandas_corr() {
    let all = answers();
    let columns: Vec<Vec<f64>> = each(&all["matrix"]["columns"]).iter().map(|(_, c)| numbers(c)).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let ours = pearson_matrix(&columns);
    for (i, row) in all["matrix"]["pearson"].as_array().expect("rows").iter().enumerate() {
        for (j, theirs) in row.as_array().expect("cells").iter().enumerate() {
            same(&format!("{i} with {j}"), ours[i * columns.len() + j], theirs, CLOSE, 1e-3);
            same(&format!("alone {i} with {j}"), pearson(columns[i], columns[j]), theirs, CLOSE, 1e-3);
        }
    }
}

#[test]
fn bins_are_numpys() {
    for (name, case) in each(&answers()["samples"]) {
        let values = numbers(&case["values"]);
        for (rule, theirs) in each(&case["bins"]) {
            let chosen = match rule.as_str() {
                "auto" => BinRule::Auto,
                "fd" => BinRule::FreedmanDiaconis,
                "sturges" => BinRule::Sturges,
                count => BinRule::Count(count.parse().expect("a count")),
            };
            let ours = histogram(&values, chosen, 400).expect("has values");
            assert_eq!(ours.counts, counts(&theirs["counts"]), "{name} {rule}");
            all_agree(&format!("{name} {rule}"), &ours.edges, &theirs["edges"], 1e-14, 1.0);
        }
    }
}

#[test]
fn densities_are_scipys() {
    for (name, case) in each(&answers()["samples"]) {
        let values = numbers(&case["values"]);
        // scipy divides by the width before it subtracts, and so loses digits far from zero.
        let close = if name == "far_away" { 1e-5 } else { CLOSE };
        for (rule, theirs) in each(&case["density"]) {
            let chosen = match rule.as_str() {
                "scott" => Bandwidth::Scott,
                "silverman" => Bandwidth::Silverman,
                factor => Bandwidth::Factor(factor.parse().expect("a factor")),
            };
            let kde = Kde::new(&values, chosen).expect("is varied");
            agree(&format!("{name} {rule} width"), kde.width(), number(&theirs["width"]), CLOSE);
            let peak = numbers(&theirs["density"]).into_iter().fold(0.0, f64::max);
            let exact = kde.at(&numbers(&theirs["x"]));
            all_agree(&format!("{name} {rule}"), &exact, &theirs["density"], close, peak);
            let curve = kde.curve(40, 3.0);
            all_agree(&format!("{name} {rule} x"), &curve.x, &theirs["x"], CLOSE, 1.0);
            all_agree(&format!("{name} {rule} curve"), &curve.density, &theirs["density"], 1e-4, peak);
        }
    }
}

#[test]
fn ranks_and_probability_plots_are_scipys() {
    let all = answers();
    let ours = average_ranks(&numbers(&all["ranks"]["values"]));
    for (i, (ours, theirs)) in
        ours.into_iter().zip(all["ranks"]["ranks"].as_array().expect("ranks")).enumerate()
    {
        same(&format!("rank {i}"), ours, theirs, 0.0, 0.0);
    }
    for (name, case) in each(&all["samples"]) {
        let (values, theirs) = (numbers(&case["values"]), &case["probplot"]);
        let ours = probability_plot(&values, usize::MAX).expect("has values");
        all_agree(&name, &ours.theoretical, &theirs["theoretical"], 1e-12, 1e-3);
        all_agree(&name, &ours.ordered, &theirs["ordered"], 0.0, 0.0);
        agree(&format!("{name} slope"), ours.slope, number(&theirs["slope"]), CLOSE);
        agree_from(
            &format!("{name} intercept"),
            ours.intercept,
            number(&theirs["intercept"]),
            CLOSE,
            ours.slope,
        );
        agree(&format!("{name} r"), ours.r, number(&theirs["r"]), CLOSE);
        let few = probability_plot(&values, 50).expect("has values");
        assert_eq!(few.ordered.len(), values.len().min(50));
        assert_eq!((few.ordered.first(), few.ordered.last()), (ours.ordered.first(), ours.ordered.last()));
        assert_eq!(few.slope, ours.slope);
    }
}

#[test]
fn autocorrelations_are_statsmodels() {
    for (name, case) in each(&answers()["series"]) {
        let (values, lags) = (numbers(&case["values"]), number(&case["lags"]) as usize);
        let ours = autocorrelation(&values, lags).expect("is varied");
        all_agree(&format!("{name} acf"), &ours.values, &case["acf"], CLOSE, 1e-3);
        all_agree(&format!("{name} acf bands"), &ours.bands, &case["acf_bands"], CLOSE, 1e-3);
        let few = numbers(&case["pacf"]).len() - 1;
        let ours = partial_autocorrelation(&values, few).expect("is varied");
        all_agree(&format!("{name} pacf"), &ours.values, &case["pacf"], CLOSE, 1e-3);
        all_agree(&format!("{name} pacf bands"), &ours.bands, &case["pacf_bands"], CLOSE, 1e-3);
    }
}

#[test]
fn decompositions_are_statsmodels() {
    let all = answers();
    for (_, case) in each(&all["stl"]) {
        let name = case["name"].as_str().expect("a name");
        let values = numbers(&all["series"][name]["values"]);
        let robust = case["robust"].as_bool().expect("a flag");
        let ours = stl(&values, number(&case["period"]) as usize, robust).expect("long enough");
        all_agree(&format!("{name} seasonal"), &ours.seasonal, &case["seasonal"], 1e-6, 1e-2);
        all_agree(&format!("{name} trend"), &ours.trend, &case["trend"], 1e-6, 1e-2);
        all_agree(&format!("{name} remainder"), &ours.remainder, &case["resid"], 1e-6, 1e-2);
        all_agree(&format!("{name} weights"), &ours.weights, &case["weights"], 1e-6, 1e-2);
    }
}

#[test]
fn tails_are_scipys() {
    for (name, rows) in each(&answers()["distributions"]) {
        for row in rows.as_array().expect("rows") {
            let arguments = numbers(&row[0]);
            let theirs = number(&row[1]);
            let ours = match (name.as_str(), arguments.as_slice()) {
                ("student_t", &[t, df]) => student_t_sf(t, df),
                ("student_t_quantile", &[p, df]) => student_t_quantile(p, df),
                ("fisher_f", &[f, above, below]) => fisher_f_sf(f, above, below),
                ("chi_squared", &[x, df]) => chi_squared_sf(x, df),
                ("normal_sf", &[z, _]) => normal_sf(z),
                ("normal_quantile", &[p, _]) => normal_quantile(p),
                _ => panic!("{name} {arguments:?}"),
            };
            agree(&format!("{name}{arguments:?}"), ours, theirs, 1e-11);
        }
    }
}
