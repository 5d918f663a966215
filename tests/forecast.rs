//! Forecasts on the command line: suggested, trained, predicted, and told what is wrong with their times.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use glasshouse_tests::{Folder, dataset, glasshouse};
use std::path::Path;

const RECIPE: &str = "version = 1\n[task]\nkind = \"forecast\"\ntarget = \"sales\"\nhorizon = 4\n\
                      [model]\nkind = \"exponential_smoothing\"\n";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Days of a shop: a week on a slow rise.
fn shop(from: usize, days: usize) -> Vec<(usize, f64)> {
    let week = [3.0, 1.0, 0.0, 2.0, 5.0, 9.0, 7.0];
    (from..from + days)
        .map(|day| (day, 50.0 + 0.1 * day as f64 + week[day % 7] + (day * day % 5) as f64))
        .collect()
}

/// The date of a day of 2024, which has no more than 366 of them.
fn date(day: usize) -> String {
    const MONTHS: [usize; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut month, mut rest) = (0, day);
    while rest >= MONTHS[month] {
        rest -= MONTHS[month];
        month += 1;
    }
    format!("2024-{:02}-{:02}", month + 1, rest + 1)
}

fn csv(days: &[(usize, f64)]) -> String {
    let rows = days.iter().map(|(day, sales)| format!("{},{sales}\n", date(*day)));
    std::iter::once("day,sales\n".to_owned()).chain(rows).collect()
}

fn fault(folder: &Folder, recipe: &str, data: &str) -> serde_json::Value {
    let (recipe, data) = (folder.write("r.toml", recipe), folder.write("d.csv", data));
    let run = glasshouse(["train", text(&recipe), "--data", text(&data), "--json"]);
    assert_ne!(run.status, Some(0), "{}", run.text());
    run.json()["fault"].clone()
}

fn lines(run: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8(run.to_vec()).unwrap();
    text.lines().map(|line| line.split(',').map(String::from).collect()).collect()
}

#[test]
fn a_suggested_forecast_trains_and_tells_what_comes_next() {
    let folder = Folder::new();
    for (file, target, every, season, series) in
        [("sea_surface.csv", "temperature", "month", 12, 1), ("weather.csv", "temp_max", "day", 7, 2)]
    {
        let (data, recipe, bundle) = (dataset(file), folder.path("recipe.toml"), folder.path("b.glasshouse"));
        let told = glasshouse([
            "suggest",
            text(&data),
            "--target",
            target,
            "--task",
            "forecast",
            "--out",
            text(&recipe),
        ]);
        assert!(told.done().err.contains("Orders the values in time"));
        let run =
            glasshouse(["train", text(&recipe), "--data", text(&data), "--out", text(&bundle), "--json"]);
        let report = run.done().json();
        let forecast = &report["forecast"];
        assert_eq!(forecast["every"], every);
        assert_eq!((forecast["season"].as_u64(), forecast["series"].as_u64()), (Some(season), Some(series)));
        let ahead = forecast["horizon"].as_u64().unwrap() as usize;
        let next = lines(&glasshouse(["predict", text(&bundle), "--data", text(&data)]).done().out);
        assert_eq!(next.len(), 1 + ahead * series as usize);
        assert_eq!(next[0][next[0].len() - 3..], ["prediction", "lower", "upper"]);
        for row in &next[1..] {
            let [told, low, high] = [3, 2, 1].map(|back| row[row.len() - back].parse::<f64>().unwrap());
            assert!(low <= told && told <= high, "{row:?}");
        }
        let scores = glasshouse(["evaluate", text(&bundle), "--data", text(&data), "--json"]).done().json();
        assert!(scores["metrics"]["mean_absolute_scaled_error"].as_f64().unwrap() < 2.0);
        assert!(scores["rows"]["used"].as_u64().unwrap() > 0);
    }
}

