//! Why something cannot be exported or a bundle cannot be read.

use glasshouse_spec::{Fault, NOT_IN_ONNX};

/// Why something cannot be exported or a bundle cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A step or estimator has no form in ONNX.
    #[error("{what} cannot be written as ONNX: {why}")]
    NotInOnnx {
        /// The step or estimator, with its column if there is one.
        what: String,
        /// What stands in the way.
        why: String,
    },
    /// The state of a pipeline contradicts itself.
    #[error("the fitted pipeline is not whole: {0}")]
    Inconsistent(String),
    /// The pipeline cannot predict the rows of a proof.
    #[error(transparent)]
    Prepare(#[from] glasshouse_prepare::PrepareError),
    /// A file is not a bundle.
    #[error("this file is not a Glasshouse bundle: {0}")]
    NotABundle(String),
    /// A bundle was written by a newer Glasshouse.
    #[error("this bundle has format {found}, and this Glasshouse reads formats up to {known}")]
    Newer {
        /// Format of the bundle.
        found: u32,
        /// Newest format that is read.
        known: u32,
    },
    /// An entry is missing from a bundle.
    #[error("the bundle has no {0}")]
    NoEntry(String),
    /// An entry does not have the bytes that the manifest vouches for.
    #[error("{0} of the bundle is damaged: its SHA-256 is not the one in manifest.json")]
    Damaged(String),
    /// A bundle claims to unpack to more than is accepted.
    #[error("the bundle would unpack to more than {0} bytes")]
    TooLarge(u64),
    /// An entry cannot be understood.
    #[error("{entry} of the bundle cannot be read: {why}")]
    Unreadable {
        /// Entry.
        entry: String,
        /// What is wrong with it.
        why: String,
    },
    /// An artefact cannot be written.
    #[error("{what} cannot be written: {why}")]
    Unwritable {
        /// Artefact or entry.
        what: String,
        /// What went wrong.
        why: String,
    },
}

impl ExportError {
    /// Stable machine name.
    fn code(&self) -> &'static str {
        match self {
            Self::NotInOnnx { .. } => NOT_IN_ONNX,
            Self::Inconsistent(_) => "export.inconsistent",
            Self::Prepare(_) => "export.predict",
            Self::NotABundle(_) => "bundle.not_a_bundle",
            Self::Newer { .. } => "bundle.newer",
            Self::NoEntry(_) => "bundle.entry_missing",
            Self::Damaged(_) => "bundle.damaged",
            Self::TooLarge(_) => "bundle.too_large",
            Self::Unreadable { .. } => "bundle.unreadable",
            Self::Unwritable { .. } => "export.unwritable",
        }
    }

    /// What a person can do.
    fn remedy(&self) -> &'static str {
        match self {
            Self::NotInOnnx { .. } => {
                "use a step or model that `glasshouse kinds` lists with onnx, or keep to the bundle"
            }
            Self::Inconsistent(_) => "train the model again",
            Self::Prepare(_) => "look at the rows that are scored",
            Self::NotABundle(_) => "choose a file whose name ends in .glasshouse",
            Self::Newer { .. } => "open it with the Glasshouse that wrote it, or a newer one",
            Self::NoEntry(_) | Self::Damaged(_) | Self::Unreadable { .. } => {
                "the file was changed or cut short: take it from its source again, or train again"
            }
            Self::TooLarge(_) => "if you trust its source, train the model again from its recipe",
            Self::Unwritable { .. } => "train the model again, and report this with the recipe",
        }
    }

    /// What a person is told.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Prepare(beneath) => beneath.fault(),
            _ => Fault::new(self.code(), self.to_string()).with_remedy(self.remedy()),
        }
    }
}
