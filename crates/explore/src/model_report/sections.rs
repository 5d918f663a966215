//! The sections of the page.

use super::groups::groups;
use super::pieces::{bound, facts, figure, said, table, text};
use super::{ModelFacts, Shown};
use crate::report::paint::Paint;
use crate::words::{count, grouped, number};
use glasshouse_spec::{Intervals, Parts, Scores, StepSpec, TaskKind};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Rows of tables: columns by importance, segments, models that were tried.
const LISTED: usize = 20;

/// Its id, its title, and what writes it.
type Section = (&'static str, &'static str, fn(&mut String, &ModelFacts));

pub(super) fn page(facts: &ModelFacts, shown: &[Shown], left: usize, paint: &Paint) -> String {
    let title = format!("Report of the model {}", text(&facts.recipe.name));
    let style = include_str!("../report/style.css");
    let (light, dark) = (paint.values(false), paint.values(true));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{title}</title><style>\n{style}\
         .said{{white-space:pre-wrap}}pre{{background:var(--quiet);border-radius:6px;padding:12px;overflow-x:auto;\
         font-size:12px}}@media print{{pre{{white-space:pre-wrap}}.wide th,.wide td:not(:first-child){{white-space:normal;\
         overflow-wrap:anywhere;padding-right:8px}}}}.wide{{margin-bottom:16px}}h3{{margin-top:16px}}\n\
         :root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n@media print{{:root{{{light}}}}}\n\
         </style></head>\n<body><main><h1>{title}</h1>\n"
    );
    let sections: [Section; 9] = [
        ("problem", "Problem", problem),
        ("data", "Data", data),
        ("preparation", "Preparation", preparation),
        ("tried", "Models tried", tried),
        ("results", "Results", results),
        ("explanation", "What it goes by", explanation),
        ("fairness", "For whom", fairness),
        ("limits", "Limits", limits),
        ("reproduce", "How to reproduce it", reproduce),
    ];
    out.push_str("<nav aria-label=\"Contents\"><ul class=\"parts\">");
    for (id, title, _) in sections {
        let _ = write!(out, "<li><a href=\"#{id}\">{title}</a></li>");
    }
    out.push_str("</ul></nav>\n");
    for (id, title, write) in sections {
        let _ = writeln!(out, "<section id=\"{id}\"><h2>{title}</h2>");
        write(&mut out, facts);
        if id == "results" {
            pictures(&mut out, shown, left);
        }
        out.push_str("</section>\n");
    }
    let _ = write!(
        out,
        "<p class=\"soft\">Made by Glasshouse {} at {}. The page needs nothing beside it and asks for nothing.</p>\n\
         </main></body></html>\n",
        text(&facts.library),
        text(&facts.created)
    );
    out
}

/// The part that figures are first told of.
fn part(facts: &ModelFacts) -> &str {
    match (facts.report.rows.test, facts.report.rows.validation) {
        (1.., _) => "test",
        (0, 1..) => "validation",
        _ => "train",
    }
}

fn of_part<'a, T>(parts: &'a Parts<T>, part: &str) -> &'a T {
    match part {
        "test" => &parts.test,
        "validation" => &parts.validation,
        _ => &parts.train,
    }
}

