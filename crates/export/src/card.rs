//! The model card: what a person who did not train the model must know of it, in Markdown with a
//! YAML head (after Mitchell et al., *Model Cards for Model Reporting*, 2019), in the sections of skops' cards.
//!
//! Everything that can be measured is measured; what only people know is left as a question.

mod markdown;
mod words;

use glasshouse_prepare::PipelineState;
use glasshouse_spec::{
    CardSpec, Diagnostics, FileRecord, ForecastReport, Parts, Receipt, Recipe, Scores, TargetScores,
    TaskKind, TaskReport, TrainReport,
};
use markdown::{cell, code, heading, table};

/// What a card is written from.
#[derive(Debug, Clone, Copy)]
pub struct CardFacts<'a> {
    /// Name of the model.
    pub name: &'a str,
    /// Version of the model, `MAJOR.MINOR.PATCH`.
    pub version: &'a str,
    /// When it was made, in ISO 8601.
    pub created: &'a str,
    /// Name of the data file.
    pub file: &'a str,
    /// The recipe.
    pub recipe: &'a Recipe,
    /// The fitted pipeline.
    pub pipeline: &'a PipelineState,
    /// Figures of the training.
    pub report: &'a TrainReport,
    /// What its pictures show.
    pub diagnostics: &'a Diagnostics,
    /// The proof of the ONNX file.
    pub receipt: &'a Receipt,
}

/// Writes the card. The same facts give the same text.
pub fn model_card(facts: &CardFacts<'_>) -> String {
    let mut out = head(facts);
    out.push_str(&format!("# {}\n\n{}\n", cell(facts.name), summary(facts)));
    for (level, title, body) in [
        (2, "Model description", String::new()),
        (3, "Intended uses & limitations", intended_use(&facts.recipe.card)),
        (4, "Limits", limits(facts)),
        (3, "Training Procedure", String::new()),
        (4, "Data", data(facts)),
        (4, "Preparation", words::preparation(facts.pipeline)),
        (4, "Hyperparameters", words::model(facts.report)),
        (2, "Evaluation Results", metrics(facts)),
        (2, "How to Get Started with the Model", how_to_use(facts)),
        (2, "How to reproduce it", reproduce(facts)),
        (2, "Model Card Authors", people(&facts.recipe.card)),
    ] {
        heading(&mut out, level, title);
        out.push_str(&body);
        if body.is_empty() {
            // The next heading brings its own empty line.
            out.pop();
        }
    }
    out
}

/// The head in YAML; JSON strings are YAML strings.
fn head(facts: &CardFacts<'_>) -> String {
    let text = |s: &str| serde_json::Value::from(s).to_string();
    let mut out = String::from("---\n");
    for (key, value) in [
        ("model_name", text(facts.name)),
        ("model_version", text(facts.version)),
        ("created", text(facts.created)),
        ("library_name", text("glasshouse")),
        ("library_version", text(env!("CARGO_PKG_VERSION"))),
        ("task", text(task_name(facts.report.task.kind))),
        ("model", text(&facts.report.model.kind)),
        ("model_sha256", text(&facts.report.model_sha256)),
        ("license", text(&facts.recipe.card.license)),
    ] {
        out.push_str(&format!("{key}: {value}\n"));
    }
    out.push_str("tags: [\"tabular\", \"onnx\"]\n---\n\n");
    out
}

fn task_name(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Classification => "tabular-classification",
        TaskKind::Regression => "tabular-regression",
        TaskKind::Clustering => "tabular-clustering",
        TaskKind::Anomaly => "tabular-anomaly-detection",
        TaskKind::Forecast => "time-series-forecasting",
    }
}

