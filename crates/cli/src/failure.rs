//! What ends a command early, and how it is told.

use glasshouse_spec::{Fault, Place};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Codes of faults where the arguments, the recipe and the data are fine and the work still failed.
const FAILED: [&str; 4] = ["internal", "output.", "export.", "fit."];

/// Why a command ends early.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong; the first fault is the one to show.
    Faults(Vec<Fault>),
    /// The work is done and told, and a rule is broken.
    Broken,
    /// Whoever reads standard output has had enough, which is no failure.
    ReaderLeft,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Faults(vec![fault])
    }
}

impl From<Box<Fault>> for Failure {
    fn from(fault: Box<Fault>) -> Self {
        (*fault).into()
    }
}

impl Failure {
    /// A file cannot be read.
    pub fn unreadable(path: &Path, error: &io::Error) -> Self {
        let (code, why) = match error.kind() {
            io::ErrorKind::NotFound => ("file.not_found", "there is no such file".to_string()),
            io::ErrorKind::PermissionDenied => ("file.denied", "you may not read it".to_string()),
            io::ErrorKind::IsADirectory => ("file.directory", "it is a folder".to_string()),
            _ => ("file.unreadable", error.to_string()),
        };
        Fault::new(code, format!("{} cannot be read: {why}", path.display()))
            .with_place(Place { file: Some(path.display().to_string()), ..Place::default() })
            .with_remedy("check the path")
            .into()
    }

    /// A file cannot be written.
    pub fn unwritable(path: &Path, error: &io::Error) -> Self {
        Fault::new("output.unwritable", format!("{} cannot be written: {error}", path.display()))
            .with_place(Place { file: Some(path.display().to_string()), ..Place::default() })
            .with_remedy(
                "check that the folder is there, that you may write to it and that the disk has room",
            )
            .into()
    }

    /// Tells it: in words on standard error and, where asked, as JSON on standard output.
    pub fn tell(&self, json: bool) -> ExitCode {
        let faults = match self {
            Self::Faults(faults) => faults,
            Self::Broken => return ExitCode::FAILURE,
            Self::ReaderLeft => return ExitCode::SUCCESS,
        };
        for fault in faults {
            eprintln!("{}", in_words(fault));
        }
        if json && let Some(first) = faults.first() {
            print_json(first);
        }
        let failed = faults.first().is_none_or(|f| FAILED.iter().any(|code| f.code.starts_with(code)));
        ExitCode::from(if failed { 1 } else { 2 })
    }
}

/// A mistake of the program, which no input should be able to cause.
pub fn internal(message: &str) -> Failure {
    Fault::new("internal", message)
        .with_remedy("this is a mistake in Glasshouse: please report it with the recipe and the file")
        .into()
}

/// The fault as the JSON document of standard output.
pub fn print_json(fault: &Fault) {
    let document = serde_json::json!({ "fault": fault });
    // Where standard output is closed, standard error has told it already.
    let _ = writeln!(io::stdout(), "{document:#}");
}

fn in_words(fault: &Fault) -> String {
    let mut words = format!("glasshouse: {} [{}]", fault.message, fault.code);
    for cause in &fault.causes {
        words.push_str(&format!("\n  because: {cause}"));
    }
    if let Some(remedy) = &fault.remedy {
        words.push_str(&format!("\n  to do: {remedy}"));
    }
    words
}