fn problem(out: &mut String, of: &ModelFacts) {
    let task = &of.report.task;
    let what = match task.kind {
        TaskKind::Classification => format!(
            "Which of {} does <b>{}</b> have?",
            count(task.classes.len() as u64, "class", "classes"),
            text(&task.target)
        ),
        TaskKind::Regression => format!("How much is <b>{}</b>?", text(&task.target)),
        TaskKind::Clustering => "Which rows are alike?".into(),
        TaskKind::Anomaly => "Which rows are unlike the others?".into(),
        TaskKind::Forecast => format!("How much is <b>{}</b> at times to come?", text(&task.target)),
    };
    let _ = writeln!(out, "<p>{what} Answered by <code>{}</code>.</p>", text(&of.report.model.kind));
    if !task.classes.is_empty() && !task.kind.without_target() {
        let listed = task.classes.iter().take(LISTED).map(|class| text(class)).collect::<Vec<_>>().join(", ");
        let more = task.classes.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(out, "<p class=\"soft\">Classes: {listed}{more}.</p>");
    }
    let part = part(of);
    let (own, dull) = (of_part(&of.report.metrics, part), of_part(&of.report.baseline, part));
    let metric = ["accuracy", "r2", "mean_absolute_error"].into_iter().find(|name| own.contains_key(*name));
    let metric = metric.map(String::from).or_else(|| own.keys().next().cloned());
    if let Some((metric, value)) = metric.and_then(|name| own.get(&name).map(|value| (name.clone(), *value)))
    {
        let beside = match dull.get(&metric) {
            Some(dull) => format!("; a model that looks at no column comes to {}", number(*dull)),
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "<p>On the {part} rows, which it did not learn from, its {} is <b>{}</b>{beside}.</p>",
            metric.replace('_', " "),
            number(value)
        );
    }
    let card = &of.recipe.card;
    for (title, words) in [
        ("Intended use", &card.intended_use),
        ("Out of scope", &card.out_of_scope),
        ("Who is affected", &card.affected),
        ("Consent", &card.consent),
        ("Recourse", &card.recourse),
        ("Authors", &card.authors),
        ("License", &card.license),
    ] {
        said(out, title, words);
    }
    if [&card.intended_use, &card.out_of_scope, &card.affected, &card.consent, &card.recourse]
        .iter()
        .any(|words| words.is_empty())
    {
        out.push_str(
            "<p class=\"soft\">Not every question about its use is answered: what it is for and not for, who is \
             affected, whether they agree, and what they can do about a decision.</p>\n",
        );
    }
}

fn data(out: &mut String, of: &ModelFacts) {
    let rows = of.report.rows;
    facts(
        out,
        &[
            ("Rows read", grouped(rows.read)),
            ("Left out", grouped(rows.dropped)),
            ("Training", grouped(rows.train)),
            ("Validation", grouped(rows.validation)),
            ("Test", grouped(rows.test)),
        ],
    );
    let lines: Vec<Vec<String>> = of
        .report
        .files
        .iter()
        .map(|file| {
            vec![text(&file.name), grouped(file.rows), format!("<code>{}</code>", text(&file.sha256))]
        })
        .collect();
    if lines.is_empty() {
        let _ = writeln!(out, "<p>{} <code>{}</code></p>", text(&of.file), text(&of.report.data_sha256));
    } else {
        table(out, &["File", "Rows", "SHA-256"], &lines);
    }
    let method = of.recipe.split.method.map_or("as suits the question", |method| match method {
        glasshouse_spec::SplitMethod::Random => "at random",
        glasshouse_spec::SplitMethod::Stratified => "at random, keeping the shares of the classes",
        glasshouse_spec::SplitMethod::Time => "by time, the latest last",
        glasshouse_spec::SplitMethod::Group => "by group",
        glasshouse_spec::SplitMethod::Column => "by a column",
    });
    let _ = writeln!(out, "<p>The rows were parted {method}.</p>");
}

fn preparation(out: &mut String, of: &ModelFacts) {
    let steps: Vec<&StepSpec> =
        of.recipe.clean.iter().chain(&of.recipe.prepare).filter(|step| step.enabled).collect();
    if steps.is_empty() {
        out.push_str("<p>The columns enter the model as they are.</p>\n");
    } else {
        out.push_str("<p>Everything was fitted on the training rows only.</p>\n<ol>\n");
        for step in steps {
            let _ = writeln!(out, "<li>{}</li>", step_words(step));
        }
        out.push_str("</ol>\n");
    }
    let features = count(of.report.features.len() as u64, "feature", "features");
    let reach = if of.report.features.len() == 1 { "reaches" } else { "reach" };
    let _ = writeln!(out, "<p>{features} {reach} the model.</p>");
}

fn step_words(step: &StepSpec) -> String {
    let columns = match step.columns.is_empty() {
        true => String::new(),
        false => format!(" of {}", text(&step.columns.join(", "))),
    };
    let params: Vec<String> =
        step.params.iter().map(|(name, value)| text(&format!("{name} = {value}"))).collect();
    let params = if params.is_empty() { String::new() } else { format!(" ({})", params.join(", ")) };
    let why = step.comment.as_deref().map(|why| format!(": {}", text(why))).unwrap_or_default();
    format!("<code>{}</code>{columns}{params}{why}", text(&step.op))
}

