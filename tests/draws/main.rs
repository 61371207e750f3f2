//! All draws, from their signatures: their distributions, their bytes for ever, and what no argument may do.

mod cases;
mod chi_square;
mod extremes;
mod golden;
mod independence;
mod laws;
mod special;

use bumpalo::Bump;
use rushhour::formula::signature::{Draw, Prepared};
use rushhour::random::Key;
use rushhour::value::{Context, Fault, Time, Value};

const SEED: u64 = 42;

/// At 2026-01-01T00:00:00Z.
fn context(index: u64, arena: &Bump) -> Context<'_> {
    static ZONE: jiff::tz::TimeZone = jiff::tz::TimeZone::UTC;
    Context { arena, now: Time(1_767_225_600_000_000_000), zone: &ZONE, index }
}

/// A draw at a place, prepared where it can be; asked for one index after the other, as events ask.
struct Drawer<'d> {
    draw: &'d Draw,
    arguments: &'d [Value<'static>],
    prepared: Option<Prepared>,
    key: Key,
}

impl<'d> Drawer<'d> {
    fn new(draw: &'d Draw, arguments: &'d [Value<'static>], place: &str) -> Self {
        let prepared = draw.prepare.and_then(|prepare| prepare(arguments).ok());
        Self { draw, arguments, prepared, key: Key::of(SEED, place) }
    }

    fn at<'a>(&self, index: u64, arena: &'a Bump) -> Result<Value<'a>, Fault> {
        let cx = context(index, arena);
        let generator = &mut self.key.generator(index);
        match &self.prepared {
            Some(sampler) => sampler.sample(generator, &cx),
            None => (self.draw.sample)(generator, self.arguments, &cx),
        }
    }
}
