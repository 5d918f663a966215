//! Columns on their way through the graph. Numbers travel in blocks, tensors `[N,k]` of doubles,
//! so that a step over many columns is one node; text travels as one tensor `[N,1]` a column.

use super::graph::{Graph, Node, int};
use crate::ExportError;
use glasshouse_spec::ColumnType;
use std::collections::HashMap;

/// A tensor `[N,width]` of doubles.
struct Block {
    tensor: String,
    width: usize,
}

/// A column of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    block: usize,
    at: usize,
}

/// Where a column's cells are.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Numbers, missing as NaN.
    Numbers(Cell),
    /// A tensor `[N,1]` of text, missing as the empty text.
    Text(String),
}

/// A column as it stands when a step's turn comes.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Name.
    pub name: String,
    /// Type.
    pub kind: ColumnType,
    /// Cells.
    pub cells: Cells,
}

/// All columns as they stand, in their order.
#[derive(Default)]
pub struct Flows {
    columns: Vec<Flow>,
    blocks: Vec<Block>,
}

impl Flows {
    /// The columns in their order.
    pub fn columns(&self) -> &[Flow] {
        &self.columns
    }

    /// Appends a column.
    pub fn push(&mut self, column: Flow) {
        self.columns.push(column);
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Result<&Flow, ExportError> {
        self.columns.iter().find(|c| c.name == name).ok_or_else(|| {
            ExportError::Inconsistent(format!("a step reads column \"{name}\", which is not there"))
        })
    }

    /// The tensor of a text column.
    pub fn text(&self, name: &str) -> Result<(String, ColumnType), ExportError> {
        let column = self.column(name)?;
        match &column.cells {
            Cells::Text(tensor) => Ok((tensor.clone(), column.kind)),
            Cells::Numbers(_) => Err(ExportError::Inconsistent(format!("column \"{name}\" is not text"))),
        }
    }

    /// Whether a column holds numbers.
    pub fn is_number(&self, name: &str) -> Result<bool, ExportError> {
        Ok(matches!(self.column(name)?.cells, Cells::Numbers(_)))
    }

    /// Replaces a column by others, in its place.
    pub fn replace(&mut self, name: &str, with: Vec<Flow>) {
        if let Some(at) = self.columns.iter().position(|c| c.name == name) {
            self.columns.splice(at..=at, with);
        }
    }

    /// The numbers of columns side by side, `[N,names]`.
    pub fn numbers(&self, graph: &mut Graph, label: &str, names: &[&str]) -> Result<String, ExportError> {
        let columns: HashMap<&str, &Flow> = self.columns.iter().map(|c| (c.name.as_str(), c)).collect();
        let mut cells = Vec::with_capacity(names.len());
        for name in names {
            let column = columns.get(name).copied().map_or_else(|| self.column(name), Ok)?;
            match column.cells {
                Cells::Numbers(cell) => cells.push(cell),
                Cells::Text(_) => {
                    return Err(ExportError::Inconsistent(format!("column \"{name}\" is not numeric")));
                }
            }
        }
        Ok(self.join(graph, label, &cells))
    }

    /// Takes a tensor `[N,width]` of doubles as a new block and answers its columns.
    pub fn block(&mut self, tensor: String, width: usize) -> Vec<Cell> {
        let block = self.blocks.len();
        self.blocks.push(Block { tensor, width });
        (0..width).map(|at| Cell { block, at }).collect()
    }

    /// Puts new numbers `[N,names]` in the place of the named columns.
    pub fn put_numbers(&mut self, names: &[&str], tensor: String) {
        let cells = self.block(tensor, names.len());
        for (name, cell) in names.iter().zip(cells) {
            if let Some(column) = self.columns.iter_mut().find(|c| c.name == *name) {
                column.cells = Cells::Numbers(cell);
                column.kind = ColumnType::Numeric;
            }
        }
    }

    /// Columns of blocks side by side: a whole block as it is, parts of it gathered.
    pub fn join(&self, graph: &mut Graph, label: &str, cells: &[Cell]) -> String {
        let mut parts = Vec::new();
        for run in cells.chunk_by(|a, b| a.block == b.block) {
            parts.push(self.part(graph, label, run));
        }
        if let [only] = parts.as_slice() {
            return only.clone();
        }
        let inputs: Vec<&str> = parts.iter().map(String::as_str).collect();
        let name = format!("{label}/join");
        graph.add(Node {
            domain: "",
            op: "Concat",
            name: &name,
            inputs: &inputs,
            attributes: vec![int("axis", 1)],
        })
    }

    fn part(&self, graph: &mut Graph, label: &str, run: &[Cell]) -> String {
        let block = &self.blocks[run[0].block];
        if run.len() == block.width && run.iter().enumerate().all(|(i, cell)| cell.at == i) {
            return block.tensor.clone();
        }
        let at: Vec<i64> = run.iter().map(|cell| cell.at as i64).collect();
        let indices = graph.integers(&format!("{label}/columns"), &[at.len() as i64], &at);
        let name = format!("{label}/choose");
        let inputs = [block.tensor.as_str(), indices.as_str()];
        graph.add(Node {
            domain: "",
            op: "Gather",
            name: &name,
            inputs: &inputs,
            attributes: vec![int("axis", 1)],
        })
    }
}