fn summary(facts: &CardFacts<'_>) -> String {
    let task = &facts.report.task;
    let target = code(&task.target);
    let what = if task.kind == TaskKind::Clustering {
        let noise = task.classes.iter().filter(|name| *name == "-1").count();
        format!("Puts a row into one of {} clusters", task.classes.len() - noise)
    } else if task.kind == TaskKind::Anomaly {
        "Tells rows that are unlike the others".into()
    } else if let Some(forecast) = &facts.report.forecast {
        return series(forecast, &target);
    } else {
        format!("Predicts {}", task.each().iter().map(predicted).collect::<Vec<_>>().join("; and "))
    };
    let inputs = facts.pipeline.columns().len();
    let columns = if inputs == 1 { "column" } else { "columns" };
    format!("{what}, from {inputs} {columns}.")
}

/// A target and what it may be.
fn predicted(task: &TaskReport) -> String {
    let target = code(&task.target);
    if task.classes.is_empty() {
        return format!("the number {target}");
    }
    let classes: Vec<String> = task.classes.iter().map(|c| code(c)).collect();
    format!("{target}, one of {}", classes.join(", "))
}

/// What a forecast looks at and how far.
fn series(of: &ForecastReport, target: &str) -> String {
    let season = match of.season {
        1 => "no season".into(),
        season => format!("a season of {season}"),
    };
    let each = if of.group.is_empty() { String::new() } else { format!(" for each {}", code(&of.group)) };
    let names = |columns: &[&String]| columns.iter().map(|c| code(c)).collect::<Vec<_>>().join(", ");
    let (known, before): (Vec<&String>, Vec<&String>) = of.told.iter().partition(|c| of.known.contains(c));
    let mut told = String::new();
    if !known.is_empty() {
        told = format!(", from what is known beforehand of {}", names(&known));
    }
    if !before.is_empty() {
        told += &format!(", from the earlier values of {}", names(&before));
    }
    format!(
        "Forecasts {target}{each}, one value each {}, {} steps after the last row, from the values before{told}, \
         with {season}. Intervals are to hold {} % of the values: they are as wide as errors were in the validation \
         part.",
        cell(&of.every),
        of.horizon,
        of.interval
    )
}

/// What people say of its use; what they did not say is left as a question.
fn intended_use(card: &CardSpec) -> String {
    let asked = [
        ("Intended use", &card.intended_use, "What decision does a prediction serve, and who takes it?"),
        ("Out of scope", &card.out_of_scope, "Which rows or decisions is the model not meant for?"),
        (
            "Who is affected",
            &card.affected,
            "Whom do its predictions concern, and what happens when they are wrong?",
        ),
        ("Consent", &card.consent, "Do those whose data these are know of it, and do they agree?"),
        ("Recourse", &card.recourse, "What can somebody do about a decision?"),
    ];
    let line = |(title, words, question): (&str, &String, &str)| match words.trim() {
        "" => format!("- **{title}**: to be filled in. {question}\n"),
        words => format!("- **{title}**: {}\n", cell(words)),
    };
    asked.into_iter().map(line).collect()
}

fn people(card: &CardSpec) -> String {
    match card.authors.trim() {
        "" => "To be filled in: who made it, and whom to ask?\n".into(),
        authors => format!("{}\n", cell(authors)),
    }
}

fn data(facts: &CardFacts<'_>) -> String {
    let (report, rows) = (facts.report, facts.report.rows);
    let mut out = table(
        &["", ""],
        &[
            vec!["File".into(), code(facts.file)],
            vec!["SHA-256".into(), code(&report.data_sha256)],
            vec!["Rows read".into(), rows.read.to_string()],
            vec!["Rows left out".into(), rows.dropped.to_string()],
            vec!["Training rows".into(), rows.train.to_string()],
            vec!["Validation rows".into(), rows.validation.to_string()],
            vec!["Test rows".into(), rows.test.to_string()],
        ],
    );
    out.push_str(&files(&report.files));
    out.push_str("\nInputs:\n\n");
    let inputs: Vec<Vec<String>> = facts.pipeline.columns().into_iter().map(words::input).collect();
    out.push_str(&table(&["Column", "Type", "Training rows had"], &inputs));
    out
}

