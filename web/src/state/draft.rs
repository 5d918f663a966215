//! Which pictures there are, what each needs, and which suit a column or a pair of columns.

use glasshouse_spec::{ColumnType, PictureKind, PictureRequest};

/// Points above which a scatter plot only smears.
const MANY_POINTS: u64 = 5_000;

/// A kind of picture and what it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needs {
    /// The kind.
    pub kind: PictureKind,
    /// Its name, as in protocols, tests and the catalogue.
    pub name: &'static str,
    /// Types of each column that it must have, in order.
    pub columns: &'static [Takes],
    /// Further columns that it may have, of the type of the last.
    pub more: bool,
    /// What `by` may be, and whether it must be there.
    pub by: Option<(Takes, bool)>,
    /// Whether points have a colour and a size by a column.
    pub points: bool,
    /// Whether the first place may stay empty: rows then count in the order of the file.
    pub loose: bool,
}

/// Which columns fit a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Numbers.
    Numbers,
    /// Numbers or dates.
    Ordered,
    /// Values that repeat: categories and booleans.
    Groups,
    /// Anything.
    Any,
}

impl Takes {
    /// Whether a column of this type fits.
    pub fn fits(self, kind: ColumnType) -> bool {
        match self {
            Self::Numbers => kind == ColumnType::Numeric,
            Self::Ordered => matches!(kind, ColumnType::Numeric | ColumnType::Datetime),
            Self::Groups => matches!(kind, ColumnType::Categorical | ColumnType::Boolean),
            Self::Any => true,
        }
    }
}

const fn needs(kind: PictureKind, name: &'static str, columns: &'static [Takes]) -> Needs {
    Needs { kind, name, columns, more: false, by: None, points: false, loose: false }
}

const fn by(needs: Needs, takes: Takes, must: bool) -> Needs {
    Needs { by: Some((takes, must)), ..needs }
}

const fn loose(needs: Needs) -> Needs {
    Needs { loose: true, ..needs }
}

const fn more(needs: Needs) -> Needs {
    Needs { more: true, ..needs }
}

use PictureKind as P;
use Takes::{Any, Groups, Numbers, Ordered};

/// Every kind of picture, alike ones beside each other.
pub const PICTURES: [Needs; 25] = [
    by(needs(P::Histogram, "histogram", &[Ordered]), Groups, false),
    by(needs(P::Box, "box", &[Numbers]), Groups, false),
    by(needs(P::Violin, "violin", &[Numbers]), Groups, false),
    needs(P::Qq, "qq", &[Numbers]),
    by(needs(P::Bar, "bar", &[Any]), Numbers, false),
    needs(P::Pie, "pie", &[Any]),
    Needs { points: true, ..needs(P::Scatter, "scatter", &[Numbers, Numbers]) },
    needs(P::Hexbin, "hexbin", &[Numbers, Numbers]),
    by(more(needs(P::Line, "line", &[Ordered, Numbers])), Groups, false),
    needs(P::StackedBar, "stacked_bar", &[Groups, Groups]),
    needs(P::GroupedBar, "grouped_bar", &[Groups, Groups]),
    needs(P::Contingency, "contingency", &[Groups, Groups]),
    more(needs(P::Correlation, "correlation", &[])),
    more(Needs { points: true, ..needs(P::PairPlot, "pair_plot", &[]) }),
    more(Needs { points: true, ..needs(P::ParallelCoordinates, "parallel_coordinates", &[]) }),
    needs(P::ClassBalance, "class_balance", &[Groups]),
    by(needs(P::ClassDensities, "class_densities", &[Numbers]), Groups, true),
    needs(P::MissingMatrix, "missing_matrix", &[]),
    needs(P::MissingPairs, "missing_pairs", &[]),
    more(Needs { points: true, ..needs(P::Pca, "pca", &[]) }),
    more(Needs { points: true, ..needs(P::TSne, "t_sne", &[]) }),
    more(Needs { points: true, ..needs(P::Umap, "umap", &[]) }),
    loose(needs(P::Decomposition, "decomposition", &[Ordered, Numbers])),
    loose(needs(P::Acf, "acf", &[Ordered, Numbers])),
    loose(needs(P::Pacf, "pacf", &[Ordered, Numbers])),
];

/// What a kind takes.
pub fn needs_of(kind: PictureKind) -> &'static Needs {
    PICTURES.iter().find(|needs| needs.kind == kind).unwrap_or(&PICTURES[0])
}

/// A column's name and type.
pub type Typed<'a> = (&'a str, ColumnType);

