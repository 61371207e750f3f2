//! Catalogs: rows that are generated, written in place, or loaded from a file.

use super::keys::Place;
use super::reader::Reader;
use super::written::Written;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Entry, Node};
use crate::formula::ast::Name;
use crate::value::Owned;

#[derive(Debug, Clone)]
pub struct Catalog {
    pub name: Name,
    pub rows: Rows,
}

#[derive(Debug, Clone)]
pub enum Rows {
    /// `rows: 1000` with `fields`.
    Generated { count: u32, fields: Vec<(Name, Written)> },
    /// `rows:` as a list of mappings.
    InPlace(Vec<Vec<(Name, Owned)>>),
    /// `from: data/users.csv`
    File(Name),
    /// Has errors, already reported.
    Broken,
}

impl Reader<'_> {
    pub fn catalog(&mut self, entry: &Entry) -> Option<Catalog> {
        let name = self.identifier(&entry.key, "a catalog");
        let entries = self.mapping(&entry.value, "a catalog").unwrap_or_default();
        self.known_keys(entries, Place::Catalog, &[]);
        if entry.value.get("abstract").is_some_and(|flag| self.flag(flag, "`abstract`")) {
            return None;
        }
        let rows = self.rows(&entry.value, entry).filter(|_| entry.value.get("extends").is_none());
        let rows = rows.unwrap_or(Rows::Broken);
        Some(Catalog { name, rows })
    }

    fn rows(&mut self, node: &Node, entry: &Entry) -> Option<Rows> {
        match (node.get("from"), node.get("rows"), node.get("fields")) {
            (Some(file), None, None) => self.text(file, "`from`").map(Rows::File),
            (Some(file), _, _) => {
                self.report(
                    Diagnostic::new(
                        Code::WrongShape,
                        file.span,
                        "a catalog is loaded or generated, not both",
                    )
                    .label("`from` stands alone"),
                );
                None
            }
            (None, Some(rows), None) if rows.as_sequence().is_some() => self.rows_in_place(rows),
            (None, Some(rows), Some(fields)) => {
                let count = self.whole_number(rows, "`rows`", 1);
                let fields = self.catalog_fields(fields);
                let count = u32::try_from(count?).ok().or_else(|| {
                    let message = format!("a catalog has at most {} rows", u32::MAX);
                    self.report(Diagnostic::new(Code::BadLiteral, rows.span, message).label("too many"));
                    None
                });
                Some(Rows::Generated { count: count?, fields: fields? })
            }
            (None, Some(_), None) => {
                self.missing_in(
                    entry,
                    "a catalog with a number of `rows`",
                    "fields",
                    "fields: { price: =uniform(10..2000) }",
                );
                None
            }
            (None, None, _) => {
                let example = "rows: 1000` with `fields`, or `from: data/users.csv";
                self.missing_in(entry, "a catalog", "rows", example);
                None
            }
        }
    }

    fn catalog_fields(&mut self, node: &Node) -> Option<Vec<(Name, Written)>> {
        let entries = self.mapping(node, "`fields`")?;
        if entries.is_empty() {
            let empty =
                Diagnostic::new(Code::MissingKey, node.span, "`fields` is empty").label("no field in it");
            self.report(empty.help("for example `fields: { price: =uniform(10..2000) }`"));
            return None;
        }
        let fields = entries.iter().map(|entry| (self.field_name(entry), self.written(&entry.value)));
        Some(fields.collect())
    }

    /// A catalog's field may be any text, but for the built-in names.
    fn field_name(&mut self, entry: &Entry) -> Name {
        let text = entry.key.as_str();
        if super::built_in::BUILT_INS.contains(&text) {
            return self.identifier(&entry.key, "a catalog's field");
        }
        Name { text: text.to_owned(), span: entry.key.text.span() }
    }

    fn rows_in_place(&mut self, node: &Node) -> Option<Rows> {
        let items = self.sequence(node, "`rows`")?;
        let rows: Vec<Option<Vec<(Name, Owned)>>> = items.iter().map(|item| self.row(item)).collect();
        let rows = rows.into_iter().collect::<Option<Vec<_>>>()?;
        if rows.is_empty() {
            self.report(Diagnostic::new(Code::FileData, node.span, "the catalog has no rows").label("empty"));
            return None;
        }
        Some(Rows::InPlace(rows))
    }

    fn row(&mut self, node: &Node) -> Option<Vec<(Name, Owned)>> {
        let entries = self.mapping(node, "a row")?;
        let fields: Vec<Option<(Name, Owned)>> = entries
            .iter()
            .map(|entry| {
                let name = self.field_name(entry);
                Some((name, self.plain(&entry.value, "a row's field")?))
            })
            .collect();
        fields.into_iter().collect()
    }
}
