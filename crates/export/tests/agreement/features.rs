//! Columns that are made of others.

use super::pipelines::{NAMES, Question, step, text, trained, usual_steps};
use super::{FEW_TREES, agrees};
use glasshouse_export::{ExportError, to_onnx};
use glasshouse_spec::StepSpec;

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
