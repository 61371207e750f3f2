//! People whose name, user name and mail address belong together.

use super::ascii;
use crate::random::Generator;
use crate::value::{Context, Field, Record, RowType, Type, Value};
use fake::locales::{DE_DE, Data};
use rand::RngExt;
use std::any::TypeId;
use std::sync::Arc;

const NAMES: &[&str] = &["name", "first_name", "last_name", "email", "username"];
/// Reserved by RFC 2606.
const DOMAINS: &[&str] = &["example.com", "example.net", "example.org"];

/// What the topics below are made from: a locale's names.
pub(super) struct Of<L>(pub L);

struct Person {
    first: &'static str,
    last: &'static str,
    name: String,
    username: String,
    domain: &'static str,
}

impl<L: Data + 'static> Of<L> {
    fn invent(generator: &mut Generator) -> Person {
        let first = pick(L::NAME_FIRST_NAME, generator);
        let last = pick(L::NAME_LAST_NAME, generator);
        let name = L::NAME_TPL.replace("{FirstName}", first).replace("{LastName}", last);
        let german = TypeId::of::<L>() == TypeId::of::<DE_DE>();
        let username = match (ascii::fold(first, german), ascii::fold(last, german)) {
            (Some(first), Some(last)) => match generator.random_range(0..4_u32) {
                0 => format!("{first}.{last}"),
                1 => format!("{first}_{last}"),
                2 => format!("{}{last}", &first[..1]),
                _ => format!("{first}.{last}{}", generator.random_range(10..100_u32)),
            },
            _ => format!("user{}", generator.random_range(100_000..1_000_000_u32)),
        };
        Person { first, last, name, username, domain: pick(DOMAINS, generator) }
    }
}

fn pick(list: &'static [&'static str], generator: &mut Generator) -> &'static str {
    list[generator.random_range(0..list.len())]
}

impl Person {
    fn email(&self) -> String {
        format!("{}@{}", self.username, self.domain)
    }
}

/// The type of `fake(person)`.
pub(super) fn row() -> Type {
    let field = |name: &&str| Field { name: (*name).to_owned(), ty: Type::Text };
    Type::Row(Arc::new(RowType { fields: NAMES.iter().map(field).collect() }))
}

/// `fake(person)`
pub(super) fn record<'a, L: Data + 'static>(
    _: &Of<L>,
    generator: &mut Generator,
    cx: &Context<'a>,
) -> Value<'a> {
    let person = Of::<L>::invent(generator);
    let text = |text: &str| Value::Text(cx.arena.alloc_str(text));
    let values = [
        text(&person.name),
        Value::Text(person.first),
        Value::Text(person.last),
        text(&person.email()),
        text(&person.username),
    ];
    Value::Record(cx.arena.alloc(Record { names: NAMES, values: cx.arena.alloc_slice_copy(&values) }))
}

/// `fake(internet.email)`
pub(super) fn email<'a, L: Data + 'static>(
    _: &Of<L>,
    generator: &mut Generator,
    cx: &Context<'a>,
) -> Value<'a> {
    Value::Text(cx.arena.alloc_str(&Of::<L>::invent(generator).email()))
}

/// `fake(internet.username)`
pub(super) fn username<'a, L: Data + 'static>(
    _: &Of<L>,
    generator: &mut Generator,
    cx: &Context<'a>,
) -> Value<'a> {
    Value::Text(cx.arena.alloc_str(&Of::<L>::invent(generator).username))
}
