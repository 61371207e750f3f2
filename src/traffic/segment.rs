//! A piece of a phase, and how it is cut.

use super::level::Slope;
use super::max;
use super::rise::Rise;

#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Nanoseconds; `i64::MAX` for the rest of the phase.
    pub length: i64,
    pub rise: Rise,
    /// Which regime of a switch it is, else 0; `u32::MAX` beside regimes of the same phase.
    pub regime: u32,
}

/// Where some pieces of a phase have a regime and others have none.
pub(super) const NO_REGIME: u32 = u32::MAX;

impl Segment {
    /// One rate for the rest of the phase.
    pub(super) const fn rest(slope: Slope) -> Self {
        Self { length: i64::MAX, rise: Rise::Even(slope), regime: 0 }
    }

    /// Its beginning, so long at most: what rises until there is exact to the quantum.
    pub fn first(self, nanos: i64) -> Self {
        if nanos >= self.length {
            return self;
        }
        let rise = self.rise.part(self.length.unsigned_abs(), 0, nanos.unsigned_abs());
        Self { length: nanos, rise, ..self }
    }

    /// With its rate held to another, in two where it crosses it; its own rises or falls, not both.
    pub fn held_to(self, most: Slope) -> [Option<Self>; 2] {
        max::cut(self, most)
    }

    /// What follows its beginning, if anything does.
    pub(super) fn behind(&self, nanos: i64) -> Option<Self> {
        if nanos >= self.length {
            return None;
        }
        let whole = self.length.unsigned_abs();
        let rise = self.rise.part(whole, nanos.unsigned_abs(), whole);
        let length = if self.length == i64::MAX { i64::MAX } else { self.length - nanos };
        Some(Self { length, rise, regime: self.regime })
    }
}
