//! The outcome of a test in plain words.

use super::outcome::Outcome;
use super::spec::{EffectScale, TestSpec};

/// Level below which a p-value counts as a finding.
pub const ALPHA: f64 = 0.05;
/// Expected counts below which the chi-squared approximation is poor: W. G. Cochran, 1954.
const FEW_EXPECTED: f64 = 5.0;
/// Values beyond which Royston's p-value is not meant to be used.
const MANY: usize = 5000;

/// What an outcome means: the verdict at the level 0.05, how surprising the data would be if there
/// were nothing to find, how large the effect is, and what to be careful about. `names` are those
/// of the samples in order; missing ones become "the first" and "the second".
pub fn meaning(spec: &TestSpec, outcome: &Outcome, names: &[&str]) -> String {
    let found = outcome.p_value < ALPHA;
    let mut words = verdict(spec, outcome, names, found);
    words.push_str(&format!(" ({}).", p_in_words(outcome)));
    if !found {
        words.push_str(" That is no proof: with more rows it might show.");
    }
    if let Some(effect) = spec.effect.zip(outcome.effect) {
        words.push_str(&effect_in_words(effect));
    }
    caution(spec, outcome).into_iter().for_each(|more| words.push_str(&more));
    words
}

fn verdict(spec: &TestSpec, outcome: &Outcome, names: &[&str], found: bool) -> String {
    let first = names.first().copied().unwrap_or("the first");
    let second = names.get(1).copied().unwrap_or("the second");
    let (more, less) =
        if outcome.effect.is_some_and(|e| e < 0.0) { (second, first) } else { (first, second) };
    let template = if found { spec.verdicts.0 } else { spec.verdicts.1 };
    // Names are put in one pass, so that a name that looks like a placeholder stays as it is.
    let mut words = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        words.push_str(before);
        let (key, after) = after.split_once('}').unwrap_or((after, ""));
        words.push_str(match key {
            "0" => first,
            "1" => second,
            "more" => more,
            "less" => less,
            other => other,
        });
        rest = after;
    }
    words.push_str(rest);
    words
}

fn p_in_words(outcome: &Outcome) -> String {
    let p = outcome.p_value;
    let edge = |level: Option<&super::outcome::Critical>| level.is_some_and(|c| c.level == p);
    if outcome.method == Some("interpolated") && edge(outcome.critical.last()) {
        return format!("p at most {p}");
    }
    if outcome.method == Some("interpolated") && edge(outcome.critical.first()) {
        return format!("p at least {p}");
    }
    if p < 1e-4 { "p below 0.0001".into() } else { format!("p = {}", two_digits(p)) }
}

/// At most two significant digits.
fn two_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let digits = (1.0 - libm::floor(libm::log10(value.abs()))).clamp(0.0, 12.0) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

fn effect_in_words((scale, effect): (EffectScale, f64)) -> String {
    let name = scale.name;
    let value = two_digits(effect);
    if scale.steps[2] == 0.0 {
        return format!(" {}: {value}.", upper_first(name));
    }
    let reached = scale.steps.iter().filter(|step| effect.abs() >= **step).count();
    let size = ["negligible", "small", "medium", "large"][reached];
    format!(" The effect is {size} ({name} {value}).")
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn caution(spec: &TestSpec, outcome: &Outcome) -> Option<String> {
    let detail = |name: &str| outcome.details.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
    match (spec.id, detail("smallest_expected")) {
        ("chi2_contingency", Some(least)) if least < FEW_EXPECTED => Some(format!(
            " Careful: where the two were independent, a cell would hold {} rows on average, and the test \
             wants 5; join rare values, or use fisher_exact where there are two of each.",
            two_digits(least)
        )),
        ("shapiro" | "normaltest" | "anderson", _) if outcome.n > MANY => Some(format!(
            " Careful: with {} values departures too small to matter are found; look at the Q-Q plot.",
            outcome.n
        )),
        _ => None,
    }
}
