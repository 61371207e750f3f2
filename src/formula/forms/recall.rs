//! `recall(event.field, …)`: a value that an earlier record had.

use super::{Form, always};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Argument, Call, Expr, Kind as ExprKind, Name};
use crate::formula::check::Checker;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Node, Recall, RecallManner, Typed};
use crate::source::Span;
use crate::value::Type;

pub static FORM: Form = Form {
    signature: Signature {
        name: "recall",
        about: "A value of a field that a record of that event has had before, from any stream: evenly, the `last`, the \
                `first`, or by Zipf's law with the latest most often. Null, or `else`, where there is none yet. The latest \
                65,536 values of a field are kept.",
        parameters: &[
            Parameter::required("event.field", Kind::Any).meaning("an event and a field of its payload"),
            Parameter::optional("which", Kind::Word)
                .meaning("`last` or `first`; evenly where it is left out"),
            Parameter::optional("zipf", Kind::Number)
                .meaning("the exponent: the latest most often; 1.1 is usual"),
            Parameter::optional("within", Kind::Duration).meaning("only what is so recent"),
            Parameter::optional("latest", Kind::Int).meaning("only so many of the latest"),
            Parameter::optional("else", Kind::Any).meaning("the value where there is none yet"),
        ],
        returns: |_| Type::Any,
        example: "recall(signup.user_id, within=1h, else='nobody')",
    },
    check,
    takes: always,
};

const OPTIONS: [&str; 4] = ["zipf", "within", "latest", "else"];

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let Some((subject, options)) = call.arguments.split_first().filter(|(first, _)| first.key.is_none())
    else {
        return wrong_form(checker, span);
    };
    let Some((event, path)) = field_of_event(&subject.value) else {
        return wrong_form(checker, subject.value.span);
    };
    let site = checker.site(&call.name)?;
    let (history, ty) = checker.scope.recalled(&event, &path)?;
    let mut recall = Recall { site, history, manner: RecallManner::Evenly, within: None, latest: None };
    let (mut otherwise, mut manner) = (None, None);
    for option in options {
        let place = option.value.span;
        match option.name().map(|name| name.text.as_str()) {
            None => recall.manner = word(checker, option)?,
            Some("zipf") => {
                recall.manner =
                    RecallManner::Zipf(Box::new(typed(checker, option, &Type::Number, "`zipf`")?));
            }
            Some("within") => {
                recall.within = Some(Box::new(typed(checker, option, &Type::Duration, "`within`")?));
                continue;
            }
            Some("latest") => {
                recall.latest = Some(Box::new(typed(checker, option, &Type::Int, "`latest`")?));
                continue;
            }
            Some("else") => {
                otherwise = Some(checker.expr(&option.value)?);
                continue;
            }
            Some(_) => return unknown(checker, option),
        }
        if let Some(first) = manner.replace(place) {
            return checker.refuse(
                Diagnostic::new(Code::Arguments, place, "these are two ways to recall")
                    .label("the second")
                    .related(first, "the first"),
            );
        }
    }
    let recalled = Typed::new(Node::Recall(recall), ty.clone(), span);
    Some(match otherwise {
        Some(otherwise) => {
            let ty = ty.join(otherwise.ty.clone());
            Typed::new(Node::Coalesce(vec![recalled, otherwise]), ty, span)
        }
        None => recalled,
    })
}

/// `signup.user_id`
pub fn field_of_event(expr: &Expr) -> Option<(Name, Vec<Name>)> {
    let mut path = Vec::new();
    let mut base = expr;
    while let ExprKind::Member(inner, member) = &base.kind {
        path.push(member.clone());
        base = inner;
    }
    path.reverse();
    let ExprKind::Name(text) = &base.kind else { return None };
    (!path.is_empty()).then(|| (Name { text: text.clone(), span: base.span }, path))
}

fn word(checker: &mut Checker, option: &Argument) -> Option<RecallManner> {
    match &option.value.kind {
        ExprKind::Name(word) if word == "last" => Some(RecallManner::Last),
        ExprKind::Name(word) if word == "first" => Some(RecallManner::First),
        _ => checker.refuse(
            Diagnostic::new(
                Code::Arguments,
                option.value.span,
                "`recall` takes `last`, `first` or named arguments",
            )
            .label("neither")
            .help(format!("for example `={}`", FORM.signature.example)),
        ),
    }
}

fn typed(checker: &mut Checker, option: &Argument, ty: &Type, what: &str) -> Option<Typed> {
    let value = checker.expr(&option.value)?;
    if let (Type::Int, Type::Duration) = (ty, &value.ty) {
        let message = "`latest` of `recall` is a whole number, and this is a duration";
        let diagnostic = Diagnostic::new(Code::WrongType, value.span, message).label("a duration");
        return checker.refuse(diagnostic.help("`latest=100` is a number of values, `within=5m` a time"));
    }
    checker.expect(&value, ty, &format!("{what} of `recall`"))?;
    Some(value)
}

fn unknown<T>(checker: &mut Checker, option: &Argument) -> Option<T> {
    let name = option.name()?;
    let message = format!("`recall` takes no argument called `{}`", name.text);
    checker.refuse(
        Diagnostic::new(Code::Arguments, name.span, message)
            .label("unknown argument")
            .suggest(&name.text, OPTIONS)
            .help("it takes `zipf=`, `within=`, `latest=` and `else=`"),
    )
}

fn wrong_form<T>(checker: &mut Checker, span: Span) -> Option<T> {
    checker.refuse(
        Diagnostic::new(Code::Arguments, span, "`recall` takes a field of an event first")
            .label("of which event?")
            .help(format!("for example `={}`", FORM.signature.example)),
    )
}
