//! Pieces of scenarios, put into a small whole one.

use rushhour::scenario::keys::{KeyReference, Place};

const CONSTANTS: &str = "let:\n  peak: 200\n  vat: 0.19\n";

/// What pieces draw from.
const CATALOGS: &str = "\
catalogs:
  products:
    rows: 10
    fields:
      sku: =unique(digits(6))
      name: Product {{ row }}
      category: =choice(books, toys)
      price: =round(uniform(10..2000), 2)
      weight: =int(1..10)
  users:
    rows: [ { user_id: 1, city: Paris, weight: 2 }, { user_id: 2, city: Rome, weight: 1 } ]
  plans:
    rows: [ { plan: free, fee: 0 }, { plan: pro, fee: 9.9 } ]
  tenants:
    rows: [ { name: acme, rate: 5 }, { name: globex, rate: 20 } ]
";

/// What streams emit.
const EVENTS: &str = "\
events:
  ping: { payload: { id: =event.id } }
  view: { payload: { id: =event.id } }
  cart: { payload: { id: =event.id } }
  checkout: { payload: { id: =event.id } }
  order: { payload: { id: =event.id } }
  payment: { payload: { id: =event.id } }
  request: { payload: { service: web, latency_ms: =int(10..90), failed: false } }
";

/// What something is expected of.
const PURCHASE: &str = "  purchase: { payload: { id: =event.id, kind: purchase, price: 5, note: null } }\n";
const PURCHASES: &str = "\
traffic:
  pings:
    emit: [ purchase, view, cart ]
    topic: pings
    phases: [ steady: hold 5/s ]
expect:
";

/// A parent for streams.
const VISITORS: &str = "\
traffic:
  visitors: { emit: view, topic: views, phases: [ steady: hold 5/s ] }
";

/// A journey that sends what is shown.
const WALKS: &str = "\
journeys:
  shopper:
    actor: user in users
    state: { cart: [] }
    steps:
      VIEW:
        let: { product: =pick(products) }
        emit: shown
        set: { cart: \"=append(cart, product)\" }
        next: VIEW 50%, end
traffic:
  visits: { emit: sessions of shopper, topic: clicks, phases: [ steady: hold 5/s ] }
";

/// A parent for journeys.
const VISIT: &str = "\
journeys:
  visit: { steps: { VIEW: { emit: view, next: end } } }
";

const STREAM: &str = "  pings:\n    emit: ping\n    topic: pings\n";
const PHASES: &str = "    phases:\n      - steady: hold 5/s\n";

/// The whole scenario around a piece; `None` where there is no such kind of piece.
pub fn whole(kind: &str, piece: &str) -> Option<String> {
    let mut parts = [
        ("scenario:", "scenario: docs\n".to_owned()),
        ("let:", CONSTANTS.to_owned()),
        ("catalogs:", beside(CATALOGS, piece)),
        ("events:", beside(EVENTS, piece)),
        ("traffic:", format!("traffic:\n{STREAM}{PHASES}")),
    ];
    match kind {
        "top" => {
            let is_missing = |key: &str| !piece.lines().any(|line| line.starts_with(key));
            let rest = parts.into_iter().filter(|(key, _)| is_missing(key)).map(|(_, text)| text);
            return Some(piece.to_owned() + &rest.collect::<String>());
        }
        "catalogs" => parts[2].1 += &indented(piece, 2),
        "events" => parts[3].1 += &indented(piece, 2),
        "event" => parts[3].1 += &("  shown:\n".to_owned() + &indented(piece, 4)),
        "payload" => parts[3].1 += &("  shown:\n    payload:\n".to_owned() + &indented(piece, 6)),
        "session" => {
            parts[3].1 += &("  shown:\n    payload:\n".to_owned() + &indented(piece, 6));
            WALKS.clone_into(&mut parts[4].1);
        }
        "journeys" => {
            let journeys = format!("{VISIT}{}", indented(piece, 2));
            parts[4].1.insert_str(0, &journeys);
            parts[4].1 +=
                "  walks: { emit: sessions of visit, topic: clicks, phases: [ steady: hold 1/s ] }\n";
        }
        "streams" => {
            parts[4].1.insert_str(0, VISIT);
            parts[4].1 += &indented(piece, 2);
        }
        "stream" => parts[4].1 += &indented(piece, 4),
        "expect" => {
            parts[3].1 += PURCHASE;
            parts[4].1 = format!("{PURCHASES}{}", indented(piece, 2));
        }
        "phases" => parts[4].1 = format!("traffic:\n{STREAM}    phases:\n{}", indented(piece, 6)),
        _ => return None,
    }
    Some(parts.map(|(_, text)| text).concat())
}

/// The whole scenario around the example of a key.
pub fn around(key: &KeyReference) -> String {
    let (kind, needs): (&str, &[&str]) = match key.place {
        Place::Scenario => return whole("top", &format!("{}\n", key.example)).expect("a kind of piece"),
        Place::Topic => {
            return whole("top", &format!("topics:\n  pings:\n    {}\n", key.example))
                .expect("a kind of piece");
        }
        Place::Run => {
            return whole("top", &format!("run:\n  {}\n", key.example)).expect("a kind of piece");
        }
        Place::Disorder => {
            let piece = format!("disorder:\n  {}\n", key.example);
            return whole("stream", &piece).expect("a kind of piece");
        }
        Place::Catalog if key.name == "fields" => ("catalogs", &["rows: 3"]),
        Place::Catalog => ("catalogs", &[]),
        Place::Event => ("events", &["payload: { id: 1 }"]),
        Place::Journey => ("journeys", &["steps: { VIEW: { emit: view, next: end } }"]),
        Place::Step => {
            let others =
                ["VIEW: { emit: view, next: CHECKOUT }", "CHECKOUT: { emit: checkout, next: SHOWN }"];
            let on = if key.name == "next" { "" } else { "      next: end\n" };
            let journey = format!(
                "shown:\n  state: {{ cart: [], product: null }}\n  steps:\n    {}\n    SHOWN:\n      {}\n{on}",
                others.join("\n    "),
                key.example.replace("product: =pick", "item: =pick")
            );
            return whole("journeys", &journey).expect("a kind of piece");
        }
        Place::Stream => ("streams", &["emit: ping", "topic: pings", "phases: [ steady: hold 5/s ]"]),
    };
    let is_missing = |line: &&&str| line.split(':').next() != Some(key.name);
    let needs = needs.iter().filter(is_missing).map(|line| format!("{line}\n"));
    let lines = format!("{}\n{}", key.example, needs.collect::<Vec<_>>().concat());
    let piece = format!("shown:\n{}", indented(&lines, 2));
    whole(kind, &piece).expect("a kind of piece").replace("traffic:\n", VISITORS)
}

/// The entries of a section whose names the piece does not take itself.
fn beside(section: &str, piece: &str) -> String {
    let is_taken = |name: &str| piece.lines().any(|line| line.split(':').next() == Some(name));
    let mut is_kept = true;
    let kept = section.split_inclusive('\n').filter(|line| {
        if let Some(entry) = line.strip_prefix("  ").filter(|entry| !entry.starts_with(' ')) {
            is_kept = !entry.split(':').next().is_some_and(is_taken);
        }
        is_kept
    });
    kept.collect()
}

fn indented(lines: &str, depth: usize) -> String {
    let lines = lines.lines().map(|line| format!("{:depth$}{line}\n", ""));
    lines.collect::<Vec<_>>().concat()
}
