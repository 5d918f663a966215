//! The catalogue of steps: searched by words, walked through by arrow keys, with what each step does, when to
//! use it and what can go wrong.

use super::open::kind_facts;
use super::{family_words, focus, steps_of};
use crate::components::{Button, Dialog, Later, columns_words, icon};
use crate::hooks::{Studio, use_studio};
use crate::state::{BenchAction, Edit, List, family_of, found};
use glasshouse_spec::{KindInfo, Kinds, StepSpec};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// Properties of [`Catalogue`].
#[derive(Properties, PartialEq)]
pub struct CatalogueProps {
    /// The list that a step is added to.
    pub list: List,
    /// What there is.
    pub kinds: Rc<Kinds>,
}

/// The catalogue.
#[component]
pub fn Catalogue(props: &CatalogueProps) -> Html {
    let studio = use_studio();
    let (query, at) = (use_state_eq(String::new), use_state_eq(|| 0_usize));
    let field = use_node_ref();
    let list = props.list;
    let all = super::kinds_of(&props.kinds, list);
    let shown = found(all, list, &query, family_words);
    let chosen = (*at).min(shown.len().saturating_sub(1));
    use_effect_with((), {
        let field = field.clone();
        move |()| {
            if let Some(field) = field.cast::<HtmlElement>() {
                // A dialog without the focus in its field is used by Tab.
                let _ = field.focus();
            }
        }
    });
    use_effect_with((chosen, (*query).clone()), move |(chosen, _)| show_option(*chosen));
    let close = {
        let bench = studio.bench.clone();
        Callback::from(move |()| bench.dispatch(BenchAction::Catalogue(None)))
    };
    let take = {
        let studio = studio.clone();
        Callback::from(move |kind: KindInfo| add(&studio, list, &kind))
    };
    let oninput = {
        let (query, at) = (query.clone(), at.clone());
        move |event: InputEvent| {
            query.set(event.target_unchecked_into::<HtmlInputElement>().value());
            at.set(0);
        }
    };
    let onkeydown = keys(props, &shown, chosen, &at, &take);
    let title = match list {
        List::Prepare => say!("catalogue-title"),
        List::Clean => say!("catalogue-title-clean"),
    };
    html! {
        <Dialog title={title.clone()} class="catalogue" on_close={close}>
            <div class="palette-field">
                { icon("search") }
                <input type="text" role="combobox" aria-expanded="true" aria-controls="catalogue-list" ref={field}
                    aria-activedescendant={format!("catalogue-{chosen}")} aria-label={say!("catalogue-search")}
                    placeholder={say!("catalogue-search")} value={(*query).clone()} {oninput} {onkeydown}
                    autocomplete="off" spellcheck="false" data-testid="catalogue-search" />
                <span class="quiet">{ say!("catalogue-found", n = shown.len()) }</span>
            </div>
            <div class="catalogue-sides">
                <div id="catalogue-list" class="catalogue-list" role="listbox" aria-label={title} tabindex="-1">
                    { options(list, &shown, chosen, query.is_empty(), &at, &take) }
                    if shown.is_empty() { <p class="quiet">{ say!("catalogue-none") }</p> }
                </div>
                if let Some(kind) = shown.get(chosen) { { told(list, kind, &take) } }
            </div>
        </Dialog>
    }
}

/// Options that are made at once: more than are seen, and few enough for one task of the page.
const AT_ONCE: usize = 12;

