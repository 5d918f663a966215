"""Small files in every format that is read, and what pandas reads back from each.

The files go to the folder formats/, the answers to formats.json: for each file its columns with
their kinds and cells, as text that does not depend on how a reader keeps them (numbers by repr,
instants in UTC, true and false, null where a cell is missing). Also a few files that are broken or
odd on purpose; what is to be said of them stands in the test that reads them.
"""

import gzip
import io
import json
import zipfile
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HERE = Path(__file__).parent
OUT = HERE / "formats"
STAMP = (1980, 1, 1, 0, 0, 0)
ANSWERS = []

ROWS = 10
ZONE = timezone(timedelta(hours=2))
CITIES = ["Zürich", "The \"Hague\"", "Reggio, Emilia", "two\nlines", None, "NA", "Zürich"]
KINDS = {
    "no": "numeric",
    "weight": "numeric",
    "city": "text",
    "member": "boolean",
    "joined": "datetime",
    "born": "datetime",
    "grade": "text",
    "price": "numeric",
    "code": "text",
}


def people():
    """A table with whatever a table can hold."""
    n = range(ROWS)
    return pd.DataFrame(
        {
            "no": pd.array([i * 7919 - 3 for i in n], dtype="int64"),
            "weight": [None if i % 5 == 3 else [0.1 + 0.2, 1e-300, -2.5, 1.5e300][i % 4] for i in n],
            "city": pd.array([CITIES[i % len(CITIES)] for i in n], dtype="object"),
            "member": pd.array([None if i % 6 == 5 else i % 3 == 0 for i in n], dtype="boolean"),
            "joined": [
                None if i == 4 else datetime(2024, 3, 31, 1, 30, 0, 123456 * (i % 3), ZONE) + timedelta(hours=i * 5)
                for i in n
            ],
            "born": [date(1960 + i, 2, 28) if i != 7 else None for i in n],
            "grade": pd.Categorical([["low", "mid", "high"][i % 3] if i % 7 != 6 else None for i in n]),
            "price": [Decimal(i * 1001) / 100 for i in n],
            "code": [f"{i % 5:03}" for i in n],
        }
    )


def missing(value):
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def cell(value, kind):
    if missing(value):
        return None
    if kind == "numeric":
        return repr(float(value))
    if kind == "boolean":
        return str(bool(value)).lower()
    if kind == "datetime":
        return pd.to_datetime(value, utc=True).strftime("%Y-%m-%dT%H:%M:%S.%f")
    if isinstance(value, (list, dict, np.ndarray)):
        return json.dumps(value.tolist() if isinstance(value, np.ndarray) else value, separators=(",", ":"), ensure_ascii=False)
    return str(value)


def answer(name, format, frame, kinds=KINDS, options=None, **report):
    columns = [
        {"name": c, "kind": kinds[c], "cells": [cell(v, kinds[c]) for v in frame[c].astype(object)]} for c in frame
    ]
    ANSWERS.append({"file": name, "format": format, "options": options or {}, "report": report, "columns": columns})


def texts(frame):
    """The table as text files hold it: instants by ISO 8601, decimals as numbers."""
    frame = frame.copy()
    frame["joined"] = [None if missing(v) else v.isoformat() for v in frame["joined"]]
    frame["born"] = [None if missing(v) else v.isoformat() for v in frame["born"]]
    frame["price"] = frame["price"].astype(float)
    return frame


