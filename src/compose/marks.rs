//! What was done to a record on its way: a bit for each, and how often each was done.

use serde::Serialize;

/// What was done to a record; mostly nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(u8);

impl Marks {
    pub const NONE: Self = Self(0);
    /// Handed over later than its event.
    pub const LATE: Self = Self(1);
    /// Sent before, byte for byte.
    pub const DUPLICATE: Self = Self(1 << 1);
    /// Its payload was cut short, or has a wrong byte.
    pub const CORRUPT: Self = Self(1 << 2);
    /// Kept back in an outage.
    pub const HELD: Self = Self(1 << 3);
    /// Sent before its time, as no more could be kept back.
    pub const EARLY: Self = Self(1 << 4);

    /// As a header calls them.
    const NAMES: [(Self, &'static str); 4] = [
        (Self::LATE, "late"),
        (Self::DUPLICATE, "duplicate"),
        (Self::CORRUPT, "corrupt"),
        (Self::HELD, "hold"),
    ];

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it has any of the others.
    pub const fn has(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// `late,corrupt`: the value of the header that tells.
    pub(super) fn write_label(self, out: &mut Vec<u8>) {
        let start = out.len();
        for (_, name) in Self::NAMES.iter().filter(|(mark, _)| self.has(*mark)) {
            if out.len() > start {
                out.push(b',');
            }
            out.extend_from_slice(name.as_bytes());
        }
    }
}

/// How many records something was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Disordered {
    /// Handed over later than their events.
    pub late: u64,
    /// Second copies.
    pub duplicated: u64,
    /// Made, and never sent.
    pub dropped: u64,
    /// Payloads that were broken.
    pub corrupted: u64,
    /// Kept back in an outage.
    pub held: u64,
}

impl Disordered {
    /// Counts a record that is handed over.
    pub fn count(&mut self, marks: Marks) {
        for (mark, count) in [
            (Marks::LATE, &mut self.late),
            (Marks::DUPLICATE, &mut self.duplicated),
            (Marks::CORRUPT, &mut self.corrupted),
            (Marks::HELD, &mut self.held),
        ] {
            *count += u64::from(marks.has(mark));
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            late: self.late.saturating_add(other.late),
            duplicated: self.duplicated.saturating_add(other.duplicated),
            dropped: self.dropped.saturating_add(other.dropped),
            corrupted: self.corrupted.saturating_add(other.corrupted),
            held: self.held.saturating_add(other.held),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_what_was_done_in_one_order() {
        let label = |marks: Marks| {
            let mut out = b"before ".to_vec();
            marks.write_label(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(label(Marks::CORRUPT.with(Marks::LATE)), "before late,corrupt");
        assert_eq!(label(Marks::HELD.with(Marks::EARLY)), "before hold");
        assert_eq!(label(Marks::LATE.with(Marks::HELD).without(Marks::LATE)), "before hold");
    }
}
