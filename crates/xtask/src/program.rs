//! Running other programs: what failed is named in full, and nothing waits for ever.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What `cargo run` tells this process about itself, which is wrong for the programs it starts.
const OWN_PACKAGE: [&str; 6] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION",
    "CARGO_BIN_NAME",
    "CARGO_CRATE_NAME",
];

/// A program about to run.
pub struct Program {
    command: Command,
}

impl Program {
    pub fn new(name: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(name);
        for name in OWN_PACKAGE {
            command.env_remove(name);
        }
        Self { command }
    }

    pub fn arg(mut self, value: impl AsRef<OsStr>) -> Self {
        self.command.arg(value);
        self
    }

    /// Several arguments in one string, split at spaces.
    pub fn words(mut self, words: &str) -> Self {
        self.command.args(words.split_whitespace());
        self
    }

    pub fn args<A: AsRef<OsStr>>(mut self, values: impl IntoIterator<Item = A>) -> Self {
        self.command.args(values);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Looks for programs in these folders before the rest of PATH; a later call comes before an
    /// earlier one.
    pub fn path_first(self, folders: &[PathBuf]) -> Result<Self> {
        let given = self.command.get_envs().find(|(name, _)| *name == "PATH");
        let given = given.and_then(|(_, value)| value.map(OsStr::to_owned));
        let old = given.or_else(|| env::var_os("PATH")).unwrap_or_default();
        let all = folders.iter().cloned().chain(env::split_paths(&old));
        let joined = env::join_paths(all).context("a tool folder's name cannot stand in PATH")?;
        Ok(self.env("PATH", joined))
    }

    /// Runs it in view of the user; an error names the command unless it ended well.
    pub fn run(mut self) -> Result<()> {
        let shown = self.shown();
        let status = self.command.status().with_context(|| format!("cannot start `{shown}`"))?;
        ended_well(&shown, status)
    }

    /// Runs it in view of the user, and ends it after `limit`.
    pub fn run_within(mut self, limit: Duration) -> Result<()> {
        let shown = self.shown();
        let child = self.command.spawn().with_context(|| format!("cannot start `{shown}`"))?;
        match wait_at_most(child, limit)? {
            Some(status) => ended_well(&shown, status),
            None => bail!("`{shown}` was ended: it took more than {} s", limit.as_secs()),
        }
    }

    /// Runs it out of sight and returns what it printed.
    pub fn read(mut self) -> Result<String> {
        let shown = self.shown();
        let output = self.command.output().with_context(|| format!("cannot start `{shown}`"))?;
        if !output.status.success() {
            bail!("`{shown}` failed:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        String::from_utf8(output.stdout).with_context(|| format!("`{shown}` printed no text"))
    }

    /// Runs it out of sight and tells whether it could be started and ended well.
    pub fn succeeds(mut self) -> bool {
        let silent = self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        silent.status().is_ok_and(|status| status.success())
    }

    /// The command as one would type it.
    fn shown(&self) -> String {
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

fn ended_well(shown: &str, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{shown}` failed ({status})")
}

fn wait_at_most(mut child: Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Tells the user what is going on.
pub fn say(words: &str) {
    eprintln!("xtask: {words}");
}

/// The first of these names that PATH holds.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |dir| dir.join(name)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command() {
        let fault = Program::new("sh").args(["-c", "exit 3"]).run().unwrap_err().to_string();
        assert!(fault.contains("sh -c exit 3") && fault.contains('3'), "{fault}");
    }

    #[test]
    fn folders_put_on_the_path_add_up() {
        let print = Program::new("sh").args(["-c", "echo $PATH"]);
        let folders = |name: &str| [PathBuf::from(name)];
        let program = print.path_first(&folders("/first")).unwrap().path_first(&folders("/second")).unwrap();
        assert!(program.read().unwrap().starts_with("/second:/first:"));
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let start = Instant::now();
        let fault = Program::new("sleep").arg("30").run_within(Duration::from_millis(100));
        assert!(fault.unwrap_err().to_string().contains("was ended"));
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn what_is_missing_does_not_succeed() {
        assert!(!Program::new("no-such-program-anywhere").succeeds());
        assert!(on_path(&["no-such-program-anywhere"]).is_none());
        assert!(on_path(&["no-such-program-anywhere", "sh"]).is_some());
    }
}
