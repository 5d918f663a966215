//! The tree of clusters that merging comes to when small ones do not count, and which of its clusters are
//! taken (Campello, Moulavi and Sander, *Density-based clustering based on hierarchical density estimates*,
//! 2013; Malzer and Baum, *A hybrid approach to hierarchical density-based cluster selection*, 2020).

use super::anchors::root;
use super::linkage::Merge;

/// The density of rows of one place.
const DENSEST: f64 = 1e100;
/// No cluster.
pub(super) const NONE: u32 = u32::MAX;

/// Density at a distance.
pub(super) fn density(distance: f64) -> f64 {
    (1.0 / distance).min(DENSEST)
}

/// Clusters of at least so much weight; the first holds all rows, and each stands behind its parent.
pub(super) struct Condensed {
    pub parents: Vec<u32>,
    /// Density at which each comes apart from its parent; zero for the first.
    pub births: Vec<f64>,
    /// Cluster that each row is last in, and the density at which it leaves it.
    pub joined: Vec<u32>,
    pub left: Vec<f64>,
    /// Excess of mass of each.
    stabilities: Vec<f64>,
}

/// A tree of merges: its nodes are rows, then merges in order.
struct Hierarchy {
    children: Vec<[u32; 2]>,
    heights: Vec<f64>,
    weights: Vec<f64>,
}

impl Hierarchy {
    /// Of merges that ascend in height.
    fn new(merges: &[Merge], weights: &[f64]) -> Self {
        let rows = weights.len();
        let mut parents: Vec<u32> = (0..rows as u32).collect();
        let mut node: Vec<u32> = parents.clone();
        let mut tree = Self { children: Vec::new(), heights: Vec::new(), weights: weights.to_vec() };
        for merge in merges {
            let [a, b] = [merge.a, merge.b].map(|row| root(&mut parents, row));
            let pair = [node[a as usize], node[b as usize]];
            let both = tree.weights[pair[0] as usize] + tree.weights[pair[1] as usize];
            let (low, high) = (a.min(b), a.max(b));
            parents[high as usize] = low;
            node[low as usize] = (rows + tree.children.len()) as u32;
            tree.children.push(pair);
            tree.heights.push(merge.height);
            tree.weights.push(both);
        }
        tree
    }

    fn rows(&self) -> usize {
        self.weights.len() - self.children.len()
    }
}

impl Condensed {
    /// From the merges of a spanning tree and the weights of the rows.
    pub fn new(mut merges: Vec<Merge>, weights: &[f64], least: f64) -> Self {
        merges.sort_by(|a, b| a.height.total_cmp(&b.height));
        let hierarchy = Hierarchy::new(&merges, weights);
        let rows = hierarchy.rows();
        let mut tree = Self {
            parents: vec![0],
            births: vec![0.0],
            joined: vec![0; rows],
            left: vec![0.0; rows],
            stabilities: vec![0.0],
        };
        let last = hierarchy.weights.len() as u32 - 1;
        let mut waiting = vec![(last, 0_u32)];
        while let Some((node, cluster)) = waiting.pop() {
            let Some(merge) = (node as usize).checked_sub(rows) else { continue };
            let density = density(hierarchy.heights[merge]);
            let pair = hierarchy.children[merge];
            let large = pair.map(|child| hierarchy.weights[child as usize] >= least);
            let split = large == [true, true];
            for (child, large) in pair.into_iter().zip(large).filter(|(_, large)| split || !large) {
                let weight = hierarchy.weights[child as usize];
                tree.stabilities[cluster as usize] += (density - tree.births[cluster as usize]) * weight;
                if !large {
                    tree.fall(&hierarchy, child, cluster, density);
                    continue;
                }
                waiting.push((child, tree.parents.len() as u32));
                tree.leave(&hierarchy, child, tree.parents.len() as u32, density);
                tree.parents.push(cluster);
                tree.births.push(density);
                tree.stabilities.push(0.0);
            }
            let kept = pair.into_iter().zip(large).filter(|(_, large)| !split && *large);
            waiting.extend(kept.map(|(child, _)| (child, cluster)));
        }
        tree
    }

