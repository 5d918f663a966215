//! Bundles come back as they were, and bytes from anywhere end in a fault or in a bundle.

use super::*;
use crate::{CardFacts, model_card, to_onnx, unproven};
use glasshouse_spec::{
    Fault, FileRecord, ModelSpec, ParamValue, Parts, RowCounts, Scores, Seconds, StepSpec, Warning,
};
use glasshouse_table::Table;
use pipelines::{Question, rows, step, text, trained, trained_for, usual_steps};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[path = "../../tests/pipelines/mod.rs"]
mod pipelines;

fn report(pipeline: &PipelineState) -> TrainReport {
    let scores = |x: f64| Scores::from([("accuracy".to_owned(), x), ("log_loss".to_owned(), 0.1 + x)]);
    TrainReport {
        model: ModelSpec { kind: pipeline.model.kind().into(), params: Default::default() },
        task: pipeline.task_report(),
        rows: RowCounts { read: 500, dropped: 0, train: 400, validation: 50, test: 50 },
        features: pipeline.features.clone(),
        metrics: Parts { train: scores(0.9), validation: scores(0.8), test: scores(0.7) },
        intervals: Default::default(),
        targets: Default::default(),
        baseline: Parts { train: scores(0.5), validation: scores(0.5), test: scores(0.5) },
        seed: 42,
        data_sha256: "d".repeat(64),
        files: vec![FileRecord {
            name: "pen|guins`.csv".into(),
            bytes: 1234,
            sha256: "d".repeat(64),
            rows: 500,
            read: "2026-01-02T03:04:00Z".into(),
        }],
        rules: None,
        recipe_sha256: "e".repeat(64),
        model_sha256: pipeline.sha256(),
        out_of_bag: None,
        forecast: None,
        seconds: Seconds::default(),
        warnings: vec![Warning::new("w", "a <b>bold</b> column | \"x\"", Default::default())],
        stopped_early: true,
        continued: false,
    }
}

fn recipe() -> Recipe {
    let toml = "version = 1\nname = \"a/b\"\n[model]\nkind = \"random_forest\"\n";
    let mut recipe: Recipe = toml::from_str(toml).unwrap();
    recipe.prepare = usual_steps();
    recipe
}

fn bundle() -> Bundle {
    let trees = [("n_estimators", glasshouse_spec::ParamValue::Int(5))];
    let pipeline = trained("random_forest", Question::Three, &usual_steps(), &trees);
    let report = report(&pipeline);
    let onnx = to_onnx(&pipeline, "a/b").unwrap();
    let receipt = unproven(&pipeline.sha256(), &sha256_hex(&onnx), "test", Fault::new("x", "no runtime"));
    let diagnostics = Diagnostics {
        part: "test".into(),
        confusion: vec![vec![1, 2, 3], vec![4, 5, 6], vec![7, 8, 9]],
        ..Diagnostics::default()
    };
    let recipe = recipe();
    let card = model_card(&CardFacts {
        name: "a/b",
        version: "1.0.0",
        created: "2026-01-02T03:04:05Z",
        file: "pen|guins`.csv",
        recipe: &recipe,
        pipeline: &pipeline,
        report: &report,
        diagnostics: &diagnostics,
        receipt: &receipt,
    });
    let reference = Reference::of(&rows(400, 1, false), &pipeline.inputs);
    let (name, version, created) = ("a/b".into(), "1.0.0".into(), "2026-01-02T03:04:05Z".into());
    let onnx = Some(onnx);
    let dictionary = Some(b"column\nx\n".to_vec());
    Bundle {
        name,
        version,
        created,
        recipe,
        pipeline,
        onnx,
        report,
        diagnostics,
        card,
        receipt,
        reference,
        dictionary,
    }
}

/// The entries of a file, packed again after a change; the manifest vouches for what is there.
fn repacked(bytes: &[u8], change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>, &mut Manifest)) -> Vec<u8> {
    let mut entries = unpack(bytes).unwrap();
    let mut manifest: Manifest = serde_json::from_slice(&entries[MANIFEST]).unwrap();
    change(&mut entries, &mut manifest);
    entries.insert(MANIFEST.into(), serde_json::to_vec(&manifest).unwrap());
    pack(&entries.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect::<Vec<_>>()).unwrap()
}

