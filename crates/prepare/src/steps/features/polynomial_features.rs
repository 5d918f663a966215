//! `polynomial_features`: products and powers of columns, as scikit-learn's `PolynomialFeatures` makes and names
//! them.
//!
//! Where it departs: the columns stay and the terms of a higher degree are appended (`keep`), and there is no
//! constant column unless asked for, since every model that wants an intercept has its own.

use super::made::{self, Making};
use super::{Known, is_free};
use crate::fitted::Applying;
use crate::step::Fitting;
use crate::{Built, Context, FittedStep, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValue, ParamValues, check_params, param};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Terms at most: more would be no table any more.
const MOST: usize = 20_000;

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::new(
        "degree",
        ParamKind::Integers { min: 0, max: 10, most: 2 },
        ParamDefault::Int(2),
        "How many columns are multiplied at most; or the least and the most.",
    ),
    ParamSpec::bool("interaction_only", false, "Whether no column is multiplied with itself."),
    ParamSpec::bool("include_bias", false, "Whether a column of ones is made, too."),
    ParamSpec::new(
        "interactions",
        ParamKind::Names { most: 1000 },
        ParamDefault::Null,
        "Only these products: two columns each, with * between, as age * income. Degree and the rest then do not count.",
    ),
    ParamSpec::bool(
        "keep",
        true,
        "Whether the columns stay and what is made of them is appended; else all terms take their place.",
    ),
];

/// The kind.
pub(super) static POLYNOMIAL_FEATURES: StepKind = StepKind {
    id: "polynomial_features",
    title: "Multiply columns with each other",
    help: "Makes products of columns and their powers, up to a degree: a b, a^2. A product of a missing number is missing.",
    when: "Linear models, where two columns matter together or a line is bent.",
    beware: "The number of terms grows quickly: 100 columns make 5,050 of degree 2. Fill gaps and scale before it.",
    example: "a, b: 2, 3 → a^2, a b, b^2: 4, 6, 9",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

/// What `polynomial_features` makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PolynomialFeaturesState {
    /// Columns that it reads.
    pub columns: Vec<String>,
    /// Its terms.
    pub terms: Vec<PolynomialTerm>,
    /// Whether the columns stay.
    pub keep: bool,
}

/// A product of columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PolynomialTerm {
    /// Name of the column that it becomes.
    pub name: String,
    /// Places of the columns that are multiplied, ascending and repeated; none for a column of ones.
    pub factors: Vec<u32>,
}

struct PolynomialFeatures {
    degrees: RangeInclusive<usize>,
    repeats: bool,
    bias: bool,
    interactions: Vec<String>,
    keep: bool,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let flag = |name| param(&PARAMS, values, name).as_bool().unwrap_or_default();
    let degree = |value: &ParamValue| value.as_i64().unwrap_or(2) as usize;
    let degrees = match param(&PARAMS, values, "degree") {
        ParamValue::List(list) if list.len() > 1 => degree(&list[0])..=degree(&list[1]),
        ParamValue::List(list) => 0..=list.first().map_or(2, degree),
        one => 0..=degree(&one),
    };
    Ok(Box::new(PolynomialFeatures {
        degrees,
        repeats: !flag("interaction_only"),
        bias: flag("include_bias"),
        interactions: param(&PARAMS, values, "interactions").names(),
        keep: flag("keep"),
    }))
}

impl Step for PolynomialFeatures {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        for name in columns {
            cells::scaled(train, name, "polynomial_features")?;
        }
        let terms = match self.interactions.is_empty() {
            true => self.terms(columns)?,
            false => chosen(&self.interactions, columns)?,
        };
        for term in terms.iter().filter(|term| self.keep || !columns.contains(&term.name)) {
            is_free(train, &term.name)?;
        }
        let state = PolynomialFeaturesState { columns: columns.to_vec(), terms, keep: self.keep };
        Ok(Box::new(Known(Some(StepState::PolynomialFeatures(state)))))
    }
}

impl PolynomialFeatures {
    /// The terms in scikit-learn's order: by degree, then by their columns.
    fn terms(&self, columns: &[String]) -> Result<Vec<PolynomialTerm>, PrepareError> {
        let mut terms = Vec::new();
        if self.bias {
            terms.push(term(Vec::new(), columns));
        }
        for degree in (*self.degrees.start()).max(1)..=*self.degrees.end() {
            if degree == 1 && self.keep {
                continue;
            }
            let mut factors = first(degree, self.repeats);
            while factors.last().is_some_and(|last| (*last as usize) < columns.len()) {
                if terms.len() == MOST {
                    return Err(too_many(columns.len()));
                }
                terms.push(term(factors.clone(), columns));
                if !next(&mut factors, columns.len(), self.repeats) {
                    break;
                }
            }
        }
        Ok(terms)
    }
}

