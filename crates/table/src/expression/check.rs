//! The types of a formula's parts, checked against columns before any row is read.

use super::error::{FormulaError, Span};
use super::function::{Function, Gives, Takes};
use super::parse::{Expression, Formula, Node};
use crate::{DateOrder, nearest, parse_date};
use glasshouse_spec::ColumnType;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// Text: of a categorical column, of text, of an id.
    Text,
    /// A date, with a time or not.
    Date,
}

impl Kind {
    /// With its article.
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Truth => "true or false",
            Self::Text => "text",
            Self::Date => "a date",
        }
    }

    /// What the cells of a column are.
    pub fn of(column: ColumnType) -> Self {
        match column {
            ColumnType::Numeric => Self::Number,
            ColumnType::Boolean => Self::Truth,
            ColumnType::Datetime => Self::Date,
            ColumnType::Categorical | ColumnType::Text | ColumnType::Id => Self::Text,
        }
    }

    /// The type of a column of such values.
    pub fn column(self) -> ColumnType {
        match self {
            Self::Number => ColumnType::Numeric,
            Self::Truth => ColumnType::Boolean,
            Self::Text => ColumnType::Categorical,
            Self::Date => ColumnType::Datetime,
        }
    }
}

/// A part of a formula whose kind is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// What it is.
    pub term: Term,
    /// What it comes to.
    pub kind: Kind,
}

/// What a checked part is.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// A number that is written there.
    Number(f64),
    /// `true` or `false`.
    Truth(bool),
    /// Text that is written there.
    Text(String),
    /// A date that is written there, in microseconds since 1970-01-01 UTC.
    Date(i64),
    /// A column.
    Column(String),
    /// A function of other parts, as many as it takes and of the kinds that it takes.
    Call(Function, Vec<Typed>),
}

/// A formula that was checked against columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    root: Typed,
    columns: Vec<(String, ColumnType)>,
}

impl Program {
    pub(super) fn of(formula: &Formula, columns: &[(&str, ColumnType)]) -> Result<Self, FormulaError> {
        let root = typed(&formula.root, columns)?;
        let used = formula.columns();
        let columns = columns.iter().filter(|(name, _)| used.contains(name));
        Ok(Self { root, columns: columns.map(|(name, kind)| ((*name).into(), *kind)).collect() })
    }

    /// The whole formula.
    pub fn root(&self) -> &Typed {
        &self.root
    }

    /// What it comes to.
    pub fn kind(&self) -> Kind {
        self.root.kind
    }

    /// The columns that it reads and their types.
    pub fn columns(&self) -> &[(String, ColumnType)] {
        &self.columns
    }

    /// That a place calls for one kind, and the formula comes to another.
    ///
    /// # Errors
    /// The formula comes to another kind.
    pub fn must_be(&self, kind: Kind, what: &'static str) -> Result<(), FormulaError> {
        needs(what, kind.words().into(), kind, &self.root, Span::default())
    }
}

fn typed(part: &Expression, columns: &[(&str, ColumnType)]) -> Result<Typed, FormulaError> {
    let (term, kind) = match &part.node {
        Node::Number(number) => (Term::Number(*number), Kind::Number),
        Node::Truth(truth) => (Term::Truth(*truth), Kind::Truth),
        Node::Text(text) => (Term::Text(text.clone()), Kind::Text),
        Node::Column(name) => {
            let found = columns.iter().find(|(known, _)| known == name);
            let Some((_, kind)) = found else {
                let nearest = nearest(name, columns.iter().map(|(known, _)| *known)).map(Into::into);
                return Err(FormulaError::NoColumn { name: name.clone(), nearest, at: part.at });
            };
            (Term::Column(name.clone()), Kind::of(*kind))
        }
        Node::Call(Function::Date, arguments) => (Term::Date(written_date(&arguments[0])?), Kind::Date),
        Node::Call(function, arguments) => return call(*function, arguments, columns),
    };
    Ok(Typed { term, kind })
}

fn call(
    function: Function,
    parts: &[Expression],
    columns: &[(&str, ColumnType)],
) -> Result<Typed, FormulaError> {
    let arguments: Vec<Typed> = parts.iter().map(|part| typed(part, columns)).collect::<Result<_, _>>()?;
    let info = function.info();
    let each =
        |at: usize, kind: Kind| needs(info.name, kind.words().into(), kind, &arguments[at], parts[at].at);
    let alike = |first: usize| {
        let kind = arguments[first].kind;
        (first + 1..arguments.len()).try_for_each(|at| {
            let wanted = format!("values of one kind, here {}", kind.words());
            needs(info.name, wanted, kind, &arguments[at], parts[at].at)
        })
    };
    match info.takes {
        Takes::These(kinds) => kinds.iter().enumerate().try_for_each(|(at, kind)| each(at, *kind))?,
        Takes::Some(kind) => (0..arguments.len()).try_for_each(|at| each(at, kind))?,
        Takes::Pair | Takes::Alike => alike(0)?,
        Takes::Choice => {
            each(0, Kind::Truth)?;
            alike(1)?;
        }
        Takes::Ordered => {
            if arguments[0].kind == Kind::Truth {
                let (function, wanted) = (info.name, "numbers, texts or dates".into());
                return Err(FormulaError::Kind { function, wanted, found: Kind::Truth, at: parts[0].at });
            }
            alike(0)?;
        }
        Takes::Any | Takes::Written => {}
    }
    let kind = match (info.gives, arguments.last()) {
        (Gives::This(kind), _) => kind,
        (Gives::Same, last) => last.map_or(Kind::Number, |last| last.kind),
    };
    Ok(Typed { term: Term::Call(function, arguments), kind })
}

fn needs(
    function: &'static str,
    wanted: String,
    kind: Kind,
    given: &Typed,
    at: Span,
) -> Result<(), FormulaError> {
    match given.kind == kind {
        true => Ok(()),
        false => Err(FormulaError::Kind { function, wanted, found: given.kind, at }),
    }
}

/// The instant of a date in quotes; the year comes first, or the month has a name.
fn written_date(part: &Expression) -> Result<i64, FormulaError> {
    let Node::Text(text) = &part.node else {
        let wanted = "a date in quotes, as date(\"2024-01-31\")".into();
        let found = match part.node {
            Node::Number(_) => Kind::Number,
            Node::Truth(_) => Kind::Truth,
            _ => Kind::Text,
        };
        return Err(FormulaError::Kind { function: "date", wanted, found, at: part.at });
    };
    // Of a date whose day and month cannot be told apart there is none: both orders must agree.
    let [day_first, month_first] =
        [DateOrder::DayFirst, DateOrder::MonthFirst].map(|order| parse_date(text, order));
    day_first
        .filter(|date| month_first == Some(*date))
        .ok_or_else(|| FormulaError::NoDate { text: text.clone(), at: part.at })
}
