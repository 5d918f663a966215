//! How long a join of two tables, a check of rules and a search for near duplicates take.
//!
//! `cargo run --profile native -p glasshouse-table --example combine_speed -- 1000000 10000`: rows of
//! the joined tables, rows that are compared for likeness.

use glasshouse_spec::{CombineSpec, DataOptions, JoinHow, ParamValue, RuleKind, RuleSpec};
use glasshouse_table::{DuplicateFinder, Keep, Loaded, Side, check_rules, plan_combine, read_table};
use std::fmt::Write as _;
use std::time::Instant;

const FIRST: [&str; 12] =
    ["anna", "jürgen", "maria", "sean", "zoe", "lukas", "chloe", "boris", "wei", "amina", "oleg", "ines"];
const LAST: [&str; 12] = [
    "müller",
    "o'brien",
    "garcia",
    "nowak",
    "smith",
    "schmidt",
    "nguyen",
    "rossi",
    "andersson",
    "silva",
    "kim",
    "dubois",
];

/// A number that looks random and is the same on every run.
fn mix(i: u64) -> u64 {
    let x = i.wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 29)
}

fn read(text: String) -> Loaded {
    match read_table("t.csv", text.into_bytes(), &DataOptions::default(), &Default::default()) {
        Ok(loaded) => loaded,
        Err(error) => panic!("{error}"),
    }
}

fn keyed(rows: u64, salt: u64) -> Loaded {
    let mut text = String::from("id,value,group\n");
    for i in 0..rows {
        let id = mix(i ^ salt) % (rows * 2);
        let _ = writeln!(text, "{id},{}.5,g{}", mix(i) % 1000, i % 17);
    }
    read(text)
}

/// Names and addresses, one in ten of them another one with a letter changed.
fn people(rows: u64) -> Loaded {
    let mut text = String::from("name,street,town\n");
    for i in 0..rows {
        let of = if i % 10 == 9 { i - mix(i) % 9 - 1 } else { i };
        let (a, b) = (mix(of), mix(of ^ 77));
        let (first, last) = (FIRST[(a % 12) as usize], LAST[(a / 12 % 12) as usize]);
        let typo = if of == i { "" } else { "x" };
        let _ = writeln!(
            text,
            "{first} {}{typo} {last},{} street {},{}{}",
            (b'a' + (a / 144 % 26) as u8) as char,
            ["north", "south", "old mill", "church", "station"][(b % 5) as usize],
            b / 5 % 400,
            ["spring", "river", "lake", "green", "stone"][(b / 2000 % 5) as usize],
            ["field", "ton", "ville", "burg", "port"][(b / 10000 % 5) as usize],
        );
    }
    read(text)
}

fn main() {
    let size = |n: usize, default| std::env::args().nth(n).and_then(|a| a.parse().ok()).unwrap_or(default);
    let (rows, alike) = (size(1, 1_000_000_u64), size(2, 10_000_u64));
    let (left, right) = (keyed(rows, 1), keyed(rows, 2));
    join(rows, &left, &right);
    check(rows, &left);
    for (rows, similarity) in
        [(alike / 10, 0.9), (alike / 10, 0.8), (alike, 0.95), (alike, 0.9), (alike, 0.8)]
    {
        compare(rows, similarity);
    }
}

fn join(rows: u64, left: &Loaded, right: &Loaded) {
    let began = Instant::now();
    let spec = CombineSpec::join("t.csv", JoinHow::Inner, &["id"]);
    match plan_combine(Side::from(left), Side::from(right), &spec) {
        Ok(planned) => {
            println!(
                "join {rows} × {rows}: planned {} rows in {:.2} s",
                planned.plan.rows,
                began.elapsed().as_secs_f64()
            );
            let Ok(mut joiner) = planned.joiner() else { return println!("too large") };
            while !joiner.advance() {}
            let bytes = joiner.finish().bytes.len();
            println!("  written, {} MB, after {:.2} s", bytes >> 20, began.elapsed().as_secs_f64());
        }
        Err(error) => println!("{error}"),
    }
}

fn check(rows: u64, left: &Loaded) {
    let began = Instant::now();
    let rules = [
        RuleSpec { min: Some(ParamValue::Int(0)), ..RuleSpec::new(RuleKind::Range, &["value"]) },
        RuleSpec { pattern: Some("^g[0-9]+$".into()), ..RuleSpec::new(RuleKind::Pattern, &["group"]) },
        RuleSpec::new(RuleKind::Unique, &["id"]),
    ];
    if let Ok(outcome) = check_rules(Side::from(left), &rules, |_| None) {
        let broken = outcome.report.rows_violating;
        println!(
            "three rules on {rows} rows: {broken} rows break one, {:.2} s",
            began.elapsed().as_secs_f64()
        );
    }
}

fn compare(rows: u64, similarity: f64) {
    let people = people(rows);
    let began = Instant::now();
    let found = DuplicateFinder::new(&people.table, &[], similarity, Keep::First).and_then(|f| f.run());
    let seconds = began.elapsed().as_secs_f64();
    match found {
        Ok(found) => {
            let (groups, gone) = (found.groups.len(), found.repeats().len());
            println!("{rows} rows at {similarity}: {groups} groups, {gone} repeats, {seconds:.2} s");
        }
        Err(error) => println!("{rows} rows at {similarity}: {error}, {seconds:.2} s"),
    }
}
