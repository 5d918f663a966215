//! `relative_features`: columns set against others, row by row, as feature-engine's `RelativeFeatures` does and names
//! them.
//!
//! Where it departs: what is divided by 0 is missing where there is no `fill_value`, while feature-engine refuses
//! the table, and `func` divides when nothing is said.

use super::made::{self, Making};
use super::{Known, is_free};
use crate::fitted::Applying;
use crate::step::Fitting;
use crate::{Built, Context, FittedStep, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{
    Offers, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param,
};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

static PARAMS: [ParamSpec; 4] = [
    ParamSpec::new(
        "reference",
        ParamKind::Names { most: 100 },
        ParamDefault::Null,
        "The columns that the others are set against.",
    )
    .offering(Offers::Columns),
    ParamSpec::new(
        "func",
        ParamKind::Names { most: 7 },
        ParamDefault::Text(Cow::Borrowed("div")),
        "What is done with both: sub, div, add, mul, floordiv, mod, pow; one or several.",
    )
    .offering(Offers::Words(Cow::Borrowed(&[
        Cow::Borrowed("sub"),
        Cow::Borrowed("div"),
        Cow::Borrowed("add"),
        Cow::Borrowed("mul"),
        Cow::Borrowed("floordiv"),
        Cow::Borrowed("mod"),
        Cow::Borrowed("pow"),
    ]))),
    ParamSpec::new(
        "fill_value",
        ParamKind::ChoiceOrFloat {
            options: Cow::Borrowed(&[Cow::Borrowed("none")]),
            min: f64::MIN,
            max: f64::MAX,
        },
        ParamDefault::Text(Cow::Borrowed("none")),
        "What stands where div, floordiv or mod would divide by 0; with none the cell is missing.",
    ),
    ParamSpec::bool("drop_original", false, "Whether the columns and their references go."),
];

/// The kind.
pub(super) static RELATIVE_FEATURES: StepKind = StepKind {
    id: "relative_features",
    title: "Set columns against others",
    help: "Appends ratios, differences and the like of columns and of reference columns: price_div_area. What is made of a missing number is missing.",
    when: "A number says little by itself: debt and income, this year's sales and last year's.",
    beware: "Ratios of small numbers jump; every column meets every reference, which may be many.",
    example: "price, area: 300, 20 → price_div_area: 15",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

/// What is done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// The sum.
    Add,
    /// The difference.
    Sub,
    /// The product.
    Mul,
    /// The quotient.
    Div,
    /// The quotient, rounded down.
    FloorDiv,
    /// What is left of a division, with the sign of the divisor.
    Mod,
    /// The power.
    Pow,
}

impl Relation {
    const ALL: [(&str, Self); 8] = [
        ("add", Self::Add),
        ("sub", Self::Sub),
        ("mul", Self::Mul),
        ("div", Self::Div),
        ("truediv", Self::Div),
        ("floordiv", Self::FloorDiv),
        ("mod", Self::Mod),
        ("pow", Self::Pow),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, relation)| *relation)
    }

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, relation)| *relation == self).map_or("", |(name, _)| name)
    }

    /// Whether 0 is no second number.
    pub fn divides(self) -> bool {
        matches!(self, Self::Div | Self::FloorDiv | Self::Mod)
    }

    fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Sub => a - b,
            Self::Mul => a * b,
            Self::Div => a / b,
            Self::FloorDiv => libm::floor(a / b),
            Self::Mod => {
                let rest = libm::fmod(a, b);
                if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
            }
            Self::Pow => libm::pow(a, b),
        }
    }
}

/// What `relative_features` makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelativeFeaturesState {
    /// Columns that are set against others.
    pub variables: Vec<String>,
    /// The others.
    pub reference: Vec<String>,
    /// What is done with both.
    pub func: Vec<Relation>,
    /// What stands where 0 would be divided by; missing where there is none.
    pub fill_value: Option<f64>,
    /// Names of the columns that are made: by `func`, then by reference, then by variable.
    pub outputs: Vec<String>,
    /// Whether variables and references go.
    pub drop_original: bool,
}

