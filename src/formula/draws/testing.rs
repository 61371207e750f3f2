//! What the tests of the draws share.

use crate::formula::signature::Draw;
use crate::random::Key;
use crate::value::{Context, Fault, Time, Value};
use bumpalo::Bump;
use jiff::tz::TimeZone;

/// A context at 2026-01-01T00:00:00Z.
pub(super) fn context(arena: &Bump, index: u64) -> Context<'_> {
    static ZONE: TimeZone = TimeZone::UTC;
    Context { arena, now: Time(1_767_225_600_000_000_000), zone: &ZONE, index }
}

/// Draws twice, from the arguments and from what is prepared of them: both must say the same. The arena is
/// left to the test's end.
pub(super) fn draw(draw: &Draw, arguments: &[Value<'static>], index: u64) -> Result<Value<'static>, Fault> {
    let cx = context(Box::leak(Box::new(Bump::new())), index);
    let key = Key::of(42, draw.signature.name);
    let plain = (draw.sample)(&mut key.generator(index), arguments, &cx);
    if let Some(prepare) = draw.prepare {
        match prepare(arguments) {
            Ok(sampler) => assert_eq!(sampler.sample(&mut key.generator(index), &cx), plain),
            Err(_) => assert!(plain.is_err(), "refused, and yet drawn: {plain:?}"),
        }
    }
    plain
}

/// Why the arguments are refused.
pub(super) fn refusal(draw: &Draw, arguments: &[Value]) -> String {
    let prepare = draw.prepare.expect("a draw that prepares");
    prepare(arguments).expect_err("arguments that are refused")
}
