//! The outcome of a test in plain words.

use super::outcome::{Alternative, Critical, Outcome};
use super::spec::{EffectScale, TestSpec};

/// Level below which a p-value counts as a finding.
pub const ALPHA: f64 = 0.05;
/// Values beyond which tests of normality find departures that do not matter.
const MANY: usize = 5000;
/// Values below which hardly anything shows.
const FEW: usize = 10;

/// How large an effect is by convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectSize {
    /// Too small to matter.
    Negligible,
    /// Small.
    Small,
    /// Medium.
    Medium,
    /// Large.
    Large,
}

impl EffectSize {
    /// In one word.
    pub fn word(self) -> &'static str {
        ["negligible", "small", "medium", "large"][self as usize]
    }
}

/// The size of an effect; `None` where there is no convention.
pub fn effect_size(scale: &EffectScale, effect: f64) -> Option<EffectSize> {
    let sizes = [EffectSize::Negligible, EffectSize::Small, EffectSize::Medium, EffectSize::Large];
    let reached = scale.steps.iter().filter(|step| effect.abs() >= **step).count();
    (scale.steps[2] > 0.0).then_some(sizes[reached])
}

/// What an outcome means: the verdict at the level 0.05, how surprising the data would be if there
/// were nothing to find, and how large the effect is. `names` are those of the samples in order;
/// missing ones become "the first" and "the second".
pub fn meaning(spec: &TestSpec, outcome: &Outcome, names: &[&str]) -> String {
    let found = outcome.p_value < ALPHA;
    let mut words = verdict(spec, outcome, names, found);
    words.push_str(&format!(" ({}).", p_in_words(outcome)));
    words.push_str(&side_in_words(spec, outcome.side));
    if !found {
        words.push_str(" That is no proof: with more rows it might show.");
    }
    if let Some((scale, effect)) = spec.effect.zip(outcome.effect) {
        words.push_str(&effect_in_words(&scale, effect));
    }
    words
}

/// What to be careful about: stable names and plain words.
pub fn cautions(spec: &TestSpec, outcome: &Outcome) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    if outcome.statistic.is_infinite() {
        let text = "The odds ratio is infinite, because no row has one of the combinations.";
        all.push(("test.infinite_odds", text.into()));
    }
    if let Some(zeros) = outcome.detail("zeros").filter(|zeros| *zeros > 0.0) {
        all.push(("test.zero_differences", format!("{zeros} differences are zero and were left out.")));
    }
    if ["shapiro", "normaltest", "anderson"].contains(&spec.id) && outcome.n > MANY {
        let n = outcome.n;
        let text = format!("With {n} values departures too small to matter are found: look at the Q-Q plot.");
        all.push(("test.many_values", text));
    }
    if outcome.n < FEW {
        let text = format!("With {} values only a very large effect would show.", outcome.n);
        all.push(("test.few_values", text));
    }
    all
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

/// What alone a one-sided test looks for: it is silent of what lies on the other side.
fn side_in_words(spec: &TestSpec, side: Alternative) -> String {
    let (less, greater) = match spec.id {
        "pearsonr" | "spearmanr" | "kendalltau" => {
            ("whether one falls as the other rises", "whether both rise together")
        }
        "ks_2samp" => (
            "whether the cumulative share of the first lies below that of the second",
            "whether the cumulative share of the first lies above that of the second",
        ),
        "fisher_exact" => ("an odds ratio below 1", "an odds ratio above 1"),
        "ttest_1samp" => ("a mean below that value", "a mean above that value"),
        _ => ("whether the first is less", "whether the first is greater"),
    };
    match side {
        Alternative::TwoSided => String::new(),
        Alternative::Less => format!(" Looked for was only {less}."),
        Alternative::Greater => format!(" Looked for was only {greater}."),
    }
}

fn p_in_words(outcome: &Outcome) -> String {
    let p = outcome.p_value;
    let edge = |level: Option<&Critical>| level.is_some_and(|c| c.level == p);
    if outcome.method == Some("interpolated") && edge(outcome.critical.last()) {
        return format!("p at most {p}");
    }
    if outcome.method == Some("interpolated") && edge(outcome.critical.first()) {
        return format!("p at least {p}");
    }
    p_words(p)
}

/// A p-value as people read it.
pub(super) fn p_words(p: f64) -> String {
    if p < 1e-4 { "p below 0.0001".into() } else { format!("p = {}", two_digits(p)) }
}

/// At most two significant digits; whole numbers whole.
pub(super) fn two_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let digits = (1.0 - libm::floor(libm::log10(value.abs()))).clamp(0.0, 12.0) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

fn effect_in_words(scale: &EffectScale, effect: f64) -> String {
    let (name, value) = (scale.name, two_digits(effect));
    match effect_size(scale, effect) {
        Some(size) => format!(" The effect is {} ({name} {value}).", size.word()),
        None => format!(" {}: {value}.", upper_first(name)),
    }
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
