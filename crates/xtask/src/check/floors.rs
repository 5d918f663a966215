//! The direction of the arrows: a crate uses only crates on lower floors.

use super::packages::{Graph, Package};

const FLOORS: [(&str, u32); 19] = [
    ("glasshouse-spec", 1),
    ("glasshouse-stats", 1),
    ("glasshouse-metrics", 1),
    ("glasshouse-compute", 1),
    ("glasshouse-chart", 1),
    ("glasshouse-table", 2),
    ("glasshouse-gpu", 2),
    ("glasshouse-learn", 2),
    ("glasshouse-prepare", 3),
    ("glasshouse-evaluate", 4),
    ("glasshouse-explore", 4),
    ("glasshouse-export", 5),
    ("glasshouse-engine", 6),
    ("glasshouse-server", 6),
    ("glasshouse-worker", 7),
    ("glasshouse-pictures", 7),
    ("glasshouse", 7),
    ("glasshouse-tests", TOP),
    ("xtask", 1),
];

/// Golden tests drive the house from outside; nothing stands on them.
const TOP: u32 = 8;

/// The page is on no floor: it may use these, and nothing may use it.
const PAGE: &str = "glasshouse-web";
const PAGE_MAY_USE: [&str; 2] = ["glasshouse-spec", "glasshouse-chart"];

/// Every arrow that goes level or upwards, in words; tests and build scripts count as well.
pub fn violations(graph: &Graph) -> Vec<String> {
    let ours =
        |name: &str| graph.packages.iter().any(|package| package.source.is_none() && package.name == name);
    let mut found = Vec::new();
    for package in graph.packages.iter().filter(|package| package.source.is_none()) {
        if package.name != PAGE && floor(&package.name).is_none() {
            found.push(format!("{} is on no floor: give it one in xtask", package.name));
        }
        let used = package.dependencies.iter().map(|dependency| dependency.name.as_str());
        found.extend(used.filter(|name| ours(name)).filter_map(|name| fault(package, name)));
    }
    found
}

fn floor(name: &str) -> Option<u32> {
    FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor)
}

fn fault(user: &Package, used: &str) -> Option<String> {
    if user.name == PAGE {
        let allowed = PAGE_MAY_USE.contains(&used);
        return (!allowed)
            .then(|| format!("{PAGE} uses {used}; it may use only {}", PAGE_MAY_USE.join(" and ")));
    }
    if used == PAGE {
        return Some(format!("{} uses {PAGE}, which nothing may use", user.name));
    }
    let (upper, lower) = (floor(&user.name)?, floor(used)?);
    (lower >= upper).then(|| format!("{} (floor {upper}) uses {used} (floor {lower})", user.name))
}

#[cfg(test)]
mod tests {
    use super::super::packages::Dependency;
    use super::*;

    fn graph(arrows: &[(&str, &[&str])]) -> Graph {
        let package = |(name, used): &(&str, &[&str])| Package {
            name: (*name).to_owned(),
            version: "0.1.0".to_owned(),
            source: None,
            license: None,
            dependencies: used.iter().map(|name| Dependency { name: (*name).to_owned() }).collect(),
        };
        Graph { packages: arrows.iter().map(package).collect() }
    }

    #[test]
    fn arrows_that_go_down_are_fine() {
        let house = graph(&[
            ("glasshouse-spec", &["serde"]),
            ("glasshouse-chart", &["plotters"]),
            ("glasshouse-learn", &["glasshouse-spec"]),
            ("glasshouse-engine", &["glasshouse-learn", "glasshouse-spec"]),
            ("glasshouse", &["glasshouse-engine"]),
            ("glasshouse-web", &["glasshouse-spec", "glasshouse-chart", "yew"]),
        ]);
        assert_eq!(violations(&house), Vec::<String>::new());
    }

    #[test]
    fn planted_violations_are_found() {
        let planted: [(&str, &str); 6] = [
            ("glasshouse-learn", "glasshouse-prepare"),
            ("glasshouse-learn", "glasshouse-table"),
            ("glasshouse-spec", "glasshouse-worker"),
            ("glasshouse-web", "glasshouse-engine"),
            ("glasshouse", "glasshouse-web"),
            ("glasshouse-engine", "glasshouse-tests"),
        ];
        for (user, used) in planted {
            let found = violations(&graph(&[(user, &[used]), (used, &[])]));
            assert_eq!(found.len(), 1, "{user} -> {used}: {found:?}");
            assert!(found[0].contains(user) && found[0].contains(used), "{found:?}");
        }
    }

    #[test]
    fn a_crate_without_a_floor_is_found() {
        assert_eq!(violations(&graph(&[("glasshouse-attic", &[])])).len(), 1);
    }
}
