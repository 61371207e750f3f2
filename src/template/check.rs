//! What is wrong with a template before it ever runs, in words and with its place in the user's file.

use super::found::{Call, Found, Refused};
use super::lexer::{Tag, tags};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::functions;
use crate::formula::signature::{Need, Signature};
use crate::source::{Span, Text};
use std::ops::Range;

/// What works in formulas only, besides the draws: it takes more than values, or looks at rows by itself.
const FORMULA_ONLY: [&str; 8] = ["if", "match", "coalesce", "with", "choice", "pick", "find", "recall"];

/// Names that Jinja, Liquid or Python have for one of ours.
const ELSEWHERE: [(&str, &str); 12] = [
    ("length", "size"),
    ("len", "size"),
    ("string", "text"),
    ("str", "text"),
    ("int", "number"),
    ("float", "number"),
    ("capitalize", "title"),
    ("upcase", "upper"),
    ("downcase", "lower"),
    ("strip", "trim"),
    ("strftime", "format"),
    ("date", "format"),
];

/// As many characters as a formula may have.
const LONGEST_TAG: usize = 4_000;

/// Each `{% elif %}` is nested in the one before it when minijinja compiles them.
const MOST_ELIFS: usize = 256;

/// What minijinja would follow so deep that the stack ends. Looks at templates that may not be any.
pub fn too_deep(text: &Text) -> Option<Diagnostic> {
    let tags = tags(text.as_str());
    let elif = |tag: &&Tag| tag.tokens.first().is_some_and(|word| word.is_word("elif"));
    let (tag, message) = if let Some(long) = tags.iter().find(|tag| tag.place.len() > LONGEST_TAG) {
        (long, format!("this piece of a template has more than {LONGEST_TAG} characters"))
    } else {
        let one_too_many = tags.iter().filter(elif).nth(MOST_ELIFS)?;
        (one_too_many, format!("this template has more than {MOST_ELIFS} `{{% elif %}}`"))
    };
    let diagnostic = Diagnostic::new(Code::TooDeep, place(text, tag.place.clone()), message);
    Some(diagnostic.help("compute a part of it in `let` and use its name here"))
}

/// Minijinja's complaint about a template that it could not compile.
pub fn syntax(error: &minijinja::Error, text: &Text) -> Diagnostic {
    let range = error.range().unwrap_or(0..text.as_str().len());
    let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let letter = text.as_str().get(range.start..).and_then(|rest| rest.chars().next());
    let help = if letter.is_some_and(|letter| letter.is_alphabetic() && !letter.is_ascii()) {
        "names in a template have the letters a to z, digits and `_`: give the value such a name in `let`"
    } else {
        "values stand in `{{ … }}`, statements in `{% … %}`, and `{% if %}` ends with `{% endif %}`"
    };
    Diagnostic::new(Code::TemplateSyntax, place(text, range), format!("this template cannot be read: {what}"))
        .help(help)
}

/// Adds everything that is wrong with what was found; `draws` are the names of draws.
pub fn check(found: &Found, draws: &[&str], text: &Text, diagnostics: &mut Diagnostics) {
    for (what, range) in &found.refused {
        diagnostics.add(refused(*what, place(text, range.clone())));
    }
    for call in &found.calls {
        if let Some(diagnostic) = wrong_call(call, draws, text) {
            diagnostics.add(diagnostic);
        }
        let named = found.names.iter().find(|named| named.root == call.name && !call.filter);
        if let Some(named) = named.filter(|_| functions::find(call.name).is_some()) {
            diagnostics.add(named_and_called(call.name, place(text, named.place.clone())));
        }
    }
}

fn place(text: &Text, range: Range<usize>) -> Span {
    // Minijinja counts bytes, and may end inside a letter that it does not know.
    let (start, end) =
        (text.as_str().floor_char_boundary(range.start), text.as_str().ceil_char_boundary(range.end));
    text.at(start, end)
}