/// The first combination: the first column again and again, or the first columns.
fn first(degree: usize, repeats: bool) -> Vec<u32> {
    (0..degree as u32).map(|at| if repeats { 0 } else { at }).collect()
}

/// The combination after this; false where it was the last.
fn next(factors: &mut [u32], columns: usize, repeats: bool) -> bool {
    let degree = factors.len();
    let most = |at: usize| (columns - 1 - if repeats { 0 } else { degree - 1 - at }) as u32;
    let Some(at) = (0..degree).rev().find(|at| factors[*at] < most(*at)) else { return false };
    factors[at] += 1;
    for behind in at + 1..degree {
        factors[behind] = factors[behind - 1] + u32::from(!repeats);
    }
    true
}

/// `a^2 b`, and `1` of none.
fn term(factors: Vec<u32>, columns: &[String]) -> PolynomialTerm {
    let parts = factors.chunk_by(|a, b| a == b).map(|run| match run.len() {
        1 => columns[run[0] as usize].clone(),
        power => format!("{}^{power}", columns[run[0] as usize]),
    });
    let name = parts.collect::<Vec<_>>()[..].join(" ");
    PolynomialTerm { name: if factors.is_empty() { "1".into() } else { name }, factors }
}

/// The products that were named.
fn chosen(interactions: &[String], columns: &[String]) -> Result<Vec<PolynomialTerm>, PrepareError> {
    let place = |name: &str| columns.iter().position(|column| column == name).map(|at| at as u32);
    let pair = |named: &String| {
        // A name may hold the sign itself: the first way of parting it that gives two columns.
        let parted = named.match_indices('*').find_map(|(at, _)| {
            let (a, b) = (place(named[..at].trim())?, place(named[at + 1..].trim())?);
            Some(vec![a.min(b), a.max(b)])
        });
        parted.map(|factors| term(factors, columns)).ok_or_else(|| PrepareError::Refused {
            code: "recipe.interaction",
            column: None,
            row: None,
            message: format!("\"{named}\" is no product of two columns of the step"),
            remedy: "Write two of the step's columns with * between, as age * income.".into(),
        })
    };
    let mut terms: Vec<PolynomialTerm> = Vec::with_capacity(interactions.len());
    for named in interactions {
        let term = pair(named)?;
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    Ok(terms)
}

fn too_many(columns: usize) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.too_many_terms",
        column: None,
        row: None,
        message: format!("{columns} columns make more than {MOST} terms of this degree"),
        remedy: "Name fewer columns, lower the degree, or name the interactions.".into(),
    }
}

impl FittedStep for PolynomialFeaturesState {
    /// Whether its terms are of columns that it reads.
    fn is_sound(&self) -> bool {
        let inside = |factor: &u32| (*factor as usize) < self.columns.len();
        self.terms.iter().all(|term| term.factors.iter().all(inside))
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let from = |term: &PolynomialTerm| {
            let mut places = term.factors.clone();
            places.dedup();
            places.iter().map(|at| self.columns[*at as usize].as_str()).collect::<Vec<_>>()
        };
        self.terms.iter().map(|term| (from(term), vec![term.name.as_str()])).collect()
    }

    fn opens(&self) -> Vec<&str> {
        self.terms.iter().filter(|term| !term.factors.is_empty()).map(|term| term.name.as_str()).collect()
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let make = move |at: usize| {
            let PolynomialTerm { name, factors } = &self.terms[at];
            let mut product = vec![1.0; table.rows()];
            for (turn, factor) in factors.iter().enumerate() {
                let column = cells::column(table, &self.columns[*factor as usize])?;
                let next = made::with_gaps(cells::numbers(column, "polynomial_features")?);
                match turn {
                    0 => product = next,
                    _ => product.iter_mut().zip(next).for_each(|(so_far, x)| *so_far *= x),
                }
            }
            Ok(made::column(name, product))
        };
        let replaces = if self.keep { Vec::new() } else { self.columns.clone() };
        Ok(Box::new(Making::new(self.terms.len(), replaces, make)))
    }
}
