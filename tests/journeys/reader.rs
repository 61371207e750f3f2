//! Reads sessions out of records as a consumer would, and complains of every step that the journey does not allow.

use crate::clicks::Click;
use crate::model::{Journey, Kind, Step, Weight};
use std::collections::HashMap;

/// A session as far as its records have told it.
#[derive(Debug)]
struct Seen {
    last: Click,
    step: usize,
    cart: Vec<String>,
    /// Elements in the cart before the last step.
    before: usize,
}

pub struct Reader<'j> {
    journey: &'j Journey,
    sessions: HashMap<String, Seen>,
    /// By user, where arrivals are single steps.
    current: HashMap<u64, String>,
    marks: Vec<String>,
    opened: u64,
    due: i64,
}

impl<'j> Reader<'j> {
    pub fn new(journey: &'j Journey) -> Self {
        let (sessions, current) = (HashMap::new(), HashMap::new());
        Self { journey, sessions, current, marks: Vec::new(), opened: 0, due: 0 }
    }

    /// The records of one journey in the order of sending; an echo belongs to the click before it.
    pub fn read(mut self, clicks: &[Click]) {
        let mut clicks = clicks.iter().peekable();
        while let Some(click) = clicks.next() {
            assert!(click.due >= self.due, "records go back in time: {click:?}");
            self.due = click.due;
            self.marks.push(click.mark.clone());
            self.click(click);
            if self.journey.steps[number(click)].twice {
                let Some(echo) = clicks.next() else { break };
                assert_ne!(echo.mark, click.mark, "each record draws by itself");
                self.marks.push(echo.mark.clone());
                assert_eq!(Click { mark: click.mark.clone(), ..echo.clone() }, *click);
            }
        }
        self.all_over();
        let count = self.marks.len();
        self.marks.sort();
        self.marks.dedup();
        assert_eq!(self.marks.len(), count, "two draws are one");
    }

    fn click(&mut self, click: &Click) {
        let step = number(click);
        let (mut cart, allowed) = match self.sessions.remove(&click.session) {
            None => {
                self.opened += 1;
                assert_eq!((click.index, click.count), (self.opened, 1), "{click:?}");
                if let Some(before) = self.current.get(&click.user) {
                    self.is_over(before, click.due);
                }
                (Vec::new(), step == 0)
            }
            Some(seen) => {
                self.goes_on(&seen, click);
                let allowed = self.ways(&seen).any(|(to, _)| to == Some(step));
                (seen.cart, allowed)
            }
        };
        assert!(allowed, "no way leads to {click:?}");
        if self.journey.by_steps {
            self.current.insert(click.user, click.session.clone());
        }
        let before = cart.len();
        assert_eq!((click.size, click.steps), (before, click.count - 1), "{click:?}");
        assert!((1..=6).contains(&click.luck));
        let item = || click.item.clone().unwrap_or_else(|| panic!("without an item: {click:?}"));
        match self.journey.steps[step].kind {
            Kind::Look => {}
            Kind::Add => cart.push(item()),
            Kind::Remove => {
                let place = cart.iter().position(|sku| *sku == item());
                cart.remove(place.unwrap_or_else(|| panic!("not in the cart {cart:?}: {click:?}")));
            }
            Kind::Empty => {
                assert_eq!(cart.first(), Some(&item()), "{click:?}");
                cart.clear();
            }
        }
        let seen = Seen { last: click.clone(), step, cart, before };
        self.sessions.insert(click.session.clone(), seen);
    }

    /// What two steps of one session have to do with each other.
    fn goes_on(&self, seen: &Seen, click: &Click) {
        let last = &seen.last;
        assert_eq!((click.index, click.count), (last.index, last.count + 1), "{click:?}");
        assert_eq!((click.user, click.luck), (last.user, last.luck), "{click:?}");
        let silence = click.due - last.due;
        if !self.journey.by_steps {
            assert_eq!(silence, last.pause, "the next step comes when the wait is over: {last:?}");
        }
        assert!(silence <= self.timeout(), "a session goes on after it was over: {click:?}");
    }

    /// The ways that are open, `None` for the end, with those that weigh nothing left out.
    fn ways<'s>(&self, seen: &'s Seen) -> impl Iterator<Item = (Option<usize>, Weight)> + 's
    where
        'j: 's,
    {
        let step: &'j Step = &self.journey.steps[seen.step];
        let open = step.ways.iter().filter(|way| {
            (way.weight != Weight::Eager || seen.last.eager > 0.0)
                && way.guards.iter().all(|guard| guard.holds(seen.before, seen.cart.len()))
        });
        let end = step.end.map_or(Weight::Rest, Weight::Percent);
        open.map(|way| (Some(way.to), way.weight)).chain([(None, end)])
    }

    /// A session after which its actor has begun another one had come to its end, or was silent too long.
    fn is_over(&self, session: &str, due: i64) {
        let seen = &self.sessions[session];
        let may_end = self.ways(seen).any(|(to, weight)| to.is_none() && weight != Weight::Percent(0));
        assert!(may_end || due - seen.last.due > self.timeout(), "not over: {seen:?}");
    }

    /// Where sessions keep their own time, those whose next step is missing had an end, or waited too long.
    fn all_over(&self) {
        let missing = |seen: &&Seen| seen.last.due + seen.last.pause < self.due;
        if !self.journey.by_steps {
            for seen in self.sessions.values().filter(missing) {
                let may_end =
                    self.ways(seen).any(|(to, weight)| to.is_none() && weight != Weight::Percent(0));
                assert!(may_end || seen.last.pause > self.timeout(), "not over: {seen:?}");
            }
        }
    }

    fn timeout(&self) -> i64 {
        self.journey.timeout.map_or(i64::MAX, |ms| i64::from(ms) * 1_000_000)
    }
}

fn number(click: &Click) -> usize {
    click.step.strip_prefix('S').unwrap().parse().unwrap()
}
