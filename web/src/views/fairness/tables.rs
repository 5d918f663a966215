//! Tables of groups: their figures, how far they are apart, and what mitigations come to.

use crate::numbers;
use crate::views::judge::between;
use crate::words::sentence;
use glasshouse_spec::{
    Disparity, FairnessReport, Figure, GroupFigures, Grouping, Mitigation, ThresholdOfGroup, WeightOfGroup,
};
use yew::prelude::*;

/// Groups that are shown; a table of more is no table.
const GROUPS: usize = 60;

/// Figures in the order in which they are read.
const ORDER: [&str; 10] = [
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "accuracy",
    "base_rate",
    "mean_probability",
    "mean_prediction",
    "mean_actual",
    "mean_error",
    "mean_absolute_error",
];

/// The groups of one column, or of several together.
pub fn grouping(at: usize, by: &Grouping, found: &FairnessReport) -> Html {
    html! {
        <div class="fair-by" key={at}>
            <h3>{ say!("fair-by", columns = by.columns.join(", ")) }</h3>
            { figures(at, &by.groups, &found.overall) }
            { apart(at, by) }
        </div>
    }
}

fn figures(at: usize, groups: &[GroupFigures], overall: &GroupFigures) -> Html {
    let known = |name: &&&str| {
        overall.figures.contains_key(**name) || groups.iter().any(|group| group.figures.contains_key(**name))
    };
    let names: Vec<&str> = ORDER.iter().filter(known).copied().collect();
    let line = |group: &GroupFigures| {
        let name = match group.values.is_empty() {
            true => say!("fair-all"),
            false => group.values.join(", "),
        };
        html! {
            <tr key={name.clone()} class={classes!(group.too_small.then_some("is-small"))}>
                <th scope="row">{ &name }
                    if group.too_small { <small class="interval">{ say!("fair-small") }</small> }
                </th>
                <td class="is-number">{ numbers::grouped(group.rows as i64) }</td>
                { for names.iter().map(|name| cell(group, name)) }
            </tr>
        }
    };
    html! {
        <>
            <div class="scores-frame">
                <table class="plain-table scores" data-testid={format!("fair-groups-{at}")}>
                    <thead><tr>
                        <th scope="col">{ say!("fair-group") }</th>
                        <th scope="col" class="is-number">{ say!("payoff-rows") }</th>
                        { for names.iter().map(|name| html! {
                            <th scope="col" class="is-number" title={say!(&format!("fair-figure-{name}.help"))}>
                                { say!(&format!("fair-figure-{name}")) }</th>
                        }) }
                    </tr></thead>
                    <tbody>{ for groups.iter().take(GROUPS).map(line) }</tbody>
                    <tbody class="scores-means">{ line(overall) }</tbody>
                </table>
            </div>
            if groups.len() > GROUPS { <p class="quiet">{ say!("fair-more", n = groups.len() - GROUPS) }</p> }
        </>
    }
}

/// A figure with its interval, as a number and, where it is a share, as a bar; or why there is none.
fn cell(group: &GroupFigures, name: &str) -> Html {
    match (group.figures.get(name), group.undefined.get(name)) {
        (Some(of), _) => html! {
            <td class="is-number" data-figure={name.to_owned()} data-value={of.value.to_string()}>
                { numbers::score(of.value) }{ between(of.interval.as_ref()) }
                if name == "selection_rate" { { reach(of) } }
            </td>
        },
        (None, Some(why)) => {
            html! { <td class="is-number" title={why.clone()}><small class="interval">{ sentence(why) }</small></td> }
        }
        (None, None) => html! { <td class="is-number">{ "–" }</td> },
    }
}

/// Where a share lies between nothing and all, and how sure that is.
fn reach(of: &Figure) -> Html {
    let place = |share: f64| format!("{:.1}", 100.0 * share.clamp(0.0, 1.0));
    let (low, high) =
        of.interval.as_ref().map_or((of.value, of.value), |interval| (interval.low, interval.high));
    html! {
        <svg class="fair-reach" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="strip-line" x="0" y="3.5" width="100" height="1" />
            <rect class="strip-interval" x={place(low)} y="1" width={place(high - low)} height="6" />
            <rect class="strip-mean" x={format!("{:.1}", 99.0 * of.value.clamp(0.0, 1.0))} y="0" width="1" height="8" />
        </svg>
    }
}

fn apart(at: usize, by: &Grouping) -> Html {
    html! {
        <div class="scores-frame">
            <table class="plain-table scores" data-testid={format!("fair-apart-{at}")}>
                <thead><tr>
                    <th scope="col">{ say!("fair-alike") }</th>
                    <th scope="col" class="is-number">{ say!("fair-difference") }</th>
                    <th scope="col" class="is-number">{ say!("fair-ratio") }</th>
                    <th scope="col">{ say!("fair-between") }</th>
                </tr></thead>
                <tbody>{ for by.disparities.iter().map(|of| disparity(of, &by.groups)) }</tbody>
            </table>
        </div>
    }
}

