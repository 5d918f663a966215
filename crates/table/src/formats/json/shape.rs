//! How a table lies in a JSON text.
//!
//! Known are a list of records, of lists or of plain values; records one after another (NDJSON);
//! an object that holds one list of records (as `{"data": […]}`); pandas' `split`; an object of
//! columns, as lists or, as pandas writes them, by row labels; pandas' `index`; a single record.

use super::scan::{Broken, Scanner, Token, unescape};

/// Where the values are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Values in a list, from after its bracket.
    List { at: usize },
    /// Values one after another.
    Lines,
    /// Columns as lists, from after their brackets, or as objects of the same keys.
    Columns { columns: Vec<(String, usize)>, keyed: bool, rows: usize },
    /// Records by row labels, from after the brace.
    KeyedRecords { at: usize },
    /// Lists in a list, from after its bracket, and names in a list, from after its.
    Split { names: usize, at: usize },
}

/// Why no table is found.
pub(super) enum Shapeless {
    Broken(Broken),
    /// What it could be instead, in words.
    Unclear(String),
}

impl From<Broken> for Shapeless {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// A member of the outermost object.
struct Member {
    name: String,
    kind: Kind,
    /// After its bracket.
    at: usize,
    /// Number of its values.
    count: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// A list of plain values or lists.
    List,
    /// A list of lists.
    Lists,
    /// A list of objects.
    Records,
    /// An object; whether all keys are whole numbers.
    Object {
        numbered: bool,
    },
}

/// Finds the table.
pub(super) fn of(text: &str) -> Result<Shape, Shapeless> {
    let mut from = Scanner::new(text, 0);
    match from.token()? {
        Token::Array => list(text, from.at),
        Token::Object => {
            let at = from.at;
            let members = members(&mut from)?;
            if from.peek().is_some() { Ok(Shape::Lines) } else { object(&members, at) }
        }
        _ => Err(Shapeless::Unclear("a plain value".into())),
    }
}

/// Whether one list is all, or is followed by others.
fn list(text: &str, at: usize) -> Result<Shape, Shapeless> {
    let mut from = Scanner::new(text, at);
    // Lists of records are long, and nothing follows them; what does is found at their end.
    if from.peek() == Some(b'{') {
        return Ok(Shape::List { at });
    }
    let mut whole = Scanner::new(text, 0);
    whole.skip()?;
    Ok(if whole.peek() == Some(b'[') { Shape::Lines } else { Shape::List { at } })
}

/// Looks at the members of an object whose brace was passed over.
fn members(from: &mut Scanner) -> Result<Vec<Member>, Broken> {
    let mut members = Vec::new();
    let mut first = true;
    while from.further(b'}', first)? {
        first = false;
        let mut name = String::new();
        unescape(from.key()?, &mut name);
        from.peek();
        let start = from.at;
        let token = from.token()?;
        let at = from.at;
        let (kind, count) = match token {
            Token::Array => elements(from)?,
            Token::Object => keys(from)?,
            _ => (Kind::Plain, 0),
        };
        debug_assert!(from.at > start);
        members.push(Member { name, kind, at, count });
    }
    Ok(members)
}

fn elements(from: &mut Scanner) -> Result<(Kind, usize), Broken> {
    let (mut count, mut lists, mut objects) = (0, 0, 0);
    while from.further(b']', count == 0)? {
        match from.peek() {
            Some(b'[') => lists += 1,
            Some(b'{') => objects += 1,
            _ => {}
        }
        from.skip()?;
        count += 1;
    }
    let kind = match count {
        0 => Kind::List,
        _ if objects == count => Kind::Records,
        _ if lists == count => Kind::Lists,
        _ => Kind::List,
    };
    Ok((kind, count))
}

fn keys(from: &mut Scanner) -> Result<(Kind, usize), Broken> {
    let (mut count, mut numbered) = (0, true);
    while from.further(b'}', count == 0)? {
        let key = from.key()?;
        numbered &= whole(key);
        from.skip()?;
        count += 1;
    }
    Ok((Kind::Object { numbered: numbered && count > 0 }, count))
}

fn whole(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit())
}