/// Where the rows come from, file by file.
fn files(files: &[FileRecord]) -> String {
    let rows: Vec<Vec<String>> = files
        .iter()
        .map(|file| {
            let (rows, bytes) = (file.rows.to_string(), file.bytes.to_string());
            vec![code(&file.name), rows, bytes, code(&file.sha256), cell(&file.read)]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("\nFiles:\n\n{}", table(&["File", "Rows", "Bytes", "SHA-256", "Read"], &rows))
}

fn metrics(facts: &CardFacts<'_>) -> String {
    let said = if facts.report.task.kind.without_target() {
        "There is no target, and so no baseline. Nothing was fitted or chosen on the test rows.\n\n"
    } else if facts.report.forecast.is_some() {
        "The baseline is the last season again. Both forecast from up to twenty times of each part on, from what \
         was there before; nothing was fitted or chosen on the test rows.\n\n"
    } else {
        "The baseline looks at no column. Nothing was fitted or chosen on the test rows.\n\n"
    };
    let mut out = String::from(said);
    out.push_str(&scores(&facts.report.metrics, &facts.report.baseline));
    // In the order of the recipe, which a map by name does not keep.
    for (task, own) in of_targets(facts) {
        out.push_str(&format!("\nOf {}:\n\n{}", code(&task.target), scores(&own.metrics, &own.baseline)));
    }
    if let Some(of) = &facts.report.out_of_bag {
        let (metric, score) = (code(&of.metric), rounded(of.score));
        out.push_str(&format!(
            "\nOut of bag, {} training rows each by the trees that were not grown on it: {metric} {score}.\n",
            of.rows
        ));
    }
    out.push_str(&confusion(facts));
    out.push_str(&groups(facts));
    out
}

/// The scores of each of several targets.
fn of_targets<'a>(facts: &CardFacts<'a>) -> Vec<(TaskReport, &'a TargetScores)> {
    let scores = |task: TaskReport| facts.report.targets.get(&task.target).map(|own| (task, own));
    facts.report.task.each().into_iter().filter_map(scores).collect()
}

/// A table of scores.
fn scores(metrics: &Parts<Scores>, baseline: &Parts<Scores>) -> String {
    let Parts { train, validation, test } = metrics;
    let names: std::collections::BTreeSet<&String> =
        [train, validation, test].into_iter().flat_map(Scores::keys).collect();
    let number = |scores: &Scores, name: &str| scores.get(name).map_or_else(|| "–".into(), |x| rounded(*x));
    let rows: Vec<Vec<String>> = names
        .into_iter()
        .map(|name| {
            let parts = [train, validation, test, &baseline.test];
            std::iter::once(code(name)).chain(parts.map(|scores| number(scores, name))).collect()
        })
        .collect();
    table(&["Metric", "Train", "Validation", "Test", "Baseline on test"], &rows)
}

/// The groups that were found without a target.
fn groups(facts: &CardFacts<'_>) -> String {
    let Some(groups) = &facts.diagnostics.groups else { return String::new() };
    let rows: Vec<Vec<String>> =
        groups.sizes.iter().map(|(name, rows)| vec![code(name), rows.to_string()]).collect();
    format!("\nOf the {} rows:\n\n{}", cell(&facts.diagnostics.part), table(&["Group", "Rows"], &rows))
}

fn rounded(x: f64) -> String {
    if x != 0.0 && (x.abs() < 1e-3 || x.abs() >= 1e7) { format!("{x:.3e}") } else { format!("{x:.4}") }
}

/// How often each class was taken for which, target by target.
fn confusion(facts: &CardFacts<'_>) -> String {
    let each = std::iter::once(facts.diagnostics).chain(&facts.diagnostics.also);
    let tasks = facts.report.task.each();
    let of = |(task, shown): (&TaskReport, &Diagnostics)| {
        let target = if tasks.len() > 1 { format!(" of {}", code(&task.target)) } else { String::new() };
        confusion_of(task, &target, shown, &facts.diagnostics.part)
    };
    tasks.iter().zip(each).map(of).collect()
}

fn confusion_of(task: &TaskReport, target: &str, shown: &Diagnostics, part: &str) -> String {
    let (matrix, classes) = (&shown.confusion, &task.classes);
    if matrix.is_empty() || matrix.len() != classes.len() {
        return String::new();
    }
    let first = "true \\ predicted".to_owned();
    let header: Vec<String> = std::iter::once(first).chain(classes.iter().map(|c| code(c))).collect();
    let rows: Vec<Vec<String>> = classes
        .iter()
        .zip(matrix)
        .map(|(class, counts)| {
            std::iter::once(code(class)).chain(counts.iter().map(u64::to_string)).collect()
        })
        .collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    format!("\nConfusion{target} on the {} rows:\n\n{}", cell(part), table(&header, &rows))
}

fn limits(facts: &CardFacts<'_>) -> String {
    let mut lines: Vec<String> = facts.report.warnings.iter().map(|w| cell(&w.message)).collect();
    if facts.report.stopped_early {
        lines.push("Training was stopped early; this is the best model until then.".into());
    }
    if facts.report.rows.test == 0 {
        lines.push("There were no test rows: how well it does on new rows is not known.".into());
    }
    lines.push("The model knows what the training rows show, and nothing of what changed since.".into());
    lines.push("What it found is association; it does not tell what causes what.".into());
    lines.into_iter().map(|line| format!("- {line}\n")).collect()
}

fn how_to_use(facts: &CardFacts<'_>) -> String {
    let file = match &facts.receipt.fault {
        Some(fault) if facts.receipt.has_no_onnx() => {
            format!("There is no ONNX file: {}.\n", cell(&fault.message))
        }
        _ => in_onnx(facts),
    };
    format!("{file}\nOn the command line: `glasshouse predict BUNDLE --data FILE`.\n")
}

fn in_onnx(facts: &CardFacts<'_>) -> String {
    let names = crate::onnx::output_names(facts.pipeline);
    let mut out = format!(
        "`model.onnx` takes the raw columns, one input of shape `[N, 1]` each, and needs nothing else. \
         {}\n\n```python\nimport numpy as np\nimport onnxruntime as ort\n\n\
         session = ort.InferenceSession(\"model.onnx\")\ninputs = {{\n",
        words::proof(facts.receipt)
    );
    for input in facts.pipeline.columns() {
        let name = serde_json::Value::from(input.name.as_str());
        let value = words::example(input);
        out.push_str(&format!("    {name}: {value},\n"));
    }
    let outputs: Vec<String> = names
        .iter()
        .flat_map(|names| names.label.iter().chain(&names.numbers))
        .map(|n| serde_json::Value::from(n.as_str()).to_string())
        .collect();
    out.push_str(&format!(
        "}}\nprint(session.run([{}], inputs))\n```\n\nA missing number is `nan`, a missing text the empty text.\n",
        outputs.join(", ")
    ));
    out
}

fn reproduce(facts: &CardFacts<'_>) -> String {
    let report = facts.report;
    let recipe = toml::to_string_pretty(facts.recipe)
        .or_else(|_| serde_json::to_string_pretty(facts.recipe))
        .unwrap_or_default();
    let file = code(facts.file);
    let others: String = facts.recipe.other_tables().iter().map(|name| format!(" --with {name}")).collect();
    format!(
        "`glasshouse train recipe.toml --data {}` with Glasshouse {} gives the same model, by its SHA-256, on \
         every machine.\n\n{}\n```toml\n{}\n```\n",
        format!("{}{others}", facts.file).replace('`', "'"),
        env!("CARGO_PKG_VERSION"),
        table(
            &["", ""],
            &[
                vec!["Data".into(), format!("{file}, SHA-256 {}", code(&report.data_sha256))],
                vec!["Recipe, SHA-256".into(), code(&report.recipe_sha256)],
                vec!["Model, SHA-256".into(), code(&report.model_sha256)],
                vec!["Seed".into(), report.seed.to_string()],
            ],
        ),
        recipe.trim_end().replace("```", "` ` `"),
    )
}
