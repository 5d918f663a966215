//! What is learnt of the model that is looked at by training its recipe again, a little otherwise each time.

mod quantiles;
mod stability;

use super::{Answer, Bench, Faults, load, rules};
use crate::control::Control;
use crate::state::{Others, Ruled, Trained};
use glasshouse_spec::{Event, Fault, Place, Refit, Refitted};
use std::rc::Rc;

/// Share of the progress at which the rows are arranged.
const ARRANGED: f64 = 0.05;

pub(super) async fn run(bench: Bench, ask: Refit, file: Option<(String, Vec<u8>)>) -> Result<Answer, Faults> {
    let model = bench.state.borrow().model()?;
    let others = bench.state.borrow().others.clone();
    let control = &bench.control;
    let ruled = trained_beside(control, &model, &others, file).await?;
    let found = match ask {
        Refit::Quantiles { target, level } => {
            Refitted::Quantiles(quantiles::run(control, &model, &ruled, (target as usize, level)).await?)
        }
        Refit::Stability { rounds } => {
            Refitted::Stability(stability::run(control, &model, &ruled, rounds).await?)
        }
    };
    Ok(Event::Refitted { found: Box::new(found) }.into())
}

/// The rows that the model was trained beside: those at hand, or those of a file, which has to be the same.
///
/// # Errors
/// Rows that are not at hand; a file that cannot be read or is another one.
pub(super) async fn trained_beside(
    control: &Control,
    model: &Trained,
    others: &Others,
    file: Option<(String, Vec<u8>)>,
) -> Result<Rc<Ruled>, Faults> {
    let Some((name, bytes)) = file else { return Ok(model.data.clone().ok_or_else(no_rows)?) };
    let recipe = &model.recipe;
    let place = Place { file: Some(name.clone()), ..Place::default() };
    let (options, columns) = (recipe.data.clone(), recipe.columns.clone());
    let data = load::read(control, name, bytes.into(), options, columns).await?;
    let ruled = rules::as_recipe_reads(control, others, Rc::new(data), recipe).await?;
    if ruled.data.read.sha256 != model.report.data_sha256 {
        return Err(other_file().with_place(place).into());
    }
    Ok(ruled)
}

fn other_file() -> Fault {
    Fault::new("refit.other_data", "the file is not the one that the model was trained on")
        .with_remedy("give that file: the recipe is trained again on its training rows")
}

fn no_rows() -> Fault {
    Fault::new("model.no_rows", "the rows that the model was trained on are not at hand")
        .with_remedy("load its data and train again")
}
