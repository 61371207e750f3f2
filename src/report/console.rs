//! Standard error, shared by the log, the shown records and the live lines, which are taken away while
//! something else is written. Where its reader is gone, what is written is lost and nothing fails.

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, TermLike};
use std::io::{self, Write};
use tracing_subscriber::fmt::MakeWriter;

/// How often a second the live lines are drawn at most.
const DRAWN: u8 = 20;

/// Copies write to the same place.
#[derive(Debug, Clone)]
pub struct Console(MultiProgress);

impl Default for Console {
    fn default() -> Self {
        let term = Term::buffered_stderr();
        let target = if term.is_term() {
            ProgressDrawTarget::term_like_with_hz(Box::new(Screen(term)), DRAWN)
        } else {
            ProgressDrawTarget::hidden()
        };
        Self(MultiProgress::with_draw_target(target))
    }
}

impl Console {
    pub(super) fn add(&self, line: ProgressBar) -> ProgressBar {
        self.0.add(line)
    }
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| lost(io::stderr().write_all(bytes))).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        lost(io::stderr().flush())
    }
}

impl MakeWriter<'_> for Console {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// A run does not end with the terminal that showed it.
fn lost(written: io::Result<()>) -> io::Result<()> {
    written.or(Ok(()))
}

/// The terminal of standard error. indicatif panics where it is gone.
#[derive(Debug)]
struct Screen(Term);

impl TermLike for Screen {
    fn width(&self) -> u16 {
        TermLike::width(&self.0)
    }

    fn height(&self) -> u16 {
        TermLike::height(&self.0)
    }

    fn move_cursor_up(&self, lines: usize) -> io::Result<()> {
        lost(self.0.move_cursor_up(lines))
    }

    fn move_cursor_down(&self, lines: usize) -> io::Result<()> {
        lost(self.0.move_cursor_down(lines))
    }

    fn move_cursor_right(&self, columns: usize) -> io::Result<()> {
        lost(self.0.move_cursor_right(columns))
    }

    fn move_cursor_left(&self, columns: usize) -> io::Result<()> {
        lost(self.0.move_cursor_left(columns))
    }

    fn write_line(&self, line: &str) -> io::Result<()> {
        lost(self.0.write_line(line))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        lost(self.0.write_str(text))
    }

    fn clear_line(&self) -> io::Result<()> {
        lost(self.0.clear_line())
    }

    fn flush(&self) -> io::Result<()> {
        lost(self.0.flush())
    }
}