/// The pictures of one column, the most telling first.
pub fn pictures_of((name, kind): Typed<'_>) -> Vec<PictureRequest> {
    let kinds: &[PictureKind] = match kind {
        ColumnType::Numeric => &[P::Histogram, P::Box, P::Violin, P::Qq],
        ColumnType::Datetime => &[P::Histogram],
        ColumnType::Categorical | ColumnType::Boolean => &[P::Bar, P::Pie],
        ColumnType::Text | ColumnType::Id => &[P::Bar],
    };
    kinds.iter().map(|kind| PictureRequest::new(*kind, &[name])).collect()
}

/// The pictures of two columns of a table with so many rows, the most telling first; none where the
/// types allow for no picture.
pub fn pictures_of_pair(a: Typed<'_>, b: Typed<'_>, rows: u64) -> Vec<PictureRequest> {
    let pair = |kind, a: Typed<'_>, b: Typed<'_>| PictureRequest::new(kind, &[a.0, b.0]);
    match (a.1, b.1) {
        (ColumnType::Numeric, ColumnType::Numeric) => {
            let points = [pair(P::Scatter, a, b), pair(P::Hexbin, a, b)];
            if rows > MANY_POINTS { points.into_iter().rev().collect() } else { points.into() }
        }
        (ColumnType::Datetime, ColumnType::Numeric) => vec![pair(P::Line, a, b)],
        (ColumnType::Numeric, ColumnType::Datetime) => vec![pair(P::Line, b, a)],
        (ColumnType::Numeric, kind) if Groups.fits(kind) => by_group(a.0, b.0),
        (kind, ColumnType::Numeric) if Groups.fits(kind) => by_group(b.0, a.0),
        (one, other) if Groups.fits(one) && Groups.fits(other) => {
            vec![pair(P::Contingency, a, b), pair(P::StackedBar, a, b), pair(P::GroupedBar, a, b)]
        }
        _ => Vec::new(),
    }
}

fn by_group(number: &str, group: &str) -> Vec<PictureRequest> {
    [P::Box, P::Violin, P::ClassDensities].map(|kind| PictureRequest::new(kind, &[number]).by(group)).into()
}

/// The picture that shows best what a column tells of the target.
pub fn picture_for_target(column: Typed<'_>, target: Typed<'_>, rows: u64) -> Option<PictureRequest> {
    let classes = Groups.fits(target.1);
    if classes && column.1 == ColumnType::Numeric {
        return Some(PictureRequest::new(P::ClassDensities, &[column.0]).by(target.0));
    }
    if classes && Groups.fits(column.1) {
        let shares =
            PictureRequest { normalize: true, ..PictureRequest::new(P::StackedBar, &[column.0, target.0]) };
        return Some(shares);
    }
    pictures_of_pair(column, target, rows).into_iter().next()
}

/// What a draft still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// The column at this place.
    Column(usize),
    /// A column twice.
    Twice,
    /// The column that parts the rows.
    By,
}

/// What a draft still lacks before it can be drawn.
pub fn lacking(draft: &PictureRequest) -> Option<Lacks> {
    let needs = needs_of(draft.kind);
    let empty = |at: &usize| draft.columns.get(*at).is_none_or(String::is_empty);
    if let Some(at) = (usize::from(needs.loose)..needs.columns.len()).find(empty) {
        return Some(Lacks::Column(at));
    }
    let mut seen = draft.columns.clone();
    seen.sort();
    seen.dedup();
    if seen.len() < draft.columns.len() {
        return Some(Lacks::Twice);
    }
    matches!(needs.by, Some((_, true))).then_some(Lacks::By).filter(|_| draft.by.is_none())
}

/// The picture that a draft asks for: without the places that are left empty.
pub fn asked(draft: &PictureRequest) -> PictureRequest {
    let columns = draft.columns.iter().filter(|name| !name.is_empty()).cloned().collect();
    PictureRequest { columns, ..draft.clone() }
}

