//! Where an installed ONNX Runtime library is: named by `ORT_DYLIB_PATH`, in the folders of the
//! system, in the active Python's `onnxruntime` package, or in the Python that
//! `cargo xtask setup` makes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The variable that names the library.
pub const VARIABLE: &str = "ORT_DYLIB_PATH";

/// Where libraries lie that the system's packages install.
const SYSTEM: [&str; 7] = [
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/opt/homebrew/lib",
];

/// Libraries to try, best first. One that the user names is the only one, and must be a file.
pub fn candidates() -> Result<Vec<PathBuf>, PathBuf> {
    if let Some(named) = env::var_os(VARIABLE).filter(|v| !v.is_empty()) {
        let named = PathBuf::from(named);
        return if named.is_file() { Ok(vec![named]) } else { Err(named) };
    }
    let folders = search_path().into_iter().chain(SYSTEM.map(PathBuf::from)).chain(python_packages());
    Ok(folders.filter_map(|folder| library_in(&folder)).collect())
}

/// The version in a library's file name, as in `libonnxruntime.so.1.31.1`.
pub fn version(library: &Path) -> Option<String> {
    let real = fs::canonicalize(library).ok()?;
    let name = real.file_name()?.to_string_lossy().into_owned();
    let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    let version: String = digits.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let version = version.trim_end_matches('.');
    version.contains('.').then(|| version.to_owned())
}

fn search_path() -> Vec<PathBuf> {
    let variable = if cfg!(target_os = "macos") {
        "DYLD_LIBRARY_PATH"
    } else if cfg!(windows) {
        "PATH"
    } else {
        "LD_LIBRARY_PATH"
    };
    env::var_os(variable).map(|v| env::split_paths(&v).collect()).unwrap_or_default()
}

/// `onnxruntime/capi` of every Python that is active, on the search path, or made by set-up.
fn python_packages() -> Vec<PathBuf> {
    let active = env::var_os("VIRTUAL_ENV").map(PathBuf::from);
    let on_path = env::var_os("PATH").map(|v| env::split_paths(&v).collect::<Vec<_>>()).unwrap_or_default();
    let prefixes = on_path.iter().filter_map(|bin| bin.parent().map(Path::to_path_buf));
    let user = env::var_os("HOME").map(|home| PathBuf::from(home).join(".local"));
    active.into_iter().chain(prefixes).chain(user).chain(set_up()).flat_map(|p| capi_folders(&p)).collect()
}

/// The Python environments under Glasshouse's folder of tools.
fn set_up() -> Vec<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let tools = env::var_os("GLASSHOUSE_TOOLS")
        .map(PathBuf::from)
        .or_else(|| cache.map(|folder| folder.join("glasshouse")));
    tools.map(|folder| folders_named(&folder, "python-")).unwrap_or_default()
}

fn capi_folders(prefix: &Path) -> Vec<PathBuf> {
    let unix = folders_named(&prefix.join("lib"), "python3");
    let windows = prefix.join("Lib");
    let packages = |lib: PathBuf| [lib.join("site-packages"), lib.join("dist-packages")];
    unix.into_iter().chain([windows]).flat_map(packages).map(|p| p.join("onnxruntime/capi")).collect()
}

/// Subfolders whose name begins so, in the order of their names.
fn folders_named(folder: &Path, start: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = entries(folder)
        .into_iter()
        .filter(|path| path.is_dir() && file_name(path).starts_with(start))
        .collect();
    found.sort();
    found
}

/// The library in a folder: the bare name, else the newest by name.
fn library_in(folder: &Path) -> Option<PathBuf> {
    let mut found: Vec<PathBuf> =
        entries(folder).into_iter().filter(|path| path.is_file() && is_library(&file_name(path))).collect();
    found.sort();
    found.pop()
}

fn is_library(name: &str) -> bool {
    name == "onnxruntime.dll"
        || (name.starts_with("libonnxruntime.") && (name.contains(".so") || name.ends_with(".dylib")))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).map(|all| all.flatten().map(|e| e.path()).collect()).unwrap_or_default()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_runtime_itself_is_a_library() {
        assert!(is_library("libonnxruntime.so"));
        assert!(is_library("libonnxruntime.so.1.31.1"));
        assert!(is_library("libonnxruntime.1.31.1.dylib"));
        assert!(is_library("onnxruntime.dll"));
        assert!(!is_library("libonnxruntime_providers_shared.so"));
    }

    #[test]
    fn the_version_stands_in_the_file_name() {
        let folder = env::temp_dir().join(format!("glasshouse-library-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("libonnxruntime.so.1.31.1");
        fs::write(&file, b"not a library").unwrap();
        assert_eq!(version(&file).as_deref(), Some("1.31.1"));
        assert_eq!(library_in(&folder), Some(file));
        fs::remove_dir_all(&folder).unwrap();
    }
}
