//! Who is tried: kinds of models that differ, as they are by default, each with the steps that it needs.

use glasshouse_learn::find;
use glasshouse_prepare::usual_steps;
use glasshouse_spec::{
    ModelSpec, ParamValue, ParamValues, Recipe, Searched, StepSpec, TableProfile, TaskKind, TaskReport,
};
use std::collections::BTreeMap;

/// Name of the recipe as it was among the contenders.
const OWN: &str = "recipe";
/// Most rows for which a machine of support vectors is tried: its time grows with their square.
const FEW: usize = 4_000;
/// Rows of the survey at most.
const SURVEYED: f64 = 6_000.0;

/// One who is tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    /// Its name on the leaderboard: the kind of model, or `recipe`.
    pub name: String,
    /// Its estimator.
    pub model: ModelSpec,
    /// Its steps.
    pub prepare: Vec<StepSpec>,
    /// Whether the estimator learns the target brought to mean 0 and deviation 1.
    pub scaled: bool,
}

/// All who are tried.
#[derive(Debug, Clone)]
pub struct Lineup {
    pub(super) recipe: Recipe,
    pub(super) task: TaskKind,
    pub(super) contenders: Vec<Contender>,
    /// The steps for models of numbers, which ensembles are given.
    pub(super) numbers: Vec<StepSpec>,
    /// Share of the rows in the survey.
    pub(super) survey: f64,
    pub(super) greater_is_better: bool,
}

impl Lineup {
    /// The contenders for a recipe, whose cleaning, split and target stay: its own model, and others that suit the
    /// task. Where the recipe's steps are not those that would be proposed, somebody chose them, and they are used for
    /// the others as well. `rows` are those that take part.
    pub fn of(
        recipe: &Recipe,
        profile: &TableProfile,
        task: &TaskReport,
        rows: usize,
        greater_is_better: bool,
    ) -> Self {
        let [numbers, any] = usual_steps(profile, recipe);
        let mut lineup = Self {
            recipe: recipe.clone(),
            task: task.kind,
            contenders: Vec::new(),
            numbers,
            survey: (SURVEYED / rows.max(1) as f64).min(1.0),
            greater_is_better,
        };
        let numbers = lineup.numbers.clone();
        lineup.add("dummy", &[], &numbers);
        if recipe.model.kind != "dummy" {
            let own = Contender { prepare: recipe.prepare.clone(), ..plain(OWN, recipe.model.clone()) };
            lineup.contenders.push(own);
        }
        match task.kind {
            TaskKind::Classification => lineup.of_classes(&any, rows),
            _ => lineup.of_numbers(&any, rows),
        }
        lineup
    }

    /// In the order of what they cost.
    fn of_classes(&mut self, any: &[StepSpec], rows: usize) {
        let numbers = self.numbers.clone();
        self.add("gaussian_nb", &[], &numbers);
        self.add("logistic_regression", &[], &numbers);
        self.add("k_neighbors", &[("n_neighbors", ParamValue::Int(15)), distance()], &numbers);
        self.add("decision_tree", &[("max_depth", ParamValue::Int(6))], &numbers);
        self.add("hist_gradient_boosting", &[], any);
        self.add("extra_trees", &[], &numbers);
        self.add("random_forest", &[], &numbers);
        if rows <= FEW {
            self.add("svm", &[("probability", ParamValue::Bool(true))], &numbers);
        }
        self.add("mlp", &[stops_early()], &numbers);
    }

    fn of_numbers(&mut self, any: &[StepSpec], rows: usize) {
        let numbers = self.numbers.clone();
        self.add("ridge", &[], &numbers);
        self.add("elastic_net", &[("alpha", ParamValue::Float(0.01))], &numbers);
        self.add("k_neighbors", &[("n_neighbors", ParamValue::Int(10)), distance()], &numbers);
        self.add("decision_tree", &[("max_depth", ParamValue::Int(6))], &numbers);
        self.add("hist_gradient_boosting", &[], any);
        self.add("extra_trees", &[], &numbers);
        self.add("random_forest", &[], &numbers);
        if rows <= FEW {
            self.add_scaled("svm", &[], &numbers);
        }
        self.add_scaled("mlp", &[stops_early()], &numbers);
    }

    fn add(&mut self, kind: &str, params: &[(&str, ParamValue)], prepare: &[StepSpec]) {
        self.push(kind, params, prepare, false);
    }

    fn add_scaled(&mut self, kind: &str, params: &[(&str, ParamValue)], prepare: &[StepSpec]) {
        self.push(kind, params, prepare, true);
    }

    /// Adds one, unless it is what the recipe has anyway.
    fn push(&mut self, kind: &str, params: &[(&str, ParamValue)], prepare: &[StepSpec], scaled: bool) {
        let params: ParamValues =
            params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        let model = ModelSpec { kind: kind.into(), params };
        let suits = find(kind).is_some_and(|kind| kind.tasks().contains(&self.task));
        let same = |one: &Contender| one.model == model && one.prepare == prepare;
        if suits && !self.contenders.iter().any(same) {
            self.contenders.push(Contender { prepare: prepare.to_vec(), scaled, ..plain(kind, model) });
        }
    }

    pub(super) fn contender(&self, name: &str) -> Option<&Contender> {
        self.contenders.iter().find(|one| one.name == name)
    }
}

fn plain(name: &str, model: ModelSpec) -> Contender {
    Contender { name: name.into(), model, prepare: Vec::new(), scaled: false }
}

fn distance() -> (&'static str, ParamValue) {
    ("weights", ParamValue::Text("distance".into()))
}

fn stops_early() -> (&'static str, ParamValue) {
    ("early_stopping", ParamValue::Bool(true))
}

impl Contender {
    /// Its estimator with other parameters, by their place in a recipe.
    pub(super) fn with(&self, params: &BTreeMap<String, ParamValue>) -> ModelSpec {
        let mut model = self.model.clone();
        for (path, value) in params {
            if let Some(name) = path.strip_prefix("model.") {
                model.params.insert(name.into(), value.clone());
            }
        }
        if !self.scaled {
            return model;
        }
        let regressor = ParamValue::nested(&model.kind, model.params);
        let transformer = ParamValue::Text("standard".into());
        let params = [("regressor".to_owned(), regressor), ("transformer".to_owned(), transformer)];
        ModelSpec { kind: "transformed_target".into(), params: params.into() }
    }

    /// What of it is searched: the parameters that are declared worth it, and the features that a forest draws from.
    /// More trees are never worse, only slower: their number stays.
    pub(super) fn space(&self, task: TaskKind) -> BTreeMap<String, Searched> {
        let Some(kind) = find(&self.model.kind) else { return BTreeMap::new() };
        let forest = matches!(kind.id(), "random_forest" | "extra_trees");
        let mut space = BTreeMap::new();
        for spec in kind.params(task) {
            let range = match spec.tunable {
                Some(range) if !(forest && spec.name == "n_estimators") => {
                    Searched::Range { low: range.low, high: range.high, log: range.log }
                }
                None if forest && spec.name == "max_features" => {
                    Searched::Range { low: 0.1, high: 1.0, log: false }
                }
                _ => continue,
            };
            space.insert(format!("model.{}", spec.name), range);
        }
        space
    }
}
