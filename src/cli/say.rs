//! Words for standard error. Nobody may be reading them any more, which is no reason to fail.

use std::io::Write;

/// Writes the text as it is.
pub fn say(text: &str) {
    // What cannot be said cannot be complained about either.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