    /// A row that is a cluster by its weight alone is in it as soon as it stands alone.
    fn leave(&mut self, hierarchy: &Hierarchy, node: u32, cluster: u32, density: f64) {
        if (node as usize) < hierarchy.rows() {
            (self.joined[node as usize], self.left[node as usize]) = (cluster, density);
        }
    }

    /// All rows of a node leave a cluster.
    fn fall(&mut self, hierarchy: &Hierarchy, node: u32, cluster: u32, density: f64) {
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            match (node as usize).checked_sub(hierarchy.rows()) {
                Some(merge) => waiting.extend(hierarchy.children[merge]),
                None => (self.joined[node as usize], self.left[node as usize]) = (cluster, density),
            }
        }
    }

    fn children(&self) -> Vec<Vec<u32>> {
        let mut children = vec![Vec::new(); self.parents.len()];
        for (at, parent) in self.parents.iter().enumerate().skip(1) {
            children[*parent as usize].push(at as u32);
        }
        children
    }

    /// The clusters that are taken, each with its rows and those of the clusters within; `epsilon` is a
    /// distance below which none comes apart.
    pub fn selected(&self, leaves: bool, epsilon: f64) -> Vec<bool> {
        let children = self.children();
        let mut taken: Vec<bool> = children.iter().map(Vec::is_empty).collect();
        if !leaves {
            let mut best = self.stabilities.clone();
            for at in (0..children.len()).rev() {
                let below: f64 = children[at].iter().map(|child| best[*child as usize]).sum();
                taken[at] = below <= best[at];
                best[at] = best[at].max(below);
            }
        }
        taken[0] = false;
        if epsilon > 0.0 {
            taken = self.merged(&taken, epsilon);
        }
        // Within a cluster that is taken none is.
        let mut within = vec![false; taken.len()];
        for at in 1..taken.len() {
            let parent = self.parents[at] as usize;
            within[at] = within[parent] || taken[parent];
        }
        taken.iter().zip(within).map(|(taken, within)| *taken && !within).collect()
    }

    /// Takes, for each cluster that came apart at less than `epsilon`, the one above that did not.
    fn merged(&self, taken: &[bool], epsilon: f64) -> Vec<bool> {
        let mut outer = vec![false; taken.len()];
        for at in (1..taken.len()).filter(|at| taken[*at]) {
            let mut cluster = at;
            while 1.0 / self.births[cluster] < epsilon && self.parents[cluster] != 0 {
                cluster = self.parents[cluster] as usize;
            }
            outer[cluster] = true;
        }
        outer
    }

    /// The number of each cluster's nearest taken one, itself included.
    pub fn numbers(&self, selected: &[bool]) -> Vec<u32> {
        let (mut numbers, mut next) = (vec![NONE; selected.len()], 0);
        for at in 1..selected.len() {
            numbers[at] = if selected[at] { next } else { numbers[self.parents[at] as usize] };
            next += u32::from(selected[at]);
        }
        numbers
    }

    /// The largest density at which something leaves each group that is taken.
    pub fn ends(&self, selected: &[bool], numbers: &[u32], count: usize) -> Vec<f64> {
        let mut ends = vec![0.0_f64; count];
        let mut end = |cluster: u32, density: f64| {
            if selected[cluster as usize] {
                let end = &mut ends[numbers[cluster as usize] as usize];
                *end = end.max(density);
            }
        };
        self.joined.iter().zip(&self.left).for_each(|(cluster, left)| end(*cluster, *left));
        self.parents.iter().zip(&self.births).skip(1).for_each(|(cluster, birth)| end(*cluster, *birth));
        ends
    }
}
