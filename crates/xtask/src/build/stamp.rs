//! Finished work is recognised by what it was made from.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace::{digest, files_under, read, write};

/// A folder of results with the digest of its inputs beside it.
pub struct Stamp {
    folder: PathBuf,
    inputs: String,
}

impl Stamp {
    /// The inputs are files and folders, with their names, and words such as tool versions.
    pub fn new(folder: PathBuf, inputs: &[PathBuf], words: &[&str]) -> Result<Self> {
        let mut pieces: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
        for input in inputs {
            for file in files_under(input)? {
                pieces.push(file.to_string_lossy().as_bytes().to_vec());
                pieces.push(read(&file)?);
            }
        }
        Ok(Self { folder, inputs: digest(pieces.iter().map(Vec::as_slice)) })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn file(&self) -> PathBuf {
        self.folder.with_extension("made-from")
    }

    /// Whether the folder was finished with these very inputs.
    pub fn is_current(&self) -> bool {
        let made_from = fs::read_to_string(self.file());
        self.folder.is_dir() && made_from.is_ok_and(|text| text == self.inputs)
    }

    /// Empties the folder, for work to begin; until `done` it counts as unfinished.
    pub fn start(&self) -> Result<()> {
        if self.folder.is_dir() {
            fs::remove_dir_all(&self.folder)
                .with_context(|| format!("emptying {}", self.folder.display()))?;
        }
        write(&self.file(), b"unfinished")?;
        fs::create_dir_all(&self.folder).with_context(|| format!("creating {}", self.folder.display()))
    }

    pub fn done(&self) -> Result<()> {
        write(&self.file(), self.inputs.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_input_or_an_interruption_makes_it_stale() {
        let folder = std::env::temp_dir().join(format!("glasshouse-stamp-{}", std::process::id()));
        let (input, output) = (folder.join("input.txt"), folder.join("output"));
        write(&input, b"one").unwrap();
        let stamp = |word| Stamp::new(output.clone(), std::slice::from_ref(&input), &[word]).unwrap();
        assert!(!stamp("v1").is_current());
        stamp("v1").start().unwrap();
        assert!(!stamp("v1").is_current(), "unfinished work counts as none");
        stamp("v1").done().unwrap();
        assert!(stamp("v1").is_current());
        assert!(!stamp("v2").is_current(), "another tool makes it stale");
        write(&input, b"two").unwrap();
        assert!(!stamp("v1").is_current(), "another input makes it stale");
        fs::remove_dir_all(folder).unwrap();
    }
}
