//! The figures of one column: a few in the list, all of them when it is open.

use super::super::data::missing_share;
use crate::components::{Bar, QuantileBar, Spark};
use crate::numbers;
use glasshouse_spec::{
    ColumnFigures, ColumnProfile, ColumnType, DateFigures, NumberFigures, Order, Outliers, TextFigures,
};
use yew::prelude::*;

/// What the profile alone knows of a column, until its figures are there.
pub fn of_profile(column: &ColumnProfile, rows: u64) -> ColumnFigures {
    let present = rows.saturating_sub(column.missing);
    ColumnFigures {
        name: column.name.clone(),
        kind: column.kind,
        present,
        missing: column.missing,
        unique: column.unique,
        distinct_share: (present > 0).then(|| column.unique as f64 / present as f64),
        top: column.top.clone(),
        numbers: (column.kind == ColumnType::Numeric)
            .then(|| NumberFigures { summary: column.numbers, ..NumberFigures::default() }),
        text: None,
        dates: None,
    }
}

/// The figures in the list.
pub fn brief(column: &ColumnFigures, rows: u64) -> Html {
    if let Some(figures) = &column.numbers {
        return numeric(column, figures);
    }
    match &column.dates {
        Some(dates) => period(dates),
        None => top(column, rows, TOP),
    }
}

/// A number with its words; all its digits on hover.
fn fact(words: String, value: Option<f64>) -> Html {
    let full = value.map(|v| v.to_string());
    let short = value.map_or_else(|| "\u{2013}".to_owned(), numbers::short);
    html! { <div><dt>{ words }</dt><dd title={full.clone()} data-value={full}>{ short }</dd></div> }
}

fn count(words: String, value: u64) -> Html {
    html! { <div><dt>{ words }</dt><dd data-value={value.to_string()}>{ numbers::grouped(value as i64) }</dd></div> }
}

fn text_fact(words: String, value: String) -> Html {
    html! { <div><dt>{ words }</dt><dd title={value.clone()}>{ value }</dd></div> }
}

fn numeric(column: &ColumnFigures, figures: &NumberFigures) -> Html {
    let n = &figures.summary;
    let quantiles = match (n.min, n.q25, n.median, n.q75, n.max) {
        (Some(a), Some(b), Some(c), Some(d), Some(e)) => Some([a, b, c, d, e]),
        _ => None,
    };
    html! {
        <>
            if !figures.bins.counts.is_empty() {
                <Spark counts={figures.bins.counts.clone()} label={say!("spark-label", name = column.name.as_str())} />
            } else { <div class="spark-room"></div> }
            if let Some(quantiles) = quantiles { <QuantileBar {quantiles} /> }
            <dl class="quantile-row">
                { fact(say!("number-min"), n.min) }{ fact(say!("number-q25"), n.q25) }
                { fact(say!("number-median"), n.median) }{ fact(say!("number-q75"), n.q75) }
                { fact(say!("number-max"), n.max) }
            </dl>
            <p class="profile-notes">{ notes(figures) }</p>
        </>
    }
}

/// What is odd about the numbers, in a line.
fn notes(figures: &NumberFigures) -> String {
    let order = figures.order.map(|order| match order {
        Order::Increasing => say!("note-increasing"),
        Order::Decreasing => say!("note-decreasing"),
    });
    let counted = [
        (figures.zeros, say!("note-zeros", n = figures.zeros)),
        (figures.negative, say!("note-negative", n = figures.negative)),
        (figures.infinite, say!("note-infinite", n = figures.infinite)),
        (beyond(figures.iqr_outliers), say!("note-outliers", n = beyond(figures.iqr_outliers))),
    ];
    let counted = counted.into_iter().filter(|(n, _)| *n > 0).map(|(_, words)| words);
    counted.chain(order).chain(figures.note.clone()).collect::<Vec<_>>().join(" \u{b7} ")
}

fn beyond(outliers: Option<Outliers>) -> u64 {
    outliers.map_or(0, |o| o.below + o.above)
}

fn period(dates: &DateFigures) -> Html {
    let fact = |words: String, value: &str| {
        html! { <div><dt>{ words }</dt><dd title={value.to_owned()}>{ day(value) }</dd></div> }
    };
    html! {
        <>
            <Spark counts={dates.bins.counts.clone()} label={say!("spark-dates")} />
            <dl class="quantile-row">
                { fact(say!("dates-first"), &dates.min) }{ fact(say!("dates-middle"), &dates.median) }
                { fact(say!("dates-last"), &dates.max) }
                <div><dt>{ say!("dates-span") }</dt><dd>{ say!("dates-days", n = numbers::short(dates.span_days)) }</dd></div>
            </dl>
        </>
    }
}

