//! Whether the clusters of the model that is looked at come back where other rows are drawn and clustered anew.

use super::ARRANGED;
use crate::control::Control;
use crate::jobs::{Faults, judge, trial};
use crate::state::{Ruled, Trained};
use glasshouse_evaluate::explain::draw;
use glasshouse_evaluate::{Arranged, Clustered, adjusted_rand, arrange_in_pieces, likeness, stability_of};
use glasshouse_learn::Prediction;
use glasshouse_prepare::Pipeline;
use glasshouse_spec::{Fault, Place, Recipe, StabilityReport, TaskKind, Warning};
use glasshouse_stats::{mean, sample_std};

/// Rounds when nothing is said, and at most.
const ROUNDS: u32 = 100;
const MOST: u32 = 1000;
/// Name of the group of rows that belong to no cluster.
const NOISE: &str = "-1";

pub(super) async fn run(
    control: &Control,
    model: &Trained,
    ruled: &Ruled,
    rounds: Option<u32>,
) -> Result<StabilityReport, Faults> {
    let began = control.now();
    if model.report.task.kind != TaskKind::Clustering {
        return Err(not_clusters().into());
    }
    let pause = async |what, done: f64| control.checkpoint(what, ARRANGED * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &model.recipe, &pause).await?;
    let train = &arranged.parts.train;
    let still = async |_| control.checkpoint("Answering the rows", ARRANGED).await;
    let (_, prediction) = judge::predict(&model.pipeline, &arranged, train, &still).await?;
    let (names, noise) = groups(&model.pipeline);
    let rounds = rounds.unwrap_or(ROUNDS).clamp(1, MOST);
    let own = index(prediction);
    let again = Again { control, recipe: &model.recipe, arranged: &arranged, own: &own, noise, rounds };
    let mut values = vec![Vec::new(); names.len()];
    let (mut rand, mut found, mut refused) = (Vec::new(), Vec::new(), None);
    for number in 0..rounds {
        match again.round(number, names.len()).await {
            Ok(round) => {
                values.iter_mut().zip(round.likeness).for_each(|(values, likeness)| values.extend(likeness));
                rand.push(round.rand);
                found.push(round.clusters as f64);
            }
            Err(faults) => refused = refused.or(Some(faults)),
        }
    }
    let failed = rounds as usize - rand.len();
    let notes = match refused {
        Some(faults) if rand.is_empty() => return Err(faults),
        Some(faults) => faults.0.first().map(|fault| not_clustered(failed, fault)).into_iter().collect(),
        None => Vec::new(),
    };
    let count = |place: u32| own.iter().filter(|of| **of == place).count() as u64;
    let clusters = names.into_iter().zip(values).enumerate();
    Ok(StabilityReport {
        model_sha256: model.report.model_sha256.clone(),
        rounds: rand.len() as u32,
        rows: train.len() as u64,
        clusters: clusters.map(|(at, (name, of))| stability_of(name, count(at as u32), of)).collect(),
        noise: noise.map_or(0, count),
        rand: mean(&rand),
        rand_std: sample_std(&rand),
        found: mean(&found).unwrap_or_default(),
        seconds: control.now() - began,
        notes,
    })
}

/// The clusters of the model, and what clusters anew.
struct Again<'a> {
    control: &'a Control,
    recipe: &'a Recipe,
    arranged: &'a Arranged,
    /// The model's clusters of the training rows.
    own: &'a [u32],
    noise: Option<u32>,
    rounds: u32,
}

/// What a round says.
struct Round {
    likeness: Vec<Option<f64>>,
    rand: f64,
    clusters: usize,
}

impl Again<'_> {
    /// Draws rows, clusters them, and compares.
    async fn round(&self, number: u32, clusters: usize) -> Result<Round, Faults> {
        let Self { control, recipe, arranged, own, noise, rounds } = self;
        let train = &arranged.parts.train;
        // Rows that are drawn more than once count once.
        let mut places = draw(train.len(), recipe.seed, number);
        places.sort_unstable();
        places.dedup();
        let rows: Vec<u32> = places.iter().map(|place| train[*place as usize]).collect();
        let pause = async |what: String, done: f64| {
            let done = ARRANGED + (1.0 - ARRANGED) * (f64::from(number) + done) / f64::from(*rounds);
            control.checkpoint(format!("Sample {} of {rounds}: {what}", number + 1), done).await;
        };
        let fitted = trial::fitted(recipe, arranged, [&rows, &[]], &pause).await?;
        let still = async |_| pause("Answering".into(), 0.9).await;
        let (_, prediction) = judge::predict(&fitted.pipeline, &fitted.arranged, &rows, &still).await?;
        let (names, other_noise) = groups(&fitted.pipeline);
        let (before, other): (Vec<u32>, _) =
            (places.iter().map(|place| own[*place as usize]).collect(), index(prediction));
        let one = Clustered { index: &before, noise: *noise };
        Ok(Round {
            likeness: likeness(one, Clustered { index: &other, noise: other_noise }, clusters),
            rand: adjusted_rand(&before, &other),
            clusters: names.len(),
        })
    }
}

fn index(prediction: Prediction) -> Vec<u32> {
    match prediction {
        Prediction::Groups { index, .. } => index,
        _ => Vec::new(),
    }
}

/// The names of the clusters of a model, and the place of rows that belong to none, which comes after them.
fn groups(pipeline: &Pipeline) -> (Vec<String>, Option<u32>) {
    let mut names = pipeline.state().classes.clone();
    let noise = names.iter().position(|name| name == NOISE).map(|at| at as u32);
    names.retain(|name| name != NOISE);
    (names, noise)
}

fn not_clusters() -> Fault {
    Fault::new("refit.kind", "only models of clusters are clustered anew")
        .with_remedy("of models with a target, look at their scores")
}

fn not_clustered(rounds: usize, fault: &Fault) -> Warning {
    let message = format!("{rounds} samples could not be clustered and do not count: {}", fault.message);
    Warning::new("refit.not_clustered", message, Place::default())
}