fn tried(out: &mut String, of: &ModelFacts) {
    let part = part(of);
    let names: Vec<String> = of_part(&of.report.metrics, part).keys().take(4).cloned().collect();
    let heads: Vec<String> = ["Model".to_string(), "Made".to_string()]
        .into_iter()
        .chain(names.iter().map(|name| format!("{name}, {part}")))
        .chain(["Seconds".to_string()])
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let same = of.tried.iter().filter(|entry| entry.data_sha256 == of.report.data_sha256);
    let same: Vec<_> = same.filter(|entry| entry.task.target == of.report.task.target).collect();
    let skip = same.len().saturating_sub(LISTED);
    let line = |entry: &&glasshouse_spec::ModelEntry| {
        let chosen = entry.model_sha256 == of.report.model_sha256;
        let name = if entry.name.is_empty() { &entry.model.kind } else { &entry.name };
        let name = if chosen { format!("<b>{}</b> (this one)", text(name)) } else { text(name) };
        let scores = of_part(&entry.metrics, part);
        let cells = names.iter().map(|name| scores.get(name).map_or_else(|| "–".into(), |v| number(*v)));
        let fit = number(entry.seconds.fit);
        [vec![name, text(&entry.made_at)], cells.collect(), vec![fit]].concat()
    };
    let rows: Vec<Vec<String>> = same.iter().skip(skip).map(line).collect();
    if rows.is_empty() {
        out.push_str("<p>Which others were tried is not known here.</p>\n");
        return;
    }
    table(out, &heads, &rows);
    if skip > 0 {
        let _ = writeln!(out, "<p class=\"soft\">{skip} earlier ones are not listed.</p>");
    }
    if rows.len() > 1 && part == "test" {
        out.push_str(
            "<p class=\"soft\">The more models are compared on the same test rows, the luckier the best of them: \
             its figure is then a little too good.</p>\n",
        );
    }
}

fn results(out: &mut String, of: &ModelFacts) {
    let Parts { train, validation, test } = &of.report.metrics;
    let names: BTreeSet<&String> = [train, validation, test].into_iter().flat_map(Scores::keys).collect();
    let none = Parts::<Intervals>::default();
    let sure = of.judgement.as_ref().map_or(&none, |judged| &judged.intervals);
    let cell = |scores: &Scores, sure: &Intervals, name: &str| {
        scores.get(name).map_or_else(|| "–".into(), |value| figure(*value, sure.get(name)))
    };
    let own = Intervals::new();
    let rows: Vec<Vec<String>> = names
        .iter()
        .map(|name| {
            vec![
                format!("<code>{}</code>", text(name)),
                cell(train, &sure.train, name),
                cell(validation, &sure.validation, name),
                cell(test, &sure.test, name),
                cell(of_part(&of.report.baseline, part(of)), &own, name),
            ]
        })
        .collect();
    table(out, &["Metric", "Training", "Validation", "Test", "Baseline"], &rows);
    if let Some(judged) = &of.judgement {
        out.push_str(
            "<p class=\"soft\">Below a figure its 95\u{a0}% interval. The baseline looks at no column.</p>\n",
        );
        classes(out, judged);
        promised(out, judged);
    }
    for (target, scores) in &of.report.targets {
        let _ = writeln!(out, "<h3>Of {}</h3>", text(target));
        let line =
            |(name, value): (&String, &f64)| vec![format!("<code>{}</code>", text(name)), number(*value)];
        let own = of_part(&scores.metrics, part(of));
        table(out, &["Metric", part(of)], &own.iter().map(line).collect::<Vec<_>>());
    }
}

fn classes(out: &mut String, judged: &glasshouse_spec::Judgement) {
    let Some(classes) = &judged.classes else { return };
    let line = |of: &glasshouse_spec::ClassLine| {
        vec![
            text(&of.name),
            figure(of.precision, of.precision_interval.as_ref()),
            figure(of.recall, of.recall_interval.as_ref()),
            number(of.f1),
            grouped(of.support),
        ]
    };
    out.push_str("<h3>By class</h3>\n");
    let rows: Vec<Vec<String>> = classes.report.iter().map(line).collect();
    table(out, &["Class", "Precision", "Recall", "F1", "Rows"], &rows);
}

fn promised(out: &mut String, judged: &glasshouse_spec::Judgement) {
    let rows: Vec<Vec<String>> = judged
        .conformal
        .iter()
        .map(|of| {
            let level = format!("{}\u{a0}%", number(100.0 * of.level));
            vec![
                text(&of.method.replace('_', " ")),
                level,
                figure(of.coverage, Some(&of.interval)),
                number(of.size),
            ]
        })
        .collect();
    if !rows.is_empty() {
        out.push_str("<h3>Answers with a promise</h3>\n");
        table(out, &["Way", "Promised", "Kept", "Mean size"], &rows);
    }
}

