//! Catalogs from files: CSV, JSON Lines and JSON.
//!
//! In: a path below the scenario's folder. Out: columns of cells and a fingerprint of the bytes. Never reads
//! outside the folder, through links neither.

use super::catalog_columns::{Columns, columns_of, unified, unified_columns};
use super::catalog_json;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::scenario::literal;
use crate::value::Owned;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub struct Loaded {
    pub columns: Vec<(String, Vec<Owned>)>,
    pub rows: usize,
    /// The file's size.
    pub bytes: u64,
    /// SipHash-2-4 of the file, 128 bits in hexadecimal.
    pub fingerprint: String,
}

/// The largest file that is loaded.
const MAX_BYTES: u64 = 1 << 30;

/// Loads a file whose cells take no more than `most_bytes`; the diagnostic stands at `from`.
pub fn load(folder: &Path, from: &Name, most_bytes: u64) -> Result<Loaded, Diagnostic> {
    let path = locate(folder, from)?;
    let failed = |error: std::io::Error| unreadable(from, &error);
    let size = std::fs::metadata(&path).map_err(failed)?.len();
    if size > MAX_BYTES {
        let message = format!("`{}` has {size} bytes, and 1 GiB is the most a catalog may have", from.text);
        return Err(Diagnostic::new(Code::CatalogFile, from.span, message).label("too large"));
    }
    let bytes = std::fs::read(&path).map_err(failed)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let message = format!("`{}` is not UTF-8 text at byte {}", from.text, error.valid_up_to());
        Diagnostic::new(Code::CatalogData, from.span, message).label("not text")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let columns = match extension.to_ascii_lowercase().as_str() {
        "csv" => csv_columns(text),
        "jsonl" | "ndjson" => {
            catalog_json::lines(text).and_then(|rows| columns_of(rows, most_bytes)).map(unified_columns)
        }
        "json" => {
            catalog_json::array(text).and_then(|rows| columns_of(rows, most_bytes)).map(unified_columns)
        }
        _ => {
            let message = format!("`{}` is none of the files that a catalog is loaded from", from.text);
            return Err(Diagnostic::new(Code::CatalogFile, from.span, message)
                .label("unknown kind of file")
                .help("its name ends in `.csv`, `.jsonl`, `.ndjson` or `.json`"));
        }
    };
    let columns = columns.map_err(|words| {
        Diagnostic::new(Code::CatalogData, from.span, format!("`{}`: {words}", from.text)).label("not loaded")
    })?;
    let rows = columns.first().map_or(0, |(_, cells)| cells.len());
    if rows == 0 {
        let message = format!("`{}` has no rows", from.text);
        return Err(Diagnostic::new(Code::CatalogData, from.span, message).label("empty"));
    }
    let mut hasher = SipHasher24::new();
    hasher.write(&bytes);
    let fingerprint = format!("{:032x}", hasher.finish128().as_u128());
    Ok(Loaded { columns, rows, bytes: size, fingerprint })
}

fn unreadable(from: &Name, error: &std::io::Error) -> Diagnostic {
    let (message, label) = match error.kind() {
        ErrorKind::NotFound => (format!("there is no file `{}`", from.text), "not found"),
        ErrorKind::IsADirectory => (format!("`{}` is a folder", from.text), "a folder"),
        kind => (format!("`{}` cannot be read: {kind}", from.text), "not readable"),
    };
    Diagnostic::new(Code::CatalogFile, from.span, message)
        .label(label)
        .help("the path is relative to the scenario's folder, for example `data/users.csv`")
}

/// The file's path, once links are followed, which must lie inside the folder.
fn locate(folder: &Path, from: &Name) -> Result<PathBuf, Diagnostic> {
    let outside = || {
        let message = format!("`{}` lies outside the scenario's folder", from.text);
        Diagnostic::new(Code::CatalogPath, from.span, message)
            .label("not inside the folder")
            .help("a scenario reads only files beside it or below it")
    };
    let relative = Path::new(&from.text);
    if relative.is_absolute() {
        return Err(outside());
    }
    let missing = |error: std::io::Error| unreadable(from, &error);
    let folder = folder.canonicalize().map_err(missing)?;
    let path = folder.join(relative).canonicalize();
    match path {
        Ok(path) if path.starts_with(&folder) => Ok(path),
        Ok(_) => Err(outside()),
        Err(_) if relative.components().any(|part| part == std::path::Component::ParentDir) => Err(outside()),
        Err(error) => Err(missing(error)),
    }
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
