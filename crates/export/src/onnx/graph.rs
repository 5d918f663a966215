//! A graph that grows node by node. Names of values never clash: inputs and outputs are reserved
//! first, whatever text a column has for its name, and every other value asks for a fresh one.

use super::inside::Held;
use super::proto::{
    AttributeProto, DimensionProto, GraphProto, NodeProto, TensorProto, TensorShapeProto, TensorTypeProto,
    TypeProto, ValueInfoProto, kind,
};
use prost::bytes::Bytes;
use std::collections::BTreeSet;

/// Name of the dimension that counts the rows.
const ROWS: &str = "N";

/// The domain of the operators for classical models.
pub const ML: &str = "ai.onnx.ml";

/// A graph under construction.
#[derive(Default)]
pub struct Graph {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
    inputs: Vec<ValueInfoProto>,
    outputs: Vec<ValueInfoProto>,
    values: BTreeSet<String>,
    names: BTreeSet<String>,
    /// What the estimator that is being written hands out, where it is inside another.
    pub held: Option<Held>,
}

/// A node to add: operator, readable name, inputs, settings.
pub struct Node<'a> {
    /// Operator set; empty or [`ML`].
    pub domain: &'static str,
    /// Operator.
    pub op: &'static str,
    /// What a reader sees; made unique when it is taken.
    pub name: &'a str,
    /// Values that it reads.
    pub inputs: &'a [&'a str],
    /// Settings.
    pub attributes: Vec<AttributeProto>,
}

impl Graph {
    /// Adds an input of shape `[N,1]` under exactly this name.
    pub fn input(&mut self, name: &str, element: i32, doc: String) {
        self.values.insert(name.into());
        let mut info = value_info(name, element, Some(1));
        info.doc_string = Some(doc);
        self.inputs.push(info);
    }

    /// Reserves the name of an output; a column of that name makes it end in `_2`.
    pub fn reserve(&mut self, name: &str) -> String {
        unique(&mut self.values, name)
    }

    /// Adds an output of shape `[N]` or `[N,width]` whose name was reserved.
    pub fn output(&mut self, name: &str, element: i32, width: Option<i64>) {
        self.outputs.push(value_info(name, element, width));
    }

    /// Adds a node of one output and answers the name of that output.
    pub fn add(&mut self, node: Node<'_>) -> String {
        let output = unique(&mut self.values, node.name);
        self.add_to(node, &output);
        output
    }

    /// Adds a node of the default operator set.
    pub fn op(&mut self, op: &'static str, name: &str, inputs: &[&str]) -> String {
        self.add(Node { domain: "", op, name, inputs, attributes: Vec::new() })
    }

    /// Adds a node whose output is a reserved name.
    pub fn add_to(&mut self, node: Node<'_>, output: &str) {
        self.nodes.push(NodeProto {
            input: node.inputs.iter().map(ToString::to_string).collect(),
            output: vec![output.into()],
            name: Some(unique(&mut self.names, node.name)),
            op_type: Some(node.op.into()),
            attribute: node.attributes,
            domain: Some(node.domain.into()),
        });
    }

    /// Does the same for each row of `rows`, one after the other, so that what is made on the way never
    /// exists for all rows at once. `body` adds nodes for the row of a name, a vector of `f64`, and names
    /// the vectors that it makes of it with their element types; what becomes of all rows is answered in
    /// the same order.
    pub fn each_row<const N: usize>(
        &mut self,
        name: &str,
        rows: &str,
        body: impl FnOnce(&mut Self, &str) -> [(String, i32); N],
    ) -> [String; N] {
        self.scan(name, [("row", rows)], 1, |graph, [row]| body(graph, row))
    }