#[test]
fn what_comes_next_follows_the_file_that_is_given() {
    let folder = Folder::new();
    let (recipe, data, bundle) =
        (folder.write("r.toml", RECIPE), folder.write("d.csv", csv(&shop(0, 200))), folder.path("b"));
    glasshouse(["train", text(&recipe), "--data", text(&data), "--out", text(&bundle)]).done();
    let next = |file: &Path| lines(&glasshouse(["predict", text(&bundle), "--data", text(file)]).done().out);
    let days = |rows: &[Vec<String>]| rows[1..].iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(days(&next(&data)), (200..204).map(date).collect::<Vec<_>>());
    // Rows out of order, a gap, and rows whose sales are not known yet.
    let mut later = shop(60, 240);
    later.remove(100);
    later.reverse();
    let mut text_of = csv(&later);
    text_of.push_str(&format!("{},\n", date(300)));
    let later = folder.write("later.csv", text_of);
    assert_eq!(days(&next(&later)), (300..304).map(date).collect::<Vec<_>>());
}

#[test]
fn times_that_are_no_series_are_told_with_their_row() {
    let folder = Folder::new();
    let whole = shop(0, 100);
    let twice = csv(&whole) + &format!("{},1\n", date(40));
    let found = fault(&folder, RECIPE, &twice);
    assert_eq!(
        (found["code"].as_str(), found["at"]["row"].as_u64()),
        (Some("data.series"), Some(100)),
        "{found}"
    );
    assert!(found["message"].as_str().unwrap().contains("40"), "{found}");

    let between = csv(&whole) + "2024-06-01T10:00:00,3\n";
    assert_eq!(fault(&folder, RECIPE, &between)["at"]["row"], 100);

    let far = csv(&whole) + "2124-06-01,3\n";
    assert!(fault(&folder, RECIPE, &far)["message"].as_str().unwrap().contains("gaps"));

    let untimed = csv(&whole) + ",3\n";
    assert_eq!(fault(&folder, RECIPE, &untimed)["at"]["row"], 100);

    let short = csv(&shop(0, 4));
    assert_eq!(fault(&folder, RECIPE, &short)["code"], "forecast.short");

    let random = format!("{RECIPE}[split]\nmethod = \"random\"\n");
    assert_eq!(fault(&folder, &random, &csv(&whole))["at"]["parameter"], "split.method");

    let far_ahead = RECIPE.replace("horizon = 4", "horizon = 0");
    assert_eq!(fault(&folder, &far_ahead, &csv(&whole))["at"]["parameter"], "task.horizon");

    let no_dates = "n,sales\nred,1\nblue,2\nred,3\n";
    assert_eq!(fault(&folder, RECIPE, no_dates)["code"], "data.series");
}

