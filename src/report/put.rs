//! Adding to a text, which cannot fail.

use std::fmt::{Arguments, Write};

pub(super) fn put(out: &mut String, text: Arguments<'_>) {
    out.write_fmt(text).expect("a string takes everything");
}