/// The options; under the headings of their families while nothing is looked for. Those that are not seen at first
/// are made a little later, some at a time.
fn options(
    list: List,
    shown: &[&KindInfo],
    chosen: usize,
    headed: bool,
    at: &UseStateHandle<usize>,
    take: &Callback<KindInfo>,
) -> Html {
    let option = |place: usize, kind: &KindInfo| {
        let (at, take, own) = (at.clone(), take.clone(), kind.clone());
        html! {
            <div key={kind.id.clone()} role="option" id={format!("catalogue-{place}")} aria-selected={(place == chosen).to_string()}
                class={classes!("catalogue-option", (place == chosen).then_some("is-here"))} data-testid={format!("kind-{}", kind.id)}
                onclick={move |_: MouseEvent| at.set(place)} ondblclick={move |_: MouseEvent| take.emit(own.clone())}>
                <span>{ &kind.title }</span>
                <small>{ if headed { kind.id.clone() } else { format!("{} \u{b7} {}", kind.id, family_words(family_of(list, kind))) } }</small>
            </div>
        }
    };
    let turned = |begin: usize, content: Html| match begin / AT_ONCE {
        0 => content,
        turn => html! { <Later key={format!("{headed}-{begin}")} turn={turn as u32}>{ content }</Later> },
    };
    if !headed {
        let pieces = shown.chunks(AT_ONCE).enumerate();
        let piece = |(turn, kinds): (usize, &[&KindInfo])| {
            let begin = turn * AT_ONCE;
            turned(begin, kinds.iter().enumerate().map(|(at, kind)| option(begin + at, kind)).collect())
        };
        return pieces.map(piece).collect();
    }
    let mut place = 0;
    let groups = shown.chunk_by(|a, b| family_of(list, a) == family_of(list, b));
    groups
        .map(|group| {
            let words = family_words(family_of(list, group[0]));
            let begin = place;
            place += group.len();
            let content = html! {
                <div role="group" aria-label={words.clone()} key={words.clone()}>
                    <p class="catalogue-family" aria-hidden="true">{ words }</p>
                    { for group.iter().enumerate().map(|(inside, kind)| option(begin + inside, kind)) }
                </div>
            };
            turned(begin, content)
        })
        .collect()
}

/// What is told of the chosen kind, with the button that adds it.
fn told(list: List, kind: &KindInfo, take: &Callback<KindInfo>) -> Html {
    let own = kind.clone();
    let columns = (list == List::Prepare && !kind.columns.is_empty()).then(|| columns_words(&kind.columns));
    html! {
        <section class="catalogue-told" aria-live="polite" data-testid="catalogue-told">
            <h3>{ &kind.title }</h3>
            <p>{ &kind.help }</p>
            { kind_facts(kind) }
            if let Some(columns) = columns { <p class="quiet">{ say!("kind-columns", columns = columns) }</p> }
            <Button label={say!("catalogue-add")} icon="plus" look="primary" testid="catalogue-add"
                onclick={take.reform(move |_: MouseEvent| own.clone())} />
        </section>
    }
}

/// Arrow keys walk, Enter adds. What is drawn may be a letter behind what is typed, so Enter looks again.
fn keys(
    props: &CatalogueProps,
    shown: &[&KindInfo],
    chosen: usize,
    at: &UseStateHandle<usize>,
    take: &Callback<KindInfo>,
) -> Callback<KeyboardEvent> {
    let (at, take, list, kinds) = (at.clone(), take.clone(), props.list, props.kinds.clone());
    let last = shown.len().saturating_sub(1);
    Callback::from(move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => at.set((chosen + 1).min(last)),
            "ArrowUp" => at.set(chosen.saturating_sub(1)),
            "PageDown" => at.set((chosen + 8).min(last)),
            "PageUp" => at.set(chosen.saturating_sub(8)),
            "Enter" => {
                let typed = event.target_unchecked_into::<HtmlInputElement>().value();
                let all = super::kinds_of(&kinds, list);
                let kind = found(all, list, &typed, family_words).get(chosen).map(|kind| (*kind).clone());
                kind.into_iter().for_each(|kind| take.emit(kind));
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    })
}

/// Scrolls the list so that the chosen option is seen.
fn show_option(at: usize) {
    let option = gloo::utils::document().get_element_by_id(&format!("catalogue-{at}"));
    let Some(option) = option.and_then(|option| option.dyn_into::<HtmlElement>().ok()) else { return };
    let Ok(Some(list)) = option.closest(".catalogue-list") else { return };
    let (outer, inner) = (list.get_bounding_client_rect(), option.get_bounding_client_rect());
    let shift = if inner.top() < outer.top() + 28.0 {
        inner.top() - outer.top() - 28.0
    } else if inner.bottom() > outer.bottom() {
        inner.bottom() - outer.bottom()
    } else {
        return;
    };
    list.set_scroll_top(list.scroll_top() + shift as i32);
}

/// Adds a step with the columns that its kind takes by itself, opens it and closes the catalogue.
fn add(studio: &Studio, list: List, kind: &KindInfo) {
    let columns: Vec<&str> = kind.columns.iter().map(String::as_str).collect();
    let at = studio.recipe.get().recipe().map_or(0, |now| steps_of(now, list).len());
    studio.bench.dispatch(BenchAction::Catalogue(None));
    studio.edit(Edit::AddStep(list, StepSpec::new(&kind.id, &columns)));
    focus(studio, list, at);
}