/// The day of a date in ISO 8601, with its minute where it is not midnight.
fn day(text: &str) -> String {
    match text.split_once('T') {
        Some((day, time)) if time.starts_with("00:00") => day.to_owned(),
        Some((day, time)) => format!("{day} {}", time.get(..5).unwrap_or(time)),
        None => text.to_owned(),
    }
}

/// Values that are drawn for one column in the list.
const TOP: usize = 5;

fn top(column: &ColumnFigures, rows: u64, shown: usize) -> Html {
    let most = column.top.first().map_or(1, |(_, n)| *n).max(1);
    let line = |(value, n): &(String, u64)| {
        html! {
            <li class="top-line">
                <span class="top-value" title={value.clone()}>{ value }</span>
                <Bar share={*n as f64 / most as f64} />
                <span class="top-count">{ numbers::grouped(*n as i64) }</span>
                <span class="top-share">{ numbers::percent(missing_share(*n, rows)) }</span>
            </li>
        }
    };
    let rest = column.unique.saturating_sub(column.top.len().min(shown) as u64);
    html! {
        <>
            <ul class="top">{ for column.top.iter().take(shown).map(line) }</ul>
            if rest > 0 { <p class="quiet">{ say!("top-rest", n = rest) }</p> }
        </>
    }
}

/// Everything that is known of a column.
pub fn all_figures(column: &ColumnFigures, rows: u64) -> Html {
    html! {
        <>
            <dl class="figures">
                { count(say!("figure-present"), column.present) }
                { count(say!("figure-missing"), column.missing) }
                { count(say!("figure-unique"), column.unique) }
                if let Some(share) = column.distinct_share { { text_fact(say!("figure-distinct"), numbers::percent(share)) } }
                if let Some(figures) = &column.numbers { { number_figures(figures) } }
                if let Some(text) = &column.text { { text_figures(text) } }
                if let Some(dates) = &column.dates { { date_figures(dates) } }
            </dl>
            if column.numbers.is_some() || column.dates.is_some() || column.top.len() > TOP {
                <div class="figures-top">
                    <h4>{ say!("figure-top") }</h4>
                    { top(column, rows, column.top.len()) }
                </div>
            }
        </>
    }
}

fn number_figures(figures: &NumberFigures) -> Html {
    let n = &figures.summary;
    let outside = |words: String, outliers: Option<Outliers>| match outliers {
        Some(o) => {
            let bounds = say!("figure-bounds", low = numbers::short(o.low), high = numbers::short(o.high));
            html! { <div><dt>{ words }</dt><dd title={bounds}>{ numbers::grouped((o.below + o.above) as i64) }</dd></div> }
        }
        None => html! { <div><dt>{ words }</dt><dd>{ "\u{2013}" }</dd></div> },
    };
    html! {
        <>
            { fact(say!("number-mean"), n.mean) }{ fact(say!("number-std"), n.std) }
            { fact(say!("figure-variation"), figures.variation) }{ fact(say!("figure-sum"), figures.sum) }
            { fact(say!("figure-range"), figures.range) }{ fact(say!("figure-iqr"), figures.iqr) }
            { fact(say!("figure-mad"), figures.mad) }
            { fact(say!("number-skew"), n.skew) }{ fact(say!("number-kurtosis"), n.kurtosis) }
            { count(say!("figure-zeros"), figures.zeros) }{ count(say!("figure-negative"), figures.negative) }
            { count(say!("figure-infinite"), figures.infinite) }
            { outside(say!("figure-iqr-outliers"), figures.iqr_outliers) }
            { outside(say!("figure-z-outliers"), figures.z_outliers) }
            { for figures.quantiles.iter().map(|(share, value)| {
                fact(say!("figure-quantile", share = numbers::short(*share * 100.0)), Some(*value))
            }) }
        </>
    }
}

fn text_figures(text: &TextFigures) -> Html {
    let spread = |min: u64, mean: f64, max: u64| {
        format!(
            "{} \u{b7} {} \u{b7} {}",
            numbers::grouped(min as i64),
            numbers::short(mean),
            numbers::grouped(max as i64)
        )
    };
    html! {
        <>
            { text_fact(say!("figure-chars"), spread(text.chars.min, text.chars.mean, text.chars.max)) }
            { text_fact(say!("figure-words"), spread(text.words.min, text.words.mean, text.words.max)) }
        </>
    }
}

fn date_figures(dates: &DateFigures) -> Html {
    html! {
        <>
            { text_fact(say!("dates-first"), dates.min.clone()) }
            { text_fact(say!("dates-middle"), dates.median.clone()) }
            { text_fact(say!("dates-last"), dates.max.clone()) }
        </>
    }
}