/// The draft as another kind: what fits its places stays, what is lacking is taken from the table. Points
/// have the colour of the target's classes until another is chosen.
pub fn redraft(
    kind: PictureKind,
    before: Option<&PictureRequest>,
    columns: &[Typed<'_>],
    target: Option<&str>,
) -> PictureRequest {
    let needs = needs_of(kind);
    let type_of = |name: &str| columns.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
    let mut chosen: Vec<String> = Vec::new();
    let held: Vec<&str> = before.iter().flat_map(|b| b.columns.iter().map(String::as_str)).collect();
    for (at, takes) in needs.columns.iter().enumerate() {
        let open =
            |name: &&str| !chosen.iter().any(|c| c == name) && type_of(name).is_some_and(|t| takes.fits(t));
        let known = || held.iter().copied().chain(columns.iter().map(|(name, _)| *name)).filter(open);
        // Time is what one orders by where there is a column of it.
        let first = *takes == Ordered && at == 0 && needs.columns.len() > 1;
        let time = known().find(|name| first && type_of(name) == Some(ColumnType::Datetime));
        let found = time.or_else(|| known().next().filter(|_| !(needs.loose && first)));
        chosen.push(found.unwrap_or_default().to_owned());
    }
    let mut draft = PictureRequest::new(kind, &[]);
    draft.by = needs.by.and_then(|(takes, must)| {
        let fits = |name: &str| {
            type_of(name).is_some_and(|kind| takes.fits(kind)) && !chosen.iter().any(|c| c == name)
        };
        let kept = before.and_then(|b| b.by.clone()).filter(|name| fits(name));
        let first = columns.iter().map(|(name, _)| *name).find(|name| fits(name)).map(str::to_owned);
        kept.or(first.filter(|_| must))
    });
    if needs.points {
        let classes = target.filter(|name| type_of(name).is_some_and(|kind| Groups.fits(kind)));
        draft.color = match before.filter(|before| needs_of(before.kind).points) {
            Some(before) => before.color.clone(),
            None => classes.map(str::to_owned),
        };
    }
    draft.columns = chosen;
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use ColumnType::{Boolean, Categorical, Datetime, Id, Numeric, Text};

    const TABLE: [Typed<'static>; 6] = [
        ("no", Id),
        ("age", Numeric),
        ("pay", Numeric),
        ("plan", Categorical),
        ("member", Boolean),
        ("day", Datetime),
    ];

    #[test]
    fn every_kind_has_its_place_and_name() {
        for (at, needs) in PICTURES.iter().enumerate() {
            assert_eq!(serde_json::to_string(&needs.kind).unwrap(), format!("\"{}\"", needs.name));
            assert!(PICTURES[at + 1..].iter().all(|other| other.kind != needs.kind), "{}", needs.name);
        }
    }

    #[test]
    fn every_kind_can_be_drafted_from_a_table_that_has_all_types() {
        for needs in PICTURES {
            let draft = redraft(needs.kind, None, &TABLE, None);
            assert_eq!(lacking(&draft), None, "{}", needs.name);
        }
    }

    #[test]
    fn another_kind_keeps_the_columns_that_fit_it() {
        let histogram = PictureRequest::new(P::Histogram, &["pay"]);
        let scatter = redraft(P::Scatter, Some(&histogram), &TABLE, Some("plan"));
        assert_eq!(scatter.columns, ["pay", "age"]);
        assert_eq!(scatter.color.as_deref(), Some("plan"));
        // Whoever takes the colour away finds it gone in other pictures, too.
        let plain = PictureRequest { color: None, ..scatter.clone() };
        assert_eq!(redraft(P::Umap, Some(&plain), &TABLE, Some("plan")).color, None);
        assert_eq!(redraft(P::Umap, None, &TABLE, Some("pay")).color, None);
        let densities = redraft(P::ClassDensities, Some(&scatter), &TABLE, None);
        assert_eq!((densities.columns[0].as_str(), densities.by.as_deref()), ("pay", Some("plan")));
    }

    #[test]
    fn a_series_is_ordered_by_time_where_there_is_one_and_else_by_the_rows() {
        assert_eq!(redraft(P::Acf, None, &TABLE, None).columns, ["day", "age"]);
        let timeless = redraft(P::Acf, None, &TABLE[..4], None);
        assert_eq!(
            (timeless.columns.as_slice(), lacking(&timeless)),
            (&[String::new(), "age".into()][..], None)
        );
        assert_eq!(asked(&timeless).columns, ["age"]);
        assert_eq!(redraft(P::Line, None, &TABLE, None).columns, ["day", "age"]);
    }

    #[test]
    fn what_is_lacking_is_named() {
        let lonely = redraft(P::Scatter, None, &TABLE[..2], None);
        assert_eq!(lacking(&lonely), Some(Lacks::Column(1)));
        assert_eq!(lacking(&PictureRequest::new(P::Scatter, &["age", "age"])), Some(Lacks::Twice));
        assert_eq!(lacking(&PictureRequest::new(P::ClassDensities, &["age"])), Some(Lacks::By));
    }

    #[test]
    fn pairs_have_the_picture_that_suits_their_types_in_either_order() {
        let first = |a, b, rows| pictures_of_pair(a, b, rows).first().map(|p| (p.kind, p.columns.clone()));
        let (age, pay, plan, day) = (TABLE[1], TABLE[2], TABLE[3], TABLE[5]);
        assert_eq!(first(age, pay, 100).unwrap().0, P::Scatter);
        assert_eq!(first(age, pay, 1_000_000).unwrap().0, P::Hexbin);
        assert_eq!(first(age, plan, 9), first(plan, age, 9));
        assert_eq!(first(age, day, 9), first(day, age, 9));
        assert_eq!(first(plan, TABLE[4], 9).unwrap().0, P::Contingency);
        assert_eq!(first(("remark", Text), age, 9), None);
    }
}