#[test]
fn gaps_are_counted_and_said() {
    let folder = Folder::new();
    let mut days = shop(0, 150);
    days.retain(|(day, _)| day % 13 != 5);
    let (recipe, data) = (folder.write("r.toml", RECIPE), folder.write("d.csv", csv(&days)));
    let report = glasshouse(["train", text(&recipe), "--data", text(&data), "--json"]).done().json();
    assert_eq!(
        report["forecast"]["times"].as_u64().unwrap() - report["forecast"]["filled"].as_u64().unwrap(),
        days.len() as u64
    );
    let warnings = report["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|w| w["code"] == "forecast.gaps"), "{warnings:?}");
    assert!(warnings.iter().any(|w| w["code"] == "model.no_onnx"), "{warnings:?}");
}

const TOLD: &str = "version = 1\n[task]\nkind = \"forecast\"\ntarget = \"sales\"\nhorizon = 4\nknown = [\"price\", \"offer\"]\n\
                    [model]\nkind = \"ridge\"\n[[prepare]]\nop = \"standard_scaler\"\ncolumns = [\"price\"]\n\
                    [[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"offer\"]\n";

/// Days of a shop whose sales follow prices and offers that nobody could guess; of the last `ahead` only
/// those are known.
fn priced(days: usize, ahead: usize) -> String {
    let mut text = String::from("day,price,offer,sales\n");
    for (day, sales) in shop(0, days + ahead) {
        let price = ((day as u32).wrapping_mul(2_654_435_761) >> 20) % 19;
        let offer = if (day * day) % 7 == 2 { "yes please" } else { "none" };
        let sales = sales - 4.0 * f64::from(price) + if offer == "none" { 0.0 } else { 30.0 };
        let sales = if day < days { sales.to_string() } else { String::new() };
        text.push_str(&format!("{},{price},{offer},{sales}\n", date(day)));
    }
    text
}

#[test]
fn columns_that_are_known_beforehand_are_told() {
    let folder = Folder::new();
    let (recipe, bundle) = (folder.write("r.toml", TOLD), folder.path("b"));
    let data = folder.write("d.csv", priced(240, 0));
    let train = |recipe: &Path| {
        let run =
            glasshouse(["train", text(recipe), "--data", text(&data), "--out", text(&bundle), "--json"]);
        run.done().json()
    };
    let error = |report: &serde_json::Value| {
        report["metrics"]["test"]["mean_absolute_scaled_error"].as_f64().unwrap()
    };
    let blind = TOLD.split("[[prepare]]").next().unwrap().replace("known", "# known");
    let blind = train(&folder.write("blind.toml", blind));
    let left =
        blind["warnings"].as_array().unwrap().iter().find(|w| w["code"] == "forecast.columns").unwrap();
    assert!(left["message"].as_str().unwrap().contains("task.known"), "{left}");
    let told = train(&recipe);
    assert_eq!(told["forecast"]["known"], serde_json::json!(["price", "offer"]));
    let features = told["features"].to_string();
    assert!(features.contains("\"price\"") && features.contains("offer_yes please 1 before"), "{features}");
    assert!(error(&told) < 0.25 * error(&blind), "{} beside {}", error(&told), error(&blind));

    // What it is told can be had as a file: prices in the units of the training rows, offers as columns.
    let prepared = folder.path("prepared.csv");
    glasshouse(["prepare", text(&recipe), "--data", text(&data), "--out", text(&prepared)]).done();
    let rows = lines(&std::fs::read(prepared).unwrap());
    assert_eq!(rows[0], ["__row", "__part", "price", "offer_none", "offer_yes please", "sales"]);
    let prices = |rows: &[Vec<String>]| rows.iter().map(|row| row[2].parse().unwrap()).collect::<Vec<f64>>();
    let learnt: Vec<Vec<String>> = rows.iter().filter(|row| row[1] == "train").cloned().collect();
    let mean = prices(&learnt).iter().sum::<f64>() / learnt.len() as f64;
    assert!(rows.len() == 241 && learnt.len() == 168 && mean.abs() < 1e-9, "{} {mean}", learnt.len());

    // Rows to come tell what is known beforehand, and nothing else: the model is the same.
    let rows_to_come = folder.write("d.csv", priced(240, 9));
    let again = train(&recipe);
    assert_eq!((&data, &again["model_sha256"]), (&rows_to_come, &told["model_sha256"]));
    let said = again["warnings"].as_array().unwrap().iter().find(|w| w["code"] == "target.missing").unwrap();
    assert_eq!(
        said["message"],
        "9 of 249 rows have no target: none of them is trained on or scored; 4 after the last target tell what is \
         known beforehand (price, offer) of the times to be forecast"
    );

    let next = |file: &str| {
        let file = folder.write("next.csv", file);
        glasshouse(["predict", text(&bundle), "--data", text(&file), "--json"])
    };
    let rows = |file: &str| {
        let (file, out) = (folder.write("next.csv", file), folder.path("out.csv"));
        glasshouse(["predict", text(&bundle), "--data", text(&file), "--out", text(&out)]).done();
        lines(&std::fs::read(out).unwrap())
    };
    for ahead in [2, 4, 9] {
        let rows = rows(&priced(240, ahead));
        assert_eq!(rows.len(), 1 + ahead.min(4));
        for (row, (day, _)) in rows[1..].iter().zip(shop(240, 4)) {
            assert_eq!(row[0], date(day));
            let come = lines(priced(day + 1, 0).as_bytes()).pop().unwrap()[3].parse::<f64>().unwrap();
            assert!((row[1].parse::<f64>().unwrap() - come).abs() < 8.0, "{row:?} beside {come}");
        }
    }
    let none = next(&priced(240, 0));
    assert_ne!(none.status, Some(0));
    assert_eq!(none.json()["fault"]["code"], "forecast.not_told", "{}", none.text());
    let gap = priced(240, 4).replace(&format!("{},", date(242)), &format!("{},,none,\n#", date(242)));
    let gap: String =
        gap.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let gap = next(&gap);
    assert_ne!(gap.status, Some(0), "{}", gap.text());
    assert_eq!(gap.json()["fault"]["at"]["column"], "price", "{}", gap.text());

    let strange = TOLD.replace("\"price\", \"offer\"", "\"prize\"");
    assert_eq!(fault(&folder, &strange, &priced(100, 0))["code"], "recipe.unknown_column");
    let smoothed = TOLD.replace("ridge", "exponential_smoothing");
    assert_eq!(fault(&folder, &smoothed, &priced(100, 0))["at"]["parameter"], "prepare");
}

#[test]
fn direct_forecasts_learn_from_the_past_of_other_columns() {
    let folder = Folder::new();
    // What is sold follows the visitors of the day before.
    let mut file = String::from("day,visitors,sales\n");
    let visitors = |day: usize| f64::from(((day as u32).wrapping_mul(2_654_435_761) >> 20) % 50);
    for day in 1..300 {
        file.push_str(&format!("{},{},{}\n", date(day), visitors(day), 20.0 + visitors(day - 1)));
    }
    let recipe = |model: &str| {
        format!(
            "version = 1\n[task]\nkind = \"forecast\"\ntarget = \"sales\"\nhorizon = 1\n[model]\nkind = \"ridge\"\n{model}"
        )
    };
    let (data, bundle) = (folder.write("d.csv", &file), folder.path("b"));
    let train = |text_of: String| {
        let recipe = folder.write("r.toml", text_of);
        let run =
            glasshouse(["train", text(&recipe), "--data", text(&data), "--out", text(&bundle), "--json"]);
        run.done().json()["metrics"]["test"]["mean_absolute_scaled_error"].as_f64().unwrap()
    };
    let blind = train(recipe(""));
    let told = train(recipe("[model.params]\nstrategy = \"direct\"\n"));
    assert!(blind > 0.2 && told < 0.02, "{told} beside {blind}");
    // A day whose sales are not known yet, and whose visitors nobody knows.
    file.push_str(&format!("{},,\n", date(300)));
    let file = folder.write("next.csv", file);
    let next = lines(&glasshouse(["predict", text(&bundle), "--data", text(&file)]).done().out);
    assert_eq!((next.len(), &next[1][0]), (2, &date(300)));
    assert!((next[1][1].parse::<f64>().unwrap() - 20.0 - visitors(299)).abs() < 0.5, "{next:?}");
}

#[test]
fn figures_have_intervals_where_there_are_forecasts_enough() {
    let folder = Folder::new();
    let (recipe, data) = (folder.write("r.toml", RECIPE), folder.write("d.csv", csv(&shop(0, 360))));
    let bundle = folder.path("m.glasshouse");
    let args = ["train", text(&recipe), "--data", text(&data), "--out", text(&bundle), "--json"];
    let trained = glasshouse(args).done().json();
    for (name, score) in trained["metrics"]["test"].as_object().unwrap() {
        let interval = &trained["intervals"]["test"][name];
        let score = score.as_f64().unwrap();
        assert_eq!(interval["method"], "blocks", "{name}");
        assert!(interval["low"].as_f64().unwrap() <= score && score <= interval["high"].as_f64().unwrap());
    }
    assert!(trained["intervals"]["train"].as_object().unwrap().is_empty());
    let scored = glasshouse(["evaluate", text(&bundle), "--data", text(&data), "--json"]).done().json();
    assert_eq!(scored["intervals"]["mean_absolute_error"]["method"], "blocks");

    // Twelve steps ahead in some twenty days: all forecasts are of the same days.
    let (recipe, data) = (
        folder.write("r.toml", RECIPE.replace("horizon = 4", "horizon = 12")),
        folder.write("d.csv", csv(&shop(0, 130))),
    );
    let trained = glasshouse(["train", text(&recipe), "--data", text(&data), "--json"]).done().json();
    assert!(trained["intervals"].is_null(), "{}", trained["intervals"]);
    assert!(trained["warnings"].to_string().contains("forecast.no_interval"));
}
