//! `rushhour describe`: the reference of draws, functions, shapes and keys.

use super::exit::{Exit, UsageError};
use crate::diagnostic::nearest;
use crate::formula::signature::{Need, Signature};
use crate::formula::{draws, forms, functions};
use crate::scenario::keys;
use crate::traffic::shapes;
use std::fmt::Write as _;
use std::io::Write;

/// One entry of the reference.
struct Entry {
    name: &'static str,
    usage: String,
    about: &'static str,
    details: Vec<String>,
    example: String,
}

pub fn describe(name: Option<&str>) -> anyhow::Result<Exit> {
    let sections = sections();
    let text = match name {
        None => list(&sections),
        Some(name) => one(&sections, name)?,
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn sections() -> Vec<(&'static str, Vec<Entry>)> {
    let forms = |drawing: bool| {
        let draws = ["choice", "pick", "times", "unique"];
        let signatures = forms::ALL.iter().map(|form| &form.signature);
        signatures.filter(move |signature| draws.contains(&signature.name) == drawing).map(call)
    };
    let own = |signature: &&Signature| !forms::ALL.iter().any(|form| form.signature.name == signature.name);
    let functions = functions::ALL.iter().map(|function| &function.signature).filter(own).map(call);
    let mut draws: Vec<Entry> =
        draws::ALL.iter().map(|draw| call(&draw.signature)).chain(forms(true)).collect();
    let mut functions: Vec<Entry> = functions.chain(forms(false)).collect();
    draws.sort_by_key(|entry| entry.name);
    functions.sort_by_key(|entry| entry.name);
    let shapes = shapes::ALL.iter().map(|shape| Entry {
        name: shape.name,
        usage: shape.syntax.to_owned(),
        about: shape.about,
        details: Vec::new(),
        example: format!("- phase: {}", shape.example),
    });
    let keys = keys::ALL.iter().map(|key| Entry {
        name: key.name,
        usage: format!("{}: …", key.name),
        about: key.about,
        details: vec![format!("stands in {}", key.place)],
        example: key.example.to_owned(),
    });
    vec![("Draws", draws), ("Functions", functions), ("Shapes", shapes.collect()), ("Keys", keys.collect())]
}

fn call(signature: &'static Signature) -> Entry {
    let details = signature.parameters.iter().map(|parameter| {
        let need = match parameter.need {
            Need::Required => "",
            Need::Optional => ", may be left out",
            Need::Rest => ", one or more",
        };
        let bounds =
            if parameter.bounds.is_none() { String::new() } else { format!(", {}", parameter.bounds) };
        let words = if parameter.words.is_empty() {
            String::new()
        } else {
            format!(": {}", parameter.words.join(", "))
        };
        format!("{}: {}{bounds}{need}{words}", parameter.name, parameter.kind)
    });
    Entry {
        name: signature.name,
        usage: signature.usage(),
        about: signature.about,
        details: details.collect(),
        example: format!("={}", signature.example),
    }
}

fn list(sections: &[(&str, Vec<Entry>)]) -> String {
    let mut out = String::new();
    let width =
        sections.iter().flat_map(|(_, entries)| entries).map(|entry| entry.name.len()).max().unwrap_or(0);
    for (title, entries) in sections {
        writeln!(out, "{title}").expect("a string takes everything");
        for entry in entries {
            writeln!(out, "  {:<width$}  {}", entry.name, entry.about).expect("a string takes everything");
        }
        out.push('\n');
    }
    out.push_str("`rushhour describe NAME` says more.\n");
    out
}

fn one(sections: &[(&str, Vec<Entry>)], name: &str) -> Result<String, UsageError> {
    let all = || sections.iter().flat_map(|(_, entries)| entries);
    let found: Vec<&Entry> = all().filter(|entry| entry.name == name).collect();
    if found.is_empty() {
        let help = match nearest(name, all().map(|entry| entry.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`rushhour describe` lists what there is".to_owned(),
        };
        return Err(UsageError(format!("nothing is called `{name}`; {help}")));
    }
    let pages = found.iter().map(|entry| {
        let mut page = format!("{}\n\n{}\n", entry.usage, entry.about);
        for detail in &entry.details {
            write!(page, "\n  {detail}").expect("a string takes everything");
        }
        if !entry.details.is_empty() {
            page.push('\n');
        }
        let example: String = entry.example.lines().map(|line| format!("  {line}\n")).collect();
        page + "\nExample:\n\n" + &example
    });
    Ok(pages.collect::<Vec<_>>().join("\n"))
}