impl RelativeFeaturesState {
    /// Of each output what is done, and the places of the reference and of the variable.
    pub fn parts(&self) -> impl Iterator<Item = (Relation, usize, usize)> + '_ {
        let (references, variables) = (self.reference.len(), self.variables.len());
        let pairs = move |relation: Relation| {
            (0..references).flat_map(move |r| (0..variables).map(move |v| (relation, r, v)))
        };
        self.func.iter().flat_map(move |relation| pairs(*relation))
    }
}

struct RelativeFeatures {
    reference: Vec<String>,
    func: Vec<Relation>,
    fill_value: Option<f64>,
    drop_original: bool,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let mut func = Vec::new();
    for name in param(&PARAMS, values, "func").names() {
        let relation = Relation::named(&name).ok_or_else(|| {
            let known: Vec<&str> = Relation::ALL.iter().map(|(name, _)| *name).collect();
            let message = format!("func must be one or several of {}, not \"{name}\"", known.join(", "));
            vec![ParamFault { name: "func".into(), message }]
        })?;
        if !func.contains(&relation) {
            func.push(relation);
        }
    }
    Ok(Box::new(RelativeFeatures {
        reference: param(&PARAMS, values, "reference").names(),
        func,
        fill_value: param(&PARAMS, values, "fill_value").as_f64(),
        drop_original: param(&PARAMS, values, "drop_original").as_bool().unwrap_or_default(),
    }))
}

impl Step for RelativeFeatures {
    fn reads_together(&self) -> bool {
        true
    }

    fn also(&self) -> Vec<String> {
        self.reference.clone()
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        if self.reference.is_empty() {
            return Err(PrepareError::Refused {
                code: "recipe.reference",
                column: None,
                row: None,
                message: "relative_features has no reference to set columns against".into(),
                remedy: "Name at least one column as reference.".into(),
            });
        }
        for name in columns.iter().chain(&self.reference) {
            cells::scaled(train, name, "relative_features")?;
        }
        let mut state = RelativeFeaturesState {
            // By itself a column says nothing.
            variables: columns.iter().filter(|name| !self.reference.contains(name)).cloned().collect(),
            reference: self.reference.clone(),
            func: self.func.clone(),
            fill_value: self.fill_value,
            outputs: Vec::new(),
            drop_original: self.drop_original,
        };
        let name = |(relation, r, v): (Relation, usize, usize)| {
            format!("{}_{}_{}", state.variables[v], relation.name(), state.reference[r])
        };
        let outputs: Vec<String> = state.parts().map(name).collect();
        outputs.iter().try_for_each(|name| is_free(train, name))?;
        state.outputs = outputs;
        Ok(Box::new(Known(Some(StepState::RelativeFeatures(state)))))
    }
}

impl FittedStep for RelativeFeaturesState {
    /// Whether it has a name for each column that it makes.
    fn is_sound(&self) -> bool {
        self.outputs.len() == self.parts().count()
    }

    fn reads(&self) -> Vec<&str> {
        self.variables.iter().chain(&self.reference).map(String::as_str).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let from = |(_, r, v): (Relation, usize, usize)| {
            vec![self.variables[v].as_str(), self.reference[r].as_str()]
        };
        self.parts().map(from).zip(self.outputs.iter().map(|name| vec![name.as_str()])).collect()
    }

    fn opens(&self) -> Vec<&str> {
        self.outputs.iter().map(String::as_str).collect()
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let parts: Vec<_> = self.parts().collect();
        let fill = self.fill_value.unwrap_or(f64::NAN);
        let make = move |at: usize| {
            let (relation, r, v) = parts[at];
            let mut made = made::numbers(table, &self.variables[v], "relative_features")?;
            let others = made::numbers(table, &self.reference[r], "relative_features")?;
            made.iter_mut().zip(others).for_each(|(a, b)| {
                *a = match (a.is_nan() || b.is_nan(), relation.divides() && b == 0.0) {
                    (true, _) => f64::NAN,
                    (_, true) => fill,
                    _ => relation.of(*a, b),
                };
            });
            Ok(made::column(&self.outputs[at], made))
        };
        let mut making = Making::new(self.outputs.len(), Vec::new(), make);
        if self.drop_original {
            making.drops = self.reads().into_iter().map(String::from).collect();
        }
        Ok(Box::new(making))
    }
}
