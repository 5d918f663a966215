//! What would bring groups closer, and what it costs: thresholds by group, learned on validation rows, and training
//! rows that are weighed otherwise. Both are judged on rows that they were not learned from.

use super::disparities::disparities;
use super::figures::{Answers, Called, counts, figures};
use super::sensitive::Groups;
use crate::judge::{Answered, LEVEL};
use crate::score::positive;
use glasshouse_learn::Target;
use glasshouse_metrics::{GroupThreshold, Objective, Parity, group_thresholds, reweighing};
use glasshouse_spec::{
    FairnessRequest, Fault, GroupFigures, Mitigation, MitigationMethod, MitigationObjective, Place,
    ThresholdOfGroup, Warning, WeightOfGroup,
};
use std::collections::BTreeMap;

/// Answers to the rows of a part, and the group of each of its rows.
pub struct Part<'a> {
    /// The answers.
    pub answered: Answered<'a>,
    /// The groups.
    pub groups: Vec<u32>,
}

/// Thresholds by group, learned on some rows and judged on others.
pub fn by_thresholds(
    method: MitigationMethod,
    groups: &Groups,
    (learn, test): (&Part<'_>, &Part<'_>),
    ask: &FairnessRequest,
    class: usize,
) -> Mitigation {
    let empty = || begun(method, groups, learn.groups.len());
    let refused = |fault: Fault| Mitigation { refused: Some(fault), ..empty() };
    if learn.answered.task.classes.len() != 2 {
        return refused(two_only());
    }
    if learn.groups.is_empty() || test.groups.is_empty() {
        return refused(no_parts());
    }
    let both = Answers::of(&learn.answered, class).zip(Answers::of(&test.answered, class));
    let Some((Answers::Class(known), Answers::Class(asked))) = both else { return refused(two_only()) };
    if known.p.is_empty() {
        return refused(no_probabilities());
    }
    let (taken, given) = enough(&known, &learn.groups, groups.names.len(), ask.min_rows);
    let parity = match method {
        MitigationMethod::TruePositiveRateParity => Parity::TruePositiveRate,
        MitigationMethod::EqualizedOdds => Parity::EqualizedOdds,
        _ => Parity::SelectionRate,
    };
    let objective = match ask.objective {
        MitigationObjective::AccuracyScore => Objective::Accuracy,
        MitigationObjective::BalancedAccuracyScore => Objective::BalancedAccuracy,
    };
    if taken.len() < 2 {
        return refused(too_few(ask.min_rows));
    }
    let found = match group_thresholds(&given, parity, objective) {
        Ok(found) => found,
        Err(why) => return refused(Fault::new("fairness.thresholds", why.to_string())),
    };
    let of_group: BTreeMap<u32, GroupThreshold> = taken.into_iter().zip(found).collect();
    let after = called(&asked, &test.groups, &of_group);
    let mut told = judged(empty(), (&Answers::Class(asked), &Answers::Class(after)), test, groups, ask);
    told.thresholds = of_group.iter().map(|(at, of)| threshold(&groups.names[*at as usize], of)).collect();
    if of_group.len() < told.groups.len() {
        told.notes.push(unchanged(ask.min_rows));
    }
    told
}

/// Truths and scores of a group's rows.
type Scored = (Vec<bool>, Vec<f64>);

/// The groups with enough rows of and not of the class, and their truths and scores.
fn enough(known: &Called, groups: &[u32], n: usize, least: u32) -> (Vec<u32>, Vec<Scored>) {
    let mut all = vec![(Vec::new(), Vec::new()); n];
    for ((group, truth), p) in groups.iter().zip(&known.truth).zip(&known.p) {
        let (truths, scores) = &mut all[*group as usize];
        truths.push(*truth);
        scores.push(*p);
    }
    let serves = |(_, (truth, _)): &(u32, Scored)| {
        truth.len() as u64 >= u64::from(least) && truth.contains(&true) && truth.contains(&false)
    };
    (0..).zip(all).filter(serves).unzip()
}