fn disparity(of: &Disparity, groups: &[GroupFigures]) -> Html {
    let group = |at: u32| groups.get(at as usize).map(|group| group.values.join(", "));
    let between_words = of
        .between
        .and_then(|(low, high)| Some(say!("fair-between-groups", low = group(low)?, high = group(high)?)));
    let amount = |figure: &Option<Figure>, what: &'static str| match figure {
        Some(figure) => html! {
            <td class="is-number" data-testid={format!("fair-{}-{what}", of.name)} data-value={figure.value.to_string()}>
                { numbers::score(figure.value) }{ between(figure.interval.as_ref()) }
            </td>
        },
        None => html! { <td class="is-number">{ "–" }</td> },
    };
    let rule =
        of.four_fifths.map(|kept| if kept { say!("fair-rule-kept") } else { say!("fair-rule-broken") });
    html! {
        <tr key={of.name.clone()}>
            <th scope="row" title={say!(&format!("fair-apart-{}.help", of.name))}>{ say!(&format!("fair-apart-{}", of.name)) }</th>
            { amount(&of.difference, "difference") }
            { amount(&of.ratio, "ratio") }
            <td>
                { between_words }
                if let Some(rule) = rule { <small class="interval" data-testid="fair-rule">{ rule }</small> }
                if let Some(why) = &of.undefined { <small class="interval fair-undefined">{ sentence(why) }</small> }
            </td>
        </tr>
    }
}

/// What was tried to bring groups closer: its price, and how far they are apart then.
pub fn mitigation(tried: &Mitigation) -> Html {
    let title = say!(&format!("fair-with-{}", tried.method));
    if let Some(fault) = &tried.refused {
        return html! {
            <div class="fair-by" key={tried.method.clone()} data-testid={format!("fair-with-{}", tried.method)}>
                <h3>{ title }</h3>
                <p class="quiet">{ sentence(&fault.message) }{ " " }{ fault.remedy.as_deref().map(sentence) }</p>
            </div>
        };
    }
    let costs =
        ["accuracy", "balanced_accuracy", "selection_rate", "true_positive_rate", "false_positive_rate"];
    let cost = |name: &&str| {
        let both = tried.before.get(*name).zip(tried.after.get(*name));
        both.map(|(before, after)| {
            html! {
                <tr><th scope="row">{ say!(&format!("fair-figure-{name}")) }</th>
                    <td class="is-number">{ numbers::score(*before) }</td>
                    <td class="is-number" data-testid={format!("fair-{}-{name}", tried.method)} data-value={after.to_string()}>
                        { numbers::score(*after) }</td></tr>
            }
        })
    };
    let parity = |of: &Disparity| {
        of.difference.as_ref().map(|difference| {
            html! {
                <tr key={of.name.clone()}><th scope="row">{ say!(&format!("fair-apart-{}", of.name)) }</th>
                    <td class="is-number">{ "" }</td><td class="is-number">{ numbers::score(difference.value) }</td></tr>
            }
        })
    };
    html! {
        <div class="fair-by" key={tried.method.clone()} data-testid={format!("fair-with-{}", tried.method)}>
            <h3>{ title }</h3>
            <p class="quiet">{ say!(&format!("fair-with-{}.help", tried.method)) }{ " " }{ say!("fair-learned", n = tried.learned_on) }</p>
            <div class="scores-frame">
                <table class="plain-table scores">
                    <thead><tr><th scope="col">{ "" }</th>
                        <th scope="col" class="is-number">{ say!("fair-before") }</th>
                        <th scope="col" class="is-number">{ say!("fair-after") }</th></tr></thead>
                    <tbody>{ for costs.iter().filter_map(cost) }</tbody>
                    <tbody class="scores-means">{ for tried.disparities.iter().filter_map(parity) }</tbody>
                </table>
            </div>
            if !tried.thresholds.is_empty() { { thresholds(&tried.thresholds) } }
            if !tried.weights.is_empty() { { weights(&tried.weights) } }
            { for tried.notes.iter().map(|note| html! { <p class="quiet">{ sentence(&note.message) }</p> }) }
        </div>
    }
}

fn thresholds(all: &[ThresholdOfGroup]) -> Html {
    let lot = |(p, threshold): &(f64, Option<f64>)| {
        let what = match threshold {
            None => say!("fair-lot-none"),
            Some(at) if *at < 0.0 => say!("fair-lot-all"),
            Some(at) => say!("fair-lot-above", at = numbers::score(*at)),
        };
        say!("fair-lot", share = numbers::percent(*p), what = what)
    };
    html! {
        <details class="further">
            <summary>{ say!("fair-thresholds") }</summary>
            <ul>
                { for all.iter().take(GROUPS).map(|of| html! {
                    <li><b>{ of.values.join(", ") }</b>{ ": " }{ of.lots.iter().map(lot).collect::<Vec<_>>().join("; ") }
                        if of.ignore > 0.0 { { "; " }{ say!("fair-ignore", share = numbers::percent(of.ignore), constant = numbers::percent(of.constant)) } }
                    </li>
                }) }
            </ul>
        </details>
    }
}

fn weights(all: &[WeightOfGroup]) -> Html {
    html! {
        <details class="further">
            <summary>{ say!("fair-weights") }</summary>
            <ul>
                { for all.iter().take(GROUPS).map(|of| html! {
                    <li>{ say!("fair-weight", group = of.values.join(", "), class = of.class.as_str(), n = of.rows,
                        weight = numbers::score(of.weight)) }</li>
                }) }
            </ul>
        </details>
    }
}
