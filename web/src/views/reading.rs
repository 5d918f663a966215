//! How the file was read: all of it a guess that can be changed.

use crate::components::{Choice, SelectBox, icon};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::state::Edit;
use glasshouse_spec::{DataOptions, ReadReport};
use yew::prelude::*;

/// Properties of [`Reading`].
#[derive(Properties, PartialEq)]
pub struct ReadingProps {
    /// How the file was read.
    pub read: ReadReport,
}

/// The read report, each guess with a select that overrides it.
#[component]
pub fn Reading(props: &ReadingProps) -> Html {
    let studio = use_studio();
    let recipe = use_slice(&studio.recipe);
    let read = &props.read;
    let options = recipe.recipe().map(|recipe| recipe.data.clone()).unwrap_or_default();
    let change = |set: fn(&mut DataOptions, Option<String>)| {
        let (studio, options) = (studio.clone(), options.clone());
        Callback::from(move |value: String| {
            let mut options = options.clone();
            set(&mut options, (value != GUESS).then_some(value));
            studio.edit(Edit::Reading(options));
        })
    };
    let header = [("true", say!("header-yes")), ("false", say!("header-no"))];
    let text = read.format == "csv";
    html! {
        <section class="reading" aria-label={say!("reading-title")}>
            <div class="reading-file">
                { icon("file-text") }<strong>{ &read.file }</strong>
                <span class="quiet" data-testid="read-format">{ [numbers::bytes(read.bytes), packing(read)].concat() }</span>
            </div>
            // Another file is laid out otherwise: only its name is kept.
            { one_of(&say!("reading-entry"), read.entry.as_deref(), &read.entries, options.entry.is_some(),
                "entry-select", change(|o, v| *o = DataOptions { entry: v, ..DataOptions::default() })) }
            { one_of(&say!("reading-sheet"), read.sheet.as_deref(), &read.sheets, options.sheet.is_some(),
                "sheet-select", change(|o, v| o.sheet = v)) }
            if text {
                { guess(&say!("reading-delimiter"), &read.delimiter.to_string(), options.delimiter.is_some(),
                    &DELIMITERS.map(|(v, w)| (v, w.to_owned())), None, change(|o, v| o.delimiter = v.and_then(|v| v.chars().next()))) }
            }
            if text || read.sheet.is_some() {
                { guess(&say!("reading-header"), &read.header.to_string(), options.header.is_some(), &header,
                    None, change(|o, v| o.header = v.map(|v| v == "true"))) }
            }
            if text {
                { guess(&say!("reading-encoding"), &read.encoding.to_lowercase(), options.encoding.is_some(),
                    &ENCODINGS.map(|name| (name, name.to_uppercase())), None, change(|o, v| o.encoding = v)) }
                { guess(&say!("reading-decimal"), &read.decimal.to_string(), options.decimal.is_some(),
                    &[(".", say!("decimal-point")), (",", say!("decimal-comma"))], None,
                    change(|o, v| o.decimal = v.and_then(|v| v.chars().next()))) }
            }
        </section>
    }
}

/// Format and packing of what is no plain text table.
fn packing(read: &ReadReport) -> String {
    let format = (read.format != "csv").then(|| read.format.to_uppercase());
    [format, read.compression.clone()].into_iter().flatten().map(|word| format!(" \u{b7} {word}")).collect()
}

/// The choice between the sheets of a workbook or the files of an archive, where there are several.
fn one_of(
    label: &str,
    now: Option<&str>,
    names: &[String],
    given: bool,
    testid: &'static str,
    onchange: Callback<String>,
) -> Html {
    match now {
        Some(now) if names.len() > 1 => {
            let known: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), name.clone())).collect();
            guess(label, now, given, &known, Some(testid), onchange)
        }
        _ => Html::default(),
    }
}

/// Delimiters and their names.
const DELIMITERS: [(&str, &str); 5] = [(",", ","), (";", ";"), ("\t", "Tab"), ("|", "|"), (" ", "space")];

/// Encodings that are offered.
const ENCODINGS: [&str; 4] = ["utf-8", "utf-16le", "utf-16be", "windows-1252"];

/// The choice that leaves it to the reader.
const GUESS: &str = "guess";

fn guess(
    label: &str,
    now: &str,
    given: bool,
    known: &[(&str, String)],
    testid: Option<&'static str>,
    onchange: Callback<String>,
) -> Html {
    let mut choices: Vec<Choice> = Vec::new();
    if given {
        choices.push(Choice::new(GUESS, say!("reading-guess")));
    }
    choices.extend(known.iter().map(|(value, words)| Choice::new((*value).to_owned(), words.clone())));
    if known.iter().all(|(value, _)| *value != now) {
        choices.push(Choice::new(now.to_owned(), now.to_owned()));
    }
    let source = if given { say!("reading-chosen") } else { say!("reading-guessed") };
    html! {
        <label class="guess">
            <span class="guess-label">{ label }<small>{ source }</small></span>
            <SelectBox {choices} value={now.to_owned()} {onchange} label={label.to_owned()} {testid} />
        </label>
    }
}
