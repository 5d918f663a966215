//! Arrow arrays as values of cells.
//!
//! A struct becomes columns `outer.inner`; a list or a map becomes JSON text. Floats are written in
//! the shortest form that reads back as the same float of their width, NaN is missing. Instants
//! are in UTC to the microsecond, durations are seconds, a time of day is `HH:MM:SS`. Bytes are text
//! where they are UTF-8, else hexadecimal.

use super::canonical::{Sink, Value};
use super::number_text::NumberText;
use super::time_text;
use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, StructArray};
use arrow_buffer::{ArrowNativeType, NullBuffer};
use arrow_schema::{DataType, Field, TimeUnit};
use glasshouse_spec::ColumnType;

/// Structs within structs become columns to this depth.
const FLAT: usize = 16;

/// Writes the value of a row.
pub(super) type Cell<'a> = Box<dyn Fn(usize, &mut dyn Sink) + 'a>;

/// A type that is not read.
#[derive(Debug)]
pub(super) struct Unknown {
    pub column: String,
    pub what: String,
}

/// The columns that a field becomes, with the types that it states.
pub(super) fn columns(field: &Field) -> Vec<(String, Option<ColumnType>)> {
    let mut found = Vec::new();
    flatten(field.name(), field.data_type(), FLAT, &mut found);
    found
}

fn flatten(name: &str, kind: &DataType, deeper: usize, found: &mut Vec<(String, Option<ColumnType>)>) {
    match kind {
        DataType::Struct(fields) if deeper > 0 => {
            for field in fields {
                flatten(&format!("{name}.{}", field.name()), field.data_type(), deeper - 1, found);
            }
        }
        _ => found.push((name.to_owned(), stated(kind))),
    }
}

/// The type of a column that a data type states; that of text is inferred.
fn stated(kind: &DataType) -> Option<ColumnType> {
    use DataType as D;
    match kind {
        kind if kind.is_numeric() => Some(ColumnType::Numeric),
        D::Duration(_) => Some(ColumnType::Numeric),
        D::Boolean => Some(ColumnType::Boolean),
        D::Date32 | D::Date64 | D::Timestamp(..) => Some(ColumnType::Datetime),
        D::Dictionary(_, values) if matches!(**values, D::Utf8 | D::LargeUtf8 | D::Utf8View) => {
            Some(ColumnType::Categorical)
        }
        D::Dictionary(_, values) => stated(values),
        D::RunEndEncoded(_, values) => stated(values.data_type()),
        _ => None,
    }
}

/// Writers of the columns that an array becomes, in the order of [`columns`].
pub(super) fn cells<'a>(name: &str, array: &'a ArrayRef) -> Result<Vec<Cell<'a>>, Unknown> {
    let mut found = Vec::new();
    flat_cells(name, array, None, FLAT, &mut found)?;
    Ok(found)
}

fn flat_cells<'a>(
    name: &str,
    array: &'a ArrayRef,
    outer: Option<NullBuffer>,
    deeper: usize,
    found: &mut Vec<Cell<'a>>,
) -> Result<(), Unknown> {
    match array.data_type() {
        DataType::Struct(fields) if deeper > 0 => {
            let parts = array.as_struct();
            let nulls = NullBuffer::union(outer.as_ref(), parts.nulls());
            for (field, part) in fields.iter().zip(parts.columns()) {
                flat_cells(&format!("{name}.{}", field.name()), part, nulls.clone(), deeper - 1, found)?;
            }
        }
        _ => {
            let cell = cell(name, array)?;
            found.push(match outer {
                None => cell,
                Some(nulls) => {
                    Box::new(
                        move |row, to| {
                            if nulls.is_null(row) { to.put(Value::Missing) } else { cell(row, to) }
                        },
                    )
                }
            });
        }
    }
    Ok(())
}

/// A writer of the values of an array; null is missing.
fn cell<'a>(name: &str, array: &'a ArrayRef) -> Result<Cell<'a>, Unknown> {
    let some = present(name, array)?;
    Ok(match array.logical_nulls() {
        None => some,
        Some(nulls) => {
            Box::new(move |row, to| if nulls.is_null(row) { to.put(Value::Missing) } else { some(row, to) })
        }
    })
}