fn pictures(out: &mut String, shown: &[Shown], left: usize) {
    out.push_str("<div class=\"pictures\">\n");
    for picture in shown {
        let title = text(&picture.title);
        let _ = writeln!(
            out,
            "<figure role=\"img\" aria-label=\"{title}\"><h3>{title}</h3>{}</figure>",
            picture.svg
        );
    }
    out.push_str("</div>\n");
    if left > 0 {
        let pictures = count(left as u64, "picture is", "pictures are");
        let _ = writeln!(out, "<p class=\"soft\">{pictures} left out for want of room.</p>");
    }
}

fn explanation(out: &mut String, of: &ModelFacts) {
    if let Some(found) = &of.importance {
        let _ = writeln!(
            out,
            "<p>How much worse {} becomes where the cells of a column change places, {} times over on {} rows of the \
             {} part. Columns that say the same share their importance.</p>",
            text(&found.metric.replace('_', " ")),
            found.repeats,
            grouped(found.rows),
            text(&found.part)
        );
        let line = |of: &glasshouse_spec::Importance| {
            let range = format!("{} to {}", bound(of.low), bound(of.high));
            vec![text(&of.columns.join(", ")), number(of.mean), range]
        };
        let rows: Vec<Vec<String>> = found.importances.iter().take(LISTED).map(line).collect();
        table(out, &["Column", "Loss", "95\u{a0}% interval"], &rows);
    } else {
        out.push_str("<p>What it goes by was not measured on rows that were held out.</p>\n");
    }
    out.push_str(
        "<p class=\"soft\">What a model goes by is association; it does not tell what causes what.</p>\n",
    );
}

fn fairness(out: &mut String, of: &ModelFacts) {
    match &of.fairness {
        Some(found) => groups(out, found),
        None => out.push_str(
            "<p>No groups were compared: whether the model works alike for all is not known. Name the columns whose \
             groups matter, also such as the model does not read.</p>\n",
        ),
    }
}

fn limits(out: &mut String, of: &ModelFacts) {
    let mut lines: Vec<String> = of.report.warnings.iter().map(|warning| warning.message.clone()).collect();
    if of.report.stopped_early {
        lines.push("training was stopped early; this is the best model until then".into());
    }
    if let Some(judged) = &of.judgement {
        lines.extend(judged.leaks.iter().map(|leak| leak.message.clone()));
        for segment in judged.segments.list.iter().take(LISTED) {
            lines.push(format!(
                "it fails more where {}: {} on {} rows, {} in all",
                segment.words,
                number(segment.error),
                segment.rows,
                number(judged.segments.overall)
            ));
        }
        lines.extend(judged.notes.iter().map(|note| note.message.clone()));
    }
    lines.extend(of.lacking.iter().cloned());
    if of.report.rows.test == 0 {
        lines.push("there were no test rows: how well it does on new rows is not known".into());
    }
    lines.push("the model knows what the training rows show, and nothing of what changed since".into());
    let mut seen = BTreeSet::new();
    out.push_str("<ul>\n");
    for line in lines.iter().filter(|line| seen.insert(line.as_str())) {
        let mut letters = line.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        let _ = writeln!(out, "<li>{}{}.</li>", text(&first), text(letters.as_str().trim_end_matches('.')));
    }
    out.push_str("</ul>\n");
}

fn reproduce(out: &mut String, of: &ModelFacts) {
    let report = &of.report;
    let _ = writeln!(
        out,
        "<p><code>glasshouse train recipe.toml --data {}</code> with Glasshouse {} gives the same model, by its \
         SHA-256, on every machine.</p>",
        text(&of.file),
        text(&of.library)
    );
    let code = |raw: &str| format!("<code>{}</code>", text(raw));
    let rows: Vec<Vec<String>> = [
        ("Data, SHA-256", code(&report.data_sha256)),
        ("Recipe, SHA-256", code(&report.recipe_sha256)),
        ("Model, SHA-256", code(&report.model_sha256)),
        ("Seed", report.seed.to_string()),
        ("Version of the model", text(&of.version)),
        ("Version of Glasshouse", text(&of.library)),
    ]
    .into_iter()
    .map(|(name, value)| vec![name.to_string(), value])
    .collect();
    table(out, &["", ""], &rows);
    let _ = writeln!(out, "<pre>{}</pre>", text(of.recipe_text.trim_end()));
}
