//! Templates: minijinja, with the pure functions of formulas and nothing else.
//!
//! In: the text of a template, then values for its names. Out: diagnostics, then text. The only module that
//! names minijinja. A template draws nothing, and prints a value as a record carries it.
//!
//! As in Jinja, one line end at the very end of a template is not part of it.

mod bridge;
mod check;
mod environment;
mod found;
mod layout;
mod lexer;
mod scan;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Span, Text};
use crate::value::{Context, Fault, Value, take_parts};
use environment::Surroundings;
use found::Found;
use layout::Layout;
use minijinja::Environment;

/// The compiled templates of a scenario. Threads may share them.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    compiled: Vec<Template>,
    draws: Vec<&'static str>,
}

/// A template's number in its [`Templates`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TemplateId(u32);

#[derive(Debug)]
struct Template {
    name: String,
    paths: Vec<Path>,
    layout: Layout,
    /// Whether it calls functions, which look at the time zone.
    calls: bool,
}

/// A name that a template uses and does not set itself, with the fields asked of it: `product.name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub root: String,
    pub fields: Vec<String>,
    /// The place in the file where it first stands.
    pub span: Span,
}

impl Templates {
    /// `draws` are the names of all draws: they get an error that says where to draw.
    pub fn new(draws: impl IntoIterator<Item = &'static str>) -> Self {
        Self {
            environment: environment::environment(),
            compiled: Vec::new(),
            draws: draws.into_iter().collect(),
        }
    }

    /// Compiles a template. `None` if anything is wrong with it, which is then among the diagnostics; names
    /// are left for the caller to resolve.
    pub fn add(&mut self, text: &Text, diagnostics: &mut Diagnostics) -> Option<TemplateId> {
        let id = TemplateId(u32::try_from(self.compiled.len()).ok()?);
        if let Some(diagnostic) = check::too_deep(text) {
            diagnostics.add(diagnostic);
            return None;
        }
        let name = id.0.to_string();
        let source = text.as_str().to_owned();
        if let Err(error) = self.environment.add_template_owned(name.clone(), source) {
            diagnostics.add(check::syntax(&error, text));
            return None;
        }
        let found = scan::scan(text.as_str());
        let mut wrong = Diagnostics::default();
        check::check(&found, &self.draws, text, &mut wrong);
        if !wrong.is_empty() {
            self.environment.remove_template(&name);
            wrong.sorted().into_iter().for_each(|diagnostic| diagnostics.add(diagnostic));
            return None;
        }
        let paths = paths(&found, text);
        let mut layout = Layout::default();
        for (index, path) in paths.iter().enumerate() {
            layout.add(path.names(), index);
        }
        self.compiled.push(Template { name, paths, layout, calls: !found.calls.is_empty() });
        Some(id)
    }

    /// The distinct names that a template needs a value for.
    pub fn paths(&self, id: TemplateId) -> &[Path] {
        &self.compiled[id.0 as usize].paths
    }

    /// The text, from the values of [`Templates::paths`] in their order; null for values that are missing.
    ///
    /// # Errors
    /// The fault of a function that could not compute, or [`Fault::Template`] for everything else, such as
    /// arithmetic with text or a loop that never seems to end.
    pub fn render<'a>(
        &self,
        id: TemplateId,
        values: &[Value<'a>],
        cx: &Context<'a>,
    ) -> Result<&'a str, Fault> {
        let template = &self.compiled[id.0 as usize];
        let mut left = bridge::MOST_PARTS;
        values.iter().try_for_each(|value| take_parts(value, &mut left))?;
        let surroundings =
            template.calls.then(|| Surroundings { now: cx.now, zone: cx.zone.clone(), index: cx.index });
        let scope = template.layout.scope(values, surroundings);
        let compiled = self.environment.get_template(&template.name).map_err(|_| Fault::Template)?;
        let mut out = Output::default();
        compiled.render_captured_to(scope, &mut out).map_err(|error| environment::fault(&error))?;
        let text = std::str::from_utf8(&out.bytes).expect("a template writes text");
        Ok(cx.arena.alloc_str(text))
    }
}

/// What a template wrote; more than a record can hold is refused.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
}

impl Output {
    const MOST_BYTES: usize = 1 << 24;
}

impl std::io::Write for Output {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + piece.len() > Self::MOST_BYTES {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Path {
    /// The name and then the fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.root).chain(self.fields.iter().map(String::as_str))
    }
}

fn paths(found: &Found, text: &Text) -> Vec<Path> {
    let mut paths: Vec<Path> = Vec::new();
    for named in &found.names {
        let known = |path: &Path| path.root == named.root && path.fields == named.fields;
        if !paths.iter().any(known) {
            paths.push(Path {
                root: named.root.to_owned(),
                fields: named.fields.iter().map(|&field| field.to_owned()).collect(),
                span: text.at(named.place.start, named.place.end),
            });
        }
    }
    paths
}

/// Whether what is written behind this piece of a template stands in a `{{ … }}` or a `{% … %}`.
pub fn is_in_tag(before: &str) -> bool {
    // A letter more lies behind the last tag, or in it.
    let probe = format!("{before}x");
    lexer::tags(&probe).last().is_some_and(|tag| tag.place.end == probe.len())
}

/// The warning for a value that is nothing but `{{ name }}`: it is text, where `=name` keeps the number.
pub fn alone(text: &Text) -> Option<Diagnostic> {
    let source = text.as_str();
    let [tag] = &*lexer::tags(source) else { return None };
    if tag.kind != lexer::TagKind::Print || source[tag.place.clone()] != *source.trim() {
        return None;
    }
    let (first, last) = (tag.tokens.first()?, tag.tokens.last()?);
    let inside = &source[first.place.start..last.place.end];
    let message = format!("`{{{{ {inside} }}}}` alone is always text");
    let help = format!("`={inside}` keeps a number a number; `=text({inside})` says that text is meant");
    Some(Diagnostic::new(Code::TemplateAlone, text.span(), message).label("becomes text").help(help))
}

#[cfg(test)]
mod tests;