/// How rows are called by the thresholds of their groups; rows of other groups as the model calls them.
fn called(asked: &Called, groups: &[u32], of_group: &BTreeMap<u32, GroupThreshold>) -> Called {
    let one = |(row, group): (usize, &u32)| match of_group.get(group) {
        Some(of) => of.called(asked.p[row]),
        None => asked.called[row],
    };
    let called: Vec<f64> = groups.iter().enumerate().map(one).collect();
    let right =
        called.iter().zip(&asked.truth).map(|(called, truth)| if *truth { *called } else { 1.0 - called });
    Called {
        truth: asked.truth.clone(),
        right: right.collect(),
        certain: called.iter().all(|called| *called == 0.0 || *called == 1.0),
        called,
        p: asked.p.clone(),
    }
}

fn threshold(values: &[String], of: &GroupThreshold) -> ThresholdOfGroup {
    let finite = |threshold: f64| threshold.is_finite().then_some(threshold);
    // Below every score is as good as no threshold at all: all are called.
    let told = |threshold: f64| if threshold == f64::NEG_INFINITY { Some(-1.0) } else { finite(threshold) };
    let lots = [(of.p0, of.threshold0), (of.p1, of.threshold1)];
    ThresholdOfGroup {
        values: values.to_vec(),
        lots: lots.into_iter().filter(|(p, _)| *p > 0.0).map(|(p, at)| (p, told(at))).collect(),
        ignore: of.ignore,
        constant: of.constant,
    }
}

/// The weight of each of some training rows with which their class does not depend on their group, times the
/// weight that it has; and the weights in a table. `None` where there are no classes.
pub fn reweighed(
    target: &Target,
    rows: &[u32],
    groups: &Groups,
    weights: Option<&[f64]>,
) -> Option<(Vec<f64>, Vec<WeightOfGroup>)> {
    let Target::Classes { labels, index } = target else { return None };
    let of = groups.at(rows);
    let classes: Vec<u32> = rows.iter().map(|row| index[*row as usize]).collect();
    let own: Option<Vec<f64>> = weights.map(|all| rows.iter().map(|row| all[*row as usize]).collect());
    let size = (groups.names.len(), labels.len());
    let table = reweighing(&of, &classes, own.as_deref(), size);
    let mut counts = vec![vec![0_u64; size.1]; size.0];
    of.iter().zip(&classes).for_each(|(group, class)| counts[*group as usize][*class as usize] += 1);
    let mut told = Vec::new();
    for (group, values) in groups.names.iter().enumerate() {
        for (class, label) in labels.iter().enumerate().filter(|(class, _)| counts[group][*class] > 0) {
            let (rows, weight) = (counts[group][class], table[group][class]);
            told.push(WeightOfGroup { values: values.clone(), class: label.clone(), rows, weight });
        }
    }
    let weight = |(at, (group, class)): (usize, (&u32, &u32))| {
        table[*group as usize][*class as usize] * own.as_ref().map_or(1.0, |own| own[at])
    };
    Some((of.iter().zip(&classes).enumerate().map(weight).collect(), told))
}

/// A model that was trained on weighed rows beside the one without, both asked about the same rows.
pub fn by_weights(
    groups: &Groups,
    (before, after): (&Part<'_>, Answered<'_>),
    (learned_on, weights): (usize, Vec<WeightOfGroup>),
    ask: &FairnessRequest,
    class: usize,
) -> Mitigation {
    let mut begun = begun(MitigationMethod::Reweighing, groups, learned_on);
    begun.weights = weights;
    let both = Answers::of(&before.answered, class).zip(Answers::of(&after, class));
    let Some((old, new)) = both else { return Mitigation { refused: Some(no_classes()), ..begun } };
    let same = match (&old, &new) {
        (Answers::Class(old), Answers::Class(new)) => old.called == new.called && old.p == new.p,
        _ => false,
    };
    if same && begun.weights.iter().any(|of| (of.weight - 1.0).abs() > 1e-9) {
        begun.notes.push(no_effect());
    }
    judged(begun, (&old, &new), before, groups, ask)
}

/// What was not tried, and why.
pub fn not_tried(method: MitigationMethod, groups: &Groups, fault: Fault) -> Mitigation {
    Mitigation { refused: Some(fault), ..begun(method, groups, 0) }
}

fn begun(method: MitigationMethod, groups: &Groups, rows: usize) -> Mitigation {
    Mitigation {
        method: method.name().into(),
        columns: groups.columns.clone(),
        learned_on: rows as u64,
        ..Mitigation::default()
    }
}

