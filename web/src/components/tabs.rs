//! Tabs by the WAI-ARIA pattern: one of them is in the tab order, arrow keys, Home and End go on,
//! and what is gone to is shown.

use web_sys::HtmlElement;
use yew::prelude::*;

/// One tab.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    /// Its name, as in addresses and tests.
    pub id: &'static str,
    /// Its words.
    pub label: AttrValue,
    /// How many things are in it, where that is worth saying.
    pub count: Option<usize>,
    /// Why there is nothing in it; it stays open to read that.
    pub empty: Option<AttrValue>,
}

/// Properties of [`Tabs`].
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// Prefix of ids and of names for tests: `explore` gives `explore-tab-…` and `explore-panel-…`.
    pub name: &'static str,
    /// What the tabs are of.
    pub label: AttrValue,
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// Name of the tab that is shown.
    pub chosen: &'static str,
    /// Hears the name of the tab that is gone to.
    pub onchoose: Callback<&'static str>,
    /// What the chosen tab holds.
    pub children: Html,
}

/// The tabs and the panel of the chosen one.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let list = use_node_ref();
    use_effect_with(props.chosen, {
        let list = list.clone();
        move |_| {
            show_chosen(&list);
            show_beginning(&list);
        }
    });
    let onkeydown = keys(props, &list);
    let tab = |tab: &Tab| {
        let (id, here) = (tab.id, tab.id == props.chosen);
        html! {
            <button key={id} type="button" role="tab" id={format!("{}-tab-{id}", props.name)}
                class={classes!("tab", tab.empty.is_some().then_some("is-empty"))} title={tab.empty.clone()}
                aria-selected={here.to_string()} tabindex={if here { "0" } else { "-1" }}
                aria-controls={here.then(|| format!("{}-panel-{id}", props.name))}
                data-testid={format!("{}-tab-{id}", props.name)}
                onclick={props.onchoose.reform(move |_| id)}>
                { &tab.label }
                if let Some(count) = tab.count { <span class="tab-count">{ count }</span> }
            </button>
        }
    };
    html! {
        <div class="tabs">
            <div class="tab-list" role="tablist" aria-label={props.label.clone()} ref={list} {onkeydown}>
                { for props.tabs.iter().map(tab) }
            </div>
            <div class="tab-panel" role="tabpanel" key={props.chosen} id={format!("{}-panel-{}", props.name, props.chosen)}
                aria-labelledby={format!("{}-tab-{}", props.name, props.chosen)}
                data-testid={format!("{}-panel-{}", props.name, props.chosen)}>
                { props.children.clone() }
            </div>
        </div>
    }
}

/// On a narrow window the tabs scroll sideways; the chosen one is in sight.
fn show_chosen(list: &NodeRef) {
    let Some(list) = list.cast::<HtmlElement>() else { return };
    let Ok(Some(chosen)) = list.query_selector("[aria-selected=true]") else { return };
    let (outer, inner) = (list.get_bounding_client_rect(), chosen.get_bounding_client_rect());
    let shift = if inner.left() < outer.left() {
        inner.left() - outer.left() - 24.0
    } else if inner.right() > outer.right() {
        inner.right() - outer.right() + 24.0
    } else {
        return;
    };
    list.set_scroll_left(list.scroll_left() + shift as i32);
}

/// What a tab holds begins below the tabs, wherever a person was in the one before.
fn show_beginning(list: &NodeRef) {
    let Some(list) = list.cast::<HtmlElement>() else { return };
    let (Some(panel), Ok(Some(stage))) = (list.next_element_sibling(), list.closest(".stage")) else {
        return;
    };
    let hidden = list.get_bounding_client_rect().bottom() - panel.get_bounding_client_rect().top();
    if hidden > 1.0 {
        stage.set_scroll_top(stage.scroll_top() - hidden.ceil() as i32);
    }
}

fn keys(props: &TabsProps, list: &NodeRef) -> Callback<KeyboardEvent> {
    let ids: Vec<&'static str> = props.tabs.iter().map(|tab| tab.id).collect();
    let (chosen, onchoose) = (props.chosen, props.onchoose.clone());
    let (list, name) = (list.clone(), props.name);
    Callback::from(move |event: KeyboardEvent| {
        let at = ids.iter().position(|id| *id == chosen).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % ids.len().max(1),
            "ArrowLeft" => (at + ids.len().saturating_sub(1)) % ids.len().max(1),
            "Home" => 0,
            "End" => ids.len().saturating_sub(1),
            _ => return,
        };
        let Some(id) = ids.get(next) else { return };
        event.prevent_default();
        onchoose.emit(id);
        let found =
            list.cast::<HtmlElement>().and_then(|l| l.query_selector(&format!("#{name}-tab-{id}")).ok()?);
        if let Some(tab) = found.and_then(|tab| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(tab).ok()) {
            // Without the focus the tab is chosen all the same.
            let _ = tab.focus();
        }
    })
}