/// A writer of values that are not null.
fn present<'a>(name: &str, array: &'a ArrayRef) -> Result<Cell<'a>, Unknown> {
    use DataType as D;
    let unknown = || Unknown { column: name.to_owned(), what: array.data_type().to_string() };
    Ok(match array.data_type() {
        D::Null => Box::new(|_, to| to.put(Value::Missing)),
        D::Boolean => {
            let truths = array.as_boolean();
            Box::new(move |row, to| to.put(Value::Truth(truths.value(row))))
        }
        kind if kind.is_integer() => integers(array).ok_or_else(unknown)?,
        D::Float16 => {
            floats(array.as_primitive::<Float16Type>(), |v, to| NumberText::f32(v.to_f32()).put(to))
        }
        D::Float32 => floats(array.as_primitive::<Float32Type>(), |v, to| NumberText::f32(v).put(to)),
        D::Float64 => floats(array.as_primitive::<Float64Type>(), |v, to| NumberText::f64(v).put(to)),
        D::Decimal32(..) => decimals::<Decimal32Type>(array),
        D::Decimal64(..) => decimals::<Decimal64Type>(array),
        D::Decimal128(..) => decimals::<Decimal128Type>(array),
        D::Decimal256(..) => decimals::<Decimal256Type>(array),
        D::Date32 | D::Date64 | D::Timestamp(..) | D::Time32(_) | D::Time64(_) | D::Duration(_) => {
            times(array).ok_or_else(unknown)?
        }
        D::Utf8 | D::LargeUtf8 | D::Utf8View => texts(array),
        D::Binary | D::LargeBinary | D::BinaryView | D::FixedSizeBinary(_) => bytes(array),
        D::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let values = cell(name, dictionary.values())?;
            let keys = dictionary.normalized_keys();
            Box::new(move |row, to| match keys.get(row) {
                Some(key) => values(*key, to),
                None => to.put(Value::Missing),
            })
        }
        D::List(_) | D::LargeList(_) | D::FixedSizeList(..) | D::Struct(_) | D::Map(..) => {
            let write = json(name, array)?;
            Box::new(move |row, to| {
                let mut text = String::new();
                write(row, &mut text);
                to.put(Value::Text(&text));
            })
        }
        _ => return Err(unknown()),
    })
}

fn integers<'a>(array: &'a ArrayRef) -> Option<Cell<'a>> {
    fn of<'a, T: ArrowPrimitiveType>(array: &'a ArrayRef) -> Cell<'a>
    where
        T::Native: itoa::Integer,
    {
        let numbers = array.as_primitive::<T>();
        Box::new(move |row, to| to.put(Value::Number(itoa::Buffer::new().format(numbers.value(row)))))
    }
    Some(match array.data_type() {
        DataType::Int8 => of::<Int8Type>(array),
        DataType::Int16 => of::<Int16Type>(array),
        DataType::Int32 => of::<Int32Type>(array),
        DataType::Int64 => of::<Int64Type>(array),
        DataType::UInt8 => of::<UInt8Type>(array),
        DataType::UInt16 => of::<UInt16Type>(array),
        DataType::UInt32 => of::<UInt32Type>(array),
        DataType::UInt64 => of::<UInt64Type>(array),
        _ => return None,
    })
}

fn floats<'a, T: ArrowPrimitiveType>(
    numbers: &'a arrow_array::PrimitiveArray<T>,
    put: fn(T::Native, &mut dyn Sink),
) -> Cell<'a> {
    Box::new(move |row, to| put(numbers.value(row), to))
}

fn decimals<'a, T: DecimalType>(array: &'a ArrayRef) -> Cell<'a> {
    let numbers = array.as_primitive::<T>();
    Box::new(move |row, to| to.put(Value::Number(&numbers.value_as_string(row))))
}

fn texts<'a>(array: &'a ArrayRef) -> Cell<'a> {
    match array.data_type() {
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            Box::new(move |row, to| to.put(Value::Text(texts.value(row))))
        }
        DataType::LargeUtf8 => {
            let texts = array.as_string::<i64>();
            Box::new(move |row, to| to.put(Value::Text(texts.value(row))))
        }
        _ => {
            let texts = array.as_string_view();
            Box::new(move |row, to| to.put(Value::Text(texts.value(row))))
        }
    }
}

fn bytes<'a>(array: &'a ArrayRef) -> Cell<'a> {
    fn put(bytes: &[u8], to: &mut dyn Sink) {
        match std::str::from_utf8(bytes) {
            Ok(text) => to.put(Value::Text(text)),
            Err(_) => {
                let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                to.put(Value::Text(&text));
            }
        }
    }
    match array.data_type() {
        DataType::Binary => {
            let all = array.as_binary::<i32>();
            Box::new(move |row, to| put(all.value(row), to))
        }
        DataType::LargeBinary => {
            let all = array.as_binary::<i64>();
            Box::new(move |row, to| put(all.value(row), to))
        }
        DataType::BinaryView => {
            let all = array.as_binary_view();
            Box::new(move |row, to| put(all.value(row), to))
        }
        _ => {
            let all = array.as_fixed_size_binary();
            Box::new(move |row, to| put(all.value(row), to))
        }
    }
}

