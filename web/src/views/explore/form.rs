//! What a picture is made of: its columns, what parts and colours its rows, and its settings.

use super::gallery::takes_name;
use super::relations::measure_name;
use super::typed;
use crate::components::{Choice, IconButton, SelectBox};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{ExploreAction, Takes, needs_of};
use glasshouse_spec::{ColumnType, Measure, PictureKind, PictureRequest};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`Fields`].
#[derive(Properties, PartialEq)]
pub struct FieldsProps {
    /// The picture.
    pub draft: PictureRequest,
}

/// The fields of a picture.
#[component]
pub fn Fields(props: &FieldsProps) -> Html {
    let studio = use_studio();
    let _data = use_slice(&studio.data);
    let columns = typed(&studio);
    let draft = &props.draft;
    let needs = needs_of(draft.kind);
    let settings = settings(&studio, draft);
    html! {
        <div class="draft-fields">
            { for needs.columns.iter().enumerate().map(|(at, takes)| column_field(&studio, draft, at, *takes, &columns)) }
            if needs.more { { further(&studio, draft, needs.columns.last().copied().unwrap_or(Takes::Numbers), &columns) } }
            if let Some((takes, must)) = needs.by { { by_field(&studio, draft, takes, must, &columns) } }
            if needs.points { { color_field(&studio, draft, &columns) } }
            if needs.kind == PictureKind::Scatter { { size_field(&studio, draft, &columns) } }
            { settings }
        </div>
    }
}

fn field(id: &str, label: String, control: Html) -> Html {
    html! {
        <div class="draft-field">
            <label for={format!("draft-{id}")}>{ label }</label>
            { control }
        </div>
    }
}

/// Names of the columns that fit.
fn fitting(columns: &[(String, ColumnType)], takes: Takes) -> Vec<Choice> {
    let fits = columns.iter().filter(|(_, kind)| takes.fits(*kind));
    fits.map(|(name, _)| Choice::new(name.clone(), name.clone())).collect()
}

/// A change of the draft by what was chosen.
fn set(
    studio: &Studio,
    draft: &PictureRequest,
    change: impl Fn(&mut PictureRequest, String) + 'static,
) -> Callback<String> {
    let (store, draft) = (studio.explore.clone(), draft.clone());
    Callback::from(move |value: String| {
        let mut next = draft.clone();
        change(&mut next, value);
        store.dispatch(ExploreAction::Draft(Some(next)));
    })
}

fn column_field(
    studio: &Studio,
    draft: &PictureRequest,
    at: usize,
    takes: Takes,
    columns: &[(String, ColumnType)],
) -> Html {
    let value = draft.columns.get(at).cloned().unwrap_or_default();
    let needs = needs_of(draft.kind);
    let label = match (needs.columns.len(), at) {
        (_, 0) if needs.loose => say!("draft-order"),
        (_, 1) if needs.loose => say!("draft-column"),
        (1, _) => say!("draft-column"),
        (_, 0) => say!("draft-first"),
        _ => say!("draft-second"),
    };
    let onchange = set(studio, draft, move |draft, name| {
        // The two places change sides where the other column is chosen.
        let before = draft.columns.get(at).cloned();
        if let (Some(other), Some(before)) = (draft.columns.iter().position(|c| *c == name), before) {
            draft.columns[other] = before;
        }
        if let Some(place) = draft.columns.get_mut(at) {
            *place = name;
        }
    });
    let id = format!("column-{at}");
    if needs.loose && at == 0 {
        return optional(
            &id,
            label,
            fitting(columns, takes),
            Some(&value),
            Some(say!("draft-row-order")),
            onchange,
        );
    }
    let control = html! {
        <SelectBox id={format!("draft-{id}")} choices={fitting(columns, takes)} {value} {onchange}
            placeholder={say!("draft-choose", what = say!(&format!("takes-{}", takes_name(takes))))} testid={format!("draft-{id}")} />
    };
    field(&id, label, control)
}

/// Further columns, as chips with a select that adds one.
fn further(studio: &Studio, draft: &PictureRequest, takes: Takes, columns: &[(String, ColumnType)]) -> Html {
    let fixed = needs_of(draft.kind).columns.len();
    let chip = |(at, name): (usize, &String)| {
        let remove = set(studio, draft, move |draft, _| {
            draft.columns.remove(at);
        });
        html! {
            <li class="chip" key={name.clone()}>
                <span>{ name }</span>
                <IconButton icon="x" label={say!("step-column-remove", name = name.as_str())}
                    onclick={remove.reform(|_: MouseEvent| String::new())} />
            </li>
        }
    };
    let open: Vec<Choice> = fitting(columns, takes)
        .into_iter()
        .filter(|choice| !draft.columns.iter().any(|name| *choice.value == **name))
        .collect();
    let add = set(studio, draft, |draft, name| draft.columns.push(name));
    let chips = draft.columns.iter().enumerate().skip(fixed).map(chip);
    let none = if fixed == 0 && draft.columns.is_empty() {
        say!("draft-all-columns")
    } else {
        say!("draft-add-column")
    };
    let control = html! {
        <>
            <SelectBox id="draft-more" choices={open} value="" placeholder={none} onchange={add} testid="draft-more" />
            <ul class="chips">{ for chips }</ul>
        </>
    };
    field("more", say!("draft-further"), control)
}

