//! Block scalars: `|` keeps its lines, `>` folds them.

use super::{Mapper, breaks};
use crate::source::{Span, Text};

/// A line of content: without its indentation, and with the byte of its line end (the file may end first).
struct Line<'t> {
    content: &'t str,
    at: usize,
    end: Option<usize>,
}

impl Line<'_> {
    /// Lines that begin with white space keep their line ends when folded.
    fn is_more_indented(&self) -> bool {
        self.content.starts_with([' ', '\t'])
    }
}

/// `span` begins at the first character of the content; its distance from the line's beginning is the
/// indentation. `line_ends` is how many line ends are kept at the end.
pub(super) fn decode(file: &str, span: Span, folded: bool, line_ends: usize) -> Text {
    let first_line = file[..span.start].rfind(['\n', '\r']).map_or(0, |line_end| line_end + 1);
    let mut out = Mapper::new(span.start);
    let lines = lines(file, first_line, span);
    let above = blank_lines_above(file, first_line);
    let content = lines.iter().rposition(|line| !line.content.is_empty()).map_or(0, |last| last + 1);
    for place in above {
        out.put('\n', place, 1);
    }
    let (body, _) = lines.split_at(content);
    if folded {
        fold(body, &mut out);
    } else {
        keep(body, &mut out);
    }
    let mut end = body.last().map_or(span.start, |last| last.at + last.content.len());
    let ends = lines[content.saturating_sub(1)..].iter().filter_map(|line| line.end);
    for place in ends.take(line_ends) {
        out.put('\n', place, 1);
        end = place + 1;
    }
    out.finish(end)
}

/// A text block that holds nothing but line ends, if `|+` keeps them.
pub(super) fn without_lines(file: &str, span: Span, line_ends: usize) -> Text {
    let raw = &file[span.start..span.end];
    let mut out = Mapper::new(span.start);
    // at the end of a file the parser's span begins with the header
    let header = usize::from(raw.starts_with(['|', '>']));
    let first_line = file[..span.start].rfind(['\n', '\r']).map_or(0, |line_end| line_end + 1);
    let above = if header == 0 { blank_lines_above(file, first_line) } else { Vec::new() };
    let ends = above.into_iter().chain(breaks(raw, span.start).skip(header));
    let mut end = span.start;
    for place in ends.take(line_ends) {
        out.put('\n', place, 1);
        end = place + 1;
    }
    out.finish(end)
}

fn lines(file: &str, first_line: usize, span: Span) -> Vec<Line<'_>> {
    let indentation = span.start - first_line;
    let text = &file[first_line..span.end.max(first_line)];
    let mut ends = breaks(text, first_line).map(Some).chain([None]);
    let mut start = first_line;
    let mut lines = Vec::new();
    while start < span.end {
        let line_end = ends.next().flatten();
        let line = &file[start..line_end.unwrap_or(span.end)];
        let line = line.strip_suffix('\r').unwrap_or(line);
        let inner = indentation.min(line.len() - line.trim_start_matches(' ').len());
        lines.push(Line { content: &line[inner..], at: start + inner, end: line_end });
        start = line_end.map_or(span.end, |end| end + 1);
    }
    lines
}

/// The line ends of the blank lines between the header and the first line of content.
fn blank_lines_above(file: &str, first_line: usize) -> Vec<usize> {
    let mut places = Vec::new();
    let mut end = first_line;
    while end > 0 {
        let line = file[..end - 1].trim_end_matches([' ', '\t']);
        let line = if file[..end].ends_with("\r\n") { line.trim_end_matches('\r') } else { line };
        let line = line.trim_end_matches([' ', '\t']);
        if !line.ends_with(['\n', '\r']) {
            break;
        }
        places.push(end - 1);
        end = line.len();
    }
    places.reverse();
    places
}

fn keep(body: &[Line<'_>], out: &mut Mapper) {
    for (index, line) in body.iter().enumerate() {
        out.verbatim(line.content, line.at);
        if let (Some(place), true) = (line.end, index + 1 < body.len()) {
            out.put('\n', place, 1);
        }
    }
}

/// One line end between two lines of text is a space, more are one fewer; next to more-indented lines all stay.
fn fold(body: &[Line<'_>], out: &mut Mapper) {
    let mut pending: Vec<usize> = Vec::new();
    let mut previous: Option<&Line<'_>> = None;
    for line in body {
        if !line.content.is_empty() {
            let kept = line.is_more_indented() || previous.is_none_or(Line::is_more_indented);
            match pending.as_slice() {
                [only] if !kept => out.put(' ', *only, 1),
                [_, more @ ..] if !kept => more.iter().for_each(|place| out.put('\n', *place, 1)),
                all => all.iter().for_each(|place| out.put('\n', *place, 1)),
            }
            out.verbatim(line.content, line.at);
            previous = Some(line);
            pending.clear();
        }
        pending.extend(line.end);
    }
}