/// What an object is that stands alone; `at` is after its brace.
fn object(members: &[Member], at: usize) -> Result<Shape, Shapeless> {
    if let Some(shape) = split(members) {
        return Ok(shape);
    }
    let lists = |m: &&Member| matches!(m.kind, Kind::List | Kind::Lists | Kind::Records);
    let records: Vec<&Member> = members.iter().filter(|m| m.kind == Kind::Records).collect();
    let all_lists = !members.is_empty() && members.iter().all(|m| lists(&m));
    match &records[..] {
        [only] if members.len() == 1 || !all_lists || members.iter().any(|m| m.count != only.count) => {
            return Ok(Shape::List { at: only.at });
        }
        [] | [_] => {}
        several => {
            if !all_lists || several.iter().any(|m| m.count != several[0].count) {
                let names: Vec<&str> = several.iter().map(|m| m.name.as_str()).collect();
                return Err(Shapeless::Unclear(format!("one of several lists: {}", names.join(", "))));
            }
        }
    }
    if all_lists {
        return columns(members);
    }
    if !members.is_empty() && members.iter().all(|m| matches!(m.kind, Kind::Object { .. })) {
        return keyed(members, at);
    }
    Ok(Shape::Lines)
}

/// pandas' `split`: names of the columns beside lists of values.
fn split(members: &[Member]) -> Option<Shape> {
    let of = |name: &str| members.iter().find(|m| m.name == name);
    let (columns, data) = (of("columns")?, of("data")?);
    let known = members.iter().all(|m| matches!(m.name.as_str(), "columns" | "data" | "index"));
    let lists = columns.kind == Kind::List && (data.kind == Kind::Lists || data.count == 0);
    (known && lists).then_some(Shape::Split { names: columns.at, at: data.at })
}

fn columns(members: &[Member]) -> Result<Shape, Shapeless> {
    let rows = members.first().map_or(0, |m| m.count);
    if let Some(other) = members.iter().find(|m| m.count != rows) {
        let first = members.first().map_or("", |m| m.name.as_str());
        return Err(Shapeless::Unclear(format!(
            "columns of different lengths: {first} has {rows} values and {} has {}",
            other.name, other.count
        )));
    }
    Ok(all(members, false))
}

fn all(members: &[Member], keyed: bool) -> Shape {
    let columns = members.iter().map(|m| (m.name.clone(), m.at)).collect();
    Shape::Columns { columns, keyed, rows: members.first().map_or(0, |m| m.count) }
}

/// An object of objects: columns by row labels, or rows by labels. Labels that are whole numbers
/// are pandas' count of the rows.
fn keyed(members: &[Member], at: usize) -> Result<Shape, Shapeless> {
    let inner = members.iter().all(|m| m.kind == Kind::Object { numbered: true });
    let outer = members.iter().all(|m| whole(&m.name));
    let same = members.iter().all(|m| m.count == members[0].count);
    match (inner, outer) {
        (true, false) if same => Ok(all(members, true)),
        (false, true) => Ok(Shape::KeyedRecords { at }),
        _ => Err(Shapeless::Unclear("an object of objects, which can be rows or columns".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        match of(text) {
            Ok(shape) => format!("{shape:?}").split([' ', '(']).next().unwrap_or_default().to_owned(),
            Err(Shapeless::Broken(broken)) => broken.what.to_owned(),
            Err(Shapeless::Unclear(what)) => what,
        }
    }

    #[test]
    fn usual_shapes() {
        for (text, expected) in [
            (r#"[{"a":1}]"#, "List"),
            (r#"[[1,2],[3,4]]"#, "List"),
            ("[1,2]\n[3,4]\n", "Lines"),
            ("{\"a\":1}\n{\"a\":2}", "Lines"),
            (r#"{"a":1,"b":{"c":2}}"#, "Lines"),
            (r#"{"data":[{"a":1}],"count":1}"#, "List"),
            (r#"{"schema":{"fields":[]},"data":[{"a":1}]}"#, "List"),
            (r#"{"a":[1,2],"b":[3,4]}"#, "Columns"),
            (r#"{"a":[1,2],"b":[{"x":1},{"x":2}]}"#, "Columns"),
            (r#"{"columns":["a"],"index":[0],"data":[[1]]}"#, "Split"),
            (r#"{"a":{"0":1,"1":2},"b":{"0":3,"1":4}}"#, "Columns"),
            (r#"{"0":{"a":1},"1":{"a":2}}"#, "KeyedRecords"),
            (r#"{"x":{"a":1},"y":{"a":2}}"#, "an object of objects, which can be rows or columns"),
            (r#"{"a":[1],"b":[1,2]}"#, "columns of different lengths: a has 1 values and b has 2"),
            (r#"{"n":1,"a":[{"x":1}],"b":[{"y":1}]}"#, "one of several lists: a, b"),
            ("3", "a plain value"),
            ("{\"a\":", "the text ends where a value is expected"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
