//! Streams over the rows of a catalog: rows that take turns in one stream, and a stream for each row.

use super::catalog;
use super::catalog::Contents;
use super::checked_stream::CheckedStream;
use super::shared::{Constant, Shared};
use super::stream;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula;
use crate::formula::ast::Name;
use crate::formula::typed::TableId;
use crate::scenario::{BUILT_INS, Member, Stream, Written};
use crate::source::Text;
use crate::traffic::ast::Each;
use crate::value::{Owned, Value};

/// Rows that take turns.
pub struct InTurn {
    /// The row of an arrival, as a `let` of its event.
    pub row: Member,
    pub rows: u32,
}

/// Streams that one `for` may make.
const MOST_STREAMS: u32 = 1_000;

/// `for each sensor in sensors`; `None` after a diagnostic.
pub fn in_turn(shared: &mut Shared, each: &Each) -> Option<InTurn> {
    check_variable(shared, &each.variable)?;
    let id = find(shared, &each.catalog)?;
    let rows = shared.catalogs[id.0].as_ref()?.contents.rows();
    // the rows are picked in the order of the arrivals
    let pick = format!("pick({}, at=event.index)", each.catalog.text);
    let text = Text::verbatim(pick, each.catalog.span.start);
    let pick = formula::parse(&text, &mut Diagnostics::default())?;
    let row = Member { name: each.variable.clone(), repeat: None, value: Written::Formula(pick) };
    Some(InTurn { row, rows })
}

/// The streams of `for: tenant in tenants`, one for each row; those with errors are left out.
pub fn check_each(shared: &mut Shared, stream: &Stream, each: &Each) -> Vec<CheckedStream> {
    let Some(rows) = fixed_rows(shared, each) else { return Vec::new() };
    let mut checked = Vec::new();
    for (number, row) in rows.into_iter().enumerate() {
        let name = Name { text: format!("{}-{}", stream.name.text, number + 1), ..stream.name.clone() };
        if shared.scenario.streams.iter().any(|other| other.name.text == name.text) {
            let message = format!("row {} makes a second stream called `{}`", number + 1, name.text);
            shared.diagnostics.add(
                Diagnostic::new(Code::DuplicateKey, name.span, message).help("call one of the two otherwise"),
            );
            break;
        }
        shared.constants.insert(each.variable.text.clone(), Constant::Value(row));
        let of_row = stream::check(shared, &Stream { name, ..stream.clone() });
        checked.extend(of_row.map(|of_row| CheckedStream { written: stream.name.text.clone(), ..of_row }));
    }
    shared.constants.remove(&each.variable.text);
    checked
}

/// The rows as constants; `None` after a diagnostic.
fn fixed_rows(shared: &mut Shared, each: &Each) -> Option<Vec<Owned>> {
    check_variable(shared, &each.variable)?;
    let id = find(shared, &each.catalog)?;
    let table = match &shared.catalogs[id.0].as_ref()?.contents {
        Contents::Fixed { table, .. } if table.rows() <= MOST_STREAMS => std::sync::Arc::clone(table),
        Contents::Fixed { .. } => {
            let message = format!("`for` makes at most {MOST_STREAMS} streams");
            let diagnostic = Diagnostic::new(Code::TooLarge, each.catalog.span, message);
            let help =
                "rows that only take turns stand behind `emit`: `emit: reading for each sensor in sensors`";
            shared.diagnostics.add(diagnostic.label("has more rows").help(help));
            return None;
        }
        Contents::Generated { .. } => {
            let message =
                format!("the rows of `{}` are drawn, and streams are known before", each.catalog.text);
            let diagnostic = Diagnostic::new(Code::DrawInConstant, each.catalog.span, message);
            let help = "`for` takes a catalog whose rows are written under `rows` or loaded with `from`";
            shared.diagnostics.add(diagnostic.label("drawn rows").help(help));
            return None;
        }
    };
    Some((0..table.rows()).map(|row| Value::Row(&table, row).to_owned()).collect())
}

/// A name that means nothing else.
pub(super) fn check_variable(shared: &mut Shared, variable: &Name) -> Option<()> {
    let name = variable.text.as_str();
    let message = if BUILT_INS.contains(&name) {
        format!("a row cannot be called `{name}`: that name is built in")
    } else if shared.constants.contains_key(name) {
        format!("a row cannot be called `{name}`: a constant of the scenario has that name")
    } else if name.contains('-') {
        format!("a row cannot be called `{name}`: formulas would read a minus")
    } else {
        return Some(());
    };
    shared.diagnostics.add(Diagnostic::new(Code::ReservedName, variable.span, message).label("taken"));
    None
}

/// The catalog of that name, checked; `None` after a diagnostic.
pub(super) fn find(shared: &mut Shared, name: &Name) -> Option<TableId> {
    let Some(id) = shared.catalog_named(&name.text) else {
        let known = shared.scenario.catalogs.iter().map(|catalog| catalog.name.text.as_str());
        let message = format!("no catalog is called `{}`", name.text);
        let diagnostic = Diagnostic::new(Code::UnknownReference, name.span, message);
        shared.diagnostics.add(diagnostic.label("unknown catalog").suggest(&name.text, known));
        return None;
    };
    shared.used_catalogs[id.0] = true;
    catalog::check(shared, id, 0);
    Some(id)
}
