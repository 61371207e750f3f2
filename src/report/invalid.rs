//! Why a run proves nothing, in words.

use super::numbers::{how_many, latency, was};
use crate::compose::{MOST_HELD_BYTES, MOST_SESSION_BYTES};
use crate::formula::histories::MOST_RECALLED_BYTES;
use crate::run::Invalid;

/// `policy` is what the run does with late events.
pub(super) fn invalid(why: Invalid, policy: &str) -> String {
    match why {
        Invalid::Late { late_s, allowed_s } => {
            let (late, allowed) = (latency(late_s * 1e3), latency(allowed_s * 1e3));
            format!("an event was {late} late, and `behind: {policy}` allows {allowed}")
        }
        Invalid::Early { released_early } => format!(
            "{} {} released early, as more than {} MB were kept back",
            how_many(released_early, "event"),
            was(released_early),
            MOST_HELD_BYTES >> 20
        ),
        Invalid::Crowded { crowded_out_sessions: sessions @ 1.., .. } => format!(
            "{} {} ended, as open ones took more than {} MB; a `timeout`, shorter waits or a lower rate keep fewer open",
            how_many(sessions, "session"),
            was(sessions),
            MOST_SESSION_BYTES >> 20
        ),
        Invalid::Crowded { forgotten_values, .. } => format!(
            "{} could not be recalled any more, as more than {} MB were kept; recall a short field, such as an id",
            how_many(forgotten_values, "value"),
            MOST_RECALLED_BYTES >> 20
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme;

    #[test]
    fn every_reason_is_explained_in_the_readme() {
        for why in every_variant!(Invalid {
            Invalid::Late { .. } => [Invalid::Late { late_s: 7.25, allowed_s: 5.0 }],
            Invalid::Early { .. } => [Invalid::Early { released_early: 12 }],
            Invalid::Crowded { .. } => [
                Invalid::Crowded { crowded_out_sessions: 12, forgotten_values: 0 },
                Invalid::Crowded { crowded_out_sessions: 0, forgotten_values: 12 },
            ],
        }) {
            readme::shows(&format!("invalid: {}", invalid(why, "catch up 5s")));
        }
    }
}
