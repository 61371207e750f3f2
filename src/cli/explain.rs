//! `rushhour explain`: what an error code means.

use super::exit::{Exit, UsageError};
use crate::diagnostic::{Code, nearest};
use std::io::Write;

pub fn explain(text: &str) -> anyhow::Result<Exit> {
    let Some(code) = Code::parse(text) else {
        let known = Code::ALL.iter().map(|code| code.as_str());
        let first = Code::ALL.first().map_or("", |code| code.as_str());
        let help = match nearest(text, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a code is written like `{first}`"),
        };
        return Err(UsageError(format!("no error has the code `{text}`; {help}")).into());
    };
    let page = code.page().trim_start_matches("# ");
    write!(std::io::stdout().lock(), "{code}: {page}")?;
    Ok(Exit::Done)
}
