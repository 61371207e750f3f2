//! The sessions that are alive: where each is, what it remembers, and when its next step is due.

use crate::schedule::Arrival;
use crate::value::Owned;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// One walk through a journey.
#[derive(Debug)]
pub(super) struct Session {
    /// What opened it: its component and phase, its number, and when. `due` is when its next step is.
    pub arrival: Arrival,
    /// When it began, in nanoseconds from the start.
    pub started: i64,
    /// The next step, a position in the journey's steps.
    pub step: usize,
    /// How many steps it has made.
    pub steps: u64,
    /// How often it has made each.
    pub visits: Box<[u64]>,
    /// Steps one after another at one instant.
    pub at_once: u32,
    /// Steps one after another that sent nothing.
    pub silent: u32,
    /// Its values, by number.
    pub values: Box<[Owned]>,
    /// That it takes.
    pub bytes: usize,
}

/// Bytes that open sessions may take together.
pub const MOST_SESSION_BYTES: usize = 2 << 30;

/// When a step is due: then by component, then by number, so that the order depends on nothing else.
type Due = Reverse<(i64, u32, u64, usize)>;

/// Sessions by their place, with the free places kept.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    places: Vec<Option<Session>>,
    free: Vec<usize>,
    agenda: BinaryHeap<Due>,
    /// Where arrivals are single steps: the place of an actor's session, by component, journey and row.
    of_actors: HashMap<Actor, usize>,
    /// Where arrivals are single steps: how many sessions each component has opened.
    opened: HashMap<u32, u64>,
    /// By stream; shorter where the last ones walk no journey.
    pub counts: Vec<SessionCounts>,
    watched: Option<Watched>,
    /// Of all that wait.
    bytes: usize,
}

/// The session that is looked at between its steps.
#[derive(Debug)]
struct Watched {
    component: u32,
    index: u64,
    /// Where it waits, while it is alive.
    place: Option<usize>,
}

impl Watched {
    const fn is(&self, arrival: &Arrival) -> bool {
        self.component == arrival.component && self.index == arrival.index
    }
}

/// A component, the first variant of its stream that walks the journey, and the row of the actor.
pub(super) type Actor = (u32, usize, Option<u32>);

/// What became of sessions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SessionCounts {
    pub opened: u64,
    pub ended: u64,
    /// Ended because they would have waited too long.
    pub timed_out: u64,
    /// Ended because they made too many steps at one instant, or without sending anything.
    pub stuck: u64,
    /// Ended because all together took too much memory.
    pub crowded_out: u64,
}

impl SessionCounts {
    /// Opened and not over.
    pub const fn open(&self) -> u64 {
        self.opened - self.ended - self.timed_out - self.stuck - self.crowded_out
    }
}

impl Sessions {
    /// What becomes of the sessions of a stream.
    pub fn count(&mut self, stream: usize) -> &mut SessionCounts {
        if self.counts.len() <= stream {
            self.counts.resize(stream + 1, SessionCounts::default());
        }
        &mut self.counts[stream]
    }

    /// When the next step is due, by itself; `None` where no session keeps its own time.
    #[inline]
    pub fn next_due(&self) -> Option<i64> {
        self.agenda.peek().map(|Reverse((due, ..))| *due)
    }

    /// Takes out the session whose step is due next.
    pub fn take_next(&mut self) -> Option<Session> {
        let Reverse((.., place)) = self.agenda.pop()?;
        self.take(place)
    }

    /// Whether there is room for a session; one that finds none is over.
    pub fn has_room(&mut self, stream: usize, session: &Session) -> bool {
        let fits = self.bytes + session.bytes <= MOST_SESSION_BYTES;
        self.count(stream).crowded_out += u64::from(!fits);
        fits
    }

    /// Puts a session back until its next step is due.
    pub fn await_step(&mut self, session: Session) {
        let Arrival { due, component, index, .. } = session.arrival;
        let place = self.put(session);
        self.agenda.push(Reverse((due, component, index, place)));
    }

    /// Takes out an actor's session, where there is one.
    pub fn take_of(&mut self, actor: Actor) -> Option<Session> {
        let place = self.of_actors.remove(&actor)?;
        self.take(place)
    }

    /// Puts a session back until its actor is drawn again.
    pub fn await_actor(&mut self, actor: Actor, session: Session) {
        let place = self.put(session);
        self.of_actors.insert(actor, place);
    }

    /// The number of the next session of a component whose arrivals are single steps.
    pub fn number(&mut self, component: u32) -> u64 {
        let opened = self.opened.entry(component).or_default();
        *opened += 1;
        *opened - 1
    }

    /// Looks at the session of that number from now on.
    pub fn watch(&mut self, component: u32, index: u64) {
        self.watched = Some(Watched { component, index, place: None });
    }

    /// The session that is looked at, where it is alive.
    pub fn watched(&self) -> Option<&Session> {
        self.places[self.watched.as_ref()?.place?].as_ref()
    }

    fn put(&mut self, session: Session) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        if let Some(watched) = self.watched.as_mut().filter(|watched| watched.is(&session.arrival)) {
            watched.place = Some(place);
        }
        self.bytes += session.bytes;
        self.places[place] = Some(session);
        place
    }

    fn take(&mut self, place: usize) -> Option<Session> {
        if let Some(watched) = self.watched.as_mut().filter(|watched| watched.place == Some(place)) {
            watched.place = None;
        }
        self.free.push(place);
        let session = self.places[place].take();
        self.bytes -= session.as_ref().map_or(0, |session| session.bytes);
        session
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(index: u64, bytes: usize) -> Session {
        Session {
            arrival: Arrival { index, ..Arrival::NONE },
            started: 0,
            step: 0,
            steps: 0,
            visits: Box::default(),
            at_once: 0,
            silent: 0,
            values: Box::default(),
            bytes,
        }
    }

    #[test]
    fn a_session_that_finds_no_room_is_over_and_counted() {
        let mut sessions = Sessions::default();
        sessions.count(0).opened = 2;
        let (half, more) = (MOST_SESSION_BYTES / 2, MOST_SESSION_BYTES / 2 + 1);
        assert!(sessions.has_room(0, &session(0, half)));
        sessions.await_step(session(0, half));
        assert!(!sessions.has_room(0, &session(1, more)));
        assert_eq!((sessions.count(0).crowded_out, sessions.count(0).open()), (1, 1));
        assert!(sessions.take_next().is_some());
        assert!(sessions.has_room(0, &session(1, more)));
    }

    #[test]
    fn the_session_that_is_looked_at_is_found_while_it_waits() {
        let mut sessions = Sessions::default();
        let component = Arrival::NONE.component;
        sessions.watch(component, 7);
        (0..9).for_each(|index| sessions.await_step(session(index, 0)));
        assert_eq!(sessions.watched().map(|session| session.arrival.index), Some(7));
        while let Some(taken) = sessions.take_next() {
            assert_eq!(sessions.watched().is_some(), taken.arrival.index < 7);
        }
    }
}
