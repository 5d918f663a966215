//! Every kind of picture, of any columns: the kinds that the table allows, what each is made of, and the
//! picture.

use super::form::Fields;
use super::shown::Shown;
use super::typed;
use crate::components::icon;
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{ExploreAction, Lacks, Needs, PICTURES, Takes, Typed, asked, lacking, needs_of, redraft};
use glasshouse_spec::{PictureKind, PictureRequest};
use web_sys::HtmlElement;
use yew::prelude::*;

/// Kinds that stand beside each other, by the question that they answer.
const GROUPS: [(&str, &[PictureKind]); 5] = [
    (
        "one",
        &[
            PictureKind::Histogram,
            PictureKind::Box,
            PictureKind::Violin,
            PictureKind::Qq,
            PictureKind::Bar,
            PictureKind::Pie,
        ],
    ),
    (
        "two",
        &[
            PictureKind::Scatter,
            PictureKind::Hexbin,
            PictureKind::StackedBar,
            PictureKind::GroupedBar,
            PictureKind::Contingency,
            PictureKind::ClassBalance,
            PictureKind::ClassDensities,
        ],
    ),
    ("time", &[PictureKind::Line, PictureKind::Decomposition, PictureKind::Acf, PictureKind::Pacf]),
    (
        "many",
        &[
            PictureKind::Correlation,
            PictureKind::PairPlot,
            PictureKind::ParallelCoordinates,
            PictureKind::Pca,
            PictureKind::TSne,
            PictureKind::Umap,
        ],
    ),
    ("gaps", &[PictureKind::MissingMatrix, PictureKind::MissingPairs]),
];

/// The gallery.
#[component]
pub fn Gallery() -> Html {
    let studio = use_studio();
    let (explore, data) = (use_slice(&studio.explore), use_slice(&studio.data));
    let recipe = use_slice(&studio.recipe);
    let place = use_node_ref();
    let columns = typed(&studio);
    let columns: Vec<Typed<'_>> = columns.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    if data.loaded.is_none() {
        return Html::default();
    }
    let draft = explore.draft.clone().or_else(|| first(&columns));
    let Some(draft) = draft else { return html! { <p class="quiet">{ say!("gallery-none") }</p> } };
    let choose = {
        let (store, draft, place) = (studio.explore.clone(), draft.clone(), place.clone());
        let owned = typed(&studio);
        let target = recipe.recipe().and_then(|recipe| recipe.task.target.clone());
        Callback::from(move |kind: PictureKind| {
            let columns: Vec<Typed<'_>> = owned.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
            let draft = redraft(kind, Some(&draft), &columns, target.as_deref());
            store.dispatch(ExploreAction::Draft(Some(draft)));
            in_sight(&place);
        })
    };
    html! {
        <div class="gallery">
            <div class="gallery-kinds" role="group" aria-label={say!("gallery-kinds")}>
                { for GROUPS.iter().map(|(name, kinds)| group(name, kinds, draft.kind, &columns, &choose)) }
            </div>
            <div class="gallery-picture" ref={place}>
                <Fields draft={draft.clone()} />
                { picture(&studio, &draft) }
            </div>
        </div>
    }
}

/// On a narrow window the picture stands far below the kinds; it comes into sight.
fn in_sight(place: &NodeRef) {
    let Some(place) = place.cast::<HtmlElement>() else { return };
    let height = gloo::utils::window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or(0.0);
    if place.get_bounding_client_rect().top() > height * 0.6 {
        place.scroll_into_view();
    }
}

/// The picture that is shown before anything is chosen: the first that can be drawn.
fn first(columns: &[Typed<'_>]) -> Option<PictureRequest> {
    let drafts = PICTURES.iter().map(|needs| redraft(needs.kind, None, columns, None));
    let mut whole = drafts.filter(|draft| lacking(draft).is_none());
    whole.next()
}

fn group(
    name: &str,
    kinds: &[PictureKind],
    chosen: PictureKind,
    columns: &[Typed<'_>],
    choose: &Callback<PictureKind>,
) -> Html {
    let one = |kind: &PictureKind| {
        let (kind, needs) = (*kind, needs_of(*kind));
        let lacks = lacking(&redraft(kind, None, columns, None));
        let takes = takes_words(needs);
        let why_not = lacks.map(|_| say!("gallery-lacks", what = takes.as_str()));
        let id = format!("gallery-why-{}", needs.name);
        let onclick = choose.reform(move |_: MouseEvent| kind);
        html! {
            <li key={needs.name}>
                <button type="button" class="kind" aria-pressed={(kind == chosen).to_string()} disabled={why_not.is_some()}
                    {onclick} data-testid={format!("kind-{}", needs.name)} aria-describedby={id.clone()}>
                    <span class="kind-name">{ say!(&format!("picture-{}", needs.name)) }</span>
                    <small {id}>
                        if let Some(why) = &why_not { { icon("info") }{ why } } else { { takes } }
                    </small>
                </button>
            </li>
        }
    };
    html! {
        <section class="kind-group" key={name.to_owned()} aria-label={say!(&format!("gallery-{name}"))}>
            <h3>{ say!(&format!("gallery-{name}")) }</h3>
            <ul>{ for kinds.iter().map(one) }</ul>
        </section>
    }
}

/// What a kind is made of, in words.
fn takes_words(needs: &Needs) -> String {
    let mut parts: Vec<String> = Vec::new();
    for takes in needs.columns.iter().skip(usize::from(needs.loose)) {
        parts.push(say!(&format!("takes-{}", takes_name(*takes))));
    }
    if let Some((takes, true)) = needs.by {
        parts.push(say!(&format!("takes-{}", takes_name(takes))));
    }
    match parts.len() {
        0 => say!("takes-table"),
        1 => parts.remove(0),
        _ if parts[0] == parts[1] => say!("takes-twice", what = parts[0].as_str()),
        _ => parts.join(", "),
    }
}

/// Name of what fits a place, in the catalogue.
pub fn takes_name(takes: Takes) -> &'static str {
    match takes {
        Takes::Numbers => "numbers",
        Takes::Ordered => "ordered",
        Takes::Groups => "groups",
        Takes::Any => "any",
    }
}

fn picture(studio: &Studio, draft: &PictureRequest) -> Html {
    match lacking(draft) {
        None => html! { <Shown key={format!("{:?}", draft.kind)} picture={asked(draft)} /> },
        Some(lacks) => {
            let words = match lacks {
                Lacks::Column(at) => say!("draft-lacks-column", n = at + 1),
                Lacks::Twice => say!("draft-twice"),
                Lacks::By => say!("draft-lacks-by"),
            };
            let _ = studio;
            html! { <p class="quiet">{ icon("info") }{ words }</p> }
        }
    }
}
