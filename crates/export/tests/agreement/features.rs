//! Columns that are made of others.

use super::pipelines::{NAMES, Question, step, text, trained, usual_steps};
use super::{FEW_TREES, agrees};
use glasshouse_export::{ExportError, to_onnx};
use glasshouse_spec::{ParamValue, StepSpec};

/// Formulas over the columns of the pipelines.
fn expression(name: &str, formula: &str) -> StepSpec {
    let mut formula = formula.to_owned();
    // Those that begin like another come before it.
    for (letter, at) in [("$colour", 3), ("$flag", 5), ("$a", 0), ("$b", 1), ("$c", 2), ("$z", 6)] {
        formula = formula.replace(letter, &format!("`{}`", NAMES[at]));
    }
    step("expression", &[], &[("name", text(name)), ("formula", text(&formula))])
}

fn with(formulas: &[&str]) -> Vec<StepSpec> {
    let made = formulas.iter().enumerate().map(|(at, formula)| expression(&format!("made {at}"), formula));
    made.chain(usual_steps()).collect()
}

/// Every function that a graph can express, of numbers with gaps, of both signs and of text.
#[test]
fn formulas_agree() {
    let arithmetic = [
        "$a + $b * 2 - $z / ($c + 3)",
        "-$a ^ 2",
        "abs($z) ^ $a",
        "$a ^ 0",
        "$z % 0.7",
        "$b % -13",
        "1 ^ $a",
    ];
    let functions = [
        "abs($a) + sqrt($z + 2)",
        "round($z) + floor($b / 100) - ceil($z)",
        "exp($a) + log(abs($z) + 0.5)",
        "log2($b + 5000) + log10($z + 2)",
        "log1p($c) * 1000",
        "sin($z) + cos($a)",
        "min($a, $z, 0.2)",
        "max($c, $a)",
        "clip($z, -0.5, $a + 1)",
    ];
    let truths = [
        "$a < 0.2",
        "not ($a >= $z) or $flag",
        "$flag and $c > 0",
        "$a = $a and $z != 1",
        "if($a <= 0.1, $b, -$b)",
        "if($flag, $a, 0)",
        "if($flag = ($z > 1), 1, 2)",
        "is_missing($a)",
        "is_missing($flag) or is_missing($a > 0)",
        "coalesce($a, $c, $b)",
        "coalesce($flag, $a > 0, true)",
        "$colour = 'red' or 'ü' = $colour",
        "$colour != \"blue\"",
        "is_missing($colour)",
        "is_missing($colour = '') and $flag != true",
    ];
    for formulas in [&arithmetic[..], &functions, &truths] {
        agrees("ridge", Question::Amount, &with(formulas), &[]);
        agrees("random_forest", Question::Three, &with(formulas), &FEW_TREES);
    }
}

/// Distances on the earth, with poles, places that nearly face each other, places that are one, and gaps.
#[test]
fn distances_agree() {
    let north = "clip($z * 40, -90, 90)";
    let places = [
        expression("north", north),
        expression("east", "$b / 20"),
        expression("opposite north", &format!("-{north}")),
        expression("opposite east", "$b / 20 + 180 + $z"),
        expression("with gaps", "$a * 100"),
    ];
    let measured = |[latitude, longitude, to_latitude, to_longitude]: [&str; 4], name: &str| {
        let params = [
            ("latitude", text(latitude)),
            ("longitude", text(longitude)),
            ("to_latitude", text(to_latitude)),
            ("to_longitude", text(to_longitude)),
            ("name", text(name)),
        ];
        step("haversine", &[], &params)
    };
    let measured = [
        measured(["north", "east", "46.95", "-187.44"], "fixed"),
        measured(["north", "east", "opposite north", "opposite east"], "facing"),
        measured(["north", "east", "north", "east"], "none"),
        measured(["opposite north", "with gaps", "north", "7"], "gaps"),
    ];
    let steps: Vec<StepSpec> = places.into_iter().chain(measured).chain(usual_steps()).collect();
    agrees("ridge", Question::Amount, &steps, &[]);
    agrees("random_forest", Question::Three, &steps, &FEW_TREES);
}

/// Products and powers, in the place of their columns and behind them, and columns set against others.
#[test]
fn products_and_ratios_agree() {
    let yes = ParamValue::Bool(true);
    let names = |names: &[&str]| ParamValue::List(names.iter().map(|name| text(name)).collect());
    let numbers = [NAMES[0], NAMES[1], NAMES[2], NAMES[6]];
    for made in [
        step(
            "polynomial_features",
            &numbers,
            &[("degree", ParamValue::Int(3)), ("include_bias", yes.clone())],
        ),
        step(
            "polynomial_features",
            &numbers,
            &[("keep", ParamValue::Bool(false)), ("interaction_only", yes.clone())],
        ),
        step(
            "polynomial_features",
            &numbers,
            &[("interactions", text(&format!("{} * {}", NAMES[6], NAMES[1])))],
        ),
        step(
            "relative_features",
            &numbers,
            &[
                ("reference", names(&[NAMES[6], NAMES[0]])),
                ("func", names(&["add", "sub", "mul", "div", "floordiv", "mod"])),
            ],
        ),
        step(
            "relative_features",
            &[NAMES[1], NAMES[2]],
            &[
                ("reference", text(NAMES[6])),
                ("func", text("div")),
                ("fill_value", ParamValue::Float(-1.0)),
                ("drop_original", yes),
            ],
        ),
    ] {
        let steps: Vec<StepSpec> = [made].into_iter().chain(usual_steps()).collect();
        agrees("ridge", Question::Amount, &steps, &[]);
        agrees("random_forest", Question::Three, &steps, &FEW_TREES);
    }
}

/// What groups are like, of groups that are known, new or missing.
#[test]
fn groups_agree() {
    let names = |names: &[&str]| ParamValue::List(names.iter().map(|name| text(name)).collect());
    for unknown in ["all", "missing"] {
        let func = names(&["mean", "std", "count", "median", "max"]);
        let params = [("by", text(NAMES[3])), ("func", func), ("unknown", text(unknown))];
        let steps: Vec<StepSpec> = [step("group_aggregate", &[NAMES[0], NAMES[6]], &params)]
            .into_iter()
            .chain(usual_steps())
            .collect();
        agrees("ridge", Question::Amount, &steps, &[]);
        agrees("random_forest", Question::Three, &steps, &FEW_TREES);
    }
    let by = [("by", names(&[NAMES[3], NAMES[4]]))];
    let steps: Vec<StepSpec> =
        [step("group_aggregate", &[NAMES[0]], &by)].into_iter().chain(usual_steps()).collect();
    let state = trained("ridge", Question::Amount, &steps, &[]);
    let said = to_onnx(&state, "test").unwrap_err().to_string();
    assert!(said.contains("1 group_aggregate") && said.contains("several columns"), "{said}");
}

#[test]
fn formulas_of_text_are_refused_by_name() {
    for (formula, why) in [
        ("lower($colour) = 'red'", "text"),
        ("length($colour)", "text"),
        ("if($flag, year(date('2024-01-31')), $z)", "dates"),
        ("1 + 1", "no column"),
    ] {
        let state = trained("ridge", Question::Amount, &with(&[formula]), &[]);
        let error = to_onnx(&state, "test").unwrap_err();
        assert!(matches!(error, ExportError::NotInOnnx { .. }));
        let said = error.to_string();
        assert!(said.contains("expression (\"made 0\")") && said.contains(why), "{said}");
    }
}