/// A select in which nothing can be chosen, too.
fn optional(
    id: &str,
    label: String,
    choices: Vec<Choice>,
    value: Option<&str>,
    none: Option<String>,
    onchange: Callback<String>,
) -> Html {
    // No column has an empty name that could be meant.
    let mut all: Vec<Choice> = none.map(|words| Choice::new("", words)).into_iter().collect();
    all.extend(choices);
    let control = html! {
        <SelectBox id={format!("draft-{id}")} choices={all} value={value.unwrap_or_default().to_owned()} {onchange}
            testid={format!("draft-{id}")} />
    };
    field(id, label, control)
}

fn by_field(
    studio: &Studio,
    draft: &PictureRequest,
    takes: Takes,
    must: bool,
    columns: &[(String, ColumnType)],
) -> Html {
    let none = (!must).then(|| say!("draft-no-by"));
    let onchange = set(studio, draft, |draft, name| draft.by = Some(name).filter(|name| !name.is_empty()));
    let label = if draft.kind == PictureKind::Bar { say!("draft-mean-of") } else { say!("draft-by") };
    let none =
        none.map(|words| if draft.kind == PictureKind::Bar { say!("draft-rows-counted") } else { words });
    optional("by", label, fitting(columns, takes), draft.by.as_deref(), none, onchange)
}

fn color_field(studio: &Studio, draft: &PictureRequest, columns: &[(String, ColumnType)]) -> Html {
    let fits = |kind: ColumnType| {
        Takes::Groups.fits(kind) || (kind == ColumnType::Numeric && draft.kind == PictureKind::Scatter)
    };
    let choices = columns
        .iter()
        .filter(|(_, kind)| fits(*kind))
        .map(|(name, _)| Choice::new(name.clone(), name.clone()));
    let onchange = set(studio, draft, |draft, name| draft.color = Some(name).filter(|name| !name.is_empty()));
    optional(
        "color",
        say!("draft-color"),
        choices.collect(),
        draft.color.as_deref(),
        Some(say!("draft-one-color")),
        onchange,
    )
}

fn size_field(studio: &Studio, draft: &PictureRequest, columns: &[(String, ColumnType)]) -> Html {
    let onchange = set(studio, draft, |draft, name| draft.size = Some(name).filter(|name| !name.is_empty()));
    optional(
        "size",
        say!("draft-size"),
        fitting(columns, Takes::Numbers),
        draft.size.as_deref(),
        Some(say!("draft-one-size")),
        onchange,
    )
}

/// Numbers of intervals that are offered.
const BINS: [u32; 6] = [5, 10, 20, 30, 50, 100];

const MEASURES: [Measure; 6] = [
    Measure::Pearson,
    Measure::Spearman,
    Measure::Kendall,
    Measure::CramersV,
    Measure::CorrelationRatio,
    Measure::MutualInformation,
];

fn settings(studio: &Studio, draft: &PictureRequest) -> Html {
    match draft.kind {
        PictureKind::Histogram => {
            let choices = BINS.map(|n| Choice::new(n.to_string(), n.to_string())).to_vec();
            let value = draft.bins.map(|n| n.to_string());
            let onchange = set(studio, draft, |draft, value| draft.bins = value.parse().ok());
            optional(
                "bins",
                say!("draft-bins"),
                choices,
                value.as_deref(),
                Some(say!("draft-bins-auto")),
                onchange,
            )
        }
        PictureKind::Correlation => {
            let choices = MEASURES
                .map(|m| Choice::new(measure_name(m), say!(&format!("measure-{}", measure_name(m)))))
                .to_vec();
            let onchange = set(studio, draft, |draft, value| {
                draft.measure = MEASURES.into_iter().find(|measure| measure_name(*measure) == value);
            });
            optional(
                "measure",
                say!("relations-measure"),
                choices,
                draft.measure.map(measure_name),
                Some(say!("measure-suiting")),
                onchange,
            )
        }
        PictureKind::StackedBar | PictureKind::Contingency => shares(studio, draft),
        PictureKind::Decomposition => period(studio, draft),
        _ => Html::default(),
    }
}

fn shares(studio: &Studio, draft: &PictureRequest) -> Html {
    let choices =
        vec![Choice::new("counts", say!("draft-counts")), Choice::new("shares", say!("draft-shares"))];
    let onchange = set(studio, draft, |draft, value| draft.normalize = value == "shares");
    let value = if draft.normalize { "shares" } else { "counts" };
    optional("normalize", say!("draft-show"), choices, Some(value), None, onchange)
}

fn period(studio: &Studio, draft: &PictureRequest) -> Html {
    let change =
        set(studio, draft, |draft, value| draft.period = value.trim().parse().ok().filter(|n| *n >= 2));
    let onchange = change.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().value());
    let value = draft.period.map(|n| n.to_string()).unwrap_or_default();
    let control = html! {
        <input class="input" id="draft-period" type="number" min="2" step="1" {value} {onchange} placeholder={say!("draft-period-guess")}
            data-testid="draft-period" />
    };
    field("period", say!("draft-period"), control)
}
