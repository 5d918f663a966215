use super::*;
use crate::{Loaded, read_table};
use glasshouse_spec::DataOptions;
use std::collections::BTreeMap;

const FILE: &str = "n,c,d,t\n\
    3,b,2020-01-02,Some words here\n\
    ,a,2021-01-02,other words there\n\
    -1,B,,more of the words\n\
    10,,2019-05-06,NA\n\
    3,a,2020-01-01,\u{c9}t\u{e9} words in French\n";

fn loaded() -> Loaded {
    let columns = [("t", "text"), ("c", "categorical")].map(|(name, kind)| {
        (name.to_string(), serde_json::from_value(serde_json::json!({ "type": kind })).unwrap())
    });
    read_table("view.csv", FILE.into(), &DataOptions::default(), &BTreeMap::from(columns)).unwrap()
}

fn view(json: serde_json::Value) -> View {
    serde_json::from_value(json).unwrap()
}

fn rows(json: serde_json::Value) -> Vec<u32> {
    rows_of(&loaded().table, &view(json)).unwrap().unwrap()
}

fn filtered(condition: serde_json::Value) -> Vec<u32> {
    rows(serde_json::json!({ "filter": [condition] }))
}

#[test]
fn a_plain_view_is_the_file() {
    assert!(rows_of(&loaded().table, &View::default()).unwrap().is_none());
}

#[test]
fn sorting_puts_missing_cells_last_and_keeps_the_order_of_equals() {
    let sorted = |column: &str, descending: bool| {
        rows(serde_json::json!({ "sort": [{ "column": column, "descending": descending }] }))
    };
    assert_eq!(sorted("n", false), [2, 0, 4, 3, 1]);
    assert_eq!(sorted("n", true), [3, 0, 4, 2, 1]);
    assert_eq!(sorted("c", false), [1, 4, 0, 2, 3]);
    assert_eq!(sorted("c", true), [0, 2, 1, 4, 3]);
    assert_eq!(sorted("d", false), [3, 4, 0, 1, 2]);
    assert_eq!(sorted("t", false), [2, 1, 0, 4, 3]);
}

#[test]
fn the_first_key_decides_and_the_next_parts_equals() {
    let keys = serde_json::json!({ "sort": [{ "column": "c" }, { "column": "n", "descending": true }] });
    assert_eq!(rows(keys), [4, 1, 0, 2, 3]);
}

#[test]
fn conditions_choose_rows() {
    let is = |json: serde_json::Value| filtered(json);
    assert_eq!(is(serde_json::json!({ "column": "n", "is": "range", "min": 3 })), [0, 3, 4]);
    assert_eq!(is(serde_json::json!({ "column": "n", "is": "range", "min": -1, "max": 3 })), [0, 2, 4]);
    assert_eq!(is(serde_json::json!({ "column": "n", "is": "missing" })), [1]);
    assert_eq!(is(serde_json::json!({ "column": "n", "is": "missing", "negate": true })), [0, 2, 3, 4]);
    assert_eq!(is(serde_json::json!({ "column": "n", "is": "one_of", "values": ["3", "-1"] })), [0, 2, 4]);
    assert_eq!(is(serde_json::json!({ "column": "c", "is": "one_of", "values": ["a"] })), [1, 4]);
    let not_a = serde_json::json!({ "column": "c", "is": "one_of", "values": ["a"], "negate": true });
    assert_eq!(is(not_a), [0, 2, 3]);
    assert_eq!(is(serde_json::json!({ "column": "t", "is": "contains", "text": "\u{e9}T\u{c9}" })), [4]);
    assert_eq!(is(serde_json::json!({ "column": "t", "is": "contains", "text": "THERE" })), [1]);
    assert_eq!(is(serde_json::json!({ "column": "c", "is": "range", "min": 0 })), Vec::<u32>::new());
    let in_2020 = serde_json::json!({ "column": "d", "is": "range", "min": 1_577_836_800_000.0, "max": 1_609_459_199_999.0 });
    assert_eq!(is(in_2020), [0, 4]);
}

#[test]
fn all_conditions_hold_at_once() {
    let both = serde_json::json!({ "filter": [
        { "column": "n", "is": "range", "min": 0 }, { "column": "c", "is": "missing", "negate": true }
    ]});
    assert_eq!(rows(both), [0, 4]);
}

#[test]
fn a_column_that_is_not_there_is_named() {
    let missing = view(serde_json::json!({ "sort": [{ "column": "zz" }] }));
    let error = rows_of(&loaded().table, &missing).unwrap_err();
    assert!(matches!(error, TableError::NoColumn { column } if column == "zz"));
}

#[test]
fn a_window_shows_the_cells_as_written_with_their_row_numbers() {
    let loaded = loaded();
    let page = page_of(&loaded.source, &[4, 0, 3], 1, 5);
    assert_eq!((page.start, page.total, page.numbers), (1, 3, vec![0, 3]));
    assert_eq!(page.rows[1], [Some("10".into()), None, Some("2019-05-06".into()), None]);
    assert!(page_of(&loaded.source, &[4], 9, 5).rows.is_empty());
}

#[test]
fn a_search_tells_places_in_the_order_of_the_view() {
    let loaded = loaded();
    let search = |rows: Option<&[u32]>, text| {
        let mut search = Search::new(&loaded.source, rows, text);
        while search.advance().is_some() {}
        search.finish()
    };
    assert_eq!(search(None, "WORDS").cells, [(0, 3), (1, 3), (2, 3), (4, 3)]);
    assert_eq!(search(Some(&[4, 1]), "words").cells, [(0, 3), (1, 3)]);
    assert_eq!(search(Some(&[]), "words").total, 0);
    assert_eq!(search(None, "-0").total, 4);
}
