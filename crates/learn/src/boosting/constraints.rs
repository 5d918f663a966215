//! Monotonic constraints as a person writes them.

use crate::LearnError;
use glasshouse_spec::ParamFault;

/// Name of the parameter.
pub(super) const NAME: &str = "monotonic_cst";

/// In which direction answers must go along some features.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Directions {
    #[default]
    None,
    /// One for each feature.
    All(Vec<i8>),
    /// By name.
    Named(Vec<(String, i8)>),
}

impl Directions {
    /// Reads `0, 1, -1` (one for each feature) or `age: 1; price: -1` (by name).
    pub fn parse(text: &str) -> Result<Self, ParamFault> {
        if text.trim().is_empty() {
            return Ok(Self::None);
        }
        let all: Option<Vec<i8>> = text.split(',').map(direction).collect();
        if let Some(all) = all {
            return Ok(Self::All(all));
        }
        let named = text.split([';', '\n']).filter(|part| !part.trim().is_empty()).map(|part| {
            let (name, way) = part.rsplit_once(':')?;
            Some((name.trim().to_string(), direction(way)?))
        });
        named.collect::<Option<Vec<_>>>().map(Self::Named).ok_or_else(|| {
            fault(format!(
                "{NAME} must be like `age: 1; price: -1`, or 1, 0 or -1 for each feature with commas between, \
                 not {text:?}"
            ))
        })
    }

    /// The direction of each feature; nothing where none has one.
    pub fn of(&self, names: &[String]) -> Result<Vec<i8>, LearnError> {
        let refused = |message: String| LearnError::Parameter { name: NAME, message };
        match self {
            Self::None => Ok(Vec::new()),
            Self::All(all) if all.len() == names.len() => Ok(all.clone()),
            Self::All(all) => Err(refused(format!(
                "{NAME} has {} entries for {} features after preparation",
                all.len(),
                names.len()
            ))),
            Self::Named(named) => {
                let mut all = vec![0; names.len()];
                for (name, way) in named {
                    let place = names.iter().position(|known| known == name).ok_or_else(|| {
                        refused(format!("{NAME} names {name}, which is no feature after preparation"))
                    })?;
                    all[place] = *way;
                }
                Ok(all)
            }
        }
    }

    /// Whether no feature has a direction.
    pub fn is_none(&self) -> bool {
        match self {
            Self::None => true,
            Self::All(all) => all.iter().all(|&way| way == 0),
            Self::Named(named) => named.iter().all(|(_, way)| *way == 0),
        }
    }
}

pub(super) fn fault(message: String) -> ParamFault {
    ParamFault { name: NAME.into(), message }
}

fn direction(text: &str) -> Option<i8> {
    match text.trim() {
        "1" | "+1" => Some(1),
        "0" => Some(0),
        "-1" | "−1" => Some(-1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_are_read() {
        let names = ["age".to_string(), "size, cm: wide".into(), "x".into()];
        let of = |text: &str| Directions::parse(text).unwrap().of(&names).unwrap();
        assert_eq!(of("1, 0,-1"), [1, 0, -1]);
        assert_eq!(of("size, cm: wide: -1; age: +1;"), [1, -1, 0]);
        assert_eq!(of(" "), [0i8; 0]);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["age", "age: up", "1, 2", "age: 1, x: -1 y"] {
            assert!(Directions::parse(text).is_err(), "{text}");
        }
        let names = ["age".to_string()];
        for text in ["1, 0", "size: 1"] {
            assert!(Directions::parse(text).unwrap().of(&names).is_err(), "{text}");
        }
    }
}