fn times<'a>(array: &'a ArrayRef) -> Option<Cell<'a>> {
    /// Whole microseconds of a count of units.
    fn micros(value: i64, unit: TimeUnit) -> i64 {
        match unit {
            TimeUnit::Second => value.saturating_mul(1_000_000),
            TimeUnit::Millisecond => value.saturating_mul(1000),
            TimeUnit::Microsecond => value,
            TimeUnit::Nanosecond => value.div_euclid(1000),
        }
    }
    fn of<'a, T: ArrowPrimitiveType>(
        array: &'a ArrayRef,
        unit: TimeUnit,
        put: fn(i64, &mut dyn Sink),
    ) -> Option<Cell<'a>> {
        let counts = array.as_primitive_opt::<T>()?;
        Some(Box::new(move |row, to| {
            put(micros(counts.value(row).to_i64().unwrap_or_default(), unit), to);
        }))
    }
    fn instant(micros: i64, to: &mut dyn Sink) {
        to.put(Value::Time(&time_text::instant(micros)));
    }
    fn day(micros: i64, to: &mut dyn Sink) {
        to.put(Value::Text(&time_text::of_day(micros)));
    }
    fn seconds(micros: i64, to: &mut dyn Sink) {
        NumberText::f64(micros as f64 / 1e6).put(to);
    }
    use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
    match array.data_type() {
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            Some(Box::new(move |row, to| {
                instant(i64::from(days.value(row)).saturating_mul(86_400_000_000), to)
            }))
        }
        DataType::Date64 => of::<Date64Type>(array, Millisecond, instant),
        DataType::Timestamp(Second, _) => of::<TimestampSecondType>(array, Second, instant),
        DataType::Timestamp(Millisecond, _) => of::<TimestampMillisecondType>(array, Millisecond, instant),
        DataType::Timestamp(Microsecond, _) => of::<TimestampMicrosecondType>(array, Microsecond, instant),
        DataType::Timestamp(Nanosecond, _) => of::<TimestampNanosecondType>(array, Nanosecond, instant),
        DataType::Time32(Second) => of::<Time32SecondType>(array, Second, day),
        DataType::Time32(_) => of::<Time32MillisecondType>(array, Millisecond, day),
        DataType::Time64(Microsecond) => of::<Time64MicrosecondType>(array, Microsecond, day),
        DataType::Time64(_) => of::<Time64NanosecondType>(array, Nanosecond, day),
        DataType::Duration(Second) => of::<DurationSecondType>(array, Second, seconds),
        DataType::Duration(Millisecond) => of::<DurationMillisecondType>(array, Millisecond, seconds),
        DataType::Duration(Microsecond) => of::<DurationMicrosecondType>(array, Microsecond, seconds),
        DataType::Duration(Nanosecond) => of::<DurationNanosecondType>(array, Nanosecond, seconds),
        _ => None,
    }
}

/// Adds the value of a row to JSON text.
type JsonCell<'a> = Box<dyn Fn(usize, &mut String) + 'a>;

/// A value as JSON.
struct JsonText<'a>(&'a mut String);

impl Sink for JsonText<'_> {
    fn put(&mut self, value: Value) {
        match value {
            Value::Missing => self.0.push_str("null"),
            Value::Number(text) if text.ends_with("inf") => quote(text, self.0),
            Value::Number(text) => self.0.push_str(text),
            Value::Truth(truth) => self.0.push_str(if truth { "true" } else { "false" }),
            Value::Time(text) | Value::Text(text) => quote(text, self.0),
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// A writer of values as JSON, lists and structs included.
fn json<'a>(name: &str, array: &'a ArrayRef) -> Result<JsonCell<'a>, Unknown> {
    let some: JsonCell = match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            list_json(json(name, list.values())?, |row| span(list.value_offsets(), row))
        }
        DataType::LargeList(_) => {
            let list = array.as_list::<i64>();
            list_json(json(name, list.values())?, |row| span(list.value_offsets(), row))
        }
        DataType::FixedSizeList(..) => {
            let list = array.as_fixed_size_list();
            let width = list.value_length() as usize;
            list_json(json(name, list.values())?, move |row| row * width..(row + 1) * width)
        }
        DataType::Map(..) => {
            let map = array.as_map();
            list_json(struct_json(name, map.entries())?, |row| span(map.value_offsets(), row))
        }
        DataType::Struct(_) => struct_json(name, array.as_struct())?,
        _ => {
            let cell = cell(name, array)?;
            Box::new(move |row, out| cell(row, &mut JsonText(out)))
        }
    };
    let nulls = array.logical_nulls();
    Ok(Box::new(move |row, out| match &nulls {
        Some(nulls) if nulls.is_null(row) => out.push_str("null"),
        _ => some(row, out),
    }))
}

fn span<O: ArrowNativeType>(offsets: &[O], row: usize) -> std::ops::Range<usize> {
    offsets[row].as_usize()..offsets[row + 1].as_usize()
}

fn list_json<'a>(value: JsonCell<'a>, span: impl Fn(usize) -> std::ops::Range<usize> + 'a) -> JsonCell<'a> {
    Box::new(move |row, out| {
        out.push('[');
        for (i, at) in span(row).enumerate() {
            if i > 0 {
                out.push(',');
            }
            value(at, out);
        }
        out.push(']');
    })
}

fn struct_json<'a>(name: &str, parts: &'a StructArray) -> Result<JsonCell<'a>, Unknown> {
    let mut members = Vec::new();
    for (field, part) in parts.fields().iter().zip(parts.columns()) {
        members.push((serde_json::Value::from(field.name().as_str()).to_string(), json(name, part)?));
    }
    Ok(Box::new(move |row, out| {
        out.push('{');
        for (i, (key, value)) in members.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            out.push_str(key);
            out.push(':');
            value(row, out);
        }
        out.push('}');
    }))
}
