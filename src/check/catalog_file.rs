//! Catalogs from files: CSV, JSON Lines and JSON.
//!
//! In: a path below the scenario's folder. Out: columns of cells and a fingerprint of the bytes.

use super::catalog_columns::{Columns, columns_of, unified, unified_columns};
use super::catalog_json;
use super::file::{self, File};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::scenario::literal;
use crate::value::Owned;
use std::path::Path;

pub struct Loaded {
    pub columns: Vec<(String, Vec<Owned>)>,
    pub rows: usize,
    /// The file's size.
    pub bytes: u64,
    /// SipHash-2-4 of the file, 128 bits in hexadecimal.
    pub fingerprint: String,
}

/// Loads a file whose cells take no more than `most_bytes`; the diagnostic stands at `from`.
pub fn load(folder: &Path, from: &Name, most_bytes: u64) -> Result<Loaded, Diagnostic> {
    let File { text, extension, bytes, fingerprint } = file::read(folder, from, "data/users.csv")?;
    let columns = match extension.as_str() {
        "csv" => csv_columns(&text),
        "jsonl" | "ndjson" => {
            catalog_json::lines(&text).and_then(|rows| columns_of(rows, most_bytes)).map(unified_columns)
        }
        "json" => {
            catalog_json::array(&text).and_then(|rows| columns_of(rows, most_bytes)).map(unified_columns)
        }
        _ => {
            let message = format!("`{}` is none of the files that a catalog is loaded from", from.text);
            return Err(Diagnostic::new(Code::FileUnreadable, from.span, message)
                .label("unknown kind of file")
                .help("its name ends in `.csv`, `.jsonl`, `.ndjson` or `.json`"));
        }
    };
    let columns = columns.map_err(|words| {
        Diagnostic::new(Code::FileData, from.span, format!("`{}`: {words}", from.text)).label("not loaded")
    })?;
    let rows = columns.first().map_or(0, |(_, cells)| cells.len());
    if rows == 0 {
        let message = format!("`{}` has no rows", from.text);
        return Err(Diagnostic::new(Code::FileData, from.span, message).label("empty"));
    }
    Ok(Loaded { columns, rows, bytes, fingerprint })
}

/// A column is number or boolean if all its filled cells are as JSON writes them, else text; an empty cell is
/// null.
fn csv_columns(text: &str) -> Result<Columns, String> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| csv_words(&error))?.clone();
    let mut columns: Vec<(String, Vec<String>)> =
        headers.iter().map(|name| (name.trim().to_owned(), Vec::new())).collect();
    for (position, (name, _)) in columns.iter().enumerate() {
        if name.is_empty() || columns[..position].iter().any(|(other, _)| other == name) {
            return Err(format!("column {} needs a name of its own in the first line", position + 1));
        }
    }
    for record in reader.records() {
        let record = record.map_err(|error| csv_words(&error))?;
        for ((_, cells), cell) in columns.iter_mut().zip(&record) {
            cells.push(cell.to_owned());
        }
    }
    Ok(columns.into_iter().map(|(name, cells)| (name, typed(&cells))).collect())
}

fn csv_words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("line {line} has {len} cells, and the first line has {expected_len}")
        }
        _ => error.to_string(),
    }
}

fn typed(cells: &[String]) -> Vec<Owned> {
    let read = |cell: &String| if cell.is_empty() { Some(Owned::Null) } else { literal(cell) };
    let read: Option<Vec<Owned>> = cells.iter().map(read).collect();
    let all = |accepts: fn(&Owned) -> bool| {
        read.as_ref().is_some_and(|cells| cells.iter().all(|cell| *cell == Owned::Null || accepts(cell)))
    };
    let numbers = all(|cell| matches!(cell, Owned::Int(_) | Owned::Number(_)));
    let booleans = all(|cell| matches!(cell, Owned::Bool(_)));
    match read {
        Some(values) if booleans => values,
        Some(values) if numbers => unified(values),
        _ => cells
            .iter()
            .map(|cell| if cell.is_empty() { Owned::Null } else { cell.as_str().into() })
            .collect(),
    }
}