fn judged(
    begun: Mitigation,
    (before, after): (&Answers, &Answers),
    part: &Part<'_>,
    groups: &Groups,
    ask: &FairnessRequest,
) -> Mitigation {
    let (of, told) = present(after, &part.groups, groups, ask.min_rows);
    Mitigation {
        before: in_all(before),
        after: in_all(after),
        disparities: disparities(after, &of, &told),
        groups: told,
        ..begun
    }
}

/// The groups that have rows with their figures, and the group of each row among them.
pub(super) fn present(
    answers: &Answers,
    of: &[u32],
    groups: &Groups,
    least: u32,
) -> (Vec<u32>, Vec<GroupFigures>) {
    let mut rows: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    of.iter().enumerate().for_each(|(row, group)| rows.entry(*group).or_default().push(row));
    let place: BTreeMap<u32, u32> = rows.keys().zip(0..).map(|(group, at)| (*group, at)).collect();
    let told = rows
        .iter()
        .map(|(group, rows)| figures(answers, rows, groups.names[*group as usize].clone(), (LEVEL, least)));
    (of.iter().map(|group| place[group]).collect(), told.collect())
}

/// Figures of all rows.
fn in_all(answers: &Answers) -> BTreeMap<String, f64> {
    let rows: Vec<usize> = (0..answers.rows()).collect();
    let of = figures(answers, &rows, Vec::new(), (LEVEL, 0));
    let mut all: BTreeMap<String, f64> = of.figures.into_iter().map(|(name, of)| (name, of.value)).collect();
    if let Answers::Class(_) = answers {
        let sums = rows.iter().fold([0.0; 5], |sums, row| super::figures::added(sums, answers.sums(*row)));
        all.extend(counts(sums).balanced_accuracy().ok().map(|value| ("balanced_accuracy".into(), value)));
    }
    all
}

/// The class that a request is about; `None` where the target has no such class.
pub fn class_of(ask: &FairnessRequest, task: &glasshouse_spec::TaskReport) -> Option<usize> {
    match &ask.class {
        Some(wanted) => task.classes.iter().position(|class| class == wanted),
        None if task.classes.len() == 2 => Some(positive(task).unwrap_or(1)),
        None => Some(0),
    }
}

/// That there is no such class.
pub fn no_class(ask: &FairnessRequest, task: &glasshouse_spec::TaskReport) -> Fault {
    let wanted = ask.class.as_deref().unwrap_or_default();
    Fault::new("fairness.class", format!("the target has no class \"{wanted}\""))
        .with_place(Place::parameter("class"))
        .with_remedy(format!("choose one of {}", task.classes.join(", ")))
}

fn two_only() -> Fault {
    Fault::new(
        "fairness.classes",
        "thresholds by group decide between two classes, and the target has others",
    )
    .with_remedy("weigh the training rows instead")
}

fn no_classes() -> Fault {
    Fault::new("fairness.no_classes", "training rows are weighed by their class, and the target has none")
        .with_remedy("look at the mean errors of the groups instead")
}

fn no_parts() -> Fault {
    Fault::new(
        "fairness.no_validation",
        "thresholds are learned on validation rows and judged on test rows, and one of the two parts is empty",
    )
    .with_place(Place::parameter("split"))
    .with_remedy("give the recipe's split a share for both and train again")
}

fn no_probabilities() -> Fault {
    Fault::new(
        "fairness.no_probabilities",
        "the model tells no probabilities, so that there is nothing to compare with a threshold",
    )
    .with_remedy("choose a model that tells probabilities, or weigh the training rows")
}

fn too_few(least: u32) -> Fault {
    Fault::new(
        "fairness.few_groups",
        format!(
            "fewer than two groups have at least {least} validation rows, with the class and without it, to learn a \
             threshold from"
        ),
    )
    .with_remedy("compare fewer columns at a time, part numbers into fewer ranges, or take more validation rows")
}

fn unchanged(least: u32) -> Warning {
    let message = format!(
        "groups with fewer than {least} validation rows, or with one class only among them, keep the model's own \
         threshold"
    );
    Warning::new("fairness.unchanged", message, Place::default())
}

fn no_effect() -> Warning {
    let message = "the weights change no answer: this kind of model may not use them";
    Warning::new("fairness.no_effect", message, Place::parameter("model.kind"))
}
