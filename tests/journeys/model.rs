//! Random journeys through a shop, as data that a reader knows and a scenario is written from.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::fmt::Write;

/// A journey whose step `S0` opens it. Each step but the last ones can be reached by chance.
#[derive(Debug, Clone)]
pub struct Journey {
    pub seed: u64,
    /// Whether arrivals are single steps.
    pub by_steps: bool,
    /// In milliseconds.
    pub timeout: Option<u32>,
    pub actor: &'static str,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub kind: Kind,
    /// What the session waits for, a formula.
    pub pause: &'static str,
    pub ways: Vec<Way>,
    /// What goes to `end`; `None` shares the rest.
    pub end: Option<u32>,
    /// Whether a second event follows the first one.
    pub twice: bool,
}

/// What a step does with the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Look,
    Add,
    Remove,
    Empty,
}

#[derive(Debug, Clone)]
pub struct Way {
    pub to: usize,
    pub weight: Weight,
    pub guards: Vec<Guard>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Percent(u32),
    /// The actor's willingness.
    Eager,
    Rest,
}

/// What has to hold of the cart as the step leaves it.
#[derive(Debug, Clone, Copy)]
pub enum Guard {
    AtLeast(usize),
    Below(usize),
    /// The cart has grown by this step.
    Grown,
}

impl Guard {
    fn formula(self) -> String {
        match self {
            Self::AtLeast(least) => format!("size(cart) >= {least}"),
            Self::Below(bound) => format!("size(cart) < {bound}"),
            Self::Grown => "size(cart) > size(previous.cart)".to_owned(),
        }
    }

    pub fn holds(self, before: usize, after: usize) -> bool {
        match self {
            Self::AtLeast(least) => after >= least,
            Self::Below(bound) => after < bound,
            Self::Grown => after > before,
        }
    }
}

const PAUSES: &[&str] =
    &["0s", "1s", "=uniform(0s..20s)", "=exponential(5s)", "=choice(1ms 50%, 10s, 10001ms)"];

const ACTORS: &[&str] = &[
    "user in users",
    "user in users by weight",
    "user in users zipf 1.1",
    "each user in users",
    "user in users where weight > 3",
];

fn weight() -> impl Strategy<Value = Weight> {
    prop_oneof![
        4 => (1_u32..20).prop_map(Weight::Percent),
        1 => Just(Weight::Eager),
        1 => Just(Weight::Rest),
    ]
}

fn guard() -> impl Strategy<Value = Guard> {
    prop_oneof![
        (0_usize..4).prop_map(Guard::AtLeast),
        (1_usize..4).prop_map(Guard::Below),
        Just(Guard::Grown)
    ]
}

prop_compose! {
    /// Its ways lead to different steps; those to the steps that take from a cart are open where it holds something.
    fn step(steps: usize)(
        kind in select(vec![Kind::Look, Kind::Add, Kind::Add, Kind::Remove, Kind::Empty]),
        pause in select(PAUSES),
        ways in vec((0..steps, weight(), vec(guard(), 0..2)), 1..5),
        shares in any::<bool>(),
        twice in prop::bool::weighted(0.2),
    ) -> Step {
        let mut known = Vec::new();
        let ways = ways.into_iter().map(|(to, weight, guards)| Way { to, weight, guards });
        let mut ways: Vec<Way> = ways.filter(|way| !known.contains(&way.to) && { known.push(way.to); true }).collect();
        // either all ways are weighted, or some share the rest
        let end = (!shares).then(|| {
            ways.iter_mut().filter(|way| !matches!(way.weight, Weight::Percent(_))).for_each(|way| way.weight = Weight::Percent(7));
            100 - ways.iter().map(|way| if let Weight::Percent(percent) = way.weight { percent } else { 0 }).sum::<u32>()
        });
        Step { kind, pause, ways, end, twice }
    }
}

