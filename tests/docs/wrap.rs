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

const STREAM: &str = "  pings:\n    emit: ping\n    topic: pings\n";
const PHASES: &str = "    phases:\n      - steady: hold 5/s\n";

/// The whole scenario around a piece; `None` where there is no such kind of piece.
pub fn whole(kind: &str, piece: &str) -> Option<String> {
    let mut parts = [
        ("scenario:", "scenario: docs\n".to_owned()),
        ("let:", CONSTANTS.to_owned()),
        ("catalogs:", CATALOGS.to_owned()),
        ("events:", EVENTS.to_owned()),
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
        "journeys" => {
            parts[4].1.insert_str(0, &format!("journeys:\n{}", indented(piece, 2)));
            parts[4].1 +=
                "  walks: { emit: sessions of shown, topic: clicks, phases: [ steady: hold 1/s ] }\n";
        }
        "streams" => parts[4].1 += &indented(piece, 2),
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
            let steps = "VIEW: { emit: view, next: CHECKOUT }\n    CHECKOUT: { emit: checkout, next: end }\n    SHOWN:\n      next: end";
            let steps = if key.name == "next" { steps.trim_end_matches("\n      next: end") } else { steps };
            let journey = format!(
                "shown:\n  state: {{ cart: [], product: null }}\n  steps:\n    {steps}\n      {}\n",
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

fn indented(lines: &str, depth: usize) -> String {
    let lines = lines.lines().map(|line| format!("{:depth$}{line}\n", ""));
    lines.collect::<Vec<_>>().concat()
}