#[test]
fn a_bundle_comes_back_as_it_was() {
    let bundle = bundle();
    let bytes = bundle.write().unwrap();
    assert_eq!(Bundle::read(&bytes).unwrap(), bundle);
    assert_eq!(bytes, bundle.write().unwrap());
    assert_eq!(bundle.file_name(), "a-b_v1.0.0.glasshouse");
}

#[test]
fn no_text_of_the_data_breaks_the_card() {
    let card = bundle().card;
    let titles: Vec<&str> = card.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let wanted = [
        "Model description",
        "Evaluation Results",
        "How to Get Started with the Model",
        "How to reproduce it",
    ];
    assert_eq!(titles[..4], wanted);
    assert!(card.contains("| File | `` pen\\|guins`.csv `` |"), "{card}");
    let file =
        format!("| `` pen\\|guins`.csv `` | 500 | 1234 | `{}` | 2026-01-02T03:04:00Z |", "d".repeat(64));
    assert!(card.contains(&file), "{card}");
    assert!(card.contains("- a \\<b\\>bold\\</b\\> column \\| \"x\"\n"), "{card}");
    assert!(card.contains("| `accuracy` | 0.9000 | 0.8000 | 0.7000 | 0.5000 |"), "{card}");
    assert!(card.contains("It was not proven equal to the model: no runtime."), "{card}");
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    for rows in card.split("\n\n").filter(|part| part.starts_with('|')) {
        let widths: Vec<usize> = rows.lines().map(columns).collect();
        assert!(widths.iter().all(|w| *w == widths[0]), "{rows}");
    }
}

#[test]
fn the_manifest_vouches_for_the_model() {
    let bundle = bundle();
    let entries = unpack(&bundle.write().unwrap()).unwrap();
    let manifest: Manifest = serde_json::from_slice(&entries[MANIFEST]).unwrap();
    assert_eq!(manifest.model_sha256, sha256_hex(&entries[MODEL]));
    assert_eq!(manifest.model_sha256, bundle.pipeline.sha256());
    assert_eq!(manifest.entries.len() + 1, entries.len());
    let schema: serde_json::Value = serde_json::from_slice(&entries[SCHEMA]).unwrap();
    assert_eq!(schema["inputs"][0]["name"], "label");
    assert_eq!(schema["inputs"][5]["type"], "boolean");
}

#[test]
fn a_newer_format_is_refused_before_all_else() {
    let bytes = bundle().write().unwrap();
    let newer = repacked(&bytes, |entries, manifest| {
        manifest.format_version = BUNDLE_FORMAT + 1;
        entries.remove(MODEL);
    });
    let error = Bundle::read(&newer).unwrap_err();
    assert!(matches!(error, ExportError::Newer { found: 2, known: 1 }));
    assert!(error.fault().remedy.unwrap_or_default().contains("newer"));
}

#[test]
fn a_changed_or_missing_entry_is_named() {
    let bytes = bundle().write().unwrap();
    let changed = repacked(&bytes, |entries, _| entries.get_mut(CARD).unwrap().push(b'!'));
    assert!(matches!(Bundle::read(&changed), Err(ExportError::Damaged(name)) if name == CARD));
    let gone = repacked(&bytes, |entries, _| drop(entries.remove(RECIPE)));
    assert!(matches!(Bundle::read(&gone), Err(ExportError::NoEntry(name)) if name == RECIPE));
    let hidden = repacked(&bytes, |_, manifest| drop(manifest.entries.remove(METRICS)));
    assert!(matches!(Bundle::read(&hidden), Err(ExportError::NoEntry(name)) if name == METRICS));
}

#[test]
fn figures_that_json_cannot_hold_are_refused_when_written() {
    let mut bundle = bundle();
    bundle.report.metrics.test.insert("log_loss".into(), f64::INFINITY);
    assert!(matches!(bundle.write(), Err(ExportError::Unwritable { what, .. }) if what.contains(METRICS)));
}

#[test]
fn mutated_bytes_never_panic() {
    let bytes = bundle().write().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for _ in 0..2000 {
        let mut broken = bytes.clone();
        for _ in 0..rng.random_range(1..8) {
            let at = rng.random_range(0..broken.len());
            broken[at] = rng.random();
        }
        broken.truncate(if rng.random_bool(0.2) { rng.random_range(0..bytes.len()) } else { bytes.len() });
        let _ = Bundle::read(&broken);
    }
}