fn named_and_called(name: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` is a value and a function in one template");
    Diagnostic::new(Code::TemplateName, span, message).help("give the value another name")
}

fn refused(what: Refused, span: Span) -> Diagnostic {
    let say = |message: String, help: &str| Diagnostic::new(Code::TemplateSyntax, span, message).help(help);
    match what {
        Refused::Statement(name) => say(
            format!("a scenario's templates have no `{{% {name} %}}`"),
            "they have `{% if %}`, `{% for %}`, `{% set %}` and `{% raw %}`",
        ),
        Refused::Test => say(
            "a scenario's templates have no `is` tests".to_owned(),
            "compare instead: `{% if name == null %}`",
        ),
        Refused::Method(name) => say(
            format!("a value has no method `{name}`"),
            "functions stand behind `|` or around the value: `{{ name | upper }}`, `{{ upper(name) }}`",
        ),
        Refused::Concat => say(
            "a scenario's templates have no `~`".to_owned(),
            "write the pieces side by side: `{{ a }}{{ b }}`",
        ),
        Refused::Power => say("a scenario's templates have no `**`".to_owned(), "use `pow(a, b)`"),
        Refused::Slice => say(
            "a scenario's templates have no `[from:to]`".to_owned(),
            "use `slice(text, from, to)`, which works for lists too",
        ),
        Refused::Splat => say(
            "a list cannot be spread over the arguments".to_owned(),
            "functions such as `min`, `max` and `join` take the list itself",
        ),
        Refused::SetField => {
            say("a field cannot be set".to_owned(), "set a name of its own: `{% set total = 1 %}`")
        }
        Refused::SetAndCalled(name) => named_and_called(name, span),
        Refused::BareWord(word) => Diagnostic::new(
            Code::TemplateName,
            span,
            format!("`{word}` is a word here, and a bare word in a template is a name"),
        )
        .help(format!("put it in quotes: '{word}'")),
    }
}

fn wrong_call(call: &Call, draws: &[&str], text: &Text) -> Option<Diagnostic> {
    let span = place(text, call.place.clone());
    let Some(function) = functions::find(call.name) else {
        let name = call.name;
        if draws.contains(&name) || FORMULA_ONLY.contains(&name) {
            let message = format!("`{name}` works in formulas only, not in a template");
            let help = format!("draw it in `let`, as `value: ={name}(…)`, and print `{{{{ value }}}}` here");
            return Some(Diagnostic::new(Code::DrawInTemplate, span, message).help(help));
        }
        let unknown =
            Diagnostic::new(Code::UnknownFunction, span, format!("there is no function called `{name}`"));
        return Some(match ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == name) {
            Some((_, ours)) => unknown.help(format!("it is called `{ours}` here")),
            None => unknown.suggest(name, functions::ALL.iter().map(|function| function.signature.name)),
        });
    };
    wrong_arguments(call, &function.signature, text)
}

fn wrong_arguments(call: &Call, signature: &Signature, text: &Text) -> Option<Diagnostic> {
    let span = place(text, call.place.clone());
    let name = signature.name;
    let wrong = |span, message| {
        let help = format!("for example: `{}`", signature.example);
        Some(Diagnostic::new(Code::Arguments, span, message).help(help))
    };
    let parameters = signature.parameters;
    let many = parameters.iter().any(|parameter| parameter.need == Need::Rest);
    if call.positional > parameters.len() && !many {
        let (most, given) = (parameters.len(), call.positional);
        return wrong(span, format!("`{name}` takes at most {}, and is given {given}", arguments(most)));
    }
    for (position, (key, range)) in call.named.iter().enumerate() {
        let place = place(text, range.clone());
        let Some(index) = parameters.iter().position(|parameter| parameter.name == *key) else {
            let known = parameters.iter().map(|parameter| parameter.name);
            return wrong(place, format!("`{name}` has no argument called `{key}`"))
                .map(|diagnostic| diagnostic.suggest(key, known));
        };
        if index < call.positional || call.named[..position].iter().any(|(earlier, _)| earlier == key) {
            return wrong(place, format!("`{name}` is given `{key}` twice"));
        }
    }
    let given = |(index, name): (usize, &str)| {
        index < call.positional || call.named.iter().any(|(key, _)| *key == name)
    };
    let missing = parameters
        .iter()
        .enumerate()
        .find(|(index, parameter)| parameter.need != Need::Optional && !given((*index, parameter.name)))?;
    wrong(span, format!("`{name}` lacks its argument `{}`", missing.1.name))
}

fn arguments(count: usize) -> String {
    if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") }
}
