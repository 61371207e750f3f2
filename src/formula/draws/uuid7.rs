//! `uuid7()`: an identifier that sorts by event time, version 7 of RFC 9562. The twelve bits behind the
//! milliseconds hold the fraction of the millisecond (method 3 of its section 6.2).

use super::uuid;
use crate::formula::signature::{Draw, Signature};
use crate::value::{Duration, Fault, Time, Type};
use rand::Rng;

pub static UUID7: Draw = Draw {
    signature: Signature {
        name: "uuid7",
        about: "An identifier that sorts by event time (UUID version 7).",
        parameters: &[],
        returns: |_| Type::Text,
        example: "uuid7()",
    },
    sample: |generator, _, cx| Ok(uuid::text(7, stamp(cx.now)?, generator.next_u64(), cx)),
    prepare: None,
    space: None,
};

/// 48 bits of milliseconds, 4 for the version, 12 of the fraction. A time before 1970 has none.
fn stamp(now: Time) -> Result<u64, Fault> {
    let millis = u64::try_from(now.millis()).map_err(|_| Fault::OutOfBounds)?;
    let fraction = now.0.rem_euclid(Duration::MILLISECOND) * 4_096 / Duration::MILLISECOND;
    Ok((millis << 16) | u64::try_from(fraction).expect("a fraction is not negative"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::context;
    use crate::random::Key;
    use crate::value::Value;

    /// The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z.
    #[test]
    fn the_time_stands_in_front() {
        assert_eq!(stamp(Time(1_645_557_742_000_000_000)), Ok(0x017f_22e2_79b0_0000));
        assert_eq!(stamp(Time(-1)), Err(Fault::OutOfBounds));
    }

    #[test]
    fn later_events_have_larger_identifiers_within_a_millisecond() {
        let arena = bumpalo::Bump::new();
        let drawn: Vec<Value> = (0..100_i64)
            .map(|index| {
                let cx =
                    crate::value::Context { now: Time(5_000_000_000 + index * 10_000), ..context(&arena, 0) };
                let generator = &mut Key::of(1, "id").generator(index.unsigned_abs());
                (UUID7.sample)(generator, &[], &cx).expect("a time after 1970")
            })
            .collect();
        assert!(drawn.windows(2).all(|pair| pair[0].as_text() < pair[1].as_text()));
    }
}
