//! Icons of one set (Lucide, ISC licence, see assets/icons/LICENSE), as inline SVG. They are
//! ornaments: the words stand beside them or in the label of their control.

use glasshouse_spec::ColumnType;
use yew::prelude::*;

fn source(name: &str) -> &'static str {
    macro_rules! svg {
        ($name:literal) => {
            include_str!(concat!("../../../assets/icons/", $name, ".svg"))
        };
    }
    match name {
        "table-2" => svg!("table-2"),
        "telescope" => svg!("telescope"),
        "list-ordered" => svg!("list-ordered"),
        "sprout" => svg!("sprout"),
        "gauge" => svg!("gauge"),
        "lightbulb" => svg!("lightbulb"),
        "package" => svg!("package"),
        "undo-2" => svg!("undo-2"),
        "redo-2" => svg!("redo-2"),
        "search" => svg!("search"),
        "sun" => svg!("sun"),
        "moon" => svg!("moon"),
        "sun-moon" => svg!("sun-moon"),
        "circle-question-mark" => svg!("circle-question-mark"),
        "lock" => svg!("lock"),
        "chevron-right" => svg!("chevron-right"),
        "x" => svg!("x"),
        "check" => svg!("check"),
        "circle-dot" => svg!("circle-dot"),
        "triangle-alert" => svg!("triangle-alert"),
        "circle-alert" => svg!("circle-alert"),
        "info" => svg!("info"),
        "upload" => svg!("upload"),
        "clipboard-paste" => svg!("clipboard-paste"),
        "plus" => svg!("plus"),
        "zoom-in" => svg!("zoom-in"),
        "zoom-out" => svg!("zoom-out"),
        "trash-2" => svg!("trash-2"),
        "copy" => svg!("copy"),
        "arrow-up" => svg!("arrow-up"),
        "arrow-down" => svg!("arrow-down"),
        "arrow-right" => svg!("arrow-right"),
        "panel-right" => svg!("panel-right"),
        "hash" => svg!("hash"),
        "type" => svg!("type"),
        "calendar" => svg!("calendar"),
        "toggle-left" => svg!("toggle-left"),
        "tags" => svg!("tags"),
        "fingerprint" => svg!("fingerprint"),
        "download" => svg!("download"),
        "shield-check" => svg!("shield-check"),
        "loader-circle" => svg!("loader-circle"),
        "square" => svg!("square"),
        "flag" => svg!("flag"),
        "rotate-ccw" => svg!("rotate-ccw"),
        "file-input" => svg!("file-input"),
        "file-text" => svg!("file-text"),
        "target" => svg!("target"),
        _ => svg!("circle"),
    }
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
