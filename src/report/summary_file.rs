//! `--summary`: what a run did, as JSON.

use crate::run::Summary;
use std::io::{self, Write};

pub fn write_summary(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, summary)?;
    out.write_all(b"\n")?;
    out.flush()
}