def delimited():
    frame = texts(people())
    # In a text file NA is a missing cell, for pandas as for us, and 007 is a number.
    kinds = KINDS | {"code": "numeric"}
    for name, sep, encoding in [("people.csv", ",", "utf-8"), ("people.tsv", "\t", "utf-16"), ("people.txt", "|", "utf-8")]:
        text = frame.to_csv(index=False, sep=sep, lineterminator="\n")
        (OUT / name).write_bytes(text.encode(encoding))
        answer(name, "csv", pd.read_csv(OUT / name, sep=sep, encoding=encoding), kinds)
    text = (OUT / "people.csv").read_bytes()
    (OUT / "people.csv.gz").write_bytes(gzip.compress(text[: len(text) // 2], mtime=0) + gzip.compress(text[len(text) // 2 :], mtime=0))
    answer("people.csv.gz", "csv", pd.read_csv(OUT / "people.csv.gz"), kinds, compression="gzip")
    entries = {"data/people.csv": text, "data/other.csv": b"a,b\n1,2\n", "readme.md": b"# no table"}
    archive("several.zip", entries)
    for entry, kinds in [("data/people.csv", kinds), ("data/other.csv", {"a": "numeric", "b": "numeric"})]:
        read = pd.read_csv(io.BytesIO(entries[entry]))
        names = ["data/people.csv", "data/other.csv"]
        answer("several.zip", "csv", read, kinds, {"entry": entry}, compression="zip", entry=entry, entries=names)


def archive(name, entries):
    with zipfile.ZipFile(OUT / name, "w") as out:
        for entry, data in entries.items():
            out.writestr(zipfile.ZipInfo(entry, STAMP), data, zipfile.ZIP_DEFLATED)


def objects():
    """JSON in the shapes that pandas writes."""
    frame = texts(people())
    for orient in ["records", "columns", "index", "split"]:
        name = f"people_{orient}.json"
        (OUT / name).write_text(frame.to_json(orient=orient, force_ascii=orient == "split", double_precision=15))
        read = pd.read_json(OUT / name, orient=orient, dtype=False, precise_float=True)
        answer(name, "json", read)
    lists = json.dumps(frame.astype(object).where(frame.notna(), None).to_dict("list"))
    (OUT / "people_lists.json.gz").write_bytes(gzip.compress(lists.encode(), mtime=0))
    answer("people_lists.json.gz", "json", pd.DataFrame(json.loads(lists)), compression="gzip")
    (OUT / "people.ndjson").write_text(frame.to_json(orient="records", lines=True, double_precision=15))
    read = pd.read_json(OUT / "people.ndjson", lines=True, dtype=False, precise_float=True)
    answer("people.ndjson", "ndjson", read)
    nested = [
        {"id": 9007199254740993 + i, "who": {"name": f"é{i}", "at": {"zip": 1000 + i}}, "tags": ["a", {"b": i}], "on": i % 2 == 0}
        for i in range(6)
    ] + [{"id": 12, "late": "x,y", "who": None, "on": None}]
    (OUT / "nested.json").write_text(json.dumps({"count": 7, "results": nested}, ensure_ascii=False, indent=1))
    read = pd.json_normalize(nested).astype(object)
    read = read[["id", "who.name", "who.at.zip", "tags", "on", "late"]]
    kinds = dict(zip(read, ["text", "text", "numeric", "text", "boolean", "text"]))
    answer("nested.json", "json", read, kinds)


def columnar():
    frame = people()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(table, OUT / "people.parquet", row_group_size=5)
    answer("people.parquet", "parquet", pq.read_table(OUT / "people.parquet").to_pandas())
    feather.write_feather(table, OUT / "people.feather")
    answer("people.feather", "arrow", feather.read_table(OUT / "people.feather").to_pandas())
    with pa.OSFile(str(OUT / "people.arrows"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=5)
    answer("people.arrows", "arrow", pa.ipc.open_stream(OUT / "people.arrows").read_all().to_pandas())
    codecs()
    odd_types()


def codecs():
    """Each way of packing, pages of both versions."""
    n = 40
    table = pa.table({"x": [i * 0.5 if i % 9 else None for i in range(n)], "t": [f"text {i % 4}" * 3 for i in range(n)]})
    kinds = {"x": "numeric", "t": "text"}
    for codec in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]:
        for version in ["1.0", "2.0"]:
            name = f"{codec}_v{version[0]}.parquet"
            pq.write_table(table, OUT / name, compression=codec, data_page_version=version, store_schema=False, write_statistics=False)
            answer(name, "parquet", pq.read_table(OUT / name).to_pandas(), kinds)
    with pa.OSFile(str(OUT / "plain.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=25)
    answer("plain.arrow", "arrow", pa.ipc.open_file(OUT / "plain.arrow").read_all().to_pandas(), kinds)


def odd_types():
    """Types of Arrow that pandas has no column for, by what pyarrow says of them."""
    stamp = datetime(2021, 5, 6, 7, 8, 9, 123000)
    arrays = {
        "u64": (pa.array([2**64 - 1, None, 5], pa.uint64()), "text"),
        "i8": (pa.array([-128, 127, None], pa.int8()), "numeric"),
        "f16": (pa.array(np.array([0.5, -2, np.nan], np.float16)), "numeric"),
        "f32": (pa.array([0.1, None, 3e38], pa.float32()), "numeric"),
        "ms": (pa.array([stamp, None, stamp], pa.timestamp("ms")), "datetime"),
        "ns": (pa.array([stamp, None, stamp], pa.timestamp("ns", "Asia/Tokyo")), "datetime"),
        "time": (pa.array([time(1, 2, 3), None, time(23, 59, 59)], pa.time64("us")), "text"),
        "large": (pa.array(["a", None, "ß"], pa.large_string()), "text"),
        "bytes": (pa.array([b"ab", None, b"\xff\x00"], pa.binary()), "text"),
        "none": (pa.nulls(3), "numeric"),
        "list": (pa.array([[1, None], None, []], pa.list_(pa.int32())), "text"),
        "deep.a": (None, "numeric"),
        "deep.b": (None, "text"),
    }
    deep = pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}])
    table = pa.table({k: v for k, (v, _) in arrays.items() if v is not None} | {"deep": deep})
    with pa.OSFile(str(OUT / "odd.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    pq.write_table(table, OUT / "odd.parquet")
    for name, format in [("odd.arrow", "arrow"), ("odd.parquet", "parquet")]:
        read = pa.ipc.open_file(OUT / name).read_all() if format == "arrow" else pq.read_table(OUT / name)
        columns = []
        for column, (_, kind) in arrays.items():
            values = read.flatten()[column].to_pylist()
            values = ["ff00" if v == b"\xff\x00" else v.decode() if isinstance(v, bytes) else v for v in values]
            # The shortest number that is the same as a 32-bit float, as pandas writes it.
            values = [float(str(np.float32(v))) if column == "f32" and v is not None else v for v in values]
            columns.append({"name": column, "kind": kind, "cells": [cell(v, kind) for v in values]})
        ANSWERS.append({"file": name, "format": format, "options": {}, "report": {}, "columns": columns})


def sheets():
    frame = people()
    # Spreadsheets have no zones and no decimals.
    frame["joined"] = [None if missing(v) else v.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0) for v in frame["joined"]]
    frame["price"] = frame["price"].astype(float)
    # A sheet knows missing cells by words too.
    plain = lambda v: None if missing(v) else v.to_pydatetime() if isinstance(v, pd.Timestamp) else bool(v) if isinstance(v, np.bool_) else v
    rows = [list(frame)] + [[plain(v) for v in row] for row in frame.astype(object).itertuples(index=False)]
    second = [["Sales of the year"], [], ["region", "2023", "2024"], ["north", 1, 2.5], ["south", None, 4], ["west", "n/a", 6]]
    excel(rows, second)
    old_excel(rows, second)
    open_document(rows, second)
    names = ["people", "Sales 2024", "empty"]
    for suffix in ["xlsx", "xls", "ods"]:
        name = f"people.{suffix}"
        read = pd.read_excel(OUT / name, sheet_name="people", dtype={"code": str})
        answer(name, suffix, read, sheet="people", sheets=names)
        read = pd.read_excel(OUT / name, sheet_name="Sales 2024", skiprows=2)
        read.columns = [str(c) for c in read]
        kinds = {"region": "text", "2023": "numeric", "2024": "numeric"}
        answer(name, suffix, read, kinds, {"sheet": "Sales 2024"}, sheet="Sales 2024", sheets=names)
    packed = {"book.xlsx": (OUT / "people.xlsx").read_bytes()}
    archive("book.zip", packed)
    read = pd.read_excel(OUT / "people.xlsx", dtype={"code": str})
    answer("book.zip", "xlsx", read, compression="zip", entry="book.xlsx", sheet="people", sheets=names)


def excel(rows, second):
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2024, 1, 1)
    first = book.active
    first.title = "people"
    for row in rows:
        first.append(row)
    other = book.create_sheet("Sales 2024")
    for row in second:
        other.append(row)
    other.merge_cells("A1:C1")
    book.create_sheet("empty")
    book.save(OUT / "people.xlsx")
    fixed(OUT / "people.xlsx")


def fixed(path):
    """Writes a zip archive again with one date, so that the script gives the same bytes twice."""
    with zipfile.ZipFile(path) as read:
        entries = [(info.filename, read.read(info)) for info in read.infolist()]
    with zipfile.ZipFile(path, "w") as out:
        for name, data in entries:
            if name == "docProps/core.xml":
                data = b'<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
            out.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)


def old_excel(rows, second):
    book = xlwt.Workbook(encoding="utf-8")
    styles = {datetime: xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss"), date: xlwt.easyxf(num_format_str="yyyy-mm-dd")}
    for name, cells in [("people", rows), ("Sales 2024", second), ("empty", [])]:
        sheet = book.add_sheet(name)
        for r, row in enumerate(cells):
            for c, value in enumerate(row):
                if value is not None:
                    style = styles.get(type(value))
                    sheet.write(r, c, value, style) if style else sheet.write(r, c, value)
    book.save(str(OUT / "people.xls"))


def open_document(rows, second):
    document = OpenDocumentSpreadsheet()
    for name, cells in [("people", rows), ("Sales 2024", second), ("empty", [])]:
        table = Table(name=name)
        for row in cells:
            line = TableRow()
            for value in row:
                line.addElement(open_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(OUT / "people.ods")
    fixed(OUT / "people.ods")


def open_cell(value):
    if value is None:
        return TableCell()
    if isinstance(value, bool):
        made = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    elif isinstance(value, (int, float)):
        made = TableCell(valuetype="float", value=repr(value))
    elif isinstance(value, (datetime, date)):
        made = TableCell(valuetype="date", datevalue=value.isoformat())
    else:
        made = TableCell(valuetype="string")
    # An office writes what a cell shows beside its value; pandas takes TRUE from there.
    shown = str(value).upper() if isinstance(value, bool) else str(value)
    for line in shown.split("\n"):
        made.addElement(P(text=line))
    return made


def broken():
    """Files that cannot be read, or only with a warning."""
    whole = (OUT / "people.parquet").read_bytes()
    (OUT / "cut.parquet").write_bytes(whole[:900])
    (OUT / "cut.xlsx").write_bytes((OUT / "people.xlsx").read_bytes()[:2000])
    (OUT / "cut.json").write_text('[{"a": 1, "b": 2},\n {"a": 3, "b"')
    archive("none.zip", {"readme.md": b"# nothing", "picture.png": b"\x89PNG"})
    codec = pa.table({"a": [1, 2, 3]})
    feather.write_feather(codec, OUT / "zstd.feather", compression="zstd")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "figures"
    for row in [["name", "value"], ["a", 1], [None, 2], ["b", 3]]:
        sheet.append(row)
    sheet["B2"] = "#N/A"
    sheet["B2"].data_type = "e"
    sheet.merge_cells("A2:A3")
    book.save(OUT / "merged.xlsx")
    fixed(OUT / "merged.xlsx")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    delimited()
    objects()
    columnar()
    sheets()
    broken()
    text = ",\n".join(json.dumps(a, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for a in ANSWERS)
    (HERE / "formats.json").write_text(f"[\n{text}\n]\n")
