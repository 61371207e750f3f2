//! Random small scenarios, as data that a test can change before it is written.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

#[derive(Debug, Clone)]
pub struct Scenario {
    pub seed: u64,
    pub catalogs: Vec<Catalog>,
    pub events: Vec<Event>,
    pub streams: Vec<Stream>,
}

/// Every catalog has the fields `id`, `kind`, `price` and `weight`, and some of its own.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub name: String,
    pub rows: u32,
    pub fields: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub name: String,
    pub parent: Option<String>,
    pub is_abstract: bool,
    pub lets: Vec<(String, String)>,
    pub fields: Vec<(String, Value)>,
    pub key: Option<String>,
    pub headers: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Stream {
    pub name: String,
    /// As `emit` has it.
    pub emit: String,
    pub phases: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub enum Value {
    /// A formula, a template or a literal, unquoted.
    Text(String),
    Mapping(Vec<(String, Value)>),
    List(Vec<Value>),
    /// `name[count]:`; the count is part of the name.
    Repeat(String, Box<Value>),
}

/// Numbers and texts that need nothing but the catalogs `goods` and `people`.
const DRAWS: &[&str] = &[
    "=int(1..100)",
    "=round(uniform(10..2000), 2)",
    "=normal(20, 5)",
    "=poisson(2.5) + zipf(100, 1.1)",
    "=sequence(1000, 10)",
    "=if(chance(30%), int(1..5), uniform(5..6))",
    "=choice(1 40%, int(10..20) 30%, normal(5, 1))",
    "=sum(times(int(1..4), int(1..6)))",
    "=pick(goods, by=weight).price",
    "=pick(goods, zipf=1.2).id",
    "=pick(goods, where=kind == 'blue').price",
    "=pick(people).id",
    "=find(goods, kind='red').price",
    "=match(choice(gold, silver), gold=int(1..3), silver=0.1, else=0)",
    "=coalesce(choice(null 50%, 7), int(20..30))",
    "=event.index * int(1..2)",
    "=elapsed / 1ms",
    "=pick([3, 5, 8])",
];

const TEXTS: &[&str] = &[
    "=choice(view 40%, cart 25%, checkout)",
    "=pattern('[A-Z]{3}-[0-9]{2}')",
    "=uuid()",
    "=uuid7()",
    "=fake(internet.email)",
    "=if(chance(20%), digits(4), omit)",
    "=now",
    "order {{ event.index }}",
    "plain text",
    "12.5",
    "=hex(8)",
];

/// What is computed from a number `X`; in a template too.
const COMPUTED: &[&str] =
    &["=round(X * 1.19, 2)", "=X + int(1..6)", "=text(X)", "x={{ X }}", "=X > 20 and chance(50%)"];

const CATALOG_FIELDS: &[&str] = &[
    "=fake(person.name)",
    "=lognormal(2, 0.5)",
    "row {{ row }}",
    "=choice(a 10%, b)",
    "=pattern('[a-f]{8}')",
];

const PHASES: &[&str] = &[
    "hold 40/s for 1s",
    "hold 0.5/s for 3s",
    "burst 25",
    "hold 5..15/s redrawn every 1s for 2s",
    "hold 20..60/s for 1s",
    "switch every 1s { normal 5..15/s 80%; spike 40..60/s 20% } for 2s",
    "every 100ms for 2s",
    "every 50ms..150ms for 2s",
    "burst 5..15",
    "burst 20 over 1s",
    "pause 100ms",
];

const EMITS: &[&str] =
    &["event0", "event0 70%, event1", "event0 25%, event1 (1 / 4), event2", "[event0, event2]"];

#[derive(Debug, Clone)]
enum Seed {
    Draw(&'static str),
    /// Computed from one of the numbers drawn before.
    Computed(&'static str, Index),
}

#[derive(Debug, Clone)]
enum Shape {
    One(Seed),
    Mapping(Vec<Seed>),
    List(Vec<Seed>),
    Repeat(u8, Vec<Seed>),
}

fn seed() -> impl Strategy<Value = Seed> {
    prop_oneof![
        2 => select(DRAWS).prop_map(Seed::Draw),
        1 => select(TEXTS).prop_map(Seed::Draw),
        2 => (select(COMPUTED), any::<Index>()).prop_map(|(form, of)| Seed::Computed(form, of)),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        5 => seed().prop_map(Shape::One),
        1 => vec(seed(), 1..4).prop_map(Shape::Mapping),
        1 => vec(seed(), 1..4).prop_map(Shape::List),
        1 => (1..4_u8, vec(seed(), 1..4)).prop_map(|(count, seeds)| Shape::Repeat(count, seeds)),
    ]
}

fn event(number: usize) -> impl Strategy<Value = Event> {
    let lets = vec(select(DRAWS), 1..4);
    (lets, vec(shape(), 1..7), any::<bool>()).prop_map(move |(lets, shapes, keyed)| {
        let lets: Vec<(String, String)> =
            lets.iter().enumerate().map(|(n, draw)| (format!("l{n}"), (*draw).to_owned())).collect();
        let mut numbers: Vec<String> = lets.iter().map(|(name, _)| name.clone()).collect();
        let mut fields = vec![("id".to_owned(), Value::Text("=uuid()".to_owned()))];
        for (n, shape) in shapes.into_iter().enumerate() {
            let name = format!("f{n}");
            let value = grow(&shape, &name, &numbers);
            let is_number = matches!(&shape, Shape::One(Seed::Draw(draw)) if DRAWS.contains(draw));
            if is_number {
                numbers.push(name.clone());
            }
            let name = if let Value::Repeat(count, _) = &value { format!("{name}{count}") } else { name };
            fields.push((name, value));
        }
        Event {
            name: format!("event{number}"),
            parent: None,
            is_abstract: false,
            lets,
            fields,
            key: keyed.then(|| "=text(l0)".to_owned()),
            headers: vec![("trace".to_owned(), "=hex(4)".to_owned())],
        }
    })
}

fn grow(shape: &Shape, name: &str, numbers: &[String]) -> Value {
    let one = |seed: &Seed| match seed {
        Seed::Draw(text) => Value::Text((*text).to_owned()),
        Seed::Computed(form, of) => Value::Text(form.replace('X', of.get(numbers).as_str())),
    };
    let members = |seeds: &[Seed]| {
        seeds.iter().enumerate().map(|(n, seed)| (format!("{name}_{n}"), one(seed))).collect()
    };
    match shape {
        Shape::One(seed) => one(seed),
        Shape::Mapping(seeds) => Value::Mapping(members(seeds)),
        Shape::List(seeds) => Value::List(seeds.iter().map(one).collect()),
        Shape::Repeat(count, seeds) => {
            Value::Repeat(format!("[1..{count}]"), Box::new(Value::Mapping(members(seeds))))
        }
    }
}

fn catalog(name: &'static str) -> impl Strategy<Value = Catalog> {
    (3..12_u32, vec(select(CATALOG_FIELDS), 0..3)).prop_map(move |(rows, more)| {
        let fixed = [
            ("id", "=unique(int(1000..9999))"),
            ("kind", "=choice(red, green, blue)"),
            ("price", "=round(uniform(1..100), 2)"),
            ("weight", "=int(1..10)"),
        ];
        let fixed = fixed.map(|(name, draw)| (name.to_owned(), draw.to_owned()));
        let more = more.iter().enumerate().map(|(n, draw)| (format!("more{n}"), (*draw).to_owned()));
        Catalog { name: name.to_owned(), rows, fields: fixed.into_iter().chain(more).collect() }
    })
}

fn stream(number: usize) -> impl Strategy<Value = Stream> {
    (select(EMITS), vec(select(PHASES), 0..3)).prop_map(move |(emit, phases)| {
        let phases = ["hold 30/s for 1s"].into_iter().chain(phases);
        Stream {
            name: format!("stream{number}"),
            emit: emit.to_owned(),
            phases: phases.enumerate().map(|(n, line)| (format!("phase{n}"), line.to_owned())).collect(),
        }
    })
}

/// Scenarios of two catalogs, three events and one to three streams.
pub fn scenario() -> impl Strategy<Value = Scenario> {
    let streams = (1..4_usize).prop_flat_map(|count| (0..count).map(stream).collect::<Vec<_>>());
    let events = (0..3).map(event).collect::<Vec<_>>();
    (1..1_000_u64, (catalog("goods"), catalog("people")), events, streams).prop_map(
        |(seed, (goods, people), events, streams)| Scenario {
            seed,
            catalogs: vec![goods, people],
            events,
            streams,
        },
    )
}

/// So many scenarios a test; a failing one is printed whole, so no file keeps its seed.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
