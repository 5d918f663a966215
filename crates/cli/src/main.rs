//! Glasshouse on the command line: arguments in, one request after the other to the engine,
//! results to standard output, progress and messages to standard error.
//!
//! The work is the engine's, as in the page; this crate reads and writes files and prints.

mod arguments;
mod commands;
mod failure;
mod host;
mod memory;
mod output;
mod parameters;
mod session;

use crate::arguments::{Arguments, Command, Common};
use crate::failure::Failure;
use clap::Parser;
use clap::error::ErrorKind;
use glasshouse_spec::Fault;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    let common = arguments.common;
    match use_threads(common).and_then(|()| run(arguments.command, common.json)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(common.json),
    }
}

fn run(command: Command, json: bool) -> Result<(), Failure> {
    match command {
        Command::Kinds { name } => commands::kinds::run(name.as_deref(), json),
        Command::Profile { data, target, part, html, values } => {
            let wanted = commands::profile::Wanted { target, html: html.as_deref(), values, json };
            commands::profile::run(&data, part, wanted)
        }
        Command::Suggest { data, target, task, part, out } => {
            commands::suggest::run(&data, part, target, task, out.as_deref(), json)
        }
        Command::Train { recipe, data, out, params, beside } => {
            commands::train::run(&recipe, &data, out.as_deref(), &params, &beside, json)
        }
        Command::Evaluate { bundle, data, prediction_intervals, stability, groups, beside } => {
            let again = commands::evaluate::Again { prediction_intervals, stability };
            commands::evaluate::run(&bundle, &data, &again, &groups, &beside, json)
        }
        Command::Drift { reference, current, beside } => {
            commands::drift::run(&reference, &current, &beside, json)
        }
        Command::Predict { bundle, data, out, spreadsheet_safe, beside } => {
            commands::predict::run(&bundle, &data, out.as_deref(), spreadsheet_safe, &beside, json)
        }
        Command::Convert { data, out, part } => commands::convert::run(&data, &out, part),
        Command::Prepare { recipe, data, out, beside } => {
            commands::prepare::run(&recipe, &data, out.as_deref(), &beside)
        }
        Command::Compare { one, other, data, metric, folds, repeats, method, rope, five_by_two, beside } => {
            let wanted = commands::compare::Wanted { metric, folds, repeats, method, rope, five_by_two };
            commands::compare::run([&one, &other], &data, wanted, &beside, json)
        }
        Command::Cv {
            recipe,
            data,
            folds,
            repeats,
            method,
            nested,
            trials,
            curve,
            bias_variance,
            params,
            beside,
        } => {
            let wanted =
                commands::cv::Wanted { folds, repeats, method, nested, trials, curve, bias_variance, params };
            commands::cv::run(&recipe, &data, &wanted, &beside, json)
        }
        Command::Tune {
            recipe,
            data,
            trials,
            minutes,
            method,
            metric,
            folds,
            params,
            out,
            recipe_out,
            beside,
        } => {
            let wanted =
                commands::tune::Wanted { trials, minutes, method, metric, folds, params, out, recipe_out };
            commands::tune::run(&recipe, &data, wanted, &beside, json)
        }
        Command::Automl {
            data,
            target,
            task,
            recipe,
            minutes,
            metric,
            folds,
            seed,
            out,
            recipe_out,
            part,
            beside,
        } => {
            let wanted = commands::automl::Wanted {
                target,
                task,
                part,
                recipe,
                minutes,
                metric,
                folds,
                seed,
                out,
                recipe_out,
            };
            commands::automl::run(&data, wanted, &beside, json)
        }
        Command::Split { recipe, data, beside } => commands::split::run(&recipe, &data, &beside, json),
        Command::Validate { recipe, data, out, beside } => {
            commands::validate::run(&recipe, &data, out.as_deref(), &beside, json)
        }
        Command::Duplicates { data, similarity, columns, keep, part } => {
            commands::duplicates::run(&data, part, columns, similarity, keep, json)
        }
        Command::Append { data, others, columns, sampled, out } => {
            let read = sampled.options();
            commands::combine::append(&data, &others, columns, &read, out.as_deref(), json)
        }
        Command::Join { left, right, on, left_on, right_on, how, suffix, out } => {
            let options = commands::combine::JoinOptions { on, left_on, right_on, how, suffix };
            commands::combine::join(&left, &right, options, out.as_deref(), json)
        }
        Command::Explain(arguments) => commands::explain::run(*arguments, json),
        Command::Test(arguments) => commands::test::run(arguments, json),
        Command::Export { bundle, to, data, sensitive, beside, out } => {
            let of = commands::export::Of { data, sensitive, beside };
            commands::export::run(&bundle, to, &of, out.as_deref())
        }
    }
}

/// Trees grow on this many threads; `RAYON_NUM_THREADS` and the number of cores stand otherwise.
fn use_threads(common: Common) -> Result<(), Failure> {
    let Some(threads) = common.threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads));
    pool.build_global().map_err(|error| failure::internal(&format!("no threads: {error}")))
}

/// clap's own words and status, and the fault as JSON where that was asked for.
fn refused(error: &clap::Error) -> ExitCode {
    // Nothing is left to be told where standard error itself is closed.
    let _ = error.print();
    let help = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
    if help.contains(&error.kind()) {
        return ExitCode::SUCCESS;
    }
    if std::env::args().any(|argument| argument == "--json") {
        let text = error.to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_string();
        failure::print_json(&Fault::new("arguments.invalid", message).with_remedy("see `glasshouse help`"));
    }
    ExitCode::from(2)
}