    /// Goes through the first dimension of tensors of `f64`: `inputs` are states, each with a value to
    /// begin with, and then `scanned` tensors, each under what it is called inside. `body` names the next
    /// states and what each step gives; the last states and what all steps gave are answered.
    pub fn scan<const I: usize, const N: usize>(
        &mut self,
        name: &str,
        inputs: [(&str, &str); I],
        scanned: i64,
        body: impl FnOnce(&mut Self, &[String; I]) -> [(String, i32); N],
    ) -> [String; N] {
        let outside = self.nodes.len();
        let within = inputs.map(|(called, _)| unique(&mut self.values, &format!("{name}/{called}")));
        let made = body(self, &within);
        let tensor = |name: &str, element| ValueInfoProto {
            name: Some(name.into()),
            r#type: Some(TypeProto {
                tensor_type: Some(TensorTypeProto { elem_type: Some(element), shape: None }),
            }),
            doc_string: None,
        };
        let inside = GraphProto {
            node: self.nodes.split_off(outside),
            name: Some(name.into()),
            initializer: Vec::new(),
            input: within.iter().map(|name| tensor(name, kind::DOUBLE)).collect(),
            output: made.iter().map(|(name, element)| tensor(name, *element)).collect(),
        };
        let outputs = made.each_ref().map(|(made, _)| unique(&mut self.values, &format!("{made} of all")));
        let graph = AttributeProto { g: Some(inside), ..attribute("body", kind::ATTRIBUTE_GRAPH) };
        self.nodes.push(NodeProto {
            input: inputs.iter().map(|(_, value)| (*value).into()).collect(),
            output: outputs.to_vec(),
            name: Some(unique(&mut self.names, name)),
            op_type: Some("Scan".into()),
            attribute: vec![graph, int("num_scan_inputs", scanned)],
            domain: Some(String::new()),
        });
        outputs
    }

    /// Adds a node with settings.
    pub fn op_with(
        &mut self,
        op: &'static str,
        name: &str,
        inputs: &[&str],
        attributes: Vec<AttributeProto>,
    ) -> String {
        self.add(Node { domain: "", op, name, inputs, attributes })
    }

    /// Adds the `TopK` of the smallest numbers of a vector: they, and where they were. Among equal ones
    /// those that come first.
    pub fn smallest(&mut self, name: &str, values: &str, count: i64) -> [String; 2] {
        let count = self.integers(&format!("{name}/how many"), &[1], &[count]);
        let outputs = ["smallest", "places"].map(|what| unique(&mut self.values, &format!("{name}/{what}")));
        self.nodes.push(NodeProto {
            input: vec![values.into(), count],
            output: outputs.to_vec(),
            name: Some(unique(&mut self.names, name)),
            op_type: Some("TopK".into()),
            attribute: vec![int("largest", 0), int("sorted", 1)],
            domain: Some(String::new()),
        });
        outputs
    }

    /// Casts to another element type.
    pub fn cast(&mut self, name: &str, value: &str, element: i32) -> String {
        let attributes = vec![int("to", i64::from(element))];
        self.add(Node { domain: "", op: "Cast", name, inputs: &[value], attributes })
    }

    /// A constant of `f64`.
    pub fn doubles(&mut self, name: &str, dims: &[i64], values: &[f64]) -> String {
        let raw = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.constant(name, dims, kind::DOUBLE, raw)
    }

    /// A constant of `f32`.
    pub fn floats(&mut self, name: &str, dims: &[i64], values: &[f32]) -> String {
        let raw = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.constant(name, dims, kind::FLOAT, raw)
    }

    /// A constant of `i64`.
    pub fn integers(&mut self, name: &str, dims: &[i64], values: &[i64]) -> String {
        let raw = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.constant(name, dims, kind::INT64, raw)
    }

    /// A constant of text, of shape `[length]`, or `[1,1]` for a single cell.
    pub fn texts(&mut self, name: &str, dims: &[i64], values: &[String]) -> String {
        let name = unique(&mut self.values, name);
        self.constants.push(TensorProto {
            dims: dims.to_vec(),
            data_type: Some(kind::STRING),
            string_data: values.iter().map(|v| v.clone().into_bytes()).collect(),
            name: Some(name.clone()),
            raw_data: None,
        });
        name
    }

    fn constant(&mut self, name: &str, dims: &[i64], data_type: i32, raw: Vec<u8>) -> String {
        let name = unique(&mut self.values, name);
        self.constants.push(TensorProto {
            dims: dims.to_vec(),
            data_type: Some(data_type),
            string_data: Vec::new(),
            name: Some(name.clone()),
            raw_data: Some(raw),
        });
        name
    }

    /// The finished graph.
    pub fn finish(self, name: &str) -> GraphProto {
        GraphProto {
            node: self.nodes,
            name: Some(name.into()),
            initializer: self.constants,
            input: self.inputs,
            output: self.outputs,
        }
    }
}

/// An integer setting.
pub fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto { i: Some(value), ..attribute(name, kind::ATTRIBUTE_INT) }
}

/// Several integers.
pub fn ints(name: &str, values: Vec<i64>) -> AttributeProto {
    AttributeProto { ints: values, ..attribute(name, kind::ATTRIBUTE_INTS) }
}

/// Several numbers in double precision.
pub fn doubles(name: &str, values: &[f64]) -> AttributeProto {
    let tensor = TensorProto {
        dims: vec![values.len() as i64],
        data_type: Some(kind::DOUBLE),
        string_data: Vec::new(),
        name: Some(name.into()),
        raw_data: Some(values.iter().flat_map(|v| v.to_le_bytes()).collect()),
    };
    AttributeProto { t: Some(tensor), ..attribute(name, kind::ATTRIBUTE_TENSOR) }
}

/// Several numbers.
pub fn floats(name: &str, values: Vec<f32>) -> AttributeProto {
    AttributeProto { floats: values, ..attribute(name, kind::ATTRIBUTE_FLOATS) }
}

/// A text.
pub fn text(name: &str, value: &str) -> AttributeProto {
    AttributeProto { s: Some(value.as_bytes().to_vec()), ..attribute(name, kind::ATTRIBUTE_STRING) }
}

/// Several texts.
pub fn texts<'a>(name: &str, values: impl IntoIterator<Item = &'a str>) -> AttributeProto {
    let strings = values.into_iter().map(|v| Bytes::copy_from_slice(v.as_bytes())).collect();
    AttributeProto { strings, ..attribute(name, kind::ATTRIBUTE_STRINGS) }
}

/// Several texts that the program knows: millions of them cost no copies.
pub fn words(name: &str, values: impl Iterator<Item = &'static str>) -> AttributeProto {
    let strings = values.map(|v| Bytes::from_static(v.as_bytes())).collect();
    AttributeProto { strings, ..attribute(name, kind::ATTRIBUTE_STRINGS) }
}

fn attribute(name: &str, kind: i32) -> AttributeProto {
    AttributeProto { name: Some(name.into()), r#type: Some(kind), ..AttributeProto::default() }
}

fn unique(taken: &mut BTreeSet<String>, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    let mut number = 1u32;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{wanted}_{number}");
    }
    name
}

fn value_info(name: &str, element: i32, width: Option<i64>) -> ValueInfoProto {
    let rows = DimensionProto { dim_param: Some(ROWS.into()), dim_value: None };
    let columns = width.map(|w| DimensionProto { dim_value: Some(w), dim_param: None });
    let shape = TensorShapeProto { dim: std::iter::once(rows).chain(columns).collect() };
    let tensor = TensorTypeProto { elem_type: Some(element), shape: Some(shape) };
    ValueInfoProto {
        name: Some(name.into()),
        r#type: Some(TypeProto { tensor_type: Some(tensor) }),
        doc_string: None,
    }
}
