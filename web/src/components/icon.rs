//! Icons of one set (Lucide, ISC licence, see assets/icons/LICENSE), as inline SVG. They are
//! ornaments: the words stand beside them or in the label of their control.

use glasshouse_spec::ColumnType;
use yew::prelude::*;

macro_rules! svg {
    ($name:literal) => {
        include_str!(concat!("../../../assets/icons/", $name, ".svg"))
    };
}

macro_rules! named {
    ($($name:literal)+) => { &[$(($name, svg!($name))),+] };
}

/// The icons by their names.
const ICONS: &[(&str, &str)] = named![
    "table-2"
    "telescope"
    "list-ordered"
    "sprout"
    "gauge"
    "lightbulb"
    "package"
    "undo-2"
    "redo-2"
    "search"
    "sun"
    "moon"
    "sun-moon"
    "circle-question-mark"
    "lock"
    "chevron-right"
    "x"
    "check"
    "circle-dot"
    "triangle-alert"
    "circle-alert"
    "info"
    "upload"
    "clipboard-paste"
    "plus"
    "zoom-in"
    "zoom-out"
    "trash-2"
    "copy"
    "arrow-up"
    "arrow-down"
    "arrow-right"
    "panel-right"
    "hash"
    "type"
    "calendar"
    "toggle-left"
    "tags"
    "fingerprint"
    "download"
    "shield-check"
    "loader-circle"
    "square"
    "flag"
    "rotate-ccw"
    "file-input"
    "file-text"
    "target"
    "grip-vertical"
    "link"
];

fn source(name: &str) -> &'static str {
    ICONS.iter().find(|(known, _)| *known == name).map_or(svg!("circle"), |(_, svg)| svg)
}

/// The icon of a name; a plain circle for a name that is not there.
pub fn icon(name: &str) -> Html {
    let svg = Html::from_html_unchecked(AttrValue::Static(source(name)));
    html! { <span class="icon" aria-hidden="true">{ svg }</span> }
}

/// Name of the icon of a column's type.
pub fn type_icon(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Numeric => "hash",
        ColumnType::Categorical => "tags",
        ColumnType::Boolean => "toggle-left",
        ColumnType::Datetime => "calendar",
        ColumnType::Text => "type",
        ColumnType::Id => "fingerprint",
    }
}