#[test]
fn a_mutated_model_with_the_right_hash_never_panics() {
    let bundle = bundle();
    let model = bundle.pipeline.to_bytes();
    let later = rows(20, 3, true);
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let mut read = 0;
    for round in 0..3000 {
        let mut broken = model.clone();
        // The steps come before the trees, which are much longer.
        let end = if round % 2 == 0 { 1500.min(model.len()) } else { model.len() };
        for _ in 0..rng.random_range(1..4) {
            broken[rng.random_range(0..end)] = rng.random();
        }
        let manifest = Manifest { model_sha256: sha256_hex(&broken), ..bundle.manifest(&[]) };
        let entries = BTreeMap::from([(MODEL.to_owned(), broken)]);
        if let Ok(state) = read_pipeline(&entries, &manifest) {
            read += 1;
            let _ = Pipeline::new(state.clone()).unwrap().predict(&later);
            let _ = to_onnx(&state, "mutated");
        }
    }
    assert!(read > 100, "hardly a mutated model was read");
}

/// Models in models, targets beside each other, components and places of categories: whatever a hand has
/// changed is refused when it is read, or predicts and is written without a panic.
#[test]
fn mutated_models_of_many_kinds_never_panic() {
    let usual = usual_steps();
    let components: Vec<StepSpec> = usual
        .iter()
        .cloned()
        .chain([step("pca", &["@numeric"], &[]), step("truncated_svd", &["@numeric"], &[])])
        .collect();
    let filled = [usual[0].clone(), step("one_hot_encoder", &["@boolean"], &[])];
    let whole = [("n_components", ParamValue::Float(3.0)), ("whiten", ParamValue::Bool(true))];
    let whitened: Vec<StepSpec> = usual.iter().cloned().chain([step("pca", &["@numeric"], &whole)]).collect();
    let few = [("n_estimators", ParamValue::Int(3))];
    let classes = [Question::Three, Question::Two];
    let numbers = [Question::Amount, Question::Positive];
    let states = [
        trained("linear_svm", Question::Three, &components, &[]),
        trained("sgd", Question::Three, &whitened, &[]),
        trained("gaussian_process", Question::Amount, &whitened, &[("optimizer", text("none"))]),
        trained("mlp", Question::Two, &filled, &[("max_iter", ParamValue::Int(2))]),
        trained("random_forest", Question::Three, &usual[1..3], &few),
        trained("stacking", Question::Two, &usual, &[("cv", ParamValue::Int(2))]),
        trained("calibrated_classifier_cv", Question::Three, &usual, &[("cv", ParamValue::Int(2))]),
        trained("transformed_target", Question::Amount, &usual, &[]),
        trained_for("bagging", &classes, &usual, &few),
        trained_for("classifier_chain", &classes, &usual, &[("order", text("random"))]),
        trained_for("regressor_chain", &numbers, &usual, &[("estimator", text("decision_tree"))]),
        trained_for("hist_gradient_boosting", &numbers, &[], &[("max_iter", ParamValue::Int(3))]),
    ];
    let later = rows(20, 3, true);
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for state in states {
        let model = state.to_bytes();
        let read = (0..400).filter(|_| survives(&model, &later, &mut rng)).count();
        assert!(read > 10, "hardly a mutated {} was read", state.model.kind());
    }
}

/// Whether a mutation of a model is read.
fn survives(model: &[u8], later: &Table, rng: &mut ChaCha8Rng) -> bool {
    let mut broken = model.to_vec();
    // Names, lengths and orders stand where a file begins and ends.
    let place = match rng.random_range(0..3) {
        0 => rng.random_range(0..1500.min(model.len())),
        1 => rng.random_range(model.len().saturating_sub(300)..model.len()),
        _ => rng.random_range(0..model.len()),
    };
    broken[place] = rng.random();
    let Ok(state) = PipelineState::from_bytes(&broken) else { return false };
    if super::soundness::check(&state).is_err() {
        return false;
    }
    let Ok(pipeline) = Pipeline::new(state.clone()) else { return false };
    let _ = pipeline.predict(later);
    let _ = to_onnx(&state, "mutated");
    true
}