prop_compose! {
    pub fn journey(by_steps: bool)(count in 2_usize..7)(
        seed in any::<u32>(),
        timeout in select(vec![None, Some(10_000), Some(3_000), Some(60_000)]),
        actor in select(ACTORS),
        steps in vec(step(count), count),
    ) -> Journey {
        let mut journey = Journey { seed: seed.into(), by_steps, timeout, actor, steps };
        if matches!(journey.steps[0].kind, Kind::Remove | Kind::Empty) {
            journey.steps[0].kind = Kind::Add;
        }
        let kinds: Vec<Kind> = journey.steps.iter().map(|step| step.kind).collect();
        for way in journey.steps.iter_mut().flat_map(|step| &mut step.ways) {
            if matches!(kinds[way.to], Kind::Remove | Kind::Empty) {
                way.guards.push(Guard::AtLeast(1));
            }
        }
        journey
    }
}

impl Journey {
    pub fn yaml(&self, phases: &str) -> String {
        let emit = if self.by_steps { "steps" } else { "sessions" };
        let timeout = self.timeout.map(|ms| format!("    timeout: {ms}ms\n")).unwrap_or_default();
        let steps: String = (0..self.steps.len()).map(|number| self.step_yaml(number)).collect();
        let echo = if self.steps.iter().any(|step| step.twice) { "  echo: { extends: click }\n" } else { "" };
        format!(
            "{HEAD}{echo}seed: {}\njourneys:\n  shopper:\n    actor: {}\n{timeout}    state: {{ cart: [], steps: 0, luck: =int(1..6) }}\n    \
             steps:\n{steps}traffic:\n  shop:\n    emit: {emit} of shopper\n    topic: clicks\n    phases: [ {phases} ]\n",
            self.seed, self.actor
        )
    }

    fn step_yaml(&self, number: usize) -> String {
        let Step { kind, pause, ways, end, twice } = &self.steps[number];
        let (item, cart) = match kind {
            Kind::Look => ("=pick(products)", "=cart"),
            Kind::Add => ("=pick(products)", "=append(cart, item)"),
            Kind::Remove => ("=pick(cart)", "=without(cart, item)"),
            Kind::Empty => ("=first(cart)", "=[]"),
        };
        let mut next = String::new();
        for Way { to, weight, guards } in ways {
            write!(next, "S{to}").unwrap();
            match weight {
                Weight::Percent(percent) => write!(next, " {percent}%").unwrap(),
                Weight::Eager => next.push_str(" (user.eager)"),
                Weight::Rest => {}
            }
            let guards: Vec<String> = guards.iter().map(|guard| guard.formula()).collect();
            if !guards.is_empty() {
                write!(next, " if {}", guards.join(" and ")).unwrap();
            }
            next.push_str(", ");
        }
        let end = end.map(|percent| format!(" {percent}%")).unwrap_or_default();
        let emit = if *twice { "[click, echo]" } else { "click" };
        format!(
            "      S{number}:\n        let: {{ item: \"{item}\", pause: \"{pause}\" }}\n        emit: {emit}\n        \
             set: {{ cart: \"{cart}\", steps: =steps + 1 }}\n        next: '{next}end{end}'\n        wait: =pause\n",
            pause = if pause.starts_with('=') { (*pause).to_owned() } else { format!("={pause}") },
        )
    }
}

/// What the journeys of these tests share.
pub const HEAD: &str = "
scenario: walked
catalogs:
  users:
    rows: 12
    fields: { id: =row, eager: '=round(uniform(0..0.5), 3)', weight: '=int(1..9)' }
  products:
    rows: 5
    fields: { sku: =hex(6) }
events:
  click:
    payload:
      session: =session.id
      index: =session.index
      count: =session.step
      step: =step
      user: =user.id
      eager: =user.eager
      item: =item.sku
      size: =size(cart)
      steps: =steps
      luck: =luck
      pause: =floor(pause / 1ns)
      mark: =uuid()
";

/// So many journeys a test; a failing one is printed whole, so no file keeps its seed.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
