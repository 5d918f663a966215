//! What we ship must be free to use for anybody: only permissive licences among the crates.

use spdx::{Expression, LicenseReq, ParseMode};

use super::packages::{Graph, Package};

const PERMISSIVE: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "bzip2-1.0.6",
];

/// Every package from outside whose licence cannot be met by permissive ones alone.
pub fn violations(graph: &Graph) -> Vec<String> {
    let outside = graph.packages.iter().filter(|package| package.source.is_some());
    outside.filter(|package| !is_permissive(package)).map(describe).collect()
}

fn describe(package: &Package) -> String {
    let licence = package.license.as_deref().unwrap_or("no licence stated");
    format!("{} {}: {licence}", package.name, package.version)
}

/// `MIT/Apache-2.0`, an old spelling of `OR`, is understood.
fn is_permissive(package: &Package) -> bool {
    let Some(text) = &package.license else { return false };
    let expression = Expression::parse_mode(text, ParseMode::LAX);
    expression.is_ok_and(|expression| expression.evaluate(is_on_the_list))
}

fn is_on_the_list(licence: &LicenseReq) -> bool {
    licence.license.id().is_some_and(|id| PERMISSIVE.contains(&id.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(license: Option<&str>) -> Package {
        Package {
            name: "some".to_owned(),
            version: "1.0.0".to_owned(),
            source: Some("registry".to_owned()),
            license: license.map(str::to_owned),
            dependencies: Vec::new(),
        }
    }

    #[test]
    fn a_permissive_choice_is_enough() {
        for licence in ["MIT", "MIT/Apache-2.0", "GPL-3.0-only OR MIT", "Apache-2.0 WITH LLVM-exception"] {
            assert!(is_permissive(&package(Some(licence))), "{licence}");
        }
    }

    #[test]
    fn planted_licences_are_found() {
        for licence in [Some("GPL-3.0-only"), Some("MIT AND MPL-2.0"), Some("My own"), None] {
            let graph = Graph { packages: vec![package(licence)] };
            let found = violations(&graph);
            assert_eq!(found.len(), 1, "{licence:?}");
            assert!(found[0].starts_with("some 1.0.0: "), "{found:?}");
        }
    }
}
